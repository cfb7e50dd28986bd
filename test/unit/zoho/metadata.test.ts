import { rejectionOf, scriptZoho } from './scriptedZoho';

/** A field as Zoho gives it, with what differs. */
const field = (differing: object): object => ({
	id: '2591',
	api_name: 'Lead_Source',
	field_label: 'Lead Source',
	data_type: 'text',
	length: 120,
	system_mandatory: false,
	field_read_only: true,
	read_only: false,
	custom_field: false,
	view_type: { view: true, edit: true, create: true, quick_create: false },
	operation_type: { web_create: true, web_update: true, api_create: true, api_update: true },
	pick_list_values: [],
	lookup: {},
	unique: {},
	external: null,
	...differing,
});

const READ = {
	id: '2591',
	apiName: 'Lead_Source',
	label: 'Lead Source',
	dataType: 'text',
	length: 120,
	systemMandatory: false,
	hasDefault: false,
	creatable: true,
	updatable: true,
	custom: false,
	decimalPlaces: null,
	readOnly: false,
	unique: null,
	external: false,
	displayField: false,
	searchable: true,
	pickList: null,
	lookupModule: null,
	lookupModules: null,
	subform: null,
	multiSelectLookup: null,
	multiUserLookup: null,
	currency: null,
};

const NESTED_LINK = {
	linking_details: {
		module: { api_name: 'Leads_X_Venues', id: '1', plural_label: 'Leads X Venues', visibility: 1 },
		lookup_field: { api_name: 'Leads', field_label: 'Leads', id: '2' },
		connected_lookup_field: { api_name: 'Venue', field_label: 'Venue', id: '3' },
	},
};
const CONNECTED = {
	connected_details: {
		module: { api_name: 'Venues', id: '4', plural_label: 'Venues' },
		field: { api_name: 'Leads', field_label: 'Leads', id: '5' },
		layouts: [],
	},
};
const FLAT_LINK = {
	linking_module: 'Leads_X_Venues',
	connected_module: 'Venues',
	lookup_apiname: 'Leads',
	connectedlookup_apiname: 'Venue',
	connectedfield_apiname: 'Leads',
	api_name: 'Venues',
	display_label: 'Venues',
	id: '1',
};
const LINK = { linkingModule: 'Leads_X_Venues', ownField: 'Leads', otherField: 'Venue', otherModule: 'Venues' };

describe('fields', () => {
	it.each([
		['a plain field', {}, {}],
		[
			'a mandatory custom field',
			{ system_mandatory: true, custom_field: true },
			{ systemMandatory: true, custom: true },
		],
		['a field with a default', { default_value: 'New' }, { hasDefault: true }],
		['a field with an empty default', { default_value: '' }, { hasDefault: false }],
		['a field without a length', { length: null }, { length: null }],
		['a unique field', { unique: { case_sensitive: true } }, { unique: { caseSensitive: true } }],
		['a unique field whatever the case', { unique: { case_sensitive: false } }, { unique: { caseSensitive: false } }],
		[
			'a unique field in the older spelling',
			{ unique: { casesensitive: 'true' } },
			{ unique: { caseSensitive: true } },
		],
		['an external id', { external: { type: 'user', show: true } }, { external: true }],
		[
			'a look-up',
			{ data_type: 'lookup', lookup: { module: { api_name: 'Accounts', id: '1' } } },
			{ dataType: 'lookup', lookupModule: 'Accounts' },
		],
		[
			'a look-up in the older shape',
			{ data_type: 'lookup', lookup: { module: 'Accounts' } },
			{ dataType: 'lookup', lookupModule: 'Accounts' },
		],
		['a field without look-up', { lookup: null }, {}],
		[
			'a field that only creating can fill',
			{ operation_type: { api_create: true, api_update: false } },
			{ updatable: false },
		],
		['an older answer', { operation_type: { web_create: true } }, {}],
		[
			'an older answer of a field that is read only',
			{ operation_type: null, read_only: true },
			{ creatable: false, updatable: false, readOnly: true },
		],
		[
			'a field that the API cannot fill',
			{ operation_type: { api_create: false, api_update: false } },
			{ creatable: false, updatable: false, readOnly: true },
		],
		['the field that names records', { display_field: true }, { displayField: true }],
		['a field that no search finds', { searchable: false }, { searchable: false }],
		[
			'an amount',
			{ data_type: 'currency', decimal_place: 2, currency: { rounding_option: 'round_up', precision: 3 } },
			{ dataType: 'currency', decimalPlaces: 2, currency: { rounding: 'round_up', decimalPlaces: 3 } },
		],
		[
			'an amount whose currency says little',
			{ data_type: 'currency', currency: { precision: null, rounding_option: null, code: 'USD' } },
			{ dataType: 'currency', currency: { rounding: 'normal', decimalPlaces: null } },
		],
		[
			'a look-up to one of several modules',
			{
				data_type: 'multi_module_lookup',
				multi_module_lookup: {
					display_label: 'For',
					api_name: 'For',
					modules: [{ api_name: 'Leads', id: '1' }, 'Deals'],
				},
			},
			{ dataType: 'multi_module_lookup', lookupModules: ['Leads', 'Deals'] },
		],
		[
			'a subform',
			{ data_type: 'subform', associated_module: { module: 'Work_History', id: '1' }, subform: null },
			{ dataType: 'subform', subform: { module: 'Work_History' } },
		],
		[
			'a subform whose module is an object',
			{ data_type: 'subform', associated_module: { module: { api_name: 'Work_History', id: '1' } } },
			{ dataType: 'subform', subform: { module: 'Work_History' } },
		],
		[
			'a subform in the older spelling',
			{ data_type: 'subform', associated_module: null, subform: { module: 'Work_History', id: '1' } },
			{ dataType: 'subform', subform: { module: 'Work_History' } },
		],
		[
			'a subform that names no module',
			{ data_type: 'subform', associated_module: {}, subform: null },
			{ dataType: 'subform' },
		],
		[
			'a multi-select look-up',
			{ data_type: 'multiselectlookup', multiselectlookup: { ...NESTED_LINK, ...CONNECTED } },
			{ dataType: 'multiselectlookup', multiSelectLookup: LINK },
		],
		[
			'a multi-select look-up in the older shape',
			{ data_type: 'multiselectlookup', multiselectlookup: FLAT_LINK },
			{ dataType: 'multiselectlookup', multiSelectLookup: LINK },
		],
		[
			'a multi-select look-up whose modules are objects',
			{
				data_type: 'multiselectlookup',
				multiselectlookup: {
					...FLAT_LINK,
					linking_module: { api_name: 'Leads_X_Venues', id: '1' },
					connected_module: { api_name: 'Venues', id: '4' },
				},
			},
			{ dataType: 'multiselectlookup', multiSelectLookup: LINK },
		],
		[
			'a multi-user look-up',
			{ data_type: 'multiuserlookup', multiuserlookup: { ...NESTED_LINK, record_access: true } },
			{ dataType: 'multiuserlookup', multiUserLookup: { ...LINK, otherModule: null } },
		],
		[
			'a multi-user look-up in the older shape',
			{ data_type: 'multiuserlookup', multiuserlookup: { ...FLAT_LINK, connected_module: null } },
			{ dataType: 'multiuserlookup', multiUserLookup: { ...LINK, otherModule: null } },
		],
		[
			'an older answer of a field that is not in the form',
			{ operation_type: null, view_type: { create: false, edit: true } },
			{ creatable: false },
		],
	])('reads %s', async (_, differing, expected) => {
		const zoho = scriptZoho([{ body: { fields: [field(differing)] } }]);
		expect(await zoho.client.metadata.fields('Leads')).toEqual([{ ...READ, ...expected }]);
		expect(zoho.calls[0]).toMatchObject({
			method: 'GET',
			url: 'https://www.zohoapis.eu/crm/v8/settings/fields',
			query: { module: 'Leads' },
		});
	});

	it.each(['picklist', 'multiselectpicklist'])('reads the values of a %s that are in use', async (dataType) => {
		const values = [
			{ display_value: '-None-', actual_value: '-None-', type: 'used' },
			{ display_value: 'Partner (new)', actual_value: 'Partner', type: 'used' },
			{ display_value: 'Fax', actual_value: 'Fax', type: 'unused' },
			{ display_value: 'Old', actual_value: 'Old' },
		];
		const zoho = scriptZoho([{ body: { fields: [field({ data_type: dataType, pick_list_values: values })] } }]);
		const pickList = [
			['-None-', '-None-'],
			['Partner (new)', 'Partner'],
			['Old', 'Old'],
		].map(([display, actual]) => ({ display, actual }));
		expect(await zoho.client.metadata.fields('Leads')).toEqual([{ ...READ, dataType, pickList }]);
	});

	it('gives none for a module without fields', async () => {
		expect(await scriptZoho([{ status: 204 }]).client.metadata.fields('Leads')).toEqual([]);
	});

	it('names the place that cannot be read', async () => {
		const zoho = scriptZoho([
			{ body: { fields: [field({}), field({ pick_list_values: [{}], data_type: 'picklist' })] } },
		]);
		await expect(zoho.client.metadata.fields('Leads')).rejects.toMatchObject({
			kind: 'shape',
			path: '$.fields[1].pick_list_values[0].display_value',
		});
	});
});

describe('modules', () => {
	it('reads a module and a subform', async () => {
		const leads = {
			api_name: 'Leads',
			id: '2175',
			singular_label: 'Lead',
			plural_label: 'Leads',
			generated_type: 'default',
			parent_module: {},
			api_supported: true,
			creatable: true,
			editable: true,
			deletable: false,
			viewable: true,
		};
		const history = {
			api_name: 'Work_History',
			id: '2176',
			singular_label: 'Job',
			plural_label: 'Jobs',
			generated_type: 'subform',
			parent_module: { api_name: 'Leads', id: '2175' },
			api_supported: false,
		};
		const zoho = scriptZoho([{ body: { modules: [leads, history] } }]);
		expect(await zoho.client.metadata.modules()).toEqual([
			{
				id: '2175',
				apiName: 'Leads',
				singularLabel: 'Lead',
				pluralLabel: 'Leads',
				generatedType: 'default',
				isApiSupported: true,
				isCreatable: true,
				isEditable: true,
				isDeletable: false,
				isViewable: true,
				parentModule: null,
			},
			{
				id: '2176',
				apiName: 'Work_History',
				singularLabel: 'Job',
				pluralLabel: 'Jobs',
				generatedType: 'subform',
				isApiSupported: false,
				isCreatable: false,
				isEditable: false,
				isDeletable: false,
				isViewable: false,
				parentModule: 'Leads',
			},
		]);
		expect(zoho.calls[0]).toMatchObject({ method: 'GET', url: 'https://www.zohoapis.eu/crm/v8/settings/modules' });
	});
});

describe('layouts', () => {
	it('reads which fields a layout asks for', async () => {
		const sections = [
			{
				fields: [
					{ api_name: 'Last_Name', required: true },
					{ api_name: 'City', required: false },
				],
			},
			{ fields: [{ api_name: 'Company', required: true }] },
		];
		const zoho = scriptZoho([
			{
				body: {
					layouts: [
						{ id: '91055', name: 'Standard', status: 'active', sections },
						{ id: '91056', name: 'Old', status: 'inactive' },
					],
				},
			},
		]);
		expect(await zoho.client.metadata.layouts('Leads')).toEqual([
			{
				id: '91055',
				name: 'Standard',
				isActive: true,
				fields: ['Last_Name', 'City', 'Company'],
				requiredFields: ['Last_Name', 'Company'],
			},
			{ id: '91056', name: 'Old', isActive: false, fields: [], requiredFields: [] },
		]);
		expect(zoho.calls[0]).toMatchObject({
			url: 'https://www.zohoapis.eu/crm/v8/settings/layouts',
			query: { module: 'Leads' },
		});
	});
});

describe('other settings', () => {
	const named = { id: '1', name: 'First', display_label: 'First' };

	it('refuses custom views that never end', async () => {
		const view = { id: '1', name: 'All', display_value: 'All Leads', default: true, system_defined: true };
		const zoho = scriptZoho(
			Array.from({ length: 150 }, () => ({ body: { custom_views: [view], info: { more_records: true } } })),
		);
		expect(String(await rejectionOf(zoho.client.metadata.customViews('Leads')))).toContain(
			'$.info.more_records is not false after 100 pages',
		);
		expect(zoho.calls).toHaveLength(100);
	});

	it('reads custom views page after page', async () => {
		const view = {
			id: '87501',
			name: 'All Leads',
			display_value: 'Alle Leads',
			system_name: 'ALLVIEWS',
			default: true,
			category: 'public_views',
		};
		const own = { id: '88003', name: 'Mine', default: false };
		const zoho = scriptZoho([
			{ body: { custom_views: [view], info: { more_records: true } } },
			{ body: { custom_views: [own], info: { more_records: false } } },
		]);
		expect(await zoho.client.metadata.customViews('Leads')).toEqual([
			{ id: '87501', name: 'Alle Leads', systemName: 'ALLVIEWS', isDefault: true, category: 'public_views' },
			{ id: '88003', name: 'Mine', systemName: null, isDefault: false, category: null },
		]);
		expect(zoho.calls.map(({ url, query }) => [url, query])).toEqual(
			['1', '2'].map((page) => [
				'https://www.zohoapis.eu/crm/v8/settings/custom_views',
				{ module: 'Leads', page, per_page: '200' },
			]),
		);
		expect(await scriptZoho([{ status: 204 }]).client.metadata.customViews('Leads')).toEqual([]);
		expect(await scriptZoho([{ body: { custom_views: [own] } }]).client.metadata.customViews('Leads')).toHaveLength(1);
	});

	it('reads tags', async () => {
		const zoho = scriptZoho([
			{
				body: {
					tags: [
						{ id: '1', name: 'fair', color_code: '#57B1FD' },
						{ id: '2', name: 'vip', color_code: null },
					],
					info: { count: 2 },
				},
			},
		]);
		expect(await zoho.client.metadata.tags('Leads')).toEqual([
			{ id: '1', name: 'fair', color: '#57B1FD' },
			{ id: '2', name: 'vip', color: null },
		]);
		expect(zoho.calls[0]).toMatchObject({
			method: 'GET',
			url: 'https://www.zohoapis.eu/crm/v8/settings/tags',
			query: { module: 'Leads' },
		});
	});

	it('reads assignment rules', async () => {
		const zoho = scriptZoho([{ body: { assignment_rules: [{ ...named, module: { api_name: 'Leads' } }] } }]);
		expect(await zoho.client.metadata.assignmentRules('Leads')).toEqual([{ id: '1', name: 'First' }]);
		expect(zoho.calls[0]).toMatchObject({
			url: 'https://www.zohoapis.eu/crm/v8/settings/automation/assignment_rules',
			query: { module: 'Leads' },
		});
		expect(await scriptZoho([{ status: 204 }]).client.metadata.assignmentRules('Leads')).toEqual([]);
	});

	it('reads territories with the one above', async () => {
		const zoho = scriptZoho([
			{
				body: {
					territories: [
						{ ...named, reporting_to: null },
						{ id: '2', name: 'Second', reporting_to: { id: '1', name: 'First' } },
					],
				},
			},
		]);
		expect(await zoho.client.metadata.territories()).toEqual([
			{ id: '1', name: 'First', parentId: null },
			{ id: '2', name: 'Second', parentId: '1' },
		]);
		expect(zoho.calls[0]).toMatchObject({ url: 'https://www.zohoapis.eu/crm/v8/settings/territories' });
	});

	it.each(['roles', 'profiles'] as const)('reads %s', async (kind) => {
		const zoho = scriptZoho([{ body: { [kind]: [named] } }]);
		expect(await zoho.client.metadata[kind]()).toEqual([{ id: '1', name: 'First' }]);
		expect(zoho.calls[0]).toMatchObject({ method: 'GET', url: `https://www.zohoapis.eu/crm/v8/settings/${kind}` });
	});

	it('reads the values of one pick list that are in use', async () => {
		const values = [
			{ display_value: 'Partner (new)', actual_value: 'Partner', type: 'used' },
			{ display_value: 'Fax', actual_value: 'Fax', type: 'unused' },
		];
		const zoho = scriptZoho([{ body: { pick_list_values: values } }]);
		expect(await zoho.client.metadata.pickListValues('Leads', '2591')).toEqual([
			{ display: 'Partner (new)', actual: 'Partner' },
		]);
		expect(zoho.calls[0]).toMatchObject({
			url: 'https://www.zohoapis.eu/crm/v8/settings/fields/2591/pick_list_values',
			query: { module: 'Leads' },
		});
		expect(await scriptZoho([{ status: 204 }]).client.metadata.pickListValues('Leads', '2591')).toEqual([]);
	});
});
