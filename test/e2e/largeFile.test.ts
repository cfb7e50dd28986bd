import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { toList, toRecord } from './json';
import { compareFile, compareRecords, COLUMNS, countRefusals, expectedRejects, writeLargeFile } from './largeFile';
import type { Execution } from './n8nRest';
import { watchMemory } from './residentMemory';
import { raiseStage, type Stage } from './stage';
import { inRow, readFile, writeFile, zohoNode } from './workflows';

const MINUTE_MS = 60_000;
jest.setTimeout(20 * MINUTE_MS);

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage(['--job-step-ms', '200', '--drop-bodies']);
});
afterAll(async () => {
	await stage?.stop();
});

/** Words for people: what was measured. */
function say(text: string): void {
	process.stderr.write(`${text}\n`);
}

const inFiles = (name: string): string => path.join(stage.n8n.filesFolder, name);

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
			const parameters = {
				resource: 'bulkWrite',
				operation: 'import',
				module: 'Leads',
				importOperation: 'insert',
				route: 'bulk',
				inputSource: 'file',
				binaryField: 'data',
				output: 'summary',
				options: { maxCredits: 30_000 },
			};
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
			recordRequests: 0,
		});
		expect(summary).not.toHaveProperty('openJobs');
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
