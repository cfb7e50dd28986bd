import { plainId } from '../zoho/call/address';
import { UsageError } from '../zoho/call/errors';
import { fail } from '../zoho/call/recover';
import { LOOKUP_TYPES, type FieldMetadata } from '../zoho/metadata/fields';
import { isObject } from '../zoho/call/shape';
import { formatBoolean } from './booleans';
import { refusedCell, type Cell, type CellTrouble } from './cellTrouble';
import { formatDate, formatDateTime, plainDates } from './dates';
import { isBlank, NUMBER_TYPES, numberFormOf, type CellSettings, type ValueSettings } from './encoders';
import { findNoJson } from './json';
import { readList, splitList } from './lists';
import { cutName, listParts } from './nameList';
import { formatNumber, hasExponent, LOST_DIGITS, readNumber, SHORTENED } from './numbers';
import { findNearest } from './nearest';
import { findMeantField, kindOfKey } from './recordKeys';
import { pickListOf } from './pickLists';
import { findExcess, formatEmail, formatText, maxLengthOf } from './texts';

/** A row as it comes in: values by key. */
export type InputRow = Readonly<Record<string, unknown>>;

/** How texts become field values of a record, one by one: no column explains them. */
export interface RecordValueSettings extends ValueSettings {
	/** What to do about a date or number with two readings. */
	readonly unclearAdvice: string;
	/** What happens to a value that a picklist does not have. */
	readonly newPickListValues: CellSettings['newPickListValues'];
}

/** What to do about it where no option helps. */
export const WRITE_CLEARLY =
	'Pass dates as yyyy-MM-dd, and numbers with a decimal point and without thousands separators';

/** How the values of input items become field values of a record. */
export interface FieldRules {
	/** API name of the module, for messages. */
	readonly module: string;
	readonly operation: 'insert' | 'update' | 'upsert';
	/** Missing, null and empty mean the same: leave the field as it is, or clear it. */
	readonly emptyValues: 'keep' | 'clear';
	/** Whether keys that are no field are left out instead of failing the item. */
	readonly ignoreUnknownFields: boolean;
	/** How texts are read. */
	readonly values: RecordValueSettings;
}

/** Fields of subforms, by API name of the field that holds the subform; none where they are not known. */
export type SubformFields = ReadonlyMap<string, ReadonlyMap<string, FieldMetadata>>;

const NO_SUBFORMS: SubformFields = new Map();

/**
 * Turns one row of values into the record that is sent. What only Zoho fills is left out, so that a record that was read can
 * be written again: its `id`, fields that this write cannot fill, keys of Zoho's own, and in a new record the ids of its rows.
 * @param subforms how the rows of subforms are checked and converted; others go as they are
 * @throws UsageError naming the keys that are no writable field of the module, or the field of a value that cannot be sent
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
		if (value === undefined) continue;
		const field = fields.get(key);
		const kind = kindOfKey(key, field, (known) => isWritable(known, rules.operation));
		if (kind === 'unknown') unknown.push(key);
		else if (kind === 'asItIs') record[key] = asJson({ name: key, value }, value);
		else if (kind === 'leftOut' || field === undefined) continue;
		else if (!isEmpty(value))
			record[key] = toSubform(toFieldValue(field, value, rules.values), field, subforms.get(key), rules, unknown);
		else if (rules.emptyValues === 'clear') record[key] = null;
	}
	if (unknown.length > 0 && !rules.ignoreUnknownFields) throw unknownKeys(unknown, fields, subforms, rules.module);
	return rules.operation === 'insert' ? withoutRowIds(record, fields) : record;
}

/** How many keys are compared with names of fields: more are not shown. */
const MAX_COMPARED = 20;

/** Names the keys that no field has, and what they probably mean. */
function unknownKeys(
	keys: readonly string[],
	fields: ReadonlyMap<string, FieldMetadata>,
	subforms: SubformFields,
	module: string,
): UsageError {
	const meant = keys.slice(0, MAX_COMPARED).map((key) => {
		const [subform, name] = key.split('.');
		const rowFields = name === undefined ? undefined : subforms.get(subform);
		return rowFields === undefined ? findMeantField(key, fields.values()) : findMeantField(name, rowFields.values());
	});
	const named = keys.map((key, index) => {
		const shown = `"${cutName(key)}"`;
		return typeof meant[index] === 'string' ? `${shown} (did you mean ${meant[index]}?)` : shown;
	});
	return new UsageError(
		`${module} has no writable field with the API name or label ${listParts(named)}`,
		// Leaving out what was only misspelled would lose it.
		meant.some((name) => name !== null)
			? 'Rename or remove these keys before this node, or map the fields manually'
			: 'Rename or remove these keys before this node, map the fields manually, or turn on Ignore Unknown Fields',
	);
}

/** Data types whose entries are records of their own, with an id that only their owner can use. */
const CHILD_TYPES: ReadonlySet<string> = new Set(['multiselectlookup', 'multiuserlookup', 'subform']);

/** A record whose entries are new ones: a copy cannot have the rows of the record that it was copied from. */
function withoutRowIds(
	record: Readonly<Record<string, unknown>>,
	fields: ReadonlyMap<string, FieldMetadata>,
): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(record).map(([key, value]) =>
			CHILD_TYPES.has(fields.get(key)?.dataType ?? '') && Array.isArray(value)
				? [key, value.map((entry: unknown) => (isObject(entry) ? withoutOwnKeys(entry) : entry))]
				: [key, value],
		),
	);
}

/** Keys that Zoho gives a row; those with a dollar sign and an underscore at the front are for rows that exist. */
const isRowKey = (name: string): boolean => name === 'id' || name === 'Parent_Id' || /^[$_]/.test(name);

const withoutOwnKeys = (entry: Readonly<Record<string, unknown>>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(entry).filter(([name]) => !isRowKey(name)));

/** The rows of a subform; what is none, and rows whose fields nobody knows, stay as they are. */
function toSubform(
	value: unknown,
	field: FieldMetadata,
	fields: ReadonlyMap<string, FieldMetadata> | undefined,
	rules: FieldRules,
	unknown: string[],
): unknown {
	const at: Place = { name: field.label, value };
	if (fields === undefined || fields.size === 0 || !Array.isArray(value)) return asJson(at, value);
	return value.map((row: unknown, place) =>
		isObject(row) ? toSubformRow(row, { field, place }, fields, rules, unknown) : asJson(at, row),
	);
}

/** Keys of Zoho's own, such as `id`, `_delete` and `$...`, and fields that Zoho fills itself go as they are: a record that was read can be written again. */
function toSubformRow(
	row: Readonly<Record<string, unknown>>,
	{ field: subform, place }: { readonly field: FieldMetadata; readonly place: number },
	fields: ReadonlyMap<string, FieldMetadata>,
	rules: FieldRules,
	unknown: string[],
): Record<string, unknown> {
	const record: Record<string, unknown> = {};
	const nameOf = (part: string): string => `${subform.label}, row ${place + 1}, ${part}`;
	for (const [key, value] of Object.entries(row)) {
		const field = fields.get(key);
		const isOwn = key === 'id' || key.startsWith('_') || key.startsWith('$');
		const isReadOnly = field !== undefined && !field.creatable && !field.updatable;
		if (isReadOnly && rules.operation === 'insert') continue;
		if (isOwn || isReadOnly) record[key] = asJson({ name: nameOf(field?.label ?? key), value }, value);
		else if (field === undefined) unknown.push(`${subform.apiName}.${key}`);
		else if (!isEmpty(value)) record[key] = toFieldValue(field, value, rules.values, nameOf(field.label));
		else if (rules.emptyValues === 'clear') record[key] = null;
	}
	return record;
}

function isWritable(field: FieldMetadata, operation: FieldRules['operation']): boolean {
	return operation === 'update' ? field.updatable : field.creatable;
}

/** Whether a value is as good as none: null, nothing but white space, or a list of nothing. */
const isEmpty = (value: unknown): boolean => isBlank(value) || (Array.isArray(value) && value.every(isBlank));

const TEXT_TYPES: ReadonlySet<string> = new Set(['email', 'phone', 'richtext', 'text', 'textarea', 'website']);
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
 * A value in the form that the records API takes for its field's type. Source: Field types, v8 (read 2026-11-21).
 * @param name of the field, for messages
 * @throws UsageError naming the field of a value that has no such form: a text with none or two readings, a number that has
 * lost digits, and whatever JSON cannot hold
 */
export function toFieldValue(
	field: FieldMetadata,
	value: unknown,
	settings: RecordValueSettings,
	name: string = field.label,
): unknown {
	const { apiName, dataType } = field;
	const at: Place = { name, value, dataType };
	if (apiName === 'Tag') return asJson(at, toTags(value));
	if (LOOKUP_TYPES.has(dataType) || apiName === 'Layout') return toLookup(at, value);
	if (dataType === 'date') return textOf(at, formatDate(value, settings), settings.unclearAdvice);
	if (dataType === 'datetime') return textOf(at, formatDateTime(value, settings), settings.unclearAdvice);
	if (dataType === 'boolean') return textOf(at, formatBoolean(value, settings.language)) === 'true';
	// Participants of events are a list, whatever their data type says.
	if (dataType === 'bigint' && Array.isArray(value)) return asJson(at, value);
	if (NUMBER_TYPES.has(dataType)) return toNumber(field, at, value, settings);
	if (dataType === 'picklist') return toChoice(field, at, value, settings);
	if (dataType === 'multiselectpicklist') return toChoices(field, at, value, settings);
	// Values in the rows of subforms are checked by the fields of the subform.
	if (dataType === 'subform') return toRows(field, at, value);
	if (ROW_TYPES.has(dataType)) return asJson(at, toRows(field, at, value));
	return TEXT_TYPES.has(dataType) ? toText(field, at, value) : asJson(at, value);
}

/** What a message is about: a field, or a part of one, by its label, and the value that it was given. */
interface Place {
	readonly name: string;
	readonly value: unknown;
	readonly dataType?: string;
}

/** The texts of cells are written in one way. */
const WRITTEN: RecordValueSettings = {
	...plainDates('UTC'),
	decimalSeparator: 'point',
	unclearAdvice: WRITE_CLEARLY,
	newPickListValues: 'allow',
};

/** The text of a cell, as an encoder wrote it, in the form that the records API takes: both ways of sending write the same. */
export function fromCell(field: FieldMetadata, text: string): unknown {
	if (TEXT_TYPES.has(field.dataType) || field.dataType === 'picklist') return text;
	if (field.dataType === 'multiselectpicklist') return splitList(text, ';');
	return toFieldValue(field, text, WRITTEN);
}

/** The text of a cell. @throws UsageError naming the field if there is none */
function textOf(at: Place, cell: Cell, unclearAdvice?: string): string {
	return typeof cell === 'string' ? cell : fail(unsendable(at, cell, unclearAdvice));
}

function unsendable(
	{ name, value, dataType = '' }: Place,
	trouble: CellTrouble,
	unclearAdvice = WRITE_CLEARLY,
): UsageError {
	const { kind, reason } = trouble;
	if (trouble === LOST_DIGITS)
		return new UsageError(
			`${name}: the value is a number that has lost digits`,
			'Pass IDs and long numbers as text, starting with the node that first reads them',
			INVALID_VALUE,
		);
	const shown = typeof value === 'string' ? `"${cutName(value.trim())}"` : 'the value';
	return new UsageError(
		`${name}: ${shown} ${reason}`,
		kind === 'either' ? unclearAdvice : (WHAT_FITS[dataType] ?? CORRECT),
		INVALID_VALUE,
	);
}

/** The code of an item with a value that cannot be sent: the one that Zoho has for such records. */
export const INVALID_VALUE = 'INVALID_DATA';

const A_NUMBER = 'Use digits and a decimal point, such as 12500.50';
const A_WHOLE_NUMBER = 'Use a whole number, such as 125';

/** What a field takes, by its type. */
const WHAT_FITS: Readonly<Record<string, string>> = {
	bigint: A_WHOLE_NUMBER,
	boolean: 'Use true or false',
	currency: A_NUMBER,
	date: 'Use a date such as 2026-12-31',
	datetime: 'Use a date and time such as 2026-12-31T09:00:00',
	double: A_NUMBER,
	email: 'Use an email such as ann@example.com',
	integer: A_WHOLE_NUMBER,
	percent: A_NUMBER,
};

const CORRECT = 'Correct the value, starting with the node that first reads it';

/** A value that goes as it is. @throws UsageError naming the field if JSON cannot hold it */
function asJson<Value>(at: Place, value: Value): Value {
	const reason = findNoJson(value);
	return reason === null ? value : fail(unsendable(at, reason));
}

const NO_ID = refusedCell('is an object without an ID');
const NOT_ID = refusedCell('is not an ID');

/** A lookup as an object; other objects than those with an ID, such as names and emails, are for Zoho to understand. */
function toLookup(at: Place, value: unknown): unknown {
	if (Array.isArray(value)) return asJson(at, value);
	if (!isObject(value)) return { id: toId(at, value) };
	if (!('id' in value)) return asJson(at, value);
	if (isBlank(value.id)) return fail(unsendable(at, NO_ID));
	return asJson(at, { ...value, id: toId(at, value.id) });
}

function toId(at: Place, value: unknown): string {
	const cell = typeof value === 'object' || typeof value === 'boolean' ? NOT_ID : formatText(value);
	const id = plainId(textOf(at, cell).trim());
	return hasExponent(id) ? fail(unsendable(at, SHORTENED)) : id;
}

/** Numbers go as numbers, but for those with more digits than a number holds, and long integers, which are texts. */
function toNumber(field: FieldMetadata, at: Place, value: unknown, settings: RecordValueSettings): number | string {
	const form = numberFormOf(field);
	const isExact = field.dataType === 'bigint';
	if (isExact && typeof value === 'string' && hasExponent(value)) return fail(unsendable(at, SHORTENED));
	const text = textOf(
		at,
		typeof value === 'number'
			? formatNumber(value, form, isExact)
			: readNumber(typeof value === 'object' ? '' : String(value), form, settings.decimalSeparator),
		settings.unclearAdvice,
	);
	if (isExact) return text;
	if (typeof value === 'number') return value;
	return Number.isSafeInteger(Math.trunc(Number(text))) ? Number(text) : text;
}

function toChoices(field: FieldMetadata, at: Place, value: unknown, settings: RecordValueSettings): unknown {
	const entries = typeof value === 'string' ? (parseList(value.trim()) ?? readChoices(field, at, value)) : value;
	if (!Array.isArray(entries)) return textOf(at, formatText(entries));
	return entries
		.map((entry: unknown) => textOf(at, formatText(entry)).trim())
		.filter((entry) => entry !== '')
		.map((entry) => inPickList(field, at, entry, settings))
		.filter((entry) => entry !== '');
}

/** The value as the picklist has it; null, which clears the field, where nothing is chosen. */
function toChoice(field: FieldMetadata, at: Place, value: unknown, settings: RecordValueSettings): string | null {
	const found = inPickList(field, at, plainText(at, value), settings);
	return found === '' ? null : found;
}

/** The value as the picklist has it, or as it is where new ones are allowed or nobody knows the list. */
function inPickList(field: FieldMetadata, at: Place, text: string, { newPickListValues }: RecordValueSettings): string {
	const list = pickListOf(field);
	const found = list?.find(text);
	if (found != null) return found;
	return list === null || newPickListValues === 'allow' ? text : fail(notInPickList(field, at, text));
}

/** How many values of a picklist a message names. */
const NAMED_VALUES = 10;

function notInPickList({ pickList }: FieldMetadata, at: Place, text: string): UsageError {
	const known = (pickList ?? []).map(({ display }) => display).filter((display) => display !== '-None-');
	const meant = findNearest(text, known);
	const named = known.slice(0, NAMED_VALUES).join(', ');
	const choice = meant === null ? `one of ${named}${known.length > NAMED_VALUES ? ' ...' : ''}` : `"${meant}"`;
	return new UsageError(
		`${at.name}: "${cutName(text.trim())}" is not in the picklist`,
		`Use ${choice}, or set New Picklist Values to Allow`,
		INVALID_VALUE,
	);
}

function readChoices(field: FieldMetadata, at: Place, text: string): string[] {
	const entries = readList(text, pickListOf(field) ?? new Set<string>());
	return Array.isArray(entries) ? entries : fail(unsendable(at, entries));
}

function toText(field: FieldMetadata, at: Place, value: unknown): string {
	const text = field.dataType === 'email' ? textOf(at, formatEmail(value)) : plainText(at, value);
	const excess = findExcess(text, maxLengthOf(field));
	return excess === null ? text : fail(unsendable(at, excess));
}

const plainText = (at: Place, value: unknown): string =>
	typeof value === 'string' ? value : textOf(at, formatText(value));

/**
 * Entries of a subform, of a list of lookups or users, or of files. Lookups, users and files may be IDs alone, in a list or
 * separated by commas.
 */
function toRows(field: FieldMetadata, at: Place, value: unknown): unknown {
	const text = typeof value === 'string' ? value.trim() : null;
	const entries: unknown =
		text === null ? value : (parseList(text) ?? (field.dataType === 'subform' ? value : splitList(text, ',')));
	return Array.isArray(entries) ? entries.map((entry: unknown) => toRow(field, at, entry)) : entries;
}

function toRow(field: FieldMetadata, at: Place, entry: unknown): unknown {
	if (typeof entry !== 'string' && typeof entry !== 'number') return entry;
	const linking = field.multiSelectLookup ?? field.multiUserLookup;
	if (linking !== null) return { [linking.otherField]: { id: toId(at, entry) } };
	return FILE_TYPES.has(field.dataType) ? { File_Id__s: toId(at, entry) } : entry;
}

/** Tags by name: a list of names, or names separated by commas. */
function toTags(value: unknown): unknown {
	const names: unknown = typeof value === 'string' ? (parseList(value.trim()) ?? splitList(value, ',')) : value;
	return Array.isArray(names) ? names.map((name: unknown) => (typeof name === 'string' ? { name } : name)) : value;
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
