import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { LoggedRequest } from '../../emulator/server/requestLog';

/** What an answer says of its row: that it is in the CRM, that it may be, or that it is not. */
export type Claim = 'written' | 'maybe' | 'not';

const WRITTEN: ReadonlySet<unknown> = new Set(['ADDED', 'UPDATED', 'DELETED', 'CONVERTED']);
const MAYBE: ReadonlySet<unknown> = new Set(['UNKNOWN', 'PENDING']);

/** Reads an answer; one that names no status says that nothing was sent, unless it has what an upload gives. */
export function claimOf({ status, state, fileId }: IDataObject): Claim {
	const named = status ?? state;
	if (WRITTEN.has(named) || (fileId ?? '') !== '') return 'written';
	return MAYBE.has(named) ? 'maybe' : 'not';
}

/** What became of the rows: an answer each, or nothing, because the step stopped. */
export interface Outcome {
	readonly answers: readonly IDataObject[];
	/** Where the answers do not belong to the rows one to one: which rows they name. */
	readonly pairs: string | null;
	readonly hasStopped: boolean;
}

/**
 * Puts answers beside their rows.
 * @param isFile whether all rows come from the one input item, so that answers name their rows by number
 */
export function pairUp(items: readonly INodeExecutionData[] | null, rows: number, isFile: boolean): Outcome {
	const hasStopped = items === null || (isFile && items.length === 1 && items[0].json.row === '');
	if (hasStopped) return { answers: Array.from({ length: rows }, () => ({})), pairs: null, hasStopped };
	const named = items.map(({ json, pairedItem }) =>
		isFile
			? Number(json.row) - 1
			: typeof pairedItem === 'object' && !Array.isArray(pairedItem)
				? pairedItem.item
				: null,
	);
	const isPaired = named.length === rows && named.every((item, index) => item === index);
	return {
		answers: items.map(({ json }) => json),
		pairs: isPaired ? null : `the answers name the rows ${named.join(', ')} instead of 0 to ${rows - 1}`,
		hasStopped,
	};
}

/** What the books hold of a row: how often it is there, and whether that is as it was before, or as it was asked for. */
export interface Entry {
	readonly count: number;
	/** Where the row is there: whether every value is the one that was asked for. */
	readonly isDone: boolean;
	/** Whether everything is as if nothing had been asked. */
	readonly isUntouched: boolean;
	/** Where the answer names an id or the like: whether that is the right one. Only looked at where the row is written. */
	readonly isNamed: boolean;
}

/** @returns what is wrong between the answer of a row and the books; null if nothing is */
export function compare(claim: Claim, { count, isDone, isUntouched, isNamed }: Entry): string | null {
	if (count > 1) return `is there ${count} times`;
	if (claim === 'written' && !isDone) return 'is answered as written, but the CRM does not hold it so';
	if (claim === 'written' && !isNamed) return 'is answered with what belongs to another record';
	if (claim === 'not' && !isUntouched) return 'is answered as not written, but the CRM was changed';
	if (claim === 'maybe' && !isDone && !isUntouched)
		return 'is answered as uncertain, and the CRM holds something else than asked for';
	return null;
}

/** Whether a call carries a row, by a text that only calls of that row have in path, parameters or body. */
export function carriesText({ path, query, body }: LoggedRequest, text: string): boolean {
	return `${path} ${JSON.stringify(query)} ${JSON.stringify(body ?? null)}`.includes(text);
}

/** Calls that may have made something, beyond the first that may have done so. */
export function countRepetitions(calls: readonly LoggedRequest[]): number {
	const open = calls.filter(
		(call) => call.status === null || call.status < 400 || call.status >= 500 || leavesDoubt(call),
	);
	return Math.max(0, open.length - 1);
}

/** Statuses that Zoho gives before it looks at what a call carries. */
const BEFORE_ACTING: ReadonlySet<number | null> = new Set([401, 429]);

/** Whether a call met a fault after which its caller cannot know what became of it: no answer, a page, another form, a 5xx. */
export function leavesDoubt({ fault, status, answer }: LoggedRequest): boolean {
	if (fault === null || fault === 'expireToken' || BEFORE_ACTING.has(status)) return false;
	const isRefusal =
		status !== null &&
		status >= 400 &&
		status < 500 &&
		typeof answer === 'object' &&
		answer !== null &&
		'code' in answer;
	return !isRefusal;
}
