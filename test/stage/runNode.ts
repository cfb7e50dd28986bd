import { ExecuteContext, LoadOptionsContext, WebhookContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteData,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRunExecutionData,
	type IWebhookData,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
} from 'n8n-workflow';
import type { StoredCredential } from './credentials';

/** One run of one node. */
export interface NodeRun {
	readonly node: INodeType;
	readonly parameters: INodeParameters;
	readonly items: readonly IDataObject[];
	/** Files of the items, by their indexes. */
	readonly files?: readonly (IBinaryKeyData | undefined)[];
	readonly credential: StoredCredential;
	readonly onError?: INode['onError'];
	readonly cancelSignal?: AbortSignal;
	readonly timeZone?: string;
	/** As the person named the step; "Zoho" if left out. */
	readonly name?: string;
	/** What the workflow remembers from execution to execution; the run changes it. */
	readonly staticData?: IDataObject;
	/** Where n8n can be called to wake the execution; nobody listens there. */
	readonly webhookUrl?: string;
}

/** An execution that sleeps, as n8n keeps it. */
export interface Sleep {
	readonly until: Date;
	/** What leaves if no callback comes. */
	readonly timedOut: readonly INodeExecutionData[];
	/** What the node keeps for waking. */
	readonly context: IDataObject;
	readonly data: IRunExecutionData;
	/** A callback reaches it. */
	wake(callback: Callback): Promise<IWebhookResponseData>;
}

/** What came out. */
export interface NodeRunResult {
	/** Items of the first output. */
	readonly items: readonly INodeExecutionData[];
	readonly json: readonly IDataObject[];
	/** Items of all outputs. */
	readonly outputs: readonly (readonly INodeExecutionData[])[];
	readonly hints: readonly NodeExecutionHint[];
	/** null unless the node put the execution to sleep. */
	readonly sleep: Sleep | null;
}

const NODE_NAME = 'Zoho';
/** The step before, from which the items come. */
const SOURCE_NAME = 'Source "1"';

/** Gives every parameter its default, as n8n does for a saved workflow. */
function withDefaults(node: INodeType, parameters: INodeParameters): INodeParameters {
	const defaults: INodeParameters = {};
	for (const property of node.description.properties) {
		const shown = property.displayOptions?.show ?? {};
		const isShown = (name: string): boolean =>
			shown[name] === undefined || shown[name].includes(String(parameters[name]));
		if (isShown('resource') && isShown('operation'))
			defaults[property.name] = property.default as INodeParameters[string];
	}
	return { ...defaults, ...parameters };
}

/** A node in a workflow, with what n8n-core makes its contexts of. */
export function placeNode({
	node,
	parameters,
	credential,
	onError,
	timeZone,
	staticData,
	webhookUrl,
	name = NODE_NAME,
}: Omit<NodeRun, 'items'>) {
	const placed: INode = {
		id: 'node-1',
		name,
		type: `n8n-nodes-zoho-crm.${node.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: { ...withDefaults(node, parameters), authentication: credential.authentication },
		credentials: { [credential.typeName]: { id: 'credential-1', name: 'Emulator' } },
		...(onError === undefined ? {} : { onError }),
	};
	const source: INode = {
		id: 'node-0',
		name: SOURCE_NAME,
		type: 'test.source',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodeTypes: INodeTypes = {
		getByName: () => node,
		getByNameAndVersion: () => node,
		getKnownTypes: () => ({}),
	};
	const connections = { [SOURCE_NAME]: { main: [[{ node: name, type: 'main' as const, index: 0 }]] } };
	const workflow = new Workflow({
		id: 'workflow-1',
		nodes: [source, placed],
		connections,
		active: false,
		nodeTypes,
		settings: { timezone: timeZone ?? 'UTC' },
		staticData,
	});
	const additionalData = {
		credentialsHelper: credential,
		executionId: '17',
		webhookWaitingBaseUrl: `${webhookUrl ?? 'http://127.0.0.1:9'}/webhook-waiting`,
		formWaitingBaseUrl: 'http://127.0.0.1:9/form-waiting',
		restApiUrl: 'http://127.0.0.1:9/rest',
		instanceBaseUrl: 'http://127.0.0.1:9/',
		currentNodeParameters: placed.parameters,
	} as unknown as IWorkflowExecuteAdditionalData;
	return { placed, workflow, additionalData };
}

/** Runs a node in the execute context of n8n-core: real parameters, real requests, real token refresh. */
export async function runNode(run: NodeRun): Promise<NodeRunResult> {
	const { placed, workflow, additionalData } = placeNode(run);
	const items: INodeExecutionData[] = run.items.map((json, index) => {
		const binary = run.files?.[index];
		return { json, ...(binary === undefined ? {} : { binary }) };
	});
	const inputData = { main: [items] };
	const executeData: IExecuteData = {
		data: inputData,
		node: placed,
		source: { main: [{ previousNode: SOURCE_NAME }] },
	};
	const source = { startTime: 0, executionIndex: 0, executionTime: 0, source: [], data: { main: [items] } };
	const data = createRunExecutionData({
		resultData: { runData: { [SOURCE_NAME]: [source] } },
		resumeToken: 'resume-token',
	});
	const context = new ExecuteContext(
		workflow,
		placed,
		additionalData,
		'manual',
		data,
		0,
		items,
		inputData,
		executeData,
		[],
		run.cancelSignal,
	);
	if (run.node.execute === undefined) throw new Error(`${run.node.description.name} has no execute`);
	const { execute } = run.node;
	const output = await workflow.expression.withIsolate(async () => await execute.call(context));
	const outputs = Array.isArray(output) ? output : [];
	const [first = []] = outputs;
	return {
		items: first,
		json: first.map(({ json }) => json),
		outputs,
		hints: context.hints,
		sleep: describeSleep(run, data, executeData),
	};
}

/** As n8n does when a node asks for it: the node's own execution data goes back on the stack. Source: n8n-core, workflow-execute. */
function describeSleep(run: NodeRun, data: IRunExecutionData, executeData: IExecuteData): Sleep | null {
	if (data.waitTill === undefined) return null;
	data.executionData?.nodeExecutionStack.unshift(executeData);
	const context: IDataObject = data.executionData?.contextData[`node:${run.name ?? NODE_NAME}`] ?? {};
	const sleep: Sleep = {
		until: data.waitTill,
		timedOut: executeData.data.main[0] ?? [],
		context,
		data,
		wake: async (callback) => await runWebhook(run, sleep, callback),
	};
	return sleep;
}

/** A callback that reaches a sleeping execution. */
export interface Callback {
	/** As in the address that was called. */
	readonly query: Readonly<Record<string, string>>;
	readonly body?: IDataObject;
}

/** Calls `webhook` of a node in n8n-core's webhook context, after the execution was written to the database and read again. */
export async function runWebhook(
	run: Omit<NodeRun, 'items'>,
	sleep: Sleep,
	{ query, body = {} }: Callback,
): Promise<IWebhookResponseData> {
	const { placed, workflow, additionalData } = placeNode(run);
	const stored: IRunExecutionData = JSON.parse(JSON.stringify(sleep.data));
	const [description] = run.node.description.webhooks ?? [];
	if (run.node.webhook === undefined || description === undefined)
		throw new Error(`${run.node.description.name} cannot be woken`);
	const httpRequest = {
		query,
		body,
		headers: {},
		params: {},
	} as unknown as IWorkflowExecuteAdditionalData['httpRequest'];
	const called: IWorkflowExecuteAdditionalData = Object.assign(additionalData, { httpRequest });
	const webhookData: IWebhookData = {
		httpMethod: 'POST',
		node: run.name ?? NODE_NAME,
		path: '',
		webhookDescription: description,
		workflowId: 'workflow-1',
		workflowExecuteAdditionalData: called,
	};
	const { webhook } = run.node;
	return await workflow.expression.withIsolate(
		async () => await webhook.call(new WebhookContext(workflow, placed, called, 'manual', webhookData, [], stored)),
	);
}

/** Asks a node for the choices of its form, as the editor does. */
export async function askForm<Answer>(
	run: Omit<NodeRun, 'items'>,
	method: (this: LoadOptionsContext) => Promise<Answer>,
): Promise<Answer> {
	const { placed, workflow, additionalData } = placeNode(run);
	return await method.call(new LoadOptionsContext(workflow, placed, additionalData, 'parameters'));
}
