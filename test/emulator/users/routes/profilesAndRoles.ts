import type { Shape } from '../../server/answers';
import type { EmulatorState } from '../../state';
import type { Profile, Role } from '../store';

/** Source: Profiles, v8 (users 8). */
export function profileShape(state: EmulatorState, profile: Profile): Shape {
	const created = state.timeText(state.organization.createdMs);
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
export function roleShape(state: EmulatorState, role: Role): Shape {
	const superior = state.users.roles.find((entry) => entry.id === role.reportingToId);
	const created = state.timeText(state.organization.createdMs);
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
