import { UsageError } from '../../zoho/call/errors';
import { MAX_BULK_WRITE_ROWS } from '../../zoho/call/limits';
import { fail } from '../../zoho/call/recover';
import type { CheckedRows, ChunkRows } from './source';

/** Name of the CSV in the ZIP, which Zoho's job status gives back: `<importId>_<first>-<last>.csv`, rows from 1. */
export function fileNameOf(importId: string, rows: ChunkRows): string {
	return `${importId}_${rows[0] + 1}-${rows[rows.length - 1] + 1}.csv`;
}

/** Name of the CSV with the child rows of a chunk. */
export function childFileNameOf(importId: string, rows: ChunkRows, key: string): string {
	return fileNameOf(importId, rows).replace(/\.csv$/, `_${key.replaceAll(/[^A-Za-z0-9_]/g, '')}.csv`);
}

/** What fills the Row Key Field of a row. */
export function rowKeyOf(importId: string, index: number): string {
	return `${importId}-${index + 1}`;
}

/** What the name of a chunk's CSV tells; null if the import did not give it. Rows from 0. */
export function readFileName(
	fileName: string,
): { readonly importId: string; readonly first: number; readonly last: number } | null {
	const match = /^(.+)_(\d+)-(\d+)\.csv$/.exec(fileName);
	return match === null ? null : { importId: match[1], first: Number(match[2]) - 1, last: Number(match[3]) - 1 };
}

/** Rows that a row takes up in a job: itself and its children; null if that is 1 for all. */
export function weigher({
	hasChildren,
	childCountsOf,
}: Pick<CheckedRows, 'hasChildren' | 'childCountsOf'>): ((index: number) => number) | null {
	return hasChildren ? (index) => childCountsOf(index).reduce((sum, { count }) => sum + count, 1) : null;
}

/**
 * Cuts rows into chunks of as many as a job takes.
 * @param weightOf rows that a row takes up in a job: itself and its children
 */
export function cutIntoChunks(
	rows: ChunkRows,
	weightOf: ((index: number) => number) | null,
	size: number = MAX_BULK_WRITE_ROWS,
): ChunkRows[] {
	const chunks: ChunkRows[] = [];
	if (weightOf === null) {
		for (let first = 0; first < rows.length; first += size) chunks.push(rows.slice(first, first + size));
		return chunks;
	}
	let chunk: number[] = [];
	let filled = 0;
	for (const index of rows) {
		const weight = weightOf(index);
		if (filled + weight > size && chunk.length > 0) {
			chunks.push(chunk);
			chunk = [];
			filled = 0;
		}
		chunk.push(index);
		filled += weight;
	}
	if (chunk.length > 0) chunks.push(chunk);
	return chunks;
}

/** Cuts a chunk whose ZIP is too large into two; input order is kept. */
export function halve(rows: ChunkRows): [ChunkRows, ChunkRows] {
	const middle = Math.ceil(rows.length / 2);
	return [rows.slice(0, middle), rows.slice(middle)];
}

const UNREADABLE = new UsageError(
	'Reading the rows failed',
	'Check the input of the node, then import the row again',
	'NOT_SENT',
	{ reach: 'everything' },
);

/** What a source gives for the next chunk. @throws UsageError if it broke off before */
export async function takeNext<Given>(chunks: AsyncGenerator<Given>): Promise<Given> {
	const next: IteratorResult<Given, unknown> = await chunks.next();
	return next.done === true ? fail(UNREADABLE) : next.value;
}
