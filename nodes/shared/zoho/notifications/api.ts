import { crmUrl } from '../call/address';
import { readAnswer, readAsked, readCall, refusalOf, type ZohoAnswer, type ZohoCaller } from '../call/caller';
import { ZohoApiError } from '../call/errors';
import { MAX_PAGES_OF_CHANNELS, MAX_RECORDS_PER_PAGE } from '../call/limits';
import { readRefusal } from '../call/refusal';
import type { ShapeReader } from '../call/shape';
import { encodeConditions, type ChangeCondition } from './conditions';

export type { ChangeCondition } from './conditions';

/** What can happen to the records of a module. */
export type ChannelEvent = 'create' | 'edit' | 'delete';

/** A channel as it is asked for. */
export interface ChannelOrder {
	/** Up to 18 digits. */
	readonly id: string;
	/** Comes back with every notification; up to 50 characters. */
	readonly token: string;
	readonly notifyUrl: string;
	/** API names. */
	readonly modules: readonly string[];
	readonly events: readonly ChannelEvent[];
	/** At most a week from now: beyond that, Zoho makes it an hour. */
	readonly expiryMs: number;
	/** Edits count only if some of these fields changed. */
	readonly conditions?: readonly ChangeCondition[];
}

/** What a channel has of one module. */
export interface ChannelRow {
	readonly channelId: string;
	readonly module: string;
	/** As Zoho lists them, e.g. `Leads.edit`. */
	readonly events: readonly string[];
	readonly notifyUrl: string;
	readonly token: string | null;
	readonly expiryMs: number;
}

/** Zoho's code for a channel that has expired or never was. */
const NOT_SUBSCRIBED = 'NOT_SUBSCRIBED';

/** Channels by which Zoho tells what happens to records. Source: Notification APIs, v8 (read 2026-11-21). */
export class NotificationsApi {
	constructor(private readonly caller: ZohoCaller) {}

	/**
	 * Makes a channel, or makes it anew.
	 * @returns when it ends, as Zoho answered: that can be earlier than asked
	 * @throws ZohoApiError e.g. `INVALID_DATA` for a module of which Zoho tells nothing
	 */
	async make(order: ChannelOrder): Promise<number> {
		const made = await this.write('POST', order);
		return made instanceof ZohoApiError ? await Promise.reject(made) : made;
	}

	/** Replaces everything of a channel. @returns when it ends; null if there is no such channel any more */
	async renew(order: ChannelOrder): Promise<number | null> {
		const renewed = await this.write('PUT', order);
		if (!(renewed instanceof ZohoApiError)) return renewed;
		return renewed.code === NOT_SUBSCRIBED ? null : await Promise.reject(renewed);
	}

	/** Gives the channels of the connected user, a row for each module. @param id of one channel; left out: all */
	async list(id?: string): Promise<ChannelRow[]> {
		const rows: ChannelRow[] = [];
		for (let page = 1; ; page += 1) {
			const query = { page: String(page), per_page: String(MAX_RECORDS_PER_PAGE) };
			const sent = await this.caller.send(
				readCall(this.url(), id === undefined ? query : { ...query, channel_id: id }),
			);
			if (codeOf(sent) === NOT_SUBSCRIBED) return rows;
			const answer = readAsked(sent);
			const found = answer?.get('watch').items().map(parseRow) ?? [];
			rows.push(...found);
			const more = answer?.get('info');
			if (found.length === 0 || more === undefined || more.isAbsent || !more.get('more_records').flag()) return rows;
			if (page === MAX_PAGES_OF_CHANNELS) more.get('more_records').refuse(`false after ${page} pages`);
		}
	}

	/** Ends channels; those that are gone already count as ended. */
	async end(ids: readonly string[]): Promise<void> {
		if (ids.length === 0) return;
		const call = {
			...readCall(this.url(), { channel_ids: ids.join(',') }),
			method: 'DELETE',
		} as const;
		const sent = await this.caller.send(call);
		if (sent.status === 204) return;
		const refused = entriesOf(sent)
			.map((entry) => readRefusal(entry.object()))
			.find((refusal) => refusal !== null && refusal.code !== NOT_SUBSCRIBED);
		if (refused) throw new ZohoApiError(sent.name, sent.status, refused, false);
	}

	/** @returns when the channel ends, or why there is none */
	private async write(method: 'POST' | 'PUT', order: ChannelOrder): Promise<number | ZohoApiError> {
		const sent = await this.caller.send({
			...readCall(this.url()),
			method,
			body: { kind: 'json', value: { watch: [encode(order)] } },
		});
		const entry = entriesOf(sent)[0];
		if (entry === undefined) throw refusalOf(sent);
		const refusal = readRefusal(entry.object());
		if (refusal !== null) return new ZohoApiError(sent.name, sent.status, refusal, false);
		const expiries = entry
			.get('details')
			.get('events')
			.items()
			.map((event) => readTime(event.get('channel_expiry')));
		return Math.min(...expiries);
	}

	private url(): string {
		return crmUrl(this.caller.deps.hosts, 'actions', 'watch');
	}
}

function codeOf(answer: ZohoAnswer): string | null {
	if (answer.status < 400) return null;
	return refusalOf(answer).code;
}

/** The entries of `watch`. @throws ZohoApiError if the call was refused as a whole */
function entriesOf(answer: ZohoAnswer): ShapeReader[] {
	if (answer.status === 204 || readRefusal(answer.body) !== null) throw refusalOf(answer);
	const watch = readAnswer(answer).get('watch');
	if (watch.isAbsent) throw refusalOf(answer);
	return watch.items();
}

function encode(order: ChannelOrder): Readonly<Record<string, unknown>> {
	const { id, token, notifyUrl, modules, events, expiryMs, conditions = [] } = order;
	return {
		channel_id: id,
		events: modules.flatMap((module) => events.map((event) => `${module}.${event}`)),
		// Fractions of a second are refused.
		channel_expiry: new Date(expiryMs).toISOString().replace(/\.\d+Z$/, '+00:00'),
		token,
		notify_url: notifyUrl,
		return_affected_field_values: false,
		// Left out, it is on: then a contact that is edited tells of its account.
		notify_on_related_action: false,
		...(conditions.length > 0 ? { notification_condition: encodeConditions(conditions) } : {}),
	};
}

function readTime(reader: ShapeReader): number {
	const timeMs = Date.parse(reader.text());
	return Number.isNaN(timeMs) ? reader.refuse('a time') : timeMs;
}

function parseRow(row: ShapeReader): ChannelRow {
	return {
		channelId: row.get('channel_id').isText ? row.get('channel_id').text() : row.get('channel_id').id(),
		module: row.get('resource_name').text(),
		events: row
			.get('events')
			.items()
			.map((event) => event.text()),
		notifyUrl: row.get('notify_url').textOrNull() ?? '',
		token: row.get('token').textOrNull(),
		expiryMs: readTime(row.get('channel_expiry')),
	};
}
