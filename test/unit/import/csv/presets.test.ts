import type { FieldMetadata } from '../../../../nodes/shared/zoho/metadata/fields';
import { readPreset, type PresetName } from '../../../../nodes/shared/import/csv/presets';
import type { FileForm } from '../../../../nodes/shared/import/csv/source';
import { leadFields, refusalOf, sourceOf } from './cases';

const mappingOf = async (titles: readonly string[], preset: PresetName, form: Partial<FileForm> = {}) =>
	(await sourceOf(`${titles.join(',')}\n`, { form: { preset, ...form } }).check()).mapping.map(
		({ column, field, findBy, leftOut }) => [column, field, findBy, leftOut ?? null],
	);
const NO_FIELD = 'Leads has no field for it';

describe('a preset', () => {
	it('maps the API names and the labels of Salesforce', async () => {
		expect(
			await mappingOf(['Id', 'LastName', 'Company', 'LeadSource', 'AnnualRevenue', 'OwnerId'], 'salesforce'),
		).toEqual([
			['Id', null, null, NO_FIELD],
			['LastName', 'Last_Name', null, null],
			['Company', 'Company', null, null],
			['LeadSource', 'Lead_Source', null, null],
			['AnnualRevenue', null, null, NO_FIELD],
			['OwnerId', null, null, NO_FIELD],
		]);
		expect(await mappingOf(['Last Name', 'Company / Account', 'Lead Owner', 'Created Date'], 'salesforce')).toEqual([
			['Last Name', 'Last_Name', null, null],
			['Company / Account', 'Company', null, null],
			['Lead Owner', 'Owner', 'id', null],
			['Created Date', null, null, NO_FIELD],
		]);
	});

	it('maps the titles of HubSpot, and leaves out those without a counterpart', async () => {
		const titles = [
			'Record ID',
			'Last Name',
			'EMAIL',
			'Company Name',
			'Contact owner',
			'Create Date',
			'Lifecycle Stage',
		];
		expect(await mappingOf(titles, 'hubspot')).toEqual([
			['Record ID', null, null, NO_FIELD],
			['Last Name', 'Last_Name', null, null],
			['EMAIL', 'Email', null, null],
			['Company Name', 'Company', null, null],
			['Contact owner', 'Owner', 'id', null],
			['Create Date', null, null, NO_FIELD],
			['Lifecycle Stage', null, null, NO_FIELD],
		]);
	});

	it('maps the titles of Pipedrive; the first of several with the same meaning is taken', async () => {
		const titles = ['Person - Last name', 'Person - Organization', 'Organization - Name', 'Person - Email - Work'];
		expect(await mappingOf(titles, 'pipedrive')).toEqual([
			['Person - Last name', 'Last_Name', null, null],
			['Person - Organization', 'Company', null, null],
			['Organization - Name', null, null, '"Person - Organization" fills Company'],
			['Person - Email - Work', 'Email', null, null],
		]);
	});

	it('gives way to what was chosen in the form, and to a field of the same name where it has none', async () => {
		const titles = ['LastName', 'Email', 'Status', 'Company'];
		expect(await mappingOf(titles, 'salesforce', { columns: { Status: 'Email' } })).toEqual([
			['LastName', 'Last_Name', null, null],
			['Email', null, null, '"Status" fills Email'],
			['Status', 'Email', null, null],
			['Company', 'Company', null, null],
		]);
		const fields: FieldMetadata[] = leadFields.map((field) =>
			field.apiName === 'Row_Key' ? { ...field, label: 'Lifecycle Stage' } : field,
		);
		const { mapping } = await sourceOf('Last Name,Lifecycle Stage\n', { form: { preset: 'hubspot' }, fields }).check();
		expect(mapping.map(({ field }) => field)).toEqual(['Last_Name', 'Row_Key']);
	});

	it('does not hide titles that it does not have either', async () => {
		const [message] = await refusalOf(sourceOf('LastName,Shoe Size\n', { form: { preset: 'salesforce' } }));
		expect(message).toBe('Leads has no field with the API name or label "Shoe Size"');
	});

	it('is for modules that the other system has', () => {
		expect(() => readPreset('pipedrive', 'Venues')).toThrow(
			'The File Preset Pipedrive has no titles for Venues, only for Leads, Contacts, Accounts, Deals',
		);
	});

	it.each(['hubspot', 'pipedrive', 'salesforce'] as const)('%s goes to API names of fields', (name) => {
		for (const module of ['Leads', 'Contacts', 'Accounts', 'Deals']) {
			const targets = [...readPreset(name, module).values()].filter((target) => target !== null);
			expect(targets.length).toBeGreaterThan(5);
			expect(targets.filter((target) => !/^[A-Z][A-Za-z_]*(\.[A-Z][A-Za-z_]*)?$/.test(target))).toEqual([]);
		}
	});
});
