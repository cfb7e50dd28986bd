import fc from 'fast-check';
import { answerRow, type RowAnswer } from '../../../../nodes/shared/import/rows/answer';
import { collectBytes, packAll, readCsv, sourceOf, unzip } from './cases';

/** Why a row was refused; a cell that is quoted in files with semicolons. */
const REASON = 'Born is no date; sorry';
const refused = (index: number, ...errors: { code: string; fields: string[] }[]): RowAnswer =>
	answerRow(index, 'SKIPPED', { errors, reason: REASON });
const MISSING = { code: 'MANDATORY_NOT_FOUND', fields: ['Last_Name', 'Company'] };
const INVALID = { code: 'INVALID_DATA', fields: ['Born', 'Last_Name'] };

describe('the reject file', () => {
	it('has the bytes of the rows that were certainly not written, with codes and fields behind them', async () => {
		const source = sourceOf(
			'Last_Name,Company,Email\r\nA,"x, y",a@x.test\r\n"B ""b""",\u00e4,b@x.test\r\nC,"two\nlines",c@x.test\r\nD,d,d@x.test\r\nE,e,e@x.test\r\nF,f,f@x.test',
		);
		const answers = new Map([
			[0, refused(0, MISSING, INVALID)],
			[1, answerRow(1, 'UNKNOWN', { reason: 'The reply was lost', next: 'Look for the file "imp_1-6.csv"' })],
			[2, answerRow(2, 'UNPROCESSED', { next: 'Never sent' })],
			[3, answerRow(3, 'PENDING')],
			[4, answerRow(4, 'ADDED')],
			[5, refused(5, INVALID)],
		]);
		expect((await collectBytes(source.rejects((index) => answers.get(index)))).toString()).toBe(
			[
				'Last_Name,Company,Email,Import_Reason,Import_Code,Import_Fields',
				'A,"x, y",a@x.test,Born is no date; sorry,MANDATORY_NOT_FOUND;INVALID_DATA,Last_Name;Company;Born',
				'C,"two\nlines",c@x.test,Never sent,UNPROCESSED,',
				'F,f,f@x.test,Born is no date; sorry,INVALID_DATA,Born;Last_Name',
				'',
			].join('\r\n'),
		);
		const uncertain = await collectBytes(source.rejects((index) => answers.get(index), 'uncertain'));
		expect(uncertain.toString()).toBe(
			'Last_Name,Company,Email,Import_Reason,Import_Next\r\n"B ""b""",\u00e4,b@x.test,The reply was lost,"Look for the file ""imp_1-6.csv"""\r\n',
		);
	});

	it('keeps byte order mark, delimiter and line breaks, and quotes its own cells where they hold the delimiter', async () => {
		const source = sourceOf('\uFEFFLast_Name;Company\nA;a\nB;b');
		const rejects = await collectBytes(source.rejects((index) => refused(index, MISSING, INVALID)));
		expect(rejects.toString()).toBe(
			'\uFEFFLast_Name;Company;Import_Reason;Import_Code;Import_Fields\nA;a;"Born is no date; sorry";"MANDATORY_NOT_FOUND;INVALID_DATA";"Last_Name;Company;Born"\nB;b;"Born is no date; sorry";"MANDATORY_NOT_FOUND;INVALID_DATA";"Last_Name;Company;Born"\n',
		);
	});

	it('keeps bytes of other encodings', async () => {
		const content = Buffer.from('Last_Name;Company\nM\xfcller;\x80\n', 'latin1');
		const rejects = await collectBytes(
			sourceOf(content, { encoding: 'windows-1252' }).rejects((index) => refused(index, MISSING)),
		);
		expect(rejects.toString('latin1')).toBe(
			'Last_Name;Company;Import_Reason;Import_Code;Import_Fields\nM\xfcller;\x80;"Born is no date; sorry";MANDATORY_NOT_FOUND;"Last_Name;Company"\n',
		);
	});

	it('is the header alone where no row is refused', async () => {
		expect((await collectBytes(sourceOf('Last_Name,Email\nA,a@x.test\n').rejects(() => undefined))).toString()).toBe(
			'Last_Name,Email,Import_Reason,Import_Code,Import_Fields\n',
		);
	});

	it('can be imported as it is, and its own reject file has its columns once', async () => {
		const content = 'Last_Name,Company,Born\r\nA,"x, y",soon\r\nB,z,2020-01-01\r\nC,"w\r\nw",31/12/2020\r\n';
		const first = await collectBytes(
			sourceOf(content).rejects((index) => (index === 1 ? undefined : refused(index, INVALID))),
		);
		const again = sourceOf(first);
		const checked = await again.check();
		expect([checked.rowCount, checked.refused.map(({ row }) => row), checked.sorted.waves]).toEqual([2, [1], [[1]]]);
		expect(checked.mapping.map(({ column, field }) => [column, field])).toEqual([
			['Last_Name', 'Last_Name'],
			['Company', 'Company'],
			['Born', 'Born'],
		]);
		const [{ zip, parent }] = await packAll(again, [[1]]);
		expect(readCsv((await unzip(zip))[parent.fileName].toString())).toEqual([
			['Last_Name', 'Company', 'Born', 'Import_Reason', 'Import_Code', 'Import_Fields'],
			['C', 'w\r\nw', '2020-12-31', REASON, 'INVALID_DATA', 'Born;Last_Name'],
		]);
		expect(parent.mappings.map(({ api_name, index }) => [api_name, index])).toEqual([
			['Last_Name', 0],
			['Company', 1],
			['Born', 2],
		]);
		const second = await collectBytes(again.rejects((index) => (index === 0 ? refused(0, MISSING) : undefined)));
		expect(second.toString()).toBe(
			'Last_Name,Company,Born,Import_Reason,Import_Code,Import_Fields\r\nA,"x, y",soon,Born is no date; sorry,MANDATORY_NOT_FOUND,Last_Name;Company\r\n',
		);
	});

	it('replaces its columns wherever a person has moved them', async () => {
		const titles = ['Import_Fields', 'Last_Name', 'Company', 'import_code', 'Email'];
		const orders = [
			[0, 1, 2, 3, 4],
			[3, 0, 1, 2, 4],
			[1, 2, 4, 3, 0],
			[1, 0, 3, 2, 4],
			[3, 1, 0],
		];
		for (const order of orders) {
			const cells = ['old', '"n, n"', 'c', 'OLD', 'e@x.test'];
			const content = [titles, cells].map((row) => order.map((at) => row[at]).join(',')).join('\n');
			const kept = order.filter((at) => at !== 0 && at !== 3);
			const rejects = await collectBytes(sourceOf(content).rejects((index) => refused(index, INVALID)));
			expect(rejects.toString()).toBe(
				`${[...kept.map((at) => titles[at]), 'Import_Reason,Import_Code,Import_Fields'].join(',')}\n${[...kept.map((at) => cells[at]), `${REASON},INVALID_DATA,Born;Last_Name`].join(',')}\n`,
			);
		}
	});

	it('has just those rows, however the file is cut and chosen from', async () => {
		const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', '\u4e2d'), maxLength: 5 });
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(cell, cell, fc.boolean()), { maxLength: 20 }),
				fc.integer({ min: 1, max: 30 }),
				async (rows, chunkBytes) => {
					const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
					const content = `Last_Name,Company\n${rows.map(([a, b]) => `${quote(a)},${quote(b)}\n`).join('')}`;
					const rejects = await collectBytes(
						sourceOf(content, { chunkBytes }).rejects((index) =>
							rows[index][2] ? refused(index, INVALID) : undefined,
						),
					);
					expect(readCsv(rejects.toString())).toEqual([
						['Last_Name', 'Company', 'Import_Reason', 'Import_Code', 'Import_Fields'],
						...rows
							.filter(([, , isRefused]) => isRefused)
							.map(([a, b]) => [a, b, REASON, 'INVALID_DATA', 'Born;Last_Name']),
					]);
				},
			),
		);
	});
});
