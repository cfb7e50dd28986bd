import { crmUrl } from '../call/address';
import { readCall, type ZohoCaller } from '../call/caller';
import { MAX_PAGES_OF_DELETED, MAX_QUERY_ROWS, MAX_RECORDS_PER_PAGE } from '../call/limits';
import type { ShapeReader } from '../call/shape';
import { queryCall } from './query';
import { listRecords } from './reads';

/** A record that changed, as far as reading changes needs it. */
export interface ChangedRecord {
	readonly id: string;
	/** In whole seconds: many records can have the same. */
	readonly modifiedMs: number;
	readonly createdMs: number;
}

/** A place in the order of changes: behind all records of earlier seconds, and those of the second up to the id. */
export interface ChangePlace {
	readonly timeMs: number;
	/** Empty: before all records of the second. */
	readonly id: string;
}

/** A record in the recycle bin. */
export interface DeletedRecord {
	readonly id: string;
	readonly name: string;
	readonly deletedMs: number;
	readonly deletedBy: { readonly id: string; readonly name: string } | null;
}

/** A time as queries and headers take it: whole seconds, with an offset. */
const toSecond = (timeMs: number): string => new Date(timeMs).toISOString().replace(/\.\d+Z$/, '+00:00');

/** Sizes of the pages, as they grow: up to 200 rows cost one credit, 2,000 cost three. */
const PAGE_ROWS = [200, 1_000, MAX_QUERY_ROWS];

/**
 * Gives the records that changed in a span of whole seconds, the earliest change first, page by page: by a query, which reads
 * the database and has converted leads too.
 * @param untilMs the end, which is not part of it; a second that is not over can still grow
 * Source: COQL, v8 (read 2026-11-21).
 */
export async function* queryChanges(
	caller: ZohoCaller,
	module: string,
	from: ChangePlace,
	untilMs: number,
): AsyncGenerator<ChangedRecord[]> {
	let place = from;
	for (let page = 0; ; page += 1) {
		const rows = PAGE_ROWS[Math.min(page, PAGE_ROWS.length - 1)];
		const start = toSecond(place.timeMs);
		const span = `(Modified_Time >= '${start}' and Modified_Time < '${toSecond(untilMs)}')`;
		const later = `(Modified_Time > '${start}' or ${['id', '>', place.id].join(' ')})`;
		const where = place.id === '' ? span : `(${[span, later].join(' and ')})`;
		const order = ['Modified_Time asc', 'id asc'].join(', ');
		const parts = ['select', 'Modified_Time, Created_Time', 'from', module, 'where', where, 'order by', order];
		const text = [...parts, 'limit', rows].join(' ');
		const answer = await caller.ask(queryCall(caller, text, rows));
		const found = answer?.get('data').items().map(parseChange) ?? [];
		if (found.length > 0) yield found;
		const last = found.at(-1);
		if (last === undefined || !answer?.get('info').get('more_records').flag()) return;
		if (last.modifiedMs === place.timeMs && last.id === place.id)
			answer.get('info').get('more_records').refuse('false after a page without a further record');
		place = { timeMs: last.modifiedMs, id: last.id };
	}
}

/** The same by a list, for modules that no query reads. All of it comes as one page. Source: Get Records, v8 (read 2026-11-21). */
export async function listChanges(
	caller: ZohoCaller,
	module: string,
	from: ChangePlace,
	untilMs: number,
): Promise<ChangedRecord[]> {
	const found: ChangedRecord[] = [];
	const listed = listRecords(caller, module, {
		fields: ['Modified_Time', 'Created_Time'],
		sortBy: 'Modified_Time',
		sortOrder: 'desc',
		converted: module === 'Leads' ? 'both' : undefined,
	});
	for await (const record of listed) {
		const change = { id: record.id, modifiedMs: timeOf(record.Modified_Time), createdMs: timeOf(record.Created_Time) };
		if (change.modifiedMs < from.timeMs) break;
		if (change.modifiedMs < untilMs && isBehind(change, from)) found.push(change);
	}
	return found.sort(compareChanges);
}

const timeOf = (value: unknown): number => {
	const timeMs = Date.parse(String(value));
	return Number.isNaN(timeMs) ? 0 : timeMs;
};

/** Whether a change comes after a place. */
export const isBehind = ({ id, modifiedMs }: ChangedRecord, place: ChangePlace): boolean =>
	modifiedMs > place.timeMs || (modifiedMs === place.timeMs && compareIds(id, place.id) > 0);

const compareChanges = (one: ChangedRecord, other: ChangedRecord): number =>
	one.modifiedMs - other.modifiedMs || compareIds(one.id, other.id);

/** The order of ids as numbers, which are too long for a number. */
const compareIds = (one: string, other: string): number =>
	one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);

/**
 * Gives the records that were deleted since a time and still lie in the recycle bin, the earliest first.
 * @param sinceMs whether Zoho takes it as part of the span is not documented
 * Source: Get Deleted Records, v8 (read 2026-11-21).
 */
export async function listDeleted(caller: ZohoCaller, module: string, sinceMs: number): Promise<DeletedRecord[]> {
	const deleted: DeletedRecord[] = [];
	const headers = { 'If-Modified-Since': toSecond(sinceMs) };
	for (let page = 1; ; page += 1) {
		const query = { type: 'recycle', page: String(page), per_page: String(MAX_RECORDS_PER_PAGE) };
		const answer = await caller.ask(readCall(crmUrl(caller.deps.hosts, module, 'deleted'), query, headers));
		const found = answer?.get('data').items().map(parseDeleted) ?? [];
		deleted.push(...found);
		const info = answer?.get('info');
		if (found.length === 0 || info === undefined || !info.get('more_records').flag())
			return deleted.sort((one, other) => one.deletedMs - other.deletedMs || compareIds(one.id, other.id));
		if (page === MAX_PAGES_OF_DELETED) info.get('more_records').refuse(`false after ${page} pages`);
	}
}

function readTime(reader: ShapeReader): number {
	const timeMs = Date.parse(reader.text());
	return Number.isNaN(timeMs) ? reader.refuse('a time') : timeMs;
}

const parseChange = (row: ShapeReader): ChangedRecord => ({
	id: row.get('id').id(),
	modifiedMs: readTime(row.get('Modified_Time')),
	createdMs: readTime(row.get('Created_Time')),
});

function parseDeleted(row: ShapeReader): DeletedRecord {
	const by = row.get('deleted_by');
	return {
		id: row.get('id').id(),
		name: row.get('display_name').textOrNull() ?? '',
		deletedMs: readTime(row.get('deleted_time')),
		deletedBy: by.isAbsent ? null : { id: by.get('id').id(), name: by.get('name').textOrNull() ?? '' },
	};
}
