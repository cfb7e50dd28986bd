import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ASSIGNMENT_RULES } from '../emulator/settings/assignmentRules';
import { useStage } from '../stage/stage';
import { leadCalls, recordCalls, storedValues } from '../stage/books';
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

const [RULE] = ASSIGNMENT_RULES;
const row = (number: number, more: IDataObject = {}): IDataObject => ({
	Last_Name: `L${number}`,
	Company: 'X',
	Email: `n${number}@brightwell.test`,
	...more,
});
const write = async (options: INodeParameters, items: readonly IDataObject[] = [row(1)]) =>
	await run(lead('create', { options }), items);
const sent = (): unknown[] => leadCalls(emulator, 'POST').map(({ body }) => body);
const layoutNamed = (name: string): string =>
	emulator.state.schema.module('Leads')?.layouts.find((layout) => layout.name === name)?.id ?? '';

describe('an option whose expression gives what it cannot be', () => {
	it.each([
		['ignoreUnknownFields', 'true', false, 'Ignore Unknown Fields must be true or false'],
		['stopOnRefusal', null, false, 'Stop on First Failure has no value'],
		['emptyValues', 'Clear', 'clear', 'Empty Values must be one of clear, keep'],
		['trigger', null, [], 'Chosen Automations has no value'],
		['trigger', false, ['workflow'], 'Chosen Automations must be a list'],
		['automations', 'some', 'none', 'Automations must be one of all, chosen, none'],
		['layout', 4150868000009999999, '', 'Layout Name or ID is a number that has lost digits'],
		['fallbackOwner', 4150868000009999999, '', 'Fallback Owner is a number that has lost digits'],
		['tags', [[1]], [], 'Default Tag Names or IDs must be a list of names'],
		['requestsAtOnce', 'many', 2, 'Requests at Once must be a whole number from 1'],
	])('refuses that item alone: %s %p', async (name, wrong, right, message) => {
		const items = [person(1, { option: wrong as IDataObject['x'] }), person(2, { option: right as IDataObject['x'] })];
		const { json } = await create(items, { [name]: '={{ $json.option }}' }, GO_ON);
		expect(json).toMatchObject([
			{ reason: message, code: expect.any(String), next: expect.any(String), status: 'SKIPPED' },
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
			{ status: 'SKIPPED', reason: 'Run Workflows must be true or false' },
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
		[{ options: { maxCredits: '={{ $json.nothing }}' } }, 'Cost and Speed: Max Credits has no value'],
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

describe('the options of a write', () => {
	it('tag records that bring no tags of their own', async () => {
		const { json } = await write({ tags: ['fair', 'vip'] }, [row(1), row(2, { Tag: 'own' })]);
		const tagsOf = (id: unknown) =>
			(storedValues(emulator, 'Leads', id, ['Tag'])?.Tag as IDataObject[]).map(({ name }) => name);
		expect(json.map(({ id }) => tagsOf(id))).toEqual([['fair', 'vip'], ['own']]);
	});

	it('tag records by an expression over each item', async () => {
		const { json } = await write({ tags: '={{ $json.City }}' }, [
			row(1, { City: 'Lagos' }),
			row(2, { City: 'Accra, coast' }),
			row(3, { City: 'Lagos' }),
		]);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Tag'])?.Tag)).toMatchObject([
			[{ name: 'Lagos' }],
			[{ name: 'Accra' }, { name: 'coast' }],
			[{ name: 'Lagos' }],
		]);
		expect(leadCalls(emulator, 'POST').map(({ records }) => records)).toEqual([3]);
	});

	it('that are inside the records do not split requests: 40 leads with 40 tags travel together', async () => {
		const items = Array.from({ length: 40 }, (_, number) => row(number, { City: `Tag ${number}` }));
		const { json } = await write({ tags: '={{ $json.City }}' }, items);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Tag'])?.Tag)).toMatchObject(
			items.map(({ City }) => [{ name: City }]),
		);
		expect(leadCalls(emulator, 'POST').map(({ records }) => records)).toEqual([40]);
	});

	it('choose a layout, whose mandatory fields then count', async () => {
		const { json } = await write({ layout: layoutNamed('Fair') }, [row(1, { Phone: '1' }), row(2)]);
		expect(storedValues(emulator, 'Leads', json[0].id, ['Layout'])).toMatchObject({
			Layout: { id: layoutNamed('Fair') },
		});
		expect(json[1]).toMatchObject({
			status: 'SKIPPED',
			code: 'MANDATORY_NOT_FOUND',
			reason: 'Phone is required',
		});
	});

	it('apply an assignment rule, named or as a feature, to records that name no owner', async () => {
		const owner = (id: unknown): unknown => (storedValues(emulator, 'Leads', id, ['Owner'])?.Owner as IDataObject).id;
		const ann = emulator.state.users.all()[0].id;
		const { json: named } = await write({ assignmentRule: RULE.id }, [row(1), row(2, { Owner: ann })]);
		expect(named.map(({ id }) => owner(id))).toEqual([RULE.defaultAssigneeId, ann]);
		const { json: applied } = await write({ applyFeatures: ['assignment_rules'] }, [row(3)]);
		expect(applied.map(({ id }) => owner(id))).toEqual([RULE.defaultAssigneeId]);
		const { json: skipped } = await write({ assignmentRule: RULE.id, skipFeatures: ['assignment_rules'] }, [row(4)]);
		expect(skipped.map(({ id }) => owner(id))).toEqual([ann]);
		expect(sent().map((body) => Object.entries(body as IDataObject).filter(([key]) => key !== 'data'))).toEqual([
			[['lar_id', RULE.id]],
			[['apply_feature_execution', [{ name: 'assignment_rules' }]]],
			[
				['skip_feature_execution', [{ name: 'assignment_rules' }]],
				['lar_id', RULE.id],
			],
		]);
	});

	it('stop the step with Zoho’s refusal of a rule that does not exist, at the first group', async () => {
		const items = Array.from({ length: 250 }, (_, number) => row(number));
		const refusal = await failureOf(write({ assignmentRule: '4150868000000511999', requestsAtOnce: 1 }, items));
		expect(refusal.message).toBe('Zoho CRM rejected the value of Assignment Rule (INVALID_DATA)');
		expect([leadCalls(emulator, 'POST').length, emulator.store.count('Leads')]).toEqual([1, 0]);
	});

	it('append to multi-select fields instead of replacing them', async () => {
		const [appended, replaced] = [
			seedLead(emulator, { Interests: ['Support'] }),
			seedLead(emulator, { Interests: ['Support'] }),
		];
		const leadId = { __rl: true, mode: 'id', value: '={{ $json.lead }}' };
		const fields = { mappingMode: 'defineBelow', value: { Interests: '={{ $json.more }}' } };
		const update = async (id: string, options: INodeParameters) =>
			await run(lead('update', { leadId, fields, options }), [{ lead: id, more: ['Training'] }]);
		await update(appended, { appendFields: ['Interests'] });
		await update(replaced, {});
		expect([appended, replaced].map((id) => storedValues(emulator, 'Leads', id, ['Interests'])?.Interests)).toEqual([
			['Support', 'Training'],
			['Training'],
		]);
		expect(leadCalls(emulator, 'PUT').map(({ body }) => body)).toEqual([
			{ data: [{ $append_values: { Interests: true }, Interests: ['Training'], id: appended }] },
			{ data: [{ Interests: ['Training'], id: replaced }] },
		]);
	});

	it('append in Create or Update too, where skipped features are named for both of its actions', async () => {
		const id = seedLead(emulator, { Email: 'n1@brightwell.test', Interests: ['Support'] });
		await run(lead('upsert', { options: { appendFields: ['Interests'], skipFeatures: ['cadences'] } }), [
			row(1, { Interests: ['Hardware'] }),
		]);
		expect(storedValues(emulator, 'Leads', id, ['Interests'])?.Interests).toEqual(['Support', 'Hardware']);
		expect(sent()).toEqual([
			{
				data: [{ $append_values: { Interests: true }, ...row(1, { Interests: ['Hardware'] }) }],
				duplicate_check_fields: ['Email'],
				skip_feature_execution: [
					{ name: 'cadences', action: 'insert' },
					{ name: 'cadences', action: 'update' },
				],
			},
		]);
	});

	it('say nothing to Zoho where they were added and left empty', async () => {
		await write({
			tags: [],
			applyFeatures: [],
			skipFeatures: [],
			layout: '',
			assignmentRule: '',
			fallbackOwner: { __rl: true, mode: 'list', value: '' },
		});
		expect(sent()).toEqual([{ data: [row(1)] }]);
	});
});

describe('an amount in an organization with several currencies', () => {
	/** Gives Leads the field that they have in such an organization. */
	function addCurrency(): void {
		const { schema } = emulator.state;
		const leads = schema.module('Leads');
		const model = schema.field('Leads', 'Lead_Source');
		if (leads === undefined || model === undefined) throw new RangeError('The emulator has no leads');
		schema.add({
			...leads,
			fields: [
				...leads.fields,
				{ ...model, id: '4150868000000999999', apiName: 'Currency', label: 'Currency', pickList: ['USD', 'EUR'] },
			],
		});
	}

	it('without Currency is named in a hint, with Currency not', async () => {
		addCurrency();
		const { hints, json } = await write({}, [
			row(1, { Annual_Revenue: 5 }),
			row(2, { Annual_Revenue: '7.5' }),
			row(3, { Annual_Revenue: 5, Currency: 'EUR' }),
			row(4),
		]);
		expect(hints.map(({ message }) => message)).toContain(
			'2 items have amounts without Currency. New records get the home currency of the organization, existing records keep theirs',
		);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Currency']))).toEqual([
			{ Currency: null },
			{ Currency: null },
			{ Currency: 'EUR' },
			{ Currency: null },
		]);
	});

	it('gives no hint where there is one currency', async () => {
		const { hints } = await write({}, [row(1, { Annual_Revenue: 5 })]);
		expect(hints.map(({ message }) => message).join()).not.toContain('Currency');
	});
});
