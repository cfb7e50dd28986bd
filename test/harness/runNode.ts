import { ExecuteContext, LoadOptionsContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
} from 'n8n-workflow';
import { credentialTypeOf } from '../../nodes/shared/n8n/credential';
import type { StoredCredential } from './credentials';

/** One run of one node. */
export interface NodeRun {
	readonly node: INodeType;
	readonly parameters: INodeParameters;
	readonly items: readonly IDataObject[];
	readonly credential: StoredCredential;
	readonly onError?: INode['onError'];
	readonly cancelSignal?: AbortSignal;
	readonly timeZone?: string;
}

/** What came out. */
export interface NodeRunResult {
	/** Items of the first output. */
	readonly items: readonly INodeExecutionData[];
	readonly json: readonly IDataObject[];
	readonly hints: readonly NodeExecutionHint[];
}

const NODE_NAME = 'Zoho';

/** Gives every parameter its default, as n8n does for a saved workflow. */
function withDefaults(node: INodeType, parameters: INodeParameters): INodeParameters {
	const defaults: INodeParameters = {};
	for (const property of node.description.properties) {
		const shown = property.displayOptions?.show ?? {};
		const isShown = (name: string): boolean => shown[name] === undefined || shown[name].includes(String(parameters[name]));
		if (isShown('resource') && isShown('operation')) defaults[property.name] = property.default as INodeParameters[string];
	}
	return { ...defaults, ...parameters };
}

function setUp({ node, parameters, credential, onError, timeZone }: Omit<NodeRun, 'items'>) {
	const placed: INode = {
		id: 'node-1',
		name: NODE_NAME,
		type: `n8n-nodes-zoho-crm.${node.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: { ...withDefaults(node, parameters), authentication: credential.authentication },
		credentials: { [credentialTypeOf(credential.authentication)]: { id: 'credential-1', name: 'Emulator' } },
		...(onError === undefined ? {} : { onError }),
	};
	const nodeTypes: INodeTypes = {
		getByName: () => node,
		getByNameAndVersion: () => node,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ id: 'workflow-1', nodes: [placed], connections: {}, active: false, nodeTypes, settings: { timezone: timeZone ?? 'UTC' } });
	const additionalData = { credentialsHelper: credential, executionId: '17', webhookWaitingBaseUrl: 'http://127.0.0.1:9/webhook-waiting', formWaitingBaseUrl: 'http://127.0.0.1:9/form-waiting', restApiUrl: 'http://127.0.0.1:9/rest', instanceBaseUrl: 'http://127.0.0.1:9/', currentNodeParameters: placed.parameters } as unknown as IWorkflowExecuteAdditionalData;
	return { placed, workflow, additionalData };
}

/** Runs a node in the execute context of n8n-core: real parameters, real requests, real token refresh. */
export async function runNode(run: NodeRun): Promise<NodeRunResult> {
	const { placed, workflow, additionalData } = setUp(run);
	const items: INodeExecutionData[] = run.items.map((json) => ({ json }));
	const inputData = { main: [items] };
	const executeData = { data: inputData, node: placed, source: null };
	const context = new ExecuteContext(workflow, placed, additionalData, 'manual', createRunExecutionData(), 0, items, inputData, executeData, [], run.cancelSignal);
	if (run.node.execute === undefined) throw new Error(`${run.node.description.name} has no execute`);
	const output = await run.node.execute.call(context);
	const [first = []] = Array.isArray(output) ? output : [];
	return { items: first, json: first.map(({ json }) => json), hints: context.hints };
}

/** Asks a node for the choices of its form, as the editor does. */
export async function askForm<Answer>(
	run: Omit<NodeRun, 'items'>,
	method: (this: LoadOptionsContext) => Promise<Answer>,
): Promise<Answer> {
	const { placed, workflow, additionalData } = setUp(run);
	return await method.call(new LoadOptionsContext(workflow, placed, additionalData, 'parameters'));
}
