import type { IDataObject } from 'n8n-workflow';
import { isBlank } from '../../../shared/values/encoders';
import { isObject } from '../../../shared/zoho/call/shape';
import { LOOKUP_TYPES, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import type { ZohoRecord } from '../../../shared/zoho/records/api';

/** What stands beside the name of another record or of a user. */
const ID = '_Id';
const EMAIL = '_Email';

/** Says which module the record belongs to that an activity is about: without it the activity cannot be written again. */
const KEPT_OWN_KEY = '$se_module';

/**
 * A record as an output item, with `id` first: as Zoho returns it, or simplified. Simplified it has no empty values and no
 * keys of Zoho's own (`$...`); a lookup is its name, with `Owner_Id` and `Owner_Email` beside it; tags are their names.
 */
export function toRecordItem({ id, ...record }: ZohoRecord, isSimple: boolean): IDataObject {
	if (!isSimple) return { id, ...record } as IDataObject;
	const item = new Map<string, unknown>([['id', id]]);
	for (const [name, value] of Object.entries(record)) {
		if ((name.startsWith('$') && name !== KEPT_OWN_KEY) || isEmpty(value)) continue;
		if (name === 'Tag' && Array.isArray(value)) {
			item.set(
				name,
				value.map((tag: unknown) => (isObject(tag) ? (tag.name ?? tag.id) : tag)),
			);
		} else if (isObject(value) && typeof value.id === 'string') {
			item.set(name, isEmpty(value.name) ? value.id : value.name);
			addBeside(item, record, name + EMAIL, value.email);
			addBeside(item, record, name + ID, value.id);
		} else item.set(name, value);
	}
	return Object.fromEntries(item) as IDataObject;
}

const isEmpty = (value: unknown): boolean =>
	value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** @param record has fields of its own, which go first */
function addBeside(item: Map<string, unknown>, record: object, key: string, value: unknown): void {
	if (!isEmpty(value) && !Object.hasOwn(record, key)) item.set(key, value);
}

type Values = Readonly<Record<string, unknown>>;

/**
 * The values of an item without the keys that a simplified record has beside its lookups: the ID takes the place of the name,
 * so that the very same record or user is written. What names another one itself, by ID or email, or clears the field, stays.
 */
export function withoutBesides(values: Values, fields: ReadonlyMap<string, FieldMetadata>): Values {
	const besides = new Set(Object.keys(values).filter((key) => lookupBeside(key, fields) !== null));
	if (besides.size === 0) return values;
	const kept: Record<string, unknown> = Object.fromEntries(Object.entries(values).filter(([key]) => !besides.has(key)));
	for (const name of new Set([...besides].map((key) => lookupBeside(key, fields)))) {
		if (name === null) continue;
		const [id, email] = [values[name + ID], values[name + EMAIL]];
		const best = isBlank(id) ? email : id;
		if (!isBlank(best) && !namesItself(values, name, email)) kept[name] = best;
	}
	return kept;
}

/** The lookup that a key stands beside; null for a key that is a field, or stands beside none. */
function lookupBeside(key: string, fields: ReadonlyMap<string, FieldMetadata>): string | null {
	const suffix = [ID, EMAIL].find((each) => key.endsWith(each));
	if (suffix === undefined || fields.has(key)) return null;
	const name = key.slice(0, -suffix.length);
	const field = fields.get(name);
	return field !== undefined && (LOOKUP_TYPES.has(field.dataType) || name === 'Layout') ? name : null;
}

/** Whether the value of a lookup says more than a name: it is empty, an ID, another email, or an object. */
function namesItself(values: Values, name: string, email: unknown): boolean {
	if (!Object.hasOwn(values, name)) return false;
	const value = values[name];
	if (typeof value !== 'string' || isBlank(value)) return true;
	const text = value.trim();
	return /^(zcrm_)?\d{15,}$/.test(text) || (text.includes('@') && !/\s/.test(text) && text !== email);
}
