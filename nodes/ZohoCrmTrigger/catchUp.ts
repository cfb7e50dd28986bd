import { SCOPE_MISMATCH, ZohoApiError } from '../shared/zoho/call/errors';
import { fail } from '../shared/zoho/call/recover';
import type { ChangedRecord, ChangePlace } from '../shared/zoho/records/api';
import {
	createdEvent,
	deletedEvent,
	eventIdOf,
	stampOf,
	updatedEvent,
	type EventMaker,
	type TriggerEvent,
} from './events';
import type { Cursor } from './memory';
import { readRecords, readServerTime, type Reading } from './reading';

/** Our choice: how far back a check reads what an earlier one has read: longer than Zoho is known to be behind. */
const LOOK_BACK_MS = 180_000;
/** Our choice: how far the first check of a process looks back, for executions that ended with the process before. */
const FIRST_LOOK_BACK_MS = 600_000;
/** Our choice: what is younger is left to its notification. */
const LEFT_TO_NOTIFICATIONS_MS = 60_000;
/** Our choice: how long before the span a record may have been created that is told as created. */
const CREATED_BEFORE_MS = 600_000;
/** Our choice: events of one poll. */
const MOST_EVENTS = 5_000;

/** What a check of one module found. */
export interface Checked {
	readonly events: readonly TriggerEvent[];
	/** How far it came. */
	readonly cursor: Cursor;
	/** Whether there is more to be read at once. */
	readonly isUnfinished: boolean;
	/** How many changes it looked at. */
	readonly looked: number;
}

/** How a check is done. */
export interface CheckOptions {
	/** Whether notifications come, so that young changes can be left to them. */
	readonly isNotified: boolean;
	/** Whether it is the first one of this process. */
	readonly isFirst: boolean;
	/** When to stop, by our clock. */
	readonly deadlineMs: number;
}

/** Where the changes of a module begin to count. */
export function firstCursor(nowMs: number, startFromMs: number | null): Cursor {
	const startedMs = Math.floor((startFromMs ?? nowMs) / 1000) * 1000;
	return { timeMs: startedMs, id: '', startedMs, deletedMs: startedMs, startFromMs };
}

/** Looks for the changes of a module since its cursor that this process has not given out. */
export async function checkModule(
	reading: Reading,
	maker: EventMaker,
	module: string,
	cursor: Cursor,
	options: CheckOptions,
): Promise<Checked> {
	const { wishes } = maker;
	const nowMs = await readServerTime(reading);
	// The second that is not over can still grow, and the clock is read in whole ones.
	const closedMs = Math.floor(nowMs / 1000) * 1000 - 1000;
	// Before the first check of a process nobody was there to be notified.
	const isLeft = options.isNotified && !options.isFirst;
	const untilMs = isLeft ? closedMs - LEFT_TO_NOTIFICATIONS_MS : closedMs;
	const changes = wishes.events.has('created') || wishes.events.has('updated');
	const read = changes
		? await readChanges(reading, maker, module, cursor, untilMs, options)
		: { ...NOTHING, place: { timeMs: Math.max(cursor.timeMs, untilMs), id: '' } };
	const deleted = wishes.events.has('deleted')
		? await readDeleted(reading, maker, module, cursor, options)
		: { events: [], deletedMs: cursor.deletedMs };
	return {
		events: [...read.events, ...deleted.events],
		cursor: { ...cursor, ...read.place, deletedMs: Math.max(cursor.deletedMs, Math.min(deleted.deletedMs, closedMs)) },
		isUnfinished: read.isUnfinished,
		looked: read.looked + deleted.events.length,
	};
}

interface ReadChanges {
	readonly events: readonly TriggerEvent[];
	readonly place: ChangePlace;
	readonly isUnfinished: boolean;
	readonly looked: number;
}

const NOTHING = { events: [], isUnfinished: false, looked: 0 };

async function readChanges(
	reading: Reading,
	maker: EventMaker,
	module: string,
	cursor: Cursor,
	untilMs: number,
	{ isFirst, deadlineMs }: CheckOptions,
): Promise<ReadChanges> {
	const { execution } = reading;
	// A check that was cut goes on where it was; one that ended looks back a little.
	const backMs = isFirst ? FIRST_LOOK_BACK_MS : LOOK_BACK_MS;
	const isCut = cursor.id !== '' && !isFirst;
	const fromMs = isCut ? cursor.timeMs : Math.max(cursor.startedMs, Math.min(cursor.timeMs, untilMs) - backMs);
	const createdFromMs = Math.max(cursor.startedMs, fromMs - CREATED_BEFORE_MS);
	if (untilMs <= fromMs) return { ...NOTHING, place: { timeMs: cursor.timeMs, id: cursor.id } };
	const events: TriggerEvent[] = [];
	let looked = 0;
	for await (const page of pagesOf(reading, module, { timeMs: fromMs, id: isCut ? cursor.id : '' }, untilMs)) {
		looked += page.length;
		const open = page.filter((change) => !isGiven(maker, module, change, createdFromMs));
		const records = await readRecords(
			reading,
			module,
			open.map(({ id }) => id),
		);
		for (const record of records.values())
			for (const event of eventsOf(maker, module, record, createdFromMs))
				if (!maker.memory.given.has(event.eventId)) events.push(event);
		const last = page[page.length - 1];
		if (events.length >= MOST_EVENTS || execution.now() >= deadlineMs)
			return { events, place: { timeMs: last.modifiedMs, id: last.id }, isUnfinished: true, looked };
	}
	return { events, place: { timeMs: Math.max(cursor.timeMs, untilMs), id: '' }, isUnfinished: false, looked };
}

/** Pages of changes: by queries, or by a list where a module or the token allows none. */
async function* pagesOf(
	{ zoho }: Reading,
	module: string,
	from: ChangePlace,
	untilMs: number,
): AsyncGenerator<ChangedRecord[]> {
	let given = 0;
	try {
		for await (const page of zoho.records.queryChanges(module, from, untilMs)) {
			yield page;
			given += 1;
		}
	} catch (reason) {
		if (given > 0 || !isRefusedQuery(reason)) fail(reason);
		const page = await zoho.records.listChanges(module, from, untilMs);
		if (page.length > 0) yield page;
	}
}

/** Whether a query was refused as such: the module cannot be queried, or the token has no scope for queries. */
const isRefusedQuery = (reason: unknown): boolean =>
	reason instanceof ZohoApiError &&
	['INVALID_QUERY', 'INVALID_MODULE', 'NOT_SUPPORTED', SCOPE_MISMATCH].includes(reason.code);

/** Whether everything that a change can be was given out already, so that its record need not be read. */
function isGiven(
	{ wishes, memory }: EventMaker,
	module: string,
	change: ChangedRecord,
	createdFromMs: number,
): boolean {
	const { id, createdMs, modifiedMs } = change;
	// A new record is what its later changes are compared with.
	if (wishes.changedFields.length > 0 && !memory.watched.has(`${module} ${id}`)) return false;
	const ids = [
		...(wishes.events.has('created') && createdMs >= createdFromMs
			? [eventIdOf(module, id, createdMs, 'created')]
			: []),
		...(wishes.events.has('updated') && modifiedMs > createdMs ? [eventIdOf(module, id, modifiedMs, 'updated')] : []),
	];
	return ids.every((eventId) => memory.given.has(eventId));
}

/** What a record tells by its times: that it was created in the span, that it was changed after that, or both. */
function eventsOf(
	maker: EventMaker,
	module: string,
	record: Parameters<typeof stampOf>[0],
	createdFromMs: number,
): TriggerEvent[] {
	const [createdMs, modifiedMs] = [stampOf(record, 'Created_Time'), stampOf(record, 'Modified_Time')];
	return [
		createdMs >= createdFromMs ? createdEvent(maker, module, record) : null,
		modifiedMs > createdMs ? updatedEvent(maker, module, record, null) : null,
	].filter((event) => event !== null);
}

async function readDeleted(
	reading: Reading,
	maker: EventMaker,
	module: string,
	cursor: Cursor,
	{ isFirst }: CheckOptions,
): Promise<{ readonly events: readonly TriggerEvent[]; readonly deletedMs: number }> {
	const backMs = isFirst ? FIRST_LOOK_BACK_MS : LOOK_BACK_MS;
	const sinceMs = Math.max(cursor.startedMs, cursor.deletedMs - backMs);
	const askedMs = await readServerTime(reading);
	// Whether Zoho takes the time itself as part of the span is not known.
	const deleted = await reading.zoho.records.deleted(module, sinceMs - 1000);
	const events = deleted
		.filter(({ deletedMs }) => deletedMs >= sinceMs)
		.map((record) => deletedEvent(maker, module, record))
		.filter((event) => event !== null && !maker.memory.given.has(event.eventId));
	return { events: events.filter((event) => event !== null), deletedMs: Math.floor(askedMs / 1000) * 1000 };
}
