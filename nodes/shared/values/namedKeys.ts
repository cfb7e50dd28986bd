import { UsageError } from '../zoho/call/errors';
import { LOOKUP_TYPES, type FieldMetadata } from '../zoho/metadata/fields';
import { foldName } from '../zoho/metadata/foldName';
import { isBlank } from './encoders';
import { fieldFinder, RECORD_ID_NAMES, type FieldFinder } from './fieldNames';
import { cutName } from './nameList';

type Row = Readonly<Record<string, unknown>>;
type Fields = ReadonlyMap<string, FieldMetadata>;

/** Gives a row whose keys are API names. @throws UsageError for a label that several fields have, and for two values of one field */
export type KeyNamer = (row: Row) => Row;

/** How many different keys a namer remembers. Rows mostly have the same ones. */
const MAX_REMEMBERED = 10_000;

/**
 * A namer of the keys of rows: API names stay, and what is the API name or label of a field that can be written, in any case, becomes
 * its API name, unless the row has that one too. So does the part in front of a dot, of a lookup. Other keys stay as they are.
 */
export function keyNamer(fields: Fields): KeyNamer {
	const find = fieldFinder([...fields.values()].filter(({ readOnly }) => !readOnly));
	const remembered = new Map<string, string>();
	const nameOf = (key: string): string => {
		const known = remembered.get(key);
		if (known !== undefined) return known;
		const name = readKey(key, find);
		if (remembered.size < MAX_REMEMBERED) remembered.set(key, name);
		return name;
	};
	const isName = (key: string): boolean => fields.has(key) || key === 'id' || nameOf(key) === key;
	return (row) => {
		const keys = Object.keys(row);
		return keys.every(isName) ? row : renamed(row, keys, (key) => (fields.has(key) ? key : nameOf(key)));
	};
}

/** Keys with one of these in front are Zoho's own. */
const isOwnKey = (key: string): boolean => key.startsWith('$') || key.startsWith('_');

function readKey(key: string, find: FieldFinder): string {
	if (isOwnKey(key)) return key;
	const field = find(key);
	if (field !== undefined) return field.apiName;
	if (RECORD_ID_NAMES.includes(foldName(key))) return 'id';
	const dot = key.indexOf('.');
	const owner = dot < 1 ? undefined : find(key.slice(0, dot));
	return owner === undefined || !LOOKUP_TYPES.has(owner.dataType) ? key : `${owner.apiName}${key.slice(dot)}`;
}

function renamed(row: Row, keys: readonly string[], nameOf: (key: string) => string): Row {
	const named: Record<string, unknown> = {};
	const writtenAs = new Map<string, string>();
	for (const key of keys) {
		const value = row[key];
		if (value === undefined) continue;
		const meant = nameOf(key);
		// Next to the API name itself, a key that only looks like it is another one.
		const name = meant !== key && !isBlank(row[meant]) ? key : meant;
		const before = writtenAs.get(name);
		if (before === undefined || isBlank(named[name])) {
			named[name] = value;
			writtenAs.set(name, key);
		} else if (!isBlank(value) && value !== named[name]) {
			throw new UsageError(
				`The keys "${cutName(before)}" and "${cutName(key)}" have different values for the field ${name}`,
				'Remove one of the two keys before this node',
				'INVALID_DATA',
			);
		}
	}
	return named;
}

const namers = new WeakMap<Fields, KeyNamer>();

/** The namer of a set of fields, which is made once. */
export function keyNamerOf(fields: Fields): KeyNamer {
	const namer = namers.get(fields) ?? keyNamer(fields);
	namers.set(fields, namer);
	return namer;
}
