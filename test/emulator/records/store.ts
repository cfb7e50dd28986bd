import type { FieldDefinition, ModuleDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { EmulatorState } from '../state';

/**
 * A record as the API gives it back: look-ups `{name, id}`, people `{name, id, email}`, times with offset. Empty fields
 * are left out. Rows of subforms and links of multi-select look-ups are records of their own modules.
 */
export interface StoredRecord extends JsonObject {
	readonly id: string;
}

/** A record in the recycle bin. */
export interface DeletedRecord {
	readonly record: StoredRecord;
	readonly deletedById: string;
	readonly deletedMs: number;
}

/** What happened to a record: what others may be told of it. */
export interface RecordChange {
	readonly kind: 'insert' | 'update' | 'delete' | 'restore';
	readonly module: string;
	/** As it is now; a deleted one as it was. */
	readonly record: StoredRecord;
	/** As it was before an update. */
	readonly before?: StoredRecord;
	/** Who deleted it. */
	readonly deletedById?: string;
	/** Whether a bulk write job did it. */
	readonly isBulk: boolean;
}

/** What the store needs to know. */
export type RecordStoreDeps = Pick<EmulatorState, 'clock' | 'switches' | 'schema'>;

/** Which records a look-up sees: those written up to `mark`, and those written after `ownFrom`, which are the looker's own. */
export interface View {
	readonly mark: number;
	readonly ownFrom: number;
}

interface IndexEntry {
	readonly id: string;
	/** Number of the write that gave the record this value. */
	readonly write: number;
}

/** A record as it was until a moment. */
interface Version {
	readonly record: StoredRecord;
	readonly untilMs: number;
}

interface Entry {
	record: StoredRecord;
	readonly addedMs: number;
	readonly write: number;
	/** What the record was before, oldest first, as long as a search or a read may still find it so. */
	versions: readonly Version[];
}

interface Table {
	readonly records: Map<string, Entry>;
	readonly indexes: Map<string, Map<string, IndexEntry[]>>;
	deleted: DeletedRecord[];
}

/**
 * All records of the organization, by module. Every write has a number; a call that takes `mark()` when it starts can
 * later look records up as they were then, though it sees the deletions and removed values of the meantime.
 */
export class RecordStore {
	private tables = new Map<string, Table>();
	private serials = new Map<string, number>();
	private writes = 0;
	private readonly listeners: ((change: RecordChange) => void)[] = [];
	/** Set while a bulk write job writes. */
	isBulk = false;

	constructor(private readonly deps: RecordStoreDeps) {}

	/** The number of the last write. It grows with every change, so it also tells whether anything changed. */
	mark(): number {
		return this.writes;
	}

	/** The records of a module, oldest first. */
	*all(module: string): Generator<StoredRecord> {
		for (const { record } of this.table(module).records.values()) yield record;
	}

	count(module: string): number {
		return this.table(module).records.size;
	}

	get(module: string, id: string): StoredRecord | undefined {
		return this.table(module).records.get(id)?.record;
	}

	/** The record as searches know it: as it was before the delay of the switch; undefined for one that was not there yet. */
	asSearched(module: string, id: string): StoredRecord | undefined {
		return this.asOf(this.table(module).records.get(id), this.searchedMs());
	}

	/** Calls back for every record that goes in, changes, or goes out to the recycle bin; links and rows of subforms too. */
	watch(listener: (change: RecordChange) => void): void {
		this.listeners.push(listener);
	}

	/** The record as reads show it: after the delay of the switch; undefined for one that reads do not show yet. */
	asRead(module: string, id: string): StoredRecord | undefined {
		return this.asOf(this.table(module).records.get(id), this.deps.clock.now() - this.deps.switches.recordDelayMs);
	}

	/** The records of a module as reads show them, oldest first. */
	*allAsRead(module: string): Generator<StoredRecord> {
		const thenMs = this.deps.clock.now() - this.deps.switches.recordDelayMs;
		for (const entry of this.table(module).records.values()) {
			const record = this.asOf(entry, thenMs);
			if (record !== undefined) yield record;
		}
	}

	/**
	 * Ids of the records whose field holds a value, oldest first; found by an index.
	 * @param value text and numbers are compared without surrounding space and, unless the field says otherwise, without case; look-ups by id
	 * @param view left out: everything there is
	 */
	find(module: string, field: string, value: JsonValue, view?: View): string[] {
		const key = this.keyOf(module, field, value);
		if (key === null) return [];
		const entries = this.index(module, field).get(key) ?? [];
		return entries.filter(({ write }) => !view || write <= view.mark || write > view.ownFrom).map(({ id }) => id);
	}

	insert(module: string, record: StoredRecord): void {
		this.add(module, record);
		this.tell({ kind: 'insert', module, record });
	}

	private add(module: string, record: StoredRecord): void {
		const table = this.table(module);
		const write = ++this.writes;
		table.records.set(record.id, { record: compact(record), addedMs: this.deps.clock.now(), write, versions: [] });
		for (const [field, index] of table.indexes)
			this.addToIndex(index, this.keyOf(module, field, record[field]), { id: record.id, write });
	}

	/** Replaces a record. */
	update(module: string, record: StoredRecord): void {
		const table = this.table(module);
		const entry = table.records.get(record.id);
		if (!entry) throw new RangeError(`${module} has no record ${record.id}`);
		const write = ++this.writes;
		for (const [field, index] of table.indexes) {
			const old = this.keyOf(module, field, entry.record[field]);
			const after = this.keyOf(module, field, record[field]);
			if (old === after) continue;
			this.removeFromIndex(index, old, record.id);
			this.addToIndex(index, after, { id: record.id, write });
		}
		const before = entry.record;
		entry.versions = this.keepVersions([...entry.versions, { record: before, untilMs: this.deps.clock.now() }]);
		entry.record = compact(record);
		this.tell({ kind: 'update', module, record, before });
	}

	/** Takes a record out; one with `deletedById` goes to the recycle bin. */
	delete(module: string, id: string, deletedById: string | null): void {
		const table = this.table(module);
		const entry = table.records.get(id);
		if (!entry) return;
		this.writes++;
		for (const [field, index] of table.indexes)
			this.removeFromIndex(index, this.keyOf(module, field, entry.record[field]), id);
		table.records.delete(id);
		if (deletedById === null) return;
		table.deleted.push({ record: entry.record, deletedById, deletedMs: this.deps.clock.now() });
		this.tell({ kind: 'delete', module, record: entry.record, deletedById });
	}

	/** Takes a record out of the recycle bin, with what changes by that. @returns whether it was there */
	restore(module: string, id: string, changes: JsonObject = {}): boolean {
		const table = this.table(module);
		const found = table.deleted.find(({ record }) => record.id === id);
		if (!found) return false;
		table.deleted = table.deleted.filter((entry) => entry !== found);
		const record = { ...found.record, ...changes, id };
		this.add(module, record);
		this.tell({ kind: 'restore', module, record });
		return true;
	}

	/** The recycle bin of a module, oldest first. */
	deleted(module: string): readonly DeletedRecord[] {
		return this.table(module).deleted;
	}

	/** The next value of a module's auto-number fields. */
	nextSerial(module: string): number {
		const serial = (this.serials.get(module) ?? 0) + 1;
		this.serials.set(module, serial);
		return serial;
	}

	/** Forgets everything. */
	reset(): void {
		this.tables = new Map();
		this.serials = new Map();
		this.writes++;
	}

	private tell(change: Omit<RecordChange, 'isBulk'>): void {
		for (const listener of this.listeners) listener({ ...change, isBulk: this.isBulk });
	}

	private asOf(entry: Entry | undefined, thenMs: number): StoredRecord | undefined {
		if (entry === undefined || entry.addedMs > thenMs) return undefined;
		return (entry.versions.find(({ untilMs }) => untilMs > thenMs) ?? entry).record;
	}

	private searchedMs(): number {
		return this.deps.clock.now() - this.deps.switches.searchDelayMs;
	}

	private keepVersions(versions: readonly Version[]): readonly Version[] {
		const { searchDelayMs, recordDelayMs } = this.deps.switches;
		const thenMs = this.deps.clock.now() - Math.max(searchDelayMs, recordDelayMs);
		return versions.filter(({ untilMs }) => untilMs > thenMs);
	}

	private table(module: string): Table {
		let table = this.tables.get(module);
		if (!table) {
			table = { records: new Map(), indexes: new Map(), deleted: [] };
			this.tables.set(module, table);
		}
		return table;
	}

	/** Built when first asked for, kept up to date from then on. */
	private index(module: string, field: string): Map<string, IndexEntry[]> {
		const table = this.table(module);
		let index = table.indexes.get(field);
		if (!index) {
			index = new Map();
			for (const { record, write } of table.records.values())
				this.addToIndex(index, this.keyOf(module, field, record[field]), { id: record.id, write });
			table.indexes.set(field, index);
		}
		return index;
	}

	private addToIndex(index: Map<string, IndexEntry[]>, key: string | null, entry: IndexEntry): void {
		if (key === null) return;
		const entries = index.get(key);
		if (entries) entries.push(entry);
		else index.set(key, [entry]);
	}

	private removeFromIndex(index: Map<string, IndexEntry[]>, key: string | null, id: string): void {
		if (key === null) return;
		const left = (index.get(key) ?? []).filter((entry) => entry.id !== id);
		if (left.length > 0) index.set(key, left);
		else index.delete(key);
	}

	private keyOf(module: string, field: string, value: JsonValue | undefined): string | null {
		if (value === undefined || value === null) return null;
		if (isObject(value)) return typeof value.id === 'string' ? value.id : null;
		const text = String(value).trim();
		if (text === '') return null;
		return this.deps.schema.field(module, field)?.unique?.caseSensitive ? text : text.toLowerCase();
	}
}

/** The same record in a fifth of the memory: an object that was filled key by key is a hash table, a copy of it is not. */
function compact(record: StoredRecord): StoredRecord {
	return { ...record };
}

/** The name that look-ups show for a record: the full name of people, else the module's display field. */
export function nameOf(module: ModuleDefinition, record: StoredRecord): string {
	const name = record.Full_Name ?? record[module.displayField];
	if (isObject(name)) return typeof name.name === 'string' ? name.name : '';
	return name === undefined || name === null ? '' : String(name);
}

/** A reference `{name, id}` to a record; null when it is not there. */
export function referenceTo(state: EmulatorState, moduleName: string, id: string): { name: string; id: string } | null {
	const module = state.schema.module(moduleName);
	const record = state.records.get(moduleName, id);
	return module && record ? { name: nameOf(module, record), id } : null;
}

/** Whether rows of this field live in a module of their own. */
export function hasChildren(field: FieldDefinition): boolean {
	return field.subformModule !== null || field.linking !== null;
}
