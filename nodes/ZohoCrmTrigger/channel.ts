import { randomBytes } from 'crypto';
import type { Execution } from '../shared/n8n/connection/nodeContext';
import { ZohoApiError, UsageError } from '../shared/zoho/call/errors';
import { MAX_CHANNEL_FIELDS } from '../shared/zoho/call/limits';
import { recover } from '../shared/zoho/call/recover';
import { isObject } from '../shared/zoho/call/shape';
import type { ZohoClient } from '../shared/zoho/client';
import type { ChangeCondition, ChannelEvent, ChannelOrder, ChannelRow } from '../shared/zoho/notifications/api';
import type { Channel } from './memory';
import type { EventName, TriggerWishes } from './wishes';

/** What channels are made with. */
export interface ChannelMaker {
	readonly zoho: ZohoClient;
	readonly wishes: TriggerWishes;
	readonly execution: Pick<Execution, 'now' | 'log'>;
}

/** An hour less than a week: what is beyond the week gets an hour. */
const LIFE_MS = (7 * 24 - 1) * 3_600_000;
/** A channel is renewed when this share of its life has passed: three of seven days. */
const RENEWED_AFTER = 3 / 7;

const EVENT_OF: Readonly<Record<EventName, ChannelEvent>> = { created: 'create', updated: 'edit', deleted: 'delete' };

/** A channel that is still to be made, with an ID and a token of its own. */
export function newChannel(url: string): Channel {
	const digits = String(randomBytes(8).readBigUInt64BE() % 10n ** 17n).padStart(17, '0');
	return { id: `1${digits}`, token: randomBytes(20).toString('hex'), url, expiryMs: 0, renewMs: 0, unnotified: [] };
}

/**
 * An address that Zoho can call.
 * @throws UsageError if it cannot
 */
export function checkNotifyUrl(url: string | undefined, allowsLoopback: boolean): string {
	const address = url !== undefined && URL.canParse(url) ? new URL(url) : null;
	const isLoopback = address !== null && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(address.hostname);
	if (url !== undefined && address !== null && (isLoopback ? allowsLoopback : address.protocol === 'https:'))
		return url;
	throw new UsageError(
		`Zoho CRM can notify only a public https address, and this n8n is at ${address?.origin ?? 'none'}`,
		'Set Delivery to Schedule Only, or give n8n a public https address with WEBHOOK_URL',
		'NO_PUBLIC_ADDRESS',
	);
}

/**
 * Makes a channel for all modules of which Zoho tells something.
 * @returns it as it is now, with the modules of which Zoho tells nothing
 */
export async function makeChannel(maker: ChannelMaker, channel: Channel): Promise<Channel> {
	const { zoho, wishes, execution } = maker;
	const unnotified: string[] = [];
	for (;;) {
		const modules = wishes.modules.filter((module) => !unnotified.includes(module));
		const madeMs = execution.now();
		if (modules.length === 0) return { ...channel, expiryMs: 0, renewMs: madeMs + LIFE_MS, unnotified };
		const order = await orderOf(maker, channel, modules);
		const made = await recover(
			zoho.notifications.make(order),
			(reason) => refusedModule(reason, order) !== null,
			(reason) => refusedModule(reason, order) ?? '',
		);
		if (typeof made === 'number') return alive({ ...channel, unnotified }, madeMs, made);
		execution.log(`Zoho CRM sends no notifications for ${made}. Its changes come with the poll times`);
		unnotified.push(made);
	}
}

/** Renews a channel, or makes it anew. @returns it, and whether Zoho had ended it */
export async function renewChannel(
	maker: ChannelMaker,
	channel: Channel,
): Promise<{ readonly channel: Channel; readonly hadEnded: boolean }> {
	const modules = maker.wishes.modules.filter((module) => !channel.unnotified.includes(module));
	if (channel.expiryMs > 0 && modules.length > 0) {
		const madeMs = maker.execution.now();
		const expiryMs = await maker.zoho.notifications.renew(await orderOf(maker, channel, modules));
		if (expiryMs !== null) return { channel: alive(channel, madeMs, expiryMs), hadEnded: false };
	}
	return { channel: await makeChannel(maker, channel), hadEnded: true };
}

/** Whether Zoho has a channel as we want it: alive, ours and complete. */
export async function findChannel(
	{ zoho, wishes, execution }: ChannelMaker,
	channel: Channel,
): Promise<Channel | null> {
	const modules = wishes.modules.filter((module) => !channel.unnotified.includes(module));
	if (modules.length === 0) return null;
	const rows = await zoho.notifications.list(channel.id);
	const wanted = [...wishes.events].map((event) => EVENT_OF[event]);
	const isComplete = modules.every((module) =>
		rows.some((row) => row.module === module && isAsWanted(row, channel, wanted, execution.now())),
	);
	const hasOthers = rows.some(({ module, events }) => !modules.includes(module) || events.length !== wanted.length);
	return isComplete && !hasOthers ? { ...channel, expiryMs: Math.min(...rows.map(({ expiryMs }) => expiryMs)) } : null;
}

function isAsWanted(row: ChannelRow, channel: Channel, wanted: readonly ChannelEvent[], nowMs: number): boolean {
	return (
		row.notifyUrl === channel.url &&
		row.token === channel.token &&
		row.expiryMs > nowMs &&
		wanted.every((event) => row.events.includes(`${row.module}.${event}`))
	);
}

/** Ends channels that notify our address and are not the one to keep, such as those of an n8n that was killed. */
export async function endLeftovers({ zoho }: ChannelMaker, url: string, keptId: string | null): Promise<void> {
	const rows = await zoho.notifications.list();
	const ids = rows.filter(({ notifyUrl, channelId }) => notifyUrl === url && channelId !== keptId);
	await zoho.notifications.end([...new Set(ids.map(({ channelId }) => channelId))]);
}

const alive = (channel: Channel, madeMs: number, expiryMs: number): Channel => ({
	...channel,
	expiryMs,
	renewMs: madeMs + Math.max(0, expiryMs - madeMs) * RENEWED_AFTER,
});

async function orderOf(maker: ChannelMaker, channel: Channel, modules: readonly string[]): Promise<ChannelOrder> {
	const { wishes, execution } = maker;
	return {
		id: channel.id,
		token: channel.token,
		notifyUrl: channel.url,
		modules,
		events: [...wishes.events].map((event) => EVENT_OF[event]),
		expiryMs: Math.floor((execution.now() + LIFE_MS) / 1000) * 1000,
		conditions: await conditionsOf(maker, modules),
	};
}

/** Zoho looks at the fields itself where it can; else our own check does. */
async function conditionsOf(
	{ zoho, wishes }: ChannelMaker,
	modules: readonly string[],
): Promise<readonly ChangeCondition[]> {
	const { changedFields } = wishes;
	if (changedFields.length === 0 || changedFields.length * modules.length > MAX_CHANNEL_FIELDS) return [];
	const read = async (): Promise<ChangeCondition[]> => {
		const all = await zoho.metadata.modules();
		const conditions: ChangeCondition[] = [];
		for (const apiName of modules) {
			const module = all.find((known) => known.apiName === apiName);
			const fields = (await zoho.metadata.fields(apiName)).filter((field) => changedFields.includes(field.apiName));
			if (module !== undefined && fields.length > 0) conditions.push({ module, fields });
		}
		return conditions;
	};
	// The list of modules needs a scope that nothing else here does.
	return await recover(
		read(),
		(reason) => reason instanceof ZohoApiError && (reason.status === 401 || reason.status === 403),
		() => [],
	);
}

/** The module of which Zoho tells nothing, from where it refuses an event; null where it refuses something else. */
function refusedModule(reason: unknown, order: ChannelOrder): string | null {
	if (!(reason instanceof ZohoApiError) || !['INVALID_DATA', 'NOT_SUPPORTED'].includes(reason.code)) return null;
	const { json_path: path } = isObject(reason.details) ? reason.details : {};
	const [, index] = /\.events\[(\d+)\]/.exec(typeof path === 'string' ? path : '') ?? [];
	return index === undefined ? null : (order.modules[Math.floor(Number(index) / order.events.length)] ?? null);
}
