import { UsageError } from '../zoho/call/errors';
import { fail } from '../zoho/call/recover';
import type { BulkWriteJob, BulkWriteRequest } from '../zoho/bulk/writeApi';
import type { ZohoClient } from '../zoho/client';
import { BulkJob, type JobDeps, type OrderableJobsApi } from './job';

const ENDED: ReadonlySet<BulkWriteJob['state']> = new Set(['COMPLETED', 'FAILED', 'SKIPPED']);

/** Whether Zoho is done with a job. */
export const hasEnded = ({ state }: Pick<BulkWriteJob, 'state'>): boolean => ENDED.has(state);

/** The parts of the client that bulk write jobs need. */
type WriteClient = Pick<ZohoClient, 'bulkWrite' | 'files'>;

/** Jobs of Bulk Write. */
export function writeJobs({ bulkWrite, files }: WriteClient): OrderableJobsApi<BulkWriteJob, BulkWriteRequest> {
	return {
		hasEnded,
		get: async (jobId) => await bulkWrite.get(jobId),
		create: async (order) => await bulkWrite.create(order),
		download: async ({ id, state, downloadUrl }) =>
			downloadUrl === null
				? fail(new UsageError(`Job ${id} has the state ${state} and no result file`, 'Check the job with Get Job'))
				: await files.download(downloadUrl),
	};
}

/** A bulk write job that an earlier step has created. */
export function openWriteJob(zoho: WriteClient, jobId: string, deps: JobDeps): BulkJob<BulkWriteJob> {
	return new BulkJob(jobId, writeJobs(zoho), deps);
}

/** Uploads the ZIP of a job. Repeating is safe: an uploaded file changes no record. @returns the ID of the file */
export async function uploadZip(
	{ organization, files }: Pick<ZohoClient, 'organization' | 'files'>,
	zip: Uint8Array,
	fileName: string,
): Promise<string> {
	const { zgid } = await organization.get();
	const { fileId } = await files.upload({ zip, fileName, zgid });
	return fileId;
}
