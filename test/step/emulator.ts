import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startEmulator, type EmulatorAddresses } from '../emulator';
import { AdminRefusal, EmulatorAdmin } from '../emulator/clients/admin';
import { isObject } from '../emulator/json';
import { ADMIN_PATH } from '../emulator/server/admin';
import { type Json, type SetupEntry, UsageProblem } from './options';

/** Calls and credits of the run. */
export interface Books {
	/** Calls to the API and the file hosts; token requests are none. */
	readonly requests: number;
	readonly credits: number;
}

/** What a node needs to log in. */
export type Login = EmulatorAddresses & { readonly accessToken: string };

const isTokenRequest = ({ path: called }: Json): boolean => String(called).startsWith('/oauth/');

/** The emulator that the node talks to: a fresh one in this process, or one that runs elsewhere. Both by the admin address. */
export class StepEmulator {
	private lastRequestBefore = 0;
	private switchesBefore: Json = {};

	private constructor(
		private readonly admin: EmulatorAdmin,
		private readonly addresses: EmulatorAddresses,
		private readonly end: () => Promise<void>,
	) {}

	/** A fresh organization, whose clock stands at the present second and moves when the node waits. */
	static async startFresh(nowMs: number): Promise<StepEmulator> {
		const emulator = await startEmulator({
			startMs: nowMs - (nowMs % 1000),
			// A sleeping node is woken by us, once a job has ended; nobody listens at the address that the jobs know.
			deliverCallback: async () => undefined,
		});
		return new StepEmulator(new EmulatorAdmin(emulator.adminUrl), emulator.describe(), emulator.stop);
	}

	/** @param url as `npm run emulator` prints it, the main or the admin address */
	static async connect(url: string): Promise<StepEmulator> {
		const admin = new EmulatorAdmin(url.endsWith(ADMIN_PATH) ? url : `${url}${ADMIN_PATH}`);
		const described = await admin.admin('GET', '/').catch(() => null);
		if (!isObject(described) || typeof described.apiDomain !== 'string')
			throw new UsageProblem(`--emulator: no emulator answers at ${url}; npm run emulator starts one`);
		// The edge where JSON enters: what `describe` of the emulator gave.
		const emulator = new StepEmulator(admin, described as unknown as EmulatorAddresses, async () => undefined);
		for await (const { number } of admin.streamList('/requests')) emulator.lastRequestBefore = Number(number);
		return emulator;
	}

	/** Changes switches until `stop`. @throws UsageProblem for one that there is not, or a value that it cannot have */
	async setSwitches(typed: ReadonlyMap<string, string>): Promise<void> {
		if (typed.size === 0) return;
		const current = await this.object('GET', '/switches');
		const changes = [...typed].map(([name, text]) => {
			if (!Object.hasOwn(current, name))
				throw new UsageProblem(`--switch: there is no switch ${name}; test/emulator/README.md lists them`);
			return [name, readSwitch(text, current[name])] as const;
		});
		await this.ask('switch', 'PUT', '/switches', Object.fromEntries(changes));
		this.switchesBefore = Object.fromEntries(changes.map(([name]) => [name, current[name]]));
	}

	/** @throws UsageProblem that says which record cannot be put in */
	async putIn(setup: readonly SetupEntry[]): Promise<void> {
		for (const { module, records } of setup) await this.ask('setup', 'POST', '/records', { module, records });
	}

	/** A fresh token with all scopes; it counts for none of Zoho's limits. */
	async logIn(): Promise<Login> {
		const { accessToken, refreshToken } = await this.object('POST', '/tokens', {});
		return { ...this.addresses, accessToken: String(accessToken), refreshToken: String(refreshToken) };
	}

	/** Whether time moves only when told, and which time it is. */
	async readClock(): Promise<{ readonly isManual: boolean; readonly nowMs: number }> {
		const { clock, nowMs } = await this.object('GET', '/clock');
		return { isManual: clock === 'manual', nowMs: Number(nowMs) };
	}

	/** Moves a manual clock, and jobs with it. @returns the new time */
	async advance(durationMs: number): Promise<number> {
		return Number((await this.object('POST', '/clock', { advanceMs: durationMs })).nowMs);
	}

	/** Moves every job a step. @returns the jobs */
	async tick(): Promise<readonly Json[]> {
		return listOf(await this.admin.admin('POST', '/tick'));
	}

	/** Bulk jobs as their status would be answered, oldest first. */
	async jobs(): Promise<readonly Json[]> {
		return listOf(await this.admin.admin('GET', '/jobs'));
	}

	async readBooks(): Promise<Books> {
		let requests = 0;
		let credits = 0;
		for await (const request of this.requests()) {
			requests += isTokenRequest(request) ? 0 : 1;
			credits += Number(request.credits);
		}
		return { requests, credits };
	}

	/** Leaves the records of every module and the requests of the run in a folder. */
	async dump(folder: string): Promise<void> {
		for (const module of Object.keys(await this.object('GET', '/counts')))
			await writeLines(path.join(folder, `records-${module}.ndjson`), this.admin.streamRecords(module));
		await writeLines(path.join(folder, 'requests.ndjson'), this.requests());
	}

	/** Puts switches back, and ends an emulator of our own. */
	async stop(): Promise<void> {
		if (Object.keys(this.switchesBefore).length > 0)
			await this.admin.admin('PUT', '/switches', this.switchesBefore).catch(() => undefined);
		await this.end();
	}

	private async *requests(): AsyncGenerator<Json> {
		for await (const request of this.admin.streamList('/requests'))
			if (Number(request.number) > this.lastRequestBefore) yield request;
	}

	private async object(method: string, pathAndQuery: string, body?: unknown): Promise<Json> {
		const answer = await this.admin.admin(method, pathAndQuery, body);
		if (!isObject(answer)) throw new Error(`${method} ${pathAndQuery} of the emulator answered no object`);
		return answer;
	}

	private async ask(option: string, method: string, pathAndQuery: string, body: unknown): Promise<void> {
		await this.admin.admin(method, pathAndQuery, body).catch(async (error: unknown) => {
			const refusal = error instanceof AdminRefusal ? new UsageProblem(`--${option}: ${error.reason}`) : error;
			return await Promise.reject(refusal);
		});
	}
}

/** A value as it was typed, of the kind that the switch has now: text stays text, other kinds are read as JSON. */
function readSwitch(text: string, current: unknown): unknown {
	if (typeof current === 'string') return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

async function writeLines(file: string, entries: AsyncIterable<Json>): Promise<void> {
	const lines = async function* (): AsyncGenerator<string> {
		for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
	};
	await pipeline(Readable.from(lines()), createWriteStream(file));
}
