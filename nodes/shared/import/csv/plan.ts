import { listNames } from '../../values/nameList';
import { shortKey } from '../../writes/keyTable';
import { ROWS_PER_LOOK, Turns } from '../../writes/turns';
import { MAX_BULK_WRITE_COLUMNS, RESULT_KEY_COLUMNS } from '../../zoho/call/limits';
import { findChildModule, planChildren } from '../plan/children';
import { planColumns, refuseWidth, type ColumnPlan, type InputKeys } from '../plan/columns';
import { orderByDistinction } from '../plan/keyColumns';
import { findDemands, type RowDemands } from '../plan/demands';
import { describeColumn, describeOther, isLong, type MappedColumn } from '../plan/mappedColumn';
import type { Problems } from '../plan/problems';
import type { NamedUsers } from '../plan/userColumns';
import type { SourceRequest } from '../request';
import type { FieldsOf, MappingLine, Sleep } from '../rows/source';
import type { ChildSheet, FileChildren } from './children';
import {
	findColumn,
	knownTitles,
	matchTitles,
	refuseLinesAbove,
	refuseUnknown,
	spellTargets,
	type TitledColumn,
	type TitleRules,
} from './header';
import type { ByteSource } from './byteSource';
import { findFiles, type FoundChild } from './files';
import type { CsvFile, ReadingForm } from './open';
import { readPreset, type PresetName } from './presets';
import { readCells, type FileColumn } from './rows';
import { indexInJob, type KeyLink, type Sheet } from './layout';

/** How a file is read. */
export interface FileForm extends ReadingForm {
	/** By title of the main file: the API name of the field that the user chose for it. */
	readonly columns: Readonly<Record<string, string>>;
	/** The system that wrote the main file; null for any other. */
	readonly preset: PresetName | null;
}

/** What is imported. */
export interface FileInput extends FileForm {
	/** A CSV, or a ZIP that holds one. */
	readonly file: ByteSource;
	readonly children: FileChildren | null;
}

/** What a plan is made with. */
export interface PlanContext {
	readonly request: SourceRequest;
	readonly fieldsOf: FieldsOf;
	readonly users: NamedUsers;
	/** Takes what keeps the import from starting. */
	readonly problems: Problems;
	readonly sleep: Sleep;
}

/** What header and first rows say. */
export interface FilePlan {
	readonly sheet: Sheet;
	readonly child: ChildSheet | null;
	readonly mapping: readonly MappingLine[];
	/** Positions of columns that must be empty, because they have no title. */
	readonly untitled: readonly number[];
	/** Which cells of a row must be filled. */
	readonly demands: RowDemands;
}

/**
 * Reads headers and first rows, and finds the fields of all columns.
 * @throws UsageError, in one sentence, for what cannot be imported
 */
export async function planFile(input: FileInput, context: PlanContext): Promise<FilePlan> {
	const { request, fieldsOf, users, problems, sleep } = context;
	const { rowKeyField, importId, findBy, module } = request;
	const fields = await fieldsOf(module);
	const preset = readPreset(input.preset, module);
	const { parent, child } = await findFiles(input, {
		module,
		isKnown: knownTitles(fields, [...Object.keys(input.columns), ...preset.keys()]),
		isKnownChild: knownTitles(input.children?.childFields ?? [], []),
	});
	refuseLinesAbove(parent, input.skipLines);
	const parentKeyPosition = child === null ? null : findColumn(parent, child.children.parentKeyColumn);
	const matched = matchTitles(parent, fields, { ...request, chosen: input.columns, preset }, null);
	// The key of child rows may be a field as well, and need not be one.
	const wanted = matched.filter(({ position, isUnknown }) => !isUnknown || position !== parentKeyPosition);
	const titled = await spellTargets(wanted, fields, parent, fieldsOf);
	refuseUnknown(titled, parent, { module, fields, canMap: true }, request.ignoreUnknownColumns, problems);
	const sample = await readSample(parent, sleep);
	const plan = await planColumns(keysOf(titled, sample), fields, request, users, problems);
	findLists(plan, request, problems);
	const placed = placeColumns(plan.columns, titled);
	const addedCount = rowKeyField === null ? 0 : 1;
	const sheet: Sheet = {
		file: parent,
		module,
		findBy,
		columns: await orderColumns(placed, sample, findBy === null ? 0 : 1, addedCount, new Turns(sleep)),
		defaults: plan.columns.filter(({ key }) => key === null),
		rowKey: rowKeyField === null ? null : { apiName: rowKeyField, importId },
		link: null,
		leftOut: findLeftOut(
			parent,
			[...placed.map(({ position }) => position), ...(parentKeyPosition === null ? [] : [parentKeyPosition])],
			addedCount,
		),
	};
	const demands = findDemands(plan.columns, fields, request);
	const mapping = describeTitles(plan, titled, '');
	const untitled = request.ignoreUnknownColumns ? [] : findUntitled(titled);
	if (child === null || parentKeyPosition === null) return { sheet, child: null, mapping, untitled, demands };
	const parentKey = {
		position: parentKeyPosition,
		parentIndex: indexInJob(sheet, parentKeyPosition),
		column: sheet.columns.find(({ position }) => position === parentKeyPosition)?.column ?? null,
	};
	const planned = await planChildFile(child, parentKey, context);
	return { sheet, child: planned.child, mapping: [...mapping, ...planned.mapping], untitled, demands };
}

async function planChildFile(
	{ file, source, children }: FoundChild,
	parentKey: Omit<KeyLink, 'apiName'>,
	{ request, fieldsOf, users, problems, sleep }: PlanContext,
): Promise<{ child: ChildSheet; mapping: readonly MappingLine[] }> {
	const child = { key: children.field.apiName, field: children.field };
	const { module, link } = findChildModule(child);
	const fields = children.childFields.filter(({ apiName }) => apiName !== link);
	const keyPosition = findColumn(file, children.childKeyColumn);
	const rules: TitleRules = { module, operation: 'insert', findBy: null, chosen: {}, preset: new Map() };
	const titled = await spellTargets(matchTitles(file, fields, rules, keyPosition), fields, file, fieldsOf);
	refuseUnknown(titled, file, { module, fields, canMap: false }, request.ignoreUnknownColumns, problems);
	const sample = await readSample(file, sleep);
	const plan = await planChildren(child, keysOf(titled, sample), fields, request, users, problems);
	const placed = placeColumns(plan.columns, titled);
	const sheet: Sheet = {
		file,
		module,
		findBy: null,
		columns: await orderColumns(placed, sample, 0, 1, new Turns(sleep)),
		defaults: plan.columns.filter(({ key }) => key === null),
		rowKey: null,
		link: { ...parentKey, apiName: link, position: keyPosition },
		leftOut: findLeftOut(file, [...placed.map(({ position }) => position), keyPosition], 0),
	};
	const mapping = describeTitles({ columns: plan.columns, children: [], ignored: [] }, titled, `${child.key}.`);
	const untitled = request.ignoreUnknownColumns ? [] : findUntitled(titled);
	return { child: { sheet, source, plan, keyPosition, parentKeyPosition: parentKey.position, untitled }, mapping };
}

const findUntitled = (titled: readonly TitledColumn[]): number[] =>
	titled.filter(({ title }) => title === '').map(({ position }) => position);

/** The texts of the first rows of a file: rows of cells. */
type Sample = readonly (readonly string[])[];

/** How many rows tell what the columns hold. */
const SAMPLE_ROWS = 2_000;
/** Of wide files fewer rows are looked at: comparing their cells is one stretch of work. */
const SAMPLE_CELLS = 100_000;

/** Reads the first rows, with all their cells; those that a short row lacks are empty. */
async function readSample(file: CsvFile, sleep: Sleep): Promise<Sample> {
	const positions = file.titles.map((_, position) => position);
	const wanted = Math.min(SAMPLE_ROWS, Math.ceil(SAMPLE_CELLS / positions.length));
	const turns = new Turns(sleep);
	const rows: string[][] = [];
	for await (const block of file.read(positions)) {
		const cells = readCells(block, positions.length, file);
		for (let record = block.firstRecord === 0 ? 1 : 0; record < block.count && rows.length < wanted; record += 1) {
			rows.push(positions.map((position) => cells.textOf(record, position)));
			if (rows.length % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
		}
		if (rows.length === wanted) break;
	}
	return rows;
}

/** The columns that go to fields, by their keys. */
function columnsByKey(titled: readonly TitledColumn[]): ReadonlyMap<string, TitledColumn> {
	return new Map(titled.flatMap((column) => (column.key === null ? [] : [[column.key, column]])));
}

/** The keys that the titles stand for, and their cells in the sample. */
function keysOf(titled: readonly TitledColumn[], sample: Sample): InputKeys {
	const byKey = columnsByKey(titled);
	return {
		names: [...byKey.keys()],
		valuesOf: (key) => {
			const position = byKey.get(key)?.position ?? -1;
			return sample.map((cells) => cells[position]);
		},
		titleOf: (key) => byKey.get(key)?.title ?? key,
	};
}

/**
 * Brings the columns that tell rows apart to the front: the file stays as it is, only its mappings follow this order.
 * @param fixed how many leading columns must stay first, 0 or 1
 * @param taken how many columns stand before these in the result file
 */
async function orderColumns(
	columns: readonly FileColumn[],
	sample: Sample,
	fixed: number,
	taken: number,
	turns: Turns,
): Promise<FileColumn[]> {
	const distinct = new Map(
		columns.map((column) => [column, new Set(sample.map((cells) => shortKey(cells[column.position]))).size]),
	);
	const byDistinct = (a: FileColumn, b: FileColumn): number => (distinct.get(b) ?? 0) - (distinct.get(a) ?? 0);
	// Rows beyond the sample may be alike where those of the sample are not, so the columns are sorted as a whole as well.
	const free = columns.slice(fixed).sort(byDistinct);
	const long = free.filter(({ column }) => isLong(column));
	const sorted = [...columns.slice(0, fixed), ...free.filter(({ column }) => !isLong(column)), ...long];
	const steps = orderByDistinction({
		rowCount: sample.length,
		columnCount: sorted.length,
		fixed,
		reserve: long.length,
		wanted: RESULT_KEY_COLUMNS - taken,
		cellOf: (row, column) => sample[row][sorted[column].position],
	});
	const order = await turns.run(steps);
	return order.map((column) => sorted[column]);
}

function placeColumns(columns: readonly MappedColumn[], titled: readonly TitledColumn[]): FileColumn[] {
	const byKey = columnsByKey(titled);
	return columns.flatMap((column) => {
		const titledColumn = column.key === null ? undefined : byKey.get(column.key);
		return titledColumn === undefined ? [] : [{ column, position: titledColumn.position }];
	});
}

/**
 * The columns that no field gets, where a job could not take the file with them; none where it can.
 * @param needed positions of the columns that have to stay
 * @param added how many columns the import adds
 */
function findLeftOut({ titles }: CsvFile, needed: readonly number[], added: number): ReadonlySet<number> {
	if (titles.length + added <= MAX_BULK_WRITE_COLUMNS) return new Set();
	const kept = new Set(needed);
	refuseWidth(kept.size + added);
	return new Set(titles.flatMap((_, position) => (kept.has(position) ? [] : [position])));
}

function findLists(
	{ children }: ColumnPlan,
	{ module, ignoreUnknownColumns }: SourceRequest,
	problems: Problems,
): void {
	if (children.length === 0 || ignoreUnknownColumns) return;
	const names = listNames(children.map(({ key }) => key));
	problems.add([
		`${names} of ${module} has rows of another module, which a cell can't hold`,
		'Remove the column and put these rows in a file of their own, or turn on Ignore Unknown Columns',
	]);
}

/** Where every field's values come from, in the order of the file. */
function describeTitles(
	{ columns, children, ignored }: ColumnPlan,
	titled: readonly TitledColumn[],
	path: string,
): MappingLine[] {
	const unsuitable = new Set([...ignored, ...children.map(({ key }) => key)]);
	const lines = titled.flatMap(({ key, title, leftOut }): MappingLine[] => {
		if (key === null) return [describeOther(title, null, leftOut ?? undefined)];
		if (unsuitable.has(key)) return [describeOther(title, null, 'A bulk job has no cells for this type of field')];
		return columns.filter((column) => column.key === key).map((column) => describeColumn(column, title, path));
	});
	return [...lines, ...columns.filter(({ key }) => key === null).map((column) => describeColumn(column, null, path))];
}
