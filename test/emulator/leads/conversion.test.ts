import { useEach, useEmulator } from '../../stage/useEmulator';
import { ABSENT_ID, createRecordClient, type Entry, LEAD } from '../clients/records';

const emulator = useEmulator();
const zoho = useEach(() => createRecordClient(emulator));

const BRUNO = { name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' };
const DEAL = { Deal_Name: 'Robots', Stage: 'Qualification', Closing_Date: '2026-12-31' };

interface Converted {
	readonly data: readonly [
		Entry & {
			readonly details: Readonly<
				Record<'Contacts' | 'Deals' | 'Accounts', { readonly name: string; readonly id: string } | null>
			>;
		},
	];
}

const convert = async (id: string, order: unknown = {}) =>
	await zoho.call<Converted>('POST', `/Leads/${id}/actions/convert`, { data: [order] });

/** Converts a lead that must be accepted. @returns what was made */
async function made(id: string, order?: unknown) {
	const { status, body } = await convert(id, order);
	expect([status, body.data[0].code, body.data[0].message]).toEqual([
		200,
		'SUCCESS',
		'The record has been converted successfully',
	]);
	return body.data[0].details;
}

describe('converting a lead', () => {
	it('makes a contact and an account of its values, and keeps the lead as converted', async () => {
		const id = await zoho.insertOne({
			...LEAD,
			First_Name: 'Chidi',
			Email: 'c@x.test',
			Phone: '1',
			Designation: 'CEO',
			City: 'Lagos',
			No_of_Employees: 7,
			Website: 'x.test',
			Lead_Source: 'Partner',
			Owner: { id: BRUNO.id },
			Score: 5,
		});
		const { Contacts, Accounts, Deals } = await made(id);
		expect([Contacts?.name, Accounts?.name, Deals]).toEqual(['Chidi Okafor', 'Brightwell', null]);
		expect(await zoho.read(String(Contacts?.id), 'Contacts')).toMatchObject({
			Last_Name: 'Okafor',
			First_Name: 'Chidi',
			Full_Name: 'Chidi Okafor',
			Email: 'c@x.test',
			Phone: '1',
			Title: 'CEO',
			Mailing_City: 'Lagos',
			Lead_Source: 'Partner',
			Owner: BRUNO,
			Account_Name: Accounts,
			Tag: [],
		});
		expect(await zoho.read(String(Accounts?.id), 'Accounts')).toMatchObject({
			Account_Name: 'Brightwell',
			Phone: '1',
			Billing_City: 'Lagos',
			Employees: 7,
			Website: 'x.test',
			Owner: BRUNO,
		});
		expect(await zoho.read(id)).toMatchObject({ $converted: true, Last_Name: 'Okafor', Score: 5 });
		expect((await zoho.call('GET', '/Leads?fields=Email')).status).toBe(204);
		expect((await zoho.call('GET', '/Leads?fields=Email&converted=true')).status).toBe(200);
		expect((await zoho.call('GET', '/Leads/actions/count')).body).toEqual({ count: 0 });
		expect((await zoho.call('GET', '/Leads/actions/count?converted=both')).body).toEqual({ count: 1 });
	});

	it('makes a deal of what is given, and links all three', async () => {
		const id = await zoho.insertOne({ ...LEAD, Lead_Source: 'Partner', Tag: [{ name: 'fair' }, { name: 'vip' }] });
		const { Contacts, Accounts, Deals } = await made(id, {
			Deals: { ...DEAL, Amount: 1200.5 },
			assign_to: { id: BRUNO.id },
			carry_over_tags: { Contacts: ['fair'], Accounts: [], Deals: ['vip', 'fair'] },
		});
		const deal = await zoho.read(String(Deals?.id), 'Deals');
		expect(deal).toMatchObject({
			...DEAL,
			Amount: 1200.5,
			Lead_Source: 'Partner',
			Account_Name: Accounts,
			Contact_Name: Contacts,
			Owner: BRUNO,
		});
		expect(
			[deal, await zoho.read(String(Contacts?.id), 'Contacts'), await zoho.read(String(Accounts?.id), 'Accounts')].map(
				({ Tag }) => (Array.isArray(Tag) ? Tag.map(({ name }) => name) : Tag),
			),
		).toEqual([['vip', 'fair'], ['fair'], []]);
	});

	it('uses the given account and contact, whose values it changes only if ordered', async () => {
		const account = await zoho.insertOne({ Account_Name: 'Old Ltd', Phone: '9' }, 'Accounts');
		const contact = await zoho.insertOne({ Last_Name: 'Old', Phone: '9' }, 'Contacts');
		const order = { Accounts: { id: account }, Contacts: { id: contact } };
		expect(await made(await zoho.insertOne({ ...LEAD, Phone: '1' }), order)).toEqual({
			Contacts: { name: 'Old', id: contact },
			Deals: null,
			Accounts: { name: 'Old Ltd', id: account },
		});
		expect([(await zoho.read(account, 'Accounts')).Phone, (await zoho.read(contact, 'Contacts')).Phone]).toEqual([
			'9',
			'9',
		]);
		expect(await made(await zoho.insertOne({ ...LEAD, Phone: '1' }), { ...order, overwrite: true })).toEqual({
			Contacts: { name: 'Okafor', id: contact },
			Deals: null,
			Accounts: { name: 'Brightwell', id: account },
		});
		expect([(await zoho.read(account, 'Accounts')).Phone, (await zoho.read(contact, 'Contacts')).Phone]).toEqual([
			'1',
			'1',
		]);
		expect([emulator.store.count('Accounts'), emulator.store.count('Contacts')]).toEqual([1, 1]);
	});

	it('uses records that match only if told so', async () => {
		const first = await made(await zoho.insertOne({ ...LEAD, Email: 'c@x.test' }));
		const second = await made(await zoho.insertOne({ ...LEAD, Email: 'c@x.test' }));
		expect(second.Contacts?.id).not.toBe(first.Contacts?.id);
		expect(await made(await zoho.insertOne({ ...LEAD, Email: 'c@x.test' }), { add_to_existing_record: true })).toEqual(
			first,
		);
	});

	it('stays done when the lead is changed afterwards', async () => {
		const id = await zoho.insertOne(LEAD);
		await made(id);
		await zoho.write('PUT', '/Leads', [{ id, City: 'Lagos' }]);
		expect((await convert(id)).body).toEqual({
			code: 'ID_ALREADY_CONVERTED',
			details: { resource_path_index: 1 },
			message: 'id already converted',
			status: 'error',
		});
		expect(emulator.store.count('Contacts')).toBe(1);
	});

	it.each([
		[
			'a deal without date',
			{ Deals: { Deal_Name: 'Robots', Stage: 'Qualification' } },
			'MANDATORY_NOT_FOUND',
			{ api_name: 'Closing_Date', json_path: '$.data[0].Deals.Closing_Date' },
		],
		[
			'a deal with a wrong amount',
			{ Deals: { ...DEAL, Amount: 'much' } },
			'INVALID_DATA',
			{ expected_data_type: 'double', api_name: 'Amount', json_path: '$.data[0].Deals.Amount' },
		],
		[
			'a deal that is none',
			{ Deals: 'Robots' },
			'INVALID_DATA',
			{ expected_data_type: 'jsonobject', api_name: 'Deals', json_path: '$.data[0].Deals' },
		],
		[
			'an account that is not there',
			{ Accounts: { id: ABSENT_ID } },
			'INVALID_DATA',
			{ api_name: 'id', json_path: '$.data[0].Accounts.id' },
		],
		[
			'a contact that is not there',
			{ Contacts: { id: ABSENT_ID } },
			'INVALID_DATA',
			{ api_name: 'id', json_path: '$.data[0].Contacts.id' },
		],
		[
			'a contact that is no object',
			{ Contacts: ABSENT_ID },
			'INVALID_DATA',
			{ expected_data_type: 'jsonobject', api_name: 'Contacts', json_path: '$.data[0].Contacts' },
		],
		[
			'an owner who is not active',
			{ assign_to: { id: '4150868000000225045' } },
			'INVALID_DATA',
			{ api_name: 'id', json_path: '$.data[0].assign_to.id' },
		],
		[
			'a flag that is none',
			{ overwrite: 'yes' },
			'INVALID_DATA',
			{ expected_data_type: 'boolean', api_name: 'overwrite', json_path: '$.data[0].overwrite' },
		],
		[
			'a place for attachments that is none',
			{ move_attachments_to: { api_name: 'Leads' } },
			'INVALID_DATA',
			{
				supported_values: ['Contacts', 'Deals', 'Accounts'],
				api_name: 'api_name',
				json_path: '$.data[0].move_attachments_to.api_name',
			},
		],
		[
			'a tag that the lead has not',
			{ carry_over_tags: { Contacts: ['vip'] } },
			'INVALID_DATA',
			{ api_name: 'Contacts', json_path: '$.data[0].carry_over_tags.Contacts[0]' },
		],
	])('refuses %s, and makes nothing', async (_, order, code, details) => {
		const id = await zoho.insertOne({ ...LEAD, Tag: [{ name: 'fair' }] });
		const { status, body } = await convert(id, order);
		expect([status, body]).toEqual([
			400,
			{
				data: [
					{
						code,
						details,
						message: code === 'INVALID_DATA' ? 'invalid data' : 'required field not found',
						status: 'error',
					},
				],
			},
		]);
		expect(['Contacts', 'Accounts', 'Deals'].map((module) => emulator.store.count(module))).toEqual([0, 0, 0]);
		expect(await zoho.read(id)).toMatchObject({ $converted: false });
	});

	it('refuses with 202 and asks for a pipeline where it is switched so', async () => {
		emulator.switches.convertRefusalStatus = 202;
		emulator.switches.needsPipeline = true;
		const id = await zoho.insertOne(LEAD);
		const { status, body } = await convert(id, { Deals: DEAL });
		expect([status, body]).toEqual([
			202,
			{
				data: [
					{
						code: 'MANDATORY_NOT_FOUND',
						details: { api_name: 'Pipeline', json_path: '$.data[0].Deals.Pipeline' },
						message: 'required field not found',
						status: 'error',
					},
				],
			},
		]);
		expect((await convert(id, { Deals: { ...DEAL, Pipeline: 'Standard' } })).status).toBe(200);
	});

	it.each([
		['an unknown id', ABSENT_ID, { data: [{}] }, { code: 'INVALID_DATA', details: { resource_path_index: 1 } }],
		['an id that is none', 'nobody', { data: [{}] }, { code: 'INVALID_DATA', details: { resource_path_index: 1 } }],
		[
			'a body without data',
			null,
			{},
			{ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'data', json_path: '$.data' } },
		],
		[
			'two orders',
			null,
			{ data: [{}, {}] },
			{ code: 'INVALID_DATA', details: { maximum_length: 1, api_name: 'data', json_path: '$.data' } },
		],
		[
			'an order that is no object',
			null,
			{ data: ['all'] },
			{ code: 'INVALID_DATA', details: { expected_data_type: 'jsonobject', api_name: 'data', json_path: '$.data[0]' } },
		],
	])('refuses %s', async (_, path, body, expected) => {
		const id = path ?? (await zoho.insertOne(LEAD));
		const answer = await zoho.call('POST', `/Leads/${id}/actions/convert`, body);
		expect(answer).toMatchObject({ status: 400, body: { ...expected, status: 'error' } });
	});

	it('costs five credits and needs the right to create leads', async () => {
		const id = await zoho.insertOne(LEAD);
		const before = emulator.credits.spent();
		await made(id);
		expect(emulator.credits.spent() - before).toBe(5);
		zoho.client.authorization = emulator.grantToken({ scopes: ['ZohoCRM.modules.leads.READ'] }).authorization;
		expect((await convert(id)).status).toBe(401);
	});
});

describe('conversion options', () => {
	const options = async (id: string) => await zoho.call('GET', `/Leads/${id}/__conversion_options`);

	it('name contacts with the e-mail address and accounts with the company of the lead', async () => {
		const account = await zoho.insertOne({ Account_Name: 'brightwell', Phone: '9' }, 'Accounts');
		const contact = await zoho.insertOne(
			{ Last_Name: 'Old', Email: 'c@x.test', Account_Name: { id: account } },
			'Contacts',
		);
		const id = await zoho.insertOne({ ...LEAD, Email: 'c@x.test' });
		const common = { $editable: true, $approval_state: 'approved', Locked__s: false };
		const field = (module: string, name: string) => ({
			api_name: name,
			id: emulator.state.schema.field(module, name)?.id,
		});
		expect(await options(id)).toEqual({
			status: 200,
			body: {
				__conversion_options: {
					module_preference: null,
					Contacts: [
						{
							Full_Name: 'Old',
							Email: 'c@x.test',
							Account_Name: { name: 'brightwell', id: account, Locked__s: false },
							Data_Processing_Basis: null,
							...common,
							id: contact,
						},
					],
					Accounts: [
						{ Account_Name: 'brightwell', Phone: '9', Website: null, Account_Type: null, ...common, id: account },
					],
					Deals: null,
					preference_field_matched_value: {
						Contacts: [{ field: field('Contacts', 'Email'), matched_lead_value: 'c@x.test' }],
						Accounts: [{ field: field('Accounts', 'Account_Name'), matched_lead_value: 'Brightwell' }],
					},
					modules_with_multiple_layouts: null,
				},
			},
		});
	});

	it('may be none', async () => {
		const body = {
			__conversion_options: {
				module_preference: null,
				Contacts: null,
				Accounts: null,
				Deals: null,
				preference_field_matched_value: { Contacts: null, Accounts: null },
				modules_with_multiple_layouts: null,
			},
		};
		expect(await options(await zoho.insertOne(LEAD))).toEqual({ status: 200, body });
		expect(await options(ABSENT_ID)).toEqual({ status: 204, body: '' });
		expect(await options('nobody')).toMatchObject({
			status: 400,
			body: { code: 'INVALID_DATA', details: { resource_path_index: 1 } },
		});
	});
});
