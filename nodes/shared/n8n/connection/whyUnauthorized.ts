import { networkReasonOf, SCOPE_MISMATCH, TOKEN_REFUSED, UsageError } from '../../zoho/call/errors';
import type { ZohoRequest, ZohoResponse } from '../../zoho/call/http';
import { fail } from '../../zoho/call/recover';
import { isObject } from '../../zoho/call/shape';
import { readCredential, type ZohoCredential } from './credential';
import { askForOrganization, sendWithToken } from './httpCall';
import type { NodeContext } from './nodeContext';
import { readBody } from './responseBody';
import {
	adviseTokenRefusal,
	explainBearer,
	explainFreshToken,
	explainNoRefreshToken,
	explainSilence,
	refusalWordOf,
	TokenRefusal,
} from './tokenRefusal';

/**
 * Finds out why n8n rejected a signed call.
 * @param atStart the credential as it was when the client was made
 * @returns the answer, if Zoho said 401 and nothing is known about the token that explains it
 * @throws UsageError if the token is missing, could not be renewed or is not accepted: what to do about it
 * @throws `reason` itself if no answer came
 */
export async function explainRejection(
	n8n: NodeContext,
	reason: unknown,
	call: ZohoRequest,
	atStart: ZohoCredential,
): Promise<ZohoResponse> {
	const isSelfClient = n8n.authentication === 'selfClient';
	const unrenewed = isSelfClient ? explainSelfClient(reason) : await explainRenewal(n8n, reason, call);
	if (unrenewed !== null) throw unrenewed;
	if (Number(propertyOf(reason, 'httpCode')) !== 401) return fail(reason);
	return await explainAnswer(n8n, { status: 401, headers: {}, body: await bodyOf(reason) }, call, atStart);
}

/**
 * Finds out why Zoho answered 401 to a call with a token that was renewed.
 * @returns the answer, if nothing is known about the token that explains it
 * @throws UsageError saying what to do about the token
 */
export async function explainAnswer(
	n8n: NodeContext,
	answer: ZohoResponse,
	call: ZohoRequest,
	atStart: ZohoCredential,
): Promise<ZohoResponse> {
	if (isAboutScope(answer)) return answer;
	const refusal =
		n8n.authentication === 'selfClient' ? explainFreshToken() : await explainUnauthorized(n8n, call, atStart);
	if (refusal !== null) throw refusal;
	return answer;
}

/** Why the self client got no token. n8n wraps the error. */
function explainSelfClient(reason: unknown): UsageError | null {
	const cause = propertyOf(reason, 'cause');
	return cause instanceof TokenRefusal ? cause.usage : null;
}

/**
 * Why n8n got no new token for an OAuth2 credential after a 401. Zoho refused the call with it before it acted.
 * @returns null if that is not what happened, or not for certain
 */
async function explainRenewal(n8n: NodeContext, reason: unknown, call: ZohoRequest): Promise<UsageError | null> {
	const causes = causesOf(reason);
	if (causes.some((cause) => urlOf(cause) === call.url)) return null;
	const { accountsUrl, otherDataCenter, hasRefreshToken } = await readCredential(n8n);
	const refusal = causes
		.map((cause) => refusalWordOf(propertyOf(propertyOf(cause, 'body'), 'error')))
		.find((word) => word !== null);
	if (refusal !== undefined) return explainUnrenewed(refusal, otherDataCenter);
	const lost = causes.find(
		(cause) => ANSWERED_BY_ACCOUNTS.has(propertyOf(cause, 'code')) || urlOf(cause) !== undefined,
	);
	if (lost !== undefined) return explainSilence(accountsUrl, accountsStatusOf(lost), networkReasonOf(lost));
	const isOfNetwork = causes.some((cause) => propertyOf(cause, 'code') !== undefined);
	return hasRefreshToken || isOfNetwork ? null : explainNoRefreshToken();
}

/** Codes with which n8n's OAuth2 client says what the accounts server answered. Source: @n8n/client-oauth2 1.23. */
const ANSWERED_BY_ACCOUNTS: ReadonlySet<unknown> = new Set(['EAUTH', 'ESTATUS']);

/** Address of the request that failed: the call itself, or n8n's request for a token. */
function urlOf(cause: unknown): unknown {
	return propertyOf(propertyOf(cause, 'config'), 'url');
}

/** Status of the accounts server's response; null if there was none. */
function accountsStatusOf(cause: unknown): number | null {
	const status = propertyOf(cause, 'code') === 'EAUTH' ? 400 : propertyOf(cause, 'status');
	return typeof status === 'number' ? status : null;
}

function explainUnrenewed(refusal: string, otherDataCenter: ZohoCredential['otherDataCenter']): UsageError {
	return new UsageError(
		`Zoho did not renew the access token (${refusal})`,
		adviseTokenRefusal(refusal, otherDataCenter),
		TOKEN_REFUSED,
	);
}

/**
 * Why a 401 stayed with an OAuth2 credential; null if nothing is known. A refusal that Zoho answered with status 200 is
 * stored beside later good tokens: it counts only if it is new, or if the token is still the one from the start.
 */
async function explainUnauthorized(
	n8n: NodeContext,
	call: ZohoRequest,
	atStart: ZohoCredential,
): Promise<UsageError | null> {
	const { tokenRefusal, otherDataCenter, accessToken } = await readCredential(n8n);
	const isOfNow = accessToken === atStart.accessToken || atStart.tokenRefusal === null;
	if (tokenRefusal !== null && isOfNow) return explainUnrenewed(tokenRefusal, otherDataCenter);
	return (await isOnlyBearerRefused(n8n, call, accessToken)) ? explainBearer() : null;
}

/** Whether Zoho accepts a token in the documented form but rejects it as Bearer, the only form n8n has for OAuth2 calls. */
async function isOnlyBearerRefused(n8n: NodeContext, call: ZohoRequest, accessToken: string): Promise<boolean> {
	const organization = askForOrganization(new URL(call.url).origin);
	const documented = await sendWithToken(n8n, organization, accessToken).catch(() => null);
	if (documented === null || !(documented.status < 300 || isAboutScope(documented))) return false;
	const asBearer = await sendWithToken(n8n, organization, accessToken, { form: 'Bearer' }).catch(() => null);
	return asBearer !== null && asBearer.status === 401 && !isAboutScope(asBearer);
}

/** Whether Zoho rejected the call for want of a scope: a new token would not help. */
export function isAboutScope({ body }: ZohoResponse): boolean {
	return propertyOf(body, 'code') === SCOPE_MISMATCH;
}

/** Body of a failed response, where n8n stores it. */
async function bodyOf(reason: unknown): Promise<unknown> {
	return await readBody(propertyOf(propertyOf(reason, 'context'), 'data') ?? {}, 'json').catch(() => ({}));
}

/** An error and the chain of its causes. */
function causesOf(reason: unknown): unknown[] {
	const causes: unknown[] = [];
	for (let cause = reason; cause !== undefined && causes.length < 5; cause = propertyOf(cause, 'cause'))
		causes.push(cause);
	return causes;
}

function propertyOf(value: unknown, name: string): unknown {
	return isObject(value) ? value[name] : undefined;
}
