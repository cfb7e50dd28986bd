import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { ZohoClient } from '../../zoho/client';
import { networkReasonOf, SCOPE_MISMATCH, UsageError } from '../../zoho/call/errors';
import type { ZohoRequest, ZohoResponse } from '../../zoho/call/http';
import { REQUEST_TIMEOUT_MS } from '../../zoho/call/limits';
import {
	chosenAuthentication,
	credentialTypeOf,
	readCredential,
	type NodeContext,
	type ZohoCredential,
} from './credential';
import type { Surroundings } from '../step/surroundings';
import {
	adviseTokenRefusal,
	explainBearer,
	explainFreshToken,
	explainNoRefreshToken,
	explainSilence,
	refusalWordOf,
	TOKEN_REFUSED,
	TokenRefusal,
} from './tokenRefusal';

/** A client that sends through n8n, which signs the calls and renews the token. */
export async function createZohoClient(
	context: NodeContext,
	surroundings: Pick<Surroundings, 'sleep' | 'now'>,
): Promise<ZohoClient> {
	const atStart = await readCredential(context);
	return new ZohoClient({
		hosts: atStart.hosts,
		request: async (call) => {
			if (signalOf(context)?.aborted === true) return await Promise.reject(STOPPED);
			return await (call.host === 'file' ? sendToFileHost(context, call, atStart) : sendSigned(context, call, atStart));
		},
		sleep: surroundings.sleep,
		now: surroundings.now,
		random: () => Math.random(),
	});
}

const STOPPED = new UsageError(
	'The execution was stopped before this was sent',
	'Run the step again for what was not sent',
);

/** With what n8n stops an execution; a form that asks for choices and a callback cannot be stopped. */
function signalOf(context: NodeContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

function toHttpOptions(call: ZohoRequest): IHttpRequestOptions {
	return {
		method: call.method,
		url: call.url,
		qs: { ...call.query },
		headers: { ...call.headers },
		body:
			call.body === undefined
				? undefined
				: call.body.kind === 'form'
					? call.body.form
					: (call.body.value as IDataObject),
		encoding: call.answer === 'bytes' ? 'arraybuffer' : undefined,
		timeout: REQUEST_TIMEOUT_MS,
		returnFullResponse: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/** An answer as n8n gives it back with `returnFullResponse`. */
function toResponse(answer: unknown, call: ZohoRequest): ZohoResponse {
	const { statusCode, headers, body } = answer as {
		statusCode: number;
		headers: Record<string, unknown>;
		body: unknown;
	};
	const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
	return {
		status: statusCode,
		headers: Object.fromEntries(lowerCased),
		body: call.answer === 'bytes' ? toBytes(body) : body,
	};
}

function toBytes(body: unknown): unknown {
	return body instanceof ArrayBuffer ? new Uint8Array(body) : body;
}

/** n8n puts a token of any other type into the address; Zoho's are all of this one, whatever a token answer says. */
const SIGNING = { oauth2: { tokenType: 'Bearer' } };

/** A call to the API domain: n8n signs it, and after a 401 renews the token and sends it once more. */
async function sendSigned(context: NodeContext, call: ZohoRequest, atStart: ZohoCredential): Promise<ZohoResponse> {
	const options: IHttpRequestOptions = {
		...toHttpOptions(call),
		ignoreHttpStatusErrors: { ignore: true, except: [401] },
	};
	return await context.helpers.httpRequestWithAuthentication
		.call(context, credentialTypeOf(chosenAuthentication(context)), options, SIGNING)
		.then(
			(answer: unknown) => toResponse(answer, call),
			async (reason: unknown) => await explainRejection(context, reason, call, atStart),
		);
}

/** A token that could not be renewed after a 401, or a 401 that stayed; everything else is no answer. */
async function explainRejection(
	context: NodeContext,
	reason: unknown,
	call: ZohoRequest,
	atStart: ZohoCredential,
): Promise<ZohoResponse> {
	const isSelfClient = chosenAuthentication(context) === 'selfClient';
	const unrenewed = isSelfClient ? explainSelfClient(reason) : await explainRenewal(context, reason, call);
	if (unrenewed !== null) throw unrenewed;
	if (statusOf(reason) !== 401) return await Promise.reject(reason);
	const answer: ZohoResponse = { status: 401, headers: {}, body: bodyOf(reason) };
	if (isAboutScope(answer)) return answer;
	const refusal = isSelfClient ? explainFreshToken() : await explainUnauthorized(context, call, atStart);
	if (refusal !== null) throw refusal;
	return answer;
}

/** Why the self client got no token, which n8n wraps. */
function explainSelfClient(reason: unknown): UsageError | null {
	const cause = propertyOf(reason, 'cause');
	return cause instanceof TokenRefusal ? cause.usage : null;
}

/**
 * Why n8n got no new token for an OAuth2 credential after a 401, with which Zoho refused the call before it acted.
 * @returns null if that is not what happened, or not for certain
 */
async function explainRenewal(context: NodeContext, reason: unknown, call: ZohoRequest): Promise<UsageError | null> {
	const causes = causesOf(reason);
	if (causes.some((cause) => urlOf(cause) === call.url)) return null;
	const { accountsUrl, otherDataCenter, hasRefreshToken } = await readCredential(context);
	const refusal = causes
		.map((cause) => refusalWordOf(propertyOf(propertyOf(cause, 'body'), 'error')))
		.find((word) => word !== null);
	if (refusal !== undefined) return toUsage(refusal, otherDataCenter);
	const lost = causes.find(
		(cause) => ANSWERED_BY_ACCOUNTS.has(propertyOf(cause, 'code')) || urlOf(cause) !== undefined,
	);
	if (lost !== undefined) return explainSilence(accountsUrl, accountsStatusOf(lost), networkReasonOf(lost));
	const isOfNetwork = causes.some((cause) => propertyOf(cause, 'code') !== undefined);
	return hasRefreshToken || isOfNetwork ? null : explainNoRefreshToken();
}

/** Codes with which n8n's OAuth2 client says what the accounts server answered. Source: @n8n/client-oauth2 1.23. */
const ANSWERED_BY_ACCOUNTS: ReadonlySet<unknown> = new Set(['EAUTH', 'ESTATUS']);

/** The address of the request that a cause is of: that of the call, or that at which n8n asks for a token. */
function urlOf(cause: unknown): unknown {
	return propertyOf(propertyOf(cause, 'config'), 'url');
}

/** The status of what the accounts server answered; null if it did not. */
function accountsStatusOf(cause: unknown): number | null {
	const status = propertyOf(cause, 'code') === 'EAUTH' ? 400 : propertyOf(cause, 'status');
	return typeof status === 'number' ? status : null;
}

function toUsage(refusal: string, otherDataCenter: ZohoCredential['otherDataCenter']): UsageError {
	return new UsageError(
		`Zoho does not renew the access token (${refusal})`,
		adviseTokenRefusal(refusal, otherDataCenter),
		TOKEN_REFUSED,
	);
}

/**
 * Why a 401 stayed with an OAuth2 credential; null if nothing is known. A refusal with which Zoho answered 200 stays beside
 * later good tokens: it counts only if it is new, or the token still the one from the start.
 */
async function explainUnauthorized(
	context: NodeContext,
	call: ZohoRequest,
	atStart: ZohoCredential,
): Promise<UsageError | null> {
	const { tokenRefusal, otherDataCenter, accessToken } = await readCredential(context);
	const isOfNow = accessToken === atStart.accessToken || atStart.tokenRefusal === null;
	if (tokenRefusal !== null && isOfNow) return toUsage(tokenRefusal, otherDataCenter);
	return (await isOnlyBearerRefused(context, call, accessToken)) ? explainBearer() : null;
}

/** The cheapest call that a token is good for. */
function askForOrganization(apiDomain: string): ZohoRequest {
	return { host: 'api', method: 'GET', url: `${apiDomain}/crm/v8/org`, answer: 'json' };
}

/** Whether Zoho takes a token in the documented form but refuses it as Bearer, the only form n8n has for OAuth2 calls. */
async function isOnlyBearerRefused(context: NodeContext, call: ZohoRequest, accessToken: string): Promise<boolean> {
	const organization = askForOrganization(new URL(call.url).origin);
	const documented = await sendWithToken(context, organization, accessToken).catch(() => null);
	if (documented === null || !(documented.status < 300 || isAboutScope(documented))) return false;
	const asBearer = await sendWithToken(context, organization, accessToken, 'Bearer').catch(() => null);
	return asBearer !== null && asBearer.status === 401 && !isAboutScope(asBearer);
}

/**
 * A call to a file host, which knows only the documented `Zoho-oauthtoken`. The token is fresh, because a call to the
 * API domain comes first; should the host refuse it all the same, such a call renews it, once.
 */
async function sendToFileHost(context: NodeContext, call: ZohoRequest, atStart: ZohoCredential): Promise<ZohoResponse> {
	const first = await sendWithToken(context, call, (await readCredential(context)).accessToken);
	if (first.status !== 401) return first;
	await sendSigned(context, askForOrganization(atStart.hosts.apiDomain), atStart);
	return await sendWithToken(context, call, (await readCredential(context)).accessToken);
}

async function sendWithToken(
	context: NodeContext,
	call: ZohoRequest,
	accessToken: string,
	form: 'Zoho-oauthtoken' | 'Bearer' = 'Zoho-oauthtoken',
): Promise<ZohoResponse> {
	const answer: unknown = await context.helpers.httpRequest({
		...toHttpOptions(call),
		headers: { ...call.headers, Authorization: `${form} ${accessToken}` },
		ignoreHttpStatusErrors: true,
		abortSignal: signalOf(context),
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

/** A reason with all that it was caused by. */
function causesOf(reason: unknown): unknown[] {
	const causes: unknown[] = [];
	for (let cause = reason; cause !== undefined && causes.length < 5; cause = propertyOf(cause, 'cause'))
		causes.push(cause);
	return causes;
}
