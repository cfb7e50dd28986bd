import type { Answer, Call, ModuleDefinition } from '../../contract';
import { isObject, type JsonObject, type JsonValue } from '../../json';
import { invalidData, missingParameter, Refusal } from '../../server/answers';
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
import {
	answerWrite,
	featureNames,
	readAssignee,
	readWriteBody,
	refusedEntry,
	type WriteBody,
	type WriteEntry,
} from './body';
import { readList } from './query';
import { type ExternalFields, findNamed, readExternalFields, readModule, readPathName, resolveId } from './target';

/** Ids in one delete. Source: limits-and-errors 4. */
const IDS_PER_DELETE = 100;

/** What an entry of `data` is told that is no object. */
const NO_RECORD: WriteOutcome = {
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

/** Insert Records. @throws Refusal */
export function insertRecords(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	return writeAll(state, call, 'insert', (context, record) => insertRecord(context, module, record));
}

/** Update Records: ids in the records, or in the path. @throws Refusal */
export function updateRecords(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const externals = readExternalFields(state, call);
	const pathName = readPathName(call, module, externals);
	return writeAll(state, call, 'update', (context, record) => {
		const id = pathName ?? record.id;
		const refuse = (code: string, message: string): WriteOutcome => ({
			kind: 'refused',
			refusals: [{ code, message, field: 'id', path: 'id', details: {} }],
		});
		if (id === undefined || id === null || id === '') return refuse('MANDATORY_NOT_FOUND', 'required field not found');
		const current = findNamed(state, externals, module, id);
		return current
			? updateRecord(context, module, current, record)
			: refuse('INVALID_DATA', 'the id given seems to be invalid');
	});
}

/** Upsert Records. @throws Refusal */
export function upsertRecords(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const { rest } = readWriteBody(state, call);
	const fields = readCheckFields(state, module, rest.duplicate_check_fields);
	return writeAll(state, call, 'upsert', (context, record) => upsertRecord(context, module, record, fields));
}

/** The fields that upsert compares, in its order: those listed, else the system field; then the other unique ones. Source: records 3. @throws Refusal */
function readCheckFields(state: EmulatorState, module: ModuleDefinition, listed: JsonValue | undefined): string[] {
	const unique = module.fields.filter((field) => field.unique).map(({ apiName }) => apiName);
	const system = module.systemDuplicateField === null ? [] : [module.systemDuplicateField];
	if (listed === undefined || listed === null || (Array.isArray(listed) && listed.length === 0))
		return [...new Set([...system, ...unique])];
	const details = { api_name: 'duplicate_check_fields', json_path: '$.duplicate_check_fields' };
	if (!Array.isArray(listed)) throw invalidData({ expected_data_type: 'jsonarray', ...details });
	const names: string[] = [];
	for (const [index, name] of listed.entries()) {
		if (typeof name !== 'string' || ![...system, ...unique].includes(name))
			throw new Refusal(400, state.switches.wrongDuplicateCheckCode, 'invalid data', {
				...details,
				json_path: `${details.json_path}[${index}]`,
			});
		names.push(name);
	}
	return [...new Set([...names, ...unique])];
}

/** Delete Records, by `ids` or by the id in the path. @throws Refusal */
export function deleteRecords(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const externals = readExternalFields(state, call);
	const pathName = readPathName(call, module, externals);
	const names = pathName === undefined ? readList(call.query.ids) : [pathName];
	if (names.length === 0) throw missingParameter('ids');
	if (names.length > IDS_PER_DELETE)
		throw new Refusal(400, 'LIMIT_EXCEEDED', 'The given data is more than the limit', {
			limit: IDS_PER_DELETE,
			param_name: 'ids',
		});
	let refusedCount = 0;
	const entries = names.map((name): WriteEntry => {
		const id = resolveId(state, externals, module, name) ?? name;
		if (!state.records.get(module.apiName, id)) {
			refusedCount++;
			return { code: 'INVALID_DATA', status: 'error', message: 'record not deleted', details: { id } };
		}
		deleteRecord(state, call.userId, module, id);
		return { code: 'SUCCESS', status: 'success', message: 'record deleted', details: { id } };
	});
	return answerWrite(200, entries, refusedCount);
}

/** Writes one record. */
type Write = (context: WriteContext, record: JsonObject) => WriteOutcome;

/** Writes the records one after the other. Look-ups see what was there when the call arrived; unique fields are held against everything. */
function writeAll(state: EmulatorState, call: Call, kind: 'insert' | 'update' | 'upsert', write: Write): Answer {
	const module = readModule(state, call);
	const body = readWriteBody(state, call);
	const externals = readExternalFields(state, call);
	const assigneeId = readAssignee(module, body, kind);
	const conflict = findLaterChange(state, call, module, body, externals);
	if (conflict) return conflict;
	const context: WriteContext = {
		state,
		userId: call.userId,
		view: beginView(state, call.mark),
		acceptsUnknownOptions: state.switches.unknownPicklistValues === 'accept',
		appliesLayoutRules: featureNames(body.rest.apply_feature_execution).includes('layout_rules'),
		externals,
		assigneeId,
	};
	let refusedCount = 0;
	const entries = body.data.map((record, index) => {
		const outcome = isObject(record) ? write(context, record) : NO_RECORD;
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
	if (Number.isNaN(sinceMs)) throw invalidData({ header_name: 'If-Unmodified-Since' });
	const changed = body.data.flatMap((input): StoredRecord[] => {
		const id = call.params.id ?? (isObject(input) ? input.id : undefined);
		const record = findNamed(state, externals, module, id);
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
