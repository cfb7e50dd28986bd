import { COLON, COMMA, PIPE, SEMICOLON } from '../../archive/bytes';
import { decodeCell, type RecordBlock } from '../../archive/csvRecords';
import type { Turns } from '../../writes/turns';
import { rowKeyOf } from '../rows/chunks';
import type { SheetChunk } from './layout';
import type { CsvFile } from './open';
import { contentEnd, splitRecord, tidyRecord, writeCell } from './recordBytes';
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
	const header = Buffer.concat([Buffer.from(lead), tidyRecord(file.header, file, leftOut)]);
	yield Buffer.concat([withPlainDelimiter(header, file), file.lineBreak]);
	const writer = new RowWriter(chunk);
	while (!writer.isDone) {
		const pieces = writer.write(await blocks.blockOf(rows[writer.next]));
		if (pieces.length > MAX_PIECES) yield Buffer.concat(pieces);
		else yield* pieces;
		if (turns.isOver) await turns.next();
	}
	cells.close();
}

/** What Zoho CRM takes for delimiters: the one that the header has most of. Source: Bulk Write, CSV rules (read 2026-11-21). */
const DELIMITERS = [COMMA, SEMICOLON, COLON, PIPE];
const SPACE = 0x20;

/**
 * A header in which the delimiter is the most frequent one, whether quotes count or not: where others are in titles as often,
 * they become spaces. Columns go to fields by their places, so titles may be any.
 */
function withPlainDelimiter(header: Uint8Array, { delimiter, encoding }: CsvFile): Uint8Array {
	const countOf = (wanted: number): number => header.filter((byte) => byte === wanted).length;
	const own = splitRecord(header, delimiter).length - 1;
	// Other encodings may have the byte of a pipe in other characters.
	const others = DELIMITERS.filter((other) => other !== delimiter && (other !== PIPE || encoding.isUtf8));
	if (others.every((other) => countOf(other) < Math.max(own, 1))) return header;
	return header.map((byte) => (others.includes(byte) ? SPACE : byte));
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
		const { bytes, starts, spans, firstRecord, count, lax, cellCounts } = block;
		const width = sheet.file.titles.length;
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
			const isWhole = cellCounts[record] === width;
			if (isCopied && endsAsHeader && !isLax && isWhole && !rewritten.has(row)) {
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
			this.writeAnew(block, record, row, isLax || !isWhole);
		}
		if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
		this.next = at;
		return pieces;
	}

	/** Writes a row that cannot stay as it is. @param isUntidy whether its cells need quotes, or are more or fewer than in the header */
	private writeAnew({ bytes, starts, spans }: RecordBlock, record: number, row: number, isUntidy: boolean): void {
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
		if (isUntidy || leftOut.size > 0) pieces.push(tidyRecord(Buffer.concat(parts), file, leftOut));
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
