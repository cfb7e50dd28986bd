import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import type { Emulator } from '../emulator';
import type { LoggedRequest } from '../emulator/server/requestLog';
import type { StoredCredential } from '../stage/credentials';
import { runNode, runWebhook, type NodeRun, type NodeRunResult } from '../stage/runNode';
import { comparable, expectedLead, leadRow, storedLead } from '../records/leadRows';

/** Parameters of an import by bulk jobs. */
export const IMPORT: INodeParameters = {
	resource: 'bulkWrite',
	operation: 'import',
	module: 'Leads',
	importOperation: 'insert',
	route: 'bulk',
};

/** Where jobs are created, and, with an id behind it, asked for. */
export const WRITE = '/crm/bulk/v8/write';

/** A job that does not end by itself, however fast virtual time passes for one job while another is sent. */
export const LONG = { ticks: 1_000_000_000 };

/** Lets jobs end that were planned as long: all of them, or the oldest few. */
export function endJobs(emulator: Emulator, count = Number.POSITIVE_INFINITY): void {
	for (const id of jobIds(emulator).slice(0, count)) {
		const job = emulator.jobs.get(id);
		if (job !== undefined) job.ticksLeft = 1;
	}
	emulator.tick();
	emulator.tick();
}

/** Different leads, as input items. */
export const rowsOf = (count: number): IDataObject[] => Array.from({ length: count }, (_, number) => leadRow(number));

/** A run of the bulk node, and what came of it. */
export interface BulkRun {
	readonly run: NodeRun;
	readonly result: NodeRunResult;
}

/** Runs Import, or another operation of the bulk node. */
export async function runBulk(
	credential: StoredCredential,
	items: readonly IDataObject[],
	parameters: INodeParameters = {},
	more: Partial<NodeRun> = {},
): Promise<BulkRun> {
	const run: NodeRun = {
		node: new ZohoCrmBulk(),
		parameters: { ...IMPORT, ...parameters },
		items,
		credential,
		...more,
	};
	return { run, result: await runNode(run) };
}

/** Takes an import up again: what is known of it, and the same rows. */
export async function resume(
	credential: StoredCredential,
	known: string,
	items: readonly IDataObject[],
	parameters: INodeParameters = {},
	more: Partial<NodeRun> = {},
): Promise<NodeRunResult> {
	return (await runBulk(credential, items, { operation: 'resumeImport', jobs: known, ...parameters }, more)).result;
}

/** Requests of a kind, oldest first. */
export function callsTo(emulator: Emulator, method: string, path: string | RegExp): LoggedRequest[] {
	return emulator.requests.all({ method, path });
}

/** Questions for jobs. */
export const polls = (emulator: Emulator): LoggedRequest[] => callsTo(emulator, 'GET', new RegExp(`^${WRITE}/`));

/** Orders of jobs that Zoho accepted. */
export const created = (emulator: Emulator): LoggedRequest[] =>
	callsTo(emulator, 'POST', WRITE).filter(({ status }) => status === 201);

/** Ids of the jobs in the order of their creation. */
export const jobIds = (emulator: Emulator): string[] => emulator.jobs.all().map(({ id }) => String(id));

/** Id of the job that has a row, by the name of its file; jobs that start side by side come in any order. */
export function jobOfRow(emulator: Emulator, index: number): string {
	const found = created(emulator).find(({ body }) => {
		const { resource } = body as { resource: { file_names: string[] }[] };
		const [, first, last] = /_(\d+)-(\d+)\.csv$/.exec(resource[0].file_names[0]) ?? [];
		return Number(first) <= index + 1 && index + 1 <= Number(last);
	});
	return (found?.answer as { details: { id: string } }).details.id;
}

/** The address that a job calls. */
export function callbackOf(request: LoggedRequest): URL {
	const { callback } = request.body as { callback: { url: string; method: string } };
	return new URL(callback.url);
}

/** Calls a sleeping import back as Zoho does, or as anybody does who knows an address. @returns the items it wakes with; null if it sleeps on */
export async function callBack(
	{ run, result }: BulkRun,
	emulator: Emulator,
	forged: { query?: Readonly<Record<string, string>>; body?: IDataObject } = {},
): Promise<INodeExecutionData[] | null> {
	if (result.sleep === null) throw new Error('The import does not sleep');
	const query = forged.query ?? Object.fromEntries(callbackOf(created(emulator)[0]).searchParams);
	const { workflowData } = await runWebhook(run, result.sleep, { query, body: forged.body ?? { status: 'COMPLETED' } });
	return workflowData === undefined ? null : workflowData[0];
}

/** Compares answers with the rows and with what the emulator holds, field by field: all of them were added, each by its job. */
export function expectAdded(
	emulator: Emulator,
	answers: readonly IDataObject[],
	rows: readonly IDataObject[],
	jobOf: (row: number) => unknown = () => expect.any(String),
): void {
	expect(answers).toEqual(
		rows.map((_, index) => ({
			status: 'ADDED',
			id: expect.any(String),
			errors: [],
			job: jobOf(index),
			row: index + 1,
			match: 'key',
			retrySafe: false,
			next: null,
		})),
	);
	expect(answers.map(({ id }) => comparable(storedLead(emulator, id)))).toEqual(
		rows.map((row) => comparable(expectedLead(row))),
	);
	expect(emulator.store.count('Leads')).toBe(rows.length);
}

/** The answers of rows whose job goes on. */
export function pending(row: number, job: unknown, why: string): IDataObject {
	const next = `${why}. The job goes on at Zoho CRM: do not send the row again, but run Resume Import with job ${String(job)} later`;
	return { status: 'PENDING', id: null, errors: [], job: job as string, row, match: null, retrySafe: false, next };
}

/** The part of n8n's logger that every line goes through. */
interface LineWriter {
	log(level: string, message: string, metadata: unknown): void;
}

/**
 * Keeps the lines that our nodes write to n8n's log from now on, as they stand there. Import `../stage/debugLog` first.
 * @param onLine is told how many there are, after each
 */
export function keepLog(onLine: (count: number) => void = () => undefined): string[] {
	const { Logger }: { Logger: { prototype: LineWriter } } = require('@n8n/backend-common');
	const lines: string[] = [];
	jest.spyOn(Logger.prototype, 'log').mockImplementation((level, message) => {
		if (!message.startsWith('[Zoho CRM]')) return;
		lines.push(`2026-11-21T10:00:00.000Z | ${level} | ${message} {"file":"logger.js","executionId":"1234567"}`);
		onLine(lines.length);
	});
	return lines;
}
