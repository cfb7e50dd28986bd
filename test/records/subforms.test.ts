import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { recordCalls } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_LEAD, lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const person = (Work_History: unknown, more: IDataObject = {}): IDataObject => ({
	Last_Name: 'Okafor',
	Company: 'Brightwell',
	Work_History: Work_History as IDataObject[],
	...more,
});
const create = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
	await run(lead('create', more), items, settings);
const sent = (method = 'POST'): unknown[] =>
	recordCalls(emulator, 'Leads', method).flatMap(({ body }) =>
		(body as unknown as { data: Array<{ Work_History?: unknown }> }).data.map((row) => row.Work_History),
	);
const rows = (): unknown[] =>
	[...emulator.store.all('Work_History')].map(({ Employer, From_Date, Is_Current }) => ({
		Employer,
		From_Date,
		Is_Current,
	}));

describe('rows of a subform', () => {
	it('are converted like values of a record, each by the type of its field', async () => {
		const { json } = await create([
			person([{ Employer: 5, From_Date: '2026-01-31T00:00:00.000Z', Is_Current: 'true', Position: '' }]),
			person('[{"Employer":"Acme"}]'),
		]);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
		expect(sent()).toEqual([[{ Employer: '5', From_Date: '2026-01-31', Is_Current: true }], [{ Employer: 'Acme' }]]);
		expect(rows()).toEqual([
			{ Employer: '5', From_Date: '2026-01-31', Is_Current: true },
			expect.objectContaining({ Employer: 'Acme' }),
		]);
	});

	it('are refused with their record where they have a key that Zoho would drop without a word', async () => {
		const items = [person([{ Employer: 'E' }]), person([{ Employer: 'E', Salery: 5 }], { Nickname: 'N' })];
		const { json } = await create(items, {}, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([
			{ status: 'ADDED' },
			{
				status: 'SKIPPED',
				reason: 'Leads has no writable field with the API name or label "Work_History.Salery", "Nickname"',
			},
		]);
		expect(sent()).toEqual([[{ Employer: 'E' }]]);
		expect((await failureOf(create([items[1]]))).itemIndex).toBe(0);
	});

	it('go without such keys where those are to be ignored', async () => {
		await create([person([{ Employer: 'E', Salery: 5 }])], { options: { ignoreUnknownFields: true } });
		expect(sent()).toEqual([[{ Employer: 'E' }]]);
	});

	it('that were read are written again as they are, with the keys that Zoho fills itself', async () => {
		const id = seedLead(emulator, { Work_History: [{ Employer: 'Before' }] });
		const [read] = (await run({ resource: 'lead', operation: 'get', leadId: ITS_LEAD }, [{ lead: id }])).json;
		const [row] = read.Work_History as IDataObject[];
		expect(Object.keys(row)).toEqual(expect.arrayContaining(['id', 'Employer', 'Created_Time']));
		const fields = { mappingMode: 'defineBelow', value: { Work_History: '={{ $json.rows }}' } };
		const { json } = await run(lead('update', { leadId: ITS_LEAD, fields }), [
			{
				lead: id,
				rows: [
					{ ...row, Employer: 'After' },
					{ Employer: 'New', $note: 1 },
				] as IDataObject[],
			},
		]);
		expect(json).toMatchObject([{ id, status: 'UPDATED' }]);
		const filled = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
		expect(sent('PUT')).toEqual([
			[
				{ ...filled, Employer: 'After' },
				{ Employer: 'New', $note: 1 },
			],
		]);
	});

	it('ask Zoho for their fields once, and not where no item has any', async () => {
		await create([person([{ Employer: 'A' }]), person([{ Employer: 'B' }]), person(undefined)]);
		const asked = () => emulator.requests.all({ path: '/crm/v8/settings/fields' }).map(({ query }) => query.module);
		expect(asked()).toEqual(['Leads', 'Work_History']);
		emulator.requests.reset();
		await create([person(undefined)]);
		expect(asked()).toEqual(['Leads']);
	});

	it('go as they are where Zoho does not tell the user about their module', async () => {
		emulator.faults.add({
			kind: 'answer',
			status: 400,
			body: {
				code: 'INVALID_MODULE',
				details: {},
				message: 'the module name given seems to be invalid',
				status: 'error',
			},
			path: '/crm/v8/settings/fields',
			method: 'GET',
			after: 1,
		});
		await create([person([{ Employer: 'A', From_Date: '2026-01-31' }])]);
		expect(sent()).toEqual([[{ Employer: 'A', From_Date: '2026-01-31' }]]);
	});
});
