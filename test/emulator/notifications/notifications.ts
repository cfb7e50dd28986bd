import { isObject, type JsonObject, type JsonValue } from '../json';
import type { RecordChange, StoredRecord } from '../records/store';
import type { EmulatorState } from '../state';
import { type Channel, ChannelStore } from './channels';
import { isWatched, meetsSelection, type Operation } from './rules';

/** Posts a notification. @returns the status of the answer; null where none came in time */
export type DeliverNotification = (url: string, body: JsonObject, timeoutMs: number) => Promise<number | null>;

/** A notification, on its way or delivered. */
export interface Delivery {
	readonly url: string;
	readonly body: JsonObject;
	/** When it leaves; null = it is lost. */
	readonly dueMs: number | null;
	/** What was answered; undefined while it is not, null where no answer came. */
	status?: number | null;
}

async function postNotification(url: string, body: JsonObject, timeoutMs: number): Promise<number | null> {
	return await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(timeoutMs),
	}).then(
		async (response) => {
			await response.arrayBuffer();
			return response.status;
		},
		() => null,
	);
}

/** What happened to some records of a module in one call. */
interface Batch {
	readonly module: string;
	readonly kind: 'insert' | 'update' | 'delete';
	readonly changes: RecordChange[];
}

const OPERATION_OF: Readonly<Record<Batch['kind'], Operation>> = { insert: 'create', update: 'edit', delete: 'delete' };
/** Contacts tell of their accounts, where a channel asks for it. Source: notifications 1, `notify_on_related_action`. */
const RELATED: Readonly<Record<string, { readonly field: string; readonly module: string }>> = {
	Contacts: { field: 'Account_Name', module: 'Accounts' },
};
/** Keys of a record that say when and by whom it was changed: they change with every edit. */
const STAMPS: ReadonlySet<string> = new Set(['Modified_Time', 'Modified_By', 'Last_Activity_Time']);
const KEPT_DELIVERIES = 20_000;

/**
 * Tells the channels what happens to records. Changes of one call that are alike share notifications. Nothing is sent again.
 * Source: notifications 3.
 */
export class Notifications {
	readonly channels: ChannelStore;
	private batches: Batch[] = [];
	private queue: (Delivery & { readonly dueMs: number })[] = [];
	private log: Delivery[] = [];
	private under = new Set<Promise<void>>();
	private chance = 0;
	private isCollecting = false;

	constructor(
		private readonly state: EmulatorState,
		private readonly deliver: DeliverNotification = postNotification,
	) {
		this.channels = new ChannelStore(state);
		state.records.watch((change) => this.note(change));
		this.reset();
	}

	/** Every notification so far, lost ones too, in the order in which they were made; the last 20,000. */
	all(): readonly Delivery[] {
		return this.log;
	}

	/** Sends what is due by now. */
	settle(): void {
		this.writeBatches();
		const nowMs = this.state.clock.now();
		const due = this.queue.filter(({ dueMs }) => dueMs <= nowMs).sort((one, other) => one.dueMs - other.dueMs);
		this.queue = this.queue.filter(({ dueMs }) => dueMs > nowMs);
		for (const delivery of due) {
			const sent = this.deliver(delivery.url, delivery.body, this.state.switches.receiverTimeoutMs).then((status) => {
				delivery.status = status;
				this.under.delete(sent);
			});
			this.under.add(sent);
		}
	}

	/** Whether notifications wait for their time. */
	isBusy(): boolean {
		return this.queue.length > 0 || this.batches.length > 0;
	}

	/** Resolves once everything that is due was sent and answered, or given up. */
	async delivered(): Promise<void> {
		this.settle();
		while (this.under.size > 0) await Promise.all(this.under);
	}

	/** Forgets channels and notifications. */
	reset(): void {
		this.channels.reset();
		this.batches = [];
		this.queue = [];
		this.log = [];
		this.chance = this.state.switches.notificationSeed;
	}

	private note(change: RecordChange): void {
		const { notifiesBulkWrite, restoredEvent } = this.state.switches;
		const module = this.state.schema.module(change.module);
		if (module === undefined || !isWatched(module) || (change.isBulk && !notifiesBulkWrite)) return;
		const kind = change.kind === 'restore' ? restoredEvent : change.kind;
		if (kind === 'none' || this.channels.all().length === 0) return;
		const last = this.batches.at(-1);
		if (last?.module === change.module && last.kind === kind) last.changes.push(change);
		else this.batches.push({ module: change.module, kind, changes: [change] });
		if (this.isCollecting) return;
		this.isCollecting = true;
		// A call writes all its records before anything else runs.
		setImmediate(() => {
			this.isCollecting = false;
			this.settle();
		});
	}

	private writeBatches(): void {
		const batches = this.batches;
		this.batches = [];
		for (const batch of batches) for (const channel of this.channels.all()) this.tell(channel, batch);
	}

	private tell(channel: Channel, batch: Batch): void {
		const related = RELATED[batch.module];
		if (channel.notifiesRelated && related !== undefined && channel.events.get(related.module)?.has('edit')) {
			const ids = batch.changes.map(({ record }) => idOf(record[related.field])).filter((id) => id !== null);
			if (ids.length > 0)
				this.send(
					channel,
					related.module,
					'update',
					[...new Set(ids)].map((id) => ({ id })),
				);
		}
		if (!channel.events.get(batch.module)?.has(OPERATION_OF[batch.kind])) return;
		const condition = batch.kind === 'update' ? channel.conditions.get(batch.module) : undefined;
		const told = batch.changes
			.map((change) => this.describe(batch.kind, change))
			.filter(({ fields = {} }) => condition === undefined || meetsSelection(condition, new Set(Object.keys(fields))));
		if (told.length > 0) this.send(channel, batch.module, batch.kind, told);
	}

	/** What changed in a record, with the values of it. */
	private describe(kind: Batch['kind'], { record, before, deletedById }: RecordChange): Told {
		if (kind === 'delete')
			return {
				id: record.id,
				fields: { Modified_By: this.state.users.personReference(deletedById ?? ''), Record_Status__s: 0 },
			};
		return { id: record.id, fields: kind === 'update' ? changedValues(before ?? { id: record.id }, record) : {} };
	}

	private send(channel: Channel, module: string, operation: Batch['kind'], told: readonly Told[]): void {
		const { idsPerNotification } = this.state.switches;
		for (let at = 0; at < told.length; at += idsPerNotification)
			this.dispatch(channel.notifyUrl, this.write(channel, module, operation, told.slice(at, at + idsPerNotification)));
	}

	private write(channel: Channel, module: string, operation: Batch['kind'], told: readonly Told[]): JsonObject {
		const withFields = told.filter(({ fields }) => fields !== undefined && Object.keys(fields).length > 0);
		const values = withFields.map(({ id, fields = {} }): JsonObject => ({ record_id: id, values: fields }));
		const query = [...new URL(channel.notifyUrl).searchParams];
		return {
			server_time: this.state.clock.now(),
			...(channel.returnsValues && values.length > 0 ? { affected_values: values } : {}),
			query_params: Object.fromEntries(query),
			module,
			// Version 2 in every version that was seen. notifications 1.
			resource_uri: `https://www.zohoapis.com/crm/v2/${module}`,
			ids: told.map(({ id }) => id),
			affected_fields: withFields.map(({ id, fields = {} }): JsonObject => ({ [id]: Object.keys(fields) })),
			operation,
			channel_id: channel.id,
			token: channel.token,
		};
	}

	/** Puts a notification on its way, or lets it meet what the switches say. */
	private dispatch(url: string, body: JsonObject): void {
		const { switches, clock } = this.state;
		const dueMs = clock.now() + switches.notificationDelayMs;
		const isLost = this.happens(switches.lostNotifications);
		const isDoubled = this.happens(switches.doubledNotifications);
		const isLate = this.happens(switches.lateNotifications);
		const isSwapped = this.happens(switches.swappedNotifications);
		if (isLost) return this.keep({ url, body, dueMs: null });
		// One that is swapped leaves a little after the next one.
		const at = dueMs + (isLate ? switches.lateNotificationMs : 0) + (isSwapped ? switches.secondNotificationMs : 0);
		this.enqueue({ url, body, dueMs: at });
		if (isDoubled) this.enqueue({ url, body, dueMs: at + switches.secondNotificationMs });
	}

	private enqueue(delivery: Delivery & { readonly dueMs: number }): void {
		this.queue.push(delivery);
		this.keep(delivery);
	}

	private keep(delivery: Delivery): void {
		this.log.push(delivery);
		if (this.log.length > KEPT_DELIVERIES) this.log.shift();
	}

	/** A chance that is the same in every run with the same seed. */
	private happens(share: number): boolean {
		this.chance = (Math.imul(this.chance, 1_664_525) + 1_013_904_223) >>> 0;
		return share > 0 && this.chance / 2 ** 32 < share;
	}
}

interface Told {
	readonly id: string;
	readonly fields?: Readonly<Record<string, JsonValue>>;
}

function changedValues(before: StoredRecord, after: StoredRecord): Readonly<Record<string, JsonValue>> {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	const changed = names.filter(
		(name) =>
			name !== 'id' &&
			!STAMPS.has(name) &&
			JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
	);
	return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
}

const idOf = (value: JsonValue | undefined): string | null =>
	isObject(value) && typeof value.id === 'string' ? value.id : null;
