import type { ICredentialType } from 'n8n-workflow';
import { EmulatorProcess } from '../e2e/emulatorProcess';
import { toRecord, toText } from '../e2e/json';
import { credentialWith, type StoredCredential } from '../stage/credentials';

/** Where an emulator can be reached, and a fresh token for it: what a part needs to connect. Plain JSON. */
export interface Connection {
	readonly adminUrl: string;
	readonly accountsUrl: string;
	readonly apiDomain: string;
	readonly fileHost: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly accessToken: string;
	readonly refreshToken: string;
	/** Organization that uploads name. */
	readonly zgid: string;
}

/** How long calls take. */
export interface Latency {
	readonly baseMs: number;
	readonly perRecordMs: number;
}

/** Short enough that a job is done before it is asked for: waiting is no part of what is measured. */
const JOB_STEP_MS = '250';

/** Runs work beside an emulator in another process. @param heapMb most memory that it may use; left out: what Node gives it */
export async function withEmulator<Result>(
	work: (emulator: EmulatorProcess) => Promise<Result>,
	heapMb?: number,
): Promise<Result> {
	const { NODE_OPTIONS: before = '' } = process.env;
	if (heapMb !== undefined) process.env.NODE_OPTIONS = `${before} --max-old-space-size=${heapMb}`;
	const starting = EmulatorProcess.start(['--job-step-ms', JOB_STEP_MS, '--drop-bodies']);
	// Taken over by now; the measured processes must not have it.
	process.env.NODE_OPTIONS = before;
	const emulator = await starting;
	return await work(emulator).finally(emulator.stop);
}

/** A fresh organization with a fresh token. */
export async function startAfresh(
	emulator: EmulatorProcess,
	latency: Latency = { baseMs: 0, perRecordMs: 0 },
): Promise<Connection> {
	await emulator.admin('POST', '/reset');
	await emulator.admin('PUT', '/switches', { latencyBaseMs: latency.baseMs, latencyPerRecordMs: latency.perRecordMs });
	return await connect(emulator);
}

/** A fresh token for the organization as it is. */
export async function connect(emulator: EmulatorProcess): Promise<Connection> {
	const token = toRecord(await emulator.admin('POST', '/tokens', {}));
	const { adminUrl, accountsUrl, apiDomain, fileHost, clientId, clientSecret, zgid } = emulator.addresses;
	return {
		adminUrl,
		accountsUrl,
		apiDomain,
		fileHost,
		clientId,
		clientSecret,
		accessToken: toText(token.accessToken),
		refreshToken: toText(token.refreshToken),
		zgid,
	};
}

/** What the emulator's books say. */
export interface Books {
	/** Calls to the API and the file hosts; token requests are none. */
	readonly requests: number;
	readonly credits: number;
	/** Bytes of the uploads. */
	readonly uploadedBytes: number;
}

/** Starts the request log anew, so that `readBooks` counts from here. @returns the credits spent so far */
export async function openBooks({ adminUrl }: Connection): Promise<number> {
	await fetch(`${adminUrl}/requests`, { method: 'DELETE', headers: { connection: 'close' } });
	return await readCredits(adminUrl);
}

/** What was asked and spent since `openBooks`. */
export async function readBooks({ adminUrl }: Connection, creditsBefore: number): Promise<Books> {
	const answer = await fetch(`${adminUrl}/requests`, { headers: { connection: 'close' } });
	const lines = (await answer.text())
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => toRecord(JSON.parse(line)));
	const calls = lines.filter(({ path }) => !toText(path).startsWith('/oauth/'));
	const uploadedBytes = calls
		.filter(({ path }) => toText(path).endsWith('/upload'))
		.reduce((sum, { sizeBytes }) => sum + Number(sizeBytes), 0);
	return { requests: calls.length, credits: (await readCredits(adminUrl)) - creditsBefore, uploadedBytes };
}

async function readCredits(adminUrl: string): Promise<number> {
	const answer = await fetch(`${adminUrl}/credits`, { headers: { connection: 'close' } });
	return Number(toRecord(await answer.json()).spent);
}

/** The credential of one of our nodes, or of the built-in one, connected. @param type left out: ours */
export function connectedCredential(connection: Connection, type?: ICredentialType): StoredCredential {
	return credentialWith(connection, connection, type);
}
