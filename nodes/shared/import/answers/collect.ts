import { isLeft, type BulkJob, type LeftJob, type Patience } from '../../bulk/job';
import type { Pace } from '../../bulk/pace';
import { Turns } from '../../writes/turns';
import { explain } from '../../zoho/advice/advice';
import type { BulkWriteJob } from '../../zoho/bulk/writeApi';
import type { ImportDeps } from '../request';
import type { RowAnswer } from '../rows/answer';
import type { RefusalWords } from '../rows/refusalWords';
import type { DescribedChunk } from '../rows/source';
import { answerFailedJob, answerFromCounts, answerFromResult } from './jobAnswers';
import type { RowJoin } from './join';
import { readResult } from './result';

/** What came of a job that has ended. */
export interface JobAnswers {
	/** For the rows that the job had. */
	readonly answers: readonly RowAnswer[];
	/** Whether its result has a line that belongs to none of the rows: then it was made of others. */
	readonly hasStrayLines: boolean;
}

/** Waits for a job of this run. Never rejects: its rows may have been written. */
export async function waitForJob(
	job: BulkJob<BulkWriteJob>,
	patience: Patience,
	pace: Pace,
	deps: ImportDeps,
): Promise<BulkWriteJob | LeftJob> {
	const end = await job.wait(patience, pace).catch((reason: unknown) => ({
		leftBecause: `The state of the job could not be read: ${explain(reason).message}`,
	}));
	if (isLeft(end)) deps.log(`job ${job.id} goes on at Zoho CRM; waiting for it ended`);
	return end;
}

/** Results are kept for 7 days. Source: Bulk Write, v8 (read 2026-11-21). */
const fetchLater = (jobId: string): string =>
	`Fix that, then run Resume Import with job ${jobId} to get the result, or check the record in Zoho CRM before you import the row again`;

const resumeLater = (jobId: string): string => `Run Resume Import with job ${jobId} later to get them`;

/**
 * Answers the rows of a job that has ended. Never rejects.
 * @param join how the rows find their lines
 */
export async function answerEndedJob(
	job: BulkJob<BulkWriteJob>,
	end: BulkWriteJob,
	chunk: DescribedChunk,
	{ join, sleep, words }: { readonly join: RowJoin; readonly words: RefusalWords } & Pick<ImportDeps, 'sleep'>,
): Promise<JobAnswers> {
	const { rows } = chunk;
	const only = (answers: readonly RowAnswer[]): JobAnswers => ({ answers, hasStrayLines: false });
	if (end.downloadUrl === null)
		return only(end.state === 'COMPLETED' ? answerFromCounts(rows, end, 'is missing') : answerFailedJob(rows, end));
	const download = await job.download(end).catch((reason: unknown) => ({ reason }));
	if ('reason' in download) {
		const why = `could not be downloaded (${explain(download.reason).message})`;
		return only(answerFromCounts(rows, end, why, fetchLater(job.id), resumeLater(job.id)));
	}
	const results = await readResult(download, [chunk.parent, ...chunk.children], sleep).catch((reason: unknown) => ({
		reason,
	}));
	if ('reason' in results)
		return only(answerFromCounts(rows, end, `cannot be read (${explain(results.reason).message})`));
	const [parent, ...children] = results;
	const turns = new Turns(sleep);
	const joined = await turns.run(join(parent.sent, parent.lines, end.files[0]?.total ?? null));
	return {
		answers: await turns.run(answerFromResult(chunk, job.id, joined.rows, children, words)),
		hasStrayLines: joined.hasStrayLines,
	};
}
