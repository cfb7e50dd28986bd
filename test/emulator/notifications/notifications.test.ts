import { createServer } from 'node:http';
import { useEach, useEmulator } from '../../stage/useEmulator';
import { ANN, createRecordClient, LEAD } from '../clients/records';
import { isObject, type JsonObject } from '../json';

const posted: { url: string; body: JsonObject }[] = [];
const emulator = useEmulator({
	isFresh: true,
	deliverNotification: async (url, body) => {
		posted.push({ url, body });
		return 200;
	},
});
const zoho = useEach(() => createRecordClient(emulator));
beforeEach(() => {
	posted.length = 0;
});

const URL = 'https://n8n.brightwell.test/webhook/ab12';
const DAY_MS = 24 * 3_600_000;
const ID = '734018265501883';
const at = (ms: number): string => new Date(emulator.state.clock.now() + ms).toISOString().replace('.000Z', '+00:00');
const entry = (changed: object = {}): object => ({
	channel_id: ID,
	events: ['Leads.create', 'Leads.edit', 'Leads.delete'],
	channel_expiry: at(6 * DAY_MS),
	token: 'secret',
	notify_url: URL,
	notify_on_related_action: false,
	...changed,
});

interface Watched {
	readonly watch: ReadonlyArray<{
		readonly code: string;
		readonly status: string;
		readonly message: string;
		readonly details: Readonly<Record<string, unknown>> & { readonly events?: readonly object[] };
	}>;
}
const watch = async (method: string, ...entries: object[]) =>
	await zoho.call<Watched>(method, '/actions/watch', { watch: entries });
const listed = async (query = '') =>
	await zoho.call<{ watch: ReadonlyArray<Readonly<Record<string, unknown>>>; info: object }>(
		'GET',
		`/actions/watch${query}`,
	);
const delivered = async (): Promise<void> => {
	await new Promise((resolve) => setImmediate(resolve));
	await emulator.notifications.delivered();
};

describe('making a channel', () => {
	it('answers one entry for each module, with the expiry in the zone of the organization', async () => {
		const { status, body } = await watch('POST', entry({ events: ['Leads.create', 'Deals.all'] }));
		expect(status).toBe(201);
		expect(body.watch).toEqual([
			{
				code: 'SUCCESS',
				details: {
					events: [
						{
							channel_expiry: '2026-08-31T10:00:00+05:30',
							resource_uri: 'https://www.zohoapis.com/crm/v2/Leads',
							resource_id: emulator.state.schema.module('Leads')?.id,
							resource_name: 'Leads',
							channel_id: ID,
						},
						expect.objectContaining({ resource_name: 'Deals' }),
					],
				},
				message: 'Successfully subscribed for actions-watch of the given module',
				status: 'success',
			},
		]);
	});

	it.each([
		['no expiry', undefined],
		['an expiry of more than a week', 7 * DAY_MS + 1000],
	])('lives one hour with %s', async (_, ms) => {
		const { body } = await watch('POST', entry({ channel_expiry: ms === undefined ? undefined : at(ms) }));
		expect(body.watch[0].details.events).toMatchObject([{ channel_expiry: '2026-08-25T11:00:00+05:30' }]);
	});

	it('lives a week at most, and less where a cap is set', async () => {
		const week = await watch('POST', entry({ channel_expiry: at(7 * DAY_MS) }));
		expect(week.body.watch[0].details.events).toMatchObject([{ channel_expiry: '2026-09-01T10:00:00+05:30' }]);
		emulator.switches.channelLifeMs = DAY_MS;
		const day = await watch('POST', entry({ channel_expiry: at(2 * DAY_MS) }));
		expect(day.body.watch[0].details.events).toMatchObject([{ channel_expiry: '2026-08-25T11:00:00+05:30' }]);
		emulator.switches.channelCapMs = 2 * 3_600_000;
		const capped = await watch('POST', entry({ channel_expiry: at(DAY_MS) }));
		expect(capped.body.watch[0].details.events).toMatchObject([{ channel_expiry: '2026-08-25T12:00:00+05:30' }]);
	});

	const refused = (details: object, code = 'INVALID_DATA') => ({ code, status: 'error', details });
	const field = (apiName: string) => ({
		api_name: apiName,
		id: emulator.state.schema.field('Leads', apiName)?.id,
	});
	const module = () => ({ api_name: 'Leads', id: emulator.state.schema.module('Leads')?.id });
	const condition = (fieldSelection: object, more: object = {}) => ({
		notification_condition: [{ type: 'field_selection', module: module(), field_selection: fieldSelection, ...more }],
	});
	it.each<[string, () => object, object]>([
		[
			'a fraction of a second',
			() => ({ channel_expiry: '2026-08-26T04:30:00.000Z' }),
			refused({ api_name: 'channel_expiry' }),
		],
		['an expiry in the past', () => ({ channel_expiry: at(-1000) }), refused({ api_name: 'channel_expiry' })],
		['a token of 51 characters', () => ({ token: 't'.repeat(51) }), refused({ api_name: 'token', maximum_length: 50 })],
		['an ID that is no number', () => ({ channel_id: 'abc' }), refused({ api_name: 'channel_id' })],
		['an ID beyond 64 bits', () => ({ channel_id: '9223372036854775808' }), refused({ api_name: 'channel_id' })],
		[
			'a module that does not exist',
			() => ({ events: ['Robots.create'] }),
			refused({ json_path: '$.watch[0].events[0]' }),
		],
		[
			'a module that cannot be watched',
			() => ({ events: ['Notes.create'] }),
			refused({ json_path: '$.watch[0].events[0]' }),
		],
		[
			'an unknown event',
			() => ({ events: ['Leads.create', 'Leads.update'] }),
			refused({ json_path: '$.watch[0].events[1]' }),
		],
		['plain http', () => ({ notify_url: 'http://n8n.brightwell.test/' }), refused({ api_name: 'notify_url' })],
		[
			'an address of this machine',
			() => ({ notify_url: 'https://localhost/webhook' }),
			refused({ api_name: 'notify_url' }),
		],
		['a long address', () => ({ notify_url: `${URL}${'x'.repeat(255)}` }), refused({ maximum_length: 255 })],
		['a flag that is a text', () => ({ notify_on_related_action: 'no' }), refused({ expected_data_type: 'boolean' })],
		['no ID', () => ({ channel_id: undefined }), refused({ api_name: 'channel_id' }, 'MANDATORY_NOT_FOUND')],
		['no events', () => ({ events: undefined }), refused({ api_name: 'events' }, 'MANDATORY_NOT_FOUND')],
		['no address', () => ({ notify_url: undefined }), refused({ api_name: 'notify_url' }, 'MANDATORY_NOT_FOUND')],
		[
			'a condition without its type',
			() => condition({ field: field('Company') }, { type: undefined }),
			refused({ api_name: 'type' }, 'DEPENDENT_FIELD_MISSING'),
		],
		[
			'a field without its ID',
			() => condition({ field: { api_name: 'Company' } }),
			refused({ expected_fields: expect.any(Array) }, 'EXPECTED_FIELD_MISSING'),
		],
		[
			'the ID of another field',
			() => condition({ field: { ...field('Company'), id: field('Email').id } }),
			refused({ ambiguity_due_to: expect.any(Array) }, 'AMBIGUITY_DURING_PROCESSING'),
		],
		[
			'three entries in a group',
			() =>
				condition({
					group_operator: 'or',
					group: ['Company', 'Email', 'Phone'].map((name) => ({ field: field(name) })),
				}),
			refused({ maximum_length: 2 }),
		],
	])('refuses %s', async (_, changed, expected) => {
		const { status, body } = await watch('POST', entry(changed()));
		expect(status).toBe(400);
		expect(body.watch).toMatchObject([expected]);
		expect(emulator.notifications.channels.all()).toEqual([]);
	});

	it('answers 207 where some of several fail', async () => {
		const { status, body } = await watch('POST', entry(), entry({ channel_id: 'abc' }));
		expect([status, body.watch.map(({ code }) => code)]).toEqual([207, ['SUCCESS', 'INVALID_DATA']]);
	});

	it('eventsPerChannel and channelsPerCall: as many as the OpenAPI file of 2026 says', async () => {
		emulator.switches.eventsPerChannel = 2;
		expect((await watch('POST', entry())).body.watch).toMatchObject([refused({ maximum_length: 2 })]);
		emulator.switches.channelsPerCall = 1;
		expect((await watch('POST', entry(), entry())).status).toBe(400);
	});

	it('allowHttpNotifyUrl: this machine may be told in tests', async () => {
		emulator.switches.allowHttpNotifyUrl = true;
		expect((await watch('POST', entry({ notify_url: 'http://127.0.0.1:5678/webhook/a' }))).status).toBe(201);
	});

	it('needs the scope of notifications', async () => {
		zoho.client.authorization = emulator.grantToken({ scopes: ['ZohoCRM.modules.ALL'] }).authorization;
		expect(await watch('POST', entry())).toMatchObject({ status: 401, body: { code: 'OAUTH_SCOPE_MISMATCH' } });
	});
});

describe('a channel that exists', () => {
	const passFiveDays = (): void => {
		emulator.advance(5 * DAY_MS);
		zoho.client.authorization = emulator.grantToken().authorization;
	};

	it('is listed with a row for each module, all three events of .all, and its token', async () => {
		expect((await listed()).status).toBe(204);
		await watch('POST', entry({ events: ['Leads.edit', 'Deals.all'] }));
		const { body } = await listed(`?channel_id=${ID}`);
		expect(body.watch).toMatchObject([
			{ resource_name: 'Leads', events: ['Leads.edit'], token: 'secret', notify_url: URL, fields: null },
			{ resource_name: 'Deals', events: ['Deals.create', 'Deals.edit', 'Deals.delete'], channel_id: ID },
		]);
		expect(body.info).toMatchObject({ count: 2, more_records: false });
		expect((await listed('?module=Deals')).body.watch).toHaveLength(1);
	});

	it('is not shown to other users', async () => {
		await watch('POST', entry());
		const other = emulator.state.users.all()[1].id;
		zoho.client.authorization = emulator.grantToken({ userId: other }).authorization;
		expect((await listed()).status).toBe(204);
	});

	it.each(['PUT', 'PATCH', 'POST'])('is renewed by %s', async (method) => {
		await watch('POST', entry());
		passFiveDays();
		const { status } = await watch(method, entry({ channel_expiry: at(6 * DAY_MS) }));
		expect(status).toBe(method === 'POST' ? 201 : 200);
		passFiveDays();
		expect((await listed()).body.watch).toMatchObject([{ token: 'secret' }]);
	});

	it('loses all that a PUT does not name, and its token with a PATCH that does not', async () => {
		await watch('POST', entry({ return_affected_field_values: true }));
		await watch('PATCH', { channel_id: ID, events: ['Leads.edit'] });
		expect((await listed()).body.watch).toMatchObject([
			{ token: null, return_affected_field_values: true, notify_url: URL, events: ['Leads.edit'] },
		]);
		await watch('PUT', entry({ notify_on_related_action: undefined }));
		expect((await listed()).body.watch).toMatchObject([
			{ token: 'secret', return_affected_field_values: false, notify_on_related_action: true },
		]);
	});

	it('patchNeedsUrl: a PATCH without the address is refused where the documentation is taken by its word', async () => {
		await watch('POST', entry());
		emulator.switches.patchNeedsUrl = true;
		expect((await watch('PATCH', { channel_id: ID, events: ['Leads.edit'] })).body.watch[0].code).toBe(
			'MANDATORY_NOT_FOUND',
		);
	});

	it('repeatedChannel: a second POST replaces its events, or adds to them', async () => {
		for (const [repeated, modules] of [
			['replace', ['Deals']],
			['merge', ['Deals', 'Leads']],
		] as const) {
			emulator.switches.repeatedChannel = repeated;
			await watch('POST', entry());
			await watch('POST', entry({ events: ['Deals.all'] }));
			const names = (await listed()).body.watch.map((row) => row.resource_name).sort();
			expect(names).toEqual(modules);
			emulator.notifications.reset();
		}
	});

	it('loses single events by PATCH with _delete_events, and ends without any', async () => {
		await watch('POST', entry());
		const remove = { channel_id: ID, events: ['Leads.edit'], _delete_events: true };
		const { body } = await watch('PATCH', remove);
		expect(body.watch[0].message).toBe('Successfully removed the subscribe details');
		expect(body.watch[0].details.events?.[0]).not.toHaveProperty('channel_expiry');
		expect((await listed()).body.watch).toMatchObject([{ events: ['Leads.create', 'Leads.delete'] }]);
		await watch('PATCH', { ...remove, events: ['Leads.all'] });
		expect((await listed()).status).toBe(204);
	});

	it('ends by DELETE, with an entry for each module', async () => {
		await watch('POST', entry({ events: ['Leads.all', 'Deals.all'] }));
		const { status, body } = await zoho.call<Watched>('DELETE', `/actions/watch?channel_ids=${ID}`);
		expect([status, body.watch.length]).toEqual([200, 2]);
		expect((await listed()).status).toBe(204);
		expect((await zoho.call('DELETE', '/actions/watch')).body).toMatchObject({ code: 'REQUIRED_PARAM_MISSING' });
	});

	it.each(['PUT', 'PATCH'])('that has expired is not subscribed for %s', async (method) => {
		await watch('POST', entry({ channel_expiry: at(120_000) }));
		emulator.advance(120_000);
		for (const status of [400, 404] as const) {
			emulator.switches.notSubscribedStatus = status;
			const answer = await watch(method, entry({ channel_expiry: at(DAY_MS) }));
			expect([answer.status, answer.body.watch[0].code]).toEqual([status, 'NOT_SUBSCRIBED']);
		}
		expect((await zoho.call<Watched>('DELETE', `/actions/watch?channel_ids=${ID}`)).body.watch[0].code).toBe(
			'NOT_SUBSCRIBED',
		);
	});
});

describe('a notification', () => {
	it('of new records names those of one call together', async () => {
		await watch('POST', entry());
		const { entries } = await zoho.write('POST', '/Leads', [LEAD, LEAD]);
		await delivered();
		expect(posted).toEqual([
			{
				url: URL,
				body: {
					server_time: emulator.state.clock.now(),
					query_params: {},
					module: 'Leads',
					resource_uri: 'https://www.zohoapis.com/crm/v2/Leads',
					ids: entries.map(({ details }) => details.id),
					affected_fields: [],
					operation: 'insert',
					channel_id: ID,
					token: 'secret',
				},
			},
		]);
	});

	it('of an edit names the fields, with their values where asked', async () => {
		const id = await zoho.insertOne(LEAD);
		await watch('POST', entry({ return_affected_field_values: true, notify_url: `${URL}?a=b`, token: undefined }));
		await zoho.write('PUT', '/Leads', [{ id, Company: 'Rangoni', Phone: '555' }]);
		await delivered();
		expect(posted[0].body).toMatchObject({
			affected_values: [{ record_id: id, values: { Company: 'Rangoni', Phone: '555' } }],
			affected_fields: [{ [id]: ['Company', 'Phone'] }],
			operation: 'update',
			query_params: { a: 'b' },
			token: null,
		});
	});

	it('of a deletion says who', async () => {
		const id = await zoho.insertOne(LEAD);
		await watch('POST', entry({ return_affected_field_values: true }));
		await zoho.call('DELETE', `/Leads?ids=${id}`);
		await delivered();
		const { affected_values: values, ...body } = posted[0].body;
		expect(body).toMatchObject({
			operation: 'delete',
			ids: [id],
			affected_fields: [{ [id]: ['Modified_By', 'Record_Status__s'] }],
		});
		expect(values).toMatchObject([{ values: { Modified_By: { id: ANN.id }, Record_Status__s: 0 } }]);
	});

	it('comes for the asked events and fields alone, and not once the channel has ended', async () => {
		const id = await zoho.insertOne(LEAD);
		const schema = emulator.state.schema;
		const condition = {
			type: 'field_selection',
			module: { api_name: 'Leads', id: schema.module('Leads')?.id },
			field_selection: { field: { api_name: 'Company', id: schema.field('Leads', 'Company')?.id } },
		};
		await watch(
			'POST',
			entry({ events: ['Leads.edit'], notification_condition: [condition], channel_expiry: at(60_000) }),
		);
		await zoho.write('PUT', '/Leads', [{ id, Phone: '1' }]);
		await zoho.write('PUT', '/Leads', [{ id, Company: 'New' }]);
		await zoho.insertOne(LEAD);
		await delivered();
		expect(posted.map(({ body }) => body.affected_fields)).toEqual([[{ [id]: ['Company'] }]]);
		emulator.advance(60_000);
		await zoho.write('PUT', '/Leads', [{ id, Company: 'Newer' }]);
		await delivered();
		expect(posted).toHaveLength(1);
	});

	it('of a contact comes for its account, unless that is switched off', async () => {
		const accountId = emulator.add('Accounts', { Account_Name: 'Brightwell' });
		const id = await zoho.insertOne({ Last_Name: 'Rao', Account_Name: { id: accountId } }, 'Contacts');
		for (const [isOn, count] of [
			[undefined, 1],
			[false, 1],
		] as const) {
			await watch('POST', entry({ events: ['Accounts.all'], notify_on_related_action: isOn }));
			await zoho.write('PUT', '/Contacts', [{ id, Phone: String(isOn) }]);
			await delivered();
			expect(posted).toHaveLength(count);
		}
		expect(posted[0].body).toMatchObject({ module: 'Accounts', operation: 'update', ids: [accountId] });
	});

	it('restoredEvent, restoredIsModified: what a restored record is told as', async () => {
		const id = await zoho.insertOne(LEAD);
		await watch('POST', entry());
		for (const [event, operations] of [
			['update', ['delete', 'update']],
			['insert', ['delete', 'insert']],
			['none', ['delete']],
		] as const) {
			emulator.switches.restoredEvent = event;
			posted.length = 0;
			await zoho.call('DELETE', `/Leads?ids=${id}`);
			emulator.advance(60_000);
			await zoho.client.admin('POST', '/restore', { module: 'Leads', id });
			await delivered();
			expect(posted.map(({ body }) => body.operation)).toEqual(operations);
			expect((await zoho.read(id)).Modified_Time).toBe(emulator.state.timeText());
		}
		emulator.switches.restoredIsModified = false;
		const { Modified_Time: before } = await zoho.read(id);
		await zoho.call('DELETE', `/Leads?ids=${id}`);
		emulator.advance(60_000);
		await zoho.client.admin('POST', '/restore', { module: 'Leads', id });
		expect((await zoho.read(id)).Modified_Time).toBe(before);
		expect((await zoho.client.admin('POST', '/restore', { module: 'Leads', id })).status).toBe(400);
	});

	it('idsPerNotification: records of one call share notifications', async () => {
		emulator.switches.idsPerNotification = 2;
		await watch('POST', entry());
		await zoho.write('POST', '/Leads', [LEAD, LEAD, LEAD]);
		await delivered();
		expect(posted.map(({ body }) => Array.isArray(body.ids) && body.ids.length)).toEqual([2, 1]);
	});

	it('notifiesBulkWrite: what a bulk write job changes can stay untold', async () => {
		await watch('POST', entry());
		emulator.switches.notifiesBulkWrite = false;
		emulator.store.isBulk = true;
		emulator.add('Leads', LEAD);
		emulator.store.isBulk = false;
		emulator.add('Leads', LEAD);
		await delivered();
		expect(posted).toHaveLength(1);
	});
});

describe('on its way, a notification', () => {
	const insertSome = async (count: number): Promise<string[]> => {
		await watch('POST', entry());
		const ids: string[] = [];
		for (let at = 0; at < count; at += 1) ids.push(await zoho.insertOne(LEAD));
		await new Promise((resolve) => setImmediate(resolve));
		return ids;
	};
	const idsPosted = () => posted.flatMap(({ body }) => body.ids);

	it('lostNotifications: is lost, the same ones for the same notificationSeed', async () => {
		emulator.switches.lostNotifications = 0.5;
		emulator.switches.notificationSeed = 7;
		emulator.notifications.reset();
		await insertSome(20);
		await delivered();
		const first = posted.length;
		expect(first).toBeGreaterThan(3);
		expect(first).toBeLessThan(17);
		expect(emulator.notifications.all().filter(({ dueMs }) => dueMs === null)).toHaveLength(20 - first);
	});

	it('doubledNotifications, secondNotificationMs: comes twice', async () => {
		emulator.switches.doubledNotifications = 1;
		const [id] = await insertSome(1);
		await delivered();
		expect(idsPosted()).toEqual([id]);
		emulator.advance(emulator.switches.secondNotificationMs);
		await delivered();
		expect(idsPosted()).toEqual([id, id]);
	});

	it('lateNotifications, lateNotificationMs, notificationDelayMs: comes late', async () => {
		emulator.switches.lateNotifications = 1;
		emulator.switches.lateNotificationMs = 3000;
		emulator.switches.notificationDelayMs = 1000;
		await insertSome(1);
		emulator.advance(3999);
		await delivered();
		expect(posted).toEqual([]);
		emulator.advance(1);
		await delivered();
		expect(posted).toHaveLength(1);
	});

	it('swappedNotifications: comes behind the next one', async () => {
		emulator.switches.swappedNotifications = 1;
		const [first] = await insertSome(1);
		emulator.switches.swappedNotifications = 0;
		const second = await zoho.insertOne(LEAD);
		await delivered();
		emulator.advance(500);
		await delivered();
		expect(idsPosted()).toEqual([second, first]);
	});
});

it('lists channels and notifications for people', async () => {
	await watch('POST', entry());
	await zoho.insertOne(LEAD);
	await delivered();
	expect((await zoho.client.admin('GET', '/channels')).data).toMatchObject([
		{ id: ID, events: ['Leads.create', 'Leads.edit', 'Leads.delete'], notifyUrl: URL },
	]);
	expect((await zoho.client.admin('GET', '/notifications')).data).toMatchObject({ url: URL, status: 200 });
	expect((await zoho.client.admin('DELETE', '/channels')).data).toEqual([]);
	expect(emulator.notifications.channels.all()).toEqual([]);
});

describe('what was written a moment ago', () => {
	it('recordDelayMs: lists, queries and reads show it later', async () => {
		const id = await zoho.insertOne(LEAD);
		emulator.advance(60_000);
		emulator.switches.recordDelayMs = 30_000;
		await zoho.write('PUT', '/Leads', [{ id, Company: 'New' }]);
		const young = await zoho.insertOne(LEAD);
		const seen = async () => {
			const list = await zoho.call<{ data: { id: string; Company: string }[] }>(
				'GET',
				'/Leads?fields=Company&sort_order=asc',
			);
			const query = await zoho.call<{ data: { id: string }[] }>('POST', '/coql', {
				select_query: 'select id from Leads where id is not null',
			});
			const one = await zoho.call('GET', `/Leads/${young}`);
			return { list: list.body.data.map((row) => row.Company), rows: query.body.data.length, status: one.status };
		};
		expect(await seen()).toEqual({ list: ['Brightwell'], rows: 1, status: 204 });
		emulator.advance(30_000);
		expect(await seen()).toEqual({ list: ['New', 'Brightwell'], rows: 2, status: 200 });
		await zoho.call('DELETE', `/Leads?ids=${young}`);
		expect((await zoho.call('GET', '/Leads/deleted')).status).toBe(204);
		emulator.advance(30_000);
		expect((await zoho.call('GET', '/Leads/deleted')).status).toBe(200);
	});

	it('is stamped with the time of the emulator in every answer', async () => {
		const { headers } = await zoho.client.get('/crm/v8/Leads?fields=id');
		expect(Date.parse(String(headers.date))).toBe(emulator.state.clock.now());
	});
});

describe('by HTTP', () => {
	const other = useEmulator({ clock: 'real', switches: { allowHttpNotifyUrl: true, receiverTimeoutMs: 100 } });
	const callers: string[] = [];
	const receiver = createServer((request, response) => {
		callers.push(String(request.headers['content-type']));
		// A receiver at /slow never answers.
		if (request.url === '/quick') response.writeHead(204).end();
	});
	beforeAll(async () => {
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	});
	afterAll(() => {
		receiver.closeAllConnections();
		receiver.close();
	});

	it('receiverTimeoutMs: gives up a receiver that does not answer, and is not sent again', async () => {
		const address = receiver.address();
		const port = isObject(address) ? address.port : 0;
		const client = createRecordClient(other);
		for (const place of ['quick', 'slow']) {
			const channel = { channel_id: ID, events: ['Leads.create'], notify_url: `http://127.0.0.1:${port}/${place}` };
			await client.call('POST', '/actions/watch', { watch: [channel] });
			await client.insertOne(LEAD);
			await new Promise((resolve) => setImmediate(resolve));
			await other.notifications.delivered();
		}
		expect(other.notifications.all().map(({ status }) => status)).toEqual([204, null]);
		expect(callers).toEqual(['application/json', 'application/json']);
	});
});
