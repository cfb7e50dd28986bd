import { startEmulator, type Emulator, type EmulatorOptions } from '../emulator';

/** How the emulator of a test file differs from the usual one. */
export interface EmulatorUse extends EmulatorOptions {
	/** Whether each test starts one of its own, with a clock that stands at the beginning; default no. */
	readonly isFresh?: boolean;
}

/**
 * The emulator of a test file: started before the first test, a fresh organization before each, stopped after the last.
 * Tests that run nodes call `useStage`, which does this and more.
 * @returns the one that runs at the time of use
 */
export function useEmulator({ isFresh = false, ...options }: EmulatorUse = {}): Emulator {
	let current: Emulator | undefined;
	const start = async (): Promise<void> => {
		current = await startEmulator(options);
	};
	const stop = async (): Promise<void> => await current?.stop();
	if (isFresh) {
		beforeEach(start);
		afterEach(stop);
	} else {
		beforeAll(start);
		beforeEach(() => current?.reset());
		afterAll(stop);
	}
	return standInFor(() => {
		if (current === undefined) throw new Error('The emulator starts with the first test');
		return current;
	});
}

/** What each test of a file makes anew, such as a client with a fresh token. @returns the one of the test that runs */
export function useEach<Thing extends object>(make: () => Thing): Thing {
	let current: Thing | undefined;
	beforeEach(() => {
		current = make();
	});
	return standInFor(() => {
		if (current === undefined) throw new Error('It is made with the first test');
		return current;
	});
}

/** What behaves as the thing that is there at the time of use. */
function standInFor<Thing extends object>(get: () => Thing): Thing {
	// The proxy answers every question from the thing; its own target is never looked at.
	return new Proxy({} as Thing, {
		get: (_, key) => Reflect.get(get(), key),
		set: (_, key, value) => Reflect.set(get(), key, value),
		has: (_, key) => Reflect.has(get(), key),
		ownKeys: () => Reflect.ownKeys(get()),
		getOwnPropertyDescriptor: (_, key) => {
			const descriptor = Reflect.getOwnPropertyDescriptor(get(), key);
			return descriptor && { ...descriptor, configurable: true };
		},
		defineProperty: (_, key, descriptor) => Reflect.defineProperty(get(), key, descriptor),
		deleteProperty: (_, key) => Reflect.deleteProperty(get(), key),
	});
}
