import type { Answer, Call, ModuleDefinition } from '../../contract';
import { ok, Refusal } from '../../server/answers';
import type { EmulatorState } from '../../state';
import { readCriteria, readPlainSearch, type SearchReading } from '../criteria';
import { walk } from '../pages';
import type { StoredRecord } from '../store';
import { showListed } from '../view';
import { ambiguity, invalidParameter, type Matches, readConverted, readFields, readPaging, readView } from './query';
import { readModule } from './target';

/** Shortest word that can be searched. Source: Search Records, v8 (records 7). */
const WORD_LENGTH = 2;

/** Search Records. @throws Refusal */
export function searchRecords(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const fields = readFields(call);
	const paging = readPaging(call);
	const matches = readSearch(state, call, module);
	if (!matches)
		throw new Refusal(400, 'EXPECTED_PARAM_MISSING', 'One of the expected parameter is missing', {
			param_names: ['criteria', 'email', 'phone', 'word'],
		});
	const limit = state.switches.searchReach;
	if (paging.page * paging.perPage > limit)
		throw new Refusal(400, 'LIMIT_REACHED', 'the search reaches no further', { limit });
	const converted = readConverted(call, module);
	const order = state.pages.order(module.apiName, paging.sortBy);
	const skip = (paging.page - 1) * paging.perPage;
	const found = walk(order, paging, null, skip, paging.perPage + 1, (record) => converted(record) && matches(record));
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
	return ok({ data: shown.map((record) => showListed(state, module, record, fields)), info });
}

/** Get Record Count. @throws Refusal */
export function countRecords(state: EmulatorState, call: Call): Answer {
	const module = readModule(state, call);
	const matches = readSearch(state, call, module);
	if (matches && call.query.cvid !== undefined)
		throw ambiguity(
			['cvid', 'criteria'],
			'Please use either Cvid or Search Params. Combination of both the params is not allowed',
		);
	const converted = readConverted(call, module);
	const view = readView(state, call, module);
	const isCounted = view ?? ((record: StoredRecord) => converted(record) && (matches?.(record) ?? true));
	let count = 0;
	for (const record of state.records.all(module.apiName)) if (isCounted(record)) count++;
	return ok({ count });
}

/** The test of a search; undefined where the call names none. @throws Refusal */
function readSearch(state: EmulatorState, { query }: Call, module: ModuleDefinition): Matches | undefined {
	let reading: SearchReading;
	if (query.criteria) reading = readCriteria(state.schema, module, query.criteria);
	else if (query.email) reading = readPlainSearch(module, 'email', query.email);
	else if (query.phone) reading = readPlainSearch(module, 'phone', query.phone);
	else if (query.word) {
		if ([...query.word].length < WORD_LENGTH) throw invalidParameter('word', { minimum_length: WORD_LENGTH });
		reading = readPlainSearch(module, 'word', query.word);
	} else return undefined;
	if (reading.kind === 'refused')
		throw new Refusal(400, 'INVALID_QUERY', 'Invalid query formed', { ...reading.refusal });
	const limit = state.switches.searchCriteria;
	if (reading.count > limit)
		throw new Refusal(400, 'LIMIT_EXCEEDED', 'Number of criteria exceeds the limit', { limit, param_name: 'criteria' });
	const { matches } = reading;
	return (record) => {
		const known = state.records.asSearched(module.apiName, record.id);
		return known !== undefined && matches(known);
	};
}
