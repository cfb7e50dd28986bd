import { explain, mayHaveBeenApplied } from '../zoho/advice';
import type { BulkWriteJob } from '../zoho/bulkWrite';
import { UsageError, ZohoApiError } from '../zoho/errors';
import { CREDITS_PER_BULK_WRITE, MAX_UPLOAD_BYTES, RESULT_KEY_COLUMNS } from '../zoho/limits';
import { answerRow, isFinal, type RowAnswer } from './answer';
import { cutIntoChunks, halve, packChunk, type Chunk, type PackedChunk } from './chunks';
import { collectKeys, mapColumns, type ColumnRules, type MappedColumn } from './columns';
import { toJobRequest, uploadChunk, waitForJob, type ImportDeps, type JobSettings } from './job';
import {
	answerFailedJob,
	answerFromCounts,
	answerFromResult,
	answerHeld,
	answerLost,
	answerNotSent,
	answerPending,
} from './jobAnswers';
import { checkRow, type InputRow } from './preflight';
import { readResultFile } from './result';
import { sideBySide } from './sideBySide';
import { normaliseKey, sortIntoWaves } from './waves';

/** What to import, and how. */
export interface ImportRequest extends JobSettings, ColumnRules {
	/** Names the files of this import, so that they can be found in Zoho CRM and in the log. */
	readonly importId: string;
	/** How many jobs may be under way at once. */
	readonly jobsAtOnce: number;
	/** How many rows may have one Find By value: each needs a job of its own. */
	readonly maxRowsPerKey: number;
	/** How long to wait for the jobs of one wave before their rows are answered PENDING. */
	readonly waitSeconds: number;
}

/** What came of an import. */
export interface ImportReport {
	/** One answer per row, in input order. */
	readonly answers: readonly RowAnswer[];
	/** Ids of the jobs that Zoho accepted, in the order of their creation. */
	readonly jobs: readonly string[];
}

/** Rows that are checked in one go; between two goes other work of n8n gets its turn. */
const ROWS_PER_CHECK = 2_000;

/** The state of one import while it runs. */
interface Run {
	readonly rows: readonly InputRow[];
	readonly request: ImportRequest;
	readonly deps: ImportDeps;
	readonly columns: readonly MappedColumn[];
	readonly answers: (RowAnswer | undefined)[];
	readonly jobs: string[];
	/** Whether any row may have been written: from then on nothing is thrown. */
	mayHaveWritten: boolean;
	/** Why no further job is created; null while they are. */
	stopped: unknown;
}

/**
 * Imports rows through bulk write jobs: preflight, waves, chunks, CSV, ZIP, upload, job, wait, result file, join.
 * @returns an answer for every row; zero rows make zero calls
 * @throws UsageError, ZohoApiError or ZohoTransportError only while nothing can have been written yet
 */
export async function importRows(rows: readonly InputRow[], request: ImportRequest, deps: ImportDeps): Promise<ImportReport> {
	if (rows.length === 0) return { answers: [], jobs: [] };
	const fields = await deps.zoho.metadata.fields(request.module);
	const columns = mapColumns(await collectAllKeys(rows, deps), fields, request);
	const run: Run = { rows, request, deps, columns, answers: [], jobs: [], mayHaveWritten: false, stopped: null };
	const sendable = await checkRows(run);
	const findByField = fields.find((field) => field.apiName === request.findBy);
	const { waves, earlier } = sortIntoWaves(sendable, (index) => keysOf(run, index, findByField?.unique?.caseSensitive ?? false));
	if (waves.length > request.maxRowsPerKey) refuseRepetition(request, waves);
	for (const wave of waves) await sendWave(run, wave, earlier);
	return { answers: rows.map((_, index) => run.answers[index] ?? answerRow(index, 'UNKNOWN', { next: 'The row was left without an answer: look its record up in Zoho CRM, and please report this' })), jobs: run.jobs };
}

/** A column full of "n/a" would make a job, and 500 credits, of every row: better to ask first. */
function refuseRepetition({ findBy, maxRowsPerKey }: ImportRequest, waves: readonly (readonly number[])[]): never {
	throw new UsageError(
		`${waves.length} rows have the same value of ${findBy}; row ${waves[waves.length - 1][0] + 1} is the last of them. Nothing was sent`,
		`Rows with one value are imported one after the other, each in a job of its own at ${CREDITS_PER_BULK_WRITE} credits, so at most ${maxRowsPerKey} are taken: merge them or empty the value before this step, or raise Max Rows per Find By Value`,
	);
}

async function collectAllKeys(rows: readonly InputRow[], deps: ImportDeps): Promise<string[]> {
	const keys = new Set<string>();
	for (let first = 0; first < rows.length; first += ROWS_PER_CHECK) {
		collectKeys(rows.slice(first, first + ROWS_PER_CHECK), keys);
		await deps.sleep(0);
	}
	return [...keys];
}

/** Checks every row before anything is sent; the rows that cannot be sent are answered. */
async function checkRows(run: Run): Promise<number[]> {
	const sendable: number[] = [];
	for (let index = 0; index < run.rows.length; index += 1) {
		if (index % ROWS_PER_CHECK === 0) await run.deps.sleep(0);
		const refusal = checkRow(run.rows[index], index, run.columns);
		if (refusal === null) sendable.push(index);
		else run.answers[index] = refusal;
	}
	return sendable;
}

/** The key by which a job finds the record of a row; a plain insert finds none, so its rows are free of each other. */
function keysOf({ request, columns, rows }: Run, index: number, isCaseSensitive: boolean): string[] {
	if (request.findBy === null) return [];
	const cell = columns[0].encode(rows[index][columns[0].key]);
	const key = cell.kind === 'text' ? normaliseKey(cell.text, isCaseSensitive) : '';
	return key === '' ? [] : [key];
}

/**
 * Sends one wave as jobs side by side, and waits for them. Until Zoho has accepted a first job, chunks go alone: what is
 * wrong with the columns is then known before others cost credits, and a refusal cannot meet a job that was accepted.
 */
async function sendWave(run: Run, wave: readonly number[], earlier: ReadonlyMap<number, readonly number[]>): Promise<void> {
	const free: number[] = [];
	const held: number[] = [];
	for (const index of wave) {
		const isFree = (earlier.get(index) ?? []).every((before) => isFinal(run.answers[before]));
		(isFree ? free : held).push(index);
	}
	keep(run, answerHeld(held, 'The row was not sent, because the job of an earlier row with the same key has not ended for certain. Import it again once that is settled'));
	const deadline = run.deps.now() + run.request.waitSeconds * 1000;
	const chunks = cutIntoChunks(run.request.importId, free);
	const pieces: (() => Promise<void>)[] = [];
	while (!run.mayHaveWritten && pieces.length < chunks.length) {
		const collect = await startChunk(run, chunks[pieces.length]);
		pieces.push(async () => await collect(deadline));
	}
	pieces.push(...chunks.slice(pieces.length).map((chunk) => async () => await runChunk(run, chunk, deadline)));
	await sideBySide(pieces, run.request.jobsAtOnce, async (piece) => await piece());
}

async function runChunk(run: Run, chunk: Chunk, deadline: number): Promise<void> {
	const collect = await startChunk(run, chunk);
	await collect(deadline);
}

function keep(run: Run, answers: readonly RowAnswer[]): void {
	for (const answer of answers) run.answers[answer.row - 1] = answer;
}

/** What remains to be done for a chunk once its job was accepted, or nothing. */
type Collect = (deadline: number) => Promise<void>;
const nothingToCollect: Collect = async () => {};

/**
 * Packs, uploads and creates the job of one chunk.
 * @throws what stopped it, if nothing was written before: then the whole step can be run again
 */
async function startChunk(run: Run, chunk: Chunk): Promise<Collect> {
	return await tryToStart(run, chunk).catch(async (reason: unknown) => {
		if (!run.mayHaveWritten) return await Promise.reject(reason);
		if (endsTheImport(reason)) run.stopped = reason;
		keep(run, answerNotSent(chunk.indexes, reason));
		return nothingToCollect;
	});
}

/** @throws only what came before Zoho can have accepted the job */
async function tryToStart(run: Run, chunk: Chunk): Promise<Collect> {
	const { request, deps } = run;
	if (run.stopped !== null) return await Promise.reject(run.stopped);
	if (deps.isCancelled()) {
		keep(run, answerHeld(chunk.indexes, 'The row was not sent, because the execution was stopped. Import it again'));
		return nothingToCollect;
	}
	const packed = await packChunk(chunk, run.rows, run.columns, request.findBy !== null, new Date(deps.now()));
	if (packed.zip.length > MAX_UPLOAD_BYTES) return await startHalves(run, chunk);
	const facts = `import ${request.importId}: rows ${chunk.indexes[0] + 1} to ${chunk.indexes[chunk.indexes.length - 1] + 1}`;
	deps.log(`${facts}, uploading ${chunk.fileName}`);
	const fileId = await uploadChunk(deps.zoho, packed);
	deps.log(`${facts}, file ${fileId}, creating job`);
	const job = await deps.zoho.bulkWrite.create(toJobRequest(request, packed, fileId)).catch(async (reason: unknown) => {
		return mayHaveBeenApplied(reason) ? null : await Promise.reject(reason);
	});
	run.mayHaveWritten = true;
	if (job === null) {
		deps.log(`${facts}, file ${fileId}, no reply to the creation of the job`);
		keep(run, answerLost(chunk.indexes, chunk.fileName));
		return nothingToCollect;
	}
	deps.log(`${facts}, file ${fileId}, job ${job.id}`);
	run.jobs.push(job.id);
	return async (deadline) => keep(run, await collectJob(packed, job.id, deadline, deps));
}

/** Refusals that every further job would meet as well: token, scope, permission, exhausted credits. */
function endsTheImport(reason: unknown): boolean {
	return reason instanceof UsageError || (reason instanceof ZohoApiError && [401, 403, 429].includes(reason.status));
}

/** Both halves of a chunk whose ZIP is too large, one after the other. */
async function startHalves(run: Run, chunk: Chunk): Promise<Collect> {
	if (chunk.indexes.length === 1) {
		const next = `The row was not sent: packed, it goes over the ${MAX_UPLOAD_BYTES} bytes of an upload. Shorten its values`;
		keep(run, [answerRow(chunk.indexes[0], 'SKIPPED', { errors: [{ code: 'LIMIT_EXCEEDED', fields: [] }], next })]);
		return nothingToCollect;
	}
	const [first, second] = halve(run.request.importId, chunk);
	const collectFirst = await startChunk(run, first);
	if (!run.mayHaveWritten) return await startChunk(run, second);
	return async (deadline) => {
		await collectFirst(deadline);
		await runChunk(run, second, deadline);
	};
}

/** Waits for a job and answers its rows. Never rejects: its rows may have been written. */
async function collectJob(packed: PackedChunk, jobId: string, deadline: number, deps: ImportDeps): Promise<RowAnswer[]> {
	return await waitAndCollect(packed, jobId, deadline, deps).catch((reason: unknown) =>
		answerPending(packed.chunk.indexes, jobId, `The state of the job could not be read: ${explain(reason).message}`),
	);
}

async function waitAndCollect(packed: PackedChunk, jobId: string, deadline: number, deps: ImportDeps): Promise<RowAnswer[]> {
	const { indexes } = packed.chunk;
	const job = await waitForJob(jobId, deadline, deps);
	if (job === null) {
		deps.log(`job ${jobId} goes on at Zoho CRM; waiting for it ended`);
		return answerPending(indexes, jobId, deps.isCancelled() ? 'The execution was stopped' : 'The time to wait ran out');
	}
	if (job.downloadUrl === null) {
		return job.state === 'COMPLETED' ? answerFromCounts(indexes, job, 'is missing') : answerFailedJob(indexes, job);
	}
	return await collectResult(packed, job, job.downloadUrl, deps);
}

async function collectResult(packed: PackedChunk, job: BulkWriteJob, downloadUrl: string, deps: ImportDeps): Promise<RowAnswer[]> {
	const { indexes } = packed.chunk;
	const download = await deps.zoho.files.download(downloadUrl).catch((reason: unknown) => ({ reason }));
	if ('reason' in download) return answerFromCounts(indexes, job, `could not be downloaded (${explain(download.reason).message})`);
	const names = packed.columns.slice(0, RESULT_KEY_COLUMNS).map((column) => column.apiName);
	const result = await readResultFile(download, names).catch((reason: unknown) => ({ reason }));
	if ('reason' in result) return answerFromCounts(indexes, job, `cannot be read (${explain(result.reason).message})`);
	return answerFromResult(packed, job.id, result.keyNames, result.rows);
}
