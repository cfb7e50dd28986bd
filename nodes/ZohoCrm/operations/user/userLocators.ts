import type { INodeProperties } from 'n8n-workflow';
import type { OptionForm } from '../../../shared/n8n/form/options';
import type { ZohoClient } from '../../../shared/zoho/client';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import type { ZohoUser } from '../../../shared/zoho/users/api';
import { idLocator, userLocator } from '../common/locators';

/** The user that an operation is about; named alike in all of them, so that switching keeps what was chosen. */
export function userParameter(): INodeProperties {
	return { ...userLocator('User', 'The user to work on', 'searchUsers'), name: 'userId', required: true };
}

const EXAMPLE_ID = '4150868000000225013';

/** The choice of a role: from the list or by ID. */
export function roleLocator(): OptionForm {
	return idLocator({
		displayName: 'Role',
		description: 'The role of the user. It decides whose records the user can see.',
		noun: 'role',
		searchListMethod: 'searchRoles',
		exampleId: EXAMPLE_ID,
	});
}

/** The choice of a profile: from the list or by ID. */
export function profileLocator(): OptionForm {
	return idLocator({
		displayName: 'Profile',
		description: 'The profile of the user. It decides what the user can do.',
		noun: 'profile',
		searchListMethod: 'searchProfiles',
		exampleId: EXAMPLE_ID,
	});
}

/** The choice of the user's manager. */
export function managerLocator(): OptionForm {
	return userLocator('Reporting To', 'The user that this user reports to');
}

const notFound = (what: string, wanted: string): UsageError =>
	new UsageError(
		`No user has the ${what} ${wanted}`,
		'Check it in Zoho CRM under Setup > Users, or list the users with Get Many',
		'NOT_FOUND',
	);

/**
 * The user with an ID or an email.
 * @throws UsageError if there is none
 */
export async function findUser(zoho: ZohoClient, wanted: string): Promise<ZohoUser> {
	const isEmail = wanted.includes('@');
	const user = isEmail ? await zoho.users.findByEmail(wanted) : await zoho.users.get(wanted);
	return user ?? fail(notFound(isEmail ? 'email' : 'ID', wanted));
}

/** The ID of a user named by ID or email; an ID is not checked. @throws UsageError if nobody has the email */
export async function findUserId(zoho: ZohoClient, wanted: string): Promise<string> {
	return wanted.includes('@') ? (await findUser(zoho, wanted)).id : wanted;
}
