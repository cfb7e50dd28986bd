import { ExecuteContext, HookContext, PollContext, WebhookContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IDataObject,
	type IExecuteData,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeTypes,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { ZohoCrmTrigger } from '../../nodes/ZohoCrmTrigger/ZohoCrmTrigger.node';
import { forgetAll } from '../../nodes/ZohoCrmTrigger/memory';
import type { JsonObject } from '../emulator/json';
import type { StoredCredential } from '../stage/credentials';

/** What left the node in one execution. */
export interface Given {
	readonly by: 'webhook' | 'poll';
	readonly items: readonly IDataObject[];
}

/** How the host differs from the usual one. */
export interface HostOptions {
	readonly parameters?: INodeParameters;
	readonly credential: StoredCredential;
	/** Base of the addresses of webhooks. */
	readonly baseUrl?: string;
	/** Whether executions run in a process that shares no memory with polls. */
	readonly hasWorker?: boolean;
}

/**
 * What n8n does with a trigger, on the contexts of n8n-core: activation, polls, webhooks, executions, the data of the workflow
 * and when it is stored. Source: n8n 2.41, as it was tried in the real one.
 */
export class TriggerHost {
	/** The data of the workflow as the database has it. */
	private stored = '{}';
	/** That of the activation, which hooks and polls share. */
	private active: { readonly workflow: Workflow; readonly poll: PollContext } | null = null;
	private running = new Set<Promise<void>>();
	readonly given: Given[] = [];
	/** What executions would have given out that were killed on their way: n8n shows them as crashed. */
	readonly crashed: Given[] = [];
	/** Executions that ran, those that gave out nothing too. */
	executions = 0;
	readonly failures: Error[] = [];
	parameters: INodeParameters;

	constructor(private readonly options: HostOptions) {
		this.parameters = options.parameters ?? {};
	}

	private get node(): ZohoCrmTrigger {
		return new ZohoCrmTrigger();
	}

	/** Everything that was given out. */
	get items(): readonly IDataObject[] {
		return this.given.flatMap(({ items }) => items);
	}

	/** Publishes the workflow: the channel and the first poll at the same time. @throws what the hooks throw */
	async activate(): Promise<void> {
		const { workflow, placed } = this.place(JSON.parse(this.stored));
		const poll = new PollContext(workflow, placed, this.additional(), 'trigger', 'activate');
		this.active = { workflow, poll };
		const isInstant = placed.parameters.delivery !== 'schedule';
		const hooks = this.node.webhookMethods.default;
		const hook = (): HookContext =>
			new HookContext(workflow, placed, this.additional(), 'trigger', 'activate', this.webhookData());
		const open = async (): Promise<void> => {
			if (!isInstant || (await this.within(workflow, async () => await hooks.checkExists.call(hook())))) return;
			await this.within(workflow, async () => await hooks.create.call(hook()));
		};
		const outcomes = await Promise.allSettled([open(), this.runPoll(poll, workflow, true)]);
		this.store(workflow);
		const failed = outcomes.find((outcome) => outcome.status === 'rejected');
		if (failed?.status === 'rejected') await Promise.reject(failed.reason);
	}

	/** Takes the workflow back. */
	async deactivate(): Promise<void> {
		if (this.active === null) return;
		const { workflow } = this.active;
		const placed = workflow.getNode('Trigger');
		if (placed !== null && placed.parameters.delivery !== 'schedule') {
			const hook = new HookContext(workflow, placed, this.additional(), 'trigger', 'activate', this.webhookData());
			await this.within(workflow, async () => await this.node.webhookMethods.default.delete.call(hook));
		}
		this.store(workflow);
		this.active = null;
	}

	/** The process ends without a word: what was not stored is gone, and so are executions that run. */
	kill(): void {
		this.active = null;
		this.running = new Set();
		this.epoch += 1;
		forgetAll();
	}

	private epoch = 0;

	/** A poll at one of the poll times. What it throws is a failed execution. */
	async poll(): Promise<void> {
		if (this.active === null) return;
		const { poll, workflow } = this.active;
		await this.runPoll(poll, workflow, false);
	}

	/** A poll whose context is its own, as with durable schedules. */
	async pollAnew(): Promise<void> {
		if (this.active === null) return;
		const { workflow } = this.active;
		const placed = workflow.getNode('Trigger');
		if (placed === null) return;
		await this.runPoll(new PollContext(workflow, placed, this.additional(), 'trigger', 'activate'), workflow, false);
	}

	/** A call to the address of the webhook. @returns the status of the answer; null if nobody listens */
	async receive(url: string, body: JsonObject): Promise<number | null> {
		if (this.active === null || !url.includes('/webhook/')) return this.active === null ? null : 404;
		const { workflow, placed } = this.place(JSON.parse(this.stored));
		let status = 200;
		const httpResponse = {
			status(code: number) {
				status = code;
				return httpResponse;
			},
			end: () => undefined,
		};
		const called = Object.assign(this.additional(), {
			httpRequest: { query: {}, body: JSON.parse(JSON.stringify(body)), headers: {}, params: {} },
			httpResponse,
		}) as unknown as IWorkflowExecuteAdditionalData;
		const context = new WebhookContext(workflow, placed, called, 'webhook', this.webhookData(), [], null);
		const answer = await this.within(workflow, async () => await this.node.webhook.call(context));
		const items = answer.workflowData?.[0];
		if (items !== undefined) this.start('webhook', items);
		return status;
	}

	/** Runs the node in the editor. */
	async test(way: 'execute' | 'poll' = 'execute'): Promise<readonly INodeExecutionData[]> {
		const { workflow, placed } = this.place(JSON.parse(this.stored));
		if (way === 'poll') {
			const context = new PollContext(workflow, placed, this.additional(), 'manual', 'manual');
			return (await this.within(workflow, async () => await this.node.poll.call(context)))?.[0] ?? [];
		}
		return await this.execute(workflow, placed, [{ json: {} }], 'manual');
	}

	/** Resolves when no execution runs any more. */
	async settle(): Promise<void> {
		while (this.running.size > 0) await Promise.all(this.running);
	}

	/** The data of the workflow as the database has it. */
	get staticData(): IDataObject {
		return JSON.parse(this.stored);
	}

	private async runPoll(context: PollContext, workflow: Workflow, isFirst: boolean): Promise<void> {
		try {
			const items = await this.within(workflow, async () => await this.node.poll.call(context));
			if (items === null) return;
			// n8n stores the data with what is given out, and only then.
			this.store(workflow);
			this.start('poll', items[0]);
		} catch (error) {
			if (isFirst || !(error instanceof Error)) await Promise.reject(error);
			else this.failures.push(error);
		}
	}

	private start(by: Given['by'], items: readonly INodeExecutionData[]): void {
		const { epoch } = this;
		const stored: INodeExecutionData[] = JSON.parse(JSON.stringify(items));
		const run = async (): Promise<void> => {
			// The execution begins after what started it.
			await new Promise((resolve) => setImmediate(resolve));
			if (epoch !== this.epoch) return;
			this.executions += 1;
			// A worker has no data of the workflow, and a memory of its own: that goes by the ID of the workflow.
			const { workflow, placed } =
				this.options.hasWorker === true
					? this.place({}, 'workflow-1 in a worker')
					: this.place(JSON.parse(this.stored));
			try {
				const output = await this.execute(workflow, placed, stored, by === 'poll' ? 'trigger' : 'webhook');
				const given = epoch === this.epoch ? this.given : this.crashed;
				if (output.length > 0) given.push({ by, items: output.map(({ json }) => json) });
			} catch (error) {
				if (epoch === this.epoch) this.failures.push(error as Error);
			}
		};
		const running = run().finally(() => this.running.delete(running));
		this.running.add(running);
	}

	private async execute(
		workflow: Workflow,
		placed: INode,
		items: INodeExecutionData[],
		mode: WorkflowExecuteMode,
	): Promise<readonly INodeExecutionData[]> {
		const input = { main: [items] };
		const executeData: IExecuteData = { data: input, node: placed, source: null };
		const context = new ExecuteContext(
			workflow,
			placed,
			this.additional('17'),
			mode,
			createRunExecutionData(),
			0,
			items,
			input,
			executeData,
			[],
		);
		return (await this.within(workflow, async () => await this.node.execute.call(context)))[0];
	}

	private store(workflow: Workflow): void {
		this.stored = JSON.stringify(workflow.staticData);
	}

	private async within<Result>(workflow: Workflow, work: () => Promise<Result>): Promise<Result> {
		return await workflow.expression.withIsolate(work);
	}

	private webhookData(): IWebhookData {
		return {
			httpMethod: 'POST',
			node: 'Trigger',
			path: 'webhook',
			webhookDescription: { name: 'default', httpMethod: 'POST', path: 'webhook' },
			workflowId: 'workflow-1',
			workflowExecuteAdditionalData: this.additional(),
		};
	}

	private place(staticData: IDataObject, id = 'workflow-1'): { readonly workflow: Workflow; readonly placed: INode } {
		const { node } = this;
		const defaults = Object.fromEntries(
			node.description.properties.map((property) => [property.name, property.default]),
		);
		const { credential } = this.options;
		const placed: INode = {
			id: 'node-1',
			name: 'Trigger',
			type: 'n8n-nodes-zoho-crm.zohoCrmTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId: 'hook-1',
			parameters: {
				...(defaults as INodeParameters),
				...this.parameters,
				authentication: credential.authentication,
			},
			credentials: { [credential.typeName]: { id: 'credential-1', name: 'Emulator' } },
		};
		const nodeTypes: INodeTypes = {
			getByName: () => node,
			getByNameAndVersion: () => node,
			getKnownTypes: () => ({}),
		};
		const workflow = new Workflow({
			id,
			nodes: [placed],
			connections: {},
			active: true,
			nodeTypes,
			settings: { timezone: 'UTC' },
			staticData,
		});
		return { workflow, placed: workflow.getNode('Trigger') ?? placed };
	}

	private additional(executionId?: string): IWorkflowExecuteAdditionalData {
		const baseUrl = this.options.baseUrl ?? 'https://n8n.brightwell.test';
		return {
			credentialsHelper: this.options.credential,
			executionId,
			webhookBaseUrl: `${baseUrl}/webhook`,
			webhookTestBaseUrl: `${baseUrl}/webhook-test`,
			webhookWaitingBaseUrl: `${baseUrl}/webhook-waiting`,
			formWaitingBaseUrl: `${baseUrl}/form-waiting`,
			restApiUrl: `${baseUrl}/rest`,
			instanceBaseUrl: `${baseUrl}/`,
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}
