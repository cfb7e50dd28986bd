import { checkId, crmUrl } from '../call/address';
import { readCall, type ZohoCaller } from '../call/caller';
import { UsageError } from '../call/errors';
import {
	FIRST_PAUSE_MS,
	MAX_IDS_PER_LIST,
	MAX_PAGES_OF_USERS,
	MAX_RECORDS_PER_PAGE,
	MAX_TRANSFER_PAUSE_MS,
} from '../call/limits';
import type { ShapeReader } from '../call/shape';
import { UserDirectory } from './directory';
import { matchesText, parseUser, type UserQuery, type ZohoUser } from './user';
import {
	encodeHandover,
	encodeNewUser,
	encodeUserChanges,
	writeUser,
	type Handover,
	type HandoverState,
	type NewUser,
	type UserValues,
} from './writes';

export type { UserQuery, ZohoUser } from './user';
export type { Handover, HandoverState, NewUser, UserValues } from './writes';

/** Users of the organization. Only administrators may create, change and delete. Source: Users APIs, v8 (read 2026-11-21). */
export class UsersApi {
	private known: Promise<UserDirectory> | null = null;

	constructor(private readonly caller: ZohoCaller) {}

	/** Gives users page by page as they are taken. Break out of the loop to stop asking. */
	async *list(query: UserQuery = {}): AsyncGenerator<ZohoUser> {
		const { search, limit = Infinity } = query;
		if ((query.ids?.length ?? 0) > MAX_IDS_PER_LIST) {
			throw new UsageError(
				`${query.ids?.length} user IDs are too many for one list. Zoho CRM accepts ${MAX_IDS_PER_LIST}`,
				'Request them in groups',
			);
		}
		// Pages are counted in their own size, which therefore stays the same to the end.
		const pageSize = search === undefined ? Math.min(MAX_RECORDS_PER_PAGE, limit) : MAX_RECORDS_PER_PAGE;
		const headers = query.modifiedSince === undefined ? undefined : { 'If-Modified-Since': query.modifiedSince };
		let taken = 0;
		for (let page = 1; taken < limit; page += 1) {
			const answer = await this.ask(
				[],
				{ page: String(page), per_page: String(pageSize), ...encodeQuery(query) },
				headers,
			);
			const users = answer?.get('users').items().map(parseUser) ?? [];
			const wanted = users.filter((user) => search === undefined || matchesText(user, search)).slice(0, limit - taken);
			yield* wanted;
			taken += wanted.length;
			const more = answer?.get('info').get('more_records');
			if (users.length === 0 || !more?.flag()) return;
			if (page === MAX_PAGES_OF_USERS) more.refuse(`false after ${page} pages`);
		}
	}

	/** Gives one user, or null if there is none with this id. */
	async get(id: string): Promise<ZohoUser | null> {
		const answer = await this.ask([checkId(id, 'user')]);
		const user = answer?.get('users').items()[0];
		return user === undefined ? null : parseUser(user);
	}

	/**
	 * Gives the user with an e-mail address, whatever its case, or null. All users are read once and then remembered, unless
	 * that was refused; deactivated and unconfirmed ones are among them, deleted ones are not.
	 */
	async findByEmail(email: string): Promise<ZohoUser | null> {
		return (await this.directory()).withEmail(email);
	}

	/** Gives all users by email and name. They are read once and then remembered, unless that was refused. */
	async directory(): Promise<UserDirectory> {
		this.known ??= this.readDirectory();
		const { known } = this;
		known.catch(() => {
			if (this.known === known) this.known = null;
		});
		return await known;
	}

	/** Gives the user on whose behalf the token was granted. */
	async current(): Promise<ZohoUser> {
		const call = readCall(this.url(), { type: 'CurrentUser' });
		return parseUser((await this.caller.demand(call)).get('users').first());
	}

	/**
	 * Invites a user by e-mail. Never repeated unless throttled.
	 * @returns the id
	 * @throws ZohoApiError e.g. `LICENSE_LIMIT_EXCEEDED`, `DUPLICATE_DATA`, `NO_PERMISSION`
	 */
	async create(user: NewUser): Promise<string> {
		checkId(user.roleId, 'role');
		checkId(user.profileId, 'profile');
		const details = await this.write('POST', [], false, encodeNewUser(user));
		return details.get('id').id();
	}

	/** Changes the given values; `status` is `active` or `inactive`, `role` and `profile` are ids. */
	async update(id: string, values: UserValues): Promise<void> {
		await this.write('PUT', [checkId(id, 'user')], true, encodeUserChanges(values));
	}

	/** Deletes a user; the records stay with the deleted owner. After a lost answer, one that is gone counts as deleted. */
	async delete(id: string): Promise<void> {
		await this.write('DELETE', [checkId(id, 'user')], true);
	}

	/**
	 * Starts to hand over what a user has and then to delete the user. Never repeated unless throttled.
	 * @returns the id of the job, for `handoverState` and `waitForHandover`
	 */
	async handOverAndDelete(id: string, handover: Handover): Promise<string> {
		checkId(handover.heirId, 'new owner');
		if (handover.heirId === id)
			throw new UsageError("The user to delete can't be the new owner", 'Choose another user in Transfer Records To');
		const call = {
			method: 'POST',
			url: this.url(checkId(id, 'user'), 'actions', 'transfer_and_delete'),
			isRepeatable: false,
		} as const;
		const details = await writeUser(this.caller, call, 'transfer_and_delete', [encodeHandover(handover)]);
		// The OpenAPI file of 2025 has the other spelling.
		return details.get(details.get('jobId').isAbsent ? 'job_id' : 'jobId').id();
	}

	/** Where a handover stands; null if Zoho does not know the job. */
	async handoverState(jobId: string): Promise<HandoverState | null> {
		const answer = await this.ask(['actions', 'transfer_and_delete'], { job_id: checkId(jobId, 'job') });
		const state = answer?.get('transfer_and_delete').first().get('status');
		if (state === undefined) return null;
		const text = state.text().toLowerCase().replaceAll(' ', '_');
		return text === 'completed' || text === 'failed' || text === 'in_progress'
			? text
			: state.refuse('in_progress, completed or failed');
	}

	/**
	 * Waits until a handover has ended: at most so many seconds, and asks at the end of them once more.
	 * @returns its state when it ended, or when the time ran out: only `completed` means that the user is deleted
	 */
	async waitForHandover(jobId: string, waitSeconds: number): Promise<HandoverState> {
		let leftMs = waitSeconds * 1000;
		const inTime = new UsersApi(this.caller.until(this.caller.deps.now() + leftMs));
		for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_TRANSFER_PAUSE_MS)) {
			const state = (await inTime.handoverState(jobId)) ?? 'in_progress';
			if (state !== 'in_progress' || leftMs <= 0) return state;
			const waitMs = Math.min(pauseMs, leftMs);
			await this.caller.deps.sleep(waitMs);
			leftMs -= waitMs;
		}
	}

	private async write(
		method: 'POST' | 'PUT' | 'DELETE',
		parts: readonly string[],
		isRepeatable: boolean,
		bodies?: readonly UserValues[],
	): Promise<ShapeReader> {
		this.known = null;
		return await writeUser(this.caller, { method, url: this.url(...parts), isRepeatable }, 'users', bodies);
	}

	private async readDirectory(): Promise<UserDirectory> {
		const users: ZohoUser[] = [];
		for await (const user of this.list({ type: 'AllUsers' })) users.push(user);
		return new UserDirectory(users);
	}

	private async ask(
		parts: readonly string[],
		query?: Readonly<Record<string, string>>,
		headers?: Readonly<Record<string, string>>,
	): Promise<ShapeReader | null> {
		return await this.caller.ask(readCall(this.url(...parts), query, headers));
	}

	private url(...parts: readonly string[]): string {
		return crmUrl(this.caller.deps.hosts, 'users', ...parts);
	}
}

function encodeQuery({ type, kind, ids }: UserQuery): Readonly<Record<string, string>> {
	return {
		...(type !== undefined && { type }),
		...(kind !== undefined && { type__s: kind }),
		...(ids !== undefined && { ids: ids.map((id) => checkId(id, 'user')).join(',') }),
	};
}
