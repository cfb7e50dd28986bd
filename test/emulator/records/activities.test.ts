import { useEach, useEmulator } from '../../stage/useEmulator';
import { ABSENT_ID, ANN, createRecordClient, type Entry, LEAD, type List, START } from '../clients/records';

const emulator = useEmulator();
const zoho = useEach(() => createRecordClient(emulator));

const ANN_WITH_EMAIL = { ...ANN, email: 'ann.lee@brightwell.test' };
const EVENT = {
	Event_Title: 'Visit',
	Start_DateTime: '2026-09-01T10:00:00+05:30',
	End_DateTime: '2026-09-01T11:00:00+05:30',
};
const CALL = {
	Subject: 'Ask',
	Call_Type: 'Outbound',
	Call_Start_Time: '2026-09-01T10:00:00+05:30',
	Call_Duration: '02:05',
};

/** What a record refuses, without its path's index. */
const refusal = ({ code, message, details }: Entry) => ({ code, message, details });

describe('tasks', () => {
	it('are about the record that What_Id and $se_module name, under its present name', async () => {
		const lead = await zoho.insertOne(LEAD);
		const contact = await zoho.insertOne({ Last_Name: 'Bello' }, 'Contacts');
		const id = await zoho.insertOne(
			{
				Subject: 'Call back',
				Due_Date: '2026-09-01',
				Status: 'Not Started',
				Priority: 'High',
				What_Id: { id: lead },
				$se_module: 'Leads',
				Who_Id: { id: contact },
				Remind_At: { ALARM: 'FREQ=NONE;ACTION=EMAIL;TRIGGER=DATE-TIME:2026-09-01T10:00:00+02:00' },
				Recurring_Activity: { RRULE: 'FREQ=DAILY;INTERVAL=1;UNTIL=2026-09-30' },
			},
			'Tasks',
		);
		await zoho.write('PUT', '/Leads', [{ id: lead, Last_Name: 'Eze' }]);
		expect(await zoho.read(id, 'Tasks')).toMatchObject({
			id,
			Subject: 'Call back',
			Due_Date: '2026-09-01',
			Who_Id: { name: 'Bello', id: contact },
			What_Id: { name: 'Eze', id: lead },
			$se_module: 'Leads',
			Status: 'Not Started',
			Priority: 'High',
			Closed_Time: null,
			Send_Notification_Email: false,
			Remind_At: { ALARM: 'FREQ=NONE;ACTION=EMAIL;TRIGGER=DATE-TIME:2026-09-01T10:00:00+02:00' },
			Recurring_Activity: { RRULE: 'FREQ=DAILY;INTERVAL=1;UNTIL=2026-09-30' },
			Description: null,
			Owner: ANN_WITH_EMAIL,
			Layout: { name: 'Standard', id: '4150868000000091061' },
			Tag: [],
			Created_By: ANN_WITH_EMAIL,
			Modified_By: ANN_WITH_EMAIL,
			Created_Time: START,
			Modified_Time: START,
		});
		const { body } = await zoho.call<List>('GET', '/Tasks?fields=Subject,What_Id,$se_module');
		expect(body.data).toEqual([{ Subject: 'Call back', What_Id: { name: 'Eze', id: lead }, $se_module: 'Leads', id }]);
		expect((await zoho.call<List>('GET', '/Tasks?fields=What_Id')).body.data).toEqual([
			{ What_Id: { name: 'Eze', id: lead }, id },
		]);
	});

	it('can be given another record, or none', async () => {
		const lead = await zoho.insertOne(LEAD);
		const deal = await zoho.insertOne({ Deal_Name: 'Robots', Stage: 'Qualification' }, 'Deals');
		const id = await zoho.insertOne({ Subject: 'A', What_Id: { id: lead }, $se_module: 'Leads' }, 'Tasks');
		// The module that it has holds where the update names none.
		expect(refusal((await zoho.write('PUT', '/Tasks', [{ id, What_Id: { id: deal } }])).entries[0])).toEqual({
			code: 'INVALID_DATA',
			message: 'the id given seems to be invalid',
			details: { api_name: 'id', json_path: '$.data[0].What_Id.id' },
		});
		await zoho.write('PUT', '/Tasks', [{ id, What_Id: { id: deal }, $se_module: 'Deals' }]);
		expect(await zoho.read(id, 'Tasks', 'What_Id,$se_module')).toEqual({
			What_Id: { name: 'Robots', id: deal },
			$se_module: 'Deals',
			id,
		});
		await zoho.write('PUT', '/Tasks', [{ id, What_Id: null }]);
		expect(await zoho.read(id, 'Tasks', 'What_Id,$se_module')).toEqual({ What_Id: null, $se_module: null, id });
	});

	it('missingSeModuleCode: refuse What_Id without a module', async () => {
		const lead = await zoho.insertOne(LEAD);
		const sent = { Subject: 'A', What_Id: { id: lead } };
		expect(refusal(await zoho.refusalOf(sent, 'Tasks', {}))).toEqual({
			code: 'DEPENDENT_FIELD_MISSING',
			message: 'Dependent field is missing',
			details: {
				dependee: { api_name: 'What_Id', json_path: '$.data[0].What_Id' },
				api_name: '$se_module',
				json_path: '$.data[0].$se_module',
			},
		});
		emulator.switches.missingSeModuleCode = 'MANDATORY_NOT_FOUND';
		expect(refusal(await zoho.refusalOf(sent, 'Tasks', {}))).toEqual({
			code: 'MANDATORY_NOT_FOUND',
			message: 'required field not found',
			details: { api_name: '$se_module', json_path: '$.data[0].$se_module' },
		});
	});

	it.each([
		['no subject', { Subject: null }, 'MANDATORY_NOT_FOUND', { api_name: 'Subject', json_path: '$.data[0].Subject' }],
		[
			'a module that activities are not about',
			{ What_Id: { id: ABSENT_ID }, $se_module: 'Contacts' },
			'INVALID_DATA',
			{ api_name: '$se_module', json_path: '$.data[0].$se_module' },
		],
		[
			'a record that is not there',
			{ What_Id: { id: ABSENT_ID }, $se_module: 'Leads' },
			'INVALID_DATA',
			{ api_name: 'id', json_path: '$.data[0].What_Id.id' },
		],
		[
			'an id alone',
			{ What_Id: ABSENT_ID, $se_module: 'Leads' },
			'INVALID_DATA',
			{ expected_data_type: 'jsonobject', api_name: 'What_Id', json_path: '$.data[0].What_Id' },
		],
		[
			'a reminder that is a time',
			{ Remind_At: '2026-09-01T10:00:00+02:00' },
			'INVALID_DATA',
			{ expected_data_type: 'jsonobject', api_name: 'Remind_At', json_path: '$.data[0].Remind_At' },
		],
	])('refuse %s', async (_, values, code, details) => {
		const entry = await zoho.refusalOf(values, 'Tasks', { Subject: 'A' });
		expect([entry.code, entry.details]).toEqual([code, details]);
	});

	it('have a time of closing while they are completed', async () => {
		const id = await zoho.insertOne({ Subject: 'A', Status: 'Completed' }, 'Tasks');
		emulator.advance(60_000);
		await zoho.write('PUT', '/Tasks', [{ id, Priority: 'Low' }]);
		expect((await zoho.read(id, 'Tasks')).Closed_Time).toBe(START);
		await zoho.write('PUT', '/Tasks', [{ id, Status: 'In Progress' }]);
		expect((await zoho.read(id, 'Tasks')).Closed_Time).toBeNull();
	});
});

describe('events', () => {
	it('keep their participants, each with an id of its own', async () => {
		const contact = await zoho.insertOne({ Last_Name: 'Bello', Email: 'b@x.test' }, 'Contacts');
		const id = await zoho.insertOne(
			{
				...EVENT,
				Participants: [
					{ type: 'email', participant: 'a@b.test' },
					{ type: 'contact', participant: contact, invited: true },
					{ type: 'user', participant: ANN.id },
				],
				Remind_At: [{ unit: 15, period: 'minutes' }],
			},
			'Events',
		);
		const event = await zoho.read(id, 'Events');
		expect(event).toMatchObject({ ...EVENT, All_day: false, Remind_At: [{ unit: 15, period: 'minutes' }] });
		expect(event.Participants).toEqual([
			{
				Email: 'a@b.test',
				name: null,
				invited: false,
				type: 'email',
				participant: 'a@b.test',
				id: expect.stringMatching(/^\d{19}$/),
				status: 'not_known',
			},
			{
				Email: 'b@x.test',
				name: 'Bello',
				invited: true,
				type: 'contact',
				participant: contact,
				id: expect.stringMatching(/^\d{19}$/),
				status: 'not_known',
			},
			{
				Email: ANN_WITH_EMAIL.email,
				name: ANN.name,
				invited: false,
				type: 'user',
				participant: ANN.id,
				id: expect.stringMatching(/^\d{19}$/),
				status: 'not_known',
			},
		]);
	});

	it.each([
		[
			'no end',
			{ End_DateTime: null },
			'MANDATORY_NOT_FOUND',
			{ api_name: 'End_DateTime', json_path: '$.data[0].End_DateTime' },
		],
		[
			'participants of an unknown type',
			{ Participants: [{ type: 'guest', participant: 'a@b.test' }] },
			'INVALID_DATA',
			{
				supported_values: ['contact', 'lead', 'user', 'email'],
				api_name: 'type',
				json_path: '$.data[0].Participants[0].type',
			},
		],
		[
			'a participant who is not there',
			{ Participants: [{ type: 'lead', participant: ABSENT_ID }] },
			'INVALID_DATA',
			{ api_name: 'participant', json_path: '$.data[0].Participants[0].participant' },
		],
		[
			'a reminder that is one object',
			{ Remind_At: { unit: 15, period: 'minutes' } },
			'INVALID_DATA',
			{ expected_data_type: 'jsonarray', api_name: 'Remind_At', json_path: '$.data[0].Remind_At' },
		],
	])('refuse %s', async (_, values, code, details) => {
		const entry = await zoho.refusalOf(values, 'Events', EVENT);
		expect([entry.code, entry.details]).toEqual([code, details]);
	});
});

describe('calls', () => {
	it('count their seconds', async () => {
		const id = await zoho.insertOne(CALL, 'Calls');
		expect(await zoho.read(id, 'Calls')).toMatchObject({ ...CALL, Call_Duration_in_seconds: 125 });
		await zoho.write('PUT', '/Calls', [{ id, Call_Duration: '00:20' }]);
		expect(await zoho.read(id, 'Calls')).toMatchObject({ Call_Duration: '00:20', Call_Duration_in_seconds: 20 });
	});

	it.each(['20', '00:20:00', '1:75', 'long'])('refuse the duration %s', async (duration) => {
		expect(refusal(await zoho.refusalOf({ Call_Duration: duration }, 'Calls', CALL))).toEqual({
			code: 'INVALID_DATA',
			message: 'invalid data',
			details: {
				regex: '^\\d{1,4}:[0-5]\\d$',
				api_name: 'Call_Duration',
				json_path: '$.data[0].Call_Duration',
			},
		});
	});
});

it.each([
	['Tasks', 'Subject', {}],
	['Events', 'Event_Title', EVENT],
	['Calls', 'Subject', CALL],
])('%s can be listed, searched, counted, changed and deleted', async (module, name, values) => {
	const id = await zoho.insertOne({ ...values, [name]: 'First' }, module);
	expect((await zoho.write('PUT', `/${module}/${id}`, [{ [name]: 'Changed' }])).entries[0].code).toBe('SUCCESS');
	// There is no field by which an upsert could find them.
	const { entries } = await zoho.write('POST', `/${module}/upsert`, [{ ...values, [name]: 'Changed' }]);
	expect(entries.map(({ action }) => action)).toEqual(['insert']);
	const second = entries[0].details.id;
	const found = await zoho.call<List>('GET', `/${module}/search?criteria=(${name}:equals:changed)&fields=${name}`);
	expect(found.body.data).toEqual([
		{ id: second, [name]: 'Changed' },
		{ id, [name]: 'Changed' },
	]);
	expect((await zoho.call('GET', `/${module}/actions/count`)).body).toEqual({ count: 2 });
	expect((await zoho.call('DELETE', `/${module}/${id}`)).status).toBe(200);
	expect((await zoho.call('GET', `/${module}/${id}`)).status).toBe(204);
	expect((await zoho.call<List>('GET', `/${module}?fields=${name}`)).body.data).toEqual([
		{ id: second, [name]: 'Changed' },
	]);
});
