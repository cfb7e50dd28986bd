import type { BulkWriteJob } from '../../zoho/bulk/writeApi';
import { UsageError } from '../../zoho/call/errors';
import { answerRow, type RowAnswer } from '../rows/answer';
import { cutIntoChunks, readFileName, weigher } from '../rows/chunks';
import { answerEndedJob } from '../answers/collect';
import { readJobList, type JobList, type RowRange, type UncertainRows } from './importLog';
import { hasEnded, waitForJob, type ImportDeps } from '../../bulk/job';
import { answerMaybeWritten, answerPending, type RowTrust } from '../answers/jobAnswers';
import type { RoutePlan } from '../send/route';
import type { ImportRun } from '../send/run';
import type { ChunkRows, DescribedChunk } from '../rows/source';

/** A job of an earlier run, and from which row to which it goes: its rows are those of one wave. */
export interface EarlierJob extends RowRange {
	readonly job: BulkWriteJob;
}

/** What an earlier run of an import has sent. */
export interface KnownJobs {
	readonly jobs: readonly EarlierJob[];
	/** Rows of which it is not known whether a job has them. */
	readonly uncertain: readonly UncertainRows[];
	/** Rows that the records API may have been given; null if nothing tells which. */
	readonly records: readonly RowRange[] | null;
	/** Answers that the earlier run gave and no job can tell again. */
	readonly answers: readonly RowAnswer[];
	/** Whether this is another run, which has the rows from the user and sends those that no job has; else a sleeping run goes on. */
	readonly sendsRest: boolean;
}

/** An import that an earlier run has begun. */
export interface EarlierImport {
	readonly importId: string;
	readonly known: KnownJobs;
}

/**
 * Finds an import by what a person knows of it, and asks for its jobs; waits until Zoho names their files, unless the text
 * tells which rows they have.
 * @param recall what was remembered of an import; null if nothing was
 * @throws UsageError if the text names no import, several, or one that is not remembered
 */
export async function findImport(
	text: string,
	recall: (importId: string) => string | null,
	deadline: number,
	deps: ImportDeps,
): Promise<EarlierImport> {
	const given = recallNamed(readJobList(text), recall);
	const jobs = await askForJobs(given, deadline, deps);
	const importId = findImportId(given, jobs);
	const remembered = recall(importId);
	const all = remembered === null ? given : merge(given, readJobList(remembered));
	const others = await askForJobs(
		{ ids: all.ids.filter((id) => !given.ids.includes(id)), ranges: all.ranges },
		deadline,
		deps,
	);
	const { uncertain, records } = all;
	return { importId, known: { jobs: [...jobs, ...others], uncertain, records, answers: [], sendsRest: true } };
}

/** An import that is only named is looked up. */
function recallNamed(list: JobList, recall: (importId: string) => string | null): JobList {
	if (list.importId === null || list.ids.length > 0 || list.records !== null) return list;
	const remembered = recall(list.importId);
	if (remembered !== null) return readJobList(remembered);
	throw new UsageError(
		`This workflow does not remember the import ${list.importId}`,
		`Give the IDs of its jobs instead, which stand in its answers under "job", or its lines in the log of n8n: they begin with "[Zoho CRM] import ${list.importId}". n8n keeps what a workflow remembers only for active workflows, not for runs that were started by hand or broke off`,
	);
}

function merge(given: JobList, remembered: JobList): JobList {
	const isAccepted = ({ first, last }: RowRange): boolean =>
		[...remembered.ranges.values()].some((range) => range.first === first && range.last === last);
	const files = new Map([...remembered.uncertain, ...given.uncertain].map((rows) => [rows.fileId, rows]));
	return {
		importId: given.importId,
		ids: [...new Set([...given.ids, ...remembered.ids])],
		ranges: new Map([...remembered.ranges, ...given.ranges]),
		uncertain: [...files.values()].filter((rows) => !isAccepted(rows)),
		records:
			given.records === null && remembered.records === null
				? null
				: [...(given.records ?? []), ...(remembered.records ?? [])],
	};
}

async function askForJobs(
	{ ids, ranges }: Pick<JobList, 'ids' | 'ranges'>,
	deadline: number,
	deps: ImportDeps,
): Promise<EarlierJob[]> {
	const jobs: EarlierJob[] = [];
	for (const id of ids) {
		const range = ranges.get(id) ?? null;
		const job = range === null ? await waitForName(id, deadline, deps) : await deps.zoho.bulkWrite.get(id);
		const place = range ?? readFileName(nameOf(job) ?? '');
		// A job that broke off before its file was looked at has no name, and wrote nothing.
		if (place === null && nameOf(job) === null && (job.files[0]?.added ?? 0) + (job.files[0]?.updated ?? 0) === 0)
			continue;
		if (place === null)
			throw new UsageError(
				`Job ${id} was not made by Import: its file has another name`,
				'Give the IDs of the jobs of one import: they stand in its answers, and in the log of n8n',
			);
		jobs.push({ job, first: place.first, last: place.last });
	}
	return jobs;
}

/** The one import that lines and files name. */
function findImportId({ importId }: JobList, jobs: readonly EarlierJob[]): string {
	const named = jobs.flatMap(({ job }) => readFileName(nameOf(job) ?? '')?.importId ?? []);
	const ids = new Set(importId === null ? named : [importId, ...named]);
	const [id] = ids;
	if (ids.size === 1) return id;
	throw new UsageError(
		ids.size === 0
			? 'The jobs broke off before Zoho CRM looked at their files, so that nothing tells which rows they had, and nothing was written'
			: `The jobs belong to ${ids.size} imports: ${[...ids].join(', ')}`,
		ids.size === 0 ? 'Import the rows again with Import' : 'Give the jobs of one import',
	);
}

const nameOf = (job: BulkWriteJob): string | null => job.files[0]?.name ?? null;

const NAME_PAUSE_MS = 5_000;

async function waitForName(id: string, deadline: number, deps: ImportDeps): Promise<BulkWriteJob> {
	for (;;) {
		const job = await deps.zoho.bulkWrite.get(id);
		if (nameOf(job) !== null || hasEnded(job)) return job;
		if (deps.now() >= deadline || deps.isCancelled()) {
			throw new UsageError(
				`Zoho CRM has not begun with job ${id}, so its rows are not known yet. Nothing was sent`,
				'Run the step again later',
			);
		}
		await deps.sleep(NAME_PAUSE_MS);
	}
}

/** A job of which no more is to be learnt now. */
interface SettledJob extends EarlierJob {
	/** Number of the wave that its rows are of. */
	readonly wave: number;
	/** Why it was not waited for any longer; null if it has ended. */
	readonly leftBecause: string | null;
}

/**
 * Collects what an earlier run has sent, and enters the answers.
 * @throws UsageError if the rows are not those of that import; what Zoho refuses a question with
 */
export async function collectKnownJobs(run: ImportRun, known: KnownJobs): Promise<void> {
	const placed = known.jobs.map((job) => ({ ...job, wave: findWave(run, job, known.sendsRest) }));
	const deadline = run.deps.now() + run.request.waitSeconds * 1000;
	const settled: SettledJob[] = [];
	for (const job of placed) settled.push(await settle(run, job, deadline));
	if (settled.length > 0) run.mayHaveWritten = true;
	const whole = withoutOverlap(settled.filter((job) => hasAllRows(run, job)).sort(byFirstRow));
	const stray = await collectByWave(run, whole, known.sendsRest ? 'whole' : 'own');
	for (const job of settled.filter((candidate) => !whole.includes(candidate)).sort(byFirstRow))
		stray.push(...(await collectPart(run, job, known.sendsRest)));
	for (const { fileId, first, last } of known.uncertain) {
		run.sent.push({ kind: 'unanswered', fileId, first, last });
		run.book.enter(rowsMaybeSent(run, { first, last }).map((index) => answerUncertain(run, { first, last }, index)));
	}
	for (const range of known.records ?? []) {
		run.sent.push({ kind: 'records', ...range });
		run.book.enter(answerMaybeWritten(rowsMaybeSent(run, range)));
	}
	if (stray.length > 0) holdRest(run, stray);
}

/** Jobs of which no two have a row in common: those that come first. */
function withoutOverlap(jobs: readonly SettledJob[]): SettledJob[] {
	const ends = new Map<number, number>();
	return jobs.filter(({ wave, first, last }) => {
		if (first <= (ends.get(wave) ?? -1)) return false;
		ends.set(wave, last);
		return true;
	});
}

const byFirstRow = (one: RowRange, other: RowRange): number => one.first - other.first;

/**
 * Rows that the earlier run meant for the records API may have been written, if nothing tells that they were not. Those of
 * later waves have a key, and an update has an id: sending them once more makes no second record.
 */
export function holdRecordRows(
	{ book, checked, request }: ImportRun,
	{ records, sendsRest }: KnownJobs,
	{ routeOf }: RoutePlan,
): void {
	if (records !== null || !sendsRest || request.operation === 'update') return;
	const [first = []] = checked.sorted.waves;
	const chunks = cutIntoChunks(first, weigher(checked)).filter((chunk) => routeOf(chunk) === 'records');
	for (const chunk of chunks) book.enter(answerMaybeWritten(chunk.filter((index) => !book.has(index))));
}

async function settle(
	run: ImportRun,
	job: EarlierJob & { readonly wave: number },
	deadline: number,
): Promise<SettledJob> {
	const { deps, request } = run;
	if (hasEnded(job.job)) return { ...job, leftBecause: null };
	if (request.wait === 'none') return { ...job, leftBecause: 'The step is set not to wait' };
	const ended = await waitForJob(job.job.id, { deadline, mustStop: () => null }, deps);
	return 'leftBecause' in ended
		? { ...job, leftBecause: ended.leftBecause }
		: { ...job, job: ended, leftBecause: null };
}

/** Collects jobs whose rows are known for certain; the rows are read once for each wave. @returns jobs that had other rows */
async function collectByWave(run: ImportRun, jobs: readonly SettledJob[], trust: RowTrust): Promise<string[]> {
	const stray: string[] = [];
	for (const wave of new Set(jobs.map((job) => job.wave))) {
		const ofWave = jobs.filter((job) => job.wave === wave).map((job) => ({ job, rows: rowsLeft(run, job) }));
		const chunks = run.source.describe(ofWave.map(({ rows }) => rows));
		for (const { job } of ofWave) stray.push(...(await collectNext(run, job, chunks, trust)));
		await chunks.return(undefined);
	}
	return stray;
}

/** Collects a job among whose rows some may belong to others, or to none. @returns its id, if it had other rows */
async function collectPart(run: ImportRun, job: SettledJob, isOthers: boolean): Promise<string[]> {
	const rows = rowsLeft(run, job);
	if (rows.length === 0) {
		enterJob(run, job);
		return [];
	}
	const areAll = rows.length === (totalOf(job) ?? (isOthers ? null : rows.length));
	return await collectNext(run, job, run.source.describe([rows]), areAll ? (isOthers ? 'whole' : 'own') : 'part');
}

async function collectNext(
	run: ImportRun,
	job: SettledJob,
	chunks: AsyncGenerator<DescribedChunk>,
	trust: RowTrust,
): Promise<string[]> {
	const next: IteratorResult<DescribedChunk, unknown> = await chunks.next();
	enterJob(run, job);
	if (next.done === true) return [];
	const chunk = next.value;
	if (job.leftBecause !== null) {
		run.open.push({ id: job.job.id, chunk, trust });
		run.book.enter(answerPending(chunk.rows, job.job.id, job.leftBecause));
		return [];
	}
	const { answers, hasStrayLines } = await answerEndedJob(chunk, job.job, run.deps, trust);
	run.book.enter(answers);
	return hasStrayLines ? [job.job.id] : [];
}

function enterJob({ jobs, sent }: ImportRun, { job, first, last }: SettledJob): void {
	jobs.push(job.id);
	sent.push({ kind: 'job', fileId: null, jobId: job.id, first, last });
}

const totalOf = ({ job }: EarlierJob): number | null => job.files[0]?.total ?? null;

/** Whether the job was made of all rows between its first and its last one. */
function hasAllRows(run: ImportRun, job: SettledJob): boolean {
	return totalOf(job) === rowsLeft(run, job).length;
}

/** Others than those of the import can be among the rows: then some of them may have been sent under another number. */
function holdRest({ book, checked }: ImportRun, stray: readonly string[]): void {
	const next = `The row was not sent, because job ${stray.join(', ')} had a row that is not among these: they may be others than those of the import, and this one may have been sent under another number. Give this step the same rows as the import had, or look the record up in Zoho CRM`;
	for (const wave of checked.sorted.waves)
		book.enter(wave.filter((index) => !book.has(index)).map((index) => answerRow(index, 'UNKNOWN', { next })));
}

function answerUncertain({ request }: ImportRun, { first, last }: RowRange, index: number): RowAnswer {
	const next = `The log does not tell whether Zoho CRM accepted a job for this row. Look for the file ${request.importId}_${first + 1}-${last + 1}.csv in Zoho CRM under Setup > Data Administration > Import > Import History before sending the row again`;
	return answerRow(index, 'UNKNOWN', { next });
}

/**
 * The wave that a job's rows are of.
 * @param isOthers whether the rows come from the user once more, so that they can be others
 * @throws UsageError if they cannot be those of the job
 */
function findWave(run: ImportRun, known: EarlierJob, isOthers: boolean): number {
	const { request } = run;
	const { job, first, last } = known;
	const wave = waveOf(run, first);
	if (!isOthers) return wave;
	const [{ module = null } = {}] = job.files;
	const { operation } = job.raw;
	const isOtherImport =
		(module !== null && module !== request.module) ||
		(typeof operation === 'string' && operation !== request.operation);
	const rows = rowsLeft(run, { first, last, wave });
	if (
		isOtherImport ||
		rows.length === 0 ||
		rows[0] !== first ||
		rows[rows.length - 1] !== last ||
		(totalOf(known) ?? 0) > rows.length
	) {
		throw new UsageError(
			`The rows are not those that job ${job.id} was made of. Nothing was sent`,
			'Give this step the same rows, in the same order and with the same settings, as the import had',
		);
	}
	return wave;
}

/** Number of the wave that has a row; -1 if none has. */
function waveOf({ checked }: ImportRun, index: number): number {
	return checked.sorted.waves.findIndex((wave) => wave[placeIn(wave, index)] === index);
}

/** Rows of a wave from one to another that have no answer yet. */
function rowsLeft(
	{ book, checked }: ImportRun,
	{ first, last, wave }: RowRange & { readonly wave: number },
): ChunkRows {
	const rows = checked.sorted.waves[wave] ?? [];
	return rows.slice(placeIn(rows, first), placeIn(rows, last + 1)).filter((index) => !book.has(index));
}

/**
 * Rows that may have been sent as a stretch: those of its wave; where its ends are not in one wave any more, because rows are
 * refused that were not then, all rows between them. The ends were sent for certain, refused now or not.
 */
function rowsMaybeSent(run: ImportRun, { first, last }: RowRange): ChunkRows {
	const wave = waveOf(run, first);
	if (wave >= 0 && wave === waveOf(run, last)) return rowsLeft(run, { first, last, wave });
	const { waves } = run.checked.sorted;
	const ends = [...new Set([first, last])].filter((index) => index < run.checked.rowCount && waveOf(run, index) < 0);
	return [...waves.flatMap((_, number) => rowsLeft(run, { first, last, wave: number })), ...ends];
}

/** The place of the first number of an ascending list that is not below the wanted one. */
function placeIn(list: readonly number[], wanted: number): number {
	let low = 0;
	let high = list.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (list[middle] < wanted) low = middle + 1;
		else high = middle;
	}
	return low;
}
