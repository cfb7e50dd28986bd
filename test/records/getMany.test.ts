import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CUSTOM_VIEWS } from '../emulator/metadata/customViews';
import { TERRITORIES } from '../emulator/settings/territories';
import { leadCalls } from '../stage/books';
import { connectedCredential, scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { lead, record } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

const GO_ON = { onError: 'continueRegularOutput' } as const;
const viewId = (name: string): string => CUSTOM_VIEWS.find((view) => view.name === name)?.id ?? '';
const territoryId = (name: string): string => TERRITORIES.find((territory) => territory.name === name)?.id ?? '';

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
		const { json } = await getAll({ simplify: false });
		const listed = (emulator.state.schema.module('Leads')?.fields ?? [])
			.filter(({ dataType }) => !['subform', 'multiselectlookup'].includes(dataType))
			.map(({ apiName }) => apiName);
		expect(Object.keys(json[0]).sort()).toEqual([...listed, 'id'].sort());
		expect(Object.keys(json[0])[0]).toBe('id');
		expect(json[0]).toMatchObject({ id, Last_Name: 'A', Interests: ['Support'] });
	});

	it('is simplified unless told otherwise: ID first, nothing empty, owner and tags as people read them', async () => {
		const account = emulator.add('Accounts', { Account_Name: 'Brightwell' });
		const id = seedLead(emulator, {
			Last_Name: 'A',
			Tag: [{ name: 'fair' }, { name: 'vip' }],
			Referring_Account: { id: account },
		});
		const { json } = await getAll({
			fieldNames: ['Phone', 'Owner', 'Last_Name', 'Referring_Account', 'Interests', 'Tag'],
		});
		const owner = emulator.state.users.get('4150868000000225013');
		expect(json).toEqual([
			{
				id,
				Owner: 'Ann Lee',
				Owner_Email: owner?.email,
				Owner_Id: owner?.id,
				Last_Name: 'A',
				Referring_Account: 'Brightwell',
				Referring_Account_Id: account,
				Tag: ['fair', 'vip'],
			},
		]);
		expect(Object.keys(json[0])[0]).toBe('id');
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

describe('Get Many', () => {
	const getAll = async (more: INodeParameters, items: readonly IDataObject[] = [{}], settings = {}) =>
		await run(lead('getAll', { fieldNames: ['Last_Name'], returnAll: true, ...more }), items, settings);
	const named = async (options: INodeParameters): Promise<unknown[]> =>
		(await getAll({ options })).json.map(({ Last_Name }) => Last_Name);

	it('gives the records of a custom view in its order', async () => {
		for (const [name, source] of [
			['A', 'Partner'],
			['B', 'Trade Show'],
			['C', 'Partner'],
		]) {
			seedLead(emulator, { Last_Name: name, City: 'Lagos', Lead_Source: source });
			emulator.advance(60_000);
		}
		expect(await named({ customView: viewId('Partners in Lagos') })).toEqual(['A', 'C']);
		expect(leadCalls(emulator, 'GET')[0].query).toMatchObject({
			cvid: viewId('Partners in Lagos'),
			fields: 'Last_Name',
		});
	});

	it('refuses to sort a custom view, before anything is asked for', async () => {
		expect((await failureOf(named({ customView: viewId('Partners in Lagos'), sortBy: 'id' }))).message).toBe(
			"A custom view can't be sorted",
		);
		expect(leadCalls(emulator, 'GET')).toEqual([]);
	});

	it('gives the records of a territory, with those below it if asked', async () => {
		seedLead(emulator, { Last_Name: 'Ghana', Country: 'Ghana' });
		seedLead(emulator, { Last_Name: 'Nigeria', Country: 'Nigeria' });
		seedLead(emulator, { Last_Name: 'Peru', Country: 'Peru' });
		expect(await named({ territory: territoryId('Africa') })).toEqual(['Ghana']);
		expect(await named({ territory: territoryId('Africa'), includeSubterritories: true })).toEqual([
			'Nigeria',
			'Ghana',
		]);
	});

	it('lists once for all items with the same parameters, whatever their expressions name', async () => {
		const ids = [1, 2].map((number) => seedLead(emulator, { Last_Name: `L${number}` })).reverse();
		const three = [{ limit: 1 }, { limit: 2 }, { limit: 1 }];
		const since = '={{ $now.minus({ years: 1 }).toISO() }}';
		const once = await getAll({ options: { modifiedSince: since } }, three);
		expect(once.items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(ids.map((id) => [id, { item: 0 }]));
		expect(leadCalls(emulator, 'GET')).toHaveLength(1);
		const own = await getAll({ returnAll: false, limit: '={{ $json.limit }}' }, three);
		expect(own.items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[ids[0], { item: 0 }],
			[ids[0], { item: 1 }],
			[ids[1], { item: 1 }],
		]);
		const first = await getAll({ returnAll: false, limit: '={{ $input.first().json.limit }}' }, three);
		expect(first.items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([[ids[0], { item: 0 }]]);
	});

	it('says what remains where Zoho reaches no further, and what to use', async () => {
		emulator.switches.tokenListReach = 400;
		for (let number = 0; number < 410; number += 1) seedLead(emulator, { Last_Name: `L${number}` });
		const { json, hints } = await getAll({});
		expect(json).toHaveLength(400);
		expect(hints[0]).toMatchObject({
			message:
				'Zoho CRM returned only the first 400 leads. 10 of 410 are missing. Narrow the list with Modified Since or a custom view, or get the rest with Search',
			location: 'outputPane',
		});
		const limited = await getAll({ returnAll: false, limit: 400 });
		expect(limited.hints).toEqual([]);
	});

	it('says so without a count where the token may not count', async () => {
		emulator.switches.tokenListReach = 200;
		for (let number = 0; number < 201; number += 1) seedLead(emulator, {});
		const { hints } = await getAll({}, [{}], {
			credential: scopedCredential(emulator, ['ZohoCRM.modules.leads.READ']),
		});
		expect(hints[0].message).toBe(
			'Zoho CRM returned only the first 200 leads. There are more. Narrow the list with Modified Since or a custom view, or get the rest with Search',
		);
		expect(emulator.requests.all({ path: /count$/ })).toEqual([]);
	});

	it('adds Zoho’s own figure of credits once it is sent', async () => {
		emulator.switches.creditsHeader = 'always';
		seedLead(emulator, {});
		const { hints } = await getAll(
			{ fieldNames: ['Last_Name'], limit: '={{ $json.limit }}', returnAll: false },
			Array.from({ length: 60 }, (_, number) => ({ limit: number + 1 })),
		);
		expect(hints.map(({ message, type }) => [type, message])).toEqual([
			['info', expect.stringMatching(/^Used about 60 Zoho API credits\. \d+ are left for the current 24 hours$/)],
		]);
	});

	it('gives the records of a custom module, for each item of the module that it names', async () => {
		await run(record('Venues', 'create'), [{ Name: 'Hall' }]);
		await run(record('Accounts', 'create'), [{ Account_Name: 'Brightwell' }]);
		const parameters = record('={{ $json.module }}', 'getAll', { returnAll: true });
		const { items } = await run(
			parameters,
			[{ module: 'Venues' }, { module: 'Accounts' }, { module: 'Nothing' }],
			GO_ON,
		);
		expect(items.map(({ json, pairedItem }) => [json.Name ?? json.Account_Name ?? json.code, pairedItem])).toEqual([
			['Hall', { item: 0 }],
			['Brightwell', { item: 1 }],
			['INVALID_MODULE', { item: 2 }],
		]);
	});
});
