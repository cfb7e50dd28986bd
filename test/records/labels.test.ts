import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { recordCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_LEAD, lead, record } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

const NAMES = ['Last_Name', 'Company', 'Designation', 'Visit_Date'];
const LABELLED = { 'Last Name': 'Okafor', COMPANY: 'Brightwell', title: 'CTO', 'visit date': '2026-12-31' };
const NAMED = { Last_Name: 'Okafor', Company: 'Brightwell', Designation: 'CTO', Visit_Date: '2026-12-31' };
const stored = (id: unknown, names = NAMES) => storedValues(emulator, 'Leads', id, names);
const sent = (module: string) =>
	recordCalls(emulator, module, 'POST').flatMap(({ body }) => (body as { data: IDataObject[] }).data);

describe('keys that are labels', () => {
	it.each<[string, INodeParameters]>([
		['keys of the items', {}],
		['JSON', { specifyFields: 'json', fieldsJson: '={{ $json }}' }],
	])('name the same fields as API names, in any case: %s', async (_, more) => {
		const { json } = await run(lead('create', more), [LABELLED, NAMED]);
		expect(json.map(({ id }) => stored(id))).toEqual([NAMED, NAMED]);
	});

	it('name them in updates, and in Create or Update', async () => {
		const id = seedLead(emulator, { Email: 'ann@brightwell.test' });
		await run(lead('update', { leadId: ITS_LEAD, options: { ignoreUnknownFields: true } }), [
			{ lead: id, ...LABELLED },
		]);
		expect(stored(id)).toEqual(NAMED);
		const upsert = lead('upsert', { matchFields: '={{ ["email"] }}' });
		const { json } = await run(upsert, [{ EMAIL: 'ann@brightwell.test', 'last name': 'Mbeki', Company: 'X' }]);
		expect(json).toMatchObject([{ id, status: 'UPDATED' }]);
		expect(stored(id, ['Last_Name'])).toEqual({ Last_Name: 'Mbeki' });
	});

	it('name the ID of a record as exports of Zoho CRM do', async () => {
		const id = seedLead(emulator, {});
		const { json } = await run(lead('upsert'), [{ 'Record Id': id, 'Last Name': 'Mbeki' }]);
		expect(json).toMatchObject([{ id, status: 'UPDATED' }]);
	});

	it('name lookups, the fields of their records, owners and rows of subforms', async () => {
		const account = emulator.add('Accounts', { Account_Name: 'Brightwell', Customer_No: 'C-7' });
		const [, user] = emulator.state.users.all();
		const { json } = await run(lead('create'), [
			{
				...LABELLED,
				'Lead Owner': user.email,
				'Referring Account.customer no': 'C-7',
				'Work History': [{ employer: 'Acme', 'From Date': '2026-01-31' }],
			},
		]);
		expect(stored(json[0].id, ['Owner', 'Referring_Account'])).toMatchObject({
			Owner: { id: user.id },
			Referring_Account: { id: account },
		});
		expect(sent('Leads')).toMatchObject([{ Work_History: [{ Employer: 'Acme', From_Date: '2026-01-31' }] }]);
	});

	it('give way to the API name, and are keys of their own beside it', async () => {
		const items = [{ ...NAMED, 'Last Name': 'Other' }];
		expect((await failureOf(run(lead('create'), items))).message).toBe(
			'Leads has no writable field with the API name or label "Last Name" (did you mean Last_Name?)',
		);
		const { json } = await run(lead('create', { options: { ignoreUnknownFields: true } }), items);
		expect(stored(json[0].id)).toEqual(NAMED);
	});

	it('with two values for one field fail their item, naming both keys', async () => {
		const { json } = await run(lead('create'), [{ ...LABELLED, 'LAST NAME': 'Other' }, NAMED]);
		expect(json).toMatchObject([
			{
				reason: 'The keys "Last Name" and "LAST NAME" have different values for the field Last_Name',
				status: 'SKIPPED',
			},
			{ status: 'ADDED' },
		]);
	});

	it('that several fields have fail their item, naming these fields', async () => {
		const phone = emulator.state.schema.module('Leads')?.fields.find(({ apiName }) => apiName === 'Phone');
		const mobile = emulator.state.schema.module('Leads')?.fields.find(({ apiName }) => apiName === 'Mobile');
		expect([phone, mobile]).not.toContain(undefined);
		Object.assign(phone ?? {}, { label: 'Number' });
		Object.assign(mobile ?? {}, { label: 'number' });
		const { json } = await run(lead('create'), [
			{ ...NAMED, Number: '1' },
			{ ...NAMED, Phone: '2' },
		]);
		expect(json).toMatchObject([
			{ reason: '"Number" is the label of several fields: Phone, Mobile', status: 'SKIPPED' },
			{ status: 'ADDED' },
		]);
	});

	it('of fields that only Zoho CRM fills are no writable fields', async () => {
		expect((await failureOf(run(lead('create'), [{ ...NAMED, 'Created Time': 'x' }]))).message).toBe(
			'Leads has no writable field with the API name or label "Created Time" (did you mean Created_Time?)',
		);
	});

	it('find records by a field', async () => {
		const id = seedLead(emulator, { Ext_Ref: 'R-7' });
		const byField = { getBy: 'field', getByField: '={{ "ext ref" }}', getByValue: 'R-7' };
		expect((await run(lead('get', byField), [{}])).json).toMatchObject([{ id }]);
		expect((await run(lead('delete', byField), [{}])).json).toMatchObject([{ id, status: 'DELETED' }]);
	});

	it('choose, sort and compare fields in lists and searches', async () => {
		seedLead(emulator, { Designation: 'CTO', City: 'Lagos' });
		const fieldNames = '={{ ["title", "city"] }}';
		expect((await run(lead('getAll', { fieldNames }), [{}])).json).toMatchObject([
			{ Designation: 'CTO', City: 'Lagos' },
		]);
		const condition = [{ field: '={{ "title" }}', operator: 'equals', value: 'CTO' }];
		const search = lead('search', {
			searchBy: 'conditions',
			conditions: { condition },
			fieldNames: '={{ "Title, City" }}',
			options: { searchSortBy: '={{ "created time" }}' },
		});
		expect((await run(search, [{}])).json).toMatchObject([{ Designation: 'CTO', City: 'Lagos' }]);
		expect(emulator.requests.all({ path: /search$/ })[0].query).toMatchObject({ sort_by: 'Created_Time' });
	});

	it('work in modules of the organization', async () => {
		const { json } = await run(record('Venues', 'create'), [{ 'Venue Name': 'Hall', seats: 12 }]);
		expect(storedValues(emulator, 'Venues', json[0].id, ['Name', 'Seats'])).toEqual({ Name: 'Hall', Seats: 12 });
	});
});

describe('a multi-select field', () => {
	it.each([
		['semicolons', 'Support; Training'],
		['commas', 'Support, Training'],
		['lines', 'Support|Training'],
		['a list', ['Support', 'Training']],
		['a list as text', '["Support","Training"]'],
	])('takes its values with %s', async (_, Interests) => {
		const { json } = await run(lead('create'), [{ ...NAMED, Interests }]);
		expect(stored(json[0].id, ['Interests'])).toEqual({ Interests: ['Support', 'Training'] });
	});

	it('refuses a value that is not in the list by name, unless new ones are allowed', async () => {
		const items = [{ ...NAMED, Interests: 'Support; Gardening' }];
		expect(await failureOf(run(lead('create'), items))).toMatchObject({
			message: 'Interests: "Gardening" is not in the picklist',
		});
		const { json } = await run(lead('create', { options: { newPickListValues: 'allow' } }), items);
		expect(stored(json[0].id, ['Interests'])).toEqual({ Interests: ['Support', 'Gardening'] });
	});
});

describe('a condition that cannot work', () => {
	const search = (...condition: INodeParameters[]) =>
		lead('search', { searchBy: 'conditions', conditions: { condition } });

	it('is told by its number, field, operator and value', async () => {
		const refusal = await failureOf(
			run(
				search(
					{ field: 'City', operator: 'equals', value: 'Lagos' },
					{ field: 'Annual_Revenue', operator: 'greater_than', value: 'a lot' },
				),
				[{}],
			),
		);
		expect(refusal).toMatchObject({
			message: 'Condition 2: Annual Revenue Greater Than "a lot": the value must be a number',
			description: 'Use digits and a decimal point, such as 12500.50',
		});
		expect(emulator.requests.all({ path: /search$/ })).toEqual([]);
	});

	it.each([
		['Newsletter', 'equals', 'maybe', 'Condition 1: Newsletter Equals "maybe": the value must be true or false'],
		['Score', 'between', '1, many', 'Condition 1: Score Between "many": the value must be a number'],
		['City', 'in', ' , ', 'Condition 1: City In has no value'],
	])('names what does not fit in %s %s', async (field, operator, value, message) => {
		expect((await failureOf(run(search({ field, operator, value }), [{}]))).message).toBe(message);
	});
});
