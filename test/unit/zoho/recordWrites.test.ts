import { UsageError, ZohoApiError, ZohoShapeError } from '../../../nodes/shared/zoho/call/errors';
import { rejectionOf, scriptZoho } from './scriptedZoho';

const TIMES = { Created_Time: '2026-11-21T10:00:00+05:30', Modified_Time: '2026-11-21T10:00:00+05:30' };
const added = (id: string): object => ({
	code: 'SUCCESS',
	status: 'success',
	message: 'record added',
	details: { id, ...TIMES },
});
const updated = (id: string): object => ({
	code: 'SUCCESS',
	status: 'success',
	message: 'record updated',
	details: { id, ...TIMES },
});

describe('inserting', () => {
	it('sends the rows with what is to run, and answers in their order', async () => {
		const rows = [{ Last_Name: 'Okafor', Tag: [{ name: 'fair' }] }, { Last_Name: 'Ito' }];
		const zoho = scriptZoho([{ status: 201, body: { data: [added('1'), added('2')] } }]);
		const outcomes = await zoho.client.records.insert('Leads', rows, {
			trigger: [],
			applyFeatures: ['layout_rules'],
			skipFeatures: ['cadences'],
			assignmentRuleId: '511001',
		});
		expect(outcomes).toEqual(
			['1', '2'].map((id) => ({
				status: 'success',
				id,
				action: 'insert',
				duplicateField: null,
				details: { id, ...TIMES },
			})),
		);
		expect(zoho.calls[0]).toMatchObject({
			host: 'api',
			method: 'POST',
			url: 'https://www.zohoapis.eu/crm/v8/Leads',
			answer: 'json',
		});
		expect(zoho.calls[0].body).toEqual({
			kind: 'json',
			value: {
				data: rows,
				trigger: [],
				apply_feature_execution: [{ name: 'layout_rules' }],
				skip_feature_execution: [{ name: 'cadences' }],
				lar_id: '511001',
			},
		});
	});

	it('leaves out what was not chosen', async () => {
		const zoho = scriptZoho([{ body: { data: [added('1')] } }]);
		await zoho.client.records.insert('Leads', [{ Last_Name: 'Ito' }]);
		expect(zoho.calls[0].body).toEqual({ kind: 'json', value: { data: [{ Last_Name: 'Ito' }] } });
	});

	it('gives an outcome to every record of a mixed answer', async () => {
		const duplicate = {
			id: '9',
			Owner: { id: '5', name: 'Ann Lee', zuid: '12345' },
			module: { api_name: 'Leads', id: '2175' },
			Email: 'secret@brightwell.test',
		};
		const body = {
			data: [
				added('1'),
				{
					code: 'MANDATORY_NOT_FOUND',
					status: 'error',
					message: 'required field not found',
					details: { api_name: 'Last_Name', json_path: '$.data[1].Last_Name' },
				},
				{
					code: 'DUPLICATE_DATA',
					status: 'error',
					message: 'duplicate data',
					details: {
						api_name: 'Email',
						json_path: '$.data[2].Email',
						id: '9',
						more_records: false,
						duplicate_record: duplicate,
					},
				},
				added('2'),
			],
		};
		const zoho = scriptZoho([{ status: 207, body }]);
		const outcomes = await zoho.client.records.insert('Leads', [{}, {}, {}, {}]);
		expect(outcomes.map((outcome) => (outcome.status === 'success' ? outcome.id : outcome.refusal.code))).toEqual([
			'1',
			'MANDATORY_NOT_FOUND',
			'DUPLICATE_DATA',
			'2',
		]);
		expect(outcomes[1].status === 'refused' && outcomes[1].refusal).toBeInstanceOf(ZohoApiError);
		expect(outcomes[1]).toMatchObject({
			status: 'refused',
			refusal: {
				kind: 'api',
				status: 207,
				message: 'required field not found',
				apiName: 'Last_Name',
				method: 'POST',
				path: '/crm/v8/Leads',
				mayHaveBeenApplied: false,
			},
		});
		const refusal = outcomes[2].status === 'refused' ? outcomes[2].refusal : null;
		expect(refusal?.details).toEqual({
			api_name: 'Email',
			json_path: '$.data[2].Email',
			id: '9',
			duplicate_record: { id: '9', module: { api_name: 'Leads', id: '2175' } },
		});
	});

	it('reads a 400 with a list as outcomes: all records were refused', async () => {
		const refused = (index: number): object => ({
			code: 'INVALID_DATA',
			status: 'error',
			message: 'invalid data',
			details: { expected_data_type: 'text', api_name: 'City', json_path: `$.data[${index}].City` },
		});
		const zoho = scriptZoho([{ status: 400, body: { data: [refused(0), refused(1)] } }]);
		expect(await zoho.client.records.insert('Leads', [{}, {}])).toMatchObject([
			{
				status: 'refused',
				refusal: {
					status: 400,
					details: { expected_data_type: 'text', api_name: 'City', json_path: '$.data[0].City' },
				},
			},
			{
				status: 'refused',
				refusal: {
					status: 400,
					details: { expected_data_type: 'text', api_name: 'City', json_path: '$.data[1].City' },
				},
			},
		]);
	});

	it('keeps the parts of a refusal that has several', async () => {
		const errors = [
			{
				code: 'INVALID_DATA',
				message: 'invalid',
				details: { api_name: 'Email', json_path: '$.data[0].Email', value: 'private' },
			},
			{ code: 'MANDATORY_NOT_FOUND', message: 'required', details: { api_name: 'Company' } },
		];
		const zoho = scriptZoho([
			{
				status: 400,
				body: {
					data: [{ code: 'MULTIPLE_OR_MULTI_ERRORS', status: 'error', message: 'several', details: { errors } }],
				},
			},
		]);
		const [outcome] = await zoho.client.records.insert('Leads', [{}]);
		expect(outcome).toMatchObject({ status: 'refused' });
		expect(outcome.status === 'refused' && outcome.refusal.details).toEqual({
			errors: [
				{ code: 'INVALID_DATA', message: 'invalid', details: { api_name: 'Email', json_path: '$.data[0].Email' } },
				{ code: 'MANDATORY_NOT_FOUND', message: 'required', details: { api_name: 'Company' } },
			],
		});
	});

	it.each([
		[
			'at the top',
			{
				code: 'INVALID_MODULE',
				details: { resource_path_index: 0 },
				message: 'the module name given seems to be invalid',
				status: 'error',
			},
		],
		[
			'as the only entry of the list',
			{
				data: [
					{
						code: 'INVALID_MODULE',
						details: { resource_path_index: 0 },
						message: 'the module name given seems to be invalid',
						status: 'error',
					},
				],
			},
		],
	])('throws the refusal of a whole call that stands %s', async (_, body) => {
		const zoho = scriptZoho([{ status: 400, body }]);
		const thrown = await rejectionOf(zoho.client.records.insert('Nothing', [{}, {}]));
		expect(thrown).toBeInstanceOf(ZohoApiError);
		expect(thrown).toMatchObject({
			status: 400,
			code: 'INVALID_MODULE',
			details: { resource_path_index: 0 },
			mayHaveBeenApplied: false,
		});
	});

	it('throws a refusal at the top that came with 200', async () => {
		const zoho = scriptZoho([
			{ status: 200, body: { code: 'INVALID_DATA', details: {}, message: 'no', status: 'error' } },
		]);
		await expect(zoho.client.records.insert('Leads', [{}])).rejects.toMatchObject({
			kind: 'api',
			status: 200,
			code: 'INVALID_DATA',
			mayHaveBeenApplied: false,
		});
	});

	it.each([1, 3])('refuses %s outcomes for two records', async (count) => {
		const zoho = scriptZoho([{ body: { data: Array.from({ length: count }, (_, index) => added(String(index))) } }]);
		const thrown = await rejectionOf(zoho.client.records.insert('Leads', [{}, {}]));
		expect(thrown).toBeInstanceOf(ZohoShapeError);
		expect(thrown).toMatchObject({
			path: '$.data',
			message: "The response to POST /crm/v8/Leads can't be read: $.data is not a list of 2",
			mayHaveBeenApplied: true,
		});
	});

	it('takes up to 100 records and sends nothing for none', async () => {
		const { client, calls } = scriptZoho([]);
		expect(await client.records.insert('Leads', [])).toEqual([]);
		expect(await client.records.delete('Leads', [])).toEqual([]);
		const rows = Array.from({ length: 101 }, () => ({}));
		const thrown = await rejectionOf(client.records.insert('Leads', rows));
		expect(thrown).toBeInstanceOf(UsageError);
		expect(thrown).toMatchObject({ message: '101 records are too many for one request. Zoho CRM accepts 100' });
		expect(
			await rejectionOf(
				client.records.delete(
					'Leads',
					rows.map(() => '1'),
				),
			),
		).toBeInstanceOf(UsageError);
		expect(calls).toEqual([]);
	});
});

describe('updating', () => {
	it('sends a PUT and answers as updated', async () => {
		const zoho = scriptZoho([{ body: { data: [updated('1')] } }]);
		expect(await zoho.client.records.update('Deals', [{ id: '1', Stage: 'Won' }], { trigger: ['workflow'] })).toEqual([
			{ status: 'success', id: '1', action: 'update', duplicateField: null, details: { id: '1', ...TIMES } },
		]);
		expect(zoho.calls[0]).toMatchObject({
			method: 'PUT',
			url: 'https://www.zohoapis.eu/crm/v8/Deals',
			body: { kind: 'json', value: { data: [{ id: '1', Stage: 'Won' }], trigger: ['workflow'] } },
		});
	});

	it('refuses answers in another order', async () => {
		const zoho = scriptZoho([{ body: { data: [updated('2'), updated('1')] } }]);
		const thrown = await rejectionOf(zoho.client.records.update('Deals', [{ id: '1' }, { id: '2' }]));
		expect(thrown).toMatchObject({ kind: 'shape', path: '$.data[0].details.id', mayHaveBeenApplied: true });
	});
});

describe('upserting', () => {
	const answer = (message: string, extra: object): object => ({
		code: 'SUCCESS',
		status: 'success',
		message,
		details: { id: '1' },
		...extra,
	});

	it('names the fields to look in and tells what was done', async () => {
		const data = [
			answer('record added', { action: 'insert', duplicate_field: null }),
			answer('record updated', { action: 'update', duplicate_field: 'Email' }),
		];
		const zoho = scriptZoho([{ body: { data } }]);
		const rows = [{ Email: 'a@brightwell.test' }, { Email: 'b@brightwell.test' }];
		expect(
			await zoho.client.records.upsert('Leads', rows, {
				duplicateCheckFields: ['Email', 'Ext_Ref'],
				skipFeatures: ['cadences'],
			}),
		).toEqual([
			{ status: 'success', id: '1', action: 'insert', duplicateField: null, details: { id: '1' } },
			{ status: 'success', id: '1', action: 'update', duplicateField: 'Email', details: { id: '1' } },
		]);
		expect(zoho.calls[0]).toMatchObject({ method: 'POST', url: 'https://www.zohoapis.eu/crm/v8/Leads/upsert' });
		expect(zoho.calls[0].body).toEqual({
			kind: 'json',
			value: {
				data: rows,
				duplicate_check_fields: ['Email', 'Ext_Ref'],
				skip_feature_execution: [
					{ name: 'cadences', action: 'insert' },
					{ name: 'cadences', action: 'update' },
				],
			},
		});
	});

	it('leaves the choice to Zoho where no fields are named', async () => {
		const zoho = scriptZoho([
			{ body: { data: [answer('record added', { action: 'insert', duplicate_field: null })] } },
		]);
		await zoho.client.records.upsert('Leads', [{ Email: 'a@brightwell.test' }], { duplicateCheckFields: [] });
		expect(zoho.calls[0].body).toEqual({ kind: 'json', value: { data: [{ Email: 'a@brightwell.test' }] } });
	});

	it.each([
		['update', { duplicate_field: 'Email' }],
		['insert', { duplicate_field: null }],
		['insert', {}],
	])('knows an %s without an action by the field', async (action, extra) => {
		const zoho = scriptZoho([{ body: { data: [answer('done', extra)] } }]);
		expect(await zoho.client.records.upsert('Leads', [{}], { duplicateCheckFields: [] })).toMatchObject([{ action }]);
	});
});

describe('deleting', () => {
	it('names the ids in the query and answers each', async () => {
		const data = [
			{ code: 'SUCCESS', status: 'success', message: 'record deleted', details: { id: '1' } },
			{ code: 'INVALID_DATA', status: 'error', message: 'record not deleted', details: { id: '2' } },
		];
		const zoho = scriptZoho([{ status: 207, body: { data } }]);
		expect(await zoho.client.records.delete('Leads', ['1', '2'], { runWorkflows: false })).toMatchObject([
			{ status: 'success', id: '1', action: 'delete', duplicateField: null, details: { id: '1' } },
			{ status: 'refused', refusal: { code: 'INVALID_DATA', details: { id: '2' } } },
		]);
		expect(zoho.calls[0]).toMatchObject({
			method: 'DELETE',
			url: 'https://www.zohoapis.eu/crm/v8/Leads',
			query: { ids: '1,2', wf_trigger: 'false' },
		});
		expect(zoho.calls[0].body).toBeUndefined();
	});

	it('leaves the workflows to Zoho unless told', async () => {
		const zoho = scriptZoho([
			{ body: { data: [{ code: 'SUCCESS', status: 'success', message: 'record deleted', details: { id: '1' } }] } },
		]);
		await zoho.client.records.delete('Leads', ['1']);
		expect(zoho.calls[0].query).toEqual({ ids: '1' });
	});

	it('refuses an id that is none before anything is sent', async () => {
		expect(await rejectionOf(scriptZoho([]).client.records.delete('Leads', ['1', '2,3']))).toBeInstanceOf(UsageError);
	});
});

describe('what is added to rows', () => {
	const bodyOf = (zoho: ReturnType<typeof scriptZoho>): unknown => {
		const { body } = zoho.calls[0];
		return body?.kind === 'json' ? body.value : body;
	};

	it('is layout and tags, but not where a row has its own', async () => {
		const zoho = scriptZoho([{ status: 201, body: { data: [added('1'), added('2')] } }]);
		await zoho.client.records.insert(
			'Leads',
			[{ Last_Name: 'Ito' }, { Last_Name: 'Lee', Layout: { id: '7' }, Tag: [{ name: 'own' }] }],
			{ layoutId: '91057', tags: ['fair', 'vip'] },
		);
		expect(bodyOf(zoho)).toEqual({
			data: [
				{ Last_Name: 'Ito', Layout: { id: '91057' }, Tag: [{ name: 'fair' }, { name: 'vip' }] },
				{ Last_Name: 'Lee', Layout: { id: '7' }, Tag: [{ name: 'own' }] },
			],
		});
	});

	it('is which lists are added to, for those that a row has', async () => {
		const zoho = scriptZoho([{ body: { data: [updated('1'), updated('2')] } }]);
		await zoho.client.records.update(
			'Leads',
			[
				{ id: '1', Interests: ['Support'], City: 'Lagos' },
				{ id: '2', City: 'Abuja' },
			],
			{ appendFields: ['Interests', 'City'] },
		);
		expect(bodyOf(zoho)).toEqual({
			data: [
				{ id: '1', Interests: ['Support'], City: 'Lagos', $append_values: { Interests: true } },
				{ id: '2', City: 'Abuja' },
			],
		});
	});
});

describe('updating only what nobody changed', () => {
	const later = (id: string): object => ({
		code: 'ALREADY_MODIFIED',
		status: 'error',
		message: 'the record was modified after the given time',
		details: { id, ...TIMES },
	});
	const since = '2026-11-21T10:00:00+05:30';

	it('sends the time, and refuses the whole call', async () => {
		const zoho = scriptZoho([{ status: 412, body: { data: [later('1'), later('2')] } }]);
		const thrown = await rejectionOf(
			zoho.client.records.update('Leads', [{ id: '1' }, { id: '2' }], { ifUnmodifiedSince: since }),
		);
		expect(thrown).toMatchObject({
			kind: 'api',
			status: 412,
			code: 'ALREADY_MODIFIED',
			details: { id: '1' },
			mayHaveBeenApplied: false,
		});
		expect(zoho.calls[0].headers).toEqual({ 'If-Unmodified-Since': since });
	});

	it('may have been done where an earlier try was lost', async () => {
		const zoho = scriptZoho([
			Object.assign(new Error('gone'), { code: 'ECONNRESET' }),
			{ status: 412, body: { data: [later('1')] } },
		]);
		expect(
			await rejectionOf(zoho.client.records.update('Leads', [{ id: '1' }], { ifUnmodifiedSince: since })),
		).toMatchObject({ code: 'ALREADY_MODIFIED', mayHaveBeenApplied: true });
	});
});

describe('updating by an external field', () => {
	it('sends its values as ids, and takes the record id of the answer', async () => {
		const zoho = scriptZoho([{ body: { data: [updated('4150868000004601001')] } }]);
		const outcomes = await zoho.client.records.update('Contacts', [{ id: 'SAP-7', Phone: '1' }], {
			externalField: 'Legacy_Id',
		});
		expect(outcomes).toMatchObject([{ status: 'success', id: '4150868000004601001', action: 'update' }]);
		expect(zoho.calls[0]).toMatchObject({
			method: 'PUT',
			headers: { 'X-EXTERNAL': 'Contacts.Legacy_Id' },
			body: { value: { data: [{ id: 'SAP-7', Phone: '1' }] } },
		});
	});
});
