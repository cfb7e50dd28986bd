import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../shared/zoho/call/shape';
import type { DeletedRecord, ZohoRecord } from '../shared/zoho/records/api';
import { noteWatched, type NodeMemory, type Watched } from './memory';
import type { EventName, TriggerWishes } from './wishes';

/** Something that happened to a record, as it leaves the node. */
export interface TriggerEvent {
	/** The same for the same change, whoever found it. */
	readonly eventId: string;
	readonly json: IDataObject;
	/** What later changes are compared with once this is given out. */
	readonly watched: Watched | null;
}

/** Fields that every event is made of, whatever the user chose. */
export const STAMPS = ['Created_Time', 'Modified_Time', 'Created_By', 'Modified_By'] as const;

/** The ID of an event: module, record, the second in which it happened, and what happened. */
export function eventIdOf(module: string, id: string, timeMs: number, event: EventName): string {
	return `${module}:${id}:${toSecond(timeMs)}:${event}`;
}

const toSecond = (timeMs: number): string => new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');

/** A time of a record; 0 if it has none. */
export function stampOf(record: ZohoRecord, name: 'Created_Time' | 'Modified_Time'): number {
	const timeMs = Date.parse(String(record[name]));
	return Number.isNaN(timeMs) ? 0 : timeMs;
}

/** What events are made with. */
export interface EventMaker {
	readonly wishes: TriggerWishes;
	readonly memory: NodeMemory;
	/** The connected user, where their changes do not count. */
	readonly ownId: string | null;
}

/** The event that a record was created; null if it does not count. */
export function createdEvent(maker: EventMaker, module: string, record: ZohoRecord): TriggerEvent | null {
	const { wishes, ownId } = maker;
	const timeMs = stampOf(record, 'Created_Time');
	// A record that was not changed yet is what later changes are compared with.
	const watched = stampOf(record, 'Modified_Time') === timeMs ? watch(maker, module, record) : null;
	if (!wishes.events.has('created') || isBy(record.Created_By, ownId)) {
		if (watched !== null) noteWatched(maker.memory, watched);
		return null;
	}
	return describe(wishes, module, record, timeMs, 'created', watched);
}

/**
 * The event that a record was changed; null if it does not count.
 * @param changed the fields that changed, as Zoho announced them; null if nobody knows
 */
export function updatedEvent(
	maker: EventMaker,
	module: string,
	record: ZohoRecord,
	changed: readonly string[] | null,
): TriggerEvent | null {
	const { wishes, memory, ownId } = maker;
	const watched = watch(maker, module, record);
	if (!wishes.events.has('updated') || isBy(record.Modified_By, ownId)) return null;
	if (watched !== null) {
		const before = memory.watched.get(watched.key);
		const isKnownToDiffer = before !== undefined && before !== watched.digest;
		const isAnnounced = changed?.some((name) => wishes.changedFields.includes(name));
		// Where nobody knows, an update more is better than one less.
		const mayDiffer = isAnnounced ?? before === undefined;
		if (!isKnownToDiffer && !mayDiffer) return null;
	}
	return describe(wishes, module, record, stampOf(record, 'Modified_Time'), 'updated', watched);
}

function watch({ wishes }: EventMaker, module: string, record: ZohoRecord): Watched | null {
	if (wishes.changedFields.length === 0) return null;
	return { key: `${module} ${record.id}`, digest: digestOf(record, wishes.changedFields) };
}

/** The event that a record was deleted; null if it does not count. */
export function deletedEvent(
	{ wishes, ownId }: EventMaker,
	module: string,
	deleted: DeletedRecord,
): TriggerEvent | null {
	const { id, name, deletedMs, deletedBy } = deleted;
	if (!wishes.events.has('deleted') || (ownId !== null && deletedBy?.id === ownId)) return null;
	const eventId = eventIdOf(module, id, deletedMs, 'deleted');
	return {
		eventId,
		watched: null,
		json: {
			id,
			event: 'deleted',
			module,
			eventTime: toSecond(deletedMs),
			eventId,
			name,
			deletedBy: deletedBy?.name ?? '',
			deletedById: deletedBy?.id ?? '',
		},
	};
}

const isBy = (person: unknown, id: string | null): boolean => id !== null && isObject(person) && person.id === id;

function describe(
	wishes: TriggerWishes,
	module: string,
	record: ZohoRecord,
	timeMs: number,
	event: EventName,
	watched: Watched | null,
): TriggerEvent {
	const eventId = eventIdOf(module, record.id, timeMs, event);
	const head = { id: record.id, event, module, eventTime: toSecond(timeMs), eventId };
	const shown = Object.entries(record).filter(
		([name]) => !Object.hasOwn(head, name) && (wishes.fields.length === 0 || wishes.fields.includes(name)),
	);
	const values = wishes.isSimple ? shown.flatMap(([name, value]) => simplify(name, value)) : shown;
	return { eventId, watched, json: { ...head, ...(Object.fromEntries(values) as IDataObject) } };
}

/** A value without nesting: lookups as name and ID, tags as names; nothing where there is nothing, or where it is Zoho's own. */
function simplify(name: string, value: unknown): [string, unknown][] {
	const isEmpty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
	if (isEmpty || name.startsWith('$')) return [];
	if (name === 'Tag' && Array.isArray(value))
		return [[name, value.map((tag: unknown) => (isObject(tag) ? tag.name : tag))]];
	if (!isObject(value) || typeof value.id !== 'string') return [[name, value]];
	const email: [string, unknown][] = typeof value.email === 'string' ? [[`${name}_Email`, value.email]] : [];
	return [[name, value.name ?? ''], ...email, [`${name}_Id`, value.id]];
}

/** The watched fields of a record as a short text that differs where they do. */
function digestOf(record: ZohoRecord, fields: readonly string[]): string {
	const text = JSON.stringify(fields.map((name) => record[name] ?? null));
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	return (hash >>> 0).toString(36);
}
