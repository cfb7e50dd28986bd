import { DateTime } from 'luxon';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { checkCallbackUrl } from '../../nodes/ZohoCrmBulk/operations/bulkWrite/importRequest';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { callBack, callbackOf, created, endJobs, expectAdded, jobIds, jobOfRow, LONG, pending, polls } from './jobs';
import { callsTo, WRITE } from '../stage/books';
import { jobImport } from '../stage/parameters';
import { comparable, expectedLead, leadRow, rowsOf, storedLead } from '../stage/rows';

/** Jobs of 10 rows, so that an import of a few rows has several. */
const ROWS_PER_JOB = 10;
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	MAX_BULK_WRITE_ROWS: 10,
}));

const { emulator, run } = useImportStage({
	jobStepMs: 2_000,
	switches: { bulkWriteRows: ROWS_PER_JOB, allowHttpCallback: true },
});

const HOUR_MS = 3_600_000;
const jobOf = (index: number): string => jobOfRow(emulator, index);
const jsonOf = (items: readonly INodeExecutionData[] | null): IDataObject[] => (items ?? []).map(({ json }) => json);
const pairsOf = (items: readonly INodeExecutionData[]): unknown[] => items.map(({ pairedItem }) => pairedItem);
const pairs = (count: number): unknown[] => Array.from({ length: count }, (_, item) => ({ item }));

describe('Bulk Write > Import that does not wait', () => {
	it('answers PENDING at once, with the job of every row, and asks for no job', async () => {
		const result = await run(jobImport({ wait: 'none' }), rowsOf(25));
		expect(jobIds(emulator)).toHaveLength(3);
		expect(result.json).toEqual(
			rowsOf(25).map((_, index) => pending(index + 1, jobOf(index), 'After Sending is set to Do Not Wait')),
		);
		expect(pairsOf(result.items)).toEqual(pairs(25));
		expect(polls(emulator)).toEqual([]);
		emulator.advance(60_000);
		expect(emulator.store.count('Leads')).toBe(25);
	});

	it('sends no row that has to wait for an earlier one with its key, and says so', async () => {
		const rows = [leadRow(0), leadRow(1), { ...leadRow(2), Email: 'LEAD0@brightwell.test' }];
		const result = await run(jobImport({ wait: 'none', importOperation: 'upsert', findBy: 'Email' }), rows);
		const [job] = jobIds(emulator);
		expect(jobIds(emulator)).toEqual([job]);
		expect(result.json).toEqual([
			pending(1, job, 'After Sending is set to Do Not Wait'),
			pending(2, job, 'After Sending is set to Do Not Wait'),
			{
				status: 'UNPROCESSED',
				id: null,
				errors: [],
				job: null,
				row: 3,
				match: null,
				retrySafe: true,
				next: expect.stringMatching(
					/^The row was not sent, because the job of an earlier row with the same Find By value may still be running\. .*once that job has finished$/,
				),
			},
		]);
	});
});

describe('Bulk Write > Import that polls', () => {
	it('asks after 5 seconds, and then with pauses that grow to a minute', async () => {
		emulator.jobs.plan({ end: 'never' });
		const result = await run(jobImport({ options: { waitSeconds: 600 } }), rowsOf(1));
		const startedMs = created(emulator)[0].endedMs ?? 0;
		const times = polls(emulator).map((request) => Math.round((request.startedMs - startedMs) / 1000));
		expect(times).toEqual([5, 13, 24, 41, 66, 104, 161, 221, 281, 341, 401, 461, 521, 581, 600]);
		expect(result.json).toEqual([pending(1, jobOf(0), 'The time to wait ran out')]);
	});

	it('ends at the limit of time for those that still run, with the ID of each job', async () => {
		emulator.jobs.plan({});
		emulator.jobs.plan({ end: 'never' });
		emulator.jobs.plan({});
		const rows = rowsOf(30);
		const result = await run(jobImport({ options: { waitSeconds: 120, jobsAtOnce: 1 } }), rows);
		const [first, second, third] = jobIds(emulator);
		expect(result.json.map(({ status, job }) => [status, job])).toEqual([
			...Array(10).fill(['ADDED', first]),
			...Array(10).fill(['PENDING', second]),
			...Array(10).fill(['PENDING', third]),
		]);
		expect(result.json.slice(10, 20)).toEqual(
			rows.slice(10, 20).map((_, index) => pending(index + 11, second, 'The time to wait ran out')),
		);
	});
});

describe('Bulk Write > Import that sleeps until Zoho CRM calls', () => {
	const asleep = async (rows: readonly IDataObject[], parameters: IDataObject = {}): Promise<NodeRunResult> =>
		await run(jobImport({ wait: 'callback', ...(parameters as object) }), rows);

	it('tells every job which address to call, and the log and the panel which import it is', async () => {
		emulator.jobs.plan(LONG, 2);
		const result = await asleep(rowsOf(12));
		expect(result.outputs).toEqual([[]]);
		const bodies = created(emulator).map(({ body }) => body as { callback: { method: string; url: string } });
		expect(bodies.map(({ callback }) => callback.method)).toEqual(['post', 'post']);
		const [one, other] = created(emulator).map(callbackOf);
		expect(one.href).toBe(other.href);
		expect(one.origin + one.pathname).toBe('http://127.0.0.1:9/webhook-waiting/17');
		const importId = String(one.searchParams.get('callback'));
		expect(Object.fromEntries(one.searchParams)).toEqual({ signature: 'resume-token', callback: importId });
		expect(importId).toMatch(/^n8n17x\w+$/);
		expect(result.hints[0].message).toContain(`run Resume Import with the import ID ${importId}`);
	});

	it('sleeps on until the last job has ended, then answers every row in input order', async () => {
		emulator.jobs.plan(LONG, 3);
		const rows = rowsOf(25);
		const slept = await asleep(rows);
		for (const count of [1, 2]) {
			endJobs(emulator, count);
			expect(emulator.jobs.all().map(({ status }) => status)).toContain('INPROGRESS');
			expect(await callBack(emulator, slept)).toBeNull();
		}
		endJobs(emulator);
		expect(emulator.jobs.all().map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
		const woken = await callBack(emulator, slept);
		expectAdded(emulator, jsonOf(woken), rows, jobOf);
		expect(pairsOf(woken ?? [])).toEqual(pairs(25));
	});

	it('keeps a row failed that only was wrong before n8n stored it: a number or date that JSON cannot hold', async () => {
		emulator.jobs.plan(LONG, 1);
		const rows = rowsOf(4);
		rows[1].Annual_Revenue = Number.NaN;
		rows[2].Visit_Date = new Date('soon') as never;
		const slept = await asleep(rows);
		endJobs(emulator);
		const woken = jsonOf(await callBack(emulator, slept));
		expect(woken.map(({ status, errors }) => [status, errors])).toEqual([
			['ADDED', []],
			['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Annual_Revenue'] }]],
			['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Visit_Date'] }]],
			['ADDED', []],
		]);
		expect(woken.map(({ retrySafe }) => retrySafe)).toEqual([false, true, true, false]);
		expect(emulator.store.count('Leads')).toBe(2);
	});

	it('keeps rows failed, and rows added, whatever n8n makes of their values while it stores them', async () => {
		const rows = rowsOf(6);
		rows[1].Last_Name = DateTime.fromISO('2026-05-01') as never;
		rows[2].Last_Name = (() => 'text') as never;
		rows[3].Next_Call = DateTime.fromISO('nope') as never;
		rows[4].Visit_Date = new Date('2026-05-01T00:00:00Z') as never;
		rows[5].Next_Call = DateTime.fromISO('2026-05-01T10:00:00Z') as never;
		const awake = (await run(jobImport(), rows)).json.map(({ status, errors }) => [status, errors]);
		emulator.reset();
		emulator.jobs.plan(LONG, 1);
		const slept = await asleep(rows);
		endJobs(emulator);
		const woken = jsonOf(await callBack(emulator, slept));
		expect(woken.map(({ status, errors }) => [status, errors])).toEqual(awake);
		expect(awake.map(([status]) => status)).toContain('SKIPPED');
		expect(new Set(awake.map(([status]) => status))).toEqual(new Set(['ADDED', 'SKIPPED']));
	});

	it.each(['Zoho }}', '{{ x }}', 'Zoho {{ $env.PATH }}', 'a "b" \\ c', '}}}}'])(
		'wakes whatever its name: %s',
		async (name) => {
			emulator.jobs.plan(LONG, 1);
			const rows = rowsOf(3);
			const slept = await run(jobImport({ wait: 'callback' }), rows, { name });
			endJobs(emulator);
			expectAdded(emulator, jsonOf(await callBack(emulator, slept)), rows, jobOf);
		},
	);

	it('answers each of several callbacks at once rightly', async () => {
		emulator.jobs.plan(LONG, 3);
		const rows = rowsOf(25);
		const slept = await asleep(rows);
		endJobs(emulator);
		const woken = await Promise.all([callBack(emulator, slept), callBack(emulator, slept), callBack(emulator, slept)]);
		for (const items of woken) expectAdded(emulator, jsonOf(items), rows, jobOf);
	});

	it('needs no callback for jobs that end while it is not asleep yet', async () => {
		emulator.jobs.plan({ ticks: 4 });
		const rows = rowsOf(3);
		const result = await asleep(rows);
		expect(result.sleep).toBeNull();
		expectAdded(emulator, result.json, rows, jobOf);
	});

	it('sleeps no longer than it may wait, and leaves a PENDING answer for every input row then', async () => {
		emulator.jobs.plan({ end: 'never' });
		const beforeMs = emulator.state.clock.now();
		const result = await asleep(rowsOf(9), { options: { waitSeconds: 7200 } });
		const { until, timedOut } = result.sleep ?? { until: new Date(0), timedOut: [] };
		expect(jsonOf(timedOut)).toEqual(
			rowsOf(9).map((_, index) => pending(index + 1, jobOf(index), 'Zoho CRM calls back when the job has finished')),
		);
		expect(pairsOf(timedOut)).toEqual(pairs(9));
		expect(until.getTime() - emulator.state.clock.now()).toBe(2 * HOUR_MS);
		expect(emulator.state.clock.now() - beforeMs).toBeLessThan(30_000);
	});

	it.each<[string, { query?: Record<string, string>; body?: IDataObject }]>([
		['another token', { query: { callback: 'n8n17x0' } }],
		['no token', { query: {} }],
	])('sleeps on after a call with %s, and asks Zoho nothing', async (_, forged) => {
		emulator.jobs.plan(LONG);
		const slept = await asleep(rowsOf(2));
		endJobs(emulator);
		const asked = polls(emulator).length;
		expect(await callBack(emulator, slept, forged)).toBeNull();
		expect(polls(emulator)).toHaveLength(asked);
	});

	it('trusts nothing that a caller says: jobs that have not ended keep it asleep, other results are not looked at', async () => {
		emulator.jobs.plan(LONG);
		const rows = rowsOf(2);
		const slept = await asleep(rows);
		const body = {
			status: 'COMPLETED',
			id: '1',
			result: { download_url: `${emulator.fileHost}/v8/crm/evil.zip` },
			resource: [{ status: 'COMPLETED', file: { name: 'evil.csv', added_count: 99 } }],
		};
		expect(await callBack(emulator, slept, { body })).toBeNull();
		endJobs(emulator);
		expectAdded(emulator, jsonOf(await callBack(emulator, slept, { body })), rows, jobOf);
		expect(callsTo(emulator, 'GET', /evil/)).toEqual([]);
	});

	it('answers rightly when the lines of the results come in another order', async () => {
		emulator.switches.resultRowOrder = 'shuffled';
		emulator.jobs.plan(LONG, 3);
		const rows = rowsOf(25);
		const slept = await asleep(rows);
		endJobs(emulator);
		expectAdded(emulator, jsonOf(await callBack(emulator, slept)), rows, jobOf);
	});

	it('polls for all waves but the last, and sleeps for that one', async () => {
		emulator.jobs.plan({ ticks: 100 });
		emulator.jobs.plan(LONG);
		const rows = [leadRow(0), leadRow(1), { ...leadRow(2), Email: ' LEAD0@brightwell.test' }, leadRow(3)];
		const slept = await asleep(rows, { importOperation: 'upsert', findBy: 'Email' });
		const [first, second] = jobIds(emulator);
		expect(emulator.jobs.all().map(({ status }) => status)).toEqual(['COMPLETED', 'INPROGRESS']);
		expect(jsonOf(slept.sleep?.timedOut ?? []).map(({ status, job }) => [status, job])).toEqual([
			['ADDED', first],
			['ADDED', first],
			['PENDING', second],
			['ADDED', first],
		]);
		endJobs(emulator);
		const woken = jsonOf(await callBack(emulator, slept));
		expect(woken.map(({ status, job, row, match }) => [status, job, row, match])).toEqual([
			['ADDED', first, 1, 'key'],
			['ADDED', first, 2, 'key'],
			['UPDATED', second, 3, 'key'],
			['ADDED', first, 4, 'key'],
		]);
		expect(woken[2].id).toBe(woken[0].id);
		expect([1, 3].map((index) => comparable(storedLead(emulator, woken[index].id)))).toEqual(
			[1, 3].map((index) => comparable(expectedLead(rows[index]))),
		);
		expect(storedLead(emulator, woken[0].id)).toMatchObject({ Ext_Ref: 'REF-2', Description: leadRow(2).Description });
	});

	it('remembers rows that were mapped by hand with expressions', async () => {
		emulator.jobs.plan(LONG);
		const items = [
			{ name: 'Okafor', at: '2026-03-04' },
			{ name: 'Lee', at: '2026-05-06' },
		];
		const value = {
			Last_Name: '={{ $json.name.toUpperCase() }}',
			Company: 'X',
			Visit_Date: '={{ DateTime.fromISO($json.at) }}',
			Email: '={{ $json.name }}@brightwell.test',
		};
		const slept = await asleep(items, { columns: { mappingMode: 'defineBelow', value } });
		endJobs(emulator);
		const woken = jsonOf(await callBack(emulator, slept));
		expect(woken.map(({ status, match, row }) => [status, match, row])).toEqual([
			['ADDED', 'key', 1],
			['ADDED', 'key', 2],
		]);
		expect(woken.map(({ id }) => storedLead(emulator, id))).toEqual([
			expect.objectContaining({
				Last_Name: 'OKAFOR',
				Company: 'X',
				Visit_Date: '2026-03-04',
				Email: 'Okafor@brightwell.test',
			}),
			expect.objectContaining({
				Last_Name: 'LEE',
				Company: 'X',
				Visit_Date: '2026-05-06',
				Email: 'Lee@brightwell.test',
			}),
		]);
	});

	it('answers on waking what it knew before: refused rows, rows whose job may exist, rows of a job that was refused', async () => {
		emulator.jobs.plan({});
		emulator.jobs.plan({ refusal: { status: 400, code: 'CANNOT_PROCESS', message: 'cannot process' } });
		emulator.jobs.plan(LONG);
		emulator.faults.add({ kind: 'reset', path: WRITE, method: 'POST', after: 2 });
		const rows = rowsOf(35);
		rows[4] = { ...rows[4], Newsletter: 'perhaps' };
		const slept = await asleep(rows, { options: { jobsAtOnce: 1 } });
		const before = jsonOf(slept.sleep?.timedOut ?? []);
		const [first, last] = jobIds(emulator);
		const expected = (ofLast: string): unknown[] =>
			rows.map((_, index) =>
				index === 4
					? ['SKIPPED', null]
					: index < 11
						? ['ADDED', first]
						: index < 21
							? ['UNPROCESSED', null]
							: index < 31
								? ['UNKNOWN', null]
								: [ofLast, last],
			);
		expect(before.map(({ status, job }) => [status, job])).toEqual(expected('PENDING'));
		endJobs(emulator);
		const woken = jsonOf(await callBack(emulator, slept));
		expect(woken.map(({ status, job }) => [status, job])).toEqual(expected('ADDED'));
		expect(woken.slice(0, 31)).toEqual(before.slice(0, 31));
		expect(woken[4]).toMatchObject({ errors: [{ code: 'INVALID_DATA', fields: ['Newsletter'] }] });
		expect(woken[15]).toMatchObject({ errors: [{ code: 'CANNOT_PROCESS', fields: [] }], retrySafe: true });
		expect(woken[25].next).toMatch(/Look for the file n8n17x\w+_22-31\.csv/);
		for (const index of [0, 10, 31, 34])
			expect(comparable(storedLead(emulator, woken[index].id))).toEqual(comparable(expectedLead(rows[index])));
		expect(emulator.store.count('Leads')).toBe(14);
	});

	it('says UNKNOWN for rows that a result lacks, on waking as well as awake', async () => {
		emulator.jobs.plan({ ...LONG, result: 'rows missing' });
		const rows = rowsOf(9);
		const slept = await asleep(rows);
		endJobs(emulator);
		const woken = jsonOf(await callBack(emulator, slept));
		expect(woken.map(({ status, match }) => [status, match])).toEqual(
			rows.map((_, index) => (index % 3 === 1 ? ['UNKNOWN', 'ambiguous'] : ['ADDED', 'key'])),
		);
		for (const { next } of [woken[1], woken[4], woken[7]])
			expect(next).toContain('Check the record in Zoho CRM before you import the row again');
	});

	it('wakes with the answer to a job that broke off before Zoho named its file', async () => {
		emulator.jobs.plan({ ...LONG, end: 'FAILED', code: 'INVALID_FILE' });
		const slept = await asleep(rowsOf(2));
		endJobs(emulator);
		// The token has ended meanwhile, so that the first question is asked twice.
		emulator.faults.add({
			kind: 'wrongJson',
			path: `${WRITE}/*`,
			times: 2,
			body: {
				id: jobOf(0),
				status: 'FAILED',
				resource: [{ status: 'FAILED', code: 'INVALID_FILE', file: { status: 'FAILED' } }],
			},
		});
		expect(jsonOf(await callBack(emulator, slept)).map(({ status, job, errors }) => [status, job, errors])).toEqual(
			Array(2).fill(['UNKNOWN', jobOf(0), []]),
		);
	});

	it('asks for the jobs, the last one first, and for no more than it must', async () => {
		emulator.jobs.plan(LONG, 3);
		const slept = await asleep(rowsOf(25));
		const before = polls(emulator).length;
		expect(await callBack(emulator, slept)).toBeNull();
		expect(
			polls(emulator)
				.slice(before)
				.map(({ path }) => path),
		).toEqual([`${WRITE}/${jobOf(24)}`]);
		endJobs(emulator);
		await callBack(emulator, slept);
		expect(
			polls(emulator)
				.slice(before + 1)
				.filter(({ status }) => status === 200)
				.map(({ path }) => path),
		).toEqual([24, 14, 4].map((index) => `${WRITE}/${jobOf(index)}`));
	});

	it('gives one summary on waking where that is asked for', async () => {
		emulator.jobs.plan(LONG, 2);
		const slept = await asleep(rowsOf(12), { output: 'summary' });
		expect(jsonOf(slept.sleep?.timedOut ?? [])).toEqual([
			expect.objectContaining({ rows: 12, added: 0, pending: 12, openJobs: jobIds(emulator) }),
		]);
		endJobs(emulator);
		const woken = await callBack(emulator, slept);
		expect(jsonOf(woken)).toEqual([
			expect.objectContaining({
				rows: 12,
				added: 12,
				updated: 0,
				skipped: 0,
				unprocessed: 0,
				pending: 0,
				unknown: 0,
				jobs: jobIds(emulator),
				openJobs: [],
			}),
		]);
		expect(pairsOf(woken ?? [])).toEqual([{ item: 0 }]);
	});

	it('imports a file with rows of one key, sleeps, and wakes with a summary and a file of the refused rows', async () => {
		emulator.jobs.plan({});
		emulator.jobs.plan({});
		emulator.jobs.plan(LONG);
		const lines = [
			'Last_Name,Company,Email',
			...Array.from({ length: 12 }, (_, row) => `L${row},C,l${row}@x.test`),
			'Again,C,L3@x.test',
			',C,none@x.test',
		];
		const file = {
			data: Buffer.from(`${lines.join('\r\n')}\r\n`).toString('base64'),
			mimeType: 'text/csv',
			fileName: 'leads.csv',
		};
		const slept = await run(
			jobImport({ wait: 'callback', inputSource: 'file', importOperation: 'upsert', findBy: 'Email' }),
			[{}],
			{ files: [{ data: file }] },
		);
		expect(jobIds(emulator)).toHaveLength(3);
		expect(slept.sleep).not.toBeNull();
		endJobs(emulator);
		const [item] = (await callBack(emulator, slept)) ?? [];
		expect(item.json).toMatchObject({
			rows: 14,
			added: 12,
			updated: 1,
			skipped: 1,
			pending: 0,
			unknown: 0,
			jobs: jobIds(emulator),
			openJobs: [],
		});
		const rejects = Buffer.from(String(item.binary?.rejects.data), 'base64').toString();
		expect(rejects).toContain(',C,none@x.test');
		expect(rejects).toContain('MANDATORY_NOT_FOUND');
		expect(rejects.trim().split('\r\n')).toHaveLength(2);
		expect(emulator.store.count('Leads')).toBe(12);
	});

	const faults = [
		{ kind: 'reset' },
		{ kind: 'cut' },
		{ kind: 'answer', status: 500 },
		{
			kind: 'answer',
			status: 404,
			body: { code: 'RESOURCE_NOT_FOUND', details: {}, message: 'gone', status: 'error' },
		},
		{ kind: 'answer', status: 429 },
		{ kind: 'truncatedJson' },
		{ kind: 'wrongJson', body: [] },
		{ kind: 'empty' },
		{ kind: 'redirect', location: 'https://elsewhere.test/' },
	] as const;
	it.each(faults)('sleeps on, whatever meets its questions: %j', async (fault) => {
		emulator.jobs.plan(LONG);
		const rows = rowsOf(2);
		const slept = await asleep(rows);
		endJobs(emulator);
		emulator.faults.add({ ...fault, path: '/crm/*', method: 'GET', times: 100 });
		expect(await callBack(emulator, slept)).toBeNull();
		emulator.faults.clear();
		expectAdded(emulator, jsonOf(await callBack(emulator, slept)), rows, jobOf);
	});
});

describe('The address that Zoho CRM is to call', () => {
	it.each([
		['https://n8n.brightwell.example/webhook-waiting/17?signature=x', 'eu'],
		['https://n8n.brightwell.example/webhook-waiting/17', 'custom'],
		['http://127.0.0.1:5678/webhook-waiting/17', 'custom'],
		['http://localhost:5678/webhook-waiting/17', 'custom'],
		['http://[::1]:5678/webhook-waiting/17', 'custom'],
	])('may be %s (data center %s)', (address, dataCenter) => {
		expect(checkCallbackUrl(address, dataCenter)).toBe(address);
	});

	it.each([
		['http://n8n.brightwell.example/webhook-waiting/17', 'custom', 'http://n8n.brightwell.example'],
		['http://127.0.0.1:5678/webhook-waiting/17', 'eu', 'http://127.0.0.1'],
		['https://localhost/webhook-waiting/17', 'us', 'https://localhost'],
		['http://127.0.0.1.evil.test/', 'custom', 'http://127.0.0.1.evil.test'],
	])('may not be %s (data center %s)', (address, dataCenter, named) => {
		expect(() => checkCallbackUrl(address, dataCenter)).toThrow(
			`Zoho CRM cannot call this n8n at ${named}: it needs a public HTTPS address`,
		);
	});

	it('is refused before anything is sent, and so is one that Zoho refuses', async () => {
		emulator.switches.allowHttpCallback = false;
		await expect(run(jobImport({ wait: 'callback' }), rowsOf(1))).rejects.toThrow(/INVALID_CALLBACK_URL/);
		expect(jobIds(emulator)).toEqual([]);
	});
});
