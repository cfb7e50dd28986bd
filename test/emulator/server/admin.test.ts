import { useEach, useEmulator } from '../../stage/useEmulator';
import { createOutsideClient } from '../clients/outside';
import { isObject } from '../json';
import { createSwitches } from '../switches';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));

function linesOf(data: unknown): unknown[] {
	// axios parses a text of one line as JSON by itself.
	return typeof data === 'string'
		? data
				.split('\n')
				.filter((line) => line !== '')
				.map((line): unknown => JSON.parse(line))
		: [data];
}

function insert(...lastNames: string[]): Promise<unknown> {
	return client.post('/crm/v8/Leads', { data: lastNames.map((name) => ({ Last_Name: name, Company: 'Brightwell' })) });
}

it('describes the emulator and lists its addresses', async () => {
	const { data } = await client.admin('GET', '');
	expect(data).toMatchObject({ ...emulator.describe() });
	expect(isObject(data) && data.addresses).toContain('GET /records');
	const unknown = await client.admin('GET', '/nothing');
	expect([unknown.status, isObject(unknown.data) && unknown.data.error]).toEqual([404, 'There is no GET /nothing']);
});

it('streams the records of a module, or of all modules, as lines', async () => {
	await insert('Okafor', 'Rao', '日本 🦊\nnew line');
	await client.post('/crm/v8/Accounts', { data: [{ Account_Name: 'Brightwell' }] });
	const leads = await client.admin('GET', '/records?module=Leads');
	expect(leads.headers['content-type']).toBe('application/x-ndjson;charset=UTF-8');
	expect(linesOf(leads.data)).toEqual([...emulator.store.all('Leads')]);
	expect(linesOf(leads.data).map((record) => isObject(record) && record.Last_Name)).toEqual([
		'Okafor',
		'Rao',
		'日本 🦊\nnew line',
	]);
	const all = linesOf((await client.admin('GET', '/records')).data);
	expect(all.map((record) => isObject(record) && record.$module)).toEqual(['Leads', 'Leads', 'Leads', 'Accounts']);
	expect((await client.admin('GET', '/records?module=Robots')).status).toBe(400);
	expect((await client.admin('GET', '/counts')).data).toEqual({
		Leads: 3,
		Contacts: 0,
		Accounts: 1,
		Deals: 0,
		Venues: 0,
		Work_History: 0,
		Rooms: 0,
		Leads_X_Venues: 0,
		Venues_X_Users: 0,
		Tasks: 0,
		Events: 0,
		Calls: 0,
		Products: 0,
		Vendors: 0,
		Quotes: 0,
		Sales_Orders: 0,
		Invoices: 0,
		Campaigns: 0,
		Quoted_Items: 0,
		Ordered_Items: 0,
		Invoiced_Items: 0,
		Notes: 0,
	});
});

it('puts records in past the API, with the ids that they name', async () => {
	const chosen = '4150868000009000001';
	const added = await client.admin('POST', '/records', {
		module: 'Leads',
		records: [
			{ id: chosen, Last_Name: 'Okafor', Company: 'Brightwell', Work_History: [{ Employer: 'Acme' }] },
			{ Last_Name: 'Rao', Company: 'Brightwell' },
		],
	});
	expect([added.status, added.data]).toEqual([200, { ids: [chosen, expect.stringMatching(/^\d{19}$/)] }]);
	expect(emulator.store.get('Leads', chosen)).toMatchObject({ id: chosen, Last_Name: 'Okafor' });
	expect([...emulator.store.all('Work_History')]).toMatchObject([{ Employer: 'Acme', Parent_Id: { id: chosen } }]);
	expect([emulator.credits.spent(), emulator.requests.all()]).toEqual([0, []]);
});

it.each([
	[{ module: 'Robots', records: [] }, /^There is no module Robots\. There are: Leads, /],
	[{ module: 'Leads', records: {} }, /^records is a list of objects$/],
	[
		{ module: 'Leads', records: [{ Last_Name: 'Rao' }] },
		/^Record 1 of Leads is rejected: MANDATORY_NOT_FOUND \(Company\)$/,
	],
	[{ module: 'Leads', records: [{ Lastname: 'Rao' }] }, /^Record 1 of Leads has fields .*: Lastname$/],
	[{ module: 'Leads', records: [{ id: 5 }] }, /^Record 1 of Leads has the id 5, /],
])('puts no records in that are none: %j', async (body, reason) => {
	const answer = await client.admin('POST', '/records', body);
	expect([answer.status, isObject(answer.data) && answer.data.error]).toEqual([400, expect.stringMatching(reason)]);
	expect(emulator.store.count('Leads')).toBe(0);
});

it('tells credits and calls at once', async () => {
	await insert('Okafor');
	expect((await client.admin('GET', '/credits')).data).toEqual({ limit: 60_000, spent: 1, remaining: 59_999 });
	expect((await client.admin('GET', '/concurrency')).data).toEqual({
		limit: 20,
		calls: 0,
		heavyCalls: 0,
		peakCalls: 1,
	});
});

it('lists requests, filtered, and forgets them', async () => {
	await insert('Okafor');
	await client.get('/crm/v8/org');
	expect(
		linesOf((await client.admin('GET', '/requests')).data).map((request) => isObject(request) && request.path),
	).toEqual(['/crm/v8/Leads', '/crm/v8/org']);
	expect(linesOf((await client.admin('GET', '/requests?method=POST')).data)).toEqual(
		emulator.requests.all({ method: 'POST' }).map((request): unknown => JSON.parse(JSON.stringify(request))),
	);
	await client.admin('DELETE', '/requests');
	expect((await client.admin('GET', '/requests')).data).toBe('');
});

it('reads and sets switches, and refuses what is none', async () => {
	expect((await client.admin('GET', '/switches')).data).toEqual(createSwitches());
	const changed = await client.admin('PUT', '/switches', { retryAfterSeconds: 5, acceptsBearerOnApi: false });
	expect(changed.data).toEqual({ ...createSwitches(), retryAfterSeconds: 5, acceptsBearerOnApi: false });
	expect(emulator.switches.retryAfterSeconds).toBe(5);
	const unknown = await client.admin('PUT', '/switches', { acceptsBearerOnApi: true, acceptsAnything: true });
	expect([unknown.status, unknown.data]).toEqual([400, { error: 'There is no switch acceptsAnything' }]);
	expect((await client.admin('PUT', '/switches', { acceptsBearerOnApi: 'yes' })).data).toEqual({
		error: 'acceptsBearerOnApi is now false and cannot become "yes"',
	});
	expect(emulator.switches.acceptsBearerOnApi).toBe(false);
	await client.admin('PUT', '/switches', { failedJobMessage: 'Out of order', queuedJobs: 2 });
	expect([emulator.switches.failedJobMessage, emulator.switches.queuedJobs]).toEqual(['Out of order', 2]);
	expect((await client.admin('PUT', '/switches', { creditLimit: 'none' })).data).toEqual({
		error: 'creditLimit is now null and cannot become "none"',
	});
	await client.admin('POST', '/reset');
	expect(emulator.switches).toEqual(createSwitches());
});

it('moves the clock, and jobs with it', async () => {
	const startMs = emulator.state.clock.now();
	expect((await client.admin('GET', '/clock')).data).toEqual({ clock: 'manual', nowMs: startMs });
	expect((await client.admin('POST', '/clock', { advanceMs: 1500 })).data).toEqual({
		clock: 'manual',
		nowMs: startMs + 1500,
	});
	expect(emulator.state.clock.now()).toBe(startMs + 1500);
	expect((await client.admin('POST', '/clock', { advanceMs: -1 })).status).toBe(400);
	expect((await client.admin('GET', '/jobs')).data).toEqual([]);
	expect((await client.admin('POST', '/tick')).data).toEqual([]);
});

it('gives tokens to whoever may not go through a browser, and ends them', async () => {
	const { data } = await client.admin('POST', '/tokens', {
		scopes: ['ZohoCRM.users.READ'],
		userId: '4150868000000225029',
	});
	client.authorization = isObject(data) ? String(data.authorization) : '';
	expect((await client.get('/crm/v8/users?type=CurrentUser')).data).toMatchObject({
		users: [{ id: '4150868000000225029' }],
	});
	expect((await client.get('/crm/v8/org')).status).toBe(401);
	await client.admin('DELETE', '/tokens');
	expect((await client.get('/crm/v8/users?type=CurrentUser')).data).toMatchObject({ code: 'INVALID_TOKEN' });
	expect(
		(await client.token({ grant_type: 'refresh_token', refresh_token: emulator.refreshToken })).data,
	).toMatchObject({ token_type: 'Bearer' });
});

it("mints self client codes for the console's four durations only", async () => {
	expect((await client.admin('POST', '/grant-codes', { minutes: 4 })).data).toEqual({
		error: 'minutes is 3, 5, 7 or 10',
	});
	expect((await client.admin('POST', '/grant-codes', { minutes: 10 })).data).toEqual({
		code: expect.stringMatching(/^1000\./),
	});
});

it('shows modules, fields and people', async () => {
	expect((await client.admin('GET', '/schema')).data).toEqual(
		JSON.parse(JSON.stringify(emulator.state.schema.modules())),
	);
	expect((await client.admin('GET', '/users')).data).toEqual(emulator.state.users.all());
});

it('comes back fresh after a reset, with the same log-in', async () => {
	const before = emulator.describe();
	await insert('Okafor');
	await client.request('DELETE', '/crm/v8/users/4150868000000225045');
	emulator.faults.add({ kind: 'reset', path: '*' });
	await client.admin('POST', '/reset');
	expect(emulator.describe()).toEqual(before);
	expect(emulator.store.count('Leads')).toBe(0);
	expect(emulator.state.users.get('4150868000000225045')?.status).toBe('disabled');
	expect(emulator.faults.pending()).toEqual([]);
	expect(emulator.requests.all()).toEqual([]);
	expect(emulator.credits.spent()).toBe(0);
	expect((await client.get('/crm/v8/org')).status).toBe(401);
	const refreshed = await client.token({ grant_type: 'refresh_token', refresh_token: before.refreshToken });
	client.authorization = `Zoho-oauthtoken ${isObject(refreshed.data) ? String(refreshed.data.access_token) : ''}`;
	expect(await insert('Rao')).toMatchObject({
		status: 201,
		data: { data: [{ details: { id: '4150868000004600001' } }] },
	});
});
