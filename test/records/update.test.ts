import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { recordCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { BY_NAME, named } from '../stage/parameters';
import { useStage } from '../stage/stage';
import { KINDS, NOBODY } from './kinds';

const { emulator, run } = useStage();

describe.each(KINDS)('$name > Update', (kind) => {
	const { name, module, mandatory, text, figure } = kind;
	/** By hand, because the key with the ID is no field. */
	const FIELDS = {
		mappingMode: 'defineBelow',
		value: { [text]: '={{ $json.text }}', [figure.field]: '={{ $json.figure }}' },
	};
	const update = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
		await run(kind.operate('update', { ...kind.at(), fields: FIELDS, ...more }), items, settings);
	const seed = (values: IDataObject = {}): string =>
		emulator.add(module, { ...kind.row(0), [text]: null, [figure.field]: null, ...values } as never);
	const values = (id: unknown) => storedValues(emulator, module, id, [mandatory, text, figure.field]);
	const holding = (held: string | null, number: number | null): IDataObject => ({
		[mandatory]: kind.row(0)[mandatory],
		[text]: held,
		[figure.field]: number === null ? null : figure.of(number),
	});
	const puts = () => recordCalls(emulator, module, 'PUT');

	it('changes only the given fields, and answers each item with its own record', async () => {
		const ids = [1, 2].map((number) => seed({ [figure.field]: figure.of(number) }));
		emulator.advance(60_000);
		const { items, json } = await update([
			{ record: ids[1], text: 'Lagos' },
			{ record: ids[0], text: 'Accra', figure: 3 },
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const [created, changed] = [json[0].createdTime, json[0].modifiedTime].map(String);
		expect(json).toMatchObject(
			[ids[1], ids[0]].map((id) => ({ id, status: 'UPDATED', createdTime: created, modifiedTime: changed })),
		);
		expect([created, changed].map((time) => emulator.state.clock.now() - Date.parse(time))).toEqual([60_000, 0]);
		expect(ids.map(values)).toEqual([holding('Accra', 3), holding('Lagos', 2)]);
		expect(puts().map(({ body }) => body)).toEqual([
			{
				data: [
					{ [text]: 'Lagos', id: ids[1] },
					{ [text]: 'Accra', [figure.field]: figure.of(3), id: ids[0] },
				],
			},
		]);
	});

	it('answers 230 items in input order, unknown records in their own place', async () => {
		const ids = Array.from({ length: 230 }, (_, number) => seed({ [figure.field]: figure.of(number) }));
		const unknown = [0, 150];
		const items = ids.map((id, index) => ({
			record: unknown.includes(index) ? NOBODY.replace(/9{3}$/, String(index).padStart(3, '0')) : id,
			text: `Text ${index}`,
			figure: index,
		}));
		const { json } = await update(items);
		expect(puts().map(({ records }) => records)).toEqual([100, 100, 30]);
		json.forEach((answer, index) => {
			const isUnknown = unknown.includes(index);
			const reason = `${name} ${items[index].record} was not found`;
			expect(answer).toMatchObject(
				isUnknown ? { status: 'SKIPPED', code: 'INVALID_DATA', reason } : { status: 'UPDATED', id: ids[index] },
			);
			expect(values(ids[index])).toEqual(holding(isUnknown ? null : `Text ${index}`, index));
		});
	});

	it('applies changes of one record in input order, one after the other', async () => {
		emulator.switches.latencyBaseMs = 10;
		const id = seed();
		await update([
			{ record: id, text: 'First', figure: 1 },
			{ record: ` ${id}`, text: 'Second' },
			{ record: id, text: 'Third' },
		]);
		expect(values(id)).toEqual(holding('Third', 1));
		expect(puts()).toHaveLength(3);
	});

	it.each([
		['as it is', '?layout=1', ''],
		['with blanks and a line break around it', '', ' \n'],
	])('takes a record from the address of its page, %s', async (_, query, around) => {
		const id = seed();
		const page = `${around}https://crm.zoho.eu/crm/org20080/tab/${module}/${id}${query}${around}`;
		const { json } = await update([{ text: 'Lagos' }], kind.at(named(page, 'url')));
		expect(json).toMatchObject([{ id, status: 'UPDATED' }]);
		expect(values(id)).toEqual(holding('Lagos', null));
	});

	it.each(['/custom-view/4150868000000087501/list', ''])(
		'fails with a page address that is not that of a record: %p',
		async (rest) => {
			const page = `https://crm.zoho.eu/crm/org20080/tab/${module}${rest}`;
			const failure = await failureOf(update([{ text: 'Lagos' }], kind.at(named(page, 'url'))));
			expect(failure.message).toContain(`${name} parameter's value is invalid`);
			expect(puts()).toEqual([]);
		},
	);

	it.each([
		['is empty', '', `${name} is empty`],
		['is not made of digits', 'abc', `The ${name.toLowerCase()} ID is invalid: it must contain only digits`],
		['came as a number and lost digits', 4150868000004600990, `${name} is a number that has lost digits`],
	])('changes nothing where one ID %s, and names the item', async (_, wrong, message) => {
		const id = seed();
		const items = [
			{ record: id, text: 'Lagos' },
			{ record: wrong, text: 'Accra' },
		];
		expect(await failureOf(update(items))).toMatchObject({ message, itemIndex: 1 });
		expect(puts()).toEqual([]);
		const { json } = await update(items, {}, { onError: 'continueRegularOutput' });
		expect(json.map(({ status, reason }) => [status, reason])).toEqual([
			['UPDATED', 'Updated'],
			['SKIPPED', message],
		]);
		expect(values(id)).toEqual(holding('Lagos', null));
	});

	it('lets Empty Values decide what null and empty text do', async () => {
		const id = seed({ [text]: 'Lagos', [figure.field]: figure.of(1) });
		await update([{ record: id, text: '', figure: null }]);
		expect(values(id)).toEqual(holding('Lagos', 1));
		expect(puts()).toEqual([]);
		await update([{ record: id, text: '', figure: null }], { options: { emptyValues: 'clear', trigger: [] } });
		expect(values(id)).toEqual(holding(null, null));
		expect(puts().map(({ body }) => body)).toEqual([
			{ data: [{ [text]: null, [figure.field]: null, id }], trigger: [] },
		]);
	});

	it('sends no item without a value, and says so', async () => {
		const ids = [seed({ [text]: 'Lagos' }), seed({ [text]: 'Accra' })];
		const { items } = await update([
			{ record: ids[0], text: '' },
			{ record: ids[1], text: 'Kumasi' },
		]);
		expect(items).toMatchObject([
			{ json: { id: ids[0], status: 'UNCHANGED' }, pairedItem: { item: 0 } },
			{ json: expect.objectContaining({ id: ids[1], status: 'UPDATED' }), pairedItem: { item: 1 } },
		]);
		expect(ids.map((id) => values(id)?.[text])).toEqual(['Lagos', 'Kumasi']);
		expect(puts().map(({ records }) => records)).toEqual([1]);
	});

	it('takes fields by name too, and the ID from the parameter alone', async () => {
		const [id, other] = [seed(), seed({ [text]: null })];
		await update([{ id: other, [text]: 'Lagos' }], { ...kind.at(named(id)), fields: BY_NAME });
		expect([values(id)?.[text], values(other)?.[text]]).toEqual(['Lagos', null]);
	});
});
