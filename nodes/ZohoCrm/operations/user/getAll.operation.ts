import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { alphabetical } from '../../../shared/n8n/form/alphabetical';
import { operation } from '../../../shared/n8n/step/operation';
import { collect, pageParameters, readLimit } from '../../../shared/n8n/form/parameters';
import { simplifyParameter } from '../../../shared/n8n/form/simplify';
import { USER_KINDS, USER_TYPES } from '../../../shared/zoho/users/user';
import { toUserItem } from './userItem';
import { SCOPES } from '../../../shared/zoho/call/scopes';

/** What people call the types; Zoho's own words where they differ stand behind. */
const NAME_OF: Readonly<Record<string, string>> = {
	ActiveConfirmedAdmins: 'Active and Confirmed Administrators',
	ActiveConfirmedUsers: 'Active and Confirmed Users',
	ActiveLiteUser: 'Active Lite Users',
	ActiveUsers: 'Active Users',
	AdminUsers: 'Administrators',
	AllActiveUsers: 'All Active Users',
	AllUsers: 'All Users',
	ConfirmedUsers: 'Confirmed Users',
	CurrentUser: 'Current User',
	DeactiveUsers: 'Deactivated Users',
	DeletedUsers: 'Deleted Users',
	DeveloperUsers: 'Developer Users',
	NotConfirmedUsers: 'Unconfirmed Users',
};

function typeChoices(): INodePropertyOptions[] {
	const choices = USER_TYPES.map(({ type, isOf2026 }) => ({
		name: `${NAME_OF[type] ?? type}${isOf2026 ? ' (Since 2026)' : ''}`,
		value: type,
		...(isOf2026 ? { description: 'Organizations that Zoho has not updated yet refuse it' } : {}),
	}));
	return alphabetical(choices, ({ name }) => name);
}

/** User > Get Many. Source: Zoho CRM API v8, Get Users, User Types (read 2026-11-21). */
export const getManyUsers = operation({
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many users',
		description:
			'Retrieve the users of the organization, by type or by part of their name or email. Runs once, not once per item, unless a parameter uses the item.',
	},
	parameters: [
		{
			displayName: 'User Type',
			name: 'userType',
			type: 'options',
			options: typeChoices(),
			default: 'AllUsers',
			description: 'Which users to retrieve',
		},
		...pageParameters(),
		simplifyParameter(),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Search',
					name: 'search',
					type: 'string',
					default: '',
					placeholder: 'e.g. okafor',
					description:
						'Only users whose name or email contains this, whatever the case. All users of the type are read for it.',
				},
				{
					displayName: 'User Kind',
					name: 'userKind',
					type: 'options',
					options: USER_KINDS.map((kind) => ({ name: kind, value: kind })),
					default: 'Regular User',
					description: 'Only users of this kind. Organizations that Zoho has not updated in 2026 may pass over it.',
				},
			],
		},
	],
	scopes: () => [SCOPES.users.read],
	runsOnce: true,
	async each({ zoho, read }): Promise<IDataObject[]> {
		const limit = readLimit(read);
		const { search, userKind } = read.collection('options');
		const query = {
			type: read.string('userType'),
			...(limit === null ? {} : { limit }),
			...(typeof search === 'string' && search.trim() !== '' ? { search } : {}),
			...(typeof userKind === 'string' && userKind !== '' ? { kind: userKind } : {}),
		};
		const isSimple = read.boolean('simplify');
		return (await collect(zoho.users.list(query), limit)).map((user) => toUserItem(user, isSimple));
	},
});
