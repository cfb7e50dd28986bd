import { CsvShapeError } from '../../archive/csv';
import { ZipShapeError } from '../../archive/zip';
import { UsageError } from '../../zoho/call/errors';
import type { FileEncoding } from './encoding';

/** Names a record for people: data rows count from 1, as in every message. */
export function placeOf(name: string, record: number): string {
	return record === 0 ? `The header of ${name}` : `Row ${record} of ${name}`;
}

/** `the file` as the beginning of a sentence. */
export function capitalise(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What to do about spaces between delimiters and quotes. */
export const REMOVE_SPACES = 'Remove the spaces between delimiters and quotes, and import the file again';

/** What stopped the reading of a file, in words for its user; anything else as it is. */
export function explainFile(reason: unknown, name: string): unknown {
	if (!(reason instanceof CsvShapeError)) return explainZip(reason);
	const advice = `Correct ${name}, then import it again. Nothing was sent`;
	return new UsageError(
		`${placeOf(name, reason.row - 1)} ${reason.what}`,
		reason.code === 'TEXT_AFTER_QUOTE'
			? `${advice}. Quotes inside a text must be doubled, without a backslash`
			: advice,
	);
}

/** What is wrong with a ZIP, in words for its user; anything else as it is. */
export function explainZip(reason: unknown): unknown {
	return reason instanceof ZipShapeError
		? new UsageError(reason.message, 'Create the ZIP again, without a password, or use the CSV file itself')
		: reason;
}

/** @param record number of the record with the bytes; the header is 0 */
export function refuseBytes(name: string, record: number, encoding: FileEncoding): never {
	throw new UsageError(
		`${placeOf(name, record)} has bytes that are not valid ${encoding.label}`,
		'Set Character Encoding to the encoding that the file was saved in, such as windows-1252, or save it as UTF-8',
	);
}
