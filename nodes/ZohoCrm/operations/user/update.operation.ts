import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { operation } from '../../../shared/n8n/step/operation';
import { readText } from '../../../shared/n8n/form/optionValues';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { ZohoClient } from '../../../shared/zoho/client';
import { UsageError } from '../../../shared/zoho/call/errors';
import type { UserValues } from '../../../shared/zoho/users/api';
import { readUserFields, userFieldsCollection } from './userFields';
import { findUserId, profileLocator, roleLocator, userLocator, userParameter } from '../common/userLocators';
import { writeUsers, type UserAnswer } from './writeUsers';
import { SCOPES } from '../../../shared/zoho/call/scopes';

const OWN_FIELDS: readonly INodeProperties[] = [
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'name@email.com',
		description: 'Can be changed only until the user has accepted the invitation',
	},
	{
		displayName: 'First Name',
		name: 'firstName',
		type: 'string',
		default: '',
		description: 'The first name of the user',
	},
	{ displayName: 'Last Name', name: 'lastName', type: 'string', default: '', description: 'The last name of the user' },
	profileLocator(),
	userLocator(
		{ displayName: 'Reporting To', name: 'reportingTo', description: 'The superior of the user' },
		'searchActiveUsers',
	),
	roleLocator(),
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		options: [
			{ name: 'Active', value: 'active', description: 'Takes a licence' },
			{ name: 'Inactive', value: 'inactive', description: 'Cannot log in; frees a licence and keeps the records' },
		],
		default: 'active',
		description: 'Whether the user can log in',
	},
];

/** Names of the parameters whose values are text, and Zoho's keys. */
const TEXTS = { email: 'email', firstName: 'first_name', lastName: 'last_name', status: 'status' } as const;

/** User > Update. Source: Zoho CRM API v8, Update User (read 2026-11-21). */
export const updateUser = operation({
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update user',
		description:
			'Change a user: role, profile, superior, address or status. Deactivating a user frees a licence and keeps the records.',
	},
	parameters: [userParameter(), userFieldsCollection('updateFields', 'Update Fields', OWN_FIELDS)],
	scopes: () => [SCOPES.users.update, SCOPES.users.read],
	async together(context) {
		return await writeUsers(context, async (read) => await changeUser(context.zoho, read));
	},
});

async function changeUser(zoho: ZohoClient, read: ParameterReader): Promise<UserAnswer> {
	const wanted = read.locator('userId');
	const values = await readChanges(zoho, read.collection('updateFields'));
	if (Object.keys(values).length === 0)
		throw new UsageError('No field of the user is to be changed', 'Add at least one field under Update Fields');
	const id = await findUserId(zoho, wanted);
	await zoho.users.update(id, values);
	return { status: 'done', json: { id, status: 'UPDATED' } };
}

async function readChanges(zoho: ZohoClient, collection: Readonly<IDataObject>): Promise<UserValues> {
	const texts = Object.entries(TEXTS)
		.filter(([name]) => typeof collection[name] === 'string')
		.map(([name, key]) => [key, collection[name]]);
	const references = Object.entries({ role: 'Role', profile: 'Profile' })
		.map(([name, label]) => [name, readText(collection, name, label)])
		.filter(([, id]) => id !== '');
	const superior = readText(collection, 'reportingTo', 'Reporting To');
	return {
		...readUserFields(collection),
		...Object.fromEntries([...texts, ...references]),
		...(superior === '' ? {} : { Reporting_To: { id: await findUserId(zoho, superior) } }),
	};
}
