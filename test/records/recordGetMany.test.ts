import type { IDataObject, INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { getCustomViews, getSearchableFields, getTerritories } from '../../nodes/ZohoCrm/choices/moduleChoices';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { CUSTOM_VIEWS } from '../emulator/metadata/customViews';
import { TERRITORIES } from '../emulator/settings/territories';
import { connectedCredential } from '../stage/credentials';
import { askForm } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { leadCalls } from '../stage/books';
import { scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { BY_NAME, lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const GO_ON = { onError: 'continueRegularOutput' } as const;
const viewId = (name: string): string => CUSTOM_VIEWS.find((view) => view.name === name)?.id ?? '';
const territoryId = (name: string): string => TERRITORIES.find((territory) => territory.name === name)?.id ?? '';
const getAll = async (more: INodeParameters, items: readonly IDataObject[] = [{}], settings = {}) =>
	await run(lead('getAll', { fieldNames: ['Last_Name'], returnAll: true, ...more }), items, settings);
const named = async (options: INodeParameters): Promise<unknown[]> =>
	(await getAll({ options })).json.map(({ Last_Name }) => Last_Name);
const moduleNamed = (value: string): INodeParameters => ({ __rl: true, mode: 'name', value });
const record = async (
	module: string,
	operation: string,
	more: INodeParameters = {},
	items: readonly IDataObject[] = [{}],
	settings = {},
) =>
	await run({ resource: 'record', operation, module: moduleNamed(module), fields: BY_NAME, ...more }, items, settings);

describe('Get Many', () => {
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

	it('lists once where no parameter uses the item, and once per item where one does', async () => {
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
			[ids[0], { item: 2 }],
		]);
	});

	it('says what remains where Zoho reaches no further, and what to use', async () => {
		emulator.switches.tokenListReach = 400;
		for (let number = 0; number < 410; number += 1) seedLead(emulator, { Last_Name: `L${number}` });
		const { json, hints } = await getAll({});
		expect(json).toHaveLength(400);
		expect(hints[0]).toEqual({
			message:
				'Zoho CRM returned only the first 400 leads. 10 of 410 are missing. Narrow the list with Modified Since or a custom view, or get the rest with Search',
			location: 'outputPane',
		});
		const limited = await getAll({ returnAll: false, limit: 400 });
		expect(limited.hints.map(({ message }) => message)).toEqual(['2 requests, about 2 API credits (estimated)']);
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
		const { hints } = await getAll({ fieldNames: [] });
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(
				/^\d+ requests, about \d+ API credits \(estimated\)\. Zoho CRM reports \d+ credits left for the current 24 hours$/,
			),
		]);
	});

	it('gives the records of a custom module, for each item of the module that it names', async () => {
		await record('Venues', 'create', {}, [{ Name: 'Hall' }]);
		await record('Accounts', 'create', {}, [{ Account_Name: 'Brightwell' }]);
		const parameters = {
			resource: 'record',
			operation: 'getAll',
			module: moduleNamed('={{ $json.module }}'),
			returnAll: true,
		};
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

describe('Get by a field', () => {
	const getBy = async (
		module: string,
		field: string,
		value: string,
		items: readonly IDataObject[] = [{}],
		settings = {},
	) => await record(module, 'get', { getBy: 'field', getByField: field, getByValue: value }, items, settings);

	it('finds a record by an external field directly, one by a unique field through a search', async () => {
		const [contact] = (await record('Contacts', 'create', {}, [{ Last_Name: 'Okafor', Legacy_Id: 'L-7' }])).json;
		const [account] = (await record('Accounts', 'create', {}, [{ Account_Name: 'Brightwell', Customer_No: 'C-7' }]))
			.json;
		emulator.requests.reset();
		expect((await getBy('Contacts', 'Legacy_Id', ' L-7 ')).json).toMatchObject([
			{ id: contact.id, Last_Name: 'Okafor', Legacy_Id: 'L-7' },
		]);
		expect(emulator.requests.all({ path: /search$/ })).toEqual([]);
		expect((await getBy('Accounts', 'Customer_No', 'c-7')).json).toMatchObject([
			{ id: account.id, Account_Name: 'Brightwell', Customer_No: 'C-7' },
		]);
	});

	it('refuses a value that nothing or more than one record has, for that item only where the step goes on', async () => {
		const [, , third] = ['same@brightwell.test', 'same@brightwell.test', 'own@brightwell.test'].map((Email) =>
			seedLead(emulator, { Email }),
		);
		const items = ['same@brightwell.test', 'nobody@brightwell.test', 'own@brightwell.test'].map((email) => ({ email }));
		const { json } = await getBy('Leads', 'Email', '={{ $json.email }}', items, GO_ON);
		expect(json).toMatchObject([
			{
				error: '2 records have this value in Email',
				code: 'AMBIGUOUS',
				next: 'Use a field whose values are unique, or Search',
			},
			{
				error: 'No record has the Email nobody@brightwell.test',
				code: 'NOT_FOUND',
				next: 'It may have been deleted or merged, or the user of the credential cannot see it. Check the value',
			},
			{ id: third, Email: 'own@brightwell.test' },
		]);
	});

	it.each([
		['No_Such', 'x', 'The module Leads has no field No_Such'],
		['Ext_Ref', ' ', 'Ext Ref has no value'],
	])('refuses the field %s with the value "%s" before it searches', async (field, value, message) => {
		expect(await failureOf(getBy('Leads', field, value))).toMatchObject({ message, itemIndex: 0 });
		expect(emulator.requests.all({ path: /Leads/ })).toEqual([]);
	});
});

describe('the choices of the form', () => {
	const ask = async (method: typeof getCustomViews, module = 'Leads'): Promise<INodePropertyOptions[]> =>
		await askForm(
			{
				node: new ZohoCrm(),
				parameters: { resource: 'record', operation: 'search', module: moduleNamed(module) },
				credential: connectedCredential(emulator),
			},
			method,
		);

	it('offer the custom views of the module', async () => {
		const names = (await ask(getCustomViews)).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['Converted Leads', 'Partners in Lagos']));
		expect(await ask(getCustomViews, 'Deals')).toContainEqual({ name: 'Large Deals', value: viewId('Large Deals') });
		expect(await ask(getCustomViews, '')).toEqual([]);
	});

	it('offer the territories', async () => {
		expect(await ask(getTerritories)).toEqual(
			['Africa', 'Nigeria'].map((name) => ({ name, value: territoryId(name) })),
		);
	});

	it('offer for searching what can be searched, with its type', async () => {
		const fields = await ask(getSearchableFields);
		const names = fields.map(({ value }) => value);
		expect(names).toEqual(expect.arrayContaining(['Last_Name', 'Owner', 'Visit_Date', 'Newsletter']));
		expect(names).not.toEqual(expect.arrayContaining(['Work_History']));
		expect(fields).toContainEqual({ name: 'Visit Date', value: 'Visit_Date', description: 'date' });
	});
});
