import type { JsonObject, JsonValue } from '../json';
import { beginView } from '../records/writer';
import type { EmulatorState } from '../state';
import { type ArchiveFile, readArchive } from './archive';
import { type JobOrder, readOrder } from './order';
import { OrderRefusal } from './refusal';
import { type ResultFlaw, writeResult } from './result';
import { type ResourceResult, writeRows } from './rows';
import { describeJob, type JobStatus } from './status';

/** What is to become of the next job, for tests of everything that can go wrong. Plain JSON, so that the admin address can take it. */
export interface JobPlan {
	/** Steps from INPROGRESS to the end; default 1, or as `rowsPerTick` says. */
	readonly ticks?: number;
	/** How it ends; `never` = it stays INPROGRESS. Default COMPLETED, or SKIPPED when there are no rows. */
	readonly end?: 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'never';
	/** `resource[].code` of a job that fails. */
	readonly code?: string;
	/** `resource[].message` of a job that fails; default as the switch `failedJobMessage` says. */
	readonly message?: string;
	/** Rows that are processed before a job fails or is skipped; default none. The rest is UNPROCESSED in the result. */
	readonly rows?: number;
	/** Statuses that its first reads report, one each, whatever is true: a job that flaps. */
	readonly reports?: readonly JobStatus[];
	/** The creation is refused. */
	readonly refusal?: {
		readonly status: number;
		readonly code: string;
		readonly message: string;
		readonly details?: JsonObject;
	};
	readonly result?: ResultFlaw;
	/** What its status leaves out once it has ended: the address of the result, the counts of rows. Source: bulk-write 4, FAILED. */
	readonly hides?: ReadonlyArray<'result' | 'counts'>;
}

/** A job and how far it is. */
export interface Job {
	readonly id: string;
	/** Without its rows once it has ended. */
	order: JobOrder;
	readonly createdById: string;
	readonly createdMs: number;
	readonly plan: JobPlan;
	readonly rowCounts: readonly number[];
	status: JobStatus;
	/** What of the store its look-ups see: set when it starts. */
	mark: number;
	ticksLeft: number;
	endedMs: number | null;
	results: readonly ResourceResult[];
	/** Reads that `plan.reports` still answers. */
	reports: JobStatus[];
}

/** A whole answer that is no job. */
export interface JobRefusal {
	readonly kind: 'refused';
	readonly status: number;
	readonly code: string;
	readonly message: string;
	readonly details: Readonly<Record<string, unknown>>;
}

interface UploadedFile {
	readonly bytes: Buffer;
	readonly uploadedMs: number;
}

/** Posts a finished job's status to its callback address. */
export type DeliverCallback = (url: string, body: JsonObject) => Promise<void>;

/** Zoho looks at no answer, and retries are undocumented: an address that does not answer misses its call. */
async function postCallback(url: string, body: JsonObject): Promise<void> {
	await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
		.then((response) => response.arrayBuffer())
		.catch(() => undefined);
}

/** Uploaded files and bulk write jobs. Jobs move when `tick` is called: ADDED, INPROGRESS, ended. Source: Bulk Write, v8. */
export class BulkWriteJobs {
	/** Base address of absolute download addresses; set once the file host listens. */
	fileHost = '';
	/** Rows that a job gets through per tick; null = all. */
	rowsPerTick: number | null = null;
	private files = new Map<string, UploadedFile>();
	private jobs = new Map<string, Job>();
	private plans: JobPlan[] = [];
	private callbacks: Promise<void>[] = [];

	constructor(
		private readonly state: EmulatorState,
		private readonly deliver: DeliverCallback = postCallback,
	) {}

	/** Says what becomes of the next job, or the next few. */
	plan(plan: JobPlan, count = 1): void {
		for (let planned = 0; planned < count; planned++) this.plans.push(plan);
	}

	/** Keeps a zip for a job to come. @returns its file id; null when the bytes are no zip */
	async upload(bytes: Buffer): Promise<string | null> {
		try {
			await readArchive(bytes);
		} catch {
			return null;
		}
		for (const [id, { uploadedMs }] of this.files)
			if (this.isOver(uploadedMs, this.state.switches.uploadedFileLifeMs)) this.files.delete(id);
		const id = this.state.nextId();
		this.files.set(id, { bytes, uploadedMs: this.state.clock.now() });
		return id;
	}

	/** Creates a job from a request's body, or says why not. */
	async create(userId: string, body: JsonValue): Promise<Job | JobRefusal> {
		// Taken before the files are read: two orders at once have a plan each.
		const planned = this.plans.shift();
		if (planned?.refusal) {
			const { details = {}, ...refusal } = planned.refusal;
			return { kind: 'refused', ...refusal, details };
		}
		let order: JobOrder;
		try {
			order = await readOrder(this.state, (fileId) => this.openFile(fileId), body);
		} catch (refusal) {
			if (planned !== undefined) this.plans.unshift(planned);
			if (refusal instanceof OrderRefusal)
				return { kind: 'refused', status: 400, code: refusal.code, message: refusal.message, details: refusal.details };
			throw refusal;
		}
		const { queuedJobs, queuedJobsStatus } = this.state.switches;
		if (queuedJobs !== null && [...this.jobs.values()].filter(({ endedMs }) => endedMs === null).length >= queuedJobs) {
			if (planned !== undefined) this.plans.unshift(planned);
			return {
				kind: 'refused',
				status: queuedJobsStatus,
				code: 'CONCURRENT_JOB_LIMIT_EXCEEDED',
				message: 'the number of jobs that wait exceeds the limit',
				details: { limit: queuedJobs },
			};
		}
		const plan = planned ?? {};
		const rowCounts = order.resources.map(({ table }) => table?.rows.length ?? 0);
		const job: Job = {
			id: this.state.nextId(),
			order,
			createdById: userId,
			createdMs: this.state.clock.now(),
			plan,
			rowCounts,
			status: 'ADDED',
			mark: 0,
			ticksLeft: plan.ticks ?? this.ticksFor(rowCounts),
			endedMs: null,
			results: [],
			reports: [...(plan.reports ?? [])],
		};
		this.jobs.set(job.id, job);
		return job;
	}

	get(id: string): Job | undefined {
		return this.jobs.get(id);
	}

	/** Every job as its status would be answered now, oldest first. Reading here uses up no planned report. */
	all(): Array<JsonObject & { status: string }> {
		return [...this.jobs.values()].map((job) => describeJob(this.state, job, this.fileHost));
	}

	/** The answer to a status call; undefined for an unknown id. */
	report(id: string): JsonObject | undefined {
		const job = this.jobs.get(id);
		if (!job) return undefined;
		const reported = job.reports.shift();
		return describeJob(this.state, reported ? { ...job, status: reported } : job, this.fileHost);
	}

	/** Whether a job has not ended yet, and may never. */
	isBusy(): boolean {
		return [...this.jobs.values()].some(({ endedMs }) => endedMs === null);
	}

	/** Moves every job one step. What a job writes can be seen once it has ended. */
	tick(): void {
		for (const job of this.jobs.values()) {
			if (job.status === 'ADDED') {
				job.status = 'INPROGRESS';
				job.mark = this.state.records.mark();
			} else if (job.status === 'INPROGRESS' && job.plan.end !== 'never' && --job.ticksLeft <= 0) this.finish(job);
		}
	}

	/** The zip of a finished job; null when there is none, or none any more. */
	async result(id: string): Promise<Buffer | null> {
		const job = this.jobs.get(id);
		if (
			!job ||
			job.endedMs === null ||
			job.results.length === 0 ||
			this.isOver(job.endedMs, this.state.switches.resultLifeMs)
		)
			return null;
		const isShuffled = this.state.switches.resultRowOrder === 'shuffled';
		return await writeResult(job.order.resources, job.results, {
			flaw: job.plan.result ?? null,
			isShuffled,
			modified: new Date(job.endedMs),
		});
	}

	/** Resolves once every callback so far was sent and answered, or could not be. */
	async callbacksSent(): Promise<void> {
		await Promise.all(this.callbacks);
	}

	/** Forgets files, jobs and plans. */
	reset(): void {
		this.files = new Map();
		this.jobs = new Map();
		this.plans = [];
		this.callbacks = [];
		this.rowsPerTick = null;
	}

	private isOver(sinceMs: number, lifeMs: number): boolean {
		return this.state.clock.now() - sinceMs >= lifeMs;
	}

	private ticksFor(rowCounts: readonly number[]): number {
		const rows = rowCounts.reduce((sum, count) => sum + count, 0);
		return this.rowsPerTick === null ? 1 : Math.max(1, Math.ceil(rows / this.rowsPerTick));
	}

	private async openFile(id: string): Promise<ArchiveFile[] | null> {
		const file = this.files.get(id);
		return file && !this.isOver(file.uploadedMs, this.state.switches.uploadedFileLifeMs)
			? await readArchive(file.bytes)
			: null;
	}

	private finish(job: Job): void {
		const { order, plan } = job;
		const isReadable = order.failure === null && order.resources.every(({ table }) => table !== null);
		const isEmpty = job.rowCounts.every((count) => count === 0);
		job.status =
			plan.end === 'FAILED' || !isReadable ? 'FAILED' : plan.end === 'SKIPPED' || isEmpty ? 'SKIPPED' : 'COMPLETED';
		const context = {
			state: this.state,
			userId: job.createdById,
			view: beginView(this.state, job.mark),
			acceptsUnknownOptions: true,
			takesRowsApart: true,
		};
		const rows = job.status === 'COMPLETED' ? Number.POSITIVE_INFINITY : (plan.rows ?? 0);
		this.state.records.isBulk = true;
		if (isReadable && (job.status === 'COMPLETED' || rows > 0)) job.results = writeRows(context, order, rows);
		this.state.records.isBulk = false;
		job.endedMs = this.state.clock.now();
		job.order = { ...order, resources: order.resources.map((resource) => ({ ...resource, table: null })) };
		const { callback } = order;
		if (!callback) return;
		const body = describeJob(this.state, job, this.fileHost);
		for (let sent = 0; sent < this.state.switches.callbackCount; sent++)
			this.callbacks.push(this.deliver(callback.url, body));
	}
}
