import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { consequencesOf, UsageError } from '../../zoho/call/errors';
import { checkScopes } from '../../zoho/call/scopes';
import type { ZohoClient } from '../../zoho/client';
import { readCredential } from '../connection/credential';
import { ofExecution, type NodeContext } from '../connection/nodeContext';
import { toNodeError } from '../connection/nodeErrors';
import { createZohoClient } from '../connection/transport';
import { readMappedRows, rowReader } from '../form/mappedRows';
import { parameterReader } from '../form/parameters';
import { usesItem } from '../form/usesItem';
import { binaryFilesOf } from './files';
import { addHint, describeFailures, describeUsage } from './hints';
import {
	OutputItem,
	type AnsweringItem,
	type BatchOperation,
	type Connection,
	type EachOperation,
	type EachResult,
	type Operation,
	type Resource,
	type TogetherContext,
	type TogetherOperation,
} from './operation';
import { inInputOrder, placeAnswer, refusedItem, spreadOutputs, type Answered, type PlacedItem } from './outputItems';
import { leaveOutEmptyKeys, type ResultShape } from './resultRow';
import { callbackUrl, fallAsleep } from './sleepingExecution';
import { nodeMarks } from './nodeMarks';
import { recallText, rememberText } from './workflowMemory';

/** Runs the operation that the user chose, for all input items. */
export async function runOperations(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const n8n = ofExecution(context);
	const operation = findOperation(n8n, resources);
	const count = countOutputs(n8n, operation);
	if (context.getInputData().length === 0) return spreadOutputs([], count);
	const outputs = spreadOutputs(
		await ('together' in operation ? runTogether(context, n8n, operation, count) : runEach(context, n8n, operation)),
		count,
	);
	for (const items of outputs) await leaveOutEmptyKeys(items, n8n.execution.sleep);
	return outputs;
}

/** The operation that the user chose. */
export function findOperation(n8n: NodeContext, resources: readonly Resource[]): Operation {
	const read = parameterReader(n8n, 0);
	const resource = resources.find(({ value }) => value === read.string('resource'));
	const operation = resource?.operations.find(({ option }) => option.value === read.string('operation'));
	if (operation !== undefined) return operation;
	const unknown = new UsageError(
		'The selected operation does not exist in this version of the node',
		'Choose the operation again',
	);
	throw toNodeError(n8n.node, unknown);
}

/** The row of an item that could not be read, or sent by an operation that handles one item at a time. */
const FAILED_ITEM: ResultShape = { place: 'item', keys: [] };

/** The keys of the rows of an operation. */
export function shapeOf(n8n: NodeContext, { result }: TogetherOperation): ResultShape {
	return typeof result === 'function' ? result(parameterReader(n8n, 0)) : result;
}

/** How many outputs the node has with its parameters. */
export function countOutputs(n8n: NodeContext, operation: Operation): number {
	return operation.outputs?.(parameterReader(n8n, 0)) ?? 1;
}

/**
 * Makes the client of an execution, after checking that the token has the scopes of the operation.
 * @param itemIndex item whose parameters decide which scopes are needed
 * @throws UsageError naming the missing scopes, before anything is sent
 */
async function openZoho(n8n: NodeContext, operation: Operation, itemIndex: number): Promise<ZohoClient> {
	const { grantedScopes } = await readCredential(n8n);
	checkScopes(grantedScopes, operation.scopes(parameterReader(n8n, itemIndex, operation.parameters)));
	return await createZohoClient(n8n);
}

async function readConnection(n8n: NodeContext): Promise<Connection> {
	const { hosts, dataCenter, environment, grantedScopes } = await readCredential(n8n);
	return { dataCenter, environment, apiDomain: hosts.apiDomain, grantedScopes };
}

/**
 * Handles one item after the other. With "continue on fail" a failed item gets its answer and the rest go on, unless the
 * credential itself was rejected: every further call would only cost another token.
 */
async function runEach(
	context: IExecuteFunctions,
	n8n: NodeContext,
	operation: BatchOperation | EachOperation,
): Promise<PlacedItem[]> {
	const { execution, node } = n8n;
	const items = context.getInputData();
	const { readBinary, writeBinary } = binaryFilesOf(context, items);
	const placed: PlacedItem[] = [];
	const answered: Answered = { node, shape: FAILED_ITEM, items };
	let failed = 0;
	const refuse = (reason: unknown, itemIndex: number): void => {
		failed += 1;
		placed.push({ item: refusedItem(answered, { status: 'FAILED', reason }, itemIndex, false), output: 0 });
	};
	let zoho: ZohoClient | undefined;
	let each: EachOperation['each'] | undefined;
	let standing: unknown = null;
	const asked = 'each' in operation && operation.runsOnce === true ? firstOfEachSet(n8n, items.length) : items.keys();
	for (const itemIndex of asked) {
		const { json } = items[itemIndex];
		if (standing !== null) {
			refuse(standing, itemIndex);
			continue;
		}
		try {
			zoho ??= await openZoho(n8n, operation, itemIndex);
			each ??= 'each' in operation ? operation.each : operation.open(describeRun(context, n8n, operation, zoho));
			const result = await each({
				zoho,
				itemIndex,
				connection: async () => await readConnection(n8n),
				read: parameterReader(n8n, itemIndex, operation.parameters),
				json,
				readBinary: async (field) => await readBinary(itemIndex, field),
				writeBinary,
				execution,
				hint: (text, type) => addHint(context, text, type),
			});
			// One by one: a call takes some 100,000 arguments, and a list can have more.
			for (const answer of toAnswers(result, itemIndex)) placed.push(placeAnswer(answered, answer));
		} catch (error) {
			if (!context.continueOnFail()) throw toNodeError(node, error, itemIndex);
			refuse(error, itemIndex);
			if (consequencesOf(error).reach === 'everything') standing = error;
		}
	}
	if (failed > 0) addHint(context, describeFailures(failed, items.length), 'warning');
	const usage = zoho === undefined ? null : describeUsage(zoho.usage);
	if (usage !== null) addHint(context, usage);
	return placed;
}

/** The first item of every distinct set of parameters: with the same parameters, the others would get the same list again. */
function firstOfEachSet(n8n: NodeContext, count: number): number[] {
	const { parameters } = n8n.node;
	const varying = Object.keys(parameters).filter((name) => usesItem({ [name]: parameters[name] }));
	const seen = new Set<string>();
	return Array.from({ length: count }, (_, index) => index).filter((index) => {
		const set = parametersOf(n8n, varying, index);
		return !seen.has(set) && seen.add(set) !== undefined;
	});
}

/** The values of parameters for an item, as a text. An item whose expressions fail has a set of its own, and fails when it is read. */
function parametersOf(n8n: NodeContext, names: readonly string[], index: number): string {
	try {
		return JSON.stringify(names.map((name) => n8n.readParameter(name, index, { fallback: null })));
	} catch {
		return `item ${index}`;
	}
}

function toAnswers(result: EachResult, answers: number): AnsweringItem[] {
	const rows: readonly (IDataObject | OutputItem)[] = Array.isArray(result) ? result : [result];
	return rows.map((row) =>
		row instanceof OutputItem ? { answers, json: row.json, ...row.more } : { answers, json: row },
	);
}

/**
 * Handles all items at once. If the operation rejects, nothing was written yet. Then all items go to the last output, which
 * is the one for failed rows if there are several.
 */
async function runTogether(
	context: IExecuteFunctions,
	n8n: NodeContext,
	operation: TogetherOperation,
	outputs: number,
): Promise<PlacedItem[]> {
	const { node } = n8n;
	const answered = { node, shape: shapeOf(n8n, operation), items: context.getInputData() };
	try {
		const zoho = await openZoho(n8n, operation, 0);
		const answers = await operation.together(describeRun(context, n8n, operation, zoho));
		return answers.map((answer) => placeAnswer(answered, answer));
	} catch (error) {
		if (!context.continueOnFail()) throw toNodeError(node, error);
		const status = operation.takesUpEarlierRun === true ? 'UNKNOWN' : 'UNPROCESSED';
		const isUnnumbered = operation.hasRowPerItem?.(parameterReader(n8n, 0)) === false;
		return answered.items.map((_, itemIndex) => ({
			item: refusedItem(answered, { status, reason: error, isUnnumbered }, itemIndex, false),
			output: outputs - 1,
		}));
	}
}

function describeRun(
	context: IExecuteFunctions,
	n8n: NodeContext,
	operation: Operation,
	zoho: ZohoClient,
): TogetherContext {
	const { execution, node } = n8n;
	const items = context.getInputData();
	const answered = { node, shape: 'together' in operation ? shapeOf(n8n, operation) : FAILED_ITEM, items };
	const labelOf = (name: string): string =>
		operation.parameters.find((parameter) => parameter.name === name)?.displayName ?? name;
	return {
		zoho,
		connection: async () => await readConnection(n8n),
		readAt: (itemIndex) => parameterReader(n8n, itemIndex, operation.parameters),
		items,
		continuesOnFail: context.continueOnFail(),
		execution,
		...binaryFilesOf(context, items),
		toNodeError: (error, itemIndex) => toNodeError(node, error, itemIndex),
		hint: (text, type) => addHint(context, text, type),
		mappedRows: async (name) => await readMappedRows(context, name, labelOf(name), execution),
		rowReader(name) {
			const read = rowReader(context, name, labelOf(name));
			return (itemIndex) => read(itemIndex).values;
		},
		variesByItem: (name) => usesItem({ [name]: node.parameters[name] }),
		remember: (key, text) => rememberText(context, key, text),
		recall: (key) => recallText(context, key),
		marks: nodeMarks(context),
		callbackUrl: (token) => callbackUrl(context, token),
		async sleepUntilCallback(memory, untilMs, timedOut) {
			const late = inInputOrder(timedOut).map((answer) => placeAnswer(answered, answer).item);
			await leaveOutEmptyKeys(late, execution.sleep);
			await fallAsleep(context, memory, untilMs, late);
			return [];
		},
	};
}
