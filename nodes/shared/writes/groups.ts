import { consequencesOf, mayHaveBeenApplied, reachesOthers, UsageError } from '../zoho/call/errors';
import { groupsOf, MAX_RECORDS_PER_WRITE } from '../zoho/call/limits';
import type { WriteOutcome } from '../zoho/records/api';
import { sideBySide } from './sideBySide';
import { sortIntoWaves } from './waves';

/** A record that was written. */
export type WrittenRecord = Extract<WriteOutcome, { status: 'success' }>;

/**
 * What became of one row. `refused`: Zoho said no to this row. `unsent`: nothing was written. `unknown`: the reply was
 * lost, so that the row may have been written.
 */
export type GroupAnswer<Success = WrittenRecord> =
	Success | { readonly status: 'refused' | 'unsent' | 'unknown'; readonly reason: unknown };

/** How rows are sent in groups; what is known of a row that was written is a `WrittenRecord` unless named. */
export interface GroupWrite<Success extends { readonly status: 'success' } = WrittenRecord> {
	/** The indexes of the rows, in input order. */
	readonly rows: readonly number[];
	/** Normalised keys by which a row finds its record; rows that share one never travel together. */
	keysOf(index: number): readonly string[];
	/** Rows that differ in this never travel together, such as those with other options. */
	partOf?(index: number): string;
	/** How many requests may be under way at once. */
	readonly requestsAtOnce: number;
	/** Whether groups that are not yet under way stay unsent after the first refusal. */
	readonly stopsOnRefusal: boolean;
	isCancelled(): boolean;
	/** Whether a refused group is to be sent again row by row, because some of its rows alone brought the refusal on and none was written. */
	isAboutSingleRows?(reason: unknown): boolean;
	/** Sends the rows with these indexes as one request; at most 100. */
	send(indexes: readonly number[]): Promise<ReadonlyArray<Success | RefusedRecord>>;
}

type RefusedRecord = Extract<WriteOutcome, { status: 'refused' }>;

const CANCELLED = new UsageError(
	'The execution was stopped before this row was sent',
	'Run the node again for this row',
);
const STOPPED = new UsageError(
	'An earlier record failed, and Stop on First Failure is set',
	'Run the node again for this row',
);
const HELD = new UsageError(
	'The row was not sent, because the outcome of an earlier row for the same record is unknown',
	'Check that record in Zoho CRM, then run the node again for this row',
);

/**
 * Sends rows in groups of 100, several at once, rows with equal keys one after the other. Never rejects.
 * @returns an answer for every row, by its index
 */
export async function writeInGroups<Success extends { readonly status: 'success' } = WrittenRecord>(
	write: GroupWrite<Success>,
): Promise<ReadonlyMap<number, GroupAnswer<Success>>> {
	const answers = new Map<number, GroupAnswer<Success>>();
	const { waves, earlier } = sortIntoWaves(write.rows, (index) => write.keysOf(index));
	let stopped: unknown = null;
	for (const wave of waves) {
		const isHeld = (index: number): boolean =>
			(earlier.get(index) ?? []).some((before) => !isSettled(answers.get(before)));
		for (const index of wave.filter(isHeld)) answers.set(index, { status: 'unsent', reason: stopped ?? HELD });
		const groups = cutIntoGroups(
			wave.filter((index) => !answers.has(index)),
			(index) => write.partOf?.(index) ?? '',
		);
		const answerGroup = async (group: readonly number[]): Promise<void> => {
			if (write.isCancelled()) stopped ??= CANCELLED;
			const found = stopped === null ? await sendGroup(write, group) : answerAll(group, 'unsent', stopped);
			if (found === null) {
				for (const index of group) await answerGroup([index]);
				return;
			}
			group.forEach((index, position) => answers.set(index, found[position]));
			stopped ??= reasonToStop(found, write.stopsOnRefusal);
		};
		await sideBySide(groups, write.requestsAtOnce, answerGroup);
	}
	return answers;
}

/** @returns null where the rows are to be sent one by one instead */
async function sendGroup<Success extends { readonly status: 'success' }>(
	write: GroupWrite<Success>,
	group: readonly number[],
): Promise<ReadonlyArray<GroupAnswer<Success>> | null> {
	return await write.send(group).then(
		(outcomes) => outcomes.map((outcome) => toAnswer(outcome)),
		(reason: unknown) => {
			if (group.length > 1 && write.isAboutSingleRows?.(reason) === true) return null;
			return answerAll(group, mayHaveBeenApplied(reason) ? 'unknown' : 'unsent', reason);
		},
	);
}

/** Codes that judge the values alone, so that a lost try before must have met the same refusal. */
const ABOUT_VALUES: ReadonlySet<string> = new Set([
	'DUPLICATE_DATA',
	'INVALID_DATA',
	'MANDATORY_NOT_FOUND',
	'MULTIPLE_OR_MULTI_ERRORS',
]);

function toAnswer<Success extends { readonly status: 'success' }>(
	outcome: Success | RefusedRecord,
): GroupAnswer<Success> {
	if (outcome.status === 'success') return outcome;
	const { refusal } = outcome;
	const isRefused = !refusal.mayHaveBeenApplied || ABOUT_VALUES.has(refusal.code);
	return { status: isRefused ? 'refused' : 'unknown', reason: refusal };
}

/** A row that was not written, for all that is known. */
type OpenAnswer = GroupAnswer<never>;

function answerAll(group: readonly number[], status: 'unsent' | 'unknown', reason: unknown): OpenAnswer[] {
	return group.map(() => ({ status, reason }));
}

function isSettled(answer: { readonly status: GroupAnswer['status'] } | undefined): boolean {
	return answer?.status === 'success' || answer?.status === 'refused';
}

function cutIntoGroups(indexes: readonly number[], partOf: (index: number) => string): number[][] {
	const parts = new Map<string, number[]>();
	for (const index of indexes) {
		const key = partOf(index);
		const part = parts.get(key);
		if (part === undefined) parts.set(key, [index]);
		else part.push(index);
	}
	return [...parts.values()].flatMap((part) => groupsOf(part, MAX_RECORDS_PER_WRITE));
}

/**
 * A refusal of the whole request (token, scope, credits) would meet every further one too; a refused record stops the
 * others only if the user said so.
 */
function reasonToStop(
	answers: ReadonlyArray<{ readonly status: GroupAnswer['status']; readonly reason?: unknown }>,
	stopsOnRefusal: boolean,
): unknown {
	const [first] = answers;
	if (first.status === 'unsent' && (reachesOthers(first.reason) || !consequencesOf(first.reason).passes))
		return first.reason;
	return stopsOnRefusal && answers.some((answer) => answer.status !== 'success') ? STOPPED : null;
}
