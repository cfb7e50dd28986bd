import { RESULT_KEY_COLUMNS } from '../../zoho/call/limits';
import type { MappedColumn } from '../plan/columns';
import { readCells } from './cells';
import type { CsvFile } from './open';
import { orderByDistinction } from '../plan/keyColumns';
import type { Sleep } from '../rows/source';
import { ROWS_PER_LOOK, Turns } from '../../writes/turns';

/** A column of a file that goes to a field. */
export interface FileColumn {
	readonly column: MappedColumn;
	/** Place in the file, from 0. */
	readonly position: number;
}

/** The texts of the first rows of a file: rows of cells. */
export type Sample = readonly (readonly string[])[];

/** How many rows tell what the columns hold. */
const SAMPLE_ROWS = 2_000;
/** Of wide files fewer rows are looked at: comparing their cells is one stretch of work. */
const SAMPLE_CELLS = 100_000;

/** Reads the first rows, with all their cells; those that a short row lacks are empty. */
export async function readSample(file: CsvFile, sleep: Sleep): Promise<Sample> {
	const positions = file.titles.map((_, position) => position);
	const wanted = Math.min(SAMPLE_ROWS, Math.ceil(SAMPLE_CELLS / positions.length));
	const turns = new Turns(sleep);
	const rows: string[][] = [];
	for await (const block of file.read(positions)) {
		const cells = readCells(block, positions.length, file);
		for (let record = block.firstRecord === 0 ? 1 : 0; record < block.count && rows.length < wanted; record += 1) {
			rows.push(positions.map((position) => cells.textOf(record, position)));
			if (rows.length % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
		}
		if (rows.length === wanted) break;
	}
	return rows;
}

/** The first cell of a column that is not empty. */
export function firstFilled(sample: Sample, position: number): string | undefined {
	return sample.find((cells) => cells[position] !== '')?.[position];
}

/**
 * Brings the columns that tell rows apart to the front: the file stays as it is, only its mappings follow this order.
 * @param fixed how many leading columns must stay first, 0 or 1
 * @param taken how many columns stand before these in the result file
 */
export function orderColumns(
	columns: readonly FileColumn[],
	sample: Sample,
	fixed: number,
	taken: number,
): FileColumn[] {
	const distinct = new Map(
		columns.map((column) => [column, new Set(sample.map((cells) => cells[column.position])).size]),
	);
	const byDistinct = (a: FileColumn, b: FileColumn): number => (distinct.get(b) ?? 0) - (distinct.get(a) ?? 0);
	// Rows beyond the sample may be alike where those of the sample are not, so the columns are sorted as a whole as well.
	const sorted = [...columns.slice(0, fixed), ...columns.slice(fixed).sort(byDistinct)];
	const cellOf = (row: number, column: number): string => sample[row][sorted[column].position];
	const order = orderByDistinction(sample.length, sorted.length, fixed, cellOf, RESULT_KEY_COLUMNS - taken);
	return order.map((column) => sorted[column]);
}
