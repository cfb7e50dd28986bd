import { recordArea } from '.';
import type { Answer, Area, Call, Route } from '../../contract';
import { isObject, parseJson } from '../../json';
import { ok } from '../../server/answers';
import type { EmulatorState } from '../../state';
import { walk } from '../pages';
import type { StoredRecord } from '../store';
import { showListed, systemKeys } from '../view';
import { withPlace } from './body';
import { ambiguity, readFields, readListFilter, readPaging } from './query';
import { nothing } from './reads';
import { readModule } from './target';

const V8 = '/crm/v8/:module';
const V2 = '/crm/v2/:module';
/** Keys beside the records of a write that version 2 knows; the others are passed over. Source: records 16. */
const WRITE_KEYS = ['data', 'trigger', 'duplicate_check_fields', 'lar_id'];
const LOOKUP_TYPES = new Set(['lookup', 'ownerlookup', 'userlookup']);

/**
 * The records of all modules as version 2 has them: the same store and rules as version 8, but for the differences that
 * records 16 lists. n8n's built-in Zoho CRM node speaks it.
 */
export function recordAreaV2(state: EmulatorState): Area {
	const routes = recordArea(state).routes.filter(({ path }) => path !== `${V8}/actions/count`);
	return { routes: routes.map((route) => toV2(state, route)) };
}

function toV2(state: EmulatorState, route: Route): Route {
	const isList = route.method === 'GET' && route.path === V8;
	const isWrite = route.method === 'POST' || route.method === 'PUT';
	const asV8 = (call: Call): Call => translateCall(state, call);
	return {
		...route,
		path: route.path.replace(V8, V2),
		source: route.source.replace('v8', 'v2'),
		scopes: (call) => route.scopes(asV8(call)),
		credits: (call) => route.credits(asV8(call)),
		records: (call) => route.records(asV8(call)),
		isHeavy: (call) => route.isHeavy(asV8(call)),
		async handle(call) {
			const answer = isList ? withPlace(state, () => listRecords(state, asV8(call))) : await route.handle(asV8(call));
			const status = isWrite && isAllRefused(answer) ? state.switches.v2AllRefusedStatus : answer.status;
			return { ...withoutLaterKeys(answer), status };
		},
	};
}

/**
 * A call of version 2 as version 8 would have it. Module names in any case are ASSUMED: n8n's built-in node, whose users
 * reach Zoho with it, writes them small.
 */
function translateCall(state: EmulatorState, call: Call): Call {
	const wanted = call.params.module.toLowerCase();
	const module =
		state.schema.modules().find(({ apiName }) => apiName.toLowerCase() === wanted)?.apiName ?? call.params.module;
	const body = call.text === '' ? undefined : parseJson(call.text);
	const text = isObject(body) ? JSON.stringify(translateBody(state, module, body)) : call.text;
	return { ...call, params: { ...call.params, module }, text };
}

function translateBody(
	state: EmulatorState,
	module: string,
	body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
	const kept = Object.fromEntries(Object.entries(body).filter(([key]) => WRITE_KEYS.includes(key)));
	return Array.isArray(body.data)
		? { ...kept, data: body.data.map((record: unknown) => translateRecord(state, module, record)) }
		: kept;
}

/** Look-ups may be given as the id alone. Source: records 15 and 16. */
function translateRecord(state: EmulatorState, module: string, record: unknown): unknown {
	if (!isObject(record)) return record;
	const isLookup = (name: string): boolean => LOOKUP_TYPES.has(state.schema.field(module, name)?.dataType ?? '');
	return Object.fromEntries(
		Object.entries(record).map(([name, value]) => [
			name,
			typeof value === 'string' && isLookup(name) ? { id: value } : value,
		]),
	);
}

/** Get Records, v2: fields need not be named, and pages reach as far as there are records. Source: records 4 and 16. @throws Refusal */
function listRecords(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const fields = readFields(call);
	if (call.query.cvid !== undefined && call.query.sort_by !== undefined) throw ambiguity(['cvid', 'sort_by']);
	const paging = readPaging(call);
	const matches = readListFilter(state, call, module);
	const skip = (paging.page - 1) * paging.perPage;
	const order = state.pages.order(module.apiName, paging.sortBy);
	const found = walk(order, paging, null, skip, paging.perPage + 1, matches);
	if (found.length === 0) return nothing(call);
	const shown = found.slice(0, paging.perPage);
	const info = {
		per_page: paging.perPage,
		count: shown.length,
		page: paging.page,
		more_records: found.length > shown.length,
		sort_by: paging.sortBy,
		sort_order: paging.isAscending ? 'asc' : 'desc',
	};
	const show = (record: StoredRecord) => ({
		...showListed(state, module, record, fields),
		...systemKeys(module, record),
	});
	return ok({ data: shown.map(show), info });
}

/** Records of version 2 have no layout, and their writes no state of approval. Source: answers of version 2, May 2026. */
function withoutLaterKeys(answer: Answer): Answer {
	const { body } = answer;
	if (!isObject(body) || !Array.isArray(body.data)) return answer;
	const data = body.data.map((entry: unknown) => {
		if (!isObject(entry)) return entry;
		const kept = without(entry, ['Layout', '$has_more']);
		return isObject(kept.details) ? { ...kept, details: without(kept.details, ['$approval_state']) } : kept;
	});
	return { ...answer, body: { ...body, data } };
}

function without(entry: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(entry).filter(([name]) => !names.includes(name)));
}

/** Whether every record of a write was refused; a refusal of the whole call has no list of them. */
function isAllRefused({ status, body }: Answer): boolean {
	return (
		status === 400 &&
		isObject(body) &&
		Array.isArray(body.data) &&
		body.data.every(
			(entry: unknown) =>
				isObject(entry) &&
				isObject(entry.details) &&
				'json_path' in entry.details &&
				String(entry.details.json_path).startsWith('$.data['),
		)
	);
}
