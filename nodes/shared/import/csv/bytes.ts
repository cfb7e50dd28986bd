import { openZip, ZipShapeError } from '../../archive/zip';
import { UsageError } from '../../zoho/call/errors';
import { fail } from '../../zoho/call/recover';
import { MAX_ZIP_SOURCE_BYTES } from '../../zoho/call/limits';

/** A file that can be read as often as needed, always with the same bytes. */
export interface ByteSource {
	/** null if it has none. */
	readonly fileName: string | null;
	/** Chunks of any size. */
	open(): AsyncIterable<Uint8Array>;
}

/** How ZIP archives begin, empty ones included. Source: PKWARE APPNOTE 4.3.7 and 4.3.16. */
const ZIP_STARTS = [
	[0x50, 0x4b, 3, 4],
	[0x50, 0x4b, 5, 6],
] as const;
const UTF16_STARTS = [
	[0xff, 0xfe],
	[0xfe, 0xff],
] as const;
const LONGEST_START = 4;

const SAVE_AS_CSV = 'Save or export the data as CSV in UTF-8, with commas or semicolons between the cells';

/** The first bytes of a file: enough to tell what kind of file it is. */
export async function readStart(source: ByteSource): Promise<Uint8Array> {
	let start = new Uint8Array();
	for await (const chunk of source.open()) {
		start = Buffer.concat([start, chunk.subarray(0, LONGEST_START)]);
		if (start.length >= LONGEST_START) break;
	}
	return start;
}

const beginsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
	start.every((byte, at) => bytes[at] === byte);

/** @throws UsageError for a file without a byte, and for one in UTF-16 */
export function refuseStart(start: Uint8Array, name: string): void {
	if (start.length === 0)
		throw new UsageError(`${capitalise(name)} is empty`, 'Pass a CSV whose first row has the names of the fields');
	if (UTF16_STARTS.some((mark) => beginsWith(start, mark))) {
		throw new UsageError(
			`${capitalise(name)} is in UTF-16, which cannot be cut into jobs`,
			'Save the file as UTF-8 and set Character Encoding to UTF-8',
		);
	}
}

/**
 * The CSVs that a file stands for: itself, or those of a ZIP, which is held in memory.
 * @throws UsageError for a ZIP that is too large, damaged, encrypted or otherwise unsafe, for an Excel workbook, and for a
 * ZIP without CSV
 */
export async function findCsvs(source: ByteSource): Promise<readonly ByteSource[]> {
	const start = await readStart(source);
	if (!ZIP_STARTS.some((mark) => beginsWith(start, mark))) return [source];
	const bytes = await readAll(source);
	const { entries } = await readDirectory(bytes).catch((reason: unknown) => fail(explainZip(reason)));
	if (entries.some(({ name }) => name === '[Content_Types].xml')) {
		throw new UsageError('The file is an Excel workbook or another office document, no CSV', SAVE_AS_CSV);
	}
	const endingIn = (ending: string): typeof entries =>
		entries.filter(({ name }) => name.toLowerCase().endsWith(ending) && !name.startsWith('__MACOSX/'));
	// A text beside a CSV is there to be read by people.
	const csvs = [endingIn('.csv'), endingIn('.txt')].find((found) => found.length > 0) ?? [];
	if (csvs.length === 0)
		throw new UsageError(
			'The ZIP holds no file whose name ends in .csv',
			'Pack the CSV into the ZIP, or pass the CSV itself',
		);
	return csvs.map((entry) => ({ fileName: entry.name, open: () => entry.open() }));
}

async function readDirectory(bytes: Uint8Array): Promise<ReturnType<typeof openZip>> {
	return openZip(bytes, { maxUnpackedBytes: Infinity });
}

async function readAll(source: ByteSource): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let sizeBytes = 0;
	for await (const chunk of source.open()) {
		chunks.push(chunk);
		sizeBytes += chunk.length;
		if (sizeBytes > MAX_ZIP_SOURCE_BYTES) {
			throw new UsageError(
				`The ZIP is larger than the ${MAX_ZIP_SOURCE_BYTES} bytes that are taken`,
				'Pass the CSV itself, which may have any size',
			);
		}
	}
	return Buffer.concat(chunks, sizeBytes);
}

/** `the file` as the beginning of a sentence. */
export function capitalise(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What is wrong with a ZIP, in words for its user; anything else as it is. */
export function explainZip(reason: unknown): unknown {
	return reason instanceof ZipShapeError
		? new UsageError(reason.message, 'Pack the CSV again, without a password, or pass the CSV itself')
		: reason;
}
