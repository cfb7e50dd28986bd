import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { useImportStage } from './importStage';
import { created } from './jobs';
import { callsTo, WRITE } from '../stage/books';
import { jobImport } from '../stage/parameters';
import { rowsOf } from '../stage/rows';

const { emulator, run } = useImportStage({ jobStepMs: 2_000, switches: { bulkWriteRows: 4 } });

/** Jobs of 4 rows and requests of 2, so that few rows make several. */
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	MAX_BULK_WRITE_ROWS: 4,
	MAX_RECORDS_PER_WRITE: 2,
}));

const LEADS = '/crm/v8/Leads';
const REFUSALS: readonly [number, string][] = [
	[401, 'OAUTH_SCOPE_MISMATCH'],
	[403, 'NO_PERMISSION'],
	[429, 'TOO_MANY_REQUESTS'],
];
const refusalOf = (code: string): IDataObject => ({ code, details: {}, message: 'not allowed', status: 'error' });

/** Refuses all calls but the first few. */
function refuse(path: string, status: number, code: string, after: number): void {
	emulator.faults.add({ kind: 'answer', status, body: refusalOf(code), path, method: 'POST', after, times: 1_000 });
}

async function importRows(count: number, parameters: INodeParameters): Promise<readonly IDataObject[]> {
	const result = await run(
		jobImport({
			options: { jobsAtOnce: 1, requestsAtOnce: 1 },
			...parameters,
		}),
		rowsOf(count),
	);
	emulator.advance(60_000);
	return result.json;
}

const told = (answers: readonly IDataObject[]): unknown[] =>
	answers.map(({ status, errors, retrySafe }) => [status, (errors as IDataObject[])[0]?.code ?? null, retrySafe]);
const repeat = (count: number, answer: readonly unknown[]): unknown[] => Array<unknown>(count).fill(answer);

describe('Bulk Write > Import that is refused on its way, in a manner that everything further would meet', () => {
	it.each(REFUSALS)('uploads and orders nothing more after %s %s', async (status, code) => {
		refuse(WRITE, status, code, 1);
		const answers = await importRows(18, {});
		expect(told(answers)).toEqual([...repeat(4, ['ADDED', null, false]), ...repeat(14, ['UNPROCESSED', code, true])]);
		expect(callsTo(emulator, 'POST', '/crm/v8/upload')).toHaveLength(2);
		expect(created(emulator)).toHaveLength(1);
		expect(emulator.store.count('Leads')).toBe(4);
	});

	it.each(REFUSALS)('writes no more records after %s %s', async (status, code) => {
		refuse(LEADS, status, code, 1);
		const answers = await importRows(18, { route: 'records' });
		expect(told(answers)).toEqual([...repeat(2, ['ADDED', null, false]), ...repeat(16, ['UNPROCESSED', code, true])]);
		const sent = callsTo(emulator, 'POST', LEADS).map(
			({ body }) => (body as { data: { Email: string }[] }).data[0].Email,
		);
		expect([...new Set(sent)]).toEqual(['lead0@brightwell.test', 'lead2@brightwell.test']);
		expect(emulator.store.count('Leads')).toBe(2);
	});
});

describe('Bulk Write > Import whose first reply is lost', () => {
	it('does not stop in red when a later job is refused: the first may be at work', async () => {
		emulator.faults.add({ kind: 'reset', acts: true, path: WRITE, method: 'POST' });
		refuse(WRITE, 403, 'NO_PERMISSION', 0);
		const answers = await importRows(9, {});
		expect(told(answers)).toEqual([
			...repeat(4, ['UNKNOWN', null, false]),
			...repeat(5, ['UNPROCESSED', 'NO_PERMISSION', true]),
		]);
		expect(emulator.store.count('Leads')).toBe(4);
	});

	it('does not stop in red when further records are refused: the first may be there', async () => {
		emulator.faults.add({ kind: 'reset', acts: true, path: LEADS, method: 'POST' });
		emulator.faults.add({ kind: 'reset', acts: true, path: LEADS, method: 'POST' });
		refuse(LEADS, 403, 'NO_PERMISSION', 0);
		const answers = await importRows(9, { route: 'records' });
		expect(told(answers)).toEqual([
			...repeat(4, ['UNKNOWN', null, false]),
			...repeat(5, ['UNPROCESSED', 'NO_PERMISSION', true]),
		]);
		expect(emulator.store.count('Leads')).toBe(4);
	});
});

describe('Bulk Write > Import once some jobs were accepted', () => {
	/** Two jobs: the first is full. */
	const many = (): IDataObject[] => rowsOf(6);
	const leads = (): number => emulator.store.count('Leads');

	it('never throws: a later refused job leaves its rows unsent, with the reason', async () => {
		emulator.jobs.plan({});
		emulator.jobs.plan({ refusal: { status: 400, code: 'CANNOT_PROCESS', message: 'cannot process' } });
		const { json } = await run(jobImport(), many());
		expect(json.filter(({ status }) => status === 'ADDED')).toHaveLength(4);
		expect(json.slice(4).map(({ status, errors }) => ({ status, errors }))).toEqual(
			Array.from({ length: 2 }, () => ({ status: 'UNPROCESSED', errors: [{ code: 'CANNOT_PROCESS', fields: [] }] })),
		);
		expect(leads()).toBe(4);
	});

	it('answers every row when the token is refused for good in between: the job that runs is named, the rest is unsent', async () => {
		emulator.faults.add({ kind: 'expireToken', path: `${WRITE}/*` });
		emulator.faults.add({ kind: 'wrongJson', path: '/oauth/v2/token', body: { error: 'invalid_code' }, times: 50 });
		const { json } = await run(jobImport({ options: { jobsAtOnce: 1 } }), many());
		const [{ job }] = json;
		const running = `The state of the job could not be read: Zoho did not renew the access token (invalid_code). The job is still running in Zoho CRM. Do not import the row again. Run Resume Import later, with the import ID or with job ${String(job)}`;
		expect(job).toEqual(expect.stringMatching(/^\d+$/));
		expect(json.map(({ row }) => row)).toEqual(Array.from({ length: 6 }, (_, index) => index + 1));
		expect(
			json.filter((answer) => answer.status === 'PENDING' && answer.job === job && answer.next === running),
		).toHaveLength(4);
		for (const answer of json.slice(4)) {
			expect(answer).toMatchObject({
				status: 'UNPROCESSED',
				job: null,
				retrySafe: true,
				next: expect.stringContaining('Zoho did not renew the access token (invalid_code)'),
			});
		}
		emulator.advance(60_000);
		expect(leads()).toBe(4);
	});

	it('stops when credits are used up: the rest stays unsent and nothing more is spent', async () => {
		emulator.switches.creditLimit = 700;
		const { json } = await run(jobImport(), many());
		expect(json.filter(({ status }) => status === 'ADDED')).toHaveLength(4);
		for (const answer of json.slice(4)) {
			expect(answer).toMatchObject({
				status: 'UNPROCESSED',
				retrySafe: true,
				errors: [{ code: 'TOO_MANY_REQUESTS', fields: [] }],
			});
			expect(answer.next).toMatch(/24 hours/);
		}
	});
});

describe('Bulk Write > Import with Max Credits and jobs side by side', () => {
	const ESTIMATE = 3_038;
	const six = (maxCredits: number): INodeParameters => jobImport({ options: { maxCredits, jobsAtOnce: 6 } });

	it('starts all jobs that the estimate allows, and asks for late ones no more often than that', async () => {
		emulator.jobs.plan({ end: 'never' }, 6);
		const { json } = await run(six(ESTIMATE), rowsOf(24));
		expect(created(emulator)).toHaveLength(6);
		expect(new Set(json.map(({ status }) => status))).toEqual(new Set(['PENDING']));
		expect(emulator.credits.spent()).toBe(ESTIMATE);
	});

	it('lets late jobs have the credits that early ones did not need', async () => {
		emulator.jobs.plan({ ticks: 30 }, 1);
		const { json } = await run(six(ESTIMATE), rowsOf(24));
		expect(new Set(json.map(({ status }) => status))).toEqual(new Set(['ADDED']));
		expect(emulator.credits.spent()).toBeLessThanOrEqual(ESTIMATE);
	});

	it('orders none where they do not suffice for all', async () => {
		const { message } = await run(six(ESTIMATE - 1), rowsOf(24)).then(
			() => ({ message: 'nothing was thrown' }),
			(reason: Error) => reason,
		);
		expect(message).toBe(
			`The import would use about ${ESTIMATE} API credits (estimated), and Max Credits allows ${ESTIMATE - 1}. Nothing was sent`,
		);
		expect(created(emulator)).toEqual([]);
	});
});
