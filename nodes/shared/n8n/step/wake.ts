import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { forLog } from '../../zoho/call/logText';
import { ofWebhook, type NodeContext } from '../connection/nodeContext';
import { explainToPerson } from '../connection/nodeErrors';
import { createZohoClient } from '../connection/transport';
import { parameterReader } from '../form/parameters';
import { binaryFilesOf } from './files';
import type { Resource } from './operation';
import { inInputOrder, placeAnswer, spreadOutputs } from './outputItems';
import { leaveOutEmptyKeys } from './resultRow';
import { countOutputs, findOperation, shapeOf } from './run';
import { readSleep } from './sleepingExecution';

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

/**
 * The `webhook` of a node: asks the sleeping operation whether it wants to wake.
 * @returns its items, or nothing to keep sleeping. Never rejects: n8n would lose all data of the run
 */
export async function wakeOperation(
	context: IWebhookFunctions,
	resources: readonly Resource[],
): Promise<IWebhookResponseData> {
	const n8n = ofWebhook(context);
	try {
		return await askToWake(context, n8n, resources);
	} catch (error) {
		n8n.execution.log(
			`received a callback, but the execution keeps waiting: ${forLog(explainToPerson(error).message)}`,
		);
		return {};
	}
}

async function askToWake(
	context: IWebhookFunctions,
	n8n: NodeContext,
	resources: readonly Resource[],
): Promise<IWebhookResponseData> {
	const operation = findOperation(n8n, resources);
	if (!('together' in operation) || operation.wake === undefined) return {};
	const { memory, token, items } = readSleep(context);
	const answers = await operation.wake({
		zoho: await createZohoClient(n8n),
		memory,
		token,
		items,
		read: parameterReader(n8n, 0, operation.parameters),
		...binaryFilesOf(context, items),
		execution: n8n.execution,
	});
	if (answers === null) return {};
	const answered = { node: n8n.node, shape: shapeOf(n8n, operation), items };
	const placed = inInputOrder(answers).map((answer) => placeAnswer(answered, answer));
	const workflowData = spreadOutputs(placed, countOutputs(n8n, operation));
	for (const items of workflowData) await leaveOutEmptyKeys(items, n8n.execution.sleep);
	return { workflowData };
}
