import type { INodeParameters } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { LEADS, seedUpload } from './uploads';
import { bulkCalls, WRITE } from '../stage/books';
import { failureOf } from '../stage/failure';
import { bulk } from '../stage/parameters';

const { emulator, run } = useStage();

const INSERT: INodeParameters = { importOperation: 'insert', fileId: '={{ $json.fileId }}', csvFileName: 'leads.csv' };
const mappings = (...mapping: INodeParameters[]): INodeParameters => ({ fieldMappings: { mapping } });
const seedItem = async () => ({ fileId: await seedUpload(emulator, { 'leads.csv': LEADS }) });
const order = (fileId: string) => ({
	operation: 'insert',
	files: [{ module: 'Leads', fileId, fileName: 'leads.csv' }],
});

describe('Bulk Write > Create Job', () => {
	it('starts a job for every item and answers each with its id', async () => {
		const items = [await seedItem(), await seedItem()];
		const result = await run(bulk('createJob', INSERT), items);
		expect(result.items).toMatchObject(
			items.map(({ fileId }, item) => ({
				json: { jobId: expect.stringMatching(/^\d{19}$/), state: 'ADDED', ...order(fileId) },
				pairedItem: { item },
			})),
		);
		expect(emulator.jobs.all().map(({ id }) => id)).toEqual(result.json.map(({ jobId }) => jobId));
		expect(result.hints).toEqual([
			{ message: 'Used about 1000 Zoho API credits', type: 'info', location: 'outputPane' },
		]);
	});

	it('sends every key that Zoho documents', async () => {
		const [{ fileId }] = [await seedItem()];
		const parameters: INodeParameters = {
			importOperation: 'upsert',
			module: 'Leads',
			fileId: ` ${fileId} `,
			csvFileName: 'leads.csv',
			findBy: 'Email',
			emptyValues: 'keep',
			...mappings(
				{
					apiName: 'Last_Name',
					index: '0',
					findBy: '',
					format: '',
					defaultValue: '',
					parentColumnIndex: '',
					module: '',
				},
				{ apiName: 'Company', index: '1', defaultValue: 'Acme' },
				{ apiName: 'Email', index: 2 },
				{ apiName: 'Owner', index: '1', findBy: 'email' },
				{ apiName: 'Visit_Date', index: '1', format: 'yyyy-MM-dd' },
				{ apiName: 'Lead_Source', defaultValue: 'Partner' },
			),
			options: { characterEncoding: 'UTF-8', callbackUrl: 'https://hooks.example.test/zoho?job=17' },
		};
		await run(bulk('createJob', parameters));
		expect(bulkCalls(emulator, 'POST').map(({ body, status }) => ({ body, status }))).toEqual([
			{
				status: 201,
				body: {
					character_encoding: 'UTF-8',
					operation: 'upsert',
					ignore_empty: true,
					callback: { url: 'https://hooks.example.test/zoho?job=17', method: 'post' },
					resource: [
						{
							type: 'data',
							module: { api_name: 'Leads' },
							file_id: fileId,
							file_names: ['leads.csv'],
							ignore_empty: true,
							find_by: 'Email',
							field_mappings: [
								{ api_name: 'Last_Name', index: 0 },
								{ api_name: 'Company', index: 1, default_value: { value: 'Acme' } },
								{ api_name: 'Email', index: 2 },
								{ api_name: 'Owner', index: 1, find_by: 'email' },
								{ api_name: 'Visit_Date', index: 1, format: 'yyyy-MM-dd' },
								{ api_name: 'Lead_Source', default_value: { value: 'Partner' } },
							],
						},
					],
				},
			},
		]);
	});

	it('sends the keys of children as they are given, and only those', async () => {
		const { fileId } = await seedItem();
		const parameters = {
			importOperation: 'insert',
			module: 'Work_History',
			fileId,
			emptyValues: 'clear',
			...mappings({ apiName: 'Parent_Id', index: '0', parentColumnIndex: '3', module: 'Work_History' }),
		};
		const { message } = await failureOf(run(bulk('createJob', parameters)));
		expect(message).toContain('parent_column_index needs the parent in the same request');
		expect(bulkCalls(emulator, 'POST').map(({ body }) => body)).toEqual([
			{
				operation: 'insert',
				ignore_empty: false,
				resource: [
					{
						type: 'data',
						module: { api_name: 'Work_History' },
						file_id: fileId,
						ignore_empty: false,
						field_mappings: [{ api_name: 'Parent_Id', index: 0, parent_column_index: 3, module: 'Work_History' }],
					},
				],
			},
		]);
	});

	it('starts a job with a parent and its children from JSON', async () => {
		const fileId = await seedUpload(emulator, {
			'leads.csv': 'key,name,company\n1,Okafor,Brightwell\n2,Ito,Brightwell\n',
			'history.csv': 'key,employer\n1,A\n2,B\n1,C\n',
		});
		const resources = [
			{
				module: { api_name: 'Leads' },
				file_id: fileId,
				file_names: ['leads.csv'],
				field_mappings: [
					{ api_name: 'Last_Name', index: 1 },
					{ api_name: 'Company', index: 2 },
				],
			},
			{
				module: { api_name: 'Work_History' },
				file_id: fileId,
				file_names: ['history.csv'],
				field_mappings: [
					{ api_name: 'Parent_Id', parent_column_index: 0, index: 0 },
					{ api_name: 'Employer', index: 1 },
				],
			},
		];
		const asText = { importOperation: 'insert', specifyResources: 'json', resources: JSON.stringify(resources) };
		const { json } = await run(bulk('createJob', asText));
		expect(json).toMatchObject([
			{
				jobId: expect.stringMatching(/^\d{19}$/),
				state: 'ADDED',
				operation: 'insert',
				files: [
					{ module: 'Leads', fileId, fileName: 'leads.csv' },
					{ module: 'Work_History', fileId, fileName: 'history.csv' },
				],
			},
		]);
		expect(bulkCalls(emulator, 'POST').map(({ body }) => body)).toEqual([
			{
				operation: 'insert',
				ignore_empty: true,
				resource: resources.map((resource) => ({ type: 'data', ignore_empty: true, ...resource })),
			},
		]);
		emulator.advance(60_000);
		expect([...emulator.store.all('Work_History')].map(({ Employer, Parent_Id }) => [Employer, Parent_Id])).toEqual([
			['A', { name: 'Okafor', id: expect.any(String) }],
			['B', { name: 'Ito', id: expect.any(String) }],
			['C', { name: 'Okafor', id: expect.any(String) }],
		]);
		const asValue = { ...asText, resources: '={{ $json.resources }}' };
		expect((await run(bulk('createJob', asValue), [{ resources }])).json[0]).toMatchObject({ state: 'ADDED' });
	});

	const json = (resources: string): INodeParameters => ({
		importOperation: 'insert',
		specifyResources: 'json',
		resources,
	});
	it.each<[string, INodeParameters, string, string | RegExp]>([
		[
			'without a file',
			{ importOperation: 'insert', fileId: ' ' },
			'File ID is empty',
			'Set it to the file ID that Upload File returned',
		],
		[
			'without Find By where one is needed',
			{ ...INSERT, importOperation: 'update' },
			'A bulk update needs Find By, the field that identifies the record of each row',
			/Choose a unique field/,
		],
		[
			'with a mapping that names no field',
			{ ...INSERT, ...mappings({ apiName: 'Last_Name', index: '0' }, { apiName: ' ', index: '1' }) },
			'Mapping 2 of Field Mappings has no field',
			/Add the API name/,
		],
		[
			'with a mapping without column and default value',
			{ ...INSERT, ...mappings({ apiName: 'Last_Name' }) },
			'Mapping 1 of Field Mappings has neither a column nor a default value',
			/Add a Column Index .* for Last_Name/,
		],
		[
			'with a column that is no number',
			{ ...INSERT, ...mappings({ apiName: 'Last_Name', index: 'A' }) },
			'Mapping 1 of Field Mappings has an invalid column index: "A"',
			/The first column is 0/,
		],
		[
			'with a parent column that is no number',
			{ ...INSERT, ...mappings({ apiName: 'Last_Name', index: '0', parentColumnIndex: '-1' }) },
			'Mapping 1 of Field Mappings has an invalid column index: "-1"',
			/The first column is 0/,
		],
		[
			'with a callback that is no address',
			{ ...INSERT, options: { callbackUrl: 'hooks.example.test' } },
			'Callback URL is not a valid URL',
			/public HTTPS address/,
		],
		['with text that is no JSON', json('[{'), 'Resources (JSON) is not valid JSON', /brackets, quotes and commas/],
		[
			'with JSON that is no list',
			json('{"file_id":"1"}'),
			'Resources (JSON) must be a list with at least one file',
			/Pass a list such as/,
		],
		['with an empty list', json('[]'), 'Resources (JSON) must be a list with at least one file', /Pass a list such as/],
		[
			'with a resource without a module',
			json('[{"file_id":"1"}]'),
			'Resource 1 has no module or no file ID',
			/"api_name"/,
		],
		[
			'with a file id that has lost digits',
			json('[{"module":{"api_name":"Leads"},"file_id":4150868000004911001}]'),
			'Resource 1 has no module or no file ID',
			/Put IDs in quotes/,
		],
	])('refuses a job %s before anything is sent', async (_, parameters, message, description) => {
		const refusal = await failureOf(run(bulk('createJob', parameters), [{ fileId: '1' }]));
		expect(refusal).toMatchObject({ message, itemIndex: 0 });
		expect(refusal.description).toMatch(description);
		expect(bulkCalls(emulator, 'POST')).toEqual([]);
	});

	it('names the item whose job cannot be read, and starts none', async () => {
		const items = [await seedItem(), { fileId: '' }];
		expect(await failureOf(run(bulk('createJob', INSERT), items))).toMatchObject({
			message: 'File ID is empty',
			itemIndex: 1,
		});
		expect(emulator.jobs.all()).toEqual([]);
	});

	it('says what Zoho refuses of the first job', async () => {
		const refusal = await failureOf(
			run(bulk('createJob', INSERT), [{ fileId: '4150868000009999999' }, await seedItem()]),
		);
		expect(refusal).toMatchObject({
			message: 'Zoho CRM rejected the request: improper file id (INVALID_FILE_ID)',
			itemIndex: 0,
		});
		expect(bulkCalls(emulator, 'POST')).toHaveLength(1);
	});

	const refused = (item: number, reason: string, code: string, next: string) => ({
		json: { status: 'UNPROCESSED', reason, code, next, state: 'UNPROCESSED', jobId: '' },
		pairedItem: { item },
	});
	const improper = (item: number) =>
		refused(
			item,
			'Zoho CRM rejected the request: improper file id (INVALID_FILE_ID)',
			'INVALID_FILE_ID',
			'Use the File ID that Upload File returned for the same organization',
		);

	it.each([undefined, 'continueRegularOutput'] as const)(
		'throws nothing once a job exists, but answers what is refused and goes on (%s)',
		async (onError) => {
			const items = [await seedItem(), { fileId: '4150868000009999999' }, await seedItem()];
			const result = await run(bulk('createJob', INSERT), items, { onError });
			expect(result.items).toMatchObject([
				{
					json: { jobId: expect.stringMatching(/^\d{19}$/), state: 'ADDED', ...order(items[0].fileId) },
					pairedItem: { item: 0 },
				},
				improper(1),
				{
					json: { jobId: expect.stringMatching(/^\d{19}$/), state: 'ADDED', ...order(items[2].fileId) },
					pairedItem: { item: 2 },
				},
			]);
			expect(result.hints).toMatchObject([
				{ message: expect.stringMatching(/^1 of 3 items failed/), type: 'warning' },
				{ message: 'Used about 1000 Zoho API credits' },
			]);
		},
	);

	it('answers refusals from the first item on where the step is set to go on', async () => {
		const items = [{ fileId: '' }, { fileId: '4150868000009999999' }, await seedItem()];
		const result = await run(bulk('createJob', INSERT), items, { onError: 'continueRegularOutput' });
		expect(result.items).toMatchObject([
			refused(0, 'File ID is empty', 'NOT_SENT', 'Set it to the file ID that Upload File returned'),
			improper(1),
			{
				json: { jobId: expect.stringMatching(/^\d{19}$/), state: 'ADDED', ...order(items[2].fileId) },
				pairedItem: { item: 2 },
			},
		]);
	});

	it.each([
		['the connection is reset after Zoho acted', { kind: 'reset', acts: true } as const, 'NO_ANSWER', 1],
		['the reply is cut', { kind: 'cut', acts: true } as const, 'NO_ANSWER', 1],
		[
			'a gateway answers instead',
			{ kind: 'answer', status: 502, body: '<html>Bad gateway</html>' } as const,
			'HTTP_502',
			0,
		],
		['the reply is of another shape', { kind: 'wrongJson', acts: true } as const, 'WRONG_ANSWER', 1],
	])('answers UNKNOWN and sends nothing again when %s', async (_, fault, code, jobs) => {
		emulator.faults.add({ ...fault, path: WRITE, method: 'POST' });
		const items = [await seedItem(), await seedItem()];
		const result = await run(bulk('createJob', INSERT), items);
		expect(result.items).toMatchObject([
			{
				json: {
					reason: expect.any(String),
					code,
					next: 'The reply was lost, so the job may exist. Look for the file leads.csv in Zoho CRM under Setup > Data Administration > Import > Import History before creating the job again',
					state: 'UNKNOWN',
					jobId: '',
				},
				pairedItem: { item: 0 },
			},
			{
				json: { jobId: expect.stringMatching(/^\d{19}$/), state: 'ADDED', ...order(items[1].fileId) },
				pairedItem: { item: 1 },
			},
		]);
		expect(bulkCalls(emulator, 'POST')).toHaveLength(2);
		expect(emulator.jobs.all()).toHaveLength(jobs + 1);
	});

	it('names the file by its id where its name was not given, when the reply is lost', async () => {
		emulator.faults.add({ kind: 'reset', acts: true, path: WRITE, method: 'POST' });
		const item = await seedItem();
		const { json: answers } = await run(bulk('createJob', { ...INSERT, csvFileName: '' }), [item]);
		expect(answers[0].next).toContain(`Look for the file with the ID ${item.fileId} in Zoho CRM`);
	});

	it('waits and sends again when it is throttled', async () => {
		emulator.faults.add({ kind: 'answer', status: 429, retryAfterSeconds: 7, path: WRITE, method: 'POST' });
		const { json: answers } = await run(bulk('createJob', INSERT), [await seedItem()]);
		expect(answers).toMatchObject([{ state: 'ADDED' }]);
		expect(emulator.jobs.all()).toHaveLength(1);
	});

	it('stops at a refusal that all further jobs would meet, and answers them with it', async () => {
		emulator.switches.creditLimit = 700;
		const items = [await seedItem(), await seedItem(), await seedItem()];
		const { json: answers } = await run(bulk('createJob', INSERT), items);
		expect(answers.map(({ state, code }) => [state, code])).toEqual([
			['ADDED', ''],
			['UNPROCESSED', 'TOO_MANY_REQUESTS'],
			['UNPROCESSED', 'TOO_MANY_REQUESTS'],
		]);
		expect(bulkCalls(emulator, 'POST')).toHaveLength(2);
	});

	it('creates no job after the execution was stopped', async () => {
		const controller = new AbortController();
		controller.abort();
		expect(
			await failureOf(run(bulk('createJob', INSERT), [await seedItem()], { cancelSignal: controller.signal })),
		).toMatchObject({ message: 'The execution was stopped before this job was created' });
		expect(bulkCalls(emulator, 'POST')).toEqual([]);
	});
});
