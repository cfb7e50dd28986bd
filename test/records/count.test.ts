import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CUSTOM_VIEWS } from '../emulator/metadata/customViews';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { failureOf } from '../stage/failure';
import { lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const GO_ON = { onError: 'continueRegularOutput' } as const;
const LAGOS_PARTNERS = CUSTOM_VIEWS.find(({ name }) => name === 'Partners in Lagos')?.id ?? '';
const count = async (more: INodeParameters, items: readonly IDataObject[] = [{}], settings = {}) =>
	await run(lead('count', more), items, settings);
const calls = () => emulator.requests.all({ path: /\/actions\/count$/ });

describe('Count', () => {
	beforeEach(() => {
		seedLead(emulator, {
			Last_Name: 'A',
			City: 'Lagos',
			Lead_Source: 'Partner',
			Email: 'a@brightwell.test',
			Phone: '5550100',
		});
		seedLead(emulator, { Last_Name: 'B', City: 'Lagos', Secondary_Email: 'a@brightwell.test' });
		seedLead(emulator, { Last_Name: 'C', City: 'Accra', Annual_Revenue: 30 });
	});

	it.each<[string, INodeParameters, number, IDataObject]>([
		['all leads', { countBy: 'all' }, 3, {}],
		['those of a custom view', { countBy: 'customView', countedView: LAGOS_PARTNERS }, 1, { cvid: LAGOS_PARTNERS }],
		[
			'those that meet conditions',
			{ countBy: 'conditions', conditions: { condition: [{ field: 'City', operator: 'equals', value: 'Lagos' }] } },
			2,
			{ criteria: '(City:equals:Lagos)' },
		],
		[
			'those that meet any condition',
			{
				countBy: 'conditions',
				combine: 'any',
				conditions: {
					condition: [
						{ field: 'City', operator: 'equals', value: 'Accra' },
						{ field: 'Last_Name', operator: 'equals', value: 'A' },
					],
				},
			},
			2,
			{ criteria: '((City:equals:Accra)or(Last_Name:equals:A))' },
		],
		[
			'those that meet criteria',
			{ countBy: 'criteria', criteria: '(Annual_Revenue:greater_than:20)' },
			1,
			{ criteria: '(Annual_Revenue:greater_than:20)' },
		],
		['those with an email', { countBy: 'email', email: 'a@brightwell.test' }, 2, { email: 'a@brightwell.test' }],
		['those with a phone number', { countBy: 'phone', phone: '5550100' }, 1, { phone: '5550100' }],
		['those with a word', { countBy: 'word', word: 'accra' }, 1, { word: 'accra' }],
		['none, as an item', { countBy: 'word', word: 'nobody' }, 0, { word: 'nobody' }],
	])('counts %s in one call', async (_, more, expected, query) => {
		const { items } = await count(more);
		expect(items).toEqual([{ json: { count: expected }, pairedItem: { item: 0 } }]);
		expect(calls().map((call) => call.query)).toEqual([query]);
	});

	it('answers each item with its own count, and counts once where no parameter uses the item', async () => {
		const own = await count({ countBy: 'word', word: '={{ $json.word }}' }, [{ word: 'lagos' }, { word: 'accra' }]);
		expect(own.items).toEqual([2, 1].map((found, item) => ({ json: { count: found }, pairedItem: { item } })));
		const once = await count({ countBy: 'all' }, [{}, {}, {}]);
		expect(once.items).toEqual([{ json: { count: 3 }, pairedItem: { item: 0 } }]);
		expect(calls()).toHaveLength(3);
	});

	it('counts converted leads only if they are asked for', async () => {
		const id = seedLead(emulator, { Last_Name: 'D' });
		const converted = emulator.store.get('Leads', id);
		if (converted) emulator.store.update('Leads', { ...converted, $converted: true });
		const counted = async (choice: string) => (await count({ countBy: 'all', options: { converted: choice } })).json;
		expect([await counted('false'), await counted('true'), await counted('both')]).toEqual([
			[{ count: 3 }],
			[{ count: 1 }],
			[{ count: 4 }],
		]);
	});

	it('refuses what cannot be counted, for that item only where the step goes on', async () => {
		expect((await failureOf(count({ countBy: 'customView' }))).message).toBe('Custom View Name or ID is empty');
		const more = { countBy: 'criteria', criteria: '={{ $json.criteria }}' };
		const { items } = await count(
			more,
			[{ criteria: '(No_Such:equals:1)' }, { criteria: '(City:equals:Accra)' }],
			GO_ON,
		);
		expect(items).toMatchObject([
			{
				json: {
					reason: 'The search criteria are invalid (INVALID_QUERY)',
					code: 'INVALID_QUERY',
					next: expect.any(String),
				},
				pairedItem: { item: 0 },
			},
			{ json: { count: 1 }, pairedItem: { item: 1 } },
		]);
	});

	it('counts any module and renews an expired token once', async () => {
		const credential = connectedCredential(emulator);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/Venues/actions/count' });
		const { json } = await run(
			{ resource: 'record', operation: 'count', module: { __rl: true, mode: 'name', value: 'Venues' } },
			[{}],
			{ credential },
		);
		expect(json).toEqual([{ count: 0 }]);
		expect(credential.tokenUpdates).toBe(1);
	});
});
