import { crmUrl } from '../call/address';
import type { ZohoCall, ZohoCaller } from '../call/caller';
import { groupsOf, MAX_IDS_PER_LIST, MAX_QUERY_REACH, MAX_QUERY_ROWS } from '../call/limits';
import { listRecords, parseRecord, type ZohoRecord } from './reads';
import type { SearchQuery } from './search';

/** Rows of the pages, as they grow: up to 200 rows cost one credit, 2,000 cost three. */
const PAGE_ROWS = [200, 1_000, MAX_QUERY_ROWS];

/**
 * Gives the records that meet a condition of a query, as a search gives them: the query finds their IDs, lists give their
 * values. Reads the database, so that changes are found at once.
 * @param condition as `formatQueryCondition` writes it
 * @param query `fields` must not be empty. Without `sortBy` the records come by ID, without an end; else up to 100,000
 * Source: COQL and Get Records, v8 (read 2026-11-21).
 */
export async function* queryRecords(
	caller: ZohoCaller,
	module: string,
	condition: string,
	query: SearchQuery & { readonly fields: readonly string[] },
): AsyncGenerator<ZohoRecord> {
	const { fields, limit = Infinity, converted } = query;
	let given = 0;
	for await (const ids of findIds(caller, module, condition, query)) {
		for (const group of groupsOf(ids, MAX_IDS_PER_LIST)) {
			const records = new Map<string, ZohoRecord>();
			const listed = listRecords(caller, module, { fields, ids: group, limit: group.length, converted });
			for await (const record of listed) records.set(record.id, record);
			for (const id of group) {
				const record = records.get(id);
				// A list leaves out converted leads, and records that were deleted meanwhile.
				if (record === undefined) continue;
				yield record;
				given += 1;
				if (given >= limit) return;
			}
		}
	}
}

/** Gives records that meet a condition, with their values of some fields: one request. @param rows how many at most, up to 2,000 */
export async function queryRows(
	caller: ZohoCaller,
	module: string,
	fields: readonly string[],
	condition: string,
	rows: number,
): Promise<ZohoRecord[]> {
	const text = ['select', fields.join(', '), 'from', module, 'where', condition, 'limit', rows].join(' ');
	const answer = await caller.ask(queryCall(caller, text, rows));
	return answer?.get('data').items().map(parseRecord) ?? [];
}

async function* findIds(
	caller: ZohoCaller,
	module: string,
	condition: string,
	{ sortBy, sortOrder = 'desc', onReachEnd }: SearchQuery,
): AsyncGenerator<string[]> {
	let last: string | null = null;
	let offset = 0;
	for (let page = 0; ; page += 1) {
		const rows = Math.min(PAGE_ROWS[Math.min(page, PAGE_ROWS.length - 1)], MAX_QUERY_REACH - offset);
		if (rows <= 0) return onReachEnd?.(offset);
		const where = last === null ? condition : `((id > ${last}) and ${condition})`;
		const order = sortBy === undefined ? 'id asc' : `${sortBy} ${sortOrder}, id asc`;
		const range = sortBy === undefined ? `limit ${rows}` : `limit ${offset}, ${rows}`;
		const text = ['select', 'id', 'from', module, 'where', where, 'order by', order, range].join(' ');
		const answer = await caller.ask(queryCall(caller, text, rows));
		if (answer === null) return;
		const ids = answer
			.get('data')
			.items()
			.map((row) => row.get('id').id());
		yield ids;
		if (ids.length === 0 || !answer.get('info').get('more_records').flag()) return;
		if (sortBy === undefined) last = ids[ids.length - 1];
		else offset += ids.length;
	}
}

/** A call that asks a query. @param rows of its LIMIT, on which the price depends */
export const queryCall = ({ deps }: ZohoCaller, text: string, rows: number): ZohoCall => ({
	method: 'POST',
	url: crmUrl(deps.hosts, 'coql'),
	body: { kind: 'json', value: { select_query: text } },
	kind: 'query',
	host: 'api',
	answer: 'json',
	records: rows,
	changesRecords: false,
	isRepeatable: true,
});
