import { isBlank } from '../../../shared/values/encoders';
import { keyNamerOf } from '../../../shared/values/namedKeys';
import type { SubformFields } from '../../../shared/values/fieldValues';
import { LOOKUP_TYPES, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { isObject } from '../../../shared/zoho/call/shape';

/** A record that a row names by something else than its ID. */
export interface Reference {
	/** API name of the module of the record. */
	readonly module: string;
	/** API name of the field that has the text; null for its name or any unique field. */
	readonly by: string | null;
	readonly text: string;
	/** Where the row names it, for messages, e.g. `Account_Name` or `Quoted_Items[0].Product_Name`. */
	readonly place: string;
}

type Values = Readonly<Record<string, unknown>>;
type Fields = ReadonlyMap<string, FieldMetadata>;

/** IDs of Zoho have 15 digits or more: fewer are a number of the user's own. Source: Records, v8 (read 2026-11-21). */
const IS_ID = /^(zcrm_)?\d{15,}$/;

/**
 * Values in which keys such as `Account_Name.Customer_No` have become values of the field in front of the dot. An ID goes before
 * other names of the same record.
 */
export function joinDotted(values: Values, fields: Fields): Values {
	const dotted = Object.keys(values).filter((key) => key.includes('.') && lookupOf(key, fields) !== null);
	if (dotted.length === 0) return values;
	const joined: Record<string, unknown> = Object.fromEntries(
		Object.entries(values).filter(([key]) => !dotted.includes(key)),
	);
	for (const field of new Set(dotted.map((key) => key.slice(0, key.indexOf('.'))))) {
		if (isIdOf(joined[field])) continue;
		const parts = new Map(
			dotted.filter((key) => key.startsWith(`${field}.`)).map((key) => [key.slice(field.length + 1), values[key]]),
		);
		const filled = [...parts].filter(([, value]) => !isBlank(value));
		const [best] = filled.sort(([one], [other]) => rankOf(one) - rankOf(other));
		if (best !== undefined) joined[field] = best[0] === 'id' ? best[1] : { [best[0]]: best[1] };
		else joined[field] ??= null;
	}
	return joined;
}

/** The ID tells most; a name least. */
const rankOf = (part: string): number => (part === 'id' ? 0 : part === 'name' ? 2 : 1);

function lookupOf(key: string, fields: Fields): FieldMetadata | null {
	const field = fields.get(key.slice(0, key.indexOf('.')));
	return field !== undefined && LOOKUP_TYPES.has(field.dataType) ? field : null;
}

const isIdOf = (value: unknown): boolean =>
	isObject(value) ? !isBlank(value.id) : typeof value === 'string' && IS_ID.test(value.trim());

/**
 * The values of a row with something else in place of each record that is named by its name or by another field.
 * @param replace gives what takes the place of a reference
 * @param subforms fields of the rows in it; those of others stay as they are
 */
export function replaceReferences(
	values: Values,
	fields: Fields,
	subforms: SubformFields,
	replace: (reference: Reference) => unknown,
	path = '',
): Values {
	const replaced: Record<string, unknown> = {};
	for (const [name, field] of fields) {
		const value = values[name];
		if (isBlank(value)) continue;
		const place = `${path}${name}`;
		const rowFields = subforms.get(name);
		const linked = field.multiSelectLookup;
		if (field.dataType === 'lookup') {
			const reference = referenceIn(value, moduleOf(field, values), place);
			if (reference !== null) replaced[name] = replace(reference);
		} else if (linked?.otherModule != null) {
			replaced[name] = replaceLinks(value, linked.otherField, linked.otherModule, place, replace);
		} else if (rowFields !== undefined) {
			replaced[name] =
				listOf(value)?.map((row, at) =>
					isObject(row) ? replaceRow(row, rowFields, replace, `${place}[${at}].`) : row,
				) ?? value;
		}
	}
	return Object.keys(replaced).length === 0 ? values : { ...values, ...replaced };
}

/** The same for the row of a subform, whose keys may be labels. */
const replaceRow = (row: Values, fields: Fields, replace: (reference: Reference) => unknown, path: string): Values =>
	replaceReferences(joinDotted(keyNamerOf(fields)(row), fields), fields, new Map(), replace, path);

/** Stands for the module where activities say themselves of which one the record is that they are about. */
const ANY_MODULE = 'se_module';

function moduleOf(field: FieldMetadata, values: Values): string | null {
	const related: unknown = field.lookupModule === null || field.lookupModule === ANY_MODULE ? values.$se_module : null;
	if (typeof related === 'string' && related.trim() !== '') return related.trim();
	return field.lookupModule === ANY_MODULE ? null : field.lookupModule;
}

/** Entries of a list of lookups: texts, separated by commas or in a list, or objects under the key of the linking module. */
function replaceLinks(
	value: unknown,
	key: string,
	module: string,
	place: string,
	replace: (reference: Reference) => unknown,
): unknown {
	const entries =
		listOf(value) ?? (typeof value === 'string' ? value.split(',').filter((entry) => !isBlank(entry)) : null);
	if (entries === null) return value;
	return entries.map((entry) => {
		const isLink = isObject(entry) && key in entry;
		const reference = referenceIn(isLink ? entry[key] : entry, module, place);
		if (reference === null) return entry;
		const id = replace(reference);
		return isLink ? { ...entry, [key]: { id } } : id;
	});
}

/** A list, also one that was written as JSON; null for anything else. */
function listOf(value: unknown): readonly unknown[] | null {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string' || !value.trim().startsWith('[')) return null;
	try {
		const list: unknown = JSON.parse(value);
		return Array.isArray(list) ? list : null;
	} catch {
		return null;
	}
}

/** What a value names a record by; null for an ID, and for what is no name. */
function referenceIn(value: unknown, module: string | null, place: string): Reference | null {
	if (module === null || USER_MODULES.has(module)) return null;
	if (!isObject(value)) return toReference(value, null, module, place);
	if ('id' in value) return null;
	const filled = Object.entries(value).filter(([, part]) => !isBlank(part));
	const named = filled.find(([name]) => name === 'name');
	if (named !== undefined) return toReference(named[1], null, module, place);
	if (filled.length !== 1) return null;
	const [[by, text]] = filled;
	return toReference(text, by, module, `${place}.${by}`);
}

/** Users are no records. */
const USER_MODULES: ReadonlySet<string> = new Set(['Users', 'users']);

function toReference(value: unknown, by: string | null, module: string, place: string): Reference | null {
	if (typeof value === 'number' && !Number.isSafeInteger(value)) return null;
	if (typeof value !== 'string' && typeof value !== 'number') return null;
	const text = String(value).trim();
	return text === '' || (by === null && IS_ID.test(text)) ? null : { module, by, text, place };
}
