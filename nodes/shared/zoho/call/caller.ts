import {
	isAboutCertificate,
	networkReasonOf,
	UsageError,
	ZohoApiError,
	ZohoTransportError,
	type CallName,
} from './errors';
import type { ZohoDeps, ZohoRequest, ZohoResponse } from './http';
import { estimateCredits, MAX_TRIES, type CallKind } from './limits';
import { choosePause } from './pause';
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

/** Codes of the network layer that mean: stopped by our side. */
const CANCELLED: ReadonlySet<string> = new Set(['ABORT_ERR', 'ERR_CANCELED']);
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
	private calls = 0;
	private credits = 0;
	private creditsRemaining: number | null = null;

	constructor(readonly deps: ZohoDeps) {}

	/** What was used so far. */
	get usage(): ZohoUsage {
		return { calls: this.calls, credits: this.credits, creditsRemaining: this.creditsRemaining };
	}

	/**
	 * Sends one call.
	 * @returns the answer; its status is any but 429 and 5xx
	 * @throws ZohoApiError for 429 and 5xx, ZohoTransportError if no answer came: after the last try
	 */
	async send(call: ZohoCall): Promise<ZohoAnswer> {
		const name = nameOf(call);
		let hadLostTry = false;
		for (let tries = 1; ; tries += 1) {
			const attempt = await this.try(call);
			const status = attempt.response?.status ?? null;
			if (attempt.response !== null && status !== 429 && attempt.response.status < 500) {
				return { call, name, status: attempt.response.status, body: attempt.response.body, hadLostTry };
			}
			const isOurs = isOurRefusal(attempt);
			const isLost = attempt.response === null ? !isOurs && !hasNeverConnected(attempt.reason) : status !== 429;
			hadLostTry ||= isLost;
			const pauseMs = this.mayRepeat(call, attempt, tries) ? choosePause(attempt.response, tries, this.deps) : null;
			if (pauseMs !== null) {
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

	private async try(call: ZohoCall): Promise<Try> {
		const attempt: Try = await this.deps.request(call).then(
			(response) => ({ response }),
			(cause: unknown) => ({ response: null, cause, reason: networkReasonOf(cause) }),
		);
		if (isOurRefusal(attempt)) return attempt;
		this.calls += 1;
		const remaining = attempt.response?.headers['x-api-credits-remaining'] ?? '';
		if (/^\d+$/.test(remaining)) this.creditsRemaining = Number(remaining);
		if (attempt.response?.status !== 429) this.credits += estimateCredits(call.kind, call.records);
		return attempt;
	}

	private mayRepeat(call: ZohoCall, attempt: Try, tries: number): boolean {
		if (tries >= MAX_TRIES) return false;
		if (attempt.response !== null) return attempt.response.status === 429 || call.isRepeatable;
		if (isOurRefusal(attempt)) return attempt.cause instanceof UsageError && attempt.cause.passes;
		return call.isRepeatable && !CANCELLED.has(attempt.reason ?? '') && !isAboutCertificate(attempt.reason);
	}
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
