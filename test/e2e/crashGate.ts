import {
	createServer,
	request as openRequest,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call of n8n as it passed, and how far it came. */
export interface Call {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
	/** Whether Zoho was given it. */
	hasReached: boolean;
	/** How Zoho answered, whether n8n has read it or not; null while there is no answer. */
	status: number | null;
	answer: Buffer;
}

/** Where a call can be held: before Zoho gets it; once Zoho has acted and n8n does not know; when n8n was answered. */
export type Point = 'arrived' | 'acted' | 'answered';

/** Says whether a call goes on; a call that is held hangs until n8n is gone. `answered` cannot be held any more. */
export type Watch = (point: Point, call: Call) => 'pass' | 'hold';

/** What stands between n8n and Zoho for one import: it writes down every byte, and can hold a call where a test wants it. */
export interface Gate {
	readonly url: string;
	/** Every call so far, in the order of arrival. */
	readonly calls: readonly Call[];
	watch: Watch;
	/** How long a call is on its way to Zoho. */
	delayMs: () => number;
	/** Resolves once no call is on its way to Zoho any more: what n8n has left behind has been acted on. */
	settle(): Promise<void>;
	close(): Promise<void>;
}

const passAll: Watch = () => 'pass';

/** Opens a gate on a free port. @param target where the calls go */
export async function openGate(target: string): Promise<Gate> {
	const calls: Call[] = [];
	const onTheirWay = new Set<Promise<unknown>>();

	const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const body = await buffer(request);
		const url = request.url ?? '/';
		const call: Call = {
			method: request.method ?? '',
			path: url.split('?')[0],
			headers: request.headers,
			body,
			hasReached: false,
			status: null,
			answer: Buffer.alloc(0),
		};
		calls.push(call);
		if (gate.watch('arrived', call) === 'hold') return;
		await new Promise((resolve) => setTimeout(resolve, gate.delayMs()));
		call.hasReached = true;
		const forwarded = forward(target + url, call);
		onTheirWay.add(forwarded);
		const answer = await forwarded.finally(() => onTheirWay.delete(forwarded));
		call.answer = answer.body;
		call.status = answer.status;
		if (gate.watch('acted', call) === 'hold') return;
		response.writeHead(answer.status, answer.headers);
		response.end(answer.body, () => gate.watch('answered', call));
	};

	const server = createServer((request, response) => {
		// n8n was killed in the middle of a request: nobody is left to tell.
		receive(request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	// A TCP listener's address is always an object.
	const { port } = server.address() as AddressInfo;
	const gate: Gate = {
		url: `http://127.0.0.1:${port}`,
		calls,
		watch: passAll,
		delayMs: () => 0,
		async settle() {
			while (onTheirWay.size > 0) await Promise.allSettled(onTheirWay);
		},
		async close() {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
	return gate;
}

interface Forwarded {
	readonly status: number;
	readonly headers: Record<string, string>;
	readonly body: Buffer;
}

/** Sends the bytes on as they are. Zoho acts on them whatever has become of n8n. */
function forward(url: string, { method, headers, body }: Call): Promise<Forwarded> {
	const passed = Object.entries(headers).filter(
		([name]) => !['host', 'connection', 'transfer-encoding', 'content-length', 'expect'].includes(name),
	);
	return new Promise((resolve, reject) => {
		const request = openRequest(
			url,
			{ method, headers: { ...Object.fromEntries(passed), connection: 'close', 'content-length': body.length } },
			(response) => {
				buffer(response).then((content) => {
					const kept = ['content-type', 'content-disposition', 'location', 'retry-after'].flatMap(
						(name): [string, string][] => {
							const value = response.headers[name];
							return typeof value === 'string' ? [[name, value]] : [];
						},
					);
					resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(kept), body: content });
				}, reject);
			},
		);
		request.on('error', reject);
		request.end(body);
	});
}
