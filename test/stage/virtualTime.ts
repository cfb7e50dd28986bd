import { sleep } from 'n8n-workflow';
import type { Emulator } from '../emulator';

/** Lets sleeping nodes move the emulator's manual clock, and the date with it. Call in `beforeEach`. */
export function useVirtualTime(emulator: Emulator): void {
	jest.useFakeTimers({
		now: emulator.state.clock.now(),
		doNotFake: [
			'clearImmediate',
			'clearInterval',
			'clearTimeout',
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'setInterval',
			'setTimeout',
		],
	});
	jest.mocked(sleep).mockImplementation(async (ms: number) => {
		if (ms > 0) {
			emulator.advance(ms);
			jest.setSystemTime(emulator.state.clock.now());
		}
		await new Promise((resolve) => setImmediate(resolve));
	});
}
