import type { Edition } from './organization';
import type { Switches } from './switches';

/** Calls at once per organization and client. Source: API Limits, v8 (limits 2). */
const CALLS_AT_ONCE: Readonly<Record<Edition, number>> = { free: 5, standard: 10, professional: 15, enterprise: 20, ultimate: 25 };

/** How many calls run at this moment, all and heavy ones. */
export class Concurrency {
	private calls = 0;
	private heavyCalls = 0;
	/** The most that ever ran at once since the last reset: what tests of callers look at. */
	private peakCalls = 0;

	constructor(private readonly switches: Switches) {}

	/** Starts to count the peak again; calls that run keep their place. */
	reset(): void {
		this.peakCalls = this.calls;
	}

	limit(): number {
		return this.switches.concurrencyLimit ?? CALLS_AT_ONCE[this.switches.edition];
	}

	/** What runs now and the most that ran at once. */
	current(): { readonly calls: number; readonly heavyCalls: number; readonly peakCalls: number } {
		return { calls: this.calls, heavyCalls: this.heavyCalls, peakCalls: this.peakCalls };
	}

	/** Lets a call in. @returns what to call when it has been answered; undefined when too many run */
	enter(isHeavy: boolean): (() => void) | undefined {
		if (this.calls >= this.limit() || (isHeavy && this.heavyCalls >= this.switches.heavyConcurrencyLimit)) return undefined;
		this.calls += 1;
		if (isHeavy) this.heavyCalls += 1;
		this.peakCalls = Math.max(this.peakCalls, this.calls);
		let hasLeft = false;
		return () => {
			if (hasLeft) return;
			hasLeft = true;
			this.calls -= 1;
			if (isHeavy) this.heavyCalls -= 1;
		};
	}
}
