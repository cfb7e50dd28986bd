import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { alphabetical, choice, optional, optionSet, text } from '../../../shared/n8n/form/options';
import {
	collect,
	pageParameters,
	readLimit,
	simplifyParameter,
	type ParameterReader,
} from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import { USER_KINDS, USER_TYPES } from '../../../shared/zoho/users/user';
import { toUserItem } from '../common/userItem';
import { ifFilled } from '../common/writeOptions';

/** What people call the types. */
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
		...(isOf2026 ? { description: 'May fail in organizations that do not have this type yet' } : {}),
	}));
	return alphabetical(choices, ({ name }) => name);
}

const OPTIONS = optionSet({
	search: text('Search', 'Return only users whose name or email contains this text. Reads all users of the type.', {
		placeholder: 'e.g. okafor',
	}),
	userKind: optional(
		choice(
			'User Kind',
			Object.fromEntries(USER_KINDS.map((kind) => [kind, kind])),
			'Regular User',
			'Return only users of this kind. Has no effect in organizations that do not have user kinds yet.',
		),
	),
});

/** User > Get Many. Source: Zoho CRM API v8, Get Users, User Types (read 2026-11-21). */
export const getManyUsers = operation({
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many users',
		description:
			'List users of the organization, by type or by part of their name or email. Runs once for all items, unless a parameter uses item data.',
	},
	parameters: [
		{
			displayName: 'User Type',
			name: 'userType',
			type: 'options',
			options: typeChoices(),
			default: 'AllUsers',
			description: 'Which users to return',
		},
		...pageParameters(),
		simplifyParameter(),
		OPTIONS.collection(),
	],
	scopes: () => [SCOPES.users.read],
	runsOnce: true,
	async each({ zoho, read }): Promise<IDataObject[]> {
		const limit = readLimit(read);
		const { search, userKind } = read.options(OPTIONS);
		const query = {
			type: readUserType(read),
			limit: limit ?? undefined,
			search: ifFilled(search),
			kind: userKind ?? undefined,
		};
		const isSimple = read.boolean('simplify');
		return await collect(zoho.users.list(query), limit, (user) => toUserItem(user, isSimple));
	},
});

/** Zoho may know types that the list does not have yet. */
function readUserType(read: ParameterReader): string {
	const type = read.string('userType').trim();
	if (type !== '') return type;
	throw new UsageError('User Type is empty', 'Choose a type, or make its expression return one');
}
