import type { RunningImport } from '../ledger';
import { cutIntoChunks, weigher } from '../rows/chunks';
import { sendRecords } from './recordRoute';
import type { RoutePlan } from './route';
import { WaveJobs } from './waveJobs';

/** Rows that may be in progress at the same time, because no two of them are for one record. */
export interface Wave {
	readonly rows: readonly number[];
	/** Whether no other wave waits for its end. */
	readonly isLast: boolean;
	readonly routes: RoutePlan;
}

const UNSETTLED =
	'The row was not sent, because the job of an earlier row with the same key has not ended for certain. Import it again once that is settled';

/** Sends one wave, as jobs side by side and by the records API, and waits for the jobs. */
export async function sendWave(running: RunningImport, { rows, isLast, routes }: Wave): Promise<void> {
	const { checked, ledger } = running;
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
		isLast,
	);
	const ofRecords = chunks.filter((chunk) => routes.routeOf(chunk) === 'records');
	await jobs.startFirst();
	const ways = [jobs.sendRest(), sendRecords(running, ofRecords)];
	await Promise.allSettled(ways);
	await Promise.all(ways);
}
