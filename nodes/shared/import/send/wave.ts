import { mayHaveBeenApplied, reachesOthers, UsageError } from '../../zoho/call/errors';
import { fail } from '../../zoho/call/recover';
import { CREDITS_PER_BULK_WRITE, MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import type { RecordValues } from '../../zoho/records/api';
import { answerRow, type RowAnswer } from '../rows/answer';
import { cutIntoChunks, halve, weigher } from '../rows/chunks';
import { collectJob } from '../answers/collect';
import { describePart, type SentPart } from '../resume/importLog';
import { toJobRequest, uploadChunk, type Patience } from '../../bulk/job';
import { answerHeld, answerLost, answerNotSent, answerPending } from '../answers/jobAnswers';
import { writeRecords } from './recordRoute';
import { creditsOfRecords, type RoutePlan } from './route';
import { creditsLeft, stopAtCeiling, type ImportRun } from './run';
import type { ChunkRows, DescribedChunk, PackedChunk } from '../rows/source';

/** What remains to be done for a chunk once its job was accepted, or nothing. */
type Collect = () => Promise<void>;
const nothingToCollect: Collect = async () => {};

const STOPPED = 'The row was not sent, because the execution was stopped. Import it again';
const UNREADABLE = new UsageError(
	'The rows could not be read any further',
	'Look at the input of the step, and import the row again',
	'NOT_SENT',
	{ reach: 'everything' },
);

/** The next piece; a source that broke off gives none any more. */
async function takeNext<Piece>(pieces: AsyncGenerator<Piece>): Promise<Piece> {
	const next: IteratorResult<Piece, unknown> = await pieces.next();
	return next.done === true ? fail(UNREADABLE) : next.value;
}

/** One wave of an import. */
export interface Wave {
	readonly rows: readonly number[];
	/** Whether no other wave waits for its end. */
	readonly isLast: boolean;
	readonly routes: RoutePlan;
}

/** Sends one wave, as jobs side by side and by the records API, and waits for the jobs. */
export async function sendWave(run: ImportRun, wave: Wave): Promise<void> {
	const { book, checked } = run;
	const isFree = (index: number): boolean =>
		(checked.sorted.earlier.get(index) ?? []).every((before) => book.isFinal(before));
	const free = checked.sorted.earlier.size === 0 ? wave.rows : wave.rows.filter(isFree);
	const held = free.length === wave.rows.length ? [] : wave.rows.filter((index) => !isFree(index));
	book.enter(
		answerHeld(
			held,
			'The row was not sent, because the job of an earlier row with the same key has not ended for certain. Import it again once that is settled',
		),
	);
	const chunks = cutIntoChunks(free, weigher(checked));
	const bulk = new BulkChunks(
		run,
		chunks.filter((chunk) => wave.routes.routeOf(chunk) === 'bulk'),
		wave.isLast,
	);
	await bulk.startFirst();
	const ways = [
		bulk.sendRest(),
		sendRecords(
			run,
			chunks.filter((chunk) => wave.routes.routeOf(chunk) === 'records'),
		),
	];
	await Promise.allSettled(ways);
	await Promise.all(ways);
}

/**
 * The chunks of one wave that become jobs. Until Zoho has accepted a first job, chunks go alone: what is wrong with the
 * columns is then known before others cost credits, and a refusal cannot meet a job that was accepted. Chunks are packed
 * when their turn comes, so that few of them are held at a time.
 */
class BulkChunks {
	private readonly packed: AsyncGenerator<PackedChunk>;
	private readonly begun: Collect[] = [];
	private taken = 0;
	private startedCount = 0;
	private readonly deadline: number;

	constructor(
		private readonly run: ImportRun,
		private readonly chunks: readonly ChunkRows[],
		private readonly isLastWave: boolean,
	) {
		this.packed = run.source.pack(chunks);
		this.deadline = run.deps.now() + run.request.waitSeconds * 1000;
	}

	/** @throws what stopped the first chunk, if nothing was written before: then the whole step can be run again */
	async startFirst(): Promise<void> {
		while (!this.run.mayHaveWritten && this.taken < this.chunks.length) this.begun.push(await this.startNext());
	}

	/** Starts and collects the others, several at once. Does not reject. */
	async sendRest(): Promise<void> {
		const lane = async (): Promise<void> => {
			for (;;) {
				const collect = this.begun.shift() ?? (this.taken < this.chunks.length ? await this.startNext() : null);
				if (collect === null) return;
				await collect();
			}
		};
		await Promise.all(Array.from({ length: this.run.request.jobsAtOnce }, lane));
		await this.packed.return(undefined);
	}

	private async startNext(): Promise<Collect> {
		const rows = this.chunks[this.taken];
		this.taken += 1;
		const collect = await this.startUnlessStopped(rows, async () => await takeNext(this.packed));
		this.startedCount += 1;
		return collect;
	}

	private async startUnlessStopped(rows: ChunkRows, pack: () => Promise<PackedChunk>): Promise<Collect> {
		const { run } = this;
		if (run.deps.isCancelled()) {
			run.book.enter(answerHeld(rows, STOPPED));
			return nothingToCollect;
		}
		stopAtCeiling(run, CREDITS_PER_BULK_WRITE, 'Another job');
		return await this.tryToStart(rows, pack).catch(async (reason: unknown) => {
			const isStopped = run.deps.isCancelled();
			if (!run.mayHaveWritten && !isStopped) return fail(reason);
			if (reachesOthers(reason)) run.stopped ??= reason;
			run.book.enter(isStopped ? answerHeld(rows, STOPPED) : answerNotSent(rows, reason));
			return nothingToCollect;
		});
	}

	/** @throws only what came before Zoho can have accepted the job */
	private async tryToStart(rows: ChunkRows, pack: () => Promise<PackedChunk>): Promise<Collect> {
		const { run } = this;
		const { request, deps, book } = run;
		if (run.stopped !== null) return fail(run.stopped);
		const chunk = await pack();
		if (chunk.zip.length > MAX_UPLOAD_BYTES) return await this.startHalves(rows);
		const { fileName } = chunk.parent;
		const range = { first: rows[0], last: rows[rows.length - 1] };
		const tell = (part: SentPart): void => deps.log(describePart(request.importId, part));
		tell({ ...range, kind: 'uploading', fileName });
		const fileId = await uploadChunk(deps.zoho, chunk);
		if (deps.isCancelled()) {
			book.enter(answerHeld(rows, STOPPED));
			return nothingToCollect;
		}
		tell({ ...range, kind: 'ordered', fileId });
		const job = await deps.zoho.bulkWrite
			.create(toJobRequest(request, chunk, fileId))
			.catch(async (reason: unknown) => {
				if (mayHaveBeenApplied(reason)) return null;
				tell({ ...range, kind: 'refused', fileId });
				return fail(reason);
			});
		run.mayHaveWritten = true;
		const part: SentPart =
			job === null ? { ...range, kind: 'unanswered', fileId } : { ...range, kind: 'job', fileId, jobId: job.id };
		tell(part);
		run.sent.push(part);
		if (job === null) {
			book.enter(answerLost(rows, fileName));
			return nothingToCollect;
		}
		run.jobs.push(job.id);
		// Without the archive, which is of no use any more and is large.
		const described: DescribedChunk = {
			rows: chunk.rows,
			parent: chunk.parent,
			children: chunk.children,
			encoding: chunk.encoding,
		};
		return async () => {
			const { answers, isOpen } =
				request.wait === 'none'
					? { answers: answerPending(rows, job.id, 'The step is set not to wait'), isOpen: true }
					: await collectJob(described, job.id, this.patience(), deps);
			book.enter(answers);
			if (isOpen) run.open.push({ id: job.id, chunk: described, trust: 'own' });
		};
	}

	/** Both halves of a chunk whose ZIP is too large, one after the other. */
	private async startHalves(rows: ChunkRows): Promise<Collect> {
		if (rows.length === 1) {
			this.run.book.enter([tooLong(rows[0])]);
			return nothingToCollect;
		}
		const halves = halve(rows);
		const packed = this.run.source.pack(halves);
		const start = async (half: ChunkRows): Promise<Collect> =>
			await this.startUnlessStopped(half, async () => await takeNext(packed));
		const collectFirst = await start(halves[0]);
		if (!this.run.mayHaveWritten) return await start(halves[1]);
		return async () => {
			await collectFirst();
			const collectSecond = await start(halves[1]);
			await collectSecond();
		};
	}

	private patience(): Patience {
		const { run } = this;
		const mustStop = (): string | null => {
			if (creditsLeft(run) < 1) return `The ${run.request.maxCredits} credits that Max Credits allows are spent`;
			const isAllStarted = this.isLastWave && this.startedCount === this.chunks.length;
			return run.request.wait === 'callback' && isAllStarted ? 'Zoho CRM calls when the job has ended' : null;
		};
		return { deadline: this.deadline, mustStop };
	}
}

function tooLong(index: number): RowAnswer {
	const next = `The row was not sent: packed, it goes over the ${MAX_UPLOAD_BYTES} bytes of an upload. Shorten its values`;
	return answerRow(index, 'SKIPPED', { errors: [{ code: 'LIMIT_EXCEEDED', fields: [] }], next });
}

/**
 * Writes chunks by the records API, one after the other.
 * @throws what met the first one, if nothing was written before
 */
async function sendRecords(run: ImportRun, chunks: readonly ChunkRows[]): Promise<void> {
	const records = run.source.records(chunks);
	for (const rows of chunks) {
		stopAtCeiling(run, creditsOfRecords(rows.length), 'Writing more rows');
		if (run.stopped !== null) {
			run.book.enter(answerNotSent(rows, run.stopped));
			continue;
		}
		await sendRecordChunk(run, rows, records).catch(async (reason: unknown) => {
			if (!run.mayHaveWritten) return fail(reason);
			run.stopped ??= reason;
			run.book.enter(answerNotSent(rows, reason));
		});
	}
	await records.return(undefined);
}

/** @throws only where nothing of the chunk was written */
async function sendRecordChunk(
	run: ImportRun,
	rows: ChunkRows,
	records: AsyncGenerator<readonly RecordValues[]>,
): Promise<void> {
	const { book, deps, request, sent } = run;
	const values = await takeNext(records);
	const { answers, endedBy, requests } = await writeRecords(rows, values, request, deps);
	run.recordRequests += requests;
	const wroteNothing = answers.every(({ status }) => status === 'UNPROCESSED');
	if (!wroteNothing) sent.push({ kind: 'records', first: rows[0], last: rows[rows.length - 1] });
	if (wroteNothing && endedBy !== null && !run.mayHaveWritten && !deps.isCancelled()) return fail(endedBy);
	if (!wroteNothing) run.mayHaveWritten = true;
	if (endedBy !== null && reachesOthers(endedBy)) run.stopped ??= endedBy;
	book.enter(answers);
}
