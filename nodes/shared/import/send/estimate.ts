import { UsageError } from '../../zoho/call/errors';
import { CREDITS_PER_BULK_WRITE, MAX_RECORDS_PER_WRITE } from '../../zoho/call/limits';
import type { RunningImport } from '../ledger';
import { cutIntoChunks, weigher } from '../rows/chunks';
import type { CheckedRows } from '../rows/source';
import { creditsOfRecords, type RoutePlan, type Sized } from './route';

/** Our guess, for the estimate: how often a job is asked for until it has ended. */
export const POLLS_PER_JOB = 6;

/** Credits of a job: creating it, and asking for it. */
export const CREDITS_PER_JOB = CREDITS_PER_BULK_WRITE + POLLS_PER_JOB;

/** What an import will take. */
export interface ImportEstimate {
	readonly jobs: number;
	/** Rows that go by the records API. */
	readonly recordRows: number;
	readonly recordRequests: number;
	/** Credits still to be spent, by our table. */
	readonly credits: number;
}

/** Estimates what waves will take. */
export function estimateWaves(
	checked: CheckedRows,
	waves: readonly (readonly number[])[],
	routes: RoutePlan,
): ImportEstimate {
	const weightOf = weigher(checked);
	const sizes = waves.flatMap((wave) => cutIntoChunks(wave, weightOf).map(({ length }) => ({ length })));
	return estimateChunks(sizes, routes);
}

/** How many rows are in waves. */
export const countRows = (waves: readonly (readonly number[])[]): number =>
	waves.reduce((sum, { length }) => sum + length, 0);

/** Estimates what chunks will take; the organization is asked for once before the first upload. */
export function estimateChunks(chunks: readonly Sized[], { routeOf }: RoutePlan): ImportEstimate {
	const bulk = chunks.filter((chunk) => routeOf(chunk) === 'bulk');
	const counts = chunks.filter((chunk) => routeOf(chunk) === 'records').map((chunk) => chunk.length);
	const sum = (numbers: readonly number[]): number => numbers.reduce((total, count) => total + count, 0);
	return {
		jobs: bulk.length,
		recordRows: sum(counts),
		recordRequests: sum(counts.map((count) => Math.ceil(count / MAX_RECORDS_PER_WRITE))),
		credits: sum(counts.map(creditsOfRecords)) + bulk.length * CREDITS_PER_JOB + Math.min(bulk.length, 1),
	};
}

/** So many times what the records API would cost is worth a warning. */
const HIGH_COST = 10;

/** Tells that few rows cost much, because they have to go as jobs, and why; null where they do not. */
export function warnOfCost(rows: number, { credits, jobs }: ImportEstimate, { forcedBy }: RoutePlan): string | null {
	const byRecords = creditsOfRecords(rows);
	if (forcedBy === null || jobs === 0 || credits < HIGH_COST * byRecords) return null;
	const [subject, verb] = rows === 1 ? ['1 row', 'costs'] : [`${rows} rows`, 'cost'];
	return `${subject} ${verb} about ${credits} API credits as ${jobs === 1 ? 'a job' : `${jobs} jobs`}, because ${forcedBy}. Through the Records API, as many rows would cost about ${byRecords}`;
}

/**
 * Checks that an import may take what it will take.
 * @throws UsageError for more rows of one Find By value, or more credits, than the user allows
 */
export function checkEstimate(
	running: RunningImport,
	waves: readonly (readonly number[])[],
	estimate: ImportEstimate,
): void {
	checkRepetition(running, waves, estimate);
	checkCredits(running, estimate);
}

/** A column full of "n/a" would make a job, and 500 credits, of every row: better to ask first. */
function checkRepetition(
	{ request, ledger }: RunningImport,
	waves: readonly (readonly number[])[],
	estimate: ImportEstimate,
): void {
	const { findBy, maxRowsPerKey } = request;
	if (waves.length <= maxRowsPerKey || estimate.jobs <= maxRowsPerKey || ledger.mayHaveWritten) return;
	throw new UsageError(
		`${waves.length} rows have the same value of ${findBy}. The last of them is row ${waves[waves.length - 1][0] + 1}. Nothing was sent`,
		`Rows with the same value are imported one after the other, each in its own job at ${CREDITS_PER_BULK_WRITE} credits. The limit is ${maxRowsPerKey}. Merge the rows or clear the value before this node, or raise Max Rows per Find By Value`,
	);
}

function checkCredits({ request, deps, ledger }: RunningImport, estimate: ImportEstimate): void {
	if (estimate.credits <= ledger.creditsLeft) return;
	throw new UsageError(
		`The import would use about ${estimate.credits + deps.zoho.usage.credits} API credits (estimated), and Max Credits allows ${request.maxCredits}. Nothing was sent`,
		'Raise Max Credits, or import fewer rows',
	);
}
