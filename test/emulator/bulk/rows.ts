import type { JsonObject, JsonValue } from '../json';
import type { StoredRecord } from '../records/store';
import type { FieldRefusal } from '../records/readings';
import { findRecord, insertRecord, updateRecord, type WriteContext, type WriteOutcome } from '../records/writer';
import { normaliseCell, readCell, readId } from './cells';
import type { ColumnMapping } from './mappings';
import type { JobOrder, ResourceOrder } from './order';

/** What became of one row. */
export interface RowResult {
	readonly status: 'ADDED' | 'UPDATED' | 'SKIPPED' | 'UNPROCESSED';
	readonly recordId: string | null;
	/** As in the result file: `MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email`. */
	readonly errors: string;
	/** The cells that the result file keeps. */
	readonly shown: readonly string[];
}

/** What became of one file. */
export interface ResourceResult {
	/** Titles of the columns that the result file keeps. */
	readonly titles: readonly string[];
	readonly rows: readonly RowResult[];
}

/** Columns that the result file keeps. Source: Download Bulk Write Result (bulk-write 6). */
const KEPT_COLUMNS = 3;

/** Parent records by the text of the column that their children repeat; null where the parent was not written. */
type Parents = ReadonlyMap<string, StoredRecord | null>;

/**
 * Writes the rows of a job, parents first.
 * @param rowLimit rows to process in all; the others come out as UNPROCESSED
 * Source: bulk-write 7.
 */
export function writeRows(
	context: WriteContext,
	order: JobOrder,
	rowLimit = Number.POSITIVE_INFINITY,
): ResourceResult[] {
	let left = rowLimit;
	const outcomes: Array<StoredRecord | null> = [];
	return order.resources.map((resource, index) => {
		const kept = keptColumns(context, resource);
		const parentRows = order.resources[0].table?.rows ?? [];
		const parents: Parents =
			resource.parentLink === null
				? new Map()
				: new Map(
						parentRows.map((row, at) => [row[resource.parentLink?.parentColumnIndex ?? 0] ?? '', outcomes[at] ?? null]),
					);
		const childCounts = new Map<string, number>();
		const rows = (resource.table?.rows ?? []).map((cells): RowResult => {
			const shown = kept.map((mapping) => showCell(context, mapping, cells));
			const outcome = left-- > 0 ? writeRow(context, order, resource, cells, parents, childCounts) : null;
			if (index === 0) outcomes.push(outcome?.kind === 'written' ? outcome.record : null);
			if (!outcome) return { status: 'UNPROCESSED', recordId: null, errors: '', shown };
			if (outcome.kind === 'written')
				return {
					status: outcome.action === 'insert' ? 'ADDED' : 'UPDATED',
					recordId: outcome.record.id,
					errors: '',
					shown,
				};
			return {
				status: 'SKIPPED',
				recordId: duplicateId(context, outcome.refusals),
				errors: joinErrors(outcome.refusals),
				shown,
			};
		});
		return { titles: kept.map(({ title }) => title), rows };
	});
}

function keptColumns({ state }: WriteContext, { mappings }: ResourceOrder): ColumnMapping[] {
	const mapped = mappings.filter(({ index }) => index !== null);
	if (state.switches.resultColumns === 'by index') mapped.sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
	return mapped.slice(0, KEPT_COLUMNS);
}

function showCell(
	context: WriteContext,
	{ field, findBy, pattern, index }: ColumnMapping,
	cells: readonly string[],
): string {
	const text = cells[index ?? 0] ?? '';
	return context.state.switches.resultValues === 'normalised' && field
		? normaliseCell(context, { field, findBy, pattern }, text)
		: text;
}

function refusalOf(code: string, field: string, details: Readonly<Record<string, unknown>> = {}): FieldRefusal {
	return { code, message: '', field, path: field, details };
}

/** API name of the module that has a record; null if none of them has it. */
const moduleWith = ({ state }: WriteContext, modules: readonly string[], id: string): string | null =>
	modules.find((module) => state.records.get(module, id.trim()) !== undefined) ?? null;

/** What the cells of a row say: values as a record call would send them, the texts of unread ones refused. */
function readCells(
	context: WriteContext,
	resource: ResourceOrder,
	cells: readonly string[],
): { readonly input: Record<string, JsonValue>; readonly refusals: FieldRefusal[]; readonly id: string } {
	const input: Record<string, JsonValue> = {};
	const refusals: FieldRefusal[] = [];
	let id = '';
	for (const mapping of resource.mappings) {
		const { field, findBy, pattern, index, defaultText } = mapping;
		if (mapping === resource.parentLink) continue;
		const cell = index === null ? '' : (cells[index] ?? '');
		const text = cell.trim() === '' ? (defaultText ?? '') : cell;
		if (!field) {
			id = readId(context.state, text.trim());
		} else if (text === '') {
			if (!resource.ignoresEmpty) input[field.apiName] = null;
		} else {
			const reading = readCell(context, { field, findBy, pattern }, text);
			if (reading.kind === 'value') input[field.apiName] = reading.value;
			else refusals.push(reading.refusal);
			if (field.lookupModules !== null) input.$se_module = moduleWith(context, field.lookupModules, text);
		}
	}
	return { input, refusals, id };
}

function writeRow(
	context: WriteContext,
	order: JobOrder,
	resource: ResourceOrder,
	cells: readonly string[],
	parents: Parents,
	childCounts: Map<string, number>,
): WriteOutcome {
	const { input, refusals, id } = readCells(context, resource, cells);
	const { parentLink, module, findBy } = resource;
	if (parentLink) {
		const parent = parents.get(cells[parentLink.index ?? 0] ?? '');
		if (!parent) return { kind: 'refused', refusals: [refusalOf('INVALID_DATA', parentLink.apiName)] };
		const count = (childCounts.get(parent.id) ?? 0) + 1;
		childCounts.set(parent.id, count);
		if (count > context.state.switches.childRowsPerParent)
			return { kind: 'refused', refusals: [refusalOf('LIMIT_EXCEEDED', parentLink.apiName)] };
		input[parentLink.apiName] = { id: parent.id };
	}
	// Children without a find_by of their own are new rows, whatever becomes of their parents.
	const operation = findBy === null ? 'insert' : order.operation;
	const existing = findBy === null ? undefined : findExisting(context, resource, findBy, id, input);
	let outcome: WriteOutcome;
	if (operation === 'insert' && existing && findBy !== null)
		outcome = { kind: 'refused', refusals: [...refusals, refusalOf('DUPLICATE_DATA', findBy, { id: existing.id })] };
	else if (existing) outcome = updateRecord(context, module, existing, input, refusals);
	else if (operation === 'update' && findBy !== null)
		outcome = { kind: 'refused', refusals: missingTarget(context, findBy, id, input, refusals) };
	else outcome = insertRecord(context, module, input, refusals);
	if (outcome.kind === 'written') growPickLists(resource, outcome.record);
	return outcome;
}

function findExisting(
	context: WriteContext,
	{ module }: ResourceOrder,
	findBy: string,
	id: string,
	input: JsonObject,
): StoredRecord | undefined {
	return findBy === 'id'
		? context.state.records.get(module.apiName, id)
		: findRecord(context, module, findBy, input[findBy]);
}

/** A row to update whose key is empty, unreadable, or no record's. */
function missingTarget(
	{ state }: WriteContext,
	findBy: string,
	id: string,
	input: JsonObject,
	refusals: readonly FieldRefusal[],
): FieldRefusal[] {
	if (refusals.some(({ field }) => field === findBy)) return [...refusals];
	const isEmpty = findBy === 'id' ? id === '' : (input[findBy] ?? null) === null;
	return [refusalOf(isEmpty ? 'MANDATORY_NOT_FOUND' : state.switches.missingTargetCode, findBy), ...refusals];
}

/** Zoho adds values that an import brings to the list, without asking. Source: bulk-write 1. */
function growPickLists({ mappings }: ResourceOrder, record: StoredRecord): void {
	for (const { field } of mappings) {
		if (!field?.pickList) continue;
		const value = record[field.apiName];
		for (const option of Array.isArray(value) ? value : [value]) {
			if (typeof option === 'string' && !field.pickList.includes(option)) field.pickList.push(option);
		}
	}
}

function joinErrors(refusals: readonly FieldRefusal[]): string {
	const fields = new Map<string, Set<string>>();
	for (const { code, field } of refusals) fields.set(code, (fields.get(code) ?? new Set()).add(field));
	return [...fields].map(([code, names]) => `${code}-${[...names].join(',')}`).join(':');
}

function duplicateId({ state }: WriteContext, refusals: readonly FieldRefusal[]): string | null {
	if (state.switches.skippedRecordId === 'empty') return null;
	const id = refusals.find(({ code }) => code === 'DUPLICATE_DATA')?.details.id;
	return typeof id === 'string' ? id : null;
}
