import type { AnswerBook } from './answerBook';

/** A reason for which rows were not written. */
export interface CommonReason {
	readonly reason: string;
	/** How many rows. */
	readonly rows: number;
	/** Numbers of the first of them; the first row of the input is 1. */
	readonly firstRows: readonly number[];
}

/** Why rows were not written: the most common reasons, and how many rows have another one. */
export interface GatheredReasons {
	readonly common: readonly CommonReason[];
	readonly otherRows: number;
}

/** How many reasons are named, most common first. */
const NAMED_REASONS = 10;
/** How many rows are named for each. */
const NAMED_ROWS = 5;
/** Rows with any reason beyond these are only counted. */
const MAX_REASONS = 1_000;

/** Rows with one reason. */
interface Entry {
	readonly reason: string;
	rows: number;
	readonly firstRows: number[];
}

/**
 * Gathers the reasons of all rows that were not written. As long as there are few, values are told apart: `Email "a" is not a
 * valid email`. Where they are many, `Email is not a valid email` stands for all values.
 */
export function gatherReasons(book: Pick<AnswerBook, 'get' | 'rowCount'>): GatheredReasons {
	const byReason = new Map<string, Entry>();
	const byKind = new Map<string, Entry>();
	let uncounted = 0;
	for (let index = 0; index < book.rowCount; index += 1) {
		const answer = book.get(index);
		if (answer?.reason === undefined || (answer.status !== 'SKIPPED' && answer.status !== 'UNPROCESSED')) continue;
		const { reason } = answer;
		if (byReason.size <= NAMED_REASONS) add(byReason, reason, index, NAMED_REASONS + 1);
		if (!add(byKind, reason.replace(/ "[^"]*"/g, ''), index, MAX_REASONS)) uncounted += 1;
	}
	const isFew = byReason.size <= NAMED_REASONS;
	const found = [...(isFew ? byReason : byKind).values()];
	const ordered = found.sort((one, other) => other.rows - one.rows || one.firstRows[0] - other.firstRows[0]);
	return {
		common: ordered.slice(0, NAMED_REASONS),
		otherRows: ordered.slice(NAMED_REASONS).reduce((sum, { rows }) => sum + rows, uncounted),
	};
}

/** Counts a row. @returns whether there was room for its reason */
function add(entries: Map<string, Entry>, reason: string, index: number, limit: number): boolean {
	const entry = entries.get(reason) ?? { reason, rows: 0, firstRows: [] };
	if (entry.rows === 0 && entries.size === limit) return false;
	entries.set(reason, entry);
	entry.rows += 1;
	if (entry.firstRows.length < NAMED_ROWS) entry.firstRows.push(index + 1);
	return true;
}
