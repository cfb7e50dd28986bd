import type { FieldMetadata } from '../zoho/metadata/fields';
import { findNearest } from './nearest';

/**
 * Keys with a dollar sign that a record can be written with; all others are of Zoho's own making, as records that were read
 * have them. Source: Insert and Update Records, Events and Tasks, v8 (read 2026-11-21).
 */
const WRITABLE_KEYS: ReadonlySet<string> = new Set(['$append_values', '$se_module']);

/** What a key of a row is for a write: a value to send, a key that goes as it is, one that is left out, or nobody's. */
export type KeyKind = 'field' | 'asItIs' | 'leftOut' | 'unknown';

/**
 * What to do with a key. A record that was read can be written again: its ID, fields that this write cannot fill, and keys of
 * Zoho's own are left out.
 * @param isWritable whether this write can fill a field
 */
export function kindOfKey(
	key: string,
	field: FieldMetadata | undefined,
	isWritable: (field: FieldMetadata) => boolean,
): KeyKind {
	if (field !== undefined) return isWritable(field) ? 'field' : 'leftOut';
	if (key === 'id') return 'leftOut';
	if (!key.startsWith('$')) return 'unknown';
	return WRITABLE_KEYS.has(key) ? 'asItIs' : 'leftOut';
}

/** The field that a key probably means, by its API name or label. @returns its API name; null if none is near */
export function findMeantField(key: string, fields: Iterable<FieldMetadata>): string | null {
	const names = new Map(
		[...fields].flatMap(({ apiName, label }) => [[label, apiName] as const, [apiName, apiName] as const]),
	);
	const nearest = findNearest(key, [...names.keys()]);
	return nearest === null ? null : (names.get(nearest) ?? null);
}
