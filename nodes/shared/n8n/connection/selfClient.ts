import { networkReasonOf, type UsageError } from '../../zoho/call/errors';
import { isObject } from '../../zoho/call/shape';
import {
	explainSelfClientRefusal,
	explainOddToken,
	explainSilence,
	explainThrottling,
	refusalWordOf,
	type Presented,
} from './tokenRefusal';

/** A self client as its credential describes it. */
export interface SelfClient {
	/** Origin of the accounts server, checked: the secret is sent there. */
	readonly accountsUrl: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Empty after it was exchanged. */
	readonly grantCode: string;
	/** Empty until a grant code was exchanged. */
	readonly refreshToken: string;
	/** The caller's token, which no longer works; empty if it has none. */
	readonly accessToken: string;
}

/** What Zoho gives in answer to a token request. */
export interface IssuedToken {
	readonly accessToken: string;
	readonly refreshToken: string;
	/** As Zoho gave it, unchecked; empty if it gave none. */
	readonly apiDomain: string;
	/** Separated by spaces; empty if Zoho does not say, as in older data centers. */
	readonly grantedScope: string;
}

/** Posts a form. Resolves for every HTTP status; rejects only if no response came. */
export type PostForm = (
	url: string,
	form: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: unknown }>;

const MINUTE_MS = 60_000;
/** Tokens per refresh token within `RENEWAL_WINDOW_MS`. Source: OAuth token limits (read 2026-11-21). */
const RENEWALS_PER_WINDOW = 10;
const RENEWAL_WINDOW_MS = 10 * MINUTE_MS;
/** How long to wait after too many exchanges. Source: as above, 5 new refresh tokens per minute. */
const EXCHANGE_WINDOW_MS = MINUTE_MS;
/** Calls at about the same time share a refusal for this long. Then Zoho is asked again. */
const REFUSAL_LIFE_MS = 5000;
/** Life of a token if Zoho does not say. Source: as above. */
const USUAL_LIFE_SECONDS = 3600;

/**
 * One grant, as this process knows it. n8n asks for a token once per call, and calls run side by side. So whatever must
 * happen only once is kept here: the exchange of the code, and one renewal for all calls whose token has expired.
 */
class SelfClientGrant {
	private pending: Promise<IssuedToken> | null = null;
	private issued: { readonly token: IssuedToken; readonly expiresMs: number } | null = null;
	private refusal: { readonly explain: (nowMs: number) => UsageError; readonly untilMs: number } | null = null;
	/** Tokens that `issued` replaced. A caller that still has one of them gets `issued` without a request. */
	private readonly replaced: string[] = [];
	/** When Zoho renewed the token for this process. */
	private renewalTimesMs: number[] = [];

	constructor(private refreshToken: string) {}

	/** A token that should work. */
	async renew(client: SelfClient, post: PostForm): Promise<IssuedToken> {
		if (this.pending !== null) return await this.pending;
		const nowMs = Date.now();
		const isLate = client.accessToken === '' || this.replaced.includes(client.accessToken);
		if (this.issued !== null && isLate && nowMs < this.issued.expiresMs) return this.issued.token;
		if (this.refusal !== null && nowMs < this.refusal.untilMs) throw this.refusal.explain(nowMs);
		this.pending = this.request(client, post, nowMs).finally(() => {
			this.pending = null;
		});
		return await this.pending;
	}

	private async request(client: SelfClient, post: PostForm, nowMs: number): Promise<IssuedToken> {
		const presented: Presented = this.refreshToken === '' ? 'grant code' : 'refresh token';
		if (presented === 'refresh token') this.checkRenewals(nowMs);
		const { accountsUrl, clientId, clientSecret, grantCode } = client;
		const grant: Record<string, string> =
			presented === 'grant code'
				? { grant_type: 'authorization_code', code: grantCode }
				: { grant_type: 'refresh_token', refresh_token: this.refreshToken };
		const answer = await post(`${accountsUrl}/oauth/v2/token`, {
			client_id: clientId,
			client_secret: clientSecret,
			...grant,
		}).catch((cause: unknown) => ({ status: null, body: null, reason: networkReasonOf(cause) }));
		const accessToken = textIn(answer.body, 'access_token');
		const refreshToken = textIn(answer.body, 'refresh_token') || this.refreshToken;
		if (accessToken === '' || refreshToken === '') throw this.refuse(accountsUrl, presented, answer);
		if (!isToken(accessToken) || !isToken(refreshToken)) throw explainOddToken(accountsUrl);
		if (presented === 'refresh token') this.renewalTimesMs.push(nowMs);
		this.refreshToken = refreshToken;
		this.refusal = null;
		for (const old of [client.accessToken, this.issued?.token.accessToken ?? ''])
			if (old !== '' && !this.replaced.includes(old)) this.replaced.push(old);
		this.replaced.splice(0, this.replaced.length - RENEWALS_PER_WINDOW);
		const token = {
			accessToken,
			refreshToken,
			apiDomain: plainText(textIn(answer.body, 'api_domain')),
			grantedScope: plainText(textIn(answer.body, 'scope')),
		};
		this.issued = { token, expiresMs: Date.now() + lifeSecondsOf(answer.body) * 1000 };
		return token;
	}

	/** Stays below Zoho's limit, counting the renewals of this process. Requests without a token in return do not count. */
	private checkRenewals(nowMs: number): void {
		this.renewalTimesMs = this.renewalTimesMs.filter((timeMs) => timeMs > nowMs - RENEWAL_WINDOW_MS);
		if (this.renewalTimesMs.length >= RENEWALS_PER_WINDOW)
			throw explainThrottling('refresh token', this.renewalTimesMs[0] + RENEWAL_WINDOW_MS - nowMs);
	}

	/** Says why no token came, and remembers it if asking again right away is useless. */
	private refuse(
		accountsUrl: string,
		presented: Presented,
		answer: { readonly status: number | null; readonly body: unknown; readonly reason?: string | null },
	): UsageError {
		const word = refusalWordOf(textIn(answer.body, 'error'));
		if (word === null) return explainSilence(accountsUrl, answer.status, answer.reason);
		const isThrottled = word.toLowerCase() === 'access denied';
		const windowMs = presented === 'grant code' ? EXCHANGE_WINDOW_MS : RENEWAL_WINDOW_MS;
		const untilMs = Date.now() + (isThrottled ? windowMs : REFUSAL_LIFE_MS);
		const explain = (nowMs: number): UsageError =>
			isThrottled ? explainThrottling(presented, untilMs - nowMs) : explainSelfClientRefusal(word, presented);
		this.refusal = { explain, untilMs };
		return explain(Date.now());
	}
}

/** Grants by what identifies them: the grant code while the credential holds one, then the refresh token. */
const grants = new Map<string, SelfClientGrant>();
/** How many of them are kept: their keys hold secrets, and a process may run for months. */
const MAX_GRANTS = 1_000;

/** Keeps a grant as the latest one. */
function keep(key: string, grant: SelfClientGrant): void {
	grants.delete(key);
	grants.set(key, grant);
	for (const oldest of grants.keys()) {
		if (grants.size <= MAX_GRANTS) return;
		grants.delete(oldest);
	}
}

function keyOf({ accountsUrl, clientId, clientSecret }: SelfClient, presented: Presented, value: string): string {
	return JSON.stringify([accountsUrl, clientId, clientSecret, presented, value]);
}

/**
 * Gets a working access token for a self client: exchanges the grant code the first time, renews the token later. Zoho is
 * asked once, even if many calls ask at the same time or some ask late.
 * @throws UsageError with code `TOKEN_REFUSED`: what happened and what to do. It contains no token, code or secret
 */
export async function renewSelfClientToken(client: SelfClient, post: PostForm): Promise<IssuedToken> {
	const key =
		client.grantCode === ''
			? keyOf(client, 'refresh token', client.refreshToken)
			: keyOf(client, 'grant code', client.grantCode);
	const grant = grants.get(key) ?? new SelfClientGrant(client.grantCode === '' ? client.refreshToken : '');
	keep(key, grant);
	const token = await grant.renew(client, post);
	// From now on n8n stores the refresh token instead of the code. The next caller must find the same grant.
	keep(keyOf(client, 'refresh token', token.refreshToken), grant);
	return token;
}

function textIn(body: unknown, name: string): string {
	const value = isObject(body) ? body[name] : undefined;
	return typeof value === 'string' ? value : '';
}

/**
 * Whether a text can be a token. n8n stores what it is given and evaluates whatever begins with an equals sign, so a text of
 * another form is not taken.
 */
const isToken = (text: string): boolean => /^[\w.~+/-][\w.~+/=-]{0,1999}$/.test(text);

/** What comes with a token, if it is no expression and not too long; else nothing. */
const plainText = (text: string): string => (/^[\w.,:/\s-]{0,4000}$/.test(text) ? text : '');

/**
 * Very old answers have milliseconds in `expires_in` and the seconds in another field. Source: OAuth, token answer
 * (read 2026-11-21).
 */
function lifeSecondsOf(body: unknown): number {
	for (const name of ['expires_in_sec', 'expires_in']) {
		const seconds = isObject(body) ? body[name] : undefined;
		if (typeof seconds === 'number' && seconds > 0) return seconds;
	}
	return USUAL_LIFE_SECONDS;
}
