import { useEach, useEmulator } from '../../stage/useEmulator';
import { createOutsideClient } from '../clients/outside';
import { isObject } from '../json';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));

async function entries(path: string, key: string): Promise<Record<string, unknown>[]> {
	const { status, data } = await client.get(`/crm/v8/settings/${path}`);
	if (status !== 200 || !isObject(data) || !Array.isArray(data[key]))
		throw new Error(`${path} answered ${status}: ${JSON.stringify(data)}`);
	return data[key].filter(isObject);
}

async function fieldOf(module: string, apiName: string): Promise<Record<string, unknown>> {
	const found = (await entries(`fields?module=${module}`, 'fields')).find((field) => field.api_name === apiName);
	if (!found) throw new Error(`${module} has no field ${apiName}`);
	return found;
}

const LEADS_MODULE = {
	api_name: 'Leads',
	module_name: 'Leads',
	id: '4150868000000002175',
	singular_label: 'Lead',
	plural_label: 'Leads',
	actual_singular_label: 'Lead',
	actual_plural_label: 'Leads',
	generated_type: 'default',
	parent_module: {},
	api_supported: true,
	creatable: true,
	editable: true,
	deletable: true,
	viewable: true,
	convertable: true,
	quick_create: true,
	lookupable: false,
	global_search_supported: true,
	visible: true,
	visibility: 1,
	status: 'visible',
	show_as_tab: true,
	presence_sub_menu: true,
	isBlueprintSupported: true,
	feeds_required: false,
	sequence_number: 1,
	business_card_field_limit: 5,
	profiles: [
		{ name: 'Administrator', id: '4150868000000026011' },
		{ name: 'Standard', id: '4150868000000026014' },
	],
	profile_count: 2,
	access_type: 'org_based',
	arguments: [],
	web_link: null,
	modified_by: null,
	modified_time: null,
	sub_menu_available: true,
	has_more_profiles: false,
	public_fields_configured: false,
	recycle_bin_on_delete: true,
	description: null,
};

describe('modules', () => {
	it('lists every module with its kind and parent', async () => {
		const modules = await entries('modules', 'modules');
		expect(modules[0]).toEqual(LEADS_MODULE);
		expect(modules.map((module) => [module.api_name, module.generated_type, module.parent_module])).toEqual([
			['Leads', 'default', {}],
			['Contacts', 'default', {}],
			['Accounts', 'default', {}],
			['Deals', 'default', {}],
			['Venues', 'custom', {}],
			['Work_History', 'subform', { api_name: 'Leads', id: '4150868000000002175' }],
			['Rooms', 'subform', { api_name: 'Venues', id: '4150868000000381001' }],
			['Leads_X_Venues', 'linking', {}],
			['Venues_X_Users', 'linking', {}],
			['Tasks', 'default', {}],
			['Events', 'default', {}],
			['Calls', 'default', {}],
			['Products', 'default', {}],
			['Vendors', 'default', {}],
			['Quotes', 'default', {}],
			['Sales_Orders', 'default', {}],
			['Invoices', 'default', {}],
			['Campaigns', 'default', {}],
			['Quoted_Items', 'subform', { api_name: 'Quotes', id: '4150868000000002195' }],
			['Ordered_Items', 'subform', { api_name: 'Sales_Orders', id: '4150868000000002197' }],
			['Invoiced_Items', 'subform', { api_name: 'Invoices', id: '4150868000000002199' }],
			['Notes', 'default', {}],
		]);
		expect(modules.map((module) => new Set([...Object.keys(module), ...Object.keys(LEADS_MODULE)]).size)).toEqual(
			modules.map(() => Object.keys(LEADS_MODULE).length),
		);
	});

	it('gives every id once', async () => {
		const ids = emulator.state.schema
			.modules()
			.flatMap((module) => [module.id, ...module.fields.map(({ id }) => id), ...module.layouts.map(({ id }) => id)]);
		ids.push(...emulator.state.users.all().map(({ id }) => id), emulator.orgId);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.filter((id) => !/^4150868\d{12}$/.test(id))).toEqual([]);
	});

	it('filters by status', async () => {
		expect(await entries('modules?status=visible', 'modules')).toHaveLength(22);
		expect((await client.get('/crm/v8/settings/modules?status=user_hidden,system_hidden')).status).toBe(204);
		expect((await client.get('/crm/v8/settings/modules?status=new')).status).toBe(400);
	});

	it('adds to one module what the list leaves out', async () => {
		const [leads] = await entries('modules/Leads', 'modules');
		expect(leads).toMatchObject({
			...LEADS_MODULE,
			display_field: 'Full_Name',
			per_page: 10,
			description: null,
			filter_supported: true,
		});
		expect(isObject(leads.custom_view) && leads.custom_view.id).toBe('4150868000000087501');
	});

	it('finds one module by its id too', async () => {
		expect(await entries('modules/4150868000000002175', 'modules')).toEqual(await entries('modules/Leads', 'modules'));
	});

	it('refuses an unknown module, in other case too', async () => {
		for (const name of ['Robots', 'leads', '4150868000000009999']) {
			const answer = await client.get(`/crm/v8/settings/modules/${name}`);
			expect([answer.status, answer.data]).toEqual([
				400,
				{
					code: 'INVALID_MODULE',
					details: { resource_path_index: 2 },
					message: 'the module name given seems to be invalid',
					status: 'error',
				},
			]);
		}
	});
});

describe('fields', () => {
	it('needs a module that exists', async () => {
		const missing = await client.get('/crm/v8/settings/fields');
		expect([missing.status, missing.data]).toEqual([
			400,
			{
				code: 'REQUIRED_PARAM_MISSING',
				details: { param_name: 'module' },
				message: 'One of the expected parameter is missing',
				status: 'error',
			},
		]);
		const unknown = await client.get('/crm/v8/settings/fields?module=Robots');
		expect([unknown.status, unknown.data]).toEqual([
			400,
			{
				code: 'INVALID_MODULE',
				details: { param_name: 'module' },
				message: 'the module name given seems to be invalid',
				status: 'error',
			},
		]);
	});

	it('answers a pick list with every key of the documentation', async () => {
		const field = await fieldOf('Leads', 'Lead_Source');
		const { pick_list_values: values, ...rest } = field;
		expect(rest).toEqual({
			colour_code_enabled_by_system: false,
			association_details: null,
			range: null,
			history_tracking_enabled: false,
			display_field: false,
			public: false,
			email_parser: { fields_update_supported: false, record_operations_supported: false },
			id: '4150868000000002593',
			api_name: 'Lead_Source',
			field_label: 'Lead Source',
			display_label: 'Lead Source',
			data_type: 'picklist',
			json_type: 'string',
			length: 120,
			decimal_place: null,
			system_mandatory: false,
			read_only: false,
			field_read_only: false,
			visible: true,
			custom_field: false,
			type: 'used',
			view_type: { view: true, edit: true, create: true, quick_create: false },
			operation_type: { web_create: true, web_update: true, api_create: true, api_update: true },
			pick_list_values_sorted_lexically: false,
			enable_colour_code: false,
			global_picklist: null,
			lookup: {},
			multiselectlookup: {},
			multiuserlookup: {},
			multi_module_lookup: {},
			subform: null,
			associated_module: null,
			unique: {},
			external: null,
			formula: {},
			rollup_summary: {},
			auto_number: {},
			currency: {},
			default_value: null,
			parent_field: null,
			child_fields: null,
			customizable_properties: null,
			created_time: null,
			modified_time: null,
			display_format: null,
			display_format_properties: null,
			address: null,
			blueprint_supported: true,
			tooltip: null,
			crypt: null,
			private: null,
			hipaa_compliance_enabled: null,
			searchable: true,
			filterable: true,
			sortable: true,
			mass_update: true,
			businesscard_supported: true,
			webhook: true,
			history_tracking: null,
			convert_mapping: { Contacts: 'Lead_Source', Deals: 'Lead_Source', Accounts: null },
			layout_associations: [
				{ id: '4150868000000091055', name: 'Standard', api_name: 'Standard' },
				{ id: '4150868000000091057', name: 'Fair', api_name: 'Fair' },
			],
			profiles: [
				{ permission_type: 'read_write', name: 'Administrator', id: '4150868000000026011' },
				{ permission_type: 'read_write', name: 'Standard', id: '4150868000000026014' },
			],
			ui_type: 2,
			column_name: 'LEADSOURCE',
			created_source: 'default',
			display_type: -1,
			virtual_field: false,
			quick_sequence_number: null,
			separator: false,
		});
		if (!Array.isArray(values)) throw new Error('no values');
		expect(values.slice(0, 2)).toEqual([
			{
				id: '4150868100259300001',
				display_value: '-None-',
				actual_value: '-None-',
				reference_value: '-None-',
				sequence_number: 1,
				type: 'used',
				colour_code: null,
			},
			{
				id: '4150868100259300002',
				display_value: 'Advertisement',
				actual_value: 'Advertisement',
				reference_value: 'Advertisement',
				sequence_number: 2,
				type: 'used',
				colour_code: null,
			},
		]);
		expect(values).toHaveLength(11);
	});

	it.each([
		[
			'Leads',
			'Last_Name',
			{
				data_type: 'text',
				length: 80,
				system_mandatory: true,
				unique: {},
				operation_type: { web_create: true, web_update: true, api_create: true, api_update: true },
			},
		],
		['Leads', 'Company', { data_type: 'text', length: 200, system_mandatory: true }],
		['Leads', 'Email', { data_type: 'email', length: 100, system_mandatory: false, unique: {} }],
		[
			'Leads',
			'Ext_Ref',
			{ data_type: 'text', length: 120, custom_field: true, unique: { case_sensitive: false }, external: null },
		],
		['Leads', 'Description', { data_type: 'textarea', length: 32_000 }],
		['Leads', 'No_of_Employees', { data_type: 'integer', json_type: 'integer', field_label: 'No. of Employees' }],
		[
			'Leads',
			'Annual_Revenue',
			{ data_type: 'currency', json_type: 'double', currency: { rounding_option: 'normal', precision: 2 } },
		],
		['Leads', 'Visit_Date', { data_type: 'date', json_type: 'string' }],
		['Leads', 'Next_Call', { data_type: 'datetime', json_type: 'string' }],
		['Leads', 'Interests', { data_type: 'multiselectpicklist', json_type: 'jsonarray' }],
		['Leads', 'Newsletter', { data_type: 'boolean', json_type: 'boolean' }],
		['Leads', 'Score', { data_type: 'double', json_type: 'double' }],
		[
			'Leads',
			'Owner',
			{
				data_type: 'ownerlookup',
				json_type: 'jsonobject',
				field_read_only: true,
				operation_type: { web_create: true, web_update: true, api_create: true, api_update: true },
			},
		],
		[
			'Leads',
			'Created_Time',
			{
				data_type: 'datetime',
				read_only: true,
				operation_type: { web_create: false, web_update: false, api_create: false, api_update: false },
			},
		],
		[
			'Leads',
			'Work_History',
			{
				data_type: 'subform',
				json_type: 'jsonarray',
				associated_module: { module: 'Work_History', id: '4150868000000382001' },
				subform: null,
			},
		],
		['Contacts', 'Legacy_Id', { unique: { case_sensitive: true }, external: { type: 'user', show: true } }],
		['Venues', 'Venue_Number', { data_type: 'autonumber', auto_number: { prefix: '', suffix: '', start_number: 1 } }],
		[
			'Leads_X_Venues',
			'Venues',
			{
				data_type: 'lookup',
				lookup: {
					display_label: 'Venues',
					api_name: 'Venues',
					module: { api_name: 'Venues', id: '4150868000000381001' },
					id: '4150868000000383103',
					revalidate_filter_during_edit: false,
					query_details: {},
				},
			},
		],
		[
			'Tasks',
			'What_Id',
			{
				field_label: 'Related To',
				display_label: 'What Id',
				data_type: 'lookup',
				json_type: 'jsonobject',
				lookup: { display_label: 'activities', api_name: null, module: { api_name: 'se_module' }, id: null },
			},
		],
		['Tasks', 'Remind_At', { data_type: 'ALARM', json_type: 'jsonobject' }],
		['Events', 'Participants', { data_type: 'bigint', json_type: 'jsonarray' }],
		['Events', 'Remind_At', { data_type: 'multireminder', json_type: 'jsonarray' }],
		[
			'Events',
			'Recurring_Activity',
			{
				field_label: 'Repeat',
				data_type: 'RRULE',
				json_type: 'jsonobject',
				operation_type: { web_create: true, web_update: false, api_create: true, api_update: false },
			},
		],
		[
			'Quotes',
			'Quoted_Items',
			{ data_type: 'subform', associated_module: { module: 'Quoted_Items', id: '4150868000000386001' } },
		],
		['Quotes', 'Grand_Total', { data_type: 'currency', read_only: true }],
		['Sales_Orders', 'SO_Number', { data_type: 'autonumber', read_only: true }],
		['Notes', 'Note_Title', { data_type: 'text', length: 120 }],
	])('describes %s.%s', async (module, apiName, expected) => {
		expect(await fieldOf(module, apiName)).toMatchObject(expected);
	});

	it('calls the owner of a record by its module', async () => {
		const names = ['Leads', 'Contacts', 'Accounts', 'Deals', 'Venues', 'Tasks', 'Calls', 'Sales_Orders', 'Notes'];
		const owners = await Promise.all(names.map(async (name) => await fieldOf(name, 'Owner')));
		expect(owners.map(({ field_label: label, display_label: display }) => [label, display])).toEqual([
			['Lead Owner', 'Lead Owner'],
			['Contact Owner', 'Contact Owner'],
			['Account Owner', 'Account Owner'],
			['Deal Owner', 'Potential Owner'],
			['Venue Owner', 'Venue Owner'],
			['Task Owner', 'Task Owner'],
			['Call Owner', 'Call Owner'],
			['Sales Order Owner', 'Sales Order Owner'],
			['Note Owner', 'Note Owner'],
		]);
	});

	it('says of stages how likely they are', async () => {
		const stage = await fieldOf('Deals', 'Stage');
		const values = Array.isArray(stage.pick_list_values) ? stage.pick_list_values.filter(isObject) : [];
		expect([stage.ui_type, values.length, values[0]]).toEqual([
			26,
			8,
			{
				id: expect.stringMatching(/^\d{19}$/),
				display_value: 'Qualification',
				actual_value: 'Qualification',
				reference_value: 'Qualification',
				sequence_number: 2,
				type: 'used',
				colour_code: null,
				probability: 10,
				deal_category: 'Open',
				forecast_category: { name: 'Pipeline', id: '4150868000000002431' },
				forecast_type: 'Open',
			},
		]);
		expect(values.map((value) => [value.actual_value, value.probability, value.deal_category])).toEqual([
			['Qualification', 10, 'Open'],
			['Needs Analysis', 20, 'Open'],
			['Value Proposition', 40, 'Open'],
			['Id. Decision Makers', 60, 'Open'],
			['Proposal/Price Quote', 75, 'Open'],
			['Negotiation/Review', 90, 'Open'],
			['Closed Won', 100, 'Closed Won'],
			['Closed Lost', 0, 'Closed Lost'],
		]);
	});

	it('shows values of a pick list under other words than are stored', async () => {
		const region = await fieldOf('Accounts', 'Region');
		expect([region.api_name, region.field_label, region.display_label]).toEqual(['Region', 'Sales Region', 'Region']);
		const values = Array.isArray(region.pick_list_values) ? region.pick_list_values.filter(isObject) : [];
		expect(
			values.map((value) => [value.display_value, value.actual_value, value.reference_value, value.sequence_number]),
		).toEqual([
			['-None-', '-None-', '-None-', 1],
			['North', 'IN_North', 'IN_North', 2],
			['East', 'IN_East', 'IN_East', 3],
			['South', 'IN_South', 'IN_South', 4],
			['West', 'IN_West', 'IN_West', 5],
		]);
	});

	it('describes a multi-select look-up in the nested and, where switched, the flat way', async () => {
		const { multiselectlookup } = await fieldOf('Leads', 'Venues');
		const id = (await fieldOf('Leads', 'Venues')).id;
		expect(multiselectlookup).toEqual({
			linking_details: {
				module: {
					api_name: 'Leads_X_Venues',
					id: '4150868000000383001',
					plural_label: 'Leads X Venues',
					visibility: 1,
				},
				lookup_field: { api_name: 'Leads', field_label: 'Leads', id: '4150868000000383101' },
				connected_lookup_field: { api_name: 'Venues', field_label: 'Venues', id: '4150868000000383103' },
			},
			connected_details: {
				module: { api_name: 'Venues', id: '4150868000000381001', plural_label: 'Venues' },
				field: { api_name: 'Venues', field_label: 'Venues', id },
				layouts: [{ id: '4150868000000381021', api_name: 'Standard' }],
			},
			related_list: { display_label: 'Venues', api_name: 'Venues', id },
		});
		Object.assign(emulator.switches, { multiselectLookupShape: 'flat', subformKey: 'subform' });
		expect((await fieldOf('Leads', 'Venues')).multiselectlookup).toEqual({
			linking_module: 'Leads_X_Venues',
			connected_module: 'Venues',
			lookup_apiname: 'Leads',
			connectedlookup_apiname: 'Venues',
			connectedfield_apiname: 'Venues',
			api_name: 'Venues',
			display_label: 'Venues',
			id,
		});
		expect(await fieldOf('Leads', 'Work_History')).toMatchObject({
			associated_module: null,
			subform: { module: 'Work_History', id: '4150868000000382001' },
		});
	});

	it('describes a multi-user look-up in a part of its own, in both ways', async () => {
		const { id, multiselectlookup, multiuserlookup, json_type: jsonType } = await fieldOf('Venues', 'Hosts');
		expect({ multiselectlookup, jsonType }).toEqual({ multiselectlookup: {}, jsonType: 'jsonarray' });
		expect(multiuserlookup).toEqual({
			linking_details: {
				module: {
					api_name: 'Venues_X_Users',
					id: '4150868000000385001',
					plural_label: 'Venues X Users',
					visibility: 1,
				},
				lookup_field: { api_name: 'Venues', field_label: 'Venues', id: '4150868000000385101' },
				connected_lookup_field: { api_name: 'Hosts', field_label: 'Hosts', id: '4150868000000385103' },
			},
			connected_details: {
				module: { api_name: 'users', id: null, plural_label: null },
				field: { api_name: 'Hosts', field_label: 'Hosts', id },
				layouts: [],
			},
			related_list: { display_label: 'Hosts', api_name: 'Hosts', id },
		});
		emulator.switches.multiselectLookupShape = 'flat';
		expect((await fieldOf('Venues', 'Hosts')).multiuserlookup).toEqual({
			linking_module: 'Venues_X_Users',
			connected_module: 'users',
			lookup_apiname: 'Venues',
			connectedlookup_apiname: 'Hosts',
			connectedfield_apiname: 'Hosts',
			api_name: 'Hosts',
			display_label: 'Hosts',
			id,
		});
	});

	it('gives one field by its id, and none that is not of the module', async () => {
		const { id } = await fieldOf('Leads', 'Email');
		expect((await entries(`fields/${String(id)}?module=Leads`, 'fields')).map(({ api_name: name }) => name)).toEqual([
			'Email',
		]);
		expect((await client.get(`/crm/v8/settings/fields/${String(id)}?module=Deals`)).status).toBe(204);
		expect((await client.get('/crm/v8/settings/fields/Email?module=Leads')).status).toBe(400);
		expect((await client.get('/crm/v8/settings/fields?module=Leads&type=unused')).status).toBe(204);
	});

	it('shows a value that an import added, until the reset', async () => {
		emulator.state.schema.field('Leads', 'Rating')?.pickList?.push('Splendid');
		expect(JSON.stringify((await fieldOf('Leads', 'Rating')).pick_list_values)).toContain('"actual_value":"Splendid"');
		emulator.reset();
		client.authorization = emulator.grantToken().authorization;
		expect(JSON.stringify((await fieldOf('Leads', 'Rating')).pick_list_values)).not.toContain('Splendid');
	});
});

describe('layouts', () => {
	it('says which fields each layout asks for', async () => {
		const layouts = await entries('layouts?module=Leads', 'layouts');
		const required = layouts.map((layout) => {
			const sections = Array.isArray(layout.sections) ? layout.sections.filter(isObject) : [];
			const fields = sections.flatMap((section) =>
				Array.isArray(section.fields) ? section.fields.filter(isObject) : [],
			);
			return [
				layout.id,
				layout.name,
				sections.map(({ name, isSubformSection }) => [name, isSubformSection]),
				fields.filter((field) => field.required).map((field) => field.api_name),
			];
		});
		const sections = [
			['Lead Information', false],
			['Work History', true],
		];
		expect(required).toEqual([
			['4150868000000091055', 'Standard', sections, ['Last_Name', 'Company']],
			['4150868000000091057', 'Fair', sections, ['Last_Name', 'Company', 'Phone']],
		]);
	});

	it('answers every key of the documentation', async () => {
		const [{ sections, ...rest }] = await entries('layouts/4150868000000091055?module=Leads', 'layouts');
		expect(rest).toEqual({
			id: '4150868000000091055',
			name: 'Standard',
			display_label: 'Standard',
			api_name: 'Standard',
			status: 'active',
			visible: true,
			display_type: 0,
			show_business_card: true,
			has_more_profiles: false,
			profiles: [
				{ id: '4150868000000026011', name: 'Administrator', _default: true, _default_view: {} },
				{ id: '4150868000000026014', name: 'Standard', _default: true, _default_view: {} },
			],
			created_time: null,
			created_by: null,
			modified_time: '2026-02-02T09:00:00+05:30',
			modified_by: null,
			convert_mapping: {
				Contacts: { name: 'Standard', id: '4150868000000091033' },
				Deals: {
					name: 'Standard',
					id: '4150868000000091043',
					fields: [
						{
							api_name: 'Amount',
							field_label: 'Amount',
							id: emulator.state.schema.field('Deals', 'Amount')?.id,
							required: false,
						},
					],
				},
				Accounts: { name: 'Standard', id: '4150868000000091023' },
			},
		});
		const [first] = Array.isArray(sections) ? sections.filter(isObject) : [];
		const { fields, ...section } = first;
		expect(section).toEqual({
			display_label: 'Lead Information',
			name: 'Lead Information',
			api_name: 'Lead_Information',
			sequence_number: 1,
			column_count: 2,
			tab_traversal: 'left_to_right',
			isSubformSection: false,
			type: 'used',
		});
		expect(Array.isArray(fields) && fields[0]).toEqual({
			...(await fieldOf('Leads', 'Last_Name')),
			required: true,
			sequence_number: 1,
			section_id: 1,
			validation_rule: null,
		});
	});
});

it('lists custom views with info', async () => {
	const view = {
		id: '4150868000000087501',
		name: 'All Leads',
		system_name: 'ALLVIEWS',
		display_value: 'All Leads',
		system_defined: true,
		default: true,
		category: 'public_views',
		access_type: 'public',
		favorite: null,
		sort_order: null,
		created_by: null,
		modified_by: null,
		created_time: null,
		modified_time: null,
		last_accessed_time: '2026-02-02T09:00:00+05:30',
	};
	expect((await client.get('/crm/v8/settings/custom_views?module=Leads')).data).toEqual({
		custom_views: [
			view,
			{
				...view,
				id: '4150868000000088001',
				name: 'Converted Leads',
				system_name: 'CONVERTED',
				display_value: 'Converted Leads',
				default: false,
			},
			{
				...view,
				id: '4150868000000088003',
				name: 'Partners in Lagos',
				system_name: null,
				display_value: 'Partners in Lagos',
				system_defined: false,
				default: false,
				sort_order: 'asc',
			},
		],
		info: {
			per_page: 200,
			default: '4150868000000087501',
			count: 3,
			page: 1,
			more_records: false,
			translation: {
				public_views: 'Public Views',
				other_users_views: 'Other Users Views',
				shared_with_me: 'Shared With Me',
				created_by_me: 'Created By Me',
			},
		},
	});
	expect((await entries(`custom_views/${view.id}?module=Leads`, 'custom_views'))[0]).toMatchObject({
		...view,
		criteria: null,
		shared_to: null,
	});
	const fieldOfLeads = (name: string) => ({ api_name: name, id: emulator.state.schema.field('Leads', name)?.id });
	expect((await entries('custom_views/4150868000000088003?module=Leads', 'custom_views'))[0]).toMatchObject({
		name: 'Partners in Lagos',
		criteria: {
			group_operator: 'and',
			group: [
				{ comparator: 'equal', field: fieldOfLeads('City'), value: 'Lagos' },
				{ comparator: 'equal', field: fieldOfLeads('Lead_Source'), value: 'Partner' },
			],
		},
		fields: ['Last_Name', 'Company', 'City', 'Lead_Source'].map(fieldOfLeads),
		sort_by: fieldOfLeads('Created_Time'),
	});
	expect(
		(await entries('custom_views?module=Leads&page=2&per_page=2', 'custom_views')).map(({ name }) => name),
	).toEqual(['Partners in Lagos']);
	expect((await client.get('/crm/v8/settings/custom_views?module=Leads&page=2')).status).toBe(204);
	expect((await client.get('/crm/v8/settings/custom_views/4150868000000088003?module=Deals')).status).toBe(204);
});

it('modulesIfModifiedSince: modules that were not modified are 304, or all are given', async () => {
	const ask = async (since: string) =>
		(await client.get('/crm/v8/settings/modules', { headers: { 'If-Modified-Since': since } })).status;
	expect([await ask('2026-08-25T10:00:00+05:30'), await ask('yesterday')]).toEqual([304, 400]);
	emulator.switches.modulesIfModifiedSince = 'ignore';
	expect(await ask('2026-08-25T10:00:00+05:30')).toBe(200);
});
