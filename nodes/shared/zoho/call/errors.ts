/**
 * How far an error reaches. `record`: this record alone. `request`: this request; another one of the same kind may work.
 * `operation`: every further request of the same kind, such as for want of a permission or of credits. `everything`: every
 * request with this credential, at the price of another token, such as for want of a scope.
 */
export type Reach = 'record' | 'request' | 'operation' | 'everything';

/** What follows from an error: decided once, where Zoho's answer is read. */
export interface Consequences {
	readonly reach: Reach;
	/** Whether the same may work a little later. */
	readonly passes: boolean;
	/** Whether records may have been changed all the same. */
	readonly mayHaveBeenApplied: boolean;
}

/** A fault in the code, at a point that nobody knows: then records may have been changed. */
const OF_A_FAULT: Consequences = { reach: 'request', passes: false, mayHaveBeenApplied: true };

/** What follows from anything that was thrown. */
export function consequencesOf(error: unknown): Consequences {
	return isZohoError(error) ? error : OF_A_FAULT;
}

/** Whether a failed write may have changed records all the same. */
export function mayHaveBeenApplied(error: unknown): boolean {
	return consequencesOf(error).mayHaveBeenApplied;
}

/** Whether further requests of the same kind would meet the same. */
export function reachesOthers(error: unknown): boolean {
	const { reach } = consequencesOf(error);
	return reach === 'operation' || reach === 'everything';
}

/** Whether an error is one of the four below. */
export function isZohoError(error: unknown): error is ZohoApiError | ZohoTransportError | ZohoShapeError | UsageError {
	return (
		error instanceof ZohoApiError ||
		error instanceof ZohoTransportError ||
		error instanceof ZohoShapeError ||
		error instanceof UsageError
	);
}

/** A call by name: enough to find it in a log, without query, token or contents. */
export interface CallName {
	readonly method: string;
	readonly path: string;
}

/** What Zoho said when it refused something; `details` hold locators only, never values of records. */
export interface Refusal {
	readonly code: string;
	readonly message: string;
	readonly details: Readonly<Record<string, unknown>>;
}

/** Zoho's code for a call that the token has no scope for; ours too, where the call is not even sent. */
export const SCOPE_MISMATCH = 'OAUTH_SCOPE_MISMATCH';
/** Our code where Zoho gives no token. */
export const TOKEN_REFUSED = 'TOKEN_REFUSED';
/** Our code for a request that was given up because its time was over. */
export const TIME_OVER = 'TIME_OVER';
/** Our code for a response that is larger than any can be, and was not read to its end. */
export const RESPONSE_TOO_LARGE = 'RESPONSE_TOO_LARGE';
/** Codes of errors that every request with the credential would meet, at the price of another token. */
const ABOUT_CREDENTIAL: ReadonlySet<string> = new Set([SCOPE_MISMATCH, TOKEN_REFUSED]);

/** How far the refusal of a whole call reaches. Source: status codes of the v8 API (read 2026-11-21). */
function reachOfRefusal(status: number, code: string): Reach {
	if (status === 401 || code === SCOPE_MISMATCH) return 'everything';
	return status === 403 || status === 429 ? 'operation' : 'request';
}

/** What a refusal is about, as a person knows it. */
export interface ShownValue {
	/** The label of the field; what the record is called, if the refusal is about its ID. */
	readonly label: string;
	/** What was sent; null for what is no text. */
	readonly value: string | null;
}

/** Zoho answered no, to a whole call or to one record of it. */
export class ZohoApiError extends Error implements Consequences {
	readonly kind = 'api';
	readonly status: number;
	/** Zoho's code, e.g. `INVALID_DATA`; `HTTP_502` and the like where the answer had none. */
	readonly code: string;
	readonly details: Readonly<Record<string, unknown>>;
	/** API name of the field that it is about, if Zoho named one. */
	readonly apiName: string | null;
	readonly method: string;
	readonly path: string;
	/** What it is about as a person knows it; null where nobody said so. */
	shown: ShownValue | null = null;
	readonly reach: Reach;
	readonly passes: boolean;
	/** Whether records may have been changed all the same: an earlier try went unanswered, or Zoho broke off. */
	readonly mayHaveBeenApplied: boolean;

	/** @param of what Zoho said no to: one record of a call, or the whole call */
	constructor(
		call: CallName,
		status: number,
		refusal: Refusal,
		mayHaveBeenApplied: boolean,
		of: 'record' | 'call' = 'call',
	) {
		super(refusal.message);
		this.name = 'ZohoApiError';
		this.status = status;
		this.code = refusal.code;
		this.details = refusal.details;
		this.apiName = typeof refusal.details.api_name === 'string' ? refusal.details.api_name : null;
		this.method = call.method;
		this.path = call.path;
		this.reach = of === 'record' ? 'record' : reachOfRefusal(status, refusal.code);
		this.passes = status >= 500 || status === 429;
		this.mayHaveBeenApplied = mayHaveBeenApplied;
	}
}

/** No answer came. */
export class ZohoTransportError extends Error implements Consequences {
	readonly kind = 'transport';
	readonly reach = 'request';
	readonly passes = true;
	readonly method: string;
	/** Which host gave none, e.g. `content.zohoapis.com`, with the port where it is not the usual one; null if that is not known. */
	readonly host: string | null;
	readonly path: string;
	/** How often the call was sent. */
	readonly attempts: number;
	/** Code of the network layer, e.g. `ECONNRESET`; null if it gave none. */
	readonly reason: string | null;
	/** Whether records may have been changed all the same. */
	readonly mayHaveBeenApplied: boolean;

	constructor(
		call: CallName,
		attempts: number,
		reason: string | null,
		mayHaveBeenApplied: boolean,
		host: string | null = null,
	) {
		const tries = attempts === 1 ? '1 try' : `${attempts} tries`;
		super(`No response to ${call.method} ${call.path} after ${tries}${reason === null ? '' : ` (${reason})`}`);
		this.name = 'ZohoTransportError';
		this.method = call.method;
		this.host = host;
		this.path = call.path;
		this.attempts = attempts;
		this.reason = reason;
		this.mayHaveBeenApplied = mayHaveBeenApplied;
	}
}

/** Codes of the network layer for a certificate that is not accepted; the connection ends before anything is sent. */
const ABOUT_CERTIFICATE = /CERT|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH/;

/** Whether no answer came because the certificate of the host is not accepted, which does not pass. */
export function isAboutCertificate(reason: string | null): boolean {
	return reason !== null && ABOUT_CERTIFICATE.test(reason);
}

/** The network layer's code, such as `ECONNRESET`, and nothing else of what it says: that could hold the token. */
export function networkReasonOf(cause: unknown): string | null {
	if (!(cause instanceof Error)) return null;
	const code = 'code' in cause ? cause.code : null;
	return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : networkReasonOf(cause.cause);
}

/** The call cannot work: for its parameters, or for want of a token. It was not sent, or was refused before Zoho acted. */
export class UsageError extends Error implements Consequences {
	readonly kind = 'usage';
	readonly mayHaveBeenApplied = false;
	/** What to do about it, as a sentence without a full stop. */
	readonly advice: string;
	/** What programs tell it by, in the form of Zoho's codes. */
	readonly code: string;
	readonly reach: Reach;
	/** Whether the same may work a little later, such as when the accounts server is busy. */
	readonly passes: boolean;

	/** @param more what follows from it; errors about the credential reach everything, others this request */
	constructor(message: string, advice: string, code = 'NOT_SENT', more: { passes?: boolean; reach?: Reach } = {}) {
		super(message);
		this.name = 'UsageError';
		this.advice = advice;
		this.code = code;
		this.reach = more.reach ?? (ABOUT_CREDENTIAL.has(code) ? 'everything' : 'request');
		this.passes = more.passes ?? false;
	}
}

/** Zoho's answer does not have the shape that its documentation promises. */
export class ZohoShapeError extends Error implements Consequences {
	readonly kind = 'shape';
	readonly reach = 'request';
	readonly passes = true;
	readonly method: string;
	/** Path of the call. */
	readonly callPath: string;
	/** Where in the answer, e.g. `$.data[0].details.id`. */
	readonly path: string;
	/** Whether the call that was answered so may have changed records. */
	readonly mayHaveBeenApplied: boolean;

	constructor(call: CallName, path: string, expected: string, mayHaveBeenApplied: boolean) {
		super(`The response to ${call.method} ${call.path} can't be read: ${path} is not ${expected}`);
		this.name = 'ZohoShapeError';
		this.method = call.method;
		this.callPath = call.path;
		this.path = path;
		this.mayHaveBeenApplied = mayHaveBeenApplied;
	}
}
