import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from './bytes';
import { CsvShapeError } from './csv';
import { makeScanner, type RecordBlock, type Scan } from './csvScan';

export type { RecordBlock } from './csvScan';

/** How to read records. */
export interface RecordOptions {
	/** The byte between cells, see `findDelimiter`. */
	readonly delimiter: number;
	/** Positions of the columns whose cells are wanted, ascending, from 0. */
	readonly columns?: readonly number[];
	/** Smaller chunks are gathered to this many bytes first; 64 KiB unless given. */
	readonly blockBytes?: number;
	/** A longer record is refused, because an open quote swallows all that follows; 16 MiB unless given. */
	readonly maxRecordBytes?: number;
}

const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
/** In the order in which they win where a header has as many of one as of another. Zoho CRM takes all but tabs. Source: Bulk Write, CSV rules. */
const DELIMITERS: readonly number[] = Array.from(',;:|\t', (character) => character.charCodeAt(0));

const DEFAULT_BLOCK_BYTES = 65_536;
const DEFAULT_MAX_RECORD_BYTES = 16_777_216;
/** Far more than 2,000 titles take. */
const MAX_HEADER_BYTES = 262_144;
/** Longer chunks are read in parts, so that none keeps other work of n8n waiting: each takes less than 1 ms. */
const MAX_PART_BYTES = 262_144;

/**
 * Cuts a CSV at its record boundaries and leaves the bytes as they are, in any encoding in which ASCII bytes stand for
 * ASCII characters alone (Shift_JIS, Big5 and GBK break that for `|`).
 *
 * Quoted cells may hold delimiters, line breaks and doubled quotes; a quote inside of plain text is text, and so is a
 * carriage return without a line feed. A UTF-8 byte order mark in front and empty lines are left out: they are no records,
 * and rows are counted without them. Ragged records are given as they are, see `cellCounts`.
 * @param source chunks of any size, not changed by anyone afterwards: blocks may be views of them
 * @returns blocks of about the chunk size, between 64 KiB and 256 KiB unless a record is longer; none is empty
 * @throws CsvShapeError for a quote that stays open, text after a closed one, a zero byte or a record beyond the limit
 */
export async function* readRecords(
	source: AsyncIterable<Uint8Array>,
	options: RecordOptions,
): AsyncGenerator<RecordBlock> {
	const {
		delimiter,
		columns = [],
		blockBytes = DEFAULT_BLOCK_BYTES,
		maxRecordBytes = DEFAULT_MAX_RECORD_BYTES,
	} = options;
	yield* scanBlocks(source, { delimiters: [delimiter], columns, maxRecords: Infinity }, blockBytes, maxRecordBytes);
}

/**
 * Reads the first record alone, before its delimiter is known; see `findDelimiter`.
 * @returns its bytes without byte order mark and line break; none if the file has no record
 * @throws CsvShapeError as `readRecords` does
 */
export async function readHeader(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
	const scan = { delimiters: DELIMITERS, columns: [], maxRecords: 1 };
	for await (const { bytes } of scanBlocks(source, scan, 1, MAX_HEADER_BYTES)) {
		const lineBreak = [Uint8Array.of(CARRIAGE_RETURN, LINE_FEED), Uint8Array.of(LINE_FEED)].find((end) =>
			endsWith(bytes, end),
		);
		return bytes.subarray(0, bytes.length - (lineBreak?.length ?? 0));
	}
	return new Uint8Array();
}

/** Whether a header goes on behind a carriage return outside of quotes, as where carriage returns alone end the lines. */
export function hasLoneReturn(header: Uint8Array): boolean {
	let isInQuotes = false;
	let isAfterReturn = false;
	for (let at = 0; at < header.length; at += 1) {
		const byte = header[at];
		if (isAfterReturn && byte !== CARRIAGE_RETURN) return true;
		if (byte === QUOTE) isInQuotes = !isInQuotes;
		if (byte === CARRIAGE_RETURN && !isInQuotes) isAfterReturn = true;
	}
	return false;
}

/** How often each byte that may separate cells is in a header, outside of quotes. */
export function countDelimiters(header: Uint8Array): ReadonlyMap<number, number> {
	const counts = new Map<number, number>();
	let isCellStart = true;
	let isQuotedCell = false;
	let isInQuotes = false;
	for (let at = 0; at < header.length; at += 1) {
		const byte = header[at];
		if (isCellStart) isQuotedCell = byte === QUOTE;
		if (isQuotedCell && byte === QUOTE) isInQuotes = !isInQuotes;
		isCellStart = !isInQuotes && DELIMITERS.includes(byte);
		if (isCellStart) counts.set(byte, (counts.get(byte) ?? 0) + 1);
	}
	return counts;
}

/**
 * Tells by which bytes the cells of a header may be separated: comma, semicolon, colon, pipe and tab, the most frequent
 * outside of quotes first.
 * @returns none for a header of one column
 */
export function findDelimiters(header: Uint8Array): number[] {
	const counts = countDelimiters(header);
	const found = DELIMITERS.filter((delimiter) => counts.has(delimiter));
	return found.sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0));
}

/** Gives the text of a cell, without the quotes around it and with doubled quotes made single. */
export function decodeCell(
	bytes: Uint8Array,
	start: number,
	end: number,
	decode: (bytes: Uint8Array) => string,
): string {
	if (start === end) return '';
	if (bytes[start] !== QUOTE) return decode(bytes.subarray(start, end));
	return decode(bytes.subarray(start + 1, end - 1)).replaceAll('""', '"');
}

/** Scans chunks as they come, keeping what a record still lacks until more has come. */
async function* scanBlocks(
	source: AsyncIterable<Uint8Array>,
	scan: Scan,
	blockBytes: number,
	maxRecordBytes: number,
): AsyncGenerator<RecordBlock> {
	const findRecords = makeScanner(scan);
	let waiting: Uint8Array[] = [];
	let waitingBytes = 0;
	let wantedBytes = Math.max(blockBytes, BYTE_ORDER_MARK.length);
	let records = 0;
	let isBegun = false;
	const scanWaiting = (isLast: boolean): RecordBlock => {
		const joined = waiting.length === 1 ? waiting[0] : Buffer.concat(waiting, waitingBytes);
		const { block, rest } = findRecords(isBegun ? joined : withoutMark(joined), records, isLast);
		isBegun = true;
		records += block.count;
		if (rest.length > maxRecordBytes) {
			throw new CsvShapeError(records + 1, 'ROW_TOO_LONG', maxRecordBytes);
		}
		waiting = [rest];
		waitingBytes = rest.length;
		// A long record is gone over again only when as much has been added, so that the cost stays linear.
		wantedBytes = Math.max(blockBytes, 2 * rest.length);
		return block;
	};
	for await (const chunk of source) {
		for (let at = 0; at < chunk.length;) {
			const part = chunk.subarray(at, at + (waitingBytes > 0 ? wantedBytes - waitingBytes : MAX_PART_BYTES));
			at += part.length;
			waiting.push(part);
			waitingBytes += part.length;
			if (waitingBytes < wantedBytes) continue;
			const block = scanWaiting(false);
			if (block.count === 0) continue;
			yield block;
			// What is left stands in the chunk as a rule: it is read there, because copying it with what follows costs as much as reading.
			if (at === chunk.length || waitingBytes > part.length) continue;
			at -= waitingBytes;
			waiting = [];
			waitingBytes = 0;
		}
	}
	const block = scanWaiting(true);
	if (block.count > 0) yield block;
}

function withoutMark(bytes: Uint8Array): Uint8Array {
	const hasMark = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
	return hasMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
	return end.every((byte, index) => bytes[bytes.length - end.length + index] === byte);
}
