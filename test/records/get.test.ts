import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { leadCalls, recordCalls, storedValues } from '../stage/books';
import { connectedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { ITS_LEAD, ITS_RECORD, lead, named, record } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';
import { NOBODY } from './kinds';

const { emulator, run } = useStage();

const GO_ON = { onError: 'continueRegularOutput' } as const;

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
		const filled = Object.entries(whole).filter(
			([name, value]) => !name.startsWith('$') && value !== null && !(Array.isArray(value) && value.length === 0),
		);
		expect(Object.keys(json[0]).filter((name) => Object.hasOwn(whole, name))).toEqual(filled.map(([name]) => name));
		expect(json[0]).toMatchObject({
			id,
			Last_Name: 'A',
			Email: 'a@brightwell.test',
			Annual_Revenue: 0,
			Newsletter: false,
			Interests: ['Support'],
			Work_History: [{ Employer: 'Brightwell' }],
			Owner: 'Ann Lee',
			Owner_Id: '4150868000000225013',
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
		expect(items[0].json).toMatchObject({ reason: refusal.message, code: 'NOT_FOUND', next: refusal.description });
		expect(items[1].json).toMatchObject({ id, Last_Name: 'A' });
		expect(items[2].json).toMatchObject({
			reason: 'The record ID is invalid: it must contain only digits',
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
	] as const)('gives up with a clear sentence on %s', async (_, fault, reason, code) => {
		const id = seedLead(emulator, {});
		emulator.faults.add({ ...fault, path: '/crm/v8/Leads/*', times: 5 });
		const { json } = await get([{ lead: id }], {}, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ status: 'FAILED', reason, code, next: expect.any(String) }]);
	});

	it('asks nothing of Zoho for zero items', async () => {
		expect((await get([])).items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});
});

describe('Get by a field', () => {
	const getBy = async (
		module: string,
		field: string,
		value: string,
		items: readonly IDataObject[] = [{}],
		settings = {},
	) => await run(record(module, 'get', { getBy: 'field', getByField: field, getByValue: value }), items, settings);

	it('finds a record by an external field directly, one by a unique field through a search', async () => {
		const [contact] = (await run(record('Contacts', 'create'), [{ Last_Name: 'Okafor', Legacy_Id: 'L-7' }])).json;
		const [account] = (await run(record('Accounts', 'create'), [{ Account_Name: 'Brightwell', Customer_No: 'C-7' }]))
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
				reason: '2 records have this value in Email',
				code: 'AMBIGUOUS',
				next: 'Use a field whose values are unique, or Search',
			},
			{
				reason: 'No record has the Email nobody@brightwell.test',
				code: 'NOT_FOUND',
				next: 'It may have been deleted or merged, or the user of the credential cannot see it. Check the value',
			},
			{ id: third, Email: 'own@brightwell.test' },
		]);
	});

	it.each([
		['No_Such', 'x', 'Leads has no field "No_Such"'],
		['Ext_Ref', ' ', 'Ext Ref has no value'],
	])('refuses the field %s with the value "%s" before it searches', async (field, value, message) => {
		expect(await failureOf(getBy('Leads', field, value))).toMatchObject({ message, itemIndex: 0 });
		expect(emulator.requests.all({ path: /Leads/ })).toEqual([]);
	});
});

describe('Get of many records', () => {
	const ACCOUNTS = (more: INodeParameters = {}): INodeParameters =>
		record('Accounts', 'get', { recordId: ITS_RECORD, ...more });
	const seedAccounts = (count: number): string[] =>
		Array.from({ length: count }, (_, number) =>
			emulator.add('Accounts', { Account_Name: `A${number}`, Region: 'IN_East', Website: null }),
		);
	const reads = () => recordCalls(emulator, 'Accounts', 'GET');

	it('asks for 30 accounts in one request, and gives what 30 requests give', async () => {
		const ids = seedAccounts(30);
		const items = ids.toReversed().map((id) => ({ record: id }));
		const alone = [];
		for (const item of items) alone.push(...(await run(ACCOUNTS(), [item])).json);
		emulator.requests.reset();
		const { items: found, json } = await run(ACCOUNTS(), items);
		expect(json).toEqual(alone);
		expect(found.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(reads().map(({ query }) => query.ids)).toEqual([items.map(({ record: id }) => id).join(',')]);
	});

	it('names those that are not there, and gives an ID that comes twice twice', async () => {
		const [one, two, three] = seedAccounts(3);
		const items = [three, NOBODY, one, `zcrm_${one}`, 'abc', two].map((id) => ({ record: id }));
		const { json } = await run(ACCOUNTS(), items, GO_ON);
		expect(json).toMatchObject([
			{ id: three },
			{ reason: `No record has the ID ${NOBODY}`, code: 'NOT_FOUND' },
			{ id: one },
			{ id: one },
			{ reason: 'The record ID is invalid: it must contain only digits' },
			{ id: two },
		]);
		expect(reads().map(({ path }) => path.split('/').length)).toEqual([4, 5]);
	});

	it('reads one by one what no list has: subforms, and Zoho’s own keys', async () => {
		const ids = ['A', 'B', 'C'].map((Employer) => seedLead(emulator, { Work_History: [{ Employer }] }));
		const items = ids.map((id) => ({ lead: id }));
		const { json } = await run(lead('get', { leadId: ITS_LEAD }), items);
		expect(json).toMatchObject(['A', 'B', 'C'].map((Employer) => ({ Work_History: [{ Employer }] })));
		expect(
			leadCalls(emulator, 'GET')
				.map(({ path }) => path.split('/').at(-1))
				.sort(),
		).toEqual(ids);
		const accounts = seedAccounts(2).map((id) => ({ record: id }));
		expect((await run(ACCOUNTS({ simplify: false }), accounts)).json).toMatchObject([
			{ $approved: true },
			{ $approved: true },
		]);
		expect(reads().map(({ query }) => query.ids)).toEqual([undefined, undefined]);
	});

	it('with chosen fields takes one request, for converted leads too', async () => {
		const ids = ['A', 'B', 'C'].map((Last_Name) => seedLead(emulator, { Last_Name }));
		await run(lead('convert', { leadId: named(ids[1]) }));
		emulator.requests.reset();
		const chosen = { leadId: ITS_LEAD, fieldNames: ['Last_Name', 'City'] };
		const items = ids.map((id) => ({ lead: id }));
		const { json } = await run(lead('get', { ...chosen, simplify: false }), items);
		expect(json).toEqual(['A', 'B', 'C'].map((Last_Name, at) => ({ id: ids[at], Last_Name, City: null })));
		expect(leadCalls(emulator, 'GET')).toHaveLength(1);
		expect((await run(lead('get', chosen), items.slice(0, 1))).json).toEqual([{ id: ids[0], Last_Name: 'A' }]);
	});

	it('by a unique field takes one search for all of them', async () => {
		const ids = ['C-1', 'C-2', 'C-3'].map((Customer_No) =>
			emulator.add('Accounts', { Account_Name: Customer_No, Customer_No }),
		);
		const byKey = { getBy: 'field', getByField: 'Customer_No', getByValue: '={{ $json.key }}' };
		const { json } = await run(ACCOUNTS(byKey), [{ key: 'C-3' }, { key: 'c-1' }, { key: 'C-9' }], GO_ON);
		expect(json).toMatchObject([{ id: ids[2] }, { id: ids[0] }, { code: 'NOT_FOUND' }]);
		expect(reads().map(({ path }) => path.split('/').at(-1))).toEqual(['search', 'Accounts']);
	});

	it('needs no scope for metadata; an error that reaches everything ends the reading', async () => {
		const ids = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((Last_Name) => seedLead(emulator, { Last_Name }));
		const items = ids.map((id) => ({ lead: id }));
		const parameters = lead('get', { leadId: ITS_LEAD });
		emulator.switches.scopeMismatchStatus = 403;
		const reader = connectedCredential(emulator, ['ZohoCRM.modules.leads.READ']);
		expect((await run(parameters, items, { credential: reader })).json).toHaveLength(8);
		emulator.requests.reset();
		const stranger = connectedCredential(emulator, ['ZohoCRM.org.READ']);
		const { json } = await run(parameters, items, { credential: stranger, ...GO_ON });
		expect(json.map(({ code }) => code)).toEqual(ids.map(() => 'OAUTH_SCOPE_MISMATCH'));
		expect(leadCalls(emulator, 'GET')).toHaveLength(4);
	});
});
