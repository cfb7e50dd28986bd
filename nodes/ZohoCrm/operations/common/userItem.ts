import type { IDataObject } from 'n8n-workflow';
import type { ZohoUser } from '../../../shared/zoho/users/api';

/** A user as an output item: the ten values that workflows use, or everything that Zoho returns. */
export function toUserItem(user: ZohoUser, isSimple: boolean): IDataObject {
	if (!isSimple) return { ...user.raw } as IDataObject;
	const { id, email, firstName, lastName, fullName, status, isConfirmed, role, profile, timeZone } = user;
	return {
		id,
		email,
		firstName,
		lastName,
		fullName,
		status,
		isConfirmed,
		role: role?.name ?? null,
		profile: profile?.name ?? null,
		timeZone,
	};
}
