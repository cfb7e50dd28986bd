import { decodeCell, type RecordBlock } from '../../archive/csvRecords';
import type { RowBlocks } from './blocks';
import { contentEnd, tidyRecord, writeCell } from './cells';
import type { KeptCells } from './keys';
import type { SheetLayout } from './sheet';
import { rowKeyOf } from '../plan/mappings';
import type { ChunkRows } from '../rows/source';
import type { Turns } from '../../writes/turns';

/** Many short pieces cost more on their way than a copy of all does. */
const MAX_PIECES = 8;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Writes a CSV with some rows of a sheet: bytes as they are in the file, whole stretches of rows at once. Only cells that
 * have to take another form are replaced, and only rows that a strict reader would take for something else are written anew.
 * @param cells takes up the cells by which the result names the rows
 */
export async function* writeRows(
	layout: SheetLayout,
	rows: ChunkRows,
	blocks: RowBlocks,
	cells: KeptCells,
	turns: Turns,
): AsyncGenerator<Uint8Array> {
	const { file, rowKey } = layout.sheet;
	const lead = rowKey === null ? '' : `${rowKey.apiName}${String.fromCharCode(file.delimiter)}`;
	yield Buffer.concat([
		Buffer.from(lead),
		tidyRecord(file.header, file.delimiter, layout.sheet.leftOut),
		file.lineBreak,
	]);
	let at = 0;
	while (at < rows.length) {
		const block = await blocks.blockOf(rows[at]);
		const { pieces, end } = writeStretch(layout, rows, at, block, cells);
		at = end;
		if (pieces.length > MAX_PIECES) yield Buffer.concat(pieces);
		else yield* pieces;
		if (turns.isOver) await turns.next();
	}
	cells.close();
}

/** Writes those rows that a block has, from `from` on. */
function writeStretch(
	layout: SheetLayout,
	rows: ChunkRows,
	from: number,
	block: RecordBlock,
	cells: KeptCells,
): { pieces: Uint8Array[]; end: number } {
	const { sheet, kept, wanted } = layout;
	const { bytes, starts, spans, firstRecord, count, lax } = block;
	const isCrlf = sheet.file.lineBreak.length === 2;
	const isCopied = sheet.rowKey === null && sheet.leftOut.size === 0;
	const pieces: Uint8Array[] = [];
	let runStart = 0;
	let runEnd = 0;
	let laxAt = 0;
	let at = from;
	for (; at < rows.length; at += 1) {
		const record = rows[at] + 1 - firstRecord;
		if (record < 0 || record >= count) break;
		const next = starts[record + 1];
		while (lax[laxAt] < record) laxAt += 1;
		const isLax = lax[laxAt] === record;
		// Whoever takes the line break of the header for that of all rows would read two rows as one, or a carriage return as text.
		const endsAsHeader = bytes[next - 1] === LINE_FEED && (bytes[next - 2] === CARRIAGE_RETURN) === isCrlf;
		if (isCopied && endsAsHeader && !isLax && !sheet.rewritten.has(rows[at])) {
			for (const { at: place } of kept) {
				const span = 2 * (record * wanted.length + place);
				cells.add(bytes, spans[span], spans[span + 1]);
			}
			if (starts[record] !== runEnd) {
				if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
				runStart = starts[record];
			}
			runEnd = next;
			continue;
		}
		if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
		runStart = 0;
		runEnd = 0;
		writeAnew(layout, rows[at], block, record, isLax, cells, pieces);
	}
	if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
	return { pieces, end: at };
}

/** Writes one row that is not taken over as it is. */
function writeAnew(
	{ sheet, kept, wanted, rewrites }: SheetLayout,
	row: number,
	{ bytes, starts, spans }: RecordBlock,
	record: number,
	isLax: boolean,
	cells: KeptCells,
	pieces: Uint8Array[],
): void {
	const { rowKey, file, leftOut } = sheet;
	const parts: Uint8Array[] = [];
	if (rowKey !== null)
		pieces.push(Buffer.from(`${rowKeyOf(rowKey.importId, row)}${String.fromCharCode(file.delimiter)}`));
	let written: Map<number, Uint8Array> | null = null;
	let copied = starts[record];
	for (let place = 0; place < wanted.length && sheet.rewritten.has(row); place += 1) {
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
