import { UserError } from 'n8n-workflow';
import { DATA_CENTERS, type DataCenter } from '../../zoho/call/dataCenters';
import { TOKEN_REFUSED, isAboutCertificate, UsageError } from '../../zoho/call/errors';

/** What a self client presents to Zoho's accounts server. */
export type Presented = 'grant code' | 'refresh token';

/**
 * Why a credential got no token, as n8n shows it after a credential test: message and advice in one text. The cause is left
 * out, because it can contain the request with its secrets.
 */
export class TokenRefusal extends UserError {
	constructor(readonly usage: UsageError) {
		super(`${usage.message}. ${usage.advice}`);
	}
}

const CHECK_CLIENT_ID =
	'Check the Client ID and the data center of the credential. To use a client in several data centers, turn on Multi-DC in the API console';
const COPY_SECRET = 'Copy the Client Secret of this data center from the API console into the credential';
const NEW_CODE = 'generate a new code for the self client in the API console and paste it into Grant Code';

/**
 * Zoho's word for a refusal, e.g. `invalid_code`; null for any other text, because that could repeat secrets that were
 * sent.
 */
export function refusalWordOf(value: unknown): string | null {
	return typeof value === 'string' && /^[\w .-]{1,40}$/.test(value) ? value : null;
}

/**
 * What to do if Zoho's accounts server issues no token for an OAuth2 credential.
 * @param otherDataCenter where Zoho found the account; null if that is the data center of the credential
 * Source: OAuth token errors (read 2026-11-21).
 */
export function adviseTokenRefusal(refusal: string, otherDataCenter: DataCenter | null): string {
	const isAboutPlace = ['invalid_code', 'invalid_client', 'invalid_client_secret'].includes(refusal.toLowerCase());
	if (otherDataCenter !== null && isAboutPlace)
		return `Your Zoho account is in the data center ${DATA_CENTERS[otherDataCenter].name}. Choose it in the credential, then reconnect it`;
	switch (refusal.toLowerCase()) {
		case 'invalid_code':
			return 'The refresh token was revoked or belongs to another data center. Check the data center of the credential, then reconnect it';
		case 'invalid_client':
			return CHECK_CLIENT_ID;
		case 'invalid_client_secret':
			return `${COPY_SECRET}, then reconnect it`;
		case 'invalid_redirect_uri':
			return 'Copy the OAuth Redirect URL of the credential into Authorized Redirect URIs of the client in the API console, then reconnect it';
		case 'access_denied':
			return 'Reconnect the credential and click Accept on the Zoho page. Sign in as a user of the account that owns the client';
		case 'invalid_scope':
			return 'Restore the default scopes of the credential, or fix the ones you entered, then reconnect it';
		case 'unauthorized_client':
			return 'Use a client of the type Server-based Applications from the API console, then reconnect the credential';
		case 'access denied':
			return 'Zoho issues at most 10 tokens in 10 minutes. Wait 10 minutes, then run the node again';
		default:
			return 'Check the credential and reconnect it';
	}
}

/** Explains why Zoho's accounts server issued no token for a self client. Source: OAuth token errors (read 2026-11-21). */
export function explainSelfClientRefusal(refusal: string, presented: Presented): UsageError {
	switch (refusal.toLowerCase()) {
		case 'invalid_code':
			return presented === 'grant code'
				? refused(
						'Zoho rejected the grant code: it was already used, has expired (after 3 to 10 minutes), or belongs to another data center',
						`Check the data center of the credential, then ${NEW_CODE}`,
					)
				: refused(
						'Zoho rejected the refresh token: it was revoked or belongs to another data center',
						`Check the data center of the credential, or ${NEW_CODE}`,
					);
		case 'invalid_client':
			return refused('Zoho does not know the Client ID in this data center', CHECK_CLIENT_ID);
		case 'invalid_client_secret':
			return refused('Zoho rejected the Client Secret', COPY_SECRET);
		default:
			return refused(`Zoho issued no token for the self client (${refusal})`, 'Check every field of the credential');
	}
}

/** Zoho issues no more tokens for a while. @param waitMs the longest wait */
export function explainThrottling(presented: Presented, waitMs: number): UsageError {
	const minutes = Math.max(1, Math.ceil(waitMs / 60_000));
	const wait = `Wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, then run the node again`;
	return presented === 'grant code'
		? refused(
				'Zoho exchanges only a few grant codes per minute, and the limit is reached',
				`${wait}. If the grant code has expired by then, generate a new one`,
			)
		: refused('Zoho issues at most 10 tokens in 10 minutes, and the limit is reached', wait);
}

/**
 * The accounts server sent nothing that can be read.
 * @param status null if there was no response
 * @param reason the network layer's code, if there was no response
 */
export function explainSilence(accountsUrl: string, status: number | null, reason: string | null = null): UsageError {
	const what = status === null ? 'did not respond' : `responded with status ${status} instead of a token`;
	const isFinal = status === null ? isAboutCertificate(reason) : status !== 429 && status >= 300 && status < 500;
	const why = status === null && reason !== null ? ` (${reason})` : '';
	return new UsageError(
		`Zoho's accounts server ${accountsUrl} ${what}`,
		`Check that n8n can reach it${why}, then run the node again`,
		TOKEN_REFUSED,
		{ passes: !isFinal },
	);
}

/** What came as a token has the form of none, such as an expression of n8n. It is not stored. */
export function explainOddToken(accountsUrl: string): UsageError {
	return refused(
		`The accounts server ${accountsUrl} sent something that is not a token. It was not stored`,
		'Check the data center of the credential. If it is Custom, check its Accounts URL',
	);
}

/** The token of an OAuth2 credential has expired and cannot be renewed. */
export function explainNoRefreshToken(): UsageError {
	return refused(
		'The access token has expired, and the credential has no refresh token to renew it',
		'Open the credential and reconnect it',
	);
}

/** Zoho rejects a self client's new token. */
export function explainFreshToken(): UsageError {
	return refused(
		'Zoho CRM rejected the token that Zoho just issued to the self client',
		'Check that the environment of the credential matches the one the grant code was generated for',
	);
}

/** The token of an OAuth2 credential works, but not as Bearer, the only form in which n8n sends it. */
export function explainBearer(): UsageError {
	return refused(
		'Zoho CRM accepts the token, but not in the form that n8n uses for OAuth2 credentials (Bearer)',
		'Choose Self Client under Authentication. Its credential sends the token in the way that Zoho documents',
	);
}

function refused(message: string, advice: string): UsageError {
	return new UsageError(message, advice, TOKEN_REFUSED);
}
