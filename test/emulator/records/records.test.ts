import { useEach, useEmulator } from '../../stage/useEmulator';
import { ABSENT_ID, ANN, createRecordClient, LEAD, type List, START } from '../clients/records';

const emulator = useEmulator({ isFresh: true });
const zoho = useEach(() => createRecordClient(emulator));

const ANN_WITH_EMAIL = { ...ANN, email: 'ann.lee@brightwell.test' };

describe('envelopes of writes', () => {
	it('answers 201 with who and when for every added record', async () => {
		const { status, entries } = await zoho.write('POST', '/Leads', [LEAD, { ...LEAD, Last_Name: 'Rao' }]);
		expect(status).toBe(201);
		const ids = entries.map(({ details }) => details.id);
		expect(new Set(ids).size).toBe(2);
		expect(entries).toEqual(
			ids.map((id) => ({
				code: 'SUCCESS',
				status: 'success',
				message: 'record added',
				details: {
					id,
					Created_Time: START,
					Modified_Time: START,
					Created_By: ANN,
					Modified_By: ANN,
					$approval_state: 'approved',
				},
			})),
		);
	});

	it('answers 207 in the order of the records when some are refused, and 400 when all are', async () => {
		const { status, entries } = await zoho.write('POST', '/Leads', [
			LEAD,
			{ Company: 'Brightwell' },
			{ ...LEAD, City: 7 },
			'Okafor',
		]);
		expect(status).toBe(207);
		expect(entries[0].code).toBe('SUCCESS');
		expect(entries.slice(1)).toEqual([
			{
				code: 'MANDATORY_NOT_FOUND',
				status: 'error',
				message: 'required field not found',
				details: { api_name: 'Last_Name', json_path: '$.data[1].Last_Name' },
			},
			{
				code: 'INVALID_DATA',
				status: 'error',
				message: 'invalid data',
				details: { expected_data_type: 'text', api_name: 'City', json_path: '$.data[2].City' },
			},
			{
				code: 'INVALID_DATA',
				status: 'error',
				message: 'invalid data',
				details: { expected_data_type: 'jsonobject', api_name: 'data', json_path: '$.data[3]' },
			},
		]);
		expect(emulator.store.count('Leads')).toBe(1);
		expect((await zoho.write('POST', '/Leads', [{}])).status).toBe(400);
	});

	it('names the first bad field of a record, or all of them where switched', async () => {
		const record = { Last_Name: '', Email: 'no address', No_of_Employees: 1.5 };
		expect((await zoho.write('POST', '/Leads', [record])).entries[0].details).toEqual({
			api_name: 'Last_Name',
			json_path: '$.data[0].Last_Name',
		});
		emulator.switches.severalRefusals = 'all';
		const [entry] = (await zoho.write('POST', '/Leads', [record])).entries;
		expect(entry.code).toBe('MULTIPLE_OR_MULTI_ERRORS');
		expect(entry.details.errors).toEqual([
			{
				code: 'MANDATORY_NOT_FOUND',
				status: 'error',
				message: 'required field not found',
				details: { api_name: 'Last_Name', json_path: '$.data[0].Last_Name' },
			},
			{
				code: 'MANDATORY_NOT_FOUND',
				status: 'error',
				message: 'required field not found',
				details: { api_name: 'Company', json_path: '$.data[0].Company' },
			},
			{
				code: 'INVALID_DATA',
				status: 'error',
				message: 'invalid data',
				details: { expected_data_type: 'email', api_name: 'Email', json_path: '$.data[0].Email' },
			},
			{
				code: 'INVALID_DATA',
				status: 'error',
				message: 'invalid data',
				details: { expected_data_type: 'integer', api_name: 'No_of_Employees', json_path: '$.data[0].No_of_Employees' },
			},
		]);
	});

	it('refuses more than 100 records as a whole and writes none', async () => {
		const { status, body } = await zoho.call('POST', '/Leads', { data: Array.from({ length: 101 }, () => LEAD) });
		expect([status, body]).toEqual([
			400,
			{
				code: 'LIMIT_EXCEEDED',
				details: { maximum_length: 100, api_name: 'data', json_path: '$.data' },
				message: 'The given data is more than the limit',
				status: 'error',
			},
		]);
		expect(emulator.store.count('Leads')).toBe(0);
		expect(
			(
				await zoho.write(
					'POST',
					'/Leads',
					Array.from({ length: 100 }, () => LEAD),
				)
			).entries,
		).toHaveLength(100);
	});

	it.each([
		[
			'a body that is not JSON',
			'{"data":',
			{ code: 'INVALID_REQUEST', details: {}, message: 'unable to parse the request body', status: 'error' },
		],
		[
			'a body that is no object',
			'[]',
			{ code: 'INVALID_DATA', details: { expected_data_type: 'jsonobject' }, message: 'invalid data', status: 'error' },
		],
		[
			'no data',
			'{}',
			{
				code: 'MANDATORY_NOT_FOUND',
				details: { api_name: 'data', json_path: '$.data' },
				message: 'required field not found',
				status: 'error',
			},
		],
		[
			'empty data',
			'{"data":[]}',
			{
				code: 'INVALID_DATA',
				details: { expected_data_type: 'jsonarray', api_name: 'data', json_path: '$.data' },
				message: 'invalid data',
				status: 'error',
			},
		],
	])('refuses %s', async (_what, text, body) => {
		expect(await zoho.call('POST', '/Leads', Buffer.from(text), { 'content-type': 'application/json' })).toEqual({
			status: 400,
			body,
		});
	});

	it('answers bad JSON with the other code, and whole refusals inside data, where switched', async () => {
		emulator.switches.badJsonCode = 'BODY_REQUIRED';
		emulator.switches.wholeRefusalPlace = 'in data';
		const { body } = await zoho.call('POST', '/Leads', Buffer.from('{'), { 'content-type': 'application/json' });
		expect(body).toEqual({
			data: [{ code: 'BODY_REQUIRED', details: {}, message: 'unable to parse the request body', status: 'error' }],
		});
	});

	it.each(['GET', 'POST', 'PUT', 'DELETE'])('refuses %s of an unknown module', async (method) => {
		const refusal = {
			code: 'INVALID_MODULE',
			details: { resource_path_index: 0 },
			message: 'the module name given seems to be invalid',
			status: 'error',
		};
		expect(await zoho.call(method, '/leads', method === 'GET' ? undefined : { data: [LEAD] })).toEqual({
			status: 400,
			body: refusal,
		});
	});

	it('charges a credit for each ten records begun', async () => {
		const before = emulator.credits.spent();
		await zoho.write(
			'POST',
			'/Leads',
			Array.from({ length: 11 }, () => LEAD),
		);
		await zoho.write('POST', '/Leads', [LEAD]);
		await zoho.write('PUT', '/Leads', [LEAD]);
		await zoho.write(
			'POST',
			'/Leads/upsert',
			Array.from({ length: 100 }, () => LEAD),
		);
		expect(emulator.credits.spent() - before).toBe(2 + 1 + 1 + 10);
	});

	it('needs the scope of the module and the operation', async () => {
		zoho.client.authorization = emulator.grantToken({ scopes: ['ZohoCRM.modules.leads.CREATE'] }).authorization;
		expect((await zoho.call('POST', '/Leads', { data: [LEAD] })).status).toBe(201);
		expect((await zoho.call('GET', '/Leads?fields=Email')).body).toMatchObject({ code: 'OAUTH_SCOPE_MISMATCH' });
		expect((await zoho.call('POST', '/Accounts', { data: [{ Account_Name: 'Brightwell' }] })).status).toBe(401);
	});
});

describe('keys beside the records', () => {
	it.each([
		['trigger', 'workflow', '$.trigger', { expected_data_type: 'jsonarray' }],
		[
			'trigger',
			['workflows'],
			'$.trigger[0]',
			{ supported_values: ['workflow', 'approval', 'blueprint', 'pathfinder', 'orchestration'] },
		],
		[
			'apply_feature_execution',
			['layout_rules'],
			'$.apply_feature_execution[0]',
			{
				supported_values: [
					'layout_rules',
					'range_validation',
					'assignment_rules',
					'function_validation_rule',
					'criteria_validation_rule',
					'global_map_dependency',
					'territory_subordinates',
				],
			},
		],
		[
			'skip_feature_execution',
			[{ name: 'cadences' }, { name: 'x' }],
			'$.skip_feature_execution[1]',
			{ supported_values: ['cadences', 'assignment_rules', 'connected_workflows'] },
		],
		['lar_id', 7, '$.lar_id', { expected_data_type: 'bigint' }],
	])('refuses a wrong %s', async (key, value, path, details) => {
		const { status, body } = await zoho.call('POST', '/Leads', { data: [LEAD], [key]: value });
		expect([status, body]).toEqual([
			400,
			{
				code: 'INVALID_DATA',
				details: { ...details, api_name: key, json_path: path },
				message: 'invalid data',
				status: 'error',
			},
		]);
	});

	it('takes right ones', async () => {
		const rest = {
			trigger: [],
			apply_feature_execution: [{ name: 'layout_rules' }],
			skip_feature_execution: [{ name: 'connected_workflows', action: 'insert' }],
			lar_id: '4150868000000511001',
			unheard: 1,
		};
		expect((await zoho.write('POST', '/Leads', [LEAD], rest)).status).toBe(201);
	});
});

describe('fields', () => {
	it('gives every field back the way the API shows it', async () => {
		const accountId = await zoho.insertOne(
			{ Account_Name: 'Brightwell', Account_Number: 123456789012345678n.toString() },
			'Accounts',
		);
		const id = await zoho.insertOne({
			...LEAD,
			First_Name: 'Ngozi',
			Email: 'N.Okafor@brightwell.test',
			Phone: '+234 1 555',
			Lead_Source: 'Partner',
			Annual_Revenue: 1200.5,
			No_of_Employees: 12,
			Visit_Date: '2026-02-28',
			Next_Call: '2026-08-25T10:00:00+02:00',
			Interests: ['Support', 'Hardware'],
			Newsletter: true,
			Score: -1.25,
			Owner: { id: '4150868000000225021' },
			Referring_Account: { id: accountId },
			Tag: [{ name: 'fair' }],
			Ext_Ref: 'A-1',
			Description: 'Zażółć "gęślą", \n😀',
			Unheard_Of: 'x',
		});
		const shown = await zoho.read(id);
		expect(shown).toMatchObject({
			id,
			Last_Name: 'Okafor',
			First_Name: 'Ngozi',
			Full_Name: 'Ngozi Okafor',
			Company: 'Brightwell',
			Email: 'N.Okafor@brightwell.test',
			Phone: '+234 1 555',
			Mobile: null,
			Lead_Source: 'Partner',
			Industry: null,
			Annual_Revenue: 1200.5,
			No_of_Employees: 12,
			Email_Opt_Out: false,
			Visit_Date: '2026-02-28',
			Next_Call: '2026-08-25T13:30:00+05:30',
			Interests: ['Support', 'Hardware'],
			Newsletter: true,
			Score: -1.25,
			Owner: { name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' },
			Referring_Account: { name: 'Brightwell', id: accountId },
			Tag: [{ name: 'fair', id: expect.stringMatching(/^\d{19}$/), color_code: null }],
			Ext_Ref: 'A-1',
			Description: 'Zażółć "gęślą", \n😀',
			Work_History: [],
			Venues: [],
			Created_By: ANN_WITH_EMAIL,
			Modified_By: ANN_WITH_EMAIL,
			Created_Time: START,
			Modified_Time: START,
		});
		expect(Object.fromEntries(Object.entries(shown).filter(([name]) => name.startsWith('$')))).toEqual({
			$approval_state: 'approved',
			$approved: true,
			$approval: { delegate: false, takeover: false, approve: false, reject: false, resubmit: false },
			$review: null,
			$review_process: { approve: false, reject: false, resubmit: false },
			$orchestration: false,
			$editable: true,
			$in_merge: false,
			$locked_for_me: false,
			$currency_symbol: '$',
			$state: 'save',
			$process_flow: false,
			$field_states: null,
			$zia_owner_assignment: 'owner_recommendation_unavailable',
			$converted: false,
			$converted_detail: {},
			$layout_id: { display_label: 'Standard', name: 'Standard', id: '4150868000000091055' },
			$has_more: { Work_History: false },
		});
		const account = await zoho.read(accountId, 'Accounts');
		expect([account.$is_duplicate, account.$converted]).toEqual([false, undefined]);
		expect(shown).not.toHaveProperty('Unheard_Of');
		expect((await zoho.read(accountId, 'Accounts')).Account_Number).toBe('123456789012345678');
		expect(emulator.store.get('Leads', id)).toMatchObject({
			id,
			Owner: { id: '4150868000000225021' },
			Next_Call: '2026-08-25T13:30:00+05:30',
		});
	});

	const text = { expected_data_type: 'text' };
	it.each([
		['Email', 'bad', { expected_data_type: 'email' }],
		['Email', 'a b@x.test', { expected_data_type: 'email' }],
		['Email', 'mailto:a@x.test', { expected_data_type: 'email' }],
		['Email', `${'a'.repeat(93)}@x.test0`, { maximum_length: 100 }],
		['City', 'x'.repeat(101), { maximum_length: 100 }],
		['City', true, text],
		['Lead_Source', 3, text],
		['Newsletter', 'true', { expected_data_type: 'boolean' }],
		['No_of_Employees', '12', { expected_data_type: 'integer' }],
		['No_of_Employees', 1234567890, { maximum_length: 9 }],
		['Annual_Revenue', '1', { expected_data_type: 'double' }],
		['Annual_Revenue', 1e17, { maximum_length: 16 }],
		['Visit_Date', '2026-02-30', { expected_data_type: 'date' }],
		['Visit_Date', '25/08/2026', { expected_data_type: 'date' }],
		['Next_Call', '2026-08-25T10:00:00', { expected_data_type: 'datetime' }],
		['Next_Call', '2026-08-25T10:00:00.000+02:00', { expected_data_type: 'datetime' }],
		['Next_Call', '2026-08-25T25:00:00+02:00', { expected_data_type: 'datetime' }],
		['Interests', 'Support', { expected_data_type: 'jsonarray' }],
		['Owner', '4150868000000225021', { expected_data_type: 'jsonobject' }],
		['Tag', [{ name: 'x'.repeat(26) }], { maximum_length: 25, api_name: 'name', json_path: '$.data[0].Tag[0].name' }],
		['Interests', ['Support', 1], { ...text, json_path: '$.data[0].Interests[1]' }],
	])('refuses %s = %j', async (field, value, details) => {
		const entry = await zoho.refusalOf({ [String(field)]: value });
		expect(entry).toEqual({
			code: 'INVALID_DATA',
			status: 'error',
			message: 'invalid data',
			details: { api_name: field, json_path: `$.data[0].${String(field)}`, ...Object(details) },
		});
	});

	it('counts characters, not code units', async () => {
		expect((await zoho.read(await zoho.insertOne({ ...LEAD, City: '😀'.repeat(100) }))).City).toBe('😀'.repeat(100));
	});

	it.each([
		['an unknown account', 'Referring_Account', { id: ABSENT_ID }],
		['an unknown user', 'Owner', { id: ABSENT_ID }],
		['a deactivated user', 'Owner', { id: '4150868000000225045' }],
		['a deleted user', 'Owner', { id: '4150868000000225061' }],
		['a user by e-mail', 'Owner', { email: 'bruno.costa@brightwell.test' }],
		['an unknown layout', 'Layout', { id: ABSENT_ID }],
	])('refuses %s', async (_what, field, value) => {
		expect(await zoho.refusalOf({ [field]: value })).toEqual({
			code: 'INVALID_DATA',
			status: 'error',
			message: 'the id given seems to be invalid',
			details: { api_name: 'id', json_path: `$.data[0].${field}.id` },
		});
	});

	it('takes the name of an account, and creates the account when there is none of that name', async () => {
		const known = await zoho.insertOne({ Account_Name: 'Brightwell' }, 'Accounts');
		const contact = async (name: string) =>
			(await zoho.read(await zoho.insertOne({ Last_Name: 'Rao', Account_Name: { name } }, 'Contacts'), 'Contacts'))
				.Account_Name;
		expect(await contact('brightwell')).toEqual({ name: 'Brightwell', id: known });
		const created = await contact('Acme');
		expect(created).toEqual({ name: 'Acme', id: expect.stringMatching(/^\d{19}$/) });
		expect(await contact('Acme')).toEqual(created);
		expect([...emulator.store.all('Accounts')].map(({ Account_Name }) => Account_Name)).toEqual(['Brightwell', 'Acme']);
		expect(
			(await zoho.refusalOf({ Account_Name: { name: 'x'.repeat(201) }, Last_Name: 'Rao' }, 'Contacts', {})).details,
		).toEqual({ maximum_length: 200, api_name: 'name', json_path: '$.data[0].Account_Name.name' });
		expect((await zoho.refusalOf({ Referring_Account: { name: 'Acme' } })).details).toEqual({
			expected_data_type: 'bigint',
			api_name: 'id',
			json_path: '$.data[0].Referring_Account.id',
		});
	});

	it('spacesAroundEmail: keeps, trims or refuses them', async () => {
		const stored = async () => (await zoho.read(await zoho.insertOne({ ...LEAD, Email: ' a@x.test ' }))).Email;
		expect(await stored()).toBe(' a@x.test ');
		emulator.switches.spacesAroundEmail = 'trim';
		expect(await stored()).toBe('a@x.test');
		emulator.switches.spacesAroundEmail = 'refuse';
		expect((await zoho.refusalOf({ Email: ' a@x.test ' })).details).toEqual({
			expected_data_type: 'email',
			api_name: 'Email',
			json_path: '$.data[0].Email',
		});
	});

	it('extraDecimals: keeps, rounds or refuses what an amount has beyond the places of its currency', async () => {
		const values = { Annual_Revenue: 1.236, Score: 1.236 };
		const stored = async () => await zoho.read(await zoho.insertOne({ ...LEAD, ...values }), 'Leads', 'Annual_Revenue');
		expect((await stored()).Annual_Revenue).toBe(1.236);
		emulator.switches.extraDecimals = 'round';
		expect((await stored()).Annual_Revenue).toBe(1.24);
		emulator.switches.extraDecimals = 'refuse';
		expect((await zoho.refusalOf(values)).details).toEqual({
			decimal_place: 2,
			api_name: 'Annual_Revenue',
			json_path: '$.data[0].Annual_Revenue',
		});
		await zoho.insertOne({ ...LEAD, Annual_Revenue: 1.23, Score: 1.236 });
	});

	it('takes a time ending in Z unless switched, and an owner by e-mail where switched', async () => {
		emulator.switches.acceptsZuluTime = false;
		expect((await zoho.refusalOf({ Next_Call: '2026-08-25T08:00:00Z' })).details.expected_data_type).toBe('datetime');
		Object.assign(emulator.switches, { acceptsOwnerByEmail: true, acceptsZuluTime: true });
		const id = await zoho.insertOne({
			...LEAD,
			Owner: { email: 'BRUNO.costa@brightwell.test' },
			Next_Call: '2026-08-25T08:00:00Z',
		});
		expect(await zoho.read(id, 'Leads', 'Owner,Next_Call')).toEqual({
			id,
			Owner: { name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' },
			Next_Call: '2026-08-25T13:30:00+05:30',
		});
	});

	it('accepts values outside a pick list without adding them, or refuses them where switched', async () => {
		const id = await zoho.insertOne({ ...LEAD, Lead_Source: 'Carrier pigeon', Rating: '-None-' });
		expect(await zoho.read(id, 'Leads', 'Lead_Source,Rating')).toEqual({
			id,
			Lead_Source: 'Carrier pigeon',
			Rating: null,
		});
		const options = emulator.state.schema.field('Leads', 'Lead_Source')?.pickList;
		expect(options).not.toContain('Carrier pigeon');
		emulator.switches.unknownPicklistValues = 'refuse';
		expect((await zoho.refusalOf({ Lead_Source: 'Carrier pigeon' })).details).toEqual({
			supported_values: options,
			api_name: 'Lead_Source',
			json_path: '$.data[0].Lead_Source',
		});
		expect((await zoho.refusalOf({ Interests: ['Support', 'Chess'] })).details.json_path).toBe(
			'$.data[0].Interests[1]',
		);
	});

	it('passes over values for read-only fields, or refuses them where switched', async () => {
		const id = await zoho.insertOne({ ...LEAD, Created_Time: '2020-01-01T00:00:00+00:00', Full_Name: 'Someone Else' });
		expect(await zoho.read(id, 'Leads', 'Created_Time,Full_Name')).toEqual({
			id,
			Created_Time: START,
			Full_Name: 'Okafor',
		});
		emulator.switches.readOnlyValues = 'refuse';
		expect((await zoho.refusalOf({ Created_Time: START })).details).toEqual({
			api_name: 'Created_Time',
			json_path: '$.data[0].Created_Time',
		});
	});

	it("asks for a layout's mandatory fields only when the layout is sent", async () => {
		const layout = { Layout: { id: '4150868000000091057' } };
		expect((await zoho.refusalOf(layout)).details).toEqual({ api_name: 'Phone', json_path: '$.data[0].Phone' });
		const id = await zoho.insertOne({ ...LEAD, ...layout, Phone: '1' });
		expect((await zoho.read(id)).$layout_id).toEqual({
			display_label: 'Fair',
			name: 'Fair',
			id: '4150868000000091057',
		});
		await zoho.insertOne(LEAD);
	});

	it('keeps unique values apart, with or without regard to case', async () => {
		const id = await zoho.insertOne({ ...LEAD, Ext_Ref: 'Key-1', Owner: { id: '4150868000000225021' } });
		expect(await zoho.refusalOf({ Ext_Ref: 'KEY-1' })).toEqual({
			code: 'DUPLICATE_DATA',
			status: 'error',
			message: 'duplicate data',
			details: {
				api_name: 'Ext_Ref',
				json_path: '$.data[0].Ext_Ref',
				id,
				more_records: false,
				duplicate_record: {
					id,
					Owner: { name: 'Bruno Costa', id: '4150868000000225021', zuid: '694579961' },
					module: { api_name: 'Leads', id: '4150868000000002175' },
				},
			},
		});
		await zoho.insertOne({ Name: 'Hall', Venue_Code: 'a' }, 'Venues');
		await zoho.insertOne({ Name: 'Hall', Venue_Code: 'A' }, 'Venues');
		expect((await zoho.refusalOf({ Venue_Code: 'a' }, 'Venues', { Name: 'Hall' })).code).toBe('DUPLICATE_DATA');
		const { status, entries } = await zoho.write('POST', '/Leads', [
			{ ...LEAD, Ext_Ref: 'two' },
			{ ...LEAD, Ext_Ref: 'two' },
		]);
		expect([status, entries.map(({ code }) => code)]).toEqual([207, ['SUCCESS', 'DUPLICATE_DATA']]);
	});
});

describe('update', () => {
	it('changes what is sent, clears null and leaves the rest', async () => {
		const id = await zoho.insertOne({ ...LEAD, City: 'Lagos', Phone: '1', Newsletter: true, Interests: ['Support'] });
		emulator.advance(60_000);
		zoho.client.authorization = emulator.grantToken({ userId: '4150868000000225021' }).authorization;
		const { status, entries } = await zoho.write('PUT', '/Leads', [
			{
				id,
				City: 'Ibadan',
				Phone: null,
				Newsletter: null,
				Interests: ['Training'],
				$append_values: { Interests: true },
			},
		]);
		const bruno = { name: 'Bruno Costa', id: '4150868000000225021' };
		const later = '2026-08-25T10:01:00+05:30';
		expect(status).toBe(200);
		expect(entries).toEqual([
			{
				code: 'SUCCESS',
				status: 'success',
				message: 'record updated',
				details: { id, Created_Time: START, Modified_Time: later, Created_By: ANN, Modified_By: bruno },
			},
		]);
		expect(await zoho.read(id)).toMatchObject({
			Last_Name: 'Okafor',
			City: 'Ibadan',
			Phone: null,
			Newsletter: false,
			Interests: ['Support', 'Training'],
			Created_By: ANN_WITH_EMAIL,
			Modified_By: { ...bruno, email: 'bruno.costa@brightwell.test' },
		});
	});

	it('refuses a missing id, an unknown id and the emptying of a mandatory field', async () => {
		const id = await zoho.insertOne(LEAD);
		const { status, entries } = await zoho.write('PUT', '/Leads', [
			{ City: 'x' },
			{ id: ABSENT_ID, City: 'x' },
			{ id, Last_Name: null },
			{ id, City: 'y' },
		]);
		expect(status).toBe(207);
		expect(entries.slice(0, 3)).toEqual([
			{
				code: 'MANDATORY_NOT_FOUND',
				status: 'error',
				message: 'required field not found',
				details: { api_name: 'id', json_path: '$.data[0].id' },
			},
			{
				code: 'INVALID_DATA',
				status: 'error',
				message: 'the id given seems to be invalid',
				details: { api_name: 'id', json_path: '$.data[1].id' },
			},
			{
				code: 'MANDATORY_NOT_FOUND',
				status: 'error',
				message: 'required field not found',
				details: { api_name: 'Last_Name', json_path: '$.data[2].Last_Name' },
			},
		]);
		expect(await zoho.read(id, 'Leads', 'Last_Name,City')).toEqual({ id, Last_Name: 'Okafor', City: 'y' });
	});

	it('takes the id from the path and lets a record keep its own unique value', async () => {
		const id = await zoho.insertOne({ ...LEAD, Ext_Ref: 'K' });
		expect((await zoho.write('PUT', `/Leads/${id}`, [{ Ext_Ref: 'k', City: 'Enugu' }])).status).toBe(200);
		expect(await zoho.read(id, 'Leads', 'Ext_Ref,City')).toEqual({ id, Ext_Ref: 'k', City: 'Enugu' });
		expect((await zoho.call('PUT', '/Leads/12', { data: [{}] })).body).toEqual({
			code: 'INVALID_DATA',
			details: { resource_path_index: 1 },
			message: 'the id given seems to be invalid',
			status: 'error',
		});
	});

	it('answers 412 when the record changed after If-Unmodified-Since, and writes nothing', async () => {
		const id = await zoho.insertOne(LEAD);
		const early = { 'If-Unmodified-Since': '2026-08-25T09:59:59+05:30' };
		const { status, body } = await zoho.call('PUT', '/Leads', { data: [{ id, City: 'x' }] }, early);
		expect([status, body]).toEqual([
			412,
			{
				data: [
					{
						code: 'ALREADY_MODIFIED',
						status: 'error',
						message: 'the record was modified after the given time',
						details: { id, Created_Time: START, Modified_Time: START, Created_By: ANN, Modified_By: ANN },
					},
				],
			},
		]);
		expect((await zoho.read(id)).City).toBeNull();
		expect(
			(await zoho.call('PUT', '/Leads', { data: [{ id, City: 'x' }] }, { 'If-Unmodified-Since': START })).status,
		).toBe(200);
	});
});

describe('subforms and links', () => {
	it('adds, changes and removes rows by id, and shows them by id only', async () => {
		const id = await zoho.insertOne({
			...LEAD,
			Work_History: [{ Employer: 'A', From_Date: '2020-01-01' }, { Employer: 'B' }],
		});
		const [first, second] = (await zoho.read(id)).Work_History as Array<Record<string, unknown>>;
		expect(first).toEqual({
			id: expect.any(String),
			Parent_Id: { name: 'Okafor', id },
			Employer: 'A',
			Position: null,
			From_Date: '2020-01-01',
			To_Date: null,
			Is_Current: false,
			Created_Time: START,
			Modified_Time: START,
		});
		await zoho.write('PUT', '/Leads', [
			{ id, Work_History: [{ id: first.id, _delete: null }, { Employer: 'C' }, { id: second.id, Position: 'Chair' }] },
		]);
		const rows = (await zoho.read(id)).Work_History as Array<Record<string, unknown>>;
		expect(rows.map(({ Employer, Position }) => [Employer, Position])).toEqual([
			['B', 'Chair'],
			['C', null],
		]);
		const { body } = await zoho.call<List>('GET', '/Leads?fields=Last_Name,Work_History,Venues');
		expect(body.data).toEqual([{ id, Last_Name: 'Okafor' }]);
	});

	it('refuses what is wrong inside a row, with its path', async () => {
		expect(await zoho.refusalOf({ Work_History: [{ Employer: 'A' }, { From_Date: 'soon' }] })).toEqual({
			code: 'INVALID_DATA',
			status: 'error',
			message: 'invalid data',
			details: { expected_data_type: 'date', api_name: 'From_Date', json_path: '$.data[0].Work_History[1].From_Date' },
		});
		expect((await zoho.refusalOf({ Work_History: [{ id: ABSENT_ID }] })).details).toEqual({
			api_name: 'id',
			json_path: '$.data[0].Work_History[0].id',
		});
		expect((await zoho.refusalOf({ Work_History: {} })).details).toEqual({
			expected_data_type: 'jsonarray',
			api_name: 'Work_History',
			json_path: '$.data[0].Work_History',
		});
		expect(
			(await zoho.refusalOf({ Work_History: Array.from({ length: 201 }, () => ({ Employer: 'A' })) })).details,
		).toMatchObject({ maximum_length: 200 });
		expect(emulator.store.count('Work_History')).toBe(0);
	});

	it.each([
		['keep', ['A', 'B', 'C']],
		['delete', ['C']],
	] as const)('with omitted rows on %s has %j left', async (omittedSubformRows, employers) => {
		emulator.switches.omittedSubformRows = omittedSubformRows;
		const id = await zoho.insertOne({ ...LEAD, Work_History: [{ Employer: 'A' }, { Employer: 'B' }] });
		await zoho.write('PUT', '/Leads', [{ id, Work_History: [{ Employer: 'C' }] }]);
		expect([...emulator.store.all('Work_History')].map(({ Employer }) => Employer)).toEqual(employers);
	});

	it('links records by the look-up of the linking module, and forgets links and rows with their record', async () => {
		const venueId = await zoho.insertOne({ Name: 'Hall' }, 'Venues');
		const id = await zoho.insertOne({
			...LEAD,
			Venues: [{ Venues: { id: venueId } }],
			Work_History: [{ Employer: 'A' }],
		});
		expect((await zoho.read(id)).Venues).toEqual([
			{
				id: expect.any(String),
				Leads: { name: 'Okafor', id },
				Venues: { name: 'Hall', id: venueId },
				Created_Time: START,
				Modified_Time: START,
			},
		]);
		expect((await zoho.refusalOf({ Venues: [{ Venues: { id: ABSENT_ID } }] })).details.json_path).toBe(
			'$.data[0].Venues[0].Venues.id',
		);
		expect((await zoho.refusalOf({ Venues: [{}] })).code).toBe('MANDATORY_NOT_FOUND');
		await zoho.call('DELETE', `/Leads/${id}`);
		expect([emulator.store.count('Leads_X_Venues'), emulator.store.count('Work_History')]).toEqual([0, 0]);
	});
});

describe('upsert', () => {
	it('updates by the system field, else adds, and says which', async () => {
		const id = await zoho.insertOne({ ...LEAD, Email: 'a@x.test' });
		emulator.advance(1000);
		const { status, entries } = await zoho.write('POST', '/Leads/upsert', [
			{ ...LEAD, Email: 'A@X.test', City: 'Aba' },
			{ ...LEAD, Email: 'b@x.test' },
		]);
		const now = '2026-08-25T10:00:01+05:30';
		expect(status).toBe(200);
		expect(entries).toEqual([
			{
				code: 'SUCCESS',
				status: 'success',
				message: 'record updated',
				action: 'update',
				duplicate_field: 'Email',
				details: { id, Created_Time: START, Modified_Time: now, Created_By: ANN, Modified_By: ANN },
			},
			{
				code: 'SUCCESS',
				status: 'success',
				message: 'record added',
				action: 'insert',
				duplicate_field: null,
				details: { id: expect.any(String), Created_Time: now, Modified_Time: now, Created_By: ANN, Modified_By: ANN },
			},
		]);
		expect((await zoho.read(id)).City).toBe('Aba');
	});

	it('tries the listed fields in order, then the other unique ones, and leaves the system field out when it is not listed', async () => {
		const byRef = await zoho.insertOne({ ...LEAD, Email: 'one@x.test', Ext_Ref: 'R1' });
		const byEmail = await zoho.insertOne({ ...LEAD, Email: 'two@x.test' });
		const upsert = async (record: object, fields?: string[]) => {
			const { entries } = await zoho.write(
				'POST',
				'/Leads/upsert',
				[{ ...LEAD, ...record }],
				fields === undefined ? {} : { duplicate_check_fields: fields },
			);
			return [entries[0].action, entries[0].duplicate_field, entries[0].details.id];
		};
		expect(await upsert({ Email: 'two@x.test', Ext_Ref: 'r1' }, ['Ext_Ref'])).toEqual(['update', 'Ext_Ref', byRef]);
		expect(await upsert({ Email: 'one@x.test' }, ['Ext_Ref'])).toEqual(['insert', null, expect.any(String)]);
		expect(await upsert({ Email: 'none@x.test', Ext_Ref: 'R1' }, ['Email'])).toEqual(['update', 'Ext_Ref', byRef]);
		await zoho.write('PUT', '/Leads', [{ id: byRef, Email: 'one@x.test' }]);
		expect(await upsert({ Email: 'three@x.test', Ext_Ref: 'R1' })).toEqual(['update', 'Ext_Ref', byRef]);
		expect(
			(
				await zoho.write('POST', '/Leads/upsert', [{ ...LEAD, Email: 'two@x.test', Ext_Ref: 'R1' }], {
					duplicate_check_fields: ['Email', 'Ext_Ref'],
				})
			).entries[0],
		).toMatchObject({ code: 'DUPLICATE_DATA', details: { api_name: 'Ext_Ref', id: byRef } });
		expect((await zoho.read(byEmail)).Ext_Ref).toBeNull();
	});

	it('refuses fields that cannot be checked', async () => {
		const details = { api_name: 'duplicate_check_fields', json_path: '$.duplicate_check_fields[1]' };
		const body = { data: [LEAD], duplicate_check_fields: ['Email', 'City'] };
		expect(await zoho.call('POST', '/Leads/upsert', body)).toEqual({
			status: 400,
			body: { code: 'INVALID_DATA', details, message: 'invalid data', status: 'error' },
		});
		emulator.switches.wrongDuplicateCheckCode = 'NOT_SUPPORTED';
		expect((await zoho.call('POST', '/Leads/upsert', body)).body).toMatchObject({ code: 'NOT_SUPPORTED', details });
	});

	it.each([
		['updates first', 1],
		['inserts both', 2],
	] as const)('with one key twice in a request on "%s" leaves %i', async (sameKeyTwice, count) => {
		emulator.switches.sameKeyTwice = sameKeyTwice;
		await zoho.write('POST', '/Leads/upsert', [
			{ ...LEAD, Email: 'a@x.test' },
			{ ...LEAD, Email: 'a@x.test', City: 'Aba' },
		]);
		expect(emulator.store.count('Leads')).toBe(count);
	});

	it('makes two records of one new key when two requests overlap, and one when they follow each other', async () => {
		await zoho.write('POST', '/Leads/upsert', [{ ...LEAD, Email: 'late@x.test' }]);
		await zoho.write('POST', '/Leads/upsert', [{ ...LEAD, Email: 'late@x.test' }]);
		expect(emulator.store.count('Leads')).toBe(1);
		emulator.switches.latencyBaseMs = 100;
		const both = await Promise.all(
			[1, 2].map(() => zoho.write('POST', '/Leads/upsert', [{ ...LEAD, Email: 'new@x.test' }])),
		);
		expect(both.map(({ entries }) => entries[0].action)).toEqual(['insert', 'insert']);
		expect(emulator.store.find('Leads', 'Email', 'new@x.test')).toHaveLength(2);
		await zoho.write('POST', '/Leads/upsert', [{ ...LEAD, Email: 'new@x.test' }]);
		expect(emulator.store.count('Leads')).toBe(3);
	});

	it('refuses the second of two overlapping requests where the field is unique', async () => {
		emulator.switches.latencyBaseMs = 100;
		const both = await Promise.all(
			[1, 2].map(() =>
				zoho.write('POST', '/Leads/upsert', [{ ...LEAD, Ext_Ref: 'same' }], { duplicate_check_fields: ['Ext_Ref'] }),
			),
		);
		expect(both.map(({ entries }) => entries[0].code).sort()).toEqual(['DUPLICATE_DATA', 'SUCCESS']);
		expect(emulator.store.count('Leads')).toBe(1);
	});
});

describe('delete', () => {
	it('answers each id, keeps the deleted list and finds the record no more', async () => {
		const id = await zoho.insertOne({ ...LEAD, First_Name: 'Ngozi', Ext_Ref: 'K' });
		emulator.advance(3_600_000);
		zoho.client.authorization = emulator.grantToken({ userId: '4150868000000225021' }).authorization;
		const { status, body } = await zoho.call('DELETE', `/Leads?ids=${id},${ABSENT_ID}&wf_trigger=false`);
		expect([status, body]).toEqual([
			207,
			{
				data: [
					{ code: 'SUCCESS', status: 'success', message: 'record deleted', details: { id } },
					{ code: 'INVALID_DATA', status: 'error', message: 'record not deleted', details: { id: ABSENT_ID } },
				],
			},
		]);
		expect((await zoho.call('GET', `/Leads/${id}`)).status).toBe(204);
		expect(await zoho.call('GET', '/Leads/deleted')).toEqual({
			status: 200,
			body: {
				data: [
					{
						deleted_by: { name: 'Bruno Costa', id: '4150868000000225021' },
						id,
						display_name: 'Ngozi Okafor',
						type: 'recycle',
						created_by: ANN,
						deleted_time: '2026-08-25T11:00:00+05:30',
					},
				],
				info: { per_page: 200, count: 1, page: 1, more_records: false },
			},
		});
		expect((await zoho.call('GET', '/Leads/deleted?type=permanent')).status).toBe(204);
		expect((await zoho.call('GET', '/Leads/deleted?type=some')).body).toMatchObject({
			code: 'INVALID_DATA',
			details: { param_name: 'type' },
		});
		expect(
			(await zoho.call('GET', '/Leads/deleted', undefined, { 'If-Modified-Since': '2026-08-25T11:00:00+05:30' }))
				.status,
		).toBe(304);
		await zoho.insertOne({ ...LEAD, Ext_Ref: 'K' });
	});

	it('refuses no ids, and more than 100', async () => {
		expect((await zoho.call('DELETE', '/Leads')).body).toEqual({
			code: 'REQUIRED_PARAM_MISSING',
			details: { param_name: 'ids' },
			message: 'One of the expected parameter is missing',
			status: 'error',
		});
		expect(
			(await zoho.call('DELETE', `/Leads?ids=${Array.from({ length: 101 }, () => ABSENT_ID).join()}`)).body,
		).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 100, param_name: 'ids' } });
		expect((await zoho.call('DELETE', `/Leads/${ABSENT_ID}`)).status).toBe(400);
	});
});
