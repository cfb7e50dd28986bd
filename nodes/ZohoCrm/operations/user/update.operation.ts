import { choice, located, optional, optionSet, text } from '../../../shared/n8n/form/options';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import type { ZohoClient } from '../../../shared/zoho/client';
import type { UserValues } from '../../../shared/zoho/users/api';
import { readUserFields, toUserValues, USER_FIELDS } from './userFields';
import { findUserId, profileLocator, roleLocator, userParameter } from './userLocators';
import { writeUsers, type UserAnswer } from './writeUsers';

const UPDATE_FIELDS = optionSet({
	...USER_FIELDS,
	email: optional(
		text('Email', 'Can be changed only until the user has accepted the invitation', { placeholder: 'name@email.com' }),
	),
	firstName: optional(text('First Name', 'The first name of the user')),
	lastName: optional(text('Last Name', 'The last name of the user')),
	profile: located(profileLocator()),
	role: located(roleLocator()),
	status: optional(
		choice(
			'Status',
			{
				active: ['Active', 'The user can log in. Uses a license.'],
				inactive: ['Inactive', 'The user cannot log in. Frees a license and keeps the records.'],
			},
			'active',
			'Whether the user can log in',
		),
	),
});

/** User > Update. Source: Zoho CRM API v8, Update User (read 2026-11-21). */
export const updateUser = operation({
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a user',
		description:
			'Change fields of users, such as role, profile, manager or status. Deactivating a user frees a license and keeps the records.',
	},
	parameters: [
		userParameter(),
		UPDATE_FIELDS.collection({ displayName: 'Update Fields', name: 'updateFields', placeholder: 'Add field' }),
	],
	scopes: () => [SCOPES.users.update, SCOPES.users.read],
	result: { place: 'item', keys: ['existingId'] },
	async together(context) {
		return await writeUsers(context, async (read) => await changeUser(context.zoho, read));
	},
});

async function changeUser(zoho: ZohoClient, read: ParameterReader): Promise<UserAnswer> {
	const wanted = read.locator('userId');
	const values = await readChanges(zoho, read);
	if (Object.keys(values).length === 0)
		throw new UsageError('Update Fields has no values', 'Add at least one field to change');
	const id = await findUserId(zoho, wanted);
	await zoho.users.update(id, values);
	return { status: 'done', done: { id, status: 'UPDATED' } };
}

async function readChanges(zoho: ZohoClient, read: ParameterReader): Promise<UserValues> {
	const { email, firstName, lastName, status, role, profile, ...fields } = read.options(UPDATE_FIELDS, 'updateFields');
	return {
		...(await readUserFields(zoho, fields)),
		...toUserValues({ email, firstName, lastName, status, role: role || null, profile: profile || null }),
	};
}
