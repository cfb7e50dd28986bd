import type { IDataObject } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_LEAD, lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

/** By hand, because the key with the id is no field. */
const FIELDS = { mappingMode: 'defineBelow', value: { City: '={{ $json.city }}', Phone: '={{ $json.phone }}' } };
const NOBODY = '4150868000009999999';
const update = async (items: readonly IDataObject[], more = {}, settings = {}) =>
	await run(lead('update', { leadId: ITS_LEAD, fields: FIELDS, ...more }), items, settings);
const values = (id: unknown) => storedValues(emulator, 'Leads', id, ['Last_Name', 'City', 'Phone']);

describe('Lead > Update', () => {
	it('changes only the given fields, and answers each item with its own lead', async () => {
		const ids = [seedLead(emulator, { Phone: '1' }), seedLead(emulator, { Phone: '2' })];
		emulator.advance(60_000);
		const { items, json } = await update([
			{ lead: ids[1], city: 'Lagos' },
			{ lead: ids[0], city: 'Accra', phone: '3' },
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const times = { createdTime: '2026-08-25T10:00:00+05:30', modifiedTime: '2026-08-25T10:01:00+05:30' };
		expect(json).toEqual([
			{ id: ids[1], status: 'UPDATED', ...times },
			{ id: ids[0], status: 'UPDATED', ...times },
		]);
		expect(ids.map(values)).toEqual([
			{ Last_Name: 'Seeded', City: 'Accra', Phone: '3' },
			{ Last_Name: 'Seeded', City: 'Lagos', Phone: '2' },
		]);
		expect(leadCalls(emulator, 'PUT').map(({ body }) => body)).toEqual([
			{
				data: [
					{ City: 'Lagos', id: ids[1] },
					{ City: 'Accra', Phone: '3', id: ids[0] },
				],
			},
		]);
	});

	it('answers 230 items in input order, unknown leads in their own place', async () => {
		const ids = Array.from({ length: 230 }, (_, number) => seedLead(emulator, { Phone: String(number) }));
		const targets = ids.map((id, index) =>
			index === 0 || index === 150 ? NOBODY.replace(/9{3}$/, String(index).padStart(3, '0')) : id,
		);
		const { json } = await update(targets.map((id, index) => ({ lead: id, city: `City ${index}` })));
		expect(leadCalls(emulator, 'PUT').map(({ records }) => records)).toEqual([100, 100, 30]);
		json.forEach((answer, index) => {
			const isUnknown = index === 0 || index === 150;
			const error = "No record has this ID, or the connected user can't see it (INVALID_DATA)";
			expect(answer).toMatchObject(
				isUnknown ? { status: 'SKIPPED', code: 'INVALID_DATA', error } : { status: 'UPDATED', id: ids[index] },
			);
			expect(values(ids[index])).toEqual({
				Last_Name: 'Seeded',
				City: isUnknown ? null : `City ${index}`,
				Phone: String(index),
			});
		});
	});

	it('applies changes of one lead in input order, one after the other', async () => {
		emulator.switches.latencyBaseMs = 10;
		const id = seedLead(emulator, {});
		await update([
			{ lead: id, city: 'First', phone: '1' },
			{ lead: ` ${id}`, city: 'Second' },
			{ lead: id, city: 'Third' },
		]);
		expect(values(id)).toEqual({ Last_Name: 'Seeded', City: 'Third', Phone: '1' });
		expect(leadCalls(emulator, 'PUT')).toHaveLength(3);
	});

	it('takes a lead from the address of its page', async () => {
		const id = seedLead(emulator, {});
		const address = { __rl: true, mode: 'url', value: `https://crm.zoho.eu/crm/org20080/tab/Leads/${id}?layout=1` };
		const { json } = await update([{ city: 'Lagos' }], { leadId: address });
		expect(json).toMatchObject([{ id, status: 'UPDATED' }]);
		expect(values(id)).toEqual({ Last_Name: 'Seeded', City: 'Lagos', Phone: null });
	});

	it.each([
		[
			'https://crm.zoho.eu/crm/org20080/tab/Leads/custom-view/4150868000000087501/list',
			/Lead parameter's value is invalid/,
		],
		['https://crm.zoho.eu/crm/org20080/tab/Leads', /Lead parameter's value is invalid/],
	])('refuses the address %s, which is not that of a lead', async (value, message) => {
		const refusal = await failureOf(update([{ city: 'Lagos' }], { leadId: { __rl: true, mode: 'url', value } }));
		expect(refusal.message).toMatch(message);
		expect(leadCalls(emulator, 'PUT')).toEqual([]);
	});

	it.each([
		['is empty', '', 'Lead is empty'],
		['is not made of digits', 'abc', 'The lead ID is invalid: it must contain only digits'],
		['came as a number and lost digits', 4150868000004600990, 'Lead is a number that has lost digits'],
	])('changes nothing where one ID %s, and names the item', async (_, wrong, message) => {
		const id = seedLead(emulator, {});
		const refusal = await failureOf(
			update([
				{ lead: id, city: 'Lagos' },
				{ lead: wrong, city: 'Accra' },
			]),
		);
		expect(refusal).toMatchObject({ message, itemIndex: 1 });
		expect(leadCalls(emulator, 'PUT')).toEqual([]);
		const { json } = await update(
			[
				{ lead: id, city: 'Lagos' },
				{ lead: wrong, city: 'Accra' },
			],
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(json.map(({ status, error }) => [status, error])).toEqual([
			['UPDATED', undefined],
			['SKIPPED', message],
		]);
		expect(values(id)).toEqual({ Last_Name: 'Seeded', City: 'Lagos', Phone: null });
	});

	it('lets Empty Values decide what null and empty text do', async () => {
		const id = seedLead(emulator, { City: 'Lagos', Phone: '1' });
		await update([{ lead: id, city: '', phone: null }]);
		expect(values(id)).toEqual({ Last_Name: 'Seeded', City: 'Lagos', Phone: '1' });
		await update([{ lead: id, city: '', phone: null }], { options: { emptyValues: 'clear', trigger: [] } });
		expect(values(id)).toEqual({ Last_Name: 'Seeded', City: null, Phone: null });
		expect(leadCalls(emulator, 'PUT')[1].body).toEqual({ data: [{ City: null, Phone: null, id }], trigger: [] });
	});

	it('takes fields by name too, and the ID from the parameter alone', async () => {
		const [id, other] = [seedLead(emulator, {}), seedLead(emulator, {})];
		await update([{ id: other, City: 'Lagos' }], {
			leadId: { __rl: true, mode: 'id', value: id },
			fields: { mappingMode: 'autoMapInputData', value: null },
		});
		expect([values(id)?.City, values(other)?.City]).toEqual(['Lagos', null]);
	});
});

describe('Lead > Delete', () => {
	const remove = async (items: readonly IDataObject[], more = {}, settings = {}) =>
		await run(lead('delete', { leadId: ITS_LEAD, ...more }), items, settings);

	it('moves the leads to the recycle bin and answers each item', async () => {
		const ids = [seedLead(emulator, {}), seedLead(emulator, {}), seedLead(emulator, {})];
		const { items } = await remove([{ lead: ids[2] }, { lead: ids[0] }]);
		expect(items).toEqual([
			{ json: { id: ids[2], status: 'DELETED' }, pairedItem: { item: 0 } },
			{ json: { id: ids[0], status: 'DELETED' }, pairedItem: { item: 1 } },
		]);
		expect([...emulator.store.all('Leads')].map(({ id }) => id)).toEqual([ids[1]]);
		expect(emulator.store.deleted('Leads').map(({ record }) => record.id)).toEqual([ids[2], ids[0]]);
		expect(leadCalls(emulator, 'DELETE').map(({ query }) => query)).toEqual([{ ids: `${ids[2]},${ids[0]}` }]);
	});

	it('deletes 250 leads in three requests, and answers those that are not there in their own place', async () => {
		const ids = Array.from({ length: 250 }, (_, number) => seedLead(emulator, { Phone: String(number) }));
		emulator.store.delete('Leads', ids[100], null);
		const { json } = await remove(ids.map((id) => ({ lead: id })));
		expect(json.map(({ status, id }) => [status, id])).toEqual(
			ids.map((id, index) => (index === 100 ? ['SKIPPED', undefined] : ['DELETED', id])),
		);
		expect(json[100]).toMatchObject({ code: 'INVALID_DATA', error: expect.any(String), next: expect.any(String) });
		expect(leadCalls(emulator, 'DELETE')).toHaveLength(3);
		expect(emulator.store.count('Leads')).toBe(0);
	});

	it.each([
		[true, 'true'],
		[false, 'false'],
	])('runs workflows %s: tells Zoho so', async (runWorkflows, sent) => {
		const id = seedLead(emulator, {});
		await remove([{ lead: id }], { options: { runWorkflows } });
		expect(leadCalls(emulator, 'DELETE')[0].query).toEqual({ ids: id, wf_trigger: sent });
	});

	it('deletes nothing where one ID is none; where the step goes on, that item alone is refused', async () => {
		const id = seedLead(emulator, {});
		const refusal = await failureOf(remove([{ lead: id }, { lead: 4150868000004600001 }]));
		expect(refusal).toMatchObject({ message: 'Lead is a number that has lost digits', itemIndex: 1 });
		expect(emulator.store.count('Leads')).toBe(1);
		const { json } = await remove([{ lead: 'abc' }, { lead: id }], {}, { onError: 'continueRegularOutput' });
		expect(json).toEqual([
			{
				error: 'The lead ID is invalid: it must contain only digits',
				code: 'NOT_SENT',
				next: 'Copy the ID from the URL of the page in Zoho CRM',
				status: 'SKIPPED',
			},
			{ id, status: 'DELETED' },
		]);
	});

	it('stops with what the first item was refused for where nothing was deleted', async () => {
		const refusal = await failureOf(remove([{ lead: NOBODY }]));
		expect(refusal).toMatchObject({
			message: "No record has this ID, or the connected user can't see it (INVALID_DATA)",
			description: 'Check the ID. The record may have been deleted or merged',
			itemIndex: 0,
		});
	});

	it('asks nothing of Zoho for zero items', async () => {
		expect((await remove([])).items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});
});
