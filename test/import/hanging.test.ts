import '../stage/debugLog';
import type { IDataObject } from 'n8n-workflow';
import { callsTo, jobOrders } from '../stage/books';
import { keepLog } from '../stage/debugLog';
import { failureOf } from '../stage/failure';
import { bulk, jobImport, leadImport, resumedImport } from '../stage/parameters';
import { rowsOf } from '../stage/rows';
import { useStage } from '../stage/stage';
import { endJobs } from './jobs';

const { emulator, run } = useStage({ jobStepMs: 1_000, switches: { bulkWriteRows: 20 } });

/** Jobs of 20 rows. */
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	MAX_BULK_WRITE_ROWS: 20,
}));

/** A minute of Wait at Most takes so long here. */
const MINUTE_MS = 600;

/** The waits that were begun, in milliseconds as n8n would have waited. */
let limits: number[] = [];

beforeEach(() => {
	keepLog();
	limits = [];
	const timeout = AbortSignal.timeout.bind(AbortSignal);
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
		limits.push(ms);
		return timeout((ms * MINUTE_MS) / 60_000);
	});
});

const WAIT = { options: { waitSeconds: 60 } };
const FOREVER = 1_000;
const leads = (): number => emulator.store.count('Leads');
const statuses = (answers: readonly IDataObject[]): unknown[] => answers.map(({ status }) => status);
/** Rows of which nothing but their number tells whether they were written before. */
const openRows = (count: number): IDataObject[] => rowsOf(count).map((row) => ({ ...row, Ext_Ref: null }));
/** How often a hanging call was made. */
const hangs = (): number =>
	emulator.requests.all().filter(({ fault }) => fault === 'silent' || fault === 'dripping').length;

/** A server that says nothing, and one that never ends; both before Zoho acted, and after it. */
const WAYS = [
	['silent', false],
	['silent', true],
	['dripping', false],
	['dripping', true],
] as const;

describe.each(WAYS)('an import meets a server that is %s (acts: %s)', (kind, acts) => {
	const hangAt = (path: string, method?: string, after = 0): void =>
		emulator.faults.add({ kind, acts, path, method, after, times: FOREVER });

	it.each([
		['fields', '/crm/v8/settings/fields', {}],
		['users', '/crm/v8/users', { Owner: 'Nobody Known' }],
		['the organization', '/crm/v8/org', {}],
		['the first upload', '/crm/v8/upload', {}],
	])('when it asks for %s: it ends within Wait at Most, and nothing is written', async (_, path, more) => {
		hangAt(path);
		const refusal = await failureOf(
			run(
				jobImport(WAIT),
				rowsOf(3).map((row) => ({ ...row, ...more })),
			),
		);
		expect(refusal.message).toContain('did not send a complete response in time');
		expect([leads(), jobOrders(emulator).length, hangs()]).toEqual([0, 0, 1]);
	});

	it('when it orders a job: its rows are UNKNOWN, and it is never ordered twice', async () => {
		hangAt('/crm/bulk/v8/write', 'POST');
		const { json } = await run(jobImport(WAIT), rowsOf(30));
		expect(statuses(json)).toEqual([...Array<string>(20).fill('UNKNOWN'), ...Array<string>(10).fill('UNPROCESSED')]);
		expect(jobOrders(emulator)).toHaveLength(1);
		endJobs(emulator);
		expect(leads()).toBe(acts ? 20 : 0);
	});

	it('when it asks for a job: its rows are PENDING, and Resume Import completes them', async () => {
		hangAt('/crm/bulk/v8/write/*', 'GET');
		const rows = openRows(15);
		const { json } = await run(jobImport(WAIT), rows);
		expect(statuses(json)).toEqual(rows.map(() => 'PENDING'));
		expect(hangs()).toBe(1);
		await resumeAll(rows, json);
	});

	it('when it fetches a result: rows that were written are told so, and Resume Import gives their IDs', async () => {
		hangAt('/v8/crm/*/bulk-write/*', 'GET');
		const rows = openRows(15);
		const { json } = await run(jobImport(WAIT), rows);
		expect(statuses(json)).toEqual(rows.map(() => 'ADDED'));
		expect(JSON.stringify(json[0])).toContain('Resume Import');
		expect(hangs()).toBeGreaterThan(0);
		await resumeAll(rows, json);
	});

	it('when it uploads a later file: rows that were written stay so, the others are not sent, and Resume Import sends them', async () => {
		hangAt('/crm/v8/upload', undefined, 1);
		const rows = openRows(70);
		const { json } = await run(jobImport(WAIT), rows);
		const after = statuses(json).slice(20);
		expect(statuses(json).slice(0, 20)).toEqual(Array(20).fill('ADDED'));
		expect(new Set(after)).toEqual(new Set(['UNPROCESSED']));
		await resumeAll(rows, json);
	});

	it('when it writes by the records API: rows of that request are UNKNOWN, those behind it are not sent', async () => {
		hangAt('/crm/v8/Leads', 'POST');
		const { json } = await run(
			leadImport({ route: 'records', options: { waitSeconds: 60, requestsAtOnce: 1 } }),
			openRows(250),
		);
		expect(statuses(json)).toEqual([...Array<string>(20).fill('UNKNOWN'), ...Array<string>(230).fill('UNPROCESSED')]);
		expect([hangs(), leads()]).toEqual([1, acts ? 20 : 0]);
	});

	it('when it is asked to wait for a job alone: the job comes out as it was', async () => {
		const { json } = await run(jobImport({ wait: 'none' }), rowsOf(3));
		hangAt('/crm/bulk/v8/write/*', 'GET', 1);
		const parameters = bulk('getJob', { jobId: String(json[0].job), waitUntilEnded: true, waitSeconds: 60 });
		expect((await run(parameters)).json).toMatchObject([{ jobId: json[0].job, hasEnded: false }]);
		expect(hangs()).toBe(1);
	});

	/** Resumes an import by the jobs in its results, once the server is well again: every row is there once. */
	async function resumeAll(rows: readonly IDataObject[], json: readonly IDataObject[]): Promise<void> {
		emulator.faults.clear();
		endJobs(emulator);
		const jobs = [...new Set(json.map(({ job }) => String(job)).filter((job) => /^\d+$/.test(job)))];
		const resumed = await run(resumedImport(jobs.join(', '), WAIT), rows);
		expect(statuses(resumed.json)).toEqual(rows.map(() => 'ADDED'));
		expect(new Set(resumed.json.map(({ id }) => id)).size).toBe(rows.length);
		expect(leads()).toBe(rows.length);
	}
});

it('gives each call a minute, however late it begins, and no call more than ten', async () => {
	await run(jobImport({ options: { waitSeconds: 10 } }), rowsOf(3));
	expect(Math.max(...limits)).toBe(60_000);
	limits = [];
	await run(jobImport(), rowsOf(3));
	expect(Math.max(...limits)).toBe(600_000);
});

it('answers a throttled call that would have to pause beyond the end', async () => {
	const pause = { kind: 'answer', status: 429, body: 'busy', retryAfterSeconds: 200 } as const;
	emulator.faults.add({ ...pause, path: '/crm/v8/upload', times: FOREVER });
	const started = Date.now();
	await expect(run(jobImport(WAIT), rowsOf(3))).rejects.toThrow();
	expect(Date.now() - started).toBeLessThan(60_000);
	expect(callsTo(emulator, 'POST', '/crm/v8/upload')).toHaveLength(1);
});
