import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { recordCalls } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_RECORD, lead, leadImport, record } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const person = (number: number, more: IDataObject = {}): IDataObject => ({
	Last_Name: `Okafor ${number}`,
	Company: 'Brightwell',
	...more,
});
const BY_HAND = { mappingMode: 'defineBelow', value: { Last_Name: '={{ $json.Last_Name }}', Company: 'Brightwell' } };
const create = async (items: readonly IDataObject[], options: IDataObject, settings = {}) =>
	await run(lead('create', { fields: BY_HAND, options: options as INodeParameters }), items, settings);
const names = (): unknown[] => [...emulator.store.all('Leads')].map(({ Last_Name }) => Last_Name);
const GO_ON = { onError: 'continueRegularOutput' } as const;

describe('an option whose expression gives what it cannot be', () => {
	it.each([
		['ignoreUnknownFields', 'true', false, 'Ignore Unknown Fields must be true or false'],
		['stopOnRefusal', null, false, 'Stop on First Failure has no value'],
		['emptyValues', 'Clear', 'clear', 'Empty Values must be one of clear, keep'],
		['trigger', null, [], 'Run Automations has no value'],
		['trigger', false, ['workflow'], 'Run Automations must be a list'],
		['layout', 4150868000009999999, '', 'Layout Name or ID is a number that has lost digits'],
		['fallbackOwner', 4150868000009999999, '', 'Fallback Owner is a number that has lost digits'],
		['tags', [[1]], [], 'Tag Names or IDs must be a list of names'],
		['requestsAtOnce', 'many', 2, 'Requests at Once must be a whole number from 1'],
	])('refuses that item alone: %s %p', async (name, wrong, right, message) => {
		const items = [person(1, { option: wrong as IDataObject['x'] }), person(2, { option: right as IDataObject['x'] })];
		const { json } = await create(items, { [name]: '={{ $json.option }}' }, GO_ON);
		expect(json).toEqual([
			{ error: message, code: expect.any(String), next: expect.any(String), status: 'SKIPPED' },
			expect.objectContaining({ status: 'ADDED' }),
		]);
		expect(names()).toEqual(['Okafor 2']);
	});

	it('stops the step before anything is sent where it does not go on after a refusal', async () => {
		const refusal = await failureOf(
			create([person(1, { option: true }), person(2, { option: 'true' })], {
				ignoreUnknownFields: '={{ $json.option }}',
			}),
		);
		expect(refusal).toMatchObject({
			message: 'Ignore Unknown Fields must be true or false',
			description: 'Correct the value or its expression, or remove the option',
			itemIndex: 1,
		});
		expect(names()).toEqual([]);
	});

	it('deletes nothing of an item that says "false" as text: workflows would run', async () => {
		const ids = [1, 2].map((number) => emulator.add('Venues', { Name: `Hall ${number}` }));
		const { json } = await run(
			record('Venues', 'delete', { recordId: ITS_RECORD, options: { runWorkflows: '={{ $json.run }}' } }),
			[
				{ record: ids[0], run: 'false' },
				{ record: ids[1], run: false },
			],
			GO_ON,
		);
		expect(json).toMatchObject([
			{ status: 'SKIPPED', error: 'Run Workflows must be true or false' },
			{ status: 'DELETED', id: ids[1] },
		]);
		expect([...emulator.store.all('Venues')].map(({ id }) => id)).toEqual([ids[0]]);
	});

	it('changes nothing of a user whose role is a number that has lost digits', async () => {
		const [user] = emulator.state.users.all();
		const role = { __rl: true, mode: 'id', value: '={{ $json.role }}' };
		const refusal = await failureOf(
			run(
				{
					resource: 'user',
					operation: 'update',
					userId: { __rl: true, mode: 'id', value: user.id },
					updateFields: { role },
				},
				[{ role: 4150868000009999999 }],
			),
		);
		expect(refusal.message).toBe('Role is a number that has lost digits');
		expect(emulator.requests.all({ method: 'PUT' })).toEqual([]);
	});

	it.each([
		[{ options: { dryRun: '={{ "true" }}' } }, 'Dry Run must be true or false'],
		[{ options: { automations: '={{ "None" }}' } }, 'Automations must be one of none, run'],
		[{ options: { maxCredits: '={{ $json.nothing }}' } }, 'Max Credits has no value'],
		[{ importOperation: 'Upsert' }, 'Import Operation must be one of insert, update, upsert'],
		[{ route: 'Bulk' }, 'Send Via must be one of auto, bulk, records'],
		[{ emptyValues: '={{ $json.nothing }}' }, 'Empty Values must be one of clear, keep'],
	])('imports nothing with %p', async (parameters, message) => {
		const refusal = await failureOf(run(leadImport(parameters as INodeParameters), [person(1)]));
		expect(refusal.message).toBe(message);
		expect([names(), emulator.requests.all({ method: 'POST' })]).toEqual([[], []]);
	});

	it('answers no list where the choice of the leads is none', async () => {
		seedLead(emulator, {});
		const refusal = await failureOf(
			run({ resource: 'lead', operation: 'getAll', returnAll: true, options: { converted: '={{ true }}' } }),
		);
		expect(refusal.message).toBe('Converted Leads must be one of false, both, true');
	});
});

describe('Tag Names by expression', () => {
	it.each([
		['text with commas', 'fair, vip', ['fair', 'vip']],
		['a list of names', ['fair', ' '], ['fair']],
		['tags as a record has them', [{ name: 'fair', id: '1', color_code: null }, { name: 'vip' }], ['fair', 'vip']],
		['an empty text', '', undefined],
	])('takes %s', async (_, tags, expected) => {
		await create([person(1, { tags: tags as IDataObject['x'] })], { tags: '={{ $json.tags }}' });
		const [{ body }] = recordCalls(emulator, 'Leads', 'POST');
		expect(body).toEqual({ data: [{ ...person(1), ...(expected && { Tag: expected.map((name) => ({ name })) }) }] });
	});
});

describe('a condition', () => {
	it.each([
		[
			{ field: 'Ext_Ref', operator: 'equals', value: '={{ $json.id }}' },
			'The value of the condition for Ext_Ref is a number that has lost digits',
		],
		[
			{ field: 'Company', operator: '={{ "contains" }}', value: 'x' },
			'The operator of the condition for Company is not valid',
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
