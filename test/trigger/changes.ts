import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../emulator';

/** Something that was done to a record. */
export interface Change {
	readonly kind: 'create' | 'update' | 'delete' | 'restore';
	readonly module: string;
	readonly id: string;
	/** The second in which it was done. */
	readonly second: number;
}

/** The names by which records of the modules are made: two standard modules and a custom one. */
export const MODULES: Readonly<Record<string, string>> = {
	Leads: 'Last_Name',
	Accounts: 'Account_Name',
	Venues: 'Name',
};

/** Numbers from 0 up to 1 that are the same for the same seed. */
export function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Changes records at random and keeps book of it, by itself. */
export class RandomChanges {
	readonly book: Change[] = [];
	private readonly alive: { module: string; id: string }[] = [];
	private readonly gone: { module: string; id: string }[] = [];
	private count = 0;

	constructor(
		private readonly emulator: Emulator,
		private readonly random: () => number,
	) {}

	/** One change. */
	step(): void {
		const chance = this.random();
		if (chance < 0.35 || this.alive.length === 0) this.create();
		else if (chance < 0.8) this.update();
		else if (chance < 0.95 || this.gone.length === 0) this.delete();
		else this.restore();
	}

	/** Many new records in one second. */
	bulk(records: number): void {
		this.emulator.store.isBulk = true;
		for (let at = 0; at < records; at += 1) this.create('Leads');
		this.emulator.store.isBulk = false;
	}

	private create(module = this.pick(Object.keys(MODULES))): void {
		this.count += 1;
		const name = `${module} ${this.count}`;
		const values = module === 'Leads' ? { Last_Name: name, Company: 'Brightwell' } : { [MODULES[module]]: name };
		const id = this.emulator.add(module, values);
		this.alive.push({ module, id });
		this.note('create', module, id);
	}

	private update(): void {
		const { module, id } = this.pick(this.alive);
		const record = this.emulator.store.get(module, id);
		if (record === undefined) return;
		this.count += 1;
		const changed = { [MODULES[module]]: `${module} ${this.count}`, Modified_Time: this.emulator.state.timeText() };
		this.emulator.store.update(module, { ...record, ...changed });
		this.note('update', module, id);
	}

	private delete(): void {
		const at = Math.floor(this.random() * this.alive.length);
		const [{ module, id }] = this.alive.splice(at, 1);
		this.emulator.store.delete(module, id, this.emulator.state.users.all()[0].id);
		this.gone.push({ module, id });
		this.note('delete', module, id);
	}

	private restore(): void {
		const at = Math.floor(this.random() * this.gone.length);
		const [{ module, id }] = this.gone.splice(at, 1);
		this.emulator.store.restore(module, id, { Modified_Time: this.emulator.state.timeText() });
		this.alive.push({ module, id });
		this.note('restore', module, id);
	}

	private note(kind: Change['kind'], module: string, id: string): void {
		this.book.push({ kind, module, id, second: Math.floor(this.emulator.state.clock.now() / 1000) });
	}

	private pick<Entry>(entries: readonly Entry[]): Entry {
		return entries[Math.floor(this.random() * entries.length)];
	}
}

/**
 * The changes that no event tells. An event tells what happened to its record up to its second: a poll sees the last state only.
 * What happened to a record before it was deleted may be told by its deletion. A deletion that was undone leaves no trace at
 * Zoho: it must be told only if it was announced.
 */
export function findUntold(
	book: readonly Change[],
	items: readonly IDataObject[],
	isAnnounced: (change: Change) => boolean = () => true,
): Change[] {
	const told = new Map<string, { readonly event: string; readonly second: number }[]>();
	for (const { module, id, event, eventTime } of items) {
		const key = `${String(module)} ${String(id)}`;
		const second = Math.floor(Date.parse(String(eventTime)) / 1000);
		told.set(key, [...(told.get(key) ?? []), { event: String(event), second }]);
	}
	return book.filter((change) => {
		const { kind, module, id, second } = change;
		const events = told.get(`${module} ${id}`) ?? [];
		const isDeletedLater = events.some((event) => event.event === 'deleted' && event.second >= second);
		const isUndone = book.some((later) => later.kind === 'restore' && later.id === id && later.second >= second);
		const isTraceless = kind === 'delete' && isUndone && !isAnnounced(change);
		if (kind === 'delete')
			return !isTraceless && !events.some((event) => event.event === 'deleted' && event.second === second);
		if (kind === 'create') return !isDeletedLater && !events.some(({ event }) => event === 'created');
		return !isDeletedLater && !events.some((event) => event.event !== 'deleted' && event.second >= second);
	});
}

/** Event IDs that came more than once. */
export function findDoubled(items: readonly IDataObject[]): string[] {
	const ids = items.map(({ eventId }) => String(eventId));
	return ids.filter((id, index) => ids.indexOf(id) !== index);
}
