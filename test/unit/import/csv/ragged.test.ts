import type { FileForm } from '../../../../nodes/shared/import/csv/source';
import { collectBytes, packAll, readCsv, refusalOf, sourceOf, unzip } from './cases';

const SIZES = [1, 7, 1_000_000];
const FILL: Partial<FileForm> = { shortRows: 'fill' };

/** What a file comes to: how many rows, and what those that cannot be sent are told. */
async function checked(content: string, form: Partial<FileForm> = {}, chunkBytes = 7) {
	const { rowCount, refused } = await sourceOf(content, { form, chunkBytes }).check();
	return {
		rowCount,
		refused: refused.map(({ row, status, errors, reason, next }) => ({
			row,
			status,
			errors,
			told: `${reason}. ${next}`,
		})),
	};
}
const refused = (row: number, told: string) => ({
	row,
	status: 'SKIPPED',
	errors: [{ code: 'INVALID_DATA', fields: [] }],
	told,
});

/** The rows of the one CSV that a job gets. */
async function sentOf(content: string, rows: readonly number[], form: Partial<FileForm>): Promise<string[][]> {
	const [chunk] = await packAll(sourceOf(content, { form }), [rows]);
	return readCsv(String(Object.values(await unzip(chunk.zip))[0]));
}

const START = 'Last_Name,Company,Email\n';
const WHOLE = 'A,a,a@x.test\nB,b,b@x.test\nC,c,c@x.test\n';
const SHORT = 'It has 2 cells, but the header has 3. Add the missing cells, or set Short Rows to Fill With Empty';

describe('a row with fewer or more cells than the header', () => {
	it.each(SIZES)('fails alone, with its reason (in chunks of %i bytes)', async (chunkBytes) => {
		const content = `${START}${WHOLE}D,d\nE,e,e@x.test,\nF,f,f@x.test,7\n`;
		expect(await checked(content, {}, chunkBytes)).toEqual({
			rowCount: 6,
			refused: [
				refused(4, SHORT),
				refused(
					5,
					'It has 4 cells, but the header has 3. The extra cells are empty. Remove them, or set Short Rows to Fill With Empty, which drops them',
				),
				refused(6, 'It has 4 cells, but the header has 3. Correct the row so that it has as many cells as the header'),
			],
		});
	});

	it('is sent with empty cells at its end, or without empty ones, where the option says so', async () => {
		const content = `${START}A,a,a@x.test\nB\n"C ""c""",c,"c@x.test",,""\nD,d\n`;
		expect(await checked(content, FILL)).toEqual({ rowCount: 4, refused: [] });
		expect(await sentOf(content, [0, 1, 2, 3], FILL)).toEqual([
			['Last_Name', 'Company', 'Email'],
			['A', 'a', 'a@x.test'],
			['B', '', ''],
			['C "c"', 'c', 'c@x.test'],
			['D', 'd', ''],
		]);
	});

	it('is never sent where a cell that is too many is filled', async () => {
		expect((await checked(`${START}${WHOLE}D,d,d@x.test,7\n`, FILL)).refused).toEqual([
			refused(4, 'It has 4 cells, but the header has 3. Correct the row so that it has as many cells as the header'),
		]);
	});

	it('is in the reject file with the reasons under their titles', async () => {
		const source = sourceOf(`${START}${WHOLE}D\n"E,",e,e@x.test,7\n`);
		const { refused: answers } = await source.check();
		const byIndex = new Map(answers.map((answer) => [answer.row - 1, answer]));
		const [header, ...rows] = readCsv(String(await collectBytes(source.rejects((index) => byIndex.get(index)))));
		expect(header.slice(0, 3)).toEqual(['Last_Name', 'Company', 'Email']);
		const code = header.indexOf('Import_Code');
		expect(rows.map((cells) => [cells.slice(0, 3), cells[code], cells.slice(header.length)])).toEqual([
			[['D', '', ''], 'INVALID_DATA', []],
			[['E,', 'e', 'e@x.test'], 'INVALID_DATA', ['7']],
		]);
	});

	it('goes to the records API with the cells that it has', async () => {
		const source = sourceOf(`${START}A,a,a@x.test\nB,b\n`, { form: FILL });
		const found = [];
		for await (const records of source.records([[0, 1]])) found.push(...records);
		expect(found).toEqual([
			{ Last_Name: 'A', Company: 'a', Email: 'a@x.test' },
			{ Last_Name: 'B', Company: 'b' },
		]);
	});

	it.each<[string, string, Partial<FileForm>, string, string]>([
		[
			'lack cells',
			`${START}A,a\nB,b\nC,c,c@x.test\n`,
			{},
			'Most rows of the file do not fit its header: row 1 has 2 cells, but the header has 3. Nothing was sent',
			'If the rows only lack empty cells at their end, set Short Rows to Fill With Empty. Otherwise check that the header belongs to the rows',
		],
		[
			'are separated by another character',
			`${START}A;a;a@x.test\nB;b;b@x.test\nC,c,c@x.test\n`,
			FILL,
			'Most rows of the file do not fit its header: row 1 has 1 cell, but the header has 3. Nothing was sent',
			'The file has "," between the titles, but not between the cells. Save it with the same delimiter in all lines',
		],
	])('stops the import where most rows %s', async (_, content, form, message, advice) => {
		expect(await refusalOf(sourceOf(content, { form }))).toEqual([message, advice]);
	});
});

describe('lines below the data', () => {
	const BELOW =
		'It has only one cell and is after an empty line, so it may be a line below the data. Remove it from the file';
	const REPORT = `${START}A,a,a@x.test\r\n\r\n\r\n"Leads of the Year"\r\n"Copyright (c) 2026, Brightwell"\r\n`;

	it.each(SIZES)('fail alone, also where short rows are filled (in chunks of %i bytes)', async (chunkBytes) => {
		for (const form of [{}, FILL])
			expect(await checked(REPORT, form, chunkBytes)).toEqual({
				rowCount: 3,
				refused: [refused(2, BELOW), refused(3, BELOW)],
			});
	});

	it('are not counted where most other rows are whole, however many they are', async () => {
		const lines = Array.from({ length: 20 }, (_, number) => `Line ${number}\n`).join('');
		expect((await checked(`${START}A,a,a@x.test\n\n${lines}`)).refused).toHaveLength(20);
	});

	it('count as empty lines where they have delimiters only', async () => {
		expect(await checked(`${START}A,a,a@x.test\n,,\n,,,,\n,,\n`)).toEqual({ rowCount: 1, refused: [] });
		expect((await checked(`${START}A,a,a@x.test\n,,\nThe end\n`)).refused).toEqual([refused(3, BELOW)]);
	});

	it('are rows where others follow', async () => {
		const content = `${START}A,a,a@x.test\n,,\nC,c,c@x.test\n`;
		expect(await checked(content)).toEqual({ rowCount: 3, refused: [] });
		expect(await sentOf(content, [0, 1, 2], {})).toEqual([
			['Last_Name', 'Company', 'Email'],
			['A', 'a', 'a@x.test'],
			['', '', ''],
			['C', 'c', 'c@x.test'],
		]);
	});
});
