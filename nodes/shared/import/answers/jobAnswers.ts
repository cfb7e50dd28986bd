import { explain } from '../../zoho/advice/advice';
import { ROWS_PER_LOOK, type Steps } from '../../writes/turns';
import type { BulkWriteJob } from '../../zoho/bulk/writeApi';
import { ZohoApiError } from '../../zoho/call/errors';
import { answerRow, isWritten, type ChildAnswer, type RowAnswer, type RowRefusal } from '../rows/answer';
import type { RefusalWords } from '../rows/refusalWords';
import { toSentence } from '../../values/texts';
import { joinResult, type JoinedRow, type JoinedRows, type ResultRow } from './join';
import type { FileResult } from './result';
import type { DescribedChunk, PackedChildren } from '../rows/source';

/** What is said of a row, and what to do. */
export interface Explained {
	/** As a sentence. */
	readonly reason: string;
	/** As a sentence. */
	readonly next: string;
}

const answerAll = (indexes: readonly number[], answer: (index: number) => RowAnswer): RowAnswer[] =>
	indexes.map(answer);

/** Zoho's code of a refusal, as a reason that stands in the answers. */
const refusalOf = (error: unknown): RowRefusal[] =>
	error instanceof ZohoApiError ? [{ code: error.code, fields: [] }] : [];

/** Rows whose job was never accepted: nothing was written. */
export function answerNotSent(indexes: readonly number[], error: unknown): RowAnswer[] {
	const { message, advice } = explain(error);
	return answerAll(indexes, (index) =>
		answerRow(index, 'UNPROCESSED', { errors: refusalOf(error), reason: message, next: advice }),
	);
}

/** Rows that were held back. */
export function answerHeld(indexes: readonly number[], why: Explained): RowAnswer[] {
	return answerAll(indexes, (index) => answerRow(index, 'UNPROCESSED', why));
}

/** Rows that an import would send. */
export function answerReady(indexes: readonly number[]): RowAnswer[] {
	return answerAll(indexes, (index) => answerRow(index, 'READY'));
}

/** Rows whose job may or may not have been accepted: the reply was lost. */
export function answerLost(indexes: readonly number[], fileName: string): RowAnswer[] {
	const reason = 'The reply to the creation of the job was lost, so the row may have been written';
	const next = `Look for the file ${fileName} in Zoho CRM under Setup > Data Administration > Import > Import History before you import the row again`;
	return answerAll(indexes, (index) => answerRow(index, 'UNKNOWN', { reason, next }));
}

/** Rows that the records API may have written in an earlier run. */
export function answerMaybeWritten(indexes: readonly number[]): RowAnswer[] {
	const reason = 'An earlier run may have written this row through the Records API';
	const next = 'Check the results of that run, or the record in Zoho CRM, before you import the row again';
	return answerAll(indexes, (index) => answerRow(index, 'UNKNOWN', { reason, next }));
}

/** Rows whose job had not ended when the waiting did. */
export function answerPending(indexes: readonly number[], jobId: string, why: string): RowAnswer[] {
	const reason = `${why}. The job is still running in Zoho CRM`;
	const next = `Do not import the row again. Run Resume Import later, with the import ID or with job ${jobId}`;
	return answerAll(indexes, (index) => answerRow(index, 'PENDING', { job: jobId, reason, next }));
}

/**
 * Rows of a job that ended, from the lines of its result file.
 * @param joined the rows of the parent's file with their lines; rows that the job did not have get no answer
 * @param children results of the children's files, in their order
 * @param words of the import, for what was refused
 */
export function* answerFromResult(
	chunk: DescribedChunk,
	jobId: string,
	joined: JoinedRows['rows'],
	children: readonly FileResult[],
	words: RefusalWords,
): Steps<RowAnswer[]> {
	const answers: (RowAnswer | null)[] = [];
	for (const [position, row] of joined.entries()) {
		if (position % ROWS_PER_LOOK === 0) yield;
		answers.push(row === null ? null : answerLine(chunk.rows[position], row, jobId, words));
	}
	const childAnswers = yield* answerChildren(chunk, answers, { jobId, words }, children);
	const ofJob = (answer: RowAnswer | null, position: number): RowAnswer[] =>
		answer === null ? [] : [withChildren(answer, childAnswers.get(position))];
	return childAnswers.size === 0 ? answers.filter((answer) => answer !== null) : answers.flatMap(ofJob);
}

function answerLine(index: number, { match, result, id }: JoinedRow, jobId: string, words: RefusalWords): RowAnswer {
	if (result === null) {
		const reason = `The result file of job ${jobId} does not say which result is this row's, because several rows have the same first columns`;
		return answerRow(index, 'UNKNOWN', { job: jobId, match: 'ambiguous', reason, next: LOOK_FIRST });
	}
	if (result.status === 'UNKNOWN')
		return answerRow(index, 'UNKNOWN', { job: jobId, match, ...describeOddLine(result, jobId) });
	return answerRow(index, result.status, {
		id,
		errors: result.errors.length === 0 ? undefined : result.errors,
		job: jobId,
		match,
		...explainResult(result, jobId, words),
	});
}

/** A line whose status is none of the documented words. */
function describeOddLine({ errors: [word] }: ResultRow, jobId: string): Explained {
	const said = word === undefined ? 'no status' : `the status ${word.code}`;
	return { reason: `The result file of job ${jobId} has ${said} for this row`, next: LOOK_FIRST };
}

function withChildren(answer: RowAnswer, children: RowAnswer['children']): RowAnswer {
	return children === undefined ? answer : { ...answer, children };
}

/** A job, and the words of its import. */
interface JobWords {
	readonly jobId: string;
	readonly words: RefusalWords;
}

/** Answers of child rows by the position of their parent in the chunk. */
function* answerChildren(
	chunk: DescribedChunk,
	parents: readonly (RowAnswer | null)[],
	job: JobWords,
	results: readonly FileResult[],
): Steps<Map<number, Record<string, ChildAnswer[]>>> {
	const answers = new Map<number, Record<string, ChildAnswer[]>>();
	for (const [number, file] of chunk.children.entries()) {
		const { rows } = yield* joinResult(results[number].sent, results[number].lines);
		for (const [at, position] of file.parents.entries()) {
			if (at % ROWS_PER_LOOK === 0) yield;
			const parent = parents[position];
			if (parent === null) continue;
			const ofParent = answers.get(position) ?? {};
			answers.set(position, ofParent);
			(ofParent[file.key] ??= [])[file.places[at]] = answerChild(rows[at], parent, job, file);
		}
	}
	return answers;
}

function answerChild(
	{ result, id }: JoinedRow,
	parent: RowAnswer,
	{ jobId, words }: JobWords,
	file: PackedChildren,
): ChildAnswer {
	if (parent.status === 'SKIPPED' || parent.status === 'UNPROCESSED') return answerOfParent(parent);
	if (result === null)
		return {
			status: 'UNKNOWN',
			id: null,
			errors: [],
			reason: `The result file of job ${jobId} does not say which result is this row's`,
			next: 'Check the record in Zoho CRM',
		};
	const told = explainResult(result, jobId, words);
	return {
		status: result.status,
		id,
		errors: result.errors,
		...(told === null
			? { next: null }
			: { reason: toSentence(told.reason), next: `${adviseAlone(parent, file)}. ${told.next}` }),
	};
}

/** What to do about a child row that was refused, and its parent was not: together they cannot be imported again. */
function adviseAlone(parent: RowAnswer, { module, mappings }: PackedChildren): string {
	if (!isWritten(parent)) return 'Check its parent record in Zoho CRM first';
	const link =
		mappings.find(({ parent_column_index: index }) => index !== undefined)?.api_name ?? 'the field of its parent';
	const record = parent.id === null ? 'the ID of its parent record in Zoho CRM' : parent.id;
	return `Its parent row is written and must not be imported again. Import this row alone, via Bulk Write into the module ${module} with ${record} in ${link}`;
}

/** What became of a child row of which nothing is known but its parent's answer. */
export function answerOfParent({ status }: RowAnswer): ChildAnswer {
	if (status === 'SKIPPED')
		return {
			status,
			id: null,
			errors: [{ code: 'PARENT_REFUSED', fields: [] }],
			reason: 'Its parent row failed',
			next: 'Correct the parent row, then import both again',
		};
	if (status === 'READY') return { status, id: null, errors: [], next: null };
	if (status === 'UNPROCESSED')
		return { status, id: null, errors: [], reason: 'Its parent row was not sent', next: 'Import both again' };
	if (status === 'PENDING')
		return {
			status,
			id: null,
			errors: [],
			reason: 'The job of its parent row is still running in Zoho CRM',
			next: 'Do not import the row again',
		};
	return {
		status: 'UNKNOWN',
		id: null,
		errors: [],
		reason: 'The outcome of its parent row is not known',
		next: 'Check its parent record in Zoho CRM',
	};
}

/** Why a row was not written, and what to do; null for one that was. */
function explainResult(result: ResultRow, jobId: string, words: RefusalWords): Explained | null {
	const { status, errors } = result;
	if (status === 'ADDED' || status === 'UPDATED') return null;
	if (status === 'UNKNOWN') return describeOddLine(result, jobId);
	const reason = errors.length === 0 ? null : words.reasonOf(errors);
	if (status === 'SKIPPED')
		return { reason: reason ?? 'Zoho CRM rejected the row and gave no reason', next: words.adviceFor(errors) };
	return { reason: reason ?? `Job ${jobId} stopped before this row`, next: 'Import the row again' };
}

const LOOK_FIRST = 'Check the record in Zoho CRM before you import the row again';

/**
 * Rows of a job whose result file cannot be had: the counts of the job tell where all rows came to the same.
 * @param why completes "the result file of job 1 ..."
 * @param advice for rows of which nobody can tell what became of them
 * @param later how IDs and reasons can still be had, as a sentence; null if they cannot
 */
export function answerFromCounts(
	indexes: readonly number[],
	job: BulkWriteJob,
	why: string,
	advice = LOOK_FIRST,
	later: string | null = null,
): RowAnswer[] {
	const [parent] = job.files;
	const sum = (count: (file: BulkWriteJob['files'][number]) => number | null): number =>
		parent === undefined ? 0 : (count(parent) ?? 0);
	const counts = {
		ADDED: sum((file) => file.added),
		UPDATED: sum((file) => file.updated),
		SKIPPED: sum((file) => file.skipped),
	} as const;
	const told = `Zoho CRM counts ${counts.ADDED} added, ${counts.UPDATED} updated and ${counts.SKIPPED} skipped`;
	for (const status of ['ADDED', 'UPDATED', 'SKIPPED'] as const) {
		if (counts[status] !== indexes.length) continue;
		const reason = `The result file of job ${job.id} ${why}, so ${status === 'SKIPPED' ? 'the reasons are' : 'the ID is'} not known. ${told}`;
		return answerAll(indexes, (index) => answerRow(index, status, { job: job.id, reason, next: later }));
	}
	const reason = `The result file of job ${job.id} ${why}. ${told} of ${indexes.length}`;
	return answerAll(indexes, (index) => answerRow(index, 'UNKNOWN', { job: job.id, reason, next: advice }));
}

/** Rows of a job that ended FAILED or SKIPPED and left no result file. SKIPPED says by itself that nothing was worked on. */
export function answerFailedJob(indexes: readonly number[], job: BulkWriteJob): RowAnswer[] {
	const hasCounts = job.files.length > 0 && job.files.every((file) => file.added !== null && file.updated !== null);
	const written = job.files.reduce((total, file) => total + (file.added ?? 0) + (file.updated ?? 0), 0);
	if (written > 0 || (!hasCounts && job.state === 'FAILED')) {
		return answerFromCounts(indexes, job, `is missing, because the job ended ${job.state}`);
	}
	const code = job.code ?? job.state;
	const reason = job.message === null ? code : `${code}, ${job.message}`;
	const next = 'Check the columns and values of the rows, then import them again';
	return answerAll(indexes, (index) =>
		answerRow(index, 'UNPROCESSED', {
			job: job.id,
			errors: [{ code, fields: [] }],
			reason: `Job ${job.id} ended ${job.state} and wrote nothing (${reason})`,
			next,
		}),
	);
}
