import type { Answer, Call } from '../../contract';
import { isObject } from '../../json';
import { type Details, invalidId, missingParameter, ok, Refusal } from '../../server/answers';
import { readEntries, readPathId } from '../../server/reading';
import type { EmulatorState } from '../../state';
import type { Handovers } from '../handovers';
import { requireAdministrator } from './users';

const KEY = 'transfer_and_delete';
/** What can be handed over. */
const PARTS = ['records', 'assignment', 'criteria'];

/** How far a handover is. Source: users 7; shapes of the OAS of 2026. @throws Refusal */
export function showHandover(handovers: Handovers, call: Call): Answer {
	const id = call.query.job_id;
	if (!id) throw missingParameter('job_id');
	const status = handovers.status(id);
	return status === undefined ? { status: 204 } : ok({ [KEY]: [{ status }] });
}

/** Where something in the entry stands. */
const place = (path: string): Details => ({ api_name: path.split('.').at(-1), json_path: `$.${KEY}[0].${path}` });
const refusedEntry = (code: string, message: string, details: Details): Refusal =>
	new Refusal(400, code, message, details).inList(KEY);
const invalid = (path: string, details: Details = {}): Refusal =>
	refusedEntry('INVALID_DATA', 'invalid data', { ...details, ...place(path) });

/** Begins a handover. Source: users 7; shapes of the OAS of 2026. @throws Refusal */
export function startHandover(state: EmulatorState, handovers: Handovers, call: Call): Answer {
	if (call.params.id !== undefined) readPathId(call, 1);
	const [entry] = readEntries(state, call, KEY, 1);
	requireAdministrator(state, call);
	return startOne(state, handovers, call, entry);
}

function startOne(state: EmulatorState, handovers: Handovers, call: Call, entry: Details): Answer {
	const leaverId = call.params.id ?? entry.id;
	if (leaverId === undefined) throw refusedEntry('MANDATORY_NOT_FOUND', 'required field not found', place('id'));
	const leaver = typeof leaverId === 'string' ? state.users.get(leaverId) : undefined;
	if (!leaver) throw call.params.id === undefined ? invalid('id') : invalidId(1);
	if (leaver.status === 'deleted')
		throw refusedEntry('ID_ALREADY_DELETED', 'user is already deleted', { id: leaver.id });
	if (leaver.id === call.userId || handovers.isLeaving(leaver.id))
		throw refusedEntry('NOT_ALLOWED', 'the user cannot be deleted', { id: leaver.id });
	const { transfer, move_subordinate: subordinates } = entry;
	if (!isObject(transfer)) throw invalid('transfer', { expected_data_type: 'jsonobject' });
	const wrong = PARTS.find((key) => transfer[key] !== undefined && typeof transfer[key] !== 'boolean');
	if (wrong !== undefined) throw invalid(`transfer.${wrong}`, { expected_data_type: 'boolean' });
	if (!PARTS.some((key) => transfer[key] === true))
		throw refusedEntry('EXPECTED_FIELD_MISSING', 'expected field missing', {
			expected_data: PARTS.map((key) => place(`transfer.${key}`)),
		});
	const heir = readHeir(state, leaver.id, transfer.id, 'transfer.id');
	if (!isObject(subordinates)) throw invalid('move_subordinate', { expected_data_type: 'jsonobject' });
	const superior = readHeir(state, leaver.id, subordinates.id, 'move_subordinate.id');
	const jobId = handovers.start(call.userId, {
		leaverId: leaver.id,
		heirId: heir,
		records: transfer.records === true,
		newSuperiorId: superior,
	});
	if (jobId === undefined) throw new Refusal(400, 'CONCURRENT_JOB_LIMIT_EXCEEDED', 'too many jobs are running');
	// The words are those of the OAS of 2025, though nobody is deleted yet.
	const details = { job_id: jobId, id: leaver.id };
	return ok({ [KEY]: [{ status: 'success', code: 'SUCCESS', message: 'User deleted', details }] });
}

/** The id of an active user who is not the leaver. @throws Refusal */
function readHeir(state: EmulatorState, leaverId: string, id: unknown, path: string): string {
	const heir = typeof id === 'string' ? state.users.get(id) : undefined;
	if (!heir || heir.id === leaverId) throw invalid(path);
	if (heir.status !== 'active')
		throw invalid(path, { owner_status: heir.status === 'deleted' ? 'deleted' : 'inactive' });
	return heir.id;
}
