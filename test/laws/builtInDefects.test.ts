/** What n8n's built-in Zoho CRM node gets wrong, and this one must not. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { getMatchFields } from '../../nodes/ZohoCrm/choices/moduleChoices';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { connectedCredential } from '../stage/credentials';
import { askForm } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const row = (number: number, more: IDataObject = {}): IDataObject => ({
	Last_Name: `L${number}`,
	Company: 'Brightwell',
	Email: `l${number}@brightwell.test`,
	...more,
});

describe('unlike the built-in node', () => {
	it('Get Many with a limit asks for that many records, not for all pages', async () => {
		const ids = Array.from({ length: 450 }, () => seedLead(emulator, {})).reverse();
		const { json } = await run(lead('getAll', { returnAll: false, limit: 50, fieldNames: ['Last_Name'] }), [{}]);
		expect(json.map(({ id }) => id)).toEqual(ids.slice(0, 50));
		expect(leadCalls(emulator, 'GET').map(({ query, records }) => [query.per_page, records])).toEqual([
			['50', expect.any(Number)],
		]);
	});

	it('Get Many lists once, not once for every input item', async () => {
		const ids = [seedLead(emulator, {}), seedLead(emulator, {})].reverse();
		const { items } = await run(lead('getAll', { returnAll: true, fieldNames: ['Last_Name'] }), [{}, {}, {}]);
		expect(items).toEqual(ids.map((id) => ({ json: { id, Last_Name: 'Seeded' }, pairedItem: { item: 0 } })));
		expect(leadCalls(emulator, 'GET')).toHaveLength(1);
	});

	it('every record that Zoho refused is seen, not only the first of a request', async () => {
		const { json } = await run(lead('create'), [
			row(1),
			row(2, { No_of_Employees: 'many' }),
			row(3),
			row(4, { Email: 'no' }),
			row(5, { Last_Name: '' }),
		]);
		expect(json.map(({ status, code }) => [status, code])).toEqual([
			['ADDED', ''],
			['SKIPPED', 'INVALID_DATA'],
			['ADDED', ''],
			['SKIPPED', 'INVALID_DATA'],
			['SKIPPED', 'MANDATORY_NOT_FOUND'],
		]);
		expect(json.map(({ reason }) => reason)).toEqual([
			'Created',
			'No. of Employees: "many" is not a number',
			'Created',
			'Email: "no" is not a valid email',
			'Last Name is required and empty',
		]);
		expect(emulator.store.count('Leads')).toBe(2);
	});

	it('Create or Update finds records by the field that the user chooses', async () => {
		const known = seedLead(emulator, { Ext_Ref: 'R-1', Email: 'old@brightwell.test' });
		const other = seedLead(emulator, { Email: 'l1@brightwell.test', Company: 'Untouched' });
		const { json } = await run(lead('upsert', { matchFields: ['Ext_Ref'] }), [row(1, { Ext_Ref: 'R-1' })]);
		expect(json).toMatchObject([{ id: known, status: 'UPDATED', matchedBy: 'Ext_Ref' }]);
		expect(storedValues(emulator, 'Leads', known, ['Last_Name', 'Email'])).toEqual({
			Last_Name: 'L1',
			Email: 'l1@brightwell.test',
		});
		expect(storedValues(emulator, 'Leads', other, ['Company'])).toEqual({ Company: 'Untouched' });
		const form = { node: new ZohoCrm(), parameters: lead('upsert'), credential: connectedCredential(emulator) };
		expect((await askForm(form, getMatchFields)).map(({ value }) => value)).toEqual(['Email', 'Ext_Ref']);
	});

	it.each<[string, INodeParameters, readonly IDataObject[], IDataObject]>([
		['a refused write', lead('create'), [row(1), row(2, { Email: 'no' })], { code: 'INVALID_DATA', status: 'SKIPPED' }],
		[
			'a record that is not there',
			lead('get', { leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } }),
			[{ id: '' }, { id: '4150868000009999999' }],
			{ code: 'NOT_FOUND' },
		],
		[
			'a search that Zoho does not understand',
			lead('search', { searchBy: 'criteria', criteria: '={{ $json.text }}' }),
			[{ text: '(City:equals:x)' }, { text: '(City:no:x)' }],
			{ code: 'INVALID_QUERY' },
		],
	])('the item of %s is linked with its input, and has code and advice', async (_, parameters, items, expected) => {
		const { items: output } = await run(parameters, items, { onError: 'continueRegularOutput' });
		const about = output.filter(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":1}');
		expect(about).toMatchObject([
			{ json: { reason: expect.any(String), next: expect.any(String), ...expected }, pairedItem: { item: 1 } },
		]);
	});

	it('a request carries 100 records, not one', async () => {
		await run(
			lead('create'),
			Array.from({ length: 250 }, (_, number) => row(number)),
		);
		expect(
			leadCalls(emulator, 'POST')
				.map(({ records }) => records)
				.sort(),
		).toEqual([100, 100, 50]);
	});
});
