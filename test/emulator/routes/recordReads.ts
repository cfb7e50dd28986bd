import type { Answer, Call, ModuleDefinition } from '../contract';
import { formatZohoTime } from '../services/clock';
import { compareRecords, type PageToken, type RecordPages, SORT_FIELDS, type SortField } from '../services/recordPages';
import { nameOf, type RecordStore, referenceToUser, type StoredRecord } from '../services/recordStore';
import { showListed, showRecord } from '../services/recordView';
import { readCriteria, readPlainSearch, type SearchReading } from '../services/searchCriteria';
import type { EmulatorState } from '../services/state';
import { isId } from './answers';
import { isAnswer, moduleOf, refuseWhole } from './recordBody';

/** Fields in one list. Source: limits-and-errors 4. */
const LIST_FIELDS = 50;
/** Records on one page. Source: limits-and-errors 4. */
const PAGE_RECORDS = 200;
/** Shortest word that can be searched. Source: Search Records, v8 (records 7). */
const WORD_LENGTH = 2;

type Matches = (record: StoredRecord) => boolean;

/** What reads need: state, records, and the pages of lists. */
export interface ReadServices {
	readonly state: EmulatorState;
	readonly store: RecordStore;
	readonly pages: RecordPages;
}

/** Get Record. */
export function getRecord({ state, store }: ReadServices, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	if (!isId(call.params.id)) return refuseWhole(state, 400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 });
	const record = store.get(module.apiName, call.params.id);
	if (!record) return { status: 204 };
	const fields = readFields(state, call);
	if (fields !== null && isAnswer(fields)) return fields;
	return { status: 200, body: { data: [showRecord({ state, store }, module, record, fields)] } };
}

/** Get Records: the list of a module. */
export function listRecords(services: ReadServices, call: Call): Answer {
	const { state, store, pages } = services;
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const { query } = call;
	const fields = readFields(state, call);
	if (fields === null) return refuseWhole(state, 400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: 'fields' });
	if (isAnswer(fields)) return fields;
	if (query.page !== undefined && query.page_token !== undefined) return refuseAmbiguity(state, ['page', 'page_token']);
	if (query.cvid !== undefined && query.sort_by !== undefined) return refuseAmbiguity(state, ['cvid', 'sort_by']);
	if (query.cvid !== undefined && !isId(query.cvid)) return invalidParameter(state, 'cvid');
	const paging = readPaging(state, call);
	if (isAnswer(paging)) return paging;
	if (query.page_token === undefined && paging.page * paging.perPage > state.switches.discreteListReach)
		return refuseWhole(state, 400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', 'page and per_page reach too far without page_token', { limit: state.switches.discreteListReach });
	const filters = readListFilters(state, call, module);
	if (!Array.isArray(filters)) return filters;

	const { page: _page, page_token: tokenName, ...boundQuery } = query;
	const bound = JSON.stringify([module.apiName, call.userId, Object.entries(boundQuery).sort()]);
	const token = tokenName === undefined ? undefined : pages.token(tokenName);
	const refusal = tokenName === undefined ? undefined : refuseToken(state, token, bound);
	if (refusal) return refusal;

	const order = pages.order(module.apiName, paging.sortBy);
	const skip = token ? 0 : (paging.page - 1) * paging.perPage;
	const found = walk(order, paging, token?.after ?? null, skip, paging.perPage + 1, (record) => filters.every((matches) => matches(record)));
	const since = call.headers['if-modified-since'];
	if (found.length === 0) return { status: since === undefined ? 204 : 304 };
	const shown = found.slice(0, paging.perPage);
	const hasMore = found.length > shown.length;
	const page = token?.page ?? paging.page;
	const given = (token?.given ?? skip) + shown.length;
	const previous = token ? tokenName ?? null : pages.issue({ bound, page, after: null, given: 0, previous: null }).name;
	const next = hasMore ? pages.issue({ bound, page: page + 1, after: shown[shown.length - 1], given, previous }) : null;
	const info = {
		call: false,
		per_page: paging.perPage,
		next_page_token: next?.name ?? null,
		count: shown.length,
		sort_by: paging.sortBy,
		page,
		previous_page_token: token?.previous ?? null,
		page_token_expiry: next ? formatZohoTime(next.expiryMs, state.organization.offsetMinutes) : null,
		sort_order: paging.isAscending ? 'asc' : 'desc',
		email: false,
		more_records: hasMore,
	};
	return { status: 200, body: { data: shown.map((record) => showListed({ state, store }, module, record, fields)), info } };
}

/** Search Records. */
export function searchRecords(services: ReadServices, call: Call): Answer {
	const { state, store, pages } = services;
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const fields = readFields(state, call);
	if (fields !== null && isAnswer(fields)) return fields;
	const paging = readPaging(state, call);
	if (isAnswer(paging)) return paging;
	const matches = readSearch(services, call, module);
	if (typeof matches !== 'function') return matches ?? refuseWhole(state, 400, 'EXPECTED_PARAM_MISSING', 'One of the expected parameter is missing', { param_names: ['criteria', 'email', 'phone', 'word'] });
	if (paging.page * paging.perPage > state.switches.searchReach) return refuseWhole(state, 400, 'LIMIT_REACHED', 'the search reaches no further', { limit: state.switches.searchReach });
	const converted = readConverted(state, call, module);
	if (typeof converted !== 'function') return converted;
	const order = pages.order(module.apiName, paging.sortBy);
	const found = walk(order, paging, null, (paging.page - 1) * paging.perPage, paging.perPage + 1, (record) => converted(record) && matches(record));
	if (found.length === 0) return { status: 204 };
	const shown = found.slice(0, paging.perPage);
	const info = { per_page: paging.perPage, count: shown.length, sort_by: paging.sortBy, page: paging.page, sort_order: paging.isAscending ? 'asc' : 'desc', more_records: found.length > shown.length };
	return { status: 200, body: { data: shown.map((record) => showListed({ state, store }, module, record, fields)), info } };
}

/** Get Record Count. */
export function countRecords(services: ReadServices, call: Call): Answer {
	const { state, store } = services;
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const matches = readSearch(services, call, module);
	if (matches === undefined) return call.query.cvid !== undefined && !isId(call.query.cvid) ? invalidParameter(state, 'cvid') : { status: 200, body: { count: store.count(module.apiName) } };
	if (typeof matches !== 'function') return matches;
	if (call.query.cvid !== undefined) return refuseAmbiguity(state, ['cvid', 'criteria']);
	let count = 0;
	for (const record of store.all(module.apiName)) if (matches(record)) count++;
	return { status: 200, body: { count } };
}

/** Get Deleted Records, the latest first. */
export function listDeleted({ state, store }: ReadServices, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const paging = readPaging(state, call);
	if (isAnswer(paging)) return paging;
	const type = call.query.type ?? 'all';
	if (!['all', 'recycle', 'permanent'].includes(type)) return invalidParameter(state, 'type');
	const sinceMs = readSince(state, call);
	if (typeof sinceMs !== 'number') return sinceMs;
	const entries = type === 'permanent' ? [] : store.deleted(module.apiName).filter(({ deletedMs }) => deletedMs > sinceMs).reverse();
	const first = (paging.page - 1) * paging.perPage;
	const shown = entries.slice(first, first + paging.perPage);
	if (shown.length === 0) return { status: call.headers['if-modified-since'] === undefined ? 204 : 304 };
	const person = (id: string) => {
		const user = referenceToUser(state, id);
		return user ? { name: user.name, id: user.id } : null;
	};
	const data = shown.map(({ record, deletedById, deletedMs }) => ({
		deleted_by: person(deletedById),
		id: record.id,
		display_name: nameOf(module, record),
		type: 'recycle',
		created_by: typeof record.Created_By === 'object' && record.Created_By !== null && 'id' in record.Created_By ? person(String(record.Created_By.id)) : null,
		deleted_time: formatZohoTime(deletedMs, state.organization.offsetMinutes),
	}));
	return { status: 200, body: { data, info: { per_page: paging.perPage, count: shown.length, page: paging.page, more_records: first + shown.length < entries.length } } };
}

function invalidParameter(state: EmulatorState, name: string, more: Readonly<Record<string, unknown>> = {}): Answer {
	return refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { param_name: name, ...more });
}

function refuseAmbiguity(state: EmulatorState, names: readonly string[]): Answer {
	return refuseWhole(state, 400, 'AMBIGUITY_DURING_PROCESSING', 'Ambiguity while processing the request', { ambiguity_due_to: names.map((name) => ({ param_name: name })) });
}

/** The wanted fields; null where none are named. */
function readFields(state: EmulatorState, call: Call): readonly string[] | Answer | null {
	const names = (call.query.fields ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
	if (names.length === 0) return null;
	if (names.length > LIST_FIELDS) return refuseWhole(state, 400, 'LIMIT_EXCEEDED', 'Number of fields exceeds the limit', { limit: LIST_FIELDS, param_name: 'fields' });
	return names;
}

interface Paging {
	readonly page: number;
	readonly perPage: number;
	readonly sortBy: SortField;
	readonly isAscending: boolean;
}

function readPaging(state: EmulatorState, { query }: Call): Paging | Answer {
	const page = Number(query.page ?? 1);
	const perPage = Number(query.per_page ?? PAGE_RECORDS);
	if (!Number.isInteger(page) || page < 1) return invalidParameter(state, 'page', { expected_data_type: 'integer' });
	if (!Number.isInteger(perPage) || perPage < 1) return invalidParameter(state, 'per_page', { expected_data_type: 'integer' });
	if (perPage > PAGE_RECORDS) return invalidParameter(state, 'per_page', { maximum_value: PAGE_RECORDS });
	const sortBy = SORT_FIELDS.find((name) => name === (query.sort_by ?? 'id'));
	if (!sortBy) return invalidParameter(state, 'sort_by', { supported_values: SORT_FIELDS });
	const sortOrder = query.sort_order ?? 'desc';
	if (sortOrder !== 'asc' && sortOrder !== 'desc') return invalidParameter(state, 'sort_order', { supported_values: ['asc', 'desc'] });
	return { page, perPage, sortBy, isAscending: sortOrder === 'asc' };
}

/** `If-Modified-Since` in milliseconds, the beginning of time where it is not sent. */
function readSince(state: EmulatorState, call: Call): number | Answer {
	const header = call.headers['if-modified-since'];
	if (header === undefined) return Number.NEGATIVE_INFINITY;
	const sinceMs = Date.parse(header);
	return Number.isNaN(sinceMs) ? refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { header_name: 'If-Modified-Since' }) : sinceMs;
}

function readListFilters(state: EmulatorState, call: Call, module: ModuleDefinition): Matches[] | Answer {
	const filters: Matches[] = [];
	if (call.query.ids !== undefined) {
		const ids = call.query.ids.split(',').map((id) => id.trim());
		if (ids.length > state.switches.listIds) return refuseWhole(state, 400, 'LIMIT_EXCEEDED', 'Number of ids exceeds the limit', { limit: state.switches.listIds, param_name: 'ids' });
		if (!ids.every(isId)) return invalidParameter(state, 'ids');
		const wanted = new Set(ids);
		filters.push((record) => wanted.has(record.id));
	}
	const sinceMs = readSince(state, call);
	if (typeof sinceMs !== 'number') return sinceMs;
	if (sinceMs > Number.NEGATIVE_INFINITY) filters.push((record) => Date.parse(String(record.Modified_Time)) > sinceMs);
	const converted = readConverted(state, call, module);
	if (typeof converted !== 'function') return converted;
	filters.push(converted);
	return filters;
}

/** Leads that were converted are left out unless asked for. */
function readConverted(state: EmulatorState, { query }: Call, module: ModuleDefinition): Matches | Answer {
	const { converted = 'false' } = query;
	if (!['true', 'false', 'both'].includes(converted)) return invalidParameter(state, 'converted', { supported_values: ['true', 'false', 'both'] });
	if (module.apiName !== 'Leads' || converted === 'both') return () => true;
	return (record) => (record.$converted === true) === (converted === 'true');
}

function refuseToken(state: EmulatorState, token: PageToken | undefined, bound: string): Answer | undefined {
	if (!token) return invalidParameter(state, 'page_token');
	if (token.expiryMs <= state.clock.now()) return refuseWhole(state, 400, 'EXPIRED_VALUE', 'the page token has expired', { param_name: 'page_token' });
	if (token.bound !== bound) return refuseWhole(state, 400, 'TOKEN_BOUND_DATA_MISMATCH', 'the parameters differ from those of the page token', { param_name: 'page_token' });
	const limit = state.switches.tokenListReach;
	return token.given >= limit ? refuseWhole(state, 400, 'PAGINATION_LIMIT_EXCEEDED', 'page tokens reach no further', { limit }) : undefined;
}

/** Up to `wanted` matching records in the asked order, from behind `after`, without the first `skip`. */
function walk(order: readonly StoredRecord[], { sortBy, isAscending }: Paging, after: StoredRecord | null, skip: number, wanted: number, matches: Matches): StoredRecord[] {
	const step = isAscending ? 1 : -1;
	let at = isAscending ? 0 : order.length - 1;
	if (after) {
		let [low, high] = [0, order.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			const difference = compareRecords(order[middle], after, sortBy);
			if (difference < 0 || (isAscending && difference === 0)) low = middle + 1;
			else high = middle;
		}
		at = isAscending ? low : low - 1;
	}
	const found: StoredRecord[] = [];
	for (let skipped = 0; at >= 0 && at < order.length && found.length < wanted; at += step) {
		if (!matches(order[at])) continue;
		if (skipped < skip) skipped++;
		else found.push(order[at]);
	}
	return found;
}

/** The test of a search; undefined where the call names none. */
function readSearch({ state, store }: ReadServices, { query }: Call, module: ModuleDefinition): Matches | Answer | undefined {
	let reading: SearchReading;
	if (query.criteria) reading = readCriteria(state.schema, module, query.criteria);
	else if (query.email) reading = readPlainSearch(module, 'email', query.email);
	else if (query.phone) reading = readPlainSearch(module, 'phone', query.phone);
	else if (query.word) {
		if ([...query.word].length < WORD_LENGTH) return invalidParameter(state, 'word', { minimum_length: WORD_LENGTH });
		reading = readPlainSearch(module, 'word', query.word);
	} else return undefined;
	if (reading.kind === 'refused') return refuseWhole(state, 400, 'INVALID_QUERY', 'Invalid query formed', { ...reading.refusal });
	if (reading.count > state.switches.searchCriteria) return refuseWhole(state, 400, 'LIMIT_EXCEEDED', 'Number of criteria exceeds the limit', { limit: state.switches.searchCriteria, param_name: 'criteria' });
	const newestMs = state.clock.now() - state.switches.searchDelayMs;
	const { matches } = reading;
	return (record) => (store.addedMs(module.apiName, record.id) ?? 0) <= newestMs && matches(record);
}
