import type { Answer, Call, ModuleDefinition } from '../../contract';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../json';
import { refuse } from '../../server/answers';
import type { EmulatorState } from '../../state';
import type { FieldRefusal } from '../values';

/** Records in one write. Source: limits-and-errors 4. */
const RECORDS_PER_WRITE = 100;

const TRIGGERS = ['workflow', 'approval', 'blueprint', 'pathfinder', 'orchestration'];
const APPLIED_FEATURES = [
	'layout_rules',
	'range_validation',
	'assignment_rules',
	'function_validation_rule',
	'criteria_validation_rule',
	'global_map_dependency',
	'territory_subordinates',
];
const SKIPPED_FEATURES = ['cadences', 'assignment_rules', 'connected_workflows'];

/** The body of a write call: its records and the keys beside them. */
export interface WriteBody {
	readonly kind: 'body';
	readonly data: readonly JsonValue[];
	readonly rest: JsonObject;
}

/** A refusal of a whole records call, in the place that the switch says. */
export function refuseWhole(
	state: EmulatorState,
	status: number,
	code: string,
	message: string,
	details: Readonly<Record<string, unknown>> = {},
): Answer {
	const answer = refuse(status, code, message, details);
	return state.switches.wholeRefusalPlace === 'in data' ? { ...answer, body: { data: [answer.body] } } : answer;
}

/** The module that the path names, or the refusal. */
export function moduleOf(state: EmulatorState, call: Call): ModuleDefinition | Answer {
	return (
		state.schema.module(call.params.module) ??
		refuseWhole(state, 400, 'INVALID_MODULE', 'the module name given seems to be invalid', { resource_path_index: 0 })
	);
}

/** Tells the two outcomes of a check apart. */
export function isAnswer(value: object): value is Answer {
	return 'status' in value;
}

const parsedBodies = new WeakMap<Call, unknown>();

/** The JSON of a call's body, parsed once per call; undefined when it is not JSON. */
export function bodyOf(call: Call): unknown {
	if (!parsedBodies.has(call)) parsedBodies.set(call, parseJson(call.text));
	return parsedBodies.get(call);
}

/** Records that a write call carries, for its credits and its time; 0 where the body does not say. */
export function countRecords(call: Call): number {
	const body = bodyOf(call);
	return isObject(body) && Array.isArray(body.data) ? body.data.length : 0;
}

/** Source: Insert Records, v8 (records 1). Keys that it does not know are passed over. */
export function readWriteBody(state: EmulatorState, call: Call): WriteBody | Answer {
	const body = bodyOf(call);
	if (body === undefined)
		return refuseWhole(state, 400, state.switches.badJsonCode, 'unable to parse the request body');
	if (!isObject(body))
		return refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { expected_data_type: 'jsonobject' });
	// The edge where JSON enters: JSON.parse gives nothing but JSON values.
	const rest = body as JsonObject;
	const { data } = rest;
	if (data === undefined)
		return refuseWhole(state, 400, 'MANDATORY_NOT_FOUND', 'required field not found', {
			api_name: 'data',
			json_path: '$.data',
		});
	if (!Array.isArray(data) || data.length === 0)
		return refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', {
			expected_data_type: 'jsonarray',
			api_name: 'data',
			json_path: '$.data',
		});
	// A record that the path names is the only one.
	if (call.params.id !== undefined && data.length > 1)
		return refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', {
			maximum_length: 1,
			api_name: 'data',
			json_path: '$.data',
		});
	if (data.length > RECORDS_PER_WRITE)
		return refuseWhole(state, 400, 'LIMIT_EXCEEDED', 'The given data is more than the limit', {
			maximum_length: RECORDS_PER_WRITE,
			api_name: 'data',
			json_path: '$.data',
		});
	return checkOptions(state, rest) ?? { kind: 'body', data, rest };
}

/** `trigger`, the feature lists and `lar_id`: their shapes and words. */
function checkOptions(state: EmulatorState, body: JsonObject): Answer | undefined {
	const invalid = (key: string, path: string, details: Readonly<Record<string, unknown>>) =>
		refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { ...details, api_name: key, json_path: `$.${path}` });
	const lists: ReadonlyArray<readonly [string, readonly string[], (entry: JsonValue) => JsonValue | undefined]> = [
		['trigger', TRIGGERS, (entry) => entry],
		['apply_feature_execution', APPLIED_FEATURES, (entry) => (isObject(entry) ? entry.name : undefined)],
		['skip_feature_execution', SKIPPED_FEATURES, (entry) => (isObject(entry) ? entry.name : undefined)],
	];
	for (const [key, words, wordOf] of lists) {
		const value = body[key];
		if (value === undefined || value === null) continue;
		if (!Array.isArray(value)) return invalid(key, key, { expected_data_type: 'jsonarray' });
		for (const [index, entry] of value.entries()) {
			const word = wordOf(entry);
			if (typeof word !== 'string' || !words.includes(word))
				return invalid(key, `${key}[${index}]`, { supported_values: words });
		}
	}
	if (
		body.lar_id !== undefined &&
		body.lar_id !== null &&
		(typeof body.lar_id !== 'string' || !/^\d{15,19}$/.test(body.lar_id))
	)
		return invalid('lar_id', 'lar_id', { expected_data_type: 'bigint' });
	return undefined;
}

/** The names in `apply_feature_execution` or `skip_feature_execution`, whose shape was checked before. @param action of those that name one */
export function featureNames(features: JsonValue | undefined, action?: 'insert' | 'update'): string[] {
	if (!Array.isArray(features)) return [];
	return features.flatMap((feature) =>
		isObject(feature) &&
		typeof feature.name === 'string' &&
		(feature.action === undefined || action === undefined || feature.action === action)
			? [feature.name]
			: [],
	);
}

/** One entry of a write's answer. */
export interface WriteEntry {
	readonly code: string;
	readonly status: 'success' | 'error';
	readonly message: string;
	readonly details: Readonly<Record<string, unknown>>;
}

/** The entry for a refused record: its first refusal, or all of them where the switch says so. @param index of the record in `data` */
export function refusedEntry(state: EmulatorState, index: number, refusals: readonly FieldRefusal[]): WriteEntry {
	const entries = refusals.map(({ code, message, path, details }): WriteEntry => {
		const apiName = path === '' ? 'data' : path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '');
		return {
			code,
			status: 'error',
			message,
			details: { ...details, api_name: apiName, json_path: `$.data[${index}]${path === '' ? '' : `.${path}`}` },
		};
	});
	if (entries.length === 1 || state.switches.severalRefusals === 'first') return entries[0];
	return {
		code: 'MULTIPLE_OR_MULTI_ERRORS',
		status: 'error',
		message: 'multiple errors found',
		details: { errors: entries },
	};
}

/** The answer to a write: `allDone` when every record went well, 207 when some did, 400 when none did. Source: records 0. */
export function answerWrite(allDone: 200 | 201, entries: readonly object[], refusedCount: number): Answer {
	const status = refusedCount === 0 ? allDone : refusedCount === entries.length ? 400 : 207;
	return { status, body: { data: entries } };
}
