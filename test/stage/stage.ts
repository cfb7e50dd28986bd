import type { Emulator } from '../emulator';
import { runOn, type Run } from './run';
import { useEmulator, type EmulatorUse } from './useEmulator';
import { useVirtualTime } from './virtualTime';

/** How the stage of a test file differs from the usual one. */
export interface StageUse extends EmulatorUse {
	/** Default virtual: a sleeping node moves the emulator's clock and the date, and nobody waits. */
	readonly time?: 'virtual' | 'real';
}

/** What a test file plays on. */
export interface Stage {
	/** The Zoho CRM of this file; a fresh organization in every test. */
	readonly emulator: Emulator;
	/** Runs an operation, with a credential that has all scopes unless another is given. */
	readonly run: Run;
}

/**
 * Sets a test file up: the only line that it needs for that. The emulator starts before the first test and stops after the
 * last; before each the organization is fresh and virtual time begins; after each every spy is taken away and time is real.
 */
export function useStage({ time = 'virtual', ...use }: StageUse = {}): Stage {
	const emulator = useEmulator(use);
	beforeEach(() => {
		if (time === 'virtual') useVirtualTime(emulator);
	});
	afterEach(() => {
		jest.restoreAllMocks();
		jest.useRealTimers();
	});
	return { emulator, run: runOn(emulator) };
}
