/** What can be wrong with a CSV. */
export type CsvShapeCode = 'OPEN_QUOTE' | 'TEXT_AFTER_QUOTE' | 'ZERO_BYTE' | 'ROW_TOO_LONG' | 'TOO_MANY_CELLS';

const WORDS: Readonly<Record<CsvShapeCode, string>> = {
	OPEN_QUOTE: 'has a quote that is never closed',
	TEXT_AFTER_QUOTE: 'has text after a closing quote',
	ZERO_BYTE: 'holds a byte 0, as a file in UTF-16 does, or one that is no CSV',
	ROW_TOO_LONG: 'is longer than {limit} bytes: a quote in it may be left open',
	TOO_MANY_CELLS: 'has more than {limit} cells',
};

/** A text that is not CSV. */
export class CsvShapeError extends Error {
	readonly kind = 'csvShape';
	/** The row, counted from 1, header included; line breaks inside of quotes do not count. */
	readonly row: number;
	readonly code: CsvShapeCode;
	/** What is wrong with the row: completes "the row ...". */
	readonly what: string;

	/** @param limit how many bytes, or cells, a row may have, where one has more */
	constructor(row: number, code: CsvShapeCode, limit?: number) {
		const what = WORDS[code].replace('{limit}', String(limit));
		super(`Row ${row} of the CSV ${what}`);
		this.name = 'CsvShapeError';
		this.row = row;
		this.code = code;
		this.what = what;
	}
}

/** What a reader could take for structure, or trim away; `\s` includes the byte order mark. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/**
 * Writes one cell; in quotes only where a reader could take its text for something else. Costs about 40 ns; looking at each
 * character in a loop of ours costs more than the regular expression.
 */
export function encodeCell(text: string): string {
	return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Writes one row with its line break, CR LF. A row of one empty cell is written as `""`, because readers skip empty lines.
 * Source: RFC 4180.
 */
export function encodeRow(cells: readonly string[]): string {
	if (cells.length === 1 && cells[0] === '') return '""\r\n';
	let row = '';
	for (let index = 0; index < cells.length; index += 1) {
		const cell = encodeCell(cells[index]);
		row += index === 0 ? cell : `,${cell}`;
	}
	return `${row}\r\n`;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Reads CSV into rows of cells. Rows may differ in length; lines end with LF or CR LF; a byte order mark is skipped.
 * @param delimiter one character, neither a quote nor a line break
 * @throws CsvShapeError if a quote stays open or text follows a closed one
 */
export function parseCsv(text: string, delimiter = ','): string[][] {
	return [...readRows(text, delimiter)];
}

/**
 * Reads CSV as `parseCsv` does, some rows at a time: between two steps the caller can let other work have its turn.
 * @param rowsPerStep how many rows a step gives, at least 1; the last one gives what is left. 2,000 rows of 6 cells take
 * about 2 ms
 * @param maxCells a row with more is refused
 * @throws CsvShapeError as `parseCsv`, at the step in which the row lies
 */
export function* parseCsvInSteps(
	text: string,
	rowsPerStep: number,
	delimiter = ',',
	maxCells = Infinity,
): Generator<string[][]> {
	let step: string[][] = [];
	for (const row of readRows(text, delimiter, maxCells)) {
		step.push(row);
		if (step.length < rowsPerStep) continue;
		yield step;
		step = [];
	}
	if (step.length > 0) yield step;
}

function* readRows(text: string, delimiter: string, maxCells = Infinity): Generator<string[]> {
	if (!/^[^"\r\n]$/.test(delimiter)) throw new RangeError('A CSV delimiter is one character');
	const delimiterCode = delimiter.charCodeAt(0);
	let rowNumber = 1;
	let row: string[] = [];
	let at = text.startsWith('\uFEFF') ? 1 : 0;
	while (at < text.length) {
		if (row.length === maxCells) throw new CsvShapeError(rowNumber, 'TOO_MANY_CELLS', maxCells);
		const isQuoted = text.charCodeAt(at) === QUOTE;
		const end = isQuoted ? endOfQuoted(text, at, rowNumber) : endOfPlain(text, at, delimiterCode);
		row.push(isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end));
		at = end;
		if (text.charCodeAt(at) === delimiterCode) {
			at += 1;
			if (at < text.length) continue;
			row.push('');
		} else if (at < text.length) {
			const lineBreak = lengthOfLineBreak(text, at);
			if (lineBreak === 0) throw new CsvShapeError(rowNumber, 'TEXT_AFTER_QUOTE');
			at += lineBreak;
		}
		yield row;
		row = [];
		rowNumber += 1;
	}
}

/** Where a quoted cell that opens at `start` ends: the place after its closing quote. */
function endOfQuoted(text: string, start: number, row: number): number {
	let at = start + 1;
	for (;;) {
		const quote = text.indexOf('"', at);
		if (quote === -1) throw new CsvShapeError(row, 'OPEN_QUOTE');
		if (text.charCodeAt(quote + 1) !== QUOTE) return quote + 1;
		at = quote + 2;
	}
}

/** Where a cell without quotes ends: at the next delimiter or line break. */
function endOfPlain(text: string, start: number, delimiterCode: number): number {
	let at = start;
	while (at < text.length) {
		const code = text.charCodeAt(at);
		if (code === delimiterCode || code === LINE_FEED) break;
		if (code === CARRIAGE_RETURN && lengthOfLineBreak(text, at) > 0) break;
		at += 1;
	}
	return at;
}

/** 2 for CR LF, 1 for LF, 0 where there is no line break. */
function lengthOfLineBreak(text: string, at: number): number {
	if (text.charCodeAt(at) === LINE_FEED) return 1;
	return text.charCodeAt(at) === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 0;
}
