import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE_MS = 15_000;

/** Ends a process that we started: politely, and after 15 seconds without asking. Resolves once it is gone. */
export async function stopProcess(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	const lastResort = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
	child.kill(signal);
	await gone;
	clearTimeout(lastResort);
}

/**
 * Asks again and again until the answer is not undefined.
 * @param what named in the error when the time is over
 */
export async function waitFor<Result>(
	what: string,
	timeoutMs: number,
	ask: () => Promise<Result | undefined>,
): Promise<Result> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const result = await ask();
		if (result !== undefined) return result;
		if (Date.now() > deadline) throw new Error(`${what}: not after ${Math.round(timeoutMs / 1000)} seconds`);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}
