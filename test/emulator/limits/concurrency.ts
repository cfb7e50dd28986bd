import type { Edition } from '../organization/organization';
import type { Switches } from '../switches';

/** Calls at once per organization and client. Source: API Limits, v8 (limits 2). */
const CALLS_AT_ONCE: Readonly<Record<Edition, number>> = {
	free: 5,
	standard: 10,
	professional: 15,
	enterprise: 20,
	ultimate: 25,
};

/** How many calls run at this moment, all and heavy ones. */
export class Concurrency {
	private calls = 0;
	private heavyCalls = 0;
	/** The most that ever ran at once since the last reset: what tests of callers look at. */
	private peakCalls = 0;
	/** Calls that wait for others to come, and for how many; null = nobody waits. */
	private gathering: { readonly method: string; readonly count: number; readonly release: (() => void)[] } | null =
		null;

	constructor(private readonly switches: Switches) {}

	/** Starts to count the peak again; calls that run keep their place. */
	reset(): void {
		this.peakCalls = this.calls;
		this.endGathering();
	}

	/**
	 * Holds the next calls of a method until so many of them are there, then lets all go on: a caller that sends several at
	 * once is seen to do so on the busiest machine, and one that does not waits for ever.
	 */
	gather(count: number, method: string): void {
		this.gathering = { method, count, release: [] };
	}

	/** Resolves when a call that was let in may go on. */
	async gathered(method: string): Promise<void> {
		const { gathering } = this;
		if (gathering === null || gathering.method !== method) return;
		await new Promise<void>((resolve) => {
			gathering.release.push(resolve);
			if (gathering.release.length >= gathering.count) this.endGathering();
		});
	}

	private endGathering(): void {
		const { gathering } = this;
		this.gathering = null;
		for (const release of gathering?.release ?? []) release();
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
		if (this.calls >= this.limit() || (isHeavy && this.heavyCalls >= this.switches.heavyConcurrencyLimit))
			return undefined;
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
