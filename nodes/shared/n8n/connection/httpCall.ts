import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { ZohoRequest, ZohoResponse } from '../../zoho/call/http';
import { REQUEST_TIMEOUT_MS } from '../../zoho/call/limits';
import type { NodeContext } from './nodeContext';
import { readBody } from './responseBody';

/** n8n's timeout is about silence. It comes later than the end of the time of a call, which says more. */
const LATER_MS = 1_000;

/** A request of the client in n8n's form. The body of its response is read by `toResponse`. Redirects are not followed: they could take the token elsewhere. */
export function toHttpOptions(
	call: ZohoRequest,
	{ cancelSignal }: Pick<NodeContext, 'cancelSignal'>,
	ended?: AbortSignal,
): IHttpRequestOptions {
	const signals = [cancelSignal, ended].filter((signal) => signal !== undefined);
	return {
		method: call.method,
		url: call.url,
		qs: { ...call.query },
		headers: { ...call.headers },
		body: bodyOf(call),
		encoding: 'stream',
		timeout: Math.min(REQUEST_TIMEOUT_MS, (call.timeoutMs ?? REQUEST_TIMEOUT_MS) + LATER_MS),
		returnFullResponse: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		abortSignal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
	};
}

function bodyOf({ body }: ZohoRequest): IHttpRequestOptions['body'] {
	if (body === undefined) return undefined;
	return body.kind === 'form' ? body.form : (body.value as IDataObject);
}

/** What n8n gives back with `returnFullResponse`, as the client wants it. @param ended see `readBody` */
export async function toResponse(
	answer: unknown,
	call: Pick<ZohoRequest, 'answer'>,
	ended?: AbortSignal,
): Promise<ZohoResponse> {
	const { statusCode, headers, body } = answer as {
		statusCode: number;
		headers: Record<string, unknown>;
		body: unknown;
	};
	const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
	return {
		status: statusCode,
		headers: Object.fromEntries(lowerCased),
		body: await readBody(body, call.answer, ended),
	};
}

/** Sends a call with the given token, in the form that Zoho documents or as Bearer. n8n does not renew it. */
export async function sendWithToken(
	n8n: NodeContext,
	call: ZohoRequest,
	accessToken: string,
	{
		form = 'Zoho-oauthtoken',
		ended,
	}: { readonly form?: 'Zoho-oauthtoken' | 'Bearer'; readonly ended?: AbortSignal } = {},
): Promise<ZohoResponse> {
	const answer = await n8n.requestPlain({
		...toHttpOptions(call, n8n, ended),
		headers: { ...call.headers, Authorization: `${form} ${accessToken}` },
		ignoreHttpStatusErrors: true,
	});
	return await toResponse(answer, call, ended);
}

/** The cheapest call that needs a token. */
export function askForOrganization(apiDomain: string): ZohoRequest {
	return { host: 'api', method: 'GET', url: `${apiDomain}/crm/v8/org`, answer: 'json' };
}
