import type { Answer, Call, Route } from '../../contract';
import { isObject, parseJson } from '../../json';
import { isId, refuse, refuseMissingParameter, refusePathId } from '../../server/answers';
import type { EmulatorState } from '../../state';
import type { Handovers } from '../handovers';

const KEY = 'transfer_and_delete';
const PATH = `/crm/v8/users/actions/${KEY}`;

/** `transfer_and_delete` of users. Source: users 7; shapes of the OAS of 2026. */
export function handoverRoutes(state: EmulatorState, handovers: Handovers): Route[] {
	const route = (
		method: 'GET' | 'POST',
		path: string,
		scopes: () => readonly string[],
		handle: Route['handle'],
	): Route => ({
		method,
		path,
		host: 'api',
		source: 'Transfer and Delete User, v8',
		scopes: () => scopes().map((scope) => [scope]),
		credits: () => 1,
		records: () => 0,
		isHeavy: () => false,
		handle,
	});
	return [
		route(
			'POST',
			PATH,
			() => ['ZohoCRM.users.CREATE'],
			(call) => start(state, handovers, call),
		),
		route(
			'POST',
			`/crm/v8/users/:id/actions/${KEY}`,
			() => ['ZohoCRM.users.CREATE'],
			(call) => start(state, handovers, call),
		),
		route(
			'GET',
			PATH,
			() =>
				state.switches.scopesBy === 'documentation'
					? ['ZohoCRM.users.READ']
					: ['ZohoCRM.users.DELETE', 'ZohoCRM.users.READ'],
			(call) => show(handovers, call),
		),
	];
}

function show(handovers: Handovers, call: Call): Answer {
	const id = call.query.job_id;
	if (id === undefined || id === '') return refuseMissingParameter('job_id');
	const status = handovers.status(id);
	return status === undefined ? { status: 204 } : { status: 200, body: { [KEY]: [{ status }] } };
}

type Details = Readonly<Record<string, unknown>>;

const refuseEntry = (code: string, message: string, details: Details): Answer => ({
	status: 400,
	body: { [KEY]: [{ code, status: 'error', message, details }] },
});
const invalid = (path: string, details: Details = {}): Answer =>
	refuseEntry('INVALID_DATA', 'invalid data', {
		...details,
		api_name: path.split('.').at(-1),
		json_path: `$.${KEY}[0].${path}`,
	});

function start(state: EmulatorState, handovers: Handovers, call: Call): Answer {
	const pathId = call.params.id;
	if (pathId !== undefined && !isId(pathId)) return refusePathId(1);
	const body = parseJson(call.text);
	if (!isObject(body)) return refuse(400, state.switches.badJsonCode, 'unable to parse the request body');
	const entries = body[KEY];
	if (entries === undefined)
		return refuse(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: KEY, json_path: `$.${KEY}` });
	if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isObject))
		return refuse(400, 'INVALID_DATA', 'invalid data', {
			expected_data_type: 'jsonarray',
			api_name: KEY,
			json_path: `$.${KEY}`,
		});
	if (entries.length > 1)
		return refuse(400, 'INVALID_DATA', 'invalid data', { maximum_length: 1, api_name: KEY, json_path: `$.${KEY}` });
	const actor = state.users.get(call.userId);
	if (!actor || !state.users.isAdministrator(actor))
		return refuse(403, 'NO_PERMISSION', 'permission denied', { permissions: ['Crm_Implied_Manage_Users'] });
	return startOne(state, handovers, call, entries[0]);
}

function startOne(state: EmulatorState, handovers: Handovers, call: Call, entry: Details): Answer {
	const leaverId = call.params.id ?? entry.id;
	if (leaverId === undefined)
		return refuseEntry('MANDATORY_NOT_FOUND', 'required field not found', {
			api_name: 'id',
			json_path: `$.${KEY}[0].id`,
		});
	const leaver = typeof leaverId === 'string' ? state.users.get(leaverId) : undefined;
	if (!leaver) return call.params.id === undefined ? invalid('id') : refusePathId(1);
	if (leaver.status === 'deleted')
		return refuseEntry('ID_ALREADY_DELETED', 'user is already deleted', { id: leaver.id });
	if (leaver.id === call.userId || handovers.isLeaving(leaver.id))
		return refuseEntry('NOT_ALLOWED', 'the user cannot be deleted', { id: leaver.id });
	const { transfer, move_subordinate: subordinates } = entry;
	if (!isObject(transfer)) return invalid('transfer', { expected_data_type: 'jsonobject' });
	const wrong = ['records', 'assignment', 'criteria'].find(
		(key) => transfer[key] !== undefined && typeof transfer[key] !== 'boolean',
	);
	if (wrong !== undefined) return invalid(`transfer.${wrong}`, { expected_data_type: 'boolean' });
	if (![transfer.records, transfer.assignment, transfer.criteria].includes(true))
		return refuseEntry('EXPECTED_FIELD_MISSING', 'expected field missing', {
			expected_data: ['records', 'assignment', 'criteria'].map((key) => ({
				api_name: key,
				json_path: `$.${KEY}[0].transfer.${key}`,
			})),
		});
	const heir = readHeir(state, leaver.id, transfer.id, 'transfer.id');
	if (typeof heir !== 'string') return heir;
	if (!isObject(subordinates)) return invalid('move_subordinate', { expected_data_type: 'jsonobject' });
	const superior = readHeir(state, leaver.id, subordinates.id, 'move_subordinate.id');
	if (typeof superior !== 'string') return superior;
	const jobId = handovers.start(call.userId, {
		leaverId: leaver.id,
		heirId: heir,
		records: transfer.records === true,
		newSuperiorId: superior,
	});
	if (jobId === undefined) return refuse(400, 'CONCURRENT_JOB_LIMIT_EXCEEDED', 'too many jobs are running', {});
	// The words are those of the OAS of 2025, though nobody is deleted yet.
	return {
		status: 200,
		body: {
			[KEY]: [
				{ status: 'success', code: 'SUCCESS', message: 'User deleted', details: { job_id: jobId, id: leaver.id } },
			],
		},
	};
}

/** The id of an active user who is not the leaver, or the refusal. */
function readHeir(state: EmulatorState, leaverId: string, id: unknown, path: string): string | Answer {
	const heir = typeof id === 'string' ? state.users.get(id) : undefined;
	if (!heir || heir.id === leaverId) return invalid(path);
	if (heir.status !== 'active')
		return invalid(path, { owner_status: heir.status === 'deleted' ? 'deleted' : 'inactive' });
	return heir.id;
}
