/** What a row can come to. PENDING: its job still runs. UNKNOWN: a write whose reply was lost. */
export type RowStatus = 'ADDED' | 'UPDATED' | 'SKIPPED' | 'UNPROCESSED' | 'PENDING' | 'UNKNOWN';

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
	readonly next: string | null;
}

/** The answer to one input row. */
export interface RowAnswer {
	readonly status: RowStatus;
	/** Zoho's record id, where it is certain that it is this row's. */
	readonly id: string | null;
	readonly errors: readonly RowRefusal[];
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
	parts: Partial<Pick<RowAnswer, 'id' | 'errors' | 'job' | 'match' | 'next'>> = {},
): RowAnswer {
	return {
		status,
		id: parts.id ?? null,
		errors: parts.errors ?? [],
		job: parts.job ?? null,
		row: index + 1,
		match: parts.match ?? null,
		retrySafe: status === 'SKIPPED' || status === 'UNPROCESSED',
		next: parts.next ?? null,
	};
}

const ADVICE: Readonly<Record<string, string>> = {
	MANDATORY_NOT_FOUND: 'Fill in the named fields, then import the row again',
	INVALID_DATA: 'Correct the values of the named fields, then import the row again',
	DUPLICATE_DATA: 'A record with this value already exists. Use Create or Update, or remove the row',
	NOT_APPROVED: 'The record is waiting for approval. Approve it in Zoho CRM, then import the row again',
	BLOCKED_RECORD: 'The record is locked or blocked. Unlock it in Zoho CRM, then import the row again',
	CANNOT_PROCESS: 'Zoho CRM could not process this row. Check the named fields, then import the row again',
	LIMIT_EXCEEDED: 'The row exceeds a limit of Zoho CRM. Shorten the named fields, then import the row again',
	RESOURCE_NOT_FOUND: 'No record has this value in the Find By field. Use Create or Update, or correct the value',
};

/** The advice for a refused row: that of its first known code. */
export function adviseRefusal(errors: readonly RowRefusal[]): string {
	const known = errors.find((error) => Object.hasOwn(ADVICE, error.code));
	return known === undefined
		? 'Look up the code in the Zoho CRM documentation, correct the row, then import it again'
		: ADVICE[known.code];
}
