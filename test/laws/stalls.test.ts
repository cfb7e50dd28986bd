import { runApart } from '../bench/apart';
import { connect, withEmulator } from '../bench/emulated';
import { writeCosts, type OddInputCost } from '../bench/parts/oddInputs';

const isFull = process.env.STALLS_IN_FULL_SIZE === 'yes';
/** Sizes here against the full ones, which the benchmarks measure: small ones find what grows too fast as well. */
const SCALE = isFull ? 1 / 4 : 1 / 16;
/** Whole nodes wait for Zoho CRM besides, so theirs are smaller. */
const SCALE_OF_NODES = isFull ? 1 / 4 : 1 / 40;
const GROWTH = 4;
/** How much more a stretch may take with four times the input, unless it is short all the same. */
const MOST_GROWTH = 4.5;
/** With four times the input, linear work takes four times as long and some more for garbage, and square work 16 times. */
const LINEAR_GROWTH = 6;
/** The longest stretch that is meant. Twice as long is the limit, because collecting garbage comes on top. */
const SHORT_MS = 50;
const FULL_SIZE_MS = 900_000;

const measureParts = async (): Promise<readonly OddInputCost[]> =>
	await runApart<typeof import('../bench/parts/oddInputs')>('oddInputs', { scale: SCALE, growth: GROWTH });

const measureNodes = async (): Promise<readonly OddInputCost[]> =>
	await withEmulator(async (emulator) => {
		const connection = await connect(emulator);
		const sizes = { scale: SCALE_OF_NODES, growth: GROWTH };
		return await runApart<typeof import('../bench/parts/wholeNodes')>('wholeNodes', { ...sizes, connection });
	});

describe.each([
	['no input keeps n8n from other work', measureParts],
	['no run of a whole node keeps n8n from other work', measureNodes],
])('%s', (_, measure) => {
	let costs: readonly OddInputCost[] = [];

	beforeAll(async () => {
		costs = await measure();
		process.stdout.write(`${writeCosts(costs, GROWTH)}\n`);
	}, FULL_SIZE_MS);

	it('in one stretch, which does not grow with the input', () => {
		const tooLong = costs.filter(
			({ once, grown }) =>
				grown.longestMs > 2 * SHORT_MS || grown.longestMs > Math.max(SHORT_MS, MOST_GROWTH * once.longestMs),
		);
		expect(tooLong).toEqual([]);
		expect(costs.length).toBeGreaterThan(10);
	});

	it('for a time that grows faster than the input', () => {
		const growsFaster = ({ once, grown }: OddInputCost): boolean =>
			grown.busyMs > Math.max(SHORT_MS, once.busyMs) * LINEAR_GROWTH;
		expect(costs.filter(growsFaster)).toEqual([]);
	});
});
