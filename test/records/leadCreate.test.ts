import type { IDataObject } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { failureOf, rejectionOf } from '../stage/failure';
import { lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const row = (number: number): IDataObject => ({
	Last_Name: `Okafor ${number}`,
	First_Name: `N${number}`,
	Company: 'Bright "well", Ltd\nLagos',
	Email: `n${number}@brightwell.test`,
	Lead_Source: 'Partner',
	Annual_Revenue: 1200.5 + number,
	No_of_Employees: number,
	Newsletter: true,
	Visit_Date: '2026-07-01',
	Interests: ['Support', 'Training'],
	Description: '李小龙 😀',
});
const NAMES = Object.keys(row(0));
const create = async (items: readonly IDataObject[], more = {}, settings = {}) =>
	await run(lead('create', more), items, settings);

describe('Lead > Create', () => {
	it('writes every field of every item and answers each with the id of its own lead', async () => {
		const items = [row(1), row(2)];
		const result = await create(items);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(result.json).toEqual(
			items.map(() => ({
				id: expect.stringMatching(/^\d{19}$/),
				status: 'ADDED',
				createdTime: '2026-08-25T10:00:00+05:30',
				modifiedTime: '2026-08-25T10:00:00+05:30',
			})),
		);
		expect(result.json.map(({ id }) => storedValues(emulator, 'Leads', id, NAMES))).toEqual(items);
		expect(emulator.store.count('Leads')).toBe(2);
		expect(result.hints.map(({ message }) => message)).toEqual(['2 requests, about 2 API credits (estimated)']);
	});

	it('sends 250 items in three requests and answers them in input order, refused ones in their own place', async () => {
		const items = Array.from({ length: 250 }, (_, number) => row(number));
		for (const index of [0, 99, 100, 249]) items[index].Email = 'not an address';
		items[150].Last_Name = null;
		const refused = [0, 99, 100, 150, 249];
		const { items: output, json, hints } = await create(items);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(leadCalls(emulator, 'POST').map(({ records }) => records)).toEqual([100, 100, 50]);
		items.forEach((item, index) => {
			if (refused.includes(index)) return;
			expect(json[index].status).toBe('ADDED');
			expect(storedValues(emulator, 'Leads', json[index].id, NAMES)).toEqual(item);
		});
		for (const index of refused) {
			expect(json[index]).toEqual({
				error:
					index === 150
						? 'The mandatory field Last_Name is missing (MANDATORY_NOT_FOUND)'
						: 'Zoho CRM rejected the value of Email (INVALID_DATA)',
				code: index === 150 ? 'MANDATORY_NOT_FOUND' : 'INVALID_DATA',
				next: expect.any(String),
				status: 'SKIPPED',
			});
		}
		expect(new Set(json.map(({ id }) => id)).size).toBe(246);
		expect(emulator.store.count('Leads')).toBe(245);
		expect(hints.map(({ message }) => message)).toEqual([
			'5 of 250 items failed or are uncertain. Their output items say why and what to do next',
			'4 requests, about 26 API credits (estimated)',
		]);
	});

	it('keeps four requests under way at once unless told otherwise', async () => {
		emulator.switches.latencyBaseMs = 15;
		emulator.concurrency.gather(4, 'POST');
		const items = Array.from({ length: 450 }, (_, number) => row(number));
		await create(items);
		expect(emulator.concurrency.current().peakCalls).toBe(4);
		emulator.concurrency.reset();
		await create(items.slice(0, 250), { options: { requestsAtOnce: 1 } });
		expect(emulator.concurrency.current().peakCalls).toBe(1);
	});

	it('asks nothing of Zoho for zero items', async () => {
		const { items } = await create([]);
		expect(items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('says what to do where a value exists already, and names no value', async () => {
		const existingId = seedLead(emulator, { Ext_Ref: 'REF-SECRET' });
		const { json } = await create([row(1), { ...row(2), Ext_Ref: 'ref-secret' }]);
		expect(json[1]).toEqual({
			error: 'A record with the same Ext_Ref already exists (DUPLICATE_DATA)',
			code: 'DUPLICATE_DATA',
			next: `Use Create or Update, or change the value. The existing record is ${existingId}`,
			existingId,
			status: 'SKIPPED',
		});
		expect(JSON.stringify(json[1]).toLowerCase()).not.toContain('ref-secret');
	});
});

describe('Lead > Create, refused', () => {
	it('stops with the first item where no item was written at all', async () => {
		const error = await rejectionOf(
			create([{ Company: 'SECRET GmbH' }, { Last_Name: 'SECRET', Company: 'X', Email: 'no' }]),
		);
		expect(error).toMatchObject({
			message: 'The mandatory field Last_Name is missing (MANDATORY_NOT_FOUND)',
			description: 'Fill in the field, then retry',
			context: { itemIndex: 0 },
		});
		expect(JSON.stringify(error)).not.toContain('SECRET');
	});

	it('answers each of them instead where the step goes on', async () => {
		const { items, json } = await create(
			[{ Company: 'A' }, { Last_Name: 'B', Company: 'B', Email: 'no' }],
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(json.map(({ code, status }) => [code, status])).toEqual([
			['MANDATORY_NOT_FOUND', 'SKIPPED'],
			['INVALID_DATA', 'SKIPPED'],
		]);
	});

	it('stops before anything is sent where an item has a key that is no field, naming key and item', async () => {
		const error = await rejectionOf(
			create([row(1), { ...row(2), Colour: 'SECRET', Created_Time: '2026-01-01T00:00:00Z' }]),
		);
		expect(error).toMatchObject({
			message: 'Leads has no writable field with the API name "Colour", "Created_Time"',
			description:
				'Rename or remove these keys before this node, map the fields manually, or turn on Ignore Unknown Fields',
			context: { itemIndex: 1 },
		});
		expect(JSON.stringify(error)).not.toContain('SECRET');
		expect(emulator.store.count('Leads')).toBe(0);
		expect(leadCalls(emulator, 'POST')).toEqual([]);
	});

	it('refuses only the item with the unknown key where the step goes on', async () => {
		const { json } = await create(
			[row(1), { ...row(2), Colour: 'red' }, row(3)],
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(json.map(({ status, code }) => [status, code])).toEqual([
			['ADDED', undefined],
			['SKIPPED', 'NOT_SENT'],
			['ADDED', undefined],
		]);
		expect(json[1].error).toBe('Leads has no writable field with the API name "Colour"');
		expect([json[0], json[2]].map(({ id }) => storedValues(emulator, 'Leads', id, NAMES))).toEqual([row(1), row(3)]);
	});

	it('leaves unknown keys out when told to', async () => {
		const { json } = await create([{ ...row(1), Colour: 'red', id: '7', Full_Name: 'X' }], {
			options: { ignoreUnknownFields: true },
		});
		expect(storedValues(emulator, 'Leads', json[0].id, [...NAMES, 'Full_Name'])).toEqual({
			...row(1),
			Full_Name: 'N1 Okafor 1',
		});
		expect(leadCalls(emulator, 'POST')[0].body).toEqual({ data: [row(1)] });
	});

	it('sends no further group after a refused record when told to stop, and answers all items', async () => {
		const items = Array.from({ length: 350 }, (_, number) => row(number));
		items[120].Email = 'no';
		const { json } = await create(items, { options: { stopOnRefusal: true, requestsAtOnce: 1 } });
		expect(leadCalls(emulator, 'POST')).toHaveLength(2);
		expect(json.map(({ status }) => status)).toEqual(
			items.map((_, index) => (index === 120 ? 'SKIPPED' : index < 200 ? 'ADDED' : 'UNPROCESSED')),
		);
		expect(json[200]).toEqual({
			error: 'An earlier record failed, and Stop on First Failure is set',
			code: 'NOT_SENT',
			next: 'Run the node again for this row',
			status: 'UNPROCESSED',
		});
		expect(emulator.store.count('Leads')).toBe(199);
	});

	it.each([0, -1, 2.5, 'many'])('refuses %p requests at once before anything is sent', async (requestsAtOnce) => {
		const refusal = await failureOf(create([row(1)], { options: { requestsAtOnce } }));
		expect(refusal.message).toBe('Requests at Once must be a whole number from 1');
		expect(emulator.requests.all()).toEqual([]);
	});

	it('leaves what was not yet sent unsent when the execution is stopped', async () => {
		const stop = new AbortController();
		const items = Array.from({ length: 250 }, (_, number) => row(number));
		emulator.switches.latencyBaseMs = 60;
		const seen = setInterval(() => emulator.store.count('Leads') >= 100 && stop.abort(), 1);
		const { json } = await create(items, { options: { requestsAtOnce: 1 } }, { cancelSignal: stop.signal });
		clearInterval(seen);
		const statuses = json.map(({ status }) => String(status));
		expect(statuses).toHaveLength(250);
		expect(statuses.slice(200)).toEqual(Array(50).fill('UNPROCESSED'));
		expect(json[249].error).toBe('The execution was stopped before this row was sent');
		for (const { status, id } of json)
			if (status === 'ADDED') expect(storedValues(emulator, 'Leads', id, ['Company'])).toBeDefined();
	});
});

describe('Lead > Create, values', () => {
	it('takes values by hand, with expressions over each item', async () => {
		const fields = {
			mappingMode: 'defineBelow',
			value: {
				Last_Name: '={{ $json.name }}',
				Company: 'Fixed',
				Interests: '["Support","Hardware"]',
				Visit_Date: '2026-07-01T00:00:00',
				Tag: 'fair, vip',
			},
		};
		const { json } = await create([{ name: 'A', Colour: 'red' }, { name: 'B' }], { fields });
		expect(
			json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Last_Name', 'Company', 'Interests', 'Visit_Date'])),
		).toEqual(
			['A', 'B'].map((name) => ({
				Last_Name: name,
				Company: 'Fixed',
				Interests: ['Support', 'Hardware'],
				Visit_Date: '2026-07-01',
			})),
		);
		expect(storedValues(emulator, 'Leads', json[0].id, ['Tag'])).toMatchObject({
			Tag: [{ name: 'fair' }, { name: 'vip' }],
		});
	});

	it('refuses an empty form before anything is sent', async () => {
		const refusal = await failureOf(
			create([{ Last_Name: 'A' }], { fields: { mappingMode: 'defineBelow', value: null } }),
		);
		expect(refusal.message).toBe('No field is mapped');
		expect(emulator.requests.all()).toEqual([]);
	});

	it.each([
		['2026-07-01T10:00:00', '2026-07-01T08:00:00.000Z'],
		['2026-01-01T10:00:00', '2026-01-01T09:00:00.000Z'],
		['2026-07-01T10:00:00.123Z', '2026-07-01T10:00:00.000Z'],
		['2026-07-01T10:00:00-0300', '2026-07-01T13:00:00.000Z'],
		['2026-07-01', '2026-06-30T22:00:00.000Z'],
	])('reads the datetime %s in the time zone of the workflow where it has none', async (value, moment) => {
		const { json } = await create(
			[{ Last_Name: 'A', Company: 'B', Next_Call: value }],
			{},
			{ timeZone: 'Europe/Berlin' },
		);
		expect(new Date(String(storedValues(emulator, 'Leads', json[0].id, ['Next_Call'])?.Next_Call)).toISOString()).toBe(
			moment,
		);
	});

	it('gives the date of a datetime as it is written', async () => {
		const { json } = await create(
			[{ Last_Name: 'A', Company: 'B', Visit_Date: '2026-07-01T23:30:00-07:00' }],
			{},
			{ timeZone: 'Asia/Tokyo' },
		);
		expect(storedValues(emulator, 'Leads', json[0].id, ['Visit_Date'])).toEqual({ Visit_Date: '2026-07-01' });
	});

	it('has a date of an unclear order refused instead of guessing', async () => {
		const { json } = await create([row(1), { ...row(2), Visit_Date: '03/04/2026' }]);
		expect(json[1]).toMatchObject({
			error: 'Zoho CRM rejected the value of Visit_Date (INVALID_DATA)',
			status: 'SKIPPED',
		});
	});

	it('turns texts and numbers into the form of their field', async () => {
		const owner = emulator.state.users.all()[1];
		const { json } = await create([
			{
				Last_Name: 4711,
				Company: 'B',
				Phone: 49301234,
				No_of_Employees: '12',
				Annual_Revenue: '99.5',
				Newsletter: 'TRUE',
				Interests: 'Support; Training',
				Owner: owner.id,
			},
		]);
		expect(
			storedValues(emulator, 'Leads', json[0].id, [
				'Last_Name',
				'Phone',
				'No_of_Employees',
				'Annual_Revenue',
				'Newsletter',
				'Interests',
			]),
		).toEqual({
			Last_Name: '4711',
			Phone: '49301234',
			No_of_Employees: 12,
			Annual_Revenue: 99.5,
			Newsletter: true,
			Interests: ['Support', 'Training'],
		});
		expect(storedValues(emulator, 'Leads', json[0].id, ['Owner'])).toMatchObject({ Owner: { id: owner.id } });
	});

	it('refuses an id that came as a number and has lost digits', async () => {
		const refusal = await failureOf(create([{ ...row(1), Owner: 4150868000000225021 }]));
		expect(refusal).toMatchObject({ message: 'The value of Owner is a number that has lost digits', itemIndex: 0 });
		expect(leadCalls(emulator, 'POST')).toEqual([]);
	});

	it('names a wrong value by its place in the record', async () => {
		const { json } = await create([
			row(1),
			{ ...row(2), Owner: '4150868000000999999' },
			{ ...row(3), Work_History: [{ From_Date: 'last week' }] },
		]);
		expect(json.map(({ error }) => error)).toEqual([
			undefined,
			'Zoho CRM rejected the value of Owner.id (INVALID_DATA)',
			'Zoho CRM rejected the value of Work_History[0].From_Date (INVALID_DATA)',
		]);
	});

	it('writes the rows of a subform with their lead', async () => {
		const { json } = await create([{ ...row(1), Work_History: [{ Employer: 'Brightwell' }] }]);
		const id = String(json[0].id);
		const rows = [...emulator.store.all('Work_History')];
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ Employer: 'Brightwell', Parent_Id: { id } });
	});
});

describe('Lead > Create, automations', () => {
	it.each([
		['runs all without the option', {}, undefined],
		['runs none where none is chosen', { trigger: [] }, []],
		['runs those that are chosen', { trigger: ['workflow', 'approval'] }, ['workflow', 'approval']],
	])('%s', async (_, options, trigger) => {
		await create([row(1)], { options });
		expect(leadCalls(emulator, 'POST').map(({ body }) => body)).toEqual([
			{ data: [row(1)], ...(trigger === undefined ? {} : { trigger }) },
		]);
	});
});
