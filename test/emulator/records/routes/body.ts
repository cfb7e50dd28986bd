import type { Answer, Call, ModuleDefinition } from '../../contract';
import { isObject, type JsonObject, type JsonValue } from '../../json';
import { type Details, invalidData, missingKey, Refusal } from '../../server/answers';
import { bodyOf, isId, readBody } from '../../server/reading';
import { ASSIGNMENT_RULES } from '../../settings/assignmentRules';
import type { EmulatorState } from '../../state';
import type { FieldRefusal } from '../readings';

/** Records in one write. Source: limits-and-errors 4. */
const RECORDS_PER_WRITE = 100;

const TRIGGERS = ['workflow', 'approval', 'blueprint', 'pathfinder', 'orchestration'];
const ASSIGNMENT = 'assignment_rules';
const APPLIED_FEATURES = [
	'layout_rules',
	'range_validation',
	ASSIGNMENT,
	'function_validation_rule',
	'criteria_validation_rule',
	'global_map_dependency',
	'territory_subordinates',
];
const SKIPPED_FEATURES = ['cadences', ASSIGNMENT, 'connected_workflows'];

/** The body of a write call: its records and the keys beside them. */
export interface WriteBody {
	readonly data: readonly JsonValue[];
	readonly rest: JsonObject;
}

/** Records that a write call carries, for its credits and its time; 0 where the body does not say. */
export function countSent(call: Call): number {
	const body = bodyOf(call);
	return isObject(body) && Array.isArray(body.data) ? body.data.length : 0;
}

/** Reads what refuses whole records calls, with the refusal in the place that the switch says. Source: records 0. */
export function withPlace<Read>({ switches }: EmulatorState, read: () => Read): Read {
	try {
		return read();
	} catch (refusal) {
		throw refusal instanceof Refusal && switches.wholeRefusalPlace === 'in data' ? refusal.inList('data') : refusal;
	}
}

/** Source: Insert Records, v8 (records 1). Keys that it does not know are passed over. @throws Refusal */
export function readWriteBody(state: EmulatorState, call: Call): WriteBody {
	const body = readBody(state, call);
	if (!isObject(body)) throw invalidData({ expected_data_type: 'jsonobject' });
	// The edge where JSON enters: JSON.parse gives nothing but JSON values.
	const rest = body as JsonObject;
	const { data } = rest;
	const place = { api_name: 'data', json_path: '$.data' };
	if (data === undefined) throw missingKey('data');
	if (!Array.isArray(data) || data.length === 0) throw invalidData({ expected_data_type: 'jsonarray', ...place });
	// A record that the path names is the only one.
	if (call.params.id !== undefined && data.length > 1) throw invalidData({ maximum_length: 1, ...place });
	if (data.length > RECORDS_PER_WRITE)
		throw new Refusal(400, 'LIMIT_EXCEEDED', 'The given data is more than the limit', {
			maximum_length: RECORDS_PER_WRITE,
			...place,
		});
	checkOptions(rest);
	return { data, rest };
}

/** `trigger`, the feature lists and `lar_id`: their shapes and words. @throws Refusal */
function checkOptions(body: JsonObject): void {
	const invalid = (key: string, path: string, details: Details) =>
		invalidData({ ...details, api_name: key, json_path: `$.${path}` });
	const nameOf = (entry: JsonValue) => (isObject(entry) ? entry.name : undefined);
	const lists: ReadonlyArray<readonly [string, readonly string[], (entry: JsonValue) => JsonValue | undefined]> = [
		['trigger', TRIGGERS, (entry) => entry],
		['apply_feature_execution', APPLIED_FEATURES, nameOf],
		['skip_feature_execution', SKIPPED_FEATURES, nameOf],
	];
	for (const [key, words, wordOf] of lists) {
		const value = body[key];
		if (value === undefined || value === null) continue;
		if (!Array.isArray(value)) throw invalid(key, key, { expected_data_type: 'jsonarray' });
		for (const [index, entry] of value.entries()) {
			const word = wordOf(entry);
			if (typeof word !== 'string' || !words.includes(word))
				throw invalid(key, `${key}[${index}]`, { supported_values: words });
		}
	}
	const { lar_id: rule } = body;
	if (rule !== undefined && rule !== null && (typeof rule !== 'string' || !isId(rule)))
		throw invalid('lar_id', 'lar_id', { expected_data_type: 'bigint' });
}

/**
 * Who gets new records that name no owner: the default assignee of the rule in `lar_id`, or of the module's rule where
 * `apply_feature_execution` asks for it; nobody where `skip_feature_execution` names it. Source: Insert Records, v8 (records 1).
 * That the rule leaves a given owner alone, and the code for an unknown rule, are ASSUMED.
 * @throws Refusal
 */
export function readAssignee(
	module: ModuleDefinition,
	{ rest }: WriteBody,
	kind: 'insert' | 'update' | 'upsert',
): string | undefined {
	const rules = ASSIGNMENT_RULES.filter((rule) => rule.module === module.apiName);
	const named = rules.find(({ id }) => id === rest.lar_id);
	if (typeof rest.lar_id === 'string' && !named)
		throw invalidData({ api_name: 'lar_id', json_path: '$.lar_id' }, 'the id given seems to be invalid');
	if (kind === 'update' || featureNames(rest.skip_feature_execution, 'insert').includes(ASSIGNMENT)) return undefined;
	const isApplied = featureNames(rest.apply_feature_execution).includes(ASSIGNMENT);
	return (named ?? (isApplied ? rules[0] : undefined))?.defaultAssigneeId;
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
	const placeOf = (path: string) => ({
		api_name: path === '' ? 'data' : path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, ''),
		json_path: `$.data[${index}]${path === '' ? '' : `.${path}`}`,
	});
	const entries = refusals.map(({ code, message, path, details, dependee, expected }): WriteEntry => {
		const place = expected === undefined ? placeOf(path) : { expected_fields: expected.map(placeOf) };
		const cause = dependee === undefined ? {} : { dependee: placeOf(dependee) };
		return { code, status: 'error', message, details: { ...details, ...cause, ...place } };
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
