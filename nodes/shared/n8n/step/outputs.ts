import type { INode, INodeExecutionData } from 'n8n-workflow';
import type { AnsweringItem } from './operation';
import { refusedItem } from './refusedItem';

/** An output item and the output that it leaves through; the first is 0. */
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

/** Sorts items into exactly as many outputs as the node has; an output that it has not is its last one. */
export function spreadOutputs(placed: readonly PlacedItem[], count: number): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = Array.from({ length: count }, () => []);
	for (const { item, output } of placed) outputs[Math.min(output, count - 1)].push(item);
	return outputs;
}
