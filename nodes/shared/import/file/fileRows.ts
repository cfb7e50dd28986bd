import { decodeCell, type RecordBlock } from '../../archive/csvRecords';
import type { RowBlocks } from './fileBlocks';
import { writeCell } from './fileCells';
import type { KeptCells } from './fileKeys';
import type { SheetLayout } from './fileSheet';
import { rowKeyOf } from '../rows/mappings';
import type { ChunkRows } from '../rows/source';
import type { Turns } from '../rows/turns';

/** Many short pieces cost more on their way than a copy of all does. */
const MAX_PIECES = 8;
const LINE_FEED = 0x0a;

/**
 * Writes a CSV with some rows of a sheet: bytes as they are in the file, whole stretches of rows at once; only cells that
 * have to take another form are replaced.
 * @param cells takes up the cells by which the result names the rows
 */
export async function* writeRows(layout: SheetLayout, rows: ChunkRows, blocks: RowBlocks, cells: KeptCells, turns: Turns): AsyncGenerator<Uint8Array> {
	const { file, rowKey } = layout.sheet;
	const lead = rowKey === null ? '' : `${rowKey.apiName}${String.fromCharCode(file.delimiter)}`;
	yield Buffer.concat([Buffer.from(lead), file.header, file.lineBreak]);
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
function writeStretch(layout: SheetLayout, rows: ChunkRows, from: number, block: RecordBlock, cells: KeptCells): { pieces: Uint8Array[]; end: number } {
	const { sheet, kept, wanted } = layout;
	const { bytes, starts, spans, firstRecord, count } = block;
	const pieces: Uint8Array[] = [];
	let runStart = 0;
	let runEnd = 0;
	let at = from;
	for (; at < rows.length; at += 1) {
		const record = rows[at] + 1 - firstRecord;
		if (record < 0 || record >= count) break;
		const isWhole = record < count - 1 || bytes[starts[record + 1] - 1] === LINE_FEED;
		if (isWhole && sheet.rowKey === null && !sheet.rewritten.has(rows[at])) {
			for (const { at: place } of kept) {
				const span = 2 * (record * wanted.length + place);
				cells.add(bytes, spans[span], spans[span + 1]);
			}
			if (starts[record] !== runEnd) {
				if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
				runStart = starts[record];
			}
			runEnd = starts[record + 1];
			continue;
		}
		if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
		runStart = 0;
		runEnd = 0;
		writeAnew(layout, rows[at], block, record, cells, pieces);
		if (!isWhole) pieces.push(sheet.file.lineBreak);
	}
	if (runEnd > runStart) pieces.push(bytes.subarray(runStart, runEnd));
	return { pieces, end: at };
}

/** Writes one row that is not taken over as it is. */
function writeAnew({ sheet, kept, wanted, rewrites }: SheetLayout, row: number, { bytes, starts, spans }: RecordBlock, record: number, cells: KeptCells, pieces: Uint8Array[]): void {
	const { rowKey, file } = sheet;
	if (rowKey !== null) pieces.push(Buffer.from(`${rowKeyOf(rowKey.importId, row)}${String.fromCharCode(file.delimiter)}`));
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
		pieces.push(bytes.subarray(copied, spans[span]), encoded);
		copied = spans[span + 1];
	}
	pieces.push(bytes.subarray(copied, starts[record + 1]));
	for (const { at } of kept) {
		const encoded = written?.get(at);
		const span = 2 * (record * wanted.length + at);
		if (encoded === undefined) cells.add(bytes, spans[span], spans[span + 1]);
		else cells.add(encoded, 0, encoded.length);
	}
}
