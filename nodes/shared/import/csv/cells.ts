import { decodeCell, type RecordBlock } from '../../archive/csvRecords';
import { refuseBytes, type CsvFile } from './open';

/** The cells of a block as text, record by record in ascending order. */
export interface CellReader {
	/**
	 * Decodes a record, if that is still to be done.
	 * @throws UsageError naming the row, if it is said to be UTF-8 and is not
	 */
	open(record: number): void;
	/** The text of a wanted cell; `at` counts among the wanted columns. Opens the record. */
	textOf(record: number, at: number): string;
}

const QUOTE = 0x22;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const EMPTY_CELL = Uint8Array.of(QUOTE, QUOTE);
const NOT_ASCII = /[\u0080-\uffff]/;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether all characters are ASCII, which every encoding that is taken writes alike. */
export const isAscii = (text: string): boolean => !NOT_ASCII.test(text);

/** Records are decoded together up to this many bytes: a decoder's cost is per call, and long texts are costly to give back. */
const WINDOW_BYTES = 32_768;

/** The text of some consecutive records, character by character where their bytes stand. */
interface TextWindow {
	readonly text: string;
	/** Offset of its first byte in the block. */
	readonly start: number;
	readonly firstRecord: number;
	/** Record behind its last. */
	readonly endRecord: number;
	/** Whether the text has ASCII characters only. */
	readonly isPlain: boolean;
}

/**
 * Reads the cells of a block as text.
 * @param wanted how many columns were asked for
 */
export function readCells(block: RecordBlock, wanted: number, file: CsvFile): CellReader {
	const { bytes, spans } = block;
	const { encoding } = file;
	let current: TextWindow = { text: '', start: 0, firstRecord: 0, endRecord: 0, isPlain: true };
	const open = (record: number): void => {
		if (record >= current.endRecord || record < current.firstRecord) current = openWindow(block, record, file);
	};
	const textOf = (record: number, at: number): string => {
		open(record);
		const place = 2 * (record * wanted + at);
		const start = spans[place];
		const end = spans[place + 1];
		if (start === end) return '';
		if (bytes[start] === QUOTE) return decodeCell(bytes, start, end, encoding.decode);
		const cell = current.text.slice(start - current.start, end - current.start);
		return current.isPlain || isAscii(cell) ? cell : encoding.decode(bytes.subarray(start, end));
	};
	return { open, textOf };
}

function openWindow(block: RecordBlock, record: number, file: CsvFile): TextWindow {
	const { starts, count, bytes } = block;
	const start = starts[record];
	let endRecord = record + 1;
	while (endRecord < count && starts[endRecord + 1] - start <= WINDOW_BYTES) endRecord += 1;
	const part = bytes.subarray(start, starts[endRecord]);
	const decoded = file.encoding.isUtf8 ? (decodeStrictly(part) ?? refuseRecords(block, record, file)) : null;
	// As many characters as bytes: each is one of ASCII, and places in the text are those in the bytes.
	const isPlain = decoded?.length === part.length;
	const text = isPlain ? decoded : Buffer.from(part.buffer, part.byteOffset, part.length).toString('latin1');
	return { text, start, firstRecord: record, endRecord, isPlain };
}

function decodeStrictly(bytes: Uint8Array): string | null {
	try {
		return strict.decode(bytes);
	} catch {
		return null;
	}
}

/** Finds the record that is no UTF-8, from one on. */
function refuseRecords({ bytes, starts, firstRecord }: RecordBlock, from: number, { name, encoding }: CsvFile): never {
	let record = from;
	while (record + 2 < starts.length && decodeStrictly(bytes.subarray(starts[record], starts[record + 1])) !== null)
		record += 1;
	return refuseBytes(name, firstRecord + record, encoding);
}

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
 * Writes a record as strict readers take it: cells with a quote or a carriage return in them stand in quotes.
 * @param record without its line break, in any encoding that is taken
 * @param leftOut positions of cells that are left out
 */
export function tidyRecord(record: Uint8Array, delimiter: number, leftOut: ReadonlySet<number>): Uint8Array {
	const pieces: Uint8Array[] = [];
	let position = 0;
	for (let start = 0; start <= record.length; position += 1) {
		const end = endOfCell(record, start, delimiter);
		if (!leftOut.has(position)) {
			if (pieces.length > 0) pieces.push(Uint8Array.of(delimiter));
			pieces.push(tidyCell(record.subarray(start, end)));
		}
		start = end + 1;
	}
	const tidy = Buffer.concat(pieces);
	// Readers skip empty lines.
	return tidy.length === 0 ? EMPTY_CELL : tidy;
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
	const isTidy = cell[0] === QUOTE || !(cell.includes(QUOTE) || cell.includes(CARRIAGE_RETURN));
	if (isTidy) return cell;
	// In Latin-1 every byte is a character, whatever the encoding of the file is.
	return Buffer.from(`"${Buffer.from(cell).toString('latin1').replaceAll('"', '""')}"`, 'latin1');
}
