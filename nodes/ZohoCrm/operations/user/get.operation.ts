import type { IDataObject } from 'n8n-workflow';
import { simplifyParameter } from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import { toUserItem } from '../common/userItem';
import { findUser, userParameter } from './userLocators';

/** User > Get. Source: Zoho CRM API v8, Get Users (read 2026-11-21). */
export const getUser = operation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a user',
		description:
			'Get a user of the organization by ID or email, or the user that the credential belongs to. The result shows whether the user is active and can own records.',
	},
	parameters: [
		{
			displayName: 'Which User',
			name: 'userBy',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Chosen User', value: 'chosen', description: 'Choose a user from the list, by email, or by ID' },
				{ name: 'Current User', value: 'current', description: 'The user that the credential belongs to' },
			],
			default: 'current',
			description: 'Which user to get',
		},
		{ ...userParameter(), displayOptions: { show: { userBy: ['chosen'] } } },
		simplifyParameter(),
	],
	scopes: () => [SCOPES.users.read],
	async each({ zoho, read }): Promise<IDataObject> {
		const user =
			read.string('userBy') === 'current' ? await zoho.users.current() : await findUser(zoho, read.locator('userId'));
		return toUserItem(user, read.boolean('simplify'));
	},
});
