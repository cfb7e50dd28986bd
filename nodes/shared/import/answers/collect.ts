import { explain } from '../../zoho/advice/advice';
import type { BulkWriteJob } from '../../zoho/bulk/writeApi';
import type { RowAnswer } from '../rows/answer';
import { waitForJob, type ImportDeps, type Patience } from '../../bulk/job';
import {
	answerFailedJob,
	answerFromCounts,
	answerFromResult,
	answerPending,
	type ResultAnswers,
	type RowTrust,
} from './jobAnswers';
import { readResult } from './result';
import type { DescribedChunk } from '../rows/source';

/** What became of a job that was waited for. */
export interface Collected {
	readonly answers: readonly RowAnswer[];
	/** Whether the job goes on. */
	readonly isOpen: boolean;
}

/** Waits for a job and answers its rows. Never rejects: its rows may have been written. */
export async function collectJob(
	chunk: DescribedChunk,
	jobId: string,
	patience: Patience,
	deps: ImportDeps,
): Promise<Collected> {
	const ended = await waitForJob(jobId, patience, deps).catch((reason: unknown) => ({
		leftBecause: `The state of the job could not be read: ${explain(reason).message}`,
	}));
	if (!('leftBecause' in ended))
		return { answers: (await answerEndedJob(chunk, ended, deps, 'own')).answers, isOpen: false };
	deps.log(`job ${jobId} goes on at Zoho CRM; waiting for it ended`);
	return { answers: answerPending(chunk.rows, jobId, ended.leftBecause), isOpen: true };
}

/** Results are kept for 7 days. Source: Bulk Write, v8 (read 2026-11-21). */
const fetchLater = (jobId: string): string =>
	`once that is put right, run Resume Import with job ${jobId}, which then answers the row, or look the record up in Zoho CRM before sending the row again`;

/**
 * Answers the rows of a job that has ended. Never rejects.
 * @param trust whether the rows are those of the job
 */
export async function answerEndedJob(
	chunk: DescribedChunk,
	job: BulkWriteJob,
	deps: ImportDeps,
	trust: RowTrust,
): Promise<ResultAnswers> {
	const { rows } = chunk;
	const only = (answers: readonly RowAnswer[]): ResultAnswers => ({ answers, hasStrayLines: false });
	if (job.downloadUrl === null)
		return only(job.state === 'COMPLETED' ? answerFromCounts(rows, job, 'is missing') : answerFailedJob(rows, job));
	const download = await deps.zoho.files.download(job.downloadUrl).catch((reason: unknown) => ({ reason }));
	if ('reason' in download)
		return only(
			answerFromCounts(rows, job, `could not be downloaded (${explain(download.reason).message})`, fetchLater(job.id)),
		);
	const results = await readResult(download, [chunk.parent, ...chunk.children], deps.sleep).catch(
		(reason: unknown) => ({ reason }),
	);
	if ('reason' in results)
		return only(answerFromCounts(rows, job, `cannot be read (${explain(results.reason).message})`));
	// Where the result lacks lines, a row without one may have been in the job all the same.
	const isWhole = job.files[0]?.total === results[0].lines.length;
	return answerFromResult(chunk, job.id, results, trust === 'part' && !isWhole ? 'whole' : trust);
}
