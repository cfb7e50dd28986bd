import { useEach, useEmulator } from '../../stage/useEmulator';
import { ABSENT_ID, createRecordClient, LEAD, type List, START } from '../clients/records';

const emulator = useEmulator({ isFresh: true });
const zoho = useEach(() => createRecordClient(emulator));

describe('lists', () => {
	const names = (list: List) => list.data.map(({ Last_Name }) => Last_Name);

	async function insertMany(count: number): Promise<void> {
		for (let first = 1; first <= count; first += 100)
			await zoho.write(
				'POST',
				'/Leads',
				Array.from({ length: Math.min(100, count - first + 1) }, (_, index) => ({
					...LEAD,
					Last_Name: `L${first + index}`,
				})),
			);
	}

	it('shows the asked fields, the newest first, with all of info', async () => {
		await insertMany(3);
		const { status, body } = await zoho.call<List>('GET', '/Leads?fields=Last_Name,Phone,Unheard_Of&per_page=2');
		expect(status).toBe(200);
		expect(body.data).toEqual([
			{ id: expect.any(String), Last_Name: 'L3', Phone: null },
			{ id: expect.any(String), Last_Name: 'L2', Phone: null },
		]);
		expect(body.info).toEqual({
			call: false,
			per_page: 2,
			next_page_token: expect.stringMatching(/^[0-9a-f]{64}$/),
			count: 2,
			sort_by: 'id',
			page: 1,
			previous_page_token: null,
			page_token_expiry: '2026-08-26T10:00:00+05:30',
			sort_order: 'desc',
			email: false,
			more_records: true,
		});
		const rest = await zoho.call<List>(
			'GET',
			`/Leads?fields=Last_Name,Phone,Unheard_Of&per_page=2&page_token=${body.info.next_page_token}`,
		);
		expect(names(rest.body)).toEqual(['L1']);
		expect(rest.body.info).toMatchObject({
			count: 1,
			page: 2,
			next_page_token: null,
			page_token_expiry: null,
			more_records: false,
			previous_page_token: expect.any(String),
		});
		const back = await zoho.call<List>(
			'GET',
			`/Leads?fields=Last_Name,Phone,Unheard_Of&per_page=2&page_token=${String(rest.body.info.previous_page_token)}`,
		);
		expect(back.body.data).toEqual(body.data);
	});

	it('pages by number and by token over the same records, changes in between notwithstanding', async () => {
		await insertMany(450);
		const all = Array.from({ length: 450 }, (_, index) => `L${450 - index}`);
		const byNumber = [];
		for (const page of [1, 2, 3])
			byNumber.push(...names((await zoho.call<List>('GET', `/Leads?fields=Last_Name&page=${page}`)).body));
		expect(byNumber).toEqual(all);
		const byToken = [];
		let token: string | null = '';
		while (token !== null) {
			const { body }: { body: List } = await zoho.call<List>(
				'GET',
				`/Leads?fields=Last_Name${token === '' ? '' : `&page_token=${token}`}`,
			);
			byToken.push(...names(body));
			token = body.info.next_page_token;
			await zoho.insertOne(LEAD);
		}
		expect(byToken).toEqual(all);
	});

	it('goes on by token from a numbered page, which leads back to none', async () => {
		await insertMany(3);
		const second = (await zoho.call<List>('GET', '/Leads?fields=Last_Name&per_page=1&page=2')).body;
		const third = (
			await zoho.call<List>('GET', `/Leads?fields=Last_Name&per_page=1&page_token=${second.info.next_page_token}`)
		).body;
		expect([names(second), names(third)]).toEqual([['L2'], ['L1']]);
		expect(third.info).toMatchObject({ page: 3, previous_page_token: null });
	});

	it('sorts by id and by times, both ways', async () => {
		const ids = [];
		for (const Last_Name of ['A', 'B', 'C']) {
			ids.push(await zoho.insertOne({ ...LEAD, Last_Name }));
			emulator.advance(1000);
		}
		await zoho.write('PUT', '/Leads', [{ id: ids[0], City: 'x' }]);
		const listed = async (parameters: string) =>
			names((await zoho.call<List>('GET', `/Leads?fields=Last_Name&${parameters}`)).body);
		expect(await listed('sort_by=id&sort_order=asc')).toEqual(['A', 'B', 'C']);
		expect(await listed('sort_by=Created_Time')).toEqual(['C', 'B', 'A']);
		expect(await listed('sort_by=Modified_Time')).toEqual(['A', 'C', 'B']);
		expect(await listed('sort_by=Modified_Time&sort_order=asc&per_page=2&page=2')).toEqual(['A']);
		expect(await listed(`ids=${ids[0]},${ids[2]},${ABSENT_ID}`)).toEqual(['C', 'A']);
		expect(await listed('converted=both')).toEqual(['C', 'B', 'A']);
		expect((await zoho.call('GET', '/Leads?fields=Last_Name&converted=true')).status).toBe(204);
	});

	it('answers 304 when nothing changed since, and only what did otherwise', async () => {
		await zoho.insertOne(LEAD);
		emulator.advance(60_000);
		const since = { 'If-Modified-Since': START };
		expect((await zoho.call('GET', '/Leads?fields=Last_Name', undefined, since)).status).toBe(304);
		await zoho.insertOne({ ...LEAD, Last_Name: 'Rao' });
		expect(names((await zoho.call<List>('GET', '/Leads?fields=Last_Name', undefined, since)).body)).toEqual(['Rao']);
	});

	it.each([
		['', 'REQUIRED_PARAM_MISSING', { param_name: 'fields' }],
		[
			`fields=${Array.from({ length: 51 }, (_, index) => `F${index}`).join()}`,
			'LIMIT_EXCEEDED',
			{ limit: 50, param_name: 'fields' },
		],
		['fields=Email&page=11', 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', { limit: 2000 }],
		['fields=Email&page=21&per_page=100', 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', { limit: 2000 }],
		[
			'fields=Email&page=1&page_token=x',
			'AMBIGUITY_DURING_PROCESSING',
			{ ambiguity_due_to: [{ param_name: 'page' }, { param_name: 'page_token' }] },
		],
		['fields=Email&page_token=x', 'INVALID_DATA', { param_name: 'page_token' }],
		[
			'fields=Email&cvid=4150868000000087501&sort_by=id',
			'AMBIGUITY_DURING_PROCESSING',
			{ ambiguity_due_to: [{ param_name: 'cvid' }, { param_name: 'sort_by' }] },
		],
		['fields=Email&per_page=201', 'INVALID_DATA', { param_name: 'per_page', maximum_value: 200 }],
		['fields=Email&per_page=0', 'INVALID_DATA', { param_name: 'per_page', expected_data_type: 'integer' }],
		[
			'fields=Email&sort_by=City',
			'INVALID_DATA',
			{ param_name: 'sort_by', supported_values: ['id', 'Created_Time', 'Modified_Time'] },
		],
		['fields=Email&sort_order=up', 'INVALID_DATA', { param_name: 'sort_order', supported_values: ['asc', 'desc'] }],
		['fields=Email&ids=x', 'INVALID_DATA', { param_name: 'ids' }],
		[
			'fields=Email&converted=maybe',
			'INVALID_DATA',
			{ param_name: 'converted', supported_values: ['true', 'false', 'both'] },
		],
	])('refuses ?%.60s with %s', async (query, code, details) => {
		const { status, body } = await zoho.call('GET', `/Leads?${query}`);
		expect([status, body]).toEqual([400, { code, details, message: expect.any(String), status: 'error' }]);
	});

	it('holds a page token to its parameters, its user and its day, and ends at its reach', async () => {
		await insertMany(3);
		emulator.switches.tokenListReach = 2;
		const path = '/Leads?fields=Last_Name&per_page=1';
		const first = (await zoho.call<List>('GET', path)).body.info.next_page_token;
		expect((await zoho.call('GET', `${path.replace('Last_Name', 'Email')}&page_token=${first}`)).body).toMatchObject({
			code: 'TOKEN_BOUND_DATA_MISMATCH',
		});
		const second = (await zoho.call<List>('GET', `${path}&page_token=${first}`)).body.info.next_page_token;
		expect((await zoho.call('GET', `${path}&page_token=${second}`)).body).toMatchObject({
			code: 'PAGINATION_LIMIT_EXCEEDED',
			details: { limit: 2 },
		});
		zoho.client.authorization = emulator.grantToken({ userId: '4150868000000225021' }).authorization;
		expect((await zoho.call('GET', `${path}&page_token=${first}`)).body).toMatchObject({
			code: 'TOKEN_BOUND_DATA_MISMATCH',
		});
		emulator.advance(24 * 3_600_000);
		zoho.client.authorization = emulator.grantToken().authorization;
		expect((await zoho.call('GET', `${path}&page_token=${first}`)).body).toMatchObject({
			code: 'EXPIRED_VALUE',
			details: { param_name: 'page_token' },
		});
	});

	it('costs one credit, with a custom view three', async () => {
		const before = emulator.credits.spent();
		await zoho.call('GET', '/Leads?fields=Email');
		await zoho.call('GET', '/Leads?fields=Email&cvid=4150868000000087501');
		expect(emulator.credits.spent() - before).toBe(4);
	});

	it('refuses a malformed id, and has no content for an absent one', async () => {
		expect(await zoho.call('GET', '/Leads/abc')).toEqual({
			status: 400,
			body: {
				code: 'INVALID_DATA',
				details: { resource_path_index: 1 },
				message: 'the id given seems to be invalid',
				status: 'error',
			},
		});
		expect((await zoho.call('GET', `/Leads/${ABSENT_ID}`)).status).toBe(204);
		expect((await zoho.call('GET', '/Leads?fields=Email')).status).toBe(204);
	});
});

describe('search and count', () => {
	beforeEach(async () => {
		const accountId = await zoho.insertOne({ Account_Name: 'Brightwell' }, 'Accounts');
		await zoho.write('POST', '/Leads', [
			{
				...LEAD,
				Last_Name: 'Okafor',
				City: 'Lagos',
				Email: 'okafor@x.test',
				No_of_Employees: 5,
				Visit_Date: '2026-01-10',
				Newsletter: true,
				Referring_Account: { id: accountId },
			},
			{
				...LEAD,
				Last_Name: 'Rao (Jr), B\\C',
				City: 'Larnaka',
				Phone: '555',
				No_of_Employees: 12,
				Visit_Date: '2026-03-01',
				Interests: ['Support'],
			},
			{
				...LEAD,
				Last_Name: 'Ito',
				City: 'Kyoto',
				Secondary_Email: 'ito@x.test',
				No_of_Employees: 50,
				Lead_Source: 'Partner',
				Next_Call: '2026-08-25T10:00:00+02:00',
			},
		]);
	});

	const search = async (parameters: Record<string, string>) => {
		const { status, body } = await zoho.call<List>(
			'GET',
			`/Leads/search?${new URLSearchParams(parameters).toString()}`,
		);
		return status === 200 ? body.data.map(({ Last_Name }) => String(Last_Name).slice(0, 3)) : [status, body];
	};

	it.each([
		['(Last_Name:equals:kafo)', ['Oka']],
		['(Last_Name:not_equal:Okafor)', ['Ito', 'Rao']],
		['((Last_Name:equals:Okafor)and(City:starts_with:La))', ['Oka']],
		['((City:starts_with:La)and((Last_Name:equals:Rao)or(Last_Name:equals:Ito)))', ['Rao']],
		['(Last_Name:equals:Rao \\(Jr\\)\\, B\\\\C)', ['Rao']],
		['(City:in:Kyoto,Lagos)', ['Ito', 'Oka']],
		['(No_of_Employees:greater_than:12)', ['Ito']],
		['(No_of_Employees:between:5,12)', ['Rao', 'Oka']],
		['(Visit_Date:less_equal:2026-01-10)', ['Oka']],
		['(Next_Call:equals:2026-08-25T08:00:00+00:00)', ['Ito']],
		['(Newsletter:equals:true)', ['Oka']],
		['(Interests:equals:Support)', ['Rao']],
		['(Lead_Source:equals:Partner)', ['Ito']],
		['(Referring_Account:equals:Brightwell)', ['Oka']],
		['(Owner.id:equals:4150868000000225013)', ['Ito', 'Rao', 'Oka']],
		['(Email:equals:kafor)', [204, '']],
	])('finds by %s', async (criteria, found) => {
		expect(await search({ criteria })).toEqual(found);
	});

	it('finds by email in every email field, by phone and by word, criteria going first', async () => {
		expect(await search({ email: 'ITO@x.test' })).toEqual(['Ito']);
		expect(await search({ phone: '555' })).toEqual(['Rao']);
		expect(await search({ word: 'kyo' })).toEqual(['Ito']);
		expect(await search({ word: 'kyo', criteria: '(City:equals:Lagos)' })).toEqual(['Oka']);
	});

	it.each([
		['(Town:equals:Lagos)', { reason: 'the field is not available', api_name: 'Town', operator: 'equals' }],
		[
			'(City:greater_than:A)',
			{ reason: 'the operator is not supported for the field', api_name: 'City', operator: 'greater_than' },
		],
		[
			'(No_of_Employees:equals:many)',
			{ reason: 'the value is not valid for the field', api_name: 'No_of_Employees', operator: 'equals' },
		],
		['(City:equals:Lagos', { reason: 'invalid query formed' }],
		['City:equals:Lagos', { reason: 'invalid query formed' }],
	])('refuses %s', async (criteria, details) => {
		expect(await search({ criteria })).toEqual([
			400,
			{ code: 'INVALID_QUERY', details, message: 'Invalid query formed', status: 'error' },
		]);
	});

	it('refuses no search, too many criteria, a short word and too far a page', async () => {
		expect(await search({})).toEqual([
			400,
			{
				code: 'EXPECTED_PARAM_MISSING',
				details: { param_names: ['criteria', 'email', 'phone', 'word'] },
				message: 'One of the expected parameter is missing',
				status: 'error',
			},
		]);
		const many = (count: number) => ({
			criteria: `(${Array.from({ length: count }, () => '(City:equals:Lagos)').join('or')})`,
		});
		expect(await search(many(10))).toEqual(['Oka']);
		expect(await search(many(11))).toMatchObject([400, { code: 'LIMIT_EXCEEDED', details: { limit: 10 } }]);
		expect(await search({ word: 'k' })).toMatchObject([400, { code: 'INVALID_DATA', details: { param_name: 'word' } }]);
		expect(await search({ word: 'ky', page: '11' })).toMatchObject([400, { code: 'LIMIT_REACHED' }]);
	});

	it('shows info and the asked fields, and new records only after the delay that is switched', async () => {
		const { body } = await zoho.call<List>('GET', '/Leads/search?email=okafor@x.test&fields=City&per_page=1');
		expect(body).toEqual({
			data: [{ id: expect.any(String), City: 'Lagos' }],
			info: { per_page: 1, count: 1, sort_by: 'id', page: 1, sort_order: 'desc', more_records: false },
		});
		emulator.switches.searchDelayMs = 5000;
		expect(await search({ word: 'Lagos' })).toEqual([204, '']);
		emulator.advance(5000);
		expect(await search({ word: 'Lagos' })).toEqual(['Oka']);
	});

	it('finds changed records by what they were, until the delay is over', async () => {
		emulator.advance(60_000);
		emulator.switches.searchDelayMs = 5000;
		const { body } = await zoho.call<List>('GET', '/Leads/search?word=Lagos&fields=City');
		const [{ id }] = body.data;
		const change = async (City: string): Promise<void> =>
			expect((await zoho.call('PUT', `/Leads/${String(id)}`, { data: [{ City }] })).status).toBe(200);
		await change('Abuja');
		emulator.advance(3000);
		await change('Kano');
		expect([await search({ word: 'Lagos' }), await search({ word: 'Abuja' }), await search({ word: 'Kano' })]).toEqual([
			['Oka'],
			[204, ''],
			[204, ''],
		]);
		emulator.advance(2000);
		expect([await search({ word: 'Lagos' }), await search({ word: 'Abuja' }), await search({ word: 'Kano' })]).toEqual([
			[204, ''],
			['Oka'],
			[204, ''],
		]);
		emulator.advance(3000);
		expect([await search({ word: 'Lagos' }), await search({ word: 'Abuja' }), await search({ word: 'Kano' })]).toEqual([
			[204, ''],
			[204, ''],
			['Oka'],
		]);
	});

	it('needs the search scope as well', async () => {
		zoho.client.authorization = emulator.grantToken({ scopes: ['ZohoCRM.modules.ALL'] }).authorization;
		expect((await zoho.call('GET', '/Leads/search?word=Lagos')).status).toBe(401);
		expect((await zoho.call('GET', '/Leads/actions/count')).status).toBe(401);
	});

	it('counts all records, or those that are found', async () => {
		expect((await zoho.call('GET', '/Leads/actions/count')).body).toEqual({ count: 3 });
		expect(
			(await zoho.call('GET', `/Leads/actions/count?criteria=${encodeURIComponent('(City:starts_with:La)')}`)).body,
		).toEqual({ count: 2 });
		expect((await zoho.call('GET', '/Leads/actions/count?cvid=4150868000000087501&word=La')).body).toMatchObject({
			code: 'AMBIGUITY_DURING_PROCESSING',
		});
	});
});
