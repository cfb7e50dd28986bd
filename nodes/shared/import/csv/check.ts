import { UsageError } from '../../zoho/call/errors';
import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { refusedCell } from '../../values/cellTrouble';
import type { MappedColumn } from '../plan/columns';
import { encodeText } from '../../values/encoders';
import { isAscii, readCells } from './cells';
import { placeOf, type CsvFile } from './open';
import type { RowSet } from './rowSet';
import type { FileColumn } from './sample';
import type { TroubledCell } from '../plan/preflight';
import type { Sleep } from '../rows/source';
import { ROWS_PER_LOOK, Turns } from '../../writes/turns';

/**
 * Is told of every row.
 * @param index of the row, from 0
 * @param textOf text of the cell at a position of the file that was asked for
 * @param troubled cells that cannot be written; null if all can
 */
export type RowVisit = (
	index: number,
	textOf: (position: number) => string,
	troubled: readonly TroubledCell[] | null,
) => void;

/** Whether the cells of a column are held against their field, and may have to be written in another form. */
export const isChecked = ({ encode }: MappedColumn): boolean => encode !== encodeText;

/**
 * Goes once over a file and checks every row.
 * @param positions further columns whose cells the visit wants
 * @param rewritten takes up the rows with cells that have to be written in another form, such as dates
 * @returns the number of rows
 * @throws UsageError for a row with more or fewer cells than the header, and for one that is longer than a file may be
 */
export async function visitRows(
	file: CsvFile,
	columns: readonly FileColumn[],
	positions: readonly number[],
	rewritten: RowSet,
	sleep: Sleep,
	visit: RowVisit,
): Promise<number> {
	const checked = columns.filter(({ column }) => isChecked(column));
	const wanted = sortedPositions([...checked.map(({ position }) => position), ...positions]);
	const places = new Map(wanted.map((position, at) => [position, at]));
	const placeOfCell = (position: number): number => places.get(position) ?? -1;
	const checks = checked.map(({ column, position }) => ({ column, at: placeOfCell(position) }));
	const turns = new Turns(sleep);
	let index = 0;
	for await (const block of file.read(wanted)) {
		const cells = readCells(block, wanted.length, file);
		for (let record = block.firstRecord === 0 ? 1 : 0; record < block.count; record += 1) {
			if (block.cellCounts[record] !== file.titles.length) refuseRagged(file, index, block.cellCounts[record]);
			refuseLong(file, index, block.starts[record + 1] - block.starts[record]);
			cells.open(record);
			let troubled: TroubledCell[] | null = null;
			for (const { column, at } of checks) {
				const text = cells.textOf(record, at);
				if (text === '') continue;
				const cell = column.encode(text);
				if (cell === text) continue;
				if (typeof cell !== 'string') (troubled ??= []).push({ apiName: column.apiName, trouble: cell });
				else if (file.encoding.isUtf8 || isAscii(cell)) rewritten.add(index);
				else
					(troubled ??= []).push({
						apiName: column.apiName,
						trouble: refusedCell(`has to be written in another form, for which ${file.encoding.label} will not do`),
					});
			}
			visit(index, (position) => cells.textOf(record, placeOfCell(position)), troubled);
			index += 1;
			if (index % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
		}
	}
	return index;
}

/** Each position once, ascending. */
export function sortedPositions(positions: readonly number[]): number[] {
	return [...new Set(positions)].sort((a, b) => a - b);
}

function refuseLong({ name }: CsvFile, index: number, sizeBytes: number): void {
	if (sizeBytes <= MAX_UPLOAD_BYTES) return;
	throw new UsageError(
		`${placeOf(name, index + 1)} has ${sizeBytes} bytes, and a whole job may have ${MAX_UPLOAD_BYTES}. Nothing was sent`,
		'Shorten the row. A quote that was left open may have made it so long',
	);
}

function refuseRagged({ name, titles }: CsvFile, index: number, cells: number): never {
	const count = (cellCount: number): string => (cellCount === 1 ? '1 cell' : `${cellCount} cells`);
	throw new UsageError(
		`${placeOf(name, index + 1)} has ${count(cells)}, and its header has ${titles.length}. Nothing was sent`,
		'Correct the row: cells with a delimiter, a line break or a quote in them have to stand in quotes',
	);
}
