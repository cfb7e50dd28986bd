import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isRecord, type JsonRecord, toRecord, toText } from '../../e2e/json';

const ATTACH_TRIES = 50;
const TRY_EVERY_MS = 200;
const MEBIBYTE = 1024 * 1024;

/** What a process holds, its garbage collected. */
export interface Holdings {
	readonly heapMb: number;
	/** Promises that something still refers to, settled or not. */
	readonly promises: number;
	/** Signals with which requests are given up. */
	readonly abortSignals: number;
	/** Sockets, timers, files and the like that keep the event loop alive, by their kind. */
	readonly handles: Readonly<Record<string, number>>;
}

/**
 * Looks into a Node process of ours from outside, by its own inspector, so that it runs as it does for a user: nothing is
 * loaded into it.
 */
export class Inspector {
	private lastId = 0;
	private readonly waiting = new Map<number, { resolve(result: JsonRecord): void; reject(reason: Error): void }>();

	private constructor(private readonly socket: WebSocket) {
		socket.addEventListener('message', ({ data }) => this.take(toRecord(JSON.parse(String(data)))));
	}

	/**
	 * Opens the inspector of a running process.
	 * @param logFile where the process says at which address
	 * @throws Error if its usual port is taken by another process, which is told in the log
	 */
	static async attach(processId: number, logFile: string): Promise<Inspector> {
		process.kill(processId, 'SIGUSR1');
		for (let tries = 0; tries < ATTACH_TRIES; tries += 1) {
			const address = /Debugger listening on (ws:\S+)/.exec(readFileSync(logFile, 'utf8'))?.[1];
			if (address !== undefined) return new Inspector(await open(address));
			await pause(TRY_EVERY_MS);
		}
		throw new Error('The process does not say where its inspector listens: is another one using port 9229?');
	}

	/** What the process holds at this moment. */
	async look(): Promise<Holdings> {
		await this.send('HeapProfiler.collectGarbage');
		const { result } = await this.send('Runtime.evaluate', {
			expression: 'JSON.stringify([process.memoryUsage().heapUsed, process.getActiveResourcesInfo()])',
		});
		const [heapUsed, resources]: [number, string[]] = JSON.parse(toText(toRecord(result).value));
		const handles: Record<string, number> = {};
		for (const kind of resources) handles[kind] = (handles[kind] ?? 0) + 1;
		return {
			heapMb: heapUsed / MEBIBYTE,
			promises: await this.countLive('Promise'),
			abortSignals: await this.countLive('AbortSignal'),
			handles,
		};
	}

	close(): void {
		this.socket.close();
	}

	/** How many objects of a class can still be reached. */
	private async countLive(className: string): Promise<number> {
		const group = 'counting';
		const prototype = await this.send('Runtime.evaluate', { expression: `${className}.prototype`, objectGroup: group });
		const { objects } = await this.send('Runtime.queryObjects', {
			prototypeObjectId: toRecord(prototype.result).objectId,
			objectGroup: group,
		});
		const counted = await this.send('Runtime.callFunctionOn', {
			objectId: toRecord(objects).objectId,
			functionDeclaration: 'function () { return this.length; }',
			returnByValue: true,
		});
		await this.send('Runtime.releaseObjectGroup', { objectGroup: group });
		return Number(toRecord(counted.result).value);
	}

	private async send(method: string, params: JsonRecord = {}): Promise<JsonRecord> {
		this.lastId += 1;
		const id = this.lastId;
		return await new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			this.socket.send(JSON.stringify({ id, method, params }));
		});
	}

	private take({ id, result, error }: JsonRecord): void {
		const waiter = this.waiting.get(Number(id));
		this.waiting.delete(Number(id));
		if (isRecord(result)) waiter?.resolve(result);
		else waiter?.reject(new Error(`The inspector refuses: ${JSON.stringify(error)}`));
	}
}

async function open(address: string): Promise<WebSocket> {
	const socket = new WebSocket(address);
	return await new Promise((resolve, reject) => {
		socket.addEventListener('open', () => resolve(socket));
		socket.addEventListener('error', () => reject(new Error('The inspector does not answer')));
	});
}
