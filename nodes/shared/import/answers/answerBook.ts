import { childAnswersOf, isWritten, type RowAnswer, type RowStatus } from '../rows/answer';

/** How many rows came to what; the counts add up to the number of answered rows. */
export type AnswerCounts = Record<Lowercase<RowStatus>, number>;

const STATUSES: readonly RowStatus[] = ['READY', 'ADDED', 'UPDATED', 'SKIPPED', 'UNPROCESSED', 'PENDING', 'UNKNOWN'];
const NONE = 0;

const noCounts = (): AnswerCounts => ({
	ready: 0,
	added: 0,
	updated: 0,
	skipped: 0,
	unprocessed: 0,
	pending: 0,
	unknown: 0,
});
const countOf = (status: RowStatus): keyof AnswerCounts => status.toLowerCase() as Lowercase<RowStatus>;

/** Rows whose answers stand in one list. One list for all rows would be large where few answers are kept. */
const ROWS_PER_PAGE = 1_024;

/** The answers of an import. For files of a million rows it can keep one byte for each row that was written. */
export class AnswerBook {
	private readonly statuses: Uint8Array;
	/** By page, then by place in the page: cheaper than a map of all rows, which grows by copying itself. */
	private readonly pages: (RowAnswer | undefined)[][] = [];

	/**
	 * @param keepsAll whether answers of rows that were written are kept as well
	 * @param childCountOf how many child rows a row brings with it; null where none does
	 */
	constructor(
		readonly rowCount: number,
		private readonly keepsAll: boolean,
		private readonly childCountOf: ((index: number) => number) | null = null,
	) {
		this.statuses = new Uint8Array(rowCount);
	}

	/** Enters answers; a later answer to a row replaces the earlier one. */
	enter(answers: Iterable<RowAnswer>): void {
		for (const answer of answers) {
			const index = answer.row - 1;
			this.statuses[index] = STATUSES.indexOf(answer.status) + 1;
			this.keep(index, this.keepsAll || !this.isDone(answer) ? answer : undefined);
		}
	}

	private keep(index: number, answer: RowAnswer | undefined): void {
		const page = Math.floor(index / ROWS_PER_PAGE);
		if (answer !== undefined) this.pages[page] ??= new Array<RowAnswer | undefined>(ROWS_PER_PAGE);
		else if (this.pages[page] === undefined) return;
		this.pages[page][index % ROWS_PER_PAGE] = answer;
	}

	/** Whether an answer leaves nothing to be told but a count: row and child rows were written, or would be. */
	private isDone(answer: RowAnswer): boolean {
		if (answer.status === 'READY') return true;
		if (!isWritten(answer)) return false;
		const children = childAnswersOf(answer);
		return children.every(isWritten) && (children.length > 0 || (this.childCountOf?.(answer.row - 1) ?? 0) === 0);
	}

	/** The answer of a row by its index; undefined if it has none, or it was written, or would be, and is only counted. */
	get(index: number): RowAnswer | undefined {
		return this.pages[Math.floor(index / ROWS_PER_PAGE)]?.[index % ROWS_PER_PAGE];
	}

	/** The answers that are kept, in the order of the rows. */
	all(): RowAnswer[] {
		return this.pages.flatMap((page) => page.filter((answer) => answer !== undefined));
	}

	has(index: number): boolean {
		return this.statuses[index] !== NONE;
	}

	private isReady(index: number): boolean {
		return STATUSES[this.statuses[index] - 1] === 'READY';
	}

	/** Whether nothing can change any more about what the row's record holds. */
	isFinal(index: number): boolean {
		const status = STATUSES[this.statuses[index] - 1];
		return status === 'ADDED' || status === 'UPDATED' || status === 'SKIPPED';
	}

	counts(): AnswerCounts {
		const counts = noCounts();
		for (const status of this.statuses) if (status !== NONE) counts[countOf(STATUSES[status - 1])] += 1;
		return counts;
	}

	/** What came of the child rows, once all rows have their answers; null where no row brought any. */
	childCounts(): AnswerCounts | null {
		const { childCountOf, rowCount } = this;
		if (childCountOf === null) return null;
		const counts = noCounts();
		for (let index = 0; index < rowCount; index += 1) {
			const answer = this.get(index);
			if (answer === undefined) counts[this.isReady(index) ? 'ready' : 'added'] += childCountOf(index);
			else for (const { status } of childAnswersOf(answer)) counts[countOf(status)] += 1;
		}
		return counts;
	}
}
