import type { Clock } from './contract';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
	/** Moves time forward. @throws RangeError for a negative or fractional step */
	advance(stepMs: number): void;
}

/** The machine's own clock: for the demo, the benchmarks and the real n8n. */
export const realClock: Clock = { now: () => Date.now() };

/** Where manual clocks start: a working day, so that dates in answers look ordinary. */
export const MANUAL_START_MS = Date.UTC(2026, 7, 25, 4, 30, 0);

/** A clock for tests. */
export function createManualClock(startMs = MANUAL_START_MS): ManualClock {
	let nowMs = startMs;
	return {
		now: () => nowMs,
		advance(stepMs) {
			if (!Number.isInteger(stepMs) || stepMs < 0) throw new RangeError('A clock moves forward by whole milliseconds');
			nowMs += stepMs;
		},
	};
}

/**
 * A moment the way Zoho writes it: `2026-08-25T10:00:00+05:30`, seconds only, always with an offset.
 * @param offsetMinutes of the user's time zone, east of Greenwich
 */
export function formatZohoTime(timeMs: number, offsetMinutes: number): string {
	const local = new Date(timeMs + offsetMinutes * 60_000).toISOString().slice(0, 19);
	const sign = offsetMinutes < 0 ? '-' : '+';
	const minutes = Math.abs(offsetMinutes);
	const two = (value: number) => String(value).padStart(2, '0');
	return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
