import { TIME_OVER, UsageError } from './errors';
import { CALL_GRACE_MS, REQUEST_DEADLINE_MS } from './limits';

/**
 * How long the calls of a client may take, where somebody waits for them with an end in sight. Without an end each call has its
 * own limits. Once a call was given up for want of time, no other one is begun: a server that hangs would cost each of
 * them the same.
 */
export class CallTime {
	private end = Number.POSITIVE_INFINITY;
	private isOver = false;

	constructor(private readonly now: () => number) {}

	/** Sets when everything must have ended. A call that begins shortly before that, or later, has a minute. */
	endAt(end: number): void {
		this.end = end;
	}

	/**
	 * Begins a call.
	 * @returns when it must have ended, its repetitions included
	 * @throws UsageError if no time is left
	 */
	begin(): number {
		if (!this.isOver) return Math.max(this.end, this.now() + CALL_GRACE_MS);
		throw new UsageError(
			'Zoho CRM did not respond in time, so no more requests were sent',
			'Retry once Zoho CRM responds again',
			TIME_OVER,
			{ reach: 'everything', passes: true },
		);
	}

	/** What is left of a call for its next request; undefined where that has only its own limit. */
	leftUntil(until: number): number | undefined {
		return Number.isFinite(until) ? Math.max(1, until - this.now()) : undefined;
	}

	/** Whether a pause, and what follows it, still fits into a call. */
	allows(pauseMs: number, until: number): boolean {
		if (this.now() + pauseMs < until) return true;
		this.isOver ||= this.now() >= this.end;
		return false;
	}

	/** Notes that a request was given up at the end of its time. */
	ranOut(leftMs: number | undefined): void {
		this.isOver ||= leftMs !== undefined && leftMs <= REQUEST_DEADLINE_MS;
	}
}
