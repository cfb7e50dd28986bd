import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What one measured piece of work took. */
export interface Cost {
	readonly wallMs: number;
	/** User and system time of all threads of the process. */
	readonly cpuMs: number;
}

/** Frees what earlier work left, so that it is not paid for by the measured one. */
export function collectGarbage(): void {
	if (globalThis.gc === undefined) throw new Error('Start with --expose-gc');
	globalThis.gc();
}

/** Runs work on a collected heap and says what it took. */
export async function measureCost<Result>(work: () => Promise<Result>): Promise<Cost & { readonly result: Result }> {
	collectGarbage();
	const startedAt = performance.now();
	const before = process.cpuUsage();
	const result = await work();
	const { user, system } = process.cpuUsage(before);
	return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000, result };
}

/** How late a timer of the process fired, in milliseconds; the timer's own period is in it. */
export interface Stalls {
	readonly p50Ms: number;
	readonly p99Ms: number;
	readonly p999Ms: number;
	readonly longestMs: number;
}

/** The period of the timer that `watchStalls` measures by, in milliseconds. */
export const STALL_RESOLUTION_MS = 5;

/** Runs work and says how long the event loop stood still meanwhile. */
export async function watchStalls<Result>(
	work: () => Promise<Result>,
): Promise<{ readonly stalls: Stalls; readonly result: Result }> {
	const delay = monitorEventLoopDelay({ resolution: STALL_RESOLUTION_MS });
	delay.enable();
	const result = await work();
	delay.disable();
	const at = (percentile: number): number => delay.percentile(percentile) / 1e6;
	return { stalls: { p50Ms: at(50), p99Ms: at(99), p999Ms: at(99.9), longestMs: delay.max / 1e6 }, result };
}

const MEMORY_SAMPLE_MS = 50;
const MEBIBYTE = 1024 * 1024;

/** Runs work and says by how much the resident memory grew at most, sampled every 50 ms. */
export async function watchMemory<Result>(
	work: () => Promise<Result>,
): Promise<{ readonly growthMb: number; readonly beforeMb: number; readonly result: Result }> {
	collectGarbage();
	const before = process.memoryUsage.rss();
	let most = before;
	const sample = (): void => void (most = Math.max(most, process.memoryUsage.rss()));
	const sampler = setInterval(sample, MEMORY_SAMPLE_MS);
	const result = await work().finally(() => clearInterval(sampler));
	sample();
	return { growthMb: (most - before) / MEBIBYTE, beforeMb: before / MEBIBYTE, result };
}
