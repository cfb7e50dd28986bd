import type { RowMatch, RowRefusal } from './answer';

/** One line of a result file. `key`: its first columns, as Zoho gives them back. */
export interface ResultRow {
	readonly key: readonly string[];
	readonly status: 'ADDED' | 'UPDATED' | 'SKIPPED' | 'UNPROCESSED';
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

/** This many rows found by their values, all in their places, prove that the file kept the order (1 in 3.6 million by chance). */
const ORDER_PROOF_ROWS = 10;

const SEPARATOR = '\u0000';
const exact = (key: readonly string[]): string => key.join(SEPARATOR);
/** Zoho may trim, change case or re-format: compared without white space, case and the forms of numbers and dates. */
const normalised = (key: readonly string[]): string => key.map(normaliseCell).join(SEPARATOR);

function normaliseCell(text: string): string {
	const plain = text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
	if (/^[+-]?[\d,]*\.?\d+$/.test(plain)) return String(Number(plain.replaceAll(',', '')));
	return plain;
}

const NOT_TOLD: JoinedRow = { match: 'ambiguous', result: null, id: null };

/**
 * Finds for every row that was sent its line in the result file.
 *
 * By the values of the key columns where they occur once; else by place, where enough rows prove that the file kept
 * the order; else rows with equal keys share an outcome only if all their lines agree. An id is given on a match by
 * key alone, unless all ids agree.
 * @param sent keys of the rows, in the order in which they were sent
 * @returns one entry per row sent, in the same order
 */
export function joinResult(sent: readonly (readonly string[])[], results: readonly ResultRow[]): JoinedRow[] {
	const joined = new Array<JoinedRow | undefined>(sent.length);
	const isTaken = new Array<boolean>(results.length).fill(false);
	let inPlace = 0;
	let outOfPlace = 0;
	for (const keyOf of [exact, normalised]) {
		const pairs = pairUnique(sent, results, joined, isTaken, keyOf);
		for (const [row, line] of pairs) {
			joined[row] = { match: 'key', result: results[line], id: results[line].id };
			isTaken[line] = true;
			if (row === line) inPlace += 1;
			else outOfPlace += 1;
		}
		if (inPlace + outOfPlace === sent.length) break;
	}
	const keptOrder = sent.length === results.length && outOfPlace === 0 && inPlace >= ORDER_PROOF_ROWS;
	if (keptOrder) {
		for (let row = 0; row < sent.length; row += 1) joined[row] ??= { match: 'order', result: results[row], id: null };
	}
	return keptOrder ? withSharedIds(sent, joined) : shareAmongAlike(sent, results, joined, isTaken);
}

/** Rows and lines whose key occurs once on both sides, among those not joined yet. */
function pairUnique(
	sent: readonly (readonly string[])[],
	results: readonly ResultRow[],
	joined: readonly (JoinedRow | undefined)[],
	isTaken: readonly boolean[],
	keyOf: (key: readonly string[]) => string,
): [number, number][] {
	const DOUBLE = -1;
	const lineOf = new Map<string, number>();
	for (let line = 0; line < results.length; line += 1) {
		if (isTaken[line]) continue;
		const key = keyOf(results[line].key);
		lineOf.set(key, lineOf.has(key) ? DOUBLE : line);
	}
	const rowOf = new Map<string, number>();
	for (let row = 0; row < sent.length; row += 1) {
		if (joined[row] !== undefined) continue;
		const key = keyOf(sent[row]);
		rowOf.set(key, rowOf.has(key) ? DOUBLE : row);
	}
	const pairs: [number, number][] = [];
	for (const [key, row] of rowOf) {
		const line = lineOf.get(key);
		if (row !== DOUBLE && line !== undefined && line !== DOUBLE) pairs.push([row, line]);
	}
	return pairs;
}

/** Gives rows joined by place an id where all rows with the same key have the same one. */
function withSharedIds(sent: readonly (readonly string[])[], joined: readonly (JoinedRow | undefined)[]): JoinedRow[] {
	const idsOf = new Map<string, Set<string | null>>();
	joined.forEach((entry, row) => {
		if (entry?.match !== 'order') return;
		const key = normalised(sent[row]);
		const ids = idsOf.get(key) ?? new Set<string | null>();
		idsOf.set(key, ids.add(entry.result?.id ?? null));
	});
	return joined.map((entry, row) => {
		if (entry === undefined) return NOT_TOLD;
		if (entry.match !== 'order' || idsOf.get(normalised(sent[row]))?.size !== 1) return entry;
		return { ...entry, id: entry.result?.id ?? null };
	});
}

/** Rows with equal keys share what their lines agree on; where lines are missing or differ, the file does not tell. */
function shareAmongAlike(
	sent: readonly (readonly string[])[],
	results: readonly ResultRow[],
	joined: readonly (JoinedRow | undefined)[],
	isTaken: readonly boolean[],
): JoinedRow[] {
	const linesOf = new Map<string, ResultRow[]>();
	results.forEach((line, position) => {
		if (isTaken[position]) return;
		const key = normalised(line.key);
		const lines = linesOf.get(key);
		if (lines === undefined) linesOf.set(key, [line]);
		else lines.push(line);
	});
	const rowsWith = new Map<string, number>();
	sent.forEach((key, row) => {
		if (joined[row] === undefined) rowsWith.set(normalised(key), (rowsWith.get(normalised(key)) ?? 0) + 1);
	});
	return sent.map((key, row) => joined[row] ?? shareOf(linesOf.get(normalised(key)), rowsWith.get(normalised(key))));
}

function shareOf(lines: readonly ResultRow[] | undefined, rowCount: number | undefined): JoinedRow {
	if (lines === undefined || lines.length !== rowCount) return NOT_TOLD;
	const outcome = (line: ResultRow): string => JSON.stringify([line.status, line.errors]);
	if (lines.some((line) => outcome(line) !== outcome(lines[0]))) return NOT_TOLD;
	const haveOneId = lines.every((line) => line.id === lines[0].id);
	return { match: 'ambiguous', result: lines[0], id: haveOneId ? lines[0].id : null };
}
