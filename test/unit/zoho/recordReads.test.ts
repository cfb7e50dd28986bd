import { UsageError, ZohoApiError, ZohoShapeError } from '../../../nodes/shared/zoho/call/errors';
import { collect, rejectionOf, scriptZoho, type Reply } from './scriptedZoho';

const idOf = (index: number): string => String(4150868000004601000n + BigInt(index));

/** A page of records `first` up to `first + count`, and what Zoho says about the next one. */
function page(
	first: number,
	count: number,
	nextPageToken: string | null,
	values: (index: number) => object = () => ({}),
): Reply {
	const data = Array.from({ length: count }, (_, position) => ({
		id: idOf(first + position),
		...values(first + position),
	}));
	return {
		body: {
			data,
			info: { per_page: 200, count, more_records: nextPageToken !== null, next_page_token: nextPageToken },
		},
	};
}

describe('listing records', () => {
	it('follows page tokens to the end, with the same parameters all along', async () => {
		const name = (index: number): object => ({ Last_Name: `Lee ${index}` });
		const zoho = scriptZoho([page(0, 200, 'aaa', name), page(200, 200, 'bbb', name), page(400, 3, null, name)]);
		const records = await collect(
			zoho.client.records.list('Leads', {
				fields: ['Last_Name'],
				sortBy: 'Created_Time',
				sortOrder: 'asc',
				converted: 'both',
				territoryId: '9',
				withSubterritories: true,
			}),
		);
		expect(records).toEqual(
			Array.from({ length: 403 }, (_, index) => ({ id: idOf(index), Last_Name: `Lee ${index}` })),
		);
		const same = {
			fields: 'Last_Name',
			per_page: '200',
			sort_by: 'Created_Time',
			sort_order: 'asc',
			converted: 'both',
			territory_id: '9',
			include_child: 'true',
		};
		expect(zoho.calls.map((call) => call.query)).toEqual([
			same,
			{ ...same, page_token: 'aaa' },
			{ ...same, page_token: 'bbb' },
		]);
		expect(zoho.calls[0]).toMatchObject({
			host: 'api',
			method: 'GET',
			url: 'https://www.zohoapis.eu/crm/v8/Leads',
			answer: 'json',
		});
		expect(zoho.calls[0].body).toBeUndefined();
	});

	it.each([
		[1, 1],
		[200, 200],
	])('asks for no more than the limit of %s', async (limit, pageSize) => {
		const zoho = scriptZoho([page(0, limit, 'aaa')]);
		expect(await collect(zoho.client.records.list('Leads', { fields: ['Email'], limit }))).toHaveLength(limit);
		expect(zoho.calls.map((call) => call.query?.per_page)).toEqual([String(pageSize)]);
	});

	it('keeps the page size with a token, and stops inside of the last page', async () => {
		const zoho = scriptZoho([page(0, 200, 'aaa'), page(200, 200, 'bbb')]);
		const records = await collect(zoho.client.records.list('Leads', { fields: ['Email'], limit: 250 }));
		expect(records.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, index) => idOf(index)));
		expect(zoho.calls.map((call) => call.query?.per_page)).toEqual(['200', '200']);
	});

	it('asks for nothing with a limit of 0', async () => {
		const zoho = scriptZoho([]);
		expect(await collect(zoho.client.records.list('Leads', { fields: ['Email'], limit: 0 }))).toEqual([]);
	});

	it('asks for no further page once the caller stops', async () => {
		const zoho = scriptZoho([page(0, 200, 'aaa')]);
		for await (const record of zoho.client.records.list('Leads', { fields: ['Email'] }))
			if (record.id === idOf(3)) break;
		expect(zoho.calls).toHaveLength(1);
	});

	it.each([204, 304])('gives nothing for %s', async (status) => {
		const zoho = scriptZoho([{ status }]);
		expect(await collect(zoho.client.records.list('Leads', { fields: ['Email'] }))).toEqual([]);
	});

	it('sends ids, custom view and the time of change', async () => {
		const zoho = scriptZoho([page(0, 1, null)]);
		await collect(
			zoho.client.records.list('Leads', {
				fields: ['Email', 'Phone'],
				ids: ['1', '2'],
				customViewId: '87501',
				modifiedSince: '2026-11-20T00:00:00+01:00',
			}),
		);
		expect(zoho.calls[0].query).toEqual({ fields: 'Email,Phone', per_page: '200', ids: '1,2', cvid: '87501' });
		expect(zoho.calls[0].headers).toEqual({ 'If-Modified-Since': '2026-11-20T00:00:00+01:00' });
	});

	it('refuses a page that is followed by itself or by none', async () => {
		const same = scriptZoho([page(0, 200, 'aaa'), page(200, 200, 'aaa')]);
		expect(await rejectionOf(collect(same.client.records.list('Leads', { fields: ['Email'] })))).toMatchObject({
			path: '$.info.next_page_token',
		});
		const none = scriptZoho([{ body: { data: [{ id: '1' }], info: { more_records: true, next_page_token: null } } }]);
		expect(await rejectionOf(collect(none.client.records.list('Leads', { fields: ['Email'] })))).toBeInstanceOf(
			ZohoShapeError,
		);
	});

	it('refuses pages that go round in circles', async () => {
		const zoho = scriptZoho(['a', 'b', 'c', 'a'].map((token, index) => page(index * 200, 200, token)));
		expect(await rejectionOf(collect(zoho.client.records.list('Leads', { fields: ['Email'] })))).toMatchObject({
			path: '$.info.next_page_token',
		});
		expect(zoho.calls).toHaveLength(4);
	});

	it('reads on after a page without records, but not for ever', async () => {
		const gap = scriptZoho([page(0, 2, 'a'), page(2, 0, 'b'), page(2, 0, 'c'), page(2, 3, null)]);
		expect(await collect(gap.client.records.list('Leads', { fields: ['Email'] }))).toHaveLength(5);
		const endless = scriptZoho(Array.from({ length: 50 }, (_, index) => page(0, 0, `t${index}`)));
		const reason = await rejectionOf(collect(endless.client.records.list('Leads', { fields: ['Email'] })));
		expect(reason).toMatchObject({ path: '$.info.more_records' });
		expect(String(reason)).toContain('is not false after 3 pages without records');
		expect(endless.calls).toHaveLength(3);
	});

	it('passes on a refusal in the middle', async () => {
		const zoho = scriptZoho([
			page(0, 200, 'aaa'),
			{
				status: 400,
				body: { code: 'EXPIRED_VALUE', details: { param_name: 'page_token' }, message: 'expired', status: 'error' },
			},
		]);
		const thrown = await rejectionOf(collect(zoho.client.records.list('Leads', { fields: ['Email'] })));
		expect(thrown).toBeInstanceOf(ZohoApiError);
		expect(thrown).toMatchObject({ code: 'EXPIRED_VALUE', details: { param_name: 'page_token' } });
	});

	it.each([
		['no fields', 'Leads', { fields: [] }, 'No fields are selected'],
		[
			'a sorted custom view',
			'Leads',
			{ fields: ['Email'], customViewId: '1', sortBy: 'id' as const },
			"A custom view can't be sorted",
		],
		[
			'101 ids',
			'Leads',
			{ fields: ['Email'], ids: Array(101).fill('1') },
			'101 IDs are too many for one list. Zoho CRM accepts 100',
		],
	])('refuses %s before anything is sent', async (_, module, query, message) => {
		const zoho = scriptZoho([]);
		const thrown = await rejectionOf(collect(zoho.client.records.list(module, query)));
		expect(thrown).toBeInstanceOf(UsageError);
		expect(thrown).toMatchObject({ kind: 'usage', message, advice: expect.stringMatching(/\S/) });
	});
});

describe('the reach of a list', () => {
	const pages = (hasMore: boolean, last: string | null = 'end'): Reply[] =>
		Array.from({ length: 500 }, (_, index) => page(index * 200, 200, index < 499 ? `t${index}` : last)).map(
			(reply, index) => (index < 499 || !hasMore ? reply : withMore(reply)),
		);
	const withMore = (reply: Reply): Reply => {
		const { data, info } = Object(Object(reply).body);
		return { body: { data, info: { ...info, more_records: true } } };
	};
	const list = async (replies: readonly Reply[], limit?: number): Promise<[number, unknown[][]]> => {
		const ended = jest.fn();
		const zoho = scriptZoho(replies);
		const records = await collect(zoho.client.records.list('Leads', { fields: ['Email'], limit, onReachEnd: ended }));
		expect(zoho.left).toEqual([]);
		return [records.length, ended.mock.calls];
	};

	it('is told where 100,000 records were given and more remain, with a further token or without', async () => {
		expect(await list(pages(true))).toEqual([100_000, [[100_000]]]);
		expect(await list(pages(true, null))).toEqual([100_000, [[100_000]]]);
	});

	it('is not told where nothing remains, or where no more were wanted', async () => {
		expect(await list(pages(false, null))).toEqual([100_000, []]);
		expect(await list(pages(true), 100_000)).toEqual([100_000, []]);
	});

	it('is told where Zoho itself says that it has ended', async () => {
		const ended = {
			status: 400,
			body: { code: 'PAGINATION_LIMIT_EXCEEDED', details: { limit: 400 }, message: 'too far', status: 'error' },
		};
		expect(await list([page(0, 200, 'a'), page(200, 200, 'b'), ended])).toEqual([400, [[400]]]);
	});
});

describe('listing over 50 fields', () => {
	const fields = Array.from({ length: 120 }, (_, index) => `Field_${index}`);
	const values = (from: number, to: number) => (index: number) =>
		Object.fromEntries(fields.slice(from, to).map((field) => [field, `${field} of ${index}`]));
	const whole = (index: number) => ({ id: idOf(index), ...values(0, 120)(index) });

	it('fetches the further fields by the ids of the page', async () => {
		const zoho = scriptZoho([
			page(0, 101, null, values(0, 50)),
			page(0, 100, null, values(50, 100)),
			page(100, 1, null, values(50, 100)),
			page(0, 100, null, values(100, 120)),
			page(100, 1, null, values(100, 120)),
		]);
		const records = await collect(zoho.client.records.list('Leads', { fields, converted: 'both' }));
		expect(records).toEqual(Array.from({ length: 101 }, (_, index) => whole(index)));
		const ids = Array.from({ length: 101 }, (_, index) => idOf(index));
		expect(zoho.calls.map((call) => call.query)).toEqual([
			{ fields: fields.slice(0, 50).join(','), per_page: '200', converted: 'both' },
			{ fields: fields.slice(50, 100).join(','), ids: ids.slice(0, 100).join(','), per_page: '100', converted: 'both' },
			{ fields: fields.slice(50, 100).join(','), ids: ids[100], per_page: '1', converted: 'both' },
			{ fields: fields.slice(100).join(','), ids: ids.slice(0, 100).join(','), per_page: '100', converted: 'both' },
			{ fields: fields.slice(100).join(','), ids: ids[100], per_page: '1', converted: 'both' },
		]);
	});

	it('joins by id, whatever the order, and asks for a missing record by itself', async () => {
		const some = fields.slice(0, 60);
		const first = page(0, 3, null, values(0, 50));
		const swapped = { body: { data: [{ id: idOf(2), ...values(50, 60)(2) }], info: { more_records: false } } };
		const zoho = scriptZoho([
			first,
			swapped,
			{ body: { data: [{ id: idOf(0), ...values(50, 60)(0) }] } },
			{ status: 204 },
		]);
		const records = await collect(zoho.client.records.list('Leads', { fields: some }));
		expect(records).toEqual([0, 2].map((index) => ({ id: idOf(index), ...values(0, 60)(index) })));
		expect(zoho.calls.slice(2).map((call) => call.url)).toEqual(
			[0, 1].map((index) => `https://www.zohoapis.eu/crm/v8/Leads/${idOf(index)}`),
		);
	});

	it('completes only the records up to the limit', async () => {
		const zoho = scriptZoho([page(0, 2, 'aaa', values(0, 50)), page(0, 2, null, values(50, 60))]);
		expect(await collect(zoho.client.records.list('Leads', { fields: fields.slice(0, 60), limit: 2 }))).toHaveLength(2);
		expect(zoho.calls[1].query?.ids).toBe(`${idOf(0)},${idOf(1)}`);
	});
});

describe('reading one record', () => {
	it('gives it with everything in it', async () => {
		const record = {
			id: idOf(0),
			Last_Name: 'Okafor',
			History: [{ id: '1', Employer: 'Brightwell' }],
			$approval_state: 'approved',
		};
		const zoho = scriptZoho([{ body: { data: [record] } }]);
		expect(await zoho.client.records.get('Leads', idOf(0))).toEqual(record);
		expect(zoho.calls[0]).toMatchObject({ method: 'GET', url: `https://www.zohoapis.eu/crm/v8/Leads/${idOf(0)}` });
		expect(zoho.calls[0].query).toBeUndefined();
	});

	it('asks for the named fields only', async () => {
		const zoho = scriptZoho([{ body: { data: [{ id: '1', Email: null }] } }]);
		expect(await zoho.client.records.get('Leads', '1', { fields: ['Email', 'Phone'] })).toEqual({
			id: '1',
			Email: null,
		});
		expect(zoho.calls[0].query).toEqual({ fields: 'Email,Phone' });
	});

	it('picks from all fields where over 50 are named', async () => {
		const fields = Array.from({ length: 51 }, (_, index) => `Field_${index}`);
		const zoho = scriptZoho([{ body: { data: [{ id: '1', Field_0: 'a', Field_50: 'b', Other: 'c' }] } }]);
		expect(await zoho.client.records.get('Leads', '1', { fields })).toEqual({ id: '1', Field_0: 'a', Field_50: 'b' });
		expect(zoho.calls[0].query).toBeUndefined();
	});

	it.each([[{ status: 204 }], [{ body: { data: [] } }]])('gives null where there is none', async (reply) => {
		expect(await scriptZoho([reply]).client.records.get('Leads', '1')).toBeNull();
	});

	it('writes an id that came as a small number as text', async () => {
		expect(await scriptZoho([{ body: { data: [{ id: 17 }] } }]).client.records.get('Leads', '17')).toEqual({
			id: '17',
		});
	});

	it.each(['', '1/../2', '12a', '1?x', ' 1'])('refuses the id %j before anything is sent', async (id) => {
		const thrown = await rejectionOf(scriptZoho([]).client.records.get('Leads', id));
		expect(thrown).toBeInstanceOf(UsageError);
		expect(thrown).toMatchObject({ message: 'The record ID is invalid: it must contain only digits' });
	});

	it.each(['', '../org', 'Leads/1', 'Leads?x=1', '1Leads', 'Lead s', 'Léads', 'Leads\n'])(
		'refuses the module %j before anything is sent',
		async (module) => {
			const { client } = scriptZoho([]);
			expect(await rejectionOf(client.records.get(module, '1'))).toBeInstanceOf(UsageError);
			expect(() => client.records.list(module, { fields: ['Email'] })).toThrow(UsageError);
			expect(await rejectionOf(client.records.insert(module, []))).toBeInstanceOf(UsageError);
			expect(await rejectionOf(client.records.delete(module, []))).toBeInstanceOf(UsageError);
			expect(await rejectionOf(client.metadata.fields(module))).toBeInstanceOf(UsageError);
		},
	);
});
