import { stringify } from 'csv-stringify/sync';
import { ZipFile } from 'yazl';
import { buffer } from 'node:stream/consumers';
import { parseRefusals, readResult, type FileResult } from '../../../../nodes/shared/import/answers/result';
import type { PackedFile } from '../../../../nodes/shared/import/rows/source';

type Lines = readonly (readonly string[])[];

async function zipOf(lines: Lines, others: Readonly<Record<string, Lines>> = {}): Promise<Uint8Array> {
	const zip = new ZipFile();
	for (const [name, of] of Object.entries({ 'Leads-leads.csv': lines, ...others }))
		zip.addBuffer(Buffer.from(stringify(of.map((line) => [...line]))), name);
	zip.end();
	return await buffer(zip.outputStream);
}

/** A file that was sent, with the texts of its columns by field. */
function sentFile(columns: Readonly<Record<string, readonly string[]>>, more: Partial<PackedFile> = {}): PackedFile {
	const readKeys: PackedFile['readKeys'] = (names) => names.map((name) => columns[name] ?? null);
	return {
		module: 'Leads',
		fileName: 'leads.csv',
		findBy: null,
		mappings: [],
		rowCount: Object.values(columns)[0].length,
		readKeys,
		...more,
	};
}

const read = async (zip: Uint8Array, ...files: PackedFile[]): Promise<FileResult[]> =>
	await readResult(zip, files, async () => {});

describe('the result file of a bulk write job', () => {
	it('reads codes and fields as the documentation writes them', () => {
		expect(parseRefusals('MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email')).toEqual([
			{ code: 'MANDATORY_NOT_FOUND', fields: ['Company', 'Last_Name'] },
			{ code: 'DUPLICATE_DATA', fields: ['Email'] },
		]);
		expect(parseRefusals('CANNOT_PROCESS')).toEqual([{ code: 'CANNOT_PROCESS', fields: [] }]);
		expect(parseRefusals(' ')).toEqual([]);
	});

	it('is refused in a sentence where it has more lines, or cells in a line, than any job gives', async () => {
		const header = ['Last_Name', 'STATUS', 'RECORD_ID', 'ERRORS'];
		const sent = sentFile({ Last_Name: ['x'] });
		const lines = Array.from({ length: 50_001 }, () => ['x', 'ADDED', '1', '']);
		await expect(read(await zipOf([header, ...lines]), sent)).rejects.toThrow('has more than 50000 lines');
		const [{ lines: most }] = await read(await zipOf([header, ...lines.slice(1)]), sent);
		expect(most).toHaveLength(50_000);
		const wide = ['x', 'ADDED', '1', '', ...Array.from({ length: 100_000 }, () => '')];
		await expect(read(await zipOf([header, wide]), sent)).rejects.toThrow('Row 2 of the CSV has more than 20 cells');
	});

	it('reads rows by the names of its own header, in whatever order its columns stand', async () => {
		const zip = await zipOf([
			['Email', 'STATUS', 'Last_Name', 'ERRORS', 'RECORD_ID'],
			['a@b.test', 'ADDED', 'Lee, "Ann"\nJr', '', '17'],
			['', 'skipped', 'Rao', 'INVALID_DATA-Email', ''],
		]);
		expect(await read(zip, sentFile({ Last_Name: ['x', 'y'], Email: ['1', '2'], Phone: ['p', 'q'] }))).toEqual([
			{
				lines: [
					{ key: 'a@b.test\u0000Lee, "Ann"\nJr', status: 'ADDED', id: '17', errors: [] },
					{ key: '\u0000Rao', status: 'SKIPPED', id: null, errors: [{ code: 'INVALID_DATA', fields: ['Email'] }] },
				],
				sent: ['1\u0000x', '2\u0000y'],
			},
		]);
	});

	it('takes the last columns with the names of the outcome for it: a field may have the same name', async () => {
		const zip = await zipOf([
			['STATUS', 'ERRORS', 'RECORD_ID', 'STATUS', 'RECORD_ID', 'ERRORS'],
			['SKIPPED', 'none', '5', 'ADDED', '17', ''],
			['ADDED', 'INVALID_DATA-Email', '6', 'SKIPPED', '', 'DUPLICATE_DATA-STATUS'],
		]);
		const sent = sentFile({
			STATUS: ['SKIPPED', 'ADDED'],
			ERRORS: ['none', 'INVALID_DATA-Email'],
			RECORD_ID: ['5', '6'],
		});
		expect(await read(zip, sent)).toEqual([
			{
				lines: [
					{ key: 'SKIPPED\u0000none\u00005', status: 'ADDED', id: '17', errors: [] },
					{
						key: 'ADDED\u0000INVALID_DATA-Email\u00006',
						status: 'SKIPPED',
						id: null,
						errors: [{ code: 'DUPLICATE_DATA', fields: ['STATUS'] }],
					},
				],
				sent: ['SKIPPED\u0000none\u00005', 'ADDED\u0000INVALID_DATA-Email\u00006'],
			},
		]);
	});

	it('has one odd line without losing the others, and blank lines are no lines', async () => {
		const zip = await zipOf([
			['Email', 'STATUS', 'RECORD_ID', 'ERRORS'],
			['a', 'ADDED', '17', ''],
			[''],
			['b', 'DUPLICATE', '18', 'DUPLICATE_DATA-Email'],
			['c', '', '19', ''],
			['d', 'SKIPPED', '', 'INVALID_DATA-Email'],
			[''],
			[''],
		]);
		expect(await read(zip, sentFile({ Email: ['a', 'b', 'c', 'd'] }))).toEqual([
			{
				lines: [
					{ key: 'a', status: 'ADDED', id: '17', errors: [] },
					{ key: 'b', status: 'UNKNOWN', id: null, errors: [{ code: 'DUPLICATE', fields: [] }] },
					{ key: 'c', status: 'UNKNOWN', id: null, errors: [] },
					{ key: 'd', status: 'SKIPPED', id: null, errors: [{ code: 'INVALID_DATA', fields: ['Email'] }] },
				],
				sent: ['a', 'b', 'c', 'd'],
			},
		]);
	});

	it('has a file for the parents and one for each kind of children', async () => {
		const header = ['Name', 'STATUS', 'RECORD_ID', 'ERRORS'];
		const zip = await zipOf([header, ['a', 'ADDED', '1', '']], {
			'Rooms-leads_Rooms.csv': [header, ['b', 'ADDED', '2', ''], ['c', 'ADDED', '3', '']],
		});
		const results = await read(
			zip,
			sentFile({ Name: ['a'] }),
			sentFile({ Name: ['b', 'c'] }, { module: 'Rooms', fileName: 'leads_Rooms.csv' }),
		);
		expect(results.map(({ lines }) => lines.map(({ id }) => id))).toEqual([['1'], ['2', '3']]);
		await expect(
			read(zip, sentFile({ Name: ['a'] }), sentFile({ Name: ['b'] }, { module: 'Beds', fileName: 'beds.csv' })),
		).rejects.toThrow('lacks the file Beds-beds.csv');
	});

	it.each([
		[
			'columns are missing',
			[
				['Email', 'STATUS'],
				['a', 'ADDED'],
			],
			/lacks the columns/,
		],
		['it is empty', [], /lacks the columns/],
	])('is refused where %s', async (_, lines, message) => {
		await expect(read(await zipOf(lines), sentFile({ Email: ['a'] }))).rejects.toThrow(message);
	});
});
