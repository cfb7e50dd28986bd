import { UsageError } from '../../zoho/errors';

/** Rows by their numbers in the input, from 0; both ends belong to it. */
export interface RowRange {
	readonly first: number;
	readonly last: number;
}

/**
 * What became of a stretch of rows that was about to be sent: its file is being uploaded, which writes nothing yet; a job
 * has it; a job was ordered, and whether Zoho took the order is not known; Zoho refused the order; the records API was
 * given it; the records API was, and wrote nothing.
 */
export type SentPart = RowRange &
	(
		| { readonly kind: 'uploading'; readonly fileName: string }
		| { readonly kind: 'job'; readonly fileId: string | null; readonly jobId: string }
		| { readonly kind: 'ordered' | 'unanswered' | 'refused'; readonly fileId: string }
		| { readonly kind: 'records' | 'unwritten' }
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

const PART = new RegExp(String.raw`import (\S+): rows (\d+) to (\d+), (?:(?:file (\d+), )?(${ORDERED}|${UNANSWERED}|${REFUSED}|job (\d+))|(${WRITING}|${UNWRITTEN})|${UPLOADING} (\S+))`, 'g');

/** A line of the log about a stretch of rows: ids and row numbers, never contents. `readJobList` reads it again. */
export function describePart(importId: string, part: SentPart): string {
	return `import ${importId}: rows ${part.first + 1} to ${part.last + 1}, ${describeWay(part)}`;
}

function describeWay(part: SentPart): string {
	if (part.kind === 'uploading') return `${UPLOADING} ${part.fileName}`;
	if (!('fileId' in part)) return part.kind === 'records' ? WRITING : UNWRITTEN;
	const file = part.fileId === null ? '' : `file ${part.fileId}, `;
	if (part.kind === 'job') return `${file}job ${part.jobId}`;
	return file + { ordered: ORDERED, unanswered: UNANSWERED, refused: REFUSED }[part.kind];
}

/** Ids of imports, as `toImportId` makes them. */
const IMPORT_ID = /\bn8n[A-Za-z0-9]*x[a-z0-9]{6,}\b/g;

/**
 * Reads what a person knows about an earlier import: its id, ids of its jobs, or the lines that it wrote to n8n's log, in
 * any order and among other lines.
 * @throws UsageError if the text names several imports, or nothing
 */
export function readJobList(text: string): JobList {
	const found = [...text.matchAll(PART)].map(toPart);
	const importIds = new Set(found.length > 0 ? found.map(({ importId }) => importId) : (text.match(IMPORT_ID) ?? []));
	if (importIds.size > 1) throw new UsageError(`The lines belong to ${importIds.size} imports: ${[...importIds].join(', ')}`, 'Give those of one import');
	const [importId = null] = importIds;
	const parts = found.map(({ part }) => part);
	const bareIds = readBareIds(text, found.length > 0);
	if (importId === null && bareIds.length === 0) {
		throw new UsageError('No import and no job is named', 'Give the ID of the import, the IDs of its jobs, or the lines that it wrote to the log of n8n');
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

function toPart([, importId, first, last, fileId, way, jobId, recordsWay, fileName]: readonly (string | undefined)[]): { importId: string; part: SentPart } {
	const range = { first: Number(first) - 1, last: Number(last) - 1 };
	const name = importId ?? '';
	if (fileName !== undefined) return { importId: name, part: { ...range, kind: 'uploading', fileName } };
	if (recordsWay !== undefined) return { importId: name, part: { ...range, kind: recordsWay === WRITING ? 'records' : 'unwritten' } };
	if (jobId !== undefined) return { importId: name, part: { ...range, kind: 'job', fileId: fileId ?? null, jobId } };
	const kind = way === ORDERED ? 'ordered' : way === REFUSED ? 'refused' : 'unanswered';
	return { importId: name, part: { ...range, kind, fileId: fileId ?? '' } };
}

/** Ids that stand alone. Beside lines of the log only where nothing else is in the line: logs are full of numbers. */
function readBareIds(text: string, isLog: boolean): string[] {
	const others = isLog ? text.split(/\r?\n/).filter((line) => /^[\d\s,;"'[\]]+$/.test(line)).join('\n') : text.replaceAll(IMPORT_ID, ' ');
	return others.match(/\d{6,}/g) ?? [];
}

/** Files for which a job was ordered, and of which no line tells how that ended. */
function findUncertain(parts: readonly SentPart[]): UncertainRows[] {
	const settled = new Set(parts.flatMap((part) => (part.kind === 'job' || part.kind === 'refused' ? [part.fileId] : [])));
	const open = new Map<string, UncertainRows>();
	for (const part of parts) {
		if (part.kind !== 'ordered' && part.kind !== 'unanswered') continue;
		const { fileId, first, last } = part;
		if (!settled.has(fileId)) open.set(fileId, { fileId, first, last });
	}
	return [...open.values()];
}

/** The lines come in the order of what happened: the last one about a stretch of rows counts. */
function findWritten(parts: readonly SentPart[]): RowRange[] {
	const last = new Map<string, SentPart>();
	for (const part of parts) if (part.kind === 'records' || part.kind === 'unwritten') last.set(`${part.first} ${part.last}`, part);
	return [...last.values()].flatMap(({ kind, first, last: end }) => (kind === 'records' ? [{ first, last: end }] : []));
}
