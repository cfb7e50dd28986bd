import type { INodeProperties } from 'n8n-workflow';
import type { ZohoClient } from '../../../shared/zoho/client';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import type { ZohoUser } from '../../../shared/zoho/users/api';

/** What a locator is called. */
interface LocatorTexts {
	readonly displayName: string;
	readonly name: string;
	readonly description: string;
}

/** What a locator lists, and whether e-mail addresses name its things too. */
interface LocatorSource {
	readonly noun: string;
	readonly searchListMethod: string;
	readonly hasEmail: boolean;
}

function locator(texts: LocatorTexts, { noun, searchListMethod, hasEmail }: LocatorSource): INodeProperties {
	return {
		...texts,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${noun}...`,
				typeOptions: { searchListMethod, searchable: true },
			},
			...(hasEmail
				? [{ displayName: 'By Email', name: 'email', type: 'string' as const, placeholder: 'name@email.com' }]
				: []),
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 4150868000000225013',
				validation: [
					{ type: 'regex', properties: { regex: '\\s*[0-9]+\\s*', errorMessage: 'An ID of Zoho CRM has digits only' } },
				],
			},
		],
	};
}

/**
 * Chooses one user: from the list, by e-mail address or by id.
 * @param searchListMethod the method whose users are listed
 */
export function userLocator(
	texts: LocatorTexts,
	searchListMethod: 'searchActiveUsers' | 'searchUsers' = 'searchUsers',
): INodeProperties {
	return locator(texts, { noun: 'user', searchListMethod, hasEmail: true });
}

/** The user that an operation is about; named alike in all of them, so that switching keeps what was chosen. */
export function userParameter(): INodeProperties {
	return {
		...userLocator({ displayName: 'User', name: 'userId', description: 'The user to work on' }),
		required: true,
	};
}

/** Chooses a role: from the list or by id. */
export function roleLocator(): INodeProperties {
	const description = 'The place of the user in the hierarchy, which decides whose records the user sees';
	return locator(
		{ displayName: 'Role', name: 'role', description },
		{ noun: 'role', searchListMethod: 'searchRoles', hasEmail: false },
	);
}

/** Chooses a profile: from the list or by id. */
export function profileLocator(): INodeProperties {
	return locator(
		{ displayName: 'Profile', name: 'profile', description: 'What the user may do' },
		{ noun: 'profile', searchListMethod: 'searchProfiles', hasEmail: false },
	);
}

const notFound = (what: string, wanted: string): UsageError =>
	new UsageError(
		`No user has the ${what} ${wanted}`,
		'Check it against Setup > Users in Zoho CRM, or list the users with Get Many',
		'NOT_FOUND',
	);

/**
 * The user with an id or an e-mail address.
 * @throws UsageError if there is none
 */
export async function findUser(zoho: ZohoClient, wanted: string): Promise<ZohoUser> {
	const isEmail = wanted.includes('@');
	const user = isEmail ? await zoho.users.findByEmail(wanted) : await zoho.users.get(wanted);
	return user ?? fail(notFound(isEmail ? 'email' : 'ID', wanted));
}

/** The id of a user who is named by id or e-mail address; an id is not looked up. @throws UsageError if nobody has the address */
export async function findUserId(zoho: ZohoClient, wanted: string): Promise<string> {
	return wanted.includes('@') ? (await findUser(zoho, wanted)).id : wanted;
}
