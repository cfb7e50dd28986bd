import type { EmulatorState } from '../state';
import type { ChannelOrder, FieldSelection, Operation } from './rules';

/** A channel as it is. */
export interface Channel {
	readonly id: string;
	readonly userId: string;
	readonly events: ReadonlyMap<string, ReadonlySet<Operation>>;
	readonly notifyUrl: string;
	readonly expiryMs: number;
	readonly token: string | null;
	readonly returnsValues: boolean;
	readonly notifiesRelated: boolean;
	readonly conditions: ReadonlyMap<string, FieldSelection>;
	readonly conditionBody: readonly unknown[] | null;
}

/** The life of a channel that asks for none, or for too long a one. Source: notifications 1. */
const SHORT_LIFE_MS = 3_600_000;

/** The channels of all users. That an ID is one user's own is ASSUMED (notifications 1: unknown). */
export class ChannelStore {
	private channels = new Map<string, Channel>();

	constructor(private readonly state: EmulatorState) {}

	/** The channels that live, oldest first. */
	all(): Channel[] {
		const nowMs = this.state.clock.now();
		for (const [key, { expiryMs }] of this.channels) if (expiryMs <= nowMs) this.channels.delete(key);
		return [...this.channels.values()];
	}

	/** The living channel of a user with an ID. */
	get(userId: string, id: string): Channel | undefined {
		return this.all().find((channel) => channel.id === id && channel.userId === userId);
	}

	/** Makes a channel, or makes one anew that has the ID. */
	make(userId: string, order: ChannelOrder): Channel {
		const known = this.get(userId, order.id);
		const isMerged = known !== undefined && this.state.switches.repeatedChannel === 'merge';
		const made = this.complete(userId, order);
		return this.keep(isMerged ? { ...made, events: joinEvents(known.events, made.events) } : made);
	}

	/** Replaces everything that a channel has: what is not given goes back to its default. */
	replace(channel: Channel, order: ChannelOrder): Channel {
		return this.keep(this.complete(channel.userId, order));
	}

	/** Changes what is given. A token that is not given is lost all the same (notifications 2, live). */
	change(channel: Channel, order: ChannelOrder): Channel {
		return this.keep({
			...channel,
			events: order.events ?? channel.events,
			notifyUrl: order.notifyUrl ?? channel.notifyUrl,
			expiryMs: order.expiryMs === undefined ? channel.expiryMs : this.expiryOf(order),
			token: order.token ?? null,
			returnsValues: order.returnsValues ?? channel.returnsValues,
			notifiesRelated: order.notifiesRelated ?? channel.notifiesRelated,
			conditions: order.conditions ?? channel.conditions,
			conditionBody: order.conditionBody === undefined ? channel.conditionBody : order.conditionBody,
		});
	}

	/** Takes events away; a channel without any ends. */
	removeEvents(channel: Channel, events: Channel['events']): void {
		const left = new Map<string, ReadonlySet<Operation>>();
		for (const [module, operations] of channel.events) {
			const kept = [...operations].filter((operation) => !events.get(module)?.has(operation));
			if (kept.length > 0) left.set(module, new Set(kept));
		}
		if (left.size === 0) this.end(channel);
		else this.keep({ ...channel, events: left });
	}

	/** Ends a channel. */
	end({ userId, id }: Channel): void {
		this.channels.delete(keyOf(userId, id));
	}

	/** Forgets every channel. */
	reset(): void {
		this.channels = new Map();
	}

	private complete(userId: string, order: ChannelOrder): Channel {
		return {
			id: order.id,
			userId,
			events: order.events ?? new Map(),
			notifyUrl: order.notifyUrl ?? '',
			expiryMs: this.expiryOf(order),
			token: order.token ?? null,
			returnsValues: order.returnsValues ?? false,
			notifiesRelated: order.notifiesRelated ?? true,
			conditions: order.conditions ?? new Map(),
			conditionBody: order.conditionBody ?? null,
		};
	}

	private expiryOf({ expiryMs }: ChannelOrder): number {
		const { clock, switches } = this.state;
		const asked = expiryMs ?? clock.now() + SHORT_LIFE_MS;
		return switches.channelCapMs === null ? asked : Math.min(asked, clock.now() + switches.channelCapMs);
	}

	private keep(channel: Channel): Channel {
		this.channels.set(keyOf(channel.userId, channel.id), channel);
		return channel;
	}
}

const keyOf = (userId: string, id: string): string => `${userId} ${id}`;

function joinEvents(one: Channel['events'], other: Channel['events']): Channel['events'] {
	const joined = new Map(one);
	for (const [module, operations] of other) joined.set(module, new Set([...(one.get(module) ?? []), ...operations]));
	return joined;
}
