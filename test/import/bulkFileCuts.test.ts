import { useImportStage } from './importStage';
import { expectedLeads, type FileRow, fileRows, heldLeads, inItem, writeCsv } from './files';
import { counts, countsOf } from './outcomes';
import { writesOf } from '../stage/books';
import { failureOf } from '../stage/failure';
import { fileImport } from '../stage/parameters';
import type { NodeRunResult } from '../stage/runNode';

const { emulator, run } = useImportStage({ switches: { bulkWriteRows: 2_500 } });

/** Jobs of 2,500 rows and 250,000 bytes, a tenth and a hundredth of Zoho's own. */
jest.mock('../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/call/limits'),
	MAX_BULK_WRITE_ROWS: 2_500,
	MAX_UPLOAD_BYTES: 250_000,
}));

const importCsv = async (content: string | Buffer): Promise<NodeRunResult> =>
	await run(fileImport(), [{}], { files: [{ data: inItem(content) }] });
const rowsOfJobs = (): (string | undefined)[] =>
	emulator.jobs.all().map(({ resource }) => JSON.stringify(resource).match(/\d+-\d+\.csv/)?.[0]);

describe('a CSV', () => {
	it('of more rows than a job may have goes in two jobs of consecutive rows', async () => {
		const rows = fileRows(2_600).map(({ Ext_Ref, Last_Name, Company, Email }): FileRow => ({
			Ext_Ref,
			Last_Name,
			Company,
			Email,
		}));
		const result = await importCsv(writeCsv(rows));
		expect(countsOf(result)).toEqual(counts({ rows: 2_600, added: 2_600 }));
		expect(rowsOfJobs()).toEqual(['1-2500.csv', '2501-2600.csv']);
		expect(heldLeads(emulator, Object.keys(rows[0]))).toEqual(expectedLeads(rows));
	});

	it('whose rows pack to more than an upload may have goes in several jobs', async () => {
		// Noise hardly packs: 1,200 rows of 320 characters make 290 kB.
		let state = 1;
		const noise = (): string => {
			const numbers = Uint32Array.from(
				{ length: 60 },
				() => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) ^ (state >>> 13),
			);
			return Buffer.from(numbers.buffer).toString('base64');
		};
		const rows = Array.from({ length: 1200 }, (_, number) => ({
			Ext_Ref: `REF-${number}`,
			Last_Name: `Lead ${number}`,
			Company: 'Brightwell',
			Description: noise(),
		}));
		const result = await importCsv(writeCsv(rows));
		expect(countsOf(result)).toEqual(counts({ rows: 1200, added: 1200 }));
		const uploads = emulator.requests.all({ method: 'POST', path: '/crm/v8/upload' });
		expect(uploads.map(({ sizeBytes }) => sizeBytes < 251_000)).toEqual([true, true]);
		expect(rowsOfJobs()).toEqual(['1-600.csv', '601-1200.csv']);
		expect(heldLeads(emulator, Object.keys(rows[0]))).toEqual(expectedLeads(rows));
	});
});

describe('a file that cannot be imported is refused in one sentence, and nothing is sent: it', () => {
	it('has a row that alone goes over the limit of an upload', async () => {
		const content = `Last_Name,Company\nA,a\nB,${'b'.repeat(250_000)}\nC,c\n`;
		expect(await failureOf(importCsv(content))).toEqual({
			message: 'Row 2 of the file has 250003 bytes, and the limit of a whole job is 250000. Nothing was sent',
			description: 'Shorten the row. Its length may come from a quote that is never closed',
		});
		expect(writesOf(emulator)).toEqual([]);
		expect(emulator.store.count('Leads')).toBe(0);
	});
});
