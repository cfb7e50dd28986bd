import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { lead, named, record } from '../stage/parameters';
import { userNamed } from '../stage/people';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

type Condition = readonly [field: string, operator: string, value?: unknown];

const conditions = (...rows: readonly Condition[]): INodeParameters => ({
	searchBy: 'conditions',
	conditions: {
		condition: rows.map(([field, operator, value = '']) => ({ field, operator, value })),
	} as INodeParameters,
});
const search = async (more: INodeParameters, settings = {}) =>
	await run(lead('search', { fieldNames: ['Last_Name'], returnAll: true, ...more }), [{}], settings);
const found = async (more: INodeParameters): Promise<unknown[]> =>
	(await search(more)).json.map(({ Last_Name }) => Last_Name).sort();
const queries = (): unknown[] =>
	emulator.requests
		.all({ path: '/crm/v8/coql' })
		.map(({ body }) => (body as unknown as IDataObject | null)?.select_query);

describe('Search by empty fields', () => {
	beforeEach(() => {
		seedLead(emulator, {
			Last_Name: 'Okafor',
			City: 'Lagos',
			Annual_Revenue: 10,
			Newsletter: true,
			Lead_Source: 'Partner',
		});
		seedLead(emulator, { Last_Name: "O'Neil, Ann", City: 'Lagos Island', Next_Call: '2026-08-25T10:00:00+02:00' });
		seedLead(emulator, { Last_Name: 'Ito', Annual_Revenue: 40, Interests: ['Support', 'Training'] });
		seedLead(emulator, { Last_Name: 'Back\\slash', Annual_Revenue: 30, Visit_Date: '2026-03-10' });
	});

	it.each<[string, readonly Condition[], 'all' | 'any', readonly string[]]>([
		['an empty one', [['City', 'is_empty']], 'all', ['Back\\slash', 'Ito']],
		['a filled one', [['City', 'is_not_empty']], 'all', ["O'Neil, Ann", 'Okafor']],
		['an empty number', [['Annual_Revenue', 'is_empty']], 'all', ["O'Neil, Ann"]],
		['an empty list', [['Interests', 'is_not_empty']], 'all', ['Ito']],
		['an empty lookup', [['Referring_Account', 'is_empty']], 'all', ['Back\\slash', 'Ito', "O'Neil, Ann", 'Okafor']],
		['a part of a text', [['Last_Name', 'contains', 'neil, a']], 'all', ["O'Neil, Ann"]],
		['a part with a backslash', [['Last_Name', 'contains', 'k\\s']], 'all', ['Back\\slash']],
		['one value of several', [['Interests', 'contains', 'Train']], 'all', ['Ito']],
		[
			'a part of a text, or an empty one',
			[
				['Last_Name', 'contains', 'kafo'],
				['City', 'is_empty'],
			],
			'any',
			['Back\\slash', 'Ito', 'Okafor'],
		],
		[
			'two at once',
			[
				['City', 'is_empty'],
				['Visit_Date', 'is_empty'],
			],
			'all',
			['Ito'],
		],
		[
			'any of three',
			[
				['City', 'equals', 'lagos'],
				['Visit_Date', 'is_not_empty'],
				['Interests', 'is_not_empty'],
			],
			'any',
			['Back\\slash', 'Ito', "O'Neil, Ann", 'Okafor'],
		],
		[
			'a text beside it, which may be a part of a longer one',
			[
				['Annual_Revenue', 'is_empty'],
				['City', 'equals', 'Lagos'],
			],
			'all',
			["O'Neil, Ann"],
		],
		[
			'a quote',
			[
				['City', 'is_not_empty'],
				['Last_Name', 'equals', "O'Neil"],
			],
			'all',
			["O'Neil, Ann"],
		],
		[
			'a backslash',
			[
				['City', 'is_empty'],
				['Last_Name', 'in', '={{ ["Back\\\\slash"] }}'],
			],
			'all',
			['Back\\slash'],
		],
		[
			'a number',
			[
				['City', 'is_empty'],
				['Annual_Revenue', 'greater_than', 35],
			],
			'all',
			['Ito'],
		],
		[
			'numbers between two',
			[
				['City', 'is_empty'],
				['Annual_Revenue', 'between', '25,35'],
			],
			'all',
			['Back\\slash'],
		],
		[
			'a date',
			[
				['City', 'is_empty'],
				['Visit_Date', 'less_equal', '2026-03-10'],
			],
			'all',
			['Back\\slash'],
		],
		[
			'a time',
			[
				['Annual_Revenue', 'is_empty'],
				['Next_Call', 'equals', '2026-08-25T08:00:00Z'],
			],
			'all',
			["O'Neil, Ann"],
		],
		[
			'true',
			[
				['City', 'is_not_empty'],
				['Newsletter', 'equals', true],
			],
			'all',
			['Okafor'],
		],
		[
			'false',
			[
				['City', 'is_not_empty'],
				['Newsletter', 'not_equal', true],
			],
			'all',
			["O'Neil, Ann"],
		],
		[
			'the beginning of a text',
			[
				['Visit_Date', 'is_empty'],
				['Last_Name', 'starts_with', 'ok'],
			],
			'all',
			['Okafor'],
		],
		[
			'another picklist value',
			[
				['City', 'is_not_empty'],
				['Lead_Source', 'equals', 'Partner'],
			],
			'all',
			['Okafor'],
		],
	])('finds by %s', async (_, rows, combine, names) => {
		expect(await found({ ...conditions(...rows), combine })).toEqual(names);
		expect(emulator.requests.all({ path: /search$/ })).toEqual([]);
	});

	it('finds users by email, and records by ID', async () => {
		const bruno = userNamed(emulator, 'bruno');
		seedLead(emulator, { Last_Name: 'His', Owner: { id: bruno.id } });
		const account = emulator.add('Accounts', { Account_Name: 'Brightwell' });
		seedLead(emulator, { Last_Name: 'Referred', Referring_Account: { id: account } });
		expect(await found(conditions(['City', 'is_empty'], ['Owner', 'equals', bruno.email]))).toEqual(['His']);
		expect(await found(conditions(['City', 'is_empty'], ['Owner.id', 'equals', bruno.id]))).toEqual(['His']);
		expect(await found(conditions(['City', 'is_empty'], ['Referring_Account', 'in', [`zcrm_${account}`]]))).toEqual([
			'Referred',
		]);
		expect(
			await failureOf(found(conditions(['City', 'is_empty'], ['Referring_Account', 'equals', 'Brightwell']))),
		).toMatchObject({
			message: 'Condition 2: Referring Account Equals "Brightwell": the value must be an ID',
			description: 'With Contains, Is Empty or Is Not Empty among the conditions, use the ID of the record',
		});
	});

	it('gives the records as any other search does, converted leads only if asked for', async () => {
		const [ito] = emulator.store.find('Leads', 'Last_Name', 'Ito');
		const all = { fieldNames: [] };
		const [byQuery] = (await search({ ...conditions(['City', 'is_empty'], ['Last_Name', 'equals', 'Ito']), ...all }))
			.json;
		expect(byQuery).toEqual((await search({ ...conditions(['Last_Name', 'equals', 'Ito']), ...all })).json[0]);
		await run(lead('convert', { leadId: named(ito) }));
		const empty = conditions(['City', 'is_empty']);
		expect(await found(empty)).toEqual(['Back\\slash']);
		expect(await found({ ...empty, options: { converted: 'both' } })).toEqual(['Back\\slash', 'Ito']);
	});

	it('finds what was written a moment ago', async () => {
		emulator.switches.searchDelayMs = 60_000;
		await run(lead('create'), [{ Last_Name: 'New', Company: 'X' }]);
		expect(await found(conditions(['City', 'is_empty'], ['Last_Name', 'equals', 'New']))).toEqual(['New']);
	});

	it('sorts, and stops at the limit', async () => {
		const sorted = { options: { searchSortBy: 'Annual_Revenue', sortOrder: 'desc' } };
		const names = async (more: INodeParameters) =>
			(await search({ ...conditions(['Annual_Revenue', 'is_not_empty']), ...more })).json.map(
				({ Last_Name }) => Last_Name,
			);
		expect(await names(sorted)).toEqual(['Ito', 'Back\\slash', 'Okafor']);
		expect(await names({ ...sorted, returnAll: false, limit: 2 })).toEqual(['Ito', 'Back\\slash']);
	});

	it('brackets pairs of conditions, and asks for pages that grow', async () => {
		for (let number = 0; number < 1_250; number += 1) seedLead(emulator, { Last_Name: `L${number}` });
		const { json, hints } = await search(
			conditions(['City', 'is_empty'], ['Company', 'is_not_empty'], ['Last_Name', 'starts_with', 'L']),
		);
		expect(json).toHaveLength(1_250);
		expect(new Set(json.map(({ id }) => id)).size).toBe(1_250);
		const condition = "(((City is null) and (Company is not null)) and (Last_Name like 'L%'))";
		expect(queries()).toEqual([
			`select id from Leads where ${condition} order by id asc limit 200`,
			expect.stringMatching(
				/^select id from Leads where \(\(id > \d+\) and \(\(\(City is null\).*order by id asc limit 1000$/,
			),
			expect.stringMatching(/limit 2000$/),
		]);
		// Queries of 1, 2 and 3 credits, 13 lists, and the fields of the module.
		expect(emulator.credits.spent()).toBe(20);
		expect(hints).toEqual([]);
	});

	it.each<[string, readonly Condition[], string]>([
		['true and false are never empty', [['Newsletter', 'is_empty']], 'Newsletter is true or false, never empty'],
		['subforms', [['Work_History', 'is_empty']], 'Zoho CRM cannot search the field Work_History'],
		['no field of the module', [['Colour', 'is_empty']], 'Condition 1: the module has no field "Colour"'],
		[
			'a part of a number',
			[['Annual_Revenue', 'contains', '1']],
			'Condition 1: Annual Revenue cannot be compared with Contains',
		],
		['a part of a user', [['Owner', 'contains', 'Ann']], 'Condition 1: Lead Owner cannot be compared with Contains'],
		['a percent sign', [['City', 'contains', '5%']], 'The condition for City cannot look for a percent sign'],
		['no part', [['City', 'contains', '']], 'Condition 1: City Contains has no value'],
		[
			'too many conditions',
			Array.from({ length: 26 }, () => ['City', 'is_empty'] as const),
			'26 conditions are too many for one search. Zoho CRM accepts 25 with Contains, Is Empty or Is Not Empty',
		],
		[
			'a value that is missing',
			[
				['City', 'is_empty'],
				['Last_Name', 'equals', ''],
			],
			'Condition 2: Last Name Equals has no value',
		],
	])('fails before it asks: %s', async (_, rows, message) => {
		expect(await failureOf(search(conditions(...rows)))).toMatchObject({ message });
		expect(queries()).toEqual([]);
	});

	it('needs the scope of queries, also where only another item asks for it', async () => {
		const granted = ['ZohoCRM.modules.leads.READ', 'ZohoCRM.settings.fields.READ', 'ZohoSearch.securesearch.READ'];
		const credential = scopedCredential(emulator, granted);
		const message =
			'The credential was connected without a scope that this operation needs: ZohoCRM.coql.READ (OAUTH_SCOPE_MISMATCH)';
		expect(await failureOf(search(conditions(['City', 'is_empty']), { credential }))).toMatchObject({ message });
		const parameters = lead('search', {
			fieldNames: ['Last_Name'],
			...conditions(['City', '={{ $json.operator }}', 'Lagos']),
		});
		const { json } = await run(parameters, [{ operator: 'equals' }, { operator: 'is_empty' }], {
			credential,
			onError: 'continueRegularOutput',
		});
		expect(json.at(-1)).toMatchObject({ reason: message });
		expect(json).toHaveLength(3);
	});

	it('is not for counting, and says so', async () => {
		const { searchBy: countBy, ...rest } = conditions(['City', 'is_empty']);
		expect(await failureOf(run(record('Leads', 'count', { countBy, ...rest })))).toMatchObject({
			message: 'Zoho CRM cannot count records by Contains, Is Empty or Is Not Empty',
			description: 'Use Search with the same conditions, and count its items',
		});
	});
});
