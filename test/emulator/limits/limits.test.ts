import { useEach, useEmulator } from '../../stage/useEmulator';
import { createOutsideClient } from '../clients/outside';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));

function refusal(code: string, message: string): object {
	return { code, details: {}, message, status: 'error' };
}

const INVALID_TOKEN = refusal('INVALID_TOKEN', 'invalid oauth token');
const SCOPE_MISMATCH = refusal('OAUTH_SCOPE_MISMATCH', 'invalid oauth scope to access this URL');

describe('tokens', () => {
	it('refuses a call without a token', async () => {
		client.authorization = '';
		const answer = await client.get('/crm/v8/org');
		expect([answer.status, answer.data]).toEqual([401, refusal('AUTHENTICATION_FAILURE', 'Authentication failed')]);
		expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8');
	});

	it.each(['Zoho-oauthtoken 1000.aa.bb', 'Basic YTpi', 'Zoho-oauthtoken'])('refuses %s', async (authorization) => {
		client.authorization = authorization;
		const answer = await client.get('/crm/v8/org');
		expect([answer.status, answer.data]).toEqual([401, INVALID_TOKEN]);
	});

	it('takes Bearer too, unless switched off for the host', async () => {
		client.authorization = client.authorization.replace('Zoho-oauthtoken', 'Bearer');
		expect((await client.get('/crm/v8/org')).status).toBe(200);
		emulator.switches.acceptsBearerOnApi = false;
		expect((await client.get('/crm/v8/org')).data).toEqual(INVALID_TOKEN);
		emulator.switches.acceptsBearerOnFiles = false;
		expect((await client.post(`${emulator.fileHost}/crm/v8/upload`, 'x')).data).toEqual(INVALID_TOKEN);
		emulator.switches.answersLegacyFileRefusal = true;
		expect((await client.post(`${emulator.fileHost}/crm/v8/upload`, 'x')).data).toEqual({
			ERROR_CODE: 401,
			ERROR_MESSAGE: 'Unauthorized request',
		});
	});

	it('refuses a token of another environment with the switched code', async () => {
		emulator.switches.environment = 'sandbox';
		expect((await client.get('/crm/v8/org')).data).toEqual(INVALID_TOKEN);
		emulator.switches.wrongEnvironmentCode = 'OAUTH_SCOPE_MISMATCH';
		expect((await client.get('/crm/v8/org')).data).toEqual(SCOPE_MISMATCH);
	});

	it('tells when the token ends, unless switched', async () => {
		expect((await client.get('/crm/v8/org')).headers['x-accesstoken-reset']).toMatch(
			/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30$/,
		);
		emulator.switches.sendsAccessTokenReset = false;
		expect((await client.get('/crm/v8/org')).headers['x-accesstoken-reset']).toBeUndefined();
	});

	it('sendsUsualHeaders: those of every answer with a body', async () => {
		const usual = {
			'cache-control': 'no-store, no-cache, must-revalidate, private',
			pragma: 'no-cache',
			expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
			'content-language': 'en-US',
			'content-disposition': 'attachment; filename=response.json',
			'content-type': 'application/json;charset=UTF-8',
			server: 'ZGS',
			vary: 'accept-encoding',
			'strict-transport-security': 'max-age=64072000; includeSubDomains; preload',
			'x-xss-protection': '1; mode=block',
			'referrer-policy': 'strict-origin',
		};
		expect((await client.get('/crm/v8/org')).headers).toMatchObject(usual);
		const refused = await client.post('/crm/v8/Robots', { data: [{}] });
		expect([refused.status, refused.headers.server, refused.headers.vary]).toEqual([400, 'ZGS', undefined]);
		const nothing = await client.get('/crm/v8/Leads?fields=Email');
		expect([nothing.status, nothing.headers.server]).toEqual([204, undefined]);
		emulator.switches.sendsUsualHeaders = false;
		expect((await client.get('/crm/v8/org')).headers.server).toBeUndefined();
	});
});

describe('paths and methods', () => {
	it.each(['files', 'actions', '__features'])('know no %s yet, which is no module', async (path) => {
		const answer = await client.get(`/crm/v8/${path}`);
		expect([answer.status, answer.data]).toEqual([
			404,
			{
				code: 'INVALID_URL_PATTERN',
				details: {},
				message: 'Please check if the URL trying to access is a correct one',
				status: 'error',
			},
		]);
	});

	it('checks the token before the path', async () => {
		client.authorization = '';
		expect((await client.get('/crm/v8/no/such/path/here')).status).toBe(401);
	});

	it('refuses an unknown path', async () => {
		const answer = await client.get('/crm/v8/no/such/path/here');
		expect([answer.status, answer.data]).toEqual([
			404,
			refusal('INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one'),
		]);
	});

	it('refuses a wrong method with the switched status', async () => {
		const body = refusal('INVALID_REQUEST_METHOD', 'The http request method type is not a valid one');
		const answer = await client.request('DELETE', '/crm/v8/org');
		expect([answer.status, answer.data]).toEqual([400, body]);
		emulator.switches.wrongMethodStatus = 405;
		expect((await client.request('DELETE', '/crm/v8/org')).status).toBe(405);
	});

	it('serves files on both addresses and the API on the main one only', async () => {
		expect((await client.post(`${emulator.fileHost}/crm/v8/upload`, 'x')).status).not.toBe(404);
		expect((await client.post(`${emulator.url}/crm/v8/upload`, 'x')).status).not.toBe(404);
		expect((await client.get(`${emulator.fileHost}/crm/v8/org`)).status).toBe(404);
		expect(new URL(emulator.fileHost).origin).not.toBe(new URL(emulator.url).origin);
	});
});

it('refuses a body of more than 100 MiB with a page, and stays up', async () => {
	const answer = await client.post('/crm/v8/Leads', Buffer.alloc(100 * 1024 * 1024 + 1, 'x'), {
		maxBodyLength: Infinity,
	});
	expect([answer.status, answer.data]).toEqual([413, '<html><body>413 Request Entity Too Large</body></html>']);
	expect((await client.get('/crm/v8/org')).status).toBe(200);
});

describe('scopes', () => {
	it.each([
		[['ZohoCRM.users.READ'], '/crm/v8/users', 200],
		[['ZohoCRM.users.ALL'], '/crm/v8/users', 200],
		[['zohocrm.Users.read'], '/crm/v8/users', 200],
		[['ZohoCRM.users.CREATE', 'ZohoCRM.modules.ALL'], '/crm/v8/users', 401],
		[['ZohoCRM.settings.ALL'], '/crm/v8/settings/fields?module=Leads', 200],
		[['ZohoCRM.settings.fields.READ'], '/crm/v8/settings/fields?module=Leads', 200],
		[['ZohoCRM.settings.modules.READ'], '/crm/v8/settings/fields?module=Leads', 401],
		[['ZohoCRM.modules.ALL'], '/crm/v8/Leads?fields=Email', 204],
		[['ZohoCRM.modules.READ'], '/crm/v8/Leads?fields=Email', 204],
		[['ZohoCRM.modules.leads.READ'], '/crm/v8/Leads?fields=Email', 204],
		[['ZohoCRM.modules.contacts.ALL'], '/crm/v8/Leads?fields=Email', 401],
		[['ZohoCRM.modules.leads.WRITE'], '/crm/v8/Leads?fields=Email', 401],
		[['ZohoCRM.modules.ALL'], '/crm/v8/Leads/search?word=Okafor', 401],
		[['ZohoCRM.modules.ALL', 'ZohoSearch.securesearch.READ'], '/crm/v8/Leads/search?word=Okafor', 204],
		[['ZohoCRM.modules.ALL'], '/crm/v8/org', 401],
	])('with %j answers %s with %i', async (scopes, path, status) => {
		client.authorization = emulator.grantToken({ scopes }).authorization;
		const answer = await client.get(path);
		expect(answer.status).toBe(status);
		if (status === 401) expect(answer.data).toEqual(SCOPE_MISMATCH);
	});

	it('lets the legacy operation WRITE create', async () => {
		client.authorization = emulator.grantToken({ scopes: ['ZohoCRM.modules.leads.WRITE'] }).authorization;
		expect(
			(await client.post('/crm/v8/Leads', { data: [{ Last_Name: 'Okafor', Company: 'Brightwell' }] })).status,
		).toBe(201);
	});

	it('says so with 403 and another message where switched', async () => {
		Object.assign(emulator.switches, { scopeMismatchStatus: 403, scopeMismatchMessage: 'Unauthorized' });
		client.authorization = emulator.grantToken({ scopes: ['ZohoCRM.users.READ'] }).authorization;
		const answer = await client.get('/crm/v8/org');
		expect([answer.status, answer.data]).toEqual([403, refusal('OAUTH_SCOPE_MISMATCH', 'Unauthorized')]);
	});
});

describe('credits', () => {
	const SPENT = refusal(
		'TOO_MANY_REQUESTS',
		'You have reached the maximum number of API requests for the last 24 hours.',
	);

	it.each([
		['free', 5_000],
		['standard', 52_500],
		['professional', 55_000],
		['enterprise', 60_000],
		['ultimate', 70_000],
	] as const)('has the credits of the %s edition', (edition, limit) => {
		emulator.switches.edition = edition;
		expect(emulator.credits.limit()).toBe(limit);
	});

	it('charges one for a read and one per ten records for a write', async () => {
		await client.get('/crm/v8/org');
		await client.post('/crm/v8/Leads', {
			data: Array.from({ length: 21 }, () => ({ Last_Name: 'Okafor', Company: 'Brightwell' })),
		});
		expect(emulator.credits.spent()).toBe(4);
		expect(emulator.requests.all().map(({ credits }) => credits)).toEqual([1, 3]);
	});

	it('names what is left only once half is used', async () => {
		emulator.switches.creditLimit = 4;
		const seen: unknown[] = [];
		for (let count = 0; count < 4; count++)
			seen.push((await client.get('/crm/v8/org')).headers['x-api-credits-remaining']);
		expect(seen).toEqual([undefined, '2', '1', '0']);
		emulator.switches.creditsHeader = 'never';
		expect((await client.get('/crm/v8/org')).headers['x-api-credits-remaining']).toBeUndefined();
	});

	it('refuses when spent, takes nothing for refused calls, and gives credits back after 24 hours', async () => {
		emulator.switches.creditLimit = 1;
		expect((await client.get('/crm/v8/org')).status).toBe(200);
		emulator.advance(3_000_000);
		const refused = await client.get('/crm/v8/org');
		expect([refused.status, refused.data, refused.headers['retry-after']]).toEqual([429, SPENT, undefined]);
		emulator.advance(24 * 3_600_000 - 3_000_001);
		client.authorization = emulator.grantToken().authorization;
		expect((await client.get('/crm/v8/org')).status).toBe(429);
		emulator.advance(1);
		expect((await client.get('/crm/v8/org')).status).toBe(200);
	});

	it('uses the other code, Retry-After and the old headers where switched', async () => {
		Object.assign(emulator.switches, {
			creditLimit: 0,
			throttleCode: 'RATE_LIMIT_EXCEEDED',
			retryAfterSeconds: 7,
			sendsRateLimitHeaders: true,
			creditsHeader: 'always',
		});
		const answer = await client.get('/crm/v8/org');
		expect([answer.status, answer.data]).toEqual([
			429,
			refusal('RATE_LIMIT_EXCEEDED', 'You have reached the maximum number of API requests for the last 24 hours.'),
		]);
		expect(answer.headers).toMatchObject({
			'retry-after': '7',
			'x-ratelimit-limit': '0',
			'x-ratelimit-remaining': '0',
			'x-api-credits-remaining': '0',
		});
	});
});

describe('calls at once', () => {
	const LEADS = {
		data: Array.from({ length: 11 }, (_value, index) => ({ Last_Name: `Lead ${index}`, Company: 'Brightwell' })),
	};

	/** Lets all calls be on their way before the first is answered. */
	beforeEach(() => {
		emulator.switches.latencyBaseMs = 150;
	});

	it.each([
		['free', 5],
		['standard', 10],
		['enterprise', 20],
		['ultimate', 25],
	] as const)('lets the %s edition run %i and refuses the next', async (edition, limit) => {
		emulator.switches.edition = edition;
		const answers = await Promise.all(Array.from({ length: limit + 2 }, () => client.get('/crm/v8/org')));
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(limit);
		const refused = answers.filter(({ status }) => status !== 200);
		expect(refused.map(({ status, data }) => [status, data])).toEqual(
			[1, 2].map(() => [
				429,
				refusal('TOO_MANY_REQUESTS', 'You have exceeded the number of API requests that may run at the same time.'),
			]),
		);
		expect(emulator.concurrency.current()).toEqual({ calls: 0, heavyCalls: 0, peakCalls: limit });
		expect((await client.get('/crm/v8/org')).status).toBe(200);
	});

	it('lets ten heavy calls run beside light ones', async () => {
		const [heavy, light] = await Promise.all([
			Promise.all(Array.from({ length: 12 }, () => client.post('/crm/v8/Leads', LEADS))),
			Promise.all(Array.from({ length: 4 }, () => client.get('/crm/v8/org'))),
		]);
		expect(heavy.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 10 }, () => 201), 429, 429]);
		expect(light.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
		expect(emulator.store.count('Leads')).toBe(110);
		expect(emulator.credits.spent()).toBe(10 * 2 + 4);
	});

	it('makes two records when two upserts of one key that is not unique overlap, and one when they follow each other', async () => {
		const upsert = () =>
			client.post('/crm/v8/Leads/upsert', {
				data: [{ Last_Name: 'Okafor', Company: 'Brightwell', Email: 'n.okafor@brightwell.test' }],
				duplicate_check_fields: ['Email'],
			});
		await Promise.all([upsert(), upsert()]);
		expect(emulator.store.count('Leads')).toBe(2);
		emulator.reset();
		client.authorization = emulator.grantToken().authorization;
		await upsert();
		await upsert();
		expect(emulator.store.count('Leads')).toBe(1);
	});
});

it('takes longer for more records', async () => {
	Object.assign(emulator.switches, { latencyBaseMs: 20, latencyPerRecordMs: 10 });
	const startedMs = performance.now();
	await client.post('/crm/v8/Leads', {
		data: Array.from({ length: 10 }, () => ({ Last_Name: 'Okafor', Company: 'Brightwell' })),
	});
	// A timer may fire a millisecond early.
	expect(performance.now() - startedMs).toBeGreaterThanOrEqual(118);
});
