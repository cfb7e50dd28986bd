import { UserError } from 'n8n-workflow';
import { DATA_CENTERS, type DataCenter } from '../../zoho/call/dataCenters';
import { TOKEN_REFUSED, isAboutCertificate, UsageError } from '../../zoho/call/errors';

export { TOKEN_REFUSED } from '../../zoho/call/errors';

/** What a self client presents to Zoho's accounts server. */
export type Presented = 'grant code' | 'refresh token';

/**
 * Why a credential got no token, in the form that n8n shows for a credential test: message and advice in one text.
 * It leaves out the cause, which can hold the request with its secrets.
 */
export class TokenRefusal extends UserError {
	constructor(readonly usage: UsageError) {
		super(`${usage.message}. ${usage.advice}`);
	}
}

const CHECK_CLIENT_ID =
	'Check Client ID and data center of the credential; a client used in several data centers needs Multi-DC switched on in the API console';
const COPY_SECRET = 'Copy the Client Secret of this data center from the API console into the credential';
const NEW_CODE = 'generate a new code for the self client in the API console and paste it into Grant Code';

/** The word with which Zoho's accounts server refused; null for anything else, which could repeat what was sent, secrets included. */
export function refusalWordOf(value: unknown): string | null {
	return typeof value === 'string' && /^[\w .-]{1,40}$/.test(value) ? value : null;
}

/**
 * What to do when Zoho's accounts server refuses to give an OAuth2 credential a token.
 * @param otherDataCenter where Zoho found the account, if it is not where the credential looks for it
 * Source: OAuth token errors (read 2026-11-21).
 */
export function adviseTokenRefusal(refusal: string, otherDataCenter: DataCenter | null): string {
	const isAboutPlace = ['invalid_code', 'invalid_client', 'invalid_client_secret'].includes(refusal.toLowerCase());
	if (otherDataCenter !== null && isAboutPlace)
		return `The account lives in the data center ${DATA_CENTERS[otherDataCenter].name}: choose it in the credential, then connect it again`;
	switch (refusal.toLowerCase()) {
		case 'invalid_code':
			return 'The refresh token was revoked, or it belongs to another data center: check the data center of the credential, then connect it again';
		case 'invalid_client':
			return CHECK_CLIENT_ID;
		case 'invalid_client_secret':
			return `${COPY_SECRET}, then connect it again`;
		case 'invalid_redirect_uri':
			return 'Copy the OAuth Redirect URL of the credential into Authorized Redirect URIs of the client in the API console, then connect it again';
		case 'access_denied':
			return 'Connect the credential again and press Accept on the page of Zoho, as a user of the account that the client belongs to';
		case 'invalid_scope':
			return 'Put back the default scopes of the credential, or correct those that you typed, then connect it again';
		case 'unauthorized_client':
			return 'Use a client of the kind Server-based Applications from the API console, then connect the credential again';
		case 'access denied':
			return 'Zoho gives at most 10 tokens in 10 minutes: wait 10 minutes, then run the step again';
		default:
			return 'Check the credential and connect it again';
	}
}

/** What Zoho's accounts server means when it gives a self client no token. Source: OAuth token errors (read 2026-11-21). */
export function explainSelfClientRefusal(refusal: string, presented: Presented): UsageError {
	switch (refusal.toLowerCase()) {
		case 'invalid_code':
			return presented === 'grant code'
				? refused(
						'Zoho does not accept the grant code: it was used before, is older than its 3 to 10 minutes, or is of another data center',
						`Check the data center of the credential, then ${NEW_CODE}`,
					)
				: refused(
						'Zoho does not accept the refresh token: it was revoked, or is of another data center',
						`Check the data center of the credential, or ${NEW_CODE}`,
					);
		case 'invalid_client':
			return refused('Zoho does not know the Client ID in this data center', CHECK_CLIENT_ID);
		case 'invalid_client_secret':
			return refused('Zoho does not accept the Client Secret', COPY_SECRET);
		default:
			return refused(`Zoho gives the self client no token (${refusal})`, 'Check every field of the credential');
	}
}

/** Zoho gives no more tokens for a while. @param waitMs how long at most */
export function explainThrottling(presented: Presented, waitMs: number): UsageError {
	const minutes = Math.max(1, Math.ceil(waitMs / 60_000));
	const wait = `Wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, then run the step again`;
	return presented === 'grant code'
		? refused(
				'Zoho exchanges only a few grant codes in a minute and has refused one more',
				`${wait}; a grant code that is too old by then has to be generated anew`,
			)
		: refused('Zoho gives at most 10 tokens in 10 minutes and they are used up', wait);
}

/**
 * No readable answer came from the accounts server.
 * @param status null if none came at all
 * @param reason the network layer's code, if none came
 */
export function explainSilence(accountsUrl: string, status: number | null, reason: string | null = null): UsageError {
	const what = status === null ? 'does not answer' : `answered with status ${status} instead of a token`;
	const isFinal = status === null ? isAboutCertificate(reason) : status !== 429 && status >= 300 && status < 500;
	const why = status === null && reason !== null ? ` (${reason})` : '';
	return new UsageError(
		`Zoho's accounts server ${accountsUrl} ${what}`,
		`Check that n8n can reach it${why}, then run the step again`,
		TOKEN_REFUSED,
		{ passes: !isFinal },
	);
}

/** The token of an OAuth2 credential has expired, and there is nothing to renew it with. */
export function explainNoRefreshToken(): UsageError {
	return refused(
		'The access token has expired, and the credential has no refresh token to renew it with',
		'Open the credential and connect it again',
	);
}

/** A self client's token is refused although it is new. */
export function explainFreshToken(): UsageError {
	return refused(
		'Zoho CRM does not accept the token that Zoho has just given the self client',
		'Check that the environment of the credential is the one that the code was generated for',
	);
}

/** The token of an OAuth2 credential is good, but refused in the one form in which n8n can send it. */
export function explainBearer(): UsageError {
	return refused(
		'Zoho CRM accepts the token but not the form in which n8n sends that of an OAuth2 credential (Bearer)',
		'Choose Self Client under Authentication: its credential sends the form that Zoho documents',
	);
}

function refused(message: string, advice: string): UsageError {
	return new UsageError(message, advice, TOKEN_REFUSED);
}
