import { useEach, useEmulator } from '../../stage/useEmulator';
import { ABSENT_ID, ANN, createRecordClient, LEAD, type List, START } from '../clients/records';

const emulator = useEmulator();
const zoho = useEach(() => createRecordClient(emulator));

const parent = (id: string) => ({ module: { api_name: 'Leads' }, id });
const LEADS_ID = '4150868000000002175';

it('a note belongs to a record of the module that its parent names', async () => {
	const lead = await zoho.insertOne(LEAD);
	const ann = { ...ANN, email: 'ann.lee@brightwell.test' };
	for (const module of [{ api_name: 'Leads' }, { id: LEADS_ID }]) {
		const id = await zoho.insertOne(
			{ Note_Title: 'T', Note_Content: 'first\nsecond', Parent_Id: { module, id: lead } },
			'Notes',
		);
		expect(await zoho.read(id, 'Notes')).toMatchObject({
			id,
			Note_Title: 'T',
			Note_Content: 'first\nsecond',
			Parent_Id: { module: { api_name: 'Leads', id: LEADS_ID }, name: 'Okafor', id: lead },
			Owner: ann,
			Created_By: ann,
			Modified_By: ann,
			Created_Time: START,
			Modified_Time: START,
			$se_module: 'Leads',
		});
	}
});

it('only title and text of a note can change', async () => {
	const [lead, other] = [await zoho.insertOne(LEAD), await zoho.insertOne({ ...LEAD, Last_Name: 'Eze' })];
	const id = await zoho.insertOne({ Note_Content: 'C', Parent_Id: parent(lead) }, 'Notes');
	const { entries } = await zoho.write('PUT', '/Notes', [
		{ id, Note_Title: 'New', Note_Content: 'D', Parent_Id: parent(other), Owner: { id: '4150868000000225021' } },
	]);
	expect(entries[0].code).toBe('SUCCESS');
	expect(await zoho.read(id, 'Notes', 'Note_Title,Note_Content,Parent_Id,Owner')).toEqual({
		Note_Title: 'New',
		Note_Content: 'D',
		Parent_Id: { module: { api_name: 'Leads', id: LEADS_ID }, name: 'Okafor', id: lead },
		Owner: { ...ANN, email: 'ann.lee@brightwell.test' },
		id,
	});
	const cleared = await zoho.write('PUT', '/Notes', [{ id, Note_Content: null }]);
	expect(cleared.entries[0]).toMatchObject({ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Note_Content' } });
});

it('mandatoryNoteText: a note needs a text, or a title or a text', async () => {
	const Parent_Id = parent(await zoho.insertOne(LEAD));
	expect(await zoho.refusalOf({ Note_Title: 'T', Parent_Id }, 'Notes', {})).toEqual({
		code: 'MANDATORY_NOT_FOUND',
		status: 'error',
		message: 'required field not found',
		details: { api_name: 'Note_Content', json_path: '$.data[0].Note_Content' },
	});
	emulator.switches.mandatoryNoteText = 'either';
	await zoho.insertOne({ Note_Title: 'T', Parent_Id }, 'Notes');
	expect(await zoho.refusalOf({ Parent_Id }, 'Notes', {})).toEqual({
		code: 'EXPECTED_FIELD_MISSING',
		status: 'error',
		message: 'one of the expected fields is missing',
		details: {
			expected_fields: [
				{ api_name: 'Note_Title', json_path: '$.data[0].Note_Title' },
				{ api_name: 'Note_Content', json_path: '$.data[0].Note_Content' },
			],
		},
	});
});

it('acceptsOldNoteParent: the id with se_module beside it', async () => {
	const lead = await zoho.insertOne(LEAD);
	const forms = [
		{ Parent_Id: lead, se_module: 'Leads' },
		{ Parent_Id: { id: lead }, $se_module: 'Leads' },
	];
	expect((await zoho.refusalOf(forms[0], 'Notes', { Note_Content: 'C' })).details).toEqual({
		expected_data_type: 'jsonobject',
		api_name: 'Parent_Id',
		json_path: '$.data[0].Parent_Id',
	});
	expect(await zoho.refusalOf(forms[1], 'Notes', { Note_Content: 'C' })).toMatchObject({
		code: 'MANDATORY_NOT_FOUND',
		details: { api_name: 'module', json_path: '$.data[0].Parent_Id.module' },
	});
	emulator.switches.acceptsOldNoteParent = true;
	for (const form of forms) {
		const id = await zoho.insertOne({ Note_Content: 'C', ...form }, 'Notes');
		expect((await zoho.read(id, 'Notes')).Parent_Id).toMatchObject({ module: { api_name: 'Leads' }, id: lead });
	}
});

it.each([
	['no parent', undefined, 'MANDATORY_NOT_FOUND', 'required field not found', 'Parent_Id'],
	[
		'a parent that is not there',
		parent(ABSENT_ID),
		'INVALID_DATA',
		'the related id given seems to be invalid',
		'Parent_Id.id',
	],
	[
		'a module without notes',
		{ module: { api_name: 'Notes' }, id: ABSENT_ID },
		'INVALID_DATA',
		'invalid data',
		'Parent_Id.module.api_name',
	],
])('a note is refused with %s', async (_, Parent_Id, code, message, place) => {
	const entry = await zoho.refusalOf({ Note_Content: 'C', Parent_Id }, 'Notes', {});
	expect([entry.code, entry.message, entry.details.json_path]).toEqual([code, message, `$.data[0].${place}`]);
});

it('only administrators list the notes of all records', async () => {
	const id = await zoho.insertOne({ Note_Content: 'C', Parent_Id: parent(await zoho.insertOne(LEAD)) }, 'Notes');
	expect((await zoho.call<List>('GET', '/Notes?fields=Note_Content')).body.data).toEqual([{ Note_Content: 'C', id }]);
	zoho.client.authorization = emulator.grantToken({ userId: '4150868000000225021' }).authorization;
	expect(await zoho.call('GET', '/Notes?fields=Note_Content')).toEqual({
		status: 403,
		body: { code: 'NOT_SUPPORTED', details: {}, message: 'supported only for admin users', status: 'error' },
	});
	expect((await zoho.call('GET', `/Notes/${id}`)).status).toBe(200);
});
