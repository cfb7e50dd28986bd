import { randomUUID } from 'node:crypto';
import { waitFor } from './childProcess';
import { type JsonRecord, toRecord, toText } from './json';
import type { Execution, N8nRest } from './n8nRest';
import type { QueueStage } from './queueStage';
import { makeItems, type zohoNode } from './workflows';

const MINUTE_MS = 60_000;

/** The step that a call starts. */
export const CALL_NAME = 'Call';

/** A node without what its place in the workflow gives it. */
type Sketch = ReturnType<typeof zohoNode>;

/** The rows that the call carries, as items. */
export function rowsOfCall(): readonly Sketch[] {
	const [list, items] = makeItems([]);
	return [{ ...list, parameters: { mode: 'raw', jsonOutput: `={{ { items: $("${CALL_NAME}").first().json.body.rows } }}`, options: {} } }, items];
}

/** Each answer beside the address of the row that n8n pairs it with. */
export function lookAtPairs(): Sketch {
	return {
		name: 'Look',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: '={{ { answer: $json, email: $("Items").item.json.Email } }}', options: {} },
	};
}

/** Waits at a barrier. */
export function waitAt(url: string): Sketch {
	return { name: 'Barrier', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters: { url, options: {} } };
}

/** A workflow in production: a call starts it, and in queue mode a worker runs it. */
export class Flow {
	private constructor(
		private readonly stage: QueueStage,
		private readonly id: string,
		private readonly url: string,
	) {}

	/** Creates and activates it. @param sketches its steps after the call, in a row */
	static async create(stage: QueueStage, name: string, ...sketches: readonly Sketch[]): Promise<Flow> {
		const webhookPath = randomUUID();
		const call = {
			name: CALL_NAME,
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { httpMethod: 'POST', path: webhookPath, responseMode: 'onReceived', options: {} },
			webhookId: webhookPath,
		};
		const nodes = [call, ...sketches].map((sketch, index) => ({ ...sketch, id: randomUUID(), position: [220 * index, 0] as const }));
		const links = nodes.slice(1).map((node, index) => [nodes[index].name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }] as const);
		const id = await stage.rest.createWorkflow({ name, nodes, connections: Object.fromEntries(links) });
		await stage.rest.activateWorkflow(id);
		return new Flow(stage, id, `${stage.main.url}/webhook/${webhookPath}`);
	}

	/** Calls it with each of the bodies, all at once. @returns ids of the executions, in no certain order */
	async start(...bodies: readonly (JsonRecord | FormData)[]): Promise<readonly string[]> {
		const before = new Set(await this.stage.rest.listExecutions(this.id));
		await Promise.all(bodies.map(async (body) => await this.call(body)));
		return await waitFor('the executions have begun', MINUTE_MS, async () => {
			const begun = (await this.stage.rest.listExecutions(this.id)).filter((id) => !before.has(id));
			return begun.length === bodies.length ? begun : undefined;
		});
	}

	/** Calls it once. @returns id of the execution */
	async startOne(body: JsonRecord | FormData): Promise<string> {
		const [id] = await this.start(body);
		return id;
	}

	/** n8n listens a moment after the workflow was activated. */
	private async call(body: JsonRecord | FormData): Promise<void> {
		const isForm = body instanceof FormData;
		const headers = { connection: 'close', ...(isForm ? {} : { 'content-type': 'application/json' }) };
		await waitFor('n8n listens', MINUTE_MS, async () => {
			const answer = await fetch(this.url, { method: 'POST', headers, body: isForm ? body : JSON.stringify(body) });
			return answer.ok ? true : undefined;
		});
	}
}

const BROKEN = ['error', 'crashed', 'canceled'];

/** Waits until an execution has the status. @throws Error if it ends with another one */
export async function reach({ rest }: QueueStage, executionId: string, status: string): Promise<Execution> {
	return await waitFor(`execution ${executionId} is ${status}`, 3 * MINUTE_MS, async () => {
		const current = await readStatus(rest, executionId);
		if (current === status) return await rest.readExecution(executionId);
		if (BROKEN.includes(current)) throw new Error(`execution ${executionId} ended with ${current}: ${(await rest.readExecution(executionId)).error?.message}`);
		return undefined;
	});
}

/** The status alone: an execution that still waits for a worker has not much else to read. */
export async function readStatus(rest: N8nRest, executionId: string): Promise<string> {
	return toText(toRecord(await rest.call('GET', `/executions/${executionId}`)).status);
}
