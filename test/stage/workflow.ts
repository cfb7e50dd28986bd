import { WorkflowExecute, ExecutionLifecycleHooks } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IBinaryKeyData,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import type { Emulator } from '../emulator';
import { connectedCredential } from './credentials';
import { nodeWith } from './run';

/** Addresses of n8n's own, which nothing calls here. */
const NOWHERE = 'http://127.0.0.1:9/';

/** A step that gives the items of the test, with their files. */
function source(items: readonly IDataObject[], files: readonly IBinaryKeyData[]): INodeType {
	return {
		description: {
			displayName: 'Source',
			name: 'source',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		async execute() {
			return [
				items.map((json, item) => ({
					json,
					...(files[item] === undefined ? {} : { binary: files[item] }),
					pairedItem: { item },
				})),
			];
		},
	};
}

/** Runs a source and the node that has the operation, as n8n runs a workflow: with its own retries and its error output. @returns the outputs of the node */
export async function runSteps(
	emulator: Emulator,
	parameters: INodeParameters,
	items: readonly IDataObject[],
	settings: Partial<INode>,
	files: readonly IBinaryKeyData[] = [],
): Promise<INodeExecutionData[][]> {
	const types: Record<string, INodeType> = { source: source(items, files), zoho: nodeWith(parameters) };
	const nodeTypes: INodeTypes = {
		getByName: (type) => types[type],
		getByNameAndVersion: (type) => types[type],
		getKnownTypes: () => ({}),
	};
	const place = (name: string, type: string, more: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...more,
	});
	const zoho = place('Zoho', 'zoho', {
		parameters,
		credentials: { zohoCrmOAuth2Api: { id: '1', name: 'Emulator' } },
		waitBetweenTries: 0,
		...settings,
	});
	const connections = { Source: { main: [[{ node: 'Zoho', type: 'main' as const, index: 0 }]] } };
	const workflow = new Workflow({
		id: 'w',
		nodes: [place('Source', 'source'), zoho],
		connections,
		active: false,
		nodeTypes,
		settings: { timezone: 'UTC' },
	});
	const hooks = new ExecutionLifecycleHooks('manual', '17', {
		id: 'w',
		name: 'w',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [],
		connections: {},
	});
	const additionalData = {
		credentialsHelper: connectedCredential(emulator),
		executionId: '17',
		hooks,
		restApiUrl: NOWHERE,
		instanceBaseUrl: NOWHERE,
		webhookWaitingBaseUrl: NOWHERE,
		formWaitingBaseUrl: NOWHERE,
	} as unknown as IWorkflowExecuteAdditionalData;
	const run: IRun = await new WorkflowExecute(additionalData, 'manual', createRunExecutionData()).run({
		workflow,
		startNode: workflow.getNode('Source') ?? undefined,
	});
	const { error, runData } = run.data.resultData;
	if (error !== undefined) return await Promise.reject(error);
	return (runData.Zoho.at(-1)?.data?.main ?? []).map((output) => output ?? []);
}
