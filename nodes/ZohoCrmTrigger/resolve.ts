import type { DeletedRecord, ZohoRecord } from '../shared/zoho/records/api';
import {
	createdEvent,
	deletedEvent,
	eventIdOf,
	stampOf,
	updatedEvent,
	type EventMaker,
	type TriggerEvent,
} from './events';
import type { Notification } from './notification';
import { readRecords, type Reading } from './reading';

/** Our choice: how long to wait before records are looked for again that Zoho announced and does not show yet. */
const LOOK_AGAIN_MS = [2_000, 5_000];
/** Our choice: the same for deletions, longer: one that is undone leaves no trace that a check could find. */
const LOOK_FOR_DELETED_MS = [2_000, 5_000, 15_000, 40_000, 30_000];
/** Our choice: a deletion is looked for from so long before its notification. */
const DELETED_BEFORE_MS = 600_000;
/** Our choice: a deletion so long after the one that was announced is another one. */
const ANOTHER_AFTER_MS = 10_000;

/** What became of a notification. */
export interface Resolved {
	readonly events: readonly TriggerEvent[];
	/** Whether something may still be hidden that only a check will find. */
	readonly isUncertain: boolean;
}

/** Makes events of a notification: reads the records that it names. A record that is gone is told by its deletion. */
export async function resolve(reading: Reading, maker: EventMaker, notification: Notification): Promise<Resolved> {
	const { wishes } = maker;
	if (!wishes.modules.includes(notification.module) || !wishes.events.has(notification.event))
		return { events: [], isUncertain: false };
	return notification.event === 'deleted'
		? await resolveDeletion(reading, maker, notification)
		: await resolveChange(reading, maker, notification);
}

async function resolveChange(reading: Reading, maker: EventMaker, notification: Notification): Promise<Resolved> {
	const { module, ids, event, changed, sentMs } = notification;
	const found = await lookAgain(
		reading,
		ids,
		LOOK_AGAIN_MS,
		async (missing) => await readRecords(reading, module, missing),
	);
	const events: TriggerEvent[] = [];
	let isUncertain = found.size < ids.length;
	for (const record of found.values()) {
		const made = event === 'created' ? createdEvent(maker, module, record) : changeOf(maker, module, record, changed);
		if (made !== null) events.push(made);
		// A record that was changed later than it says is still shown as it was before.
		const isOld = stampOf(record, 'Modified_Time') < Math.floor(sentMs / 1000) * 1000 - 2_000;
		if (event === 'updated' && isOld) isUncertain = true;
	}
	return { events, isUncertain };
}

/** A record that was not changed after it was created, as far as seconds go, is told as created. */
function changeOf(
	maker: EventMaker,
	module: string,
	record: ZohoRecord,
	changed: Notification['changed'],
): TriggerEvent | null {
	if (stampOf(record, 'Modified_Time') === stampOf(record, 'Created_Time')) return null;
	const names = changed[record.id];
	return updatedEvent(maker, module, record, names === undefined || names.length === 0 ? null : names);
}

async function resolveDeletion(reading: Reading, maker: EventMaker, notification: Notification): Promise<Resolved> {
	const { module, ids, sentMs } = notification;
	const { zoho } = reading;
	const announcedMs = (id: string): number => givenBefore(maker, module, id, sentMs) ?? sentMs;
	const found = await lookAgain(reading, ids, LOOK_FOR_DELETED_MS, async (missing) => {
		const gone = new Map<string, DeletedRecord>();
		for (const deleted of await zoho.records.deleted(module, sentMs - DELETED_BEFORE_MS))
			if (missing.includes(deleted.id)) gone.set(deleted.id, deleted);
		// Who was restored at once is in no list of deleted records any more.
		const others = missing.filter((id) => !gone.has(id));
		for (const id of (await readRecords(reading, module, others)).keys())
			gone.set(id, { id, name: '', deletedMs: announcedMs(id), deletedBy: null });
		return gone;
	});
	// Zoho lists only the last deletion of a record that was restored and deleted again.
	const earlier = [...found.values()].filter(({ deletedMs }) => deletedMs > sentMs + ANOTHER_AFTER_MS);
	const announced = earlier.map((deleted) => ({ ...deleted, deletedMs: announcedMs(deleted.id), deletedBy: null }));
	const events = [...announced, ...found.values()]
		.map((deleted) => deletedEvent(maker, module, deleted))
		.filter((event) => event !== null);
	return { events, isUncertain: found.size < ids.length };
}

/** The second of the deletion that a notification announces, where this process has given it out: Zoho notifies a moment later. */
function givenBefore({ memory }: EventMaker, module: string, id: string, sentMs: number): number | null {
	for (let timeMs = sentMs; timeMs > sentMs - ANOTHER_AFTER_MS; timeMs -= 1000)
		if (memory.given.has(eventIdOf(module, id, timeMs, 'deleted'))) return timeMs;
	return null;
}

/** Looks for entries, and a little later for those that were not there. */
async function lookAgain<Entry>(
	{ execution }: Reading,
	ids: readonly string[],
	pausesMs: readonly number[],
	look: (missing: readonly string[]) => Promise<ReadonlyMap<string, Entry>>,
): Promise<Map<string, Entry>> {
	const found = new Map(await look(ids));
	for (const pauseMs of pausesMs) {
		const missing = ids.filter((id) => !found.has(id));
		if (missing.length === 0 || execution.isCancelled()) break;
		await execution.sleep(pauseMs);
		for (const [id, entry] of await look(missing)) found.set(id, entry);
	}
	return found;
}
