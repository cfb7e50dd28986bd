import { explain } from '../../zoho/advice/advice';
import { answerEndedJob } from '../answers/collect';
import type { RunningImport } from '../ledger';
import type { RoutePlan } from './route';
import { sendWave } from './wave';

/**
 * Sends waves, one after the other.
 * @throws what met the first rows, if nothing can have been written: from then on every row is answered, whatever happens
 */
export async function sendWaves(
	running: RunningImport,
	waves: readonly (readonly number[])[],
	routes: RoutePlan,
): Promise<void> {
	const filled = waves.filter(({ length }) => length > 0);
	const send = async (): Promise<void> => {
		for (const [number, rows] of filled.entries())
			await sendWave(running, { rows, isLast: number === filled.length - 1, routes });
		if (running.request.wait === 'callback') await lookOnceMore(running);
	};
	await send().catch((reason: unknown) => running.ledger.brokeOff(reason));
}

/** How often, and how long apart, jobs are asked for before they are left to Zoho's call: one that came too early is lost. */
const LAST_LOOKS = 3;
const LAST_LOOK_MS = 4_000;

/** Before the execution goes to sleep: whatever has ended by now needs no call any more. */
async function lookOnceMore({ deps, ledger }: RunningImport): Promise<void> {
	for (let look = 0; look < LAST_LOOKS && ledger.openJobs.length > 0 && !deps.isCancelled(); look += 1) {
		if (look > 0) await deps.sleep(LAST_LOOK_MS);
		for (const { job, chunk, join } of ledger.openJobs) {
			if (ledger.creditsLeft < 1) return;
			const end = await job.lookForEnd().catch((reason: unknown) => {
				deps.log(`job ${job.id}: ${explain(reason).message}`);
				return null;
			});
			if (end === null) continue;
			const { answers } = await answerEndedJob(job, end, chunk, { join, sleep: deps.sleep });
			ledger.settle(job, answers);
		}
	}
}
