import type { IDataObject } from 'n8n-workflow';
import { prepareInput, USES } from '../operations/registry';
import { connectedCredential, scopedCredential } from '../stage/credentials';
import { fileImport, jobImport, leadImport, record } from '../stage/parameters';
import type { RunSettings } from '../stage/run';
import { useStage } from '../stage/stage';
import { asFile } from '../import/uploads';

const { emulator, run } = useStage();

const GO_ON: RunSettings = { onError: 'continueRegularOutput' };
/** Statuses of rows that are what their item asked for. */
const DONE: ReadonlySet<unknown> = new Set([
	'ADDED',
	'CONVERTED',
	'DELETED',
	'MATCHED',
	'NO_MATCH',
	'READY',
	'UNCHANGED',
	'UPDATED',
]);

const LAST: readonly string[] = ['next', 'code', 'input', 'details'];

const isNothing = (value: unknown): boolean =>
	value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/** What is wrong with the shape of a row. */
function flawsOf(row: IDataObject): string[] {
	const keys = Object.keys(row);
	const own = keys.slice(4).filter((key) => key !== 'children' && !LAST.includes(key));
	const isFailed = !DONE.has(row.status);
	const flaws: Record<string, boolean> = {
		'begins with status, reason, id, and its number': /^status,reason,id,(item|row)$/.test(keys.slice(0, 4).join()),
		'ends with next, code, input, details, as far as any row has them': keys
			.filter((key) => key !== 'children')
			.join()
			.endsWith(LAST.filter((key) => keys.includes(key)).join()),
		'says what became of it': row.reason !== '',
		'has nothing that n8n shows in red': !Object.values(row).some(isNothing),
		'is flat but for details, input and children': own.every(
			(key) => typeof row[key] !== 'object' || Array.isArray(row[key]),
		),
		'says why it failed, in a sentence': !isFailed || /^[^a-z\s].{7,}[^.]$/.test(String(row.reason)),
		'says what to do if it failed': !isFailed || /^[A-Z].{7,}[^.]$/.test(String(row.next)),
		'has a status': /^[A-Z_]+$/.test(String(row.status)),
	};
	return Object.entries(flaws).flatMap(([name, isKept]) => (isKept ? [] : [`${name}: ${JSON.stringify(row)}`]));
}

const REFUSAL = { code: 'INVALID_DATA', details: {}, message: 'invalid', status: 'error' };

const keysOf = (rows: readonly IDataObject[]): string[] => [...new Set(rows.map((row) => Object.keys(row).join()))];

/** Files of jobs are a list of their own. */
const WITH_COLUMNS = new Set(['get the result of a job']);

describe.each(USES)('to $name', ({ parameters, sample, name, scopes }) => {
	const isRow = (json: IDataObject): boolean => 'status' in json && 'reason' in json;
	const runWith = async (settings: RunSettings) => {
		const { items, files } = await prepareInput(emulator, sample, sample.operation === 'resumeImport' ? 1 : 2);
		return { given: items, ...(await run(parameters, items, { ...settings, files })) };
	};

	it('gives rows of one shape, whether they are done or failed', async () => {
		const { json } = await runWith({ credential: connectedCredential(emulator) });
		const failed = await runWith({
			...GO_ON,
			credential: scopedCredential(emulator, ['ZohoCRM.notifications.READ', ...scopes.slice(1)]),
		});
		for (const method of ['POST', 'PUT', 'DELETE'])
			emulator.faults.add({ kind: 'answer', status: 400, body: REFUSAL, path: '/crm/*', method, times: 99 });
		const refused = await runWith(GO_ON);
		const rows = [...json.filter(isRow), ...failed.json, ...refused.json.filter(isRow)];
		expect(rows.flatMap(flawsOf).filter((flaw) => !(WITH_COLUMNS.has(name) && flaw.startsWith('is flat')))).toEqual([]);
		// A read gives no rows, but where it failed.
		const isWrite = json.some(isRow) && !('columns' in json[0]);
		const outcomes = isWrite
			? [json, failed.json, refused.json]
			: [failed.json, refused.json.filter(({ status }) => status === 'FAILED')];
		for (const outcome of outcomes.filter(({ length }) => length > 0)) {
			const [keys, ...others] = keysOf(outcome);
			expect(others).toEqual([]);
			const isEmpty = (key: string): boolean => outcome.every((row) => row[key] === '');
			expect(keys.split(',').slice(4).filter(isEmpty)).toEqual([]);
		}
		expect(failed.json.map(({ status }) => status)).not.toContain('ADDED');
		for (const [index, { input }] of failed.json.entries()) expect(input).toEqual(failed.given[index]);
	});
});

describe('the rows of an import have one shape', () => {
	const ROWS = [
		{ Last_Name: 'Ash', Company: 'Brightwell', Email: 'ash@brightwell.test' },
		{ Last_Name: 'Birch', Company: 'Brightwell', Email: 'no email' },
		{ Last_Name: '', Company: 'Brightwell', Email: 'elm@brightwell.test' },
	];
	it.each([
		['by jobs', jobImport(), 'importId,job,next,code,input,details'],
		['by the Records API', leadImport({ route: 'records' }), 'importId,next,code,input,details'],
		['without waiting', jobImport({ wait: 'none' }), 'importId,job,next,code,input,details'],
		['in a check', leadImport({ options: { dryRun: true } }), 'importId,next,code,input,details'],
	])('%s', async (_, parameters, keys) => {
		const { json } = await run(parameters, ROWS);
		expect(json.flatMap(flawsOf)).toEqual([]);
		expect(keysOf(json)).toEqual([`status,reason,id,row,${keys}`]);
		expect(json.map(({ row, importId }) => [row, importId])).toEqual([1, 2, 3].map((row) => [row, json[0].importId]));
		expect(json.map(({ status, input }) => [status === 'SKIPPED', input])).toEqual([
			[false, ''],
			[true, ROWS[1]],
			[true, ROWS[2]],
		]);
		expect(json.slice(1).map(({ reason }) => reason)).toEqual([
			'Email "no email" is not a valid email',
			expect.stringMatching(/^Last Name is empty$/),
		]);
	});

	it('from a file', async () => {
		const text = 'Last_Name,Company,Email\nAsh,Brightwell,ash@brightwell.test\nBirch,Brightwell,no email\n';
		const { json } = await run(fileImport({ output: 'all' }), [{}], {
			files: [asFile(Buffer.from(text), 'leads.csv')],
		});
		expect(json.flatMap(flawsOf)).toEqual([]);
		expect(keysOf(json)).toEqual(['status,reason,id,row,importId,job,next,code,details']);
	});

	it('with child rows', async () => {
		const items = [
			{ Last_Name: 'Ash', Company: 'Brightwell', Work_History: [{ Employer: 'A' }] },
			{ Last_Name: 'Birch', Company: 'Brightwell' },
			{ Last_Name: '', Company: 'Brightwell', Work_History: [{ Employer: 'B' }] },
		];
		const { json } = await run(jobImport(), items);
		expect(keysOf(json)).toEqual(['status,reason,id,row,importId,job,next,code,input,details,children']);
		expect(json.flatMap(flawsOf)).toEqual([]);
		const children = json.flatMap(({ children: of }) => (of === '' ? [] : Object.values(of as IDataObject).flat()));
		expect(keysOf(children as IDataObject[])).toEqual(['status,reason,id,next,code']);
	});
});

describe('a record that is read', () => {
	it.each(['get', 'getAll', 'search'])('has its ID first, simplified or not (%s)', async (operation) => {
		const id = emulator.add('Venues', { Name: 'Hall', Venue_Code: 'V-1' });
		const more = {
			get: { recordId: { __rl: true, mode: 'id', value: id } },
			getAll: {},
			search: { searchBy: 'word', word: 'hall' },
		}[operation];
		for (const simplify of [true, false]) {
			const { json } = await run(record('Venues', operation, { ...more, simplify }));
			expect(json.map((item) => Object.keys(item)[0])).toEqual(['id']);
			expect(simplify && json.some((item) => Object.values(item).some(isNothing))).toBe(false);
		}
	});
});
