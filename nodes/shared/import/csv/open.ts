import { CsvShapeError, parseCsv } from '../../archive/csv';
import { findDelimiter, hasLoneReturn, readHeader, readRecords, type RecordBlock } from '../../archive/csvRecords';
import { UsageError } from '../../zoho/call/errors';
import { fail } from '../../zoho/call/recover';
import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { capitalise, explainZip, readStart, refuseStart, type ByteSource } from './bytes';
import { findEncoding, refuseHiddenDelimiter, type FileEncoding } from './encoding';

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
	/**
	 * Reads all records, the header included. What stops it is a UsageError naming the row.
	 * @param columns positions of the columns whose cells are wanted, ascending
	 */
	read(columns: readonly number[]): AsyncGenerator<RecordBlock>;
}

const CRLF = Uint8Array.of(0x0d, 0x0a);
const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
const NO_MARK = new Uint8Array();
/** With such a line, before the header, files for Excel say by what their cells are separated. */
const SEPARATOR_LINE = /^sep=(.)\r*$/i;
const DELIMITERS = ',;:|';
/** Longer than any row that is taken: reading on would only fill the memory. */
const MAX_RECORD_BYTES = 2 * MAX_UPLOAD_BYTES;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
/** Stands for bytes that are no text of the encoding. */
const REPLACEMENT = '\uFFFD';

/**
 * Reads the header of a CSV.
 * @param name for messages, e.g. `the file`
 * @throws UsageError for an empty file, one that is no CSV, encodings that do not fit, and a header that cannot be read
 */
export async function openCsv(source: ByteSource, encodingLabel: string, name: string): Promise<CsvFile> {
	return await openWith(source, encodingLabel, name, null);
}

/** @param declared the delimiter, where the file has said it in a line of its own; null where it has not */
async function openWith(
	source: ByteSource,
	encodingLabel: string,
	name: string,
	declared: number | null,
): Promise<CsvFile> {
	const encoding = findEncoding(encodingLabel);
	const start = await readStart(source);
	refuseStart(start, name);
	const hasMark = MARK.every((byte, at) => start[at] === byte);
	if (hasMark && !encoding.isUtf8) {
		throw new UsageError(
			`${capitalise(name)} is in UTF-8, as its first bytes tell, and Character Encoding is ${encoding.label}`,
			'Set Character Encoding to UTF-8',
		);
	}
	const header = await readHeader(source.open()).catch((reason: unknown) => fail(explainFile(reason, name)));
	if (header.length === 0)
		throw new UsageError(`${capitalise(name)} is empty`, 'Pass a CSV whose first row has the names of the fields');
	const [, separator] = SEPARATOR_LINE.exec(encoding.decode(header)) ?? [];
	if (separator !== undefined && declared === null) {
		if (!DELIMITERS.includes(separator))
			throw new UsageError(
				`${capitalise(name)} says in its first line that its cells are separated by "${separator}", which Zoho CRM does not take`,
				'Save the file with commas or semicolons between its cells',
			);
		return {
			...(await openWith(withoutFirstLine(source), encodingLabel, name, separator.charCodeAt(0))),
			mark: hasMark ? MARK : NO_MARK,
		};
	}
	if (hasLoneReturn(header)) {
		throw new UsageError(
			`${capitalise(name)} has a carriage return alone in its header, as files do whose lines end with nothing else, so it would be read as one line`,
			'Save the file with line ends of Windows or Unix, such as CSV UTF-8 in Excel, and import it again. Nothing was sent',
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

/** @param record number of the record with the bytes; the header is 0 */
export function refuseBytes(name: string, record: number, encoding: FileEncoding): never {
	throw new UsageError(
		`${placeOf(name, record)} holds bytes that are no ${encoding.label}`,
		'Set Character Encoding to the encoding in which the file was saved, such as windows-1252, or save it as UTF-8',
	);
}

/** Names a record for people: data rows count from 1, as in every message. */
export function placeOf(name: string, record: number): string {
	return record === 0 ? `The header of ${name}` : `Row ${record} of ${name}`;
}

/** What stopped the reading of a file, in words for its user; anything else as it is. */
export function explainFile(reason: unknown, name: string): unknown {
	if (!(reason instanceof CsvShapeError)) return explainZip(reason);
	return new UsageError(
		`${placeOf(name, reason.row - 1)} ${reason.what}`,
		`Correct ${name} and import it again. Nothing was sent`,
	);
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
