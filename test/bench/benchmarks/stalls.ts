import { runApart } from '../apart';
import type { Benchmark } from '../benchmark';
import { writeCosts } from '../parts/oddInputs';

/** The larger size of each input is the full one. */
const SIZES = { scale: 1 / 4, growth: 4 };

/** How long odd inputs keep other work of n8n waiting, in full size: rows alike, long texts, wide headers, large results. */
export const stalls: Benchmark = {
	keys: [
		{
			key: 'bulk_longest_stall_ms',
			bar: { kind: 'at most', value: 100 },
			unit: 'ms',
			measures:
				'Longest stretch of processor time without a turn of the event loop, over all odd inputs of the law of stalls in full size (test/bench/stalls), the better of two runs each',
		},
	],
	async run({ say }) {
		say('odd inputs in two sizes');
		const costs = await runApart<typeof import('../parts/oddInputs')>('oddInputs', SIZES);
		return {
			figures: { bulk_longest_stall_ms: Math.max(...costs.map(({ grown }) => grown.longestMs)) },
			notes: writeCosts(costs, SIZES.growth).split('\n'),
		};
	},
};
