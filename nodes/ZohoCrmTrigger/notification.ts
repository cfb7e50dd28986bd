import { timingSafeEqual } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../shared/zoho/call/shape';
import type { Channel } from './memory';
import type { EventName } from './wishes';

/** What Zoho announced: records of one module to which the same happened. */
export interface Notification {
	readonly module: string;
	readonly event: EventName;
	readonly ids: readonly string[];
	/** The fields that changed, by record. */
	readonly changed: Readonly<Record<string, readonly string[]>>;
	/** When Zoho wrote it. */
	readonly sentMs: number;
}

/** Both spellings occur in Zoho's documentation. */
const EVENT_OF: Readonly<Record<string, EventName>> = {
	insert: 'created',
	create: 'created',
	update: 'updated',
	edit: 'updated',
	delete: 'deleted',
};
/** Where an item of the webhook has it, so that `execute` knows it. */
const SLOT = 'zohoCrmNotification';

/** Whether a call comes from Zoho, for our channel. */
export function isOurs(body: unknown, channel: Channel): boolean {
	if (!isObject(body)) return false;
	return isSame(textOf(body.channel_id), channel.id) && isSame(textOf(body.token), channel.token);
}

/** A text or number as text; other JSON is none, whatever it holds. */
const textOf = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Compares texts in a time that does not tell how far they are the same. */
function isSame(given: string, wanted: string): boolean {
	const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
	return one.length === other.length && timingSafeEqual(one, other);
}

const isId = (text: string): boolean => /^\d+$/.test(text);

const idsOf = (list: unknown): string[] => (Array.isArray(list) ? list.map(textOf).filter(isId) : []);

/** Reads a call; null if it is none that we asked for. */
export function readNotification(body: unknown): Notification | null {
	if (!isObject(body) || typeof body.module !== 'string' || typeof body.operation !== 'string') return null;
	const event = Object.hasOwn(EVENT_OF, body.operation) ? EVENT_OF[body.operation] : null;
	const ids = idsOf(body.ids);
	if (event === null || ids.length === 0) return null;
	const changed: Record<string, readonly string[]> = {};
	for (const entry of Array.isArray(body.affected_fields) ? body.affected_fields : []) {
		for (const [id, names] of Object.entries(isObject(entry) ? entry : {}))
			if (Array.isArray(names) && isId(id)) changed[id] = names.map(textOf);
	}
	const sentMs = typeof body.server_time === 'number' ? body.server_time : 0;
	return { module: body.module, event, ids, changed, sentMs };
}

/** A notification as an item, without the token. */
export function toItem({ module, event, ids, changed, sentMs }: Notification): IDataObject {
	const named = Object.entries(changed).map(([id, names]): [string, string[]] => [id, [...names]]);
	return { [SLOT]: { module, event, ids: [...ids], changed: Object.fromEntries(named), sentMs } };
}

/** The notification of an item; null if it has none. */
export function fromItem(json: IDataObject): Notification | null {
	const stored: unknown = json[SLOT];
	if (!isObject(stored) || typeof stored.module !== 'string' || !Array.isArray(stored.ids)) return null;
	const event = (['created', 'updated', 'deleted'] as const).find((name) => name === stored.event);
	if (event === undefined) return null;
	const changed: Record<string, readonly string[]> = {};
	for (const [id, names] of Object.entries(isObject(stored.changed) ? stored.changed : {}))
		if (Array.isArray(names) && isId(id)) changed[id] = names.map(textOf);
	const sentMs = typeof stored.sentMs === 'number' ? stored.sentMs : 0;
	return { module: stored.module, event, ids: idsOf(stored.ids), changed, sentMs };
}
