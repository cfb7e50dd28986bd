import { explain } from '../zoho/advice';
import type { BulkWriteJob } from '../zoho/bulkWrite';
import { ZohoApiError } from '../zoho/errors';
import { adviseRefusal, answerRow, type RowAnswer, type RowRefusal } from './answer';
import type { PackedChunk } from './chunks';
import { joinResult, type ResultRow } from './join';

const answerAll = (indexes: readonly number[], answer: (index: number) => RowAnswer): RowAnswer[] => indexes.map(answer);

/** Zoho's code of a refusal, as a reason that stands in the answers. */
const refusalOf = (error: unknown): RowRefusal[] => (error instanceof ZohoApiError ? [{ code: error.code, fields: [] }] : []);

/** Rows whose job was never accepted: nothing was written. */
export function answerNotSent(indexes: readonly number[], error: unknown): RowAnswer[] {
	const { message, advice } = explain(error);
	const next = `The row was not written: ${message}. ${advice}`;
	return answerAll(indexes, (index) => answerRow(index, 'UNPROCESSED', { errors: refusalOf(error), next }));
}

/** Rows that were held back, for a reason that stands in `next`. */
export function answerHeld(indexes: readonly number[], next: string): RowAnswer[] {
	return answerAll(indexes, (index) => answerRow(index, 'UNPROCESSED', { next }));
}

/** Rows whose job may or may not have been accepted: the reply was lost. */
export function answerLost(indexes: readonly number[], fileName: string): RowAnswer[] {
	const next = `The reply to the creation of the job was lost. Look for the file ${fileName} in Zoho CRM under Setup > Data Administration > Import > Import History before sending the row again`;
	return answerAll(indexes, (index) => answerRow(index, 'UNKNOWN', { next }));
}

/** Rows whose job had not ended when the waiting did. */
export function answerPending(indexes: readonly number[], jobId: string, why: string): RowAnswer[] {
	const next = `${why}. The job goes on at Zoho CRM: do not send the row again, look up job ${jobId} later`;
	return answerAll(indexes, (index) => answerRow(index, 'PENDING', { job: jobId, next }));
}

/** Rows of a job that ended, joined with the lines of its result file. */
export function answerFromResult(packed: PackedChunk, jobId: string, keyNames: readonly string[], results: readonly ResultRow[]): RowAnswer[] {
	const columns = keyNames.map((name) => packed.columns.findIndex((column) => column.apiName === name));
	const joined = joinResult(packed.keys.map((key) => columns.map((column) => key[column])), results);
	return packed.chunk.indexes.map((index, position) => {
		const { match, result, id } = joined[position];
		if (result === null) {
			const next = `The result file of job ${jobId} does not tell which outcome is this row's, because it has rows with the same first columns. Look the record up in Zoho CRM before sending the row again`;
			return answerRow(index, 'UNKNOWN', { job: jobId, match: 'ambiguous', next });
		}
		return answerRow(index, result.status, { id, errors: result.errors, job: jobId, match, next: adviseResult(result, jobId) });
	});
}

function adviseResult(result: ResultRow, jobId: string): string | null {
	if (result.status === 'SKIPPED') return adviseRefusal(result.errors);
	if (result.status === 'UNPROCESSED') return `Job ${jobId} stopped before this row: import the row again`;
	return null;
}

/**
 * Rows of a job whose result file cannot be had: the counts of the job tell where all rows came to the same.
 * @param why completes "the result file of job 1 ..."
 */
export function answerFromCounts(indexes: readonly number[], job: BulkWriteJob, why: string): RowAnswer[] {
	const sum = (count: (file: BulkWriteJob['files'][number]) => number | null): number =>
		job.files.reduce((total, file) => total + (count(file) ?? 0), 0);
	const counts = { ADDED: sum((file) => file.added), UPDATED: sum((file) => file.updated), SKIPPED: sum((file) => file.skipped) } as const;
	const told = `Zoho CRM counts ${counts.ADDED} added, ${counts.UPDATED} updated and ${counts.SKIPPED} skipped`;
	for (const status of ['ADDED', 'UPDATED', 'SKIPPED'] as const) {
		if (counts[status] !== indexes.length) continue;
		const next = `The result file of job ${job.id} ${why}, so ${status === 'SKIPPED' ? 'the reasons are' : 'the id is'} not known. ${told}`;
		return answerAll(indexes, (index) => answerRow(index, status, { job: job.id, next }));
	}
	const next = `The result file of job ${job.id} ${why}. ${told} of ${indexes.length}: look the record up in Zoho CRM before sending the row again`;
	return answerAll(indexes, (index) => answerRow(index, 'UNKNOWN', { job: job.id, next }));
}

/** Rows of a job that ended FAILED or SKIPPED and left no result file. SKIPPED says by itself that nothing was worked on. */
export function answerFailedJob(indexes: readonly number[], job: BulkWriteJob): RowAnswer[] {
	const hasCounts = job.files.length > 0 && job.files.every((file) => file.added !== null && file.updated !== null);
	const written = job.files.reduce((total, file) => total + (file.added ?? 0) + (file.updated ?? 0), 0);
	if (written > 0 || (!hasCounts && job.state === 'FAILED')) {
		return answerFromCounts(indexes, job, `is missing, because the job ended ${job.state}`);
	}
	const code = job.code ?? job.state;
	const reason = job.message === null ? code : `${code}, ${job.message}`;
	const next = `Job ${job.id} ended ${job.state} and wrote nothing (${reason}). Check the columns and values of its rows, then import them again`;
	return answerAll(indexes, (index) => answerRow(index, 'UNPROCESSED', { job: job.id, errors: [{ code, fields: [] }], next }));
}
