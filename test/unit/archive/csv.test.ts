import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { CsvShapeError, encodeCell, encodeRow, parseCsv, parseCsvInSteps } from '../../../nodes/shared/archive/csv';

const encodeTable = (rows: readonly string[][]): string => rows.map(encodeRow).join('');

/** Texts that are made of what CSV is made of, as well as any others. */
const cell = fc.oneof(
	fc.string({ unit: fc.constantFrom('"', ',', ';', '\r', '\n', ' ', '\t', '\uFEFF', 'a', 'é', '漢', '😀') }),
	fc.string({ unit: 'grapheme' }),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 });

describe('encoding', () => {
	it.each([
		['plain text', 'Okafor', 'Okafor'],
		['an empty text', '', ''],
		['text with a space inside', 'Ann Lee', 'Ann Lee'],
		['a comma', 'Lee, Ann', '"Lee, Ann"'],
		['a quote', 'the "best"', '"the ""best"""'],
		['a line feed', 'a\nb', '"a\nb"'],
		['a carriage return', 'a\rb', '"a\rb"'],
		['a space in front', ' a', '" a"'],
		['a space behind', 'a ', '"a "'],
		['a tab behind', 'a\t', '"a\t"'],
		['a byte order mark in front', '\uFEFFa', '"\uFEFFa"'],
		['other scripts', '漢字 😀', '漢字 😀'],
	])('quotes only what needs it: %s', (_, text, expected) => {
		expect(encodeCell(text)).toBe(expected);
	});

	it('ends a row with CR LF', () => {
		expect(encodeRow(['a', '', 'b,c'])).toBe('a,,"b,c"\r\n');
	});

	it('writes a row of one empty cell so that readers do not skip it', () => {
		expect(encodeRow([''])).toBe('""\r\n');
	});

	it('writes a row without cells as an empty line', () => {
		expect(encodeRow([])).toBe('\r\n');
	});
});

describe('parsing', () => {
	it.each([
		[
			'LF',
			'a,b\nc,d\n',
			[
				['a', 'b'],
				['c', 'd'],
			],
		],
		[
			'CR LF',
			'a,b\r\nc,d\r\n',
			[
				['a', 'b'],
				['c', 'd'],
			],
		],
		['both mixed', 'a\nb\r\nc', [['a'], ['b'], ['c']]],
		['no line break at the end', 'a,b', [['a', 'b']]],
		['a byte order mark', '\uFEFFa,b\n', [['a', 'b']]],
		['a byte order mark before a quote', '\uFEFF"a,1",b', [['a,1', 'b']]],
		['nothing', '', []],
		['only a byte order mark', '\uFEFF', []],
		[
			'an empty last cell',
			'a,\nb,',
			[
				['a', ''],
				['b', ''],
			],
		],
		['an empty line between', 'a\n\nb', [['a'], [''], ['b']]],
		['rows of different lengths', 'a\nb,c\n', [['a'], ['b', 'c']]],
		['quoted line breaks', '"a\r\nb",c\n', [['a\r\nb', 'c']]],
		['doubled quotes', '"say ""no""",b', [['say "no"', 'b']]],
		['an empty quoted cell', '"",""\n', [['', '']]],
		['a quote inside of plain text', 'a"b,c', [['a"b', 'c']]],
		['a lone carriage return as text', 'a\rb,c', [['a\rb', 'c']]],
	])('reads %s', (_, text, expected) => {
		expect(parseCsv(text)).toEqual(expected);
	});

	it.each([';', ':', '|', '\t'])('reads the delimiter %j', (delimiter) => {
		expect(parseCsv(`a${delimiter}"b${delimiter}c"\r\n`, delimiter)).toEqual([['a', `b${delimiter}c`]]);
	});

	it.each(['', ',,', '"', '\n'])('takes no delimiter %j', (delimiter) => {
		expect(() => parseCsv('a', delimiter)).toThrow(RangeError);
	});

	it.each([
		['a quote that is never closed', 'a\n"b', 2, 'Row 2 of the CSV has a quote that is never closed'],
		['a last quote that is doubled', '"a""', 1, 'Row 1 of the CSV has a quote that is never closed'],
		['text after a closing quote', '"a\nb"\nc\n"d"e,f', 3, 'Row 3 of the CSV has text after a closing quote'],
	])('refuses %s and names the row', (_, text, row, message) => {
		let thrown: unknown = null;
		try {
			parseCsv(text);
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toBeInstanceOf(CsvShapeError);
		expect(thrown).toMatchObject({ kind: 'csvShape', row, message });
	});
});

describe('parsing in steps', () => {
	it('gives as many rows a step as asked, and the rest in the last', () => {
		expect([...parseCsvInSteps('a,b\n1,2\n"3\n",4\n5', 2)]).toEqual([
			[
				['a', 'b'],
				['1', '2'],
			],
			[['3\n', '4'], ['5']],
		]);
		expect([...parseCsvInSteps('a\nb\nc', 2)]).toEqual([[['a'], ['b']], [['c']]]);
		expect([...parseCsvInSteps('', 2)]).toEqual([]);
	});

	it('refuses a row with more cells than allowed, before it has read them all', () => {
		expect([...parseCsvInSteps('a,b\n1,2', 1, ',', 2)]).toEqual([[['a', 'b']], [['1', '2']]]);
		const steps = parseCsvInSteps(`a,b\n${','.repeat(1_000_000)}`, 1, ',', 2);
		expect(steps.next().value).toEqual([['a', 'b']]);
		expect(() => steps.next()).toThrow('Row 2 of the CSV has more than 2 cells');
	});

	it('reads no further than it is asked', () => {
		const steps = parseCsvInSteps('a\nb\n"c', 2);
		expect(steps.next()).toEqual({ done: false, value: [['a'], ['b']] });
		expect(() => steps.next()).toThrow(new CsvShapeError(3, 'OPEN_QUOTE'));
	});

	it('gives the rows of parsing at once, or the same refusal, for any text', () => {
		const attempt = (read: () => string[][]): unknown => {
			try {
				return read();
			} catch (error) {
				return error;
			}
		};
		const text = fc.string({ unit: fc.constantFrom('"', ',', ';', '\r', '\n', '\uFEFF', 'a', '漢'), maxLength: 30 });
		fc.assert(
			fc.property(text, fc.integer({ min: 1, max: 4 }), fc.constantFrom(',', ';'), (given, rowsPerStep, delimiter) => {
				const inSteps = attempt(() => [...parseCsvInSteps(given, rowsPerStep, delimiter)].flat());
				expect(inSteps).toEqual(attempt(() => parseCsv(given, delimiter)));
			}),
			{ numRuns: 1_000 },
		);
	});
});

describe('together with others', () => {
	it('gives any table back', () => {
		fc.assert(fc.property(table, (rows) => expect(parseCsv(encodeTable(rows))).toEqual(rows)));
	});

	it('is read alike by an independent reader', () => {
		fc.assert(
			fc.property(table, (rows) => {
				const read: string[][] = parse(encodeTable(rows), { relax_column_count: true, record_delimiter: '\r\n' });
				expect(read).toEqual(rows);
			}),
		);
	});

	it('reads what an independent writer wrote', () => {
		fc.assert(
			fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, lineBreak) => {
				const text = stringify(rows, { record_delimiter: lineBreak, quoted: true, quoted_empty: true });
				expect(parseCsv(text)).toEqual(rows);
			}),
		);
	});
});
