const { imul } = Math;

/** Bits of a hash that choose the part of the table. */
const PART_BITS = 6;

/**
 * Remembers which row had a key last, by a hash of 53 bits: 12 bytes a row, however long the keys are. Two keys that
 * share a hash would only make their rows wait for each other.
 */
export class KeyTable {
	/** The table is in parts that grow one by one: growing it as a whole would keep n8n waiting, and take twice the memory. */
	private readonly parts: readonly KeyTablePart[];

	/** @param capacity how many keys are expected; more are taken */
	constructor(capacity = 1_000) {
		this.parts = Array.from({ length: 2 ** PART_BITS }, () => new KeyTablePart(Math.ceil(capacity / 2 ** PART_BITS)));
	}

	/**
	 * Notes that a row has this key.
	 * @param row from 0
	 * @returns the row that was noted for the key before, or -1
	 */
	note(key: string, row: number): number {
		const hash = hashOf(key);
		return this.partOf(hash).note(hash, row);
	}

	/** The row that was noted last for a key, or -1. */
	find(key: string): number {
		const hash = hashOf(key);
		return this.partOf(hash).find(hash);
	}

	private partOf(hash: number): KeyTablePart {
		return this.parts[(hash >>> 0) >>> (32 - PART_BITS)];
	}
}

/** Open addressing with linear search; half of the places stay empty. */
class KeyTablePart {
	private hashes: Float64Array;
	private rows: Int32Array;
	private count = 0;

	constructor(capacity: number) {
		const size = sizeFor(capacity);
		this.hashes = new Float64Array(size);
		this.rows = new Int32Array(size);
	}

	note(hash: number, row: number): number {
		if (this.count * 2 >= this.hashes.length) this.grow();
		const at = this.placeOf(hash);
		const before = this.hashes[at] === hash ? this.rows[at] : -1;
		if (before === -1) this.count += 1;
		this.hashes[at] = hash;
		this.rows[at] = row;
		return before;
	}

	find(hash: number): number {
		const at = this.placeOf(hash);
		return this.hashes[at] === hash ? this.rows[at] : -1;
	}

	private placeOf(hash: number): number {
		const mask = this.hashes.length - 1;
		let at = (hash >>> 0) & mask;
		while (this.hashes[at] !== 0 && this.hashes[at] !== hash) at = (at + 1) & mask;
		return at;
	}

	private grow(): void {
		const { hashes, rows } = this;
		this.hashes = new Float64Array(hashes.length * 2);
		this.rows = new Int32Array(hashes.length * 2);
		for (let old = 0; old < hashes.length; old += 1) {
			if (hashes[old] === 0) continue;
			const at = this.placeOf(hashes[old]);
			this.hashes[at] = hashes[old];
			this.rows[at] = rows[old];
		}
	}
}

/** A power of two with room for twice the keys. */
function sizeFor(capacity: number): number {
	return 2 ** Math.ceil(Math.log2(Math.max(16, capacity * 2)));
}

/** Different in every process: whoever makes keys that share a hash must not know it. */
const SEED = Math.floor(Math.random() * 2 ** 32);

/** Longer texts are no keys of a Map or Set as they are. */
const MAX_PLAIN_KEY = 1_000;

/**
 * A text as a key of a Map or Set. V8 gives all texts of one length beyond 16,383 characters the same hash, so that each of them
 * would be compared with all others: long ones are told apart by 53 bits of their own.
 */
export function shortKey(text: string): string {
	return text.length <= MAX_PLAIN_KEY ? text : `${text.slice(0, 20)} ${text.length} ${hashOf(text)}`;
}

/** 53 bits of a text, never 0: two 32-bit multiplicative hashes with different seeds, mixed at the end. */
function hashOf(text: string): number {
	let high = 0xdeadbeef ^ SEED;
	let low = 0x41c6ce57 ^ imul(SEED, 2_654_435_761);
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		high = imul(high ^ code, 2_654_435_761);
		low = imul(low ^ code, 1_597_334_677);
	}
	high = imul(high ^ (high >>> 16), 2_246_822_507) ^ imul(low ^ (low >>> 13), 3_266_489_909);
	low = imul(low ^ (low >>> 16), 2_246_822_507) ^ imul(high ^ (high >>> 13), 3_266_489_909);
	return 4_294_967_296 * (high & 0x1fffff) + (low >>> 0) || 1;
}
