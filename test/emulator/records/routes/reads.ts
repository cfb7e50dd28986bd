import type { Answer, Call } from '../../contract';
import { isObject } from '../../json';
import { missingParameter, ok, pageAnswer, Refusal } from '../../server/answers';
import type { EmulatorState } from '../../state';
import { type PageToken, walk } from '../pages';
import { nameOf } from '../store';
import { showListed, showRecord } from '../view';
import { ambiguity, invalidParameter, readFields, readListFilter, readPaging, readSince, readViewOrder } from './query';
import { findNamed, readExternalFields, readModule, readPathName } from './target';

/** Get Record. @throws Refusal */
export function getRecord(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const externals = readExternalFields(state, call);
	const named = findNamed(state, externals, module, readPathName(call, module, externals));
	const record = named && state.records.asRead(module.apiName, named.id);
	if (!record) return { status: 204 };
	return ok({ data: [showRecord(state, module, record, readFields(call))] });
}

/** Get Records: the list of a module. @throws Refusal */
export function listRecords(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const { query } = call;
	if (module.apiName === 'Notes' && !isAdministrator(state, call.userId))
		throw new Refusal(403, 'NOT_SUPPORTED', 'supported only for admin users');
	const fields = readFields(call);
	if (fields === null) throw missingParameter('fields');
	if (query.page !== undefined && query.page_token !== undefined) throw ambiguity(['page', 'page_token']);
	if (query.cvid !== undefined && query.sort_by !== undefined) throw ambiguity(['cvid', 'sort_by']);
	const paging = readViewOrder(state, call, module, readPaging(call));
	const { discreteListReach } = state.switches;
	if (query.page_token === undefined && paging.page * paging.perPage > discreteListReach)
		throw new Refusal(400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', 'page and per_page reach too far without page_token', {
			limit: discreteListReach,
		});
	const matches = readListFilter(state, call, module);
	const bound = JSON.stringify([
		module.apiName,
		call.userId,
		Object.entries(query)
			.filter(([name]) => name !== 'page' && name !== 'page_token')
			.sort(),
	]);
	const tokenName = query.page_token;
	const token = tokenName === undefined ? undefined : readToken(state, tokenName, bound);

	const order = state.pages.order(module.apiName, paging.sortBy);
	const skip = token ? 0 : (paging.page - 1) * paging.perPage;
	const found = walk(order, paging, token?.after ?? null, skip, paging.perPage + 1, matches);
	if (found.length === 0) return nothing(call);
	const shown = found.slice(0, paging.perPage);
	const hasMore = found.length > shown.length;
	const page = token?.page ?? paging.page;
	const given = (token?.given ?? skip) + shown.length;
	const previous =
		tokenName ?? (page === 1 ? state.pages.issue({ bound, page, after: null, given: 0, previous: null }).name : null);
	const next = hasMore
		? state.pages.issue({ bound, page: page + 1, after: shown[shown.length - 1], given, previous })
		: null;
	const info = {
		call: false,
		per_page: paging.perPage,
		next_page_token: next?.name ?? null,
		count: shown.length,
		sort_by: paging.sortBy,
		page,
		previous_page_token: token?.previous ?? null,
		page_token_expiry: next ? state.timeText(next.expiryMs) : null,
		sort_order: paging.isAscending ? 'asc' : 'desc',
		email: false,
		more_records: hasMore,
	};
	return ok({ data: shown.map((record) => showListed(state, module, record, fields)), info });
}

/** Only administrators list the notes of all records. Source: Get Notes, v8 (notes-files-tags 1). */
function isAdministrator({ users }: EmulatorState, id: string): boolean {
	const user = users.get(id);
	return user !== undefined && users.isAdministrator(user);
}

/** An empty list: to a caller who named a time, nothing changed since. */
export function nothing({ headers }: Call): Answer {
	return { status: headers['if-modified-since'] === undefined ? 204 : 304 };
}

/** What a page token stands for. @throws Refusal for one that is unknown, over, of another list, or at the end of the reach */
function readToken(state: EmulatorState, name: string, bound: string): PageToken {
	const token = state.pages.token(name);
	if (!token) throw invalidParameter('page_token');
	const details = { param_name: 'page_token' };
	if (token.expiryMs <= state.clock.now())
		throw new Refusal(400, 'EXPIRED_VALUE', 'the page token has expired', details);
	if (token.bound !== bound)
		throw new Refusal(400, 'TOKEN_BOUND_DATA_MISMATCH', 'the parameters differ from those of the page token', details);
	const limit = state.switches.tokenListReach;
	if (token.given >= limit)
		throw new Refusal(400, 'PAGINATION_LIMIT_EXCEEDED', 'page tokens reach no further', { limit });
	return token;
}

/** Get Deleted Records, the latest first. @throws Refusal */
export function listDeleted(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const paging = readPaging(call);
	const type = call.query.type ?? 'all';
	if (!['all', 'recycle', 'permanent'].includes(type)) throw invalidParameter('type');
	const sinceMs = readSince(call);
	const deleted = type === 'permanent' ? [] : state.records.deleted(module.apiName);
	const untilMs = state.clock.now() - state.switches.recordDelayMs;
	const answer = pageAnswer(
		'data',
		deleted.filter(({ deletedMs }) => deletedMs > sinceMs && deletedMs <= untilMs).reverse(),
		({ record, deletedById, deletedMs }) => ({
			deleted_by: state.users.reference(deletedById),
			id: record.id,
			display_name: nameOf(module, record),
			type: 'recycle',
			created_by: isObject(record.Created_By) ? state.users.reference(String(record.Created_By.id)) : null,
			deleted_time: state.timeText(deletedMs),
		}),
		paging,
	);
	return answer.status === 204 ? nothing(call) : answer;
}
