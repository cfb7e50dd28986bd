import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { failureOf } from '../stage/failure';
import { lead } from '../stage/parameters';
import { userNamed } from '../stage/people';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

type Condition = readonly [field: string, operator: string, value: unknown];

const GO_ON = { onError: 'continueRegularOutput' } as const;
const conditions = (...rows: readonly Condition[]): INodeParameters => ({
	searchBy: 'conditions',
	conditions: { condition: rows.map(([field, operator, value]) => ({ field, operator, value })) } as INodeParameters,
});
const search = async (more: INodeParameters, items: readonly IDataObject[] = [{}], settings = {}) =>
	await run(lead('search', { fieldNames: ['Last_Name'], returnAll: true, ...more }), items, settings);
const found = async (more: INodeParameters, settings = {}): Promise<unknown[]> =>
	(await search(more, [{}], settings)).json.map(({ Last_Name }) => Last_Name).sort();
const searches = () => emulator.requests.all({ path: /^\/crm\/v8\/\w+\/search$/ });

function seedFour(): string[] {
	return [
		seedLead(emulator, {
			Last_Name: 'Okafor',
			City: 'Lagos',
			Email: 'o@brightwell.test',
			Phone: '5550100',
			Annual_Revenue: 10,
			Visit_Date: '2026-01-10',
			Next_Call: '2026-08-25T10:00:00+02:00',
			Newsletter: true,
			Lead_Source: 'Partner',
		}),
		seedLead(emulator, {
			Last_Name: 'Lee, Ann (Lagos)',
			City: 'Lagos',
			Email: 'l@brightwell.test',
			Annual_Revenue: 20,
			Visit_Date: '2026-02-10',
			Newsletter: false,
		}),
		seedLead(emulator, {
			Last_Name: 'Back\\slash',
			City: 'Accra',
			Secondary_Email: 'o@brightwell.test',
			Annual_Revenue: 30,
			Visit_Date: '2026-03-10',
		}),
		seedLead(emulator, { Last_Name: 'Ito', City: 'Abuja', Annual_Revenue: 40, Lead_Source: 'Trade Show' }),
	];
}

describe('Search by conditions', () => {
	beforeEach(seedFour);

	it.each<[string, readonly Condition[], string, readonly string[]]>([
		[
			'all of two',
			[
				['City', 'equals', 'Lagos'],
				['Annual_Revenue', 'greater_than', '10'],
			],
			'all',
			['Lee, Ann (Lagos)'],
		],
		[
			'any of two',
			[
				['City', 'equals', 'Accra'],
				['City', 'equals', 'Abuja'],
			],
			'any',
			['Back\\slash', 'Ito'],
		],
		['one alone', [['City', 'starts_with', 'A']], 'any', ['Back\\slash', 'Ito']],
		['a value with brackets and a comma', [['Last_Name', 'equals', 'Lee, Ann (Lagos)']], 'all', ['Lee, Ann (Lagos)']],
		['a value with a backslash', [['Last_Name', 'equals', 'Back\\slash']], 'all', ['Back\\slash']],
		['values between two', [['Annual_Revenue', 'between', '15, 30']], 'all', ['Back\\slash', 'Lee, Ann (Lagos)']],
		['one of several values', [['City', 'in', 'Accra,Abuja']], 'all', ['Back\\slash', 'Ito']],
		['one of several values, with a comma too many', [['City', 'in', 'Accra,,Abuja, ']], 'all', ['Back\\slash', 'Ito']],
		[
			'values of a list, which may have commas',
			[['Last_Name', 'in', '={{ ["Lee, Ann (Lagos)", "Ito"] }}']],
			'all',
			['Ito', 'Lee, Ann (Lagos)'],
		],
		['dates', [['Visit_Date', 'greater_equal', '2026-02-10']], 'all', ['Back\\slash', 'Lee, Ann (Lagos)']],
		[
			'dates from a moment',
			[['Visit_Date', 'less_than', '={{ DateTime.fromISO("2026-02-10T00:00:00") }}']],
			'all',
			['Okafor'],
		],
		['true or false', [['Newsletter', 'equals', '={{ true }}']], 'all', ['Okafor']],
		[
			'a pick list',
			[
				['Lead_Source', 'not_equal', 'Partner'],
				['City', 'equals', 'Abuja'],
			],
			'all',
			['Ito'],
		],
	])('finds by %s', async (_, rows, combine, names) => {
		expect(await found({ ...conditions(...rows), combine })).toEqual([...names].sort());
	});

	it('reads a time without offset in the time zone of the workflow', async () => {
		expect(
			await found(conditions(['Next_Call', 'equals', '2026-08-25T10:00:00']), { timeZone: 'Europe/Berlin' }),
		).toEqual(['Okafor']);
		expect(searches()[0].query.criteria).toBe('(Next_Call:equals:2026-08-25T10:00:00+02:00)');
	});

	it('takes a part of a look-up, which the metadata does not name', async () => {
		const [ann] = emulator.state.users.all();
		expect(await found({ ...conditions(['Owner.id', 'equals', ann.id]) })).toHaveLength(4);
	});

	it.each<[string, readonly Condition[], string]>([
		['no condition at all', [], 'The search has no condition'],
		['no value', [['City', 'equals', '']], 'Condition 1: City Equals has no value'],
		[
			'an operator that the type does not have',
			[['Newsletter', 'greater_than', 'true']],
			'Condition 1: Newsletter cannot be compared with Greater Than',
		],
		[
			'a field that cannot be searched',
			[['Work_History', 'equals', 'x']],
			'Condition 1: Zoho CRM cannot search the field Work History',
		],
		[
			'a date that is none',
			[['Visit_Date', 'equals', 'soon']],
			'Condition 1: Visit Date Equals "soon": the value is not a date in the format yyyy-MM-dd',
		],
		[
			'one value for Between',
			[['Annual_Revenue', 'between', '1']],
			'Condition 1: Annual Revenue Between needs two values, but got 1',
		],
		['a field name with brackets', [['City)or(id', 'equals', '1']], '"City)or(id" is not the API name of a field'],
		[
			'an object as value',
			[['City', 'equals', '={{ ({ a: 1 }) }}']],
			'Condition 1: City Equals with a list or object: the value must be text, a number, true or false',
		],
		[
			'more than Zoho takes',
			Array.from({ length: 16 }, (): Condition => ['City', 'equals', 'x']),
			'16 criteria are too many for one search. Zoho CRM accepts 15',
		],
	])('refuses %s before the search is sent', async (_, rows, message) => {
		expect(await failureOf(search(conditions(...rows)))).toMatchObject({
			message,
			itemIndex: 0,
			description: expect.any(String),
		});
		expect(searches()).toEqual([]);
	});
});

describe('conditions on users', () => {
	const [ann, bruno] = ['ann', 'bruno'];
	const seedOwned = () => {
		const users = [userNamed(emulator, ann), userNamed(emulator, bruno)];
		users.forEach(({ id }, number) => seedLead(emulator, { Last_Name: `L${number}`, Owner: { id } }));
		return users;
	};

	it('find by email, by ID, and by the user as a record has it', async () => {
		const [{ id, email }, other] = seedOwned();
		expect(await found(conditions(['Owner', 'equals', email]))).toEqual(['L0']);
		expect(await found(conditions(['Owner', 'equals', ` ${other.email.toUpperCase()} `]))).toEqual(['L1']);
		expect(await found(conditions(['Owner', 'equals', id]))).toEqual(['L0']);
		const { json } = await search(conditions(['Owner', 'equals', '={{ $json.Owner }}']), [
			{ Owner: { id, name: 'Ann Lee' } },
		]);
		expect(json.map(({ Last_Name }) => Last_Name)).toEqual(['L0']);
		expect((await found(conditions(['Owner', 'in', `${email}, ${other.id},`]))).sort()).toEqual(['L0', 'L1']);
	});

	it('fail with an email that belongs to nobody, instead of finding nothing', async () => {
		seedOwned();
		expect((await failureOf(search(conditions(['Owner', 'equals', 'nobody@brightwell.test'])))).message).toBe(
			'Condition 1: Lead Owner Equals "nobody@brightwell.test": no user of the organization has this email',
		);
		expect(searches()).toEqual([]);
	});
});

describe('Search by text', () => {
	beforeEach(seedFour);

	it.each([
		['criteria', '((City:equals:Lagos)and(Annual_Revenue:less_than:15))', ['Okafor']],
		['email', 'o@brightwell.test', ['Back\\slash', 'Okafor']],
		['phone', '5550100', ['Okafor']],
		['word', 'abuja', ['Ito']],
	])('finds by %s', async (searchBy, text, names) => {
		expect(await found({ searchBy, [searchBy]: ` ${text} ` })).toEqual(names);
		expect(searches().map(({ query }) => query[searchBy])).toEqual([text]);
	});

	it.each([
		[{ searchBy: 'word', word: 'a' }, '"a" is too short for a search'],
		[{ searchBy: 'email', email: ' ' }, 'The search has no email'],
	])('refuses %p before the search is sent', async (more, message) => {
		expect((await failureOf(search(more))).message).toBe(message);
		expect(searches()).toEqual([]);
	});
});

describe('Search', () => {
	it('gives no item where nothing is found', async () => {
		expect((await search({ searchBy: 'word', word: 'nobody' })).items).toEqual([]);
	});

	it('answers each item with its own records, and searches once where no parameter uses the item', async () => {
		seedFour();
		const both = [{ city: 'Lagos' }, { city: 'Nowhere' }, { city: 'Accra' }];
		const own = await search(
			{ ...conditions(['City', 'equals', '={{ $json.city }}']), options: { searchSortBy: 'id', sortOrder: 'asc' } },
			both,
		);
		expect(own.items.map(({ json, pairedItem }) => [json.Last_Name, pairedItem])).toEqual([
			['Okafor', { item: 0 }],
			['Lee, Ann (Lagos)', { item: 0 }],
			['Back\\slash', { item: 2 }],
		]);
		emulator.requests.reset();
		const once = await search(conditions(['City', 'equals', 'Accra']), both);
		expect(once.items.map(({ json, pairedItem }) => [json.Last_Name, pairedItem])).toEqual([
			['Back\\slash', { item: 0 }],
		]);
		expect(searches()).toHaveLength(1);
	});

	it('gives every field that a list can have where none is chosen, and all pages', async () => {
		const ids = Array.from({ length: 250 }, (_, number) =>
			seedLead(emulator, { Last_Name: `L${number}`, City: 'Lagos' }),
		);
		const { json } = await search({
			searchBy: 'word',
			word: 'lagos',
			fieldNames: [],
			simplify: false,
			options: { searchSortBy: 'id', sortOrder: 'asc' },
		});
		expect(json.map(({ id }) => id)).toEqual(ids);
		expect(Object.keys(json[0])[0]).toBe('id');
		const listed = (emulator.state.schema.module('Leads')?.fields ?? [])
			.filter(({ dataType }) => !['subform', 'multiselectlookup'].includes(dataType))
			.map(({ apiName }) => apiName);
		expect(Object.keys(json[249]).sort()).toEqual([...listed, 'id'].sort());
		expect(searches().map(({ query }) => [query.page, query.per_page, query.sort_by, query.sort_order])).toEqual([
			['1', '200', 'id', 'asc'],
			['2', '200', 'id', 'asc'],
		]);
	});

	it.each([
		[3, 1, '3'],
		[200, 1, '200'],
		[201, 2, '200'],
	])('asks for no page more than a limit of %i needs', async (limit, calls, pageSize) => {
		for (let number = 0; number < 250; number += 1) seedLead(emulator, { City: 'Lagos' });
		expect((await search({ searchBy: 'word', word: 'lagos', returnAll: false, limit })).items).toHaveLength(limit);
		expect(searches().map(({ query }) => query.per_page)).toEqual(Array(calls).fill(pageSize));
	});

	it('says what remains where Zoho reaches no further, and what to use', async () => {
		for (let number = 0; number < 2_010; number += 1) seedLead(emulator, { City: 'Lagos' });
		const { json, hints } = await search({ searchBy: 'word', word: 'lagos' });
		expect(new Set(json.map(({ id }) => id)).size).toBe(2_000);
		expect(hints.map(({ message }) => message)).toEqual([
			'Zoho CRM returned only the first 2000 leads. 10 of 2010 are missing. Split the search by adding conditions, such as ranges of Created Time, or use Get Many',
		]);
		emulator.requests.reset();
		const limited = await search({ searchBy: 'word', word: 'lagos', returnAll: false, limit: 2_000 });
		expect(limited.json).toHaveLength(2_000);
		expect(limited.hints).toEqual([]);
	});

	it('leaves converted leads out unless they are asked for', async () => {
		const [first] = seedFour();
		const converted = emulator.store.get('Leads', first);
		if (converted) emulator.store.update('Leads', { ...converted, $converted: true });
		const byCity = async (choice: string) =>
			await found({ ...conditions(['City', 'equals', 'Lagos']), options: { converted: choice } });
		expect(await byCity('false')).toEqual(['Lee, Ann (Lagos)']);
		expect(await byCity('true')).toEqual(['Okafor']);
		expect(await byCity('both')).toEqual(['Lee, Ann (Lagos)', 'Okafor']);
	});

	it('says what Zoho does not understand, for that item only where the step goes on', async () => {
		seedFour();
		const criteria = '={{ $json.criteria }}';
		const items = [{ criteria: '(City:sounds_like:Lagos)' }, { criteria: '(City:equals:Accra)' }];
		expect(await failureOf(search({ searchBy: 'criteria', criteria }, items))).toMatchObject({
			message: 'The search criteria are invalid (INVALID_QUERY)',
			itemIndex: 0,
		});
		const { json } = await search({ searchBy: 'criteria', criteria }, items, GO_ON);
		expect(json).toMatchObject([
			{
				reason: 'The search criteria are invalid (INVALID_QUERY)',
				code: 'INVALID_QUERY',
				next: expect.any(String),
			},
			{ id: expect.any(String), Last_Name: 'Back\\slash' },
		]);
	});

	it('goes on when the token expires or Zoho is throttled between two pages', async () => {
		const credential = connectedCredential(emulator);
		for (let number = 0; number < 450; number += 1) seedLead(emulator, { City: 'Lagos' });
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/Leads/search', after: 1 });
		emulator.faults.add({
			kind: 'answer',
			status: 429,
			retryAfterSeconds: 5,
			path: '/crm/v8/Leads/search',
			after: 2,
			body: { code: 'TOO_MANY_REQUESTS', details: {}, message: 'slow down', status: 'error' },
		});
		const { json } = await search({ searchBy: 'word', word: 'lagos' }, [{}], { credential });
		expect(new Set(json.map(({ id }) => id)).size).toBe(450);
		expect(credential.tokenUpdates).toBe(1);
	});

	it('searches any module', async () => {
		const create = {
			resource: 'record',
			operation: 'create',
			module: { __rl: true, mode: 'name', value: 'Venues' },
			fields: { mappingMode: 'autoMapInputData', value: null },
		};
		const { json } = await run(create, [
			{ Name: 'Hall', Seats: 200 },
			{ Name: 'Barn', Seats: 50 },
		]);
		const parameters = {
			resource: 'record',
			operation: 'search',
			module: { __rl: true, mode: 'list', value: 'Venues' },
			fieldNames: ['Name', 'Seats'],
			...conditions(['Seats', 'greater_than', '100']),
		};
		expect((await run(parameters)).json).toEqual([{ id: json[0].id, Name: 'Hall', Seats: 200 }]);
	});
});

describe('a condition', () => {
	it.each([
		[
			{ field: 'Ext_Ref', operator: 'equals', value: '={{ $json.id }}' },
			'Condition 1: the value for Ext Ref is a number that has lost digits',
		],
		[
			{ field: 'Company', operator: '={{ "sounds_like" }}', value: 'x' },
			'Condition 1: the operator for Company is not valid',
		],
	])('that cannot be right is refused instead of finding nothing: %p', async (condition, message) => {
		const refusal = await failureOf(
			run(
				{
					resource: 'lead',
					operation: 'search',
					searchBy: 'conditions',
					combine: 'all',
					conditions: { condition: [condition] },
					returnAll: true,
				},
				[{ id: 4150868000009999999 }],
			),
		);
		expect(refusal.message).toBe(message);
	});
});
