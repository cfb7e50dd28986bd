import { decodeCell, type RecordBlock } from '../../archive/csvRecords';
import { refuseBytes, type CsvFile } from './fileCsv';

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
	while (record + 2 < starts.length && decodeStrictly(bytes.subarray(starts[record], starts[record + 1])) !== null) record += 1;
	return refuseBytes(name, firstRecord + record, encoding);
}

/** Writes a cell with any delimiter; in quotes only where a reader could take its text for something else. */
export function writeCell(text: string, delimiter: number): string {
	const isPlain = !/["\r\n]|^\s|\s$/.test(text) && !text.includes(String.fromCharCode(delimiter));
	return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
