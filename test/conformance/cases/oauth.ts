import { at, refusal, textAt } from '../shape';
import type { Answer } from '../client';
import { itOnEmulator, type Target } from '../target';

/** Tokens: how they are refreshed, and how refusals look. */
export function describeOAuth(target: () => Target): void {
	const ask = async (more: Readonly<Record<string, string>> = {}): Promise<Answer> => {
		const { client, accountsUrl, clientId, clientSecret, refreshToken } = target();
		const parameters = {
			grant_type: 'refresh_token',
			client_id: clientId,
			client_secret: clientSecret,
			refresh_token: refreshToken,
			...more,
		};
		return await client.call('POST', '/oauth/v2/token', {
			host: accountsUrl,
			accessToken: null,
			body: new URLSearchParams(parameters),
		});
	};

	describe('oauth', () => {
		it('refreshes: a new access token that works, and no new refresh token', async () => {
			const { status, body } = await ask();
			expect(status).toBe(200);
			expect(body).toEqual({
				access_token: expect.stringMatching(/^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$/),
				scope: expect.stringContaining('ZohoCRM.'),
				api_domain: expect.stringMatching(/^https?:\/\//),
				token_type: 'Bearer',
				expires_in: 3600,
			});
			const read = await target().client.call('GET', '/crm/v8/org', { accessToken: textAt(body, 'access_token') });
			expect(read.status).toBe(200);
		});

		it.each([
			['a refresh token that it never gave', { refresh_token: '1000.0000.0000' }, 'invalid_code'],
			['an unknown client', { client_id: '1000.UNKNOWN' }, 'invalid_client'],
			['a wrong secret', { client_secret: '0000' }, 'invalid_client_secret'],
			[
				'a code that it never gave',
				{ grant_type: 'authorization_code', code: '1000.0000.0000', redirect_uri: 'https://conformance.test/' },
				'invalid_code',
			],
		])('refuses %s with status 200 and an error in the body', async (_name, parameters, error) => {
			const { status, body } = await ask(parameters);
			expect([status, at(body, 'error')]).toEqual([200, error]);
			expect(at(body, 'access_token')).toBeUndefined();
		});

		itOnEmulator('refuses a call whose scope was not granted', async () => {
			const accessToken = target().grant(['ZohoCRM.users.READ']);
			const { status, body } = await target().client.call('GET', '/crm/v8/Leads', {
				accessToken,
				query: { fields: 'Last_Name' },
			});
			expect([status, body]).toEqual([401, refusal('OAUTH_SCOPE_MISMATCH', 'invalid oauth scope to access this URL')]);
			expect((await target().client.call('GET', '/crm/v8/users', { accessToken })).status).toBe(200);
		});
	});
}
