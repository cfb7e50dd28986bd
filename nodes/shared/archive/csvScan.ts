import { CsvShapeError } from './csv';

/** Consecutive records of a CSV as bytes, with the places at which they begin. All places are offsets in `bytes`. */
export interface RecordBlock {
	/** Whole records with their line breaks, which the last record of a file may lack. */
	readonly bytes: Uint8Array;
	/** How many records these are. */
	readonly count: number;
	/** Number of the first of them in the file; the header is 0. */
	readonly firstRecord: number;
	/** Where record k begins; one entry more than records, the last is the end. */
	readonly starts: Uint32Array;
	/** How many cells record k has. */
	readonly cellCounts: Uint32Array;
	/**
	 * Start and end of the wanted cells, quotes included: of wanted column c in record k at `2 * (k * wanted + c)` and the
	 * entry after it. A cell that the record lacks is empty, at the record's end.
	 */
	readonly spans: Uint32Array;
	/** Records, ascending, that have a quote or carriage return in a cell without quotes: strict readers refuse them. */
	readonly lax: readonly number[];
	/** Records, ascending, before which the file has an empty line. */
	readonly afterGap: readonly number[];
}

/** What to look for. */
export interface Scan {
	/** The bytes that separate cells. */
	readonly delimiters: readonly number[];
	/** Positions of the columns whose cells are wanted, ascending, from 0. */
	readonly columns: readonly number[];
	/** After how many records of a block to stop. */
	readonly maxRecords: number;
}

/** The records at the front of some bytes. */
interface Scanned {
	readonly block: RecordBlock;
	/** The bytes behind them: a record whose end is still to come, or what lies beyond `maxRecords`. */
	readonly rest: Uint8Array;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** What a byte, or the end of all bytes, means outside of quotes. A quote opens a cell only where one begins. */
const TEXT = 0;
const DELIMITER = 1;
const LINE_FEED_KIND = 2;
const ZERO = 3;
const END = 4;
/** From here on: what may be text all the same. */
const CARRIAGE_RETURN_KIND = 5;
const QUOTE_KIND = 6;
/** By kind, how many bytes end a line there. */
const LINE_BREAK_BYTES = [0, 0, 1, 0, 0, 2, 0] as const;

/** Records of a block for which there is room at first. */
const FIRST_ROOM = 1_024;

/** What stays the same from block to block. */
interface Scanner {
	readonly kinds: Uint8Array;
	/** The wanted positions, and one that no cell has at the end. */
	readonly positions: Int32Array;
	readonly maxRecords: number;
	/** Whether an empty line is before the next record. */
	isAfterGap: boolean;
	/** Room for places, which grows as a block needs it. */
	starts: Uint32Array<ArrayBuffer>;
	cellCounts: Uint32Array<ArrayBuffer>;
	spans: Uint32Array<ArrayBuffer>;
}

/**
 * Makes the function that finds the records in bytes, one block after another: one go over the bytes, and nothing made
 * per record.
 * @returns a function of bytes that begin with a record; `firstRecord` is its number, `isLast` tells that the file ends
 * where they end. It throws CsvShapeError for an open quote at the end, text after a closed one and a zero byte
 */
export function makeScanner({
	delimiters,
	columns,
	maxRecords,
}: Scan): (bytes: Uint8Array, firstRecord: number, isLast: boolean) => Scanned {
	const scanner: Scanner = {
		kinds: kindsOfBytes(delimiters),
		positions: Int32Array.of(...columns, -1),
		maxRecords,
		isAfterGap: false,
		starts: new Uint32Array(FIRST_ROOM),
		cellCounts: new Uint32Array(FIRST_ROOM),
		spans: new Uint32Array(2 * columns.length * FIRST_ROOM),
	};
	return (bytes, firstRecord, isLast) => findRecords(scanner, bytes, firstRecord, isLast);
}

/** The loop over every byte. It stands in one function, with all it touches in local variables, because that is twice as fast. */
function findRecords(scanner: Scanner, bytes: Uint8Array, firstRecord: number, isLast: boolean): Scanned {
	const { kinds, positions, maxRecords } = scanner;
	let { starts, cellCounts, spans } = scanner;
	const { length } = bytes;
	const wanted = positions.length - 1;
	const gaps: number[] = [];
	const lax: number[] = [];
	const afterGap: number[] = scanner.isAfterGap ? [0] : [];
	let gapBytes = 0;
	let count = 0;
	let recordStart = 0;
	let cell = 0;
	let wantedAt = 0;
	let at = 0;
	while (at < length || cell > 0) {
		const cellStart = at;
		if (at < length && bytes[at] === QUOTE) {
			at = endOfQuoted(bytes, at, firstRecord + count + 1);
			if (at === -1) {
				if (isLast) throw new CsvShapeError(firstRecord + count + 1, 'OPEN_QUOTE');
				break;
			}
		} else {
			while (at < length && kinds[bytes[at]] === TEXT) at += 1;
			while (at < length && kinds[bytes[at]] >= CARRIAGE_RETURN_KIND && (bytes[at] === QUOTE || !endsLine(bytes, at))) {
				if (lax[lax.length - 1] !== count) lax.push(count);
				at += 1;
				while (at < length && kinds[bytes[at]] === TEXT) at += 1;
			}
		}
		if (cell === positions[wantedAt]) {
			const place = 2 * (count * wanted + wantedAt);
			spans[place] = cellStart - gapBytes;
			spans[place + 1] = at - gapBytes;
			wantedAt += 1;
		}
		cell += 1;
		const kind = at < length ? kinds[bytes[at]] : END;
		if (kind === DELIMITER) {
			at += 1;
			continue;
		}
		// What comes next could still lengthen the cell, double its closing quote or complete a line break.
		if (!isLast && (kind === END || (kind === CARRIAGE_RETURN_KIND && at + 1 === length))) break;
		if (kind === ZERO) throw new CsvShapeError(firstRecord + count + 1, 'ZERO_BYTE');
		if (kind === TEXT || (kind === CARRIAGE_RETURN_KIND && !endsLine(bytes, at))) {
			throw new CsvShapeError(firstRecord + count + 1, 'TEXT_AFTER_QUOTE');
		}
		const end = at;
		at += LINE_BREAK_BYTES[kind];
		if (end === recordStart) {
			if (gaps[gaps.length - 1] === recordStart) gaps.pop();
			else gaps.push(recordStart);
			gaps.push(at);
			gapBytes += at - recordStart;
			if (afterGap[afterGap.length - 1] !== count) afterGap.push(count);
		} else {
			if (wantedAt < wanted) spans.fill(end - gapBytes, 2 * (count * wanted + wantedAt), 2 * (count + 1) * wanted);
			cellCounts[count] = cell;
			count += 1;
			if (count + 1 === starts.length) {
				starts = scanner.starts = doubled(starts);
				cellCounts = scanner.cellCounts = doubled(cellCounts);
				spans = scanner.spans = doubled(spans);
			}
			starts[count] = at - gapBytes;
		}
		recordStart = at;
		cell = 0;
		wantedAt = 0;
		if (count === maxRecords) break;
	}
	// The one that is still to be completed is found again with its block.
	if (lax[lax.length - 1] === count) lax.pop();
	scanner.isAfterGap = afterGap[afterGap.length - 1] === count;
	if (scanner.isAfterGap) afterGap.pop();
	const block = {
		bytes: withoutGaps(bytes.subarray(0, recordStart), gaps),
		count,
		firstRecord,
		starts: starts.slice(0, count + 1),
		cellCounts: cellCounts.slice(0, count),
		spans: spans.slice(0, 2 * wanted * count),
		lax,
		afterGap,
	};
	return { block, rest: bytes.subarray(recordStart) };
}

/** A table from a byte to its kind. */
function kindsOfBytes(delimiters: readonly number[]): Uint8Array {
	const kinds = new Uint8Array(256);
	kinds[0] = ZERO;
	kinds[QUOTE] = QUOTE_KIND;
	kinds[LINE_FEED] = LINE_FEED_KIND;
	kinds[CARRIAGE_RETURN] = CARRIAGE_RETURN_KIND;
	for (const delimiter of delimiters) kinds[delimiter] = DELIMITER;
	return kinds;
}

/** The place after the quote that closes the cell at `start`; -1 if the bytes end before. */
function endOfQuoted(bytes: Uint8Array, start: number, row: number): number {
	const { length } = bytes;
	let at = start + 1;
	while (at < length) {
		const byte = bytes[at];
		if (byte === 0) throw new CsvShapeError(row, 'ZERO_BYTE');
		at += 1;
		if (byte !== QUOTE) continue;
		if (at === length || bytes[at] !== QUOTE) return at;
		at += 1;
	}
	return -1;
}

/** Whether the carriage return at `at` belongs to a line break. */
function endsLine(bytes: Uint8Array, at: number): boolean {
	return at + 1 < bytes.length && bytes[at + 1] === LINE_FEED;
}

function doubled(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
	const larger = new Uint32Array(2 * values.length);
	larger.set(values);
	return larger;
}

/** Leaves out parts of bytes, given as start and end after start and end; without any, the bytes are not copied. */
function withoutGaps(bytes: Uint8Array, gaps: readonly number[]): Uint8Array {
	if (gaps.length === 0) return bytes;
	// Not `slice`: of a Buffer that would be a view of the same bytes.
	const kept = new Uint8Array(bytes);
	let filled = gaps[0];
	for (let index = 1; index < gaps.length; index += 2) {
		const next = gaps[index + 1] ?? bytes.length;
		kept.copyWithin(filled, gaps[index], next);
		filled += next - gaps[index];
	}
	return kept.subarray(0, filled);
}
