import { stringify } from 'csv-stringify/sync';
import { deflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { LEAD_COLUMNS, makeLeadRows } from '../leadRows';
import { type Cost, measureCost } from '../meters';
import { CSV_OPTIONS } from '../csvStringify';
import { inParallel } from '../inParallel';

/** The same rows that a step is given, in chunks as the step cuts them. */
export interface DeflateInput {
	readonly rows: number;
	readonly seed: number;
	readonly rowsPerChunk: number;
	readonly chunksAtOnce: number;
}

/** What deflating took. */
export interface DeflateOutput extends Cost {
	readonly csvBytes: number;
	readonly deflatedBytes: number;
}

const deflateAsync = promisify(deflateRaw);

/** Measures native deflate alone, level 6, of CSV bytes that were made before. */
export async function measure({ rows, seed, rowsPerChunk, chunksAtOnce }: DeflateInput): Promise<DeflateOutput> {
	const chunks: Buffer[] = [];
	for (let first = 0; first < rows; first += rowsPerChunk) {
		const part = [...makeLeadRows(Math.min(rowsPerChunk, rows - first), seed, first)];
		chunks.push(Buffer.from(`${LEAD_COLUMNS.join(',')}\n${stringify(part, CSV_OPTIONS)}`));
	}
	let deflatedBytes = 0;
	const { wallMs, cpuMs } = await measureCost(async () => {
		await inParallel(chunks, chunksAtOnce, async (chunk) => {
			const { length } = await deflateAsync(chunk, { level: 6 });
			deflatedBytes += length;
		});
	});
	return { wallMs, cpuMs, csvBytes: chunks.reduce((sum, { length }) => sum + length, 0), deflatedBytes };
}
