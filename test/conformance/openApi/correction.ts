import { isObject } from '../../emulator/services/json';

/** What is done to one place of a file. */
export type Change =
	| { readonly kind: 'drop' }
	| { readonly kind: 'set'; readonly value: unknown }
	/** Puts a key into an object, or values to the end of a list. */
	| { readonly kind: 'add'; readonly values: readonly unknown[] }
	| { readonly kind: 'rename'; readonly to: string };

/** One place where Zoho's OpenAPI files are known to be wrong, and what should stand there. */
export interface Correction {
	/** Folder and name: `v8.0/bulk_write.json`. */
	readonly file: string;
	/** Keys down to the place; `*` is any one key, `**` any number of them. */
	readonly path: readonly string[];
	readonly change: Change;
	/** How it is known. */
	readonly reason: string;
}

/** How a correction is named in messages. */
export function nameCorrection({ file, path }: Correction): string {
	return `${file} ${path.join(' > ')}`;
}

type Container = Record<string, unknown> | unknown[];

function isContainer(value: unknown): value is Container {
	return Array.isArray(value) || isObject(value);
}

/** Every container that holds the last key of a path, once. */
function holdersOf(container: Container, path: readonly string[], found: Set<Container>): Set<Container> {
	const [key, ...rest] = path;
	if (key === '**') {
		holdersOf(container, rest, found);
		for (const value of Object.values(container)) if (isContainer(value)) holdersOf(value, path, found);
	} else if (rest.length === 0) {
		if (key === '*' || Object.hasOwn(container, key)) found.add(container);
	} else {
		const values = key === '*' ? Object.values(container) : Object.hasOwn(container, key) ? [Reflect.get(container, key)] : [];
		for (const value of values) if (isContainer(value)) holdersOf(value, rest, found);
	}
	return found;
}

function changeAt(holder: Container, key: string, change: Change): void {
	const current: unknown = Reflect.get(holder, key);
	if (change.kind === 'set') Reflect.set(holder, key, change.value);
	else if (change.kind === 'add') Reflect.set(holder, key, [...(Array.isArray(current) ? current : []), ...change.values]);
	else {
		Reflect.deleteProperty(holder, key);
		if (change.kind === 'rename') Reflect.set(holder, change.to, current);
	}
}

/**
 * Corrects a file in place.
 * @throws Error if the file has no such place
 */
export function applyCorrection(content: Record<string, unknown>, correction: Correction): void {
	const last = correction.path[correction.path.length - 1];
	const holders = [...holdersOf(content, correction.path, new Set())];
	if (holders.length === 0) throw new Error(`There is no ${nameCorrection(correction)}`);
	for (const holder of holders) for (const key of last === '*' ? Object.keys(holder) : [last]) changeAt(holder, key, correction.change);
}
