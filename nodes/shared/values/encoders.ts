import { LOOKUP_TYPES, type FieldMetadata } from '../zoho/metadata/fields';
import { refusedCell, unclearCell, type Cell } from './cellTrouble';
import { formatDate, formatDateTime, type DateOrder } from './dates';

/** Turns a value of an input row into the text of a cell. */
export type CellEncoder = (value: unknown) => Cell;

/** How cells are written where a field leaves a choice. */
export interface CellSettings {
	/** IANA time zone of datetimes without an offset, e.g. `Europe/Berlin`. */
	readonly timeZone: string;
	/** What happens to a value that a pick list does not have: Zoho would add it to the list. */
	readonly newPickListValues: 'refuse' | 'allow';
	/** How dates that are not in ISO form are read. */
	readonly dateOrder: DateOrder;
	/** What separates decimals; null = a comma that has two readings stops the import. */
	readonly decimalSeparator: 'comma' | 'point' | null;
}

/** Encodes a value of any field: missing, null and empty mean the same. */
function ofFilled(encode: (value: unknown) => Cell): CellEncoder {
	return (value) => (value === undefined || value === null || value === '' ? '' : encode(value));
}

const NOT_TEXT = refusedCell('is a list or an object where text is expected');

/** Text goes as it is, but for halves of characters, such as cutting an emoji leaves: no file can hold them. */
export const encodeText: CellEncoder = (value) => {
	if (typeof value === 'string') return value.toWellFormed();
	if (value === undefined || value === null) return '';
	if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
	if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
	return NOT_TEXT;
};

const encodeBoolean = ofFilled((value) => {
	if (typeof value === 'boolean') return value ? 'true' : 'false';
	const text = String(value).trim().toLowerCase();
	return text === 'true' || text === 'false' ? text : refusedCell('is neither true nor false');
});

const PLAIN_NUMBER = /^[+-]?(\d+(\.\d+)?|\.\d+)$/;
const GROUPED_NUMBER = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
/** Thousands commas that cannot be a decimal comma: several of them, or a point behind. */
const SURELY_GROUPED_NUMBER = /^[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?$|^[+-]?\d{1,3},\d{3}\.\d+$/;
const COMMA_NUMBER = /^[+-]?(\d{1,3}(\.\d{3})+|\d*),\d+$/;
const DOTTED_NUMBER = /^[+-]?\d{1,3}(\.\d{3})+$/;

const NOT_NUMBER = refusedCell('is not a number');
const UNCLEAR_NUMBER = unclearCell(
	'has a comma that could be a decimal comma or group thousands: choose a Decimal Separator',
);

function numberFromText(text: string, separator: CellSettings['decimalSeparator']): Cell {
	if (separator === 'comma') {
		if (COMMA_NUMBER.test(text)) return text.replaceAll('.', '').replace(',', '.');
		if (DOTTED_NUMBER.test(text)) return text.replaceAll('.', '');
		return /^[+-]?\d+$/.test(text) ? text : refusedCell('is not a number with a decimal comma');
	}
	if (PLAIN_NUMBER.test(text)) return text;
	if (separator === 'point' ? GROUPED_NUMBER.test(text) : SURELY_GROUPED_NUMBER.test(text))
		return text.replaceAll(',', '');
	return separator === null && /^[+-]?[\d.]+,\d+$/.test(text) ? UNCLEAR_NUMBER : NOT_NUMBER;
}

/** Without a plus sign, and with a digit before the point: forms that not every reader of numbers takes. */
function tidyNumber(text: string): string {
	return /^[+.]|^-\./.test(text) ? text.replace(/^\+/, '').replace(/^(-?)\./, '$10.') : text;
}

const LOST_DIGITS = refusedCell('is a number that has lost digits: pass IDs and long numbers as text');

/** @param isExact whether every digit counts, as in ids */
function numberEncoder(separator: CellSettings['decimalSeparator'], isExact: boolean): CellEncoder {
	return ofFilled((value) => {
		if (typeof value === 'number') {
			if (!Number.isFinite(value)) return refusedCell('is not a finite number');
			if (isExact && Number.isInteger(value) && !Number.isSafeInteger(value)) return LOST_DIGITS;
			const text = String(value);
			// Only very large and very small numbers are written with an exponent, which Zoho does not read.
			if (!text.includes('e')) return text;
			const written = value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
			return written === '-0' ? '0' : written;
		}
		if (typeof value === 'bigint') return String(value);
		if (typeof value !== 'string') return NOT_NUMBER;
		const text = isExact ? plainId(value) : value;
		const cell = numberFromText(text.trim(), separator);
		return typeof cell === 'string' ? tidyNumber(cell) : cell;
	});
}

/** Entries of a text, separated by semicolons: white space around them is not theirs. */
function tidyList(text: string): string {
	if (!text.includes(';')) return text.trim();
	return text
		.split(';')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '')
		.join(';');
}

const encodeMultiSelect = ofFilled((value) => {
	if (!Array.isArray(value)) {
		const text = encodeText(value);
		return typeof text === 'string' ? tidyList(text) : text;
	}
	const parts: string[] = [];
	for (const entry of value) {
		const part = encodeText(entry);
		if (typeof part !== 'string') return part;
		if (part.includes(';')) return refusedCell('has a semicolon inside an entry, which separates entries in a file');
		parts.push(part);
	}
	return parts.join(';');
});

const NOT_ID = refusedCell(
	'is not an ID: set Lookup Fields, or name the field of the other record in the key, as in Account_Name.Account_Name',
);
/** Zoho's own exports write IDs as `zcrm_` and digits; whether Zoho reads them so is not documented. */
function plainId(text: string): string {
	const bare = text.trimStart();
	return bare.startsWith('zcrm_') ? bare.slice('zcrm_'.length) : text;
}

const isId = (text: string): boolean => /^\s*\d*\s*$/.test(text);

const IS_EMAIL = /^[^@\s]+@[^@\s]+$/;

/** A look-up: an id, or an object that has one under the name the column asks for (`id` unless another one is chosen). */
function lookupEncoder(findBy: string): CellEncoder {
	return ofFilled((value) => {
		const target: unknown =
			typeof value === 'object' && value !== null && findBy in value ? Reflect.get(value, findBy) : value;
		if (typeof target === 'number' && !Number.isSafeInteger(target)) {
			return refusedCell('is a number that has lost digits: pass IDs as text');
		}
		const text = encodeText(target);
		if (findBy === 'id' && typeof text === 'string') return isId(plainId(text)) ? plainId(text) : NOT_ID;
		return findBy === 'email' && typeof text === 'string' && text !== '' && !IS_EMAIL.test(text)
			? refusedCell('is not a valid email')
			: text;
	});
}

function pickListEncoder(field: FieldMetadata, settings: CellSettings): CellEncoder {
	const isList = field.dataType === 'multiselectpicklist';
	const encode = isList ? encodeMultiSelect : encodeText;
	const known = new Set(field.pickList?.map((value) => value.actual) ?? []);
	if (settings.newPickListValues === 'allow' || known.size === 0) return encode;
	return (value) => {
		const cell = encode(value);
		if (typeof cell !== 'string' || cell === '') return cell;
		const isKnown = isList ? cell.split(';').every((entry) => known.has(entry)) : known.has(cell);
		return isKnown ? cell : refusedCell('is not in the picklist');
	};
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
	if (NUMBER_TYPES.has(field.dataType)) return numberEncoder(settings.decimalSeparator, field.dataType === 'bigint');
	if (PICK_LIST_TYPES.has(field.dataType)) return pickListEncoder(field, settings);
	if (field.dataType === 'boolean') return encodeBoolean;
	if (field.dataType === 'date') return ofFilled((value) => formatDate(value, settings.dateOrder));
	if (field.dataType === 'datetime')
		return ofFilled((value) => formatDateTime(value, settings.timeZone, settings.dateOrder));
	return encodeText;
}

/** The `format` that is sent with the mapping, so that Zoho reads dates as they were written. */
export function formatOf(field: FieldMetadata): string | null {
	if (field.dataType === 'date') return 'yyyy-MM-dd';
	if (field.dataType === 'datetime') return "yyyy-MM-dd'T'HH:mm:ssXXX";
	return null;
}
