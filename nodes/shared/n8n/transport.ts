import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { ZohoClient } from '../zoho/client';
import { UsageError } from '../zoho/errors';
import type { ZohoRequest, ZohoResponse } from '../zoho/http';
import { REQUEST_TIMEOUT_MS } from '../zoho/limits';
import { SCOPE_MISMATCH } from '../zoho/scopes';
import { chosenAuthentication, credentialTypeOf, readCredential, type NodeContext } from './credential';
import type { Surroundings } from './surroundings';
import { adviseTokenRefusal, explainBearer, explainFreshToken, TOKEN_REFUSED, TokenRefusal } from './tokenRefusal';

/** A client that sends through n8n, which signs the calls and renews the token. */
export async function createZohoClient(context: NodeContext, surroundings: Pick<Surroundings, 'sleep' | 'now'>): Promise<ZohoClient> {
	const { hosts } = await readCredential(context);
	return new ZohoClient({
		hosts,
		request: async (call) => await (call.host === 'file' ? sendToFileHost(context, call, hosts.apiDomain) : sendSigned(context, call)),
		sleep: surroundings.sleep,
		now: surroundings.now,
		random: () => Math.random(),
	});
}

function toHttpOptions(call: ZohoRequest): IHttpRequestOptions {
	return {
		method: call.method,
		url: call.url,
		qs: { ...call.query },
		headers: { ...call.headers },
		body: call.body === undefined ? undefined : call.body.kind === 'form' ? call.body.form : (call.body.value as IDataObject),
		encoding: call.answer === 'bytes' ? 'arraybuffer' : undefined,
		timeout: REQUEST_TIMEOUT_MS,
		returnFullResponse: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/** An answer as n8n gives it back with `returnFullResponse`. */
function toResponse(answer: unknown, call: ZohoRequest): ZohoResponse {
	const { statusCode, headers, body } = answer as { statusCode: number; headers: Record<string, unknown>; body: unknown };
	const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
	return { status: statusCode, headers: Object.fromEntries(lowerCased), body: call.answer === 'bytes' ? toBytes(body) : body };
}

function toBytes(body: unknown): unknown {
	return body instanceof ArrayBuffer ? new Uint8Array(body) : body;
}

/** A call to the API domain: n8n signs it, and after a 401 renews the token and sends it once more. */
async function sendSigned(context: NodeContext, call: ZohoRequest): Promise<ZohoResponse> {
	const options: IHttpRequestOptions = { ...toHttpOptions(call), ignoreHttpStatusErrors: { ignore: true, except: [401] } };
	return await context.helpers.httpRequestWithAuthentication.call(context, credentialTypeOf(chosenAuthentication(context)), options).then(
		(answer: unknown) => toResponse(answer, call),
		async (reason: unknown) => await explainUnauthorized(context, reason, call),
	);
}

/** A 401 that stayed, or a token that could not be renewed; everything else is no answer. */
async function explainUnauthorized(context: NodeContext, reason: unknown, call: ZohoRequest): Promise<ZohoResponse> {
	const isUnauthorized = statusOf(reason) === 401;
	const answer: ZohoResponse = { status: 401, headers: {}, body: bodyOf(reason) };
	if (isUnauthorized && isAboutScope(answer)) return answer;
	const refusal = chosenAuthentication(context) === 'selfClient' ? explainSelfClient(reason, isUnauthorized) : await explainOAuth2(context, reason, call, isUnauthorized);
	if (refusal !== null) throw refusal;
	return isUnauthorized ? answer : await Promise.reject(reason);
}

/** Why the self client got no token, which n8n wraps, or why a new one is of no use. */
function explainSelfClient(reason: unknown, isUnauthorized: boolean): UsageError | null {
	const cause = propertyOf(reason, 'cause');
	if (cause instanceof TokenRefusal) return cause.usage;
	return isUnauthorized ? explainFreshToken() : null;
}

async function explainOAuth2(context: NodeContext, reason: unknown, call: ZohoRequest, isUnauthorized: boolean): Promise<UsageError | null> {
	const { tokenRefusal, otherDataCenter, accessToken } = await readCredential(context);
	// Zoho's refusal stays with the token, beside later good ones: it says nothing about an answer that never came.
	const refusal = accountsRefusalOf(reason) ?? (isUnauthorized ? tokenRefusal : null);
	if (refusal !== null) return new UsageError(`Zoho does not renew the access token (${refusal})`, adviseTokenRefusal(refusal, otherDataCenter), TOKEN_REFUSED);
	return isUnauthorized && (await isOnlyBearerRefused(context, call, accessToken)) ? explainBearer() : null;
}

/** The cheapest call that a token is good for. */
function askForOrganization(apiDomain: string): ZohoRequest {
	return { host: 'api', method: 'GET', url: `${apiDomain}/crm/v8/org`, answer: 'json' };
}

/** Whether Zoho takes a token in the documented form that it refused as Bearer, the only form n8n has for OAuth2 calls. */
async function isOnlyBearerRefused(context: NodeContext, call: ZohoRequest, accessToken: string): Promise<boolean> {
	const answer = await sendWithToken(context, askForOrganization(new URL(call.url).origin), accessToken).catch(() => null);
	return answer !== null && (answer.status < 300 || isAboutScope(answer));
}

/**
 * A call to a file host, which knows only the documented `Zoho-oauthtoken`. The token is fresh, because a call to the
 * API domain comes first; should the host refuse it all the same, such a call renews it, once.
 */
async function sendToFileHost(context: NodeContext, call: ZohoRequest, apiDomain: string): Promise<ZohoResponse> {
	const first = await sendWithToken(context, call, (await readCredential(context)).accessToken);
	if (first.status !== 401) return first;
	await sendSigned(context, askForOrganization(apiDomain));
	return await sendWithToken(context, call, (await readCredential(context)).accessToken);
}

async function sendWithToken(context: NodeContext, call: ZohoRequest, accessToken: string): Promise<ZohoResponse> {
	const answer: unknown = await context.helpers.httpRequest({
		...toHttpOptions(call),
		headers: { ...call.headers, Authorization: `Zoho-oauthtoken ${accessToken}` },
		ignoreHttpStatusErrors: true,
		abortSignal: 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined,
	});
	return toResponse(answer, call);
}

function propertyOf(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function statusOf(reason: unknown): number {
	return Number(propertyOf(reason, 'httpCode'));
}

/** The body of a refused answer, where n8n keeps it. */
function bodyOf(reason: unknown): unknown {
	return propertyOf(propertyOf(reason, 'context'), 'data') ?? {};
}

function isAboutScope({ body }: ZohoResponse): boolean {
	return propertyOf(body, 'code') === SCOPE_MISMATCH;
}

/** What the accounts server said when n8n asked it for a new token and it answered with an HTTP status of 400. */
function accountsRefusalOf(reason: unknown): string | null {
	for (let cause = reason, depth = 0; cause !== undefined && depth < 4; cause = propertyOf(cause, 'cause'), depth += 1) {
		const refusal = propertyOf(propertyOf(cause, 'body'), 'error');
		if (typeof refusal === 'string') return refusal;
	}
	return null;
}
