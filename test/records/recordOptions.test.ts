import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ASSIGNMENT_RULES } from '../emulator/settings/assignmentRules';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const [RULE] = ASSIGNMENT_RULES;
const row = (number: number, more: IDataObject = {}): IDataObject => ({
	Last_Name: `L${number}`,
	Company: 'X',
	Email: `n${number}@brightwell.test`,
	...more,
});
const create = async (options: INodeParameters, items: readonly IDataObject[] = [row(1)], settings = {}) =>
	await run(lead('create', { options }), items, settings);
const sent = (): unknown[] => leadCalls(emulator, 'POST').map(({ body }) => body);
const layoutNamed = (name: string): string =>
	emulator.state.schema.module('Leads')?.layouts.find((layout) => layout.name === name)?.id ?? '';

describe('the options of a write', () => {
	it('tag records that bring no tags of their own', async () => {
		const { json } = await create({ tags: ['fair', 'vip'] }, [row(1), row(2, { Tag: 'own' })]);
		const tagsOf = (id: unknown) =>
			(storedValues(emulator, 'Leads', id, ['Tag'])?.Tag as IDataObject[]).map(({ name }) => name);
		expect(json.map(({ id }) => tagsOf(id))).toEqual([['fair', 'vip'], ['own']]);
	});

	it('tag records by an expression over each item', async () => {
		const { json } = await create({ tags: '={{ $json.City }}' }, [
			row(1, { City: 'Lagos' }),
			row(2, { City: 'Accra, coast' }),
			row(3, { City: 'Lagos' }),
		]);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Tag'])?.Tag)).toMatchObject([
			[{ name: 'Lagos' }],
			[{ name: 'Accra' }, { name: 'coast' }],
			[{ name: 'Lagos' }],
		]);
		expect(leadCalls(emulator, 'POST').map(({ records }) => records)).toEqual([2, 1]);
	});

	it('choose a layout, whose mandatory fields then count', async () => {
		const { json } = await create({ layout: layoutNamed('Fair') }, [row(1, { Phone: '1' }), row(2)]);
		expect(storedValues(emulator, 'Leads', json[0].id, ['Layout'])).toMatchObject({
			Layout: { id: layoutNamed('Fair') },
		});
		expect(json[1]).toMatchObject({
			status: 'SKIPPED',
			code: 'MANDATORY_NOT_FOUND',
			error: 'The mandatory field Phone is missing (MANDATORY_NOT_FOUND)',
		});
	});

	it('apply an assignment rule, named or as a feature, to records that name no owner', async () => {
		const owner = (id: unknown): unknown => (storedValues(emulator, 'Leads', id, ['Owner'])?.Owner as IDataObject).id;
		const ann = emulator.state.users.all()[0].id;
		const { json: named } = await create({ assignmentRule: RULE.id }, [row(1), row(2, { Owner: ann })]);
		expect(named.map(({ id }) => owner(id))).toEqual([RULE.defaultAssigneeId, ann]);
		const { json: applied } = await create({ applyFeatures: ['assignment_rules'] }, [row(3)]);
		expect(applied.map(({ id }) => owner(id))).toEqual([RULE.defaultAssigneeId]);
		const { json: skipped } = await create({ assignmentRule: RULE.id, skipFeatures: ['assignment_rules'] }, [row(4)]);
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
		const refusal = await failureOf(create({ assignmentRule: '4150868000000511999', requestsAtOnce: 1 }, items));
		expect(refusal.message).toBe('Zoho CRM rejected the value of lar_id (INVALID_DATA)');
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
		await create({
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
		const { hints, json } = await create({}, [
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
		const { hints } = await create({}, [row(1, { Annual_Revenue: 5 })]);
		expect(hints.map(({ message }) => message).join()).not.toContain('Currency');
	});
});
