import type { RowRange } from '../importLog';
import type { RunningImport } from '../ledger';
import { answerRow } from '../rows/answer';
import { cutIntoChunks, weigher } from '../rows/chunks';
import type { EarlierRun } from './findImport';
import type { RoutePlan } from '../send/route';
import { waveOf } from './places';

const UNLOGGED = {
	reason:
		'The log has no line about this row, but lines about later rows, so the beginning of the log is missing and the row may have been sent',
	next: 'Run Resume Import again with the missing lines or job IDs, or check the record in Zoho CRM before you import the row again',
} as const;

/**
 * Answers rows of which the log has lost the lines: rows are begun with in ascending order, so a line about later ones proves
 * that these were begun with. Rows of later waves have a key, and an update has an ID: sending them once more makes no second
 * record.
 */
export function holdUnlogged(running: RunningImport, { begun, jobs }: EarlierRun, { routeOf }: RoutePlan): void {
	const { checked, ledger, request } = running;
	if (begun === null || request.operation === 'update') return;
	const [wave = []] = checked.sorted.waves;
	const isOfWave = ({ first }: RowRange): boolean => waveOf(running, first) === 0;
	const isTold = insideOf([...begun.all, ...jobs]);
	const lastJob = lastFirst(begun.jobs.filter(isOfWave));
	// Jobs and the records API begin side by side, so what one has begun with says nothing of the other.
	const lastRecord = lastFirst(begun.records.filter(isOfWave));
	const begunBefore = cutIntoChunks(wave, weigher(checked)).flatMap((chunk) => {
		const end = routeOf(chunk) === 'records' ? Math.max(lastRecord, lastJob) : lastJob;
		return chunk.filter((index) => index < end);
	});
	const unlogged = begunBefore.filter((index) => !isTold(index) && !ledger.answers.has(index));
	for (const range of rangesOf(unlogged)) ledger.sentEarlier({ kind: 'records', ...range });
	ledger.enter(unlogged.map((index) => answerRow(index, 'UNKNOWN', UNLOGGED)));
}

const lastFirst = (ranges: readonly RowRange[]): number =>
	ranges.reduce((latest, { first }) => Math.max(latest, first), -1);

/** Ascending rows as ranges of neighbors. */
function rangesOf(rows: readonly number[]): RowRange[] {
	const ranges: { first: number; last: number }[] = [];
	for (const index of rows) {
		const latest = ranges.at(-1);
		if (latest?.last === index - 1) latest.last = index;
		else ranges.push({ first: index, last: index });
	}
	return ranges;
}

/** Tells whether rows, asked for in ascending order, are in one of some ranges. */
function insideOf(ranges: readonly RowRange[]): (index: number) => boolean {
	const ordered = [...ranges].sort((one, other) => one.first - other.first);
	let at = 0;
	let end = -1;
	return (index) => {
		for (; at < ordered.length && ordered[at].first <= index; at += 1) end = Math.max(end, ordered[at].last);
		return index <= end;
	};
}
