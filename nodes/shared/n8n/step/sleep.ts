import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { isObject } from '../../zoho/call/shape';
import { binaryFilesOf } from './files';
import { explainToPerson } from './errors';
import { findOperation, readOutputCount } from './findOperation';
import type { AnsweringItem, Resource } from './operation';
import { placeAnswer, spreadOutputs } from './outputs';
import { parameterReader } from '../form/parameters';
import { surroundingsOf } from './surroundings';
import { createZohoClient } from '../connection/transport';

/** For the description of a node that sleeps: how a callback finds the execution. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: 'noData',
		path: '',
		restartWebhook: true,
		isFullPath: true,
	},
];

/** Our own part of the address, beside the signature that n8n demands. */
const TOKEN = 'callback';
/** Where the execution keeps what is to be known on waking. */
const MEMORY = 'zohoCrmAsleep';

/** The address that wakes the execution once it sleeps. */
export function callbackUrl(context: IExecuteFunctions, token: string): string {
	const url = new URL(String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
	url.searchParams.set(TOKEN, token);
	return url.href;
}

/**
 * Lets n8n keep the execution in its database until a callback comes or the time is over. `execute` is not called again.
 * @param timedOut the items that leave if no callback came: without them the input items would
 */
export async function fallAsleep(
	context: IExecuteFunctions,
	memory: IDataObject,
	untilMs: number,
	timedOut: INodeExecutionData[],
): Promise<void> {
	context.getContext('node')[MEMORY] = { memory, itemCount: context.getInputData().length };
	context.getExecuteData().data = { main: [timedOut] };
	await context.putExecutionToWait(new Date(untilMs));
}

/**
 * What `webhook` of a node does: asks the operation that fell asleep whether there is something to wake for.
 * @returns its items, or nothing, with which the execution sleeps on. Never rejects: n8n would throw all data of the run away.
 */
export async function wakeOperation(
	context: IWebhookFunctions,
	resources: readonly Resource[],
): Promise<IWebhookResponseData> {
	const { log } = surroundingsOf(context);
	try {
		return await askToWake(context, resources);
	} catch (error) {
		log(`a callback came, but the execution sleeps on: ${explainToPerson(error).message}`);
		return {};
	}
}

async function askToWake(context: IWebhookFunctions, resources: readonly Resource[]): Promise<IWebhookResponseData> {
	const operation = findOperation(context, resources);
	if (!('together' in operation) || operation.wake === undefined) return {};
	const surroundings = surroundingsOf(context);
	const { memory, itemCount } = readMemory(context);
	const items = readInputItems(context).slice(0, itemCount);
	const token: unknown = Reflect.get(context.getQueryData(), TOKEN);
	const answers = await operation.wake({
		zoho: await createZohoClient(context, surroundings),
		memory,
		token: typeof token === 'string' ? token : '',
		items,
		read: parameterReader(context, 0, operation.parameters),
		...binaryFilesOf(context, items),
		surroundings,
	});
	if (answers === null) return {};
	const placed = inInputOrder(answers).map((answer) => placeAnswer(context.getNode(), answer));
	return { workflowData: spreadOutputs(placed, readOutputCount(context, operation)) };
}

/** On waking n8n pairs the first item with the first input item and so on, whatever their `pairedItem` says. */
export function inInputOrder(answers: readonly AnsweringItem[]): AnsweringItem[] {
	return [...answers].sort((one, other) => one.answers - other.answers);
}

function readMemory(context: IWebhookFunctions): { readonly memory: unknown; readonly itemCount: number } {
	const kept: unknown = context.evaluateExpression(
		`{{ $node[${JSON.stringify(context.getNode().name)}].context[${JSON.stringify(MEMORY)}] }}`,
	);
	return isObject(kept) ? { memory: kept.memory, itemCount: Number(kept.itemCount) } : { memory: null, itemCount: 0 };
}

/** The input items as the step before gave them; those of the sleeping node itself are the ones for the end of the time. */
function readInputItems(context: IWebhookFunctions): INodeExecutionData[] {
	const items: unknown = context.evaluateExpression(
		'{{ $items($prevNode.name, $prevNode.outputIndex, $prevNode.runIndex) }}',
	);
	return Array.isArray(items) ? items.filter(isItem) : [];
}

const isItem = (value: unknown): value is INodeExecutionData => isObject(value) && isObject(value.json);
