import { choice, optional, optionSet } from '../../../shared/n8n/form/options';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import type { ZohoClient } from '../../../shared/zoho/client';
import { USER_KINDS } from '../../../shared/zoho/users/user';
import { readUserFields, USER_FIELDS } from './userFields';
import { profileLocator, roleLocator } from './userLocators';
import { writeUsers, type UserAnswer } from './writeUsers';

const ADDITIONAL_FIELDS = optionSet({
	...USER_FIELDS,
	userKind: optional(
		choice(
			'User Kind',
			Object.fromEntries(USER_KINDS.map((kind) => [kind, kind])),
			'Regular User',
			'The kind of user. Each kind needs licenses of its own.',
		),
	),
});

/** User > Create. Source: Zoho CRM API v8, Add User (read 2026-11-21). */
export const createUser = operation({
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a user',
		description:
			'Invite a user to the organization by email. Requires a free license and a credential of an administrator. Not retried if the reply is lost.',
	},
	parameters: [
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'name@email.com',
			description: 'The email that the invitation is sent to and that the user logs in with',
		},
		{
			displayName: 'First Name',
			name: 'firstName',
			type: 'string',
			default: '',
			description: 'The first name of the user',
		},
		{
			displayName: 'Last Name',
			name: 'lastName',
			type: 'string',
			required: true,
			default: '',
			description: 'The last name of the user',
		},
		{ ...roleLocator(), name: 'role', required: true },
		{ ...profileLocator(), name: 'profile', required: true },
		ADDITIONAL_FIELDS.collection({
			displayName: 'Additional Fields',
			name: 'additionalFields',
			placeholder: 'Add field',
		}),
	],
	scopes: () => [SCOPES.users.create, SCOPES.users.read],
	result: { place: 'item', keys: ['email', 'existingId'] },
	async together(context) {
		return await writeUsers(context, async (read) => await inviteUser(context.zoho, read));
	},
});

async function inviteUser(zoho: ZohoClient, read: ParameterReader): Promise<UserAnswer> {
	const [email, firstName, lastName] = ['email', 'firstName', 'lastName'].map((name) => read.string(name).trim());
	if (email === '') throw isEmpty('Email');
	if (lastName === '') throw isEmpty('Last Name');
	const { userKind, ...fields } = read.options(ADDITIONAL_FIELDS, 'additionalFields');
	const [roleId, profileId] = [read.locator('role'), read.locator('profile')];
	const more = { ...(await readUserFields(zoho, fields)), ...(userKind === null ? {} : { type__s: userKind }) };
	const id = await zoho.users.create({
		email,
		lastName,
		...(firstName === '' ? {} : { firstName }),
		roleId,
		profileId,
		more,
	});
	return { status: 'done', done: { id, status: 'ADDED', own: { email } } };
}

const isEmpty = (label: string): UsageError =>
	new UsageError(`${label} is empty`, 'Enter a value, or make its expression return one for every item');
