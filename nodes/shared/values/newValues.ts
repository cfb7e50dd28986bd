/** A value that a picklist does not have. */
export interface NewValue {
	readonly value: string;
	/** In how many cells it is. */
	readonly count: number;
}

/** The values that a picklist does not have: the most common ones, and how many cells have others. */
export interface GatheredNewValues {
	readonly values: readonly NewValue[];
	readonly otherCount: number;
}

/** How many values are named, most common first. */
const NAMED_VALUES = 100;
/** How many are told apart; cells with any beyond these are only counted. */
const MAX_VALUES = 1_000;
/** Zoho CRM takes at most 120 characters in a picklist: longer texts are shown in part. */
const SHOWN_CHARACTERS = 120;

/** Counts the values of one column that its picklist does not have. */
export class NewValues {
	private readonly counts = new Map<string, number>();
	private uncounted = 0;

	note(text: string): void {
		const value = text.trim().slice(0, SHOWN_CHARACTERS);
		const count = this.counts.get(value);
		if (count !== undefined) this.counts.set(value, count + 1);
		else if (this.counts.size === MAX_VALUES) this.uncounted += 1;
		// A text that is cut out of another keeps all of that in memory.
		else this.counts.set(Buffer.from(value).toString(), 1);
	}

	/** @returns null if there are none */
	gathered(): GatheredNewValues | null {
		if (this.counts.size === 0) return null;
		const ordered = [...this.counts].sort(([, a], [, b]) => b - a);
		return {
			values: ordered.slice(0, NAMED_VALUES).map(([value, count]) => ({ value, count })),
			otherCount: ordered.slice(NAMED_VALUES).reduce((sum, [, count]) => sum + count, this.uncounted),
		};
	}
}
