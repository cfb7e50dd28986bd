import { parse } from 'csv-parse/sync';

/** A CSV file as Zoho sees it: the first row is always the header. */
export interface CsvTable {
	readonly header: readonly string[];
	readonly rows: readonly (readonly string[])[];
}

/** Source: Bulk Write, v8 (bulk-write 1). */
const DELIMITERS = [',', ';', ':', '|'];

/** The delimiter that occurs most often in the header, quoted text aside. */
function detectDelimiter(text: string): string {
	const header = text.replaceAll(/"(?:[^"]|"")*"/g, '').split(/\r?\n/, 1)[0];
	const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
	return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

/** Whether a name is an encoding that can be read. */
export function isEncoding(name: string): boolean {
	try {
		return new TextDecoder(name).encoding !== '';
	} catch {
		return false;
	}
}

/**
 * Reads a CSV file with quotes as in RFC 4180 and any line ends; empty lines are no rows.
 * @throws Error when quotes do not close
 */
export function readCsv(bytes: Buffer, encoding: string): CsvTable {
	const text = new TextDecoder(encoding).decode(bytes);
	const delimiter = detectDelimiter(text.slice(0, 100_000));
	const rows: string[][] = parse(text, { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true });
	return { header: rows[0] ?? [], rows: rows.slice(1) };
}
