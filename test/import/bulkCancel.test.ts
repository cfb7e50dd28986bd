import '../stage/debugLog';
import { sleep, type IDataObject, type INodeParameters } from 'n8n-workflow';
import type { Fault, FaultEffect } from '../emulator/server/faults';
import { useImportStage } from './importStage';
import { created, jobIds, LONG, pending, polls } from './jobs';
import { callsTo, WRITE } from '../stage/books';
import { keepLog } from '../stage/debugLog';
import { jobImport } from '../stage/parameters';
import { rowsOf } from '../stage/rows';
import { runSteps } from '../stage/workflow';

const { emulator, run } = useImportStage({ jobStepMs: 2_000 });

/** Jobs of 10 rows that cost 2 credits, so that few rows make several jobs, and 9 rows or less go by the records API. */
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	MAX_BULK_WRITE_ROWS: 20,
	CREDITS_PER_BULK_WRITE: 2,
}));

beforeEach(() => void keepLog());

/** Rows whose records nothing keeps apart, so that a row that is sent twice makes two of them. */
const openRows = (count: number): IDataObject[] => rowsOf(count).map((row) => ({ ...row, Ext_Ref: null }));
const writes = () => callsTo(emulator, 'POST', /./).filter(({ path }) => !path.startsWith('/oauth'));

describe('Bulk Write > Import that a person stops', () => {
	/** Stops the import once a line of its log matches. @returns the answers, and what was written to the log and sent until then */
	async function stopAt(
		pattern: RegExp,
		rows: readonly IDataObject[],
		parameters: INodeParameters = {},
	): Promise<{ json: readonly IDataObject[]; log: readonly string[]; sent: number }> {
		const controller = new AbortController();
		let sent = -1;
		const log = keepLog(() => {
			if (sent >= 0 || !pattern.test(log[log.length - 1])) return;
			sent = writes().length;
			controller.abort();
		});
		const result = await run(jobImport(parameters), rows, { cancelSignal: controller.signal });
		expect(controller.signal.aborted).toBe(true);
		return { json: result.json, log, sent };
	}

	const stopped = (row: number): IDataObject => ({
		status: 'UNPROCESSED',
		id: null,
		errors: [],
		job: null,
		row,
		match: null,
		retrySafe: true,
		next: 'The execution was stopped before this row was sent. Import it again',
	});

	it('while it waits: says which jobs go on, asks for none of them any more and sends no row', async () => {
		emulator.jobs.plan(LONG, 2);
		const rows = openRows(45);
		const { json, log, sent } = await stopAt(/rows 1 to 20, file \d+, job/, rows, { options: { jobsAtOnce: 1 } });
		const [job] = jobIds(emulator);
		expect(json).toEqual(
			rows.map((_, index) => (index < 20 ? pending(index + 1, job, 'The execution was stopped') : stopped(index + 1))),
		);
		expect(log.some((line) => line.includes(`job ${job} goes on at Zoho CRM; waiting for it ended`))).toBe(true);
		expect(writes()).toHaveLength(sent);
		expect([polls(emulator), created(emulator).length]).toEqual([[], 1]);
	});

	it('in the pause before a question for the job is asked again: asks no more', async () => {
		const controller = new AbortController();
		emulator.faults.add({ kind: 'answer', status: 503, path: `${WRITE}/*`, times: 9 });
		const tick = jest.mocked(sleep).getMockImplementation();
		jest.mocked(sleep).mockImplementation(async (ms) => {
			if (polls(emulator).length > 0) controller.abort();
			await tick?.(ms);
		});
		const result = await run(jobImport(), openRows(20), { cancelSignal: controller.signal });
		const [job] = jobIds(emulator);
		expect(result.json).toEqual(
			Array.from({ length: 20 }, (_, index) => pending(index + 1, job, 'The execution was stopped')),
		);
		expect(polls(emulator)).toHaveLength(1);
	});

	it('while a file is uploaded: creates no job for it', async () => {
		const rows = openRows(45);
		const { json } = await stopAt(/rows 21 to 40, uploading/, rows, { options: { jobsAtOnce: 1 } });
		expect(json.slice(0, 20).map(({ status }) => status)).toEqual(Array(20).fill('ADDED'));
		expect(json.slice(20).map(({ status, job, retrySafe }) => [status, job, retrySafe])).toEqual(
			Array(25).fill(['UNPROCESSED', null, true]),
		);
		expect(created(emulator)).toHaveLength(1);
		emulator.advance(60_000);
		expect(emulator.store.count('Leads')).toBe(20);
	});

	it('just before a job is ordered: nothing is ordered any more, and that is known', async () => {
		const { json, log } = await stopAt(/rows 1 to 20, file \d+, creating job/, openRows(25));
		expect(json).toEqual(Array.from({ length: 25 }, (_, index) => stopped(index + 1)));
		expect(callsTo(emulator, 'POST', WRITE)).toEqual([]);
		expect(log.some((line) => /rows 1 to 20, file \d+, job refused/.test(line))).toBe(true);
	});

	it('in the pause before a throttled order is sent again: nothing is ordered, and nothing is counted', async () => {
		const controller = new AbortController();
		emulator.faults.add({
			kind: 'answer',
			status: 429,
			body: { code: 'TOO_MANY_REQUESTS', details: {}, message: 'too many concurrent calls', status: 'error' },
			path: WRITE,
			method: 'POST',
			times: 9,
		});
		const tick = jest.mocked(sleep).getMockImplementation();
		jest.mocked(sleep).mockImplementation(async (ms) => {
			if (callsTo(emulator, 'POST', WRITE).length > 0) controller.abort();
			await tick?.(ms);
		});
		const result = await run(jobImport(), openRows(20), { cancelSignal: controller.signal });
		expect(result.json).toEqual(Array.from({ length: 20 }, (_, index) => stopped(index + 1)));
		expect(callsTo(emulator, 'POST', WRITE)).toHaveLength(1);
		expect(result.hints[0].message).toContain('About 2 Zoho API credits');
	});

	it('while a job is ordered: its rows are UNKNOWN, because Zoho may have taken the order', async () => {
		const controller = new AbortController();
		emulator.faults.add({ kind: 'slow', delayMs: 200, path: WRITE, method: 'POST' });
		const running = run(jobImport(), openRows(25), { cancelSignal: controller.signal });
		while (emulator.faults.pending().length > 0) await new Promise((resolve) => setImmediate(resolve));
		controller.abort();
		const { json } = await running;
		while (created(emulator).length === 0) await new Promise((resolve) => setImmediate(resolve));
		expect(json.map(({ status }) => status)).toEqual([...Array(20).fill('UNKNOWN'), ...Array(5).fill('UNPROCESSED')]);
		expect(json[0].next).toMatch(/Look for the file n8n17x\w+_1-20\.csv in Zoho CRM/);
		expect(json[20]).toEqual(stopped(21));
	});

	it('while records are written: the groups under way are UNKNOWN, further ones are not sent', async () => {
		const rows = openRows(9);
		const { json, log } = await stopAt(/writing by the records API/, rows, { route: 'auto' });
		const count = emulator.store.count('Leads');
		expect([0, 9]).toContain(count);
		expect(new Set(json.map(({ status }) => status)).size).toBe(1);
		expect(json[0].status).toMatch(count === 9 ? /UNKNOWN/ : /UNKNOWN|UNPROCESSED/);
		expect(log[log.length - 1]).toMatch(
			json[0].status === 'UNPROCESSED'
				? /nothing written by the records API/
				: /rows 1 to 9, writing by the records API/,
		);
	});

	it('while a result is downloaded, just before the next job is ordered: nothing is ordered any more', async () => {
		emulator.faults.add({ kind: 'slow', delayMs: 200, path: '/v8/crm/*' });
		const rows = openRows(45);
		const { json } = await stopAt(/rows 21 to 40, file \d+, creating job/, rows, { options: { jobsAtOnce: 1 } });
		const [job] = jobIds(emulator);
		expect(json.slice(0, 20).map(({ status, job: of }) => [status, of])).toEqual(Array(20).fill(['ADDED', job]));
		expect(json[0].next).toContain('could not be downloaded');
		expect(json.slice(20)).toEqual(rows.slice(20).map((_, index) => stopped(index + 21)));
		expect(created(emulator)).toHaveLength(1);
	});

	it('while rows are checked: stops promptly, and sends nothing', async () => {
		const controller = new AbortController();
		const rows = Array.from({ length: 120_000 }, (_, index): IDataObject => ({
			Last_Name: `L${index}`,
			Company: 'X',
			Visit_Date: '2026-01-02',
			Score: '1.5',
		}));
		const running = run(jobImport(), rows, { cancelSignal: controller.signal }).then(
			() => 'answered',
			(reason: unknown) => (reason as Error).message,
		);
		while (callsTo(emulator, 'GET', '/crm/v8/settings/fields').every(({ endedMs }) => endedMs === null))
			await new Promise((resolve) => setImmediate(resolve));
		const turns = jest.mocked(sleep).mock.calls.length;
		while (jest.mocked(sleep).mock.calls.length < turns + 3) await new Promise((resolve) => setImmediate(resolve));
		controller.abort();
		const taken = jest.mocked(sleep).mock.calls.length;
		expect(await running).toBe('The execution was stopped');
		expect(jest.mocked(sleep).mock.calls.length - taken).toBeLessThanOrEqual(1);
		expect(writes()).toEqual([]);
	});
});

describe('Bulk Write > Import with Retry On Fail, as n8n itself runs the step', () => {
	const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } as const;
	const COUNT = 45;

	interface Outcome {
		readonly answers: readonly IDataObject[] | null;
		readonly requests: number;
	}

	async function runWith(faults: readonly Fault[], parameters: INodeParameters): Promise<Outcome> {
		emulator.reset();
		for (const fault of faults) emulator.faults.add(fault);
		const run = runSteps(emulator, jobImport(parameters), openRows(COUNT), RETRY);
		const answers = await run.then(
			([first]) => first.map(({ json }) => json),
			() => null,
		);
		const requests = emulator.requests.all().length;
		emulator.faults.clear();
		emulator.advance(120_000);
		return { answers, requests };
	}

	/** No record twice; a row that is said to be added is there, one that is said to be unsent is not. */
	function expectOnce({ answers }: Outcome): void {
		const written = openRows(COUNT).map(({ Email }) => emulator.store.find('Leads', 'Email', String(Email)));
		expect(Math.max(...written.map(({ length }) => length))).toBeLessThanOrEqual(1);
		expect(emulator.store.count('Leads')).toBe(written.flat().length);
		if (answers === null) {
			expect(written.flat()).toEqual([]);
			return;
		}
		expect(answers.map(({ row }) => row)).toEqual(written.map((_, index) => index + 1));
		answers.forEach(({ status, id }, index) => {
			if (status === 'ADDED') expect(written[index]).toEqual([id === '' || id === null ? expect.any(String) : id]);
			if (status === 'UNPROCESSED' || status === 'SKIPPED') expect(written[index]).toEqual([]);
		});
	}

	const gone = { code: 'INVALID_REQUEST', details: {}, message: 'unable to parse', status: 'error' };
	const effects: readonly (FaultEffect & { readonly acts?: boolean; readonly times?: number })[] = [
		{ kind: 'reset' },
		{ kind: 'reset', acts: true, times: 8 },
		{ kind: 'cut' },
		{ kind: 'answer', status: 500, times: 8 },
		{ kind: 'answer', status: 400, body: gone },
		{ kind: 'answer', status: 403, body: { ...gone, code: 'NO_PERMISSION' }, times: 100 },
		{ kind: 'answer', status: 429, times: 100 },
		{ kind: 'wrongJson', body: {} },
		{ kind: 'empty', acts: true },
		{ kind: 'expireToken', times: 3 },
	];
	it.each([
		['bulk', { route: 'bulk' }],
		['auto', { route: 'auto' }],
		['records', { route: 'records' }],
	] as const)('writes no row twice, whatever goes wrong when (route %s)', async (_, parameters) => {
		const smooth = await runWith([], parameters);
		expect(smooth.answers?.map(({ status }) => status)).toEqual(Array(COUNT).fill('ADDED'));
		for (const effect of effects) {
			for (let after = 0; after < smooth.requests; after += 1) {
				expectOnce(await runWith([{ times: 1, ...effect, path: '*', after }], parameters));
			}
		}
	});

	it('is run again where nothing was written, and then succeeds', async () => {
		const outcome = await runWith(
			[{ kind: 'answer', status: 400, body: gone, path: WRITE, method: 'POST', times: 2 }],
			{},
		);
		expectOnce(outcome);
		expect(outcome.answers?.map(({ status }) => status)).toEqual(Array(COUNT).fill('ADDED'));
		expect(callsTo(emulator, 'POST', WRITE).map(({ status }) => status)).toEqual([400, 400, 201, 201, 201]);
	});
});
