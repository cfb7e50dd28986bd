import { consequencesOf, mayHaveBeenApplied } from '../zoho/call/errors';
import { recover } from '../zoho/call/recover';
import { growingPace, type Pace } from './pace';

/** What waiting for a job needs from outside. */
export interface JobDeps {
	sleep(ms: number): Promise<void>;
	/** Milliseconds since 1970. */
	now(): number;
	/** Whether the person stopped the execution. */
	isCancelled(): boolean;
}

/** A job as Zoho describes it at some moment. */
export interface JobState {
	readonly id: string;
}

/** One of Zoho's APIs of bulk jobs, such as Bulk Write. */
export interface JobsApi<State extends JobState> {
	get(jobId: string): Promise<State>;
	/** Whether Zoho is done with the job. */
	hasEnded(state: State): boolean;
	/** Downloads the result of a job that has ended and has one. */
	download(state: State): Promise<Uint8Array>;
}

/** An API that also takes orders for new jobs. */
export interface OrderableJobsApi<State extends JobState, Order> extends JobsApi<State> {
	create(order: Order): Promise<{ readonly id: string }>;
}

/** How long to wait for a job. */
export interface Patience {
	/** When to stop asking, as `now()` counts. */
	readonly deadline: number;
	/** Why to stop asking before the deadline; null as long as there is no reason. */
	mustStop(): string | null;
}

/** A job that was not waited for to its end, and why. */
export interface LeftJob {
	readonly leftBecause: string;
}

/** Whether waiting ended before the job did. */
export const isLeft = (end: JobState | LeftJob): end is LeftJob => 'leftBecause' in end;

/**
 * A bulk job of Zoho CRM, from its order to its result. Writing and reading have the same story, except that what is
 * written is uploaded first:
 *
 *     const fileId = await uploadZip(zoho, zip, fileName);
 *     const job = await BulkJob.create(jobs, toOrder(fileId), deps);
 *     const end = await job.wait({ deadline, mustStop: () => null });
 *     if (!isLeft(end)) return await job.download(end);
 */
export class BulkJob<State extends JobState> {
	/** A job that Zoho has accepted, now or in an earlier run. */
	constructor(
		readonly id: string,
		private readonly jobs: JobsApi<State>,
		private readonly deps: JobDeps,
	) {}

	/**
	 * Orders a job.
	 * @returns null if the reply was lost: then the job may exist, and nobody knows its ID
	 * @throws what Zoho rejected the order with: then there is no job
	 */
	static async create<State extends JobState, Order>(
		jobs: OrderableJobsApi<State, Order>,
		order: Order,
		deps: JobDeps,
	): Promise<BulkJob<State> | null> {
		const created = await recover(jobs.create(order), mayHaveBeenApplied, () => null);
		return created === null ? null : new BulkJob(created.id, jobs, deps);
	}

	/**
	 * Asks for the job until it has ended.
	 * @param pace when to ask; at increasing intervals unless given
	 * @returns the job as it ended, or why it was left
	 * @throws ZohoApiError if Zoho rejects the question; after a lost connection it is asked again until the deadline
	 */
	async wait(patience: Patience, pace: Pace = growingPace): Promise<State | LeftJob> {
		const { deps, jobs } = this;
		const startedAt = deps.now();
		for (let pauseMs = 0; ;) {
			const leftMs = patience.deadline - deps.now();
			if (leftMs <= 0) return { leftBecause: 'The time to wait ran out' };
			pauseMs = pace.nextPause(deps.now() - startedAt, pauseMs);
			await deps.sleep(Math.min(pauseMs, leftMs));
			const reason = deps.isCancelled() ? 'The execution was stopped' : patience.mustStop();
			if (reason !== null) return { leftBecause: reason };
			const state = await recover(
				this.look(),
				() => deps.isCancelled(),
				() => null,
			);
			if (state === null || !jobs.hasEnded(state)) continue;
			pace.ended(deps.now() - startedAt);
			return state;
		}
	}

	/** The job as it is now; null if no answer came this time, or one that says nothing about the job and passes. */
	async look(): Promise<State | null> {
		return await recover(
			this.jobs.get(this.id),
			(reason) => consequencesOf(reason).passes,
			() => null,
		);
	}

	/** The job as it ended; null as long as it has not, or no answer comes. */
	async lookForEnd(): Promise<State | null> {
		const state = await this.look();
		return state !== null && this.jobs.hasEnded(state) ? state : null;
	}

	/** Downloads the result of the job. */
	async download(end: State): Promise<Uint8Array> {
		return await this.jobs.download(end);
	}
}
