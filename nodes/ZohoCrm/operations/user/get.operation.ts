import type { IDataObject } from 'n8n-workflow';
import { operation } from '../../../shared/n8n/operation';
import type { ParameterReader } from '../../../shared/n8n/parameters';
import type { ZohoClient } from '../../../shared/zoho/client';
import { UsageError } from '../../../shared/zoho/errors';
import type { ZohoUser } from '../../../shared/zoho/users';
import { simplifyParameter, toUserItem } from './userItem';

/** User > Get. Source: Zoho CRM API v8, Get Users (read 2026-11-21). */
export const getUser = operation({
	option: { name: 'Get', value: 'get', action: 'Get user', description: 'Retrieve one user by ID or email, or the one whom the credential belongs to' },
	parameters: [
		{
			displayName: 'User',
			name: 'userBy',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'By Email', value: 'email' },
				{ name: 'By ID', value: 'id' },
				{ name: 'Current User', value: 'current', description: 'The user whom the credential belongs to' },
			],
			default: 'current',
			description: 'How the user is named',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			required: true,
			displayOptions: { show: { userBy: ['id'] } },
			default: '',
			placeholder: 'e.g. 4150868000000225013',
			description: 'The ID of the user in Zoho CRM',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			required: true,
			placeholder: 'name@email.com',
			displayOptions: { show: { userBy: ['email'] } },
			default: '',
			description: 'The email address with which the user logs in; upper and lower case mean the same',
		},
		simplifyParameter(),
	],
	scopes: () => ['ZohoCRM.users.READ'],
	async each({ zoho, read }): Promise<IDataObject> {
		return toUserItem(await findUser(zoho, read), read.boolean('simplify'));
	},
});

async function findUser(zoho: ZohoClient, read: ParameterReader): Promise<ZohoUser> {
	const by = read.string('userBy');
	if (by === 'current') return await zoho.users.current();
	const wanted = read.string(by === 'id' ? 'userId' : 'email').trim();
	const label = by === 'id' ? 'ID' : 'email';
	if (wanted === '') throw new UsageError(`The ${label} of the user is empty`, 'Fill it, or check that its expression gives a value for every item');
	const user = by === 'id' ? await zoho.users.get(wanted) : await findByEmail(zoho, wanted);
	if (user !== null) return user;
	throw new UsageError(`No user has the ${label} that was given`, 'Check it against Setup > Users in Zoho CRM, or list the users with Get Many', 'NOT_FOUND');
}

async function findByEmail(zoho: ZohoClient, email: string): Promise<ZohoUser | null> {
	for await (const user of zoho.users.list({ type: 'AllUsers' })) {
		if (user.email?.toLowerCase() === email.toLowerCase()) return user;
	}
	return null;
}
