import type { ZohoDeps, ZohoResponse } from './http';
import { FIRST_PAUSE_MS, MAX_PAUSE_MS, MAX_SERVER_PAUSE_MS } from './limits';
import { findRefusal } from './refusal';

/** Zoho gives its wording for throttled calls nowhere; words like these mean the day's credits, not the calls at once. */
const ABOUT_CREDITS = /credit|per day|daily|24 hours/i;

/**
 * How long to wait before a call is sent again: as long as the server wants, and never less than we would by ourselves.
 * @param response the throttled or 5xx answer; null if none came
 * @param tries how often the call was sent so far
 * @returns null if waiting is useless: the day's credits are used up, or the server wants more patience than we have
 */
export function choosePause(response: ZohoResponse | null, tries: number, deps: ZohoDeps): number | null {
	if (response?.status === 429 && isOutOfCredits(response)) return null;
	const wantedMs = readRetryAfter(response?.headers['retry-after'] ?? '', deps.now());
	if (wantedMs > MAX_SERVER_PAUSE_MS) return null;
	const longestMs = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS);
	// Half of it by chance, so that calls which were refused together do not come back together.
	const ownMs = Math.round(longestMs * (0.5 + deps.random() / 2));
	return Math.max(wantedMs, ownMs);
}

/** Milliseconds from a Retry-After header, given in seconds or as an http date; 0 if there is none to be read, or the date is over. */
function readRetryAfter(header: string, now: number): number {
	if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000;
	// Date.parse makes a date of numbers too: a date has a time of day.
	const until = /\d:\d\d/.test(header) ? Date.parse(header) : NaN;
	return Number.isNaN(until) ? 0 : Math.max(0, until - now);
}

function isOutOfCredits(response: ZohoResponse): boolean {
	return (
		response.headers['x-api-credits-remaining'] === '0' || ABOUT_CREDITS.test(findRefusal(response.body)?.message ?? '')
	);
}
