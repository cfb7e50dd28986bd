import { useEach, useEmulator } from '../../stage/useEmulator';
import { createRecordClient, LEAD, START } from '../clients/records';

const emulator = useEmulator();
const zoho = useEach(() => createRecordClient(emulator));

const BORN = '2026-01-02T09:00:00+05:30';
const ANN = { name: 'Ann Lee', id: '4150868000000225013' };
const born = { created_by: ANN, created_time: BORN, modified_by: ANN, modified_time: BORN };
const get = async (path: string) => await zoho.call('GET', path);

describe('tags', () => {
	it('come into being with their first use, each module its own', async () => {
		expect(await get('/settings/tags?module=Leads')).toEqual({
			status: 200,
			body: { tags: [], info: { count: 0, allowed_count: 100 } },
		});
		const lead = await zoho.insertOne({ ...LEAD, Tag: [{ name: 'fair' }, { name: 'vip' }] });
		await zoho.insertOne({ ...LEAD, Tag: [{ name: 'vip' }] });
		const contact = await zoho.insertOne({ Last_Name: 'Lee', Tag: [{ name: 'fair' }] }, 'Contacts');
		const idOf = async (id: string, module: string): Promise<unknown> =>
			Object((await zoho.read(id, module)).Tag)[0].id;
		const common = { created_time: START, modified_time: START, modified_by: ANN, created_by: ANN, color_code: null };
		expect(await get('/settings/tags?module=Leads')).toEqual({
			status: 200,
			body: {
				tags: [
					{ ...common, id: await idOf(lead, 'Leads'), name: 'fair' },
					{ ...common, id: expect.stringMatching(/^\d{19}$/), name: 'vip' },
				],
				info: { count: 2, allowed_count: 100 },
			},
		});
		expect(await idOf(contact, 'Contacts')).not.toBe(await idOf(lead, 'Leads'));
	});

	it('need a module that exists', async () => {
		expect(await get('/settings/tags')).toMatchObject({
			status: 400,
			body: { code: 'REQUIRED_PARAM_MISSING', details: { param: 'module' } },
		});
		expect(await get('/settings/tags?module=Robots')).toMatchObject({
			status: 400,
			body: { code: 'INVALID_MODULE', details: {} },
		});
	});
});

describe('assignment rules', () => {
	const rule = {
		id: '4150868000000511001',
		name: 'Leads of Fairs',
		api_name: 'Leads_of_Fairs',
		description: 'Leads that visitors of a fair left',
		module: { api_name: 'Leads', id: '4150868000000002175', name: 'Leads' },
		default_assignee: { name: 'Bruno Costa', id: '4150868000000225021' },
		...born,
	};

	it('are listed and shown', async () => {
		const path = '/settings/automation/assignment_rules';
		expect(await get(`${path}?module=Leads`)).toEqual({ status: 200, body: { assignment_rules: [rule] } });
		expect(await get(`${path}/${rule.id}?module=Leads`)).toEqual({ status: 200, body: { assignment_rules: [rule] } });
		expect((await get(`${path}/4150868999999999999?module=Leads`)).status).toBe(204);
		expect(await get(`${path}/one?module=Leads`)).toMatchObject({
			status: 400,
			body: { details: { resource_path_index: 3 } },
		});
	});

	it('are for leads and cases only', async () => {
		expect(await get('/settings/automation/assignment_rules?module=Deals')).toEqual({
			status: 400,
			body: {
				code: 'NOT_SUPPORTED',
				details: { param_name: 'module' },
				message: 'Module not supported in assignment rules',
				status: 'error',
			},
		});
	});
});

describe('territories', () => {
	it('are listed with manager, rules and the one above', async () => {
		const field = (module: string, name: string) => ({
			api_name: name,
			id: emulator.state.schema.field(module, name)?.id,
		});
		const country = (module: string, name: string, value: string) => ({
			comparator: 'equal',
			field: field(module, name),
			value,
		});
		const africa = {
			id: '4150868000000611001',
			name: 'Africa',
			api_name: 'Africa',
			description: null,
			manager: ANN,
			reporting_to: null,
			permission_type: 'read_write_delete',
			account_rule_criteria: country('Accounts', 'Billing_Country', 'Ghana'),
			deal_rule_criteria: null,
			lead_rule_criteria: country('Leads', 'Country', 'Ghana'),
			...born,
		};
		const nigeria = {
			...africa,
			id: '4150868000000611003',
			name: 'Nigeria',
			api_name: 'Nigeria',
			manager: { name: 'Chioma Okafor', id: '4150868000000225029' },
			reporting_to: { name: 'Africa', id: africa.id },
			account_rule_criteria: null,
			deal_rule_criteria: { comparator: 'starts_with', field: field('Deals', 'Deal_Name'), value: 'NG' },
			lead_rule_criteria: country('Leads', 'Country', 'Nigeria'),
		};
		expect(await get('/settings/territories')).toEqual({
			status: 200,
			body: { territories: [africa, nigeria], info: { per_page: 200, count: 2, page: 1, more_records: false } },
		});
		expect(await get('/settings/territories?per_page=1&page=2')).toEqual({
			status: 200,
			body: { territories: [nigeria], info: { per_page: 1, count: 1, page: 2, more_records: false } },
		});
		expect((await get('/settings/territories?page=2')).status).toBe(204);
		expect(await get(`/settings/territories/${nigeria.id}`)).toEqual({ status: 200, body: { territories: [nigeria] } });
	});
});

describe('currencies', () => {
	it('are none while the organization has one, and three once it has several', async () => {
		expect((await get('/org/currencies')).status).toBe(204);
		expect((await get('/org')).body).toMatchObject({ org: [{ mc_status: false }] });
		emulator.switches.multiCurrency = true;
		const format = { decimal_separator: 'Period', thousand_separator: 'Comma', decimal_places: '2' };
		const dollar = {
			id: '4150868000000711001',
			iso_code: 'USD',
			name: 'US Dollar - USD',
			symbol: '$',
			prefix_symbol: true,
			is_base: true,
			is_active: true,
			exchange_rate: '1.000000000',
			format,
			...born,
		};
		const euro = {
			...dollar,
			id: '4150868000000711003',
			iso_code: 'EUR',
			name: 'Euro - EUR',
			symbol: '€',
			is_base: false,
			exchange_rate: '0.920000000',
		};
		const naira = {
			...euro,
			id: '4150868000000711005',
			iso_code: 'NGN',
			name: 'Nigerian Naira - NGN',
			symbol: '₦',
			is_active: false,
			exchange_rate: '1540.000000000',
		};
		expect(await get('/org/currencies')).toEqual({ status: 200, body: { currencies: [dollar, euro, naira] } });
		expect(await get(`/org/currencies/${euro.id}`)).toEqual({ status: 200, body: { currencies: [euro] } });
		expect((await get('/org')).body).toMatchObject({ org: [{ mc_status: true }] });
	});
});

describe('pick list values', () => {
	const idOf = (name: string) => emulator.state.schema.field('Leads', name)?.id;

	it('are those of the field', async () => {
		const { body } = await zoho.call<{ pick_list_values: ReadonlyArray<{ actual_value: string }> }>(
			'GET',
			`/settings/fields/${idOf('Rating')}/pick_list_values?module=Leads`,
		);
		expect(body.pick_list_values.map((value) => value.actual_value)).toEqual([
			'-None-',
			'Acquired',
			'Active',
			'Market Failed',
			'Project Cancelled',
			'Shut Down',
		]);
		expect(body.pick_list_values[1]).toEqual({
			id: expect.stringMatching(/^\d{19}$/),
			display_value: 'Acquired',
			actual_value: 'Acquired',
			reference_value: 'Acquired',
			sequence_number: 2,
			type: 'used',
			colour_code: null,
			layout_associations: null,
		});
	});

	it('are none of another field, and refused of an unknown one', async () => {
		expect((await get(`/settings/fields/${idOf('City')}/pick_list_values?module=Leads`)).status).toBe(204);
		expect(await get('/settings/fields/4150868999999999999/pick_list_values?module=Leads')).toMatchObject({
			status: 400,
			body: { code: 'INVALID_DATA', details: { resource_path_index: 2 } },
		});
	});
});

it.each([
	['/settings/tags?module=Leads', 'tags'],
	['/settings/automation/assignment_rules?module=Leads', 'assignment_rules'],
	['/settings/territories', 'territories'],
	['/org/currencies', 'currencies'],
])('%s needs the scope of %s', async (path, word) => {
	zoho.client.authorization = emulator.grantToken({ scopes: ['ZohoCRM.modules.ALL', 'ZohoCRM.org.ALL'] }).authorization;
	expect((await get(path)).status).toBe(401);
	zoho.client.authorization = emulator.grantToken({ scopes: [`ZohoCRM.settings.${word}.READ`] }).authorization;
	expect([200, 204]).toContain((await get(path)).status);
});
