import { randomUUID } from 'node:crypto';
import { waitFor } from './childProcess';
import { FlattedData } from './flatted';
import { isRecord, type JsonRecord, toList, toRecord, toText } from './json';
import type { WorkflowDefinition } from './workflows';

/** The owner account of every n8n that this process starts. Its password is another one each time: a page in a browser could reach n8n and try a known one. */
export const OWNER = {
	email: 'owner@example.test',
	password: `Demo-1-${randomUUID()}`,
	firstName: 'Demo',
	lastName: 'Owner',
};

const MINUTE_MS = 60_000;
const ENDED = ['success', 'error', 'crashed', 'canceled'];

/** One item as it left a node. */
export interface OutputItem {
	readonly json: JsonRecord;
	readonly pairedItem: unknown;
}

/** An execution, as it stood when it was read. */
export interface Execution {
	readonly status: string;
	/** What stopped it: message and description as the person sees them; null if nothing did. */
	readonly error: { readonly message: string; readonly description: string | null } | null;
	/** From start to end, as n8n's list of executions shows it; 0 while there is no end. */
	readonly seconds: number;
	/** The items of a node's output, in order; empty if the node gave none. */
	outputOf(nodeName: string, output?: number): readonly OutputItem[];
}

/** A client of n8n's internal REST API: what the editor in the browser does, without the browser. */
export class N8nRest {
	private cookie = '';

	constructor(private readonly url: string) {}

	/** Sets up the owner account of a new n8n, and signs in. */
	async setUp(): Promise<void> {
		await this.call('POST', '/owner/setup', OWNER);
	}

	/** Signs in where the owner account was set up before. */
	async signIn(): Promise<void> {
		await this.call('POST', '/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
	}

	/** Invites a person as a member, and signs in as that person. */
	async inviteMember(email: string): Promise<{ readonly member: N8nRest; readonly userId: string }> {
		const [invited] = toList(await this.call('POST', '/invitations', [{ email, role: 'global:member' }]));
		const userId = toText(toRecord(toRecord(invited).user).id);
		const { link } = toRecord(await this.call('POST', `/users/${userId}/invite-link`));
		const token = new URL(toText(link)).searchParams.get('token');
		const member = new N8nRest(this.url);
		const person = { firstName: 'Some', lastName: 'Member', password: OWNER.password };
		await member.call('POST', '/invitations/accept', { token, ...person });
		return { member, userId };
	}

	/** @returns id of the new credential */
	async createCredential(name: string, type: string, data: JsonRecord): Promise<string> {
		return toText(toRecord(await this.call('POST', '/credentials', { name, type, data })).id);
	}

	/** Replaces the stored values of a credential. */
	async updateCredential(id: string, name: string, type: string, data: JsonRecord): Promise<void> {
		await this.call('PATCH', `/credentials/${id}`, { name, type, data });
	}

	/** @returns id of the new workflow */
	async createWorkflow(workflow: WorkflowDefinition): Promise<string> {
		const body = { settings: { executionOrder: 'v1' }, active: false, ...workflow };
		return toText(toRecord(await this.call('POST', '/workflows', body)).id);
	}

	/** Lets the triggers of a workflow start it from now on. n8n does so a moment later. */
	async activateWorkflow(workflowId: string): Promise<void> {
		const { versionId } = toRecord(await this.call('GET', `/workflows/${workflowId}`));
		await this.call('POST', `/workflows/${workflowId}/activate`, { versionId });
	}

	/** Takes a workflow back: its triggers start it no longer. */
	async deactivateWorkflow(workflowId: string): Promise<void> {
		const { versionId } = toRecord(await this.call('GET', `/workflows/${workflowId}`));
		await this.call('POST', `/workflows/${workflowId}/deactivate`, { versionId });
	}

	/** Changes a workflow and publishes it as it is then. */
	async republishWorkflow(workflowId: string, changed: Partial<WorkflowDefinition>): Promise<void> {
		const { versionId } = toRecord(await this.call('GET', `/workflows/${workflowId}`));
		await this.call('PATCH', `/workflows/${workflowId}`, { versionId, ...changed });
		await this.activateWorkflow(workflowId);
	}

	/** Deletes a workflow, as a person does: archived first. */
	async deleteWorkflow(workflowId: string): Promise<void> {
		await this.call('POST', `/workflows/${workflowId}/archive`);
		// Until its triggers have ended, n8n refuses to delete it.
		await waitFor(`workflow ${workflowId} is deleted`, MINUTE_MS, async () =>
			this.call('DELETE', `/workflows/${workflowId}`).then(
				() => true,
				() => undefined,
			),
		);
	}

	/** The executions that the triggers of a workflow started, the newest first. */
	async listExecutions(workflowId: string, limit = 20): Promise<readonly string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = toRecord(await this.call('GET', `/executions?limit=${limit}&filter=${filter}`));
		return toList(results).map((execution) => toText(toRecord(execution).id));
	}

	/** An execution as it stands; `waiting` is the status of one that sleeps. */
	async readExecution(executionId: string): Promise<Execution> {
		return readExecution(toRecord(await this.call('GET', `/executions/${executionId}`)));
	}

	/** Starts a workflow as the button in the editor does. @returns id of the execution */
	async start(workflowId: string, triggerName: string): Promise<string> {
		const started = toRecord(
			await this.call('POST', `/workflows/${workflowId}/run`, { triggerToStartFrom: { name: triggerName } }),
		);
		return toText(started.executionId);
	}

	/**
	 * Starts an active workflow by calls of its webhook, once for each of the bodies, all at once.
	 * @returns ids of the executions, in no certain order
	 */
	async startByCall(
		workflowId: string,
		path: string,
		...bodies: readonly (JsonRecord | FormData)[]
	): Promise<readonly string[]> {
		const before = new Set(await this.listExecutions(workflowId));
		await Promise.all(bodies.map(async (body) => await this.callWebhook(path, body)));
		return await waitFor(`the executions of ${path} have begun`, MINUTE_MS, async () => {
			const begun = (await this.listExecutions(workflowId)).filter((id) => !before.has(id));
			return begun.length === bodies.length ? begun : undefined;
		});
	}

	/** The status of an execution alone: one that still waits for a worker has not much else to read. */
	async readStatus(executionId: string): Promise<string> {
		return toText(toRecord(await this.call('GET', `/executions/${executionId}`)).status);
	}

	/** Waits until an execution has one of the statuses. @throws Error if it ends with another one */
	async reach(executionId: string, ...statuses: readonly string[]): Promise<Execution> {
		return await waitFor(`execution ${executionId} is ${statuses.join(' or ')}`, 3 * MINUTE_MS, async () => {
			const status = await this.readStatus(executionId);
			if (statuses.includes(status)) return await this.readExecution(executionId);
			if (ENDED.includes(status))
				throw new Error(
					`execution ${executionId} ended with ${status}: ${(await this.readExecution(executionId)).error?.message}`,
				);
			return undefined;
		});
	}

	/** Waits for the end of an execution. */
	async end(executionId: string, timeoutMs: number): Promise<Execution> {
		return await waitFor(`execution ${executionId} ends`, timeoutMs, async () =>
			ENDED.includes(await this.readStatus(executionId)) ? await this.readExecution(executionId) : undefined,
		);
	}

	/** Starts a workflow as the button in the editor does, and waits for its end. */
	async run(workflowId: string, triggerName: string, timeoutMs: number): Promise<Execution> {
		return await this.end(await this.start(workflowId, triggerName), timeoutMs);
	}

	/** Creates a workflow and runs it once. */
	async runOnce(workflow: WorkflowDefinition, timeoutMs = 120_000): Promise<Execution> {
		return await this.run(await this.createWorkflow(workflow), workflow.nodes[0].name, timeoutMs);
	}

	/** The descriptions of all node types or credential types, as the editor loads them. */
	async readTypes(kind: 'nodes' | 'credentials'): Promise<unknown> {
		return await this.send('GET', `/types/${kind}.json`);
	}

	/** Sends one call; answers the `data` of n8n's answer. @throws Error with n8n's own words for a refusal */
	async call(method: string, path: string, body?: unknown): Promise<unknown> {
		const parsed = await this.send(method, `/rest${path}`, body);
		return isRecord(parsed) && 'data' in parsed ? parsed.data : parsed;
	}

	/** n8n listens a moment after the workflow was activated, or after it was started again. */
	private async callWebhook(path: string, body: JsonRecord | FormData): Promise<void> {
		const isForm = body instanceof FormData;
		const headers = { connection: 'close', ...(isForm ? {} : { 'content-type': 'application/json' }) };
		await waitFor(`n8n listens to ${path}`, MINUTE_MS, async () => {
			// While nobody listens n8n answers 404 and hangs up before it has read a file, which breaks the upload.
			const answer = await fetch(`${this.url}/webhook/${path}`, {
				method: 'POST',
				headers,
				body: isForm ? body : JSON.stringify(body),
			}).catch(() => undefined);
			return answer?.ok === true ? true : undefined;
		});
	}

	private async send(method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await fetch(this.url + path, {
			method,
			// A kept connection may have been closed by n8n while this process was busy with 60,000 items.
			headers: {
				connection: 'close',
				'content-type': 'application/json',
				cookie: this.cookie,
				'browser-id': 'headless',
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		for (const cookie of answer.headers.getSetCookie())
			if (cookie.startsWith('n8n-auth=')) this.cookie = cookie.split(';')[0];
		if (!answer.ok)
			throw new Error(`n8n answered ${answer.status} to ${method} ${path}: ${(await answer.text()).slice(0, 600)}`);
		return await answer.json();
	}
}

function readExecution(execution: JsonRecord): Execution {
	const data = new FlattedData(toText(execution.data));
	const error = data.read('resultData', 'error');
	return {
		status: toText(execution.status),
		error: isRecord(error)
			? {
					message: toText(error.message),
					description: typeof error.description === 'string' ? error.description : null,
				}
			: null,
		seconds: secondsOf(execution),
		outputOf(nodeName, output = 0) {
			const items = data.read('resultData', 'runData', nodeName, 0, 'data', 'main', output);
			return items === undefined || items === null ? [] : toList(items).map(readItem);
		},
	};
}

/** One that waits for a worker has no start yet. */
function secondsOf({ startedAt, stoppedAt }: JsonRecord): number {
	if (startedAt === null) return 0;
	return (Date.parse(toText(stoppedAt ?? startedAt)) - Date.parse(toText(startedAt))) / 1000;
}

function readItem(value: unknown): OutputItem {
	const item = toRecord(value);
	return { json: toRecord(item.json), pairedItem: item.pairedItem };
}
