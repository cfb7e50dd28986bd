import { UsageError } from '../../zoho/call/errors';

/** Rows by their numbers in the input, from 0; both ends belong to it. */
export interface RowRange {
	readonly first: number;
	readonly last: number;
}

/**
 * What became of a stretch of rows that was about to be sent: its file is being uploaded, which writes nothing yet; a job
 * has it; a job was ordered, and whether Zoho took the order is not known; Zoho refused the order; the records API was
 * given it; the records API was, and wrote nothing. `run` names the run that took the import up and did so.
 */
export type SentPart = RowRange &
	(
		| { readonly kind: 'uploading'; readonly fileName: string }
		| { readonly kind: 'job'; readonly fileId: string | null; readonly jobId: string }
		| { readonly kind: 'ordered' | 'unanswered' | 'refused'; readonly fileId: string }
		| { readonly kind: 'records' | 'unwritten'; readonly run?: string }
	);

/** What a text tells about an earlier import. */
export interface JobList {
	/** null if the text does not name the import. */
	readonly importId: string | null;
	/** Ids of the jobs that Zoho accepted. */
	readonly ids: readonly string[];
	/** The rows of those jobs that the text gives the rows of. */
	readonly ranges: ReadonlyMap<string, RowRange>;
	/** Rows of which it is not known whether a job has them, and their uploaded file. */
	readonly uncertain: readonly UncertainRows[];
	/** Rows that the records API was given; null if the text does not tell. */
	readonly records: readonly RowRange[] | null;
}

/** Rows of a file for which a job may exist. */
export interface UncertainRows extends RowRange {
	readonly fileId: string;
}

const UPLOADING = 'uploading';
const ORDERED = 'creating job';
const UNANSWERED = 'no reply to the creation of the job';
const REFUSED = 'job refused';
const WRITING = 'writing by the records API';
const UNWRITTEN = 'nothing written by the records API';

const PART = new RegExp(
	String.raw`import (\S+): rows (\d+) to (\d+), (?:(?:file (\d+), )?(${ORDERED}|${UNANSWERED}|${REFUSED}|job (\d{6,}))|(${WRITING}|${UNWRITTEN})(?:, run (\w+))?|${UPLOADING} (\S+))`.replaceAll(
		' ',
		String.raw`\s+`,
	),
	'g',
);

/** A line of the log about a stretch of rows: ids and row numbers, never contents. `readJobList` reads it again. */
export function describePart(importId: string, part: SentPart): string {
	return `import ${importId}: rows ${part.first + 1} to ${part.last + 1}, ${describeWay(part)}`;
}

function describeWay(part: SentPart): string {
	if (part.kind === 'uploading') return `${UPLOADING} ${part.fileName}`;
	if (!('fileId' in part))
		return (part.kind === 'records' ? WRITING : UNWRITTEN) + (part.run === undefined ? '' : `, run ${part.run}`);
	const file = part.fileId === null ? '' : `file ${part.fileId}, `;
	if (part.kind === 'job') return `${file}job ${part.jobId}`;
	return file + { ordered: ORDERED, unanswered: UNANSWERED, refused: REFUSED }[part.kind];
}

/** Ids of imports, as `toImportId` makes them. */
const IMPORT_ID = /\bn8n[A-Za-z0-9]*x[a-z0-9]{6,}\b/g;

/** Where a line of an import begins, with its prefix or without, in a text that `squeeze` made. */
const LINE_BEGINS = /\[ZohoCRM\]import|importn8n[A-Za-z0-9]*?x[a-z0-9]{6,}:/g;
/** Lines of an import that are not about a stretch of rows. */
const OTHER_LINE = /importn8n[A-Za-z0-9]*?x[a-z0-9]{6,}?(?:brokeoff:|:therejectfile)/g;

/**
 * Reads what a person knows about an earlier import: its id, ids of its jobs, or the lines that it wrote to n8n's log, in
 * any order and among other lines.
 * @throws UsageError if the text names several imports, or nothing, or has lines that are cut off
 */
export function readJobList(text: string): JobList {
	const found = readParts(text);
	const importIds = new Set(found.length > 0 ? found.map(({ importId }) => importId) : (text.match(IMPORT_ID) ?? []));
	if (importIds.size > 1)
		throw new UsageError(
			`The lines belong to ${importIds.size} imports: ${[...importIds].join(', ')}`,
			'Give those of one import',
		);
	const [importId = null] = importIds;
	const parts = found.map(({ part }) => part);
	const bareIds = readBareIds(text, found.length > 0);
	if (importId === null && bareIds.length === 0) {
		throw new UsageError(
			'No import and no job is named',
			'Give the ID of the import, the IDs of its jobs, or the lines that it wrote to the log of n8n',
		);
	}
	const jobs = parts.flatMap((part) => (part.kind === 'job' ? [part] : []));
	return {
		importId,
		ids: [...new Set([...bareIds, ...jobs.map(({ jobId }) => jobId)])],
		ranges: new Map(jobs.map(({ jobId, first, last }) => [jobId, { first, last }])),
		uncertain: findUncertain(parts),
		records: parts.length === 0 ? null : findWritten(parts),
	};
}

/**
 * The stretches of rows that the lines are about. Lines that a window has wrapped are put together again.
 * @throws UsageError if not every line can be read: one that is passed over could be the one about rows that were sent
 */
function readParts(text: string): { importId: string; part: SentPart }[] {
	const squeezed = squeeze(text);
	const begun = countMatches(squeezed, LINE_BEGINS) - countMatches(squeezed, OTHER_LINE);
	const readings = [text, text.replaceAll(/\r?\n/g, '')].map((reading) => [...reading.matchAll(PART)].map(toPart));
	const whole = readings.find((found) => found.length >= begun);
	if (whole !== undefined) return whole;
	const unread = begun - Math.max(...readings.map(({ length }) => length));
	throw new UsageError(
		`${unread} of the lines of the log ${unread === 1 ? 'is' : 'are'} cut off or broken up, so that it is not known what was sent. Nothing was sent`,
		'Copy the lines whole, each in one line, from the log itself instead of from a window that cuts or wraps them',
	);
}

/** Without white space, and without what quotes or colours lines: a line can be broken anywhere. */
const squeeze = (text: string): string => text.replaceAll(/[^A-Za-z0-9:[\]]/g, '');

const countMatches = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function toPart([, importId, first, last, fileId, way, jobId, recordsWay, run, fileName]: readonly (
	string | undefined
)[]): { importId: string; part: SentPart } {
	const range = { first: Number(first) - 1, last: Number(last) - 1 };
	const name = importId ?? '';
	if (fileName !== undefined) return { importId: name, part: { ...range, kind: 'uploading', fileName } };
	if (recordsWay !== undefined)
		return { importId: name, part: { ...range, kind: tidy(recordsWay) === WRITING ? 'records' : 'unwritten', run } };
	if (jobId !== undefined) return { importId: name, part: { ...range, kind: 'job', fileId: fileId ?? null, jobId } };
	const kind = tidy(way) === ORDERED ? 'ordered' : tidy(way) === REFUSED ? 'refused' : 'unanswered';
	return { importId: name, part: { ...range, kind, fileId: fileId ?? '' } };
}

/** The words of a line as they were written, whatever white space stands between them. */
const tidy = (words = ''): string => words.replaceAll(/\s+/g, ' ');

/** Ids that stand alone. Beside lines of the log only where nothing else is in the line: logs are full of numbers. */
function readBareIds(text: string, isLog: boolean): string[] {
	const others = isLog
		? text
				.replaceAll(PART, 'line')
				.split(/\r?\n/)
				.filter((line) => /^[\d\s,;"'[\]]+$/.test(line))
				.join('\n')
		: text.replaceAll(IMPORT_ID, ' ');
	return others.match(/\d{6,}/g) ?? [];
}

/** Files for which a job was ordered, and of which no line tells how that ended. */
function findUncertain(parts: readonly SentPart[]): UncertainRows[] {
	const settled = new Set(
		parts.flatMap((part) => (part.kind === 'job' || part.kind === 'refused' ? [part.fileId] : [])),
	);
	const open = new Map<string, UncertainRows>();
	for (const part of parts) {
		if (part.kind !== 'ordered' && part.kind !== 'unanswered') continue;
		const { fileId, first, last } = part;
		if (!settled.has(fileId)) open.set(fileId, { fileId, first, last });
	}
	return [...open.values()];
}

/**
 * Each run tells of a stretch before it writes it, and once more if it wrote nothing: what a run told of more often than
 * that it wrote nothing may be written, in whatever order the lines of the runs come.
 */
function findWritten(parts: readonly SentPart[]): RowRange[] {
	const tries = new Map<string, { readonly range: RowRange; open: number }>();
	for (const part of parts) {
		if (part.kind !== 'records' && part.kind !== 'unwritten') continue;
		const { first, last, run = '' } = part;
		const name = `${first} ${last} ${run}`;
		const known = tries.get(name) ?? { range: { first, last }, open: 0 };
		known.open += part.kind === 'records' ? 1 : -1;
		tries.set(name, known);
	}
	const written = new Map(
		[...tries.values()].filter(({ open }) => open > 0).map(({ range }) => [`${range.first} ${range.last}`, range]),
	);
	return [...written.values()];
}
