import type { Call, ModuleDefinition } from '../contract';
import { isObject, parseJson } from '../json';
import type { EmulatorState } from '../state';
import {
	type Details,
	invalidData,
	invalidId,
	invalidModule,
	missingKey,
	missingParameter,
	Refusal,
	wrongParameter,
} from './answers';

/** Whether a text can be an id: 15 to 19 digits. Source: records, head. */
export function isId(text: string): boolean {
	return /^\d{15,19}$/.test(text);
}

/** The id in the path. @param index of its segment after `/crm/v8/` @throws Refusal */
export function readPathId(call: Call, index: number): string {
	if (!isId(call.params.id)) throw invalidId(index);
	return call.params.id;
}

/** The entry that the path's id names, as a list of one or none. @throws Refusal */
export function pickById<Entry extends { readonly id?: unknown }>(
	call: Call,
	index: number,
	entries: readonly Entry[],
): Entry[] {
	const wanted = readPathId(call, index);
	return entries.filter(({ id }) => id === wanted);
}

/** `page` and `per_page` of a list. @throws Refusal */
export function readPage({ query }: Call): { readonly page: number; readonly perPage: number } {
	const page = Number(query.page ?? '1');
	const perPage = Number(query.per_page ?? '200');
	if (!Number.isInteger(page) || page < 1) throw wrongParameter('page');
	if (!Number.isInteger(perPage) || perPage < 1 || perPage > 200) throw wrongParameter('per_page');
	return { page, perPage };
}

/** The module that the query names. @param more how the refusals are worded where it is not the usual way @throws Refusal */
export function readQueryModule(
	state: EmulatorState,
	{ query }: Call,
	// Where the refusal of an unknown module points to is documented for paths only. ASSUMED.
	more: { readonly missingKey?: string; readonly unknown?: Details } = {},
): ModuleDefinition {
	if (!query.module) throw missingParameter('module', more.missingKey);
	const module = state.schema.module(query.module);
	if (!module) throw invalidModule(more.unknown ?? { param_name: 'module' });
	return module;
}

const parsedBodies = new WeakMap<Call, unknown>();

/** The JSON of a call's body, parsed once per call; undefined when it is not JSON. */
export function bodyOf(call: Call): unknown {
	if (!parsedBodies.has(call)) parsedBodies.set(call, parseJson(call.text));
	return parsedBodies.get(call);
}

/** The JSON of a call's body. @throws Refusal where it is not JSON */
export function readBody(state: EmulatorState, call: Call): unknown {
	const body = bodyOf(call);
	if (body === undefined) throw badJson(state);
	return body;
}

function badJson({ switches }: EmulatorState): Refusal {
	return new Refusal(400, switches.badJsonCode, 'unable to parse the request body');
}

/** The objects that a body lists under a key. @throws Refusal where it lists none, or more than `limit` */
export function readEntries(
	state: EmulatorState,
	call: Call,
	key: string,
	limit: number,
): ReadonlyArray<Readonly<Record<string, unknown>>> {
	const body = bodyOf(call);
	if (!isObject(body)) throw badJson(state);
	const entries = body[key];
	const place = { api_name: key, json_path: `$.${key}` };
	if (entries === undefined) throw missingKey(key);
	if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isObject))
		throw invalidData({ expected_data_type: 'jsonarray', ...place });
	if (entries.length > limit) throw invalidData({ maximum_length: limit, ...place });
	return entries;
}
