import { openZip } from '../../archive/zip';
import { UsageError } from '../../zoho/call/errors';
import { MAX_ZIP_SOURCE_BYTES } from '../../zoho/call/limits';
import { fail } from '../../zoho/call/recover';
import { beginsWith, MARK, readStart, type ByteSource } from './byteSource';
import { unpacked } from './convert';
import { capitalise, explainZip } from './place';

/** How ZIP archives begin, empty ones included. Source: PKWARE APPNOTE 4.3.7 and 4.3.16. */
const ZIP_STARTS = [
	[0x50, 0x4b, 3, 4],
	[0x50, 0x4b, 5, 6],
] as const;
/** How gzip files begin. Source: RFC 1952, 2.3.1. */
const GZIP_START = [0x1f, 0x8b] as const;

/**
 * The CSVs that a file stands for: itself, what a gzip file unpacks to, or those of a ZIP, which is held in memory.
 * @throws UsageError for a ZIP that is too large, damaged, encrypted or otherwise unsafe, for an Excel workbook, and for a
 * ZIP without CSV
 */
export async function findCsvs(source: ByteSource): Promise<readonly ByteSource[]> {
	const start = await readStart(source);
	if (beginsWith(start, GZIP_START)) return [unpacked(source)];
	if (!ZIP_STARTS.some((mark) => beginsWith(start, mark))) return [source];
	const bytes = await readAll(source);
	const { entries } = await readDirectory(bytes).catch((reason: unknown) => fail(explainZip(reason)));
	if (entries.some(({ name }) => name === '[Content_Types].xml')) {
		throw new UsageError('The file is an Excel workbook or another office document, not a CSV file', NO_TABLE);
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

const NO_TABLE = 'Save or export the data as CSV, with commas, semicolons or tabs between the columns';

/** What a file is that people take for a CSV, by how it begins. */
const OTHER_KINDS: ReadonlyArray<{ readonly start: RegExp; readonly kind: string; readonly advice: string }> = [
	{
		start: /^\s*(\[\s*)?\{|^\s*\[\s*(\[|"|\d|\])/,
		kind: 'JSON',
		advice: 'Convert it to items with an Extract From File node, then set Import From to Input Items',
	},
	{ start: /^\s*<(!doctype|html|table|head|body|meta|!--|\?xml)/i, kind: 'HTML or XML', advice: NO_TABLE },
	{ start: /^\s*begin:vc(ard|alendar)/i, kind: 'vCard or iCalendar', advice: NO_TABLE },
	{ start: /^%PDF-/, kind: 'PDF', advice: NO_TABLE },
	{ start: /^\u00d0\u00cf\u0011\u00e0/, kind: 'an Excel workbook', advice: NO_TABLE },
];

/** @throws UsageError for a file that is something else than a CSV */
export function refuseStart(start: Uint8Array, name: string): void {
	const text = Buffer.from(beginsWith(start, MARK) ? start.subarray(MARK.length) : start).toString('latin1');
	const other = OTHER_KINDS.find((kind) => kind.start.test(text));
	if (other !== undefined) throw new UsageError(`${capitalise(name)} is ${other.kind}, not CSV`, other.advice);
}
