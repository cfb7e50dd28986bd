import { mayHaveBeenApplied } from '../zoho/advice';
import { UsageError } from '../zoho/errors';
import { CREDITS_PER_BULK_WRITE, MAX_UPLOAD_BYTES } from '../zoho/limits';
import { answerRow, type RowAnswer } from './answer';
import { cutIntoChunks, halve } from './chunks';
import { collectJob } from './collect';
import { toJobRequest, uploadChunk, type Patience } from './job';
import { answerHeld, answerLost, answerNotSent, answerPending } from './jobAnswers';
import { writeRecords } from './recordRoute';
import type { RoutePlan } from './route';
import { creditsLeft, endsTheImport, type ImportRun } from './run';
import type { ChunkRows, DescribedChunk, PackedChunk } from './source';

/** What remains to be done for a chunk once its job was accepted, or nothing. */
type Collect = () => Promise<void>;
const nothingToCollect: Collect = async () => {};

/** One wave of an import. */
export interface Wave {
	readonly rows: readonly number[];
	/** Whether no other wave waits for its end. */
	readonly isLast: boolean;
	readonly routes: RoutePlan;
}

/** Rows that a row takes up in a job: itself and its children; null if that is 1 for all. */
export function weigher({ hasChildren, childCountsOf }: ImportRun['checked']): ((index: number) => number) | null {
	return hasChildren ? (index) => childCountsOf(index).reduce((sum, { count }) => sum + count, 1) : null;
}

/** Sends one wave, as jobs side by side and by the records API, and waits for the jobs. */
export async function sendWave(run: ImportRun, wave: Wave): Promise<void> {
	const { book, checked } = run;
	const isFree = (index: number): boolean => (checked.sorted.earlier.get(index) ?? []).every((before) => book.isFinal(before));
	const free = wave.rows.filter(isFree);
	const held = free.length === wave.rows.length ? [] : wave.rows.filter((index) => !isFree(index));
	book.enter(answerHeld(held, 'The row was not sent, because the job of an earlier row with the same key has not ended for certain. Import it again once that is settled'));
	const chunks = cutIntoChunks(free, weigher(checked));
	const bulk = new BulkChunks(run, chunks.filter((chunk) => wave.routes.routeOf(chunk) === 'bulk'), wave.isLast);
	await bulk.startFirst();
	await Promise.all([bulk.sendRest(), sendRecords(run, chunks.filter((chunk) => wave.routes.routeOf(chunk) === 'records'))]);
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
		const collect = await this.startUnlessStopped(rows, async () => (await this.packed.next()).value as PackedChunk);
		this.startedCount += 1;
		return collect;
	}

	private async startUnlessStopped(rows: ChunkRows, pack: () => Promise<PackedChunk>): Promise<Collect> {
		const { run } = this;
		if (run.deps.isCancelled()) {
			run.book.enter(answerHeld(rows, 'The row was not sent, because the execution was stopped. Import it again'));
			return nothingToCollect;
		}
		if (run.mayHaveWritten && creditsLeft(run) < CREDITS_PER_BULK_WRITE) {
			run.stopped ??= new UsageError(`Another job would go over the ${run.request.maxCredits} credits that Max Credits allows`, 'Raise Max Credits, and import the row again');
		}
		return await this.tryToStart(rows, pack).catch(async (reason: unknown) => {
			if (!run.mayHaveWritten) return await Promise.reject(reason);
			if (endsTheImport(reason)) run.stopped ??= reason;
			run.book.enter(answerNotSent(rows, reason));
			return nothingToCollect;
		});
	}

	/** @throws only what came before Zoho can have accepted the job */
	private async tryToStart(rows: ChunkRows, pack: () => Promise<PackedChunk>): Promise<Collect> {
		const { run } = this;
		const { request, deps, book } = run;
		if (run.stopped !== null) return await Promise.reject(run.stopped);
		const chunk = await pack();
		if (chunk.zip.length > MAX_UPLOAD_BYTES) return await this.startHalves(rows);
		const { fileName } = chunk.parent;
		const facts = `import ${request.importId}: rows ${rows[0] + 1} to ${rows[rows.length - 1] + 1}`;
		deps.log(`${facts}, uploading ${fileName}`);
		const fileId = await uploadChunk(deps.zoho, chunk);
		deps.log(`${facts}, file ${fileId}, creating job`);
		const job = await deps.zoho.bulkWrite.create(toJobRequest(request, chunk, fileId)).catch(async (reason: unknown) => {
			return mayHaveBeenApplied(reason) ? null : await Promise.reject(reason);
		});
		run.mayHaveWritten = true;
		if (job === null) {
			deps.log(`${facts}, file ${fileId}, no reply to the creation of the job`);
			book.enter(answerLost(rows, fileName));
			return nothingToCollect;
		}
		deps.log(`${facts}, file ${fileId}, job ${job.id}`);
		run.jobs.push(job.id);
		// Without the archive, which is of no use any more and is large.
		const described: DescribedChunk = { rows: chunk.rows, parent: chunk.parent, children: chunk.children, encoding: chunk.encoding };
		return async () => {
			const { answers, isOpen } =
				request.wait === 'none' ? { answers: answerPending(rows, job.id, 'The step is set not to wait'), isOpen: true } : await collectJob(described, job.id, this.patience(), deps);
			book.enter(answers);
			if (isOpen) run.open.push({ id: job.id, chunk: described });
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
		const start = async (half: ChunkRows): Promise<Collect> => await this.startUnlessStopped(half, async () => (await packed.next()).value as PackedChunk);
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
		if (run.stopped !== null) {
			run.book.enter(answerNotSent(rows, run.stopped));
			continue;
		}
		const { value } = await records.next();
		const { answers, endedBy } = await writeRecords(rows, value ?? [], run.request, run.deps);
		const wroteNothing = answers.every(({ status }) => status === 'UNPROCESSED');
		if (wroteNothing && endedBy !== null && !run.mayHaveWritten && !run.deps.isCancelled()) return await Promise.reject(endedBy);
		if (!wroteNothing) run.mayHaveWritten = true;
		if (endsTheImport(endedBy)) run.stopped ??= endedBy;
		run.book.enter(answers);
	}
}
