/** Longer names are not compared letter by letter. */
const MAX_COMPARED_LENGTH = 64;
/** From this length on, two letters may differ; in a shorter name one. */
const LONG_NAME_LENGTH = 8;

/** The letters and digits of a name. */
const squeeze = (name: string): string =>
	name
		.normalize('NFKC')
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The name that was probably meant by another one; null if none is near. */
export function findNearest(name: string, known: readonly string[]): string | null {
	const wanted = squeeze(name);
	if (wanted === '' || wanted.length > MAX_COMPARED_LENGTH) return null;
	let nearest: string | null = null;
	let least = wanted.length < LONG_NAME_LENGTH ? 1 : 2;
	for (const candidate of known) {
		const squeezed = squeeze(candidate);
		if (Math.abs(squeezed.length - wanted.length) > least || squeezed === '') continue;
		const distance = countEdits(wanted, squeezed);
		if (distance > least || (nearest !== null && distance === least)) continue;
		nearest = candidate;
		least = distance;
	}
	return nearest;
}

/** How many letters have to be added, left out, changed or swapped with their neighbor. */
function countEdits(from: string, to: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: to.length + 1 }, (_, at) => at);
	for (let row = 1; row <= from.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= to.length; column += 1) {
			const isSame = from[row - 1] === to[column - 1];
			const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			current.push(
				Math.min(
					last[column] + 1,
					current[column - 1] + 1,
					last[column - 1] + (isSame ? 0 : 1),
					isSwapped ? beforeLast[column - 2] + 1 : Infinity,
				),
			);
		}
		beforeLast = last;
		last = current;
	}
	return last[to.length];
}
