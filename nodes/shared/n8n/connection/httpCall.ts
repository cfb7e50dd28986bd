import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { ZohoRequest, ZohoResponse } from '../../zoho/call/http';
import { REQUEST_TIMEOUT_MS } from '../../zoho/call/limits';
import type { NodeContext } from './nodeContext';

/** A request of the client in n8n's form. Redirects are not followed: they could take the token elsewhere. */
export function toHttpOptions(call: ZohoRequest): IHttpRequestOptions {
	return {
		method: call.method,
		url: call.url,
		qs: { ...call.query },
		headers: { ...call.headers },
		body: bodyOf(call),
		encoding: call.answer === 'bytes' ? 'arraybuffer' : undefined,
		timeout: REQUEST_TIMEOUT_MS,
		returnFullResponse: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

function bodyOf({ body }: ZohoRequest): IHttpRequestOptions['body'] {
	if (body === undefined) return undefined;
	return body.kind === 'form' ? body.form : (body.value as IDataObject);
}

/** What n8n gives back with `returnFullResponse`, as the client wants it. */
export function toResponse(answer: unknown, call: ZohoRequest): ZohoResponse {
	const { statusCode, headers, body } = answer as {
		statusCode: number;
		headers: Record<string, unknown>;
		body: unknown;
	};
	const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
	return {
		status: statusCode,
		headers: Object.fromEntries(lowerCased),
		body: call.answer === 'bytes' && body instanceof ArrayBuffer ? new Uint8Array(body) : body,
	};
}

/** Sends a call with the given token, in the form that Zoho documents or as Bearer. n8n does not renew it. */
export async function sendWithToken(
	n8n: NodeContext,
	call: ZohoRequest,
	accessToken: string,
	form: 'Zoho-oauthtoken' | 'Bearer' = 'Zoho-oauthtoken',
): Promise<ZohoResponse> {
	const answer = await n8n.requestPlain({
		...toHttpOptions(call),
		headers: { ...call.headers, Authorization: `${form} ${accessToken}` },
		ignoreHttpStatusErrors: true,
		abortSignal: n8n.cancelSignal,
	});
	return toResponse(answer, call);
}

/** The cheapest call that needs a token. */
export function askForOrganization(apiDomain: string): ZohoRequest {
	return { host: 'api', method: 'GET', url: `${apiDomain}/crm/v8/org`, answer: 'json' };
}
