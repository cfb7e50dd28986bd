import type { FieldMetadata } from '../zoho/metadata';
import { refusedCell, textCell, unclearCell, type Cell } from './cell';
import { formatDate, formatDateTime } from './dates';

/** Turns a value of an input item into the text of a cell. */
export type CellEncoder = (value: unknown) => Cell;

const EMPTY: Cell = { kind: 'text', text: '' };

/** How cells are written where a field leaves a choice. */
export interface CellSettings {
	/** IANA time zone of datetimes without an offset, e.g. `Europe/Berlin`. */
	readonly timeZone: string;
	/** What happens to a value that a pick list does not have: Zoho would add it to the list. */
	readonly newPickListValues: 'refuse' | 'allow';
}

/** Encodes a value of any field: missing, null and empty mean the same. */
function ofFilled(encode: (value: unknown) => Cell): CellEncoder {
	return (value) => (value === undefined || value === null || value === '' ? EMPTY : encode(value));
}

const encodeText = ofFilled((value) => {
	if (typeof value === 'string') return textCell(value);
	if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return textCell(String(value));
	if (value instanceof Date) return textCell(value.toISOString());
	return refusedCell('is a list or an object where text is expected');
});

const encodeBoolean = ofFilled((value) => {
	const text = String(value).trim().toLowerCase();
	if (text === 'true' || text === 'false') return textCell(text);
	return refusedCell('is neither true nor false');
});

const PLAIN_NUMBER = /^[+-]?(\d+(\.\d+)?|\.\d+)$/;
const GROUPED_NUMBER = /^[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?$|^[+-]?\d{1,3},\d{3}\.\d+$/;
const COMMA_NUMBER = /^[+-]?[\d.]+,\d+$/;

const encodeNumber = ofFilled((value) => {
	if (typeof value === 'bigint') return textCell(String(value));
	if (typeof value === 'number') {
		if (!Number.isFinite(value)) return refusedCell('is not a finite number');
		const text = String(value);
		return textCell(PLAIN_NUMBER.test(text) ? text : value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }));
	}
	if (typeof value !== 'string') return refusedCell('is not a number');
	const text = value.trim();
	if (PLAIN_NUMBER.test(text)) return textCell(text);
	if (GROUPED_NUMBER.test(text)) return textCell(text.replaceAll(',', ''));
	if (COMMA_NUMBER.test(text)) return unclearCell('has a comma that could be a decimal comma or group thousands');
	return refusedCell('is not a number');
});

const encodeMultiSelect = ofFilled((value) => {
	if (!Array.isArray(value)) return encodeText(value);
	const parts: string[] = [];
	for (const entry of value) {
		const part = encodeText(entry);
		if (part.kind !== 'text') return part;
		if (part.text.includes(';')) return refusedCell('has a semicolon inside an entry, which separates entries in a file');
		parts.push(part.text);
	}
	return textCell(parts.join(';'));
});

/** A look-up: an id, or an object that has one under the name the column asks for (`id` unless dotted). */
function lookupEncoder(findBy: string): CellEncoder {
	return ofFilled((value) => {
		const target: unknown = typeof value === 'object' && value !== null && findBy in value ? Reflect.get(value, findBy) : value;
		if (typeof target === 'number' && !Number.isSafeInteger(target)) {
			return refusedCell('is an id that has lost digits as a number: pass ids as text');
		}
		return encodeText(target);
	});
}

function pickListEncoder(field: FieldMetadata, settings: CellSettings): CellEncoder {
	const encode = field.dataType === 'multiselectpicklist' ? encodeMultiSelect : encodeText;
	if (settings.newPickListValues === 'allow') return encode;
	const known = new Set(field.pickList?.map((value) => value.actual) ?? []);
	if (known.size === 0) return encode;
	const isList = field.dataType === 'multiselectpicklist';
	return (value) => {
		const cell = encode(value);
		if (cell.kind !== 'text' || cell.text === '') return cell;
		const values = isList ? cell.text.split(';') : [cell.text];
		return values.every((entry) => known.has(entry)) ? cell : refusedCell('is not in the pick list');
	};
}

/** Field types whose cells hold the id of a record or user. */
export const LOOKUP_TYPES: ReadonlySet<string> = new Set(['lookup', 'ownerlookup', 'userlookup']);
const NUMBER_TYPES: ReadonlySet<string> = new Set(['integer', 'bigint', 'double', 'currency', 'percent']);
const PICK_LIST_TYPES: ReadonlySet<string> = new Set(['picklist', 'multiselectpicklist']);

/** How the values of one field are written. Source: Bulk Write, cell formats (read 2026-11-21). */
export function encoderOf(field: FieldMetadata, findBy: string | null, settings: CellSettings): CellEncoder {
	if (LOOKUP_TYPES.has(field.dataType)) return lookupEncoder(findBy ?? 'id');
	if (NUMBER_TYPES.has(field.dataType)) return encodeNumber;
	if (PICK_LIST_TYPES.has(field.dataType)) return pickListEncoder(field, settings);
	if (field.dataType === 'boolean') return encodeBoolean;
	if (field.dataType === 'date') return ofFilled((value) => formatDate(value));
	if (field.dataType === 'datetime') return ofFilled((value) => formatDateTime(value, settings.timeZone));
	return encodeText;
}

/** The `format` that is sent with the mapping, so that Zoho reads dates as they were written. */
export function formatOf(field: FieldMetadata): string | null {
	if (field.dataType === 'date') return 'yyyy-MM-dd';
	if (field.dataType === 'datetime') return "yyyy-MM-dd'T'HH:mm:ssXXX";
	return null;
}
