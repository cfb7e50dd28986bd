import { COMMA, LINE_FEED, PIPE } from '../../archive/bytes';
import { CsvShapeError, parseCsv } from '../../archive/csv';
import { findDelimiter, hasLoneReturn, readHeader, readRecords, type RecordBlock } from '../../archive/csvRecords';
import { openZip, ZipShapeError } from '../../archive/zip';
import { UsageError } from '../../zoho/call/errors';
import { MAX_UPLOAD_BYTES, MAX_ZIP_SOURCE_BYTES } from '../../zoho/call/limits';
import { fail } from '../../zoho/call/recover';

/** A file that can be read as often as needed, always with the same bytes. */
export interface ByteSource {
	/** null if it has none. */
	readonly fileName: string | null;
	/** Chunks of any size. */
	open(): AsyncIterable<Uint8Array>;
}

/** How the bytes of a file become text. */
export interface FileEncoding {
	/** As the user named it; sent as the job's `character_encoding`. */
	readonly label: string;
	readonly isUtf8: boolean;
	/** Name in the Encoding Standard, e.g. `windows-1252`. */
	readonly name: string;
	/** Bytes that are no text of the encoding become U+FFFD. */
	decode(bytes: Uint8Array): string;
}

/** `fail`: such rows are not sent; `fill`: they are sent with empty cells. */
export type ShortRows = 'fail' | 'fill';

/** How a CSV is read. */
export interface ReadingForm {
	/** Name of the encoding, e.g. `UTF-8`. */
	readonly encoding: string;
	readonly shortRows: ShortRows;
}

/** A CSV whose header was read. */
export interface CsvFile {
	/** For messages, e.g. `the file`. */
	readonly name: string;
	readonly encoding: FileEncoding;
	/** The byte between cells; a comma where the header has one column. */
	readonly delimiter: number;
	/** Whether the header shows by a delimiter that cells are separated. */
	readonly hasDelimiter: boolean;
	/** The cells of the header, trimmed. */
	readonly titles: readonly string[];
	/** The bytes of the header without byte order mark and line break. */
	readonly header: Uint8Array;
	/** How the header ends, which ends the last row too where the file does not. */
	readonly lineBreak: Uint8Array;
	/** The UTF-8 byte order mark, if the file begins with one. */
	readonly mark: Uint8Array;
	/** What becomes of rows that lack cells at their end, or have empty ones too many. */
	readonly shortRows: ShortRows;
	/**
	 * Reads all records, the header included. What stops it is a UsageError naming the row.
	 * @param columns positions of the columns whose cells are wanted, ascending
	 */
	read(columns: readonly number[]): AsyncGenerator<RecordBlock>;
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

const SAVE_AS_CSV = 'Save or export the data as CSV in UTF-8, with commas or semicolons between the columns';

const beginsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
	start.every((byte, at) => bytes[at] === byte);

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
		throw new UsageError('The file is an Excel workbook or another office document, not a CSV file', SAVE_AS_CSV);
	}
	const endingIn = (ending: string): typeof entries =>
		entries.filter(({ name }) => name.toLowerCase().endsWith(ending) && !name.startsWith('__MACOSX/'));
	// A text beside a CSV is there to be read by people.
	const csvs = [endingIn('.csv'), endingIn('.txt')].find((found) => found.length > 0) ?? [];
	if (csvs.length === 0)
		throw new UsageError(
			'The ZIP has no file whose name ends in .csv',
			'Add the CSV file to the ZIP, or use the CSV file itself',
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
				`The ZIP is larger than the limit of ${MAX_ZIP_SOURCE_BYTES} bytes`,
				'Use the CSV file itself, which can have any size',
			);
		}
	}
	return Buffer.concat(chunks, sizeBytes);
}

/** The first bytes of a file: enough to tell what kind of file it is. */
export async function readStart(source: ByteSource): Promise<Uint8Array> {
	let start = new Uint8Array();
	for await (const chunk of source.open()) {
		start = Buffer.concat([start, chunk.subarray(0, LONGEST_START)]);
		if (start.length >= LONGEST_START) break;
	}
	return start;
}

const CRLF = Uint8Array.of(0x0d, 0x0a);
const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
const NO_MARK = new Uint8Array();
/** With such a line, before the header, files for Excel say by what their cells are separated. */
const SEPARATOR_LINE = /^sep=(.)\r*$/i;
const DELIMITERS = ',;:|';
/** Longer than any row that is taken: reading on would only fill the memory. */
const MAX_RECORD_BYTES = 2 * MAX_UPLOAD_BYTES;
/** Stands for bytes that are no text of the encoding. */
const REPLACEMENT = '\uFFFD';

/**
 * Reads the header of a CSV.
 * @param name for messages, e.g. `the file`
 * @throws UsageError for an empty file, one that is no CSV, encodings that do not fit, and a header that cannot be read
 */
export async function openCsv(source: ByteSource, form: ReadingForm, name: string): Promise<CsvFile> {
	return await openWith(source, form, name, null);
}

/** @param declared the delimiter, where the file has said it in a line of its own; null where it has not */
async function openWith(
	source: ByteSource,
	form: ReadingForm,
	name: string,
	declared: number | null,
): Promise<CsvFile> {
	const encoding = findEncoding(form.encoding);
	const start = await readStart(source);
	refuseStart(start, name);
	const hasMark = MARK.every((byte, at) => start[at] === byte);
	if (hasMark && !encoding.isUtf8) {
		throw new UsageError(
			`${capitalise(name)} starts with the mark of UTF-8, but Character Encoding is ${encoding.label}`,
			'Set Character Encoding to UTF-8',
		);
	}
	const header = await readHeader(source.open()).catch((reason: unknown) => fail(explainFile(reason, name)));
	if (header.length === 0)
		throw new UsageError(`${capitalise(name)} is empty`, 'Use a CSV file whose first row has the names of the fields');
	const [, separator] = SEPARATOR_LINE.exec(encoding.decode(header)) ?? [];
	if (separator !== undefined && declared === null) {
		if (!DELIMITERS.includes(separator))
			throw new UsageError(
				`${capitalise(name)} says in its first line that its columns are separated by "${separator}", which Zoho CRM does not accept`,
				'Save the file with commas or semicolons between its columns',
			);
		return {
			...(await openWith(withoutFirstLine(source), form, name, separator.charCodeAt(0))),
			mark: hasMark ? MARK : NO_MARK,
		};
	}
	if (hasLoneReturn(header)) {
		throw new UsageError(
			`${capitalise(name)} has a carriage return without a line feed in its header, so it would be read as one line`,
			'Save the file with Windows or Unix line breaks, such as CSV UTF-8 in Excel, then import it again. Nothing was sent',
		);
	}
	const found = declared ?? findDelimiter(header);
	const delimiter = found ?? COMMA;
	if (found !== null) refuseHiddenDelimiter(encoding, found);
	const [cells = ['']] = parseCsv(encoding.decode(header), String.fromCharCode(delimiter));
	const titles = cells.map((title) => title.trim());
	if (found !== null && encoding.isUtf8 && titles.some((title) => title.includes(REPLACEMENT)))
		refuseBytes(name, 0, encoding);
	const read = (columns: readonly number[]): AsyncGenerator<RecordBlock> =>
		explained(readRecords(source.open(), { delimiter, columns, maxRecordBytes: MAX_RECORD_BYTES }), name);
	return {
		name,
		encoding,
		delimiter,
		hasDelimiter: found !== null,
		titles,
		header,
		lineBreak: await readLineBreak(read([]), header.length),
		mark: hasMark ? MARK : NO_MARK,
		shortRows: form.shortRows,
		read,
	};
}

/** The same file from its second line on. */
function withoutFirstLine({ fileName, open }: ByteSource): ByteSource {
	return {
		fileName,
		async *open() {
			let isPast = false;
			for await (const chunk of open()) {
				const start = isPast ? 0 : chunk.indexOf(LINE_FEED) + 1;
				if (!isPast && start === 0) continue;
				isPast = true;
				if (start < chunk.length) yield chunk.subarray(start);
			}
		},
	};
}

/** What follows the header; CR LF if nothing does. */
async function readLineBreak(blocks: AsyncGenerator<RecordBlock>, headerBytes: number): Promise<Uint8Array> {
	for await (const { bytes, starts } of blocks) {
		const lineBreak = bytes.slice(headerBytes, starts[1]);
		return lineBreak.length === 0 ? CRLF : lineBreak;
	}
	return CRLF;
}

/** @throws UsageError for a file without a byte, and for one in UTF-16 */
export function refuseStart(start: Uint8Array, name: string): void {
	if (start.length === 0)
		throw new UsageError(`${capitalise(name)} is empty`, 'Use a CSV file whose first row has the names of the fields');
	if (UTF16_STARTS.some((mark) => beginsWith(start, mark))) {
		throw new UsageError(
			`${capitalise(name)} is in UTF-16, which can't be split into jobs`,
			'Save the file as UTF-8 and set Character Encoding to UTF-8',
		);
	}
}

const SINGLE_BYTE = /^(windows-\d+|iso-8859-\d+(-i)?|koi8-[ru]|macintosh|x-mac-cyrillic|ibm866)$/;
const MULTI_BYTE: ReadonlySet<string> = new Set(['utf-8', 'gbk', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr']);
/** In these the byte of `|` can also be the second half of another character; those of `,` `;` `:` `"` and line breaks cannot. */
const HIDES_PIPE: ReadonlySet<string> = new Set(['gbk', 'gb18030', 'big5', 'shift_jis']);

/**
 * Finds an encoding by its name. Only those will do in which the bytes of delimiters, quotes and line breaks mean nothing
 * else, because files are cut as bytes. Source: Encoding Standard, 4.2 and 10 to 13.
 * @throws UsageError for an unknown name and for UTF-16
 */
export function findEncoding(label: string): FileEncoding {
	const decoder = decoderOf(label);
	if (decoder === null) {
		throw new UsageError(
			`The character encoding "${label}" is unknown`,
			'Enter UTF-8, or the encoding that the file was saved in, such as windows-1252 or Shift_JIS',
		);
	}
	const name = decoder.encoding;
	if (!SINGLE_BYTE.test(name) && !MULTI_BYTE.has(name)) {
		throw new UsageError(
			`A file in ${label} can't be split into jobs`,
			'Save the file as UTF-8 and set Character Encoding to UTF-8',
		);
	}
	return { label, name, isUtf8: name === 'utf-8', decode: (bytes) => decoder.decode(bytes) };
}

function decoderOf(label: string): InstanceType<typeof TextDecoder> | null {
	try {
		return new TextDecoder(label, { ignoreBOM: true });
	} catch {
		return null;
	}
}

/** @throws UsageError if the delimiter's byte can be part of another character */
export function refuseHiddenDelimiter(encoding: FileEncoding, delimiter: number): void {
	if (delimiter !== PIPE || !HIDES_PIPE.has(encoding.name)) return;
	throw new UsageError(
		`In a file in ${encoding.label}, the delimiter "|" can be part of other characters`,
		'Save the file with commas or semicolons between its columns, or as UTF-8',
	);
}

/** @param record number of the record with the bytes; the header is 0 */
export function refuseBytes(name: string, record: number, encoding: FileEncoding): never {
	throw new UsageError(
		`${placeOf(name, record)} has bytes that are not valid ${encoding.label}`,
		'Set Character Encoding to the encoding that the file was saved in, such as windows-1252, or save it as UTF-8',
	);
}

/** Names a record for people: data rows count from 1, as in every message. */
export function placeOf(name: string, record: number): string {
	return record === 0 ? `The header of ${name}` : `Row ${record} of ${name}`;
}

/** `the file` as the beginning of a sentence. */
export function capitalise(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What stopped the reading of a file, in words for its user; anything else as it is. */
export function explainFile(reason: unknown, name: string): unknown {
	if (!(reason instanceof CsvShapeError)) return explainZip(reason);
	return new UsageError(
		`${placeOf(name, reason.row - 1)} ${reason.what}`,
		`Correct ${name}, then import it again. Nothing was sent`,
	);
}

/** What is wrong with a ZIP, in words for its user; anything else as it is. */
export function explainZip(reason: unknown): unknown {
	return reason instanceof ZipShapeError
		? new UsageError(reason.message, 'Create the ZIP again, without a password, or use the CSV file itself')
		: reason;
}

/** The same blocks; what stops their reading is put into words for the user. */
async function* explained(blocks: AsyncGenerator<RecordBlock>, name: string): AsyncGenerator<RecordBlock> {
	try {
		for (;;) {
			const next = await blocks.next().catch((reason: unknown) => fail(explainFile(reason, name)));
			if (next.done === true) return;
			yield next.value;
		}
	} finally {
		await blocks.return(undefined);
	}
}
