import { ZohoClient } from '../../../nodes/shared/zoho/client';
import type { ZohoHosts, ZohoRequest, ZohoResponse } from '../../../nodes/shared/zoho/call/http';

/** One answer of the script, or an Error: the call is then rejected with it, as if no answer came. */
export type Reply = Partial<ZohoResponse> | Error;

/** Hosts of the data center in Europe. */
export const HOSTS: ZohoHosts = {
	apiDomain: 'https://www.zohoapis.eu',
	uploadHost: 'https://content.zohoapis.eu',
	downloadHosts: ['https://download-accl.zoho.eu'],
	trustedHostSuffixes: ['zoho.eu', 'zohoapis.eu', 'zoho.com'],
	allowHttpLoopback: false,
};

/** 2026-11-21T08:00:00Z, at which the client's clock stands. */
export const NOW = Date.UTC(2026, 10, 21, 8);

/** A client that is answered by a script, and what it did. */
export interface ScriptedZoho {
	readonly client: ZohoClient;
	/** Every request, in order. */
	readonly calls: ZohoRequest[];
	/** Every pause in milliseconds, in order. */
	readonly pauses: number[];
	/** Replies that were not asked for. */
	readonly left: Reply[];
}

/** Makes a client whose requests are answered one after the other; one request too many throws. */
export function scriptZoho(replies: readonly Reply[], hosts: Partial<ZohoHosts> = {}, random = 0.5): ScriptedZoho {
	const calls: ZohoRequest[] = [];
	const pauses: number[] = [];
	const left = [...replies];
	const client = new ZohoClient({
		hosts: { ...HOSTS, ...hosts },
		request(call) {
			calls.push(call);
			const reply = left.shift();
			if (reply === undefined)
				throw new RangeError(`The script has no answer for call ${calls.length}: ${call.method} ${call.url}`);
			if (reply instanceof Error) return Promise.reject(reply);
			return Promise.resolve({ status: 200, headers: {}, body: '', ...reply });
		},
		sleep(ms) {
			pauses.push(ms);
			return Promise.resolve();
		},
		now: () => NOW,
		random: () => random,
	});
	return { client, calls, pauses, left };
}

/** A lost connection, as the network layer reports it: the message holds what must never be shown. */
export function lost(code: string): Error {
	return Object.assign(new Error('socket closed, Authorization: Zoho-oauthtoken 1000.secret'), { code });
}

export { rejectionOf } from '../../stage/failure';

/** Everything that an async generator gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const item of items) all.push(item);
	return all;
}
