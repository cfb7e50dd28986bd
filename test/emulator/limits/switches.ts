import { nullOr, oneOf } from '../switch';

/** What is not sure about limits and errors, and sizes that tests set lower. */
export const limitsSwitches = {
	/** Credits within 24 hours; null = what the edition gives. limits 1. */
	creditLimit: nullOr<number>(),
	/** When `X-API-CREDITS-REMAINING` is sent. limits 3: once half of the credits are used. */
	creditsHeader: oneOf('once half used', 'always', 'never'),
	/** Sends `X-RATELIMIT-LIMIT`, `-REMAINING`, `-RESET`. limits 3: v2 documentation only. */
	sendsRateLimitHeaders: false,
	/** `Retry-After` of 429 answers; null = no such header. limits 3: not documented. */
	retryAfterSeconds: nullOr<number>(),
	/** Code of 429 answers. limits 3: documentation against the 2026 OAS. */
	throttleCode: oneOf('TOO_MANY_REQUESTS', 'RATE_LIMIT_EXCEEDED'),
	/** Message of 429 for spent credits. limits 3 (unverified). */
	creditsSpentMessage: 'You have reached the maximum number of API requests for the last 24 hours.',
	/** Message of 429 for too many calls at once. limits 3 (unverified). */
	concurrencyMessage: 'You have exceeded the number of API requests that may run at the same time.',
	/** Calls at once; null = what the edition gives. limits 2. */
	concurrencyLimit: nullOr<number>(),
	/** Heavy calls at once. limits 2. */
	heavyConcurrencyLimit: 10,
	/** Time that every call takes, by the machine's clock. */
	latencyBaseMs: 0,
	/** Time added for every record in a call. */
	latencyPerRecordMs: 0,
	/** HTTP status of INVALID_REQUEST_METHOD. limits 6: 400 or 405. */
	wrongMethodStatus: oneOf(400, 405),
	/** Code for a body that is not JSON. limits 6 (unverified). */
	badJsonCode: oneOf('INVALID_REQUEST', 'BODY_REQUIRED'),
	/** Answers carry the headers about caching, security and language that Zoho's have. Answers of version 2 and 6. */
	sendsUsualHeaders: true,
};
