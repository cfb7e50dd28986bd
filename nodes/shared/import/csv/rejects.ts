import { Turns } from '../../writes/turns';
import { childAnswersOf, isOpen, isWritten, type ChildAnswer, type RowAnswer } from '../rows/answer';
import type { RefusalWords } from '../rows/refusalWords';
import type { Sleep } from '../rows/source';
import type { ChildLinks, LinkedChildren } from './children';
import { ADDED_TITLES, isAddedTitle } from './header';
import type { CsvFile } from './open';
import { foldName } from '../../zoho/metadata/foldName';
import { toSentence } from '../../values/texts';
import { contentEnd, splitRecord, writeCell } from './recordBytes';

/**
 * Files of rows that were not written. `rejects`: rows that can be mended and imported again; `childRejects`: their child
 * rows, to be imported with them. `uncertain`, `childUncertain`: those of which it is not known what became of them.
 * `loneChildRejects`: child rows that were refused while their rows were written, to be imported into the child module.
 */
export type RejectKind = 'rejects' | 'childRejects' | 'uncertain' | 'childUncertain' | 'loneChildRejects';

/** Gives the answer of a row by its index; undefined for those that were written, child rows included. */
export type AnswerOf = (index: number) => RowAnswer | undefined;

/** The file into which a child row belongs; null for none. */
function childKindOf(parent: RowAnswer, child: ChildAnswer): RejectKind | null {
	if (parent.status === 'READY') return null;
	if (parent.retrySafe) return 'childRejects';
	if (parent.status === 'UNKNOWN') return 'childUncertain';
	if (!isWritten(parent) || !isOpen(child)) return null;
	return child.status === 'UNKNOWN' ? 'childUncertain' : 'loneChildRejects';
}

/** The file into which a row belongs; null for none. */
function kindOf({ retrySafe, status }: RowAnswer): RejectKind | null {
	if (status === 'READY') return null;
	if (retrySafe) return 'rejects';
	return status === 'UNKNOWN' ? 'uncertain' : null;
}

/** The files that answers ask for. @param hasChildFile whether child rows came from a file */
export function findRejectKinds(answers: Iterable<RowAnswer>, hasChildFile: boolean): ReadonlySet<RejectKind> {
	const kinds = new Set<RejectKind | null>();
	for (const answer of answers) {
		kinds.add(kindOf(answer));
		if (hasChildFile) for (const child of childAnswersOf(answer)) kinds.add(childKindOf(answer, child));
	}
	kinds.delete(null);
	return kinds as ReadonlySet<RejectKind>;
}

const { reason, code, fields, next, readAs } = ADDED_TITLES;

/**
 * Writes the file of some rows: their bytes, then what is to be known. What an earlier such file has added is replaced.
 * @param readings how columns are read whose cells alone do not show it; empty where all do
 */
export async function* writeRejects(
	kind: 'rejects' | 'uncertain',
	file: CsvFile,
	readings: string,
	answerOf: AnswerOf,
	sleep: Sleep,
): AsyncGenerator<Uint8Array> {
	const shown = asShown(readings);
	const cellsOf = (row: number): readonly string[] | null => {
		const answer = answerOf(row);
		if (answer === undefined || kindOf(answer) !== kind) return null;
		const told = kind === 'rejects' ? describeRow(answer) : describeUncertain(answer);
		return [...told, ...shown.cells];
	};
	const titles = [...(kind === 'rejects' ? [reason, code, fields] : [reason, next]), ...shown.titles];
	yield* writeFile(file, { titles, isReplaced: isAddedTitle, cellsOf }, sleep);
}

/** The column that says how others are read, where that has to be said. */
const asShown = (readings: string): { readonly titles: readonly string[]; readonly cells: readonly string[] } =>
	readings === '' ? { titles: [], cells: [] } : { titles: [readAs], cells: [readings] };

/**
 * Writes the file of some child rows. Those that are to be imported alone have the record of their parent in place of the
 * key.
 */
export async function* writeChildRejects(
	kind: Exclude<RejectKind, 'rejects' | 'uncertain'>,
	{ child, links, readings }: LinkedChildren,
	words: RefusalWords,
	answerOf: AnswerOf,
	sleep: Sleep,
): AsyncGenerator<Uint8Array> {
	const { sheet, keyPosition, plan } = child;
	const { key, link } = plan;
	const isAlone = kind === 'loneChildRejects';
	const shown = asShown(readings);
	const parentOf = findParents(links);
	const cellsOf = (row: number): readonly string[] | null => {
		const parent = answerOf(parentOf.parents[row]);
		const answer = parent?.children?.[key]?.[parentOf.places[row]];
		if (parent === undefined || answer === undefined || childKindOf(parent, answer) !== kind) return null;
		// Where the row itself is uncertain, its answer says more.
		if (kind === 'childUncertain') return [...describeUncertain(isWritten(parent) ? answer : parent), ...shown.cells];
		const described = [describeChild(answer, parent, words), ...describeRefusal(answer)];
		return [...(isAlone ? [parent.id ?? '', ...described, answer.next ?? ''] : described), ...shown.cells];
	};
	const ownTitles = {
		childRejects: [reason, code, fields],
		childUncertain: [reason, next],
		loneChildRejects: [link, reason, code, fields, next],
	}[kind];
	const titles = [...ownTitles, ...shown.titles];
	const isReplaced = (title: string, position: number): boolean =>
		isAddedTitle(title) || (isAlone && (position === keyPosition || foldName(title) === foldName(link)));
	yield* writeFile(sheet.file, { titles, isReplaced, cellsOf }, sleep);
}

/** By child row: its parent, and its place among the parent's. */
function findParents({ childRows, starts }: ChildLinks): {
	readonly parents: Uint32Array;
	readonly places: Uint32Array;
} {
	const parents = new Uint32Array(childRows.length);
	const places = new Uint32Array(childRows.length);
	for (let parent = 0; parent + 1 < starts.length; parent += 1) {
		for (let at = starts[parent]; at < starts[parent + 1]; at += 1) {
			parents[childRows[at]] = parent;
			places[childRows[at]] = at - starts[parent];
		}
	}
	return { parents, places };
}

/** Why a row was not written, in words, then its codes and fields. */
const describeRow = (answer: RowAnswer): readonly string[] => [
	answer.reason ?? answer.next ?? '',
	...describeRefusal(answer),
];

/** What is not known of a row, and what to look for. */
const describeUncertain = (answer: RowAnswer | ChildAnswer): readonly string[] => [
	answer.reason ?? '',
	answer.next ?? '',
];

/** Why a child row was not written: most often for the reason of its parent. */
function describeChild({ errors }: ChildAnswer, parent: RowAnswer, words: RefusalWords): string {
	const own = toSentence(words.reasonOf(errors));
	const isOfParent = errors.some(({ code: each }) => each === 'PARENT_REFUSED');
	return isOfParent && parent.reason !== undefined ? `${own}: ${parent.reason}` : own;
}

/** Codes, or the status where there are none, and fields. */
function describeRefusal({ status, errors }: Pick<RowAnswer, 'status' | 'errors'>): readonly [string, string] {
	const codes = errors.map((refusal) => refusal.code);
	const names = new Set(errors.flatMap((refusal) => refusal.fields));
	return [codes.length === 0 ? status : codes.join(';'), [...names].join(';')];
}

/** What is left of a record: from the end of one left-out column, or the beginning, to the start of the next, or the end. */
type Run = readonly [after: number | null, before: number | null];

/** A file of rows that were not written. */
interface RejectFile {
	/** Titles of the columns behind those of the rows. */
	readonly titles: readonly string[];
	/** Whether a column of the rows is replaced, and so left out. */
	isReplaced(title: string, position: number): boolean;
	/** What stands under the titles for a row; null for one that does not belong into the file. */
	cellsOf(row: number): readonly string[] | null;
}

/** Writes some rows of a file: their bytes, then further cells. */
async function* writeFile(
	file: CsvFile,
	{ titles, isReplaced, cellsOf }: RejectFile,
	sleep: Sleep,
): AsyncGenerator<Uint8Array> {
	const leftOut = file.titles.flatMap((title, position) => (isReplaced(title, position) ? [position] : []));
	const runs = runsBetween(leftOut, file.titles.length);
	const delimiter = String.fromCharCode(file.delimiter);
	const turns = new Turns(sleep);
	for await (const { bytes, starts, spans, firstRecord, count, cellCounts } of file.read(leftOut)) {
		const pieces: Uint8Array[] = firstRecord === 0 ? [file.mark] : [];
		for (let record = 0; record < count; record += 1) {
			const row = firstRecord + record - 1;
			const added = row === -1 ? titles : cellsOf(row);
			if (added === null) continue;
			const end = contentEnd(bytes, starts[record], starts[record + 1]);
			const cells = Buffer.from(
				added.map((cell) => writeCell(file.encoding.isUtf8 ? cell : toAscii(cell), file.delimiter)).join(delimiter),
			);
			const lineBreak = end < starts[record + 1] ? bytes.subarray(end, starts[record + 1]) : file.lineBreak;
			if (cellCounts[record] !== file.titles.length) {
				pieces.push(besideCells(bytes.subarray(starts[record], end), file, leftOut, cells), lineBreak);
				continue;
			}
			const spanOf = (at: number): number => 2 * (record * leftOut.length + at);
			for (const [after, before] of runs) {
				const from = after === null ? starts[record] : spans[spanOf(after) + 1] + 1;
				const to = before === null ? end : spans[spanOf(before)] - 1;
				pieces.push(bytes.subarray(from, to), Buffer.from(delimiter));
			}
			pieces.push(cells, lineBreak);
		}
		if (pieces.length > 0) yield Buffer.concat(pieces);
		if (turns.isOver) await turns.next();
	}
}

/**
 * Writes a row that has more or fewer cells than the header, with further cells under their titles. Cells that are too many
 * stay, behind all others.
 */
function besideCells(record: Uint8Array, file: CsvFile, leftOut: readonly number[], added: Uint8Array): Uint8Array {
	const cells = splitRecord(record, file.delimiter);
	const own = file.titles.flatMap((_, position) => (leftOut.includes(position) ? [] : [cells[position] ?? NO_BYTES]));
	const all = [...own, added, ...cells.slice(file.titles.length)];
	return Buffer.concat(all.flatMap((cell, at) => (at === 0 ? [cell] : [Uint8Array.of(file.delimiter), cell])));
}

const NO_BYTES = new Uint8Array();

/** The stretches of columns that stay, as places among those that are left out. */
function runsBetween(leftOut: readonly number[], columnCount: number): Run[] {
	const runs: Run[] = [];
	for (let at = 0; at <= leftOut.length; at += 1) {
		const first = at === 0 ? 0 : leftOut[at - 1] + 1;
		const end = at === leftOut.length ? columnCount : leftOut[at];
		if (end > first) runs.push([at === 0 ? null : at - 1, at === leftOut.length ? null : at]);
	}
	return runs;
}

/** A text that every encoding writes alike. */
const toAscii = (text: string): string => text.replaceAll(/[\u0080-\uffff]/g, '?');
