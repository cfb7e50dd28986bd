import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_LEAD, lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const NOBODY = '4150868000009999999';

describe('Lead > Get', () => {
	const get = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
		await run(lead('get', { leadId: ITS_LEAD, simplify: false, ...more }), items, settings);

	it('gives every field of the lead, subforms included, for each item', async () => {
		const ids = [
			seedLead(emulator, {
				Last_Name: 'A',
				Email: 'a@brightwell.test',
				Annual_Revenue: 12.5,
				Interests: ['Support'],
				Newsletter: true,
			}),
			seedLead(emulator, { Last_Name: 'B', Work_History: [{ Employer: 'Brightwell' }] }),
		];
		const { items, json } = await get([{ lead: ids[1] }, { lead: ids[0] }]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const names = emulator.state.schema.module('Leads')?.fields.map(({ apiName }) => apiName) ?? [];
		// These are never null when they are read.
		const filled = ['Work_History', 'Venues', 'Newsletter', 'Email_Opt_Out', 'Tag'];
		const plain = names.filter((name) => !filled.includes(name));
		for (const [index, id] of [ids[1], ids[0]].entries()) {
			expect(json[index].id).toBe(id);
			expect(Object.fromEntries(plain.map((name) => [name, json[index][name]]))).toEqual(
				storedValues(emulator, 'Leads', id, plain),
			);
		}
		const empty = { Venues: [], Email_Opt_Out: false, Tag: [] };
		expect(json[0]).toMatchObject({
			...empty,
			Last_Name: 'B',
			Newsletter: false,
			Work_History: [{ Employer: 'Brightwell' }],
		});
		expect(json[1]).toMatchObject({ ...empty, Last_Name: 'A', Newsletter: true, Work_History: [] });
	});

	it('leaves out what is empty and Zoho’s own keys with Simplify', async () => {
		const id = seedLead(emulator, {
			Last_Name: 'A',
			Email: 'a@brightwell.test',
			Annual_Revenue: 0,
			Interests: ['Support'],
			Work_History: [{ Employer: 'Brightwell' }],
		});
		const whole = (await get([{ lead: id }])).json[0];
		const { json } = await get([{ lead: id }], { simplify: true });
		expect(json[0]).toEqual(
			Object.fromEntries(
				Object.entries(whole).filter(
					([name, value]) => !name.startsWith('$') && value !== null && !(Array.isArray(value) && value.length === 0),
				),
			),
		);
		expect(json[0]).toMatchObject({
			id,
			Last_Name: 'A',
			Email: 'a@brightwell.test',
			Annual_Revenue: 0,
			Newsletter: false,
			Interests: ['Support'],
			Work_History: [{ Employer: 'Brightwell' }],
			Owner: { name: 'Ann Lee' },
		});
		expect(Object.keys(json[0])).not.toEqual(expect.arrayContaining(['Phone']));
		expect(Object.keys(json[0]).filter((name) => name.startsWith('$'))).toEqual([]);
		expect(Object.keys(whole).filter((name) => name.startsWith('$')).length).toBeGreaterThan(0);
	});

	it('takes a lead from the address of its page', async () => {
		const id = seedLead(emulator, { Last_Name: 'A' });
		const { json } = await get([{}], {
			leadId: { __rl: true, mode: 'url', value: `https://crm.zoho.com/crm/tab/Leads/${id}#notes` },
		});
		expect(json[0]).toMatchObject({ id, Last_Name: 'A' });
	});

	it('says that there is no such lead; where the step goes on, for that item only', async () => {
		const id = seedLead(emulator, { Last_Name: 'A' });
		const refusal = await failureOf(get([{ lead: id }, { lead: NOBODY }]));
		expect(refusal).toMatchObject({
			message: `No lead has the ID ${NOBODY}`,
			description: 'It may have been deleted or merged, or the user of the credential cannot see it. Check the ID',
			itemIndex: 1,
		});
		const { items } = await get(
			[{ lead: NOBODY }, { lead: id }, { lead: 'abc' }],
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(items[0].json).toEqual({ error: refusal.message, code: 'NOT_FOUND', next: refusal.description });
		expect(items[1].json).toMatchObject({ id, Last_Name: 'A' });
		expect(items[2].json).toMatchObject({
			error: 'The record ID is invalid: it must contain only digits',
			code: 'NOT_SENT',
		});
	});

	it('renews an expired token once, and goes on with the same item', async () => {
		const credential = connectedCredential(emulator);
		const ids = ['A', 'B', 'C'].map((name) => seedLead(emulator, { Last_Name: name }));
		emulator.faults.add({ kind: 'expireToken', path: `/crm/v8/Leads/${ids[1]}` });
		const { json } = await get(
			ids.map((id) => ({ lead: id })),
			{},
			{ credential },
		);
		expect(json.map(({ Last_Name }) => Last_Name)).toEqual(['A', 'B', 'C']);
		expect(credential.tokenUpdates).toBe(1);
		expect(emulator.tokens.log().map(({ grantType, outcome }) => [grantType, outcome])).toEqual([
			['refresh_token', 'issued'],
		]);
	});

	it.each([
		['a gateway’s page', { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' }],
		['a reset connection', { kind: 'reset' }],
		['an answer that was cut', { kind: 'cut' }],
	] as const)('asks again after %s', async (_, fault) => {
		const id = seedLead(emulator, { Last_Name: 'A' });
		emulator.faults.add({ ...fault, path: `/crm/v8/Leads/${id}`, times: 2 });
		const { json } = await get([{ lead: id }]);
		expect(json[0]).toMatchObject({ id, Last_Name: 'A' });
		expect(leadCalls(emulator, 'GET')).toHaveLength(3);
	});

	it.each([
		[
			'no answer at all',
			{ kind: 'reset' },
			expect.stringMatching(/^No response from Zoho CRM at 127\.0\.0\.1:\d+$/),
			'NO_ANSWER',
		],
		[
			'answers of a gateway only',
			{ kind: 'answer', status: 503, body: '<html>Sorry</html>' },
			'Zoho CRM is temporarily unavailable (HTTP_503)',
			'HTTP_503',
		],
		[
			'JSON of another shape',
			{ kind: 'wrongJson' },
			expect.stringContaining("can't be read: $.data is not a list"),
			'WRONG_ANSWER',
		],
	] as const)('gives up with a clear sentence on %s', async (_, fault, error, code) => {
		const id = seedLead(emulator, {});
		emulator.faults.add({ ...fault, path: '/crm/v8/Leads/*', times: 5 });
		const { json } = await get([{ lead: id }], {}, { onError: 'continueRegularOutput' });
		expect(json).toEqual([{ error, code, next: expect.any(String) }]);
	});

	it('asks nothing of Zoho for zero items', async () => {
		expect((await get([])).items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});
});

describe('Lead > Get Many', () => {
	const getAll = async (more: INodeParameters = {}, items: readonly IDataObject[] = [{}], settings = {}) =>
		await run(lead('getAll', more), items, settings);
	const seedMany = (count: number): string[] =>
		Array.from({ length: count }, (_, number) =>
			seedLead(emulator, { Last_Name: `L${number}`, Phone: String(number) }),
		);

	it('gives all leads of several pages, each once, with the chosen fields', async () => {
		const ids = seedMany(450);
		const { items } = await getAll({
			returnAll: true,
			fieldNames: ['Last_Name', 'Phone'],
			options: { sortBy: 'id', sortOrder: 'asc' },
		});
		expect(items).toEqual(
			ids.map((id, number) => ({
				json: { id, Last_Name: `L${number}`, Phone: String(number) },
				pairedItem: { item: 0 },
			})),
		);
		const calls = leadCalls(emulator, 'GET');
		expect(calls.map(({ query }) => [query.per_page, query.fields, query.sort_by, query.sort_order])).toEqual(
			Array(3).fill(['200', 'Last_Name,Phone', 'id', 'asc']),
		);
		expect(emulator.requests.all()).toHaveLength(3);
	});

	it.each([
		[50, 1, '50'],
		[200, 1, '200'],
		[201, 2, '200'],
		[400, 2, '200'],
	])('asks for no page more than a limit of %i needs', async (limit, calls, pageSize) => {
		const ids = seedMany(450).reverse();
		const { json } = await getAll({ limit, fieldNames: ['Phone'] });
		expect(json.map(({ id }) => id)).toEqual(ids.slice(0, limit));
		expect(leadCalls(emulator, 'GET')).toHaveLength(calls);
		expect(leadCalls(emulator, 'GET')[0].query.per_page).toBe(pageSize);
	});

	it('gives every field that a list can have where none is chosen', async () => {
		const id = seedLead(emulator, {
			Last_Name: 'A',
			Interests: ['Support'],
			Work_History: [{ Employer: 'Brightwell' }],
		});
		const { json } = await getAll();
		const listed = (emulator.state.schema.module('Leads')?.fields ?? [])
			.filter(({ dataType }) => !['subform', 'multiselectlookup'].includes(dataType))
			.map(({ apiName }) => apiName);
		expect(Object.keys(json[0]).sort()).toEqual([...listed, 'id'].sort());
		expect(json[0]).toMatchObject({ id, Last_Name: 'A', Interests: ['Support'] });
	});

	it('reads Modified Since in the time zone of the workflow where it has none', async () => {
		seedMany(2);
		emulator.advance(3_600_000);
		const [late] = seedMany(1);
		// The emulator starts at 04:30 UTC: half past six in Berlin.
		const { json } = await getAll({ fieldNames: ['Phone'], options: { modifiedSince: '2026-08-25T07:00:00' } }, [{}], {
			timeZone: 'Europe/Berlin',
		});
		expect(json.map(({ id }) => id)).toEqual([late]);
		expect(leadCalls(emulator, 'GET')[0].headers['if-modified-since']).toBe('2026-08-25T07:00:00+02:00');
		expect(
			(
				await getAll({ fieldNames: ['Phone'], options: { modifiedSince: '2026-08-25T08:00:00' } }, [{}], {
					timeZone: 'Europe/Berlin',
				})
			).json,
		).toEqual([]);
	});

	it.each([
		[{ limit: 0 }, 'Limit must be a whole number from 1'],
		[{ limit: 2.5 }, 'Limit must be a whole number from 1'],
		[
			{ options: { modifiedSince: 'yesterday' } },
			'The value of Modified Since is not a date and time in the format yyyy-MM-ddTHH:mm:ss',
		],
	])('refuses %p before the list is asked for', async (more, message) => {
		expect((await failureOf(getAll({ fieldNames: ['Phone'], ...more }))).message).toBe(message);
		expect(leadCalls(emulator, 'GET')).toEqual([]);
	});

	it('leaves converted leads out unless they are asked for', async () => {
		const [first, second] = seedMany(2);
		const converted = emulator.store.get('Leads', first);
		if (converted) emulator.store.update('Leads', { ...converted, $converted: true });
		const idsOf = async (choice: string) =>
			(await getAll({ fieldNames: ['Phone'], options: { converted: choice } })).json.map(({ id }) => id);
		expect(await idsOf('false')).toEqual([second]);
		expect(await idsOf('true')).toEqual([first]);
		expect(await idsOf('both')).toEqual([second, first]);
	});

	it('answers every item with leads of its own', async () => {
		const ids = seedMany(3).reverse();
		const { items } = await getAll({ limit: '={{ $json.count }}', fieldNames: ['Phone'] }, [
			{ count: 1 },
			{ count: 2 },
		]);
		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[ids[0], { item: 0 }],
			[ids[0], { item: 1 }],
			[ids[1], { item: 1 }],
		]);
	});

	it('gives no item where there is no lead', async () => {
		expect((await getAll({ fieldNames: ['Phone'] })).items).toEqual([]);
	});

	it('goes on through the pages when the token expires or Zoho is throttled on the way', async () => {
		const credential = connectedCredential(emulator);
		const ids = seedMany(450).reverse();
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/Leads', after: 1 });
		emulator.faults.add({
			kind: 'answer',
			status: 429,
			retryAfterSeconds: 30,
			path: '/crm/v8/Leads',
			after: 2,
			body: { code: 'TOO_MANY_REQUESTS', details: {}, message: 'slow down', status: 'error' },
		});
		const started = emulator.state.clock.now();
		const { json } = await getAll({ returnAll: true, fieldNames: ['Phone'] }, [{}], { credential });
		expect(json.map(({ id }) => id)).toEqual(ids);
		expect(credential.tokenUpdates).toBe(1);
		expect(emulator.state.clock.now() - started).toBe(30_000);
	});
});
