import type { SourceRequest } from '../request';
import { findKeys, type MappedColumn } from './mappedColumn';

/**
 * Columns of unique fields besides Find By. An upsert by the records API finds records by them too, a job does not.
 * Source: Upsert Records, v8, duplicate_check_fields (read 2026-11-21).
 */
export function otherUniqueColumns(
	columns: readonly MappedColumn[],
	{ operation, findBy }: Pick<SourceRequest, 'operation' | 'findBy'>,
): MappedColumn[] {
	return operation === 'upsert'
		? columns.filter(({ apiName, field }) => field.unique !== null && apiName !== findBy)
		: [];
}

/** The columns by which rows can be for one record. A plain insert finds no records, so its rows are free of each other. */
export function bindingColumns(columns: readonly MappedColumn[], request: SourceRequest): MappedColumn[] {
	const found = columns.filter(({ apiName }) => apiName === request.findBy);
	const isByRecords = request.route === 'records' || !request.runsAutomations;
	return isByRecords ? [...found, ...otherUniqueColumns(columns, request)] : found;
}

const NO_KEYS: readonly string[] = [];

/**
 * The keys of a row: rows that share one may be for the same record.
 * @param columns as `bindingColumns` gives them
 * @param cellOf what a column says of the row; no text where the cell cannot be sent, or has two readings so far
 */
export function keysOfRow(
	columns: readonly MappedColumn[],
	cellOf: (column: MappedColumn) => unknown,
): readonly string[] {
	if (columns.length === 0) return NO_KEYS;
	return columns.flatMap((column, at) => {
		const cell = cellOf(column);
		const keys = typeof cell === 'string' ? findKeys(column, cell) : [];
		return at === 0 ? keys : keys.map((key) => `${column.apiName}\n${key}`);
	});
}
