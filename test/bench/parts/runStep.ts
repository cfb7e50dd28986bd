import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode, type NodeRunResult } from '../../stage/runNode';
import { type Books, connectedCredential, type Connection, openBooks, readBooks } from '../emulated';
import { makeLeadRows } from '../leadRows';
import { type Cost, measureCost, type Stalls, watchStalls } from '../meters';
import { loadCredentialType, loadNode, type NodeChoice } from '../nodeClasses';

/** Items for a step: leads made from a seed, or one item that says nothing. */
export interface ItemRequest {
	readonly count: number;
	readonly seed: number;
	/** Keys that the items have; all columns if left out, none for an item that says nothing. */
	readonly columns?: readonly string[];
}

/** One step of a workflow, to be run and measured. */
export interface StepInput {
	readonly node: NodeChoice;
	readonly packageFolder: string;
	readonly parameters: INodeParameters;
	readonly items: ItemRequest;
	/** A step that is run before and not measured, so that code and connections are warm. */
	readonly warmUp?: { readonly parameters: INodeParameters; readonly items: ItemRequest };
	readonly connection: Connection;
}

/** What running it took, and what came out. */
export interface StepOutput extends Cost {
	readonly books: Books;
	readonly stalls: Stalls;
	readonly outputItems: number;
	/** How many output items have which `status`. */
	readonly statuses: Readonly<Record<string, number>>;
	/** How many output items have an id. */
	readonly withId: number;
}

function makeItems({ count, seed, columns }: ItemRequest): IDataObject[] {
	if (columns === undefined) return [...makeLeadRows(count, seed)];
	return [...makeLeadRows(count, seed)].map((row) =>
		Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name))),
	);
}

/** Runs a node's `execute` in the execute context of n8n-core, as a workflow would. Time is real. */
export async function measure(input: StepInput): Promise<StepOutput> {
	const { node: choice, packageFolder, connection, warmUp } = input;
	const node = loadNode(choice, packageFolder);
	const credential = connectedCredential(connection, loadCredentialType(choice));
	const run = async (parameters: INodeParameters, items: IDataObject[]): Promise<NodeRunResult> =>
		await runNode({ node, parameters, items, credential });
	if (warmUp !== undefined) await run(warmUp.parameters, makeItems(warmUp.items));
	const items = makeItems(input.items);
	const creditsBefore = await openBooks(connection);
	const { result, wallMs, cpuMs } = await measureCost(
		async () => await watchStalls(async () => await run(input.parameters, items)),
	);
	const { json } = result.result;
	const statuses: Record<string, number> = {};
	for (const { status } of json) statuses[String(status)] = (statuses[String(status)] ?? 0) + 1;
	return {
		wallMs,
		cpuMs,
		stalls: result.stalls,
		outputItems: json.length,
		statuses,
		withId: json.filter(({ id }) => typeof id === 'string').length,
		books: await readBooks(connection, creditsBefore),
	};
}
