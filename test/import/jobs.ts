import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import type { LoggedRequest } from '../emulator/server/requestLog';
import { callsTo, jobOrders, WRITE } from '../stage/books';
import { comparable, expectedLead, storedLead } from '../stage/rows';
import type { NodeRunResult } from '../stage/runNode';

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

/** Questions for jobs. */
export const polls = (emulator: Emulator): LoggedRequest[] => callsTo(emulator, 'GET', new RegExp(`^${WRITE}/`));

/** Orders of jobs that Zoho accepted. */
export const created = (emulator: Emulator): LoggedRequest[] =>
	jobOrders(emulator).filter(({ status }) => status === 201);

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
	emulator: Emulator,
	{ sleep }: NodeRunResult,
	forged: { query?: Readonly<Record<string, string>>; body?: IDataObject } = {},
): Promise<INodeExecutionData[] | null> {
	if (sleep === null) throw new Error('The import does not sleep');
	const query = forged.query ?? Object.fromEntries(callbackOf(created(emulator)[0]).searchParams);
	const { workflowData } = await sleep.wake({ query, body: forged.body ?? { status: 'COMPLETED' } });
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
	const next = `${why}. The job is still running in Zoho CRM. Do not import the row again. Run Resume Import later, with the import ID or with job ${String(job)}`;
	return { status: 'PENDING', id: null, errors: [], job: job as string, row, match: null, retrySafe: false, next };
}
