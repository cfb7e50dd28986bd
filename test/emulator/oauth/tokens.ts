import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../contract';
import type { Switches } from '../switches';
import { type Grant, GrantCodes, newToken } from './grantCodes';

/** The client of the API console: it does the browser flow and, like a self client, exchanges codes made in the console. */
export interface OAuthClient {
	readonly id: string;
	readonly secret: string;
	readonly name: string;
	/** Registered redirect addresses, compared exactly. */
	readonly redirectUris: string[];
}

/** An access token that works. */
export interface AccessToken {
	readonly token: string;
	readonly grant: Grant;
	readonly expiresMs: number;
}

/** What the token endpoint answers: HTTP status and body. Most refusals have status 200. Source: oauth 2. */
export interface TokenAnswer {
	readonly status: number;
	readonly body: Readonly<Record<string, unknown>>;
}

/** One request to the token endpoint, as the admin address lists it. */
export interface TokenLogEntry {
	readonly atMs: number;
	readonly grantType: string;
	/** Hash of the code or refresh token that was presented. */
	readonly presented: string | null;
	/** `issued`, or the `error` that was answered. */
	readonly outcome: string;
	readonly status: number;
}

interface RefreshToken {
	readonly token: string;
	readonly grant: Grant;
	readonly createdMs: number;
	/** Tokens that the emulator hands to tests do not push out others and are not pushed out. */
	readonly isCounted: boolean;
	/** Oldest first. */
	accessTokens: AccessToken[];
	windowStartMs: number;
	windowCount: number;
}

/** Scopes of the standing refresh token: all that the emulator knows. */
export const ALL_SCOPES: readonly string[] = [
	'ZohoCRM.modules.ALL',
	'ZohoCRM.settings.ALL',
	'ZohoCRM.users.ALL',
	'ZohoCRM.org.ALL',
	'ZohoCRM.bulk.ALL',
	'ZohoCRM.coql.READ',
	'ZohoCRM.notifications.ALL',
	'ZohoSearch.securesearch.READ',
	'ZohoFiles.files.ALL',
];

const MINUTE_MS = 60_000;
const REFRESH_WINDOW_MS = 10 * MINUTE_MS;
const LOG_LENGTH = 10_000;
const TOO_MANY: TokenAnswer = {
	status: 400,
	body: {
		error_description: 'You have made too many requests continuously. Please try again after some time.',
		error: 'Access Denied',
		status: 'failure',
	},
};

/** A short hash by which logs name a token. */
export function hashToken(token: string): string {
	return createHash('sha256').update(token).digest('hex').slice(0, 12);
}

/** Refresh tokens and access tokens, and the limits on them. Source: oauth 1 to 3. */
export class TokenService {
	readonly client: OAuthClient = {
		id: `1000.${randomBytes(15).toString('hex').toUpperCase()}`,
		secret: randomBytes(21).toString('hex'),
		name: 'n8n at Brightwell',
		redirectUris: ['https://n8n.brightwell.test/rest/oauth2-credential/callback'],
	};
	/** Survives `reset`, so that a credential made once stays good. */
	readonly standingRefreshToken = newToken();
	readonly codes: GrantCodes;
	private readonly refreshTokens = new Map<string, RefreshToken>();
	private readonly accessTokens = new Map<string, AccessToken>();
	private readonly entries: TokenLogEntry[] = [];

	/** @param apiDomain what token answers name; known only once the server listens */
	constructor(
		private readonly clock: Clock,
		private readonly switches: Switches,
		private readonly standingUserId: string,
		private readonly apiDomain: () => string,
	) {
		this.codes = new GrantCodes(clock, switches);
		this.reset();
	}

	/** Forgets all tokens, codes and consents but the standing refresh token. Registered redirect addresses stay. */
	reset(): void {
		this.refreshTokens.clear();
		this.accessTokens.clear();
		this.codes.reset();
		this.entries.length = 0;
		this.keepRefreshToken(
			this.standingRefreshToken,
			{ userId: this.standingUserId, scopes: ALL_SCOPES, environment: this.switches.environment },
			false,
		);
	}

	/** Every request to the token endpoint since the last reset, oldest first; the last 10,000. */
	log(): readonly TokenLogEntry[] {
		return this.entries;
	}

	/** Whether a redirect address is registered, or allowed by the switch. */
	acceptsRedirect(uri: string): boolean {
		if (this.client.redirectUris.includes(uri)) return true;
		return this.switches.allowHttpRedirect && /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\//.test(uri);
	}

	/** Answers the token endpoint. @param parameters of query and body together */
	answer(parameters: ReadonlyMap<string, string>): TokenAnswer {
		const grantType = parameters.get('grant_type') ?? '';
		const presented = parameters.get(grantType === 'refresh_token' ? 'refresh_token' : 'code');
		const answer = this.refuseClient(parameters) ?? this.answerGrant(grantType, parameters);
		const outcome = typeof answer.body.error === 'string' ? answer.body.error : 'issued';
		this.entries.push({
			atMs: this.clock.now(),
			grantType,
			presented: presented === undefined ? null : hashToken(presented),
			outcome,
			status: answer.status,
		});
		if (this.entries.length > LOG_LENGTH) this.entries.shift();
		return answer;
	}

	/** Tokens without the browser flow or its limits, for tests. */
	issue(grant: Grant): { readonly accessToken: string; readonly refreshToken: string } {
		const refresh = this.keepRefreshToken(newToken(), grant, false);
		return { accessToken: this.addAccessToken(refresh).token, refreshToken: refresh.token };
	}

	/** The live access token behind a text; undefined when it is unknown, expired, revoked or of another data center. */
	find(token: string): AccessToken | undefined {
		const found = this.accessTokens.get(token);
		if (!found || this.switches.isOtherDataCenter) return undefined;
		return found.expiresMs > this.clock.now() ? found : undefined;
	}

	/** Ends an access token at once. */
	expire(token: string): void {
		this.accessTokens.delete(token);
	}

	/** Ends every access token at once; refresh tokens stay. */
	expireAll(): void {
		this.accessTokens.clear();
	}

	/** Ends a refresh token with its access tokens, or one access token. @returns whether it was known */
	revoke(token: string): boolean {
		const refresh = this.refreshTokens.get(token);
		if (!refresh) return this.accessTokens.delete(token);
		this.dropRefreshToken(refresh);
		return true;
	}

	private refuseClient(parameters: ReadonlyMap<string, string>): TokenAnswer | undefined {
		if (parameters.get('client_id') !== this.client.id) return { status: 200, body: { error: 'invalid_client' } };
		if (parameters.get('client_secret') !== this.client.secret)
			return { status: 200, body: { error: 'invalid_client_secret' } };
		return undefined;
	}

	private answerGrant(grantType: string, parameters: ReadonlyMap<string, string>): TokenAnswer {
		if (grantType === 'authorization_code') return this.exchangeCode(parameters);
		if (grantType === 'refresh_token') return this.refresh(parameters.get('refresh_token') ?? '');
		return {
			status: this.switches.tokenErrorStatus,
			body: { error: grantType === '' ? 'general_error' : 'unsupported_grant_type' },
		};
	}

	private exchangeCode(parameters: ReadonlyMap<string, string>): TokenAnswer {
		const entry = this.codes.find(parameters.get('code') ?? '');
		if (!entry || this.switches.isOtherDataCenter) return { status: 200, body: { error: 'invalid_code' } };
		if (entry.redirectUri !== null && parameters.get('redirect_uri') !== entry.redirectUri)
			return { status: 200, body: { error: 'invalid_redirect_uri' } };
		if (entry.isOffline && this.hasTooManyNewRefreshTokens(entry.grant.userId)) return TOO_MANY;
		this.codes.use(entry);
		if (!entry.isOffline) return { status: 200, body: this.describe(this.keepAccessToken(entry.grant)) };
		const refresh = this.keepRefreshToken(newToken(), entry.grant, true);
		this.dropOldestRefreshTokens(entry.grant.userId);
		return { status: 200, body: this.describe(this.addAccessToken(refresh), refresh.token) };
	}

	private refresh(token: string): TokenAnswer {
		const refresh = this.refreshTokens.get(token);
		if (!refresh || this.switches.isOtherDataCenter) return { status: 200, body: { error: 'invalid_code' } };
		const nowMs = this.clock.now();
		if (nowMs >= refresh.windowStartMs + REFRESH_WINDOW_MS)
			Object.assign(refresh, { windowStartMs: nowMs, windowCount: 0 });
		if (refresh.windowCount >= this.switches.tokenRequestsPerTenMinutes) return TOO_MANY;
		refresh.windowCount += 1;
		return { status: 200, body: this.describe(this.addAccessToken(refresh)) };
	}

	/** A new access token of a refresh token; the oldest ends when there are too many. */
	private addAccessToken(refresh: RefreshToken): AccessToken {
		const access = this.keepAccessToken(refresh.grant);
		refresh.accessTokens = refresh.accessTokens.filter((entry) => this.accessTokens.has(entry.token));
		refresh.accessTokens.push(access);
		while (refresh.accessTokens.length > this.switches.accessTokensPerRefreshToken) {
			const oldest = refresh.accessTokens.shift();
			if (oldest) this.accessTokens.delete(oldest.token);
		}
		return access;
	}

	private describe(access: AccessToken, refreshToken?: string): Readonly<Record<string, unknown>> {
		const { answersScope, answersLegacyExpiry, accessTokenLifeSeconds } = this.switches;
		return {
			access_token: access.token,
			...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
			...(answersScope ? { scope: access.grant.scopes.join(' ') } : {}),
			api_domain: this.apiDomain(),
			token_type: 'Bearer',
			...(answersLegacyExpiry
				? { expires_in_sec: accessTokenLifeSeconds, expires_in: accessTokenLifeSeconds * 1000 }
				: { expires_in: accessTokenLifeSeconds }),
		};
	}

	private keepAccessToken(grant: Grant): AccessToken {
		const nowMs = this.clock.now();
		for (const [token, entry] of this.accessTokens) if (entry.expiresMs <= nowMs) this.accessTokens.delete(token);
		const access = { token: newToken(), grant, expiresMs: nowMs + this.switches.accessTokenLifeSeconds * 1000 };
		this.accessTokens.set(access.token, access);
		return access;
	}

	private keepRefreshToken(token: string, grant: Grant, isCounted: boolean): RefreshToken {
		const refresh: RefreshToken = {
			token,
			grant,
			createdMs: this.clock.now(),
			isCounted,
			accessTokens: [],
			windowStartMs: this.clock.now(),
			windowCount: 0,
		};
		this.refreshTokens.set(token, refresh);
		return refresh;
	}

	private countedRefreshTokens(userId: string): RefreshToken[] {
		return [...this.refreshTokens.values()].filter((entry) => entry.isCounted && entry.grant.userId === userId);
	}

	private hasTooManyNewRefreshTokens(userId: string): boolean {
		const sinceMs = this.clock.now() - MINUTE_MS;
		return (
			this.countedRefreshTokens(userId).filter((entry) => entry.createdMs > sinceMs).length >=
			this.switches.newRefreshTokensPerMinute
		);
	}

	private dropOldestRefreshTokens(userId: string): void {
		const counted = this.countedRefreshTokens(userId);
		for (const oldest of counted.slice(0, Math.max(0, counted.length - this.switches.refreshTokensPerUser)))
			this.dropRefreshToken(oldest);
	}

	private dropRefreshToken(refresh: RefreshToken): void {
		this.refreshTokens.delete(refresh.token);
		for (const access of refresh.accessTokens) this.accessTokens.delete(access.token);
	}
}
