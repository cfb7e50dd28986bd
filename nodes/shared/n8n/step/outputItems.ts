import type { INode, INodeExecutionData } from 'n8n-workflow';
import { existingIdOf } from '../../zoho/advice/advice';
import { codeOf, explainToPerson, toNodeError, toPlainText } from '../connection/nodeErrors';
import type { AnsweringItem, RefusedRow } from './operation';

/** An output item, and the index of its output; the first one is 0. */
export interface PlacedItem {
	readonly item: INodeExecutionData;
	readonly output: number;
}

/** The output item of an answer, linked with the input item that it answers. */
export function placeAnswer(node: INode, answer: AnsweringItem): PlacedItem {
	const { answers: item, output = 0 } = answer;
	if ('refused' in answer) return { item: refusedItem(node, answer.refused, item, true), output };
	const { json, binary } = answer;
	return { item: { json, ...(binary === undefined ? {} : { binary }), pairedItem: { item } }, output };
}

/** Sorts items into exactly as many outputs as the node has. Items for an output that does not exist go to the last one. */
export function spreadOutputs(placed: readonly PlacedItem[], count: number): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = Array.from({ length: count }, () => []);
	for (const { item, output } of placed) outputs[Math.min(output, count - 1)].push(item);
	return outputs;
}

/** After waking, n8n pairs output items with input items by their order and ignores `pairedItem`. */
export function inInputOrder(answers: readonly AnsweringItem[]): AnsweringItem[] {
	return [...answers].sort((one, other) => one.answers - other.answers);
}

/**
 * The output item for an input item that failed: `{ error, code, next }`, `existingId` if Zoho names the record that
 * exists already, and further keys. If the node has an error output it is `{ error, details }`: n8n sends that to the
 * error output, with the values of the input item.
 *
 * If the first item has an `error`, Retry On Fail makes n8n run the whole node again. Where that would write records
 * twice, the sentence is called `message` instead. Then only an error beside the json leads to the error output, and n8n
 * drops the json of such an item, so that the error's sentence has to say all. Source: n8n-core 2.41.1, workflow-execute.
 * @param isWritten whether records may have been written by the node
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
	error.message = toPlainText(`${message}. ${details.next}`);
	return { json: { message, ...details }, error, pairedItem };
}
