import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ZohoUser } from '../../../shared/zoho/users';

/** Simplify, as the operations that return users have it. */
export function simplifyParameter(): INodeProperties {
	return {
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	};
}

/** A user as an output item: the ten things that workflows use, or all that Zoho gives. */
export function toUserItem(user: ZohoUser, isSimple: boolean): IDataObject {
	if (!isSimple) return { ...user.raw } as IDataObject;
	const { id, email, firstName, lastName, fullName, status, isConfirmed, role, profile, timeZone } = user;
	return { id, email, firstName, lastName, fullName, status, isConfirmed, role: role?.name ?? null, profile: profile?.name ?? null, timeZone };
}
