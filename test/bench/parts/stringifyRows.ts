import { stringify } from 'csv-stringify';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { CSV_OPTIONS } from '../csvStringify';
import { LEAD_COLUMNS, type LeadRow, makeLeadRows } from '../leadRows';
import { type Cost, measureCost } from '../meters';
import { inParallel } from '../inParallel';
import type { DeflateInput } from './deflateRows';

/** What writing and deflating took together. */
export interface StringifyOutput extends Cost {
	/** CPU time of csv-stringify alone. */
	readonly stringifyCpuMs: number;
	readonly csvBytes: number;
}

const deflateAsync = promisify(deflateRaw);

/**
 * Measures csv-stringify and native deflate of the same items. Of its documented ways the stream is the fastest (measured
 * against the callback and the sync form, with objects and with arrays), its pieces gathered in the cheapest way found.
 */
export async function measure({ rows, seed, rowsPerChunk, chunksAtOnce }: DeflateInput): Promise<StringifyOutput> {
	const items = [...makeLeadRows(rows, seed)];
	const chunks: LeadRow[][] = [];
	for (let first = 0; first < rows; first += rowsPerChunk) chunks.push(items.slice(first, first + rowsPerChunk));
	let csvBytes = 0;
	let stringifyCpuMs = 0;
	const { wallMs, cpuMs } = await measureCost(async () => {
		const texts: Buffer[] = [];
		const before = process.cpuUsage();
		for (const chunk of chunks) texts.push(await writeCsv(chunk));
		const { user, system } = process.cpuUsage(before);
		stringifyCpuMs = (user + system) / 1000;
		await inParallel(texts, chunksAtOnce, async (text) => {
			csvBytes += text.length;
			await deflateAsync(text, { level: 6 });
		});
	});
	return { wallMs, cpuMs, stringifyCpuMs, csvBytes };
}

/** Room for a chunk, taken once: thousands of small buffers, or a new large one for every chunk, are dear to keep. */
const room = Buffer.allocUnsafeSlow(32 * 1024 * 1024);

async function writeCsv(rows: readonly LeadRow[]): Promise<Buffer> {
	const stringifier = stringify(CSV_OPTIONS);
	let filled = room.write(`${LEAD_COLUMNS.join(',')}\n`);
	stringifier.on('data', (part: Buffer) => (filled += part.copy(room, filled)));
	const ended = once(stringifier, 'end');
	for (const row of rows)
		if (!stringifier.write(row)) await new Promise((resolve) => stringifier.once('drain', resolve));
	stringifier.end();
	await ended;
	return Buffer.from(room.subarray(0, filled));
}
