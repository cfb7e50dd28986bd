import {
	ExecuteContext,
	HookContext,
	LoadOptionsContext,
	PollContext,
	SupplyDataContext,
	TriggerContext,
	WebhookContext,
} from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	type IExecuteData,
	type INodeExecutionData,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { placeNode, type NodeRun } from './runNode';

/** The ways in which n8n calls a node. As an AI tool it is `execute` that runs, in another context. */
export const PLACES = ['execute', 'tool', 'webhook', 'poll', 'trigger', 'hook', 'form'] as const;
export type Place = (typeof PLACES)[number];

/** What n8n calls a node with, for each way: contexts of n8n-core for one workflow. */
export function contextsOf(run: Omit<NodeRun, 'items'>) {
	const { placed, workflow, additionalData } = placeNode(run);
	const form = { ...additionalData, executionId: undefined } as IWorkflowExecuteAdditionalData;
	const outside = { ...form, currentNodeParameters: undefined } as IWorkflowExecuteAdditionalData;
	const items: INodeExecutionData[] = [{ json: { name: 'Venues' } }];
	const executeData: IExecuteData = { data: { main: [items] }, node: placed, source: null };
	const webhookData: IWebhookData = {
		httpMethod: 'POST',
		node: placed.name,
		path: '',
		webhookDescription: { name: 'default', httpMethod: 'POST', path: '' },
		workflowId: 'workflow-1',
		workflowExecuteAdditionalData: outside,
	};
	return {
		execute: () =>
			new ExecuteContext(
				workflow,
				placed,
				additionalData,
				'trigger',
				createRunExecutionData(),
				0,
				items,
				{ main: [items] },
				executeData,
				[],
				run.cancelSignal,
			),
		tool: () =>
			new SupplyDataContext(
				workflow,
				placed,
				additionalData,
				'trigger',
				createRunExecutionData(),
				0,
				items,
				{ main: [items] },
				NodeConnectionTypes.AiTool,
				executeData,
				[],
				run.cancelSignal,
			),
		webhook: () => new WebhookContext(workflow, placed, outside, 'webhook', webhookData, [], null),
		poll: () => new PollContext(workflow, placed, outside, 'trigger', 'activate'),
		trigger: () => new TriggerContext(workflow, placed, outside, 'trigger', 'activate'),
		hook: () => new HookContext(workflow, placed, outside, 'trigger', 'activate', webhookData),
		form: () => new LoadOptionsContext(workflow, placed, form, 'parameters'),
		/** n8n evaluates expressions in here. */
		during: async <Result>(work: () => Promise<Result>): Promise<Result> => await workflow.expression.withIsolate(work),
	};
}
