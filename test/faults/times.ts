/** The usual time-out of a request, in milliseconds. */
export const USUAL_TIMEOUT_MS = 300_000;

/** The time-out of requests at this moment: a slow answer is played with a short one. */
export const times = { timeoutMs: USUAL_TIMEOUT_MS };
