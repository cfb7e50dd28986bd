import type { BulkWriteJob, BulkWriteRequest } from '../zoho/bulk/writeApi';
import type { ZohoClient } from '../zoho/client';
import { consequencesOf } from '../zoho/call/errors';
import { recover } from '../zoho/call/recover';
import type { ImportOperation } from '../import/plan/columns';
import type { PackedChunk } from '../import/rows/source';

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
	readonly operation: ImportOperation;
	/** Whether empty cells leave the fields of existing records unchanged. */
	readonly ignoreEmpty: boolean;
	/** Address that Zoho calls when the job has ended; null for none. */
	readonly callbackUrl: string | null;
}

/** Uploads a packed chunk. Repeating is safe: an uploaded file changes no record. */
export async function uploadChunk(zoho: ZohoClient, { zip, parent }: PackedChunk): Promise<string> {
	const { zgid } = await zoho.organization.get();
	const { fileId } = await zoho.files.upload({ zip, fileName: parent.fileName.replace(/\.csv$/, '.zip'), zgid });
	return fileId;
}

/**
 * The job for one uploaded chunk. Field mappings are always sent; `ignore_empty` stands in both places, because the
 * documentation and the OpenAPI files disagree. Source: Create Bulk Write Job, v8 (read 2026-11-21).
 */
export function toJobRequest(
	{ operation, ignoreEmpty, callbackUrl }: JobSettings,
	chunk: PackedChunk,
	fileId: string,
): BulkWriteRequest {
	return {
		character_encoding: chunk.encoding,
		operation,
		ignore_empty: ignoreEmpty,
		...(callbackUrl === null ? {} : { callback: { url: callbackUrl, method: 'post' } }),
		resource: [chunk.parent, ...chunk.children].map(({ module, fileName, findBy, mappings }) => ({
			type: 'data',
			module: { api_name: module },
			file_id: fileId,
			file_names: [fileName],
			ignore_empty: ignoreEmpty,
			...(findBy === null ? {} : { find_by: findBy }),
			field_mappings: mappings,
		})),
	};
}

const ENDED: ReadonlySet<BulkWriteJob['state']> = new Set(['COMPLETED', 'FAILED', 'SKIPPED']);

/** Whether Zoho is done with a job. */
export const hasEnded = (job: BulkWriteJob): boolean => ENDED.has(job.state);

/** How long to ask for a job. */
export interface Patience {
	/** When to stop asking, as `now()` counts. */
	readonly deadline: number;
	/** Why asking must stop, although there is time; null while there is no reason. */
	mustStop(): string | null;
}

/**
 * Asks for a job until it has ended, with growing pauses.
 * @returns the job, or why asking ended before it did
 * @throws ZohoApiError if Zoho refuses the question; a lost connection is asked again until the deadline
 */
export async function waitForJob(
	jobId: string,
	patience: Patience,
	deps: ImportDeps,
): Promise<BulkWriteJob | { readonly leftBecause: string }> {
	for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(Math.round(pauseMs * POLL_GROWTH), LONGEST_POLL_MS)) {
		const leftMs = patience.deadline - deps.now();
		if (leftMs <= 0) return { leftBecause: 'The time to wait ran out' };
		await deps.sleep(Math.min(pauseMs, leftMs));
		const reason = deps.isCancelled() ? 'The execution was stopped' : patience.mustStop();
		if (reason !== null) return { leftBecause: reason };
		const job = await recover(
			askForJob(jobId, deps),
			() => deps.isCancelled(),
			() => null,
		);
		if (job !== null && hasEnded(job)) return job;
	}
}

/** The job, or null if no answer came this time, or one that says nothing about the job and passes. */
export async function askForJob(jobId: string, { zoho }: Pick<ImportDeps, 'zoho'>): Promise<BulkWriteJob | null> {
	return await recover(
		zoho.bulkWrite.get(jobId),
		(reason) => consequencesOf(reason).passes,
		() => null,
	);
}
