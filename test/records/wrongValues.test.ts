import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { leadCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_LEAD, lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

const HELD = { Score: 7, Annual_Revenue: 10, Visit_Date: '2026-01-01', City: 'Lagos' };
const NAMES = Object.keys(HELD);
const byHand = (value: INodeParameters): INodeParameters => ({ fields: { mappingMode: 'defineBelow', value } });
const byJson = (fieldsJson: string): INodeParameters => ({ specifyFields: 'json', fieldsJson });

describe('what JSON cannot hold', () => {
	it.each<[string, INodeParameters, string]>([
		['a number of a text', byHand({ Score: '={{ Number($json.a) }}' }), 'Score: the value is not a finite number'],
		['a product of a text', byHand({ Score: '={{ $json.a * 2 }}' }), 'Score: the value is not a finite number'],
		[
			'a number of what is missing',
			byHand({ Annual_Revenue: '={{ parseFloat($json.nope) }}' }),
			'Annual Revenue: the value is not a finite number',
		],
		[
			'a date of a text',
			byHand({ Visit_Date: '={{ new Date($json.a) }}' }),
			'Visit Date: the value is an invalid date',
		],
		[
			'a Luxon date of a text',
			byHand({ Visit_Date: '={{ DateTime.fromISO("nope") }}' }),
			'Visit Date: "Invalid DateTime" is not a date in the format yyyy-MM-dd',
		],
		['JSON', byJson('={{ { Score: $json.a * 2 } }}'), 'Score: the value is not a finite number'],
		['infinity', byHand({ Annual_Revenue: '={{ 1 / 0 }}' }), 'Annual Revenue: the value is not a finite number'],
		['a function', byJson('={{ { City: () => 1 } }}'), 'City: the value is not text'],
		[
			'a row of a subform',
			byJson('={{ { Work_History: [{ From_Date: new Date("nope") }] } }}'),
			'Work History, row 1, From Date: the value is an invalid date',
		],
	])('fails its item by name and clears nothing: %s', async (_, fields, message) => {
		const id = seedLead(emulator, HELD);
		for (const emptyValues of ['keep', 'clear']) {
			const refusal = await failureOf(
				run(lead('update', { leadId: ITS_LEAD, ...fields, options: { emptyValues } }), [{ lead: id, a: 'abc' }]),
			);
			expect(refusal.message).toBe(message);
		}
		expect(leadCalls(emulator, 'PUT')).toEqual([]);
		expect(storedValues(emulator, 'Leads', id, NAMES)).toEqual(HELD);
	});
});

describe('a number that lost digits', () => {
	const LOST = (field: string) => `${field}: the value is a number that has lost digits`;

	it.each<[string, IDataObject, string]>([
		['a text', { Ext_Ref: 12345678901234567891 }, 'Ext Ref'],
		['a phone', { Phone: 1.2345678901234568e22 }, 'Phone'],
		['a lookup', { Referring_Account: 4150868000004600001 }, 'Referring Account'],
		['a lookup as an object', { Referring_Account: { id: 4150868000004600001 } }, 'Referring Account'],
		['an owner as an object', { Owner: { id: 4150868000000225013 } }, 'Lead Owner'],
		['a row of a subform', { Work_History: [{ Employer: 12345678901234567891 }] }, 'Work History, row 1, Employer'],
	])('fails its item by name, and others are written: %s', async (_, wrong, field) => {
		const items = [
			{ Last_Name: 'A', Company: 'X', ...wrong },
			{ Last_Name: 'B', Company: 'X' },
		];
		const { json } = await run(lead('create'), items);
		expect(json).toMatchObject([{ reason: LOST(field), status: 'SKIPPED' }, { status: 'ADDED' }]);
		expect(emulator.store.count('Leads')).toBe(1);
	});

	it('as the match field does not make one record of two', async () => {
		const items = [12345678901234567891, 12345678901234567892].map((Ext_Ref, number) => ({
			Last_Name: `L${number}`,
			Company: 'X',
			Ext_Ref,
		}));
		expect(await failureOf(run(lead('upsert', { matchFields: ['Ext_Ref'] }), items))).toMatchObject({
			message: LOST('Ext Ref'),
		});
		expect(emulator.store.count('Leads')).toBe(0);
	});
});

describe('a date', () => {
	it.each([
		['2026-08-24T22:00:00.000Z', 'Europe/Berlin', '2026-08-25'],
		['={{ new Date("2026-08-24T22:00:00.000Z") }}', 'Europe/Berlin', '2026-08-25'],
		['={{ new Date("2026-08-25T00:00:00+05:30") }}', 'Asia/Kolkata', '2026-08-25'],
		['={{ new Date("2026-08-25") }}', 'America/New_York', '2026-08-25'],
		['={{ DateTime.fromISO("2026-08-25T00:00:00", { zone: "Asia/Tokyo" }) }}', 'Europe/Berlin', '2026-08-25'],
	])('of %s is the day in %s, on writing and in a condition', async (value, timeZone, day) => {
		const id = seedLead(emulator, {});
		await run(lead('update', { leadId: ITS_LEAD, ...byHand({ Visit_Date: value }) }), [{ lead: id }], { timeZone });
		expect(storedValues(emulator, 'Leads', id, ['Visit_Date'])).toEqual({ Visit_Date: day });
		const conditions = { condition: [{ field: 'Visit_Date', operator: 'equals', value }] };
		const { json } = await run(lead('search', { searchBy: 'conditions', conditions }), [{}], { timeZone });
		expect(json).toMatchObject([{ id }]);
	});

	it.each([
		['25.08.2026', '2026-08-25T00:00:00+02:00'],
		['8/25/2026', '2026-08-25T00:00:00+02:00'],
		['2026/08/25', '2026-08-25T00:00:00+02:00'],
		['2026-08-25 10:00:00+00', '2026-08-25T10:00:00+00:00'],
		['Tue, 25 Aug 2026 10:00:00 GMT', '2026-08-25T10:00:00+00:00'],
		['25 Aug 2026 10:00 PM', '2026-08-25T22:00:00+02:00'],
	])('%s is read on writing, in a condition and in Modified Since', async (text, moment) => {
		const timeZone = 'Europe/Berlin';
		const at = Date.parse(moment);
		const id = seedLead(emulator, {});
		await run(lead('update', { leadId: ITS_LEAD, ...byHand({ Next_Call: text }) }), [{ lead: id }], { timeZone });
		expect(Date.parse(String(storedValues(emulator, 'Leads', id, ['Next_Call'])?.Next_Call))).toBe(at);
		const conditions = { condition: [{ field: 'Next_Call', operator: 'equals', value: text }] };
		expect((await run(lead('search', { searchBy: 'conditions', conditions }), [{}], { timeZone })).json).toHaveLength(
			1,
		);
		emulator.requests.reset();
		await run(lead('getAll', { fieldNames: ['City'], options: { modifiedSince: text } }), [{}], { timeZone });
		expect(Date.parse(String(leadCalls(emulator, 'GET')[0].headers['if-modified-since']))).toBe(at);
	});

	it('of an unclear order names no option that the form of a condition does not have', async () => {
		const conditions = { condition: [{ field: 'Next_Call', operator: 'equals', value: '03/04/2026' }] };
		expect(await failureOf(run(lead('search', { searchBy: 'conditions', conditions })))).toMatchObject({
			message: 'Condition 1: Next Call Equals "03/04/2026": the value is a date with an unclear order of day and month',
			description: 'Write the date as yyyy-MM-dd',
		});
	});
});
