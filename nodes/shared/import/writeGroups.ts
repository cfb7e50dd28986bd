import { mayHaveBeenApplied } from '../zoho/advice';
import { UsageError, ZohoTransportError } from '../zoho/errors';
import { MAX_RECORDS_PER_WRITE } from '../zoho/limits';
import type { WriteOutcome } from '../zoho/records';
import { sideBySide } from './sideBySide';
import { sortIntoWaves } from './waves';

/**
 * What became of one row. `refused`: Zoho said no to this row. `unsent`: nothing was written. `unknown`: the reply was
 * lost, so that the row may have been written.
 */
export type GroupAnswer =
	| Extract<WriteOutcome, { status: 'success' }>
	| { readonly status: 'refused' | 'unsent' | 'unknown'; readonly reason: unknown };

/** How rows are sent in groups. */
export interface GroupWrite {
	/** The indexes of the rows, in input order. */
	readonly rows: readonly number[];
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

const CANCELLED = new UsageError('The execution was stopped before this row was sent', 'Run the step again for this row');
const STOPPED = new UsageError('An earlier record was refused, and the step is set to stop then', 'Run the step again for this row');
const HELD = new UsageError(
	'The row was not sent, because it is not certain what became of an earlier row for the same record',
	'Look that record up in Zoho CRM, then run the step again for this row',
);

/**
 * Sends rows in groups of 100, several at once, rows with equal keys one after the other. Never rejects.
 * @returns an answer for every row, by its index
 */
export async function writeInGroups(write: GroupWrite): Promise<ReadonlyMap<number, GroupAnswer>> {
	const answers = new Map<number, GroupAnswer>();
	const { waves, earlier } = sortIntoWaves(write.rows, (index) => write.keysOf(index));
	let stopped: unknown = null;
	for (const wave of waves) {
		const isHeld = (index: number): boolean => (earlier.get(index) ?? []).some((before) => !isSettled(answers.get(before)));
		for (const index of wave.filter(isHeld)) answers.set(index, { status: 'unsent', reason: stopped ?? HELD });
		const groups = cutIntoGroups(wave.filter((index) => !answers.has(index)));
		await sideBySide(groups, write.requestsAtOnce, async (group) => {
			if (write.isCancelled()) stopped ??= CANCELLED;
			const found = stopped === null ? await sendGroup(write, group) : answerAll(group, 'unsent', stopped);
			group.forEach((index, position) => answers.set(index, found[position]));
			stopped ??= reasonToStop(found, write.stopsOnRefusal);
		});
	}
	return answers;
}

async function sendGroup(write: GroupWrite, group: readonly number[]): Promise<readonly GroupAnswer[]> {
	return await write.send(group).then(
		(outcomes) => outcomes.map(toAnswer),
		(reason: unknown) => answerAll(group, mayHaveBeenApplied(reason) ? 'unknown' : 'unsent', reason),
	);
}

/** Codes that judge the values alone, so that a lost try before must have met the same refusal. */
const ABOUT_VALUES: ReadonlySet<string> = new Set(['DUPLICATE_DATA', 'INVALID_DATA', 'MANDATORY_NOT_FOUND', 'MULTIPLE_OR_MULTI_ERRORS']);

function toAnswer(outcome: WriteOutcome): GroupAnswer {
	if (outcome.status === 'success') return outcome;
	const { refusal } = outcome;
	const isRefused = !refusal.mayHaveBeenApplied || ABOUT_VALUES.has(refusal.code);
	return { status: isRefused ? 'refused' : 'unknown', reason: refusal };
}

function answerAll(group: readonly number[], status: 'unsent' | 'unknown', reason: unknown): GroupAnswer[] {
	return group.map(() => ({ status, reason }));
}

function isSettled(answer: GroupAnswer | undefined): boolean {
	return answer?.status === 'success' || answer?.status === 'refused';
}

function cutIntoGroups(indexes: readonly number[]): number[][] {
	const groups: number[][] = [];
	for (let first = 0; first < indexes.length; first += MAX_RECORDS_PER_WRITE) groups.push(indexes.slice(first, first + MAX_RECORDS_PER_WRITE));
	return groups;
}

/**
 * A refusal of the whole request (token, scope, credits) would meet every further one too; a refused record stops the
 * others only if the user said so.
 */
function reasonToStop(answers: readonly GroupAnswer[], stopsOnRefusal: boolean): unknown {
	const [first] = answers;
	if (first.status === 'unsent' && !(first.reason instanceof ZohoTransportError)) return first.reason;
	return stopsOnRefusal && answers.some((answer) => answer.status !== 'success') ? STOPPED : null;
}
