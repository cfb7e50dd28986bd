import { hasEnded } from '../bulk/writeJobs';
import { joinOwnRows } from './answers/join';
import type { LogEntry } from './importLog';
import { beginImport } from './ledger';
import { closeImport, type ImportReport } from './report';
import type { ImportDeps, ImportRequest } from './request';
import { collectJobs, holdStrangers, type RowTrust } from './resume/collectJobs';
import type { EarlierJob } from './resume/findImport';
import { waveOf } from './resume/places';
import type { RowAnswer } from './rows/answer';
import type { RowSource } from './rows/source';
import { estimateWaves } from './send/estimate';
import { chooseRoutes } from './send/route';

/** The rows are those that n8n has kept of the same run. */
const KEPT: RowTrust = { join: joinOwnRows, hasAllUncounted: true };

/** What a sleeping import has left behind. */
export interface SleepingImport {
	readonly jobs: readonly EarlierJob[];
	/** Answers that neither the checks nor a job can give again. */
	readonly answers: readonly RowAnswer[];
}

/**
 * The jobs of a sleeping import; null as long as one of them runs. The last one is asked for first: while it runs, none of
 * the others need be.
 */
export async function findEndedJobs(
	sent: readonly LogEntry[],
	{ zoho }: Pick<ImportDeps, 'zoho'>,
): Promise<EarlierJob[] | null> {
	const jobs: EarlierJob[] = [];
	for (const entry of [...sent].reverse()) {
		if (entry.kind !== 'job') continue;
		const job = await zoho.bulkWrite.get(entry.jobId);
		if (!hasEnded(job)) return null;
		jobs.unshift({ job, first: entry.first, last: entry.last });
	}
	return jobs;
}

/** The story of an import that slept until its last job ended: the jobs are collected, and nothing is sent. */
export async function wakeImport(
	source: RowSource,
	request: ImportRequest,
	deps: ImportDeps,
	sleeping: SleepingImport,
): Promise<ImportReport> {
	const running = await beginImport(source, request, deps);
	running.ledger.enter(sleeping.answers);
	const jobs = sleeping.jobs.map((job) => ({ ...job, wave: waveOf(running, job.first), leftBecause: null }));
	holdStrangers(running, await collectJobs(running, jobs, KEPT));
	const routes = chooseRoutes(request, running.checked);
	return closeImport(running, routes, estimateWaves(running.checked, [], routes));
}
