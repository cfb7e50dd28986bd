import { mayHaveBeenApplied } from '../zoho/advice';
import { ZohoApiError } from '../zoho/errors';
import { MAX_RECORDS_PER_WRITE } from '../zoho/limits';
import type { WriteOutcome } from '../zoho/records';
import { sideBySide } from './sideBySide';
import { sortIntoWaves } from './waves';

/** What became of one row. `unsent`: nothing was written. `unknown`: the reply was lost, or an earlier row's was. */
export type GroupAnswer = WriteOutcome | { readonly status: 'unsent' | 'unknown'; readonly reason: unknown };

/** How rows are sent in groups. */
export interface GroupWrite {
	readonly rowCount: number;
	/** Normalised keys by which a row finds its record; rows that share one never travel together. */
	keysOf(index: number): readonly string[];
	/** How many requests may be under way at once. */
	readonly requestsAtOnce: number;
	/** Whether groups that are not yet under way stay unsent after the first refusal. */
	readonly stopsOnRefusal: boolean;
	isCancelled(): boolean;
	/** Sends the rows with these indexes as one request; at most 100. */
	send(indexes: readonly number[]): Promise<readonly WriteOutcome[]>;
}

/** Why rows were not sent although nothing is wrong with them; the text says what to do. */
export class NotSentError extends Error {
	readonly kind = 'notSent';

	constructor(message: string) {
		super(message);
		this.name = 'NotSentError';
	}
}

/**
 * Sends rows in groups of 100, several at once, rows with equal keys one after the other.
 * @returns an answer for every row, in input order
 * @throws what the first request was refused with, while nothing can have been written yet
 */
export async function writeInGroups(write: GroupWrite): Promise<GroupAnswer[]> {
	const answers = new Array<GroupAnswer | undefined>(write.rowCount);
	const { waves, earlier } = sortIntoWaves(
		Array.from({ length: write.rowCount }, (_, index) => index),
		(index) => write.keysOf(index),
	);
	let stopped: unknown = null;
	for (const wave of waves) {
		const isHeld = (index: number): boolean => (earlier.get(index) ?? []).some((before) => !isSettled(answers[before]));
		for (const index of wave.filter(isHeld)) answers[index] = { status: 'unsent', reason: HELD };
		await sideBySide(cutIntoGroups(wave.filter((index) => !isHeld(index))), write.requestsAtOnce, async (group) => {
			if (write.isCancelled()) stopped ??= new NotSentError('The execution was stopped: run the step again for this row');
			const outcomes = stopped === null ? await write.send(group).catch((reason: unknown) => answerGroup(group, reason)) : answerGroup(group, stopped);
			group.forEach((index, position) => (answers[index] = outcomes[position]));
			stopped ??= reasonToStop(outcomes, write.stopsOnRefusal);
		});
	}
	const all = answers.map((answer) => answer ?? { status: 'unknown' as const, reason: new NotSentError('The row was left without an answer') });
	return await refuseIfNothingSent(all);
}

const HELD = new NotSentError('It is not certain what became of an earlier row for the same record: look that record up, then run the step again for this row');

function isSettled(answer: GroupAnswer | undefined): boolean {
	return answer?.status === 'success' || answer?.status === 'refused';
}

function cutIntoGroups(indexes: readonly number[]): number[][] {
	const groups: number[][] = [];
	for (let first = 0; first < indexes.length; first += MAX_RECORDS_PER_WRITE) groups.push(indexes.slice(first, first + MAX_RECORDS_PER_WRITE));
	return groups;
}

function answerGroup(group: readonly number[], reason: unknown): GroupAnswer[] {
	const status = mayHaveBeenApplied(reason) ? 'unknown' : 'unsent';
	return group.map(() => ({ status, reason }));
}

/** A refusal of the whole request would meet every further one too; a refused record does so only if the user said so. */
function reasonToStop(outcomes: readonly GroupAnswer[], stopsOnRefusal: boolean): unknown {
	const unsent = outcomes.find((outcome) => outcome.status === 'unsent');
	if (unsent !== undefined && 'reason' in unsent && unsent.reason instanceof ZohoApiError) return unsent.reason;
	if (stopsOnRefusal && outcomes.some((outcome) => outcome.status !== 'success')) {
		return new NotSentError('An earlier record was refused, and the step is set to stop then: run it again for this row');
	}
	return null;
}

/** Where no request was even accepted, the whole step is refused, so that it can be repeated as it is. */
async function refuseIfNothingSent(answers: GroupAnswer[]): Promise<GroupAnswer[]> {
	const first = answers[0];
	const isWhole = first !== undefined && answers.every((answer) => answer.status === 'unsent');
	return isWhole && 'reason' in first ? await Promise.reject(first.reason) : answers;
}
