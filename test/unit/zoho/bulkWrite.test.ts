import type { BulkWriteRequest } from '../../../nodes/shared/zoho/bulk/writeApi';
import { UsageError } from '../../../nodes/shared/zoho/call/errors';
import { rejectionOf, scriptZoho } from './scriptedZoho';

const REQUEST: BulkWriteRequest = {
	character_encoding: 'UTF-8',
	operation: 'upsert',
	ignore_empty: true,
	callback: { url: 'https://hooks.example.test/zoho?job=17', method: 'post' },
	resource: [
		{
			type: 'data',
			module: { api_name: 'Contacts' },
			file_id: '4911001',
			file_names: ['contacts.csv'],
			ignore_empty: true,
			find_by: 'Email',
			field_mappings: [
				{ api_name: 'Email', index: 0 },
				{ api_name: 'Owner', index: 1, find_by: 'email' },
				{ api_name: 'Lead_Source', default_value: { value: 'Partner' } },
			],
		},
	],
};

describe('creating a job', () => {
	it('sends the request as it is and gives the id', async () => {
		const zoho = scriptZoho([
			{
				status: 201,
				body: {
					status: 'success',
					code: 'SUCCESS',
					message: 'success',
					details: { id: '4912001', created_by: { id: '1', name: 'Ann Lee' } },
				},
			},
		]);
		expect(await zoho.client.bulkWrite.create(REQUEST)).toEqual({ id: '4912001' });
		expect(zoho.calls[0]).toMatchObject({
			host: 'api',
			method: 'POST',
			url: 'https://www.zohoapis.eu/crm/bulk/v8/write',
			body: { kind: 'json', value: REQUEST },
			answer: 'json',
		});
	});

	it('takes a file without mappings and without a name, whose header then says all', async () => {
		const request: BulkWriteRequest = {
			operation: 'insert',
			resource: [{ type: 'data', module: { api_name: 'Leads' }, file_id: '4911001' }],
		};
		const zoho = scriptZoho([{ status: 201, body: { details: { id: '4912001' } } }]);
		expect(await zoho.client.bulkWrite.create(request)).toEqual({ id: '4912001' });
		expect(zoho.calls[0].body).toEqual({ kind: 'json', value: request });
	});

	it('throws what Zoho refuses', async () => {
		const zoho = scriptZoho([
			{
				status: 400,
				body: { status: 'error', code: 'INVALID_FIELD', message: 'invalid mapping. invalid api_name X.', details: {} },
			},
		]);
		await expect(zoho.client.bulkWrite.create(REQUEST)).rejects.toMatchObject({
			kind: 'api',
			code: 'INVALID_FIELD',
			message: 'invalid mapping. invalid api_name X.',
			path: '/crm/bulk/v8/write',
			mayHaveBeenApplied: false,
		});
	});

	it.each([{ status: 200, body: {} }, { status: 204 }, { status: 200, body: '<html></html>' }])(
		'says that the job may exist when the answer is %j',
		async (reply) => {
			await expect(scriptZoho([reply]).client.bulkWrite.create(REQUEST)).rejects.toMatchObject({
				kind: 'shape',
				mayHaveBeenApplied: true,
			});
		},
	);

	it.each([
		['without a file', { ...REQUEST, resource: [] }, 'The job has no file'],
		[
			'without find by',
			{ ...REQUEST, resource: [{ ...REQUEST.resource[0], find_by: undefined }] },
			'A bulk upsert needs Find By, the field that identifies the record of each row',
		],
		[
			'with 201 columns',
			{
				...REQUEST,
				resource: [
					{
						...REQUEST.resource[0],
						field_mappings: Array.from({ length: 201 }, (_, index) => ({ api_name: `F${index}`, index })),
					},
				],
			},
			'201 columns for Contacts are too many. A bulk write job accepts 200',
		],
	])('refuses a job %s before anything is sent', async (_, request, message) => {
		const thrown = await rejectionOf(scriptZoho([]).client.bulkWrite.create(request));
		expect(thrown).toBeInstanceOf(UsageError);
		expect(thrown).toMatchObject({ message });
	});
});

describe('asking for a job', () => {
	const file = {
		status: 'COMPLETED',
		name: 'contacts.csv',
		added_count: 2,
		skipped_count: 1,
		updated_count: 1,
		total_count: 4,
	};
	const resource = {
		status: 'COMPLETED',
		code: 'SUCCESS',
		type: 'data',
		module: { api_name: 'Contacts', id: '2179' },
		file,
	};
	const completed = {
		status: 'COMPLETED',
		resource: [resource],
		id: '4912001',
		result: { download_url: '/v8/crm/org1/bulk-write/4912001/4912001.zip' },
		operation: 'upsert',
	};

	it('reads a completed one', async () => {
		const zoho = scriptZoho([{ body: completed }]);
		expect(await zoho.client.bulkWrite.get('4912001')).toEqual({
			id: '4912001',
			state: 'COMPLETED',
			code: null,
			message: null,
			downloadUrl: '/v8/crm/org1/bulk-write/4912001/4912001.zip',
			files: [
				{
					module: 'Contacts',
					name: 'contacts.csv',
					state: 'COMPLETED',
					code: 'SUCCESS',
					message: null,
					added: 2,
					updated: 1,
					skipped: 1,
					total: 4,
				},
			],
			raw: completed,
		});
		expect(zoho.calls[0]).toMatchObject({ method: 'GET', url: 'https://www.zohoapis.eu/crm/bulk/v8/write/4912001' });
	});

	it('reads one that was just added', async () => {
		const added = {
			status: 'ADDED',
			resource: [{ status: 'ADDED', code: 'ADDED', module: { api_name: 'Contacts' }, file: { status: 'ADDED' } }],
			id: '1',
		};
		expect(await scriptZoho([{ body: added }]).client.bulkWrite.get('1')).toEqual({
			id: '1',
			state: 'ADDED',
			code: null,
			message: null,
			downloadUrl: null,
			files: [
				{
					module: 'Contacts',
					name: null,
					state: 'ADDED',
					code: 'ADDED',
					message: null,
					added: null,
					updated: null,
					skipped: null,
					total: null,
				},
			],
			raw: added,
		});
	});

	it.each([
		['INPROGRESS', 'INPROGRESS'],
		['IN PROGRESS', 'INPROGRESS'],
		['IN_PROGRESS', 'INPROGRESS'],
		['In progress', 'INPROGRESS'],
		['SKIPPED', 'SKIPPED'],
	])('understands the state %s', async (status, state) => {
		expect(await scriptZoho([{ body: { id: '1', status } }]).client.bulkWrite.get('1')).toEqual({
			id: '1',
			state,
			code: null,
			message: null,
			downloadUrl: null,
			files: [],
			raw: { id: '1', status },
		});
	});

	it('tells why one failed', async () => {
		const failed = {
			id: '1',
			status: 'FAILED',
			resource: [
				{ status: 'FAILED', code: 'INVALID_FILE', message: 'the file is unreadable', module: { api_name: 'Contacts' } },
			],
		};
		expect(await scriptZoho([{ body: failed }]).client.bulkWrite.get('1')).toMatchObject({
			state: 'FAILED',
			code: 'INVALID_FILE',
			message: 'the file is unreadable',
			downloadUrl: null,
		});
		const mute = { id: '1', status: 'FAILED', resource: [{ status: 'FAILED', code: 'FAILED' }] };
		expect(await scriptZoho([{ body: mute }]).client.bulkWrite.get('1')).toMatchObject({
			state: 'FAILED',
			code: null,
			message: null,
		});
	});

	it('refuses a state that is not documented', async () => {
		await expect(scriptZoho([{ body: { id: '1', status: 'LOST' } }]).client.bulkWrite.get('1')).rejects.toMatchObject({
			kind: 'shape',
			path: '$.status',
			mayHaveBeenApplied: false,
		});
	});

	it('throws for a job that does not exist', async () => {
		const zoho = scriptZoho([
			{
				status: 404,
				body: {
					status: 'error',
					code: 'RESOURCE_NOT_FOUND',
					message: "The requested resource doesn't exist.",
					details: {},
				},
			},
		]);
		await expect(zoho.client.bulkWrite.get('1')).rejects.toMatchObject({
			kind: 'api',
			status: 404,
			code: 'RESOURCE_NOT_FOUND',
		});
		expect(await rejectionOf(zoho.client.bulkWrite.get('1/x'))).toMatchObject({
			kind: 'usage',
			message: 'The job ID is invalid: it must contain only digits',
		});
	});
});
