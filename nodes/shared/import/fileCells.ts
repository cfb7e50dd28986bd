import { decodeCell, type RecordBlock } from '../archive/csvRecords';
import { refuseBytes, type CsvFile } from './fileCsv';

/** Gives the text of a wanted cell of a block: `at` counts among the wanted columns. */
export type CellReader = (record: number, at: number) => string;

const QUOTE = 0x22;
const NOT_ASCII = /[\u0080-\uffff]/;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether all characters are ASCII, which every encoding that is taken writes alike. */
export const isAscii = (text: string): boolean => !NOT_ASCII.test(text);

/**
 * Reads the cells of a block as text. The whole block is decoded at once where that can be done, because a decoder's cost
 * is per call.
 * @param wanted how many columns were asked for
 * @throws UsageError naming the row, if the block is said to be UTF-8 and is not
 */
export function readCells(block: RecordBlock, wanted: number, file: CsvFile): CellReader {
	const { bytes, spans } = block;
	const { encoding } = file;
	const decoded = encoding.isUtf8 ? (decodeStrictly(bytes) ?? refuseBlock(block, file)) : null;
	// As many characters as bytes: each is one of ASCII, and places in the text are those in the bytes.
	const isPlain = decoded?.length === bytes.length;
	const text = isPlain ? decoded : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
	return (record, at) => {
		const place = 2 * (record * wanted + at);
		const start = spans[place];
		const end = spans[place + 1];
		if (start === end) return '';
		if (bytes[start] === QUOTE) return decodeCell(bytes, start, end, encoding.decode);
		const cell = text.slice(start, end);
		return isPlain || isAscii(cell) ? cell : encoding.decode(bytes.subarray(start, end));
	};
}

function decodeStrictly(bytes: Uint8Array): string | null {
	try {
		return strict.decode(bytes);
	} catch {
		return null;
	}
}

/** Finds the record that is no UTF-8. */
function refuseBlock({ bytes, starts, firstRecord }: RecordBlock, { name, encoding }: CsvFile): never {
	let record = 0;
	while (record + 2 < starts.length && decodeStrictly(bytes.subarray(starts[record], starts[record + 1])) !== null) record += 1;
	return refuseBytes(name, firstRecord + record, encoding);
}

/** Writes a cell with any delimiter; in quotes only where a reader could take its text for something else. */
export function writeCell(text: string, delimiter: number): string {
	const isPlain = !/["\r\n]|^\s|\s$/.test(text) && !text.includes(String.fromCharCode(delimiter));
	return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
