import { UsageError } from '../../zoho/call/errors';
import type { AnswerBook } from '../answers/answerBook';
import type { SentPart } from '../resume/importLog';
import type { ImportDeps } from '../../bulk/job';
import type { RowTrust } from '../answers/jobAnswers';
import type { RecordRouteRequest } from './recordRoute';
import type { Route } from './route';
import type { CheckedRows, DescribedChunk, RowSource } from '../rows/source';

/** What to import, and how. */
export interface ImportRequest extends RecordRouteRequest {
	readonly route: Route | 'auto';
	/** How many jobs may be under way at once. */
	readonly jobsAtOnce: number;
	/** How many rows may have one Find By value: with Bulk Write each needs a job of its own. */
	readonly maxRowsPerKey: number;
	/** `poll`: ask until the jobs have ended; `callback`: leave the last ones to Zoho's call; `none`: answer at once. */
	readonly wait: 'poll' | 'callback' | 'none';
	/** How long to wait for the jobs of one wave before their rows are answered PENDING. */
	readonly waitSeconds: number;
	/** Credits that may be spent, by our table; null for any number. */
	readonly maxCredits: number | null;
	/** Whether everything is done up to the upload, and nothing is sent. */
	readonly isDryRun: boolean;
	/** Whether answers of rows that were written are kept, or only counted. */
	readonly keepsAllAnswers: boolean;
}

/** A job whose end was not waited for. */
export interface OpenJob {
	readonly id: string;
	readonly chunk: DescribedChunk;
	/** Whether its rows are those of the chunk. */
	readonly trust: RowTrust;
}

/** The state of one import while it runs. */
export interface ImportRun {
	readonly source: RowSource;
	readonly request: ImportRequest;
	readonly deps: ImportDeps;
	readonly checked: CheckedRows;
	readonly book: AnswerBook;
	/** Ids of the jobs that Zoho accepted, in the order of their creation. */
	readonly jobs: string[];
	readonly open: OpenJob[];
	/** Which rows were sent, and how: with it another run can take the import up again. */
	readonly sent: SentPart[];
	/** Whether any row may have been written: from then on nothing is thrown. */
	mayHaveWritten: boolean;
	/** Requests that wrote records by the records API. */
	recordRequests: number;
	/** Why nothing further is sent; null while it is. */
	stopped: unknown;
}

/** Credits that may still be spent, by our table. */
export function creditsLeft({ request, deps }: Pick<ImportRun, 'request' | 'deps'>): number {
	return request.maxCredits === null ? Number.POSITIVE_INFINITY : request.maxCredits - deps.zoho.usage.credits;
}

/** Stops the import where its next step would go over the credits that it may spend. */
export function stopAtCeiling(run: ImportRun, nextCredits: number, step: string): void {
	if (!run.mayHaveWritten || creditsLeft(run) >= nextCredits) return;
	run.stopped ??= new UsageError(
		`${step} would go over the ${run.request.maxCredits} credits that Max Credits allows`,
		'Raise Max Credits, and import the row again',
	);
}
