import { isObject } from '../../emulator/json';

/** What is done at one place of a file. */
export type Change =
	/** Takes the place out. */
	| { readonly kind: 'drop' }
	| { readonly kind: 'set'; readonly value: unknown }
	/** Adds values to a list. */
	| { readonly kind: 'add'; readonly values: readonly unknown[] }
	/** Takes values out of a list. */
	| { readonly kind: 'remove'; readonly values: readonly unknown[] }
	/** Answers of one status are described as those of another, where they are not described. */
	| { readonly kind: 'sameAnswer'; readonly from: string; readonly to: string }
	/** In all schemas at and below the place: no key is required. */
	| { readonly kind: 'optional' }
	/** ... null is taken too. */
	| { readonly kind: 'nullable' }
	/** ... other keys are taken too. */
	| { readonly kind: 'open' }
	/** ... of several schemas one or more may fit, where the file says exactly one. */
	| { readonly kind: 'oneOrMore' };

/** One place where Zoho's OpenAPI files are known to be wrong, and what is read instead. */
export interface Correction {
	/** Folder and name: `v8.0/bulk_write.json`. */
	readonly file: string;
	/** Keys down to the place; `*` is any key; empty for the whole file. */
	readonly path: readonly string[];
	readonly change: Change;
	/** How it is known. */
	readonly reason: string;
}

/** How a correction is named in messages. */
export function nameCorrection({ file, path, change }: Correction): string {
	const detail = change.kind === 'sameAnswer' ? ` ${change.to}` : '';
	return `${file} ${path.join(' > ')} (${change.kind}${detail})`;
}

type Container = Record<string, unknown> | unknown[];

function isContainer(value: unknown): value is Container {
	return Array.isArray(value) || isObject(value);
}

/** Every place that fits a path: what holds it, and its key. @param mayBeNew whether the last key may be missing */
function placesOf(
	holder: Container,
	path: readonly string[],
	mayBeNew: boolean,
): Array<{ readonly holder: Container; readonly key: string }> {
	const [key, ...rest] = path;
	const isThere = Object.hasOwn(holder, key) || (rest.length === 0 && mayBeNew);
	const keys = key === '*' ? Object.keys(holder) : isThere ? [key] : [];
	if (rest.length === 0) return keys.map((found) => ({ holder, key: found }));
	return keys.flatMap((found) => {
		const next: unknown = Reflect.get(holder, found);
		return isContainer(next) ? placesOf(next, rest, mayBeNew) : [];
	});
}

/** Loosens one schema. A property that happens to be called `required` or `type` is a schema itself, not a list or a text. */
function loosen(schema: Record<string, unknown>, kind: 'optional' | 'nullable' | 'open' | 'oneOrMore'): void {
	const { required, type, oneOf } = schema;
	if (kind === 'optional' && Array.isArray(required)) delete schema.required;
	if (kind === 'open' && schema.additionalProperties === false) delete schema.additionalProperties;
	if (kind === 'oneOrMore' && Array.isArray(oneOf)) {
		delete schema.oneOf;
		schema.anyOf = oneOf;
	}
	if (kind === 'nullable' && typeof type === 'string') {
		schema.type = [type, 'null'];
		if (Array.isArray(schema.enum)) schema.enum = [...schema.enum, null];
	}
}

function loosenBelow(value: unknown, kind: 'optional' | 'nullable' | 'open' | 'oneOrMore'): void {
	if (!isContainer(value)) return;
	if (isObject(value)) loosen(value, kind);
	for (const entry of Object.values(value)) loosenBelow(entry, kind);
}

function changeList(value: unknown, change: Change & { kind: 'add' | 'remove' }): unknown[] {
	const list = Array.isArray(value) ? value : [];
	return change.kind === 'add' ? [...list, ...change.values] : list.filter((entry) => !change.values.includes(entry));
}

function changeAt(holder: Container, key: string, change: Change): void {
	const current: unknown = Reflect.get(holder, key);
	if (change.kind === 'drop') Reflect.deleteProperty(holder, key);
	else if (change.kind === 'set') Reflect.set(holder, key, change.value);
	else if (change.kind === 'add' || change.kind === 'remove') Reflect.set(holder, key, changeList(current, change));
	else if (change.kind !== 'sameAnswer') loosenBelow(current, change.kind);
	else if (isObject(current) && current[change.from] !== undefined) current[change.to] ??= current[change.from];
}

/**
 * Corrects a file in place.
 * @throws Error if the file has no such place
 */
export function applyCorrection(content: Record<string, unknown>, correction: Correction): void {
	const places = placesOf({ file: content }, ['file', ...correction.path], correction.change.kind === 'set');
	if (places.length === 0) throw new Error(`There is no ${nameCorrection(correction)}`);
	for (const { holder, key } of places) changeAt(holder, key, correction.change);
}
