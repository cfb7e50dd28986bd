import type { Call, ModuleDefinition } from '../../contract';
import { meetsCondition } from '../../metadata/conditions';
import { findView } from '../../metadata/customViews';
import { type Details, invalidData, Refusal } from '../../server/answers';
import { isId } from '../../server/reading';
import { TERRITORIES, withTerritoriesBelow } from '../../settings/territories';
import type { EmulatorState } from '../../state';
import { SORT_FIELDS, type SortField } from '../pages';
import type { StoredRecord } from '../store';

/** Fields in one list. Source: limits-and-errors 4. */
const LIST_FIELDS = 50;
/** Records on one page. Source: limits-and-errors 4. */
const PAGE_RECORDS = 200;

/** Whether a record belongs to what a call asks for. */
export type Matches = (record: StoredRecord) => boolean;

/** The refusal of one parameter of the query. */
export function invalidParameter(name: string, more: Details = {}): Refusal {
	return invalidData({ param_name: name, ...more });
}

/** The refusal of parameters that exclude each other. */
export function ambiguity(names: readonly string[], message = 'Ambiguity while processing the request'): Refusal {
	const details = { ambiguity_due_to: names.map((name) => ({ param_name: name })) };
	return new Refusal(400, 'AMBIGUITY_DURING_PROCESSING', message, details);
}

/** Texts of a parameter that are separated by commas. */
export function readList(text: string | undefined): string[] {
	return (text ?? '')
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

/** The wanted fields; null where none are named. @throws Refusal */
export function readFields({ query }: Call): readonly string[] | null {
	const names = readList(query.fields);
	if (names.length > LIST_FIELDS)
		throw new Refusal(400, 'LIMIT_EXCEEDED', 'Number of fields exceeds the limit', {
			limit: LIST_FIELDS,
			param_name: 'fields',
		});
	return names.length === 0 ? null : names;
}

/** Which page of which order. */
export interface Paging {
	readonly page: number;
	readonly perPage: number;
	readonly sortBy: SortField;
	readonly isAscending: boolean;
}

/** `page`, `per_page`, `sort_by` and `sort_order`. @throws Refusal */
export function readPaging({ query }: Call): Paging {
	const page = Number(query.page ?? 1);
	const perPage = Number(query.per_page ?? PAGE_RECORDS);
	if (!Number.isInteger(page) || page < 1) throw invalidParameter('page', { expected_data_type: 'integer' });
	if (!Number.isInteger(perPage) || perPage < 1) throw invalidParameter('per_page', { expected_data_type: 'integer' });
	if (perPage > PAGE_RECORDS) throw invalidParameter('per_page', { maximum_value: PAGE_RECORDS });
	const sortBy = SORT_FIELDS.find((name) => name === (query.sort_by ?? 'id'));
	if (!sortBy) throw invalidParameter('sort_by', { supported_values: SORT_FIELDS });
	const sortOrder = query.sort_order ?? 'desc';
	if (sortOrder !== 'asc' && sortOrder !== 'desc')
		throw invalidParameter('sort_order', { supported_values: ['asc', 'desc'] });
	return { page, perPage, sortBy, isAscending: sortOrder === 'asc' };
}

/** `If-Modified-Since` in milliseconds, the beginning of time where it is not sent. @throws Refusal */
export function readSince({ headers }: Call): number {
	const header = headers['if-modified-since'];
	if (header === undefined) return Number.NEGATIVE_INFINITY;
	const sinceMs = Date.parse(header);
	if (Number.isNaN(sinceMs)) throw invalidData({ header_name: 'If-Modified-Since' });
	return sinceMs;
}

/** Leads that were converted are left out unless asked for. @throws Refusal */
export function readConverted({ query }: Call, module: ModuleDefinition): Matches {
	const { converted = 'false' } = query;
	if (!['true', 'false', 'both'].includes(converted))
		throw invalidParameter('converted', { supported_values: ['true', 'false', 'both'] });
	if (module.apiName !== 'Leads' || converted === 'both') return () => true;
	return (record) => (record.$converted === true) === (converted === 'true');
}

/** What `cvid` shows; null where no view is asked for. Source: Get Records, v8 (records 4). @throws Refusal */
export function readView(state: EmulatorState, { query }: Call, module: ModuleDefinition): Matches | null {
	if (query.cvid === undefined) return null;
	const view = findView(state, module, query.cvid);
	// Which code an unknown view has is ASSUMED.
	if (!view) throw invalidParameter('cvid');
	const { condition, isOfConverted } = view;
	return (record) =>
		(module.apiName !== 'Leads' || (record.$converted === true) === isOfConverted) &&
		(condition === null || meetsCondition(record, condition));
}

/** The order of a list: that of the view, else the asked one. */
export function readViewOrder(state: EmulatorState, { query }: Call, module: ModuleDefinition, asked: Paging): Paging {
	const sort = query.cvid === undefined ? null : (findView(state, module, query.cvid)?.sort ?? null);
	return sort === null ? asked : { ...asked, sortBy: sort.by, isAscending: sort.isAscending };
}

/**
 * The records of `territory_id`, with `include_child` those of the territories below too. Source: Get Records, v8 (records 4).
 * That a territory has exactly the records that meet its rule is ASSUMED.
 * @throws Refusal
 */
function readTerritory({ query }: Call, module: ModuleDefinition): Matches {
	if (query.territory_id === undefined) return () => true;
	const territory = TERRITORIES.find(({ id }) => id === query.territory_id);
	if (!territory) throw invalidParameter('territory_id');
	const { include_child: withChildren = 'false' } = query;
	if (withChildren !== 'true' && withChildren !== 'false')
		throw invalidParameter('include_child', { expected_data_type: 'boolean' });
	const wanted = withChildren === 'true' ? withTerritoriesBelow(territory) : [territory];
	const rules = wanted.flatMap(({ rules: byModule }) =>
		Object.entries(byModule).flatMap(([name, rule]) => (name === module.apiName ? [rule] : [])),
	);
	return (record) => rules.some((rule) => meetsCondition(record, rule));
}

/** The tests that a list's parameters make, as one. @throws Refusal */
export function readListFilter(state: EmulatorState, call: Call, module: ModuleDefinition): Matches {
	const filters: Matches[] = [];
	if (call.query.ids !== undefined) {
		const ids = call.query.ids.split(',').map((id) => id.trim());
		if (ids.length > state.switches.listIds)
			throw new Refusal(400, 'LIMIT_EXCEEDED', 'Number of ids exceeds the limit', {
				limit: state.switches.listIds,
				param_name: 'ids',
			});
		if (!ids.every(isId)) throw invalidParameter('ids');
		const wanted = new Set(ids);
		filters.push((record) => wanted.has(record.id));
	}
	const sinceMs = readSince(call);
	if (sinceMs > Number.NEGATIVE_INFINITY) filters.push((record) => Date.parse(String(record.Modified_Time)) > sinceMs);
	const converted = readConverted(call, module);
	// A view says itself whether it is of converted leads.
	filters.push(readView(state, call, module) ?? converted, readTerritory(call, module));
	return (record) => filters.every((matches) => matches(record));
}
