import type { IDataObject } from 'n8n-workflow';
import { operation } from '../../../shared/n8n/operation';
import { collect, pageParameters, readLimit } from '../../../shared/n8n/parameters';
import { simplifyParameter, toUserItem } from './userItem';

/** User > Get Many. Source: Zoho CRM API v8, Get Users, User Types (read 2026-11-21). */
export const getManyUsers = operation({
	option: { name: 'Get Many', value: 'getAll', action: 'Get many users', description: 'Retrieve the users of the organization' },
	parameters: [
		{
			displayName: 'User Type',
			name: 'userType',
			type: 'options',
			options: [
				{ name: 'Active and Confirmed Administrators', value: 'ActiveConfirmedAdmins' },
				{ name: 'Active and Confirmed Users', value: 'ActiveConfirmedUsers' },
				{ name: 'Active Users', value: 'ActiveUsers' },
				{ name: 'Administrators', value: 'AdminUsers' },
				{ name: 'All Users', value: 'AllUsers' },
				{ name: 'Confirmed Users', value: 'ConfirmedUsers' },
				{ name: 'Current User', value: 'CurrentUser' },
				{ name: 'Deactivated Users', value: 'DeactiveUsers' },
				{ name: 'Deleted Users', value: 'DeletedUsers' },
				{ name: 'Unconfirmed Users', value: 'NotConfirmedUsers' },
			],
			default: 'AllUsers',
			description: 'Which users to retrieve',
		},
		...pageParameters(),
		simplifyParameter(),
	],
	scopes: () => ['ZohoCRM.users.READ'],
	async each({ zoho, read }): Promise<IDataObject[]> {
		const limit = readLimit(read);
		const query = { type: read.string('userType'), ...(limit === null ? {} : { limit }) };
		const isSimple = read.boolean('simplify');
		return (await collect(zoho.users.list(query), limit)).map((user) => toUserItem(user, isSimple));
	},
});
