import { plainId } from '../zoho/call/address';
import { LOOKUP_TYPES, type FieldMetadata } from '../zoho/metadata/fields';
import { formatBoolean } from './booleans';
import { refusedCell, type Cell, type CellTrouble } from './cellTrouble';
import { formatDate, formatDateTime, orderOf, wayOfOrder, type DateSettings } from './dates';
import { Evidence, type Ways } from './evidence';
import { MAX_VALUE_LENGTH } from './lengths';
import { readList, type KnownValues } from './lists';
import {
	formatNumber,
	hasExponent,
	isShortened,
	LOST_DIGITS,
	readNumber,
	separatorOf,
	SHORTENED,
	wayOfSeparator,
	type DecimalSeparator,
	type NumberForm,
} from './numbers';
import { pickListOf } from './pickLists';
import { formatEmail, formatText } from './texts';

/**
 * Turns a value of an input row into the text of a cell.
 * @param evidence of the column, to which the value adds what it proves
 */
export type CellEncoder = (value: unknown, evidence?: Evidence | null) => Cell;

/** How texts are read where a field leaves a choice. */
export interface ValueSettings extends DateSettings {
	readonly decimalSeparator: DecimalSeparator;
}

/** How cells are written where a field leaves a choice. */
export interface CellSettings extends ValueSettings {
	/** What happens to a value that a picklist does not have: Zoho would add it to the list. */
	readonly newPickListValues: 'refuse' | 'allow';
}

/** Encodes a value of any field: missing, null, empty and white space mean the same. */
function ofFilled(encode: (value: unknown, evidence: Evidence | null) => Cell): CellEncoder {
	return (value, evidence = null) => {
		if (typeof value === 'string') {
			const first = value.charCodeAt(0);
			// A text that begins with a visible character of ASCII is filled, which needs no look at the rest.
			if (first > 32 && first < 127) return encode(value, evidence);
		}
		return isBlank(value) ? '' : encode(value, evidence);
	};
}

/** Whether a value is as good as none: missing, null, or nothing but white space. */
export function isBlank(value: unknown): boolean {
	return typeof value === 'string' ? value.trim() === '' : value === undefined || value === null;
}

/** Text goes as it is. */
export const encodeText: CellEncoder = (value) => formatText(value);

/** How the numbers of a field are written. */
export function numberFormOf({ dataType, length }: Pick<FieldMetadata, 'dataType' | 'length'>): NumberForm {
	return {
		isWhole: dataType === 'integer' || dataType === 'bigint',
		isAmount: dataType === 'currency' || dataType === 'double',
		isPercent: dataType === 'percent',
		maxDigits: length !== null && length > 0 ? length : null,
	};
}

const NOT_NUMBER = refusedCell('is not a number');

function numberEncoder(field: FieldMetadata, separator: DecimalSeparator): CellEncoder {
	const form = numberFormOf(field);
	const isExact = field.dataType === 'bigint';
	return ofFilled((value, evidence) => {
		if (typeof value === 'string') {
			if (isExact && hasExponent(value)) return SHORTENED;
			return readNumber(isExact ? plainId(value) : value, form, separator, evidence);
		}
		if (typeof value === 'number') return formatNumber(value, form, isExact);
		return typeof value === 'bigint' ? readNumber(String(value), form, separator) : NOT_NUMBER;
	});
}

const NOT_ID = refusedCell(
	'is not an ID: set Lookup Fields, or name the field of the other record in the column, as in Account_Name.Account_Name',
);
const NOT_EMAIL = refusedCell('is not a valid email');
const IS_EMAIL = /^[^@\s]+@[^@\s]+$/;

/** A lookup: an ID, or an object that has one under the name the column asks for (`id` unless another one is chosen). */
function lookupEncoder(findBy: string): CellEncoder {
	return ofFilled((value) => {
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
		const target: unknown = isObject ? Reflect.get(value, findBy) : value;
		if (isObject && isBlank(target)) return refusedCell(`is an object without ${findBy === 'id' ? 'an ID' : findBy}`);
		if (typeof target === 'number' && !Number.isSafeInteger(target)) return LOST_DIGITS;
		const cell = formatText(target);
		if (typeof cell !== 'string') return cell;
		if (findBy !== 'id' && findBy !== 'email') return isShortened(cell) ? SHORTENED : cell;
		const text = findBy === 'id' ? plainId(cell).trim() : cell.trim();
		if (findBy === 'id' && hasExponent(text)) return SHORTENED;
		if (findBy === 'id') return text.length <= MAX_VALUE_LENGTH && /^\d*$/.test(text) ? text : NOT_ID;
		return text === '' || IS_EMAIL.test(text) ? text : NOT_EMAIL;
	});
}

/** What exports write so that Excel takes digits for text: `="00123"`, or an apostrophe before digits. */
const FOR_EXCEL = /^(?:="([^"]*)"|'(\+?\d[\d\s()/.-]*))$/;
const MAX_EXACT_LENGTH = 255;
const [EQUALS_SIGN, APOSTROPHE] = [61, 39];

/** Text that stands for one thing: a number that Excel has shortened stands for another. */
const encodeExactText: CellEncoder = (value) => {
	const cell = formatText(value);
	if (typeof cell !== 'string') return cell;
	const first = cell.charCodeAt(0);
	if (first !== EQUALS_SIGN && first !== APOSTROPHE) return isShortened(cell) ? SHORTENED : cell;
	const [, quoted, led] = (cell.length <= MAX_EXACT_LENGTH ? FOR_EXCEL.exec(cell) : null) ?? [];
	return quoted ?? led ?? cell;
};

const NOT_IN_LIST = refusedCell('is not in the picklist');

/** Writes values in the spelling of the picklist; new ones fail or stay as they are, and are noted. */
function pickListEncoder(field: FieldMetadata, { newPickListValues }: CellSettings): CellEncoder {
	const list = pickListOf(field);
	if (list === null) return ofFilled(formatText);
	return ofFilled((value, evidence) => {
		const text = formatText(value);
		if (typeof text !== 'string') return text;
		const found = list.find(text);
		if (found !== null) return found;
		evidence?.newValues.note(text);
		return newPickListValues === 'allow' ? text : NOT_IN_LIST;
	});
}

const HAS_SEMICOLON = refusedCell('has a semicolon inside an entry, which separates entries in a file');

function multiSelectEncoder(field: FieldMetadata, { newPickListValues }: CellSettings): CellEncoder {
	const list = pickListOf(field);
	return ofFilled((value, evidence) => {
		const entries = readEntries(value, list ?? NO_VALUES);
		if (!Array.isArray(entries)) return entries;
		if (list === null) return entries.join(';');
		const found = entries.map((entry) => list.find(entry));
		const unknown = entries.filter((_, at) => found[at] === null);
		for (const entry of unknown) evidence?.newValues.note(entry);
		if (unknown.length > 0 && newPickListValues !== 'allow') return NOT_IN_LIST;
		return entries
			.map((entry, at) => found[at] ?? entry)
			.filter((entry) => entry !== '')
			.join(';');
	});
}

const NO_VALUES: KnownValues = new Set<string>();

/** The entries of a list or of a text, without white space around them. */
function readEntries(value: unknown, known: KnownValues): string[] | CellTrouble {
	if (!Array.isArray(value)) {
		const text = formatText(value);
		return typeof text === 'string' ? readList(text, known) : text;
	}
	const entries: string[] = [];
	for (const entry of value) {
		const text = formatText(entry);
		if (typeof text !== 'string') return text;
		if (text.includes(';')) return HAS_SEMICOLON;
		if (text.trim() !== '') entries.push(text.trim());
	}
	return entries;
}

/** Field types whose cells hold a number. */
export const NUMBER_TYPES: ReadonlySet<string> = new Set(['integer', 'bigint', 'double', 'currency', 'percent']);
const PICK_LIST_TYPES: ReadonlySet<string> = new Set(['picklist', 'multiselectpicklist']);

/**
 * How the values of one field are written; `encodeText` where any text will do.
 * Source: Bulk Write, cell formats (read 2026-11-21).
 */
export function encoderOf(field: FieldMetadata, findBy: string | null, settings: CellSettings): CellEncoder {
	if (LOOKUP_TYPES.has(field.dataType)) return lookupEncoder(findBy ?? 'id');
	if (NUMBER_TYPES.has(field.dataType)) return numberEncoder(field, settings.decimalSeparator);
	if (field.dataType === 'picklist') return pickListEncoder(field, settings);
	if (field.dataType === 'multiselectpicklist') return multiSelectEncoder(field, settings);
	if (field.dataType === 'boolean') return ofFilled((value) => formatBoolean(value, settings.language));
	if (field.dataType === 'date') return ofFilled((value, evidence) => formatDate(value, settings, evidence));
	if (field.dataType === 'datetime') return ofFilled((value, evidence) => formatDateTime(value, settings, evidence));
	if (field.dataType === 'email') return ofFilled(formatEmail);
	return field.dataType === 'phone' || field.unique !== null || field.external ? encodeExactText : encodeText;
}

/** Evidence to be gathered on the cells of a column; null for columns whose cells have one reading each, and need no list of values. */
export function evidenceOf(
	{ dataType }: Pick<FieldMetadata, 'dataType'>,
	settings: ValueSettings,
	cursor: { readonly row: number },
): Evidence | null {
	if (dataType === 'date' || dataType === 'datetime') return new Evidence(cursor, wayOfOrder(settings.dateOrder));
	if (PICK_LIST_TYPES.has(dataType)) return new Evidence(cursor);
	return NUMBER_TYPES.has(dataType) ? new Evidence(cursor, wayOfSeparator(settings.decimalSeparator)) : null;
}

/** The settings for a column whose cells leave some ways of reading them. */
export function settleOn(
	ways: Ways,
	{ dataType }: Pick<FieldMetadata, 'dataType'>,
	settings: CellSettings,
): CellSettings {
	if (NUMBER_TYPES.has(dataType)) {
		const decimalSeparator = settings.decimalSeparator ?? separatorOf(ways);
		return decimalSeparator === settings.decimalSeparator ? settings : { ...settings, decimalSeparator };
	}
	const dateOrder = settings.dateOrder ?? orderOf(ways);
	return dateOrder === settings.dateOrder ? settings : { ...settings, dateOrder };
}

/** The `format` that is sent with the mapping, so that Zoho reads dates as they were written. */
export function formatOf(field: FieldMetadata): string | null {
	if (field.dataType === 'date') return 'yyyy-MM-dd';
	if (field.dataType === 'datetime') return "yyyy-MM-dd'T'HH:mm:ssXXX";
	return null;
}
