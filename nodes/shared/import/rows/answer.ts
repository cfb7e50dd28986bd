import { toSentence } from '../../values/texts';

/** What a row can come to. READY: a check found nothing wrong with it. PENDING: its job still runs. UNKNOWN: a write whose reply was lost. */
export type RowStatus = 'READY' | 'ADDED' | 'UPDATED' | 'SKIPPED' | 'UNPROCESSED' | 'PENDING' | 'UNKNOWN';

/** One reason for a refusal, in Zoho's words: `{ code: 'MANDATORY_NOT_FOUND', fields: ['Last_Name'] }`. */
export interface RowRefusal {
	readonly code: string;
	readonly fields: readonly string[];
}

/**
 * How a row was found in the result file: by the values of its first columns, by its place, or not for certain.
 * null where there was no result file to look in.
 */
export type RowMatch = 'key' | 'order' | 'ambiguous' | null;

/** What became of one row that came with another, such as a row of a subform. */
export interface ChildAnswer {
	readonly status: RowStatus;
	readonly id: string | null;
	readonly errors: readonly RowRefusal[];
	/** Why the row was not written, as a sentence; left out where it was. */
	readonly reason?: string;
	readonly next: string | null;
}

/** The answer to one input row. */
export interface RowAnswer {
	readonly status: RowStatus;
	/** Zoho's record id, where it is certain that it is this row's. */
	readonly id: string | null;
	readonly errors: readonly RowRefusal[];
	/** Why the row was not written, or what is not known of it, as a sentence; left out where there is nothing to say. */
	readonly reason?: string;
	/** The bulk write job that carried the row; null if it was never sent. */
	readonly job: string | null;
	/** Number of the row in the input; the first is 1. */
	readonly row: number;
	readonly match: RowMatch;
	/** Whether sending the row again cannot write it twice. */
	readonly retrySafe: boolean;
	/** What to do about it, for a person; null where there is nothing to do. */
	readonly next: string | null;
	/** Answers of the rows that came with it, by the key under which they stand, in their order; left out if there are none. */
	readonly children?: Readonly<Record<string, readonly ChildAnswer[]>>;
}

/** Whether a row was not written, or nobody knows: a person has to look at it. */
export function isOpen({ status }: Pick<RowAnswer, 'status'>): boolean {
	return status === 'SKIPPED' || status === 'UNPROCESSED' || status === 'UNKNOWN';
}

/** Whether a row's record is there. */
export function isWritten({ status }: Pick<RowAnswer, 'status'>): boolean {
	return status === 'ADDED' || status === 'UPDATED';
}

/** The answers of all rows that came with a row. */
export function childAnswersOf({ children = {} }: RowAnswer): readonly ChildAnswer[] {
	return Object.values(children).flat();
}

/** Completes an answer: only what was refused or never sent may be sent again without a doubt. */
export function answerRow(
	index: number,
	status: RowStatus,
	parts: Partial<Pick<RowAnswer, 'id' | 'errors' | 'reason' | 'job' | 'match' | 'next'>> = {},
): RowAnswer {
	return {
		status,
		id: parts.id ?? null,
		errors: parts.errors ?? [],
		...(parts.reason === undefined ? {} : { reason: toSentence(parts.reason) }),
		job: parts.job ?? null,
		row: index + 1,
		match: parts.match ?? null,
		retrySafe: status === 'READY' || status === 'SKIPPED' || status === 'UNPROCESSED',
		next: parts.next ?? null,
	};
}
