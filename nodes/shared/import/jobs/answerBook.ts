import type { RowAnswer, RowStatus } from '../rows/answer';

/** How many rows came to what; the six counts add up to the number of answered rows. */
export type AnswerCounts = Record<Lowercase<RowStatus>, number>;

const STATUSES: readonly RowStatus[] = ['ADDED', 'UPDATED', 'SKIPPED', 'UNPROCESSED', 'PENDING', 'UNKNOWN'];
const NONE = 0;

/** Statuses that leave nothing to be told but a count, unless all rows are asked for. */
const isDone = (status: RowStatus): boolean => status === 'ADDED' || status === 'UPDATED';

/** The answers of an import. For files of a million rows it can keep one byte for each row that was written. */
export class AnswerBook {
	private readonly statuses: Uint8Array;
	private readonly kept = new Map<number, RowAnswer>();

	/** @param keepsAll whether answers of rows that were written are kept as well */
	constructor(readonly rowCount: number, private readonly keepsAll: boolean) {
		this.statuses = new Uint8Array(rowCount);
	}

	/** Enters answers; a later answer to a row replaces the earlier one. */
	enter(answers: Iterable<RowAnswer>): void {
		for (const answer of answers) {
			const index = answer.row - 1;
			this.statuses[index] = STATUSES.indexOf(answer.status) + 1;
			if (this.keepsAll || !isDone(answer.status)) this.kept.set(index, answer);
			else this.kept.delete(index);
		}
	}

	/** The answer of a row by its index; undefined if it has none, or it was written and is only counted. */
	get(index: number): RowAnswer | undefined {
		return this.kept.get(index);
	}

	/** The answers that are kept, in no order. */
	all(): RowAnswer[] {
		return [...this.kept.values()];
	}

	has(index: number): boolean {
		return this.statuses[index] !== NONE;
	}

	/** Whether nothing can change any more about what the row's record holds. */
	isFinal(index: number): boolean {
		const status = STATUSES[this.statuses[index] - 1];
		return status === 'ADDED' || status === 'UPDATED' || status === 'SKIPPED';
	}

	counts(): AnswerCounts {
		const counts: AnswerCounts = { added: 0, updated: 0, skipped: 0, unprocessed: 0, pending: 0, unknown: 0 };
		for (const status of this.statuses) if (status !== NONE) counts[STATUSES[status - 1].toLowerCase() as keyof AnswerCounts] += 1;
		return counts;
	}
}
