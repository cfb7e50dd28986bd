import { createOutsideClient } from '../clients/outside';
import { createRecordClient, LEAD } from '../clients/records';
import { useEach, useEmulator } from '../../stage/useEmulator';

const emulator = useEmulator();
const client = useEach(() => createOutsideClient(emulator));
const zoho = useEach(() => createRecordClient(emulator));

/** Status and body of a query. */
async function ask(select_query: unknown): Promise<[number, unknown]> {
	const { status, data } = await client.post('/crm/v8/coql', { select_query });
	return [status, data];
}
const credits = () => emulator.requests.all({ path: '/crm/v8/coql' }).map((request) => request.credits);

it('a query gives the chosen columns and the ID, by ID unless sorted; nothing is 204', async () => {
	const ids = [
		await zoho.insertOne({ ...LEAD, City: 'Lagos', Annual_Revenue: 5 }),
		await zoho.insertOne({ ...LEAD, Last_Name: 'Eze' }),
	];
	expect(await ask('select Last_Name, City from Leads where id is not null')).toEqual([
		200,
		{
			data: [
				{ Last_Name: 'Okafor', City: 'Lagos', id: ids[0] },
				{ Last_Name: 'Eze', City: null, id: ids[1] },
			],
			info: { count: 2, more_records: false },
		},
	]);
	expect(await ask('select id from Leads where City is null order by Last_Name desc limit 1, 1')).toEqual([204, '']);
	expect(await ask('SELECT id FROM Leads WHERE id is not null ORDER BY Last_Name ASC LIMIT 1')).toEqual([
		200,
		{ data: [{ id: ids[1] }], info: { count: 1, more_records: true } },
	]);
	expect(await ask(`select Owner from Leads where ((id > ${ids[0]}) and (Last_Name like '%z%'))`)).toEqual([
		200,
		{
			data: [{ Owner: { name: 'Ann Lee', id: '4150868000000225013' }, id: ids[1] }],
			info: { count: 1, more_records: false },
		},
	]);
});

it.each([
	["Last_Name = 'O\\'Neil'", 1],
	["Last_Name = 'o''neil'", 1],
	["Last_Name != 'Ito'", 1],
	["City in ('Lagos', 'Accra')", 1],
	["City not in ('Lagos')", 0],
	['Annual_Revenue between 1 and 10', 1],
	["Visit_Date >= '2026-03-10'", 1],
	["Next_Call < '2026-08-25T08:00:01Z'", 1],
	["Newsletter = 'true'", 0],
	["Last_Name like 'o%' and City is null", 0],
	["(Last_Name like 'O%' or City is null) and Annual_Revenue is null", 1],
	["Last_Name not like '%neil%'", 1],
])('%s meets %i of two leads', async (where, count) => {
	await zoho.insertOne({
		Last_Name: "O'Neil",
		Company: 'X',
		City: 'Lagos',
		Annual_Revenue: 10,
		Visit_Date: '2026-03-10',
		Next_Call: '2026-08-25T10:00:00+02:00',
	});
	await zoho.insertOne({ Last_Name: 'Ito', Company: 'X' });
	const [status, body] = await ask(`select id from Leads where ${where}`);
	expect(status === 204 ? 0 : (body as { info: { count: number } }).info.count).toBe(count);
});

it.each([
	['select id from Leads', 'SYNTAX_ERROR', { clause: 'where' }],
	['select id from Leads where id = 1 and id = 2 and id = 3', 'SYNTAX_ERROR', { near: 'id' }],
	['select id from Leads where Colour is null', 'INVALID_QUERY', { column_name: 'Colour' }],
	['select id from Nowhere where id is null', 'INVALID_QUERY', { module: 'Nowhere' }],
	['select Work_History from Leads where id is null', 'INVALID_QUERY', { data_type: 'subform' }],
	["select id from Leads where Newsletter != 'true'", 'INVALID_QUERY', { column_name: 'Newsletter' }],
	["select id from Leads where Annual_Revenue = 'much'", 'INVALID_QUERY', { column_name: 'Annual_Revenue' }],
	["select id from Leads where Next_Call = '2026-08-25T10:00:00.000Z'", 'INVALID_QUERY', { operator: '=' }],
	['select id from Leads where id is null limit 2001', 'LIMIT_EXCEEDED', { by: 'limit', limit: 2000 }],
	['select id from Leads where id is null limit 99999, 2', 'LIMIT_EXCEEDED', { limit: 100_000 }],
	['select id, id from Leads where id is null', 'DUPLICATE_DATA', { column_name: 'id' }],
	['select COUNT(id) from Leads where id is null', 'SYNTAX_ERROR', { near: '(' }],
	[7, 'INVALID_DATA', { api_name: 'select_query' }],
	[undefined, 'MANDATORY_NOT_FOUND', { api_name: 'select_query' }],
] as const)('%s: %s', async (query, code, details) => {
	const [status, body] = await ask(query);
	expect([status, body]).toEqual([400, expect.objectContaining({ code, details: expect.objectContaining(details) })]);
});

it('costs by the limit that is asked for, and needs two scopes', async () => {
	for (const limit of ['', 'limit 200', 'limit 201', 'limit 0, 1000', 'limit 1001'])
		await ask(`select id from Leads where id is null ${limit}`);
	expect(credits()).toEqual([1, 1, 2, 2, 3]);
	for (const scopes of [['ZohoCRM.coql.READ'], ['ZohoCRM.modules.leads.READ']]) {
		client.authorization = emulator.grantToken({ scopes }).authorization;
		expect((await ask('select id from Leads where id is null'))[1]).toMatchObject({ code: 'OAUTH_SCOPE_MISMATCH' });
	}
});

it('coqlFlatCriteria, coqlRows, coqlReach and coqlLookupNames change what is said', async () => {
	const id = await zoho.insertOne(LEAD);
	const flat = "select Owner from Leads where id is not null and City is null and Company = 'Brightwell'";
	emulator.switches.coqlFlatCriteria = 'accept';
	emulator.switches.coqlLookupNames = false;
	expect(await ask(flat)).toEqual([
		200,
		{ data: [{ Owner: { id: '4150868000000225013' }, id }], info: { count: 1, more_records: false } },
	]);
	emulator.switches.coqlRows = 200;
	expect((await ask('select id from Leads where id is null limit 201'))[1]).toMatchObject({ code: 'LIMIT_EXCEEDED' });
	emulator.switches.coqlReach = 10_000;
	expect((await ask('select id from Leads where id is null limit 9900, 101'))[1]).toMatchObject({
		code: 'LIMIT_EXCEEDED',
	});
});
