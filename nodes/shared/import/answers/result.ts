import { parseCsvInSteps } from '../../archive/csv';
import { readZip, type ZipEntry } from '../../archive/zip';
import type { RowRefusal } from '../rows/answer';
import { joinKey, joinKeys, type ResultRow } from './join';
import type { PackedFile, Sleep } from '../rows/source';
import { MAX_BULK_WRITE_ROWS } from '../../zoho/call/limits';
import { Turns } from '../../writes/turns';

const STATUSES: ReadonlySet<string> = new Set(['ADDED', 'UPDATED', 'SKIPPED', 'UNPROCESSED']);

/** A result file that is not what the documentation describes. `message` completes "the result file cannot be read: ...". */
export class ResultFileError extends Error {
	readonly kind = 'resultFile';

	constructor(message: string) {
		super(message);
		this.name = 'ResultFileError';
	}
}

/** The result of one file of a job, and the keys of the rows that were sent, in the same terms. */
export interface FileResult {
	readonly lines: readonly ResultRow[];
	readonly sent: readonly string[];
}

/** `MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email` as codes with fields. Source: Bulk Write, result (read 2026-11-21). */
export function parseRefusals(text: string): RowRefusal[] {
	if (text.trim() === '') return [];
	return text.split(':').map((part) => {
		const dash = part.indexOf('-');
		if (dash < 0) return { code: detach(part), fields: [] };
		return {
			code: detach(part.slice(0, dash)),
			fields: part
				.slice(dash + 1)
				.split(',')
				.map(detach),
		};
	});
}

/** A text of its own: one that is cut out of another keeps all of that in memory, and here that is a whole result file. */
function detach(text: string): string {
	return Buffer.from(text.trim()).toString();
}

/**
 * Reads the result archive of a job.
 * @param zip the archive as downloaded
 * @param files the files of the job, the parent's first
 * @returns a result per file, in the same order
 * @throws ResultFileError if it is not what the documentation describes
 */
export async function readResult(zip: Uint8Array, files: readonly PackedFile[], sleep: Sleep): Promise<FileResult[]> {
	const entries = await readZip(zip);
	const results: FileResult[] = [];
	for (const file of files) results.push(await readFileResult(findEntry(entries, file, files.length), file, sleep));
	return results;
}

/** Whether a line of a CSV is blank; it is no line of a result, which has at least three cells. */
const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0].trim() === '';

/** Lines that are read in one go. */
const LINES_PER_STEP = 100;
/** Bytes that are decoded in one go. */
const BYTES_PER_STEP = 262_144;
/** A result has three columns of the file and three of its own; some more are passed over. */
const MAX_CELLS = 20;
/** No job has more rows, children included, than 25,000: a file with far more lines is no result. */
const MAX_LINES = 2 * MAX_BULK_WRITE_ROWS;

/**
 * The cells of a result file, some lines at a time, the header first. Blank lines are left out.
 * @throws ResultFileError for more lines than any job has rows, CsvShapeError for what is no CSV or has too many columns
 */
export async function* readLines({ name, content }: ZipEntry, sleep: Sleep): AsyncGenerator<readonly string[][]> {
	const turns = new Turns(sleep);
	const decoder = new TextDecoder();
	let text = '';
	for (let at = 0; at < content.length; at += BYTES_PER_STEP) {
		text += decoder.decode(content.subarray(at, at + BYTES_PER_STEP), { stream: true });
		if (turns.isOver) await turns.next();
	}
	text += decoder.decode();
	let count = 0;
	for (const lines of parseCsvInSteps(text, LINES_PER_STEP, ',', MAX_CELLS)) {
		const filled = lines.filter((cells) => !isBlank(cells));
		count += filled.length;
		if (count > MAX_LINES + 1) throw new ResultFileError(`${name} has more than ${MAX_LINES} lines`);
		if (filled.length > 0) yield filled;
		if (turns.isOver) await turns.next();
	}
}

/** The CSV of a file: it is named `<Module>-<file>`; where there is one only, it is that. */
function findEntry(entries: readonly ZipEntry[], { module, fileName }: PackedFile, fileCount: number): ZipEntry {
	const named =
		entries.find(({ name }) => name === `${module}-${fileName}`) ?? entries.find(({ name }) => name.endsWith(fileName));
	const only =
		fileCount === 1 ? (entries.find(({ name }) => name.toLowerCase().endsWith('.csv')) ?? entries[0]) : undefined;
	const entry = named ?? only;
	if (entry === undefined)
		throw new ResultFileError(
			entries.length === 0 ? 'the archive is empty' : `it lacks the file ${module}-${fileName}`,
		);
	return entry;
}

async function readFileResult(entry: ZipEntry, file: PackedFile, sleep: Sleep): Promise<FileResult> {
	const lines: ResultRow[] = [];
	let layout: Layout | null = null;
	for await (const records of readLines(entry, sleep)) {
		const cellsOfLines = layout === null ? records.slice(1) : records;
		layout ??= readLayout(records[0], file);
		for (const cells of cellsOfLines) lines.push(layout.read(cells));
	}
	layout ??= readLayout([], file);
	return { lines, sent: joinKeys(layout.texts, file.rowCount) };
}

/** How the lines of a result are read, and the texts of the rows that were sent, by column of their keys. */
interface Layout {
	readonly texts: readonly (readonly string[])[];
	read(cells: readonly string[]): ResultRow;
}

function readLayout(header: readonly string[], file: PackedFile): Layout {
	const titles = header.map((title) => title.trim());
	const [status, id, errors] = ['STATUS', 'RECORD_ID', 'ERRORS'].map((title) => titles.lastIndexOf(title));
	if (status < 0 || id < 0 || errors < 0)
		throw new ResultFileError('it lacks the columns STATUS, RECORD_ID and ERRORS');
	const texts = file.readKeys(
		titles.map((title, column) => (column === status || column === id || column === errors ? '' : title)),
	);
	const columns = titles.map((_, column) => column).filter((column) => texts[column] !== null);
	return { texts: columns.map((column) => texts[column] ?? []), read: lineReader(columns, status, id, errors) };
}

/** Reads lines of one layout; equal refusals share one list. */
function lineReader(columns: readonly number[], status: number, id: number, errors: number): Layout['read'] {
	const refusals = new Map<string, readonly RowRefusal[]>();
	const readRefusals = (text: string): readonly RowRefusal[] => {
		const known = refusals.get(text) ?? parseRefusals(text);
		refusals.set(text, known);
		return known;
	};
	return (cells) => {
		const word = (cells[status] ?? '').trim().toUpperCase();
		const key =
			columns.length === 1 ? (cells[columns[0]] ?? '') : joinKey(columns.map((column) => cells[column] ?? ''));
		// One odd line says nothing about the others.
		if (!STATUSES.has(word)) {
			const codes = word === '' ? [] : [{ code: detach(word), fields: [] }];
			return { key, status: 'UNKNOWN', id: null, errors: codes };
		}
		return {
			key,
			status: word as ResultRow['status'],
			id: (cells[id] ?? '').trim() || null,
			errors: readRefusals(cells[errors] ?? ''),
		};
	};
}
