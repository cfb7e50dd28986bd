import { stringify } from 'csv-stringify/sync';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
	createReadStream,
	createWriteStream,
	existsSync,
	mkdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toList, toRecord, toText } from '../e2e/json';
import { CSV_OPTIONS } from './csvStringify';
import { checksumOf, LEAD_COLUMNS, makeLeadRows } from './leadRows';

/** A CSV of leads on disk. */
export interface LeadFile {
	readonly path: string;
	readonly rows: number;
	readonly bytes: number;
	readonly sha256: string;
	/** Where each chunk of 25,000 rows begins; the last entry is the end. */
	readonly chunkStarts: readonly number[];
}

/** Rows of a chunk, as a job takes them. */
export const ROWS_PER_CHUNK = 25_000;
const SAMPLE_ROWS = 1_000;

/**
 * The file, made once and kept in the system's temporary folder; its checksum is held against what was written.
 * @param first number of the first row: rows of other numbers are other leads
 */
export async function provideLeadFile(
	rows: number,
	seed: number,
	say: (text: string) => void,
	first = 0,
): Promise<LeadFile> {
	const folder = path.join(tmpdir(), 'zoho-crm-bench');
	const file = path.join(folder, `leads-${rows}-${checksumOf(makeLeadRows(SAMPLE_ROWS, seed, first))}.csv`);
	const noteFile = `${file}.json`;
	if (existsSync(noteFile) && existsSync(file)) {
		const kept = readNote(file, noteFile);
		if (statSync(file).size === kept.bytes && (await hashFile(file)) === kept.sha256) return kept;
	}
	say(`writing ${rows} leads to ${path.basename(file)}`);
	mkdirSync(folder, { recursive: true });
	const chunkStarts = await writeLeads(file, rows, seed, first);
	const made: LeadFile = { path: file, rows, bytes: statSync(file).size, sha256: await hashFile(file), chunkStarts };
	writeFileSync(noteFile, JSON.stringify(made));
	return made;
}

function readNote(file: string, noteFile: string): LeadFile {
	const { rows, bytes, sha256, chunkStarts } = toRecord(JSON.parse(readFileSync(noteFile, 'utf8')));
	return {
		path: file,
		rows: Number(rows),
		bytes: Number(bytes),
		sha256: toText(sha256),
		chunkStarts: toList(chunkStarts).map(Number),
	};
}

async function writeLeads(file: string, rows: number, seed: number, firstNumber: number): Promise<number[]> {
	const stream = createWriteStream(file);
	let written = 0;
	const write = async (text: string): Promise<void> => {
		const bytes = Buffer.from(text);
		written += bytes.length;
		if (!stream.write(bytes)) await once(stream, 'drain');
	};
	const starts: number[] = [];
	await write(`${LEAD_COLUMNS.join(',')}\n`);
	for (let first = 0; first < rows; first += ROWS_PER_CHUNK) {
		starts.push(written);
		await write(
			stringify([...makeLeadRows(Math.min(ROWS_PER_CHUNK, rows - first), seed, firstNumber + first)], CSV_OPTIONS),
		);
	}
	stream.end();
	await once(stream, 'finish');
	return [...starts, written];
}

async function hashFile(file: string): Promise<string> {
	const hash = createHash('sha256');
	for await (const piece of createReadStream(file, { highWaterMark: 1_048_576 })) hash.update(piece as Buffer);
	return hash.digest('hex').slice(0, 16);
}
