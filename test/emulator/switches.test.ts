import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { useEach, useEmulator } from '../stage/useEmulator';
import { createBulkClient, packZip } from './clients/bulk';
import { createOutsideClient } from './clients/outside';
import { createRecordClient, LEAD, type List } from './clients/records';
import { createSwitches } from './switches';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));

const CALLBACK = 'https://n8n.brightwell.test/rest/oauth2-credential/callback';
const DAY_MS = 24 * 3_600_000;

/** Every file of tests below a folder. */
function testsIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		if (entry.name === 'node_modules') return [];
		const place = path.join(folder, entry.name);
		return entry.isDirectory() ? testsIn(place) : /\.test\.ts$/.test(entry.name) ? [place] : [];
	});
}

it('has a test that names it, for every switch', () => {
	const words = new Set(
		testsIn(path.join(__dirname, '..')).flatMap((file) => readFileSync(file, 'utf8').match(/\w+/g) ?? []),
	);
	expect(Object.keys(createSwitches()).filter((name) => !words.has(name))).toEqual([]);
});

const query = (changed: Readonly<Record<string, string>> = {}) => ({
	client_id: emulator.clientId,
	response_type: 'code',
	redirect_uri: CALLBACK,
	scope: 'ZohoCRM.modules.ALL',
	access_type: 'offline',
	prompt: 'consent',
	...changed,
});

/** The code of the browser flow; null where a page is shown instead. */
async function codeOf(changed: Readonly<Record<string, string>> = {}): Promise<string | null> {
	const { headers } = await client.post(
		'/oauth/v2/approve',
		new URLSearchParams({ ...query(changed), decision: 'accept' }),
	);
	return headers.location === undefined ? null : new URL(String(headers.location)).searchParams.get('code');
}

const exchange = async (code: string | null) =>
	(await client.token({ grant_type: 'authorization_code', code: String(code), redirect_uri: CALLBACK }))
		.data as Readonly<Record<string, string>>;
const refresh = async (token: string) =>
	(await client.token({ grant_type: 'refresh_token', refresh_token: token })).data as Readonly<Record<string, string>>;
const isAlive = (token: string): boolean => emulator.tokens.find(token) !== undefined;

describe('switches of OAuth', () => {
	it('acceptsSpacesInScope: scopes separated by spaces, or by commas alone', async () => {
		const scope = 'ZohoCRM.modules.ALL ZohoCRM.users.READ';
		expect(await codeOf({ scope })).not.toBeNull();
		emulator.switches.acceptsSpacesInScope = false;
		expect(await codeOf({ scope })).toBeNull();
		expect(await codeOf({ scope: scope.replace(' ', ',') })).not.toBeNull();
	});

	it('tokenErrorStatus: of a grant type that is not known', async () => {
		for (const status of [200, 400]) {
			emulator.switches.tokenErrorStatus = status;
			const answer = await client.token({ grant_type: 'password' });
			expect([answer.status, answer.data]).toEqual([status, { error: 'unsupported_grant_type' }]);
		}
	});

	it('authorizePageErrorStatus: of the page for a wrong client', async () => {
		for (const status of [200, 400]) {
			emulator.switches.authorizePageErrorStatus = status;
			expect((await client.get('/oauth/v2/auth', { params: query({ client_id: '1000.NOBODY' }) })).status).toBe(status);
		}
	});

	it('accessTokenLifeSeconds: how long a token is good', () => {
		emulator.switches.accessTokenLifeSeconds = 60;
		const { accessToken } = emulator.grantToken();
		emulator.advance(59_000);
		expect(isAlive(accessToken)).toBe(true);
		emulator.advance(1000);
		expect(isAlive(accessToken)).toBe(false);
	});

	it('accessTokensPerRefreshToken: one more ends the oldest', async () => {
		emulator.switches.accessTokensPerRefreshToken = 2;
		const { accessToken, refreshToken } = emulator.grantToken();
		const second = (await refresh(refreshToken)).access_token;
		expect([isAlive(accessToken), isAlive(second)]).toEqual([true, true]);
		const third = (await refresh(refreshToken)).access_token;
		expect([accessToken, second, third].map(isAlive)).toEqual([false, true, true]);
	});

	it('refreshTokensPerUser: one more deletes the oldest', async () => {
		emulator.switches.refreshTokensPerUser = 2;
		const tokens: string[] = [];
		for (let count = 0; count < 3; count += 1) tokens.push((await exchange(await codeOf())).refresh_token);
		expect(await refresh(tokens[0])).toEqual({ error: 'invalid_code' });
		for (const token of tokens.slice(1)) expect(await refresh(token)).toMatchObject({ token_type: 'Bearer' });
	});

	it('newRefreshTokensPerMinute: further ones must wait', async () => {
		emulator.switches.newRefreshTokensPerMinute = 1;
		expect(await exchange(await codeOf())).toHaveProperty('refresh_token');
		const code = await codeOf();
		expect(await exchange(code)).not.toHaveProperty('refresh_token');
		emulator.advance(60_000);
		expect(await exchange(await codeOf())).toHaveProperty('refresh_token');
	});

	it('authorizationCodeLifeSeconds: how long a code of the browser flow is good', async () => {
		emulator.switches.authorizationCodeLifeSeconds = 10;
		const [early, late] = [await codeOf(), await codeOf()];
		emulator.advance(9000);
		expect(await exchange(early)).toHaveProperty('access_token');
		emulator.advance(1000);
		expect(await exchange(late)).toEqual({ error: 'invalid_code' });
	});

	it('tokenRequestCredits: what a token request costs', async () => {
		for (const credits of [0, 3]) {
			emulator.switches.tokenRequestCredits = credits;
			const before = emulator.credits.spent();
			await refresh(emulator.refreshToken);
			expect(emulator.credits.spent() - before).toBe(credits);
		}
	});

	it('scopesBy: what the state of a handover and of a job need', async () => {
		const statusWith = async (place: string, ...scopes: string[]): Promise<number> => {
			client.authorization = emulator.grantToken({ scopes }).authorization;
			return (await client.get(place)).status;
		};
		const handover = '/crm/v8/users/actions/transfer_and_delete?job_id=1';
		const job = '/crm/bulk/v8/write/4150868000009999999';
		expect([await statusWith(handover, 'ZohoCRM.users.READ'), await statusWith(job, 'ZohoCRM.bulk.READ')]).toEqual([
			204, 404,
		]);
		emulator.switches.scopesBy = '2026 OAS';
		expect([await statusWith(handover, 'ZohoCRM.users.READ'), await statusWith(job, 'ZohoCRM.bulk.READ')]).toEqual([
			401, 401,
		]);
		expect([
			await statusWith(handover, 'ZohoCRM.users.READ', 'ZohoCRM.users.DELETE'),
			await statusWith(job, 'ZohoCRM.bulk.CREATE'),
		]).toEqual([204, 404]);
	});
});

describe('switches of limits and users', () => {
	it('creditsSpentMessage: of the refusal for spent credits', async () => {
		Object.assign(emulator.switches, { creditLimit: 0, creditsSpentMessage: 'nothing left' });
		expect((await client.get('/crm/v8/org')).data).toEqual({
			code: 'TOO_MANY_REQUESTS',
			details: {},
			message: 'nothing left',
			status: 'error',
		});
	});

	it('deletedListCredits: of the list of deleted records', async () => {
		for (const credits of [1, 2]) {
			emulator.switches.deletedListCredits = credits;
			const before = emulator.credits.spent();
			await client.get('/crm/v8/Leads/deleted?type=all');
			expect(emulator.credits.spent() - before).toBe(credits);
		}
	});

	const usersOf = async (type: string) =>
		((await client.get(`/crm/v8/users?type=${type}`)).data as { users: { first_name: string; status: string }[] })
			.users;

	it('disabledUserStatus: of deactivated users', async () => {
		for (const word of ['disabled', 'inactive'] as const) {
			emulator.switches.disabledUserStatus = word;
			expect((await usersOf('DeactiveUsers')).map(({ status }) => status)).toEqual([word]);
		}
	});

	it('allUsersIncludesDeleted: AllUsers without deleted users, or with them', async () => {
		expect((await usersOf('AllUsers')).map(({ first_name: name }) => name)).not.toContain('Goro');
		emulator.switches.allUsersIncludesDeleted = true;
		expect((await usersOf('AllUsers')).map(({ first_name: name }) => name)).toContain('Goro');
	});

	it('wrongUserTypeCode: of a type that is not known', async () => {
		for (const code of ['INVALID_DATA', 'INVALID_REQUEST'] as const) {
			emulator.switches.wrongUserTypeCode = code;
			expect((await client.get('/crm/v8/users?type=Everybody')).data).toMatchObject({
				code,
				details: { param_name: 'type' },
			});
		}
	});

	it('mandatoryUserName: the name that a new user must have', async () => {
		const refusedFor = async (
			mandatoryUserName: 'first_name' | 'last_name' | 'either',
			names: object,
		): Promise<unknown> => {
			emulator.switches.mandatoryUserName = mandatoryUserName;
			const user = {
				email: `bo${emulator.requests.all().length}@brightwell.test`,
				role: '4150868000000026008',
				profile: '4150868000000026014',
				...names,
			};
			const { status, data } = await client.post('/crm/v8/users', { users: [user] });
			return status === 201
				? null
				: (data as { users: { details: { api_name?: string } }[] }).users[0].details.api_name;
		};
		expect(await refusedFor('first_name', { last_name: 'Sand' })).toBe('first_name');
		expect(await refusedFor('last_name', { first_name: 'Bo' })).toBe('last_name');
		expect(await refusedFor('either', { last_name: 'Sand' })).toBeNull();
	});
});

describe('switches of records and files', () => {
	it('listIds, discreteListReach, searchReach: how many ids, and how far pages go', async () => {
		const zoho = createRecordClient(emulator);
		const id = await zoho.insertOne(LEAD);
		Object.assign(emulator.switches, { listIds: 1, discreteListReach: 10, searchReach: 20 });
		const list = async (place: string): Promise<unknown[]> => {
			const { status, body } = await zoho.call<Partial<List> & { code?: string; details?: unknown }>(
				'GET',
				`/Leads${place}`,
			);
			return [status, body.code ?? body.data?.length, body.details];
		};
		expect(await list(`?fields=City&per_page=10&ids=${id}`)).toEqual([200, 1, undefined]);
		expect(await list(`?fields=City&per_page=10&ids=${id},${id}`)).toEqual([
			400,
			'LIMIT_EXCEEDED',
			{ limit: 1, param_name: 'ids' },
		]);
		expect(await list('?fields=City&per_page=10')).toEqual([200, 1, undefined]);
		expect(await list('?fields=City&per_page=11')).toEqual([400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', { limit: 10 }]);
		expect(await list('/search?word=Okafor&per_page=20')).toEqual([200, 1, undefined]);
		expect(await list('/search?word=Okafor&per_page=20&page=2')).toEqual([400, 'LIMIT_REACHED', { limit: 20 }]);
	});

	it('uploadedFileLifeMs, resultLifeMs: how long files stay', async () => {
		const bulk = createBulkClient(emulator);
		Object.assign(emulator.switches, { uploadedFileLifeMs: 5000, resultLifeMs: DAY_MS });
		const zip = await packZip({ 'leads.csv': 'Last_Name,Company\nRao,Acme\n' });
		const order = async (waitMs: number) => {
			const { body } = await bulk.upload(zip);
			emulator.advance(waitMs);
			const { file_id } = body.details as { file_id: string };
			return await bulk.create({
				operation: 'insert',
				resource: [{ type: 'data', module: { api_name: 'Leads' }, file_id, file_names: ['leads.csv'] }],
			});
		};
		expect((await order(5000)).body).toMatchObject({ code: 'INVALID_FILE_ID' });
		const accepted = await order(4999);
		expect(accepted.status).toBe(201);
		emulator.advance(60_000);
		const { id } = accepted.body.details as { id: string };
		const url = (await bulk.status(id)).result?.download_url ?? '';
		expect((await bulk.download(url)).status).toBe(200);
		emulator.advance(DAY_MS);
		bulk.client.authorization = emulator.grantToken().authorization;
		expect((await bulk.download(url)).status).toBe(404);
	});
});

describe('calls that are no calls of a module', () => {
	it.each(['/settings/nope', '/settings', '/org/nope', '/upload/nope'])('%s is an unknown path', async (place) => {
		expect((await client.get(`/crm/v8${place}`)).data).toMatchObject({ code: 'INVALID_URL_PATTERN' });
	});

	it.each([
		['text/plain', 415],
		['application/x-www-form-urlencoded', 415],
		['application/json', 201],
		['application/json; charset=utf-8', 201],
	])('a body of %s is answered %i', async (type, status) => {
		const before = emulator.credits.spent();
		const answer = await client.post('/crm/v8/Leads', JSON.stringify({ data: [LEAD] }), {
			headers: { 'content-type': type },
			transformRequest: [],
		});
		expect(answer.status).toBe(status);
		if (status === 415)
			expect(answer.data).toEqual({
				code: 'MEDIA_TYPE_NOT_SUPPORTED',
				details: {},
				message: 'the media type is not supported',
				status: 'error',
			});
		expect([emulator.store.count('Leads'), emulator.credits.spent() - before]).toEqual(
			status === 201 ? [1, 1] : [0, 0],
		);
	});

	it('a record that the path names is the only one', async () => {
		const zoho = createRecordClient(emulator);
		const id = await zoho.insertOne(LEAD);
		const { status, body } = await zoho.call('PUT', `/Leads/${id}`, { data: [{ City: 'Lagos' }, { City: 'Kano' }] });
		expect([status, body]).toEqual([
			400,
			{
				code: 'INVALID_DATA',
				details: { maximum_length: 1, api_name: 'data', json_path: '$.data' },
				message: 'invalid data',
				status: 'error',
			},
		]);
		expect(await zoho.read(id)).not.toHaveProperty('City', 'Lagos');
	});
});
