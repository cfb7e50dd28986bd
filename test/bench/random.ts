/** Gives whole numbers from 0 to `below` - 1. */
export type Random = (below: number) => number;

/** A small random generator (mulberry32): the same seed gives the same numbers everywhere. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}

/** Puts values into a random order, in place. */
export function shuffle<Value>(values: Value[], random: Random): Value[] {
	for (let last = values.length - 1; last > 0; last -= 1) {
		const other = random(last + 1);
		[values[last], values[other]] = [values[other], values[last]];
	}
	return values;
}
