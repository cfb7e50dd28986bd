import { randomBytes } from 'node:crypto';
import type { Clock } from '../contract';
import type { RecordStore, StoredRecord } from './store';

/** What lists can be sorted by. Source: Get Records, v8 (records 4). */
export const SORT_FIELDS = ['id', 'Created_Time', 'Modified_Time'] as const;

/** One of `SORT_FIELDS`. */
export type SortField = (typeof SORT_FIELDS)[number];

/** Life of a page token. Source: Get Records, v8 (records 4). */
const TOKEN_LIFE_MS = 24 * 3_600_000;
/** Tokens that are remembered; a caller that pages through a module has two alive. */
const TOKENS_KEPT = 10_000;

/** What a page token stands for. */
export interface PageToken {
	/** Everything that must be the same in the next call: module, user, parameters. */
	readonly bound: string;
	readonly page: number;
	/** The last record before the page; null = the page is the first. */
	readonly after: StoredRecord | null;
	/** Records given before this page. */
	readonly given: number;
	/** Token of the page before. */
	readonly previous: string | null;
	readonly expiryMs: number;
}

/** The order of lists and the tokens of their pages. */
export class RecordPages {
	private orders = new Map<string, { readonly mark: number; readonly records: readonly StoredRecord[] }>();
	private tokens = new Map<string, PageToken>();

	constructor(
		private readonly clock: Clock,
		private readonly store: RecordStore,
		/** Whether reads are behind, so that the order depends on the time. */
		private readonly isDelayed: () => boolean,
	) {}

	/** The records of a module in ascending order; sorted anew only after a change. */
	order(module: string, sortBy: SortField): readonly StoredRecord[] {
		if (this.isDelayed()) return [...this.store.allAsRead(module)].sort((a, b) => compareRecords(a, b, sortBy));
		const key = `${module} ${sortBy}`;
		const mark = this.store.mark();
		const known = this.orders.get(key);
		if (known?.mark === mark) return known.records;
		const records = [...this.store.all(module)].sort((a, b) => compareRecords(a, b, sortBy));
		this.orders.set(key, { mark, records });
		return records;
	}

	/** Remembers a page under a new name. */
	issue(token: Omit<PageToken, 'expiryMs'>): { readonly name: string; readonly expiryMs: number } {
		const name = randomBytes(32).toString('hex');
		const expiryMs = this.clock.now() + TOKEN_LIFE_MS;
		this.tokens.set(name, { ...token, expiryMs });
		const [oldest] = this.tokens.keys();
		if (this.tokens.size > TOKENS_KEPT) this.tokens.delete(oldest);
		return { name, expiryMs };
	}

	/** Undefined for a name that was never issued. */
	token(name: string): PageToken | undefined {
		return this.tokens.get(name);
	}
}

/** Orders records by a field, equal ones by id; ids have one length, so text order is number order. */
export function compareRecords(a: StoredRecord, b: StoredRecord, sortBy: SortField): number {
	const [left, right] = [String(a[sortBy] ?? ''), String(b[sortBy] ?? '')];
	if (left !== right) return left < right ? -1 : 1;
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Up to `wanted` matching records in the asked order, from behind `after`, without the first `skip`. */
export function walk(
	order: readonly StoredRecord[],
	{ sortBy, isAscending }: { readonly sortBy: SortField; readonly isAscending: boolean },
	after: StoredRecord | null,
	skip: number,
	wanted: number,
	matches: (record: StoredRecord) => boolean,
): StoredRecord[] {
	const step = isAscending ? 1 : -1;
	let at = isAscending ? 0 : order.length - 1;
	if (after) {
		let [low, high] = [0, order.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			const difference = compareRecords(order[middle], after, sortBy);
			if (difference < 0 || (isAscending && difference === 0)) low = middle + 1;
			else high = middle;
		}
		at = isAscending ? low : low - 1;
	}
	const found: StoredRecord[] = [];
	for (let skipped = 0; at >= 0 && at < order.length && found.length < wanted; at += step) {
		if (!matches(order[at])) continue;
		if (skipped < skip) skipped++;
		else found.push(order[at]);
	}
	return found;
}
