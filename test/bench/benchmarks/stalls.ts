import { runApart } from '../apart';
import type { Benchmark } from '../benchmark';
import { connect, withEmulator } from '../emulated';
import { writeCosts } from '../parts/oddInputs';

/** The larger size of each input is the full one. */
const SIZES = { scale: 1 / 4, growth: 4 };

/** How long odd inputs keep other work of n8n waiting, in full size: rows alike, long texts, wide headers, large results, and whole runs of both nodes. */
export const stalls: Benchmark = {
	keys: [
		{
			key: 'bulk_longest_stall_ms',
			bar: { kind: 'at most', value: 100 },
			unit: 'ms',
			measures:
				'Longest stretch of processor time without a turn of the event loop, over all odd inputs and runs of whole nodes of the law of stalls in full size (test/bench/stalls), the better of two runs each',
		},
	],
	async run({ say }) {
		say('odd inputs in two sizes');
		const ofParts = await runApart<typeof import('../parts/oddInputs')>('oddInputs', SIZES);
		say('whole nodes in two sizes');
		const ofNodes = await withEmulator(async (emulator) => {
			const connection = await connect(emulator);
			return await runApart<typeof import('../parts/wholeNodes')>('wholeNodes', { ...SIZES, connection });
		});
		const costs = [...ofParts, ...ofNodes];
		return {
			figures: { bulk_longest_stall_ms: Math.max(...costs.map(({ grown }) => grown.longestMs)) },
			notes: writeCosts(costs, SIZES.growth).split('\n'),
		};
	},
};
