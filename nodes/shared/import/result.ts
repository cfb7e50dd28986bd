import { parseCsv } from '../archive/csv';
import { readZip } from '../archive/zip';
import { ResultFileError } from './resultFileError';
import type { RowRefusal } from './answer';
import type { ResultRow } from './join';

const STATUSES: ReadonlySet<string> = new Set(['ADDED', 'UPDATED', 'SKIPPED', 'UNPROCESSED']);

/** `MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email` as codes with fields. Source: Bulk Write, result (read 2026-11-21). */
export function parseRefusals(text: string): RowRefusal[] {
	if (text.trim() === '') return [];
	return text.split(':').map((part) => {
		const dash = part.indexOf('-');
		if (dash < 0) return { code: part.trim(), fields: [] };
		return { code: part.slice(0, dash).trim(), fields: part.slice(dash + 1).split(',').map((field) => field.trim()) };
	});
}

/**
 * Reads the result file of a job.
 * @param zip the archive as downloaded
 * @param keyNames API names of the first columns that were mapped; the file's own header says which of them it has
 * @returns a line per row; `key` follows `keyNames`, with '' for columns that the file left out
 * @throws ResultFileError if it is not the file that the documentation describes
 */
export async function readResultFile(zip: Uint8Array, keyNames: readonly string[]): Promise<{ rows: ResultRow[]; keyNames: string[] }> {
	const entries = await readZip(zip);
	const entry = entries.find(({ name }) => name.toLowerCase().endsWith('.csv')) ?? entries[0];
	if (entry === undefined) throw new ResultFileError('the archive is empty');
	const [header, ...lines] = parseCsv(new TextDecoder().decode(entry.content));
	const place = new Map(header?.map((name, column) => [name.trim(), column]));
	const status = place.get('STATUS');
	const id = place.get('RECORD_ID');
	const errors = place.get('ERRORS');
	if (status === undefined || id === undefined || errors === undefined) {
		throw new ResultFileError('it lacks the columns STATUS, RECORD_ID and ERRORS');
	}
	const present = keyNames.filter((name) => place.has(name));
	const columns = present.map((name) => place.get(name) ?? 0);
	const rows = lines.map((cells, position): ResultRow => {
		const word = (cells[status] ?? '').trim().toUpperCase();
		if (!STATUSES.has(word)) throw new ResultFileError(`line ${position + 2} has no status`);
		return {
			key: columns.map((column) => cells[column] ?? ''),
			status: word as ResultRow['status'],
			id: (cells[id] ?? '').trim() || null,
			errors: parseRefusals(cells[errors] ?? ''),
		};
	});
	return { rows, keyNames: present };
}
