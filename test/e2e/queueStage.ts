import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmulatorProcess } from './emulatorProcess';
import { N8nRest } from './n8nRest';
import { type N8nProcess, type N8nServer, type N8nSettings, startN8n, startWorker, WITHOUT_EDITOR } from './n8nServer';
import { installPackage, packPackage } from './packageInstall';
import { QueueServices } from './services';

/** Executions that a worker runs side by side: n8n's default. */
const EXECUTIONS_AT_ONCE = 10;

/** A worker, and what its log tells. */
export class Worker {
	private constructor(
		private readonly folder: string,
		private readonly settings: N8nSettings,
		private process: N8nProcess,
	) {}

	/** Starts one in a user folder that has the package installed. */
	static async start(folder: string, settings: N8nSettings): Promise<Worker> {
		return new Worker(folder, settings, await startWorker(folder, settings, EXECUTIONS_AT_ONCE));
	}

	/** Starts it anew, in the folder that it had. */
	async startAgain(): Promise<void> {
		this.process = await startWorker(this.folder, this.settings, EXECUTIONS_AT_ONCE);
	}

	async stop(): Promise<void> {
		await this.process.stop();
	}

	/** Ends it at once, by its process id. */
	async kill(): Promise<void> {
		await this.process.kill();
	}

	/** Everything that it printed, in all of its lives. */
	readLog(): string {
		return readFileSync(this.process.logFile, 'utf8');
	}

	/** The executions that it began, in order; one that it began twice is there twice. */
	listStarted(): readonly string[] {
		return listStartedIn(this.readLog());
	}
}

/** The executions that a process of n8n began, as its log tells. */
export function listStartedIn(log: string): readonly string[] {
	return [...log.matchAll(/Worker started execution (\d+) /g)].map(([, id]) => id);
}

/** Emulator, main and two workers side by side, the package installed in each of the three. */
export interface QueueStage {
	readonly emulator: EmulatorProcess;
	readonly main: N8nServer;
	readonly rest: N8nRest;
	readonly workers: readonly [Worker, Worker];
	readonly services: QueueServices;
	/** Ends all of them; takes away folders, database and what is left in Redis. */
	stop(): Promise<void>;
}

/**
 * Starts n8n in queue mode on Redis and PostgreSQL, which must answer. `dist` must have been built.
 * Every process has a user folder of its own, as machines of their own would have; what they share is the database, the
 * queue and the encryption key.
 */
export async function raiseQueueStage(emulatorArgs: readonly string[]): Promise<QueueStage> {
	const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'zoho-crm-queue-'));
	const started: { stop(): Promise<void> }[] = [];
	const services = await QueueServices.create();
	const stop = async (): Promise<void> => {
		await Promise.all(started.map(async (process) => await process.stop()));
		await services.drop();
		rmSync(folder, { recursive: true, force: true });
	};
	const keep = <Started extends { stop(): Promise<void> }>(process: Started): Started => {
		started.push(process);
		return process;
	};
	try {
		const folders = ['main', 'worker1', 'worker2'].map((name) => path.join(folder, name));
		const tarball = await packPackage();
		await Promise.all(
			folders.map(async (userFolder) => {
				mkdirSync(userFolder);
				await installPackage(tarball, userFolder);
			}),
		);
		rmSync(path.dirname(tarball), { recursive: true, force: true });
		const emulator = keep(await EmulatorProcess.start(emulatorArgs));
		// Main makes the tables.
		const main = keep(await startN8n(folders[0], 'info', null, { ...services.settings, ...WITHOUT_EDITOR }));
		const settings = { ...services.settings, WEBHOOK_URL: main.url };
		const startOne = async (userFolder: string): Promise<Worker> => keep(await Worker.start(userFolder, settings));
		const workers = await bothOf(startOne(folders[1]), startOne(folders[2]));
		const rest = new N8nRest(main.url);
		await rest.setUp();
		return { emulator, main, rest, workers, services, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Waits for both, also where one is refused: what the other has started must be known before it can be ended. */
async function bothOf<Result>(one: Promise<Result>, other: Promise<Result>): Promise<[Result, Result]> {
	await Promise.allSettled([one, other]);
	return [await one, await other];
}
