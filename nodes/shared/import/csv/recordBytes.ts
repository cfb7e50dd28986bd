import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from '../../archive/bytes';

const EMPTY_CELL = Uint8Array.of(QUOTE, QUOTE);

/** Writes a cell with any delimiter; in quotes only where a reader could take its text for something else. */
export function writeCell(text: string, delimiter: number): string {
	const isPlain = !/["\r\n]|^\s|\s$/.test(text) && !text.includes(String.fromCharCode(delimiter));
	return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** Where a record ends without its line break. */
export function contentEnd(bytes: Uint8Array, start: number, end: number): number {
	if (end === start || bytes[end - 1] !== LINE_FEED) return end;
	return end - 1 > start && bytes[end - 2] === CARRIAGE_RETURN ? end - 2 : end - 1;
}

/**
 * Writes a record as strict readers take it: with as many cells as the header has, and those with a quote or a carriage return
 * in them in quotes.
 * @param record without its line break, in any encoding that is taken
 * @param leftOut positions of cells that are left out
 */
export function tidyRecord(
	record: Uint8Array,
	{ delimiter, titles }: { readonly delimiter: number; readonly titles: readonly string[] },
	leftOut: ReadonlySet<number>,
): Uint8Array {
	const cells = splitRecord(record, delimiter);
	const pieces: Uint8Array[] = [];
	for (let position = 0; position < titles.length; position += 1) {
		if (leftOut.has(position)) continue;
		if (pieces.length > 0) pieces.push(Uint8Array.of(delimiter));
		pieces.push(tidyCell(cells[position] ?? NO_BYTES));
	}
	const tidy = Buffer.concat(pieces);
	// Readers skip empty lines.
	return tidy.length === 0 ? EMPTY_CELL : tidy;
}

const NO_BYTES = new Uint8Array();

/** The cells of a record as they are written, quotes included. @param record without its line break */
export function splitRecord(record: Uint8Array, delimiter: number): Uint8Array[] {
	const cells: Uint8Array[] = [];
	for (let start = 0; start <= record.length;) {
		const end = endOfCell(record, start, delimiter);
		cells.push(record.subarray(start, end));
		start = end + 1;
	}
	return cells;
}

/** The place of the delimiter behind the cell at `start`, or the end of the record. */
function endOfCell(record: Uint8Array, start: number, delimiter: number): number {
	let isInQuotes = record[start] === QUOTE;
	const isQuoted = isInQuotes;
	let at = isQuoted ? start + 1 : start;
	for (; at < record.length; at += 1) {
		if (isQuoted && record[at] === QUOTE) isInQuotes = !isInQuotes;
		if (!isInQuotes && record[at] === delimiter) return at;
	}
	return at;
}

/** A cell as bytes; in quotes if it needs them and has none. */
function tidyCell(cell: Uint8Array): Uint8Array {
	return cell.includes(QUOTE) || cell.includes(CARRIAGE_RETURN) ? quoteCell(cell) : cell;
}

/** A cell in quotes, if it has none. */
export function quoteCell(cell: Uint8Array): Uint8Array {
	if (cell[0] === QUOTE) return cell;
	// In Latin-1 every byte is a character, whatever the encoding of the file is.
	return Buffer.from(`"${Buffer.from(cell).toString('latin1').replaceAll('"', '""')}"`, 'latin1');
}
