import { childAnswersOf, isOpen, isWritten, type ChildAnswer, type RowAnswer } from '../rows/answer';
import type { ChildLinks, ChildSheet } from './children';
import type { CsvFile } from './open';
import { ADDED_TITLES, isAddedTitle } from './header';
import { writeLeft } from './left';
import type { Sleep } from '../rows/source';

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
	if (parent.retrySafe) return 'childRejects';
	if (parent.status === 'UNKNOWN') return 'childUncertain';
	if (!isWritten(parent) || !isOpen(child)) return null;
	return child.status === 'UNKNOWN' ? 'childUncertain' : 'loneChildRejects';
}

/** The file into which a row belongs; null for none. */
function kindOf({ retrySafe, status }: RowAnswer): RejectKind | null {
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

const { code, fields, next } = ADDED_TITLES;

/** Writes the file of some rows: their bytes, then what is to be known. What an earlier such file has added is replaced. */
export async function* writeRejects(
	kind: 'rejects' | 'uncertain',
	file: CsvFile,
	answerOf: AnswerOf,
	sleep: Sleep,
): AsyncGenerator<Uint8Array> {
	const cellsOf = (row: number): readonly string[] | null => {
		const answer = answerOf(row);
		if (answer === undefined || kindOf(answer) !== kind) return null;
		return kind === 'rejects' ? describeRefusal(answer) : [answer.next ?? ''];
	};
	yield* writeLeft(
		file,
		{ titles: kind === 'rejects' ? [code, fields] : [next], isReplaced: isAddedTitle, cellsOf },
		sleep,
	);
}

/**
 * Writes the file of some child rows. Those that are to be imported alone have the record of their parent in place of the
 * key.
 */
export async function* writeChildRejects(
	kind: Exclude<RejectKind, 'rejects' | 'uncertain'>,
	{ sheet, child, keyPosition, plan: { link } }: ChildSheet,
	links: ChildLinks,
	answerOf: AnswerOf,
	sleep: Sleep,
): AsyncGenerator<Uint8Array> {
	const isAlone = kind === 'loneChildRejects';
	const parentOf = findParents(links);
	const cellsOf = (row: number): readonly string[] | null => {
		const parent = answerOf(parentOf.parents[row]);
		const answer = parent?.children?.[child.key]?.[parentOf.places[row]];
		if (parent === undefined || answer === undefined || childKindOf(parent, answer) !== kind) return null;
		// Where the row itself is uncertain, its answer says more.
		if (kind === 'childUncertain') return [(isWritten(parent) ? answer.next : parent.next) ?? ''];
		return isAlone ? [parent.id ?? '', ...describeRefusal(answer), answer.next ?? ''] : describeRefusal(answer);
	};
	const titles = { childRejects: [code, fields], childUncertain: [next], loneChildRejects: [link, code, fields, next] }[
		kind
	];
	const isReplaced = (title: string, position: number): boolean =>
		isAddedTitle(title) || (isAlone && (position === keyPosition || title.toLowerCase() === link.toLowerCase()));
	yield* writeLeft(sheet.file, { titles, isReplaced, cellsOf }, sleep);
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

/** Codes, or the status where there are none, and fields. */
function describeRefusal({ status, errors }: Pick<RowAnswer, 'status' | 'errors'>): readonly [string, string] {
	const codes = errors.map((refusal) => refusal.code);
	const names = new Set(errors.flatMap((refusal) => refusal.fields));
	return [codes.length === 0 ? status : codes.join(';'), [...names].join(';')];
}
