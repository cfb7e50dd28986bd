import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ZohoClient } from '../../zoho/client';
import { checkScopes } from '../../zoho/call/scopes';
import { consequencesOf } from '../../zoho/call/errors';
import { callbackUrl, fallAsleep, inInputOrder } from './sleep';
import { binaryFilesOf } from './files';
import { readCredential } from '../connection/credential';
import { toNodeError } from './errors';
import { findOperation, readOutputCount } from './findOperation';
import { toHtml } from './html';
import { readMappedRows, rowReader } from '../form/mappedRows';
import { recallText, rememberText } from './memory';
import {
	OutputItem,
	type AnsweringItem,
	type Connection,
	type EachOperation,
	type EachResult,
	type Operation,
	type Resource,
	type TogetherContext,
	type TogetherOperation,
} from './operation';
import { placeAnswer, spreadOutputs, type PlacedItem } from './outputs';
import { parameterReader } from '../form/parameters';
import { refusedItem } from './refusedItem';
import { surroundingsOf, type Surroundings } from './surroundings';
import { createZohoClient } from '../connection/transport';
import { describeUsage } from './usage';
import { usesItem } from '../form/usesItem';

/** Runs the operation that the user chose, for all input items. */
export async function runOperations(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const operation = findOperation(context, resources);
	const count = readOutputCount(context, operation);
	if (context.getInputData().length === 0) return spreadOutputs([], count);
	return spreadOutputs(
		await ('each' in operation ? runEach(context, operation) : runTogether(context, operation, count)),
		count,
	);
}

/**
 * The client of an execution, once it is known that the token may do what the operation needs.
 * @param itemIndex the item whose parameters say what that is
 * @throws UsageError naming the missing scopes, before anything is sent
 */
async function openZoho(
	context: IExecuteFunctions,
	operation: Operation,
	surroundings: Surroundings,
	itemIndex: number,
): Promise<ZohoClient> {
	const { grantedScopes } = await readCredential(context);
	checkScopes(grantedScopes, operation.scopes(parameterReader(context, itemIndex, operation.parameters)));
	return await createZohoClient(context, surroundings);
}

/** Adds a line to the output panel of the node. */
function tell(context: IExecuteFunctions, text: string): void {
	context.addExecutionHints({ message: toHtml(text), location: 'outputPane' });
}

async function readConnection(context: IExecuteFunctions): Promise<Connection> {
	const { hosts, dataCenter, environment, grantedScopes } = await readCredential(context);
	return { dataCenter, environment, apiDomain: hosts.apiDomain, grantedScopes };
}

/**
 * The item loop: one item after the other; with "continue on fail" a refused one is answered and the rest go on, unless
 * the credential itself was refused: every further call would spend another token.
 */
async function runEach(context: IExecuteFunctions, operation: EachOperation): Promise<PlacedItem[]> {
	const surroundings = surroundingsOf(context);
	const node = context.getNode();
	const items = context.getInputData();
	const { readBinary, writeBinary } = binaryFilesOf(context, items);
	const placed: PlacedItem[] = [];
	const refuse = (reason: unknown, itemIndex: number): unknown =>
		placed.push({ item: refusedItem(node, { reason }, itemIndex, false), output: 0 });
	let zoho: ZohoClient | undefined;
	let standing: unknown = null;
	const asked = operation.runsOnce === true && !usesItem(node.parameters) ? items.slice(0, 1) : items;
	for (const [itemIndex, { json }] of asked.entries()) {
		if (standing !== null) {
			refuse(standing, itemIndex);
			continue;
		}
		try {
			zoho ??= await openZoho(context, operation, surroundings, itemIndex);
			const result = await operation.each({
				zoho,
				connection: async () => await readConnection(context),
				read: parameterReader(context, itemIndex, operation.parameters),
				json,
				readBinary: async (field) => await readBinary(itemIndex, field),
				writeBinary,
				surroundings,
				hint: (text) => tell(context, text),
			});
			placed.push(...toAnswers(result, itemIndex).map((answer) => placeAnswer(node, answer)));
		} catch (error) {
			if (!context.continueOnFail()) throw toNodeError(node, error, itemIndex);
			refuse(error, itemIndex);
			if (consequencesOf(error).reach === 'everything') standing = error;
		}
	}
	const usage = zoho === undefined ? null : describeUsage(zoho.usage);
	if (usage !== null) tell(context, usage);
	return placed;
}

function toAnswers(result: EachResult, answers: number): AnsweringItem[] {
	const rows: readonly (IDataObject | OutputItem)[] = Array.isArray(result) ? result : [result];
	return rows.map((row) =>
		row instanceof OutputItem ? { answers, json: row.json, ...row.more } : { answers, json: row },
	);
}

/**
 * All items at once. What the operation rejects with was refused before anything was written: such items leave through the
 * last output, which is the one for refused rows where there are several.
 */
async function runTogether(
	context: IExecuteFunctions,
	operation: TogetherOperation,
	outputs: number,
): Promise<PlacedItem[]> {
	const surroundings = surroundingsOf(context);
	const node = context.getNode();
	try {
		const zoho = await openZoho(context, operation, surroundings, 0);
		const answers = await operation.together(describeRun(context, operation, zoho, surroundings));
		return answers.map((answer) => placeAnswer(node, answer));
	} catch (error) {
		if (!context.continueOnFail()) throw toNodeError(node, error);
		const more = operation.takesUpEarlierRun === true ? {} : { status: 'UNPROCESSED' };
		return context.getInputData().map((_, itemIndex) => ({
			item: refusedItem(node, { reason: error, more }, itemIndex, false),
			output: outputs - 1,
		}));
	}
}

function describeRun(
	context: IExecuteFunctions,
	operation: TogetherOperation,
	zoho: ZohoClient,
	surroundings: Surroundings,
): TogetherContext {
	const node = context.getNode();
	const items = context.getInputData();
	return {
		zoho,
		connection: async () => await readConnection(context),
		readAt: (itemIndex) => parameterReader(context, itemIndex, operation.parameters),
		items,
		continuesOnFail: context.continueOnFail(),
		surroundings,
		...binaryFilesOf(context, items),
		toNodeError: (error, itemIndex) => toNodeError(node, error, itemIndex),
		hint: (text) => tell(context, text),
		mappedRows: async (name) => await readMappedRows(context, name, surroundings),
		rowReader(name) {
			const read = rowReader(context, name);
			return (itemIndex) => read(itemIndex).values;
		},
		variesByItem: (name) => usesItem({ [name]: node.parameters[name] }),
		remember: (key, text) => rememberText(context, key, text),
		recall: (key) => recallText(context, key),
		callbackUrl: (token) => callbackUrl(context, token),
		async sleepUntilCallback(memory, untilMs, timedOut) {
			await fallAsleep(
				context,
				memory,
				untilMs,
				inInputOrder(timedOut).map((answer) => placeAnswer(node, answer).item),
			);
			return [];
		},
	};
}
