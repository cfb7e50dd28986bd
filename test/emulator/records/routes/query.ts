import type { Answer, Call, ModuleDefinition } from '../../contract';
import type { EmulatorState } from '../../state';
import { SORT_FIELDS, type SortField } from '../pages';
import type { StoredRecord } from '../store';
import { refuseWhole } from './body';

/** Fields in one list. Source: limits-and-errors 4. */
const LIST_FIELDS = 50;
/** Records on one page. Source: limits-and-errors 4. */
const PAGE_RECORDS = 200;

/** Whether a record belongs to what a call asks for. */
export type Matches = (record: StoredRecord) => boolean;

/** The refusal of one parameter of the query. */
export function invalidParameter(
	state: EmulatorState,
	name: string,
	more: Readonly<Record<string, unknown>> = {},
): Answer {
	return refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { param_name: name, ...more });
}

/** The refusal of parameters that exclude each other. */
export function refuseAmbiguity(
	state: EmulatorState,
	names: readonly string[],
	message = 'Ambiguity while processing the request',
): Answer {
	return refuseWhole(state, 400, 'AMBIGUITY_DURING_PROCESSING', message, {
		ambiguity_due_to: names.map((name) => ({ param_name: name })),
	});
}

/** The wanted fields; null where none are named. */
export function readFields(state: EmulatorState, call: Call): readonly string[] | Answer | null {
	const names = (call.query.fields ?? '')
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	if (names.length === 0) return null;
	if (names.length > LIST_FIELDS)
		return refuseWhole(state, 400, 'LIMIT_EXCEEDED', 'Number of fields exceeds the limit', {
			limit: LIST_FIELDS,
			param_name: 'fields',
		});
	return names;
}

/** Which page of which order. */
export interface Paging {
	readonly page: number;
	readonly perPage: number;
	readonly sortBy: SortField;
	readonly isAscending: boolean;
}

/** `page`, `per_page`, `sort_by` and `sort_order`, or the refusal of one. */
export function readPaging(state: EmulatorState, { query }: Call): Paging | Answer {
	const page = Number(query.page ?? 1);
	const perPage = Number(query.per_page ?? PAGE_RECORDS);
	if (!Number.isInteger(page) || page < 1) return invalidParameter(state, 'page', { expected_data_type: 'integer' });
	if (!Number.isInteger(perPage) || perPage < 1)
		return invalidParameter(state, 'per_page', { expected_data_type: 'integer' });
	if (perPage > PAGE_RECORDS) return invalidParameter(state, 'per_page', { maximum_value: PAGE_RECORDS });
	const sortBy = SORT_FIELDS.find((name) => name === (query.sort_by ?? 'id'));
	if (!sortBy) return invalidParameter(state, 'sort_by', { supported_values: SORT_FIELDS });
	const sortOrder = query.sort_order ?? 'desc';
	if (sortOrder !== 'asc' && sortOrder !== 'desc')
		return invalidParameter(state, 'sort_order', { supported_values: ['asc', 'desc'] });
	return { page, perPage, sortBy, isAscending: sortOrder === 'asc' };
}

/** `If-Modified-Since` in milliseconds, the beginning of time where it is not sent. */
export function readSince(state: EmulatorState, call: Call): number | Answer {
	const header = call.headers['if-modified-since'];
	if (header === undefined) return Number.NEGATIVE_INFINITY;
	const sinceMs = Date.parse(header);
	return Number.isNaN(sinceMs)
		? refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { header_name: 'If-Modified-Since' })
		: sinceMs;
}

/** Leads that were converted are left out unless asked for. */
export function readConverted(state: EmulatorState, { query }: Call, module: ModuleDefinition): Matches | Answer {
	const { converted = 'false' } = query;
	if (!['true', 'false', 'both'].includes(converted))
		return invalidParameter(state, 'converted', { supported_values: ['true', 'false', 'both'] });
	if (module.apiName !== 'Leads' || converted === 'both') return () => true;
	return (record) => (record.$converted === true) === (converted === 'true');
}
