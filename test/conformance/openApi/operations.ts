import { isObject } from '../../emulator/json';
import type { Document } from './documents';

/** A parameter of an operation. */
export interface Parameter {
	readonly name: string;
	readonly place: 'path' | 'query' | 'header';
	readonly isRequired: boolean;
	/** JSON pointer to its schema within the file. */
	readonly pointer: string;
}

/** One operation of a file. Schemas are JSON pointers within the file, by media type. */
export interface Operation {
	readonly file: string;
	readonly method: string;
	/** Whole path from the host on, with its parts as the file names them: `/crm/v8/{module}/{recordID}`. */
	readonly template: string;
	readonly parameters: readonly Parameter[];
	readonly requestBody: { readonly isRequired: boolean; readonly schemas: ReadonlyMap<string, string> };
	/** By HTTP status. */
	readonly answers: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

interface Place {
	readonly pointer: string;
	readonly value: Readonly<Record<string, unknown>>;
}

function escapePointer(key: string): string {
	return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapePointer(key: string): string {
	return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

function valueAt(from: unknown, keys: readonly string[]): unknown {
	return keys.reduce<unknown>(
		(holder, key) => (isObject(holder) || Array.isArray(holder) ? Reflect.get(holder, key) : undefined),
		from,
	);
}

/** Goes down some keys, and from there to another place of the file if there is a reference. @throws Error if the keys lead nowhere */
function follow(document: Document, from: Place, ...keys: string[]): Place {
	const place = { pointer: [from.pointer, ...keys.map(escapePointer)].join('/'), value: valueAt(from.value, keys) };
	if (!isObject(place.value)) throw new Error(`${document.file} has no ${place.pointer}`);
	const { $ref } = place.value;
	if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return { ...place, value: place.value };
	return follow(document, { pointer: '', value: document.content }, ...$ref.slice(2).split('/').map(unescapePointer));
}

/** The schemas of a body, by media type; types without a schema are left out. */
function schemasOf({ pointer, value }: Place): Map<string, string> {
	const content = isObject(value.content) ? value.content : {};
	const types = Object.keys(content).filter((type) => isObject(content[type]) && content[type].schema !== undefined);
	return new Map(types.map((type) => [type, `${pointer}/content/${escapePointer(type)}/schema`]));
}

/** What stands before the paths of a file: 2025 files write whole paths, 2026 ones keep the beginning in the server's address. */
function prefixOf({ content }: Document): string {
	const [server] = Array.isArray(content.servers) ? content.servers : [];
	const url = isObject(server) && typeof server.url === 'string' ? server.url : '';
	return url.replace(/^https:\/\/[^/]*/, '').replace('{version}', 'v8');
}

function readOperation(document: Document, path: string, method: string, place: Place): Operation {
	const list = Array.isArray(place.value.parameters) ? place.value.parameters : [];
	const parameters = list.map((_, index): Parameter => {
		const { pointer, value } = follow(document, place, 'parameters', String(index));
		const where = value.in === 'query' || value.in === 'header' ? value.in : 'path';
		return {
			name: String(value.name),
			place: where,
			isRequired: value.required === true,
			pointer: `${pointer}/schema`,
		};
	});
	const body = place.value.requestBody === undefined ? undefined : follow(document, place, 'requestBody');
	const statuses = isObject(place.value.responses) ? Object.keys(place.value.responses) : [];
	return {
		file: document.file,
		method: method.toUpperCase(),
		template: prefixOf(document) + path,
		parameters,
		requestBody: {
			isRequired: body?.value.required === true,
			schemas: body === undefined ? new Map<string, string>() : schemasOf(body),
		},
		answers: new Map(statuses.map((status) => [status, schemasOf(follow(document, place, 'responses', status))])),
	};
}

/** Every operation of the files, in their order. */
export function listOperations(documents: readonly Document[]): Operation[] {
	return documents.flatMap((document) => {
		const root = { pointer: '', value: document.content };
		const { value: paths } = follow(document, root, 'paths');
		return Object.entries(paths).flatMap(([path, item]) =>
			METHODS.filter((method) => isObject(item) && item[method] !== undefined).map((method) =>
				readOperation(document, path, method, follow(document, root, 'paths', path, method)),
			),
		);
	});
}

/** The operation for a call: of several that fit, the one with fixed words furthest to the left; then the first. */
export function findOperation(operations: readonly Operation[], method: string, path: string): Operation | undefined {
	const given = path.split('/');
	const ranked = operations.flatMap((operation) => {
		const wanted = operation.template.split('/');
		const fits =
			operation.method === method &&
			wanted.length === given.length &&
			wanted.every((word, index) => word.startsWith('{') || word === given[index]);
		return fits ? [{ operation, rank: wanted.map((word) => (word.startsWith('{') ? '1' : '0')).join('') }] : [];
	});
	return ranked.sort((a, b) => a.rank.localeCompare(b.rank))[0]?.operation;
}
