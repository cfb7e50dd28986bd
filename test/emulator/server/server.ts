import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer, Call, Route } from '../contract';
import { answerOAuth } from '../oauth/routes';
import { ADMIN_PATH, type AdminAnswer, type AdminRequest } from './admin';
import { answerOf, errorAnswer, unknownPath } from './answers';
import type { Fault, Faults } from './faults';
import { admit, type Gatekeepers, limitHeaders, readAuthorization } from './gate';
import { hideSecrets, isMultipart, readBody, readFile, readHeaders, readParts, readQuery } from './incoming';
import { isOwnCaller } from './ownCaller';
import { cut, drip, encodeAnswer, explode, faultyAnswer, type Outgoing, reset, send } from './outgoing';
import type { RequestLog, RequestProgress } from './requestLog';
import { createRouter } from './router';
import { usualHeaders } from './usualHeaders';

/** What the server stands on. */
export interface ServerDeps extends Gatekeepers {
	readonly faults: Faults;
	readonly log: RequestLog;
	readonly routes: readonly Route[];
	/** Answers what is below the admin address. */
	answerAdmin(request: AdminRequest): AdminAnswer;
}

/** Two addresses on 127.0.0.1, different origins as in Zoho. */
export interface RunningServer {
	/** Accounts, API and admin; uploads and downloads too. */
	readonly url: string;
	/** Uploads and downloads only. */
	readonly fileUrl: string;
	/** Ends every connection. */
	stop(): Promise<void>;
}

interface Received {
	readonly address: 'main' | 'files';
	readonly method: string;
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}

/** What a received call became: the answer, and what to do once it is on its way. */
interface Handled {
	readonly answer: Answer;
	readonly progress: RequestProgress;
	done(): void;
}

/** Longer than callers pause between two calls: an idle connection that is closed while it is taken again looks like a fault. */
const KEEP_ALIVE_MS = 120_000;
const LINES_CHUNK_CHARACTERS = 64 * 1024;

const FOREIGN: Answer = {
	status: 403,
	body: '<html><body>403 The emulator answers this machine only</body></html>',
	headers: { connection: 'close' },
};

const BODY_TOO_LARGE: Answer = {
	status: 413,
	body: '<html><body>413 Request Entity Too Large</body></html>',
	headers: { connection: 'close' },
};

/** Listens on 127.0.0.1. @param port of the main address; 0 = any free one, as the file address always takes */
export async function startServer(deps: ServerDeps, port: number): Promise<RunningServer> {
	const router = createRouter(deps.routes);
	let url = '';

	const receive = async (
		address: 'main' | 'files',
		request: IncomingMessage,
		response: ServerResponse,
	): Promise<void> => {
		if (!isOwnCaller(request.method ?? '', request.headers)) return send(response, encodeAnswer(FOREIGN));
		const body = await readBody(request);
		if (!body) return send(response, encodeAnswer(BODY_TOO_LARGE));
		// Joined, not resolved: Zoho's SDK asks for `//v8/crm/...` where a result's address begins with a slash.
		const target = new URL(`http://127.0.0.1${request.url ?? '/'}`);
		const received: Received = {
			address,
			method: request.method ?? '',
			path: target.pathname,
			query: readQuery(target),
			headers: readHeaders(request),
			body,
		};
		if (address === 'main' && received.path.startsWith(ADMIN_PATH))
			return sendAdmin(
				response,
				deps.answerAdmin({ ...received, subpath: received.path.slice(ADMIN_PATH.length), text: body.toString() }),
			);
		const isOAuth = address === 'main' && isOAuthPath(received.path);
		const note = deps.log.begin(
			{
				method: received.method,
				host: address === 'main' ? 'api' : 'files',
				path: received.path,
				...hideSecrets(received.headers, received.query),
				sizeBytes: body.length,
				startedMs: deps.state.clock.now(),
			},
			!isOAuth && isJsonText(body) ? body.toString() : '',
		);
		const fault = deps.faults.take(received.method, received.path);
		if (fault) note({ fault: fault.kind });
		await respond(response, received, fault, note, () =>
			isOAuth ? handleOAuth(deps, received, url) : handleApi(deps, router, received),
		);
	};

	const respond = async (
		response: ServerResponse,
		received: Received,
		fault: Fault | undefined,
		note: (progress: RequestProgress) => void,
		handle: () => Promise<Handled>,
	): Promise<void> => {
		const finish = (sent: Outgoing | undefined) =>
			note({
				endedMs: deps.state.clock.now(),
				...(sent
					? {
							status: sent.status,
							answerText: isOAuthPath(received.path) ? '' : sent.text,
							answerBytes: sent.bytes.length,
						}
					: {}),
			});
		if (fault?.kind === 'expireToken') {
			const presented = readAuthorization(received.headers.authorization);
			if (presented.kind === 'token') deps.tokens.expire(presented.token);
		}
		const end = (outgoing: Outgoing | undefined): void => {
			finish(outgoing);
			if (outgoing) send(response, outgoing);
			else if (fault?.kind === 'silent') deps.faults.onSilence(response.socket?.remotePort ?? 0);
			else if (fault?.kind === 'dripping') drip(response);
			else reset(response);
		};
		if (fault && !fault.acts && ['answer', 'reset', 'empty', 'redirect', 'silent', 'dripping'].includes(fault.kind))
			return end(faultyAnswer(fault, undefined));
		const handled = await handle();
		note(handled.progress);
		const right = encodeAnswer(handled.answer);
		if (fault?.kind === 'slow') await pause(fault.delayMs);
		handled.done();
		if (fault && ['reset', 'silent', 'dripping'].includes(fault.kind)) return end(undefined);
		const outgoing = (fault && faultyAnswer(fault, right)) ?? right;
		finish(outgoing);
		if (fault?.kind === 'cut') cut(response, right);
		else if (fault?.kind === 'exploding') explode(response, right, fault.megabytes);
		else send(response, outgoing);
	};

	const open = async (address: 'main' | 'files', wantedPort: number): Promise<Server> => {
		const server = createServer((request, response) => {
			receive(address, request, response).catch((error: unknown) => {
				if (request.errored || response.destroyed) return; // The caller left: nobody to answer, nothing wrong here.
				process.stderr.write(`emulator: ${error instanceof Error ? error.stack : String(error)}\n`);
				if (response.headersSent) response.destroy();
				else send(response, encodeAnswer(errorAnswer(500, 'INTERNAL_ERROR', 'Internal Server Error')));
			});
		});
		server.keepAliveTimeout = KEEP_ALIVE_MS;
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(wantedPort, '127.0.0.1', resolve);
		});
		return server;
	};

	const main = await open('main', port);
	const files = await open('files', 0);
	url = baseOf(main);
	return {
		url,
		fileUrl: baseOf(files),
		async stop() {
			await Promise.all([main, files].map(closeServer));
		},
	};
}

/** Only JSON is worth keeping in a log. */
function isJsonText(body: Buffer): boolean {
	return body[0] === 0x7b || body[0] === 0x5b;
}

function isOAuthPath(path: string): boolean {
	return path.startsWith('/oauth/');
}

function baseOf(server: Server): string {
	// A TCP listener's address is always an object.
	const { port } = server.address() as AddressInfo;
	return `http://127.0.0.1:${port}`;
}

async function closeServer(server: Server): Promise<void> {
	await new Promise<void>((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

async function pause(durationMs: number): Promise<void> {
	if (durationMs > 0) await new Promise((resolve) => setTimeout(resolve, durationMs));
}

async function handleOAuth(deps: ServerDeps, received: Received, accountsUrl: string): Promise<Handled> {
	const parameters = new Map(Object.entries(received.query));
	const fields: Iterable<[string, unknown]> = isMultipart(received.headers)
		? await readParts(received.body, received.headers)
		: new URLSearchParams(received.body.toString());
	for (const [name, value] of fields) if (typeof value === 'string') parameters.set(name, value);
	const credits = received.path === '/oauth/v2/token' ? deps.state.switches.tokenRequestCredits : 0;
	deps.credits.charge(credits);
	const answer =
		answerOAuth(deps.state, deps.tokens, { method: received.method, path: received.path, parameters, accountsUrl }) ??
		unknownPath();
	return { answer, progress: { credits }, done: () => undefined };
}

async function handleApi(
	deps: ServerDeps,
	router: ReturnType<typeof createRouter>,
	received: Received,
): Promise<Handled> {
	const { address, method, path, query, headers, body } = received;
	const isParts = isMultipart(headers);
	const call: Omit<Call, 'userId' | 'params' | 'mark'> = {
		method,
		query,
		headers,
		text: isParts ? '' : body.toString(),
		file: isParts ? await readFile(body, headers) : null,
	};
	const admission = admit(deps, { address, found: router(address, method, path), call });
	const withUsual = (answer: Answer): Answer => ({
		...answer,
		headers: {
			// The emulator's own time, which a manual clock holds.
			date: new Date(deps.state.clock.now()).toUTCString(),
			...usualHeaders(deps.state.switches, method, answer),
			...answer.headers,
		},
	});
	const withLimits = (answer: Answer): Answer =>
		withUsual({ ...answer, headers: { ...limitHeaders(deps, headers.authorization), ...answer.headers } });
	if (admission.kind === 'refused')
		return {
			answer: (admission.answer.status === 429 ? withLimits : withUsual)(admission.answer),
			progress: {},
			done: () => undefined,
		};
	const { latencyBaseMs, latencyPerRecordMs } = deps.state.switches;
	try {
		const mark = admission.route.begin?.();
		await deps.concurrency.gathered(method);
		await pause(latencyBaseMs + latencyPerRecordMs * admission.records);
		const answer = await answerOf(() => admission.route.handle({ ...admission.call, mark }));
		const credits = admission.route.creditsOf?.(answer) ?? admission.creditsSpent;
		deps.credits.giveBack(admission.creditsSpent - credits);
		return { answer: withLimits(answer), progress: { credits, records: admission.records }, done: admission.leave };
	} catch (error) {
		admission.leave();
		throw error;
	}
}

/** Lines are made at the pace of the reader, who may leave at any time. */
async function sendAdmin(response: ServerResponse, answer: AdminAnswer): Promise<void> {
	if (!('lines' in answer)) return send(response, encodeAnswer(answer));
	response.writeHead(200, { 'content-type': 'application/x-ndjson;charset=UTF-8' });
	await pipeline(Readable.from(textOf(answer.lines)), response);
}

function* textOf(lines: Iterable<unknown>): Generator<string> {
	let text = '';
	for (const line of lines) {
		text += `${JSON.stringify(line)}\n`;
		if (text.length < LINES_CHUNK_CHARACTERS) continue;
		yield text;
		text = '';
	}
	if (text !== '') yield text;
}
