import fc from 'fast-check';
import { answerRow } from '../../../../nodes/shared/import/rows/answer';
import { cutIntoChunks } from '../../../../nodes/shared/import/rows/chunks';
import type { DescribedChunk } from '../../../../nodes/shared/import/rows/source';
import { packAll, readCsv, sourceOf, unzip } from './cases';

const textOf = async (zip: Uint8Array, name: string): Promise<string> => {
	const files = await unzip(zip);
	expect(Object.keys(files)).toEqual([name]);
	return files[name].toString('utf8');
};
const SIMPLE = 'Last_Name,Email,Company\r\nA,a@x.test,X\r\nB,b@x.test,"Y, Z"\r\nC,c@x.test,\r\nD,d@x.test,W';

describe('the rows of a file', () => {
	it('go into CSVs byte for byte, each with the header', async () => {
		const source = sourceOf(SIMPLE);
		const chunks = await packAll(source, [[0, 1], [3]]);
		expect(await textOf(chunks[0].zip, 'imp_1-2.csv')).toBe(
			'Last_Name,Email,Company\r\nA,a@x.test,X\r\nB,b@x.test,"Y, Z"\r\n',
		);
		expect(await textOf(chunks[1].zip, 'imp_4-4.csv')).toBe('Last_Name,Email,Company\r\nD,d@x.test,W\r\n');
		expect(chunks.map(({ rows, encoding, children }) => [rows, encoding, children])).toEqual([
			[[0, 1], 'UTF-8', []],
			[[3], 'UTF-8', []],
		]);
	});

	it('keep the line breaks of their file, and the last row gets one', async () => {
		const [chunk] = await packAll(sourceOf('Last_Name,Email\nA,"a\r\nb"\n\nB,b@x.test'), [[0, 1]]);
		expect(await textOf(chunk.zip, 'imp_1-2.csv')).toBe('Last_Name,Email\nA,"a\r\nb"\nB,b@x.test\n');
	});

	it('are written anew where a strict reader would take them for something else', async () => {
		const content = 'Last_Name;Company;5" pipe\r\nA;"a ""1"""; "x"\r\nB;b\nC;c\rd;"5"\r\n;e;\r\n'.replace(
			'B;b\n',
			'B;b;\n',
		);
		const [{ zip, parent }] = await packAll(sourceOf(content, { request: { ignoreUnknownColumns: true } }), [
			[0, 1, 2, 3],
		]);
		expect((await unzip(zip))[parent.fileName].toString()).toBe(
			'Last_Name;Company;"5"" pipe"\r\nA;"a ""1""";" ""x"""\r\nB;b;\r\nC;"c\rd";"5"\r\n;e;\r\n',
		);
		expect(parent.readKeys(['Last_Name', 'Company'])).toEqual([
			['A', 'B', 'C', ''],
			['a "1"', 'b', 'c\rd', 'e'],
		]);
	});

	it('are written anew however long a cell is', async () => {
		const long = 'ü"€'.repeat(100_000);
		const [{ zip, parent }] = await packAll(sourceOf(`Last_Name,Company\nA,x${long}\n`), [[0]]);
		expect(
			(await unzip(zip))[parent.fileName].toString() === `Last_Name,Company\nA,"x${long.replaceAll('"', '""')}"\n`,
		).toBe(true);
	});

	it('leave columns out that go to no field, where a job could not take as many', async () => {
		const ignored = Array.from({ length: 199 }, (_, at) => `X${at}`);
		const cells = ignored.map((_, at) => (at === 198 ? '"x, ""y"""' : String(at)));
		const wide = (...rows: string[][]): string =>
			rows
				.map(([first, second]) =>
					[
						...(first === 'Last_Name' ? ignored : cells).slice(0, 100),
						first,
						...(first === 'Last_Name' ? ignored : cells).slice(100),
						second,
					].join(','),
				)
				.join('\r\n');
		const content = wide(['Last_Name', 'Born'], ['A"', '31/12/2020'], ['', ''], ['"B, C"', '']);
		const request = { ignoreUnknownColumns: true };
		const [{ zip, parent }] = await packAll(sourceOf(content, { request }), [[0, 1, 2]]);
		expect((await unzip(zip))[parent.fileName].toString()).toBe(
			'Last_Name,Born\r\n"A""",2020-12-31\r\n,\r\n"B, C",\r\n',
		);
		expect(parent.mappings.map(({ api_name, index }) => [api_name, index])).toEqual([
			['Last_Name', 0],
			['Born', 1],
		]);
		expect(parent.readKeys(['Last_Name', 'Born'])).toEqual([
			['A"', '', 'B, C'],
			['2020-12-31', '', ''],
		]);
		const [keyed] = await packAll(sourceOf(content, { request: { ...request, rowKeyField: 'Row_Key' } }), [[0, 2]]);
		expect((await unzip(keyed.zip))[keyed.parent.fileName].toString()).toBe(
			'Row_Key,Last_Name,Born\r\nimp-1,"A""",2020-12-31\r\nimp-3,"B, C",\r\n',
		);
		expect(keyed.parent.mappings.map(({ api_name, index }) => [api_name, index])).toEqual([
			['Row_Key', 0],
			['Last_Name', 1],
			['Born', 2],
		]);
	});

	it('lose the byte order mark in front of the header', async () => {
		const [chunk] = await packAll(sourceOf('\uFEFF"Last_Name",Company\nA,\u00c4\u{1F600}\n'), [[0]]);
		expect(await textOf(chunk.zip, 'imp_1-1.csv')).toBe('"Last_Name",Company\nA,\u00c4\u{1F600}\n');
	});

	it('are the same after any choice of rows, delimiter, line break and chunk size', async () => {
		const cell = fc.string({
			unit: fc.constantFrom('a', 'B', ' ', '"', ',', ';', ':', '|', '\n', '\r\n', '\u00e4', '\u4e2d', '\u{1F600}'),
			maxLength: 6,
		});
		const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ cells: fc.tuple(cell, cell, cell), isChosen: fc.boolean() }), {
					minLength: 1,
					maxLength: 30,
				}),
				fc.constantFrom(',', ';', ':', '|'),
				fc.constantFrom('\n', '\r\n'),
				fc.integer({ min: 1, max: 40 }),
				fc.boolean(),
				async (rows, delimiter, lineBreak, chunkBytes, endsOpen) => {
					const lines = rows.map(({ cells }) => cells.map(quote).join(delimiter) + lineBreak);
					const header = ['Last_Name', 'Company', 'Row_Key'].join(delimiter) + lineBreak;
					const whole = header + lines.join('');
					const source = sourceOf(endsOpen ? whole.slice(0, -lineBreak.length) : whole, { chunkBytes });
					const chosen = rows.flatMap(({ isChosen }, index) => (isChosen ? [index] : []));
					fc.pre(chosen.length > 0);
					const middle = Math.ceil(chosen.length / 2);
					const chunks = [chosen.slice(0, middle), chosen.slice(middle)].filter(({ length }) => length > 0);
					const packed = await packAll(source, chunks);
					for (const [at, { zip, parent }] of packed.entries()) {
						const files = await unzip(zip);
						expect(files[parent.fileName].toString('utf8')).toBe(header + chunks[at].map((row) => lines[row]).join(''));
						const texts = chunks[at].map((row) => rows[row].cells);
						expect(parent.readKeys(['Company', 'Row_Key', 'Last_Name'])).toEqual([
							texts.map(([, company]) => company),
							texts.map(([, , key]) => key),
							texts.map(([name]) => name),
						]);
						expect(parent.rowCount).toBe(chunks[at].length);
					}
				},
			),
			{ numRuns: 150 },
		);
	});

	it('have those cells replaced that Zoho would not read, and no others', async () => {
		const content =
			'Last_Name;Born;Amount;Agreed;Company\r\n"A ""a""";31/12/2020;"1,234,567.5";TRUE; x \r\nB;2020-01-02;5;false;"y"\r\nC;"01/02/2020";;"True";z';
		const [chunk] = await packAll(sourceOf(content), [[0, 1, 2]]);
		expect(await textOf(chunk.zip, 'imp_1-3.csv')).toBe(
			'Last_Name;Born;Amount;Agreed;Company\r\n"A ""a""";2020-12-31;1234567.5;true; x \r\nB;2020-01-02;5;false;"y"\r\nC;2020-02-01;;true;z\r\n',
		);
		expect(chunk.parent.readKeys(['Born', 'Amount'])).toEqual([
			['2020-12-31', '2020-01-02', '2020-02-01'],
			['1234567.5', '5', ''],
		]);
	});

	it('have replaced cells in quotes where they hold the delimiter', async () => {
		const [chunk] = await packAll(
			sourceOf('Last_Name:Email:Visit:Company\nA:a@x.test:"31/12/2020 10:00":x\n'.replace('Visit', 'Born')),
			[[0]],
		);
		expect(await textOf(chunk.zip, 'imp_1-1.csv')).toBe('Last_Name:Email:Born:Company\nA:a@x.test:2020-12-31:x\n');
	});

	it('map the columns that tell them apart first, the Find By field before all', async () => {
		const content =
			'Last_Name,Company,Email,Lead_Source,Born\nA,x,a@x.test,Web,2020-01-01\nA,y,b@x.test,Web,2020-01-02\nA,z,c@x.test,Fair,2020-01-03\n';
		const [chunk] = await packAll(
			sourceOf(content, {
				request: { operation: 'upsert', findBy: 'Email', defaults: { Lead_Source: 'Web', Agreed: 'true' } },
			}),
			[[0, 1, 2]],
		);
		expect(chunk.parent).toMatchObject({ module: 'Leads', findBy: 'Email', fileName: 'imp_1-3.csv', rowCount: 3 });
		expect(chunk.parent.mappings).toEqual([
			{ api_name: 'Email', index: 2 },
			{ api_name: 'Company', index: 1 },
			{ api_name: 'Born', index: 4, format: 'yyyy-MM-dd' },
			{ api_name: 'Lead_Source', index: 3, default_value: { value: 'Web' } },
			{ api_name: 'Last_Name', index: 0 },
			{ api_name: 'Agreed', default_value: { value: 'true' } },
		]);
		// The first three by mapping and the first three by place are kept; of the others it is not known what they held.
		expect(chunk.parent.readKeys(['Email', 'Company', 'Born', 'Last_Name', 'Lead_Source', 'Foo'])).toEqual([
			['a@x.test', 'b@x.test', 'c@x.test'],
			['x', 'y', 'z'],
			['2020-01-01', '2020-01-02', '2020-01-03'],
			['A', 'A', 'A'],
			null,
			null,
		]);
	});

	it('begin with import id and row number where a Row Key Field is chosen', async () => {
		const source = sourceOf(
			'Last_Name;Email;Owner.email\r\nA;a@x.test;o@x.test\r\nB;b@x.test;\r\nC;c@x.test;o@x.test',
			{
				request: { rowKeyField: 'Row_Key' },
			},
		);
		const [chunk] = await packAll(source, [[0, 2]]);
		expect(await textOf(chunk.zip, 'imp_1-3.csv')).toBe(
			'Row_Key;Last_Name;Email;Owner.email\r\nimp-1;A;a@x.test;o@x.test\r\nimp-3;C;c@x.test;o@x.test\r\n',
		);
		expect(chunk.parent.mappings).toEqual([
			{ api_name: 'Row_Key', index: 0 },
			{ api_name: 'Last_Name', index: 1 },
			{ api_name: 'Email', index: 2 },
			{ api_name: 'Owner', index: 3, find_by: 'email' },
		]);
		expect(chunk.parent.readKeys(['Row_Key', 'Last_Name', 'Email', 'Owner'])).toEqual([
			['imp-1', 'imp-3'],
			['A', 'C'],
			['a@x.test', 'c@x.test'],
			null,
		]);
	});

	it('are described as they are packed, without a ZIP', async () => {
		const source = sourceOf(SIMPLE, { request: { operation: 'upsert', findBy: 'Email' } });
		const packed = await packAll(source, [[0, 2], [3]]);
		const described: DescribedChunk[] = [];
		for await (const chunk of source.describe([[0, 2], [3]])) described.push(chunk);
		const facts = ({ rows, parent, children, encoding }: DescribedChunk): unknown => ({
			...parent,
			rows,
			children,
			encoding,
			readKeys: parent.readKeys(['Email', 'Last_Name', 'Company']),
		});
		expect(described.map(facts)).toEqual(packed.map(facts));
		expect('zip' in described[0]).toBe(false);
	});

	it('become records for the records API', async () => {
		const content =
			'Last_Name,Born,Amount,Agreed,Account.id,Owner,Company,Lead_Source\nA,31/12/2020,"1,234,567.5",TRUE,17,o@x.test,,\nB,,,,,,y,Fair\n';
		const recordsWith = async (request: object): Promise<unknown[]> => {
			const lists: unknown[] = [];
			for await (const records of sourceOf(content, { request }).records([[0], [1]])) lists.push(records);
			return lists;
		};
		expect(await recordsWith({ defaults: { Lead_Source: 'Web', Row_Number: '9' }, rowKeyField: 'Row_Key' })).toEqual([
			[
				{
					Row_Key: 'imp-1',
					Last_Name: 'A',
					Born: '2020-12-31',
					Amount: 1234567.5,
					Agreed: true,
					Account: { id: '17' },
					Owner: { email: 'o@x.test' },
					Lead_Source: 'Web',
					Row_Number: '9',
				},
			],
			[{ Row_Key: 'imp-2', Last_Name: 'B', Company: 'y', Lead_Source: 'Fair', Row_Number: '9' }],
		]);
		expect(await recordsWith({ ignoreEmpty: false })).toEqual([
			[
				{
					Last_Name: 'A',
					Born: '2020-12-31',
					Amount: 1234567.5,
					Agreed: true,
					Account: { id: '17' },
					Owner: { email: 'o@x.test' },
					Company: null,
					Lead_Source: null,
				},
			],
			[
				{
					Last_Name: 'B',
					Born: null,
					Amount: null,
					Agreed: null,
					Account: null,
					Owner: null,
					Company: 'y',
					Lead_Source: 'Fair',
				},
			],
		]);
	});

	it('are refused with row and field, and the others go on', async () => {
		const checked = await sourceOf('Last_Name,Born,Lead_Source\nA,31/12/2020,Web\nB,soon,Moon\nC,,Fair\n').check();
		expect(checked).toMatchObject({ rowCount: 3, hasChildren: false, sorted: { waves: [[0, 2]] } });
		expect(checked.childCountsOf(0)).toEqual([]);
		expect(checked.refused).toEqual([
			answerRow(1, 'SKIPPED', {
				errors: [{ code: 'INVALID_DATA', fields: ['Born', 'Lead_Source'] }],
				reason: 'Born "soon" is not a date in the format yyyy-MM-dd; Lead Source "Moon" is not in the picklist',
				next: 'Correct it, then import the row again',
			}),
		]);
	});

	it('with one key go into later waves, trimmed and without regard to case', async () => {
		const request = { operation: 'upsert', findBy: 'Email' } as const;
		const { sorted } = await sourceOf('Last_Name,Email\nA,a@x.test\nB, A@X.Test \nC,\nD,\nE,"a@x.test"\nF,b@x.test\n', {
			request,
		}).check();
		expect(sorted.waves).toEqual([[0, 2, 3, 5], [1], [4]]);
		expect([...sorted.earlier]).toEqual([
			[1, [0]],
			[4, [1]],
		]);
	});

	it.each([
		[
			'windows-1252',
			Buffer.from('Last_Name;Company;Born\nM\xfcller;\x80 & Co;31/12/2020\n', 'latin1'),
			['M\u00fcller', '\u20ac & Co', '2020-12-31'],
		],
		[
			'Shift_JIS',
			Buffer.concat([
				Buffer.from('Last_Name;Company;Born\n'),
				Buffer.of(0x83, 0x5c, 0x83, 0x7c, 0x3b, 0x93, 0x8c),
				Buffer.from(';31/12/2020\n'),
			]),
			['\u30bd\u30dd', '\u6771', '2020-12-31'],
		],
		[
			'EUC-KR',
			Buffer.concat([
				Buffer.from('Last_Name;Company;Born\n'),
				Buffer.of(0xb1, 0xe8, 0x3b, 0xbc, 0xad, 0xbf, 0xef),
				Buffer.from(';31/12/2020\n'),
			]),
			['\uae40', '\uc11c\uc6b8', '2020-12-31'],
		],
	])('in %s stay in it, and their keys are read with it', async (encoding, content, texts) => {
		const [chunk] = await packAll(sourceOf(content, { encoding, chunkBytes: 3 }), [[0]]);
		const { 'imp_1-1.csv': packed } = await unzip(chunk.zip);
		const dateAt = content.indexOf('31/12/2020');
		expect(packed.equals(Buffer.concat([content.subarray(0, dateAt), Buffer.from('2020-12-31\n')]))).toBe(true);
		expect(chunk.encoding).toBe(encoding);
		expect(chunk.parent.readKeys(['Last_Name', 'Company', 'Born'])).toEqual(texts.map((text) => [text]));
	});

	it('may be none', async () => {
		const checked = await sourceOf('Last_Name,Email\r\n').check();
		expect([checked.rowCount, checked.refused, checked.sorted.waves]).toEqual([0, [], []]);
	});

	it('let other work have its turn', async () => {
		let turns = 0;
		const rows = Array.from({ length: 60_000 }, (_, row) => `N${row},31/12/20${10 + (row % 10)}\n`).join('');
		const source = sourceOf(`Last_Name,Born\n${rows}`, {
			chunkBytes: 1_048_576,
			sleep: async (ms) => {
				expect(ms).toBe(0);
				turns += 1;
			},
		});
		await source.check();
		expect(turns).toBeGreaterThan(0);
	});
});

describe('60,000 rows with refused and repeated ones', () => {
	const lineBreak = '\r\n';
	const row = (
		index: number,
	): {
		readonly line: string;
		readonly cells: readonly string[];
		readonly isRefused: boolean;
		readonly key: string;
	} => {
		const isRefused = index % 977 === 5;
		const key = index % 1_000 === 999 ? 'twice@x.test' : `person${index}@x.test`;
		const name = index % 3 === 0 ? `O"Neil, ${index}` : `Okafor\u00e9 ${index}`;
		const born = index % 7 === 0 ? `${String((index % 28) + 1).padStart(2, '0')}/05/1990` : '1990-05-01';
		const note = index % 11 === 0 ? `two\nlines ${index}` : `note ${index}`;
		const sent = isRefused ? 'never' : born;
		const quote = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
		const canonical = index % 7 === 0 ? `1990-05-${String((index % 28) + 1).padStart(2, '0')}` : born;
		return {
			line: [name, key, sent, note].map(quote).join(',') + lineBreak,
			cells: [name, key, canonical, note],
			isRefused,
			key,
		};
	};
	const rows = Array.from({ length: 60_000 }, (_, index) => row(index));

	it('are packed field by field as they were, in waves and chunks', async () => {
		const content = `Last Name,E-mail,Born,Organization${lineBreak}${rows.map(({ line }) => line).join('')}`;
		const source = sourceOf(content, { request: { operation: 'upsert', findBy: 'Email' }, chunkBytes: 65_536 });
		const checked = await source.check();
		const refused = rows.flatMap(({ isRefused }, index) => (isRefused ? [index] : []));
		expect(checked.refused.map((answer) => answer.row - 1)).toEqual(refused);
		const waves: number[][] = [];
		let repeated = 0;
		rows.forEach(({ isRefused, key }, index) => {
			if (!isRefused) (waves[key === 'twice@x.test' ? repeated++ : 0] ??= []).push(index);
		});
		expect(checked.sorted.waves).toEqual(waves);
		for (const wave of checked.sorted.waves.slice(0, 3)) {
			const chunks = cutIntoChunks(wave, null);
			const packed = await packAll(source, chunks);
			expect(packed.map(({ rows: sent }) => sent)).toEqual(chunks);
			for (const { zip, parent, rows: sent } of packed) {
				const cells = readCsv((await unzip(zip))[parent.fileName].toString('utf8'));
				expect(parent.fileName).toBe(`imp_${sent[0] + 1}-${sent[sent.length - 1] + 1}.csv`);
				expect(cells[0]).toEqual(['Last Name', 'E-mail', 'Born', 'Organization']);
				expect(cells.slice(1)).toEqual(sent.map((index) => rows[index].cells));
				expect(parent.readKeys(['Email', 'Last_Name'])).toEqual([
					sent.map((index) => rows[index].cells[1]),
					sent.map((index) => rows[index].cells[0]),
				]);
			}
		}
	});
});
