/** When to ask for a job, each question being a credit. */
export interface Pace {
	/**
	 * The pause before the next question, in milliseconds.
	 * @param waitedMs how long the job has been waited for
	 * @param lastPauseMs the pause before this one; 0 for the first
	 */
	nextPause(waitedMs: number, lastPauseMs: number): number;
	/** Notes that the job has ended. */
	ended(waitedMs: number): void;
}

/** Small files end in seconds, 25,000 rows in minutes. Source: Bulk Write, poll guidance. */
const FIRST_PAUSE_MS = 5_000;
const GROWTH = 1.5;
const LONGEST_PAUSE_MS = 60_000;
/** Our choice, once it is known how long such jobs take. */
const SHORTEST_PAUSE_MS = 2_000;
const FIRST_LOOK = 0.8;
const LATER_LOOKS = 0.15;

/** Pauses that grow, for a job of which nothing is known. */
export const growingPace: Pace = {
	nextPause: (_, lastPauseMs) =>
		lastPauseMs === 0 ? FIRST_PAUSE_MS : Math.min(Math.round(lastPauseMs * GROWTH), LONGEST_PAUSE_MS),
	ended: () => undefined,
};

/**
 * The pace of jobs that are alike. Once one has ended, the others are asked for shortly before they have been waited for as
 * long, and from then on at short intervals: fewer questions than growing pauses take, and less time lost after the end.
 */
export class LearnedPace {
	private last: { readonly tookMs: number; readonly rows: number } | null = null;

	/** The pace of one of the jobs. @param rows how many it has */
	of(rows: number): Pace {
		return {
			nextPause: (waitedMs, lastPauseMs) => {
				if (this.last === null) return growingPace.nextPause(waitedMs, lastPauseMs);
				// A larger job may take longer, but not all that its rows suggest: part of the time is that of the job as such.
				const expectedMs = this.last.tookMs * Math.min(1, rows / this.last.rows);
				const untilFirstMs = FIRST_LOOK * expectedMs - waitedMs;
				const pauseMs = untilFirstMs > 0 ? untilFirstMs : LATER_LOOKS * Math.max(expectedMs, waitedMs);
				return Math.round(Math.min(Math.max(pauseMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS));
			},
			ended: (tookMs) => {
				this.last = { tookMs, rows };
			},
		};
	}
}
