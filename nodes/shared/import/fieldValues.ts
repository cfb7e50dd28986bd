import { UsageError } from '../zoho/errors';
import type { FieldMetadata } from '../zoho/metadata';
import { formatDate, formatDateTime } from './dates';
import { LOOKUP_TYPES } from './encoders';
import type { InputRow } from './preflight';

/** How the values of input items become field values of a record. */
export interface FieldRules {
	/** API name of the module, for messages. */
	readonly module: string;
	readonly operation: 'insert' | 'update' | 'upsert';
	/** Missing, null and empty mean the same: leave the field as it is, or clear it. */
	readonly emptyValues: 'keep' | 'clear';
	/** Whether keys that are no writable field are left out instead of stopping the step. */
	readonly ignoreUnknownFields: boolean;
	/** IANA time zone of datetimes without an offset. */
	readonly timeZone: string;
}

/**
 * Turns one row of values into the record that is sent. `id` is taken for the record's id and left out.
 * @throws UsageError naming the keys that are no writable field of the module
 */
export function toRecord(row: InputRow, fields: ReadonlyMap<string, FieldMetadata>, rules: FieldRules): Record<string, unknown> {
	const record: Record<string, unknown> = {};
	const unknown: string[] = [];
	for (const [key, value] of Object.entries(row)) {
		const field = fields.get(key);
		if (key === 'id' || value === undefined) continue;
		if (field === undefined || !isWritable(field, rules.operation)) unknown.push(key);
		else if (value !== null && value !== '') record[key] = toFieldValue(field, value, rules.timeZone);
		else if (rules.emptyValues === 'clear') record[key] = null;
	}
	if (unknown.length > 0 && !rules.ignoreUnknownFields) {
		throw new UsageError(
			`${rules.module} has no writable field with the API name ${unknown.map((key) => `"${key}"`).join(', ')}`,
			'Rename or remove these keys before this step, map the fields below instead, or add the option Ignore Unknown Fields',
		);
	}
	return record;
}

function isWritable(field: FieldMetadata, operation: FieldRules['operation']): boolean {
	return operation === 'update' ? field.updatable : field.creatable;
}

/**
 * A value in the form that the records API takes for its field's type; what has no such form goes as it is, and Zoho
 * refuses that record. Source: Field types, v8 (read 2026-11-21).
 */
function toFieldValue(field: FieldMetadata, value: unknown, timeZone: string): unknown {
	const text = typeof value === 'string' ? value.trim() : null;
	if (field.dataType === 'date' || field.dataType === 'datetime') {
		const cell = field.dataType === 'date' ? formatDate(value) : formatDateTime(value, timeZone);
		return cell.kind === 'text' ? cell.text : value;
	}
	if (LOOKUP_TYPES.has(field.dataType)) return typeof value === 'object' ? value : { id: String(value) };
	if (field.dataType === 'multiselectpicklist') return text === null ? value : text.split(';').map((entry) => entry.trim());
	if (field.dataType === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
	if (field.dataType === 'integer' && text !== null && /^[+-]?\d{1,15}$/.test(text)) return Number(text);
	if (['double', 'currency', 'percent'].includes(field.dataType) && text !== null && /^[+-]?\d{1,15}(\.\d+)?$/.test(text)) return Number(text);
	return value;
}
