import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer } from '../contract';
import type { Fault } from './faults';

/** An answer as bytes, ready to be sent or spoilt. */
export interface Outgoing {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly bytes: Buffer;
	/** The text of a JSON answer; empty for others. */
	readonly text: string;
}

/** JSON unless the answer brings bytes of its own. */
export function encodeAnswer(answer: Answer): Outgoing {
	const headers = { ...answer.headers };
	if (answer.bytes)
		return {
			status: answer.status,
			headers: { 'content-type': answer.contentType ?? 'application/octet-stream', ...headers },
			bytes: answer.bytes,
			text: '',
		};
	if (answer.body === undefined) return { status: answer.status, headers, bytes: Buffer.alloc(0), text: '' };
	if (typeof answer.body === 'string')
		return {
			status: answer.status,
			headers: { 'content-type': answer.contentType ?? 'text/html;charset=UTF-8', ...headers },
			bytes: Buffer.from(answer.body),
			text: '',
		};
	const text = JSON.stringify(answer.body);
	return {
		status: answer.status,
		headers: { 'content-type': answer.contentType ?? 'application/json;charset=UTF-8', ...headers },
		bytes: Buffer.from(text),
		text,
	};
}

/** What goes out instead when a call meets a fault; undefined = the right answer. */
export function faultyAnswer(fault: Fault, right: Outgoing | undefined): Outgoing | undefined {
	switch (fault.kind) {
		case 'answer':
			return encodeAnswer({
				status: fault.status,
				body: fault.body,
				contentType: fault.contentType,
				headers: fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) },
			});
		case 'empty':
			return encodeAnswer({ status: 204 });
		case 'redirect':
			return encodeAnswer({ status: fault.status ?? 302, headers: { location: fault.location } });
		case 'wrongJson':
			return encodeAnswer({ status: right?.status ?? 200, body: fault.body ?? { result: 'done' } });
		case 'truncatedJson':
			return right && { ...right, bytes: right.bytes.subarray(0, Math.floor(right.bytes.length / 2)) };
		default:
			return undefined;
	}
}

/** Sends an answer with its length. */
export function send(response: ServerResponse, { status, headers, bytes }: Outgoing): void {
	const hasBody = status !== 204 && status !== 304;
	response.writeHead(status, hasBody ? { ...headers, 'content-length': bytes.length } : headers);
	response.end(hasBody ? bytes : undefined);
}

/** Ends the connection without an answer: the caller sees ECONNRESET. */
export function reset(response: ServerResponse): void {
	response.socket?.resetAndDestroy();
}

const DRIP_MS = 20;

/** Begins an answer that never ends, and is never silent. */
export function drip(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' });
	const drips = setInterval(() => response.write(' '), DRIP_MS);
	response.once('close', () => clearInterval(drips));
}

/** Sends an answer that unpacks to so many megabytes more than it has. */
export function explode(response: ServerResponse, { status, headers, bytes }: Outgoing, megabytes: number): void {
	response.writeHead(status, { ...headers, 'content-encoding': 'gzip' });
	response.end(gzipSync(Buffer.concat([bytes, Buffer.alloc(megabytes * 1_000_000, ' ')]), { level: 1 }));
}

/** Promises the whole answer, sends half of it and ends the connection. */
export function cut(response: ServerResponse, { status, headers, bytes }: Outgoing): void {
	response.writeHead(status, { ...headers, 'content-length': bytes.length });
	response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
	if (bytes.length === 0) response.socket?.destroy();
}
