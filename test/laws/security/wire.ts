import { createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Emulator } from '../../emulator';
import { connectedCredential, type StoredCredential } from '../../stage/credentials';

/** A request as its bytes arrived, before anybody tidies its address up. */
export interface WireRequest {
	readonly host: 'api' | 'files';
	readonly method: string;
	/** As it stands in the request line: path and query, encoded. */
	readonly target: string;
	/** Names and values by turns, as sent. */
	readonly rawHeaders: readonly string[];
	readonly body: Buffer;
}

/** Two servers before the emulator's, which take down what comes and pass it on. */
export interface Wire {
	readonly seen: WireRequest[];
	/** A credential whose addresses are those of the wire. */
	credential(): StoredCredential;
	stop(): Promise<void>;
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of message) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

async function passOn(
	origin: string,
	{ method = '', target, rawHeaders, body }: WireRequest,
	response: ServerResponse,
): Promise<void> {
	const { hostname, port } = new URL(origin);
	const answer = await new Promise<IncomingMessage>((resolve, reject) => {
		const onward = send({ hostname, port, method, path: target, headers: [...rawHeaders] }, resolve);
		onward.on('error', reject);
		onward.end(body);
	});
	response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
	response.end(await readAll(answer));
}

async function listen(host: WireRequest['host'], origin: string, seen: WireRequest[]): Promise<Server> {
	const server = createServer((request, response) => {
		const take = async (): Promise<void> => {
			const taken = {
				host,
				method: request.method ?? '',
				target: request.url ?? '',
				rawHeaders: request.rawHeaders,
				body: await readAll(request),
			};
			seen.push(taken);
			await passOn(origin, taken, response);
		};
		take().catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Puts a wire before an emulator. */
export async function startWire(emulator: Emulator): Promise<Wire> {
	const seen: WireRequest[] = [];
	const api = await listen('api', emulator.apiDomain, seen);
	const files = await listen('files', emulator.fileHost, seen);
	return {
		seen,
		credential() {
			const stored = connectedCredential(emulator);
			const { oauthTokenData } = stored.data;
			stored.data = {
				...stored.data,
				customApiUrl: originOf(api),
				customUploadUrl: originOf(files),
				customDownloadUrl: originOf(files),
				oauthTokenData,
			};
			return stored;
		},
		async stop() {
			for (const server of [api, files]) {
				server.closeAllConnections();
				await new Promise((resolve) => server.close(resolve));
			}
		},
	};
}

/** Names of the headers of a request, in lower case. */
export const headerNames = ({ rawHeaders }: WireRequest): string[] =>
	rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());

/** The value of a header; undefined if it is not there. */
export function headerOf({ rawHeaders }: WireRequest, name: string): string | undefined {
	const at = rawHeaders.findIndex((word, place) => place % 2 === 0 && word.toLowerCase() === name);
	return at === -1 ? undefined : rawHeaders[at + 1];
}
