import { RESPONSE_TOO_LARGE } from '../../zoho/call/errors';
import { MAX_RESPONSE_BYTES } from '../../zoho/call/limits';
import { isObject } from '../../zoho/call/shape';

/** A body that is read piece by piece, unpacked. */
interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

const isStream = (body: unknown): body is BodyStream =>
	isObject(body) && Symbol.asyncIterator in body && typeof body.destroy === 'function';

/**
 * Reads a body: a few bytes on the line can unpack to any number, so no more of it is taken than any response has.
 * @param body as n8n gave it: a stream, or what another version of n8n has made of it
 * @param ended aborted when nobody waits any longer; the connection is closed then
 * @returns for JSON the value, or the text if it was none
 * @throws an error with the code `RESPONSE_TOO_LARGE`, or that of the network
 */
export async function readBody(body: unknown, answer: 'json' | 'bytes', ended?: AbortSignal): Promise<unknown> {
	if (!isStream(body)) return body instanceof ArrayBuffer ? new Uint8Array(body) : body;
	const bytes = await readBytes(body, ended);
	return answer === 'bytes' ? bytes : parseJson(new TextDecoder().decode(bytes));
}

async function readBytes(body: BodyStream, ended: AbortSignal | undefined): Promise<Uint8Array> {
	const pieces: Uint8Array[] = [];
	let sizeBytes = 0;
	const close = (): void => body.destroy();
	if (ended?.aborted === true) close();
	ended?.addEventListener('abort', close, { once: true });
	// Leaving the loop closes the connection.
	for await (const piece of body) {
		sizeBytes += piece.length;
		if (sizeBytes > MAX_RESPONSE_BYTES)
			throw Object.assign(new Error('The response is too large'), { code: RESPONSE_TOO_LARGE });
		pieces.push(piece);
	}
	ended?.removeEventListener('abort', close);
	return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, sizeBytes);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
