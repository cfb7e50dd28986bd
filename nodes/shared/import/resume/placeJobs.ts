import { isLeft } from '../../bulk/job';
import { hasEnded, openWriteJob } from '../../bulk/writeJobs';
import { UsageError } from '../../zoho/call/errors';
import type { RunningImport } from '../ledger';
import { totalOf, type PlacedJob } from './collectJobs';
import type { EarlierJob } from './findImport';
import { rowsLeft, waveOf } from './places';

/**
 * Finds the rows of earlier jobs among those that the user has passed once more, and waits for the jobs.
 * @throws UsageError if the rows cannot be those of a job; what Zoho rejects a question with
 */
export async function placeJobs(running: RunningImport, jobs: readonly EarlierJob[]): Promise<PlacedJob[]> {
	const placed = jobs.map((job) => ({ ...job, wave: findWave(running, job) }));
	const { deps, request } = running;
	const deadline = deps.now() + request.waitSeconds * 1000;
	if (request.wait !== 'none') deps.zoho.endAt(deadline);
	const settled: PlacedJob[] = [];
	for (const job of placed) settled.push(await waitForEnd(running, job, deadline));
	return settled;
}

/** The wave that a job's rows are in. @throws UsageError if the rows cannot be those of the job */
function findWave(running: RunningImport, earlier: EarlierJob): number {
	const { request } = running;
	const { job, first, last } = earlier;
	const [{ module = null } = {}] = job.files;
	const { operation } = job.raw;
	const isOtherImport =
		(module !== null && module !== request.module) ||
		(typeof operation === 'string' && operation !== request.operation);
	const wave = waveOf(running, first);
	const rows = rowsLeft(running, { first, last, wave });
	const hasOtherRows =
		rows.length === 0 || rows[0] !== first || rows[rows.length - 1] !== last || (totalOf(earlier) ?? 0) > rows.length;
	if (!isOtherImport && !hasOtherRows) return wave;
	throw new UsageError(
		`The rows do not match job ${job.id}. Nothing was sent`,
		'Use the same rows, in the same order and with the same settings, as the original import',
	);
}

async function waitForEnd(
	{ request, deps }: RunningImport,
	job: Omit<PlacedJob, 'leftBecause'>,
	deadline: number,
): Promise<PlacedJob> {
	if (hasEnded(job.job)) return { ...job, leftBecause: null };
	if (request.wait === 'none') return { ...job, leftBecause: 'After Sending is set to Do Not Wait' };
	const end = await openWriteJob(deps.zoho, job.job.id, deps).wait({ deadline, mustStop: () => null });
	return isLeft(end) ? { ...job, ...end } : { ...job, job: end, leftBecause: null };
}
