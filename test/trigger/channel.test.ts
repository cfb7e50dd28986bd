import { failureOf } from '../stage/failure';
import { scopedCredential } from '../stage/credentials';
import { useTrigger } from './stage';

const { emulator, host, pass, settle } = useTrigger();

const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const ALL = { modules: ['Leads'], events: ['created', 'updated', 'deleted'] };
const URL = 'https://n8n.brightwell.test/webhook/hook-1/webhook';
const DAY_MINUTES = 24 * 60;
const channels = () => emulator.notifications.channels.all();
const calls = (method: string) =>
	emulator.requests.all({ method, path: '/crm/v8/actions/watch' }).filter(({ status }) => status !== 401);
const person = () => emulator.state.users.all()[0].id;

it('makes a channel for the chosen events of all modules, and does not ask for related records', async () => {
	const n8n = host({ modules: ['Leads', 'Venues'], events: ['created', 'deleted'] });
	await n8n.activate();
	expect(channels()).toMatchObject([
		{ notifyUrl: URL, notifiesRelated: false, returnsValues: false, token: expect.stringMatching(/^[0-9a-f]{40}$/) },
	]);
	const [{ id, events, expiryMs }] = channels();
	expect(id).toMatch(/^1\d{17}$/);
	expect([...events]).toEqual([
		['Leads', new Set(['create', 'delete'])],
		['Venues', new Set(['create', 'delete'])],
	]);
	const days = (expiryMs - emulator.state.clock.now()) / (24 * 3_600_000);
	expect(days).toBeGreaterThan(6.9);
	expect(days).toBeLessThan(7);
	expect(n8n.failures).toEqual([]);
});

it('keeps a channel that is alive when n8n starts again, and replaces one that is not as it was', async () => {
	const n8n = host(ALL);
	await n8n.activate();
	const [{ id }] = channels();
	n8n.kill();
	await n8n.activate();
	expect(channels()).toMatchObject([{ id }]);
	// Its token was lost, as by a change without it.
	emulator.notifications.channels.replace(channels()[0], {
		id,
		events: channels()[0].events,
		notifyUrl: URL,
		deletesEvents: false,
	});
	n8n.kill();
	await n8n.activate();
	expect(channels()).toHaveLength(1);
	expect(channels()[0].id).not.toBe(id);
});

it('finds what happened while n8n was away as soon as it is back', async () => {
	const n8n = host(ALL);
	await n8n.activate();
	await pass(n8n, 5);
	n8n.kill();
	const id = emulator.add('Leads', LEAD);
	emulator.advance(10_000);
	await n8n.activate();
	await settle(n8n);
	expect(n8n.items).toMatchObject([{ id, event: 'created' }]);
	await pass(n8n, 5);
	expect(n8n.items).toHaveLength(1);
});

it('ends what an n8n that was killed left behind', async () => {
	const n8n = host(ALL);
	await n8n.activate();
	emulator.notifications.channels.make(person(), {
		id: '42',
		events: new Map([['Leads', new Set(['create'] as const)]]),
		notifyUrl: URL,
		deletesEvents: false,
	});
	await n8n.deactivate();
	expect(channels()).toEqual([]);
});

it('renews the channel after three of its seven days, with the same token', async () => {
	const n8n = host(ALL);
	await n8n.activate();
	const [before] = channels();
	await pass(n8n, 3.1 * DAY_MINUTES);
	const [after] = channels();
	expect(after).toMatchObject({ id: before.id, token: before.token, notifyUrl: URL });
	expect(after.expiryMs).toBeGreaterThan(before.expiryMs);
	expect(calls('PUT').length).toBe(1);
	expect(n8n.executions).toBe(0);
});

it('renews by the expiry that Zoho answers, where that is shorter', async () => {
	emulator.switches.channelCapMs = 2 * 3_600_000;
	const n8n = host(ALL);
	await n8n.activate();
	await pass(n8n, 300);
	expect(channels()).toHaveLength(1);
	expect(calls('PUT').length).toBeGreaterThanOrEqual(5);
	expect(calls('PUT').length).toBeLessThanOrEqual(7);
});

it('makes a channel anew that Zoho has ended, and looks for what happened meanwhile', async () => {
	const n8n = host({ ...ALL, options: { checkMinutes: 10_000 } });
	await n8n.activate();
	await pass(n8n, 5);
	emulator.notifications.channels.end(channels()[0]);
	const id = emulator.add('Leads', LEAD);
	await pass(n8n, DAY_MINUTES);
	expect(channels()).toHaveLength(1);
	expect(n8n.items).toMatchObject([{ id, event: 'created' }]);
	emulator.add('Leads', LEAD);
	await settle(n8n);
	expect(n8n.given.map(({ by }) => by)).toEqual(['poll', 'webhook']);
});

it('is answered 401 without a word if the channel or the token is another one', async () => {
	const n8n = host(ALL);
	await n8n.activate();
	await pass(n8n, 2);
	const [{ id, token }] = channels();
	const body = { module: 'Leads', operation: 'insert', ids: [emulator.add('Leads', LEAD)], server_time: 0 };
	await settle(n8n);
	const executions = n8n.executions;
	for (const [wrongId, wrongToken] of [
		[id, 'wrong'],
		['42', token],
		[id, null],
		[`${id}0`, token],
	])
		expect(await n8n.receive(URL, { ...body, channel_id: wrongId, token: wrongToken })).toBe(401);
	expect(await n8n.receive(URL, {})).toBe(401);
	expect(await n8n.receive(URL, { ...body, channel_id: id, token })).toBe(200);
	await settle(n8n);
	expect(n8n.executions).toBe(executions + 1);
});

it('keeps tokens of Zoho and values of records out of what n8n stores, and its own token out of items', async () => {
	const n8n = host(ALL);
	await n8n.activate();
	await pass(n8n, 2);
	const [{ token }] = channels();
	emulator.switches.lostNotifications = 1;
	emulator.add('Leads', { ...LEAD, Last_Name: 'Confidential' });
	await pass(n8n, 130);
	emulator.switches.lostNotifications = 0;
	emulator.add('Leads', LEAD);
	await settle(n8n);
	expect(n8n.items).toHaveLength(2);
	const stored = JSON.stringify(n8n.staticData);
	expect(stored).toContain(String(token));
	expect(stored).not.toMatch(/Confidential|1000\.[0-9a-f]/);
	expect(JSON.stringify(n8n.items)).not.toContain(String(token));
});

it('takes calls of the channel that mean nothing to it', async () => {
	const n8n = host({ modules: ['Leads'], events: ['created'] });
	await n8n.activate();
	const [{ id, token }] = channels();
	for (const body of [
		{},
		{ module: 'Leads', operation: 'merge', ids: ['1'] },
		{ module: 'Leads', operation: 'insert', ids: [] },
		{ module: 'Leads', operation: 'insert', ids: ['x'] },
		{ module: 'Deals', operation: 'insert', ids: ['1'] },
		{ module: 'Leads', operation: 'update', ids: ['1'] },
	])
		expect(await n8n.receive(URL, { ...body, channel_id: id, token })).toBe(200);
	await settle(n8n);
	expect(n8n.executions).toBe(0);
});

it('has no channel with Schedule Only', async () => {
	const n8n = host({ ...ALL, delivery: 'schedule' });
	await n8n.activate();
	expect(channels()).toEqual([]);
	await n8n.deactivate();
	expect(calls('POST')).toEqual([]);
});

it.each(['http://n8n.brightwell.test', 'http://localhost:5678'])(
	'offers Schedule Only by name at %s',
	async (baseUrl) => {
		const n8n = host(ALL, { baseUrl });
		// The emulator's credential allows this machine's own addresses.
		const failure = baseUrl.includes('localhost') ? null : await failureOf(n8n.activate());
		if (failure === null) return await n8n.activate().catch(() => undefined);
		expect(failure).toMatchObject({
			message: 'Zoho CRM can notify only a public https address, and this n8n is at http://n8n.brightwell.test',
			description: 'Set Delivery to Schedule Only, or give n8n a public https address with WEBHOOK_URL',
		});
	},
);

it('reads a module of which Zoho tells nothing at every poll, and the others by their channel', async () => {
	const n8n = host({ modules: ['Notes', 'Leads'], events: ['created'] });
	await n8n.activate();
	await pass(n8n, 3);
	expect([...channels()[0].events.keys()]).toEqual(['Leads']);
	const lead = emulator.add('Leads', LEAD);
	await settle(n8n);
	const note = emulator.add('Notes', { Note_Content: 'Call', Parent_Id: { id: lead, module: { api_name: 'Leads' } } });
	await pass(n8n, 2);
	expect(n8n.failures).toEqual([]);
	expect(n8n.given).toMatchObject([
		{ by: 'webhook', items: [{ id: lead }] },
		{ by: 'poll', items: [{ id: note, module: 'Notes', event: 'created' }] },
	]);
});

describe('a missing scope', () => {
	it('is named before anything is sent', async () => {
		const scopes = ['ZohoCRM.modules.leads.READ', 'ZohoCRM.settings.fields.READ', 'ZohoCRM.coql.READ'];
		const n8n = host(ALL, { credential: scopedCredential(emulator, scopes) });
		const failure = await failureOf(n8n.activate());
		expect(failure.message).toContain(
			'ZohoCRM.notifications.CREATE, ZohoCRM.notifications.DELETE, ZohoCRM.notifications.READ, ZohoCRM.notifications.UPDATE',
		);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('for notifications does not matter with Schedule Only, nor one for queries', async () => {
		const scopes = ['ZohoCRM.modules.leads.READ', 'ZohoCRM.settings.fields.READ'];
		const n8n = host({ ...ALL, delivery: 'schedule' }, { credential: scopedCredential(emulator, scopes) });
		await n8n.activate();
		await pass(n8n, 2);
		const id = emulator.add('Leads', LEAD);
		await pass(n8n, 2);
		expect(n8n.failures).toEqual([]);
		expect(n8n.items).toMatchObject([{ id, event: 'created' }]);
	});
});

it('says which module does not exist', async () => {
	const n8n = host({ modules: ['Robots'], events: ['created'], delivery: 'schedule' });
	await n8n.activate();
	await n8n.poll();
	expect(n8n.failures.map(({ message }) => message)).toEqual([expect.stringContaining('INVALID_MODULE')]);
});
