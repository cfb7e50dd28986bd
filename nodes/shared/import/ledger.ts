import type { BulkJob } from '../bulk/job';
import { explain } from '../zoho/advice/advice';
import type { BulkWriteJob } from '../zoho/bulk/writeApi';
import { reachesOthers, UsageError } from '../zoho/call/errors';
import { fail } from '../zoho/call/recover';
import { AnswerBook } from './answers/answerBook';
import type { RowJoin } from './answers/join';
import { answerHeld, answerNotSent, answerPending, type Explained } from './answers/jobAnswers';
import { describeEntry, type LogEntry } from './importLog';
import type { ImportDeps, ImportRequest } from './request';
import type { RowAnswer } from './rows/answer';
import type { CheckedRows, ChunkRows, DescribedChunk, RowSource } from './rows/source';
import { forLog } from '../zoho/call/logText';

/** A job that was left before it ended. */
export interface OpenJob {
	readonly job: BulkJob<BulkWriteJob>;
	readonly chunk: DescribedChunk;
	/** How its rows find their lines in the result. */
	readonly join: RowJoin;
}

/** An import while it runs: what it is made of, and its ledger. */
export interface RunningImport {
	readonly source: RowSource;
	readonly request: ImportRequest;
	readonly deps: ImportDeps;
	readonly checked: CheckedRows;
	readonly ledger: ImportLedger;
}

/** Checks all rows and opens the ledger; rows that cannot be sent have their answers. @throws UsageError if the import cannot work */
export async function beginImport(source: RowSource, request: ImportRequest, deps: ImportDeps): Promise<RunningImport> {
	const checked = await source.check();
	const ledger = new ImportLedger(checked, request, deps);
	ledger.enter(checked.refused);
	return { source, request, deps, checked, ledger };
}

/** What rows are told that were not sent because a person stopped the execution. */
export const STOPPED: Explained = {
	reason: 'The execution was stopped before this row was sent',
	next: 'Import it again',
};

/**
 * The books of one import while it runs: the answer of every row, what was sent, which jobs are open, whether anything may
 * have been written, and why nothing more is sent. Nobody else knows any of it.
 */
export class ImportLedger {
	private readonly book: AnswerBook;
	private readonly entries: LogEntry[] = [];
	private readonly left = new Map<string, OpenJob>();
	private hasWritten = false;
	private stoppedBy: unknown = null;
	private requestCount = 0;
	/** Credits that are spent, or set aside for what is in progress, by our table. */
	private taken = 0;

	constructor(
		checked: CheckedRows,
		private readonly request: Pick<ImportRequest, 'importId' | 'keepsAllAnswers' | 'maxCredits'>,
		private readonly deps: ImportDeps,
	) {
		const countChildren = (index: number): number =>
			checked.childCountsOf(index).reduce((sum, { count }) => sum + count, 0);
		this.book = new AnswerBook(checked.rowCount, request.keepsAllAnswers, checked.hasChildren ? countChildren : null);
	}

	/** The answers so far. */
	get answers(): Pick<AnswerBook, 'all' | 'childCounts' | 'counts' | 'get' | 'has' | 'isFinal' | 'rowCount'> {
		return this.book;
	}

	/** Which rows were sent, by this run and those before it, and how: what a later run must know. */
	get sentEntries(): readonly LogEntry[] {
		return this.entries;
	}

	/** IDs of the jobs that Zoho accepted, in the order of their creation. */
	get jobIds(): readonly string[] {
		return this.entries.flatMap((entry) => (entry.kind === 'job' ? [entry.jobId] : []));
	}

	/** The jobs that were left before they ended. */
	get openJobs(): readonly OpenJob[] {
		return [...this.left.values()];
	}

	/** Requests that wrote records by the records API. */
	get recordRequests(): number {
		return this.requestCount;
	}

	/** Whether any row may have been written. */
	get mayHaveWritten(): boolean {
		return this.hasWritten;
	}

	/** Credits that may still be spent, by our table. */
	get creditsLeft(): number {
		const { maxCredits } = this.request;
		return maxCredits === null ? Number.POSITIVE_INFINITY : maxCredits - this.deps.zoho.usage.credits;
	}

	/**
	 * Begins the sending: from now on credits are set aside before they are spent, because jobs and requests run side by side.
	 * @param credits of what is asked for once, besides jobs and records
	 */
	beginSpending(credits: number): void {
		this.taken = this.deps.zoho.usage.credits + credits;
	}

	/** Sets credits aside. @returns false if Max Credits does not allow it */
	take(credits: number): boolean {
		const { maxCredits } = this.request;
		const spent = Math.max(this.taken, this.deps.zoho.usage.credits);
		if (maxCredits !== null && spent + credits > maxCredits) return false;
		this.taken += credits;
		return true;
	}

	/** Gives back credits that were set aside and not spent. */
	giveBack(credits: number): void {
		this.taken -= credits;
	}

	/** Enters answers; a later answer to a row replaces the earlier one. */
	enter(answers: Iterable<RowAnswer>): void {
		this.book.enter(answers);
	}

	/** Answers rows that are not sent. */
	hold(rows: ChunkRows, why: Explained): void {
		this.enter(answerHeld(rows, why));
	}

	/** Writes a line to the log, where Resume Import finds it: before anything is sent that could write. */
	tell(entry: LogEntry): void {
		this.deps.log(describeEntry(this.request.importId, entry));
	}

	/** Enters rows that a job or the records API has now, or may have. */
	sent(entry: LogEntry): void {
		this.entries.push(entry);
		this.hasWritten = true;
	}

	/** Enters rows that an earlier run may have sent, for the next run to know. They do not bind this one: it can be repeated. */
	sentEarlier(entry: LogEntry): void {
		this.entries.push(entry);
	}

	/** Counts requests that wrote records by the records API. */
	countRequests(count: number): void {
		this.requestCount += count;
	}

	/** Leaves a job before it has ended: its rows are pending. */
	leave(open: OpenJob, why: string): void {
		this.enter(answerPending(open.chunk.rows, open.job.id, why));
		this.left.set(open.job.id, open);
	}

	/** Enters what came of a job that has ended. */
	settle(job: BulkJob<BulkWriteJob>, answers: Iterable<RowAnswer>): void {
		this.enter(answers);
		this.left.delete(job.id);
	}

	/** Ends the sending; the first reason counts. */
	stop(reason: unknown): void {
		this.stoppedBy ??= reason;
	}

	/**
	 * Whether rows may be sent now; those that may not are answered.
	 * @param credits that sending them costs, which are set aside; beyond Max Credits nothing more is sent
	 * @param step for people, as the subject of a sentence
	 * @throws UsageError for too many credits, if nothing can have been written yet
	 */
	admits(rows: ChunkRows, credits: number, step: string): boolean {
		if (this.deps.isCancelled()) {
			this.hold(rows, STOPPED);
			return false;
		}
		if (this.stoppedBy === null && this.take(credits)) return true;
		this.stoppedBy ??= beyondCredits(step, this.request.maxCredits);
		this.throwUnlessWritten(this.stoppedBy);
		this.enter(answerNotSent(rows, this.stoppedBy));
		return false;
	}

	/**
	 * Answers rows that something kept from being sent. What concerns others too ends the sending.
	 * @throws the reason, if nothing can have been written yet
	 */
	notSent(rows: ChunkRows, reason: unknown): void {
		this.throwUnlessWritten(reason);
		if (this.deps.isCancelled()) return this.hold(rows, STOPPED);
		if (reachesOthers(reason)) this.stop(reason);
		this.enter(answerNotSent(rows, reason));
	}

	/** Tells what ended the sending before its time. @throws it, if nothing can have been written yet */
	brokeOff(reason: unknown): void {
		this.throwUnlessWritten(reason);
		this.deps.log(`import ${this.request.importId} broke off: ${forLog(explain(reason).message)}`);
	}

	/**
	 * The rule that keeps n8n's Retry On Fail from writing rows twice: what goes wrong is thrown as long as nothing can have
	 * been written. From then on nothing is thrown, and every row is answered. Stopping an execution is no failure.
	 */
	throwUnlessWritten(reason: unknown): void {
		if (!this.hasWritten && !this.deps.isCancelled()) fail(reason);
	}
}

function beyondCredits(step: string, maxCredits: number | null): UsageError {
	return new UsageError(
		`${step} would exceed the ${maxCredits} credits that Max Credits allows`,
		'Raise Max Credits, then import the row again',
	);
}
