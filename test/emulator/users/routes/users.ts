import { formatZohoTime } from '../../clock';
import type { Answer, Call } from '../../contract';
import { invalidData, listAnswer, ok, pageAnswer, Refusal, type Shape, wrongParameter } from '../../server/answers';
import { isId, readEntries, readPage, readPathId } from '../../server/reading';
import type { EmulatorState } from '../../state';
import { fullNameOf, type User, type UserOutcome } from '../store';

/** Users of the wanted type. @throws Refusal */
function usersOfType({ users, switches }: EmulatorState, call: Call): User[] {
	const type = call.query.type ?? 'AllUsers';
	if (type === 'CurrentUser') return users.all().filter((user) => user.id === call.userId);
	const ofType = users.ofType(type);
	if (!ofType) throw new Refusal(400, switches.wrongUserTypeCode, 'invalid data', { param_name: 'type' });
	return type === 'AllUsers' && switches.allUsersIncludesDeleted ? users.all() : ofType;
}

/** Get Users: a list. @throws Refusal */
export function listUsers(state: EmulatorState, call: Call): Answer {
	const paging = readPage(call);
	let users = usersOfType(state, call);
	const { ids, type__s: typeName } = call.query;
	if (ids !== undefined) {
		const wanted = ids.split(',');
		if (wanted.length > 100 || !wanted.every(isId)) throw wrongParameter('ids');
		users = users.filter((user) => wanted.includes(user.id));
	}
	if (typeName !== undefined) users = users.filter((user) => user.typeName === typeName);
	const since = call.headers['if-modified-since'];
	if (since !== undefined) {
		const sinceMs = Date.parse(since);
		if (Number.isNaN(sinceMs)) throw invalidData({ header_name: 'If-Modified-Since' });
		users = users.filter((user) => user.modifiedMs > sinceMs);
		if (users.length === 0) return { status: 304 };
	}
	return pageAnswer('users', users, (user) => userShape(state, user), paging);
}

/** Get Users: how many. @throws Refusal */
export function countUsers(state: EmulatorState, call: Call): Answer {
	return ok({ count: usersOfType(state, call).length });
}

/** Get Users: one. @throws Refusal */
export function getUser(state: EmulatorState, call: Call): Answer {
	const user = state.users.get(readPathId(call, 1));
	return listAnswer('users', user ? [userShape(state, user)] : []);
}

/** Only administrators may change users. @throws Refusal */
export function requireAdministrator({ users }: EmulatorState, call: Call): void {
	const actor = users.get(call.userId);
	if (!actor || !users.isAdministrator(actor))
		throw new Refusal(403, 'NO_PERMISSION', 'permission denied', { permissions: ['Crm_Implied_Manage_Users'] });
}

function answerOutcomes(outcomes: readonly UserOutcome[], message: string, status: 200 | 201): Answer {
	const denied =
		outcomes.length === 1 && outcomes[0].kind === 'refused' && outcomes[0].refusal.status === 403
			? outcomes[0].refusal
			: undefined;
	if (denied) throw new Refusal(403, denied.code, denied.message, denied.details);
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

/** Add User. @throws Refusal */
export function createUser(state: EmulatorState, call: Call): Answer {
	const [entry] = readEntries(state, call, 'users', 1);
	requireAdministrator(state, call);
	return answerOutcomes([state.users.create(call.userId, entry)], 'User added', 201);
}

/** Update User: ids in the entries, or in the path. @throws Refusal */
export function updateUsers(state: EmulatorState, call: Call): Answer {
	const pathId = call.params.id === undefined ? undefined : readPathId(call, 1);
	const entries = readEntries(state, call, 'users', pathId === undefined ? state.switches.usersPerUpdate : 1);
	requireAdministrator(state, call);
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

/** Delete User. @throws Refusal */
export function deleteUser(state: EmulatorState, call: Call): Answer {
	const id = readPathId(call, 1);
	requireAdministrator(state, call);
	return answerOutcomes([state.users.delete(call.userId, id)], 'User deleted', 200);
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
