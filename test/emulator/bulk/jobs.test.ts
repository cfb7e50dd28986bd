import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useEach, useEmulator } from '../../stage/useEmulator';
import { type BulkClient, createBulkClient, type JobBody, packZip } from '../clients/bulk';
import type { Switches } from '../switches';
import { readArchive } from './archive';

const emulator = useEmulator({ isFresh: true });
const bulk = useEach(() => createBulkClient(emulator));

const ANN = { id: '4150868000000225013', name: 'Ann Lee' };
const START = '2026-08-25T10:00:00+05:30';
const FILE = 'leads.csv';
const HEADER = ['Last_Name', 'Company', 'Email', 'Phone'];
const MAPPINGS = HEADER.map((api_name, index) => ({ api_name, index }));
const ROWS = [
	HEADER,
	['Okafor', 'Brightwell', 'n@x.test', '1'],
	['', 'Brightwell', 'o@x.test', '2'],
	['Rao', 'Acme', 'r@x.test', '3'],
];

function refusal(code: string, message: string, details: object = {}): object {
	return { code, details, message, status: 'error' };
}

async function jobBody(
	change: { readonly top?: object; readonly resource?: object } = {},
	files: Parameters<BulkClient['uploadCsv']>[0] = { [FILE]: ROWS },
): Promise<object> {
	const resource = {
		type: 'data',
		module: { api_name: 'Leads' },
		file_id: await bulk.uploadCsv(files),
		file_names: [FILE],
		field_mappings: MAPPINGS,
		...change.resource,
	};
	return { operation: 'insert', resource: [resource], ...change.top };
}

/** A key less. */
function without(body: object, key: string): object {
	return Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));
}

function end(): void {
	emulator.tick();
	emulator.tick();
}

describe('upload', () => {
	it('answers a file id', async () => {
		expect(await bulk.upload(await packZip({ [FILE]: 'Last_Name\nRao' }))).toEqual({
			status: 200,
			body: {
				status: 'success',
				code: 'FILE_UPLOAD_SUCCESS',
				message: 'file uploaded.',
				details: { file_id: expect.stringMatching(/^\d{19}$/), created_time: START },
			},
		});
	});

	const org = { 'X-CRM-ORG': '654321098' };
	it.each<readonly [string, Record<string, string>, string, string]>([
		['no feature', org, 'MANDATORY_NOT_FOUND', 'Required key feature is not available'],
		['no organization', { feature: 'bulk-write' }, 'MANDATORY_NOT_FOUND', 'Required key x-crm-org is not available'],
		['another feature', { ...org, feature: 'bulk-read' }, 'NOT_SUPPORTED_FEATURE', 'Feature is not supported'],
		[
			'the id of the organization instead of its zgid',
			{ feature: 'bulk-write', 'X-CRM-ORG': '4150868000000225009' },
			'INVALID_DATA',
			'Invalid data - x-crm-org',
		],
	])('refuses %s', async (_what, headers, code, message) => {
		expect(await bulk.upload(await packZip({ [FILE]: 'a' }), headers)).toEqual({
			status: 400,
			body: refusal(code, message),
		});
	});

	it('refuses what is no zip, a cut zip, a zip whose entry was changed, and a part of another name', async () => {
		const notZip = {
			status: 400,
			body: refusal('INVALID_FILE_FORMAT', 'invalid file format. only zip format is supported'),
		};
		const zip = await packZip({ [FILE]: 'Last_Name\n'.repeat(500) });
		const changed = Buffer.from(zip);
		changed[60] ^= 0xff;
		expect(await bulk.upload(Buffer.from('Last_Name\nRao'))).toEqual(notZip);
		expect(await bulk.upload(zip.subarray(0, zip.length - 30))).toEqual(notZip);
		expect(await bulk.upload(changed)).toEqual(notZip);
		expect(await bulk.upload(zip, undefined, 'document')).toEqual({
			status: 400,
			body: refusal('MANDATORY_NOT_FOUND', 'Required key file is not available'),
		});
	});

	it('refuses a zip over the limit, in either way that is documented', async () => {
		const zip = await packZip({ [FILE]: 'Last_Name\nRao' });
		emulator.switches.uploadSizeBytes = zip.length;
		expect((await bulk.upload(zip)).status).toBe(200);
		emulator.switches.uploadSizeBytes = zip.length - 1;
		expect(await bulk.upload(zip)).toEqual({
			status: 400,
			body: refusal('INVALID_DATA', 'Import file size should be less than 25 mb.'),
		});
		emulator.switches.oversizeUploadCode = 'FILE_TOO_LARGE';
		expect(await bulk.upload(zip)).toEqual({
			status: 413,
			body: refusal('FILE_TOO_LARGE', 'File size too large to process'),
		});
	});

	it('refuses in the forms of the file service where switched', async () => {
		emulator.switches.uploadRefusalStatus = 200;
		expect(await bulk.upload(Buffer.from('x'))).toEqual({
			status: 200,
			body: refusal('INVALID_FILE_FORMAT', 'invalid file format. only zip format is supported'),
		});
		emulator.switches.uploadRefusalShape = 'x-error';
		expect((await bulk.upload(Buffer.from('x'))).body).toEqual({
			'x-error': 'invalid file format. only zip format is supported',
			info: 'check if headers [feature, X-CRM-ORG] are present and valid',
			'x-info': 'INVALID_FILE_FORMAT',
			http_status: '400',
		});
		emulator.switches.uploadRefusalShape = 'ERROR_CODE';
		expect((await bulk.upload(Buffer.from('x'))).body).toEqual({
			ERROR_CODE: 400,
			ERROR_MESSAGE: 'invalid file format. only zip format is supported',
		});
	});

	it('keeps a file for a day', async () => {
		const body = await jobBody();
		emulator.advance(24 * 3_600_000 - 1);
		bulk.client.authorization = emulator.grantToken().authorization;
		expect((await bulk.create(body)).status).toBe(201);
		emulator.advance(1);
		expect(await bulk.create(body)).toEqual({ status: 400, body: refusal('INVALID_FILE_ID', 'improper file id') });
	});

	it('costs what the switch says, and needs its scope', async () => {
		emulator.switches.fileCredits = 3;
		const before = emulator.credits.spent();
		await bulk.upload(Buffer.from('x'));
		expect(emulator.credits.spent() - before).toBe(3);
		bulk.client.authorization = emulator.grantToken({
			scopes: ['ZohoCRM.modules.ALL', 'ZohoCRM.bulk.ALL'],
		}).authorization;
		expect((await bulk.upload(Buffer.from('x'))).body).toMatchObject({ code: 'OAUTH_SCOPE_MISMATCH' });
	});
});

describe('create', () => {
	it('answers id and creator, for 500 credits', async () => {
		const body = await jobBody();
		const before = emulator.credits.spent();
		expect(await bulk.create(body)).toEqual({
			status: 201,
			body: {
				status: 'success',
				code: 'SUCCESS',
				message: 'success',
				details: { id: expect.stringMatching(/^\d{19}$/), created_by: ANN },
			},
		});
		expect(emulator.credits.spent() - before).toBe(500);
	});

	it('needs the scopes of bulk and of the module', async () => {
		const body = await jobBody();
		bulk.client.authorization = emulator.grantToken({
			scopes: ['ZohoCRM.bulk.ALL', 'ZohoCRM.modules.contacts.ALL'],
		}).authorization;
		expect((await bulk.create(body)).body).toMatchObject({ code: 'OAUTH_SCOPE_MISMATCH' });
		bulk.client.authorization = emulator.grantToken({
			scopes: ['ZohoCRM.bulk.CREATE', 'ZohoCRM.modules.leads.CREATE'],
		}).authorization;
		expect((await bulk.create(body)).status).toBe(201);
	});

	it.each([
		['no JSON', Buffer.from('{'), refusal('INVALID_REQUEST', 'unable to parse the request body')],
		['no object', [], refusal('REQUEST_BODY_NOT_SUPPORTED', 'the request body is not supported')],
	])('refuses %s', async (_what, body, expected) => {
		const { status, data } = await bulk.client.post('/crm/bulk/v8/write', body, {
			headers: { 'content-type': 'application/json' },
		});
		expect([status, data]).toEqual([400, expected]);
	});

	const missing = (key: string, path: string) =>
		refusal('MISSING_REQUIRED_KEY', `required key ${key} is not found in request body.`, { json_path: path });
	it.each(['operation', 'resource'])('refuses a body without %s', async (key) => {
		expect(await bulk.create(without(await jobBody(), key))).toEqual({ status: 400, body: missing(key, `$.${key}`) });
	});

	it.each(['type', 'module', 'file_id'])('refuses a resource without %s', async (key) => {
		expect(await bulk.create(await jobBody({ resource: { [key]: undefined } }))).toEqual({
			status: 400,
			body: missing(key, `$.resource[0].${key}`),
		});
	});

	const name = 'Last_Name';
	const second = { api_name: 'Company', index: 1 };
	const invalid = (path: string, details: object = {}) =>
		refusal('INVALID_DATA', 'invalid data', { json_path: path, ...details });
	it.each<readonly [string, { top?: object; resource?: object }, object]>([
		[
			'another operation',
			{ top: { operation: 'delete' } },
			invalid('$.operation', { supported_values: ['insert', 'update', 'upsert'] }),
		],
		['an unknown encoding', { top: { character_encoding: 'UTF-9' } }, invalid('$.character_encoding')],
		[
			'ignore_empty as text',
			{ top: { ignore_empty: 'true' } },
			invalid('$.ignore_empty', { expected_data_type: 'boolean' }),
		],
		[
			'ignore_empty as text in the resource',
			{ resource: { ignore_empty: 1 } },
			invalid('$.resource[0].ignore_empty', { expected_data_type: 'boolean' }),
		],
		['resource as an object', { top: { resource: {} } }, invalid('$.resource', { expected_data_type: 'jsonarray' })],
		['another type', { resource: { type: 'query' } }, invalid('$.resource[0].type', { supported_values: ['data'] })],
		[
			'the module as text',
			{ resource: { module: 'Leads' } },
			invalid('$.resource[0].module', { expected_data_type: 'jsonobject' }),
		],
		[
			'an unknown module',
			{ resource: { module: { api_name: 'asdf' } } },
			refusal('MODULE_NOT_AVAILABLE', "Requested module 'asdf' is not available."),
		],
		[
			'a module that cannot be imported',
			{ resource: { module: { api_name: 'Notes' } } },
			refusal('MODULE_NOT_AVAILABLE', "Requested module 'Notes' is not available."),
		],
		[
			'an unknown file',
			{ resource: { file_id: '4150868000009999999' } },
			refusal('INVALID_FILE_ID', 'improper file id'),
		],
		[
			'a name that the zip does not have',
			{ resource: { file_names: ['contacts.csv'] } },
			refusal('FILE_NOT_FOUND', 'the file is not found in the zip', { json_path: '$.resource[0].file_names' }),
		],
		[
			'two files for one resource',
			{ resource: { file_names: [FILE, 'more.csv'] } },
			refusal('FILE_NOT_SUPPORTED', 'File not supported for bulk write'),
		],
		[
			'update without find_by',
			{ top: { operation: 'update' } },
			refusal('MANDATORY_NOT_FOUND', 'Required key find_by is not available', { json_path: '$.resource[0].find_by' }),
		],
		[
			'upsert without find_by',
			{ top: { operation: 'upsert' } },
			refusal('MANDATORY_NOT_FOUND', 'Required key find_by is not available', { json_path: '$.resource[0].find_by' }),
		],
		[
			'find_by a field that is not unique',
			{ top: { operation: 'upsert' }, resource: { find_by: 'Phone' } },
			refusal('INVALID_FIELD', 'invalid mapping. invalid api_name Phone.', { json_path: '$.resource[0].find_by' }),
		],
		[
			'a mapping without api_name',
			{ resource: { field_mappings: [{ index: 0 }] } },
			missing('api_name', '$.resource[0].field_mappings[0].api_name'),
		],
		[
			'a mapping without index',
			{ resource: { field_mappings: [{ api_name: 'Company' }] } },
			missing('index for field Company', '$.resource[0].field_mappings[0].index'),
		],
		[
			'a negative index',
			{ resource: { field_mappings: [{ api_name: name, index: -1 }] } },
			invalid('$.resource[0].field_mappings[0].index', { expected_data_type: 'integer' }),
		],
		[
			'a column beyond the header',
			{ resource: { field_mappings: [{ api_name: name, index: 4 }] } },
			refusal('COLUMN_INDEX_NOT_FOUND', 'column index is not found in the file', { index: 4 }),
		],
		[
			'an unknown field',
			{ resource: { field_mappings: [{ api_name: 'ast_Name', index: 0 }] } },
			refusal('INVALID_FIELD', 'invalid mapping. invalid api_name ast_Name.'),
		],
		[
			'a read-only field',
			{ resource: { field_mappings: [{ api_name: 'Created_Time', index: 0 }] } },
			refusal('INVALID_FIELD', 'invalid mapping. invalid api_name Created_Time.'),
		],
		[
			'a subform among the fields',
			{ resource: { field_mappings: [{ api_name: 'Work_History', index: 0 }] } },
			refusal('INVALID_FIELD', 'invalid mapping. invalid api_name Work_History.'),
		],
		[
			'id where records are not found by it',
			{ resource: { field_mappings: [{ api_name: 'id', index: 0 }] } },
			refusal('INVALID_FIELD', 'invalid mapping. invalid api_name id.'),
		],
		[
			'a field mapped twice',
			{
				resource: {
					field_mappings: [
						{ api_name: name, index: 0 },
						{ api_name: name, index: 1 },
					],
				},
			},
			refusal('COEXISTENCE_NOT_ALLOWED', 'field Last_Name is mapped more than once'),
		],
		[
			'a look-up by a field that is not unique',
			{ resource: { field_mappings: [{ api_name: 'Referring_Account', index: 0, find_by: 'Phone' }] } },
			refusal('INVALID_FIELD', 'invalid mapping. invalid api_name Referring_Account.Phone.'),
		],
		[
			'find_by on a plain field',
			{ resource: { field_mappings: [{ api_name: name, index: 0, find_by: 'id' }] } },
			refusal('INVALID_FIELD', 'invalid mapping. invalid api_name Last_Name.id.'),
		],
		[
			'a bad format',
			{ resource: { field_mappings: [{ api_name: 'Visit_Date', index: 0, format: 'yyyy-jj' }] } },
			refusal('INVALID_FORMAT', 'invalid format for field Visit_Date', {
				json_path: '$.resource[0].field_mappings[0].format',
			}),
		],
		[
			'a format on a text',
			{ resource: { field_mappings: [{ api_name: name, index: 0, format: 'yyyy' }] } },
			refusal('INVALID_FORMAT', 'invalid format for field Last_Name', {
				json_path: '$.resource[0].field_mappings[0].format',
			}),
		],
		[
			'more than 200 mappings',
			{ resource: { field_mappings: Array.from({ length: 201 }, () => second) } },
			refusal('HEADER_LIMIT_EXCEEDED', 'the number of mappings exceeds the limit', { limit: 200 }),
		],
		[
			'a layout without its mandatory fields',
			{
				resource: {
					field_mappings: [
						{ api_name: name, index: 0 },
						second,
						{ api_name: 'Layout', default_value: { value: '4150868000000091057' } },
					],
				},
			},
			refusal('MANDATORY_FIELDS_NOT_MAPPED', 'All mandatory fields are not mapped for the layout'),
		],
		[
			'a parent_column_index without a parent',
			{ resource: { field_mappings: [{ api_name: name, index: 0, parent_column_index: 0 }] } },
			refusal('COEXISTENCE_NOT_ALLOWED', 'parent_column_index needs the parent in the same request', {
				json_path: '$.resource[0]',
			}),
		],
		[
			'a callback over http',
			{ top: { callback: { url: 'http://127.0.0.1/x', method: 'post' } } },
			refusal('INVALID_CALLBACK_URL', 'Invalid callback URL provided'),
		],
		[
			'a callback to nowhere',
			{ top: { callback: { url: 'hooks', method: 'post' } } },
			refusal('INVALID_CALLBACK_URL', 'Invalid callback URL provided'),
		],
		[
			'a callback by get',
			{ top: { callback: { url: 'https://hooks.example.test/', method: 'get' } } },
			refusal('INVALID_CALLBACK_METHOD', 'Invalid callback method provided', { supported_callback_methods: ['post'] }),
		],
		[
			'a callback without method',
			{ top: { callback: { url: 'https://hooks.example.test/' } } },
			missing('method', '$.callback.method'),
		],
	])('refuses %s', async (_what, change, expected) => {
		expect(await bulk.create(await jobBody(change))).toEqual({ status: 400, body: expected });
	});

	it.each([
		'localhost',
		'127.0.0.1',
		'10.0.0.1',
		'172.16.0.1',
		'172.31.255.1',
		'192.168.1.5',
		'169.254.1.1',
		'0.0.0.0',
		'hooks',
		'n8n.local',
		'[::1]',
		'[fd00::1]',
		'[fe80::1]',
	])('refuses a callback to %s, where Zoho cannot come', async (host) => {
		const callback = { url: `https://${host}/x`, method: 'post' };
		expect(await bulk.create(await jobBody({ top: { callback } }))).toEqual({
			status: 400,
			body: refusal('INVALID_CALLBACK_URL', 'Invalid callback URL provided'),
		});
	});

	it.each(['hooks.example.test', '172.32.0.1', '100.20.3.4', '8.8.8.8', '[2001:db8::1]'])(
		'takes a callback to %s',
		async (host) => {
			expect(
				(await bulk.create(await jobBody({ top: { callback: { url: `https://${host}/x`, method: 'post' } } }))).status,
			).toBe(201);
		},
	);

	it('refuses a find_by whose field is not mapped, or takes it, as switched', async () => {
		const change = {
			top: { operation: 'upsert' },
			resource: { find_by: 'Email', field_mappings: MAPPINGS.filter(({ api_name }) => api_name !== 'Email') },
		};
		expect(await bulk.create(await jobBody(change))).toEqual({
			status: 400,
			body: refusal('MANDATORY_NOT_FOUND', 'Required key Email is not available', {
				json_path: '$.resource[0].field_mappings',
			}),
		});
		emulator.switches.unmappedFindBy = 'accept';
		expect((await bulk.create(await jobBody(change))).status).toBe(201);
	});

	it('takes no more jobs than may wait, as switched', async () => {
		expect(emulator.switches.queuedJobs).toBeNull();
		Object.assign(emulator.switches, { queuedJobs: 2, queuedJobsStatus: 400 } satisfies Partial<Switches>);
		const body = await jobBody();
		const answers = [await bulk.create(body), await bulk.create(body), await bulk.create(body)];
		expect(answers.map(({ status }) => status)).toEqual([201, 201, 400]);
		expect(answers[2].body).toEqual(
			refusal('CONCURRENT_JOB_LIMIT_EXCEEDED', 'the number of jobs that wait exceeds the limit', { limit: 2 }),
		);
		emulator.switches.queuedJobsStatus = 429;
		expect((await bulk.create(body)).status).toBe(429);
		end();
		expect((await bulk.create(body)).status).toBe(201);
	});

	it.each(['INVALID_REQUEST', 'BODY_REQUIRED'] as const)(
		'refuses what is no JSON with %s, as switched',
		async (badJsonCode) => {
			emulator.switches.badJsonCode = badJsonCode;
			const { status, data } = await bulk.client.post('/crm/bulk/v8/write', '{"operation":', {
				headers: { 'content-type': 'application/json' },
				transformRequest: [],
			});
			expect([status, data]).toEqual([400, refusal(badJsonCode, 'unable to parse the request body')]);
		},
	);

	it.each([0, 1, 500])('costs %i credits where it is refused, as switched', async (refusedJobCredits) => {
		emulator.switches.refusedJobCredits = refusedJobCredits;
		const body = await jobBody({ top: { operation: 'upsert' } });
		const before = emulator.credits.spent();
		expect((await bulk.create(body)).status).toBe(400);
		expect(emulator.credits.spent() - before).toBe(refusedJobCredits);
		expect(emulator.requests.all().at(-1)?.credits).toBe(refusedJobCredits);
	});

	it('refuses a header of more than 200 columns, and takes one of 200', async () => {
		const wide = (count: number) => ({ [FILE]: [Array.from({ length: count }, (_, index) => `C${index}`)] });
		expect(await bulk.create(await jobBody({}, wide(201)))).toEqual({
			status: 400,
			body: refusal('HEADER_LIMIT_EXCEEDED', 'the number of columns exceeds the limit', { limit: 200 }),
		});
		expect((await bulk.create(await jobBody({}, wide(200)))).status).toBe(201);
	});

	it('refuses more rows than the limit', async () => {
		const rows = (count: number) => ({
			[FILE]: [HEADER, ...Array.from({ length: count }, (_, index) => [`L${index}`, 'x', '', ''])],
		});
		expect((await bulk.create(await jobBody({}, rows(25_000)))).status).toBe(201);
		expect(await bulk.create(await jobBody({}, rows(25_001)))).toEqual({
			status: 400,
			body: refusal('LIMIT_EXCEEDED', 'the number of rows exceeds the limit', { limit: 25_000 }),
		});
	});

	it('refuses files that are no CSV, and an empty zip', async () => {
		expect(
			(await bulk.create(await jobBody({ resource: { file_names: undefined } }, { 'leads.xlsx': 'x' }))).body,
		).toEqual(refusal('FILE_NOT_SUPPORTED', 'File not supported for bulk write'));
		expect((await bulk.create(await jobBody({ resource: { file_names: undefined } }, {}))).body).toEqual(
			refusal('FILE_NOT_SUPPORTED', 'File not supported for bulk write'),
		);
	});

	it('refuses a second CSV without children on creation, or lets the job fail, as switched', async () => {
		const files = { [FILE]: ROWS, 'more.csv': ROWS };
		expect(await bulk.create(await jobBody({}, files))).toEqual({
			status: 400,
			body: refusal('FILE_NOT_SUPPORTED', 'File not supported for bulk write'),
		});
		emulator.switches.secondCsvRefusal = 'in job';
		const id = await bulk.created(await jobBody({}, files));
		end();
		expect(await bulk.status(id)).toMatchObject({
			status: 'FAILED',
			resource: [{ status: 'FAILED', code: 'INVALID_FILE' }],
		});
		expect(emulator.store.count('Leads')).toBe(0);
	});

	it('maps by the header when no mappings are sent, and refuses names that are no fields', async () => {
		const byHeader = { resource: { field_mappings: undefined, file_names: undefined } };
		expect(
			(
				await bulk.create(
					await jobBody(byHeader, { [FILE]: [['Last_Name', 'Referring_Account.Account_Name', 'Owner.id'], []] }),
				)
			).status,
		).toBe(201);
		for (const header of ['Surname', 'Referring_Account.Phone', 'Last_Name.id', 'Created_By', 'id'])
			expect(
				(
					await bulk.create(
						await jobBody(byHeader, {
							[FILE]: [
								['Last_Name', header],
								['a', 'b'],
							],
						}),
					)
				).body,
			).toEqual(refusal('INVALID_FIELD', `invalid mapping. invalid api_name ${header}.`));
	});
});

describe('status', () => {
	const mapping = (api_name: string, index: number) => ({
		api_name,
		index,
		format: null,
		find_by: null,
		module: null,
		parent_column_index: null,
		default_value: null,
	});
	const module = { api_name: 'Leads', id: '4150868000000002175' };
	const field_mappings = HEADER.map((api_name, index) => mapping(api_name, index));

	it('goes from ADDED over INPROGRESS to COMPLETED, with every key at its time', async () => {
		const id = await bulk.created(await jobBody({ top: { operation: 'upsert' }, resource: { find_by: 'Email' } }));
		const shared = { id, created_by: ANN, operation: 'upsert', created_time: START };
		expect(await bulk.status(id)).toEqual({
			...shared,
			status: 'ADDED',
			resource: [{ status: 'ADDED', code: 'ADDED', type: 'data', module, field_mappings, file: { status: 'ADDED' } }],
		});
		emulator.tick();
		expect(await bulk.status(id)).toEqual({
			...shared,
			status: 'INPROGRESS',
			character_encoding: 'UTF-8',
			resource: [
				{
					status: 'INPROGRESS',
					code: 'INPROGRESS',
					type: 'data',
					module,
					field_mappings,
					file: {
						status: 'INPROGRESS',
						name: FILE,
						added_count: 0,
						skipped_count: 0,
						updated_count: 0,
						total_count: 3,
					},
				},
			],
		});
		expect(emulator.store.count('Leads')).toBe(0);
		emulator.tick();
		const completed = {
			...shared,
			status: 'COMPLETED',
			character_encoding: 'UTF-8',
			resource: [
				{
					status: 'COMPLETED',
					code: 'SUCCESS',
					type: 'data',
					module,
					field_mappings,
					file: { status: 'COMPLETED', name: FILE, added_count: 2, skipped_count: 1, updated_count: 0, total_count: 3 },
				},
			],
			result: { download_url: `/v8/crm/org654321098/bulk-write/${id}/${id}.zip` },
		};
		expect(await bulk.status(id)).toEqual(completed);
		emulator.tick();
		expect(await bulk.status(id)).toEqual(completed);
		expect([...emulator.jobs.all()]).toEqual([completed]);
	});

	it('shows mappings as they were sent', async () => {
		const sent = [
			{ api_name: 'Last_Name', index: 0 },
			{ api_name: 'Owner', index: 1, find_by: 'email' },
			{ api_name: 'Visit_Date', index: 2, format: 'yyyy-MM-dd' },
			{ api_name: 'Company', default_value: { value: 'Acme' } },
		];
		const id = await bulk.created(await jobBody({ resource: { field_mappings: sent } }));
		expect((await bulk.status(id)).resource[0].field_mappings).toEqual([
			mapping('Last_Name', 0),
			{ ...mapping('Owner', 1), find_by: 'email' },
			{ ...mapping('Visit_Date', 2), format: 'yyyy-MM-dd' },
			{ ...mapping('Company', 0), index: null, default_value: { value: 'Acme' } },
		]);
		emulator.switches.showsNullMappingKeys = false;
		expect((await bulk.status(id)).resource[0].field_mappings).toEqual(sent);
	});

	it('writes words and addresses in their other forms where switched', async () => {
		const id = await bulk.created(await jobBody());
		const changed: Partial<Switches> = {
			inProgressSpelling: 'IN PROGRESS',
			nestedStatusWhileAdded: 'INPROGRESS',
			finishedResourceCode: 'COMPLETED',
			downloadUrlForm: 'absolute',
		};
		Object.assign(emulator.switches, changed);
		expect(await bulk.status(id)).toMatchObject({
			status: 'ADDED',
			resource: [{ status: 'IN PROGRESS', file: { status: 'IN PROGRESS' } }],
		});
		emulator.tick();
		expect(await bulk.status(id)).toMatchObject({
			status: 'IN PROGRESS',
			resource: [{ status: 'IN PROGRESS', code: 'IN PROGRESS', file: { status: 'IN PROGRESS' } }],
		});
		emulator.tick();
		expect(await bulk.status(id)).toMatchObject({
			status: 'COMPLETED',
			resource: [{ code: 'COMPLETED' }],
			result: { download_url: `${emulator.fileHost}/v8/crm/org654321098/bulk-write/${id}/${id}.zip` },
		});
	});

	it('is COMPLETED when every row was refused, and SKIPPED when there was none', async () => {
		const refused = await bulk.created(await jobBody({}, { [FILE]: [HEADER, ['', 'x', '', '']] }));
		const empty = await bulk.created(await jobBody({}, { [FILE]: [HEADER] }));
		end();
		expect(await bulk.status(refused)).toMatchObject({
			status: 'COMPLETED',
			resource: [{ file: { added_count: 0, skipped_count: 1, updated_count: 0, total_count: 1 } }],
		});
		const skipped = await bulk.status(empty);
		expect(skipped).toMatchObject({
			status: 'SKIPPED',
			resource: [{ status: 'SKIPPED', code: 'SKIPPED', file: { status: 'SKIPPED', name: FILE, total_count: 0 } }],
		});
		expect(skipped).not.toHaveProperty('result');
	});

	it.each([404, 400] as const)('of an unknown job is refused with %i, as switched', async (missingJobStatus) => {
		emulator.switches.missingJobStatus = missingJobStatus;
		const { status, data } = await bulk.client.get('/crm/bulk/v8/write/4150868000009999999');
		expect([status, data]).toEqual([
			missingJobStatus,
			refusal('RESOURCE_NOT_FOUND', "The requested resource doesn't exist."),
		]);
	});

	it('costs one credit', async () => {
		const id = await bulk.created(await jobBody());
		const before = emulator.credits.spent();
		await bulk.status(id);
		expect(emulator.credits.spent() - before).toBe(1);
	});

	it('takes as many steps as its rows need at the set speed', async () => {
		emulator.jobs.rowsPerTick = 2;
		const id = await bulk.created(await jobBody());
		emulator.tick();
		emulator.tick();
		expect((await bulk.status(id)).status).toBe('INPROGRESS');
		emulator.tick();
		expect((await bulk.status(id)).status).toBe('COMPLETED');
	});
});

describe('planned misfortune', () => {
	it('refuses a creation, without using up the other plans', async () => {
		emulator.jobs.plan({ refusal: { status: 429, code: 'TOO_MANY_REQUESTS', message: 'later', details: { wait: 1 } } });
		emulator.jobs.plan({ end: 'FAILED' });
		const body = await jobBody();
		expect(await bulk.create(body)).toEqual({ status: 429, body: refusal('TOO_MANY_REQUESTS', 'later', { wait: 1 }) });
		const id = await bulk.created(body);
		end();
		expect((await bulk.status(id)).status).toBe('FAILED');
	});

	it('is for one job each, also where orders come at the same time', async () => {
		emulator.jobs.plan({ end: 'SKIPPED' });
		emulator.jobs.plan({ refusal: { status: 400, code: 'CANNOT_PROCESS', message: 'cannot process' } });
		const body = await jobBody();
		const answers = await Promise.all([bulk.create(body), bulk.create(body), bulk.create(body)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 400]);
		end();
		expect(
			emulator.jobs
				.all()
				.map(({ status }) => status)
				.sort(),
		).toEqual(['COMPLETED', 'SKIPPED']);
	});

	it('fails before a row was touched', async () => {
		emulator.jobs.plan({ end: 'FAILED', code: 'INTERNAL_ERROR' });
		const id = await bulk.created(await jobBody());
		end();
		const body = await bulk.status(id);
		expect(body).toMatchObject({
			status: 'FAILED',
			resource: [
				{
					status: 'FAILED',
					code: 'INTERNAL_ERROR',
					file: { status: 'FAILED', added_count: 0, skipped_count: 0, updated_count: 0, total_count: 3 },
				},
			],
		});
		expect(body).not.toHaveProperty('result');
		expect(emulator.store.count('Leads')).toBe(0);
	});

	it('fails half-way, with the rest UNPROCESSED in the result', async () => {
		emulator.jobs.plan({ end: 'FAILED', rows: 2 });
		const id = await bulk.created(await jobBody());
		end();
		expect(await bulk.status(id)).toMatchObject({
			status: 'FAILED',
			resource: [{ file: { added_count: 1, skipped_count: 1, updated_count: 0, total_count: 3 } }],
		});
		expect((await bulk.result(id))[`Leads-${FILE}`].slice(1).map((row) => row[3])).toEqual([
			'ADDED',
			'SKIPPED',
			'UNPROCESSED',
		]);
		expect(emulator.store.count('Leads')).toBe(1);
	});

	it('fails half-way, and its status leaves out the result, or the counts as well', async () => {
		emulator.jobs.plan({ end: 'FAILED', rows: 2, hides: ['result'] });
		emulator.jobs.plan({ end: 'FAILED', rows: 2, message: 'broken off', hides: ['result', 'counts'] });
		const shown = await bulk.created(await jobBody());
		const hidden = await bulk.created(await jobBody());
		end();
		const counted = await bulk.status(shown);
		expect(counted).not.toHaveProperty('result');
		expect(counted.resource[0].file).toEqual({
			status: 'FAILED',
			name: FILE,
			added_count: 1,
			skipped_count: 1,
			updated_count: 0,
			total_count: 3,
		});
		expect(counted.resource[0]).not.toHaveProperty('message');
		const silent = await bulk.status(hidden);
		expect(silent).not.toHaveProperty('result');
		expect(silent.resource[0]).toMatchObject({ status: 'FAILED', code: 'INVALID_FILE', message: 'broken off' });
		expect(silent.resource[0].file).toEqual({ status: 'FAILED', name: FILE });
	});

	it('tells of a failure as switched: with a message, without counts', async () => {
		Object.assign(emulator.switches, { failedJobMessage: 'the file cannot be read', failedJobShowsCounts: false });
		emulator.jobs.plan({ end: 'FAILED' });
		const failed = await bulk.created(await jobBody());
		const completed = await bulk.created(await jobBody());
		end();
		expect((await bulk.status(failed)).resource[0]).toMatchObject({
			code: 'INVALID_FILE',
			message: 'the file cannot be read',
			file: { status: 'FAILED', name: FILE },
		});
		expect((await bulk.status(failed)).resource[0].file).not.toHaveProperty('added_count');
		expect((await bulk.status(completed)).resource[0].file).toMatchObject({
			status: 'COMPLETED',
			added_count: 2,
			total_count: 3,
		});
		expect((await bulk.status(completed)).resource[0]).not.toHaveProperty('message');
	});

	it('is skipped, stuck, or takes several steps', async () => {
		emulator.jobs.plan({ end: 'SKIPPED' });
		emulator.jobs.plan({ end: 'never' });
		emulator.jobs.plan({ ticks: 3 });
		const body = await jobBody();
		const ids = [await bulk.created(body), await bulk.created(body), await bulk.created(body)];
		const statuses = () => Promise.all(ids.map(async (id) => (await bulk.status(id)).status));
		end();
		expect(await statuses()).toEqual(['SKIPPED', 'INPROGRESS', 'INPROGRESS']);
		end();
		expect(await statuses()).toEqual(['SKIPPED', 'INPROGRESS', 'COMPLETED']);
	});

	it('flaps between statuses', async () => {
		emulator.jobs.plan({ reports: ['INPROGRESS', 'ADDED', 'INPROGRESS'] });
		const id = await bulk.created(await jobBody());
		end();
		const seen = [];
		for (let reads = 0; reads < 4; reads++) seen.push((await bulk.status(id)).status);
		expect(seen).toEqual(['INPROGRESS', 'ADDED', 'INPROGRESS', 'COMPLETED']);
	});

	it.each([['truncated'], ['not a zip']] as const)('gives a result that is %s', async (result) => {
		emulator.jobs.plan({ result });
		const id = await bulk.created(await jobBody());
		end();
		const { status, bytes } = await bulk.download((await bulk.status(id)).result?.download_url ?? '');
		expect(status).toBe(200);
		await expect(readArchive(bytes)).rejects.toThrow();
	});

	it('gives a result that is not there, lacks rows, or has them in another order', async () => {
		const rows = [HEADER, ...Array.from({ length: 9 }, (_, index) => [`L${index}`, 'x', '', ''])];
		const names = async (result: 'rows missing' | 'shuffled') => {
			emulator.jobs.plan({ result });
			const id = await bulk.created(await jobBody({}, { [FILE]: rows }));
			end();
			return (await bulk.result(id))[`Leads-${FILE}`].slice(1).map(([name]) => name);
		};
		const input = rows.slice(1).map(([name]) => name);
		expect(await names('rows missing')).toEqual(['L0', 'L2', 'L3', 'L5', 'L6', 'L8']);
		const shuffled = await names('shuffled');
		expect(shuffled).not.toEqual(input);
		expect([...shuffled].sort()).toEqual(input);
		emulator.jobs.plan({ result: 'absent' });
		const id = await bulk.created(await jobBody());
		end();
		expect((await bulk.download((await bulk.status(id)).result?.download_url ?? '')).status).toBe(404);
	});
});

describe('download', () => {
	async function finished(): Promise<string> {
		const id = await bulk.created(await jobBody());
		end();
		return id;
	}

	it('gives the first three mapped columns with status, id and errors of each row', async () => {
		const id = await finished();
		const ids = [...emulator.store.all('Leads')].map((lead) => lead.id);
		expect(await bulk.result(id)).toEqual({
			[`Leads-${FILE}`]: [
				['Last_Name', 'Company', 'Email', 'STATUS', 'RECORD_ID', 'ERRORS'],
				['Okafor', 'Brightwell', 'n@x.test', 'ADDED', ids[0], ''],
				['', 'Brightwell', 'o@x.test', 'SKIPPED', '', 'MANDATORY_NOT_FOUND-Last_Name'],
				['Rao', 'Acme', 'r@x.test', 'ADDED', ids[1], ''],
			],
		});
	});

	it('works under any prefix and on both hosts, for seven days, with a token', async () => {
		const id = await finished();
		const paths = [
			`/v2/crm/654321098/bulk-write/${id}/${id}.zip`,
			`/bulk-write/${id}/${id}.zip`,
			`${emulator.url}/crm/v8/org654321098/bulk-write/${id}/${id}.zip`,
		];
		for (const path of paths) expect((await bulk.download(path)).status).toBe(200);
		expect((await bulk.download(`/bulk-write/${id}/other.zip`)).status).toBe(404);
		emulator.advance(7 * 24 * 3_600_000 - 1);
		bulk.client.authorization = emulator.grantToken().authorization;
		expect((await bulk.download(paths[0])).status).toBe(200);
		emulator.advance(1);
		expect((await bulk.download(paths[0])).status).toBe(404);
		bulk.client.authorization = '';
		expect((await bulk.download(paths[0])).status).toBe(401);
	});

	it('has nothing for a job that has not ended', async () => {
		const id = await bulk.created(await jobBody());
		emulator.tick();
		expect((await bulk.download(`/v8/crm/org654321098/bulk-write/${id}/${id}.zip`)).status).toBe(404);
	});

	it('takes the three columns by their place, cells normalised and rows in another order, where switched', async () => {
		const mappings = [
			{ api_name: 'Email', index: 5 },
			{ api_name: 'No_of_Employees', index: 4 },
			{ api_name: 'Visit_Date', index: 3 },
			{ api_name: 'Last_Name', index: 1 },
			{ api_name: 'Company', index: 0 },
		];
		const rows = [
			['c', 'l', '-', 'v', 'n', 'e'],
			[' Acme ', 'Rao', '', '12/31/2026', '"1,200"', ' R@X.test '].map((cell) => cell.replaceAll('"', '')),
		];
		const kept = () => bulk.run(rows, { operation: 'insert', mappings }).then(([row]) => row.slice(0, 3));
		expect(await kept()).toEqual([' R@X.test ', '1,200', '12/31/2026']);
		emulator.switches.resultValues = 'normalised';
		expect(await kept()).toEqual(['r@x.test', '1200', '2026-12-31']);
		emulator.switches.resultColumns = 'by index';
		expect(await kept()).toEqual(['Acme', 'Rao', '2026-12-31']);
		emulator.switches.resultRowOrder = 'shuffled';
		const many = [['Last_Name', 'Company'], ...Array.from({ length: 9 }, (_, index) => [`L${index}`, 'x'])];
		const names = (await bulk.run(many, { operation: 'insert' })).map(([name]) => name);
		expect(names).not.toEqual(many.slice(1).map(([name]) => name));
		expect([...names].sort()).toEqual(many.slice(1).map(([name]) => name));
	});
});

describe('callback', () => {
	it.each([0, 1, 2])('comes %i times at the end, as switched, with the status object', async (callbackCount) => {
		Object.assign(emulator.switches, { callbackCount, allowHttpCallback: true });
		const received: Array<{
			url: string | undefined;
			method: string | undefined;
			type: string | undefined;
			body: JobBody;
		}> = [];
		const listener = createServer(async (request, response) => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(Buffer.from(chunk));
			received.push({
				url: request.url,
				method: request.method,
				type: request.headers['content-type'],
				body: JSON.parse(Buffer.concat(chunks).toString()),
			});
			response.end();
		});
		await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
		const callback = {
			url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/zoho?job=17`,
			method: 'post',
		};
		const id = await bulk.created(await jobBody({ top: { callback } }));
		emulator.tick();
		await emulator.jobs.callbacksSent();
		expect(received).toEqual([]);
		emulator.tick();
		await emulator.jobs.callbacksSent();
		const body = await bulk.status(id);
		expect(body.callback).toEqual(callback);
		expect(received).toEqual(
			Array.from({ length: callbackCount }, () => ({
				url: '/zoho?job=17',
				method: 'POST',
				type: 'application/json',
				body,
			})),
		);
		listener.closeAllConnections();
		await new Promise((resolve) => listener.close(resolve));
	});

	it('also comes for a job that failed, and an address that does not answer does no harm', async () => {
		emulator.switches.allowHttpCallback = true;
		emulator.jobs.plan({ end: 'FAILED' });
		const id = await bulk.created(await jobBody({ top: { callback: { url: 'http://127.0.0.1:9/', method: 'post' } } }));
		end();
		await emulator.jobs.callbacksSent();
		expect((await bulk.status(id)).status).toBe('FAILED');
	});
});
