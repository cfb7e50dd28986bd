import {
	isAboutCertificate,
	networkReasonOf,
	RESPONSE_TOO_LARGE,
	TIME_OVER,
	UsageError,
	ZohoApiError,
	ZohoTransportError,
	type CallName,
} from './errors';
import { CallTime } from './callTime';
import type { ZohoDeps, ZohoRequest, ZohoResponse } from './http';
import {
	estimateCredits,
	FIRST_PAUSE_MS,
	MAX_PAUSE_MS,
	MAX_SERVER_PAUSE_MS,
	MAX_TRIES,
	REQUEST_DEADLINE_MS,
	type CallKind,
} from './limits';
import { describeStatus, findRefusal, readRefusal } from './refusal';
import { ShapeReader } from './shape';

/** A request, and what must be known to price it, to repeat it and to judge a lost answer. */
export interface ZohoCall extends ZohoRequest {
	readonly kind: CallKind;
	/** How many records it writes; 0 if none. */
	readonly records: number;
	/** Whether records may differ afterwards. */
	readonly changesRecords: boolean;
	/** Whether sending it twice leaves the same as sending it once. */
	readonly isRepeatable: boolean;
}

/** A call that reads JSON from the API domain. */
export function readCall(
	url: string,
	query?: Readonly<Record<string, string>>,
	headers?: Readonly<Record<string, string>>,
): ZohoCall {
	const effect = { records: 0, changesRecords: false, isRepeatable: true };
	return { kind: 'read', host: 'api', method: 'GET', url, query, headers, answer: 'json', ...effect };
}

/** An answer of any status, and what came before it. */
export interface ZohoAnswer {
	readonly call: ZohoCall;
	readonly name: CallName;
	readonly status: number;
	readonly body: unknown;
	/** Whether an earlier try went unanswered or got a 5xx, so that its effect is not known. */
	readonly hadLostTry: boolean;
}

/** What a client has used so far. */
export interface ZohoUsage {
	/** Requests sent, repeated ones included. */
	readonly calls: number;
	/** Estimated by `estimateCredits`; throttled calls, and those that got no token, count nothing. */
	readonly credits: number;
	/** As Zoho last said; null while it has not: it does so only once half of the day's credits are used. */
	readonly creditsRemaining: number | null;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Codes of the network layer that mean: stopped by our side. */
const CANCELLED: ReadonlySet<string> = new Set(['ABORT_ERR', 'ERR_CANCELED', RESPONSE_TOO_LARGE, TIME_OVER]);
/** Codes of the network layer that mean: no connection, so nothing can have been done. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set(['EAI_AGAIN', 'ECONNREFUSED', 'ENOTFOUND']);
const hasNeverConnected = (reason: string | null): boolean =>
	NEVER_CONNECTED.has(reason ?? '') || isAboutCertificate(reason);

type Try =
	| { readonly response: ZohoResponse }
	| { readonly response: null; readonly cause: unknown; readonly reason: string | null };

/**
 * Sends calls and repeats them where that is safe: always those that were throttled or got no token for the moment, because
 * Zoho did not act on them; unanswered ones and 5xx only if the call says so.
 */
export class ZohoCaller {
	private readonly time: CallTime;
	private clockOffsetMs: number | null = null;

	/** @param used is added to */
	constructor(
		readonly deps: ZohoDeps,
		private readonly used: Writable<ZohoUsage> = { calls: 0, credits: 0, creditsRemaining: null },
	) {
		this.time = new CallTime(deps.now);
	}

	/** What was used so far. */
	get usage(): ZohoUsage {
		return { ...this.used };
	}

	/** Sets when all calls must have ended: see `CallTime`. */
	endAt(end: number): void {
		this.time.endAt(end);
	}

	/** Another caller for calls that must have ended at some time; what they use counts here too. */
	until(end: number): ZohoCaller {
		const caller = new ZohoCaller(this.deps, this.used);
		caller.endAt(end);
		return caller;
	}

	/** The time by Zoho's clock, which the answers give in whole seconds, rounded down; null before the first answer. */
	get serverTimeMs(): number | null {
		return this.clockOffsetMs === null ? null : this.deps.now() + this.clockOffsetMs;
	}

	/**
	 * Sends one call.
	 * @returns the answer; its status is any but 429 and 5xx
	 * @throws ZohoApiError for 429 and 5xx, ZohoTransportError if no answer came: after the last try, or when the time is over
	 */
	async send(call: ZohoCall): Promise<ZohoAnswer> {
		const name = nameOf(call);
		let hadLostTry = false;
		const begunAt = this.deps.now();
		const until = this.time.begin();
		for (let tries = 1; ; tries += 1) {
			const attempt = await this.try(call, this.time.leftUntil(until));
			const status = attempt.response?.status ?? null;
			if (attempt.response !== null && status !== 429 && attempt.response.status < 500) {
				return { call, name, status: attempt.response.status, body: attempt.response.body, hadLostTry };
			}
			const isOurs = isOurRefusal(attempt);
			const isLost = attempt.response === null ? !isOurs && !hasNeverConnected(attempt.reason) : status !== 429;
			hadLostTry ||= isLost;
			const isPatient = attempt.response !== null || this.deps.now() - begunAt < REQUEST_DEADLINE_MS;
			const mayRepeat = isPatient && this.mayRepeat(call, attempt, tries);
			const pauseMs = mayRepeat ? choosePause(attempt.response, tries, this.deps) : null;
			if (pauseMs !== null && this.time.allows(pauseMs, until)) {
				await this.deps.sleep(pauseMs);
				continue;
			}
			if (attempt.response !== null) throw refusalOf({ call, name, ...attempt.response, hadLostTry });
			if (isOurs && !(call.changesRecords && hadLostTry)) throw attempt.cause;
			throw new ZohoTransportError(
				name,
				tries,
				attempt.reason,
				call.changesRecords && hadLostTry,
				new URL(call.url).host,
			);
		}
	}

	/**
	 * Sends one call that succeeds or fails as a whole.
	 * @returns the body; null for 204 and 304, with which Zoho says that there is nothing
	 * @throws ZohoApiError for every other status than 2xx, and what `send` throws
	 */
	async ask(call: ZohoCall): Promise<ShapeReader | null> {
		return readAsked(await this.send(call));
	}

	/** As `ask`, where an empty answer is not expected: it reads as an object without anything. */
	async demand(call: ZohoCall): Promise<ShapeReader> {
		return (await this.ask(call)) ?? new ShapeReader({}, { ...nameOf(call), mayHaveBeenApplied: call.changesRecords });
	}

	private async try(call: ZohoCall, timeoutMs: number | undefined): Promise<Try> {
		const request = timeoutMs === undefined ? call : { ...call, timeoutMs };
		const attempt: Try = await this.deps.request(request).then(
			(response) => ({ response }),
			(cause: unknown) => ({ response: null, cause, reason: networkReasonOf(cause) }),
		);
		if (isOurRefusal(attempt)) return attempt;
		if (attempt.response === null && attempt.reason === TIME_OVER) this.time.ranOut(timeoutMs);
		this.used.calls += 1;
		const dateMs = Date.parse(attempt.response?.headers.date ?? '');
		if (!Number.isNaN(dateMs)) this.clockOffsetMs = dateMs - this.deps.now();
		const remaining = attempt.response?.headers['x-api-credits-remaining'] ?? '';
		if (/^\d+$/.test(remaining)) this.used.creditsRemaining = Number(remaining);
		if (attempt.response?.status !== 429) this.used.credits += estimateCredits(call.kind, call.records);
		return attempt;
	}

	private mayRepeat(call: ZohoCall, attempt: Try, tries: number): boolean {
		if (tries >= MAX_TRIES) return false;
		if (attempt.response !== null) return attempt.response.status === 429 || call.isRepeatable;
		if (isOurRefusal(attempt)) return attempt.cause instanceof UsageError && attempt.cause.passes;
		return call.isRepeatable && !CANCELLED.has(attempt.reason ?? '') && !isAboutCertificate(attempt.reason);
	}
}

/** Zoho gives its wording for throttled calls nowhere; words like these mean the day's credits, not the calls at once. */
const ABOUT_CREDITS = /credit|per day|daily|24 hours/i;

/**
 * How long to wait before a call is sent again: as long as the server wants, and never less than we would by ourselves.
 * @param response the throttled or 5xx answer; null if none came
 * @param tries how often the call was sent so far
 * @returns null if waiting is useless: the day's credits are used up, or the server wants more patience than we have
 */
function choosePause(response: ZohoResponse | null, tries: number, deps: ZohoDeps): number | null {
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

/** Whether the call was refused on our side, such as for a token that cannot be renewed: it was not sent, or Zoho answered 401. */
function isOurRefusal(attempt: Try): boolean {
	return attempt.response === null && (attempt.cause instanceof UsageError || attempt.cause instanceof ZohoApiError);
}

function nameOf(call: ZohoCall): CallName {
	return { method: call.method, path: new URL(call.url).pathname };
}

/** Reads a body that was not refused; places in it that are not as documented throw. */
export function readAnswer(answer: ZohoAnswer): ShapeReader {
	return new ShapeReader(answer.body, { ...answer.name, mayHaveBeenApplied: answer.call.changesRecords });
}

/**
 * Reads the answer to a call that succeeds or fails as a whole.
 * @returns null for 204 and 304, with which Zoho says that there is nothing
 * @throws ZohoApiError for every other status than 2xx
 */
export function readAsked(answer: ZohoAnswer): ShapeReader | null {
	if (answer.status === 204 || answer.status === 304) return null;
	if (answer.status >= 300 || readRefusal(answer.body) !== null) throw refusalOf(answer);
	return readAnswer(answer);
}

/** Statuses that Zoho gives before it looks at what a call carries. */
const REFUSED_BEFORE_ACTING: ReadonlySet<number> = new Set([401, 429]);

/** The refusal of a whole call, also where the answer has no readable reason, such as a gateway's page. */
export function refusalOf(answer: ZohoAnswer): ZohoApiError {
	const found = findRefusal(answer.body);
	const isUnclear = answer.status >= 500 || (found === null && !REFUSED_BEFORE_ACTING.has(answer.status));
	const mayHaveBeenApplied = answer.call.changesRecords && (answer.hadLostTry || isUnclear);
	return new ZohoApiError(answer.name, answer.status, found ?? describeStatus(answer.status), mayHaveBeenApplied);
}
