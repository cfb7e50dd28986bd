import type { ChildPlan } from './children';
import type { ChildField, MappedColumn } from './columns';
import { type InputRow, toFieldValue } from '../../values/fieldValues';
import { rowKeyOf } from './mappings';
import type { SourceRequest } from '../request';

/** Child rows of one row, and how they are mapped. */
export interface RecordChildren {
	readonly child: ChildField;
	readonly plan: ChildPlan;
	readonly rows: readonly InputRow[];
}

/**
 * A row as the records API takes it, made of the very texts that a CSV would hold, so that both ways write the same.
 * @param textOf text of a cell; empty ones leave the field out, or clear it, as the request says
 */
export function toImportRecord(
	index: number,
	columns: readonly MappedColumn[],
	textOf: (column: MappedColumn) => string,
	children: readonly RecordChildren[],
	request: SourceRequest,
): Record<string, unknown> {
	const record: Record<string, unknown> = {};
	if (request.rowKeyField !== null) record[request.rowKeyField] = rowKeyOf(request.importId, index);
	for (const column of columns) {
		const text = filledText(textOf(column), column);
		if (text !== '') record[column.apiName] = toRecordValue(column, text);
		else if (!request.ignoreEmpty && column.apiName !== 'id') record[column.apiName] = null;
	}
	for (const { child, plan, rows } of children) {
		if (rows.length > 0) record[child.field.apiName] = rows.map((row) => toChildRecord(plan, row));
	}
	return record;
}

/** What stands for a cell: its text, or the default; a cell of nothing but white space is as good as empty. */
export function filledText(text: string, { defaultValue }: Pick<MappedColumn, 'defaultValue'>): string {
	return text.trim() === '' ? (defaultValue ?? '') : text;
}

function toRecordValue({ apiName, field, findBy }: MappedColumn, text: string): unknown {
	if (apiName === 'id') return text.trim();
	return findBy !== null && findBy !== 'id' ? { [findBy]: text } : toFieldValue(field, text, 'UTC');
}

function toChildRecord({ columns }: ChildPlan, row: InputRow): Record<string, unknown> {
	const record: Record<string, unknown> = {};
	for (const column of columns) {
		const cell = column.key === null ? '' : column.encode(row[column.key]);
		if (typeof cell === 'string' && cell.trim() !== '') record[column.apiName] = toRecordValue(column, cell);
	}
	return record;
}
