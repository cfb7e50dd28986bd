import type { IDataObject } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { leadCalls, recordCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { lead, record } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { KINDS, rowsOfKind, TIMES } from './kinds';

const { emulator, run } = useStage();

const row = (number: number, more: IDataObject = {}): IDataObject => ({
	Last_Name: `L${number}`,
	Company: 'Brightwell',
	Email: `n${number}@brightwell.test`,
	...more,
});
const ID = expect.stringMatching(/^\d{19}$/);
const upsert = async (items: readonly IDataObject[], more = {}, settings = {}) =>
	await run(lead('upsert', more), items, settings);
const all = () => [...emulator.store.all('Leads')];

describe('Lead > Create or Update', () => {
	it('updates the lead with the same email and creates the others, and says which it did', async () => {
		const known = seedLead(emulator, { Email: 'N1@brightwell.test', City: 'Lagos' });
		const { items, json } = await upsert([row(1, { Company: 'New' }), row(2)]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(json).toMatchObject([
			{ id: known, status: 'UPDATED', matchedBy: 'Email', ...TIMES },
			{ id: ID, status: 'ADDED', ...TIMES },
		]);
		expect(storedValues(emulator, 'Leads', known, ['Last_Name', 'Company', 'Email', 'City'])).toEqual({
			Last_Name: 'L1',
			Company: 'New',
			Email: 'n1@brightwell.test',
			City: 'Lagos',
		});
		expect(storedValues(emulator, 'Leads', json[1].id, ['Last_Name', 'Company', 'Email'])).toEqual(row(2));
		expect(leadCalls(emulator, 'POST').map(({ path, body }) => [path, body])).toEqual([
			['/crm/v8/Leads/upsert', { data: [row(1, { Company: 'New' }), row(2)], duplicate_check_fields: ['Email'] }],
		]);
	});

	it('makes one lead of rows with the same email, and the last in input order wins, though requests run side by side', async () => {
		emulator.switches.latencyBaseMs = 10;
		emulator.concurrency.gather(4, 'POST');
		const items = Array.from({ length: 420 }, (_, number) => row(number));
		const again = [7, 107, 207, 307, 407].map((index, place) => {
			items[index] = row(7, {
				Email: place % 2 === 0 ? 'n7@brightwell.test' : ' N7@Brightwell.TEST',
				Company: `Place ${place}`,
			});
			return index;
		});
		const { json } = await upsert(items);
		expect(new Set(again.map((index) => json[index].id)).size).toBe(1);
		expect(again.map((index) => json[index].status)).toEqual(['ADDED', 'UPDATED', 'UPDATED', 'UPDATED', 'UPDATED']);
		expect(storedValues(emulator, 'Leads', json[7].id, ['Company'])).toEqual({ Company: 'Place 4' });
		expect(emulator.store.count('Leads')).toBe(416);
		items.forEach((item, index) => {
			if (!again.includes(index))
				expect(storedValues(emulator, 'Leads', json[index].id, ['Last_Name', 'Company', 'Email'])).toEqual(item);
		});
		expect(emulator.concurrency.current().peakCalls).toBe(4);
	});

	it('keeps rows apart that agree in a unique field which is no match field: Zoho finds leads by it too', async () => {
		emulator.switches.latencyBaseMs = 10;
		const items = [
			row(1, { Ext_Ref: 'R-1' }),
			...Array.from({ length: 100 }, (_, number) => row(number + 10)),
			{ Last_Name: 'Second', Company: 'X', Ext_Ref: 'r-1' },
		];
		const { json } = await upsert(items);
		expect(json[101]).toMatchObject({ id: json[0].id, status: 'UPDATED', matchedBy: 'Ext_Ref' });
		expect(storedValues(emulator, 'Leads', json[0].id, ['Last_Name', 'Email', 'Ext_Ref'])).toEqual({
			Last_Name: 'Second',
			Email: 'n1@brightwell.test',
			Ext_Ref: 'r-1',
		});
	});

	it('follows the chosen match fields in their order, and a link by any of them', async () => {
		const byRef = seedLead(emulator, { Ext_Ref: 'R-1', Email: 'other@brightwell.test' });
		const byEmail = seedLead(emulator, { Email: 'n1@brightwell.test' });
		const { json } = await upsert(
			[row(1, { Ext_Ref: 'R-1', Company: 'A' }), row(2, { Email: 'n1@brightwell.test', Company: 'B' })],
			{ matchFields: ['Ext_Ref', 'Email'] },
		);
		expect(json.map(({ id, matchedBy }) => [id, matchedBy])).toEqual([
			[byRef, 'Ext_Ref'],
			[byRef, 'Email'],
		]);
		expect(storedValues(emulator, 'Leads', byEmail, ['Company'])).toEqual({ Company: 'Brightwell' });
		expect(leadCalls(emulator, 'POST').map(({ body }) => body)).toEqual([
			{ data: [row(1, { Ext_Ref: 'R-1', Company: 'A' })], duplicate_check_fields: ['Ext_Ref', 'Email'] },
			{ data: [row(2, { Email: 'n1@brightwell.test', Company: 'B' })], duplicate_check_fields: ['Ext_Ref', 'Email'] },
		]);
	});

	it('sends rows without any key together: each makes a lead of its own', async () => {
		const { json } = await upsert([
			{ Last_Name: 'A', Company: 'X' },
			{ Last_Name: 'A', Company: 'X' },
			{ Last_Name: 'A', Company: 'X', Email: '' },
		]);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED', 'ADDED']);
		expect(leadCalls(emulator, 'POST')).toHaveLength(1);
		expect(new Set(json.map(({ id }) => id)).size).toBe(3);
	});

	it('writes a row whose earlier namesake was refused', async () => {
		const { json } = await upsert([row(1, { Company: null, Last_Name: null }), row(1), row(2)]);
		expect(json.map(({ status }) => status)).toEqual(['SKIPPED', 'ADDED', 'ADDED']);
		expect(all()).toHaveLength(2);
	});

	it.each([
		['City', "Zoho CRM can't find records of Leads by City (Match Fields): the field is not unique"],
		['id', 'Leads has no field "id" (Match Fields)'],
		['Citty', 'Leads has no field "Citty" (Match Fields)'],
	])('stops before anything is sent where %s cannot find records', async (field, message) => {
		const refusal = await failureOf(upsert([row(1)], { matchFields: [field] }));
		expect(refusal).toMatchObject({ message, description: 'Choose one of: Email, Ext_Ref' });
		expect(leadCalls(emulator, 'POST')).toEqual([]);
	});

	it('takes match fields from an expression, as a list or a text, the same for all items', async () => {
		const known = seedLead(emulator, { Ext_Ref: 'R1', Email: 'other@brightwell.test' });
		for (const matchFields of ['={{ ["Ext_Ref"] }}', '={{ "Ext_Ref, Email" }}', '={{ $json.by }}'])
			expect(
				(
					await upsert([row(1, { Ext_Ref: 'R1', by: 'Ext_Ref' })], {
						matchFields,
						options: { ignoreUnknownFields: true },
					})
				).json,
			).toMatchObject([{ id: known, status: 'UPDATED', matchedBy: 'Ext_Ref' }]);
		const items = [row(1, { by: 'Ext_Ref' }), row(2, { by: 'Email' })];
		const refusal = await failureOf(
			upsert(items, { matchFields: '={{ $json.by }}', options: { ignoreUnknownFields: true } }),
		);
		expect(refusal).toMatchObject({
			message:
				'Match Field Names or IDs must be the same for all items. This item has Email, but the first item has Ext_Ref',
			itemIndex: 1,
		});
	});

	it('lets Empty Values decide what null and empty text do', async () => {
		const known = seedLead(emulator, {
			Email: 'n1@brightwell.test',
			City: 'Lagos',
			Phone: '1',
			Interests: ['Support'],
		});
		const blank = row(1, { City: '', Phone: null, Interests: [] });
		await upsert([blank]);
		expect(storedValues(emulator, 'Leads', known, ['City', 'Phone', 'Interests'])).toEqual({
			City: 'Lagos',
			Phone: '1',
			Interests: ['Support'],
		});
		await upsert([blank], { options: { emptyValues: 'clear' } });
		expect(storedValues(emulator, 'Leads', known, ['City', 'Phone', 'Interests'])).toEqual({
			City: null,
			Phone: null,
			Interests: null,
		});
		expect(leadCalls(emulator, 'POST')[1].body).toEqual({
			data: [row(1, { City: null, Phone: null, Interests: null })],
			duplicate_check_fields: ['Email'],
		});
	});
});

describe('Record > Create or Update', () => {
	const [, venueKind] = KINDS;
	const { row: venue } = venueKind;
	const venues = (count: number): IDataObject[] => rowsOfKind(venueKind, count);
	const VENUE_FIELDS = Object.keys(venue(0));

	it('finds records by the field by which Zoho finds duplicates, if no other is chosen', async () => {
		const known = emulator.add('Venues', { Name: 'Hall 1', Seats: 3 });
		const { json } = await run(record('Venues', 'upsert'), [venue(1), venue(2)]);
		expect(json).toMatchObject([
			{ id: known, status: 'UPDATED', matchedBy: 'Name', ...TIMES },
			{ id: ID, status: 'ADDED', ...TIMES },
		]);
		expect(storedValues(emulator, 'Venues', known, VENUE_FIELDS)).toEqual(venue(1));
		expect(recordCalls(emulator, 'Venues', 'POST').map(({ body }) => body)).toEqual([
			{ data: [venue(1), venue(2)], duplicate_check_fields: ['Name'] },
		]);
	});

	it('finds records by the chosen unique field and says which it was', async () => {
		const known = emulator.add('Contacts', {
			Last_Name: 'Lee',
			Legacy_Id: 'C-7',
			Email: 'old@brightwell.test',
		});
		const { json } = await run(record('Contacts', 'upsert', { matchFields: ['Legacy_Id'] }), [
			{ Last_Name: 'Lee', Legacy_Id: 'C-7', Email: 'new@brightwell.test' },
			{ Last_Name: 'Okafor', Legacy_Id: 'c-7' },
		]);
		expect(json.map(({ id, status, matchedBy }) => [id, status, matchedBy])).toEqual([
			[known, 'UPDATED', 'Legacy_Id'],
			[ID, 'ADDED', ''],
		]);
		expect(storedValues(emulator, 'Contacts', known, ['Email', 'Legacy_Id'])).toEqual({
			Email: 'new@brightwell.test',
			Legacy_Id: 'C-7',
		});
		expect(storedValues(emulator, 'Contacts', json[1].id, ['Last_Name', 'Legacy_Id'])).toEqual({
			Last_Name: 'Okafor',
			Legacy_Id: 'c-7',
		});
	});

	it('repeats a request whose reply was lost, because every row has the key, and makes no record twice', async () => {
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Venues/upsert', method: 'POST' });
		const items = venues(150);
		const { json } = await run(record('Venues', 'upsert', { options: { requestsAtOnce: 1 } }), items);
		expect(json.map(({ id }) => storedValues(emulator, 'Venues', id, VENUE_FIELDS))).toEqual(items);
		expect([emulator.store.count('Venues'), recordCalls(emulator, 'Venues', 'POST').length]).toEqual([150, 3]);
	});

	it('does not repeat rows whose key is empty: their items are UNKNOWN, the rest goes on', async () => {
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Venues/upsert', method: 'POST' });
		const items = venues(150).map((row, index) => (index === 7 ? { ...row, Venue_Code: '' } : row));
		const { json } = await run(
			record('Venues', 'upsert', { matchFields: ['Venue_Code'], options: { requestsAtOnce: 1 } }),
			items,
		);
		expect(json.map(({ status }) => status)).toEqual(items.map((_, index) => (index < 100 ? 'UNKNOWN' : 'ADDED')));
		expect([emulator.store.count('Venues'), recordCalls(emulator, 'Venues', 'POST').length]).toEqual([150, 2]);
	});
});
