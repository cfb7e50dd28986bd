import { ODD_INPUTS } from '../stalls/oddInputs';
import { watchTurns, type Stretches } from '../stalls/watch';

/** How large the inputs are. */
export interface OddInputsRequest {
	/** Against their full sizes. */
	readonly scale: number;
	/** How many times as large the second of both sizes is. */
	readonly growth: number;
}

/** What one input took in two sizes. */
export interface OddInputCost {
	readonly name: string;
	/** The smaller size, with its unit. */
	readonly size: string;
	readonly once: Stretches;
	readonly grown: Stretches;
}

/** Works on every odd input in two sizes, in a process of its own: code that tests look into is slower than any input is. */
export async function measure({ scale, growth }: OddInputsRequest): Promise<readonly OddInputCost[]> {
	const costs: OddInputCost[] = [];
	for (const { name, size, unit, prepare } of ODD_INPUTS) {
		const small = Math.round(size * scale);
		const once = await bestOf(await prepare(small));
		const grown = await bestOf(await prepare(Math.round(size * scale * growth)));
		costs.push({ name, size: `${small} ${unit}`, once, grown });
	}
	return costs;
}

/** The best of two runs: the first one compiles. */
async function bestOf(work: () => Promise<unknown>): Promise<Stretches> {
	const runs = [await watchTurns(work), await watchTurns(work)];
	return {
		longestMs: Math.min(...runs.map(({ longestMs }) => longestMs)),
		busyMs: Math.min(...runs.map(({ busyMs }) => busyMs)),
	};
}

/** A table of the costs, for people. */
export function writeCosts(costs: readonly OddInputCost[], growth: number): string {
	const line = (name: string, size: string, figures: readonly string[]): string =>
		[name.padEnd(52), size.padEnd(34), ...figures.map((figure) => figure.padStart(8))].join(' ');
	const titles = line('Input', 'Size', ['longest', `at ${growth}x`, 'busy', `at ${growth}x`]);
	const rows = costs.map(({ name, size, once, grown }) =>
		line(
			name,
			size,
			[once.longestMs, grown.longestMs, once.busyMs, grown.busyMs].map((ms) => ms.toFixed(1)),
		),
	);
	return [`${titles}  (ms)`, ...rows].join('\n');
}
