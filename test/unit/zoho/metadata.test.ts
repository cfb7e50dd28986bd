import { scriptZoho } from './scriptedZoho';

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
	creatable: true,
	updatable: true,
	custom: false,
	unique: null,
	external: false,
	pickList: null,
	lookupModule: null,
};

describe('fields', () => {
	it.each([
		['a plain field', {}, {}],
		['a mandatory custom field', { system_mandatory: true, custom_field: true }, { systemMandatory: true, custom: true }],
		['a field without a length', { length: null }, { length: null }],
		['a unique field', { unique: { case_sensitive: true } }, { unique: { caseSensitive: true } }],
		['a unique field whatever the case', { unique: { case_sensitive: false } }, { unique: { caseSensitive: false } }],
		['a unique field in the older spelling', { unique: { casesensitive: 'true' } }, { unique: { caseSensitive: true } }],
		['an external id', { external: { type: 'user', show: true } }, { external: true }],
		['a look-up', { data_type: 'lookup', lookup: { module: { api_name: 'Accounts', id: '1' } } }, { dataType: 'lookup', lookupModule: 'Accounts' }],
		['a look-up in the older shape', { data_type: 'lookup', lookup: { module: 'Accounts' } }, { dataType: 'lookup', lookupModule: 'Accounts' }],
		['a field without look-up', { lookup: null }, {}],
		['a field that only creating can fill', { operation_type: { api_create: true, api_update: false } }, { updatable: false }],
		['an older answer', { operation_type: { web_create: true } }, {}],
		['an older answer of a field that is read only', { operation_type: null, read_only: true }, { creatable: false, updatable: false }],
		['an older answer of a field that is not in the form', { operation_type: null, view_type: { create: false, edit: true } }, { creatable: false }],
	])('reads %s', async (_, differing, expected) => {
		const zoho = scriptZoho([{ body: { fields: [field(differing)] } }]);
		expect(await zoho.client.metadata.fields('Leads')).toEqual([{ ...READ, ...expected }]);
		expect(zoho.calls[0]).toMatchObject({ method: 'GET', url: 'https://www.zohoapis.eu/crm/v8/settings/fields', query: { module: 'Leads' } });
	});

	it.each(['picklist', 'multiselectpicklist'])('reads the values of a %s that are in use', async (dataType) => {
		const values = [
			{ display_value: '-None-', actual_value: '-None-', type: 'used' },
			{ display_value: 'Partner (new)', actual_value: 'Partner', type: 'used' },
			{ display_value: 'Fax', actual_value: 'Fax', type: 'unused' },
			{ display_value: 'Old', actual_value: 'Old' },
		];
		const zoho = scriptZoho([{ body: { fields: [field({ data_type: dataType, pick_list_values: values })] } }]);
		const pickList = [['-None-', '-None-'], ['Partner (new)', 'Partner'], ['Old', 'Old']].map(([display, actual]) => ({ display, actual }));
		expect(await zoho.client.metadata.fields('Leads')).toEqual([{ ...READ, dataType, pickList }]);
	});

	it('gives none for a module without fields', async () => {
		expect(await scriptZoho([{ status: 204 }]).client.metadata.fields('Leads')).toEqual([]);
	});

	it('names the place that cannot be read', async () => {
		const zoho = scriptZoho([{ body: { fields: [field({}), field({ pick_list_values: [{}], data_type: 'picklist' })] } }]);
		await expect(zoho.client.metadata.fields('Leads')).rejects.toMatchObject({ kind: 'shape', path: '$.fields[1].pick_list_values[0].display_value' });
	});
});

describe('modules', () => {
	it('reads a module and a subform', async () => {
		const leads = { api_name: 'Leads', id: '2175', singular_label: 'Lead', plural_label: 'Leads', generated_type: 'default', parent_module: {}, api_supported: true, creatable: true, editable: true, deletable: false, viewable: true };
		const history = { api_name: 'Work_History', id: '2176', singular_label: 'Job', plural_label: 'Jobs', generated_type: 'subform', parent_module: { api_name: 'Leads', id: '2175' }, api_supported: false };
		const zoho = scriptZoho([{ body: { modules: [leads, history] } }]);
		expect(await zoho.client.metadata.modules()).toEqual([
			{ id: '2175', apiName: 'Leads', singularLabel: 'Lead', pluralLabel: 'Leads', generatedType: 'default', isApiSupported: true, isCreatable: true, isEditable: true, isDeletable: false, isViewable: true, parentModule: null },
			{ id: '2176', apiName: 'Work_History', singularLabel: 'Job', pluralLabel: 'Jobs', generatedType: 'subform', isApiSupported: false, isCreatable: false, isEditable: false, isDeletable: false, isViewable: false, parentModule: 'Leads' },
		]);
		expect(zoho.calls[0]).toMatchObject({ method: 'GET', url: 'https://www.zohoapis.eu/crm/v8/settings/modules' });
	});
});

describe('layouts', () => {
	it('reads which fields a layout asks for', async () => {
		const sections = [{ fields: [{ api_name: 'Last_Name', required: true }, { api_name: 'City', required: false }] }, { fields: [{ api_name: 'Company', required: true }] }];
		const zoho = scriptZoho([{ body: { layouts: [{ id: '91055', name: 'Standard', status: 'active', sections }, { id: '91056', name: 'Old', status: 'inactive' }] } }]);
		expect(await zoho.client.metadata.layouts('Leads')).toEqual([
			{ id: '91055', name: 'Standard', isActive: true, requiredFields: ['Last_Name', 'Company'] },
			{ id: '91056', name: 'Old', isActive: false, requiredFields: [] },
		]);
		expect(zoho.calls[0]).toMatchObject({ url: 'https://www.zohoapis.eu/crm/v8/settings/layouts', query: { module: 'Leads' } });
	});
});
