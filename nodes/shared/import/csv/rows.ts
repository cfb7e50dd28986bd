import { QUOTE } from '../../archive/bytes';
import { decodeCell, type RecordBlock } from '../../archive/csvRecords';
import { refusedCell } from '../../values/cellTrouble';
import { findExcess, maxLengthOf } from '../../values/texts';
import { ROWS_PER_LOOK, Turns } from '../../writes/turns';
import { UsageError } from '../../zoho/call/errors';
import { MAX_FILE_ROWS, MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { isChecked, type MappedColumn } from '../plan/mappedColumn';
import type { RowTrouble, TroubledCell } from '../plan/preflight';
import type { ColumnEvidence } from '../plan/columnEvidence';
import type { Sleep } from '../rows/source';
import { MARK } from './byteSource';
import type { CsvFile } from './open';
import { capitalise, placeOf, refuseBytes } from './place';
import { isBlankRow, RaggedRows } from './ragged';

/** A column of a file that goes to a field. */
export interface FileColumn {
	readonly column: MappedColumn;
	/** Place in the file, from 0. */
	readonly position: number;
}

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

/** The rows of a file by their indexes. */
export interface RowBlocks {
	/** The block that has a row; the row is record `row + 1 - firstRecord` of it. */
	blockOf(row: number): Promise<RecordBlock>;
	/** Ends the reading. */
	close(): Promise<void>;
}

/** Number of the record behind a block's last. */
const endOf = (block: RecordBlock): number => block.firstRecord + block.count;

/**
 * Reads a file once from its beginning: rows can be asked for in ascending order only.
 * @param name of the file, for messages
 */
export function walkBlocks(blocks: AsyncGenerator<RecordBlock>, name: string): RowBlocks {
	let current: RecordBlock | null = null;
	return {
		async blockOf(row) {
			while (current === null || row + 1 >= endOf(current)) {
				const next: IteratorResult<RecordBlock, unknown> = await blocks.next();
				if (next.done === true) {
					throw new UsageError(
						`Row ${row + 1} of ${name} is missing: the file has changed since it was checked`,
						'Import the file again when nothing writes to it anymore',
					);
				}
				current = next.value;
			}
			return current;
		},
		async close() {
			await blocks.return(undefined);
		},
	};
}

/** Rows in memory, to be asked for in any order. */
export function holdBlocks(blocks: readonly RecordBlock[]): RowBlocks {
	return {
		async blockOf(row) {
			let low = 0;
			let high = blocks.length - 1;
			while (low < high) {
				const middle = (low + high) >>> 1;
				if (row + 1 >= endOf(blocks[middle])) low = middle + 1;
				else high = middle;
			}
			return blocks[low];
		},
		async close() {},
	};
}

/** How a file is checked. */
export interface RowCheck {
	readonly file: CsvFile;
	/** Columns whose cells are checked against their fields. */
	readonly columns: readonly FileColumn[];
	/** What the cells prove about their columns; null where there are no columns to check. */
	readonly evidence: ColumnEvidence | null;
	/** Positions of further cells that the visit reads. */
	readonly positions: readonly number[];
	readonly sleep: Sleep;
}

/**
 * Called once per row.
 * @param index of the row, from 0
 * @param textOf text of a cell, by a position that was asked for
 * @param troubled cells that cannot be written; null if all can
 * @param ragged why the row cannot be written because of the number of its cells; null if it can
 */
export type RowVisit = (
	index: number,
	textOf: (position: number) => string,
	troubled: readonly TroubledCell[] | null,
	ragged: RowTrouble | null,
) => void;

/** What a check has found. */
export interface VisitedRows {
	/** Without rows of nothing but delimiters at the end of the file, which count as empty lines. */
	readonly rowCount: number;
	/** Rows with cells that have to be written in another form, such as dates. */
	readonly rewritten: RowSet;
}

/**
 * Goes once over a file and checks every row.
 * @throws UsageError if most rows have more or fewer cells than the header, and for one that is longer than a file may be
 */
export async function visitRows(
	{ file, columns, evidence, positions, sleep }: RowCheck,
	visit: RowVisit,
): Promise<VisitedRows> {
	const checked = columns.filter(({ column }) => isChecked(column));
	const limited = columns.filter(({ column }) => maxLengthOf(column.field) < Infinity);
	const wanted = sortedPositions([...[...checked, ...limited].map(({ position }) => position), ...positions]);
	const places = new Map(wanted.map((position, at) => [position, at]));
	const placeOfCell = (position: number): number => places.get(position) ?? -1;
	const checks = checked.map(({ column, position }) => ({
		column,
		at: placeOfCell(position),
		proofs: evidence?.of(column) ?? null,
	}));
	const limits = limited.map(({ column, position }) => ({
		apiName: column.apiName,
		name: column.name,
		at: placeOfCell(position),
		maxLength: maxLengthOf(column.field),
	}));
	const smallestLimit = Math.min(...limits.map(({ maxLength }) => maxLength));
	const rewritten = new RowSet();
	const turns = new Turns(sleep);
	const raggedRows = new RaggedRows(file);
	const width = file.titles.length;
	const { header } = file;
	/** By the first and last byte alone: few rows need a look at all. */
	const isHeaderAgain = ({ bytes, starts }: RecordBlock, record: number): boolean => {
		const start = starts[record];
		const size = starts[record + 1] - start;
		return size >= header.length && size <= header.length + 2 && bytes[start] === header[0];
	};
	let index = 0;
	let blankRows = 0;
	for await (const block of file.read(wanted)) {
		const cells = readCells(block, wanted.length, file);
		const isAfterGap = ascendingSet(block.afterGap);
		const isLax = ascendingSet(block.lax);
		for (let record = block.firstRecord === 0 ? 1 : 0; record < block.count; record += 1) {
			if (index === MAX_FILE_ROWS) refuseRows(file);
			if (width > 1 && isBlankRow(block, record, file.delimiter)) {
				blankRows += 1;
				index += 1;
				continue;
			}
			const isAfterBlank = blankRows > 0;
			for (; blankRows > 0; blankRows -= 1) visit(index - blankRows, noText, null, null);
			const recordBytes = block.starts[record + 1] - block.starts[record];
			refuseLong(file, index, recordBytes);
			cells.open(record);
			const start = block.starts[record];
			const isOdd = isLax(record) || block.bytes[start] === MARK[0] || isHeaderAgain(block, record);
			const ragged =
				(isOdd ? raggedRows.lookAtOdd(block, record) : null) ??
				(block.cellCounts[record] === width
					? null
					: raggedRows.look(block, record, index, isAfterBlank || isAfterGap(record)));
			let troubled: TroubledCell[] | null = null;
			evidence?.begin(index);
			for (const { column, at, proofs } of checks) {
				const text = cells.textOf(record, at);
				if (text === '') continue;
				// Cells of a row that lacks some, or has too many, may be those of other columns.
				const cell = column.encode(text, ragged === null ? proofs : null);
				if (cell === text) continue;
				if (typeof cell !== 'string' && cell.kind === 'either') rewritten.add(index);
				else if (typeof cell !== 'string')
					(troubled ??= []).push({ apiName: column.apiName, name: column.name, trouble: cell, value: text });
				else if (file.encoding.isUtf8 || isAscii(cell)) rewritten.add(index);
				else
					(troubled ??= []).push({
						apiName: column.apiName,
						name: column.name,
						trouble: refusedCell(`must be rewritten, which is not possible in ${file.encoding.label}`),
					});
			}
			// A cell has no more characters than bytes.
			for (const { apiName, name, at, maxLength } of recordBytes > smallestLimit ? limits : []) {
				const span = 2 * (record * wanted.length + at);
				if (block.spans[span + 1] - block.spans[span] <= maxLength) continue;
				const trouble = findExcess(cells.textOf(record, at), maxLength);
				if (trouble !== null) (troubled ??= []).push({ apiName, name, trouble });
			}
			visit(index, (position) => cells.textOf(record, placeOfCell(position)), troubled, ragged);
			index += 1;
			if (index % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
		}
	}
	raggedRows.finish(index - blankRows);
	return { rowCount: index - blankRows, rewritten };
}

const noText = (): string => '';

/** Tells whether numbers, asked for in ascending order, are among ascending ones. */
function ascendingSet(numbers: readonly number[]): (wanted: number) => boolean {
	let at = 0;
	return (wanted) => {
		while (numbers[at] < wanted) at += 1;
		return numbers[at] === wanted;
	};
}

/** Each position once, ascending. */
export function sortedPositions(positions: readonly number[]): number[] {
	return [...new Set(positions)].sort((a, b) => a - b);
}

function refuseRows({ name }: CsvFile): never {
	throw new UsageError(
		`${capitalise(name)} has more than ${MAX_FILE_ROWS} rows, which is the limit of one import. Nothing was sent`,
		'Split the file and import the parts one after the other',
	);
}

function refuseLong({ name }: CsvFile, index: number, sizeBytes: number): void {
	if (sizeBytes <= MAX_UPLOAD_BYTES) return;
	throw new UsageError(
		`${placeOf(name, index + 1)} has ${sizeBytes} bytes, and the limit of a whole job is ${MAX_UPLOAD_BYTES}. Nothing was sent`,
		'Shorten the row. Its length may come from a quote that is never closed',
	);
}

/**
 * Columns without a title may be empty: many exports end their lines with a delimiter.
 * @throws UsageError naming the row, if a cell of one is not
 */
export function refuseUntitled(
	{ name }: CsvFile,
	untitled: readonly number[],
	textOf: (position: number) => string,
	index: number,
): void {
	const filled = untitled.find((position) => textOf(position).trim() !== '');
	if (filled === undefined) return;
	throw new UsageError(
		`Column ${filled + 1} of ${name} has no title, but row ${index + 1} has a value in it. Nothing was sent`,
		'Give the column a title in the header, or turn on Ignore Unknown Columns to leave it out',
	);
}

/** A set of rows by their indexes: one bit each. */
export class RowSet {
	private words = new Uint32Array(1_024);
	private count = 0;

	get isEmpty(): boolean {
		return this.count === 0;
	}

	add(index: number): void {
		const word = index >>> 5;
		if (word >= this.words.length) {
			const larger = new Uint32Array(Math.max(word + 1, 2 * this.words.length));
			larger.set(this.words);
			this.words = larger;
		}
		if (!this.has(index)) this.count += 1;
		this.words[word] |= 1 << (index & 31);
	}

	has(index: number): boolean {
		return this.count > 0 && ((this.words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
	}
}
