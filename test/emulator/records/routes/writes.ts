import type { Answer, Call, ModuleDefinition } from '../../contract';
import { isObject, type JsonObject, type JsonValue } from '../../json';
import type { EmulatorState } from '../../state';
import type { StoredRecord } from '../store';
import {
	beginView,
	deleteRecord,
	insertRecord,
	updateRecord,
	upsertRecord,
	type WriteContext,
	type WriteOutcome,
} from '../writer';
import { readAssignment } from './assignment';
import {
	answerWrite,
	featureNames,
	isAnswer,
	moduleOf,
	readWriteBody,
	refusedEntry,
	refuseWhole,
	type WriteBody,
	type WriteEntry,
} from './body';
import { canNameRecord, type ExternalFields, readExternalFields, resolveId } from './external';

/** Ids in one delete. Source: limits-and-errors 4. */
const IDS_PER_DELETE = 100;

/** Insert Records. */
export function insertRecords(state: EmulatorState, call: Call): Answer {
	return writeAll(state, call, 'insert', (context, module, record) => insertRecord(context, module, record));
}

/** Update Records: ids in the records, or in the path. */
export function updateRecords(state: EmulatorState, call: Call): Answer {
	const pathId = call.params.id;
	const ofPath = moduleOf(state, call);
	if (isAnswer(ofPath)) return ofPath;
	const externals = readExternalFields(state, call);
	if (isAnswer(externals)) return externals;
	if (pathId !== undefined && !canNameRecord(externals, ofPath, pathId))
		return refuseWhole(state, 400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 });
	return writeAll(state, call, 'update', (context, module, record) => {
		const id = pathId ?? record.id;
		if (id === undefined || id === null || id === '')
			return {
				kind: 'refused',
				refusals: [
					{ code: 'MANDATORY_NOT_FOUND', message: 'required field not found', field: 'id', path: 'id', details: {} },
				],
			};
		const current = state.records.get(module.apiName, resolveId(state, externals, module.apiName, id) ?? '');
		if (!current)
			return {
				kind: 'refused',
				refusals: [
					{ code: 'INVALID_DATA', message: 'the id given seems to be invalid', field: 'id', path: 'id', details: {} },
				],
			};
		return updateRecord(context, module, current, record);
	});
}

/** Upsert Records. */
export function upsertRecords(state: EmulatorState, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const body = readWriteBody(state, call);
	if (isAnswer(body)) return body;
	const fields = readCheckFields(state, module, body.rest.duplicate_check_fields);
	if (!Array.isArray(fields)) return fields;
	return writeAll(state, call, 'upsert', (context, ofModule, record) =>
		upsertRecord(context, ofModule, record, fields),
	);
}

/** The fields that upsert compares, in its order: those listed, else the system field; then the other unique ones. Source: records 3. */
function readCheckFields(
	state: EmulatorState,
	module: ModuleDefinition,
	listed: JsonValue | undefined,
): string[] | Answer {
	const unique = module.fields.filter((field) => field.unique).map(({ apiName }) => apiName);
	const system = module.systemDuplicateField === null ? [] : [module.systemDuplicateField];
	if (listed === undefined || listed === null || (Array.isArray(listed) && listed.length === 0))
		return [...new Set([...system, ...unique])];
	const details = { api_name: 'duplicate_check_fields', json_path: '$.duplicate_check_fields' };
	if (!Array.isArray(listed))
		return refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { expected_data_type: 'jsonarray', ...details });
	const names: string[] = [];
	for (const [index, name] of listed.entries()) {
		if (typeof name !== 'string' || ![...system, ...unique].includes(name))
			return refuseWhole(state, 400, state.switches.wrongDuplicateCheckCode, 'invalid data', {
				...details,
				json_path: `${details.json_path}[${index}]`,
			});
		names.push(name);
	}
	return [...new Set([...names, ...unique])];
}

/** Delete Records, by `ids` or by the id in the path. */
export function deleteRecords(state: EmulatorState, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const pathId = call.params.id;
	const externals = readExternalFields(state, call);
	if (isAnswer(externals)) return externals;
	if (pathId !== undefined && !canNameRecord(externals, module, pathId))
		return refuseWhole(state, 400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 });
	const ids =
		pathId !== undefined
			? [pathId]
			: (call.query.ids ?? '')
					.split(',')
					.map((id) => id.trim())
					.filter((id) => id !== '');
	if (ids.length === 0)
		return refuseWhole(state, 400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', {
			param_name: 'ids',
		});
	if (ids.length > IDS_PER_DELETE)
		return refuseWhole(state, 400, 'LIMIT_EXCEEDED', 'The given data is more than the limit', {
			limit: IDS_PER_DELETE,
			param_name: 'ids',
		});
	let refusedCount = 0;
	const entries = ids.map((value): WriteEntry => {
		const id = resolveId(state, externals, module.apiName, value) ?? value;
		if (!state.records.get(module.apiName, id)) {
			refusedCount++;
			return { code: 'INVALID_DATA', status: 'error', message: 'record not deleted', details: { id } };
		}
		deleteRecord(state, call.userId, module, id);
		return { code: 'SUCCESS', status: 'success', message: 'record deleted', details: { id } };
	});
	return answerWrite(200, entries, refusedCount);
}

type Write = (context: WriteContext, module: ModuleDefinition, record: JsonObject) => WriteOutcome;

/** Writes the records one after the other. Look-ups see what was there when the call arrived; unique fields are held against everything. */
function writeAll(state: EmulatorState, call: Call, kind: 'insert' | 'update' | 'upsert', write: Write): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const body = readWriteBody(state, call);
	if (isAnswer(body)) return body;
	const externals = readExternalFields(state, call);
	if (isAnswer(externals)) return externals;
	const assignment = readAssignment(state, module, body, kind);
	if ('status' in assignment) return assignment;
	const conflict = findLaterChange(state, call, module, body, externals);
	if (conflict) return conflict;
	const context: WriteContext = {
		state,
		userId: call.userId,
		view: beginView(state, call.mark),
		acceptsUnknownOptions: state.switches.unknownPicklistValues === 'accept',
		appliesLayoutRules: featureNames(body.rest.apply_feature_execution).includes('layout_rules'),
		externals,
		...assignment,
	};
	let refusedCount = 0;
	const entries = body.data.map((record, index) => {
		const outcome: WriteOutcome = isObject(record)
			? write(context, module, record)
			: {
					kind: 'refused',
					refusals: [
						{
							code: 'INVALID_DATA',
							message: 'invalid data',
							field: 'data',
							path: '',
							details: { expected_data_type: 'jsonobject' },
						},
					],
				};
		if (outcome.kind === 'refused') {
			refusedCount++;
			return refusedEntry(state, index, outcome.refusals);
		}
		return writtenEntry(outcome, kind);
	});
	return answerWrite(kind === 'insert' ? 201 : 200, entries, refusedCount);
}

function writtenEntry(outcome: WriteOutcome & { kind: 'written' }, kind: 'insert' | 'update' | 'upsert'): WriteEntry {
	const { action, record, duplicateField } = outcome;
	return {
		code: 'SUCCESS',
		status: 'success',
		message: action === 'insert' ? 'record added' : 'record updated',
		...(kind === 'upsert' ? { action, duplicate_field: duplicateField } : {}),
		details: { ...writeDetails(record), ...(kind === 'insert' ? { $approval_state: 'approved' } : {}) },
	};
}

/** When and by whom: what answers say about a written record. People without e-mail here. */
function writeDetails(record: StoredRecord): Readonly<Record<string, unknown>> {
	const person = (value: JsonValue | undefined) => (isObject(value) ? { name: value.name, id: value.id } : null);
	return {
		id: record.id,
		Created_Time: record.Created_Time,
		Modified_Time: record.Modified_Time,
		Created_By: person(record.Created_By),
		Modified_By: person(record.Modified_By),
	};
}

/** `If-Unmodified-Since`: nothing is written when one of the records changed later. Source: records 2; for several records ASSUMED. */
function findLaterChange(
	state: EmulatorState,
	call: Call,
	module: ModuleDefinition,
	body: WriteBody,
	externals: ExternalFields,
): Answer | undefined {
	const header = call.headers['if-unmodified-since'];
	if (header === undefined || call.method !== 'PUT') return undefined;
	const sinceMs = Date.parse(header);
	if (Number.isNaN(sinceMs))
		return refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { header_name: 'If-Unmodified-Since' });
	const changed = body.data.flatMap((input): StoredRecord[] => {
		const id = call.params.id ?? (isObject(input) ? input.id : undefined);
		const record = state.records.get(module.apiName, resolveId(state, externals, module.apiName, id) ?? '');
		return record && Date.parse(String(record.Modified_Time)) > sinceMs ? [record] : [];
	});
	if (changed.length === 0) return undefined;
	return {
		status: 412,
		body: {
			data: changed.map((record) => ({
				code: 'ALREADY_MODIFIED',
				status: 'error',
				message: 'the record was modified after the given time',
				details: writeDetails(record),
			})),
		},
	};
}
