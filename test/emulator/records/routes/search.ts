import type { Answer, Call, ModuleDefinition } from '../../contract';
import type { EmulatorState } from '../../state';
import { readCriteria, readPlainSearch, type SearchReading } from '../criteria';
import { walk } from '../pages';
import type { StoredRecord } from '../store';
import { showListed } from '../view';
import { isAnswer, moduleOf, refuseWhole } from './body';
import { readView } from './filters';
import { invalidParameter, type Matches, readConverted, readFields, readPaging, refuseAmbiguity } from './query';

/** Shortest word that can be searched. Source: Search Records, v8 (records 7). */
const WORD_LENGTH = 2;

/** Search Records. */
export function searchRecords(state: EmulatorState, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const fields = readFields(state, call);
	if (fields !== null && isAnswer(fields)) return fields;
	const paging = readPaging(state, call);
	if (isAnswer(paging)) return paging;
	const matches = readSearch(state, call, module);
	if (typeof matches !== 'function')
		return (
			matches ??
			refuseWhole(state, 400, 'EXPECTED_PARAM_MISSING', 'One of the expected parameter is missing', {
				param_names: ['criteria', 'email', 'phone', 'word'],
			})
		);
	if (paging.page * paging.perPage > state.switches.searchReach)
		return refuseWhole(state, 400, 'LIMIT_REACHED', 'the search reaches no further', {
			limit: state.switches.searchReach,
		});
	const converted = readConverted(state, call, module);
	if (typeof converted !== 'function') return converted;
	const order = state.pages.order(module.apiName, paging.sortBy);
	const found = walk(
		order,
		paging,
		null,
		(paging.page - 1) * paging.perPage,
		paging.perPage + 1,
		(record) => converted(record) && matches(record),
	);
	if (found.length === 0) return { status: 204 };
	const shown = found.slice(0, paging.perPage);
	const info = {
		per_page: paging.perPage,
		count: shown.length,
		sort_by: paging.sortBy,
		page: paging.page,
		sort_order: paging.isAscending ? 'asc' : 'desc',
		more_records: found.length > shown.length,
	};
	return {
		status: 200,
		body: { data: shown.map((record) => showListed(state, module, record, fields)), info },
	};
}

/** Get Record Count. */
export function countRecords(state: EmulatorState, call: Call): Answer {
	const module = moduleOf(state, call);
	if (isAnswer(module)) return module;
	const matches = readSearch(state, call, module);
	if (matches !== undefined && typeof matches !== 'function') return matches;
	if (matches !== undefined && call.query.cvid !== undefined)
		return refuseAmbiguity(
			state,
			['cvid', 'criteria'],
			'Please use either Cvid or Search Params. Combination of both the params is not allowed',
		);
	const converted = readConverted(state, call, module);
	if (typeof converted !== 'function') return converted;
	const view = readView(state, call, module);
	if (view !== null && typeof view !== 'function') return view;
	const isCounted = view ?? ((record: StoredRecord) => converted(record) && (matches?.(record) ?? true));
	let count = 0;
	for (const record of state.records.all(module.apiName)) if (isCounted(record)) count++;
	return { status: 200, body: { count } };
}

/** The test of a search; undefined where the call names none. */
function readSearch(state: EmulatorState, { query }: Call, module: ModuleDefinition): Matches | Answer | undefined {
	let reading: SearchReading;
	if (query.criteria) reading = readCriteria(state.schema, module, query.criteria);
	else if (query.email) reading = readPlainSearch(module, 'email', query.email);
	else if (query.phone) reading = readPlainSearch(module, 'phone', query.phone);
	else if (query.word) {
		if ([...query.word].length < WORD_LENGTH) return invalidParameter(state, 'word', { minimum_length: WORD_LENGTH });
		reading = readPlainSearch(module, 'word', query.word);
	} else return undefined;
	if (reading.kind === 'refused')
		return refuseWhole(state, 400, 'INVALID_QUERY', 'Invalid query formed', { ...reading.refusal });
	if (reading.count > state.switches.searchCriteria)
		return refuseWhole(state, 400, 'LIMIT_EXCEEDED', 'Number of criteria exceeds the limit', {
			limit: state.switches.searchCriteria,
			param_name: 'criteria',
		});
	const { matches } = reading;
	return (record) => {
		const known = state.records.asSearched(module.apiName, record.id);
		return known !== undefined && matches(known);
	};
}
