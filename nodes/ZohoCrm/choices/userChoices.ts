import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/form/choices';
import type { NamedReference } from '../../shared/zoho/call/shape';
import type { UserQuery, ZohoUser } from '../../shared/zoho/users/api';

/** How many users a list shows. Others are found by part of their name. */
const USERS_SHOWN = 200;

function toChoice({ id, email, fullName, status, isConfirmed }: ZohoUser): INodeListSearchItems {
	const remarks = [
		...(email === null ? [] : [email]),
		...(status === 'active' ? [] : [status]),
		...(isConfirmed ? [] : ['invited']),
	];
	return { name: `${fullName ?? email ?? id}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`, value: id };
}

async function listUsers(
	context: ILoadOptionsFunctions,
	type: UserQuery['type'],
	filter: string | undefined,
): Promise<INodeListSearchResult> {
	const query: UserQuery = {
		type,
		limit: USERS_SHOWN,
		...(filter === undefined || filter.trim() === '' ? {} : { search: filter }),
	};
	return await askForChoices(context, async (zoho) => {
		const results: INodeListSearchItems[] = [];
		for await (const user of zoho.users.list(query)) results.push(toChoice(user));
		return { results: results.sort(byName) };
	});
}

/** Users of the organization whose name or email contains the text. Deactivated and invited ones are marked. */
export async function searchUsers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await listUsers(this, 'AllUsers', filter);
}

/** Users who can own records: active ones who accepted the invitation. */
export async function searchActiveUsers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await listUsers(this, 'ActiveConfirmedUsers', filter);
}

function findNamed(entries: readonly NamedReference[], filter = ''): INodeListSearchResult {
	const wanted = filter.trim().toLowerCase();
	const found = entries.filter(({ name }) => name.toLowerCase().includes(wanted));
	return { results: found.map(({ id, name }) => ({ name, value: id })).sort(byName) };
}

/** Roles whose name contains the text. */
export async function searchRoles(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return findNamed(await askForChoices(this, async (zoho) => await zoho.metadata.roles()), filter);
}

/** Profiles whose name contains the text. */
export async function searchProfiles(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return findNamed(await askForChoices(this, async (zoho) => await zoho.metadata.profiles()), filter);
}
