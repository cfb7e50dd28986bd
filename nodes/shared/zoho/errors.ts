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

/** Zoho answered no, to a whole call or to one record of it. */
export class ZohoApiError extends Error {
	readonly kind = 'api';
	readonly status: number;
	/** Zoho's code, e.g. `INVALID_DATA`; `HTTP_502` and the like where the answer had none. */
	readonly code: string;
	readonly details: Readonly<Record<string, unknown>>;
	/** API name of the field that it is about, if Zoho named one. */
	readonly apiName: string | null;
	readonly method: string;
	readonly path: string;
	/** Whether records may have been changed all the same: an earlier try went unanswered, or Zoho broke off. */
	readonly mayHaveBeenApplied: boolean;

	constructor(call: CallName, status: number, refusal: Refusal, mayHaveBeenApplied: boolean) {
		super(refusal.message);
		this.name = 'ZohoApiError';
		this.status = status;
		this.code = refusal.code;
		this.details = refusal.details;
		this.apiName = typeof refusal.details.api_name === 'string' ? refusal.details.api_name : null;
		this.method = call.method;
		this.path = call.path;
		this.mayHaveBeenApplied = mayHaveBeenApplied;
	}
}

/** No answer came. */
export class ZohoTransportError extends Error {
	readonly kind = 'transport';
	readonly method: string;
	readonly path: string;
	/** How often the call was sent. */
	readonly attempts: number;
	/** Code of the network layer, e.g. `ECONNRESET`; null if it gave none. */
	readonly reason: string | null;
	/** Whether records may have been changed all the same. */
	readonly mayHaveBeenApplied: boolean;

	constructor(call: CallName, attempts: number, reason: string | null, mayHaveBeenApplied: boolean) {
		const tries = attempts === 1 ? '1 try' : `${attempts} tries`;
		super(`No answer to ${call.method} ${call.path} after ${tries}${reason === null ? '' : ` (${reason})`}`);
		this.name = 'ZohoTransportError';
		this.method = call.method;
		this.path = call.path;
		this.attempts = attempts;
		this.reason = reason;
		this.mayHaveBeenApplied = mayHaveBeenApplied;
	}
}

/** The parameters cannot work. Raised before anything is sent. */
export class UsageError extends Error {
	readonly kind = 'usage';
	/** What to do about it, as a sentence without a full stop. */
	readonly advice: string;
	/** What programs tell it by, in the form of Zoho's codes. */
	readonly code: string;

	constructor(message: string, advice: string, code = 'NOT_SENT') {
		super(message);
		this.name = 'UsageError';
		this.advice = advice;
		this.code = code;
	}
}

/** Zoho's answer does not have the shape that its documentation promises. */
export class ZohoShapeError extends Error {
	readonly kind = 'shape';
	readonly method: string;
	/** Path of the call. */
	readonly callPath: string;
	/** Where in the answer, e.g. `$.data[0].details.id`. */
	readonly path: string;
	/** Whether the call that was answered so may have changed records. */
	readonly mayHaveBeenApplied: boolean;

	constructor(call: CallName, path: string, expected: string, mayHaveBeenApplied: boolean) {
		super(`The answer to ${call.method} ${call.path} cannot be read: ${path} is not ${expected}`);
		this.name = 'ZohoShapeError';
		this.method = call.method;
		this.callPath = call.path;
		this.path = path;
		this.mayHaveBeenApplied = mayHaveBeenApplied;
	}
}
