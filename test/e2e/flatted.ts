import { isRecord, toList, toRecord } from './json';

/**
 * Reads the "flatted" form in which n8n hands out the data of an execution: one list in which every text stands for
 * the place of a value. Only what is asked for is put together, so that 60,000 items cost no more than themselves.
 */
export class FlattedData {
	private readonly values: readonly unknown[];

	constructor(text: string) {
		this.values = toList(JSON.parse(text));
	}

	/** The value at a path from the root, complete; undefined where the path leads nowhere. */
	read(...path: readonly (string | number)[]): unknown {
		let place = 0;
		for (const key of path) {
			const parent = this.values[place];
			if (!isRecord(parent) && !Array.isArray(parent)) return undefined;
			const next: unknown = Reflect.get(parent, key);
			if (next === undefined) return undefined;
			if (typeof next !== 'string') return next;
			place = Number(next);
		}
		return this.build(place, new Map());
	}

	private build(place: number, built: Map<number, unknown>): unknown {
		if (built.has(place)) return built.get(place);
		const value = this.values[place];
		if (typeof value !== 'object' || value === null) return value;
		const resolve = (entry: unknown): unknown => (typeof entry === 'string' ? this.build(Number(entry), built) : entry);
		if (Array.isArray(value)) {
			const list: unknown[] = [];
			built.set(place, list);
			for (const entry of value) list.push(resolve(entry));
			return list;
		}
		const record: Record<string, unknown> = {};
		built.set(place, record);
		for (const [key, entry] of Object.entries(toRecord(value))) record[key] = resolve(entry);
		return record;
	}
}
