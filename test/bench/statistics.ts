/** The middle value; of an even number of values the lower one of the two in the middle. */
export function median(values: readonly number[]): number {
	if (values.length === 0) throw new RangeError('There is no median of nothing');
	return [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)];
}

/** A number for people: three significant digits, whole from 100 on. */
export function round(value: number): number {
	return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** Values for people, with what they are measured in. */
export function list(values: readonly number[], unit: string): string {
	return `${values.map((value) => round(value)).join(', ')} ${unit}`;
}
