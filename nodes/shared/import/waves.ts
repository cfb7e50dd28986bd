/**
 * Sorts rows into waves so that two rows that could touch the same record are never under way together: a row whose
 * key already occurred goes into the wave after that row's, in input order. Two jobs that upsert one key at the same
 * time would otherwise make two records.
 */
export interface Waves {
	/** Row indexes by wave, each in input order. */
	readonly waves: readonly (readonly number[])[];
	/** For each row index in a later wave, the rows before it that share a key with it. */
	readonly earlier: ReadonlyMap<number, readonly number[]>;
}

/**
 * @param indexes the rows to sort, in input order
 * @param keysOf the keys of a row, already normalised; rows that share any of them are kept apart; none = no bond
 */
export function sortIntoWaves(indexes: Iterable<number>, keysOf: (index: number) => readonly string[]): Waves {
	const lastWithKey = new Map<string, number>();
	const waveOf = new Map<number, number>();
	const earlier = new Map<number, number[]>();
	const waves: number[][] = [];
	for (const index of indexes) {
		const keys = keysOf(index);
		let wave = 0;
		for (const key of keys) {
			const before = lastWithKey.get(key);
			if (before !== undefined && before !== index) {
				wave = Math.max(wave, (waveOf.get(before) ?? 0) + 1);
				const known = earlier.get(index);
				if (known === undefined) earlier.set(index, [before]);
				else known.push(before);
			}
			lastWithKey.set(key, index);
		}
		if (wave > 0) waveOf.set(index, wave);
		(waves[wave] ??= []).push(index);
	}
	return { waves, earlier };
}

/** A value as a key that finds the same record: trimmed, and case-folded unless the field tells case apart. */
export function normaliseKey(text: string, isCaseSensitive: boolean): string {
	const trimmed = text.trim();
	return isCaseSensitive ? trimmed : trimmed.toLowerCase();
}
