import type { Area, Call } from '../../contract';
import { listAnswer, type Shape } from '../../server/answers';
import { pickById } from '../../server/reading';
import { route } from '../../server/route';
import type { EmulatorState } from '../../state';
import { Handovers } from '../handovers';
import { showHandover, startHandover } from './handovers';
import { profileShape, roleShape } from './profilesAndRoles';
import { countUsers, createUser, deleteUser, getUser, listUsers, updateUsers } from './users';

const HANDOVER = 'Transfer and Delete User, v8';

/** `/users`, their handover, profiles and roles. Source: users 1 to 8. */
export function userArea(state: EmulatorState): Area {
	const handovers = new Handovers(state);
	const [read, create, update, remove] = ['READ', 'CREATE', 'UPDATE', 'DELETE'].map((verb) => `ZohoCRM.users.${verb}`);
	const profiles = () => state.users.profiles.map((profile) => profileShape(state, profile));
	const roles = () => state.users.roles.map((role) => roleShape(state, role));
	const settings = (group: 'profiles' | 'roles', path: string, source: string, entries: (call: Call) => Shape[]) =>
		route(`GET /crm/v8/settings/${group}${path}`, source, `ZohoCRM.settings.${group}.READ`, (call) =>
			listAnswer(group, entries(call)),
		);
	const routes = [
		route('GET /crm/v8/users', 'Get Users, v8', read, (call) => listUsers(state, call)),
		route('GET /crm/v8/users/actions/count', 'Get Users, v8', read, (call) => countUsers(state, call)),
		route('GET /crm/v8/users/:id', 'Get Users, v8', read, (call) => getUser(state, call)),
		route('POST /crm/v8/users', 'Add User, v8', create, (call) => createUser(state, call)),
		route('PUT /crm/v8/users', 'Update User, v8', update, (call) => updateUsers(state, call)),
		route('PUT /crm/v8/users/:id', 'Update User, v8', update, (call) => updateUsers(state, call)),
		route('DELETE /crm/v8/users/:id', 'Delete User, v8', remove, (call) => deleteUser(state, call)),
		route('POST /crm/v8/users/actions/transfer_and_delete', HANDOVER, create, (call) =>
			startHandover(state, handovers, call),
		),
		route('POST /crm/v8/users/:id/actions/transfer_and_delete', HANDOVER, create, (call) =>
			startHandover(state, handovers, call),
		),
		route(
			'GET /crm/v8/users/actions/transfer_and_delete',
			HANDOVER,
			() => (state.switches.scopesBy === 'documentation' ? [[read]] : [[remove], [read]]),
			(call) => showHandover(handovers, call),
		),
		settings('profiles', '', 'Profiles, v8', profiles),
		settings('profiles', '/:id', 'Profiles, v8', (call) => pickById(call, 2, profiles())),
		settings('roles', '', 'Roles, v8', roles),
		settings('roles', '/:id', 'Roles, v8', (call) => pickById(call, 2, roles())),
	];
	// Version 2 has the people themselves, in the same shapes. ASSUMED beyond reading.
	const version2 = routes
		.filter(({ path }) => /^\/crm\/v8\/users(?:\/:id)?$/.test(path))
		.map((entry) => ({ ...entry, path: entry.path.replace('v8', 'v2'), source: entry.source.replace('v8', 'v2') }));
	return {
		routes: [...routes, ...version2],
		reset: () => handovers.reset(),
		settle: () => handovers.settle(),
	};
}
