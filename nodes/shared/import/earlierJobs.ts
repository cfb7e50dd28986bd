import type { BulkWriteJob } from '../zoho/bulkWrite';
import { UsageError } from '../zoho/errors';
import type { RowAnswer } from './answer';
import { answerRow } from './answer';
import { readFileName } from './chunks';
import { answerEndedJob } from './collect';
import { hasEnded, waitForJob, type ImportDeps } from './job';
import { answerPending } from './jobAnswers';
import type { ImportRun } from './run';
import type { ChunkRows, DescribedChunk } from './source';

/** Rows by their numbers in the input, from 0. */
export interface RowRange {
	readonly first: number;
	readonly last: number;
}

/** What an earlier run of an import has sent. */
export interface KnownJobs {
	readonly jobs: readonly BulkWriteJob[];
	/** Rows of which it is not known whether a job has them. */
	readonly uncertain: readonly RowRange[];
	/** Answers that the earlier run gave and no job can tell again. */
	readonly answers: readonly RowAnswer[];
	/** Whether rows that no job has are sent now. */
	readonly sendsRest: boolean;
}

/** Ids of jobs, and rows whose job is not known, from a text. */
export interface JobList {
	readonly ids: readonly string[];
	readonly uncertain: readonly RowRange[];
}

const LOG_LINE = /import (\S+): rows (\d+) to (\d+), file (\d+), (creating job|no reply|job (\d+))/;

/**
 * Reads ids of jobs from a text: the ids alone, or the lines that an import wrote to n8n's log. A line that says that a job
 * was to be created, without one that names it, leaves its rows uncertain.
 */
export function readJobList(text: string): JobList {
	const lines = text.split(/\r?\n/).flatMap((line) => LOG_LINE.exec(line) ?? []);
	if (lines.length === 0) return { ids: [...new Set(text.match(/\d{6,}/g) ?? [])], uncertain: [] };
	const found = text.split(/\r?\n/).flatMap((line) => {
		const match = LOG_LINE.exec(line);
		return match === null ? [] : [{ first: Number(match[2]) - 1, last: Number(match[3]) - 1, fileId: match[4], jobId: match[6] as string | undefined }];
	});
	const ids = new Set(found.flatMap(({ jobId }) => jobId ?? []));
	const accepted = new Set(found.filter(({ jobId }) => jobId !== undefined).map(({ fileId }) => fileId));
	const lost = new Map(found.filter(({ fileId }) => !accepted.has(fileId)).map((entry) => [entry.fileId, { first: entry.first, last: entry.last }]));
	return { ids: [...ids], uncertain: [...lost.values()] };
}

/** The import that jobs belong to. */
export interface EarlierImport {
	readonly importId: string;
	readonly jobs: readonly BulkWriteJob[];
}

/**
 * Asks for the jobs of an earlier import, and waits until Zoho names their files.
 * @throws UsageError if they do not belong to one import of this package
 */
export async function findImport(ids: readonly string[], deadline: number, deps: ImportDeps): Promise<EarlierImport> {
	const jobs: BulkWriteJob[] = [];
	for (const id of ids) jobs.push(await findNamedJob(id, deadline, deps));
	// A job that broke off before its file was looked at has no name, and wrote nothing.
	const named = jobs.filter((job) => nameOf(job) !== null || (job.files[0]?.added ?? 0) > 0);
	const importIds = new Set(named.map((job) => readFileName(nameOf(job) ?? '')?.importId ?? null));
	const [importId] = importIds;
	if (importIds.size !== 1 || importId === null) {
		throw new UsageError(
			importIds.size > 1 ? 'The jobs belong to different imports' : 'None of the jobs was made by Import: their files have other names',
			'Give the IDs of the jobs of one import: they stand in its answers, and in the log of n8n',
		);
	}
	return { importId, jobs: named };
}

const nameOf = (job: BulkWriteJob): string | null => job.files[0]?.name ?? null;

const NAME_PAUSE_MS = 5_000;

async function findNamedJob(id: string, deadline: number, deps: ImportDeps): Promise<BulkWriteJob> {
	for (;;) {
		const job = await deps.zoho.bulkWrite.get(id);
		if (nameOf(job) !== null || hasEnded(job)) return job;
		if (deps.now() >= deadline || deps.isCancelled()) {
			throw new UsageError(`Zoho CRM has not begun with job ${id}, so its rows are not known yet. Nothing was sent`, 'Run the step again later');
		}
		await deps.sleep(NAME_PAUSE_MS);
	}
}

/**
 * Collects what an earlier run has sent, and enters the answers.
 * @throws UsageError if the rows are not those of that import
 */
export async function collectKnownJobs(run: ImportRun, { jobs, uncertain }: KnownJobs): Promise<void> {
	const { book, deps, request, source } = run;
	const deadline = deps.now() + request.waitSeconds * 1000;
	const ordered = jobs
		.map((job) => ({ job, rows: rowsOf(run, job) }))
		.sort((one, other) => one.rows[0] - other.rows[0]);
	const chunks = source.describe(ordered.map(({ rows }) => rows));
	for (const { job, rows } of ordered) {
		const { value: chunk } = await chunks.next();
		if (chunk === undefined) break;
		run.mayHaveWritten = true;
		run.jobs.push(job.id);
		book.enter(await collectKnownJob(run, chunk as DescribedChunk, job, rows, deadline));
	}
	for (const { first, last } of uncertain) {
		const rows = run.checked.sorted.waves.flat().filter((index) => index >= first && index <= last && !book.has(index));
		const next = `The log does not tell whether Zoho CRM accepted a job for this row. Look for the file ${request.importId}_${first + 1}-${last + 1}.csv in Zoho CRM under Setup > Data Administration > Import > Import History before sending the row again`;
		book.enter(rows.map((index) => answerRow(index, 'UNKNOWN', { next })));
	}
}

async function collectKnownJob(run: ImportRun, chunk: DescribedChunk, job: BulkWriteJob, rows: ChunkRows, deadline: number): Promise<readonly RowAnswer[]> {
	const { deps } = run;
	const ended = hasEnded(job) ? job : await waitForJob(job.id, { deadline, mustStop: () => null }, deps);
	if (!('leftBecause' in ended)) return await answerEndedJob(chunk, ended, deps, true);
	run.open.push({ id: job.id, chunk });
	return answerPending(rows, job.id, ended.leftBecause);
}

/** The rows that a job was made of: those of one wave, from the first to the last that its file is named after. */
function rowsOf({ checked, request }: ImportRun, job: BulkWriteJob): ChunkRows {
	const name = readFileName(nameOf(job) ?? '');
	const wave = name === null ? undefined : checked.sorted.waves.find((rows) => includes(rows, name.first));
	const total = job.files[0]?.total ?? 0;
	const rows = name === null || wave === undefined ? [] : wave.filter((index) => index >= name.first && index <= name.last);
	if (name === null || name.importId !== request.importId || rows.length === 0 || !includes(rows, name.last) || total > rows.length) {
		throw new UsageError(`The rows are not those that job ${job.id} was made of. Nothing was sent`, 'Give this step the same rows, in the same order and with the same settings, as the import had');
	}
	return rows;
}

/** Whether an ascending list has a number. */
function includes(rows: readonly number[], wanted: number): boolean {
	let low = 0;
	let high = rows.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		if (rows[middle] === wanted) return true;
		if (rows[middle] < wanted) low = middle + 1;
		else high = middle - 1;
	}
	return false;
}
