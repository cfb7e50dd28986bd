import { gzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import { packZip } from '../../../../nodes/shared/archive/zip';
import { answerRow } from '../../../../nodes/shared/import/rows/answer';
import type { FileForm } from '../../../../nodes/shared/import/csv/source';
import { MAX_PLAIN_GZIP_BYTES } from '../../../../nodes/shared/zoho/call/limits';
import { collectBytes, packAll, readCsv, refusalOf, sourceOf, unzip, type CaseOptions } from './cases';

const TITLES = ['Last_Name', 'Company', 'Email'];
const ROWS = [
	['Okafor', 'Acme, Ltd', 'o@brightwell.test'],
	['O"Brien', 'semi;colon', ''],
	['李小龙 😀', 'two\nlines', 'l@brightwell.test'],
	['Zoë', 'ta\tb', 'z@brightwell.test'],
];
const csv = (delimiter: string, rows: readonly (readonly string[])[] = [TITLES, ...ROWS]): string =>
	stringify(
		rows.map((cells) => [...cells]),
		{ delimiter, record_delimiter: '\r\n', quoted_match: /\n/ },
	);
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** The table that a job gets, and how the job is told to read it. */
async function sentOf(content: string | Uint8Array, rowCount: number, options: CaseOptions = {}) {
	const [chunk] = await packAll(sourceOf(content, options), [Array.from({ length: rowCount }, (_, row) => row)]);
	const bytes = Object.values(await unzip(chunk.zip))[0];
	return { encoding: chunk.encoding, rows: readCsv(bytes.toString()) };
}

describe('a file with the same table in another form goes into jobs as UTF-8 with commas:', () => {
	it.each<[string, () => Uint8Array, Partial<FileForm>]>([
		['tabs', () => Buffer.from(csv('\t')), {}],
		['tabs that the first line declares', () => Buffer.from(`sep=\t\r\n${csv('\t')}`), {}],
		['UTF-16 with a mark', () => Buffer.from(`\uFEFF${csv(',')}`, 'utf16le'), {}],
		['UTF-16 with tabs and a mark', () => Buffer.from(`\uFEFF${csv('\t')}`, 'utf16le'), {}],
		['UTF-16 with tabs, a mark and a declaration', () => Buffer.from(`\uFEFFsep=\t\r\n${csv('\t')}`, 'utf16le'), {}],
		['UTF-16 with the other end first and a mark', () => utf16be(`\uFEFF${csv(',')}`), {}],
		['UTF-16 without a mark', () => Buffer.from(csv('\t'), 'utf16le'), {}],
		['UTF-16 with the other end first, without a mark', () => utf16be(csv(',')), {}],
		['UTF-16 that the option names', () => Buffer.from(csv(','), 'utf16le'), { encoding: 'UTF-16' }],
		['UTF-8 where the option names UTF-16', () => Buffer.from(csv(',')), { encoding: 'UTF-16LE' }],
		['gzip', () => gzipSync(csv(',')), {}],
		['gzip of UTF-16 with tabs', () => gzipSync(Buffer.from(`\uFEFF${csv('\t')}`, 'utf16le')), {}],
		['lines above the header', () => Buffer.from(`Contact list\r\n"of, 2026\r\n${csv(',')}`), { skipLines: 2 }],
		[
			'lines above the header, in UTF-16 with tabs',
			() => Buffer.from(`\uFEFFContact list\r\n\r\n${csv('\t')}`, 'utf16le'),
			{ skipLines: 2 },
		],
	])('%s', async (_, bytesOf, form) => {
		for (const chunkBytes of [1, 7, 1_000_000]) {
			const { encoding, rows } = await sentOf(bytesOf(), ROWS.length, { form, chunkBytes });
			expect({ encoding: encoding.toUpperCase(), rows }).toEqual({ encoding: 'UTF-8', rows: [TITLES, ...ROWS] });
		}
	});

	it('tabs in another encoding stay in it', async () => {
		const content = Buffer.from('Last_Name\tCompany\nM\xfcller\tStra\xdfe, 1\n', 'latin1');
		const [chunk] = await packAll(sourceOf(content, { encoding: 'windows-1252' }), [[0]]);
		expect(chunk.encoding).toBe('windows-1252');
		expect(Object.values(await unzip(chunk.zip))[0].toString('latin1')).toBe(
			'Last_Name,Company\nM\xfcller,"Stra\xdfe, 1"\n',
		);
	});

	it('empty lines below the data stay what they are', async () => {
		const content = 'Last_Name\tCompany\tEmail\nA\ta\ta@x.test\n\nThe end\n';
		const { rowCount, refused } = await sourceOf(content, { form: { shortRows: 'fill' } }).check();
		expect([rowCount, refused.map(({ row }) => row)]).toEqual([2, [2]]);
	});
});

describe('a plain file', () => {
	it.each([',', ';', '|'])('goes into jobs byte for byte (%s)', async (delimiter) => {
		const content = `Last_Name${delimiter}Company\n"A"${delimiter} a\n`;
		const [chunk] = await packAll(sourceOf(content), [[0]]);
		expect(Object.values(await unzip(chunk.zip))[0].toString()).toBe(content);
	});
});

describe('the delimiter', () => {
	it.each([
		['a title has more colons', 'Last_Name,Company,Note: a: b: c\nA,a,x\n'],
		['a title has commas', 'Last_Name\tCompany\tNote, a, b, c\nA\ta\tx\n'],
		['a title has as many commas', 'Last_Name;Company;Note, a, b\nA;a;x\n'],
	])('is the one by which titles are known, where %s', async (_, content) => {
		const { mapping, rowCount } = await sourceOf(content, { request: { ignoreUnknownColumns: true } }).check();
		expect([rowCount, mapping.map(({ field }) => field)]).toEqual([1, ['Last_Name', 'Company', null]]);
	});

	it('is none where the whole header is one known title', async () => {
		const { mapping } = await sourceOf('Surname: or firm\nA\n', {
			form: { columns: { 'Surname: or firm': 'Last_Name' } },
		}).check();
		expect(mapping.map(({ column, field }) => [column, field])).toEqual([['Surname: or firm', 'Last_Name']]);
	});
});

describe('lines above the header', () => {
	it.each([
		['Contact list,,\n', 1],
		['Export of leads\n\n,,\n', 3],
		['"Leads, all",,\nCreated on 11/30/2026,,\n,,\n', 3],
	])('stop the import, which names how many they are: %j', async (above, count) => {
		const content = `${above}Last_Name,Company,Email\nA,a,a@x.test\n`;
		for (const ignoreUnknownColumns of [true, false])
			expect(await refusalOf(sourceOf(content, { request: { ignoreUnknownColumns } }))).toEqual([
				`Line ${count + 1} of the file looks like its header, not line 1. Nothing was sent`,
				`Set Skip Lines at the Top to ${count}`,
			]);
		expect((await sourceOf(content, { form: { skipLines: count } }).check()).rowCount).toBe(1);
	});

	it('are in the reject file as well, so that it can be imported as the file was', async () => {
		const above = '\uFEFFContact list,,\n,,\n';
		const source = sourceOf(`${above}Last_Name,Company\nA,a\nB,b\n`, { form: { skipLines: 2 } });
		const answer = answerRow(1, 'UNPROCESSED');
		const rejects = (await collectBytes(source.rejects((row) => (row === 1 ? answer : undefined)))).toString();
		expect(rejects.startsWith(`${above}Last_Name,Company,`)).toBe(true);
		const again = await sentOf(rejects, 1, { form: { skipLines: 2 } });
		expect(again.rows.map((cells) => cells.slice(0, 2))).toEqual([
			['Last_Name', 'Company'],
			['B', 'b'],
		]);
	});

	it('cannot be more than the file has', async () => {
		expect(await refusalOf(sourceOf('Last_Name\nA\n', { form: { skipLines: 5 } }))).toEqual([
			'The file has no line after the first 5',
			'Correct Skip Lines at the Top',
		]);
	});
});

describe('a ZIP with several CSVs', () => {
	const zipOf = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> =>
		await packZip(
			Object.entries(files).map(([name, content]) => ({ name, content: [Buffer.from(content)] })),
			new Date(0),
		);
	const part = (...rows: readonly string[]): string => ['Last_Name,Company', ...rows].join('\n');

	it('has their rows one after the other, in the order of their names', async () => {
		const zip = await zipOf({
			'Leads_010.csv': '\uFEFFLAST_NAME,company\r\nD,d\r\n',
			'Leads_2.csv': part('B,b', '"C\nc",c'),
			'Leads_001.csv': part('A,a'),
		});
		const { rows } = await sentOf(zip, 4);
		expect(rows).toEqual([
			['Last_Name', 'Company'],
			['A', 'a'],
			['B', 'b'],
			['C\nc', 'c'],
			['D', 'd'],
		]);
	});

	it('may be a backup: those that are named after the module are taken', async () => {
		const zip = await zipOf({
			'Contacts_001.csv': 'Full,Other\nx,y\n',
			'Leads_001.csv': part('A,a'),
			'Leads_002.csv': part('B,b\n'),
		});
		expect((await sentOf(zip, 2)).rows.slice(1)).toEqual([
			['A', 'a'],
			['B', 'b'],
		]);
	});

	it.each([
		['Last_Name,Email\nB,b@x.test\n', '"b.csv" lacks "Company", and "a.csv" lacks "Email"'],
		['Company,Last_Name\nb,B\n', 'their columns are in another order or form'],
		['Last_Name;Company\nB;b\n', 'their columns are in another order or form'],
	])('stops the import where they differ: %j', async (other, what) => {
		expect(await refusalOf(sourceOf(await zipOf({ 'a.csv': part('A,a'), 'b.csv': other })))).toEqual([
			`The CSV files of the ZIP do not belong together: ${what}`,
			'Import them one at a time, each in a ZIP of its own or as the CSV file itself. For child rows, set Child Rows: From a Second File',
		]);
	});
});

describe('a file that is something else', () => {
	const TABLE = 'Save or export the data as CSV, with commas, semicolons or tabs between the columns';
	const ITEMS = 'Convert it to items with an Extract From File node, then set Import From to Input Items';
	it.each<[string, string | Uint8Array, string, string]>([
		['JSON', '\uFEFF [\n {"Last_Name": "A"}]', 'The file is JSON, not CSV', ITEMS],
		['JSON of one record', '{"Last_Name": "A"}', 'The file is JSON, not CSV', ITEMS],
		['a web page', '\n<!DOCTYPE html><html></html>', 'The file is HTML or XML, not CSV', TABLE],
		['contacts', 'BEGIN:VCARD\r\nVERSION:3.0\r\n', 'The file is vCard or iCalendar, not CSV', TABLE],
		['a PDF', '%PDF-1.7\n%', 'The file is PDF, not CSV', TABLE],
		['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'The file is an Excel workbook, not CSV', TABLE],
	])('is named: %s', async (_, content, message, advice) => {
		expect(await refusalOf(sourceOf(content))).toEqual([message, advice]);
	});

	it.each([
		['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 10)],
		['damaged', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 12), Buffer.alloc(30, 7)])],
	])('is a gzip file that is %s', async (_, spoil) => {
		expect(await refusalOf(sourceOf(spoil(gzipSync(csv(',')))))).toEqual([
			'The gzip file is damaged or cut off',
			'Create it again, or use the CSV file itself',
		]);
	});

	it('is a gzip file that unpacks to too much', async () => {
		const rows = Buffer.alloc(MAX_PLAIN_GZIP_BYTES + 1_024, `${'A'.repeat(1_023)}\n`);
		const bomb = gzipSync(Buffer.concat([Buffer.from('Last_Name\n'), rows]));
		expect(await refusalOf(sourceOf(bomb, { chunkBytes: 65_536 }))).toEqual([
			'The gzip file unpacks to more than 250 times its size',
			'Use the CSV file itself, which can have any size',
		]);
	});

	it('is not a large gzip file that shrank as files do', async () => {
		const text = (row: number): string => String((row * 2_654_435_761) % 4_294_967_296).repeat(6);
		const lines = Array.from({ length: 300_000 }, (_, row) => `${text(row)}\n`);
		const plain = Buffer.from(`Last_Name\n${lines.join('')}`);
		expect(plain.length).toBeGreaterThan(MAX_PLAIN_GZIP_BYTES);
		const { rowCount } = await sourceOf(gzipSync(plain), { chunkBytes: 65_536 }).check();
		expect(rowCount).toBe(lines.length);
	});

	it('is UTF-16 that is cut in a character', async () => {
		const bytes = Buffer.from(`\uFEFF${csv(',')}`, 'utf16le');
		expect(await refusalOf(sourceOf(bytes.subarray(0, bytes.length - 1)))).toEqual([
			'The file has bytes that are not valid UTF-16',
			'Save the file again as UTF-8 or UTF-16',
		]);
	});
});
