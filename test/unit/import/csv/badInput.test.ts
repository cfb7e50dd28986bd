import { packZip } from '../../../../nodes/shared/archive/zip';
import { MAX_UPLOAD_BYTES, MAX_ZIP_SOURCE_BYTES } from '../../../../nodes/shared/zoho/call/limits';
import { CsvSource } from '../../../../nodes/shared/import/csv/source';
import { PLAIN_FORM, leadFields, noUsers, packAll, plainRequest, refusalOf, sourceOf } from './cases';

const zipOf = async (files: Record<string, string>): Promise<Uint8Array> =>
	await packZip(
		Object.entries(files).map(([name, content]) => ({ name, content: [Buffer.from(content)] })),
		new Date(0),
	);
const AGAIN = 'Correct the file, then import it again. Nothing was sent';
const SAVE_AS_UTF8 = 'Save the file as UTF-8 and set Character Encoding to UTF-8';
const CHOOSE_ENCODING =
	'Set Character Encoding to the encoding that the file was saved in, such as windows-1252, or save it as UTF-8';
const FIT_HEADER =
	'If the rows only lack empty cells at their end, set Short Rows to Fill With Empty. Otherwise check that the header belongs to the rows';
const FIRST_ROW = 'Use a CSV file whose first row has the names of the fields';
const ZIP_AGAIN = 'Create the ZIP again, without a password, or use the CSV file itself';
const ZERO = 'holds a byte 0, as a file in UTF-16 does, or one that is no CSV';

describe('a file that cannot be imported', () => {
	it.each([
		['is empty', '', 'The file is empty', FIRST_ROW],
		['has empty lines only', '\r\n\r\n\n', 'The file is empty', FIRST_ROW],
		[
			'has mostly rows with too many cells',
			'Last_Name,Email\nA,a@x.test,b\nB,b@x.test\nC,c@x.test,c\n',
			'Most rows of the file do not fit its header: row 1 has 3 cells, but the header has 2. Nothing was sent',
			FIT_HEADER,
		],
		[
			'has a quote that stays open',
			'Last_Name,Email\nA,a@x.test\n"B,b@x.test\nC,c@x.test\n',
			'Row 2 of the file has a quote that is never closed',
			AGAIN,
		],
		[
			'has a quote that stays open in its header',
			'"Last_Name,Email\nA,a@x.test\n',
			'The header of the file has a quote that is never closed',
			AGAIN,
		],
		[
			'has text after a closing quote',
			'Last_Name,Email\n"A"B,a@x.test\n',
			'Row 1 of the file has text after a closing quote',
			`${AGAIN}. Quotes inside a text must be doubled, without a backslash`,
		],
		['has a byte 0', 'Last_Name,Email\nA,a@x.test\nB\0,b@x.test\n', `Row 2 of the file ${ZERO}`, AGAIN],
		['has a byte 0 in quotes', 'Last_Name,Email\n"A\0",a@x.test\n', `Row 1 of the file ${ZERO}`, AGAIN],
		['is a program', Buffer.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0), `The header of the file ${ZERO}`, AGAIN],
		[
			'is a PDF',
			'%PDF-1.7\n%\n1 0 obj\n',
			'The file is PDF, not CSV',
			'Save or export the data as CSV, with commas, semicolons or tabs between the columns',
		],
		[
			'has bytes that are no UTF-8',
			Buffer.from('Last_Name,Company\nA,a\nB,M\xfcller\nC,c\n', 'latin1'),
			'Row 2 of the file has bytes that are not valid UTF-8',
			CHOOSE_ENCODING,
		],
		[
			'has a header that is no UTF-8',
			Buffer.from('Last_Name,Stra\xdfe\nA,a\n', 'latin1'),
			'The header of the file has bytes that are not valid UTF-8',
			CHOOSE_ENCODING,
		],
		[
			'has a date with two readings',
			'Last_Name,Born\nA,2020-01-02\nB,03/04/2020\n',
			'Column "Born", row 2 of the file: "03/04/2020" is a date with an unclear order of day and month, and no other value of the column shows it. Nothing was sent',
			'Set Date Order under Options, or convert the column: dates to yyyy-MM-dd',
		],
	])('%s: is refused in a sentence', async (_, content, message, advice) => {
		const request = { cells: { ...plainRequest.cells, dateOrder: null } };
		for (const chunkBytes of [1, 7, 1_000_000]) {
			expect(await refusalOf(sourceOf(content, { request, chunkBytes }))).toEqual([message, advice]);
		}
	});

	it.each([
		['ISO-2022-JP', "A file in ISO-2022-JP can't be split into jobs", SAVE_AS_UTF8],
		[
			'klingon',
			'The character encoding "klingon" is unknown',
			'Enter UTF-8, or the encoding that the file was saved in, such as windows-1252 or Shift_JIS',
		],
	])('is not taken in the encoding %s', async (encoding, message, advice) => {
		expect(await refusalOf(sourceOf('Last_Name,Email\n', { encoding }))).toEqual([message, advice]);
	});

	it('is not taken in another encoding than its first bytes tell', async () => {
		expect(await refusalOf(sourceOf('\uFEFFLast_Name,Email\n', { encoding: 'windows-1252' }))).toEqual([
			'The file starts with the mark of UTF-8, but Character Encoding is windows-1252',
			'Set Character Encoding to UTF-8',
		]);
	});

	it.each(['Shift_JIS', 'GBK', 'gb18030', 'Big5'])(
		'is not cut at pipes in %s, where their byte can be part of a character',
		async (encoding) => {
			expect(await refusalOf(sourceOf('Last_Name|Email\n', { encoding }))).toEqual([
				`In a file in ${encoding}, the delimiter "|" can be part of other characters`,
				'Save the file with commas or semicolons between its columns, or as UTF-8',
			]);
			expect((await sourceOf('Last_Name;Email\nA;a@x.test\n', { encoding }).check()).rowCount).toBe(1);
		},
	);

	it('names the row that alone goes over the limit of an upload', async () => {
		const withRow = (bytes: number, end: string): Buffer =>
			Buffer.concat([Buffer.from('Last_Name,Email\nA,a@x.test\nB,'), Buffer.alloc(bytes - 3, 0x62), Buffer.from(end)]);
		expect(
			await refusalOf(sourceOf(withRow(MAX_UPLOAD_BYTES + 1, '\nC,c@x.test\n'), { chunkBytes: 1_000_000 })),
		).toEqual([
			'Row 2 of the file has 25000001 bytes, and the limit of a whole job is 25000000. Nothing was sent',
			'Shorten the row. Its length may come from a quote that is never closed',
		]);
		expect(
			(await sourceOf(withRow(MAX_UPLOAD_BYTES, '\nC,c@x.test\n'), { chunkBytes: 1_000_000 }).check()).rowCount,
		).toBe(3);
	});

	it('is not read to its end where a quote stays open', async () => {
		const file = {
			fileName: null,
			async *open() {
				yield Buffer.from('Last_Name,Email\n"A');
				for (;;) yield Buffer.alloc(1_000_000, 0x62);
			},
		};
		const source = new CsvSource(
			{ file, children: null, ...PLAIN_FORM },
			plainRequest,
			async () => leadFields,
			noUsers,
			async () => {},
		);
		expect(await refusalOf(source)).toEqual([
			'Row 1 of the file is longer than 50000000 bytes: a quote in it may be left open',
			AGAIN,
		]);
	});

	it('is told when it changes between two passes', async () => {
		let content = 'Last_Name,Email\nA,a@x.test\nB,b@x.test\n';
		const file = {
			fileName: null,
			async *open() {
				yield Buffer.from(content);
			},
		};
		const source = new CsvSource(
			{ file, children: null, ...PLAIN_FORM },
			plainRequest,
			async () => leadFields,
			noUsers,
			async () => {},
		);
		expect((await source.check()).rowCount).toBe(2);
		content = 'Last_Name,Email\nA,a@x.test\n';
		await expect(packAll(source, [[0, 1]])).rejects.toMatchObject({
			message: 'Row 2 of the file is missing: the file has changed since it was checked',
			advice: 'Import the file again when nothing writes to it anymore',
		});
	});
});

describe('a ZIP', () => {
	it('that holds one CSV stands for it', async () => {
		const source = sourceOf(await zipOf({ 'leads.csv': 'Last_Name,Email\nA,a@x.test\n', 'read.me': 'x' }));
		expect((await source.check()).rowCount).toBe(1);
		expect(await packAll(source, [[0]])).toHaveLength(1);
	});

	it.each([
		[
			'holds two CSVs with other columns',
			{ 'a.csv': 'Last_Name\n', 'b.csv': 'Last_Name,Email\n' },
			'The CSV files of the ZIP do not belong together: "a.csv" lacks "Email"',
			'Import them one at a time, each in a ZIP of its own or as the CSV file itself. For child rows, set Child Rows: From a Second File',
		],
		[
			'holds no CSV',
			{ 'a.xml': '<a/>' },
			'The ZIP has no file whose name ends in .csv',
			'Add the CSV file to the ZIP, or use the CSV file itself',
		],
		[
			'is empty',
			{},
			'The ZIP has no file whose name ends in .csv',
			'Add the CSV file to the ZIP, or use the CSV file itself',
		],
		[
			'is a workbook',
			{ '[Content_Types].xml': '<a/>' },
			'The file is an Excel workbook or another office document, not a CSV file',
			'Save or export the data as CSV, with commas, semicolons or tabs between the columns',
		],
		['holds an empty CSV', { 'a.csv': '' }, 'The file is empty', FIRST_ROW],
	])('that %s is refused in a sentence', async (_, files, message, advice) => {
		expect(await refusalOf(sourceOf(await zipOf(files)))).toEqual([message, advice]);
	});

	it('that is cut or damaged is refused in a sentence', async () => {
		const zip = await zipOf({ 'leads.csv': `Last_Name,Email\n${'A,a@x.test\n'.repeat(1_000)}` });
		const [cut, cutAdvice] = await refusalOf(sourceOf(zip.subarray(0, zip.length - 30)));
		expect(cut).toMatch(/^The ZIP archive /);
		expect(cutAdvice).toBe(ZIP_AGAIN);
		const damaged = Buffer.from(zip);
		damaged.writeUInt32LE(1, 14);
		damaged.writeUInt32LE(1, damaged.readUInt32LE(damaged.length - 6) + 16);
		expect(await refusalOf(sourceOf(damaged))).toEqual([
			'The ZIP archive is damaged in "leads.csv": length or CRC-32 differ from what it states',
			ZIP_AGAIN,
		]);
	});

	it('that is too large is refused before it is held', async () => {
		let given = 0;
		const file = {
			fileName: null,
			async *open() {
				yield Buffer.of(0x50, 0x4b, 3, 4);
				for (;;) {
					given += 8_388_608;
					yield new Uint8Array(8_388_608);
				}
			},
		};
		const source = new CsvSource(
			{ file, children: null, ...PLAIN_FORM },
			plainRequest,
			async () => leadFields,
			noUsers,
			async () => {},
		);
		expect(await refusalOf(source)).toEqual([
			`The ZIP is larger than the limit of ${MAX_ZIP_SOURCE_BYTES} bytes`,
			'Use the CSV file itself, which can have any size',
		]);
		expect(given).toBeLessThan(MAX_ZIP_SOURCE_BYTES + 3 * 8_388_608);
	});
});
