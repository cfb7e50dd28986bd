import { UsageError } from '../../../nodes/shared/zoho/errors';
import { collect, rejectionOf, scriptZoho, type Reply } from './scriptedZoho';

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
	body: { users: Array.from({ length: count }, (_, index) => ({ ...ANN, id: String(first + index) })), info: { per_page: 200, count, more_records: hasMore } },
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
		expect(await rejectionOf(collect(scriptZoho([]).client.users.list({ ids: Array(101).fill('1') })))).toBeInstanceOf(UsageError);
		expect(await rejectionOf(collect(scriptZoho([]).client.users.list({ ids: ['1,2'] })))).toBeInstanceOf(UsageError);
	});

	it('gives nothing where there are none', async () => {
		expect(await collect(scriptZoho([{ status: 204 }]).client.users.list())).toEqual([]);
		expect(await collect(scriptZoho([{ body: { users: [], info: { more_records: true } } }]).client.users.list())).toEqual([]);
	});

	it('gives one user, or null', async () => {
		const zoho = scriptZoho([{ body: { users: [ANN] } }, { status: 204 }]);
		expect(await zoho.client.users.get(ANN.id)).toEqual(ANN_READ);
		expect(await zoho.client.users.get('1')).toBeNull();
		expect(zoho.calls.map(({ url }) => url)).toEqual([`https://www.zohoapis.eu/crm/v8/users/${ANN.id}`, 'https://www.zohoapis.eu/crm/v8/users/1']);
		expect(await rejectionOf(zoho.client.users.get('me'))).toMatchObject({ kind: 'usage', message: 'The ID of the user is not made of digits' });
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
		expect(await rejectionOf(scriptZoho([{ status: 204 }]).client.users.current())).toMatchObject({ kind: 'shape', path: '$.users' });
		expect(await rejectionOf(scriptZoho([{ body: { users: [] } }]).client.users.current())).toMatchObject({ kind: 'shape', path: '$.users[0]' });
	});
});

describe('organization', () => {
	const ORG = { id: '4150868000000225009', zgid: '654321098', company_name: 'Brightwell', type: 'production', time_zone: 'America/New_York', country: 'US' };

	it('is asked for once, however many wait for it', async () => {
		const zoho = scriptZoho([{ body: { org: [ORG] } }]);
		const [first, second] = await Promise.all([zoho.client.organization.get(), zoho.client.organization.get()]);
		expect(first).toEqual({ id: ORG.id, zgid: '654321098', companyName: 'Brightwell', type: 'production', timeZone: 'America/New_York', raw: ORG });
		expect(second).toBe(first);
		expect(await zoho.client.organization.get()).toBe(first);
		expect(zoho.calls.map(({ method, url }) => [method, url])).toEqual([['GET', 'https://www.zohoapis.eu/crm/v8/org']]);
	});

	it('is asked for again after a refusal', async () => {
		const refusal = { status: 401, body: { code: 'OAUTH_SCOPE_MISMATCH', details: {}, message: 'invalid oauth scope to access this URL', status: 'error' } };
		const zoho = scriptZoho([refusal, { body: { org: [ORG] } }]);
		expect(await rejectionOf(zoho.client.organization.get())).toMatchObject({ kind: 'api', status: 401, code: 'OAUTH_SCOPE_MISMATCH' });
		expect((await zoho.client.organization.get()).zgid).toBe('654321098');
	});
});
