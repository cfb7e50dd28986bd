import { cutName, listParts } from '../values/nameList';
import { UsageError } from '../zoho/call/errors';

/** Rows by their indexes in the input, from 0; both ends belong to it. */
export interface RowRange {
	readonly first: number;
	readonly last: number;
}

/**
 * A line of the log about a range of rows:
 * - `uploading`: their file is being uploaded, which writes nothing yet.
 * - `ordered`: a job for them is being ordered; until a further line, nobody knows whether Zoho has accepted it.
 * - `job`: a job has them. `refused`: Zoho rejected the order. `unanswered`: the reply to the order was lost.
 * - `records`: the records API is given them. `unwritten`: it wrote none of them.
 *
 * `run` names the run that resumed the import and did so.
 */
export type LogEntry = RowRange &
	(
		| { readonly kind: 'uploading'; readonly fileName: string }
		| { readonly kind: 'job'; readonly fileId: string | null; readonly jobId: string }
		| { readonly kind: 'ordered' | 'unanswered' | 'refused'; readonly fileId: string }
		| { readonly kind: 'records' | 'unwritten'; readonly run?: string }
	);

/** What the log of an import says. */
export interface ImportLog {
	/** null if it does not name the import. */
	readonly importId: string | null;
	/** IDs of the jobs that Zoho accepted. */
	readonly jobIds: readonly string[];
	/** The rows of those jobs, as far as it says. */
	readonly ranges: ReadonlyMap<string, RowRange>;
	/** Rows that may or may not have a job. */
	readonly uncertain: readonly UncertainRange[];
	/** Rows that the records API was given; null if it does not say. */
	readonly records: readonly RowRange[] | null;
	/** Everything that its lines say was begun; null if it is no log, or one that does not tell of every beginning. */
	readonly begun: BegunRanges | null;
}

/** Rows that were begun with, whatever came of it. Those of one kind are begun with in ascending order. */
export interface BegunRanges {
	/** As jobs. */
	readonly jobs: readonly RowRange[];
	/** By the records API, in the first run: a later run begins with other rows. */
	readonly records: readonly RowRange[];
	/** Of both kinds, in any run. */
	readonly all: readonly RowRange[];
}

/** Rows of an uploaded file for which a job may exist. */
export interface UncertainRange extends RowRange {
	readonly fileId: string;
}

const UPLOADING = 'uploading';
const ORDERED = 'creating job';
const UNANSWERED = 'no reply to the creation of the job';
const REFUSED = 'job refused';
const WRITING = 'writing by the records API';
const UNWRITTEN = 'nothing written by the records API';

const ENTRY = new RegExp(
	String.raw`import (\S+): rows (\d+) to (\d+), (?:(?:file (\d+), )?(${ORDERED}|${UNANSWERED}|${REFUSED}|job (\d{6,}))|(${WRITING}|${UNWRITTEN})(?:, run (\w+))?|${UPLOADING} (\S+))`.replaceAll(
		' ',
		String.raw`\s+`,
	),
	'g',
);

/** A line of the log: IDs and row numbers, never contents. `readLog` reads it again, so its words stay as they are. */
export function describeEntry(importId: string, entry: LogEntry): string {
	return `import ${importId}: rows ${entry.first + 1} to ${entry.last + 1}, ${describeWay(entry)}`;
}

function describeWay(entry: LogEntry): string {
	if (entry.kind === 'uploading') return `${UPLOADING} ${entry.fileName}`;
	if (!('fileId' in entry))
		return (entry.kind === 'records' ? WRITING : UNWRITTEN) + (entry.run === undefined ? '' : `, run ${entry.run}`);
	const file = entry.fileId === null ? '' : `file ${entry.fileId}, `;
	if (entry.kind === 'job') return `${file}job ${entry.jobId}`;
	return file + { ordered: ORDERED, unanswered: UNANSWERED, refused: REFUSED }[entry.kind];
}

/** IDs of imports, as `toImportId` makes them. */
const IMPORT_ID = /\bn8n[A-Za-z0-9]{0,40}x[a-z0-9]{6,40}\b/g;

/** Where a line of an import begins, with its prefix or without, in a text that `squeeze` made. */
const LINE_BEGINS = /^(?:\[ZohoCRM\]import|importn8n[A-Za-z0-9]*?x[a-z0-9]{6,}:)/;
/** Lines of an import that are not about rows. */
const OTHER_LINE = /^importn8n[A-Za-z0-9]*?x[a-z0-9]{6,}?(?:brokeoff:|:therejectfile)/;
/** Either begins within so many characters of text: longer ones are not looked at as a whole, because that takes the square of their length. */
const MAX_LINE_HEAD = 90;

/**
 * Reads what a person knows about an earlier import: its id, ids of its jobs, or the lines that it wrote to n8n's log, in
 * any order and among other lines.
 * @throws UsageError if the text names several imports, or nothing, or has lines that are cut off
 */
export function readLog(text: string): ImportLog {
	const found = readEntries(text);
	const importIds = new Set(found.length > 0 ? found.map(({ importId }) => importId) : (text.match(IMPORT_ID) ?? []));
	if (importIds.size > 1)
		throw new UsageError(
			`The lines belong to ${importIds.size} imports: ${listParts([...importIds].map(cutName))}`,
			'Enter the lines of one import',
		);
	const [importId = null] = importIds;
	const entries = found.map(({ entry }) => entry);
	const bareIds = readBareIds(text, found.length > 0);
	if (importId === null && bareIds.length === 0) {
		throw new UsageError(
			text.trim() === ''
				? 'Import ID is empty'
				: `"${cutName(text.trim())}" is not an import ID, a job ID or a log line`,
			'Enter the ID of the import from its hint or its output, the IDs of its jobs, or its lines from the n8n log',
		);
	}
	const jobs = entries.flatMap((entry) => (entry.kind === 'job' ? [entry] : []));
	return {
		importId,
		jobIds: [...new Set([...bareIds, ...jobs.map(({ jobId }) => jobId)])],
		ranges: new Map(jobs.map(({ jobId, first, last }) => [jobId, { first, last }])),
		uncertain: findUncertain(entries),
		records: entries.length === 0 ? null : findWritten(entries),
		begun: findBegun(entries),
	};
}

/**
 * The lines that are about rows. Lines that a window has wrapped are put together again.
 * @throws UsageError if not every line can be read: one that is passed over could be the one about rows that were sent
 */
function readEntries(text: string): NamedEntry[] {
	const squeezed = squeeze(text);
	const begun = countLines(squeezed, LINE_BEGINS) - countLines(squeezed, OTHER_LINE);
	const readings = [text, text.replaceAll(/\r?\n/g, '')].map((reading) => [...reading.matchAll(ENTRY)].map(toEntry));
	const whole = readings.find((found) => found.length >= begun);
	if (whole !== undefined) return whole;
	const unread = begun - Math.max(...readings.map(({ length }) => length));
	throw new UsageError(
		`${unread} of the lines of the log ${unread === 1 ? 'is' : 'are'} cut off or split, so what was sent is unknown. Nothing was sent`,
		'Copy complete lines from the log itself, not from a window that cuts or wraps them',
	);
}

/** Without white space, and without what quotes or colours lines: a line can be broken anywhere. */
const squeeze = (text: string): string => text.replaceAll(/[^A-Za-z0-9:[\]]/g, '');

/** How many lines of a squeezed text begin in a way; none begins inside the beginning of another. */
function countLines(text: string, pattern: RegExp): number {
	let count = 0;
	for (let at = nextHead(text, 0); at !== -1;) {
		const [head] = pattern.exec(text.slice(at, at + MAX_LINE_HEAD)) ?? [];
		if (head !== undefined) count += 1;
		at = nextHead(text, at + (head?.length ?? 1));
	}
	return count;
}

/** The next place where the beginning of a line may be; -1 if there is none. */
function nextHead(text: string, from: number): number {
	const at = text.slice(from).search(/\[ZohoCRM\]import|importn8n/);
	return at === -1 ? -1 : from + at;
}

/** A line, and the import that it names. */
interface NamedEntry {
	readonly importId: string;
	readonly entry: LogEntry;
}

function toEntry([, importId, first, last, fileId, way, jobId, recordsWay, run, fileName]: readonly (
	string | undefined
)[]): NamedEntry {
	const range = { first: Number(first) - 1, last: Number(last) - 1 };
	const name = importId ?? '';
	if (fileName !== undefined) return { importId: name, entry: { ...range, kind: 'uploading', fileName } };
	if (recordsWay !== undefined)
		return { importId: name, entry: { ...range, kind: tidy(recordsWay) === WRITING ? 'records' : 'unwritten', run } };
	if (jobId !== undefined) return { importId: name, entry: { ...range, kind: 'job', fileId: fileId ?? null, jobId } };
	const kind = tidy(way) === ORDERED ? 'ordered' : tidy(way) === REFUSED ? 'refused' : 'unanswered';
	return { importId: name, entry: { ...range, kind, fileId: fileId ?? '' } };
}

/** The words of a line as they were written, whatever white space is between them. */
const tidy = (words = ''): string => words.replaceAll(/\s+/g, ' ');

/** IDs on their own. Among lines of the log, only where nothing else is in the line: logs are full of numbers. */
function readBareIds(text: string, isLog: boolean): string[] {
	const others = isLog
		? text
				.replaceAll(ENTRY, 'line')
				.split(/\r?\n/)
				.filter((line) => /^[\d\s,;"'[\]]+$/.test(line))
				.join('\n')
		: text.replaceAll(IMPORT_ID, ' ');
	return others.match(/\d{6,}/g) ?? [];
}

/** Files for which a job was ordered, where no line says how that ended. */
function findUncertain(entries: readonly LogEntry[]): UncertainRange[] {
	const settled = new Set(
		entries.flatMap((entry) => (entry.kind === 'job' || entry.kind === 'refused' ? [entry.fileId] : [])),
	);
	const open = new Map<string, UncertainRange>();
	for (const entry of entries) {
		if (entry.kind !== 'ordered' && entry.kind !== 'unanswered') continue;
		const { fileId, first, last } = entry;
		if (!settled.has(fileId)) open.set(fileId, { fileId, first, last });
	}
	return [...open.values()];
}

/** A text that was kept with the workflow, or lines that were picked out, lack the lines about uploads. */
function findBegun(entries: readonly LogEntry[]): BegunRanges | null {
	const jobs = entries.filter(({ kind }) => kind !== 'records' && kind !== 'unwritten');
	if (jobs.length > 0 && !jobs.some(({ kind }) => kind === 'uploading')) return null;
	const records = entries.filter((entry) => entry.kind === 'records' && entry.run === undefined);
	const toRanges = (some: readonly LogEntry[]): RowRange[] => some.map(({ first, last }) => ({ first, last }));
	return entries.length === 0 ? null : { jobs: toRanges(jobs), records: toRanges(records), all: toRanges(entries) };
}

/**
 * Each run logs a range before it writes it, and once more if it wrote nothing. A range that a run began more often than it
 * wrote nothing may be written, in whatever order the lines of the runs come.
 */
function findWritten(entries: readonly LogEntry[]): RowRange[] {
	const tries = new Map<string, { readonly range: RowRange; open: number }>();
	for (const entry of entries) {
		if (entry.kind !== 'records' && entry.kind !== 'unwritten') continue;
		const { first, last, run = '' } = entry;
		const name = `${first} ${last} ${run}`;
		const known = tries.get(name) ?? { range: { first, last }, open: 0 };
		known.open += entry.kind === 'records' ? 1 : -1;
		tries.set(name, known);
	}
	const written = new Map(
		[...tries.values()].filter(({ open }) => open > 0).map(({ range }) => [`${range.first} ${range.last}`, range]),
	);
	return [...written.values()];
}
