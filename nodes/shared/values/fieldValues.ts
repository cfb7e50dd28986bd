import { UsageError } from '../zoho/call/errors';
import { LOOKUP_TYPES, type FieldMetadata } from '../zoho/metadata/fields';
import { isObject } from '../zoho/call/shape';
import { formatDate, formatDateTime } from './dates';

/** A row as it comes in: values by key. */
export type InputRow = Readonly<Record<string, unknown>>;

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

/** Fields of subforms, by API name of the field that holds the subform; none where they are not known. */
export type SubformFields = ReadonlyMap<string, ReadonlyMap<string, FieldMetadata>>;

const NO_SUBFORMS: SubformFields = new Map();

/**
 * Turns one row of values into the record that is sent. `id` is taken for the record's id and left out.
 * @param subforms how the rows of subforms are checked and converted; others go as they are
 * @throws UsageError naming the keys that are no writable field of the module, or an id that has lost digits
 */
export function toRecord(
	row: InputRow,
	fields: ReadonlyMap<string, FieldMetadata>,
	rules: FieldRules,
	subforms: SubformFields = NO_SUBFORMS,
): Record<string, unknown> {
	const record: Record<string, unknown> = {};
	const unknown: string[] = [];
	for (const [key, value] of Object.entries(row)) {
		const field = fields.get(key);
		if (key === 'id' || value === undefined) continue;
		if (field === undefined || !isWritable(field, rules.operation)) unknown.push(key);
		else if (!isEmpty(value))
			record[key] = toSubform(toFieldValue(field, value, rules.timeZone), key, subforms.get(key), rules, unknown);
		else if (rules.emptyValues === 'clear') record[key] = null;
	}
	if (unknown.length > 0 && !rules.ignoreUnknownFields) {
		throw new UsageError(
			`${rules.module} has no writable field with the API name ${unknown.map((key) => `"${key}"`).join(', ')}`,
			'Rename or remove these keys before this node, map the fields manually, or turn on Ignore Unknown Fields',
		);
	}
	return record;
}

/** The rows of a subform; what is none, and rows whose fields nobody knows, stay as they are. */
function toSubform(
	value: unknown,
	key: string,
	fields: ReadonlyMap<string, FieldMetadata> | undefined,
	rules: FieldRules,
	unknown: string[],
): unknown {
	if (fields === undefined || fields.size === 0 || !Array.isArray(value)) return value;
	return value.map((row: unknown) => (isObject(row) ? toSubformRow(row, key, fields, rules, unknown) : row));
}

/** Keys of Zoho's own, such as `id`, `_delete` and `$...`, and fields that Zoho fills itself go as they are: a record that was read can be written again. */
function toSubformRow(
	row: Readonly<Record<string, unknown>>,
	key: string,
	fields: ReadonlyMap<string, FieldMetadata>,
	rules: FieldRules,
	unknown: string[],
): Record<string, unknown> {
	const record: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(row)) {
		const field = fields.get(name);
		const isOwn = name === 'id' || name.startsWith('_') || name.startsWith('$');
		if (isOwn || (field !== undefined && !field.creatable && !field.updatable)) record[name] = value;
		else if (field === undefined) unknown.push(`${key}.${name}`);
		else if (!isEmpty(value)) record[name] = toFieldValue(field, value, rules.timeZone);
		else if (rules.emptyValues === 'clear') record[name] = null;
	}
	return record;
}

function isWritable(field: FieldMetadata, operation: FieldRules['operation']): boolean {
	return operation === 'update' ? field.updatable : field.creatable;
}

const isEmpty = (value: unknown): boolean =>
	value === null || value === '' || (Array.isArray(value) && value.length === 0);

const TEXT_TYPES: ReadonlySet<string> = new Set([
	'email',
	'phone',
	'picklist',
	'richtext',
	'text',
	'textarea',
	'website',
]);
const DECIMAL_TYPES: ReadonlySet<string> = new Set(['currency', 'double', 'percent']);
const FILE_TYPES: ReadonlySet<string> = new Set(['fileupload', 'imageupload']);
/** Types whose JSON is a list of objects. */
const ROW_TYPES: ReadonlySet<string> = new Set([
	'fileupload',
	'imageupload',
	'multiselectlookup',
	'multiuserlookup',
	'subform',
]);

/**
 * A value in the form that the records API takes for its field's type; what has no such form goes as it is, and Zoho
 * refuses that record. Source: Field types, v8 (read 2026-11-21).
 * @throws UsageError for an id that came as a number and has lost digits
 */
export function toFieldValue(field: FieldMetadata, value: unknown, timeZone: string): unknown {
	const { apiName, dataType } = field;
	const text = typeof value === 'string' ? value.trim() : null;
	if (apiName === 'Tag') return toTags(value);
	if (dataType === 'date' || dataType === 'datetime') {
		const cell = dataType === 'date' ? formatDate(value) : formatDateTime(value, timeZone);
		return typeof cell === 'string' ? cell : value;
	}
	if (LOOKUP_TYPES.has(dataType) || apiName === 'Layout')
		return typeof value === 'object' ? value : { id: toId(field, value) };
	if (dataType === 'bigint') return toId(field, value);
	if (dataType === 'multiselectpicklist') return text === null ? value : (parseList(text) ?? splitList(text, ';'));
	if (ROW_TYPES.has(dataType)) return toRows(field, value);
	if (dataType === 'boolean' && text !== null && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
	if (dataType === 'integer' && text !== null && /^[+-]?\d{1,15}(\.0+)?$/.test(text)) return Number(text);
	if (
		DECIMAL_TYPES.has(dataType) &&
		text !== null &&
		/^[+-]?\d+(\.\d+)?$/.test(text) &&
		Number.isSafeInteger(Math.trunc(Number(text)))
	)
		return Number(text);
	if (TEXT_TYPES.has(dataType) && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
	return value;
}

function toId(field: FieldMetadata, value: unknown): string {
	if (typeof value !== 'number' || Number.isSafeInteger(value)) return String(value).trim();
	throw new UsageError(
		`The value of ${field.apiName} is a number that has lost digits`,
		'Pass IDs and long numbers as text, starting with the node that first reads them',
	);
}

/**
 * Entries of a subform, of a list of look-ups or users, or of files. Look-ups, users and files may be ids alone, in a list or
 * separated by commas.
 */
function toRows(field: FieldMetadata, value: unknown): unknown {
	const text = typeof value === 'string' ? value.trim() : null;
	const entries: unknown =
		text === null ? value : (parseList(text) ?? (field.dataType === 'subform' ? value : splitList(text, ',')));
	return Array.isArray(entries) ? entries.map((entry: unknown) => toRow(field, entry)) : entries;
}

function toRow(field: FieldMetadata, entry: unknown): unknown {
	if (typeof entry !== 'string' && typeof entry !== 'number') return entry;
	const linking = field.multiSelectLookup ?? field.multiUserLookup;
	if (linking !== null) return { [linking.otherField]: { id: toId(field, entry) } };
	return FILE_TYPES.has(field.dataType) ? { File_Id__s: String(entry) } : entry;
}

/** Tags by name: a list of names, or names separated by commas. */
function toTags(value: unknown): unknown {
	const names: unknown = typeof value === 'string' ? (parseList(value.trim()) ?? splitList(value, ',')) : value;
	return Array.isArray(names) ? names.map((name: unknown) => (typeof name === 'string' ? { name } : name)) : value;
}

function splitList(text: string, separator: string): string[] {
	return text
		.split(separator)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

/** A list that was written as JSON, as the fields of a form hold it; null if the text is none. */
function parseList(text: string): unknown[] | null {
	if (!text.startsWith('[')) return null;
	try {
		const value: unknown = JSON.parse(text);
		return Array.isArray(value) ? value : null;
	} catch {
		return null;
	}
}
