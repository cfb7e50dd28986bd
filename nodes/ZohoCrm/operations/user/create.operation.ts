import type { INodeProperties } from 'n8n-workflow';
import { operation } from '../../../shared/n8n/step/operation';
import { readText } from '../../../shared/n8n/form/optionValues';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { ZohoClient } from '../../../shared/zoho/client';
import { UsageError } from '../../../shared/zoho/call/errors';
import { USER_KINDS } from '../../../shared/zoho/users/user';
import { readUserFields, userFieldsCollection } from './userFields';
import { findUserId, profileLocator, roleLocator, userLocator } from '../common/userLocators';
import { writeUsers, type UserAnswer } from './writeUsers';
import { SCOPES } from '../../../shared/zoho/call/scopes';

const KIND: INodeProperties = {
	displayName: 'User Kind',
	name: 'userKind',
	type: 'options',
	options: USER_KINDS.map((kind) => ({ name: kind, value: kind })),
	default: 'Regular User',
	description: 'What the user is; each kind has licences of its own',
};

/** User > Create. Source: Zoho CRM API v8, Add User (read 2026-11-21). */
export const createUser = operation({
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create user',
		description:
			'Invite a user to the organization by email. Needs a free licence and an administrator as the user of the credential; never repeated after a lost reply.',
	},
	parameters: [
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'name@email.com',
			description: 'The address that the invitation goes to and the user logs in with',
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
		{ ...roleLocator(), required: true },
		{ ...profileLocator(), required: true },
		userFieldsCollection('additionalFields', 'Additional Fields', [
			userLocator(
				{ displayName: 'Reporting To', name: 'reportingTo', description: 'The superior of the user' },
				'searchActiveUsers',
			),
			KIND,
		]),
	],
	scopes: () => [SCOPES.users.create, SCOPES.users.read],
	async together(context) {
		return await writeUsers(context, async (read) => await inviteUser(context.zoho, read));
	},
});

async function inviteUser(zoho: ZohoClient, read: ParameterReader): Promise<UserAnswer> {
	const [email, firstName, lastName] = ['email', 'firstName', 'lastName'].map((name) => read.string(name).trim());
	if (email === '')
		throw new UsageError(
			'The email of the new user is empty',
			'Fill it, or check that its expression gives a value for every item',
		);
	if (lastName === '')
		throw new UsageError(
			'The last name of the new user is empty',
			'Fill it, or check that its expression gives a value for every item',
		);
	const collection = read.collection('additionalFields');
	const superior = readText(collection, 'reportingTo', 'Reporting To');
	const more = {
		...readUserFields(collection),
		...(superior === '' ? {} : { Reporting_To: { id: await findUserId(zoho, superior) } }),
		...(typeof collection.userKind === 'string' ? { type__s: collection.userKind } : {}),
	};
	const id = await zoho.users.create({
		email,
		lastName,
		...(firstName === '' ? {} : { firstName }),
		roleId: read.locator('role'),
		profileId: read.locator('profile'),
		more,
	});
	return { status: 'done', json: { id, status: 'ADDED', email } };
}
