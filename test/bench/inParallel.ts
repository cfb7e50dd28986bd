/** Does work for every value, a limited number at a time, in order of their start. */
export async function inParallel<Value>(
	values: readonly Value[],
	atOnce: number,
	work: (value: Value) => Promise<void>,
): Promise<void> {
	let next = 0;
	const goOn = async (): Promise<void> => {
		while (next < values.length) await work(values[next++]);
	};
	await Promise.all(Array.from({ length: atOnce }, goOn));
}
