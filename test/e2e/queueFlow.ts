import { randomUUID } from 'node:crypto';
import type { JsonRecord } from './json';
import type { QueueStage } from './queueStage';
import { type NodeSketch, onCall } from './workflows';

/** Waits at a barrier. */
export function waitAt(url: string): NodeSketch {
	return { name: 'Barrier', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters: { url, options: {} } };
}

/** A workflow in production: a call starts it, and in queue mode a worker runs it. */
export class Flow {
	private constructor(
		private readonly stage: QueueStage,
		private readonly id: string,
		private readonly webhookPath: string,
	) {}

	/** Creates and activates it. @param sketches its steps after the call, in a row */
	static async create(stage: QueueStage, name: string, ...sketches: readonly NodeSketch[]): Promise<Flow> {
		const webhookPath = randomUUID();
		const id = await stage.rest.createWorkflow(onCall(name, webhookPath, ...sketches));
		await stage.rest.activateWorkflow(id);
		return new Flow(stage, id, webhookPath);
	}

	/** Calls it with each of the bodies, all at once. @returns ids of the executions, in no certain order */
	async start(...bodies: readonly (JsonRecord | FormData)[]): Promise<readonly string[]> {
		return await this.stage.rest.startByCall(this.id, this.webhookPath, ...bodies);
	}

	/** Calls it once. @returns id of the execution */
	async startOne(body: JsonRecord | FormData): Promise<string> {
		const [id] = await this.start(body);
		return id;
	}
}
