import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { makeDemoLeads, writeCsv } from './demoData';
import { compareImport, expectImport } from './expectedImport';
import { isRecord, type JsonRecord, toList, toRecord, toText } from './json';
import { compareFile, compareRecords, COLUMNS, countRefusals, expectedRejects, writeLargeFile } from './largeFile';
import type { Execution } from './n8nRest';
import { watchMemory } from './residentMemory';
import { raiseStage, type Stage } from './stage';
import { inRow, makeItems, readFile, writeFile, zohoNode } from './workflows';

const MINUTE_MS = 60_000;
jest.setTimeout(20 * MINUTE_MS);

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage(['--job-step-ms', '200', '--drop-bodies']);
});
afterAll(async () => {
	await stage?.stop();
});
beforeEach(async () => {
	await stage.emulator.admin('POST', '/reset');
});

/** Words for people: what was measured. */
function say(text: string): void {
	process.stderr.write(`${text}\n`);
}

const inFiles = (name: string): string => path.join(stage.n8n.filesFolder, name);
const bulk = (parameters: JsonRecord): JsonRecord => ({
	resource: 'bulkWrite',
	operation: 'import',
	module: 'Leads',
	importOperation: 'insert',
	route: 'bulk',
	...parameters,
});

function expectSuccess({ status, error }: Execution): void {
	expect({ status, error }).toEqual({ status: 'success', error: null });
}

/** The jobs as the emulator tells them: their status, and how many rows each had. */
async function readJobs(): Promise<readonly { readonly status: unknown; readonly rows: number }[]> {
	return toList(await stage.emulator.admin('GET', '/jobs')).map((entry) => {
		const job = toRecord(entry);
		const files = toList(job.resource).map((resource) => toRecord(toRecord(resource).file));
		return { status: job.status, rows: files.reduce((sum, file) => sum + Number(file.total_count), 0) };
	});
}

describe('a CSV file with very many rows', () => {
	/** A million with `npm test -- --only e2e --full`. */
	const ROWS = Number(process.env.FILE_TEST_ROWS ?? 200_000);
	const SMALL_ROWS = 5000;
	/** Less than a file of a million rows has. Three jobs under way, and what n8n does not collect at once, take 220 to 250 MB. */
	const MOST_GROWTH_BYTES = 330_000_000;
	const ROWS_PER_JOB = 25_000;

	it('becomes exactly the records that it says, and the refused rows come back as a file', async () => {
		const { emulator, n8n, rest } = stage;
		const [csvFile, smallFile, rejectFile] = ['million.csv', 'small.csv', 'rejects.csv'].map(inFiles);
		const importFrom = (file: string) => {
			const parameters = bulk({
				inputSource: 'file',
				binaryField: 'data',
				output: 'summary',
				options: { maxCredits: 30_000 },
			});
			return inRow(
				'Leads from a file',
				readFile(file),
				zohoNode('zohoCrmBulk', stage.credential, parameters),
				writeFile('rejects', rejectFile),
			);
		};
		const sizeBytes = await writeLargeFile(csvFile, ROWS);
		expect(await compareFile(csvFile, ROWS)).toEqual([]);
		// A small file first: what n8n loads once, or had given back while it idled, is no growth.
		await writeLargeFile(smallFile, SMALL_ROWS);
		expectSuccess(await rest.runOnce(importFrom(smallFile)));
		expect(readFileSync(rejectFile, 'utf8')).toBe(expectedRejects(SMALL_ROWS));
		await emulator.admin('POST', '/reset');

		const {
			result: execution,
			before,
			peak,
		} = await watchMemory(n8n.processId, async () => await rest.runOnce(importFrom(csvFile), 15 * MINUTE_MS));
		const megabytes = (bytes: number): number => Math.round(bytes / 1_000_000);
		say(
			`${ROWS} rows x ${COLUMNS.length} columns, ${megabytes(sizeBytes)} MB: ${Math.round(execution.seconds)} s in n8n; its resident memory ${megabytes(before)} MB before, ${megabytes(peak)} MB at most, growth ${megabytes(peak - before)} MB`,
		);
		expectSuccess(execution);

		const refused = countRefusals(ROWS);
		const [{ json: summary }] = execution.outputOf('Zoho CRM');
		const jobs = await readJobs();
		expect(summary).toMatchObject({
			rows: ROWS,
			added: ROWS - refused,
			updated: 0,
			skipped: refused,
			unprocessed: 0,
			pending: 0,
			unknown: 0,
			openJobs: [],
			recordRequests: 0,
		});
		expect(toList(summary.jobs)).toHaveLength(jobs.length);
		expect(toList(summary.mapping).map((line) => toRecord(line).column)).toEqual([...COLUMNS]);
		expect(jobs.map(({ status }) => status)).toEqual(jobs.map(() => 'COMPLETED'));
		expect(jobs.length).toBe(Math.ceil(jobs.reduce((sum, { rows }) => sum + rows, 0) / ROWS_PER_JOB));

		const startedAt = Date.now();
		expect(await compareRecords(emulator.streamRecords('Leads'), ROWS)).toEqual([]);
		expect(readFileSync(rejectFile, 'utf8') === expectedRejects(ROWS)).toBe(true);
		say(`every field of every record compared in ${Math.round((Date.now() - startedAt) / 1000)} s`);
		expect(peak - before).toBeLessThan(MOST_GROWTH_BYTES);
		for (const file of [csvFile, smallFile, rejectFile]) rmSync(file);
	});
});

/** Compares all records of a module with what was expected, by a key that is different for each. */
async function expectRecords(
	module: string,
	keyOf: (record: JsonRecord) => string,
	expected: ReadonlyMap<string, JsonRecord>,
): Promise<void> {
	const records = await stage.emulator.records(module);
	const held = records.map((record): [string, JsonRecord] => {
		const fields = Object.keys(expected.get(keyOf(record)) ?? {});
		return [keyOf(record), Object.fromEntries(fields.map((field) => [field, record[field] ?? null]))];
	});
	expect(held).toHaveLength(expected.size);
	expect(Object.fromEntries(held)).toEqual(Object.fromEntries(expected));
}

describe('a ZIP with a CSV', () => {
	it('is answered row by row, and Zoho holds exactly those leads', async () => {
		const leads = makeDemoLeads({ rows: 3000, seed: 11, operation: 'insert' });
		const archive = new ZipFile();
		archive.addBuffer(Buffer.from(writeCsv(leads.map(({ row }) => row))), 'leads.csv');
		archive.end();
		writeFileSync(inFiles('leads.zip'), await buffer(archive.outputStream));
		const parameters = bulk({ inputSource: 'file', binaryField: 'data', output: 'all' });
		const execution = await stage.rest.runOnce(
			inRow('A ZIP', readFile(inFiles('leads.zip')), zohoNode('zohoCrmBulk', stage.credential, parameters)),
		);
		expectSuccess(execution);
		const answers = execution.outputOf('Zoho CRM');
		expect(new Set(answers.map(({ pairedItem }) => (isRecord(pairedItem) ? pairedItem.item : pairedItem)))).toEqual(
			new Set([0]),
		);
		// Every row answers the one item of the file; that apart, it is what items would give.
		const asItems = answers.map(({ json }, index) => ({ json, pairedItem: { item: index } }));
		expect(compareImport(expectImport(leads, 'insert'), asItems, await stage.emulator.records('Leads'))).toEqual([]);
	});
});

describe('items with rows of other modules in them', () => {
	const COUNT = 400;
	const refOf = (number: number): string => `FAMILY-${number}`;
	const leadOf = (number: number): JsonRecord => ({
		Ext_Ref: refOf(number),
		Last_Name: number === 7 ? '' : `Lead ${number}`,
		Company: 'Brightwell, "Lagos"',
		City: number % 3 === 0 ? null : `City\n${number}`,
	});
	const leads = Array.from({ length: COUNT }, (_, number) => leadOf(number));
	const isSound = (number: number): boolean => number !== 7;

	async function importItems(items: readonly JsonRecord[]): Promise<readonly JsonRecord[]> {
		const execution = await stage.rest.runOnce(
			inRow('Families', ...makeItems(items), zohoNode('zohoCrmBulk', stage.credential, bulk({}))),
		);
		expectSuccess(execution);
		const answers = execution.outputOf('Zoho CRM');
		expect(answers.map(({ json, pairedItem }) => [json.row, json.status, toRecord(pairedItem).item])).toEqual(
			items.map((_, number) => [number + 1, isSound(number) ? 'ADDED' : 'SKIPPED', number]),
		);
		await expectRecords(
			'Leads',
			({ Ext_Ref }) => toText(Ext_Ref),
			new Map(leads.filter((_, number) => isSound(number)).map((lead) => [toText(lead.Ext_Ref), lead])),
		);
		return answers.map(({ json }) => json);
	}

	/** Ext_Ref of the leads by their ids. */
	async function readRefs(): Promise<ReadonlyMap<string, string>> {
		return new Map((await stage.emulator.records('Leads')).map(({ id, Ext_Ref }) => [toText(id), toText(Ext_Ref)]));
	}

	it('makes leads with the rows of their subform under them, and answers both', async () => {
		const rowsOf = (number: number): JsonRecord[] =>
			Array.from({ length: number % 4 }, (_, place) => ({
				Employer: `Employer ${place} of ${refOf(number)}`,
				Position: 'Clerk, "of works"',
				From_Date: `202${place}-02-03`,
				Is_Current: place === 0,
			}));
		const answers = await importItems(leads.map((lead, number) => ({ ...lead, Work_History: rowsOf(number) })));
		const refs = await readRefs();
		const expected = leads.flatMap((_, number) =>
			isSound(number) ? rowsOf(number).map((row) => [`${refOf(number)}: ${toText(row.Employer)}`, row] as const) : [],
		);
		await expectRecords(
			'Work_History',
			({ Parent_Id, Employer }) => `${refs.get(toText(toRecord(Parent_Id).id))}: ${toText(Employer)}`,
			new Map(expected),
		);
		const employers = new Map((await stage.emulator.records('Work_History')).map(({ id, Employer }) => [id, Employer]));
		const told = answers.map(({ children }) =>
			children === undefined
				? []
				: toList(toRecord(children).Work_History).map((child) => [
						toRecord(child).status,
						employers.get(toRecord(child).id) ?? null,
					]),
		);
		expect(told).toEqual(
			leads.map((_, number) =>
				rowsOf(number).map(({ Employer }) => (isSound(number) ? ['ADDED', Employer] : ['SKIPPED', null])),
			),
		);
	});

	it('links leads with venues through a list of look-ups', async () => {
		const names = ['North Hall', 'South Hall', 'East Hall'];
		const venues = await stage.rest.runOnce(
			inRow(
				'Venues',
				...makeItems(names.map((Name) => ({ Name }))),
				zohoNode('zohoCrmBulk', stage.credential, bulk({ module: 'Venues' })),
			),
		);
		expectSuccess(venues);
		const ids = venues.outputOf('Zoho CRM').map(({ json }) => toText(json.id));
		await expectRecords('Venues', ({ id }) => toText(id), new Map(ids.map((id, at) => [id, { Name: names[at] }])));
		await importItems(leads.map((lead, number) => ({ ...lead, Venues: ids.slice(0, number % 4) })));
		const refs = await readRefs();
		const links = leads.flatMap((_, number) =>
			isSound(number)
				? ids
						.slice(0, number % 4)
						.map((id, at) => [`${refOf(number)}: ${id}`, { Venues: { name: names[at], id } }] as const)
				: [],
		);
		await expectRecords(
			'Leads_X_Venues',
			({ Leads, Venues }) => `${refs.get(toText(toRecord(Leads).id))}: ${toText(toRecord(Venues).id)}`,
			new Map(links),
		);
	});
});
