import type { StepEmulator } from './emulator';
import { realNow, realSleep, type StepClock } from './time';

/** Time between two steps of a job, as the emulator has it by default. */
const JOB_STEP_MS = 500;
/** With a real clock, the longest that is truly waited at a time: enough for what the emulator does by its own clock. */
const LONGEST_WAIT_MS = 1_000;

/**
 * The emulator's time as the node's own. With a manual clock nobody waits: it is moved. With a real clock jobs go on by as many
 * steps as would fit into the wait, of which one second at most is waited; the rest is skipped.
 */
export async function createClock(emulator: StepEmulator): Promise<StepClock> {
	const { isManual, nowMs } = await emulator.readClock();
	return isManual ? movedClock(emulator, nowMs) : shortenedClock(emulator);
}

function movedClock(emulator: StepEmulator, startMs: number): StepClock {
	let nowMs = startMs;
	return {
		now: () => nowMs,
		async pass(durationMs) {
			nowMs = await emulator.advance(durationMs);
		},
	};
}

function shortenedClock(emulator: StepEmulator): StepClock {
	let skippedMs = 0;
	return {
		now: () => realNow() + skippedMs,
		async pass(durationMs) {
			const startedMs = realNow();
			for (let step = Math.ceil(durationMs / JOB_STEP_MS); step > 0; step -= 1)
				if ((await emulator.tick()).every(hasEnded)) break;
			await realSleep(Math.min(durationMs, LONGEST_WAIT_MS));
			skippedMs += Math.max(0, durationMs - (realNow() - startedMs));
		},
	};
}

/** Whether a job is done, as its status says. */
export function hasEnded({ status }: Readonly<Record<string, unknown>>): boolean {
	return ['COMPLETED', 'FAILED', 'SKIPPED'].includes(String(status));
}
