import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ZohoClient } from '../zoho/client';
import { UsageError, ZohoApiError } from '../zoho/errors';
import { checkScopes, SCOPE_MISMATCH } from '../zoho/scopes';
import { readCredential } from './credential';
import { toNodeError } from './errors';
import type { Connection, EachOperation, Operation, Resource, TogetherOperation } from './operation';
import { parameterReader } from './parameters';
import { refusedItem } from './refusedItem';
import { surroundingsOf, type Surroundings } from './surroundings';
import { TOKEN_REFUSED } from './tokenRefusal';
import { createZohoClient } from './transport';

/** Runs the operation that the user chose, for all input items. */
export async function runOperations(context: IExecuteFunctions, resources: readonly Resource[]): Promise<INodeExecutionData[][]> {
	if (context.getInputData().length === 0) return [[]];
	const operation = findOperation(context, resources);
	return [await ('each' in operation ? runEach(context, operation) : runTogether(context, operation))];
}

function findOperation(context: IExecuteFunctions, resources: readonly Resource[]): Operation {
	const read = parameterReader(context, 0);
	const resource = resources.find(({ value }) => value === read.string('resource'));
	const operation = resource?.operations.find(({ option }) => option.value === read.string('operation'));
	if (operation !== undefined) return operation;
	const unknown = new UsageError('This step is set to an operation that this version of the node does not have', 'Choose the operation again');
	throw toNodeError(context.getNode(), unknown);
}

/**
 * The client of an execution, once it is known that the token may do what the operation needs.
 * @param itemIndex the item whose parameters say what that is
 * @throws UsageError naming the missing scopes, before anything is sent
 */
async function openZoho(context: IExecuteFunctions, operation: Operation, surroundings: Surroundings, itemIndex: number): Promise<ZohoClient> {
	const { grantedScopes } = await readCredential(context);
	checkScopes(grantedScopes, operation.scopes(parameterReader(context, itemIndex)));
	return await createZohoClient(context, surroundings);
}

async function readConnection(context: IExecuteFunctions): Promise<Connection> {
	const { hosts, dataCenter, environment, grantedScopes } = await readCredential(context);
	return { dataCenter, environment, apiDomain: hosts.apiDomain, grantedScopes };
}

/**
 * The item loop: one item after the other; with "continue on fail" a refused one is answered and the rest go on, unless
 * the credential itself was refused: every further call would spend another token.
 */
async function runEach(context: IExecuteFunctions, operation: EachOperation): Promise<INodeExecutionData[]> {
	const surroundings = surroundingsOf(context);
	const node = context.getNode();
	const output: INodeExecutionData[] = [];
	let zoho: ZohoClient | undefined;
	let standing: unknown = null;
	for (const [itemIndex, { json }] of context.getInputData().entries()) {
		if (standing !== null) {
			output.push(refusedItem(node, { reason: standing }, itemIndex, false));
			continue;
		}
		try {
			zoho ??= await openZoho(context, operation, surroundings, itemIndex);
			const connection = async (): Promise<Connection> => await readConnection(context);
			const result = await operation.each({ zoho, connection, read: parameterReader(context, itemIndex), json, surroundings });
			const rows = Array.isArray(result) ? result : [result];
			output.push(...rows.map((row) => ({ json: row, pairedItem: { item: itemIndex } })));
		} catch (error) {
			if (!context.continueOnFail()) throw toNodeError(node, error, itemIndex);
			output.push(refusedItem(node, { reason: error }, itemIndex, false));
			if (isAboutCredential(error)) standing = error;
		}
	}
	return output;
}

/** What every further call would meet as well, at the price of another token. */
function isAboutCredential(error: unknown): boolean {
	if (error instanceof ZohoApiError) return error.status === 401 || error.code === SCOPE_MISMATCH;
	return error instanceof UsageError && (error.code === SCOPE_MISMATCH || error.code === TOKEN_REFUSED);
}

/** All items at once. What the operation rejects with was refused before anything was written. */
async function runTogether(context: IExecuteFunctions, operation: TogetherOperation): Promise<INodeExecutionData[]> {
	const surroundings = surroundingsOf(context);
	const node = context.getNode();
	const items = context.getInputData();
	try {
		const answers = await operation.together({
			zoho: await openZoho(context, operation, surroundings, 0),
			readAt: (itemIndex) => parameterReader(context, itemIndex),
			items,
			continuesOnFail: context.continueOnFail(),
			surroundings,
			toNodeError: (error, itemIndex) => toNodeError(node, error, itemIndex),
			hint: (message) => context.addExecutionHints({ message, location: 'outputPane' }),
		});
		return answers.map((answer) => {
			const { answers: item } = answer;
			return 'json' in answer ? { json: answer.json, pairedItem: { item } } : refusedItem(node, answer.refused, item, true);
		});
	} catch (error) {
		if (!context.continueOnFail()) throw toNodeError(node, error);
		return items.map((_, itemIndex) => refusedItem(node, { reason: error }, itemIndex, false));
	}
}
