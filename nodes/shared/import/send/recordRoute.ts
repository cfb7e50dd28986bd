import { explain, fieldOf, isInsideLookup } from '../../zoho/advice/advice';
import { mayHaveBeenApplied, reachesOthers, ZohoApiError } from '../../zoho/call/errors';
import { fail } from '../../zoho/call/recover';
import type { RecordValues, WriteOutcome } from '../../zoho/records/api';
import { isObject } from '../../zoho/call/shape';
import { writeInGroups, type GroupAnswer } from '../../writes/groups';
import { describeEntry, type LogEntry } from '../importLog';
import type { RunningImport } from '../ledger';
import type { ImportDeps, ImportRequest } from '../request';
import { answerRow, type RowAnswer, type RowRefusal } from '../rows/answer';
import type { RefusalWords } from '../rows/refusalWords';
import { takeNext } from '../rows/chunks';
import type { ChunkRows } from '../rows/source';
import { creditsOfRecords } from './route';

/**
 * Writes chunks by the records API, one after the other.
 * @throws what met the first one, if nothing was written before
 */
export async function sendRecords(running: RunningImport, chunks: readonly ChunkRows[]): Promise<void> {
	const { ledger, source } = running;
	const records = source.records(chunks);
	for (const rows of chunks) {
		if (!ledger.admits(rows, creditsOfRecords(rows.length), 'Writing more rows')) continue;
		await sendChunk(running, rows, records).catch((reason: unknown) => {
			ledger.notSent(rows, reason);
			// What keeps one chunk from being read keeps the others too.
			ledger.stop(reason);
		});
	}
	await records.return(undefined);
}

/** @throws only where nothing of the chunk was written */
async function sendChunk(
	{ request, deps, ledger, checked }: RunningImport,
	rows: ChunkRows,
	records: AsyncGenerator<readonly RecordValues[]>,
): Promise<void> {
	const { answers, endedBy, requests } = await writeRecords(rows, await takeNext(records), request, {
		...deps,
		words: checked.words,
	});
	ledger.countRequests(requests);
	const isWritten = answers.some(({ status }) => status !== 'UNPROCESSED');
	if (isWritten) ledger.sent({ kind: 'records', first: rows[0], last: rows[rows.length - 1] });
	else if (endedBy !== null) ledger.throwUnlessWritten(endedBy);
	if (endedBy !== null && reachesOthers(endedBy)) ledger.stop(endedBy);
	ledger.enter(answers);
}

/** How rows are written by the records API. */
export type RecordRouteRequest = Pick<
	ImportRequest,
	'importId' | 'run' | 'module' | 'operation' | 'findBy' | 'requestsAtOnce' | 'runsAutomations'
>;

/**
 * Writes the rows of one chunk by the records API, in groups of 100. Never rejects. Each group is logged before it is sent,
 * so that after a crash the others are known to be unsent.
 * @param indexes of the rows in the input
 * @param records one per row
 * @returns the answers, what kept rows from being sent, and how many requests went out, repeated ones not counted
 */
export async function writeRecords(
	indexes: readonly number[],
	records: readonly RecordValues[],
	request: RecordRouteRequest,
	deps: ImportDeps & { readonly words: RefusalWords },
): Promise<{ readonly answers: RowAnswer[]; readonly endedBy: unknown; readonly requests: number }> {
	let requests = 0;
	const outcomes = await writeInGroups({
		rows: [...indexes.keys()],
		keysOf: () => [],
		requestsAtOnce: request.requestsAtOnce,
		stopsOnRefusal: false,
		isCancelled: () => deps.isCancelled(),
		send: async (positions) => {
			requests += 1;
			const range = { first: indexes[positions[0]], last: indexes[positions[positions.length - 1]] };
			const tell = (kind: 'records' | 'unwritten'): void => {
				const entry: LogEntry = { ...range, kind, run: request.run };
				deps.log(describeEntry(request.importId, entry));
			};
			tell('records');
			return await send(
				positions.map((position) => records[position]),
				request,
				deps,
			).catch(async (reason: unknown) => {
				if (!mayHaveBeenApplied(reason)) tell('unwritten');
				return fail(reason);
			});
		},
	});
	const answers = indexes.map((index, position) =>
		toAnswer(index, outcomes.get(position), deps.words, records[position]),
	);
	const unsent = [...outcomes.values()].find((outcome) => outcome.status === 'unsent');
	return { answers, endedBy: unsent !== undefined && 'reason' in unsent ? unsent.reason : null, requests };
}

async function send(
	records: readonly RecordValues[],
	{ module, operation, findBy, runsAutomations }: RecordRouteRequest,
	{ zoho }: ImportDeps,
): Promise<readonly WriteOutcome[]> {
	const options = runsAutomations ? {} : { trigger: [] };
	if (operation === 'insert') return await zoho.records.insert(module, records, options);
	if (operation === 'update') return await zoho.records.update(module, records, options);
	return await zoho.records.upsert(module, records, {
		...options,
		duplicateCheckFields: findBy === null ? [] : [findBy],
	});
}

const LOST = {
	reason: 'The reply was lost, so the record may have been written',
	next: 'Check it in Zoho CRM before you import the row again',
} as const;

function toAnswer(
	index: number,
	outcome: GroupAnswer | undefined,
	words: RefusalWords,
	record: RecordValues,
): RowAnswer {
	if (outcome === undefined || outcome.status === 'unknown') return answerRow(index, 'UNKNOWN', LOST);
	if (outcome.status === 'success')
		return answerRow(index, outcome.action === 'insert' ? 'ADDED' : 'UPDATED', { id: outcome.id, match: 'key' });
	const { reason } = outcome;
	const errors = reason instanceof ZohoApiError ? refusalsOf(reason) : [];
	const told = explain(reason);
	const { message, advice } = told;
	if (outcome.status === 'refused')
		return answerRow(index, 'SKIPPED', {
			errors,
			reason: errors.length === 0 ? message : words.reasonOf(errors, told, (apiName) => record[apiName]),
			next: words.adviceFor(errors, told),
		});
	return answerRow(index, 'UNPROCESSED', {
		errors,
		reason: message,
		next: advice,
	});
}

/** The field that a refusal is about: of a lookup the field itself, although Zoho CRM names the ID in it. */
function nameOf(apiName: string, details: ZohoApiError['details']): string {
	const named = { apiName, details };
	return isInsideLookup(named) ? (fieldOf(named) ?? apiName) : apiName;
}

/**
 * What Zoho refuses a record for, a refusal per code as in the result file of a job. Several reasons at once stand in the details.
 * Source: Insert Records, v8, possible errors (read 2026-11-21).
 */
function refusalsOf(error: ZohoApiError): RowRefusal[] {
	const { code, apiName, details } = error;
	const fieldsOf = new Map<string, string[]>();
	for (const entry of Array.isArray(details.errors) ? (details.errors as readonly unknown[]) : []) {
		if (!isObject(entry) || typeof entry.code !== 'string') continue;
		const fields = fieldsOf.get(entry.code) ?? [];
		if (isObject(entry.details) && typeof entry.details.api_name === 'string')
			fields.push(nameOf(entry.details.api_name, entry.details));
		fieldsOf.set(entry.code, fields);
	}
	if (fieldsOf.size === 0) return [{ code, fields: apiName === null ? [] : [nameOf(apiName, details)] }];
	return [...fieldsOf].map(([each, fields]) => ({ code: each, fields }));
}
