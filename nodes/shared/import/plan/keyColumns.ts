import { shortKey } from '../../writes/keyTable';
import { ROWS_PER_STEP, type Steps } from '../../writes/turns';
import { RESULT_KEY_COLUMNS } from '../../zoho/call/limits';

/** How many rows are looked at to find out which columns tell rows apart. */
const SAMPLE_ROWS = 2000;

/** Rows of cells, and which of their columns are ordered. */
export interface CellTable {
	readonly rowCount: number;
	readonly columnCount: number;
	/** How many leading columns must stay first, 0 or 1. */
	readonly fixed: number;
	/** How many of the last columns are taken only where no other one tells rows apart; none unless given. */
	readonly reserve?: number;
	/** How many of the first columns come back in the result file; 3 unless given. */
	readonly wanted?: number;
	/** Text of a cell by the positions of its row and column. */
	cellOf(row: number, column: number): string;
}

/**
 * Orders columns so that the first ones tell the rows apart: Zoho's result file keeps only the first three mapped
 * columns, and by them each answer finds its row.
 *
 * The first is given (Find By) or the most selective of a sample; each further one is the column that best separates
 * those rows which the ones before it leave alike. Cheap, because few rows are left alike after the first. Long texts are the
 * reserve: they tell rows apart best, and a result file may well cut them.
 * @returns column positions in their new order
 */
export function* orderByDistinction({
	rowCount,
	columnCount,
	fixed,
	reserve = 0,
	wanted = RESULT_KEY_COLUMNS,
	cellOf,
}: CellTable): Steps<number[]> {
	const order = Array.from({ length: fixed }, (_, column) => column);
	let groups = yield* group([everyRow(rowCount)], order, cellOf);
	while (order.length < Math.min(wanted, columnCount) && (groups.length > 0 || order.length === 0)) {
		const sample = sampleOf(groups);
		const first = yield* mostSelective(sample, { from: 0, to: columnCount - reserve }, order, cellOf);
		const isEnough = first.distinct > sample.length || reserve === 0;
		const other = isEnough
			? first
			: yield* mostSelective(sample, { from: columnCount - reserve, to: columnCount }, order, cellOf);
		const { best } = other.distinct > first.distinct ? other : first;
		order.push(best);
		groups = yield* group(groups, [best], cellOf);
	}
	for (let column = 0; column < columnCount; column += 1) if (!order.includes(column)) order.push(column);
	return order;
}

const everyRow = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

/** Splits groups of alike rows by further columns; groups of one row are done with. */
function* group(
	groups: readonly (readonly number[])[],
	columns: readonly number[],
	cellOf: (row: number, column: number) => string,
): Steps<number[][]> {
	let current = groups.map((rows) => [...rows]);
	for (const column of columns) {
		const next: number[][] = [];
		for (const rows of current) {
			// A list only for a cell that occurs again: in a good column none does.
			const byCell = new Map<string, number | number[]>();
			for (const [at, row] of rows.entries()) {
				if (at % ROWS_PER_STEP === 0) yield;
				const cell = shortKey(cellOf(row, column));
				const alike = byCell.get(cell);
				if (alike === undefined) byCell.set(cell, row);
				else if (typeof alike === 'number') byCell.set(cell, [alike, row]);
				else alike.push(row);
			}
			for (const alike of byCell.values()) if (typeof alike !== 'number') next.push(alike);
		}
		current = next;
	}
	return current;
}

/** Whole groups, spread over all of them, up to the sample's size. */
function sampleOf(groups: readonly (readonly number[])[]): readonly (readonly number[])[] {
	const total = groups.reduce((sum, rows) => sum + rows.length, 0);
	if (total <= SAMPLE_ROWS) return groups;
	if (groups.length === 1) {
		const step = Math.ceil(groups[0].length / SAMPLE_ROWS);
		return [groups[0].filter((_, position) => position % step === 0)];
	}
	const step = Math.ceil(total / SAMPLE_ROWS);
	return groups.filter((_, position) => position % step === 0);
}

/** The column that separates groups best, and into how many; -1 if there is none. */
function* mostSelective(
	groups: readonly (readonly number[])[],
	{ from, to }: { readonly from: number; readonly to: number },
	taken: readonly number[],
	cellOf: (row: number, column: number) => string,
): Steps<{ readonly best: number; readonly distinct: number }> {
	const rowCount = groups.reduce((sum, rows) => sum + rows.length, 0);
	let best = -1;
	let bestDistinct = -1;
	// No column can be better than one that tells all rows apart.
	for (let column = from; column < to && bestDistinct < rowCount; column += 1) {
		if (taken.includes(column)) continue;
		let distinct = 0;
		for (const rows of groups) {
			const cells = new Set<string>();
			for (const [at, row] of rows.entries()) {
				if (at % ROWS_PER_STEP === 0) yield;
				cells.add(shortKey(cellOf(row, column)));
			}
			distinct += cells.size;
		}
		if (distinct > bestDistinct) {
			best = column;
			bestDistinct = distinct;
		}
	}
	return { best, distinct: bestDistinct };
}
