import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { existingIdOf } from '../../zoho/advice/advice';
import { codeOf, explainToPerson, toNodeError, toPlainText } from '../connection/nodeErrors';
import type { AnsweringItem, RefusedRow } from './operation';
import { detailsOf, resultRow, type ResultParts, type ResultShape } from './resultRow';

/** An output item, and the index of its output; the first one is 0. */
export interface PlacedItem {
	readonly item: INodeExecutionData;
	readonly output: number;
}

/** What output items of answers are made of. */
export interface Answered {
	readonly node: INode;
	readonly shape: ResultShape;
	readonly items: readonly { readonly json: Readonly<IDataObject> }[];
}

/** The output item of an answer, linked with the input item that it answers. */
export function placeAnswer(answered: Answered, answer: AnsweringItem): PlacedItem {
	const { answers: item, output = 0 } = answer;
	if ('refused' in answer) return { item: refusedItem(answered, answer.refused, item, true), output };
	if ('done' in answer)
		return { item: { json: resultRow(answered.shape, item + 1, answer.done), pairedItem: { item } }, output };
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
 * The output item for an input item that failed: its row. If the node has an error output it is `{ error, details }` with the
 * row under `details`: n8n sends nothing else to the error output, and adds the values of the input item.
 *
 * If the first item has an `error`, Retry On Fail makes n8n run the whole node again, so the row of such a node has one too.
 * Where running again would write records twice, it has none. Then only an error beside the json leads to the error output,
 * and n8n drops the json of such an item, so that the error's sentence has to say all. Source: n8n-core 2.41.1,
 * workflow-execute.
 * @param isWritten whether records may have been written by the node
 */
export function refusedItem(
	{ node, shape, items }: Answered,
	row: RefusedRow,
	itemIndex: number,
	isWritten: boolean,
): INodeExecutionData {
	const { message, advice } = explainToPerson(row.reason);
	const parts: ResultParts = {
		status: row.status,
		reason: message,
		id: row.id,
		own: { existingId: existingIdOf(row.reason), ...row.own },
		next: row.next ?? advice,
		code: codeOf(row.reason),
		details: detailsOf(row.reason),
	};
	const number = row.isUnnumbered === true ? '' : itemIndex + 1;
	const toRow = (input?: Readonly<IDataObject>): IDataObject => resultRow(shape, number, { ...parts, input });
	const pairedItem = { item: itemIndex };
	const runsAgain = node.retryOnFail === true;
	if (node.onError !== 'continueErrorOutput') {
		const json = toRow(items[itemIndex]?.json);
		return { json: runsAgain && !isWritten ? { ...json, error: message } : json, pairedItem };
	}
	if (!runsAgain || !isWritten) return { json: { error: message, details: toRow() }, pairedItem };
	const error = toNodeError(node, row.reason, itemIndex);
	error.message = toPlainText(`${message}. ${parts.next}`);
	return { json: toRow(), error, pairedItem };
}
