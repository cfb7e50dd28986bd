import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from '../../archive/bytes';
import { decodeCell, type RecordBlock } from '../../archive/csvRecords';
import type { Turns } from '../../writes/turns';
import { rowKeyOf } from '../rows/chunks';
import type { SheetChunk } from './layout';
import type { RowBlocks } from './rows';

/** Many short pieces cost more on their way than a copy of all does. */
const MAX_PIECES = 8;

/**
 * Writes the CSV of a chunk: bytes as they are in the file, as many rows at once as follow each other. Only cells that have
 * to take another form are replaced, and only rows that a strict reader would misread are written anew.
 */
export async function* writeChunk(chunk: SheetChunk, blocks: RowBlocks, turns: Turns): AsyncGenerator<Uint8Array> {
	const { layout, rows, cells } = chunk;
	const { file, rowKey, leftOut } = layout.sheet;
	const lead = rowKey === null ? '' : `${rowKey.apiName}${String.fromCharCode(file.delimiter)}`;
	yield Buffer.concat([Buffer.from(lead), tidyRecord(file.header, file.delimiter, leftOut), file.lineBreak]);
	const writer = new RowWriter(chunk);
	while (!writer.isDone) {
		const pieces = writer.write(await blocks.blockOf(rows[writer.next]));
		if (pieces.length > MAX_PIECES) yield Buffer.concat(pieces);
		else yield* pieces;
		if (turns.isOver) await turns.next();
	}
	cells.close();
}

/** Writes the rows of a chunk, block by block. */
class RowWriter {
	/** Place of the next row in the chunk. */
	next = 0;
	private pieces: Uint8Array[] = [];

	constructor(private readonly chunk: SheetChunk) {}

	get isDone(): boolean {
		return this.next >= this.chunk.rows.length;
	}

	/** The bytes of those next rows that a block has. */
	write(block: RecordBlock): readonly Uint8Array[] {
		const { rows, cells, layout } = this.chunk;
		const { sheet, kept, wanted, rewritten } = layout;
		const { bytes, starts, spans, firstRecord, count, lax } = block;
		const breakBytes = sheet.file.lineBreak.length;
		const isCopied = sheet.rowKey === null && sheet.leftOut.size === 0;
		const pieces: Uint8Array[] = [];
		this.pieces = pieces;
		let runStart = 0;
		let runEnd = 0;
		let laxAt = 0;
		let at = this.next;
		for (; at < rows.length; at += 1) {
			const row = rows[at];
			const record = row + 1 - firstRecord;
			if (record < 0 || record >= count) break;
			const start = starts[record];
			const end = starts[record + 1];
			while (lax[laxAt] < record) laxAt += 1;
			const isLax = lax[laxAt] === record;
			// Whoever takes the line break of the header for that of all rows would read two rows as one, or a carriage return as text.
			const endsAsHeader = end - contentEnd(bytes, start, end) === breakBytes;
			if (isCopied && endsAsHeader && !isLax && !rewritten.has(row)) {
				for (const { at: place } of kept) {
					const span = 2 * (record * wanted.length + place);
					cells.add(bytes, spans[span], spans[span + 1]);
				}
				if (start !== runEnd) {
					if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
					runStart = start;
				}
				runEnd = end;
				continue;
			}
			if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
			runStart = 0;
			runEnd = 0;
			this.writeAnew(block, record, row, isLax);
		}
		if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
		this.next = at;
		return pieces;
	}

	/** Writes a row that cannot stay as it is. */
	private writeAnew({ bytes, starts, spans }: RecordBlock, record: number, row: number, isLax: boolean): void {
		const { pieces, chunk } = this;
		const { layout, cells } = chunk;
		const { sheet, kept, wanted, rewrites } = layout;
		const { rowKey, file, leftOut } = sheet;
		const isRewritten = layout.rewritten.has(row);
		const parts: Uint8Array[] = [];
		if (rowKey !== null)
			pieces.push(Buffer.from(`${rowKeyOf(rowKey.importId, row)}${String.fromCharCode(file.delimiter)}`));
		let written: Map<number, Uint8Array> | null = null;
		let copied = starts[record];
		for (let place = 0; place < wanted.length && isRewritten; place += 1) {
			const column = rewrites[place];
			if (column === null) continue;
			const span = 2 * (record * wanted.length + place);
			const text = decodeCell(bytes, spans[span], spans[span + 1], file.encoding.decode);
			const cell = column.encode(text);
			if (cell === text || typeof cell !== 'string') continue;
			const encoded = Buffer.from(writeCell(cell, file.delimiter));
			(written ??= new Map()).set(place, encoded);
			parts.push(bytes.subarray(copied, spans[span]), encoded);
			copied = spans[span + 1];
		}
		parts.push(bytes.subarray(copied, contentEnd(bytes, starts[record], starts[record + 1])));
		if (isLax || leftOut.size > 0) pieces.push(tidyRecord(Buffer.concat(parts), file.delimiter, leftOut));
		else pieces.push(...parts);
		pieces.push(file.lineBreak);
		for (const { at } of kept) {
			const encoded = written?.get(at);
			const span = 2 * (record * wanted.length + at);
			if (encoded === undefined) cells.add(bytes, spans[span], spans[span + 1]);
			else cells.add(encoded, 0, encoded.length);
		}
	}
}

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
