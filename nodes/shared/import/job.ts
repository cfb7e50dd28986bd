import type { BulkWriteJob, BulkWriteRequest } from '../zoho/bulkWrite';
import type { ZohoClient } from '../zoho/client';
import type { PackedChunk } from './chunks';
import type { ImportOperation } from './columns';

/** Pauses between questions, each a credit: small files end in seconds, 25,000 rows in minutes. Source: Bulk Write, poll guidance. */
const FIRST_POLL_MS = 5_000;
const POLL_GROWTH = 1.5;
const LONGEST_POLL_MS = 60_000;

/** What an import needs from outside. */
export interface ImportDeps {
	readonly zoho: ZohoClient;
	sleep(ms: number): Promise<void>;
	/** Milliseconds since 1970. */
	now(): number;
	/** Writes a line to the log of n8n: ids and row ranges, never contents. */
	log(message: string): void;
	/** Whether the person stopped the execution. */
	isCancelled(): boolean;
}

/** What the job is to do. */
export interface JobSettings {
	readonly module: string;
	readonly operation: ImportOperation;
	readonly findBy: string | null;
	/** Whether empty cells leave the fields of existing records unchanged. */
	readonly ignoreEmpty: boolean;
}

/** Uploads a packed chunk. Repeating is safe: an uploaded file changes no record. */
export async function uploadChunk(zoho: ZohoClient, packed: PackedChunk): Promise<string> {
	const { zgid } = await zoho.organization.get();
	const fileName = packed.chunk.fileName.replace(/\.csv$/, '.zip');
	const { fileId } = await zoho.files.upload({ zip: packed.zip, fileName, zgid });
	return fileId;
}

/**
 * The job for one uploaded chunk. Field mappings are always sent; `ignore_empty` stands in both places, because the
 * documentation and the OpenAPI files disagree. Source: Create Bulk Write Job, v8 (read 2026-11-21).
 */
export function toJobRequest(settings: JobSettings, packed: PackedChunk, fileId: string): BulkWriteRequest {
	const { module, operation, findBy, ignoreEmpty } = settings;
	return {
		character_encoding: 'UTF-8',
		operation,
		ignore_empty: ignoreEmpty,
		resource: [
			{
				type: 'data',
				module: { api_name: module },
				file_id: fileId,
				file_names: [packed.chunk.fileName],
				ignore_empty: ignoreEmpty,
				...(findBy === null ? {} : { find_by: findBy }),
				field_mappings: packed.columns.map((column, index) => ({
					api_name: column.apiName,
					index,
					...(column.findBy === null ? {} : { find_by: column.findBy }),
					...(column.format === null ? {} : { format: column.format }),
				})),
			},
		],
	};
}

const ENDED: ReadonlySet<BulkWriteJob['state']> = new Set(['COMPLETED', 'FAILED', 'SKIPPED']);

/**
 * Asks for a job until it has ended, with growing pauses.
 * @param deadline when to stop asking, as `now()` counts
 * @returns the job, or null if the time ran out or the execution was stopped before it ended
 * @throws ZohoApiError if Zoho refuses the question; a lost connection is asked again until the deadline
 */
export async function waitForJob(jobId: string, deadline: number, deps: ImportDeps): Promise<BulkWriteJob | null> {
	for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(Math.round(pauseMs * POLL_GROWTH), LONGEST_POLL_MS)) {
		const leftMs = deadline - deps.now();
		if (leftMs <= 0 || deps.isCancelled()) return null;
		await deps.sleep(Math.min(pauseMs, leftMs));
		if (deps.isCancelled()) return null;
		const job = await askForJob(jobId, deps);
		if (job !== null && ENDED.has(job.state)) return job;
	}
}

/** The job, or null if no answer came this time. */
async function askForJob(jobId: string, { zoho }: ImportDeps): Promise<BulkWriteJob | null> {
	return await zoho.bulkWrite.get(jobId).catch(async (reason: unknown) => (isPassing(reason) ? null : await Promise.reject(reason)));
}

/** A lost connection, an overloaded server or an unreadable answer says nothing about the job: ask again later. */
function isPassing(reason: unknown): boolean {
	if (typeof reason !== 'object' || reason === null || !('kind' in reason)) return false;
	if (reason.kind === 'transport' || reason.kind === 'shape') return true;
	return 'status' in reason && typeof reason.status === 'number' && (reason.status >= 500 || reason.status === 429);
}
