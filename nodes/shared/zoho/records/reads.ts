import { crmUrl } from '../call/address';
import { readAsked, readCall, type ZohoCaller } from '../call/caller';
import { UsageError } from '../call/errors';
import {
	groupsOf,
	MAX_FIELDS_PER_LIST,
	MAX_IDS_PER_LIST,
	MAX_RECORDS_PER_LIST,
	MAX_RECORDS_PER_PAGE,
	MAX_EMPTY_PAGES,
} from '../call/limits';
import { findRefusal } from '../call/refusal';
import type { ShapeReader } from '../call/shape';

/** A record as Zoho gives it: values by API name of the field. */
export interface ZohoRecord {
	readonly id: string;
	readonly [field: string]: unknown;
}

/** Which records of a module, and what of them. */
export interface RecordQuery {
	/** API names; at least one. Subforms and lists of look-ups come only with `get`. */
	readonly fields: readonly string[];
	/** How many records at most; all of them if left out. */
	readonly limit?: number;
	/** Only these records; up to 100. */
	readonly ids?: readonly string[];
	/** Cannot be sorted: the view has its own order. */
	readonly customViewId?: string;
	readonly sortBy?: 'id' | 'Created_Time' | 'Modified_Time';
	readonly sortOrder?: 'asc' | 'desc';
	/** Leads: whether converted ones are among them. */
	readonly converted?: 'true' | 'false' | 'both';
	readonly territoryId?: string;
	/** Whether the territories below `territoryId` count as well. */
	readonly withSubterritories?: boolean;
	/** ISO 8601 with offset. */
	readonly modifiedSince?: string;
	/** Called with the number of records given if more remain that Zoho does not reach: it lists 100,000. */
	onReachEnd?(taken: number): void;
}

interface Page {
	readonly records: readonly ZohoRecord[];
	/** null on the last page, and on the last that Zoho reaches. */
	readonly nextPageToken: string | null;
	readonly hasMore: boolean;
}

/** A record of any answer. */
export function parseRecord(reader: ShapeReader): ZohoRecord {
	return { ...reader.object(), id: reader.get('id').id() };
}

/**
 * Gives the records of a module page by page. Zoho lists up to 50 fields; of more, the rest is fetched for each page by the ids
 * of its records.
 * @throws UsageError for a query that cannot work, before anything is sent
 * Source: Get Records, v8 (read 2026-11-21).
 */
export async function* listRecords(caller: ZohoCaller, module: string, query: RecordQuery): AsyncGenerator<ZohoRecord> {
	checkQuery(query);
	const limit = query.limit ?? Infinity;
	const groups = groupsOf(query.fields, MAX_FIELDS_PER_LIST);
	// A page token holds only with the parameters that it was given for, so that the page size stays the same to the end.
	const pageSize = Math.min(MAX_RECORDS_PER_PAGE, limit);
	let taken = 0;
	let pageToken: string | null = null;
	const seen: SeenPages = { tokens: new Set(), emptyPages: 0 };
	while (taken < limit) {
		const page: Page | null = await readPage(caller, module, query, groups[0], pageSize, pageToken, taken, seen);
		if (page === null) return query.onReachEnd?.(taken);
		const wanted = page.records.slice(0, limit - taken);
		yield* await addFields(caller, module, encodeFilter(query), wanted, groups.slice(1));
		taken += wanted.length;
		pageToken = page.nextPageToken;
		if (pageToken === null && !page.hasMore) return;
		if (taken >= MAX_RECORDS_PER_LIST && taken < limit) return query.onReachEnd?.(taken);
	}
}

function checkQuery(query: RecordQuery): void {
	if (query.fields.length === 0) throw new UsageError('No fields are selected', 'Select at least one field to read');
	if (query.customViewId !== undefined && query.sortBy !== undefined) {
		throw new UsageError("A custom view can't be sorted", 'Remove Sort By, or set the order in the custom view itself');
	}
	if ((query.ids?.length ?? 0) > MAX_IDS_PER_LIST) {
		throw new UsageError(
			`${query.ids?.length} IDs are too many for one list. Zoho CRM accepts ${MAX_IDS_PER_LIST}`,
			'Request them in groups',
		);
	}
}

/** The part of a query that says which records are meant, whatever fields are asked for. */
function encodeFilter(query: RecordQuery): Readonly<Record<string, string>> {
	return {
		...(query.converted !== undefined && { converted: query.converted }),
		...(query.territoryId !== undefined && { territory_id: query.territoryId }),
		...(query.withSubterritories !== undefined && { include_child: String(query.withSubterritories) }),
	};
}

/** What the pages so far had, so that a list ends which goes round in circles. */
interface SeenPages {
	readonly tokens: Set<string>;
	/** Pages without a record that came last. */
	emptyPages: number;
}

/** Zoho's code where page tokens reach no further. */
const REACH_ENDED = 'PAGINATION_LIMIT_EXCEEDED';

/** @returns null where Zoho says that its reach has ended, which only a page with a token can */
async function readPage(
	caller: ZohoCaller,
	module: string,
	query: RecordQuery,
	fields: readonly string[],
	pageSize: number,
	pageToken: string | null,
	taken: number,
	seen: SeenPages,
): Promise<Page | null> {
	const parameters = {
		fields: fields.join(','),
		per_page: String(pageSize),
		...encodeFilter(query),
		...(query.ids !== undefined && { ids: query.ids.join(',') }),
		...(query.customViewId !== undefined && { cvid: query.customViewId }),
		...(query.sortBy !== undefined && { sort_by: query.sortBy }),
		...(query.sortOrder !== undefined && { sort_order: query.sortOrder }),
		...(pageToken !== null && { page_token: pageToken }),
	};
	const headers = query.modifiedSince === undefined ? undefined : { 'If-Modified-Since': query.modifiedSince };
	const call = readCall(crmUrl(caller.deps.hosts, module), parameters, headers);
	const sent = await caller.send(query.customViewId === undefined ? call : { ...call, kind: 'customViewPage' });
	if (pageToken !== null && sent.status === 400 && findRefusal(sent.body)?.code === REACH_ENDED) return null;
	const answer = readAsked(sent);
	if (answer === null) return { records: [], nextPageToken: null, hasMore: false };
	const records = answer.get('data').items().map(parseRecord);
	const info = answer.get('info');
	const hasMore = info.get('more_records').flag();
	const next = info.get('next_page_token');
	const isLast = !hasMore || (next.isAbsent && taken + records.length >= MAX_RECORDS_PER_LIST);
	const nextPageToken = isLast ? null : next.text();
	seen.emptyPages = records.length === 0 ? seen.emptyPages + 1 : 0;
	if (nextPageToken !== null && seen.tokens.has(nextPageToken)) next.refuse('the token of another page');
	if (nextPageToken !== null && seen.emptyPages === MAX_EMPTY_PAGES)
		info.get('more_records').refuse(`false after ${MAX_EMPTY_PAGES} pages without records`);
	if (nextPageToken !== null) seen.tokens.add(nextPageToken);
	return { records, nextPageToken, hasMore };
}

/**
 * Completes records with further groups of fields; one that was deleted in between is left out.
 * @param filter query parameters without which the list might hide the records
 */
export async function addFields(
	caller: ZohoCaller,
	module: string,
	filter: Readonly<Record<string, string>>,
	records: readonly ZohoRecord[],
	groups: readonly string[][],
): Promise<ZohoRecord[]> {
	let complete = [...records];
	for (const fields of groups) {
		const found = new Map<string, ZohoRecord>();
		for (const part of groupsOf(complete, MAX_IDS_PER_LIST)) {
			const ids = part.map((record) => record.id).join(',');
			const parameters = { fields: fields.join(','), ids, per_page: String(part.length), ...filter };
			const answer = await caller.ask(readCall(crmUrl(caller.deps.hosts, module), parameters));
			for (const record of answer?.get('data').items().map(parseRecord) ?? []) found.set(record.id, record);
		}
		const completed: ZohoRecord[] = [];
		for (const record of complete) {
			// The list can hide a record that the page showed, a custom view's for one: only the record itself tells that it is gone.
			const more = found.get(record.id) ?? (await getRecord(caller, module, record.id, fields));
			if (more !== null) completed.push({ ...record, ...more });
		}
		complete = completed;
	}
	return complete;
}

/**
 * Gives one record with its subforms, or null if there is none with this id.
 * @param fields API names; empty = all. Over 50 all are asked for, which costs the same, and the others left out here
 * @param headers with `externalHeader`, `id` is a value of that field
 * Source: Get a Specific Record, v8 (read 2026-11-21).
 */
export async function getRecord(
	caller: ZohoCaller,
	module: string,
	id: string,
	fields: readonly string[],
	headers?: Readonly<Record<string, string>>,
): Promise<ZohoRecord | null> {
	const isSelected = fields.length > 0 && fields.length <= MAX_FIELDS_PER_LIST;
	const url = crmUrl(caller.deps.hosts, module, id);
	const answer = await caller.ask(readCall(url, isSelected ? { fields: fields.join(',') } : undefined, headers));
	const first = answer?.get('data').items()[0];
	if (first === undefined) return null;
	const record = parseRecord(first);
	if (isSelected || fields.length === 0) return record;
	return { ...Object.fromEntries(Object.entries(record).filter(([name]) => fields.includes(name))), id: record.id };
}
