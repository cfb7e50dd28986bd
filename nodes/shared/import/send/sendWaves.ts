import { forLog } from '../../zoho/call/logText';
import { explain } from '../../zoho/advice/advice';
import { answerEndedJob } from '../answers/collect';
import type { RunningImport } from '../ledger';
import { cutIntoChunks, weigher } from '../rows/chunks';
import type { ImportEstimate } from './estimate';
import { sendRecords } from './recordRoute';
import type { RoutePlan } from './route';
import { WaveJobs } from './waveJobs';

/**
 * Sends waves, one after the other.
 * @throws what met the first rows, if nothing can have been written: from then on every row is answered, whatever happens
 */
export async function sendWaves(
	running: RunningImport,
	waves: readonly (readonly number[])[],
	routes: RoutePlan,
	{ jobs }: Pick<ImportEstimate, 'jobs'>,
): Promise<void> {
	// The organization is asked for once before the first upload.
	running.ledger.beginSpending(Math.min(jobs, 1));
	const filled = waves.filter(({ length }) => length > 0);
	const send = async (): Promise<void> => {
		for (const [number, rows] of filled.entries())
			await sendWave(running, { rows, isLast: number === filled.length - 1, routes });
		if (running.request.wait === 'callback') await lookOnceMore(running);
	};
	await send().catch((reason: unknown) => running.ledger.brokeOff(reason));
}

/** Rows that may be in progress at the same time, because no two of them are for one record. */
interface Wave {
	readonly rows: readonly number[];
	/** Whether no other wave waits for its end. */
	readonly isLast: boolean;
	readonly routes: RoutePlan;
}

const UNSETTLED = {
	reason: 'The row was not sent, because the job of an earlier row with the same Find By value may still be running',
	next: 'Import it again once that job has finished',
} as const;

/** Sends one wave, as jobs side by side and by the records API, and waits for the jobs. */
async function sendWave(running: RunningImport, { rows, isLast, routes }: Wave): Promise<void> {
	const { checked, ledger, request, deps } = running;
	const deadline = deps.now() + request.waitSeconds * 1000;
	if (request.wait !== 'none') deps.zoho.endAt(deadline);
	const { earlier } = checked.sorted;
	const isFree = (index: number): boolean =>
		(earlier.get(index) ?? []).every((before) => ledger.answers.isFinal(before));
	const free = earlier.size === 0 ? rows : rows.filter(isFree);
	if (free.length < rows.length)
		ledger.hold(
			rows.filter((index) => !isFree(index)),
			UNSETTLED,
		);
	const chunks = cutIntoChunks(free, weigher(checked));
	const jobs = new WaveJobs(
		running,
		chunks.filter((chunk) => routes.routeOf(chunk) === 'bulk'),
		{ isLast, deadline },
	);
	const ofRecords = chunks.filter((chunk) => routes.routeOf(chunk) === 'records');
	await jobs.startFirst();
	const ways = [jobs.sendRest(), sendRecords(running, ofRecords)];
	await Promise.allSettled(ways);
	await Promise.all(ways);
}

/** How often, and how long apart, jobs are asked for before they are left to Zoho's call: one that came too early is lost. */
const LAST_LOOKS = 3;
const LAST_LOOK_MS = 4_000;

/** Before the execution goes to sleep: whatever has ended by now needs no call any more. */
async function lookOnceMore({ deps, ledger, checked }: RunningImport): Promise<void> {
	for (let look = 0; look < LAST_LOOKS && ledger.openJobs.length > 0 && !deps.isCancelled(); look += 1) {
		if (look > 0) await deps.sleep(LAST_LOOK_MS);
		for (const { job, chunk, join } of ledger.openJobs) {
			if (ledger.creditsLeft < 1) return;
			const end = await job.lookForEnd().catch((reason: unknown) => {
				deps.log(`job ${job.id}: ${forLog(explain(reason).message)}`);
				return null;
			});
			if (end === null) continue;
			const { answers } = await answerEndedJob(job, end, chunk, { join, sleep: deps.sleep, words: checked.words });
			ledger.settle(job, answers);
		}
	}
}
