import { useEach, useEmulator } from '../../stage/useEmulator';
import { createBulkClient, packZip } from '../clients/bulk';
import type { StoredRecord } from '../records/store';

const emulator = useEmulator({ isFresh: true });
const bulk = useEach(() => createBulkClient(emulator));

const ABSENT_ID = '4150868999999999999';

const leads = (): StoredRecord[] => [...emulator.store.all('Leads')];

/** Inserts a record by the records API. @returns its id */
async function insert(record: object, module = 'Leads'): Promise<string> {
	const { status, data } = await bulk.client.post(`/crm/v8/${module}`, { data: [record] });
	expect(status).toBe(201);
	return (data as { data: [{ details: { id: string } }] }).data[0].details.id;
}

/** Imports one lead whose further columns are given; what the row came to, and the lead if there is one. */
async function importCells(
	cells: Readonly<Record<string, string>>,
	mappings: Readonly<Record<string, object>> = {},
): Promise<{ status: string; errors: string; lead: StoredRecord | undefined }> {
	const names = ['Last_Name', 'Company', ...Object.keys(cells)];
	const [row] = await bulk.run([names, ['Okafor', 'Brightwell', ...Object.values(cells)]], {
		operation: 'insert',
		mappings: names.map((api_name, index) => ({ api_name, index, ...mappings[api_name] })),
	});
	const [status, , errors] = row.slice(-3);
	return { status, errors, lead: leads().at(-1) };
}

describe('rows', () => {
	const HEADER = ['Last_Name', 'Company', 'Email', 'Ext_Ref'];

	it('are added, or skipped for a value that must be unique', async () => {
		const id = await insert({ Last_Name: 'Old', Company: 'x', Ext_Ref: 'K1' });
		const rows = [
			HEADER,
			['A', 'x', 'a@x.test', 'k1'],
			['B', 'x', 'a@x.test', 'K2'],
			['C', 'x', 'a@x.test', 'K2'],
			['D', '', 'bad', 'K1'],
			['', '', '', ''],
		];
		const results = await bulk.run(rows, { operation: 'insert' });
		const added = leads()[1].id;
		expect(results).toEqual([
			['A', 'x', 'a@x.test', 'SKIPPED', '', 'DUPLICATE_DATA-Ext_Ref'],
			['B', 'x', 'a@x.test', 'ADDED', added, ''],
			['C', 'x', 'a@x.test', 'SKIPPED', '', 'DUPLICATE_DATA-Ext_Ref'],
			['D', '', 'bad', 'SKIPPED', '', 'MANDATORY_NOT_FOUND-Company:INVALID_DATA-Email:DUPLICATE_DATA-Ext_Ref'],
			['', '', '', 'SKIPPED', '', 'MANDATORY_NOT_FOUND-Last_Name,Company'],
		]);
		expect(leads().map(({ Last_Name }) => Last_Name)).toEqual(['Old', 'B']);
		emulator.switches.skippedRecordId = 'duplicate';
		expect((await bulk.run([HEADER, ['A', 'x', '', 'K1']], { operation: 'insert' }))[0]).toEqual([
			'A',
			'x',
			'',
			'SKIPPED',
			id,
			'DUPLICATE_DATA-Ext_Ref',
		]);
	});

	it('relatedColumns: What_Id has no column, or takes the ID of a record of any module', async () => {
		const lead = await insert({ Last_Name: 'Okafor', Company: 'Brightwell' });
		const job = {
			operation: 'insert',
			module: 'Tasks',
			mappings: ['Subject', 'What_Id'].map((api_name, index) => ({ api_name, index })),
		};
		const rows = [
			['Subject', 'What_Id'],
			['Call', lead],
			['Write', ABSENT_ID],
		];
		await expect(bulk.run(rows, job)).rejects.toThrow();
		emulator.switches.relatedColumns = 'accept';
		expect((await bulk.run(rows, job)).map((row) => row.at(-3))).toEqual(['ADDED', 'SKIPPED']);
		expect([...emulator.store.all('Tasks')]).toMatchObject([
			{ Subject: 'Call', What_Id: { id: lead }, $se_module: 'Leads' },
		]);
	});

	it('of an insert with find_by are skipped where the record exists', async () => {
		const id = await insert({ Last_Name: 'Old', Company: 'x', Email: 'a@x.test' });
		emulator.switches.skippedRecordId = 'duplicate';
		const results = await bulk.run([HEADER, ['A', 'x', ' A@x.test', ''], ['B', 'x', 'b@x.test', '']], {
			operation: 'insert',
			findBy: 'Email',
		});
		expect(results).toEqual([
			['A', 'x', ' A@x.test', 'SKIPPED', id, 'DUPLICATE_DATA-Email'],
			['B', 'x', 'b@x.test', 'ADDED', leads()[1].id, ''],
		]);
	});

	it('of an update change the record that is found, by id or by a field', async () => {
		const id = await insert({ Last_Name: 'Old', Company: 'x', Email: 'a@x.test', Phone: '1' });
		expect(
			await bulk.run(
				[
					['Email', 'Phone'],
					['A@X.test', '2'],
					['none@x.test', '3'],
					['', '4'],
				],
				{ operation: 'update', findBy: 'Email' },
			),
		).toEqual([
			['A@X.test', '2', 'UPDATED', id, ''],
			['none@x.test', '3', 'SKIPPED', '', 'RESOURCE_NOT_FOUND-Email'],
			['', '4', 'SKIPPED', '', 'MANDATORY_NOT_FOUND-Email'],
		]);
		emulator.switches.missingTargetCode = 'INVALID_DATA';
		expect(
			await bulk.run(
				[
					['id', 'Phone', 'Last_Name'],
					[id, '5', 'New'],
					[ABSENT_ID, '6', 'New'],
					['abc', '7', 'New'],
					[id, '8', ''],
				],
				{ operation: 'update', findBy: 'id' },
			),
		).toEqual([
			[id, '5', 'New', 'UPDATED', id, ''],
			[ABSENT_ID, '6', 'New', 'SKIPPED', '', 'INVALID_DATA-id'],
			['abc', '7', 'New', 'SKIPPED', '', 'INVALID_DATA-id'],
			[id, '8', '', 'SKIPPED', '', 'MANDATORY_NOT_FOUND-Last_Name'],
		]);
		expect(leads()).toEqual([
			expect.objectContaining({ id, Last_Name: 'New', Company: 'x', Email: 'A@X.test', Phone: '5' }),
		]);
	});

	it.each([
		['updates first', ['ADDED', 'UPDATED', 'UPDATED'], 2],
		['inserts both', ['ADDED', 'ADDED', 'UPDATED'], 3],
	] as const)('of an upsert are updated or added; one key twice %s', async (sameKeyTwice, statuses, count) => {
		emulator.switches.sameKeyTwice = sameKeyTwice;
		await insert({ Last_Name: 'Old', Company: 'x', Email: 'a@x.test' });
		const rows = [HEADER, ['B', 'x', 'b@x.test', ''], ['C', 'x', 'B@x.test', ''], ['A', 'x', 'a@x.test', '']];
		expect((await bulk.run(rows, { operation: 'upsert', findBy: 'Email' })).map((row) => row[3])).toEqual(statuses);
		expect(leads()).toHaveLength(count);
		expect(leads()[1].Last_Name).toBe(sameKeyTwice === 'updates first' ? 'C' : 'B');
	});

	it('without mappings go by the header, look-ups and owner after a dot', async () => {
		const accountId = await insert({ Account_Name: 'Acme' }, 'Accounts');
		const header = ['Last_Name', 'Company', 'Referring_Account.Account_Name', 'Owner.email'];
		const results = await bulk.run(
			[header, ['A', 'x', 'acme', 'BRUNO.costa@brightwell.test'], ['B', 'x', 'None', 'nobody@x.test']],
			{ operation: 'insert' },
		);
		expect(results.map((row) => row.slice(2))).toEqual([
			['acme', 'ADDED', leads()[0].id, ''],
			['None', 'SKIPPED', '', 'INVALID_DATA-Referring_Account,Owner'],
		]);
		expect(leads()[0]).toMatchObject({
			Referring_Account: { name: 'Acme', id: accountId },
			Owner: { name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' },
		});
	});

	it('are blanked by empty cells unless these are ignored, wherever that is said', async () => {
		const after = async (top: object, inResource: object) => {
			const id = await insert({ Last_Name: 'Old', Company: 'x', Phone: '1', Newsletter: true });
			await bulk.run(
				[
					['id', 'Phone', 'Newsletter'],
					[id, ' ', ''],
				],
				{ operation: 'update', findBy: 'id', more: top, inResource },
			);
			const lead = emulator.store.get('Leads', id);
			return [lead?.Phone ?? null, lead?.Newsletter];
		};
		const ignore = { ignore_empty: true };
		expect(await after({}, {})).toEqual([null, false]);
		expect(await after(ignore, {})).toEqual(['1', true]);
		expect(await after({}, ignore)).toEqual(['1', true]);
		emulator.switches.ignoreEmptyPlace = 'top level';
		expect(await after(ignore, {})).toEqual(['1', true]);
		expect(await after({}, ignore)).toEqual([null, false]);
		emulator.switches.ignoreEmptyPlace = 'resource';
		expect(await after(ignore, {})).toEqual([null, false]);
		expect(await after({}, ignore)).toEqual(['1', true]);
	});

	it('take default values where a cell is empty or a field has no column', async () => {
		const mappings = [
			{ api_name: 'Last_Name', index: 0 },
			{ api_name: 'Company', index: 1, default_value: { value: 'Acme' } },
			{ api_name: 'Lead_Source', default_value: { value: 'Partner' } },
			{ api_name: 'Layout', default_value: { value: '4150868000000091055' } },
		];
		await bulk.run(
			[
				['name', 'company'],
				['A', ''],
				['B', 'x'],
			],
			{ operation: 'insert', mappings },
		);
		expect(leads().map(({ Last_Name, Company, Lead_Source }) => [Last_Name, Company, Lead_Source])).toEqual([
			['A', 'Acme', 'Partner'],
			['B', 'x', 'Partner'],
		]);
	});

	it('belong to the user who created the job', async () => {
		bulk.client.authorization = emulator.grantToken({ userId: '4150868000000225021' }).authorization;
		await bulk.run(
			[
				['Last_Name', 'Company'],
				['A', 'x'],
			],
			{ operation: 'insert' },
		);
		const bruno = { name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' };
		expect(leads()[0]).toMatchObject({
			Owner: bruno,
			Created_By: bruno,
			Modified_By: bruno,
			Created_Time: '2026-08-25T10:00:00+05:30',
		});
	});
});

describe('cells', () => {
	it.each([
		['Email', 'a@x.test', 'a@x.test'],
		['Description', 'two\nlines, "quoted" 😀', 'two\nlines, "quoted" 😀'],
		['No_of_Employees', '1,200', 1200],
		['Annual_Revenue', '-1,234,567.5', -1234567.5],
		['Newsletter', 'true', true],
		['No_of_Employees', '+7', 7],
		['Visit_Date', '08/25/2026', '2026-08-25'],
		['Visit_Date', '2026-08-25', '2026-08-25'],
		['Next_Call', '08/25/2026 22:05:09', '2026-08-25T22:05:09+05:30'],
		['Next_Call', '2026-08-25T10:00:00+02:00', '2026-08-25T13:30:00+05:30'],
		['Interests', 'Support; Hardware', ['Support', 'Hardware']],
		[
			'Owner',
			'4150868000000225021',
			{ name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' },
		],
	])('read %s from %j', async (name, text, value) => {
		const { status, lead } = await importCells({ [name]: text });
		expect(status).toBe('ADDED');
		expect(lead?.[name]).toEqual(value);
	});

	it.each([
		['Email', 'x@'],
		['Email', 'mailto:a@x.test'],
		['City', 'x'.repeat(101)],
		['No_of_Employees', '12.5'],
		['No_of_Employees', '12.0'],
		['No_of_Employees', '1.000'],
		['No_of_Employees', '1.200,5'],
		['No_of_Employees', '12,34'],
		['No_of_Employees', '1234567890'],
		['Annual_Revenue', '€5'],
		['Newsletter', 'yes'],
		['Newsletter', '1'],
		['Newsletter', 'TRUE'],
		['Visit_Date', '25/08/2026'],
		['Visit_Date', '02/30/2026'],
		['Next_Call', '2026-08-25 10:00'],
		['Owner', 'Bruno Costa'],
		['Owner', '4150868000000225045'],
		['Referring_Account', ABSENT_ID],
		['Referring_Account', `zcrm_${ABSENT_ID}`],
		['Layout', ABSENT_ID],
	])('refuse %s = %j', async (name, text) => {
		expect(await importCells({ [name]: text })).toEqual({
			status: 'SKIPPED',
			errors: `INVALID_DATA-${name}`,
			lead: undefined,
		});
	});

	it.each([
		['yyyy-MM-dd', '2026-08-25', '2026-08-25'],
		['dd.MM.yyyy', '25.08.2026', '2026-08-25'],
		['d/M/yy', '5/8/26', '2026-08-05'],
		["d 'of' MMMM yyyy", '5 of August 2026', '2026-08-05'],
		['EEE, dd MMM yyyy', 'Tue, 25 Aug 2026', '2026-08-25'],
		['yyyyMMdd', '20260825', '2026-08-25'],
		['dd.MM.yyyy', '08/25/2026', undefined],
		['dd-MM-yyyy', '31-02-2026', undefined],
	])('read a date by %s from %s', async (format, text, value) => {
		expect((await importCells({ Visit_Date: text }, { Visit_Date: { format } })).lead?.Visit_Date).toBe(value);
	});

	it.each([
		["yyyy-MM-dd'T'HH:mm:ssXXX", '2026-08-25T10:00:00+02:00', '2026-08-25T13:30:00+05:30'],
		["yyyy-MM-dd'T'HH:mm:ssXXX", '2026-08-25T10:00:00Z', '2026-08-25T15:30:00+05:30'],
		["yyyy-MM-dd'T'HH:mm:ss.SSSX", '2026-08-25T10:00:00.123-05', '2026-08-25T20:30:00+05:30'],
		['MM/dd/yyyy hh:mm a', '08/25/2026 12:05 AM', '2026-08-25T00:05:00+05:30'],
		['MM/dd/yyyy hh:mm a', '08/25/2026 01:05 pm', '2026-08-25T13:05:00+05:30'],
		['yyyy-MM-dd HH:mm:ss Z', '2026-08-25 10:00:00 +0200', '2026-08-25T13:30:00+05:30'],
		['yyyy-MM-dd HH:mm', '2026-08-25 24:00', undefined],
	])('read a datetime by %s from %s', async (format, text, value) => {
		expect((await importCells({ Next_Call: text }, { Next_Call: { format } })).lead?.Next_Call).toBe(value);
	});

	it('read ISO dates without format only where switched', async () => {
		emulator.switches.acceptsIsoDates = false;
		expect((await importCells({ Visit_Date: '2026-08-25' })).errors).toBe('INVALID_DATA-Visit_Date');
		expect((await importCells({ Visit_Date: '08/25/2026' })).status).toBe('ADDED');
	});

	it('acceptsBooleansInCapitals: read them only where switched', async () => {
		expect((await importCells({ Newsletter: 'False' })).errors).toBe('INVALID_DATA-Newsletter');
		emulator.switches.acceptsBooleansInCapitals = true;
		expect((await importCells({ Newsletter: 'TRUE' })).lead?.Newsletter).toBe(true);
		expect((await importCells({ Newsletter: 'False' })).lead?.Newsletter).toBe(false);
	});

	it('acceptsExportIds: read the ids of exports only where switched', async () => {
		const account = await insert({ Account_Name: 'Acme' }, 'Accounts');
		const lead = await insert({ Last_Name: 'Old', Company: 'x' });
		const mappings = ['id', 'City', 'Referring_Account'].map((api_name, index) => ({ api_name, index }));
		const rows = [
			['Record Id', 'City', 'Account'],
			[`zcrm_${lead}`, 'Lagos', `zcrm_${account}`],
		];
		const update = async () => (await bulk.run(rows, { operation: 'update', findBy: 'id', mappings }))[0].slice(-3);
		expect(await update()).toEqual(['SKIPPED', '', 'RESOURCE_NOT_FOUND-id']);
		emulator.switches.acceptsExportIds = true;
		expect(await update()).toEqual(['UPDATED', lead, '']);
		expect(leads()[0]).toMatchObject({ id: lead, City: 'Lagos', Referring_Account: { name: 'Acme', id: account } });
	});

	it('add unknown values to the pick list, but not those of skipped rows', async () => {
		emulator.switches.unknownPicklistValues = 'refuse';
		await importCells({ Lead_Source: 'Pigeon', Interests: 'Chess;Support' });
		await importCells({ Lead_Source: 'Smoke', Email: 'bad' });
		const options = (name: string) => emulator.state.schema.field('Leads', name)?.pickList;
		expect([options('Lead_Source')?.slice(-2), options('Interests')?.slice(-2)]).toEqual([
			['Chat', 'Pigeon'],
			['Consulting', 'Chess'],
		]);
		expect(
			(await bulk.client.post('/crm/v8/Leads', { data: [{ Last_Name: 'A', Company: 'x', Lead_Source: 'Pigeon' }] }))
				.status,
		).toBe(201);
	});

	it('find the target of a look-up by id, by its unique, external, system or display field', async () => {
		const accountId = await insert({ Account_Name: 'Acme', Customer_No: 'C-7' }, 'Accounts');
		for (const [find_by, text] of [
			['id', accountId],
			['Account_Name', 'ACME'],
			['Customer_No', 'c-7'],
		])
			expect(
				(await importCells({ Referring_Account: text }, { Referring_Account: { find_by } })).lead?.Referring_Account,
			).toEqual({ name: 'Acme', id: accountId });
	});
});

describe('files', () => {
	it.each([',', ';', ':', '|'])('are cut at %s, found from the header', async (delimiter) => {
		const rows = [
			['Last_Name', 'Company', 'City'],
			['Okafor', '"Bright, well; a: b | c"', 'Lagos'],
			['Rao', 'x'],
		];
		const fileId = await bulk.uploadCsv({ 'rows.csv': rows.map((row) => row.join(delimiter)).join('\n') });
		await bulk.created({
			operation: 'insert',
			resource: [{ type: 'data', module: { api_name: 'Leads' }, file_id: fileId }],
		});
		emulator.tick();
		emulator.tick();
		expect(leads().map(({ Last_Name, Company, City }) => [Last_Name, Company, City])).toEqual([
			['Okafor', 'Bright, well; a: b | c', 'Lagos'],
			['Rao', 'x', undefined],
		]);
	});

	it.each([
		['UTF-8', Buffer.from('\ufeffLast_Name,Company\r\nJosé,Straße\r\n')],
		['ISO-8859-1', Buffer.from('Last_Name,Company\nJosé,Straße\n', 'latin1')],
		['UTF-16LE', Buffer.from('\ufeffLast_Name,Company\nJosé,Straße\n', 'utf16le')],
	])('are read in %s', async (character_encoding, content) => {
		const { body } = await bulk.upload(await packZip({ 'rows.csv': content }));
		const id = await bulk.created({
			character_encoding,
			operation: 'insert',
			resource: [
				{
					type: 'data',
					module: { api_name: 'Leads' },
					file_id: (body as { details: { file_id: string } }).details.file_id,
				},
			],
		});
		emulator.tick();
		emulator.tick();
		expect(leads().map(({ Last_Name, Company }) => [Last_Name, Company])).toEqual([['José', 'Straße']]);
		expect((await bulk.status(id)).character_encoding).toBe(character_encoding);
	});

	it('whose quotes do not close make the job fail', async () => {
		const fileId = await bulk.uploadCsv({ 'rows.csv': 'Last_Name,Company\n"Okafor,x\n' });
		const id = await bulk.created({
			operation: 'insert',
			resource: [
				{
					type: 'data',
					module: { api_name: 'Leads' },
					file_id: fileId,
					field_mappings: [{ api_name: 'Last_Name', index: 0 }],
				},
			],
		});
		emulator.tick();
		emulator.tick();
		expect(await bulk.status(id)).toMatchObject({
			status: 'FAILED',
			resource: [{ status: 'FAILED', code: 'INVALID_FILE' }],
		});
	});
});

describe('children', () => {
	const PARENTS = [
		['key', 'name', 'company'],
		['1', 'Okafor', 'Brightwell'],
		['2', 'Rao', ''],
		['3', 'Ito', 'Acme'],
	];
	const CHILDREN = [
		['key', 'employer'],
		['1', 'A'],
		['3', 'B'],
		['2', 'C'],
		['1', 'D'],
		['9', 'E'],
		['3', 'x'.repeat(121)],
	];
	const parent = {
		type: 'data',
		module: { api_name: 'Leads' },
		file_names: ['leads.csv'],
		field_mappings: [
			{ api_name: 'Last_Name', index: 1 },
			{ api_name: 'Company', index: 2 },
		],
	};
	const child = {
		type: 'data',
		module: { api_name: 'Work_History' },
		file_names: ['hist.csv'],
		field_mappings: [
			{ api_name: 'Parent_Id', parent_column_index: 0, index: 0 },
			{ api_name: 'Employer', index: 1 },
		],
	};

	async function jobBody(change: object = {}, parentChange: object = {}): Promise<object> {
		const file_id = await bulk.uploadCsv({ 'leads.csv': PARENTS, 'hist.csv': CHILDREN });
		return {
			operation: 'insert',
			ignore_empty: true,
			resource: [
				{ ...parent, file_id, ...parentChange },
				{ ...child, file_id, ...change },
			],
		};
	}

	it('come with their parents, joined by a column; those of refused parents are refused', async () => {
		const id = await bulk.created(await jobBody());
		emulator.tick();
		emulator.tick();
		const [okafor, ito] = leads();
		const rows = [...emulator.store.all('Work_History')];
		expect(rows.map(({ Parent_Id, Employer }) => [Parent_Id, Employer])).toEqual([
			[{ name: 'Okafor', id: okafor.id }, 'A'],
			[{ name: 'Ito', id: ito.id }, 'B'],
			[{ name: 'Okafor', id: okafor.id }, 'D'],
		]);
		expect(await bulk.result(id)).toEqual({
			'Leads-leads.csv': [
				['Last_Name', 'Company', 'STATUS', 'RECORD_ID', 'ERRORS'],
				['Okafor', 'Brightwell', 'ADDED', okafor.id, ''],
				['Rao', '', 'SKIPPED', '', 'MANDATORY_NOT_FOUND-Company'],
				['Ito', 'Acme', 'ADDED', ito.id, ''],
			],
			'Work_History-hist.csv': [
				['Parent_Id', 'Employer', 'STATUS', 'RECORD_ID', 'ERRORS'],
				['1', 'A', 'ADDED', rows[0].id, ''],
				['3', 'B', 'ADDED', rows[1].id, ''],
				['2', 'C', 'SKIPPED', '', 'INVALID_DATA-Parent_Id'],
				['1', 'D', 'ADDED', rows[2].id, ''],
				['9', 'E', 'SKIPPED', '', 'INVALID_DATA-Parent_Id'],
				['3', 'x'.repeat(121), 'SKIPPED', '', 'INVALID_DATA-Employer'],
			],
		});
		expect((await bulk.status(id)).resource.map(({ file }) => file)).toEqual([
			{ status: 'COMPLETED', name: 'leads.csv', added_count: 2, skipped_count: 1, updated_count: 0, total_count: 3 },
			{ status: 'COMPLETED', name: 'hist.csv', added_count: 3, skipped_count: 3, updated_count: 0, total_count: 6 },
		]);
		expect((await bulk.client.get(`/crm/v8/Leads/${okafor.id}?fields=Work_History`)).data).toMatchObject({
			data: [{ Work_History: [{ Employer: 'A' }, { Employer: 'D' }] }],
		});
	});

	it('are limited per parent', async () => {
		emulator.switches.childRowsPerParent = 1;
		const id = await bulk.created(await jobBody());
		emulator.tick();
		emulator.tick();
		expect((await bulk.result(id))['Work_History-hist.csv'].slice(1).map((row) => row[4])).toEqual([
			'',
			'',
			'INVALID_DATA-Parent_Id',
			'LIMIT_EXCEEDED-Parent_Id',
			'INVALID_DATA-Parent_Id',
			'LIMIT_EXCEEDED-Parent_Id',
		]);
	});

	it.each([
		['file_names', { file_names: undefined }, {}, 'MANDATORY_NOT_FOUND', 'Required key file_names is not available'],
		[
			'parent_column_index',
			{
				field_mappings: [
					{ api_name: 'Parent_Id', index: 0 },
					{ api_name: 'Employer', index: 1 },
				],
			},
			{},
			'MANDATORY_NOT_FOUND',
			'Required key parent_column_index is not available',
		],
		[
			'the look-up to the parent',
			{ field_mappings: [{ api_name: 'Employer', index: 1 }] },
			{},
			'MANDATORY_NOT_FOUND',
			'Required key parent_column_index is not available',
		],
		[
			'a parent column that exists',
			{ field_mappings: [{ api_name: 'Parent_Id', index: 0, parent_column_index: 3 }] },
			{},
			'COLUMN_INDEX_NOT_FOUND',
			'column index is not found in the file',
		],
		[
			'mappings',
			{ field_mappings: undefined },
			{},
			'MISSING_REQUIRED_KEY',
			'required key field_mappings is not found in request body.',
		],
		[
			'a child module',
			{ module: { api_name: 'Contacts' } },
			{},
			'COEXISTENCE_NOT_ALLOWED',
			'the resources cannot be written together',
		],
		[
			'a child module of this parent',
			{ module: { api_name: 'Rooms' } },
			{},
			'COEXISTENCE_NOT_ALLOWED',
			'the resources cannot be written together',
		],
		[
			'a file of its own',
			{ file_names: ['leads.csv'] },
			{},
			'COEXISTENCE_NOT_ALLOWED',
			'the resources cannot share a file',
		],
	])('need %s', async (_what, change, parentChange, code, message) => {
		expect(await bulk.create(await jobBody(change, parentChange))).toMatchObject({
			status: 400,
			body: { code, message, status: 'error' },
		});
	});

	it('count towards the limit of rows', async () => {
		emulator.switches.bulkWriteRows = PARENTS.length + CHILDREN.length - 3;
		expect((await bulk.create(await jobBody())).body).toMatchObject({ code: 'LIMIT_EXCEEDED' });
		emulator.switches.bulkWriteRows++;
		expect((await bulk.create(await jobBody())).status).toBe(201);
	});

	it('can be written alone, by the id of their parent', async () => {
		const id = await insert({ Last_Name: 'Okafor', Company: 'x' });
		const mappings = [
			{ api_name: 'Parent_Id', index: 0, find_by: 'id' },
			{ api_name: 'Employer', index: 1 },
		];
		const results = await bulk.run(
			[
				['p', 'e'],
				[id, 'A'],
				[ABSENT_ID, 'B'],
				['', 'C'],
			],
			{ operation: 'insert', module: 'Work_History', mappings },
		);
		expect(results.map((row) => row.slice(2))).toEqual([
			['ADDED', expect.stringMatching(/^\d{19}$/), ''],
			['SKIPPED', '', 'INVALID_DATA-Parent_Id'],
			['SKIPPED', '', 'MANDATORY_NOT_FOUND-Parent_Id'],
		]);
		expect([...emulator.store.all('Work_History')]).toEqual([
			expect.objectContaining({ Parent_Id: { name: 'Okafor', id }, Employer: 'A' }),
		]);
	});

	it('link records when the module is a linking one, of which only the look-ups can be mapped', async () => {
		const hall = await insert({ Name: 'Hall', Venue_Code: 'H' }, 'Venues');
		const file_id = await bulk.uploadCsv({
			'leads.csv': PARENTS,
			'links.csv': [
				['venue', 'lead'],
				['H', '1'],
				['X', '3'],
			],
		});
		const link = {
			type: 'data',
			module: { api_name: 'Leads_X_Venues' },
			file_id,
			file_names: ['links.csv'],
			field_mappings: [
				{ api_name: 'Leads', parent_column_index: 0, index: 1 },
				{ api_name: 'Venues', find_by: 'Venue_Code', index: 0 },
			],
		};
		const id = await bulk.created({ operation: 'insert', resource: [{ ...parent, file_id }, link] });
		emulator.tick();
		emulator.tick();
		expect([...emulator.store.all('Leads_X_Venues')]).toEqual([
			expect.objectContaining({ Leads: { name: 'Okafor', id: leads()[0].id }, Venues: { name: 'Hall', id: hall } }),
		]);
		expect((await bulk.result(id))['Leads_X_Venues-links.csv'].slice(1).map((row) => row.slice(2))).toEqual([
			['ADDED', expect.any(String), ''],
			['SKIPPED', '', 'INVALID_DATA-Venues'],
		]);
		const wrong = { ...link, field_mappings: [...link.field_mappings, { api_name: 'Created_Time', index: 0 }] };
		expect((await bulk.create({ operation: 'insert', resource: [{ ...parent, file_id }, wrong] })).body).toMatchObject({
			code: 'INVALID_FIELD',
			message: 'invalid mapping. invalid api_name Created_Time.',
		});
	});
});

describe('jobs side by side', () => {
	const job = async (rows: ReadonlyArray<readonly string[]>, findBy = 'Email') => {
		const file_id = await bulk.uploadCsv({ 'rows.csv': rows });
		return bulk.created({
			operation: 'upsert',
			resource: [{ type: 'data', module: { api_name: 'Leads' }, file_id, find_by: findBy }],
		});
	};
	const rows = (name: string) => [
		['Last_Name', 'Company', 'Email'],
		[name, 'x', 'same@x.test'],
	];

	it('make two records of one new key, and one when they follow each other', async () => {
		await job(rows('A'));
		await job(rows('B'));
		emulator.tick();
		emulator.tick();
		expect(leads().map(({ Last_Name }) => Last_Name)).toEqual(['A', 'B']);
		await job(rows('C'));
		emulator.tick();
		emulator.tick();
		expect(leads().map(({ Last_Name }) => Last_Name)).toEqual(['C', 'B']);
	});

	it('see nothing of a job that ended while they ran', async () => {
		emulator.jobs.plan({ ticks: 2 });
		await job(rows('slow'));
		await job(rows('quick'));
		emulator.tick();
		emulator.tick();
		expect(leads().map(({ Last_Name }) => Last_Name)).toEqual(['quick']);
		emulator.tick();
		expect(leads().map(({ Last_Name }) => Last_Name)).toEqual(['quick', 'slow']);
	});

	it('see what a job wrote that ended before they started', async () => {
		await job(rows('first'));
		emulator.tick();
		await job(rows('second'));
		emulator.tick();
		emulator.tick();
		expect(leads().map(({ Last_Name }) => Last_Name)).toEqual(['second']);
	});

	it('skip the second row of a key that must be unique', async () => {
		const unique = (name: string) => [
			['Last_Name', 'Company', 'Ext_Ref'],
			[name, 'x', 'same'],
		];
		const ids = [await job(unique('A'), 'Ext_Ref'), await job(unique('B'), 'Ext_Ref')];
		emulator.tick();
		emulator.tick();
		const results = await Promise.all(ids.map((id) => bulk.result(id)));
		expect(results.map((files) => files['Leads-rows.csv'][1].slice(3))).toEqual([
			['ADDED', leads()[0].id, ''],
			['SKIPPED', '', 'DUPLICATE_DATA-Ext_Ref'],
		]);
	});

	it('do not see what a request writes while they run', async () => {
		await job(rows('job'));
		emulator.tick();
		await bulk.client.post('/crm/v8/Leads/upsert', {
			data: [{ Last_Name: 'request', Company: 'x', Email: 'same@x.test' }],
		});
		emulator.tick();
		expect(leads().map(({ Last_Name }) => Last_Name)).toEqual(['request', 'job']);
	});
});

describe('100,000 leads', () => {
	it('come in four jobs, are found by index, listed to their end, and updated', async () => {
		const ids: string[] = [];
		for (let part = 0; part < 4; part++) {
			const rows = Array.from({ length: 25_000 }, (_, index) => {
				const number = part * 25_000 + index;
				return [`L${number}`, 'Brightwell', `l${number}@x.test`, `R-${number}`, 'Lagos'];
			});
			const file_id = await bulk.uploadCsv({
				'leads.csv': [['Last_Name', 'Company', 'Email', 'Ext_Ref', 'City'], ...rows],
			});
			ids.push(
				await bulk.created({
					operation: 'upsert',
					resource: [{ type: 'data', module: { api_name: 'Leads' }, file_id, find_by: 'Ext_Ref' }],
				}),
			);
		}
		emulator.tick();
		emulator.tick();
		for (const id of ids)
			expect((await bulk.status(id)).resource[0].file).toMatchObject({
				added_count: 25_000,
				skipped_count: 0,
				updated_count: 0,
				total_count: 25_000,
			});
		expect(emulator.store.count('Leads')).toBe(100_000);
		let number = 0;
		for (const lead of emulator.store.all('Leads')) {
			if (
				lead.Last_Name !== `L${number}` ||
				lead.Email !== `l${number}@x.test` ||
				lead.Ext_Ref !== `R-${number}` ||
				lead.City !== 'Lagos' ||
				lead.Company !== 'Brightwell'
			)
				throw new Error(`lead ${number} differs`);
			number++;
		}
		const results = (await bulk.result(ids[3]))['Leads-leads.csv'];
		expect(results[25_000]).toEqual(['L99999', 'Brightwell', 'l99999@x.test', 'ADDED', leads()[99_999].id, '']);

		emulator.switches.tokenListReach = 99_800;
		const seen: string[] = [];
		let path = '/crm/v8/Leads?fields=Last_Name&sort_order=asc';
		for (;;) {
			const { status, data } = await bulk.client.get(path);
			if (status === 400) {
				expect(data).toMatchObject({ code: 'PAGINATION_LIMIT_EXCEEDED', details: { limit: 99_800 } });
				break;
			}
			const page = data as { data: Array<{ Last_Name: string }>; info: { next_page_token: string } };
			for (const { Last_Name } of page.data) seen.push(Last_Name);
			path = `/crm/v8/Leads?fields=Last_Name&sort_order=asc&page_token=${page.info.next_page_token}`;
			if (emulator.credits.remaining() < 100) emulator.credits.reset();
		}
		expect(seen).toHaveLength(99_800);
		expect([seen[0], seen[99_799]]).toEqual(['L0', 'L99799']);
		const { data } = await bulk.client.post('/crm/v8/Leads/upsert', {
			data: [{ Last_Name: 'Found', Company: 'x', Email: 'L77777@x.test' }],
		});
		expect(data).toMatchObject({
			data: [{ action: 'update', duplicate_field: 'Email', details: { id: leads()[77_777].id } }],
		});
	});
});
