import type { RowMatch, RowRefusal } from '../rows/answer';
import { MAX_VALUE_LENGTH } from '../../values/lengths';
import { shortKey } from '../../writes/keyTable';
import { ROWS_PER_STEP, type Steps } from '../../writes/turns';
import { tidyDigits } from '../../writes/waves';

/** One line of a result file. `key`: the texts of its first columns, as `joinKey` makes them one. */
export interface ResultRow {
	readonly key: string;
	/** UNKNOWN: the line has another word, which is its only error code then, or none. */
	readonly status: 'ADDED' | 'UPDATED' | 'SKIPPED' | 'UNPROCESSED' | 'UNKNOWN';
	readonly id: string | null;
	readonly errors: readonly RowRefusal[];
}

/** What became of one row that was sent; `result` null = the file does not tell. */
export interface JoinedRow {
	readonly match: RowMatch;
	readonly result: ResultRow | null;
	/** The record's id, only where it is certain to be this row's. */
	readonly id: string | null;
}

/** What a join found. */
export interface Joined {
	/** One entry per row sent, in the same order. */
	readonly rows: readonly JoinedRow[];
	/** Whether every line of the file was given to a row: a row without one was then not in the job's file. */
	readonly isExhausted: boolean;
	/** Whether the file has a line that can be none of the rows'. */
	readonly hasStrayLines: boolean;
}

/** This many rows found by their values, all in their places, prove that the file kept the order (1 in 3.6 million by chance). */
const ORDER_PROOF_ROWS = 10;

const SEPARATOR = '\u0000';

/** The texts of several columns as one. */
export function joinKey(texts: readonly string[]): string {
	return texts.length === 1 ? texts[0] : texts.join(SEPARATOR);
}

/** The keys of all rows from their columns; every row has the same key if there is no column. */
export function joinKeys(columns: readonly (readonly string[])[], rowCount: number): readonly string[] {
	if (columns.length === 1) return columns[0];
	const keys = new Array<string>(rowCount);
	for (let row = 0; row < rowCount; row += 1) {
		let key = columns.length === 0 ? '' : columns[0][row];
		for (let column = 1; column < columns.length; column += 1) key += SEPARATOR + columns[column][row];
		keys[row] = key;
	}
	return keys;
}

/** Whether two keys differ at most in what Zoho changes on the way. */
export function isAlike(key: string, other: string): boolean {
	return key === other || normalise(key) === normalise(other);
}

/** Zoho may trim, change case or re-format: compared without white space, case and the forms of numbers and dates. */
function normalise(key: string): string {
	return key.split(SEPARATOR).map(normaliseCell).join(SEPARATOR);
}

function normaliseCell(text: string): string {
	const plain = text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
	if (plain.length > MAX_VALUE_LENGTH || !/^[+-]?[\d,]*(?:\.\d+)?$/.test(plain) || !/\d$/.test(plain)) return plain;
	const digits = plain.replaceAll(',', '');
	// Ids are longer than a number holds: as numbers, neighbours would be equal.
	return Number.isSafeInteger(Math.trunc(Number(digits))) ? String(Number(digits)) : tidyDigits(digits);
}

/** Rows and lines, and how far they have found each other. */
interface Pairing {
	readonly sent: readonly string[];
	readonly results: readonly ResultRow[];
	/** By row; undefined as long as it has no line. */
	readonly joined: readonly (JoinedRow | undefined)[];
	/** By line: 1 once a row has it. */
	readonly isTaken: Uint8Array;
}

const NOT_TOLD: JoinedRow = { match: 'ambiguous', result: null, id: null };
const FREE = -1;
const DOUBLE = -2;

/**
 * Finds for every row that was sent its line in the result file.
 *
 * By the values of the key columns where they occur once; else by place, where enough rows prove that the file kept
 * the order; else rows with equal keys share an outcome only if all their lines agree. An id is given on a match by
 * key alone, unless all ids agree.
 * @param sent keys of the rows, in the order in which they were sent
 */
export function* joinResult(sent: readonly string[], results: readonly ResultRow[]): Steps<Joined> {
	if (yield* isInPlace(sent, results)) return { rows: results.map(toJoined), isExhausted: true, hasStrayLines: false };
	const joined = new Array<JoinedRow | undefined>(sent.length);
	const isTaken = new Uint8Array(results.length);
	const pairing = { sent, results, joined, isTaken };
	let inPlace = 0;
	let outOfPlace = 0;
	// Where lines are missing, a line whose text was changed on the way could be that of a row which differs in case alone.
	const forms = sent.length === results.length ? [null, normalise] : [normalise];
	for (const form of forms) {
		const rowOfLine = yield* pairUnique(pairing, form);
		for (let line = 0; line < results.length; line += 1) {
			const row = rowOfLine[line];
			if (row < 0) continue;
			joined[row] = toJoined(results[line]);
			isTaken[line] = 1;
			if (row === line) inPlace += 1;
			else outOfPlace += 1;
		}
		if (inPlace + outOfPlace === sent.length)
			return {
				rows: joined as JoinedRow[],
				isExhausted: sent.length === results.length,
				hasStrayLines: sent.length < results.length,
			};
	}
	const keptOrder = sent.length === results.length && outOfPlace === 0 && inPlace >= ORDER_PROOF_ROWS;
	if (keptOrder) {
		for (let row = 0; row < sent.length; row += 1) joined[row] ??= { match: 'order', result: results[row], id: null };
		return { rows: yield* withSharedIds(sent, joined), isExhausted: true, hasStrayLines: false };
	}
	return yield* shareAmongAlike(pairing);
}

const toJoined = (result: ResultRow): JoinedRow => ({ match: 'key', result, id: result.id });

/** Whether every line has the key of the row in its place, and no key occurs twice: the usual case, told at a third of the cost. */
function* isInPlace(sent: readonly string[], results: readonly ResultRow[]): Steps<boolean> {
	if (sent.length !== results.length) return false;
	const seen = new Set<string>();
	for (let row = 0; row < sent.length; row += 1) {
		if (row % ROWS_PER_STEP === 0) yield;
		if (results[row].key !== sent[row]) return false;
		seen.add(shortKey(sent[row]));
	}
	return seen.size === sent.length;
}

/**
 * Rows and lines whose key occurs once on both sides, among those not joined yet.
 * @returns for every line its row, or a negative number
 */
function* pairUnique(
	{ sent, results, joined, isTaken }: Pairing,
	form: ((key: string) => string) | null,
): Steps<Int32Array> {
	const formed = (key: string): string => shortKey(form === null ? key : form(key));
	const lineOf = new Map<string, number>();
	for (let line = 0; line < results.length; line += 1) {
		if (line % ROWS_PER_STEP === 0) yield;
		if (isTaken[line] === 1) continue;
		const key = formed(results[line].key);
		lineOf.set(key, lineOf.has(key) ? DOUBLE : line);
	}
	const rowOfLine = new Int32Array(results.length).fill(FREE);
	for (let row = 0; row < sent.length; row += 1) {
		if (row % ROWS_PER_STEP === 0) yield;
		if (joined[row] !== undefined) continue;
		const line = lineOf.get(formed(sent[row]));
		if (line !== undefined && line !== DOUBLE) rowOfLine[line] = rowOfLine[line] === FREE ? row : DOUBLE;
	}
	return rowOfLine;
}

/** The keys of rows that are not joined by them, as Zoho may have changed them; empty for the others. */
function* normalisedKeys(sent: readonly string[], isWanted: (row: number) => boolean): Steps<readonly string[]> {
	const keys = new Array<string>(sent.length);
	for (let row = 0; row < sent.length; row += 1) {
		if (row % ROWS_PER_STEP === 0) yield;
		keys[row] = isWanted(row) ? shortKey(normalise(sent[row])) : '';
	}
	return keys;
}

/** Gives rows joined by place an id where all rows with the same key have the same one. */
function* withSharedIds(sent: readonly string[], joined: readonly (JoinedRow | undefined)[]): Steps<JoinedRow[]> {
	const keys = yield* normalisedKeys(sent, (row) => joined[row]?.match === 'order');
	const idsOf = new Map<string, Set<string | null>>();
	joined.forEach((entry, row) => {
		if (entry?.match !== 'order') return;
		const ids = idsOf.get(keys[row]) ?? new Set<string | null>();
		idsOf.set(keys[row], ids.add(entry.result?.id ?? null));
	});
	return joined.map((entry, row) => {
		if (entry === undefined) return NOT_TOLD;
		if (entry.match !== 'order' || idsOf.get(keys[row])?.size !== 1) return entry;
		return { ...entry, id: entry.result?.id ?? null };
	});
}

/** Lines with one key, and what the rows with that key share. */
interface AlikeLines {
	readonly lines: ResultRow[];
	rowCount: number;
	share: JoinedRow | null;
}

/** Rows with equal keys share what their lines agree on; where lines are missing or differ, the file does not tell. */
function* shareAmongAlike({ sent, results, joined, isTaken }: Pairing): Steps<Joined> {
	const groups = new Map<string, AlikeLines>();
	for (let line = 0; line < results.length; line += 1) {
		if (line % ROWS_PER_STEP === 0) yield;
		if (isTaken[line] === 1) continue;
		const key = shortKey(normalise(results[line].key));
		const group = groups.get(key);
		if (group === undefined) groups.set(key, { lines: [results[line]], rowCount: 0, share: null });
		else group.lines.push(results[line]);
	}
	const keys = yield* normalisedKeys(sent, (row) => joined[row] === undefined);
	for (let row = 0; row < sent.length; row += 1) {
		const group = joined[row] === undefined ? groups.get(keys[row]) : undefined;
		if (group !== undefined) group.rowCount += 1;
	}
	const all = [...groups.values()];
	for (const group of all) {
		yield;
		group.share = shareOf(group);
	}
	return {
		rows: keys.map((key, row) => joined[row] ?? groups.get(key)?.share ?? NOT_TOLD),
		isExhausted: all.every(({ lines, rowCount }) => rowCount === lines.length),
		hasStrayLines: all.some(({ lines, rowCount }) => rowCount < lines.length),
	};
}

/** What the rows with a key share. */
function shareOf({ lines, rowCount }: AlikeLines): JoinedRow {
	if (lines.length !== rowCount) return NOT_TOLD;
	const outcome = (line: ResultRow): string => JSON.stringify([line.status, line.errors]);
	const first = outcome(lines[0]);
	if (lines.some((line) => outcome(line) !== first)) return NOT_TOLD;
	const haveOneId = lines.every((line) => line.id === lines[0].id);
	return { match: 'ambiguous', result: lines[0], id: haveOneId ? lines[0].id : null };
}

/** The rows of a job with their lines. */
export interface JoinedRows {
	/** One entry per row; null for a row that the job did not have. */
	readonly rows: readonly (JoinedRow | null)[];
	/** Whether a line belongs to none of the rows: then the job was made of others. */
	readonly hasStrayLines: boolean;
}

/**
 * How the rows of a job find their lines in its result file.
 * @param total how many rows Zoho counted in the file; null if it does not say
 */
export type RowJoin = (
	sent: readonly string[],
	results: readonly ResultRow[],
	total: number | null,
) => Steps<JoinedRows>;

/** For rows that are those of the job for certain, because the same run has sent them. */
export const joinOwnRows: RowJoin = function* (sent, results) {
	const { rows } = yield* joinResult(sent, results);
	return { rows, hasStrayLines: false };
};

/** For rows that the user has passed once more. */
export const joinGivenRows: RowJoin = (sent, results) => joinGiven(sent, results);

/** For rows of which the job may have had only some: those without a line were not in it, once every line has its row. */
export const joinSomeRows: RowJoin = function* (sent, results, total) {
	const { rows, hasStrayLines, isExhausted } = yield* joinGiven(sent, results);
	// Where the file lacks lines, a row without one may have been in the job all the same.
	const isCertain = isExhausted && total === results.length;
	return { rows: isCertain ? rows.map((entry) => (entry.result === null ? null : entry)) : rows, hasStrayLines };
};

/** Rows may have been changed since they were sent: the place of a line proves nothing then. */
function* joinGiven(sent: readonly string[], results: readonly ResultRow[]): Steps<Joined> {
	const { rows, hasStrayLines, isExhausted } = yield* joinResult(sent, results);
	const trusted: JoinedRow[] = [];
	for (const [row, entry] of rows.entries()) {
		if (row % ROWS_PER_STEP === 0) yield;
		const isChanged = entry.match === 'order' && entry.result !== null && !isAlike(sent[row], entry.result.key);
		trusted.push(isChanged ? NOT_TOLD : entry);
	}
	const hasChanged = trusted.some((entry, row) => entry !== rows[row]);
	return { rows: trusted, isExhausted, hasStrayLines: hasStrayLines || hasChanged };
}
