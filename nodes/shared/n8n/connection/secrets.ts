import type { ZohoRequest, ZohoResponse } from '../../zoho/call/http';

/** Shorter texts are no secrets of Zoho's, and could be part of any word. */
const MIN_SECRET_LENGTH = 12;
const STRUCK_OUT = '[secret]';

/** The secrets of a credential that an answer could repeat, such as one of a proxy that shows the request. */
export function secretsOf(values: readonly (string | null)[]): readonly string[] {
	return values.filter((value) => value !== null && value.length >= MIN_SECRET_LENGTH) as string[];
}

/** Whether an answer refuses the call or a part of it, so that its words are shown to a person. What is only read refuses as a whole. */
export function isRefusing({ status, body }: ZohoResponse, { method }: Pick<ZohoRequest, 'method'>): boolean {
	return status >= 300 || (method !== 'GET' && !(body instanceof Uint8Array) && textOf(body).includes('"error"'));
}

/** An answer without the secrets. */
export function withoutSecrets(response: ZohoResponse, secrets: readonly string[]): ZohoResponse {
	const text = textOf(response.body);
	if (!secrets.some((secret) => text.includes(secret))) return response;
	const struck = secrets.reduce((left, secret) => left.replaceAll(secret, STRUCK_OUT), text);
	return { ...response, body: toBody(struck, response.body) };
}

const isText = (body: unknown): body is string => typeof body === 'string';

function textOf(body: unknown): string {
	if (isText(body)) return body;
	return body instanceof Uint8Array ? new TextDecoder().decode(body) : JSON.stringify(body ?? null);
}

/** A changed text in the form that the body had. */
function toBody(text: string, before: unknown): unknown {
	if (isText(before)) return text;
	return before instanceof Uint8Array ? new TextEncoder().encode(text) : JSON.parse(text);
}
