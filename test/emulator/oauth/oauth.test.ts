import axios, { type AxiosResponse } from 'axios';
import FormData from 'form-data';
import { useEach, useEmulator } from '../../stage/useEmulator';
import { createOutsideClient } from '../clients/outside';
import { isObject } from '../json';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));

const CALLBACK = 'https://n8n.brightwell.test/rest/oauth2-credential/callback';
const TOKEN_PATTERN = /^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$/;

function authorizationQuery(changed: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
	return {
		client_id: emulator.clientId,
		response_type: 'code',
		redirect_uri: CALLBACK,
		scope: 'ZohoCRM.modules.ALL,ZohoCRM.users.READ',
		access_type: 'offline',
		prompt: 'consent',
		state: 'abc',
		...changed,
	};
}

async function approve(changed: Readonly<Record<string, string>> = {}, decision = 'accept'): Promise<URL> {
	const answer = await client.post(
		'/oauth/v2/approve',
		new URLSearchParams({ ...authorizationQuery(changed), decision }),
	);
	expect(answer.status).toBe(302);
	return new URL(String(answer.headers.location));
}

async function codeOf(changed: Readonly<Record<string, string>> = {}): Promise<string> {
	return (await approve(changed)).searchParams.get('code') ?? '';
}

function exchange(code: string, changed: Readonly<Record<string, string>> = {}): Promise<AxiosResponse<unknown>> {
	return client.token({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...changed });
}

function refresh(token: string): Promise<AxiosResponse<unknown>> {
	return client.token({ grant_type: 'refresh_token', refresh_token: token });
}

function textIn(data: unknown, key: string): string {
	const value = isObject(data) ? data[key] : undefined;
	if (typeof value !== 'string') throw new Error(`${key} is not in ${JSON.stringify(data)}`);
	return value;
}

async function statusWith(accessToken: string): Promise<number> {
	return (
		await axios.get(`${emulator.apiDomain}/crm/v8/users?type=CurrentUser`, {
			headers: { Authorization: `Zoho-oauthtoken ${accessToken}` },
			validateStatus: () => true,
		})
	).status;
}

describe('authorization page', () => {
	it('asks in a browser, naming the client, the scopes and the people who may agree', async () => {
		const answer = await client.get('/oauth/v2/auth', { params: authorizationQuery({ state: '"><script>' }) });
		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toBe('text/html;charset=UTF-8');
		const html = String(answer.data);
		expect(html).toContain('n8n at Brightwell');
		expect(html).toContain('<code>ZohoCRM.users.READ</code>');
		expect(html).toContain('ann.lee@brightwell.test');
		expect(html).not.toContain('erik.sand@brightwell.test');
		expect(html).toContain('<form method="post" action="/oauth/v2/approve">');
		expect(html).toContain('name="decision" value="accept"');
		expect(html).toContain('name="decision" value="reject"');
		expect(html).toContain('name="state" value="&quot;&gt;&lt;script&gt;"');
	});

	it('comes back with code, state, location and the accounts server', async () => {
		const target = await approve();
		expect(`${target.origin}${target.pathname}`).toBe(CALLBACK);
		expect([...target.searchParams.keys()].sort()).toEqual(['accounts-server', 'code', 'location', 'state']);
		expect(target.searchParams.get('state')).toBe('abc');
		expect(target.searchParams.get('location')).toBe('us');
		expect(target.searchParams.get('accounts-server')).toBe(emulator.accountsUrl);
		expect(target.searchParams.get('code')).toMatch(TOKEN_PATTERN);
	});

	it('comes back with access_denied and the state when the user refuses', async () => {
		const target = await approve({}, 'reject');
		expect(Object.fromEntries(target.searchParams)).toEqual({ error: 'access_denied', state: 'abc' });
	});

	it.each([
		['an unknown client', { client_id: '1000.NOBODY' }, 'Invalid Client ID'],
		[
			'an address that is not registered',
			{ redirect_uri: 'https://n8n.brightwell.test/elsewhere' },
			'Invalid Redirect Uri',
		],
		['plain http', { redirect_uri: 'http://localhost:5678/rest/oauth2-credential/callback' }, 'Invalid Redirect Uri'],
		['a scope that does not exist', { scope: 'ZohoCRM.modules.ALL,Everything' }, 'Invalid OAuth Scope'],
		['another response type', { response_type: 'token' }, 'Invalid Response Type'],
	])('shows a page instead of redirecting for %s', async (_name, changed, title) => {
		const answer = await client.get('/oauth/v2/auth', { params: authorizationQuery(changed) });
		expect(answer.status).toBe(200);
		expect(answer.headers.location).toBeUndefined();
		expect(String(answer.data)).toContain(`<h1>${title}</h1>`);
	});

	it('accepts plain http on loopback once it is registered, or the switch allows it', async () => {
		const uri = 'http://localhost:5678/rest/oauth2-credential/callback';
		emulator.switches.allowHttpRedirect = true;
		expect((await approve({ redirect_uri: uri })).host).toBe('localhost:5678');
		emulator.switches.allowHttpRedirect = false;
		const registered = 'http://127.0.0.1:5678/callback';
		expect((await client.admin('POST', '/redirect-uris', { uri: registered })).data).toEqual([CALLBACK, registered]);
		expect((await approve({ redirect_uri: registered })).host).toBe('127.0.0.1:5678');
	});

	it('does not ask again a user who agreed, unless told to, and then gives no second refresh token', async () => {
		const withoutPrompt = { prompt: '' };
		const first = await exchange(await codeOf(withoutPrompt));
		expect(textIn(first.data, 'refresh_token')).toMatch(TOKEN_PATTERN);
		const again = await client.get('/oauth/v2/auth', { params: authorizationQuery(withoutPrompt) });
		expect(again.status).toBe(302);
		const second = await exchange(new URL(String(again.headers.location)).searchParams.get('code') ?? '');
		expect(second.data).toEqual({
			access_token: expect.stringMatching(TOKEN_PATTERN),
			scope: 'ZohoCRM.modules.ALL ZohoCRM.users.READ',
			api_domain: emulator.apiDomain,
			token_type: 'Bearer',
			expires_in: 3600,
		});
		expect((await client.get('/oauth/v2/auth', { params: authorizationQuery() })).status).toBe(200);
	});

	it('gives about five codes a minute', async () => {
		for (let count = 0; count < 5; count++) await approve();
		const sixth = await client.post(
			'/oauth/v2/approve',
			new URLSearchParams({ ...authorizationQuery(), decision: 'accept' }),
		);
		expect(String(sixth.data)).toContain('<h1>Too many requests</h1>');
		emulator.advance(60_000);
		expect((await approve()).searchParams.get('code')).toMatch(TOKEN_PATTERN);
	});
});

describe('code exchange', () => {
	it('answers exactly the documented keys for offline access', async () => {
		const answer = await exchange(await codeOf());
		expect(answer.status).toBe(200);
		expect(answer.data).toEqual({
			access_token: expect.stringMatching(TOKEN_PATTERN),
			refresh_token: expect.stringMatching(TOKEN_PATTERN),
			scope: 'ZohoCRM.modules.ALL ZohoCRM.users.READ',
			api_domain: emulator.apiDomain,
			token_type: 'Bearer',
			expires_in: 3600,
		});
		expect(await statusWith(textIn(answer.data, 'access_token'))).toBe(200);
	});

	it('gives no refresh token for online access', async () => {
		const answer = await exchange(await codeOf({ access_type: 'online' }));
		expect(answer.data).toEqual({
			access_token: expect.stringMatching(TOKEN_PATTERN),
			scope: 'ZohoCRM.modules.ALL ZohoCRM.users.READ',
			api_domain: emulator.apiDomain,
			token_type: 'Bearer',
			expires_in: 3600,
		});
	});

	it('acts for the user who agreed', async () => {
		const target = await approve({ user_id: '4150868000000225029' });
		const { data } = await exchange(target.searchParams.get('code') ?? '');
		const me = await axios.get(`${emulator.apiDomain}/crm/v8/users?type=CurrentUser`, {
			headers: { Authorization: `Zoho-oauthtoken ${textIn(data, 'access_token')}` },
		});
		expect(me.data.users.map((user: { email: string }) => user.email)).toEqual(['chioma.okafor@brightwell.test']);
	});

	it.each(['query', 'urlencoded', 'multipart'])('takes its parameters from %s', async (place) => {
		const parameters = {
			grant_type: 'refresh_token',
			refresh_token: emulator.refreshToken,
			client_id: emulator.clientId,
			client_secret: emulator.clientSecret,
		};
		const form = new FormData();
		for (const [name, value] of Object.entries(parameters)) form.append(name, value);
		const url = `${emulator.accountsUrl}/oauth/v2/token`;
		const answer =
			place === 'query'
				? await axios.post(url, undefined, { params: parameters })
				: place === 'urlencoded'
					? await axios.post(url, new URLSearchParams(parameters))
					: await axios.post(url, form, { headers: form.getHeaders() });
		expect(textIn(answer.data, 'access_token')).toMatch(TOKEN_PATTERN);
	});

	it('takes a code once', async () => {
		const code = await codeOf();
		expect(isObject((await exchange(code)).data)).toBe(true);
		const second = await exchange(code);
		expect([second.status, second.data]).toEqual([200, { error: 'invalid_code' }]);
	});

	it('refuses a code after its time', async () => {
		const code = await codeOf();
		emulator.advance(180_000);
		expect((await exchange(code)).data).toEqual({ error: 'invalid_code' });
	});

	it.each([
		['another client', { client_id: '1000.NOBODY' }, 'invalid_client'],
		['another secret', { client_secret: '00' }, 'invalid_client_secret'],
		['another redirect address', { redirect_uri: 'https://n8n.brightwell.test/elsewhere' }, 'invalid_redirect_uri'],
		['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
		['no grant type', { grant_type: '' }, 'general_error'],
		['an unknown code', { code: '1000.aa.bb' }, 'invalid_code'],
	])('answers 200 with an error for %s', async (_name, changed, error) => {
		const answer = await exchange(await codeOf(), changed);
		expect([answer.status, answer.data]).toEqual([200, { error }]);
	});

	it("exchanges a self client's code without a redirect address, within its minutes", async () => {
		const codes = await Promise.all(
			[1, 2].map(() => client.admin('POST', '/grant-codes', { minutes: 3, scopes: ['ZohoCRM.users.READ'] })),
		);
		const [early, late] = codes.map(({ data }) => textIn(data, 'code'));
		const answer = await client.token({ grant_type: 'authorization_code', code: early });
		expect(answer.data).toEqual({
			access_token: expect.stringMatching(TOKEN_PATTERN),
			refresh_token: expect.stringMatching(TOKEN_PATTERN),
			scope: 'ZohoCRM.users.READ',
			api_domain: emulator.apiDomain,
			token_type: 'Bearer',
			expires_in: 3600,
		});
		emulator.advance(3 * 60_000);
		expect((await client.token({ grant_type: 'authorization_code', code: late })).data).toEqual({
			error: 'invalid_code',
		});
	});

	it('gives five refresh tokens a minute', async () => {
		emulator.switches.grantCodesPerMinute = 100;
		for (let count = 0; count < 5; count++) expect((await exchange(await codeOf())).status).toBe(200);
		const sixth = await exchange(await codeOf());
		expect([sixth.status, sixth.data]).toEqual([
			400,
			{
				error: 'Access Denied',
				error_description: 'You have made too many requests continuously. Please try again after some time.',
				status: 'failure',
			},
		]);
	});

	it('deletes the oldest of 21 refresh tokens with its access tokens', async () => {
		const answers: AxiosResponse<unknown>[] = [];
		for (let count = 0; count < 21; count++) {
			if (count % 5 === 0) emulator.advance(60_000);
			answers.push(await exchange(await codeOf()));
		}
		expect(await statusWith(textIn(answers[0].data, 'access_token'))).toBe(401);
		expect((await refresh(textIn(answers[0].data, 'refresh_token'))).data).toEqual({ error: 'invalid_code' });
		expect(await statusWith(textIn(answers[1].data, 'access_token'))).toBe(200);
		expect(textIn((await refresh(emulator.refreshToken)).data, 'access_token')).toMatch(TOKEN_PATTERN);
	});
});

describe('refresh', () => {
	it('answers a new access token and never a refresh token', async () => {
		const answer = await refresh(emulator.refreshToken);
		expect(answer.data).toEqual({
			access_token: expect.stringMatching(TOKEN_PATTERN),
			scope:
				'ZohoCRM.modules.ALL ZohoCRM.settings.ALL ZohoCRM.users.ALL ZohoCRM.org.ALL ZohoCRM.bulk.ALL ZohoCRM.coql.READ ZohoCRM.notifications.ALL ZohoSearch.securesearch.READ ZohoFiles.files.ALL',
			api_domain: emulator.apiDomain,
			token_type: 'Bearer',
			expires_in: 3600,
		});
	});

	it('leaves the scope out, or gives the lifetime the old way, where switched', async () => {
		emulator.switches.answersScope = false;
		emulator.switches.answersLegacyExpiry = true;
		expect((await refresh(emulator.refreshToken)).data).toEqual({
			access_token: expect.stringMatching(TOKEN_PATTERN),
			api_domain: emulator.apiDomain,
			token_type: 'Bearer',
			expires_in_sec: 3600,
			expires_in: 3_600_000,
		});
	});

	it('refuses the 11th request within 10 minutes until they are over', async () => {
		for (let count = 0; count < 10; count++) expect((await refresh(emulator.refreshToken)).status).toBe(200);
		const refused = await refresh(emulator.refreshToken);
		expect([refused.status, refused.data]).toEqual([
			400,
			{
				error: 'Access Denied',
				error_description: 'You have made too many requests continuously. Please try again after some time.',
				status: 'failure',
			},
		]);
		emulator.advance(599_999);
		expect((await refresh(emulator.refreshToken)).status).toBe(400);
		emulator.advance(1);
		expect((await refresh(emulator.refreshToken)).status).toBe(200);
	});

	it('ends the oldest access token when an 11th is made', async () => {
		emulator.switches.tokenRequestsPerTenMinutes = 100;
		const tokens: string[] = [];
		for (let count = 0; count < 11; count++)
			tokens.push(textIn((await refresh(emulator.refreshToken)).data, 'access_token'));
		expect(await Promise.all(tokens.map(statusWith))).toEqual([401, ...tokens.slice(1).map(() => 200)]);
	});

	it('lets an access token live 3600 seconds', async () => {
		const token = textIn((await refresh(emulator.refreshToken)).data, 'access_token');
		emulator.advance(3_599_999);
		expect(await statusWith(token)).toBe(200);
		emulator.advance(1);
		expect(await statusWith(token)).toBe(401);
	});

	it('refuses a revoked refresh token and its access tokens', async () => {
		const { accessToken, refreshToken } = emulator.grantToken();
		const revoked = await client.post(`/oauth/v2/token/revoke?token=${refreshToken}`, undefined);
		expect([revoked.status, revoked.data]).toEqual([200, { status: 'success' }]);
		expect((await refresh(refreshToken)).data).toEqual({ error: 'invalid_code' });
		expect(await statusWith(accessToken)).toBe(401);
	});

	it('knows no token of another data center', async () => {
		emulator.switches.isOtherDataCenter = true;
		expect((await refresh(emulator.refreshToken)).data).toEqual({ error: 'invalid_code' });
		expect((await exchange(await codeOf())).data).toEqual({ error: 'invalid_code' });
		const call = await client.get('/crm/v8/org');
		expect([call.status, call.data]).toEqual([
			401,
			{ code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' },
		]);
	});
});

it('lists the data centers', async () => {
	expect((await client.get('/oauth/serverinfo')).data).toEqual({
		result: 'success',
		locations: { us: emulator.accountsUrl },
	});
});

it('logs every token request with its outcome and no token', async () => {
	const startMs = emulator.state.clock.now();
	await refresh(emulator.refreshToken);
	emulator.advance(1000);
	await refresh('1000.aa.bb');
	const { data } = await client.admin('GET', '/tokens');
	expect(data).toEqual([
		{
			atMs: startMs,
			grantType: 'refresh_token',
			presented: expect.stringMatching(/^[0-9a-f]{12}$/),
			outcome: 'issued',
			status: 200,
		},
		{
			atMs: startMs + 1000,
			grantType: 'refresh_token',
			presented: expect.stringMatching(/^[0-9a-f]{12}$/),
			outcome: 'invalid_code',
			status: 200,
		},
	]);
	expect(JSON.stringify(emulator.requests.all())).not.toContain(emulator.refreshToken);
});
