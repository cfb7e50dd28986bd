import type { IDataObject } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { record } from '../stage/parameters';

const { emulator, run } = useStage();

/** Creates one record whose fields are the keys of the item. @returns it as Zoho has it */
async function created(module: string, item: IDataObject): Promise<Readonly<Record<string, unknown>>> {
	const { json } = await run(record(module, 'create'), [item]);
	expect(json.map(({ status, reason }) => [status, reason])).toEqual([['ADDED', 'Created']]);
	const stored = emulator.store.get(module, String(json[0].id));
	if (stored === undefined) throw new RangeError(`${module} has no such record`);
	return stored;
}

it('a meeting is created with its participants and reminders', async () => {
	const times = { Start_DateTime: '2026-09-01T10:00:00+05:30', End_DateTime: '2026-09-01T11:00:00+05:30' };
	const Remind_At = [{ unit: 15, period: 'minutes' }];
	const event = await created('Events', {
		Event_Title: 'Visit',
		...times,
		Remind_At,
		Participants: [{ type: 'email', participant: 'a@b.test', invited: true }],
	});
	expect(event).toMatchObject({ Event_Title: 'Visit', ...times, Remind_At });
	expect(event.Participants).toEqual([
		expect.objectContaining({ type: 'email', participant: 'a@b.test', invited: true }),
	]);
});

it('a note is created with its parent and the module of that', async () => {
	const lead = emulator.add('Leads', { Last_Name: 'Okafor', Company: 'Brightwell' });
	const note = await created('Notes', {
		Note_Title: 'T',
		Note_Content: 'C',
		Parent_Id: { module: { api_name: 'Leads' }, id: lead },
	});
	expect(note).toMatchObject({
		Note_Title: 'T',
		Note_Content: 'C',
		Parent_Id: { name: 'Okafor', id: lead },
		$se_module: 'Leads',
	});
});

it('a quote is created with its line items, and Zoho works out what they come to', async () => {
	const lamp = emulator.add('Products', { Product_Name: 'Lamp', Unit_Price: 20 });
	const quote = await created('Quotes', {
		Subject: 'Office',
		Quote_Stage: 'Draft',
		Quoted_Items: [
			{ Product_Name: lamp, Quantity: '2' },
			{ Product_Name: { id: lamp }, Quantity: 1, List_Price: 15.5, Line_Tax: [{ name: 'Vat', percentage: 10 }] },
		],
	});
	// 2 x 20, and 15.50 with ten percent.
	expect(quote).toMatchObject({ Subject: 'Office', Quote_Stage: 'Draft', Sub_Total: 57.05, Grand_Total: 57.05 });
	const lines = [...emulator.store.all('Quoted_Items')];
	expect(
		lines.map(({ Product_Name, Quantity, List_Price, Net_Total }) => [Product_Name, Quantity, List_Price, Net_Total]),
	).toEqual([
		[{ name: 'Lamp', id: lamp }, 2, 20, 40],
		[{ name: 'Lamp', id: lamp }, 1, 15.5, 17.05],
	]);
});
