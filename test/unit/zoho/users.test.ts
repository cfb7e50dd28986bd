import { UsageError } from '../../../nodes/shared/zoho/call/errors';
import { USER_TYPES } from '../../../nodes/shared/zoho/users/user';
import { collect, lost, rejectionOf, scriptZoho, type Reply } from './scriptedZoho';

const ANN = {
	id: '4150868000000225013',
	zuid: '694579958',
	first_name: 'Ann',
	last_name: 'Lee',
	full_name: 'Ann Lee',
	email: 'ann.lee@brightwell.test',
	status: 'active',
	confirm: true,
	role: { name: 'CEO', id: '26005' },
	profile: { name: 'Administrator', id: '26011' },
	time_zone: 'America/New_York',
	Reporting_To: null,
};

const ANN_READ = {
	id: ANN.id,
	email: ANN.email,
	firstName: 'Ann',
	lastName: 'Lee',
	fullName: 'Ann Lee',
	status: 'active',
	isConfirmed: true,
	role: { id: '26005', name: 'CEO' },
	profile: { id: '26011', name: 'Administrator' },
	timeZone: 'America/New_York',
	raw: ANN,
};

const page = (first: number, count: number, hasMore: boolean): Reply => ({
	body: {
		users: Array.from({ length: count }, (_, index) => ({ ...ANN, id: String(first + index) })),
		info: { per_page: 200, count, more_records: hasMore },
	},
});

describe('users', () => {
	it('lists page after page', async () => {
		const zoho = scriptZoho([page(0, 200, true), page(200, 1, false)]);
		const users = await collect(zoho.client.users.list({ type: 'ActiveConfirmedUsers' }));
		expect(users.map(({ id }) => id)).toEqual(Array.from({ length: 201 }, (_, index) => String(index)));
		expect(users[0]).toEqual({ ...ANN_READ, id: '0', raw: { ...ANN, id: '0' } });
		expect(zoho.calls.map(({ method, url, query }) => [method, url, query])).toEqual([
			['GET', 'https://www.zohoapis.eu/crm/v8/users', { type: 'ActiveConfirmedUsers', page: '1', per_page: '200' }],
			['GET', 'https://www.zohoapis.eu/crm/v8/users', { type: 'ActiveConfirmedUsers', page: '2', per_page: '200' }],
		]);
	});

	it('asks for no more than the limit, and keeps the page size', async () => {
		const small = scriptZoho([page(0, 2, true)]);
		expect(await collect(small.client.users.list({ limit: 2 }))).toHaveLength(2);
		expect(small.calls.map(({ query }) => query)).toEqual([{ page: '1', per_page: '2' }]);
		const large = scriptZoho([page(0, 200, true), page(200, 200, true)]);
		expect(await collect(large.client.users.list({ limit: 201 }))).toHaveLength(201);
		expect(large.calls.map(({ query }) => query?.per_page)).toEqual(['200', '200']);
		expect(await collect(scriptZoho([]).client.users.list({ limit: 0 }))).toEqual([]);
	});

	it('lists users by id', async () => {
		const zoho = scriptZoho([page(1, 2, false)]);
		await collect(zoho.client.users.list({ ids: ['1', '2'] }));
		expect(zoho.calls[0].query).toEqual({ page: '1', per_page: '200', ids: '1,2' });
		expect(await rejectionOf(collect(scriptZoho([]).client.users.list({ ids: Array(101).fill('1') })))).toBeInstanceOf(
			UsageError,
		);
		expect(await rejectionOf(collect(scriptZoho([]).client.users.list({ ids: ['1,2'] })))).toBeInstanceOf(UsageError);
	});

	it('refuses a list that never ends', async () => {
		const zoho = scriptZoho(
			Array.from({ length: 600 }, () => ({ body: { users: [ANN], info: { more_records: true } } })),
		);
		expect(String(await rejectionOf(collect(zoho.client.users.list())))).toContain(
			'$.info.more_records is not false after 500 pages',
		);
		expect(zoho.calls).toHaveLength(500);
	});

	it('gives nothing where there are none', async () => {
		expect(await collect(scriptZoho([{ status: 204 }]).client.users.list())).toEqual([]);
		expect(
			await collect(scriptZoho([{ body: { users: [], info: { more_records: true } } }]).client.users.list()),
		).toEqual([]);
	});

	it('gives one user, or null', async () => {
		const zoho = scriptZoho([{ body: { users: [ANN] } }, { status: 204 }]);
		expect(await zoho.client.users.get(ANN.id)).toEqual(ANN_READ);
		expect(await zoho.client.users.get('1')).toBeNull();
		expect(zoho.calls.map(({ url }) => url)).toEqual([
			`https://www.zohoapis.eu/crm/v8/users/${ANN.id}`,
			'https://www.zohoapis.eu/crm/v8/users/1',
		]);
		expect(await rejectionOf(zoho.client.users.get('me'))).toMatchObject({
			kind: 'usage',
			message: 'The user ID is invalid: it must contain only digits',
		});
	});

	it('reads a user of whom Zoho knows little', async () => {
		const bare = { id: '1', status: 'deleted' };
		expect(await scriptZoho([{ body: { users: [bare] } }]).client.users.get('1')).toEqual({
			id: '1',
			email: null,
			firstName: null,
			lastName: null,
			fullName: null,
			status: 'deleted',
			isConfirmed: false,
			role: null,
			profile: null,
			timeZone: null,
			raw: bare,
		});
	});

	it('knows who it is', async () => {
		const zoho = scriptZoho([{ body: { users: [ANN], info: {} } }]);
		expect(await zoho.client.users.current()).toEqual(ANN_READ);
		expect(zoho.calls[0].query).toEqual({ type: 'CurrentUser' });
		expect(await rejectionOf(scriptZoho([{ status: 204 }]).client.users.current())).toMatchObject({
			kind: 'shape',
			path: '$.users',
		});
		expect(await rejectionOf(scriptZoho([{ body: { users: [] } }]).client.users.current())).toMatchObject({
			kind: 'shape',
			path: '$.users[0]',
		});
	});
});

describe('organization', () => {
	const ORG = {
		id: '4150868000000225009',
		zgid: '654321098',
		company_name: 'Brightwell',
		type: 'production',
		time_zone: 'America/New_York',
		country: 'US',
	};

	it('is asked for once, however many wait for it', async () => {
		const zoho = scriptZoho([{ body: { org: [ORG] } }]);
		const [first, second] = await Promise.all([zoho.client.organization.get(), zoho.client.organization.get()]);
		expect(first).toEqual({
			id: ORG.id,
			zgid: '654321098',
			companyName: 'Brightwell',
			type: 'production',
			timeZone: 'America/New_York',
			currencyCode: null,
			isMultiCurrency: false,
			userLicences: null,
			raw: ORG,
		});
		expect(second).toBe(first);
		expect(await zoho.client.organization.get()).toBe(first);
		expect(zoho.calls.map(({ method, url }) => [method, url])).toEqual([['GET', 'https://www.zohoapis.eu/crm/v8/org']]);
	});

	it('is asked for again after a refusal', async () => {
		const refusal = {
			status: 401,
			body: {
				code: 'OAUTH_SCOPE_MISMATCH',
				details: {},
				message: 'invalid oauth scope to access this URL',
				status: 'error',
			},
		};
		const zoho = scriptZoho([refusal, { body: { org: [ORG] } }]);
		expect(await rejectionOf(zoho.client.organization.get())).toMatchObject({
			kind: 'api',
			status: 401,
			code: 'OAUTH_SCOPE_MISMATCH',
		});
		expect((await zoho.client.organization.get()).zgid).toBe('654321098');
	});

	it('says which currencies it has', async () => {
		const multi = { ...ORG, iso_code: 'USD', mc_status: true, license_details: { users_license_purchased: 10 } };
		expect(await scriptZoho([{ body: { org: [multi] } }]).client.organization.get()).toMatchObject({
			currencyCode: 'USD',
			isMultiCurrency: true,
			userLicences: 10,
		});
		const euro = {
			id: '711003',
			iso_code: 'EUR',
			name: 'Euro - EUR',
			symbol: '€',
			is_base: false,
			is_active: true,
			exchange_rate: '0.920000000',
		};
		const zoho = scriptZoho([{ body: { currencies: [euro] } }, { status: 204 }]);
		expect(await zoho.client.organization.currencies()).toEqual([
			{
				id: '711003',
				isoCode: 'EUR',
				name: 'Euro - EUR',
				symbol: '€',
				isHome: false,
				isActive: true,
				exchangeRate: '0.920000000',
			},
		]);
		expect(await zoho.client.organization.currencies()).toEqual([]);
		expect(zoho.calls[0]).toMatchObject({ method: 'GET', url: 'https://www.zohoapis.eu/crm/v8/org/currencies' });
	});
});

describe('looking users up', () => {
	it('searches names and addresses, reading on until the limit', async () => {
		const others = {
			body: {
				users: [
					{ ...ANN, id: '2', first_name: 'Bo', last_name: 'Sand', full_name: 'Bo Sand', email: 'bo@brightwell.test' },
				],
				info: { more_records: true },
			},
		};
		const byName = scriptZoho([others, { body: { users: [ANN, { ...ANN, id: '3' }], info: { more_records: true } } }]);
		const found = await collect(
			byName.client.users.list({
				search: ' ann L',
				limit: 1,
				type: 'ActiveUsers',
				kind: 'Regular User',
				modifiedSince: '2026-01-01T00:00:00+00:00',
			}),
		);
		expect(found).toEqual([ANN_READ]);
		expect(byName.calls.map(({ query, headers }) => [query, headers])).toEqual(
			['1', '2'].map((number) => [
				{ type: 'ActiveUsers', type__s: 'Regular User', page: number, per_page: '200' },
				{ 'If-Modified-Since': '2026-01-01T00:00:00+00:00' },
			]),
		);
		const byEmail = scriptZoho([others, { status: 204 }]);
		expect((await collect(byEmail.client.users.list({ search: 'BO@' }))).map(({ id }) => id)).toEqual(['2']);
	});

	it('finds users by e-mail and reads them only once, until one is written', async () => {
		const list = {
			body: {
				users: [
					ANN,
					{ ...ANN, id: '2', email: 'Bo@Brightwell.test', status: 'disabled' },
					{ ...ANN, id: '3', email: 'gone@brightwell.test', status: 'deleted' },
					{ ...ANN, id: '4', email: null },
				],
				info: {},
			},
		};
		const zoho = scriptZoho([
			list,
			{ body: { users: [{ code: 'SUCCESS', status: 'success', message: 'User updated', details: { id: '2' } }] } },
			list,
		]);
		const find = async (email: string): Promise<string | undefined> => (await zoho.client.users.findByEmail(email))?.id;
		expect(
			await Promise.all(
				['bo@brightwell.test ', 'ANN.LEE@brightwell.test', 'gone@brightwell.test', 'nobody@brightwell.test'].map(find),
			),
		).toEqual(['2', ANN.id, undefined, undefined]);
		expect(zoho.calls.map(({ query }) => query)).toEqual([{ type: 'AllUsers', page: '1', per_page: '200' }]);
		await zoho.client.users.update('2', { status: 'active' });
		expect(await find('bo@brightwell.test')).toBe('2');
		expect(zoho.left).toEqual([]);
	});

	it('asks again after a refusal', async () => {
		const refusal = {
			status: 403,
			body: { code: 'NO_PERMISSION', details: {}, message: 'permission denied', status: 'error' },
		};
		const zoho = scriptZoho([refusal, { body: { users: [ANN], info: {} } }]);
		expect(await rejectionOf(zoho.client.users.findByEmail(ANN.email))).toMatchObject({ code: 'NO_PERMISSION' });
		expect(await zoho.client.users.findByEmail(ANN.email)).toEqual(ANN_READ);
	});

	it('knows the types of users, and which are of 2026', () => {
		expect(USER_TYPES.filter(({ isOf2026 }) => !isOf2026)).toHaveLength(10);
		expect(USER_TYPES.flatMap(({ type, isOf2026 }) => (isOf2026 ? [type] : []))).toEqual([
			'ActiveLiteUser',
			'AllActiveUsers',
			'DeveloperUsers',
		]);
	});
});

describe('writing users', () => {
	const URL_OF_USERS = 'https://www.zohoapis.eu/crm/v8/users';
	const done = (message: string, id = '9'): Reply => ({
		body: { users: [{ code: 'SUCCESS', status: 'success', message, details: { id } }] },
	});
	const refused = (code: string, details: object, status = 400): Reply => ({
		status,
		body: { users: [{ code, status: 'error', message: code, details }] },
	});
	const NEW_USER = {
		email: 'bo@brightwell.test',
		lastName: 'Sand',
		firstName: 'Bo',
		roleId: '26008',
		profileId: '26014',
		more: { phone: '1' },
	};
	const sent = { phone: '1', first_name: 'Bo', last_name: 'Sand', email: 'bo@brightwell.test' };
	const bodies = (zoho: ReturnType<typeof scriptZoho>): unknown[] =>
		zoho.calls.map(({ body }) => (body?.kind === 'json' ? body.value : undefined));

	it('invites one', async () => {
		const zoho = scriptZoho([{ ...done('User added'), status: 201 }]);
		expect(await zoho.client.users.create(NEW_USER)).toBe('9');
		expect(zoho.calls[0]).toMatchObject({ method: 'POST', url: URL_OF_USERS });
		expect(bodies(zoho)).toEqual([{ users: [{ ...sent, role: '26008', profile: '26014' }] }]);
	});

	it.each(['role', 'profile'])(
		'sends role and profile in their other form where the %s is not understood',
		async (key) => {
			const zoho = scriptZoho([refused('INVALID_DATA', { api_name: key }), done('User added')]);
			expect(await zoho.client.users.create(NEW_USER)).toBe('9');
			expect(bodies(zoho)[1]).toEqual({ users: [{ ...sent, role: { id: '26008' }, profile: { id: '26014' } }] });
			const changed = scriptZoho([refused('INVALID_DATA', { api_name: key }), done('User updated')]);
			await changed.client.users.update('9', { role: '26008', city: 'Lagos' });
			expect(bodies(changed)).toEqual([
				{ users: [{ role: '26008', city: 'Lagos' }] },
				{ users: [{ role: { id: '26008' }, city: 'Lagos' }] },
			]);
		},
	);

	it.each([
		['no licence is free', refused('LICENSE_LIMIT_EXCEEDED', {}), { code: 'LICENSE_LIMIT_EXCEEDED', status: 400 }],
		[
			'the address is taken',
			refused('DUPLICATE_DATA', { api_name: 'email' }),
			{ code: 'DUPLICATE_DATA', apiName: 'email' },
		],
		[
			'the user of the token is no administrator',
			{ status: 403, body: { code: 'NO_PERMISSION', status: 'error', message: 'permission denied', details: {} } },
			{ code: 'NO_PERMISSION', status: 403 },
		],
		['another value is wrong', refused('INVALID_DATA', { api_name: 'email' }), { code: 'INVALID_DATA' }],
	])('passes on that %s', async (_, reply, expected) => {
		const zoho = scriptZoho([reply]);
		expect(await rejectionOf(zoho.client.users.create(NEW_USER))).toMatchObject({
			kind: 'api',
			mayHaveBeenApplied: false,
			...expected,
		});
	});

	it('passes on the second refusal where both forms are refused', async () => {
		const zoho = scriptZoho([
			refused('INVALID_DATA', { api_name: 'role' }),
			refused('INVALID_DATA', { api_name: 'role' }),
		]);
		expect(await rejectionOf(zoho.client.users.create(NEW_USER))).toMatchObject({
			code: 'INVALID_DATA',
			apiName: 'role',
		});
	});

	it('invites nobody twice after a lost answer', async () => {
		const zoho = scriptZoho([lost('ECONNRESET')]);
		expect(await rejectionOf(zoho.client.users.create(NEW_USER))).toMatchObject({
			kind: 'transport',
			attempts: 1,
			mayHaveBeenApplied: true,
		});
	});

	it('changes and deletes one', async () => {
		const zoho = scriptZoho([done('User updated'), done('User deleted')]);
		await zoho.client.users.update('9', { status: 'inactive' });
		await zoho.client.users.delete('9');
		expect(zoho.calls.map(({ method, url }) => [method, url])).toEqual([
			['PUT', `${URL_OF_USERS}/9`],
			['DELETE', `${URL_OF_USERS}/9`],
		]);
		expect(bodies(zoho)).toEqual([{ users: [{ status: 'inactive' }] }, undefined]);
	});

	it('takes a user who is gone after a lost answer for deleted, and no other', async () => {
		const again = scriptZoho([lost('ECONNRESET'), refused('ID_ALREADY_DELETED', { id: '9' })]);
		await expect(again.client.users.delete('9')).resolves.toBeUndefined();
		const paused = scriptZoho([lost('ECONNRESET'), refused('ID_ALREADY_DEACTIVATED', {})]);
		await expect(paused.client.users.update('9', { status: 'inactive' })).resolves.toBeUndefined();
		const before = scriptZoho([refused('ID_ALREADY_DELETED', { id: '9' })]);
		expect(await rejectionOf(before.client.users.delete('9'))).toMatchObject({ code: 'ID_ALREADY_DELETED' });
	});

	it.each([['job_id'], ['jobId']])('hands over and deletes, and gives the job of %s', async (key) => {
		const zoho = scriptZoho([
			{
				body: {
					transfer_and_delete: [
						{ code: 'SUCCESS', status: 'success', message: 'scheduled', details: { [key]: '77', id: '9' } },
					],
				},
			},
		]);
		expect(
			await zoho.client.users.handOverAndDelete('9', { heirId: '5', records: true, assignment: true, criteria: false }),
		).toBe('77');
		expect(zoho.calls[0]).toMatchObject({ method: 'POST', url: `${URL_OF_USERS}/9/actions/transfer_and_delete` });
		expect(bodies(zoho)).toEqual([
			{
				transfer_and_delete: [
					{ transfer: { records: true, assignment: true, criteria: false, id: '5' }, move_subordinate: { id: '5' } },
				],
			},
		]);
	});

	it('names who the others report to from then on', async () => {
		const zoho = scriptZoho([
			{
				body: {
					transfer_and_delete: [
						{ code: 'SUCCESS', status: 'success', message: 'scheduled', details: { job_id: '77' } },
					],
				},
			},
		]);
		await zoho.client.users.handOverAndDelete('9', {
			heirId: '5',
			records: true,
			assignment: false,
			criteria: false,
			newSuperiorId: '6',
		});
		expect(bodies(zoho)).toMatchObject([{ transfer_and_delete: [{ move_subordinate: { id: '6' } }] }]);
		expect(
			await rejectionOf(
				scriptZoho([]).client.users.handOverAndDelete('9', {
					heirId: '9',
					records: true,
					assignment: true,
					criteria: true,
				}),
			),
		).toMatchObject({ kind: 'usage', message: "The user to delete can't be the new owner" });
	});

	const state = (status: string): Reply => ({ body: { transfer_and_delete: [{ status }] } });

	it('waits for the end of a handover with growing pauses', async () => {
		const zoho = scriptZoho([state('in_progress'), state('IN PROGRESS'), { status: 204 }, state('completed')]);
		expect(await zoho.client.users.waitForHandover('77', 60)).toBe('completed');
		expect(zoho.pauses).toEqual([1000, 2000, 4000]);
		expect(zoho.calls[0]).toMatchObject({
			method: 'GET',
			url: `${URL_OF_USERS}/actions/transfer_and_delete`,
			query: { job_id: '77' },
		});
	});

	it('gives the state as it is once the time is over', async () => {
		const zoho = scriptZoho([state('in_progress'), state('in_progress'), state('in_progress')]);
		expect(await zoho.client.users.waitForHandover('77', 2)).toBe('in_progress');
		expect(zoho.pauses).toEqual([1000, 1000]);
		expect(await scriptZoho([state('failed')]).client.users.waitForHandover('77', 0)).toBe('failed');
		expect(await scriptZoho([{ status: 204 }]).client.users.handoverState('77')).toBeNull();
		expect(await rejectionOf(scriptZoho([state('asleep')]).client.users.handoverState('77'))).toMatchObject({
			kind: 'shape',
			path: '$.transfer_and_delete[0].status',
		});
	});
});
