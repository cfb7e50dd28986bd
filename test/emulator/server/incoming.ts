import type { IncomingMessage } from 'node:http';
import type { Call } from '../contract';
import { hashToken } from '../oauth/tokens';

/** Larger bodies are read but not kept: nothing that Zoho takes is near this. */
const MOST_BODY_BYTES = 100 * 1024 * 1024;

/** Headers with lower-case names, as `Call.headers`. */
export type Headers = Readonly<Record<string, string>>;

/** The whole body; undefined when it is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let sizeBytes = 0;
	for await (const chunk of request) {
		if (!Buffer.isBuffer(chunk)) continue;
		sizeBytes += chunk.length;
		if (sizeBytes <= MOST_BODY_BYTES) chunks.push(chunk);
	}
	return sizeBytes <= MOST_BODY_BYTES ? Buffer.concat(chunks, sizeBytes) : undefined;
}

/** Headers as one text each; of repeated ones, those that Node joins. */
export function readHeaders(request: IncomingMessage): Headers {
	return Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.join(', ') : (value ?? ''),
		]),
	);
}

/** Query parameters; of a repeated one the last. */
export function readQuery(url: URL): Readonly<Record<string, string>> {
	return Object.fromEntries(url.searchParams);
}

/** Whether a body consists of parts. */
export function isMultipart(headers: Headers): boolean {
	return /^multipart\/form-data/i.test(headers['content-type'] ?? '');
}

/** The parts of a multipart body; empty when it is not well formed. */
export async function readParts(body: Buffer, headers: Headers): Promise<FormData> {
	try {
		return await new Response(new Uint8Array(body), {
			headers: { 'content-type': headers['content-type'] },
		}).formData();
	} catch {
		return new FormData();
	}
}

/** The first file among the parts. */
export async function readFile(body: Buffer, headers: Headers): Promise<Call['file']> {
	for (const [fieldName, value] of await readParts(body, headers)) {
		if (typeof value === 'string') continue;
		return { fieldName, fileName: value.name, contentType: value.type, bytes: Buffer.from(await value.arrayBuffer()) };
	}
	return null;
}

/** Texts that must not stand in a log. */
const SECRET_PARAMETERS = new Set(['client_secret', 'refresh_token', 'code', 'token']);

/** Headers and parameters as the log keeps them: tokens and secrets by a short hash. */
export function hideSecrets(
	headers: Headers,
	query: Readonly<Record<string, string>>,
): { readonly headers: Headers; readonly query: Readonly<Record<string, string>> } {
	const [scheme, token] = (headers.authorization ?? '').split(/\s+/, 2);
	return {
		headers:
			headers.authorization === undefined
				? headers
				: { ...headers, authorization: token ? `${scheme} #${hashToken(token)}` : `#${hashToken(scheme)}` },
		query: Object.fromEntries(
			Object.entries(query).map(([name, value]) => [
				name,
				SECRET_PARAMETERS.has(name) ? `#${hashToken(value)}` : value,
			]),
		),
	};
}
