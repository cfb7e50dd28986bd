import { UsageError } from '../../zoho/call/errors';
import type { FieldMetadata } from '../../zoho/metadata/fields';
import { MAX_BULK_WRITE_COLUMNS } from '../../zoho/call/limits';
import { findChildModule, planChildren } from '../plan/children';
import { mapColumns, refuseWidth, type ColumnPlan, type MappedColumn } from '../plan/columns';
import { findCsvs, type ByteSource } from './bytes';
import type { ChildSheet, FileChildren } from './children';
import { openCsv, type CsvFile } from './open';
import { findColumn, matchTitles, refuseUnknown, spellTargets, type TitledColumn } from './header';
import { RowSet } from './rowSet';
import { firstFilled, orderColumns, readSample, type FileColumn, type Sample } from './sample';
import { indexInJob, type KeyLink, type Sheet } from './sheet';
import type { FieldsOf, MappingLine, Sleep } from '../rows/source';
import type { SourceRequest } from '../request';

/** What is imported. */
export interface FileInput {
	/** A CSV, or a ZIP that holds one. */
	readonly file: ByteSource;
	readonly children: FileChildren | null;
	/** Name of the encoding of the CSVs, e.g. `UTF-8`. */
	readonly encoding: string;
}

/** What header and first rows tell. */
export interface FilePlan {
	readonly sheet: Sheet;
	readonly child: ChildSheet | null;
	readonly mapping: readonly MappingLine[];
}

interface FoundFiles {
	readonly parent: CsvFile;
	readonly child: { readonly file: CsvFile; readonly source: ByteSource; readonly children: FileChildren } | null;
}

const PARENT_NAME = 'the file';
const CHILD_NAME = 'the child file';

/**
 * Reads headers and first rows, and finds the fields of all columns.
 * @param fields those of the module
 * @param fieldsOf gives those of the modules of look-ups
 * @throws UsageError, in one sentence, for what cannot be imported
 */
export async function planFile(
	input: FileInput,
	fields: readonly FieldMetadata[],
	fieldsOf: FieldsOf,
	request: SourceRequest,
	sleep: Sleep,
): Promise<FilePlan> {
	const { parent, child } = await findFiles(input);
	const parentKeyPosition = child === null ? null : findColumn(parent, child.children.parentKeyColumn);
	const matched = matchTitles(parent, fields, null);
	// The key of child rows may be a field as well, and need not be one.
	const titled = await spellTargets(
		matched.filter(({ position, isKnown }) => isKnown || position !== parentKeyPosition),
		fields,
		parent,
		fieldsOf,
	);
	refuseUnknown(titled, parent, request.module, request.ignoreUnknownColumns);
	const sample = await readSample(parent, sleep);
	const plan = mapColumns(
		titled.map(({ key }) => key),
		fields,
		request,
		readerOf(sample, titled),
	);
	refuseLists(plan, request);
	refuseRowKeyTwin(plan.columns, request);
	const placed = placeColumns(plan.columns, titled);
	const { rowKeyField, importId, findBy } = request;
	const sheet: Sheet = {
		file: parent,
		module: request.module,
		findBy,
		columns: orderColumns(placed, sample, findBy === null ? 0 : 1, rowKeyField === null ? 0 : 1),
		defaults: plan.columns.filter(({ key }) => key === null),
		rowKey: rowKeyField === null ? null : { apiName: rowKeyField, importId },
		link: null,
		leftOut: findLeftOut(
			parent,
			[...placed.map(({ position }) => position), ...(parentKeyPosition === null ? [] : [parentKeyPosition])],
			rowKeyField === null ? 0 : 1,
		),
		rewritten: new RowSet(),
	};
	const mapping = describeColumns(plan, titled, '');
	if (child === null || parentKeyPosition === null) return { sheet, child: null, mapping };
	const parentKey = sheet.columns.find(({ position }) => position === parentKeyPosition)?.column ?? null;
	const childPlan = await planChildFile(
		child,
		{ position: parentKeyPosition, parentIndex: indexInJob(sheet, parentKeyPosition), column: parentKey },
		fieldsOf,
		request,
		sleep,
	);
	return { sheet, child: childPlan.child, mapping: [...mapping, ...childPlan.mapping] };
}

async function planChildFile(
	{ file, source, children }: NonNullable<FoundFiles['child']>,
	parentKey: Omit<KeyLink, 'apiName'>,
	fieldsOf: FieldsOf,
	request: SourceRequest,
	sleep: Sleep,
): Promise<{ child: ChildSheet; mapping: readonly MappingLine[] }> {
	const child = { key: children.field.apiName, field: children.field };
	const { module, link } = findChildModule(child);
	const fields = children.childFields.filter(({ apiName }) => apiName !== link);
	const keyPosition = findColumn(file, children.childKeyColumn);
	const titled = await spellTargets(matchTitles(file, fields, keyPosition), fields, file, fieldsOf);
	refuseUnknown(titled, file, module, request.ignoreUnknownColumns);
	const sample = await readSample(file, sleep);
	const plan = planChildren(
		child,
		fields,
		titled.map(({ key }) => key),
		request,
		readerOf(sample, titled),
	);
	const placed = placeColumns(plan.columns, titled);
	const sheet: Sheet = {
		file,
		module,
		findBy: null,
		columns: orderColumns(placed, sample, 0, 1),
		defaults: plan.columns.filter(({ key }) => key === null),
		rowKey: null,
		link: { ...parentKey, apiName: link, position: keyPosition },
		leftOut: findLeftOut(file, [...placed.map(({ position }) => position), keyPosition], 0),
		rewritten: new RowSet(),
	};
	const ignored = titled.filter(({ isKnown }) => !isKnown).map(({ key }) => key);
	const mapping = describeColumns({ columns: plan.columns, children: [], ignored }, titled, `${child.key}.`);
	return { child: { sheet, source, child, plan, keyPosition, parentKeyPosition: parentKey.position }, mapping };
}

/** Finds the CSVs: each may be in a ZIP, or both in one. */
async function findFiles({ file, children, encoding }: FileInput): Promise<FoundFiles> {
	const found = await findCsvs(file);
	if (children?.file === null) return await tellApart(found, children, encoding);
	const parent = await openCsv(onlyOne(found), encoding, PARENT_NAME);
	if (children === null) return { parent, child: null };
	const source = onlyOne(await findCsvs(children.file));
	return { parent, child: { file: await openCsv(source, encoding, CHILD_NAME), source, children } };
}

function onlyOne(found: readonly ByteSource[]): ByteSource {
	if (found.length === 1) return found[0];
	throw new UsageError(
		`The ZIP holds ${found.length} CSV files, and rows are taken from one`,
		'Pack each CSV into a ZIP of its own, or choose the field whose child rows the second file holds',
	);
}

/** Which of the two files of a ZIP has the parents: the one with the parents' key; the first if both could be. */
async function tellApart(found: readonly ByteSource[], children: FileChildren, encoding: string): Promise<FoundFiles> {
	if (found.length !== 2) {
		throw new UsageError(
			`The ZIP holds ${found.length} CSV ${found.length === 1 ? 'file' : 'files'}, and rows with child rows need two`,
			'Pack one CSV with the rows and one with their child rows',
		);
	}
	const hasTitle = (file: CsvFile, title: string): boolean =>
		file.titles.some((candidate) => candidate.toLowerCase() === title.trim().toLowerCase());
	const [first, second] = await Promise.all(found.map(async (source) => await openCsv(source, encoding, PARENT_NAME)));
	const isSwapped =
		!(hasTitle(first, children.parentKeyColumn) && hasTitle(second, children.childKeyColumn)) &&
		hasTitle(second, children.parentKeyColumn) &&
		hasTitle(first, children.childKeyColumn);
	const source = isSwapped ? found[0] : found[1];
	return {
		parent: isSwapped ? second : first,
		child: { file: await openCsv(source, encoding, CHILD_NAME), source, children },
	};
}

/** Gives the first filled value of a key. */
function readerOf(sample: Sample, titled: readonly TitledColumn[]): (key: string) => unknown {
	const positions = new Map(titled.map(({ key, position }) => [key, position]));
	return (key) => {
		const position = positions.get(key);
		return position === undefined ? undefined : firstFilled(sample, position);
	};
}

function placeColumns(columns: readonly MappedColumn[], titled: readonly TitledColumn[]): FileColumn[] {
	const positions = new Map(titled.map(({ key, position }) => [key, position]));
	return columns.flatMap((column) => {
		const position = column.key === null ? undefined : positions.get(column.key);
		return position === undefined ? [] : [{ column, position }];
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

function refuseLists({ children }: ColumnPlan, { module, ignoreUnknownColumns }: SourceRequest): void {
	if (children.length === 0 || ignoreUnknownColumns) return;
	const names = children.map(({ key }) => `"${key}"`).join(', ');
	throw new UsageError(
		`${names} of ${module} holds rows of another module, which a cell cannot hold`,
		'Remove the column and pass these rows in a file of their own, or switch on Ignore Unknown Columns',
	);
}

function refuseRowKeyTwin(columns: readonly MappedColumn[], { rowKeyField }: SourceRequest): void {
	if (columns.every(({ apiName }) => apiName !== rowKeyField)) return;
	throw new UsageError(
		`The Row Key Field ${rowKeyField} is filled by the import, and the file has a column for it as well`,
		'Remove the column, or choose another Row Key Field',
	);
}

/** Where every field's values come from, in the order of the file. */
function describeColumns(
	{ columns, children, ignored }: ColumnPlan,
	titled: readonly TitledColumn[],
	path: string,
): MappingLine[] {
	const none = { field: null, findBy: null, format: null, defaultValue: null };
	const leftOut = new Set([...ignored, ...children.map(({ key }) => key)]);
	const lines = titled.flatMap(({ key, title }): MappingLine[] => {
		if (leftOut.has(key)) return [{ column: title, ...none }];
		return columns.filter((column) => column.key === key).map((column) => describeColumn(column, title, path));
	});
	return [...lines, ...columns.filter(({ key }) => key === null).map((column) => describeColumn(column, null, path))];
}

function describeColumn(
	{ apiName, findBy, format, defaultValue }: MappedColumn,
	title: string | null,
	path: string,
): MappingLine {
	return { column: title, field: path + apiName, findBy, format, defaultValue };
}
