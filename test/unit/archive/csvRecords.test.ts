import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvShapeError } from '../../../nodes/shared/archive/csv';
import {
	decodeCell,
	findDelimiters,
	readHeader,
	readRecords,
	type RecordBlock,
	type RecordOptions,
} from '../../../nodes/shared/archive/csvRecords';

const COMMA = 0x2c;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const decode = (bytes: Uint8Array): string => decoder.decode(bytes);
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** Cuts bytes into chunks whose sizes repeat. */
function inChunks(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
	const chunks: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; at += chunks[chunks.length - 1].length)
		chunks.push(bytes.slice(at, at + sizes[chunks.length % sizes.length]));
	return chunks;
}

async function* streamOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	yield* chunks;
}

/** What blocks say, put together: each record with its number, bytes, cell count and the wanted cells. */
interface Cut {
	readonly blocks: readonly RecordBlock[];
	readonly bytes: Uint8Array;
	readonly records: readonly string[];
	readonly cellCounts: readonly number[];
	readonly cells: readonly (readonly string[])[];
}

async function cut(chunks: Iterable<Uint8Array>, options: RecordOptions): Promise<Cut> {
	const blocks: RecordBlock[] = [];
	const records: string[] = [];
	const cellCounts: number[] = [];
	const cells: string[][] = [];
	const wanted = options.columns?.length ?? 0;
	for await (const block of readRecords(streamOf(chunks), options)) {
		const { bytes, count, firstRecord, starts, spans } = block;
		expect({
			firstRecord,
			starts: starts.length,
			counts: block.cellCounts.length,
			spans: spans.length,
			first: starts[0],
			end: starts[count],
		}).toEqual({
			firstRecord: records.length,
			starts: count + 1,
			counts: count,
			spans: 2 * wanted * count,
			first: 0,
			end: bytes.length,
		});
		expect(count).toBeGreaterThan(0);
		for (let record = 0; record < count; record += 1) {
			records.push(decode(bytes.subarray(starts[record], starts[record + 1])));
			cellCounts.push(block.cellCounts[record]);
			const places = Array.from({ length: wanted }, (_, column) => 2 * (record * wanted + column));
			cells.push(places.map((place) => decodeCell(bytes, spans[place], spans[place + 1], decode)));
		}
		blocks.push(block);
	}
	return { blocks, bytes: new Uint8Array(Buffer.concat(blocks.map(({ bytes }) => bytes))), records, cellCounts, cells };
}

describe('cutting', () => {
	it.each([
		['LF', 'a,b\nc,d\n', ['a,b\n', 'c,d\n'], [2, 2]],
		['CR LF', 'a,b\r\nc,d\r\n', ['a,b\r\n', 'c,d\r\n'], [2, 2]],
		['both mixed, the last line without any', 'a\nb\r\nc', ['a\n', 'b\r\n', 'c'], [1, 1, 1]],
		['nothing', '', [], []],
		['only a byte order mark', '\uFEFF', [], []],
		['only empty lines', '\r\n\n\r\n', [], []],
		['a byte order mark, which is left out', '\uFEFFa,b\nc,d', ['a,b\n', 'c,d'], [2, 2]],
		['a second byte order mark as text', '\uFEFF\uFEFFa\n', ['\uFEFFa\n'], [1]],
		['empty lines, which are left out', '\na\n\n\r\nb,c\r\n\n', ['a\n', 'b,c\r\n'], [1, 2]],
		['a line with a space as a record', 'a\n \nb\n', ['a\n', ' \n', 'b\n'], [1, 1, 1]],
		['a quoted empty cell as a record', 'a\n""\nb\n', ['a\n', '""\n', 'b\n'], [1, 1, 1]],
		['empty last cells', 'a,\nb,', ['a,\n', 'b,'], [2, 2]],
		['ragged rows', 'a,b\nc\nd,e,f\n', ['a,b\n', 'c\n', 'd,e,f\n'], [2, 1, 3]],
		['quoted delimiters and line breaks', '"a,\r\n\n,b",c\nd,e\n', ['"a,\r\n\n,b",c\n', 'd,e\n'], [2, 2]],
		['doubled quotes', '"a""\n""",b\nc\n', ['"a""\n""",b\n', 'c\n'], [2, 1]],
		['a quote inside of plain text', 'a"b,c"\nd\n', ['a"b,c"\n', 'd\n'], [2, 1]],
		['a carriage return inside of plain text', 'a\rb,\r\r\nc\r', ['a\rb,\r\r\n', 'c\r'], [2, 1]],
	])('reads %s', async (_, text, records, cellCounts) => {
		for (const size of [1, 2, 3, 1_000]) {
			const found = await cut(inChunks(bytesOf(text), [size]), { delimiter: COMMA, blockBytes: 1 });
			expect({ records: found.records, cellCounts: found.cellCounts }).toEqual({ records, cellCounts });
		}
	});

	it('names the records that strict readers refuse or read otherwise, wherever the chunks end', async () => {
		const text = 'a,b\n5" pipe,c\n"5"" pipe",c\nd, "e" \n"x\ry",z\nf\rg,h\n"q",r"';
		for (const size of [1, 2, 3, 1_000]) {
			const { blocks } = await cut(inChunks(bytesOf(text), [size]), { delimiter: COMMA, blockBytes: 1 });
			expect(blocks.flatMap(({ lax, firstRecord }) => lax.map((record) => firstRecord + record))).toEqual([1, 3, 5, 6]);
		}
	});

	it('finds the wanted cells, and none at the end of a record that lacks them', async () => {
		const found = await cut([bytesOf('a,"b ""1""",c,d\n1,,3\n"x"\n')], { delimiter: COMMA, columns: [0, 1, 3] });
		expect(found.cells).toEqual([
			['a', 'b "1"', 'd'],
			['1', '', ''],
			['x', '', ''],
		]);
		expect([...found.blocks[0].spans.subarray(12)]).toEqual([21, 24, 24, 24, 24, 24]);
	});

	it('passes other encodings through', async () => {
		const latin1 = Buffer.from('Name,Stadt\r\nMüller,Köln\r\n"Ræv","Århus, C"\r\n', 'latin1');
		const found = await cut([latin1], { delimiter: COMMA, columns: [1] });
		expect(Buffer.compare(found.bytes, latin1)).toBe(0);
		const [{ bytes, spans }] = found.blocks;
		expect(decodeCell(bytes, spans[4], spans[5], (cell) => new TextDecoder('latin1').decode(cell))).toBe('Århus, C');
	});

	it('gathers small chunks into blocks and reads long ones in parts', async () => {
		const rows = Array.from({ length: 40_000 }, (_, row) => [`Okafor ${row}`, `"Brightwell, ${row}"`]);
		const text = rows.map((row) => `${row.join(',')}\r\n`).join('');
		const small = await cut(inChunks(bytesOf(text), [1_000]), { delimiter: COMMA, columns: [0, 1] });
		const large = await cut([bytesOf(text)], { delimiter: COMMA, columns: [0, 1] });
		for (const { blocks, bytes, cells, cellCounts } of [small, large]) {
			expect(decode(bytes)).toBe(text);
			expect(cells).toEqual(rows.map(([name, company]) => [name, company.slice(1, -1)]));
			expect(cellCounts).toEqual(rows.map(() => 2));
			for (const block of blocks.slice(0, -1)) {
				expect(block.bytes.length).toBeGreaterThan(65_000);
				expect(block.bytes.length).toBeLessThan(263_000);
			}
		}
	});

	it('leaves the bytes of the source as they are when it leaves out empty lines', async () => {
		const source = Buffer.from('a\n\nb\n\nc\n');
		expect((await cut([source], { delimiter: COMMA })).records).toEqual(['a\n', 'b\n', 'c\n']);
		expect(source.toString()).toBe('a\n\nb\n\nc\n');
	});

	it('reads a record that spans many blocks in a time that grows with its length alone', async () => {
		const long = `"${'x,\n'.repeat(2_000_000)}"`;
		const found = await cut(inChunks(bytesOf(`a\n${long},b\nc\n`), [400]), {
			delimiter: COMMA,
			blockBytes: 1,
			columns: [1],
		});
		expect(found.cellCounts).toEqual([1, 2, 1]);
		expect(found.cells).toEqual([[''], ['b'], ['']]);
		expect(found.records[1]).toBe(`${long},b\n`);
	});

	it('reads no further than it is asked, and lets the source end', async () => {
		let isEnded = false;
		let made = 0;
		async function* source(): AsyncGenerator<Uint8Array> {
			try {
				for (; ; made += 1) yield bytesOf('a,b\n'.repeat(30_000));
			} finally {
				isEnded = true;
			}
		}
		for await (const { count } of readRecords(source(), { delimiter: COMMA })) {
			expect(count).toBe(30_000);
			break;
		}
		expect({ isEnded, made }).toEqual({ isEnded: true, made: 0 });
	});

	it('passes on what the source throws', async () => {
		const lost = new Error('the source broke off');
		async function* source(): AsyncGenerator<Uint8Array> {
			yield bytesOf('a,b\n');
			throw lost;
		}
		const read = async (): Promise<void> => {
			for await (const block of readRecords(source(), { delimiter: COMMA })) expect(block).toBeUndefined();
		};
		await expect(read()).rejects.toBe(lost);
	});
});

describe('refusing', () => {
	it.each([
		['a quote that is never closed', 'a\n"b\nc\n', 2, 'has a quote that is never closed'],
		['a last quote that is doubled', '"a""', 1, 'has a quote that is never closed'],
		['a lone quote at the end', 'a,b\n1,"', 2, 'has a quote that is never closed'],
		['text after a closing quote', '"a\nb"\nc\n"d"e,f', 3, 'has text after a closing quote'],
		['a carriage return alone after a closing quote', '"a"\rb\n', 1, 'has text after a closing quote'],
		['a carriage return at the end after a closing quote', '"a"\r', 1, 'has text after a closing quote'],
		['a byte 0', 'a\n\nb,\0', 2, 'holds a byte 0, as a file in UTF-16 does, or one that is no CSV'],
		['a byte 0 in quotes', 'a\n"b\0"', 2, 'holds a byte 0, as a file in UTF-16 does, or one that is no CSV'],
		['a byte 0 behind quotes', '"b"\0', 1, 'holds a byte 0, as a file in UTF-16 does, or one that is no CSV'],
	])('refuses %s and names the row', async (_, text, row, what) => {
		for (const size of [1, 2, 3, 1_000]) {
			const refusal: unknown = await cut(inChunks(bytesOf(text), [size]), { delimiter: COMMA, blockBytes: 1 }).catch(
				(reason: unknown) => reason,
			);
			expect(refusal).toBeInstanceOf(CsvShapeError);
			expect(refusal).toMatchObject({ kind: 'csvShape', row, message: `Row ${row} of the CSV ${what}` });
		}
	});

	it('refuses UTF-16', async () => {
		await expect(cut([Buffer.from('\uFEFFa,b\n', 'utf16le')], { delimiter: COMMA })).rejects.toThrow(
			'Row 1 of the CSV holds a byte 0, as a file in UTF-16 does',
		);
	});

	it('refuses a record that goes on beyond the limit, and holds no more of it than twice that', async () => {
		let givenBytes = 0;
		async function* source(): AsyncGenerator<Uint8Array> {
			yield bytesOf('a,b\n1,2\n3,"');
			for (;;) {
				const chunk = bytesOf('an open quote, '.repeat(100));
				givenBytes += chunk.length;
				yield chunk;
			}
		}
		const read = async (): Promise<void> => {
			for await (const { count } of readRecords(source(), {
				delimiter: COMMA,
				maxRecordBytes: 50_000,
				blockBytes: 1_000,
			}))
				expect(count).toBe(2);
		};
		await expect(read()).rejects.toThrow('Row 3 of the CSV is longer than 50000 bytes: a quote in it may be left open');
		expect(givenBytes).toBeLessThan(110_000);
	});

	it('takes a record of just the limit', async () => {
		const record = `"${'x'.repeat(98)}"`;
		const chunks = inChunks(bytesOf(`a\n${record}\nb\n`), [102]);
		const read = async (maxRecordBytes: number): Promise<readonly string[]> =>
			(await cut(chunks, { delimiter: COMMA, blockBytes: 102, maxRecordBytes })).records;
		expect(await read(100)).toEqual(['a\n', `${record}\n`, 'b\n']);
		await expect(read(99)).rejects.toThrow('Row 2 of the CSV is longer than 99 bytes: a quote in it may be left open');
	});
});

describe('reading the header', () => {
	it.each([
		['up to LF', 'Last_Name,Email\nOkafor,', 'Last_Name,Email'],
		['up to CR LF', 'Last_Name;Email\r\nOkafor;', 'Last_Name;Email'],
		['of a file without rows', 'Last_Name|Email', 'Last_Name|Email'],
		['behind a byte order mark and empty lines', '\uFEFF\r\n\nLast_Name\n', 'Last_Name'],
		['with quotes around delimiters and line breaks', '"Last\nName":"a:b"\nx', '"Last\nName":"a:b"'],
		['of an empty file', '', ''],
		['in front of rows that are damaged', 'Last_Name,Email\n"Okafor"x,\n', 'Last_Name,Email'],
		['in front of rows in which only one delimiter counts', 'a,b\nx:"y" z,1\n', 'a,b'],
	])('gives it %s', async (_, text, expected) => {
		for (const size of [1, 5, 1_000])
			expect(decode(await readHeader(streamOf(inChunks(bytesOf(text), [size]))))).toBe(expected);
	});

	it('reads no more than it needs', async () => {
		let chunks = 0;
		async function* source(): AsyncGenerator<Uint8Array> {
			for (;;) {
				chunks += 1;
				yield bytesOf('Last_Name,Email\nOkafor,\n');
			}
		}
		expect(decode(await readHeader(source()))).toBe('Last_Name,Email');
		expect(chunks).toBe(1);
	});

	it('refuses a header with an open quote', async () => {
		await expect(readHeader(streamOf([bytesOf('a,"b\nc')]))).rejects.toThrow(
			'Row 1 of the CSV has a quote that is never closed',
		);
	});

	it.each([
		['Last_Name,Email', ','],
		['Last_Name;Email', ';'],
		['Last_Name:Email', ':'],
		['Last_Name|Email', '|'],
		['Name, first;Email;City', ';'],
		['"a,b,c,d";e', ';'],
		['"a "","" b"|c', '|'],
		['a"b|c",d|e', '|'],
		['a,b;c', ','],
		['a:b|c', ':'],
	])('tells the delimiter of %s', (header, delimiter) => {
		expect(findDelimiters(bytesOf(header))[0]).toBe(delimiter.charCodeAt(0));
	});

	it.each(['Last_Name', '', '"a,b"'])('tells none of %j', (header) => {
		expect(findDelimiters(bytesOf(header))).toEqual([]);
	});
});

describe('together with an independent reader', () => {
	/** A line of a file: how it is written, and whether it is a record or an empty line. */
	interface Line {
		readonly text: string;
		readonly end: string;
	}

	const parts = ['"', ',', ';', ':', '|', '\r', '\n', '\r\n', ' ', '\t', 'a', 'b1', 'é', '漢', '😀'];
	const cell = fc.record({
		text: fc.oneof(
			fc.string({ unit: fc.constantFrom(...parts), maxLength: 6 }),
			fc.string({ unit: 'grapheme', maxLength: 6 }),
		),
		isQuoted: fc.boolean(),
	});
	const withoutZero = cell.filter(({ text }) => !text.includes('\0'));

	function writeCell({ text, isQuoted }: { text: string; isQuoted: boolean }, delimiter: string): string {
		const isPlain = !isQuoted && !/^["\uFEFF]|\n|\r$/.test(text) && !text.includes(delimiter);
		return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
	}

	const file = fc
		.record({
			delimiter: fc.constantFrom(',', ';', ':', '|'),
			rows: fc.array(fc.tuple(fc.array(withoutZero, { minLength: 0, maxLength: 5 }), fc.constantFrom('\n', '\r\n')), {
				maxLength: 12,
			}),
			hasMark: fc.boolean(),
			isEnded: fc.boolean(),
		})
		.map(({ delimiter, rows, hasMark, isEnded }) => {
			const lines = rows.map(([cells, end], index): Line => ({
				text: cells.map((one) => writeCell(one, delimiter)).join(delimiter),
				end: index === rows.length - 1 && !isEnded ? '' : end,
			}));
			return {
				delimiter,
				lines,
				text: `${hasMark ? '\uFEFF' : ''}${lines.map(({ text, end }) => text + end).join('')}`,
			};
		});
	const sizes = fc.oneof(
		fc.constant([1]),
		fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
		fc.constant([100_000]),
	);
	const blockBytes = fc.constantFrom(1, 10, 100, 65_536);
	const columns = fc.subarray([0, 1, 2, 3, 4, 6]);

	it('finds the same records and cells in any file, however it comes in chunks', async () => {
		await fc.assert(
			fc.asyncProperty(
				file,
				sizes,
				blockBytes,
				columns,
				async ({ delimiter, lines, text }, chunkSizes, gathered, wanted) => {
					const options = { delimiter: delimiter.charCodeAt(0), columns: wanted, blockBytes: gathered };
					const found = await cut(inChunks(bytesOf(text), chunkSizes), options);
					const read: string[][] = parse(Buffer.from(text), {
						delimiter,
						bom: true,
						record_delimiter: ['\r\n', '\n'],
						relax_column_count: true,
						relax_quotes: true,
						skip_empty_lines: true,
					});
					expect(found.cellCounts).toEqual(read.map((row) => row.length));
					expect(found.cells).toEqual(read.map((row) => wanted.map((column) => row[column] ?? '')));
					const records = lines.filter((line) => line.text !== '').map((line) => line.text + line.end);
					expect(found.records).toEqual(records);
					expect(decode(found.bytes)).toBe(records.join(''));
				},
			),
			{ numRuns: 2_000 },
		);
	});

	it('refuses any file with a byte 0 in it, and names its row', async () => {
		await fc.assert(
			fc.asyncProperty(file, fc.nat(), sizes, blockBytes, async ({ delimiter, lines }, seed, chunkSizes, gathered) => {
				const written = lines.map(({ text, end }) => text + end);
				const text = written.join('');
				const place = seed % (text.length + 1);
				const changed = `${text.slice(0, place)}\0${text.slice(place)}`;
				let line = 0;
				let lineStart = 0;
				while (line < lines.length && lineStart + written[line].length <= place && written[line].endsWith('\n')) {
					lineStart += written[line].length;
					line += 1;
				}
				const row = 1 + lines.slice(0, line).filter((one) => one.text !== '').length;
				const options = { delimiter: delimiter.charCodeAt(0), blockBytes: gathered };
				const refusal: unknown = await cut(inChunks(bytesOf(changed), chunkSizes), options).catch(
					(reason: unknown) => reason,
				);
				expect(refusal).toBeInstanceOf(CsvShapeError);
				expect(refusal).toMatchObject({ row });
				const splitsLineBreak = text[place - 1] === '\r' && text[place] === '\n';
				if (!splitsLineBreak)
					expect(refusal).toMatchObject({
						message: `Row ${row} of the CSV holds a byte 0, as a file in UTF-16 does, or one that is no CSV`,
					});
			}),
			{ numRuns: 1_000 },
		);
	});

	it('refuses any file whose last quote stays open, and names its row', async () => {
		await fc.assert(
			fc.asyncProperty(
				file,
				sizes,
				blockBytes,
				withoutZero,
				async ({ delimiter, lines }, chunkSizes, gathered, last) => {
					const records = lines.filter(({ text }) => text !== '');
					const text = records.map((line) => `${line.text}\n`).join('');
					const open = `"${last.text.replaceAll('"', '""')}`;
					const options = { delimiter: delimiter.charCodeAt(0), blockBytes: gathered };
					const row = records.length + 1;
					await expect(cut(inChunks(bytesOf(text + open), chunkSizes), options)).rejects.toThrow(
						new CsvShapeError(row, 'OPEN_QUOTE'),
					);
				},
			),
			{ numRuns: 1_000 },
		);
	});

	it('reads or refuses any bytes, and leaves none out but marks and empty lines', async () => {
		const bytes = fc
			.array(fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xef, 0xbb, 0xbf, 0xff), { maxLength: 40 })
			.map((values) => Uint8Array.from(values));
		await fc.assert(
			fc.asyncProperty(bytes, sizes, blockBytes, async (given, chunkSizes, gathered) => {
				const read = async (chunks: readonly number[]): Promise<Uint8Array | string> =>
					await cut(inChunks(given, chunks), { delimiter: COMMA, blockBytes: gathered }).then(
						(found) => found.bytes,
						String,
					);
				const [whole, pieces] = [await read([1_000]), await read(chunkSizes)];
				expect(pieces).toEqual(whole);
				if (typeof whole === 'string')
					expect(whole).toMatch(/^Error: Row \d+ of the CSV |^CsvShapeError: Row \d+ of the CSV /);
				else
					expect(
						Buffer.from(whole)
							.toString('latin1')
							.replaceAll(/[\r\n]/g, ''),
					).toBe(
						Buffer.from(given)
							.toString('latin1')
							.replace(/^\xef\xbb\xbf/, '')
							.replaceAll(/[\r\n]/g, ''),
					);
			}),
			{ numRuns: 3_000 },
		);
	});
});

describe('records after an empty line', () => {
	it.each([1, 3, 1_000])('are named, however the file is cut (%i bytes)', async (chunkBytes) => {
		const bytes = Buffer.from('a,b\n1,2\n\r\n\n3,4\n5,6\n\n7\n\n');
		const pieces = async function* (): AsyncGenerator<Uint8Array> {
			for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
		};
		const found: number[] = [];
		for await (const block of readRecords(pieces(), { delimiter: 44, blockBytes: 4 }))
			found.push(...block.afterGap.map((record) => record + block.firstRecord));
		expect(found).toEqual([2, 4]);
	});
});
