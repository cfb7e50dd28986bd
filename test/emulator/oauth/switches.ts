import { oneOf } from '../switch';

/** What is not sure about logging in, and sizes that tests set lower. */
export const oauthSwitches = {
	/** The data center's short name in the redirect. oauth 1. */
	location: oneOf('us', 'eu', 'in', 'au', 'cn', 'jp', 'ca', 'sa', 'uk', 'ae', 'sg'),
	/** Every token and code belongs to another data center: calls answer INVALID_TOKEN, exchanges invalid_code. oauth 2, 4. */
	isOtherDataCenter: false,
	/** Spaces may separate the scopes of an authorization request. oauth 1 (unverified). */
	acceptsSpacesInScope: true,
	/** Any http address on loopback counts as registered. Off: only registered addresses count. ASSUMED. */
	allowHttpRedirect: false,
	/** Token answers name the granted scopes. oauth 1: may be absent in older data centers. */
	answersScope: true,
	/** Token answers carry `expires_in_sec` in seconds and `expires_in` in milliseconds. oauth 1: very old form. */
	answersLegacyExpiry: false,
	/** HTTP status of general_error, unauthorized_client, invalid_scope and unsupported_grant_type. oauth 2 (unverified). */
	tokenErrorStatus: 200,
	/** HTTP status of the page for a wrong client, scope or redirect address. ASSUMED. */
	authorizePageErrorStatus: 200,
	/** Life of an access token. oauth 3. */
	accessTokenLifeSeconds: 3600,
	/** Live access tokens per refresh token. One more ends the oldest. oauth 3; older pages say 15 or 30. */
	accessTokensPerRefreshToken: 10,
	/** Access tokens that one refresh token can get within 10 minutes. oauth 3. */
	tokenRequestsPerTenMinutes: 10,
	/** Refresh tokens per user and client. One more deletes the oldest. oauth 3. */
	refreshTokensPerUser: 20,
	/** New refresh tokens per user within a minute. oauth 3. */
	newRefreshTokensPerMinute: 5,
	/** Grant codes per user within a minute. oauth 3 (unverified: about 4 to 5). */
	grantCodesPerMinute: 5,
	/** Life of a code of the browser flow. ASSUMED: the documentation gives times for self clients only. */
	authorizationCodeLifeSeconds: 180,
	/** API credits that a token request costs. limits 1 (unverified). */
	tokenRequestCredits: 0,
	/** `Authorization: Bearer` works on the API domain. oauth 4 (undocumented for CRM). */
	acceptsBearerOnApi: true,
	/** `Authorization: Bearer` works on upload and download hosts. oauth 4 (unverified). */
	acceptsBearerOnFiles: true,
	/** HTTP status of OAUTH_SCOPE_MISMATCH. oauth 4: a few newer OAS files list 403. */
	scopeMismatchStatus: oneOf(401, 403),
	/** Message of that error. oauth 4: a documented variant is `Unauthorized`. */
	scopeMismatchMessage: 'invalid oauth scope to access this URL',
	/** Where the scopes for a handover's state and a job's status come from. oauth 6 (`users.READ`; `bulk.READ`) against the 2026 OAS (`users.DELETE` and `users.READ`; `bulk.CREATE`). */
	scopesBy: oneOf('documentation', '2026 OAS'),
	/** Bad tokens on file hosts answer `{"ERROR_CODE":401,...}`. oauth 4 (unverified wording). */
	answersLegacyFileRefusal: false,
	/** Answers carry `X-ACCESSTOKEN-RESET`. oauth 4: may be present; answers of version 2 and 6 have it. */
	sendsAccessTokenReset: true,
};
