import { setImmediate as turn } from 'node:timers/promises';

/** How long a thread was busy. */
export interface Stretches {
	/** The longest time that work kept others waiting, in milliseconds of processor time: what else runs on the machine does not count. */
	readonly longestMs: number;
	/** All time that was worked. */
	readonly busyMs: number;
}

/** What work is given to let others have their turn, as n8n's `sleep` does. */
export const giveTurn = async (): Promise<void> => await turn();

/** Shorter stretches are those of the watch itself. */
const LEAST_MS = 0.2;

const processorMs = (): number => {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1000;
};

/** Runs work, and says how long it kept the event loop from turning. */
export async function watchTurns(work: () => Promise<unknown>): Promise<Stretches> {
	let longestMs = 0;
	let busyMs = 0;
	let before = processorMs();
	let isOver = false;
	const look = (): void => {
		const now = processorMs();
		const stretchMs = now - before;
		before = now;
		longestMs = Math.max(longestMs, stretchMs);
		if (stretchMs > LEAST_MS) busyMs += stretchMs;
		if (!isOver) setImmediate(look);
	};
	setImmediate(look);
	await work().finally(() => (isOver = true));
	look();
	return { longestMs, busyMs };
}
