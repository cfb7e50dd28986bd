import { checkId, crmUrl } from './address';
import { readCall, type ZohoCaller } from './caller';
import { UsageError } from './errors';
import { MAX_IDS_PER_LIST, MAX_RECORDS_PER_PAGE } from './limits';
import type { ShapeReader } from './shape';

/** Something that is known by name and id: a role, a profile. */
export interface NamedReference {
	readonly id: string;
	readonly name: string;
}

/** A user of the organization. */
export interface ZohoUser {
	readonly id: string;
	readonly email: string | null;
	readonly firstName: string | null;
	readonly lastName: string | null;
	readonly fullName: string | null;
	/** `active`, `disabled`, `inactive` or `deleted`. */
	readonly status: string;
	/** Whether the invitation was accepted. */
	readonly isConfirmed: boolean;
	readonly role: NamedReference | null;
	readonly profile: NamedReference | null;
	/** IANA name, e.g. `America/New_York`. */
	readonly timeZone: string | null;
	/** The user as Zoho gives it. */
	readonly raw: Readonly<Record<string, unknown>>;
}

/** Which users. */
export interface UserQuery {
	/** A type of the Get Users page, e.g. `ActiveConfirmedUsers`; all users if left out. */
	readonly type?: string;
	/** Only these users; up to 100. */
	readonly ids?: readonly string[];
	/** How many users at most; all of them if left out. */
	readonly limit?: number;
}

/** Users of the organization. Source: Users APIs, v8 (read 2026-11-21). */
export class UsersApi {
	constructor(private readonly caller: ZohoCaller) {}

	/** Gives users page by page as they are taken. Break out of the loop to stop asking. */
	async *list(query: UserQuery = {}): AsyncGenerator<ZohoUser> {
		const { type, ids, limit = Infinity } = query;
		if ((ids?.length ?? 0) > MAX_IDS_PER_LIST) {
			throw new UsageError(`${ids?.length} user IDs are too many for one list; Zoho takes ${MAX_IDS_PER_LIST}`, 'Ask for them in groups');
		}
		// Pages are counted in their own size, which therefore stays the same to the end.
		const pageSize = Math.min(MAX_RECORDS_PER_PAGE, limit);
		let taken = 0;
		for (let page = 1; taken < limit; page += 1) {
			const answer = await this.ask([], {
				page: String(page),
				per_page: String(pageSize),
				...(type !== undefined && { type }),
				...(ids !== undefined && { ids: ids.map((id) => checkId(id, 'user')).join(',') }),
			});
			const users = answer?.get('users').items().map(parseUser) ?? [];
			const wanted = users.slice(0, limit - taken);
			yield* wanted;
			taken += wanted.length;
			if (users.length === 0 || !answer?.get('info').get('more_records').flag()) return;
		}
	}

	/** Gives one user, or null if there is none with this id. */
	async get(id: string): Promise<ZohoUser | null> {
		const answer = await this.ask([checkId(id, 'user')]);
		const user = answer?.get('users').items()[0];
		return user === undefined ? null : parseUser(user);
	}

	/** Gives the user on whose behalf the token was granted. */
	async current(): Promise<ZohoUser> {
		const call = readCall(crmUrl(this.caller.deps.hosts, 'users'), { type: 'CurrentUser' });
		return parseUser((await this.caller.demand(call)).get('users').first());
	}

	private async ask(parts: readonly string[], query?: Readonly<Record<string, string>>): Promise<ShapeReader | null> {
		return await this.caller.ask(readCall(crmUrl(this.caller.deps.hosts, 'users', ...parts), query));
	}
}

function parseReference(reader: ShapeReader): NamedReference | null {
	return reader.isAbsent ? null : { id: reader.get('id').id(), name: reader.get('name').text() };
}

/** A user of any answer. */
function parseUser(user: ShapeReader): ZohoUser {
	return {
		id: user.get('id').id(),
		email: user.get('email').textOrNull(),
		firstName: user.get('first_name').textOrNull(),
		lastName: user.get('last_name').textOrNull(),
		fullName: user.get('full_name').textOrNull(),
		status: user.get('status').text(),
		isConfirmed: user.get('confirm').flag(),
		role: parseReference(user.get('role')),
		profile: parseReference(user.get('profile')),
		timeZone: user.get('time_zone').textOrNull(),
		raw: user.object(),
	};
}
