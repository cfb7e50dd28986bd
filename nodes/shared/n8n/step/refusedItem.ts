import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { existingIdOf } from '../../zoho/advice/advice';
import { codeOf, explainToPerson, toNodeError } from './errors';

/** Why an input item was not done, and what else its output item says. */
export interface RefusedRow {
	readonly reason: unknown;
	/** Instead of the usual advice. */
	readonly next?: string;
	/** Further keys of the output item. */
	readonly more?: Readonly<IDataObject>;
}

/**
 * The output item for an input item that was refused: `{ error, code, next }`, `existingId` where Zoho names the record that is
 * there already, and further keys. Where the step has an
 * error output it is `{ error, details }`, which sends it there together with the values of the input item.
 *
 * n8n runs a whole step with Retry On Fail again if the first item has an `error`. Where that would write records twice,
 * the sentence is called `message` instead; and since nothing but an error beside the json then leads to the error
 * output, and n8n drops the json of such an item, the sentence there says all. Source: n8n-core 2.41.1, workflow-execute.
 * @param isWritten whether records may have been written by the step
 */
export function refusedItem(node: INode, row: RefusedRow, itemIndex: number, isWritten: boolean): INodeExecutionData {
	const { message, advice } = explainToPerson(row.reason);
	const existingId = existingIdOf(row.reason);
	const details = {
		code: codeOf(row.reason),
		next: row.next ?? advice,
		...(existingId === null ? {} : { existingId }),
		...row.more,
	};
	const pairedItem = { item: itemIndex };
	const mustNotRunAgain = isWritten && node.retryOnFail === true;
	if (node.onError !== 'continueErrorOutput')
		return { json: { [mustNotRunAgain ? 'message' : 'error']: message, ...details }, pairedItem };
	if (!mustNotRunAgain) return { json: { error: message, details }, pairedItem };
	const error = toNodeError(node, row.reason, itemIndex);
	error.message = `${message}. ${details.next}`;
	return { json: { message, ...details }, error, pairedItem };
}
