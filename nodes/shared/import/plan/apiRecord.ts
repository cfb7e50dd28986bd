import type { ChildPlan } from './children';
import { fromCell, type InputRow } from '../../values/fieldValues';
import { filledText, type MappedColumn } from './mappedColumn';
import type { SourceRequest } from '../request';
import { rowKeyOf } from '../rows/chunks';

/** Child rows of one row, and how they are mapped. */
export interface RecordChildren {
	readonly plan: ChildPlan;
	readonly rows: readonly InputRow[];
}

/** A row and its columns. */
export interface TextRow {
	readonly index: number;
	readonly columns: readonly MappedColumn[];
	/** Text of a cell; empty ones leave the field out, or clear it, as the request says. */
	textOf(column: MappedColumn): string;
	readonly children: readonly RecordChildren[];
}

/** A row as the records API takes it, made of the very texts that a CSV would hold, so that both routes write the same. */
export function toApiRecord(
	{ index, columns, textOf, children }: TextRow,
	request: SourceRequest,
): Record<string, unknown> {
	const record: Record<string, unknown> = {};
	if (request.rowKeyField !== null) record[request.rowKeyField] = rowKeyOf(request.importId, index);
	for (const column of columns) {
		const text = filledText(textOf(column), column);
		if (text !== '') record[column.apiName] = toRecordValue(column, text);
		else if (!request.ignoreEmpty && column.apiName !== 'id') record[column.apiName] = null;
	}
	for (const { plan, rows } of children) {
		if (rows.length > 0) record[plan.field.apiName] = rows.map((row) => toChildRecord(plan, row));
	}
	return record;
}

function toRecordValue({ apiName, field, findBy }: MappedColumn, text: string): unknown {
	if (apiName === 'id') return text.trim();
	return findBy !== null && findBy !== 'id' ? { [findBy]: text } : fromCell(field, text);
}

function toChildRecord({ columns }: ChildPlan, row: InputRow): Record<string, unknown> {
	const record: Record<string, unknown> = {};
	for (const column of columns) {
		const cell = column.key === null ? '' : column.encode(row[column.key]);
		if (typeof cell === 'string' && cell.trim() !== '') record[column.apiName] = toRecordValue(column, cell);
	}
	return record;
}
