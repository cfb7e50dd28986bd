import type { RecordBlock } from '../../archive/csvRecords';
import type { CellSettings } from '../../values/encoders';
import { cutName } from '../../values/nameList';
import { KeyTable } from '../../writes/keyTable';
import { UsageError } from '../../zoho/call/errors';
import { MAX_CHILD_ROWS_PER_PARENT, MAX_HELD_CHILD_BYTES } from '../../zoho/call/limits';
import type { FieldMetadata } from '../../zoho/metadata/fields';
import { tooManyChildren, type ChildPlan } from '../plan/children';
import { ColumnEvidence } from '../plan/columnEvidence';
import { isChecked, type MappedColumn } from '../plan/mappedColumn';
import type { Problems } from '../plan/problems';
import { refuseFlaws, refuseRow, type RowTrouble, type TroubledCell } from '../plan/preflight';
import type { RowAnswer } from '../rows/answer';
import type { ChunkRows, NewFieldValues, Sleep } from '../rows/source';
import type { ByteSource } from './byteSource';
import { readAsPositions } from './header';
import type { CsvFile } from './open';
import { placeOf } from './place';
import { holdBlocks, isAscii, refuseUntitled, visitRows, walkBlocks, type RowBlocks, type RowSet } from './rows';
import { settleSheet, type Sheet } from './layout';

/** Child rows in a file of their own. */
export interface FileChildren {
	/** null: the other CSV of the ZIP. */
	readonly file: ByteSource | null;
	/** The field that holds the child rows: a subform, or a list of look-ups or users. */
	readonly field: FieldMetadata;
	/** Fields of the module of the child rows. */
	readonly childFields: readonly FieldMetadata[];
	/** Title of the parents' column with the key that joins both files. */
	readonly parentKeyColumn: string;
	/** Title of the child rows' column with that key. */
	readonly childKeyColumn: string;
}

/** The file of child rows, and how it goes into jobs. */
export interface ChildSheet {
	readonly sheet: Sheet;
	readonly source: ByteSource;
	readonly plan: ChildPlan;
	/** Positions of the key in either file. */
	readonly keyPosition: number;
	readonly parentKeyPosition: number;
	/** Positions of columns that must be empty, because they have no title. */
	readonly untitled: readonly number[];
}

/** Which child rows belong to which rows. */
export interface ChildLinks {
	/** Child rows, those of one parent together, in the order of the parents. */
	readonly childRows: Uint32Array;
	/** By parent: where its child rows begin among them; one entry more than parents. */
	readonly starts: Uint32Array;
	/** Whether the file has the child rows in that order. */
	readonly isInOrder: boolean;
	/** Answers of parents that cannot be sent because of their child rows, by index. */
	readonly refused: ReadonlyMap<number, RowAnswer>;
	/** Child rows with cells that have to be written in another form. */
	readonly rewritten: RowSet;
}

/** Child rows that were checked. */
export interface LinkedChildren {
	readonly child: ChildSheet;
	readonly links: ChildLinks;
	readonly newValues: readonly NewFieldValues[];
	/** How columns are read whose cells alone do not show it; empty where all do. */
	readonly readings: string;
}

/**
 * Finds the parent of every child row and checks the child rows.
 * @throws UsageError if two parents have one key, if a child row has no parent, or if child rows out of order are too
 * many to be held in memory
 */
export async function linkChildren(
	parents: CsvFile,
	child: ChildSheet,
	cells: CellSettings,
	problems: Problems,
	sleep: Sleep,
): Promise<LinkedChildren> {
	const { sheet, source, plan, keyPosition, parentKeyPosition, untitled } = child;
	const table = new KeyTable();
	const keyOf = keyWriter(sheet);
	const isUnclear = (text: string): boolean => hasTwoReadings(sheet.link?.column ?? null, text);
	const parentCheck = { file: parents, columns: [], evidence: null, positions: [parentKeyPosition], sleep };
	const { rowCount: parentCount } = await visitRows(parentCheck, (index, textOf) => {
		const key = keyOf(textOf(parentKeyPosition));
		const before = key === '' ? -1 : table.note(key, index);
		if (before !== -1) refuseTwins(parents, parentKeyPosition, before, index);
	});
	const parentOf: number[] = [];
	const counts = new Uint32Array(parentCount);
	const troubles = new Map<number, TroubledCell[]>();
	const raggedParents = new Map<number, RowTrouble>();
	const withOtherKeys: number[] = [];
	let isInOrder = true;
	const evidence = new ColumnEvidence(
		sheet.columns.map(({ column }) => column),
		cells,
	);
	const readAs = readAsPositions(sheet.file);
	const childCheck = {
		file: sheet.file,
		columns: sheet.columns,
		evidence,
		positions: [keyPosition, ...untitled, ...readAs],
		sleep,
	};
	const { rewritten } = await visitRows(childCheck, (index, textOf, troubled, ragged) => {
		if (ragged === null) refuseUntitled(sheet.file, untitled, textOf, index);
		for (const position of ragged === null ? readAs : []) evidence.noteReadings(textOf(position));
		const text = textOf(keyPosition);
		const key = keyOf(text);
		if (key !== text || isUnclear(text)) withOtherKeys.push(index);
		const parent = key === '' ? -1 : table.find(key);
		if (parent === -1) refuseOrphan(sheet.file, index, parents, parentKeyPosition);
		if (index > 0 && parent < parentOf[index - 1]) isInOrder = false;
		if (ragged !== null)
			raggedParents.set(parent, { ...ragged, reason: `row ${index + 1} of ${sheet.file.name}: ${ragged.reason}` });
		// A parent with more rows than it may have is told that instead.
		if (troubled !== null && counts[parent] < MAX_CHILD_ROWS_PER_PARENT) {
			const found = troubles.get(parent) ?? [];
			found.push(...named(troubled, plan.key, counts[parent]));
			troubles.set(parent, found);
		}
		parentOf.push(parent);
		counts[parent] += 1;
	});
	for (const index of withOtherKeys) rewritten.add(index);
	if (!isInOrder) await refuseLarge(source, sheet.file, parents);
	const refused = new Map<number, RowAnswer>();
	for (const [index, troubled] of troubles) {
		const answer = refuseFlaws(index, { troubled });
		if (answer !== null) refused.set(index, answer);
	}
	for (const [index, ragged] of raggedParents) refused.set(index, refuseRow(index, ragged));
	counts.forEach((count, index) => {
		const trouble = tooManyChildren(plan.key, count);
		if (trouble !== null) refused.set(index, refuseRow(index, trouble));
	});
	const settled = { ...child, sheet: settleSheet(sheet, evidence.settle(problems, `${plan.key}.`, sheet.file.name)) };
	const links = { ...groupByParent(parentOf, counts), isInOrder, refused, rewritten };
	return { child: settled, links, newValues: evidence.newValues(`${plan.key}.`), readings: evidence.readings() };
}

/**
 * Gives keys the form that the parents' have in the CSVs of jobs, where Zoho CRM compares them: `+7` and `7` may be one
 * number.
 */
function keyWriter({ link, file }: Sheet): (text: string) => string {
	const column = link?.column ?? null;
	if (column === null || !isChecked(column)) return (text) => text;
	return (text) => {
		const cell = text === '' ? text : column.encode(text);
		return typeof cell === 'string' && (file.encoding.isUtf8 || isAscii(cell)) ? cell : text;
	};
}

/** Whether a key has two readings, of which the parents decide. */
function hasTwoReadings(column: MappedColumn | null, text: string): boolean {
	if (column === null || !isChecked(column) || text === '') return false;
	const cell = column.encode(text);
	return typeof cell !== 'string' && cell.kind === 'either';
}

function named(troubled: readonly TroubledCell[], key: string, place: number): TroubledCell[] {
	return troubled.map(({ apiName, name, ...rest }) => ({
		apiName: `${key}[${place}].${apiName}`,
		name: `${key}[${place}].${name}`,
		...rest,
	}));
}

function groupByParent(
	parentOf: readonly number[],
	counts: Uint32Array,
): { childRows: Uint32Array; starts: Uint32Array } {
	const starts = new Uint32Array(counts.length + 1);
	for (let parent = 0; parent < counts.length; parent += 1) starts[parent + 1] = starts[parent] + counts[parent];
	const next = starts.slice();
	const childRows = new Uint32Array(parentOf.length);
	for (let row = 0; row < parentOf.length; row += 1) {
		childRows[next[parentOf[row]]] = row;
		next[parentOf[row]] += 1;
	}
	return { childRows, starts };
}

/** The child rows of a chunk, with the positions of their parents in it and their places among their parent's. */
export function childrenOf(
	{ childRows, starts }: ChildLinks,
	rows: ChunkRows,
): { childRows: number[]; parents: number[]; places: number[] } {
	const found: { childRows: number[]; parents: number[]; places: number[] } = {
		childRows: [],
		parents: [],
		places: [],
	};
	rows.forEach((row, position) => {
		for (let at = starts[row]; at < starts[row + 1]; at += 1) {
			found.childRows.push(childRows[at]);
			found.parents.push(position);
			found.places.push(at - starts[row]);
		}
	});
	return found;
}

/** Opens the child rows so that those of ascending parents can be asked for. */
export async function openChildBlocks(
	file: CsvFile,
	wanted: readonly number[],
	{ isInOrder }: ChildLinks,
): Promise<RowBlocks> {
	if (isInOrder) return walkBlocks(file.read(wanted), file.name);
	const blocks: RecordBlock[] = [];
	for await (const block of file.read(wanted)) blocks.push(block);
	return holdBlocks(blocks);
}

function refuseTwins({ name, titles }: CsvFile, position: number, before: number, index: number): never {
	throw new UsageError(
		`Rows ${before + 1} and ${index + 1} of ${name} have the same "${cutName(titles[position])}", so it is unclear which child rows belong to them. Nothing was sent`,
		'Give every row its own key, or merge the rows',
	);
}

function refuseOrphan(file: CsvFile, index: number, parents: CsvFile, position: number): never {
	throw new UsageError(
		`${placeOf(file.name, index + 1)} has no parent row: its key does not occur under "${cutName(parents.titles[position])}" in ${parents.name}. Nothing was sent`,
		'Remove the row, or add its parent to the file. Keys must match exactly',
	);
}

async function refuseLarge(source: ByteSource, { name }: CsvFile, parents: CsvFile): Promise<void> {
	let sizeBytes = 0;
	for await (const chunk of source.open()) sizeBytes += chunk.length;
	if (sizeBytes <= MAX_HELD_CHILD_BYTES) return;
	throw new UsageError(
		`The rows of ${name} are not in the order of their parents, and with ${sizeBytes} bytes the file is too large to be sorted here (limit: ${MAX_HELD_CHILD_BYTES})`,
		`Sort ${name} in the order of ${parents.name}. It can then have any size`,
	);
}
