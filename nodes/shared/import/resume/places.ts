import type { RowRange } from '../importLog';
import type { RunningImport } from '../ledger';
import type { ChunkRows } from '../rows/source';

/** Number of the wave that has a row; -1 if none has. */
export function waveOf({ checked }: Pick<RunningImport, 'checked'>, index: number): number {
	return checked.sorted.waves.findIndex((wave) => wave[placeIn(wave, index)] === index);
}

/** Rows of a wave from one to another that have no answer yet. */
export function rowsLeft(
	{ ledger, checked }: Pick<RunningImport, 'checked' | 'ledger'>,
	{ first, last, wave }: RowRange & { readonly wave: number },
): ChunkRows {
	const rows = checked.sorted.waves[wave] ?? [];
	return rows.slice(placeIn(rows, first), placeIn(rows, last + 1)).filter((index) => !ledger.answers.has(index));
}

/** The place of the first number of an ascending list that is not below the wanted one. */
function placeIn(list: readonly number[], wanted: number): number {
	let low = 0;
	let high = list.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (list[middle] < wanted) low = middle + 1;
		else high = middle;
	}
	return low;
}
