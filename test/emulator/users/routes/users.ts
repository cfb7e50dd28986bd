import { formatZohoTime } from '../../clock';
import type { Answer, Call, Route } from '../../contract';
import { isObject, parseJson } from '../../json';
import { isId, readPage, refuse, refuseParameter, refusePathId } from '../../server/answers';
import type { EmulatorState } from '../../state';
import { fullNameOf, type Profile, type Role, type User, type UserOutcome } from '../store';

const SOURCE = 'Users API, v8';
const BIRTH_OF_ORGANIZATION_MS = Date.UTC(2026, 0, 2, 3, 30, 0);

/** A thing as it is answered: an id and Zoho's other keys. */
interface Shape {
	readonly id: string;
	readonly [key: string]: unknown;
}

/** `/users`, profiles and roles. */
export function userRoutes(state: EmulatorState): Route[] {
	const route = (method: Route['method'], path: string, scope: string, handle: Route['handle']): Route => ({
		method,
		path,
		host: 'api',
		source: SOURCE,
		scopes: () => [[scope]],
		credits: () => 1,
		records: () => 0,
		isHeavy: () => false,
		handle,
	});
	return [
		route('GET', '/crm/v8/users', 'ZohoCRM.users.READ', (call) => listUsers(state, call)),
		route('GET', '/crm/v8/users/actions/count', 'ZohoCRM.users.READ', (call) => countUsers(state, call)),
		route('GET', '/crm/v8/users/:id', 'ZohoCRM.users.READ', (call) => getUser(state, call)),
		route('POST', '/crm/v8/users', 'ZohoCRM.users.CREATE', (call) => createUser(state, call)),
		route('PUT', '/crm/v8/users', 'ZohoCRM.users.UPDATE', (call) => updateUsers(state, call)),
		route('PUT', '/crm/v8/users/:id', 'ZohoCRM.users.UPDATE', (call) => updateUsers(state, call)),
		route('DELETE', '/crm/v8/users/:id', 'ZohoCRM.users.DELETE', (call) => deleteUser(state, call)),
		route('GET', '/crm/v8/settings/profiles', 'ZohoCRM.settings.profiles.READ', () => ({
			status: 200,
			body: { profiles: state.users.profiles.map((profile) => profileShape(state, profile)) },
		})),
		route('GET', '/crm/v8/settings/profiles/:id', 'ZohoCRM.settings.profiles.READ', (call) =>
			oneOf(
				call,
				'profiles',
				state.users.profiles.map((profile) => profileShape(state, profile)),
			),
		),
		route('GET', '/crm/v8/settings/roles', 'ZohoCRM.settings.roles.READ', () => ({
			status: 200,
			body: { roles: state.users.roles.map((role) => roleShape(state, role)) },
		})),
		route('GET', '/crm/v8/settings/roles/:id', 'ZohoCRM.settings.roles.READ', (call) =>
			oneOf(
				call,
				'roles',
				state.users.roles.map((role) => roleShape(state, role)),
			),
		),
	];
}

function oneOf(call: Call, key: string, entries: readonly Shape[]): Answer {
	if (!isId(call.params.id)) return refusePathId(2);
	const found = entries.filter((entry) => entry.id === call.params.id);
	return found.length > 0 ? { status: 200, body: { [key]: found } } : { status: 204 };
}

/** The users of the wanted type, or the refusal of the type. */
function usersOfType(state: EmulatorState, call: Call): User[] | Answer {
	const type = call.query.type ?? 'AllUsers';
	if (type === 'CurrentUser') return state.users.all().filter((user) => user.id === call.userId);
	const users = state.users.ofType(type);
	if (!users) return refuse(400, state.switches.wrongUserTypeCode, 'invalid data', { param_name: 'type' });
	return type === 'AllUsers' && state.switches.allUsersIncludesDeleted ? state.users.all() : users;
}

function listUsers(state: EmulatorState, call: Call): Answer {
	const paging = readPage(call.query);
	if ('status' in paging) return paging;
	const ofType = usersOfType(state, call);
	if (!Array.isArray(ofType)) return ofType;
	let users = ofType;
	if (call.query.ids !== undefined) {
		const ids = call.query.ids.split(',');
		if (ids.length > 100 || !ids.every(isId)) return refuseParameter('ids');
		users = users.filter((user) => ids.includes(user.id));
	}
	const typeName = call.query.type__s;
	if (typeName !== undefined) users = users.filter((user) => user.typeName === typeName);
	const since = call.headers['if-modified-since'];
	if (since !== undefined) {
		const sinceMs = Date.parse(since);
		if (Number.isNaN(sinceMs)) return refuse(400, 'INVALID_DATA', 'invalid data', { header_name: 'If-Modified-Since' });
		users = users.filter((user) => user.modifiedMs > sinceMs);
		if (users.length === 0) return { status: 304 };
	}
	const first = (paging.page - 1) * paging.perPage;
	const shown = users.slice(first, first + paging.perPage);
	if (shown.length === 0) return { status: 204 };
	const info = {
		per_page: paging.perPage,
		count: shown.length,
		page: paging.page,
		more_records: first + shown.length < users.length,
	};
	return { status: 200, body: { users: shown.map((user) => userShape(state, user)), info } };
}

function countUsers(state: EmulatorState, call: Call): Answer {
	const users = usersOfType(state, call);
	return Array.isArray(users) ? { status: 200, body: { count: users.length } } : users;
}

function getUser(state: EmulatorState, call: Call): Answer {
	if (!isId(call.params.id)) return refusePathId(1);
	const user = state.users.get(call.params.id);
	return user ? { status: 200, body: { users: [userShape(state, user)] } } : { status: 204 };
}

/** The entries of `users`, or the refusal of a body that has none. */
function readEntries(state: EmulatorState, call: Call, limit: number): Record<string, unknown>[] | Answer {
	const body = parseJson(call.text);
	if (!isObject(body)) return refuse(400, state.switches.badJsonCode, 'unable to parse the request body');
	if (body.users === undefined)
		return refuse(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'users', json_path: '$.users' });
	if (!Array.isArray(body.users) || body.users.length === 0 || !body.users.every(isObject))
		return refuse(400, 'INVALID_DATA', 'invalid data', {
			expected_data_type: 'jsonarray',
			api_name: 'users',
			json_path: '$.users',
		});
	if (body.users.length > limit)
		return refuse(400, 'INVALID_DATA', 'invalid data', {
			maximum_length: limit,
			api_name: 'users',
			json_path: '$.users',
		});
	return body.users;
}

function refuseOthers(state: EmulatorState, call: Call): Answer | undefined {
	const actor = state.users.get(call.userId);
	if (actor && state.users.isAdministrator(actor)) return undefined;
	return refuse(403, 'NO_PERMISSION', 'permission denied', { permissions: ['Crm_Implied_Manage_Users'] });
}

function answerOutcomes(outcomes: readonly UserOutcome[], message: string, status: 200 | 201): Answer {
	const denied =
		outcomes.length === 1 && outcomes[0].kind === 'refused' && outcomes[0].refusal.status === 403
			? outcomes[0].refusal
			: undefined;
	if (denied) return refuse(403, denied.code, denied.message, denied.details);
	const entries = outcomes.map((outcome) =>
		outcome.kind === 'done'
			? { code: 'SUCCESS', status: 'success', message, details: { id: outcome.user.id } }
			: {
					code: outcome.refusal.code,
					status: 'error',
					message: outcome.refusal.message,
					details: outcome.refusal.details,
				},
	);
	const doneCount = outcomes.filter((outcome) => outcome.kind === 'done').length;
	return { status: doneCount === outcomes.length ? status : doneCount > 0 ? 207 : 400, body: { users: entries } };
}

function createUser(state: EmulatorState, call: Call): Answer {
	const entries = readEntries(state, call, 1);
	if (!Array.isArray(entries)) return entries;
	return refuseOthers(state, call) ?? answerOutcomes([state.users.create(call.userId, entries[0])], 'User added', 201);
}

function updateUsers(state: EmulatorState, call: Call): Answer {
	const pathId = call.params.id;
	if (pathId !== undefined && !isId(pathId)) return refusePathId(1);
	const entries = readEntries(state, call, pathId === undefined ? state.switches.usersPerUpdate : 1);
	if (!Array.isArray(entries)) return entries;
	const refusal = refuseOthers(state, call);
	if (refusal) return refusal;
	const outcomes = entries.map((entry, index): UserOutcome => {
		const id = pathId ?? entry.id;
		if (typeof id === 'string') return state.users.update(call.userId, id, entry, index);
		return {
			kind: 'refused',
			refusal: {
				status: 400,
				code: 'MANDATORY_NOT_FOUND',
				message: 'required field not found',
				details: { api_name: 'id', json_path: `$.users[${index}].id` },
			},
		};
	});
	return answerOutcomes(outcomes, 'User updated', 200);
}

function deleteUser(state: EmulatorState, call: Call): Answer {
	if (!isId(call.params.id)) return refusePathId(1);
	return (
		refuseOthers(state, call) ?? answerOutcomes([state.users.delete(call.userId, call.params.id)], 'User deleted', 200)
	);
}

/** A user with every key that v8 answers. Source: Get Users, v8 (users 1). */
function userShape(state: EmulatorState, user: User): Shape {
	const { offsetMinutes } = state.organization;
	const nameOf = (entries: readonly { readonly id: string; readonly name: string }[], id: string) => ({
		name: entries.find((entry) => entry.id === id)?.name,
		id,
	});
	return {
		id: user.id,
		zuid: user.zuid,
		first_name: user.firstName,
		last_name: user.lastName,
		full_name: fullNameOf(user),
		email: user.email,
		alias: null,
		status: user.status === 'disabled' ? state.switches.disabledUserStatus : user.status,
		confirm: user.isConfirmed,
		Isonline: false,
		role: nameOf(state.users.roles, user.roleId),
		profile: nameOf(state.users.profiles, user.profileId),
		Reporting_To: state.users.reference(user.reportingToId),
		type__s: user.typeName,
		language: 'en_US',
		locale: 'en_US',
		country: 'US',
		country_locale: 'en_US',
		time_zone: 'Asia/Kolkata',
		date_format: 'MM/dd/yyyy',
		time_format: 'hh:mm a',
		number_separator: 'Comma',
		decimal_separator: 'Period',
		name_format__s: 'Salutation,First Name,Last Name',
		sort_order_preference__s: 'First Name,Last Name',
		offset: offsetMinutes * 60_000,
		microsoft: false,
		personal_account: false,
		sandboxDeveloper: false,
		phone: null,
		mobile: null,
		fax: null,
		website: null,
		street: null,
		city: null,
		state: null,
		zip: null,
		dob: null,
		signature: null,
		image_link: `https://contacts.zoho.test/file?ID=${user.zuid}&fs=thumb`,
		theme: {
			normal_tab: { font_color: '#FFFFFF', background: '#222222' },
			selected_tab: { font_color: '#FFFFFF', background: '#222222' },
			new_background: null,
			background: '#F3F0EB',
			screen: 'fixed',
			type: 'default',
		},
		customize_info: {
			notes_desc: null,
			show_right_panel: null,
			bc_view: null,
			show_home: false,
			show_detail_view: true,
			unpin_recent_item: null,
		},
		$current_shift: null,
		$next_shift: null,
		$shift_effective_from: null,
		created_by: state.users.reference(user.createdById),
		created_time: formatZohoTime(user.createdMs, offsetMinutes),
		Modified_By: state.users.reference(user.modifiedById),
		Modified_Time: formatZohoTime(user.modifiedMs, offsetMinutes),
		...user.details,
	};
}

/** Source: Profiles, v8 (users 8). */
function profileShape(state: EmulatorState, profile: Profile): Shape {
	const created = state.timeText(BIRTH_OF_ORGANIZATION_MS);
	return {
		id: profile.id,
		name: profile.name,
		display_label: profile.name,
		description: profile.description,
		custom: false,
		type: 'normal_profile',
		created_by: null,
		created_time: created,
		modified_by: null,
		modified_time: created,
		_default: profile.isAdministrator,
		_delete: null,
	};
}

/** Source: Roles, v8 (users 8). */
function roleShape(state: EmulatorState, role: Role): Shape {
	const superior = state.users.roles.find((entry) => entry.id === role.reportingToId);
	const created = state.timeText(BIRTH_OF_ORGANIZATION_MS);
	return {
		id: role.id,
		name: role.name,
		display_label: role.name,
		description: null,
		admin_user: superior === undefined,
		share_with_peers: superior === undefined,
		reporting_to: superior ? { name: superior.name, id: superior.id } : null,
		forecast_manager: null,
		created_by__s: null,
		modified_by__s: null,
		created_time__s: created,
		modified_time__s: created,
	};
}
