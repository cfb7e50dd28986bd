import { BulkJob, isLeft, type LeftJob, type Patience } from '../../bulk/job';
import { LearnedPace } from '../../bulk/pace';
import { uploadZip, writeJobs } from '../../bulk/writeJobs';
import type { BulkWriteJob, BulkWriteRequest } from '../../zoho/bulk/writeApi';
import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { fail } from '../../zoho/call/recover';
import { answerEndedJob, waitForJob } from '../answers/collect';
import { joinOwnRows } from '../answers/join';
import { answerLost } from '../answers/jobAnswers';
import type { LogEntry, RowRange } from '../importLog';
import { STOPPED, type RunningImport } from '../ledger';
import type { ImportRequest } from '../request';
import { answerRow } from '../rows/answer';
import { halve, takeNext } from '../rows/chunks';
import type { ChunkRows, DescribedChunk, PackedChunk } from '../rows/source';
import { CREDITS_PER_JOB, POLLS_PER_JOB } from './estimate';

/** A chunk that has no job yet. */
interface WaitingChunk {
	readonly rows: ChunkRows;
	/** Packs it, in its turn. */
	readonly packed: AsyncGenerator<PackedChunk>;
}

/** A chunk that is packed before its turn, and what comes of packing it. */
interface AheadChunk {
	readonly chunk: WaitingChunk;
	readonly packed: Promise<PackedChunk>;
}

/** A chunk whose file Zoho has, and no job yet. */
interface UploadedChunk {
	readonly chunk: PackedChunk;
	readonly fileId: string;
}

/** A job that Zoho has accepted and nobody has collected. */
interface StartedJob {
	readonly job: BulkJob<BulkWriteJob>;
	readonly chunk: DescribedChunk;
}

/**
 * The jobs of one wave. Until Zoho has accepted a first job, chunks go alone: what is wrong with the columns is then known
 * before others cost credits, and a rejection cannot come after a job that was accepted. From then on one chunk is packed
 * ahead, while the jobs before it are waited for: no more, because packed chunks are held in memory.
 */
export class WaveJobs {
	private readonly waiting: WaitingChunk[];
	private readonly started: StartedJob[] = [];
	private readonly sources: AsyncGenerator<PackedChunk>[] = [];
	private readonly pace = new LearnedPace();
	private startingCount = 0;
	private ahead: AheadChunk | null = null;

	constructor(
		private readonly running: RunningImport,
		chunks: readonly ChunkRows[],
		private readonly wave: { readonly isLast: boolean; readonly deadline: number },
	) {
		this.waiting = this.pack(chunks);
	}

	/** @throws what stopped the first chunk, if nothing was written before: then the whole import can be repeated */
	async startFirst(): Promise<void> {
		while (!this.running.ledger.mayHaveWritten && this.waiting.length > 0) await this.startNext();
	}

	/** Starts the others and collects all, several at once. Does not reject. */
	async sendRest(): Promise<void> {
		await Promise.all(Array.from({ length: this.running.request.jobsAtOnce }, async () => await this.runLane()));
		for (const source of this.sources) await source.return(undefined);
	}

	/**
	 * Starts one job after the other, each when the one before it has ended at Zoho. Its result is downloaded and joined while
	 * the next job starts and runs, one result at a time.
	 */
	private async runLane(): Promise<void> {
		let settling = Promise.resolve();
		for (;;) {
			const started = this.started.shift();
			if (started === undefined && this.waiting.length === 0) break;
			if (started === undefined) {
				await this.startNext();
				continue;
			}
			this.packAhead();
			const end = await this.waitFor(started);
			await settling;
			settling = this.settle(started, end);
		}
		await settling;
	}

	private pack(chunks: readonly ChunkRows[]): WaitingChunk[] {
		const packed = this.running.source.pack(chunks);
		this.sources.push(packed);
		return chunks.map((rows) => ({ rows, packed }));
	}

	private async startNext(): Promise<void> {
		const next = this.waiting.shift();
		if (next === undefined) return;
		this.startingCount += 1;
		await this.start(next).catch((reason: unknown) => this.running.ledger.notSent(next.rows, reason));
		this.startingCount -= 1;
	}

	/** Makes a job of a chunk: packs it, uploads it and orders the job. @throws only what came before Zoho can have accepted it */
	private async start(waiting: WaitingChunk): Promise<void> {
		const { ledger } = this.running;
		if (!ledger.admits(waiting.rows, CREDITS_PER_JOB, 'Another job')) return;
		const uploaded = await this.upload(waiting).catch((reason: unknown) => {
			ledger.giveBack(CREDITS_PER_JOB);
			return fail(reason);
		});
		if (uploaded === null) ledger.giveBack(CREDITS_PER_JOB);
		else await this.order(uploaded);
	}

	/** Packs a chunk and uploads it. @returns null if it was divided instead, or the execution was stopped */
	private async upload(waiting: WaitingChunk): Promise<UploadedChunk | null> {
		const { deps, ledger } = this.running;
		const { rows } = waiting;
		const chunk = await this.packed(waiting);
		this.packAhead();
		if (chunk.zip.length > MAX_UPLOAD_BYTES) {
			this.divide(rows);
			return null;
		}
		const { fileName } = chunk.parent;
		ledger.tell({ ...rangeOf(rows), kind: 'uploading', fileName });
		const fileId = await uploadZip(deps.zoho, chunk.zip, fileName.replace(/\.csv$/, '.zip'));
		if (!deps.isCancelled()) return { chunk, fileId };
		ledger.hold(rows, STOPPED);
		return null;
	}

	private async order({ chunk, fileId }: UploadedChunk): Promise<void> {
		const { request, deps, ledger } = this.running;
		const range = rangeOf(chunk.rows);
		ledger.tell({ ...range, kind: 'ordered', fileId });
		const job = await BulkJob.create(writeJobs(deps.zoho), toOrder(request, chunk, fileId), deps).catch(
			(reason: unknown) => {
				ledger.tell({ ...range, kind: 'refused', fileId });
				ledger.giveBack(POLLS_PER_JOB);
				return fail(reason);
			},
		);
		const entry: LogEntry =
			job === null ? { ...range, kind: 'unanswered', fileId } : { ...range, kind: 'job', fileId, jobId: job.id };
		ledger.sent(entry);
		ledger.tell(entry);
		if (job !== null) {
			this.started.push({ job, chunk: withoutZip(chunk) });
			return;
		}
		ledger.giveBack(POLLS_PER_JOB);
		ledger.enter(answerLost(chunk.rows, chunk.parent.fileName));
	}

	/** A chunk once it is packed. @throws what kept it from being read */
	private async packed(chunk: WaitingChunk): Promise<PackedChunk> {
		const { ahead } = this;
		if (ahead?.chunk !== chunk) return await takeNext(chunk.packed);
		this.ahead = null;
		return await ahead.packed;
	}

	/** Packs the next chunk before its turn, unless another one is. */
	private packAhead(): void {
		const { ledger, deps } = this.running;
		const [chunk] = this.waiting;
		if (chunk === undefined || this.ahead !== null || !ledger.mayHaveWritten || deps.isCancelled()) return;
		const packed = takeNext(chunk.packed);
		// What goes wrong is seen when its turn comes.
		packed.catch(() => undefined);
		this.ahead = { chunk, packed };
	}

	/** Puts both halves of a chunk whose ZIP is too large in its place. */
	private divide(rows: ChunkRows): void {
		if (rows.length > 1) this.waiting.unshift(...this.pack(halve(rows)));
		else this.running.ledger.enter([tooLong(rows[0])]);
	}

	private async waitFor({ job, chunk }: StartedJob): Promise<BulkWriteJob | LeftJob> {
		const { request, deps, ledger } = this.running;
		if (request.wait === 'none') {
			ledger.giveBack(POLLS_PER_JOB);
			return { leftBecause: 'After Sending is set to Do Not Wait' };
		}
		const patience = this.patience();
		const end = await waitForJob(job, patience, this.pace.of(chunk.rows.length), deps);
		ledger.giveBack(patience.pollsLeft());
		return end;
	}

	/** Answers the rows of a job that was waited for. Never rejects. */
	private async settle({ job, chunk }: StartedJob, end: BulkWriteJob | LeftJob): Promise<void> {
		const { deps, ledger, checked } = this.running;
		if (isLeft(end)) return ledger.leave({ job, chunk, join: joinOwnRows }, end.leftBecause);
		const { answers } = await answerEndedJob(job, end, chunk, {
			join: joinOwnRows,
			sleep: deps.sleep,
			words: checked.words,
		});
		ledger.settle(job, answers);
	}

	/** How long to wait for one job. Asking for it uses the credits that were set aside for that, then those that nobody else needs. */
	private patience(): Patience & { pollsLeft(): number } {
		const { request, ledger } = this.running;
		let pollsLeft = POLLS_PER_JOB;
		return {
			deadline: this.wave.deadline,
			pollsLeft: () => pollsLeft,
			mustStop: () => {
				const isAllStarted = this.wave.isLast && this.waiting.length + this.startingCount === 0;
				if (request.wait === 'callback' && isAllStarted) return 'Zoho CRM calls back when the job has finished';
				if (pollsLeft > 0) pollsLeft -= 1;
				else if (!ledger.take(1)) return `The ${request.maxCredits} credits that Max Credits allows are used up`;
				return null;
			},
		};
	}
}

const rangeOf = (rows: ChunkRows): RowRange => ({ first: rows[0], last: rows[rows.length - 1] });

/** A chunk without its archive, which is large and of no more use. */
function withoutZip({ rows, parent, children, encoding }: PackedChunk): DescribedChunk {
	return { rows, parent, children, encoding };
}

function tooLong(index: number): ReturnType<typeof answerRow> {
	const reason = `The row exceeds the ${MAX_UPLOAD_BYTES} bytes of an upload, even zipped`;
	const next = 'Shorten its values, then import the row again';
	return answerRow(index, 'SKIPPED', { errors: [{ code: 'LIMIT_EXCEEDED', fields: [] }], reason, next });
}

/**
 * The order for the job of an uploaded chunk. Field mappings are always sent; `ignore_empty` is in both places, because the
 * documentation and the OpenAPI files disagree. Source: Create Bulk Write Job, v8 (read 2026-11-21).
 */
function toOrder(
	{ operation, ignoreEmpty, callbackUrl }: Pick<ImportRequest, 'operation' | 'ignoreEmpty' | 'callbackUrl'>,
	chunk: DescribedChunk,
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
