import { encodeRow } from '../archive/csv';
import { packZip } from '../archive/zip';
import { MAX_BULK_WRITE_ROWS, RESULT_KEY_COLUMNS } from '../zoho/limits';
import type { MappedColumn } from './columns';
import { orderByDistinction } from './keyColumns';
import type { InputRow } from './preflight';

/** The rows of one job: their indexes in the input, in input order. */
export interface Chunk {
	readonly indexes: readonly number[];
	/** Name of the CSV in the ZIP, which Zoho's job status gives back: `<importId>_<first>-<last>.csv`, rows from 1. */
	readonly fileName: string;
}

/** A chunk ready to be uploaded. */
export interface PackedChunk {
	readonly chunk: Chunk;
	readonly zip: Uint8Array;
	/** Columns in the order of the file. */
	readonly columns: readonly MappedColumn[];
	/** For every row the texts of the columns that the result file will give back. */
	readonly keys: readonly (readonly string[])[];
}

/** Rows that are encoded in one go; between two goes other work of n8n gets its turn. */
const ROWS_PER_BLOCK = 500;

/** Names a chunk after the import and its rows. */
function toChunk(importId: string, indexes: readonly number[]): Chunk {
	return { indexes, fileName: `${importId}_${indexes[0] + 1}-${indexes[indexes.length - 1] + 1}.csv` };
}

/** Cuts rows into chunks of as many as a job takes. */
export function cutIntoChunks(importId: string, indexes: readonly number[], size: number = MAX_BULK_WRITE_ROWS): Chunk[] {
	const chunks: Chunk[] = [];
	for (let first = 0; first < indexes.length; first += size) chunks.push(toChunk(importId, indexes.slice(first, first + size)));
	return chunks;
}

/** Cuts a chunk whose ZIP is too large into two; input order is kept. */
export function halve(importId: string, chunk: Chunk): Chunk[] {
	return cutIntoChunks(importId, chunk.indexes, Math.ceil(chunk.indexes.length / 2));
}

function textOf(column: MappedColumn, row: InputRow): string {
	const cell = column.encode(row[column.key]);
	if (cell.kind === 'text') return cell.text;
	throw new Error(`A row reached the file unchecked: ${column.apiName} ${cell.reason}`);
}

/**
 * Writes the rows of a chunk as CSV and packs it. One copy of the text is held at a time: blocks go into the ZIP as
 * they are made.
 * @param hasFindBy whether the first column is the Find By field and has to stay first
 */
export async function packChunk(
	chunk: Chunk,
	rows: readonly InputRow[],
	columns: readonly MappedColumn[],
	hasFindBy: boolean,
	modified: Date,
): Promise<PackedChunk> {
	const rowOf = (position: number): InputRow => rows[chunk.indexes[position]];
	const order = orderByDistinction(chunk.indexes.length, columns.length, hasFindBy ? 1 : 0, (position, column) =>
		textOf(columns[column], rowOf(position)),
	);
	const ordered = order.map((column) => columns[column]);
	const keys: string[][] = [];
	async function* csvBlocks(): AsyncGenerator<Uint8Array> {
		const encoder = new TextEncoder();
		yield encoder.encode(encodeRow(ordered.map((column) => column.apiName)));
		for (let first = 0; first < chunk.indexes.length; first += ROWS_PER_BLOCK) {
			let block = '';
			const end = Math.min(first + ROWS_PER_BLOCK, chunk.indexes.length);
			for (let position = first; position < end; position += 1) {
				const cells = ordered.map((column) => textOf(column, rowOf(position)));
				keys.push(cells.slice(0, RESULT_KEY_COLUMNS));
				block += encodeRow(cells);
			}
			yield encoder.encode(block);
		}
	}
	const zip = await packZip([{ name: chunk.fileName, content: csvBlocks() }], modified);
	return { chunk, zip, columns: ordered, keys };
}
