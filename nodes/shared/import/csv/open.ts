import { CARRIAGE_RETURN, COMMA, LINE_FEED, TAB } from '../../archive/bytes';
import { CsvShapeError, parseCsv } from '../../archive/csv';
import {
	countDelimiters,
	findDelimiters,
	hasLoneReturn,
	readHeader,
	readRecords,
	type RecordBlock,
} from '../../archive/csvRecords';
import { UsageError } from '../../zoho/call/errors';
import { MAX_HEADER_COLUMNS, MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { fail } from '../../zoho/call/recover';
import { beginsWith, MARK, readStart, type ByteSource } from './byteSource';
import { refuseStart } from './containers';
import { findUtf16, fromTabs, fromUtf16, withoutLines } from './convert';
import { findEncoding, refuseHiddenDelimiter, utf16Of, type FileEncoding } from './encoding';
import { capitalise, explainFile, refuseBytes, REMOVE_SPACES } from './place';

/** `fail`: such rows are not sent; `fill`: they are sent with empty cells. */
export type ShortRows = 'fail' | 'fill';

/** How a CSV is read. */
export interface ReadingForm {
	/** Name of the encoding, e.g. `UTF-8`. */
	readonly encoding: string;
	/** How many lines are above the header. */
	readonly skipLines: number;
	readonly shortRows: ShortRows;
}

/** A CSV whose header was read. */
export interface CsvFile {
	/** For messages, e.g. `the file`. */
	readonly name: string;
	readonly encoding: FileEncoding;
	/** The byte between cells; a comma where the header has one column, and for tabs, which become commas. */
	readonly delimiter: number;
	/** Whether the header shows by a delimiter that cells are separated. */
	readonly hasDelimiter: boolean;
	/** How many lines are above the one that looks like the header; null where this is the first that is read. */
	readonly linesAbove: number | null;
	/** The cells of the header, trimmed. */
	readonly titles: readonly string[];
	/** The bytes of the header without byte order mark and line break. */
	readonly header: Uint8Array;
	/** How the header ends, which ends the last row too where the file does not. */
	readonly lineBreak: Uint8Array;
	/** What is before the header: the UTF-8 byte order mark, if the file begins with one, and the lines that were skipped. */
	readonly mark: Uint8Array;
	/** What becomes of rows that lack cells at their end, or have empty ones too many. */
	readonly shortRows: ShortRows;
	/**
	 * Reads all records, the header included. What stops it is a UsageError naming the row.
	 * @param columns positions of the columns whose cells are wanted, ascending
	 */
	read(columns: readonly number[]): AsyncGenerator<RecordBlock>;
}

const CRLF = Uint8Array.of(0x0d, 0x0a);
const NO_MARK = new Uint8Array();
/** With such a line, before the header, files for Excel say by what their cells are separated. */
const SEPARATOR_LINE = /^sep=(.)\r*$/i;
const DELIMITERS = ',;:|\t';
/** Longer than any row that is taken: reading on would only fill the memory. */
const MAX_RECORD_BYTES = 2 * MAX_UPLOAD_BYTES;
/** Stands for bytes that are no text of the encoding. */
const REPLACEMENT = '\uFFFD';

/**
 * Reads the header of a CSV.
 * @param name for messages, e.g. `the file`
 * @param isKnown whether a title means a field, which tells delimiters and headers apart
 * @param known the byte between cells, where it is known; null where the header has to tell it
 * @throws UsageError for an empty file, one that is no CSV, encodings that do not fit, and a header that cannot be read
 */
export async function openCsv(
	given: ByteSource,
	form: ReadingForm,
	name: string,
	isKnown: (title: string) => boolean,
	known: number | null = null,
): Promise<CsvFile> {
	const { source, encoding } = await toReadable(given, form.encoding, name);
	const start = await readStart(source);
	refuseStart(start, name);
	const hasMark = beginsWith(start, MARK);
	if (hasMark && !encoding.isUtf8) {
		throw new UsageError(
			`${capitalise(name)} starts with the mark of UTF-8, but Character Encoding is ${encoding.label}`,
			'Set Character Encoding to UTF-8',
		);
	}
	const skipped = await readLines(source, form.skipLines);
	if (form.skipLines > 0) await refuseNothingLeft(source, form.skipLines, name);
	const top = await readTop(form.skipLines === 0 ? source : withoutLines(source, form.skipLines), encoding, name);
	refuseWideHeader(top.header, name);
	const [firstLine] = encoding
		.decode(skipped)
		.replace(/^\uFEFF/, '')
		.split('\n');
	const delimiter =
		known ?? top.declared ?? declaredBy(firstLine, name) ?? chooseDelimiter(top.header, encoding, isKnown);
	if (delimiter !== null) refuseHiddenDelimiter(encoding, delimiter);
	const isTabbed = delimiter === TAB;
	const body: CsvBody = {
		source: isTabbed ? fromTabs(top.source, MAX_RECORD_BYTES) : top.source,
		encoding,
		delimiter: isTabbed ? COMMA : (delimiter ?? COMMA),
	};
	const header = isTabbed ? await readHeader(body.source.open()) : top.header;
	const titles = titlesOf(encoding.decode(header), body.delimiter) ?? fail(new CsvShapeError(1, 'TEXT_AFTER_QUOTE'));
	refuseSpacedQuotes(encoding.decode(header), titles, name);
	if (delimiter !== null && encoding.isUtf8 && titles.some((title) => title.includes(REPLACEMENT)))
		refuseBytes(name, 0, encoding);
	return {
		...bodyOf(body, name),
		name,
		hasDelimiter: delimiter !== null,
		linesAbove: titles.some(isKnown) ? null : await findHeader(source, encoding, isKnown),
		titles,
		header,
		lineBreak: await readLineBreak(bodyOf(body, name).read([]), header.length, name),
		mark: form.skipLines > 0 ? skipped : hasMark ? MARK : NO_MARK,
		shortRows: form.shortRows,
	};
}

/** Header and rows, as they are read. */
interface CsvBody {
	readonly source: ByteSource;
	readonly encoding: FileEncoding;
	readonly delimiter: number;
}

function bodyOf(
	{ source, encoding, delimiter }: CsvBody,
	name: string,
): Pick<CsvFile, 'encoding' | 'delimiter' | 'read'> {
	const read = (columns: readonly number[]): AsyncGenerator<RecordBlock> =>
		explained(readRecords(source.open(), { delimiter, columns, maxRecordBytes: MAX_RECORD_BYTES }), name);
	return { encoding, delimiter, read };
}

/** A file in an encoding that can be cut as bytes: UTF-16 becomes UTF-8, whatever the user said. */
async function toReadable(
	source: ByteSource,
	label: string,
	name: string,
): Promise<{ readonly source: ByteSource; readonly encoding: FileEncoding }> {
	const start = await readStart(source);
	refuseEmpty(start, name);
	const said = utf16Of(label);
	// A file of rows that were not written is in UTF-8, also where the first one was not.
	const isPlain = beginsWith(start, MARK) || start.every((byte) => byte < 0x80 && byte !== 0);
	const found = findUtf16(start) ?? (isPlain ? null : said);
	if (found !== null) return { source: fromUtf16(source, found), encoding: findEncoding('UTF-8') };
	return { source, encoding: findEncoding(said === null ? label : 'UTF-8') };
}

/** The first lines of a file. */
async function readLines(source: ByteSource, count: number): Promise<Uint8Array> {
	const pieces: Uint8Array[] = [];
	let left = count;
	for await (const chunk of source.open()) {
		let end = 0;
		while (left > 0 && end < chunk.length) {
			const at = chunk.indexOf(LINE_FEED, end);
			end = at === -1 ? chunk.length : at + 1;
			if (at !== -1) left -= 1;
		}
		pieces.push(chunk.slice(0, end));
		if (left === 0) break;
	}
	return Buffer.concat(pieces);
}

/** @throws UsageError for a file that ends with the lines that are skipped */
async function refuseNothingLeft(source: ByteSource, skipLines: number, name: string): Promise<void> {
	const rest = await readStart(withoutLines(source, skipLines));
	if (rest.length > 0) return;
	throw new UsageError(`${capitalise(name)} has no line after the first ${skipLines}`, 'Correct Skip Lines at the Top');
}

/** Where a file begins, once lines that are no header are left out. */
interface Top {
	readonly source: ByteSource;
	readonly header: Uint8Array;
	/** The delimiter, where the file has said it in a line of its own; null where it has not. */
	readonly declared: number | null;
}

async function readTop(source: ByteSource, encoding: FileEncoding, name: string): Promise<Top> {
	const first = await readFirst(source, name);
	const declared = declaredBy(encoding.decode(first), name);
	if (declared === null) return { source, header: refuseLoneReturn(first, name), declared: null };
	const rest = withoutLines(source, 1);
	return { source: rest, header: refuseLoneReturn(await readFirst(rest, name), name), declared };
}

/** The delimiter that a line for Excel names; null for any other line. @throws UsageError for one that cannot be read */
function declaredBy(line: string, name: string): number | null {
	const [, separator] = SEPARATOR_LINE.exec(line) ?? [];
	if (separator === undefined) return null;
	if (DELIMITERS.includes(separator)) return separator.charCodeAt(0);
	throw new UsageError(
		`${capitalise(name)} says in its first line that its columns are separated by "${separator}", which is not supported`,
		'Save the file with commas or semicolons between its columns',
	);
}

async function readFirst(source: ByteSource, name: string): Promise<Uint8Array> {
	const header = await readHeader(source.open()).catch((reason: unknown) => fail(explainFile(reason, name)));
	refuseEmpty(header, name);
	return header;
}

function refuseLoneReturn(header: Uint8Array, name: string): Uint8Array {
	if (!hasLoneReturn(header)) return header;
	throw new UsageError(
		`${capitalise(name)} has a carriage return without a line feed in its header, so it would be read as one line`,
		'Save the file with Windows or Unix line breaks, such as CSV UTF-8 in Excel, then import it again. Nothing was sent',
	);
}

/** @throws UsageError for quotes that are part of titles because of a space before them */
function refuseSpacedQuotes(header: string, titles: readonly string[], name: string): void {
	if (!titles.some((title) => /^".*"$/.test(title)) || !/(?:^|[,;:|\t]) *[ \t]"/.test(header)) return;
	throw new UsageError(
		`The header of ${name} has spaces before quotes, so that the quotes are part of the titles. Nothing was sent`,
		REMOVE_SPACES,
	);
}

/** @throws UsageError for a header of so many columns that nobody can have meant them all */
function refuseWideHeader(header: Uint8Array, name: string): void {
	const most = Math.max(0, ...countDelimiters(header).values());
	if (most < MAX_HEADER_COLUMNS) return;
	throw new UsageError(
		`${capitalise(name)} has ${most + 1} columns in its header, and the limit is ${MAX_HEADER_COLUMNS}. Nothing was sent`,
		'Check that the first line has the titles of the columns, and keep only columns that are imported',
	);
}

/** The titles of a header, trimmed; null for one that is no CSV with this delimiter. */
function titlesOf(header: string, delimiter: number): string[] | null {
	try {
		const [cells = ['']] = parseCsv(header, String.fromCharCode(delimiter));
		return cells.map((title) => title.trim());
	} catch {
		return null;
	}
}

/** The delimiter by which most titles are known, and the most frequent one of several such; null for one column. */
function chooseDelimiter(
	header: Uint8Array,
	encoding: FileEncoding,
	isKnown: (title: string) => boolean,
): number | null {
	const text = encoding.decode(header);
	const found = findDelimiters(header);
	let best = found[0] ?? null;
	let most = best === null ? 0 : countKnown(titlesOf(text, best), isKnown);
	for (const delimiter of found.slice(1)) {
		const known = countKnown(titlesOf(text, delimiter), isKnown);
		if (known > most) [best, most] = [delimiter, known];
	}
	return most === 0 && isKnown(text.trim()) ? null : best;
}

const countKnown = (titles: readonly string[] | null, isKnown: (title: string) => boolean): number =>
	titles?.filter(isKnown).length ?? 0;

/** How much of a file is searched for its header. */
const SEARCHED_BYTES = 65_536;
const SEARCHED_LINES = 30;
/** So many known titles make a header. */
const KNOWN_IN_HEADER = 2;

/** How many lines are above the first one that has known titles; null if none has. */
async function findHeader(
	source: ByteSource,
	encoding: FileEncoding,
	isKnown: (title: string) => boolean,
): Promise<number | null> {
	const pieces: Uint8Array[] = [];
	let sizeBytes = 0;
	for await (const chunk of source.open()) {
		pieces.push(chunk.slice(0, SEARCHED_BYTES));
		sizeBytes += chunk.length;
		if (sizeBytes >= SEARCHED_BYTES) break;
	}
	const lines = encoding.decode(Buffer.concat(pieces)).split('\n').slice(0, SEARCHED_LINES);
	const at = lines.findIndex((line) =>
		findDelimiters(Buffer.from(line)).some(
			(delimiter) => countKnown(titlesOf(line, delimiter), isKnown) >= KNOWN_IN_HEADER,
		),
	);
	return at === -1 ? null : at;
}

/** What follows the header; CR LF if nothing does. @throws UsageError for line breaks in the wrong order */
async function readLineBreak(
	blocks: AsyncGenerator<RecordBlock>,
	headerBytes: number,
	name: string,
): Promise<Uint8Array> {
	for await (const { bytes, starts } of blocks) {
		const [one, two] = bytes.subarray(starts[1]);
		if (one === CARRIAGE_RETURN && two !== LINE_FEED)
			throw new UsageError(
				`The lines of ${name} end with a line feed and then a carriage return, which is the wrong order. Nothing was sent`,
				'Save the file with Windows or Unix line breaks, such as CSV UTF-8 in Excel, then import it again',
			);
		const lineBreak = bytes.slice(headerBytes, starts[1]);
		return lineBreak.length === 0 ? CRLF : lineBreak;
	}
	return CRLF;
}

/** @throws UsageError for a file, or a header, without a byte */
function refuseEmpty(bytes: Uint8Array, name: string): void {
	if (bytes.length > 0) return;
	throw new UsageError(`${capitalise(name)} is empty`, 'Use a CSV file whose first row has the names of the fields');
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
