import { explain } from '../zoho/advice/advice';
import { UsageError } from '../zoho/call/errors';
import { fail } from '../zoho/call/recover';
import { CREDITS_PER_BULK_WRITE } from '../zoho/call/limits';
import { answerRow, type ChildAnswer, type RowAnswer } from './rows/answer';
import { AnswerBook } from './answers/answerBook';
import { cutIntoChunks, weigher } from './rows/chunks';
import { answerEndedJob } from './answers/collect';
import { collectKnownJobs, holdRecordRows, type KnownJobs } from './resume/earlierJobs';
import type { SentPart } from './resume/importLog';
import { askForJob, hasEnded, type ImportDeps } from '../bulk/job';
import { answerHeld, answerOfParent } from './answers/jobAnswers';
import { chooseRoutes, estimateChunks, type ImportEstimate, type RoutePlan } from './send/route';
import { creditsLeft, type ImportRequest, type ImportRun } from './send/run';
import { sendWave } from './send/wave';
import type { CheckedRows, MappingLine, RowSource } from './rows/source';

export type { ImportRequest } from './send/run';

/** What came of an import. */
export interface ImportReport {
	/** The answers; every row has one. */
	readonly book: AnswerBook;
	/** Ids of the jobs that Zoho accepted, in the order of their creation. */
	readonly jobs: readonly string[];
	/** Those of them that had not ended when the waiting did. */
	readonly openJobs: readonly string[];
	/** Which rows were sent, by this run and those before it, and how. */
	readonly sent: readonly SentPart[];
	/** Requests that wrote records by the records API. */
	readonly recordRequests: number;
	/** Whether rows brought child rows with them. */
	readonly hasChildren: boolean;
	readonly mapping: readonly MappingLine[];
	/** Why the rows went the way they did. */
	readonly routeReason: string;
	/** What was expected before anything was sent. */
	readonly estimate: ImportEstimate;
	/** Answers that neither the checks nor a job could give again. */
	readonly ownAnswers: readonly RowAnswer[];
}

/** An import without anything. */
const NO_JOBS: KnownJobs = { jobs: [], uncertain: [], records: [], answers: [], sendsRest: true };

/**
 * Imports rows: preflight, route, waves, chunks, CSV, ZIP, upload, job, wait, result file, join.
 * @param known what an earlier run of the same import has sent: its jobs are collected, and only the other rows are sent
 * @throws UsageError, ZohoApiError or ZohoTransportError only while nothing can have been written yet
 */
export async function importRows(
	source: RowSource,
	request: ImportRequest,
	deps: ImportDeps,
	known: KnownJobs = NO_JOBS,
): Promise<ImportReport> {
	const checked = await source.check();
	const book = new AnswerBook(
		checked.rowCount,
		request.keepsAllAnswers,
		checked.hasChildren ? (index) => checked.childCountsOf(index).reduce((sum, { count }) => sum + count, 0) : null,
	);
	const run: ImportRun = {
		source,
		request,
		deps,
		checked,
		book,
		jobs: [],
		open: [],
		sent: [],
		mayHaveWritten: false,
		recordRequests: 0,
		stopped: null,
	};
	book.enter(checked.refused);
	book.enter(known.answers);
	await collectKnownJobs(run, known);
	const routes = chooseRoutes(request, checked);
	holdRecordRows(run, known, routes);
	const waves = checked.sorted.waves.map((wave) =>
		known === NO_JOBS ? wave : wave.filter((index) => !book.has(index)),
	);
	const sizes = waves.flatMap((wave) => cutIntoChunks(wave, weigher(checked)).map(({ length }) => ({ length })));
	const estimate = estimateChunks(known.sendsRest ? sizes : [], routes);
	if (known.sendsRest) {
		checkRepetition(run, waves, estimate);
		checkCredits(run, estimate);
		if (request.isDryRun) enterDryRun(run, waves);
		else await sendWaves(run, waves, routes);
	}
	completeAnswers(run);
	return {
		book,
		jobs: run.jobs,
		openJobs: run.jobs.filter((job) => run.open.some(({ id }) => id === job)),
		sent: run.sent,
		recordRequests: run.recordRequests,
		hasChildren: checked.hasChildren,
		mapping: checked.mapping,
		routeReason: routes.reason,
		estimate,
		ownAnswers: run.open.length === 0 ? [] : findOwnAnswers(run),
	};
}

/** @throws what met the first rows, if nothing can have been written: from then on every row is answered, whatever happens */
async function sendWaves(run: ImportRun, waves: readonly (readonly number[])[], routes: RoutePlan): Promise<void> {
	const filled = waves.filter(({ length }) => length > 0);
	const send = async (): Promise<void> => {
		for (const [number, rows] of filled.entries())
			await sendWave(run, { rows, isLast: number === filled.length - 1, routes });
		await askOnceMore(run);
	};
	await send().catch(async (reason: unknown) => {
		if (!run.mayHaveWritten) return fail(reason);
		run.deps.log(`import ${run.request.importId} broke off: ${explain(reason).message}`);
	});
}

function findOwnAnswers({ book, checked }: ImportRun): RowAnswer[] {
	const ofChecks = new Set(checked.refused);
	return book.all().filter((answer) => answer.job === null && !ofChecks.has(answer));
}

/** A column full of "n/a" would make a job, and 500 credits, of every row: better to ask first. */
function checkRepetition(
	{ request, mayHaveWritten }: ImportRun,
	waves: readonly (readonly number[])[],
	estimate: ImportEstimate,
): void {
	const { findBy, maxRowsPerKey } = request;
	if (waves.length <= maxRowsPerKey || estimate.jobs <= maxRowsPerKey || mayHaveWritten) return;
	throw new UsageError(
		`${waves.length} rows have the same value of ${findBy}; row ${waves[waves.length - 1][0] + 1} is the last of them. Nothing was sent`,
		`Rows with one value are imported one after the other, each in a job of its own at ${CREDITS_PER_BULK_WRITE} credits, so at most ${maxRowsPerKey} are taken: merge them or empty the value before this step, or raise Max Rows per Find By Value`,
	);
}

function checkCredits(run: ImportRun, estimate: ImportEstimate): void {
	if (estimate.credits <= creditsLeft(run)) return;
	const { maxCredits } = run.request;
	throw new UsageError(
		`The import would take about ${estimate.credits + run.deps.zoho.usage.credits} API credits (our estimate), and Max Credits allows ${maxCredits}. Nothing was sent`,
		'Raise Max Credits, or import fewer rows',
	);
}

function enterDryRun({ book }: ImportRun, waves: readonly (readonly number[])[]): void {
	for (const wave of waves) book.enter(answerHeld(wave, 'Dry run: the row passed all checks and was not sent'));
}

/** How often, and how long apart, jobs are asked for before they are left to Zoho's call: one that came too early is lost. */
const LAST_LOOKS = 3;
const LAST_LOOK_MS = 4_000;

/** Before the execution goes to sleep: whatever has ended by now needs no call any more. */
async function askOnceMore(run: ImportRun): Promise<void> {
	const { deps, open, book, request } = run;
	if (request.wait !== 'callback') return;
	for (let look = 0; look < LAST_LOOKS && open.length > 0 && !deps.isCancelled(); look += 1) {
		if (look > 0) await deps.sleep(LAST_LOOK_MS);
		for (const { id, chunk, trust } of [...open]) {
			if (creditsLeft(run) < 1) return;
			const job = await askForJob(id, deps).catch((reason: unknown) => {
				deps.log(`job ${id}: ${explain(reason).message}`);
				return null;
			});
			if (job === null || !hasEnded(job)) continue;
			book.enter((await answerEndedJob(chunk, job, deps, trust)).answers);
			open.splice(
				open.findIndex((entry) => entry.id === id),
				1,
			);
		}
	}
}

const FORGOTTEN = 'The row was left without an answer: look its record up in Zoho CRM, and please report this';

/** Gives every row an answer, and every row that came with another one too. */
function completeAnswers({ book, checked }: ImportRun): void {
	for (let index = 0; index < book.rowCount; index += 1) {
		if (!book.has(index)) book.enter([answerRow(index, 'UNKNOWN', { next: FORGOTTEN })]);
	}
	if (!checked.hasChildren) return;
	for (let index = 0; index < book.rowCount; index += 1) {
		const answer = book.get(index);
		const counts = checked.childCountsOf(index);
		if (answer !== undefined && answer.children === undefined && counts.length > 0)
			book.enter([{ ...answer, children: answerAllChildren(answer, counts) }]);
	}
}

function answerAllChildren(
	answer: RowAnswer,
	counts: ReturnType<CheckedRows['childCountsOf']>,
): Record<string, ChildAnswer[]> {
	const entries = counts.map(
		({ key, count }) => [key, Array.from({ length: count }, () => toChildAnswer(answer))] as const,
	);
	return Object.fromEntries(entries);
}

/** A record that was written by the records API was written with all of its rows. */
function toChildAnswer(answer: RowAnswer): ChildAnswer {
	const isWritten = answer.status === 'ADDED' || answer.status === 'UPDATED';
	return isWritten && answer.job === null
		? { status: 'ADDED', id: null, errors: [], next: null }
		: answerOfParent(answer);
}
