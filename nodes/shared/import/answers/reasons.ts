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
/** Reasons name columns, and of values only users, so there are few; rows with any beyond these are only counted. */
const MAX_REASONS = 1_000;

/** Gathers the reasons of all rows that were not written. */
export function gatherReasons(book: Pick<AnswerBook, 'get' | 'rowCount'>): GatheredReasons {
	const found = new Map<string, { rows: number; firstRows: number[] }>();
	let uncounted = 0;
	for (let index = 0; index < book.rowCount; index += 1) {
		const reason = book.get(index)?.reason;
		if (reason === undefined) continue;
		const entry = found.get(reason) ?? { rows: 0, firstRows: [] };
		if (entry.rows === 0 && found.size === MAX_REASONS) {
			uncounted += 1;
			continue;
		}
		found.set(reason, entry);
		entry.rows += 1;
		if (entry.firstRows.length < NAMED_ROWS) entry.firstRows.push(index + 1);
	}
	const ordered = [...found].sort(([, a], [, b]) => b.rows - a.rows || a.firstRows[0] - b.firstRows[0]);
	return {
		common: ordered.slice(0, NAMED_REASONS).map(([reason, entry]) => ({ reason, ...entry })),
		otherRows: ordered.slice(NAMED_REASONS).reduce((sum, [, { rows }]) => sum + rows, uncounted),
	};
}
