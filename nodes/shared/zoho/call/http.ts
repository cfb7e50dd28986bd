/** One request as the client wants it sent. The caller of the client signs and sends it. */
export interface ZohoRequest {
	/** Which kind of host is called: the API domain, or a host that takes and gives files. They are signed differently. */
	readonly host: 'api' | 'file';
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Absolute address without a query. */
	readonly url: string;
	/** Values are not encoded yet. */
	readonly query?: Readonly<Record<string, string>>;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: ZohoRequestBody;
	readonly answer: 'json' | 'bytes';
	/** After so many milliseconds the request is given up, with the code `TIME_OVER`; left out where only its own limits hold. */
	readonly timeoutMs?: number;
}

/** What a request carries. A form can be sent more than once. */
export type ZohoRequestBody =
	{ readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'form'; readonly form: FormData };

/** One answer, whatever its status. */
export interface ZohoResponse {
	readonly status: number;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string>>;
	/** For `answer: 'json'` the parsed JSON, or the text if it was none; for `answer: 'bytes'` a Uint8Array. */
	readonly body: unknown;
}

/** The addresses of one data center and environment. Origins only, e.g. `https://www.zohoapis.eu`. */
export interface ZohoHosts {
	readonly apiDomain: string;
	readonly uploadHost: string;
	/** Where results of bulk jobs lie, in the order in which they are tried; the API domain follows by itself. */
	readonly downloadHosts: readonly string[];
	/** A token may go to `zoho.eu` and `x.zoho.eu` if `zoho.eu` is listed. */
	readonly trustedHostSuffixes: readonly string[];
	/** Whether plain http is accepted for 127.0.0.1, localhost and [::1]: only for a Custom data center. */
	readonly allowHttpLoopback: boolean;
}

/** All that the client needs from its surroundings. */
export interface ZohoDeps {
	/** Sends one request without following redirects. Resolves for every HTTP status; rejects only if no response came. */
	request(call: ZohoRequest): Promise<ZohoResponse>;
	sleep(ms: number): Promise<void>;
	/** Milliseconds since 1970-01-01T00:00:00Z. */
	now(): number;
	/** A number from 0 up to, not including, 1. */
	random(): number;
	readonly hosts: ZohoHosts;
}
