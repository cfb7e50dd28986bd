import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { jobOrders, storedValues, writesOf } from '../stage/books';
import { failureOf } from '../stage/failure';
import { leadImport } from '../stage/parameters';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

const NAMES = ['Last_Name', 'Company', 'Annual_Revenue', 'Owner', 'Designation'];
const importOne = async (item: IDataObject, more: INodeParameters = {}): Promise<IDataObject | undefined> => {
	const { json } = await run(leadImport(more), [item]);
	return storedValues(emulator, 'Leads', json[0].id, NAMES);
};

/** Gives two fields of Leads one label. */
function shareLabel(apiName: string, label: string): void {
	const { schema } = emulator.state;
	const definition = schema.module('Leads');
	if (definition === undefined) throw new RangeError('The emulator has no leads');
	const fields = definition.fields.map((field) => (field.apiName === apiName ? { ...field, label } : field));
	schema.add({ ...definition, fields });
}

describe.each(['bulk', 'records'])('keys of items that are labels (%s)', (route) => {
	it('go to their fields, in any case', async () => {
		const item = { 'last name': 'Okafor', COMPANY: 'Brightwell', 'Annual Revenue': 12, 'Lead Owner': 'Hana Novák' };
		expect(await importOne({ ...item, Title: 'Head' }, { route })).toMatchObject({
			Last_Name: 'Okafor',
			Company: 'Brightwell',
			Annual_Revenue: 12,
			Owner: { name: 'Hana Novák' },
			Designation: 'Head',
		});
	});

	it('may have a part behind a dot', async () => {
		const item = { 'Last Name': 'Okafor', Company: 'Brightwell', 'lead owner.Email': 'hana.novak@brightwell.test' };
		expect(await importOne(item, { route })).toMatchObject({ Owner: { name: 'Hana Novák' } });
	});

	it('may name fields in options, too', async () => {
		const options = { defaults: { values: [{ field: 'annual revenue', value: '7' }] } };
		const item = { Last_Name: 'Okafor', Company: 'Brightwell' };
		expect(await importOne(item, { route, options })).toMatchObject({ Annual_Revenue: 7 });
	});

	it('stop the import where several fields have the label, and are left to the API name where one has it', async () => {
		shareLabel('Skype_ID', 'Title');
		const item = { Last_Name: 'Okafor', Company: 'Brightwell', Title: 'Head' };
		expect(await failureOf(run(leadImport({ route }), [item]))).toMatchObject({
			message: '"Title" is the label of several fields: Designation, Skype_ID',
			description: 'Use the API name of the right field instead',
		});
		expect(writesOf(emulator)).toEqual([]);
		shareLabel('Skype_ID', 'Company');
		expect(await importOne({ Last_Name: 'Okafor', Company: 'Brightwell' }, { route })).toMatchObject({
			Company: 'Brightwell',
		});
	});

	it('stop the import where another key has the API name, unless such keys are left out', async () => {
		const item = { Last_Name: 'Okafor', Company: 'Brightwell', 'Last Name': 'Other' };
		expect((await failureOf(run(leadImport({ route }), [item]))).message).toBe(
			'"Last_Name", "Last Name" both go to the field Last_Name',
		);
		expect(await importOne(item, { route, options: { ignoreUnknownColumns: true } })).toMatchObject({
			Last_Name: 'Okafor',
		});
	});
});

it('rows that are known to fail are not sent, even if nothing waits for the jobs', async () => {
	const items = ['Okafor', '', 'Lee'].map((name, at) => ({ 'Last Name': name, Company: 'X', Ext_Ref: `R${at % 2}` }));
	const { json } = await run(leadImport({ route: 'bulk', wait: 'none' }), items);
	expect(json.map(({ status, reason }) => [status, String(reason ?? '').replace(/The job.*/, '')])).toEqual([
		['PENDING', expect.anything()],
		['SKIPPED', 'Last Name is empty'],
		['SKIPPED', 'Ext Ref "R0" is in row 1 too'],
	]);
	expect(jobOrders(emulator)).toHaveLength(1);
	emulator.advance(60_000);
	expect(emulator.store.count('Leads')).toBe(1);
});
