import type { Answer, Call, ModuleDefinition } from '../../contract';
import { isId } from '../../server/answers';
import type { EmulatorState } from '../../state';
import { type PageToken, walk } from '../pages';
import { nameOf } from '../store';
import { showListed, showRecord } from '../view';
import { isAnswer, moduleOf, refuseWhole } from './body';
import { canNameRecord, readExternalFields, resolveId } from './external';
import { readTerritory, readView, readViewOrder } from './filters';
import {
	invalidParameter,
	type Matches,
	readConverted,
	readFields,
	readPaging,
	readSince,
	refuseAmbiguity,
} from './query';

/** Get Record. */
export function getRecord(state: EmulatorState, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const externals = readExternalFields(state, call);
	if (isAnswer(externals)) return externals;
	if (!canNameRecord(externals, module, call.params.id))
		return refuseWhole(state, 400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 });
	const record = state.records.get(module.apiName, resolveId(state, externals, module.apiName, call.params.id) ?? '');
	if (!record) return { status: 204 };
	const fields = readFields(state, call);
	if (fields !== null && isAnswer(fields)) return fields;
	return { status: 200, body: { data: [showRecord(state, module, record, fields)] } };
}

/** Get Records: the list of a module. */
export function listRecords(state: EmulatorState, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const { query } = call;
	const fields = readFields(state, call);
	if (fields === null)
		return refuseWhole(state, 400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', {
			param_name: 'fields',
		});
	if (isAnswer(fields)) return fields;
	if (query.page !== undefined && query.page_token !== undefined) return refuseAmbiguity(state, ['page', 'page_token']);
	if (query.cvid !== undefined && query.sort_by !== undefined) return refuseAmbiguity(state, ['cvid', 'sort_by']);
	const asked = readPaging(state, call);
	if (isAnswer(asked)) return asked;
	const paging = readViewOrder(state, call, module, asked);
	if (query.page_token === undefined && paging.page * paging.perPage > state.switches.discreteListReach)
		return refuseWhole(
			state,
			400,
			'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
			'page and per_page reach too far without page_token',
			{ limit: state.switches.discreteListReach },
		);
	const filters = readListFilters(state, call, module);
	if (!Array.isArray(filters)) return filters;

	const tokenName = query.page_token;
	const boundParameters = Object.entries(query)
		.filter(([name]) => name !== 'page' && name !== 'page_token')
		.sort();
	const bound = JSON.stringify([module.apiName, call.userId, boundParameters]);
	const token = tokenName === undefined ? undefined : state.pages.token(tokenName);
	const refusal = tokenName === undefined ? undefined : refuseToken(state, token, bound);
	if (refusal) return refusal;

	const order = state.pages.order(module.apiName, paging.sortBy);
	const skip = token ? 0 : (paging.page - 1) * paging.perPage;
	const found = walk(order, paging, token?.after ?? null, skip, paging.perPage + 1, (record) =>
		filters.every((matches) => matches(record)),
	);
	const since = call.headers['if-modified-since'];
	if (found.length === 0) return { status: since === undefined ? 204 : 304 };
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
	return {
		status: 200,
		body: { data: shown.map((record) => showListed(state, module, record, fields)), info },
	};
}

/** Get Deleted Records, the latest first. */
export function listDeleted(state: EmulatorState, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const paging = readPaging(state, call);
	if (isAnswer(paging)) return paging;
	const type = call.query.type ?? 'all';
	if (!['all', 'recycle', 'permanent'].includes(type)) return invalidParameter(state, 'type');
	const sinceMs = readSince(state, call);
	if (typeof sinceMs !== 'number') return sinceMs;
	const entries =
		type === 'permanent'
			? []
			: state.records
					.deleted(module.apiName)
					.filter(({ deletedMs }) => deletedMs > sinceMs)
					.reverse();
	const first = (paging.page - 1) * paging.perPage;
	const shown = entries.slice(first, first + paging.perPage);
	if (shown.length === 0) return { status: call.headers['if-modified-since'] === undefined ? 204 : 304 };
	const data = shown.map(({ record, deletedById, deletedMs }) => ({
		deleted_by: state.users.reference(deletedById),
		id: record.id,
		display_name: nameOf(module, record),
		type: 'recycle',
		created_by:
			typeof record.Created_By === 'object' && record.Created_By !== null && 'id' in record.Created_By
				? state.users.reference(String(record.Created_By.id))
				: null,
		deleted_time: state.timeText(deletedMs),
	}));
	return {
		status: 200,
		body: {
			data,
			info: {
				per_page: paging.perPage,
				count: shown.length,
				page: paging.page,
				more_records: first + shown.length < entries.length,
			},
		},
	};
}

/** The tests that a list's parameters make, or the refusal of one. */
export function readListFilters(state: EmulatorState, call: Call, module: ModuleDefinition): Matches[] | Answer {
	const filters: Matches[] = [];
	if (call.query.ids !== undefined) {
		const ids = call.query.ids.split(',').map((id) => id.trim());
		if (ids.length > state.switches.listIds)
			return refuseWhole(state, 400, 'LIMIT_EXCEEDED', 'Number of ids exceeds the limit', {
				limit: state.switches.listIds,
				param_name: 'ids',
			});
		if (!ids.every(isId)) return invalidParameter(state, 'ids');
		const wanted = new Set(ids);
		filters.push((record) => wanted.has(record.id));
	}
	const sinceMs = readSince(state, call);
	if (typeof sinceMs !== 'number') return sinceMs;
	if (sinceMs > Number.NEGATIVE_INFINITY) filters.push((record) => Date.parse(String(record.Modified_Time)) > sinceMs);
	const converted = readConverted(state, call, module);
	if (typeof converted !== 'function') return converted;
	const view = readView(state, call, module);
	if (view !== null && typeof view !== 'function') return view;
	const territory = readTerritory(state, call, module);
	if (typeof territory !== 'function') return territory;
	// A view says itself whether it is of converted leads.
	filters.push(view ?? converted, territory);
	return filters;
}

function refuseToken(state: EmulatorState, token: PageToken | undefined, bound: string): Answer | undefined {
	if (!token) return invalidParameter(state, 'page_token');
	if (token.expiryMs <= state.clock.now())
		return refuseWhole(state, 400, 'EXPIRED_VALUE', 'the page token has expired', { param_name: 'page_token' });
	if (token.bound !== bound)
		return refuseWhole(state, 400, 'TOKEN_BOUND_DATA_MISMATCH', 'the parameters differ from those of the page token', {
			param_name: 'page_token',
		});
	const limit = state.switches.tokenListReach;
	return token.given >= limit
		? refuseWhole(state, 400, 'PAGINATION_LIMIT_EXCEEDED', 'page tokens reach no further', { limit })
		: undefined;
}
