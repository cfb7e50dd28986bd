/**
 * The time that a node lives in. Import it before anything that loads n8n-workflow: `sleep`, which our nodes wait with, and
 * `Date` are replaced here, as jest replaces them in the tests.
 */

/** Where time comes from, and how it passes while a node waits. */
export interface StepClock {
	/** Milliseconds since 1970. */
	now(): number;
	pass(durationMs: number): Promise<void>;
}

const RealDate = Date;
/** The machine's own time, whatever clock is followed. */
export const realNow: () => number = RealDate.now.bind(RealDate);
/** Waits in real time. */
export const realSleep = async (durationMs: number): Promise<void> =>
	await new Promise((resolve) => setTimeout(resolve, durationMs));

let clock: StepClock = { now: realNow, pass: realSleep };

/** From now on nodes wait by this clock. */
export function followClock(followed: StepClock): void {
	clock = followed;
}

RealDate.now = () => clock.now();
globalThis.Date = new Proxy(RealDate, {
	construct: (target, args, newTarget): object =>
		Reflect.construct(target, args.length === 0 ? [clock.now()] : args, newTarget),
	apply: () => new RealDate(clock.now()).toString(),
});

const library = require.resolve('n8n-workflow');
const actual = require(library) as typeof import('n8n-workflow');
const loaded = require.cache[library];
if (loaded === undefined) throw new Error('n8n-workflow was not loaded as CommonJS');
loaded.exports = {
	...actual,
	async sleep(durationMs: number): Promise<void> {
		if (durationMs > 0) await clock.pass(Math.ceil(durationMs));
		await new Promise((resolve) => setImmediate(resolve));
	},
};
