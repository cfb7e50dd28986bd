import '../stage/debugLog';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { failureOf } from '../stage/failure';
import { useImportStage } from './importStage';
import { callBack, created, endJobs, expectAdded, jobIds, jobOfRow, LONG, pending } from './jobs';
import { callsTo, WRITE } from '../stage/books';
import { keepLog } from '../stage/debugLog';
import { jobImport, resumedImport } from '../stage/parameters';
import { comparable, expectedLead, leadRow, REFUSED_EMAIL, rowsOf, storedLead } from '../stage/rows';

const { emulator, run } = useImportStage({
	jobStepMs: 2_000,
	switches: { bulkWriteRows: 20, allowHttpCallback: true },
});

/** Jobs of 20 rows that cost 2 credits, so that few rows make several jobs, and 10 rows or less go by the records API. */
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	MAX_BULK_WRITE_ROWS: 20,
	CREDITS_PER_BULK_WRITE: 2,
}));

beforeEach(() => {
	keepLog();
});

const QUICK: INodeParameters = { wait: 'none' };
const statuses = (answers: readonly IDataObject[]): unknown[] => answers.map(({ status }) => status);
const jobOf = (index: number): string => jobOfRow(emulator, index);
const leads = (): number => emulator.store.count('Leads');
/** Rows whose records nothing keeps apart, so that a row that is sent twice makes two of them. */
const openRows = (count: number): IDataObject[] => rowsOf(count).map((row) => ({ ...row, Ext_Ref: null }));
const uploads = () => callsTo(emulator, 'POST', '/crm/v8/upload').filter(({ status }) => status === 200);

/** What keeps a person from going on: message and advice. */
async function adviceOf(running: Promise<unknown>): Promise<string> {
	const { message, description } = await failureOf(running);
	return `${message}. ${description}`;
}

/** Sends only the first rows of an import, as if it had broken off then. @returns the lines of its log */
async function breakOffAfter(
	rows: readonly IDataObject[],
	count: number,
	parameters: INodeParameters = {},
): Promise<string[]> {
	const lines = keepLog();
	await run(jobImport({ ...QUICK, ...parameters }), rows.slice(0, count));
	return [...lines];
}

describe('Bulk Write > Resume Import once the time to wait ran out', () => {
	it('collects the jobs that were left, sends nothing, and answers as Import would have done', async () => {
		emulator.jobs.plan(LONG, 3);
		const rows = rowsOf(45);
		const result = await run(jobImport({ options: { waitSeconds: 60 } }), rows);
		expect(statuses(result.json)).toEqual(Array(45).fill('PENDING'));
		endJobs(emulator);
		const ids = [...new Set(result.json.map(({ job }) => String(job)))];
		emulator.requests.reset();
		const answers = (await run(resumedImport(ids.reverse().join(', ')), rows)).json;
		expectAdded(emulator, answers, rows);
		expect(answers.map(({ job }) => job)).toEqual(result.json.map(({ job }) => job));
		expect([uploads(), created(emulator)]).toEqual([[], []]);
	});

	it('fetches a result that could not be downloaded, as the answers said', async () => {
		const rows = rowsOf(5);
		rows[3].Email = REFUSED_EMAIL;
		emulator.faults.add({
			kind: 'answer',
			status: 503,
			body: '<html>Busy</html>',
			path: '/v8/crm/*',
			method: 'GET',
			times: 5,
		});
		const result = await run(jobImport(), rows);
		const [job] = jobIds(emulator);
		const next = expect.stringMatching(
			new RegExp(
				`^The result file of job ${job} could not be downloaded .* counts 4 added, 0 updated and 1 skipped of 5\. Fix that, then run Resume Import with job ${job} to get the result`,
			),
		);
		expect(result.json).toEqual(
			rows.map((_, index) => expect.objectContaining({ row: index + 1, status: 'UNKNOWN', job, next })),
		);
		const { json } = await run(resumedImport(job), rows);
		expect(statuses(json)).toEqual(['ADDED', 'ADDED', 'ADDED', 'SKIPPED', 'ADDED']);
		for (const index of [0, 1, 2, 4])
			expect(comparable(storedLead(emulator, json[index].id))).toEqual(comparable(expectedLead(rows[index])));
		expect([leads(), created(emulator)]).toEqual([4, [expect.anything()]]);
	});

	it.each([
		['all refused, server down', 503, '', 'SKIPPED', 'the reasons are not known'],
		['all refused, redirect', 302, '', 'SKIPPED', 'the reasons are not known'],
		['all added, server down', 503, 'Lee', 'ADDED', 'the ID is not known'],
	])('says where the rest is to be had if the result cannot be downloaded: %s', async (_, status, name, came, told) => {
		const rows = rowsOf(3).map((row, index) => ({
			...row,
			Ext_Ref: `R${index}`,
		}));
		for (const { Ext_Ref } of name === '' ? rows : [])
			emulator.add('Leads', { Last_Name: 'Old', Company: 'X', Ext_Ref });
		const answer = { kind: 'answer', status, body: 'Busy', path: '/v8/crm/*', method: 'GET', times: 5 } as const;
		emulator.faults.add(answer);
		const { json } = await run(jobImport(), rows);
		const [job] = jobIds(emulator);
		expect(json.map((each) => each.status)).toEqual(Array(3).fill(came));
		for (const { reason = '', next } of json) {
			expect(`${String(reason)} ${String(next)}`).toContain(told);
			expect(next).toContain(`Run Resume Import with job ${job} later to get them`);
		}
		emulator.faults.clear();
		const again = await run(resumedImport(job), rows);
		expect(
			again.json.every(({ id, errors }) => (came === 'ADDED' ? id !== null : (errors as unknown[]).length > 0)),
		).toBe(true);
	});

	it('takes ids in any order and form', async () => {
		const rows = rowsOf(45);
		await run(jobImport(QUICK), rows);
		const ids = jobIds(emulator);
		const before = created(emulator).length;
		for (const text of [
			ids.join(','),
			[...ids].reverse().join('\n'),
			JSON.stringify(ids),
			ids.map((id) => `"job": "${id}"`).join('; '),
		]) {
			expectAdded(emulator, (await run(resumedImport(text), rows)).json, rows, (index) => jobOf(index));
		}
		expect(created(emulator)).toHaveLength(before);
	});

	it('waits until Zoho has begun with a job, because its rows are not known before, and until it has ended', async () => {
		emulator.jobs.plan({ ticks: 30 });
		const rows = rowsOf(5);
		await run(jobImport(QUICK), rows);
		const [id] = jobIds(emulator);
		expect(emulator.jobs.all()[0].status).toBe('ADDED');
		expectAdded(emulator, (await run(resumedImport(id), rows)).json, rows, () => id);
		expect(created(emulator)).toHaveLength(1);
	});

	it('stops before anything is sent if Zoho does not begin with a job in time', async () => {
		const rows = rowsOf(25);
		await run(jobImport(QUICK), rows.slice(0, 20));
		emulator.faults.add({
			kind: 'wrongJson',
			path: `${WRITE}/*`,
			times: 1_000,
			body: { id: jobIds(emulator)[0], status: 'ADDED', resource: [{ status: 'ADDED', file: { status: 'ADDED' } }] },
		});
		expect(await adviceOf(run(resumedImport(jobIds(emulator)[0], { options: { waitSeconds: 60 } }), rows))).toBe(
			`Zoho CRM has not started job ${jobIds(emulator)[0]}, so its rows are not known yet. Nothing was sent. Run the node again later`,
		);
		expect(created(emulator)).toHaveLength(1);
	});

	it('answers PENDING again for jobs that still run, at once where the step does not wait', async () => {
		emulator.jobs.plan({ end: 'never' });
		const rows = rowsOf(25);
		const lines = await breakOffAfter(rows, 20);
		const [id] = jobIds(emulator);
		const { json } = await run(resumedImport(lines.join('\n'), { wait: 'none' }), rows);
		expect(json).toEqual(
			rows.map((_, index) => pending(index + 1, index < 20 ? id : jobOf(24), 'After Sending is set to Do Not Wait')),
		);
		expect(created(emulator)).toHaveLength(2);
	});
});

describe('Bulk Write > Resume Import after a crash', () => {
	it('sends the rows that no job has, once, under the same import', async () => {
		const rows = openRows(65);
		await breakOffAfter(rows, 40);
		const ids = jobIds(emulator);
		const { json } = await run(resumedImport(ids.join(' ')), rows);
		expectAdded(emulator, json, rows, (index) => jobOf(index));
		const names = created(emulator).map(
			({ body }) => (body as { resource: { file_names: string[] }[] }).resource[0].file_names[0],
		);
		const [importId] = names[0].split('_');
		expect(names.sort()).toEqual(['1-20', '21-40', '41-60', '61-65'].map((range) => `${importId}_${range}.csv`));
	});

	it('can be taken up a second time, with the jobs of both runs', async () => {
		const rows = openRows(65);
		const lines = await breakOffAfter(rows, 20);
		const first = await run(resumedImport(lines.join('\n')), rows.slice(0, 50));
		expect(statuses(first.json)).toEqual(Array(50).fill('ADDED'));
		const second = await run(resumedImport(jobIds(emulator).reverse().join(',')), rows);
		expectAdded(emulator, second.json, rows, (index) => jobOf(index));
		expect(created(emulator)).toHaveLength(4);
	});

	/** Stops an import when it writes a certain line, and forgets all that it wrote or answered later. */
	async function crashAtLine(
		rows: readonly IDataObject[],
		line: number,
		parameters: INodeParameters,
	): Promise<string[] | null> {
		const controller = new AbortController();
		const lines = keepLog((count) => {
			if (count === line) controller.abort();
		});
		await run(jobImport(parameters), rows, { cancelSignal: controller.signal }).catch(() => undefined);
		keepLog();
		return controller.signal.aborted ? lines.slice(0, line) : null;
	}

	/** Every row is answered, and none was written twice; where it is not known what became of a row, it was written once or not at all. */
	function expectOnce(rows: readonly IDataObject[], answers: readonly IDataObject[]): void {
		const written = rows.map(({ Email }) => emulator.store.find('Leads', 'Email', String(Email)));
		expect(answers.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 1));
		answers.forEach(({ status, id }, index) => {
			expect(written[index].length).toBeLessThanOrEqual(1);
			if (status === 'ADDED') expect(written[index]).toEqual([id]);
			else expect(status).toBe('UNKNOWN');
		});
		expect(leads()).toBe(written.flat().length);
	}

	it.each<[string, INodeParameters, number]>([
		['jobs side by side', {}, 60],
		['one job after the other', { options: { jobsAtOnce: 1 } }, 60],
		['jobs and the records API', { route: 'auto' }, 45],
	])('sends every row at most once, wherever it broke off (%s)', async (_, parameters, count) => {
		const rows = openRows(count);
		let uncertain = 0;
		for (let line = 1; ; line += 1) {
			emulator.reset();
			emulator.switches.bulkWriteRows = 20;
			const lines = await crashAtLine(rows, line, { ...parameters, wait: 'none' });
			if (lines === null) break;
			emulator.advance(60_000);
			const known = lines.join('\n');
			const { json } = await run(resumedImport(known, parameters), rows);
			expectOnce(rows, json);
			uncertain += json.filter(({ status }) => status === 'UNKNOWN').length;
			for (const { status, next } of json)
				if (status === 'UNKNOWN')
					expect(next).toMatch(
						/^The log does not say|^An earlier run may have written this row through the Records API/,
					);
		}
		expect(uncertain).toBeGreaterThan(0);
	});

	it('leaves rows UNKNOWN whose job was ordered and never confirmed, and sends the others', async () => {
		const rows = openRows(45);
		const lines = await breakOffAfter(rows, 40);
		const known = lines.filter((line) => !line.includes(`job ${jobOf(20)} `));
		const { json } = await run(resumedImport(known.join('\n')), rows);
		expect(statuses(json)).toEqual(rows.map((_, index) => (index >= 20 && index < 40 ? 'UNKNOWN' : 'ADDED')));
		expect(json[20]).toEqual({
			status: 'UNKNOWN',
			id: null,
			errors: [],
			job: null,
			row: 21,
			match: null,
			retrySafe: false,
			next: expect.stringMatching(
				/^The log does not say whether Zoho CRM accepted a job for this row\. Look for the file n8n17x\w+_21-40\.csv/,
			),
		});
		expect(leads()).toBe(45);
	});

	it('knows from the log alone that no job was accepted, and which were refused: their rows are sent', async () => {
		emulator.jobs.plan({});
		emulator.jobs.plan({ refusal: { status: 400, code: 'CANNOT_PROCESS', message: 'cannot process' } });
		const rows = openRows(40);
		const lines = await breakOffAfter(rows, 40, { options: { jobsAtOnce: 1 } });
		expect(lines.join('\n')).toMatch(/rows 21 to 40, file \d+, job refused/);
		const { json } = await run(resumedImport(lines.join('\n')), rows);
		expectAdded(emulator, json, rows, (index) => jobOf(index));
	});

	it('reads log lines without a word from Zoho about the file: a job that has just been created', async () => {
		emulator.jobs.plan({ ticks: 10 });
		const rows = rowsOf(10);
		const lines = await breakOffAfter(rows, 10);
		emulator.faults.add({
			kind: 'wrongJson',
			path: `${WRITE}/*`,
			body: { id: jobIds(emulator)[0], status: 'ADDED', resource: [{ status: 'ADDED', file: { status: 'ADDED' } }] },
		});
		expectAdded(emulator, (await run(resumedImport(lines.join('\n')), rows)).json, rows);
		expect(created(emulator)).toHaveLength(1);
	});

	it('tells rows apart that are alike in everything, with a Row Key Field', async () => {
		const rows = Array.from({ length: 30 }, (): IDataObject => ({ Last_Name: 'Same', Company: 'Same' }));
		const options = { rowIdentifierField: 'Designation' };
		const lines = await breakOffAfter(rows, 20, { options });
		emulator.switches.resultRowOrder = 'shuffled';
		const { json } = await run(resumedImport(lines.join('\n'), { options }), rows);
		expect(json.map(({ status, match, row }) => [status, match, row])).toEqual(
			rows.map((_, index) => ['ADDED', 'key', index + 1]),
		);
		const [importId] = String(storedValue(json[0].id, 'Designation')).split('-');
		expect(importId).toMatch(/^n8n17x/);
		expect(json.map(({ id }) => storedValue(id, 'Designation'))).toEqual(
			json.map((_, index) => String(storedValue(json[0].id, 'Designation')).replace(/1$/, String(index + 1))),
		);
		expect(leads()).toBe(30);
	});

	const storedValue = (id: unknown, field: string): unknown => emulator.store.get('Leads', String(id))?.[field];

	it('sends rows of one key one after the other, as Import does', async () => {
		emulator.jobs.plan({ ticks: 100 });
		const rows = [
			leadRow(0),
			leadRow(1),
			{ ...leadRow(2), Email: 'LEAD0@brightwell.test' },
			{ ...leadRow(3), Email: 'lead0@brightwell.test ' },
		];
		const upsert: INodeParameters = { importOperation: 'upsert', findBy: 'Email' };
		const lines = await breakOffAfter(rows, 4, upsert);
		expect(created(emulator)).toHaveLength(1);
		const { json } = await run(resumedImport(lines.join('\n'), { ...upsert, options: { waitSeconds: 20_000 } }), rows);
		expect(json.map(({ status, job }) => [status, job])).toEqual([
			['ADDED', jobIds(emulator)[0]],
			['ADDED', jobIds(emulator)[0]],
			['UPDATED', jobIds(emulator)[1]],
			['UPDATED', jobIds(emulator)[2]],
		]);
		expect(new Set([0, 2, 3].map((index) => json[index].id)).size).toBe(1);
		expect(storedLead(emulator, json[0].id)).toMatchObject({ Ext_Ref: 'REF-3', Description: leadRow(3).Description });
		expect(leads()).toBe(2);
	});

	it('reads a file anew for every wave, and sends its rest', async () => {
		const lines = [
			'Last_Name,Company,Email',
			...Array.from({ length: 25 }, (_, row) => `L${row},C,l${row}@x.test`),
			'Again,C,L3@x.test',
			'More,C,l30@x.test',
		];
		const filesOf = (count: number) => [
			{
				data: {
					data: Buffer.from(`${lines.slice(0, count).join('\r\n')}\r\n`).toString('base64'),
					mimeType: 'text/csv',
					fileName: 'leads.csv',
				},
			},
		];
		const parameters: INodeParameters = {
			inputSource: 'file',
			importOperation: 'upsert',
			findBy: 'Email',
			output: 'all',
		};
		const log = keepLog();
		await run(jobImport(parameters), [{}], { files: filesOf(27) });
		expect(created(emulator)).toHaveLength(3);
		const { json } = await run(resumedImport(log.join('\n'), parameters), [{}], { files: filesOf(28) });
		expect(json.map(({ status, row, match }) => [status, row, match])).toEqual(
			Array.from({ length: 27 }, (_, index) => [index === 25 ? 'UPDATED' : 'ADDED', index + 1, 'key']),
		);
		expect(json[25].id).toBe(json[3].id);
		expect(json.map(({ id }) => storedValue(id, 'Last_Name'))).toEqual(
			Array.from({ length: 27 }, (_, index) =>
				index === 3 || index === 25 ? 'Again' : index === 26 ? 'More' : `L${index}`,
			),
		);
		expect(leads()).toBe(26);
	});

	it('can sleep for the jobs that it starts itself, and answers all rows on waking', async () => {
		emulator.jobs.plan({});
		emulator.jobs.plan(LONG, 2);
		const rows = openRows(45);
		const lines = await breakOffAfter(rows, 20);
		const slept = await run(
			jobImport({
				operation: 'resumeImport',
				jobs: lines.join('\n'),
				wait: 'callback',
			}),
			rows,
		);
		expect(slept.sleep).not.toBeNull();
		const { searchParams } = new URL(String((created(emulator)[1].body as { callback: { url: string } }).callback.url));
		endJobs(emulator);
		const woken = await callBack(emulator, slept, { query: Object.fromEntries(searchParams) });
		expectAdded(
			emulator,
			(woken ?? []).map(({ json }) => json),
			rows,
			(index) => jobOf(index),
		);
	});
});

describe('Bulk Write > Resume Import with jobs that had rows in common', () => {
	it('takes the answer of the job that begins first, and sends nothing while others than its rows were at work', async () => {
		const rows = openRows(40);
		const startedMs = emulator.state.clock.now();
		await breakOffAfter(rows, 20);
		// Only a clock that was set back gives two imports one ID.
		jest.setSystemTime(startedMs - 60_000);
		await run(jobImport({ options: { dryRun: true } }), rows);
		jest.setSystemTime(startedMs);
		await breakOffAfter(
			rows.map((row, index) => (index < 10 ? { ...row, Newsletter: 'perhaps' } : row)),
			30,
		);
		emulator.advance(60_000);
		const names = created(emulator).map(
			({ body }) => (body as { resource: { file_names: string[] }[] }).resource[0].file_names[0],
		);
		const [importId] = names[0].split('_');
		expect(names).toEqual([`${importId}_1-20.csv`, `${importId}_11-30.csv`]);
		const [first, second] = jobIds(emulator);
		for (const known of [`${first} ${second}`, `${second} ${first}`]) {
			const { json } = await run(resumedImport(known), rows);
			expect(json.map(({ status, job }) => [status, job])).toEqual(
				rows.map((_, index) => (index < 20 ? ['ADDED', first] : index < 30 ? ['ADDED', second] : ['UNKNOWN', null])),
			);
			expect(json.slice(0, 30).map(({ id }) => comparable(storedLead(emulator, id)))).toEqual(
				rows.slice(0, 30).map((row) => comparable(expectedLead(row))),
			);
			expect(json[30].next).toContain(`job ${second} contains a row that is not in this input`);
		}
		expect(created(emulator)).toHaveLength(2);
	});
});

describe('Bulk Write > Resume Import with rows of which some were in no job', () => {
	/** One row could not be sent at first, and was mended: the job has one row less than its range. */
	async function takeUpMended(result: 'rows missing' | undefined): Promise<readonly IDataObject[]> {
		const rows = openRows(20);
		emulator.jobs.plan({ result });
		await breakOffAfter(
			rows.map((row, index) => (index === 5 ? { ...row, Newsletter: 'perhaps' } : row)),
			20,
		);
		expect(leads()).toBe(0);
		return (await run(resumedImport(jobIds(emulator)[0]), rows)).json;
	}

	it('sends those that the job did not have', async () => {
		const answers = await takeUpMended(undefined);
		const [first, second] = jobIds(emulator);
		expect(answers.map(({ status, job }) => [status, job])).toEqual(
			answers.map((_, index) => ['ADDED', index === 5 ? second : first]),
		);
		expect(leads()).toBe(20);
	});

	it('sends none again where the result lacks lines', async () => {
		const answers = await takeUpMended('rows missing');
		const written = openRows(20).map(({ Email }) => emulator.store.find('Leads', 'Email', String(Email)).length);
		expect(Math.max(...written)).toBe(1);
		expect(answers.map(({ row }) => row)).toEqual(written.map((_, index) => index + 1));
	});
});

describe('Bulk Write > Resume Import and rows that went by the records API', () => {
	it('does not write them again where only the jobs are known, and says why', async () => {
		const rows = openRows(25);
		const result = await run(jobImport({ route: 'auto' }), rows);
		expect(result.json.map(({ status, job }) => [status, job === null])).toEqual(
			rows.map((_, index) => ['ADDED', index >= 20]),
		);
		const { json } = await run(resumedImport(jobIds(emulator)[0], { route: 'auto' }), rows);
		expect(json.slice(0, 20)).toEqual(result.json.slice(0, 20));
		expect(json.slice(20)).toEqual(
			rows.slice(20).map((_, index) => ({
				status: 'UNKNOWN',
				id: null,
				errors: [],
				job: null,
				row: index + 21,
				match: null,
				retrySafe: false,
				next: expect.stringContaining('may have written this row through the Records API'),
			})),
		);
		expect(leads()).toBe(25);
	});

	it('writes them where the log tells that it had not come to them, or that nothing was written', async () => {
		const rows = openRows(25);
		const lines = keepLog();
		emulator.faults.add({
			kind: 'answer',
			status: 400,
			body: { code: 'INVALID_REQUEST', details: {}, message: 'unable', status: 'error' },
			path: '/crm/v8/Leads',
			method: 'POST',
		});
		const result = await run(jobImport({ route: 'auto' }), rows);
		expect(statuses(result.json)).toEqual(rows.map((_, index) => (index < 20 ? 'ADDED' : 'UNPROCESSED')));
		expect(lines.join('\n')).toContain('rows 21 to 25, nothing written by the records API');
		const { json } = await run(resumedImport(lines.join('\n'), { route: 'auto' }), rows);
		expect(json.map(({ status, job }) => [status, job === null])).toEqual(
			rows.map((_, index) => ['ADDED', index >= 20]),
		);
		expect(leads()).toBe(25);
	});
});

describe('Bulk Write > Resume Import with rows that the checks refuse now, and did not then', () => {
	/** Rows of which the first one has a value that its pick list is about to lose. */
	const rows = openRows(25).map((row, index): IDataObject => ({
		...row,
		Lead_Source: index === 0 ? 'Chat' : 'Partner',
	}));

	/** Sends the first 20 rows so that what became of them is not known, and takes the value out of the list. @returns the lines of the log */
	async function loseFirst20(route: string): Promise<string> {
		if (route === 'bulk') emulator.faults.add({ kind: 'reset', acts: true, path: WRITE, method: 'POST' });
		const lines = await breakOffAfter(rows, 20, { route });
		// A job that is still to come to the value would add it to the list again.
		emulator.advance(60_000);
		const { pickList } = emulator.state.schema.field('Leads', 'Lead_Source') as { pickList: string[] };
		pickList.splice(pickList.indexOf('Chat'), 1);
		return lines.join('\n');
	}

	it.each([
		[
			'bulk',
			/^The log does not say whether Zoho CRM accepted a job for this row\. Look for the file n8n17x\w+_1-20\.csv/,
		],
		['records', /^An earlier run may have written this row through the Records API/],
	])('sends none of them twice, the refused one included: %s', async (route, next) => {
		const { json } = await run(resumedImport(await loseFirst20(route), { route }), rows);
		expect(statuses(json)).toEqual(rows.map((_, index) => (index < 20 ? 'UNKNOWN' : 'ADDED')));
		expect(json.slice(0, 20).map(({ row, next: told }) => [row, told])).toEqual(
			Array.from({ length: 20 }, (_, index) => [index + 1, expect.stringMatching(next)]),
		);
		expect([...emulator.store.all('Leads')].map(({ Last_Name }) => Last_Name).sort()).toEqual(
			rows.map(({ Last_Name }) => Last_Name).sort(),
		);
	});

	it('tells the same when it has slept meanwhile', async () => {
		const lines = await loseFirst20('bulk');
		emulator.jobs.plan(LONG);
		const slept = await run(jobImport({ operation: 'resumeImport', jobs: lines, wait: 'callback' }), rows);
		expect(slept.sleep).not.toBeNull();
		endJobs(emulator);
		const { searchParams } = new URL(String((created(emulator)[0].body as { callback: { url: string } }).callback.url));
		const woken = await callBack(emulator, slept, { query: Object.fromEntries(searchParams) });
		expect(woken?.map(({ json }) => json.status)).toEqual(rows.map((_, index) => (index < 20 ? 'UNKNOWN' : 'ADDED')));
		expect(leads()).toBe(25);
	});
});

describe('Bulk Write > Resume Import and lines that are not as they were written', () => {
	const wrap = (lines: readonly string[], width: number): string =>
		lines.map((line) => line.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n')).join('\n');

	it.each([40, 57, 80, 81, 100, 101, 102, 103, 120, 132])(
		'puts lines together again that a window has wrapped after %d characters, or refuses them: no row is sent twice',
		async (width) => {
			const rows = openRows(20);
			const lines = await breakOffAfter(rows, 20);
			const answers = await run(resumedImport(wrap(lines, width)), rows).then(({ json }) => json, String);
			if (typeof answers === 'string') expect(answers).toMatch(/RESOURCE_NOT_FOUND|lines of the log/);
			else expectAdded(emulator, answers, rows, (index) => jobOf(index));
			endJobs(emulator);
			expect([leads(), created(emulator).length]).toEqual([20, 1]);
		},
	);

	it('stops before anything is sent where a line is cut off', async () => {
		const rows = openRows(20);
		const lines = await breakOffAfter(rows, 20, { route: 'records' });
		for (const end of ['rows 1 to 20, writing by the rec', 'rows 1 to 20, wri', 'rows 1 t', 'rows']) {
			const text = lines[0].slice(0, lines[0].indexOf('rows')) + end;
			expect(await adviceOf(run(resumedImport(text, { route: 'records' }), rows))).toBe(
				'1 of the lines of the log is cut off or split, so what was sent is unknown. Nothing was sent. Copy complete lines from the log itself, not from a window that cuts or wraps them',
			);
		}
		expect(leads()).toBe(20);
	});

	it('takes the lines of several runs in any order, and for written what the later one wrote', async () => {
		const rows = openRows(30);
		emulator.faults.add({
			kind: 'answer',
			status: 400,
			body: { code: 'INVALID_REQUEST', details: {}, message: 'unable', status: 'error' },
			path: '/crm/v8/Leads',
			method: 'POST',
		});
		const one = keepLog();
		await expect(run(jobImport({ route: 'records' }), rows)).rejects.toThrow('unable');
		emulator.advance(60_000);
		const two = keepLog();
		expect(statuses((await run(resumedImport(one.join('\n'), { route: 'records' }), rows)).json)).toEqual(
			Array(30).fill('ADDED'),
		);
		for (const lines of [
			[...one, ...two],
			[...two, ...one],
			[...two, ...one, one[one.length - 1]],
			[...two, one[one.length - 1]],
		]) {
			const { json } = await run(resumedImport(lines.join('\n'), { route: 'records' }), rows);
			expect(json.map(({ status, next }) => [status, next])).toEqual(
				rows.map(() => [
					'UNKNOWN',
					expect.stringMatching(/^An earlier run may have written this row through the Records API/),
				]),
			);
		}
		expect(leads()).toBe(30);
	});
});

describe('Bulk Write > Resume Import with a log that has lost its beginning', () => {
	const without = (lines: readonly string[], first: number, last: number): string =>
		lines.filter((line) => !line.includes(`rows ${first} to ${last},`)).join('\n');
	const lost = {
		status: 'UNKNOWN',
		job: null,
		retrySafe: false,
		next: expect.stringMatching(/^The log has no line about this row, but lines about later rows, so the beginning/),
	};

	it('sends no row again that a later line proves to be sent, and sends the rest', async () => {
		const rows = openRows(65);
		const lines = await breakOffAfter(rows, 60);
		endJobs(emulator);
		const { json } = await run(resumedImport(without(lines, 1, 20)), rows);
		expect(json.slice(0, 20)).toEqual(
			json.slice(0, 20).map((answer) => expect.objectContaining({ ...lost, row: answer.row })),
		);
		expect(statuses(json.slice(20))).toEqual(Array(45).fill('ADDED'));
		expect(leads()).toBe(65);
	});

	it('knows them as sent in the next run too, and takes the missing lines then', async () => {
		const rows = openRows(60);
		const lines = await breakOffAfter(rows, 60);
		endJobs(emulator);
		await run(resumedImport(without(lines, 1, 20)), rows);
		const { json } = await run(resumedImport(lines.join('\n')), rows);
		expectAdded(emulator, json, rows, jobOf);
		expect(leads()).toBe(60);
	});

	it('takes a job ID for the missing lines', async () => {
		const rows = openRows(60);
		const lines = await breakOffAfter(rows, 60);
		endJobs(emulator);
		const { json } = await run(resumedImport(`${without(lines, 1, 20)}\n${jobIds(emulator)[0]}`), rows);
		expectAdded(emulator, json, rows, jobOf);
		expect(leads()).toBe(60);
	});

	it('sends no row of the Records API again either', async () => {
		const rows = openRows(250);
		const lines = await breakOffAfter(rows, 250, { route: 'records', options: { requestsAtOnce: 1 } });
		const { json } = await run(
			resumedImport(lines.filter((line) => !line.includes('rows 1 to')).join('\n'), { route: 'records' }),
			rows,
		);
		expect(new Set(statuses(json))).toEqual(new Set(['UNKNOWN']));
		expect(json[0].next).toMatch(/^The log has no line about this row/);
		expect(leads()).toBe(250);
	});

	it('sends rows of a job that was not begun with, although the Records API began with later rows', async () => {
		const rows = openRows(45);
		const lines = await breakOffAfter(rows, 45, { route: 'auto', options: { jobsAtOnce: 1 } });
		endJobs(emulator);
		expect(lines.join('\n')).toContain('rows 41 to 45, writing by the records API');
		const sentBefore = leads();
		const text = without(lines, 21, 40);
		const { json } = await run(resumedImport(text, { route: 'auto' }), rows);
		expect(statuses(json.slice(20, 40))).toEqual(Array(20).fill('ADDED'));
		expect(leads()).toBe(sentBefore + 20);
	});
});

describe('Bulk Write > Resume Import while the same import runs', () => {
	it('sends nothing a second time: the later one stops and says why', async () => {
		const rows = openRows(45);
		const lines = (await breakOffAfter(rows, 20)).join('\n');
		endJobs(emulator);
		const runs = await Promise.allSettled([1, 2].map(async () => await run(resumedImport(lines), rows)));
		expect(runs.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(String(runs.find(({ status }) => status === 'rejected')?.['reason' as never])).toMatch(
			/The import n8n17x\w+ is still running in another execution\. Nothing was sent/,
		);
		expect(leads()).toBe(45);
	});

	it('can run again once the other has ended', async () => {
		const rows = openRows(25);
		const lines = keepLog();
		await run(jobImport(QUICK), rows);
		endJobs(emulator);
		for (let times = 0; times < 2; times += 1)
			expectAdded(emulator, (await run(resumedImport(lines.join('\n')), rows)).json, rows, jobOf);
		expect(leads()).toBe(25);
	});
});

describe('Bulk Write > Resume Import by the ID of an import', () => {
	it('finds jobs and other rows in what the workflow remembers', async () => {
		const staticData: IDataObject = {};
		const rows = openRows(65);
		emulator.faults.add({ kind: 'reset', acts: true, path: WRITE, method: 'POST', after: 1 });
		const result = await run(jobImport({ ...QUICK, route: 'auto', options: { jobsAtOnce: 1 } }), rows.slice(0, 45), {
			staticData,
		});
		expect(statuses(result.json)).toEqual([
			...Array(20).fill('PENDING'),
			...Array(20).fill('UNKNOWN'),
			...Array(5).fill('ADDED'),
		]);
		const importId = String(result.json[0].importId);
		const { json } = await run(resumedImport(importId, { route: 'auto' }), rows, { staticData });
		expect(statuses(json)).toEqual([
			...Array(20).fill('ADDED'),
			...Array(25).fill('UNKNOWN'),
			...Array(20).fill('ADDED'),
		]);
		expect(leads()).toBe(65);
		const again = await run(resumedImport(importId, { route: 'auto' }), rows, { staticData });
		expect(again.json).toEqual(json);
		expect(leads()).toBe(65);
	});

	it('takes the settings that the workflow remembers, and needs no others', async () => {
		const staticData: IDataObject = {};
		const rows = openRows(45).map((row) => ({ ...row, Company: '' }));
		const defaults = { values: [{ field: 'Company', value: 'Brightwell' }] };
		emulator.jobs.plan(LONG, 3);
		const first = await run(jobImport({ wait: 'none', output: 'apart', options: { defaults } }), rows, { staticData });
		expect(statuses(first.json)).toEqual(Array(45).fill('PENDING'));
		endJobs(emulator);
		const importId = String(/with the import ID (\w+)/.exec(first.hints[0].message)?.[1]);
		const same = { resource: 'bulkWrite', operation: 'resumeImport', jobs: importId, resumeSettings: 'same' };
		const { json } = await run(same, rows, { staticData });
		expect(statuses(json)).toEqual(Array(45).fill('ADDED'));
		expect(leads()).toBe(45);

		for (const jobs of [importId, jobOf(44)])
			expect(await adviceOf(run({ ...same, jobs }, rows, { staticData: {} }))).toMatch(
				/(has no settings of the import n8n\w+|are found by its ID only)\. Set Settings to Set Below/,
			);
	});

	it('completes ids of jobs with what it remembers of their import', async () => {
		const staticData: IDataObject = {};
		const rows = openRows(45);
		await run(jobImport(QUICK), rows, { staticData });
		const { json } = await run(resumedImport(jobOf(44)), rows, { staticData });
		expectAdded(emulator, json, rows, (index) => jobOf(index));
		expect(created(emulator)).toHaveLength(3);
	});

	it('says where the ids stand if it is not remembered', async () => {
		expect(await adviceOf(run(resumedImport('n8n17xmhk2c9qz'), rowsOf(1), { staticData: {} }))).toBe(
			'This workflow has no data on the import n8n17xmhk2c9qz. Enter the IDs of its jobs, from "job" in its results, or its lines in the n8n log, which start with "[Zoho CRM] import n8n17xmhk2c9qz". n8n keeps data on imports only for active workflows, not for manual or crashed executions',
		);
	});

	it('remembers the last 20 imports', async () => {
		const staticData: IDataObject = {};
		const ids: string[] = [];
		for (let number = 0; number < 21; number += 1) {
			const result = await run(jobImport(QUICK), [leadRow(number)], { staticData });
			ids.push(String(result.json[0].importId));
			emulator.advance(10_000);
			jest.setSystemTime(emulator.state.clock.now());
		}
		expect(new Set(ids).size).toBe(21);
		expect(await adviceOf(run(resumedImport(ids[0]), [leadRow(0)], { staticData }))).toContain(
			'has no data on the import',
		);
		for (const number of [1, 20])
			expect(statuses((await run(resumedImport(ids[number]), [leadRow(number)], { staticData })).json)).toEqual([
				'ADDED',
			]);
		expect(leads()).toBe(21);
	});
});

describe('Bulk Write > Resume Import refuses what it cannot take up, before anything is sent', () => {
	const OTHER_ROWS = /^The rows do not match job \d+\. Nothing was sent\. Use the same rows/;

	it.each<[string, (rows: IDataObject[]) => IDataObject[], INodeParameters]>([
		['fewer rows', (rows) => rows.slice(0, 15), {}],
		[
			'rows of which one is refused now',
			(rows) => rows.map((row, index) => (index === 19 ? { ...row, Newsletter: 'perhaps' } : row)),
			{},
		],
		[
			'rows of which one in the middle is refused now',
			(rows) => rows.map((row, index) => (index === 5 ? { ...row, Newsletter: 'perhaps' } : row)),
			{},
		],
		['another module', (rows) => rows.map(({ Last_Name, Email }) => ({ Last_Name, Email })), { module: 'Contacts' }],
		['another operation', (rows) => rows, { importOperation: 'upsert', findBy: 'Email' }],
	])('%s', async (_, change, parameters) => {
		const rows = rowsOf(30);
		await breakOffAfter(rows, 20);
		expect(await adviceOf(run(resumedImport(jobIds(emulator)[0], parameters), change(rows)))).toMatch(OTHER_ROWS);
		expect(created(emulator)).toHaveLength(1);
	});

	it('jobs of two imports, jobs of others, unknown jobs, and a text that names nothing', async () => {
		const rows = rowsOf(5);
		await breakOffAfter(rows, 5);
		emulator.advance(60_000);
		jest.setSystemTime(emulator.state.clock.now());
		const lines = await breakOffAfter(rowsOf(10), 10);
		const [one, other] = jobIds(emulator);
		emulator.advance(60_000);
		expect(await adviceOf(run(resumedImport(`${one} ${other}`), rows))).toMatch(
			/^The jobs belong to 2 imports: n8n17x\w+, n8n17x\w+\. Enter the jobs of one import$/,
		);
		expect(await adviceOf(run(resumedImport(`${lines.join('\n')}\n${one}`), rows))).toMatch(
			/^The jobs belong to 2 imports/,
		);
		expect(await adviceOf(run(resumedImport('4150868000009999999'), rows))).toMatch(/RESOURCE_NOT_FOUND/);
		expect(await adviceOf(run(resumedImport('the one of yesterday'), rows))).toBe(
			'"the one of yesterday" is not an import ID, a job ID or a log line. Enter the ID of the import from its hint or its output, the IDs of its jobs, or its lines from the n8n log',
		);
		emulator.faults.add({
			kind: 'wrongJson',
			path: `${WRITE}/*`,
			body: {
				id: one,
				status: 'COMPLETED',
				resource: [
					{ status: 'COMPLETED', code: 'SUCCESS', file: { name: 'contacts.csv', added_count: 5, total_count: 5 } },
				],
			},
		});
		expect(await adviceOf(run(resumedImport(one), rows))).toMatch(
			/^Job \d+ was not created by Import: its file has another name/,
		);
		expect(created(emulator)).toHaveLength(2);
	});
});

describe('Bulk Write > Resume Import with rows that were changed meanwhile', () => {
	/** The rows that are given, and whose record each of them may get: the one that was made of its own values. */
	async function takeUp(
		change: (rows: readonly IDataObject[]) => IDataObject[],
	): Promise<{ rows: IDataObject[]; answers: readonly IDataObject[] }> {
		const original = openRows(40);
		await breakOffAfter(original, 20);
		const rows = change(original);
		return { rows, answers: (await run(resumedImport(jobIds(emulator)[0]), rows)).json };
	}

	function expectNoWrongId(rows: readonly IDataObject[], answers: readonly IDataObject[]): void {
		answers.forEach(({ id }, index) => {
			if (id !== null) expect(storedLead(emulator, id)?.Email).toBe(rows[index].Email);
		});
	}

	it.each<[string, (rows: readonly IDataObject[]) => IDataObject[]]>([
		['one more at the top', (rows) => [{ ...leadRow(99), Ext_Ref: null }, ...rows]],
		['one less at the top', (rows) => rows.slice(1)],
		['one replaced', (rows) => rows.map((row, index) => (index === 7 ? { ...leadRow(99), Ext_Ref: null } : row))],
		[
			'one moved out of its job',
			(rows) => [...rows.slice(0, 3), rows[30], ...rows.slice(4, 30), rows[3], ...rows.slice(31)],
		],
	])('writes nothing, gives no wrong ID, and leaves the rest UNKNOWN: %s', async (_, change) => {
		const { rows, answers } = await takeUp(change);
		expectNoWrongId(rows, answers);
		expect(created(emulator)).toHaveLength(1);
		expect(leads()).toBe(20);
		for (const { status, next } of answers.slice(20)) {
			expect(status).toBe('UNKNOWN');
			expect(next).toMatch(/^The row was not sent, because job \d+ contains a row that is not in this input/);
		}
		expect(answers.filter(({ status }) => status === 'ADDED').length).toBeGreaterThanOrEqual(19 - 1);
	});

	it('takes no row for one whose record has a neighbouring ID', async () => {
		const ids = Array.from({ length: 5 }, (_, row) =>
			emulator.add('Leads', { Last_Name: `Before ${row}`, Company: 'C' }),
		);
		const update: INodeParameters = { importOperation: 'update', findBy: 'id' };
		const original = ids.slice(0, 4).map((id, row) => ({ id, Last_Name: `After ${row}` }));
		const lines = await breakOffAfter(original, 4, update);
		const { json } = await run(
			resumedImport(lines.join('\n'), update),
			original.map((row, index) => (index === 2 ? { ...row, id: ids[4] } : row)),
		);
		expect(json.map(({ status, match, id }) => [status, match, id])).toEqual(
			ids.slice(0, 4).map((id, index) => (index === 2 ? ['UNKNOWN', 'ambiguous', null] : ['UPDATED', 'key', id])),
		);
	});

	it('finds rows that only changed their places within a job, and sends the rest', async () => {
		const { rows, answers } = await takeUp((original) => [...original.slice(0, 20).reverse(), ...original.slice(20)]);
		expect(statuses(answers)).toEqual(Array(40).fill('ADDED'));
		expect(answers.map(({ id }) => comparable(storedLead(emulator, id)))).toEqual(
			rows.map((row) => comparable(expectedLead(row))),
		);
		expect(leads()).toBe(40);
	});
});
