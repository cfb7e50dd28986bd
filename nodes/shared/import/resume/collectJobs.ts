import { openWriteJob } from '../../bulk/writeJobs';
import { answerEndedJob } from '../answers/collect';
import { joinSomeRows, type RowJoin } from '../answers/join';
import { answerRow } from '../rows/answer';
import type { RowRange } from '../importLog';
import type { RunningImport } from '../ledger';
import type { DescribedChunk } from '../rows/source';
import type { EarlierJob } from './findImport';
import { rowsLeft } from './places';

/** An earlier job that is waited for no longer. */
export interface PlacedJob extends EarlierJob {
	/** Number of the wave that has its rows. */
	readonly wave: number;
	/** Why it was left before it ended; null if it has ended. */
	readonly leftBecause: string | null;
}

/** What a story knows of the rows of its earlier jobs. */
export interface RowTrust {
	/** How the rows of a job that had all of them find their lines. */
	readonly join: RowJoin;
	/** Whether a job had all rows between its first and last where Zoho does not count them. */
	readonly hasAllUncounted: boolean;
}

/**
 * Collects the jobs of earlier runs.
 * @returns IDs of the jobs whose results had lines of other rows: these rows may not be those of the import
 */
export async function collectJobs(
	running: RunningImport,
	jobs: readonly PlacedJob[],
	trust: RowTrust,
): Promise<string[]> {
	const isWhole = (job: PlacedJob): boolean => totalOf(job) === rowsLeft(running, job).length;
	const whole = withoutOverlap(jobs.filter(isWhole).sort(byFirstRow));
	const stray = await collectByWave(running, whole, trust.join);
	for (const job of jobs.filter((candidate) => !whole.includes(candidate)).sort(byFirstRow))
		stray.push(...(await collectAlone(running, job, trust)));
	return stray;
}

/** The first ones of jobs that have rows in common. */
function withoutOverlap(jobs: readonly PlacedJob[]): PlacedJob[] {
	const ends = new Map<number, number>();
	return jobs.filter(({ wave, first, last }) => {
		if (first <= (ends.get(wave) ?? -1)) return false;
		ends.set(wave, last);
		return true;
	});
}

const byFirstRow = (one: RowRange, other: RowRange): number => one.first - other.first;

/** Collects jobs whose rows are known for certain; the rows are read once for each wave. @returns jobs that had other rows */
async function collectByWave(running: RunningImport, jobs: readonly PlacedJob[], join: RowJoin): Promise<string[]> {
	const stray: string[] = [];
	for (const wave of new Set(jobs.map((job) => job.wave))) {
		const ofWave = jobs.filter((job) => job.wave === wave);
		const chunks = running.source.describe(ofWave.map((job) => rowsLeft(running, job)));
		for (const job of ofWave) stray.push(...(await collectNext(running, job, chunks, join)));
		await chunks.return(undefined);
	}
	return stray;
}

/** Collects a job among whose rows some may belong to others, or to none. @returns its ID, if it had other rows */
async function collectAlone(running: RunningImport, job: PlacedJob, trust: RowTrust): Promise<string[]> {
	const rows = rowsLeft(running, job);
	if (rows.length === 0) {
		enterJob(running, job);
		return [];
	}
	const total = totalOf(job);
	const hasAll = total === null ? trust.hasAllUncounted : total === rows.length;
	return await collectNext(running, job, running.source.describe([rows]), hasAll ? trust.join : joinSomeRows);
}

async function collectNext(
	running: RunningImport,
	earlier: PlacedJob,
	chunks: AsyncGenerator<DescribedChunk>,
	join: RowJoin,
): Promise<string[]> {
	const { deps, ledger, checked } = running;
	const next: IteratorResult<DescribedChunk, unknown> = await chunks.next();
	enterJob(running, earlier);
	if (next.done === true) return [];
	const chunk = next.value;
	const job = openWriteJob(deps.zoho, earlier.job.id, deps);
	if (earlier.leftBecause !== null) {
		ledger.leave({ job, chunk, join }, earlier.leftBecause);
		return [];
	}
	const { answers, hasStrayLines } = await answerEndedJob(job, earlier.job, chunk, {
		join,
		sleep: deps.sleep,
		words: checked.words,
	});
	ledger.settle(job, answers);
	return hasStrayLines ? [job.id] : [];
}

function enterJob({ ledger }: RunningImport, { job, first, last }: PlacedJob): void {
	ledger.sent({ kind: 'job', fileId: null, jobId: job.id, first, last });
}

/** How many rows the job had, as Zoho counts them. */
export const totalOf = ({ job }: EarlierJob): number | null => job.files[0]?.total ?? null;

/** Others than those of the import can be among the rows: then some of them may have been sent under another number. */
export function holdStrangers({ ledger, checked }: RunningImport, stray: readonly string[]): void {
	if (stray.length === 0) return;
	const reason = `The row was not sent, because job ${stray.join(', ')} contains a row that is not in this input, and this row may have been sent with another number`;
	const next = 'Use the same rows as the original import, or check the record in Zoho CRM';
	for (const wave of checked.sorted.waves)
		ledger.enter(
			wave.filter((index) => !ledger.answers.has(index)).map((index) => answerRow(index, 'UNKNOWN', { reason, next })),
		);
}
