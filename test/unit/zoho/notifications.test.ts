import { encodeConditions } from '../../../nodes/shared/zoho/notifications/conditions';
import type { ChannelOrder } from '../../../nodes/shared/zoho/notifications/api';
import { NOW, rejectionOf, scriptZoho, type Reply } from './scriptedZoho';

const ORDER: ChannelOrder = {
	id: '123456789012345678',
	token: 'secret',
	notifyUrl: 'https://n8n.brightwell.test/webhook/a',
	modules: ['Leads', 'Deals'],
	events: ['create', 'edit'],
	expiryMs: NOW + 3_600_500,
};
const made = (...expiries: string[]): Reply => ({
	status: 201,
	body: {
		watch: [
			{
				code: 'SUCCESS',
				status: 'success',
				details: { events: expiries.map((channel_expiry) => ({ channel_expiry })) },
			},
		],
	},
});
const refused = (code: string, details: object = {}, status = 400): Reply => ({
	status,
	body: { watch: [{ code, status: 'error', message: 'no', details }] },
});
const row = (module: string): object => ({
	channel_id: ORDER.id,
	resource_name: module,
	events: [`${module}.create`],
	notify_url: ORDER.notifyUrl,
	token: null,
	channel_expiry: '2026-11-22T01:00:00-07:00',
});

describe('a channel', () => {
	it('is asked for in whole seconds, without related records, and ends when Zoho says so', async () => {
		const zoho = scriptZoho([made('2026-11-22T01:00:00-07:00', '2026-11-22T00:00:00-07:00')]);
		expect(await zoho.client.notifications.make(ORDER)).toBe(Date.UTC(2026, 10, 22, 7));
		expect(zoho.calls[0]).toMatchObject({
			method: 'POST',
			url: 'https://www.zohoapis.eu/crm/v8/actions/watch',
			body: {
				value: {
					watch: [
						{
							channel_id: ORDER.id,
							events: ['Leads.create', 'Leads.edit', 'Deals.create', 'Deals.edit'],
							channel_expiry: '2026-11-21T09:00:00+00:00',
							token: 'secret',
							notify_url: ORDER.notifyUrl,
							return_affected_field_values: false,
							notify_on_related_action: false,
						},
					],
				},
			},
		});
	});

	it('that is refused says where', async () => {
		const zoho = scriptZoho([refused('INVALID_DATA', { api_name: 'events', json_path: '$.watch[0].events[2]' })]);
		expect(await rejectionOf(zoho.client.notifications.make(ORDER))).toMatchObject({
			code: 'INVALID_DATA',
			status: 400,
			details: { json_path: '$.watch[0].events[2]' },
		});
	});

	it.each([400, 404])('that has ended cannot be renewed (HTTP %i)', async (status) => {
		const zoho = scriptZoho([made('2026-11-22T01:00:00Z'), refused('NOT_SUBSCRIBED', {}, status)]);
		expect(await zoho.client.notifications.renew(ORDER)).toBe(Date.UTC(2026, 10, 22, 1));
		expect(await zoho.client.notifications.renew(ORDER)).toBeNull();
		expect(zoho.calls[0].method).toBe('PUT');
	});

	it('is listed page by page; none is an empty answer', async () => {
		const info = { more_records: true };
		const zoho = scriptZoho([
			{ body: { watch: [row('Leads')], info } },
			{ body: { watch: [row('Deals')], info: { more_records: false } } },
			{ status: 204 },
			refused('NOT_SUBSCRIBED'),
		]);
		const rows = await zoho.client.notifications.list();
		expect(rows.map(({ module }) => module)).toEqual(['Leads', 'Deals']);
		expect(rows[0]).toMatchObject({ channelId: ORDER.id, token: null, expiryMs: Date.UTC(2026, 10, 22, 8) });
		expect(await zoho.client.notifications.list(ORDER.id)).toEqual([]);
		expect(zoho.calls[2].query).toMatchObject({ channel_id: ORDER.id });
		expect(await zoho.client.notifications.list()).toEqual([]);
	});

	it('that is gone counts as ended, another refusal does not', async () => {
		const zoho = scriptZoho([refused('NOT_SUBSCRIBED'), { status: 204 }, refused('NO_PERMISSION', {}, 403)]);
		await zoho.client.notifications.end([]);
		await zoho.client.notifications.end(['1', '2']);
		expect(zoho.calls[0]).toMatchObject({ method: 'DELETE', query: { channel_ids: '1,2' } });
		await zoho.client.notifications.end(['1']);
		expect(await rejectionOf(zoho.client.notifications.end(['1']))).toMatchObject({ code: 'NO_PERMISSION' });
	});

	it('whose call is refused as a whole says why', async () => {
		const body = { code: 'OAUTH_SCOPE_MISMATCH', status: 'error', message: 'no', details: {} };
		for (const ask of ['make', 'renew'] as const)
			expect(await rejectionOf(scriptZoho([{ status: 401, body }]).client.notifications[ask](ORDER))).toMatchObject({
				code: 'OAUTH_SCOPE_MISMATCH',
			});
		expect(await rejectionOf(scriptZoho([{ body: { data: [] } }]).client.notifications.make(ORDER))).toBeInstanceOf(
			Error,
		);
	});
});

it('conditions are put together in pairs', () => {
	const name = (apiName: string) => ({ apiName, id: `id of ${apiName}` });
	const field = (apiName: string) => ({ field: { api_name: apiName, id: `id of ${apiName}` } });
	const [condition] = encodeConditions([{ module: name('Deals'), fields: [name('A'), name('B'), name('C')] }]);
	expect(condition).toEqual({
		type: 'field_selection',
		module: { api_name: 'Deals', id: 'id of Deals' },
		field_selection: {
			group_operator: 'or',
			group: [field('A'), { group_operator: 'or', group: [field('B'), field('C')] }],
		},
	});
	expect(encodeConditions([{ module: name('Deals'), fields: [name('A')] }])).toMatchObject([
		{ field_selection: field('A') },
	]);
});

describe('changes', () => {
	const change = (id: string, time: string) => ({ id, Modified_Time: time, Created_Time: '2026-11-01T00:00:00Z' });
	const page = (more: boolean, ...rows: object[]): Reply => ({ body: { data: rows, info: { more_records: more } } });
	const from = { timeMs: Date.UTC(2026, 10, 21, 7), id: '' };

	it('are read in the order of second and ID, page after page from the last one', async () => {
		const zoho = scriptZoho([
			page(true, change('9', '2026-11-21T07:00:01Z'), change('10', '2026-11-21T07:00:01Z')),
			page(false, change('11', '2026-11-21T07:00:01Z')),
		]);
		const ids: string[][] = [];
		for await (const found of zoho.client.records.queryChanges('Leads', from, NOW)) ids.push(found.map(({ id }) => id));
		expect(ids).toEqual([['9', '10'], ['11']]);
		const queries = zoho.calls.map(({ body }) => JSON.stringify(body));
		expect(queries[0]).toContain(
			"where (Modified_Time >= '2026-11-21T07:00:00+00:00' and Modified_Time < '2026-11-21T08:00:00+00:00') order by Modified_Time asc, id asc limit 200",
		);
		expect(queries[1]).toContain("and (Modified_Time > '2026-11-21T07:00:01+00:00' or id > 10)) order by");
		expect(queries[1]).toContain('limit 1000');
	});

	it('that go round in a circle are refused', async () => {
		const same = page(true, change('9', '2026-11-21T07:00:01Z'));
		const read = async (): Promise<void> => {
			for await (const found of scriptZoho([same, same]).client.records.queryChanges('Leads', from, NOW)) void found;
		};
		expect(await rejectionOf(read())).toMatchObject({ kind: 'shape' });
	});

	it('are listed where there are no queries, the latest first until one is too old', async () => {
		const zoho = scriptZoho([
			page(
				true,
				change('30', '2026-11-21T08:00:00Z'),
				change('20', '2026-11-21T07:30:00Z'),
				change('9', '2026-11-21T07:00:00Z'),
				change('10', '2026-11-21T07:00:00Z'),
				change('1', '2026-11-21T06:59:59Z'),
			),
		]);
		Object.assign((zoho.left[0] as { body: { info: object } }).body.info, { next_page_token: 'next' });
		const found = await zoho.client.records.listChanges('Leads', { ...from, id: '9' }, NOW);
		expect(found.map(({ id }) => id)).toEqual(['10', '20']);
		expect(zoho.calls[0].query).toMatchObject({ sort_by: 'Modified_Time', sort_order: 'desc', converted: 'both' });
	});

	it('to the recycle bin alone count as deletions, on all pages', async () => {
		const deleted = (id: string, time: string, by: object | null) => ({
			id,
			display_name: 'Okafor',
			type: 'recycle',
			deleted_time: time,
			deleted_by: by,
		});
		const zoho = scriptZoho([
			page(true, deleted('2', '2026-11-21T07:00:05Z', { id: '7', name: 'Ann Lee' })),
			page(false, deleted('1', '2026-11-21T07:00:01Z', null)),
			{ status: 304 },
		]);
		expect(await zoho.client.records.deleted('Leads', from.timeMs)).toEqual([
			{ id: '1', name: 'Okafor', deletedMs: Date.UTC(2026, 10, 21, 7, 0, 1), deletedBy: null },
			{ id: '2', name: 'Okafor', deletedMs: Date.UTC(2026, 10, 21, 7, 0, 5), deletedBy: { id: '7', name: 'Ann Lee' } },
		]);
		expect(zoho.calls[0]).toMatchObject({
			url: 'https://www.zohoapis.eu/crm/v8/Leads/deleted',
			query: { type: 'recycle', page: '1' },
			headers: { 'If-Modified-Since': '2026-11-21T07:00:00+00:00' },
		});
		expect(await zoho.client.records.deleted('Leads', from.timeMs)).toEqual([]);
	});
});

it("the time by Zoho's clock comes with each answer", async () => {
	const zoho = scriptZoho([{ status: 204, headers: { date: 'Sat, 21 Nov 2026 08:30:00 GMT' } }, { status: 204 }]);
	expect(zoho.client.serverTimeMs).toBeNull();
	await zoho.client.notifications.list();
	expect(zoho.client.serverTimeMs).toBe(NOW + 1_800_000);
	await zoho.client.notifications.list();
	expect(zoho.client.serverTimeMs).toBe(NOW + 1_800_000);
});
