import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { recordCalls } from '../stage/books';
import { failureOf } from '../stage/failure';
import { useStage } from '../stage/stage';
import { KINDS, NOBODY } from './kinds';

const { emulator, run } = useStage();

const GO_ON = { onError: 'continueRegularOutput' } as const;
const absent = (name: string, id: string = NOBODY) => ({
	reason: `${name} ${id} was not found`,
	code: 'INVALID_DATA',
	next: "Check the ID. The record may have been deleted or merged, or the connected user can't see it",
	status: 'SKIPPED',
});

describe.each(KINDS)('$name > Delete', (kind) => {
	const { name, module } = kind;
	const ABSENT = absent(name);
	const remove = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
		await run(kind.operate('delete', { ...kind.at(), ...more }), items, settings);
	const seedMany = (count: number): string[] =>
		Array.from({ length: count }, (_, number) => emulator.add(module, kind.row(number) as never));
	const deletes = () => recordCalls(emulator, module, 'DELETE').map(({ query }) => query);
	const kept = (): unknown[] => [...emulator.store.all(module)].map(({ id }) => id);

	it('moves the records to the recycle bin and answers each item', async () => {
		const ids = seedMany(3);
		const { items } = await remove([{ record: ids[2] }, { record: ids[0] }]);
		expect(items).toMatchObject([
			{ json: { id: ids[2], status: 'DELETED' }, pairedItem: { item: 0 } },
			{ json: { id: ids[0], status: 'DELETED' }, pairedItem: { item: 1 } },
		]);
		expect(kept()).toEqual([ids[1]]);
		expect(emulator.store.deleted(module).map(({ record }) => record.id)).toEqual([ids[2], ids[0]]);
		expect(deletes()).toEqual([{ ids: `${ids[2]},${ids[0]}` }]);
	});

	it('deletes 250 records in three requests, and answers those that are not there in their own place', async () => {
		const ids = seedMany(250);
		emulator.store.delete(module, ids[100], null);
		const { items } = await remove(ids.map((record) => ({ record })));
		expect(items).toMatchObject(
			ids.map((id, item) => ({
				json: item === 100 ? absent(name, id) : { id, status: 'DELETED' },
				pairedItem: { item },
			})),
		);
		expect(deletes()).toHaveLength(3);
		expect(kept()).toEqual([]);
	});

	it.each([
		[true, 'true'],
		[false, 'false'],
	])('runs workflows %s: tells Zoho so', async (runWorkflows, sent) => {
		const [id] = seedMany(1);
		await remove([{ record: id }], { options: { runWorkflows } });
		expect(deletes()).toEqual([{ ids: id, wf_trigger: sent }]);
	});

	it('sends records with different options in different requests', async () => {
		const ids = seedMany(3);
		await remove(
			ids.map((record, index) => ({ record, run: index !== 1 })),
			{ options: { runWorkflows: '={{ $json.run }}' } },
		);
		expect(deletes()).toEqual([
			{ ids: `${ids[0]},${ids[2]}`, wf_trigger: 'true' },
			{ ids: ids[1], wf_trigger: 'false' },
		]);
		expect(kept()).toEqual([]);
	});

	it('deletes nothing where one ID is none; where the node continues, that item alone fails', async () => {
		const [id] = seedMany(1);
		expect(await failureOf(remove([{ record: id }, { record: 4150868000004600001 }]))).toMatchObject({
			message: `${name} is a number that has lost digits`,
			itemIndex: 1,
		});
		expect(kept()).toEqual([id]);
		const { json } = await remove([{ record: 'abc' }, { record: id }, { record: NOBODY }], {}, GO_ON);
		expect(json).toMatchObject([
			{
				reason: `The ${name.toLowerCase()} ID is invalid: it must contain only digits`,
				code: 'NOT_SENT',
				next: 'Copy the ID from the URL of the page in Zoho CRM',
				status: 'SKIPPED',
			},
			{ id, status: 'DELETED' },
			ABSENT,
		]);
	});

	it('says what to do with a list of IDs', async () => {
		const ids = seedMany(2);
		expect(await failureOf(remove([{ record: ids }]))).toMatchObject({
			message: `${name} must be one value, not a list`,
			description: 'Pass one value per item. Split Out turns a list into items',
		});
		expect(kept()).toEqual(ids);
	});

	it("takes an ID as Zoho's own exports write it", async () => {
		const [id] = seedMany(1);
		expect((await remove([{ record: ` zcrm_${id} ` }])).json).toMatchObject([{ id, status: 'DELETED' }]);
	});

	it('counts an ID that comes twice as deleted twice, and an absent one as absent', async () => {
		const [id] = seedMany(1);
		const { json } = await remove(
			[{ record: id }, { record: NOBODY }, { record: ` ${id}` }, { record: NOBODY }],
			{},
			GO_ON,
		);
		expect(json).toMatchObject([{ id, status: 'DELETED' }, ABSENT, { id, status: 'DELETED' }, ABSENT]);
		expect(deletes()).toEqual([{ ids: `${id},${NOBODY}` }, { ids: NOBODY }]);
		expect(kept()).toEqual([]);
	});

	it('stops with why the first item failed where nothing was deleted', async () => {
		expect(await failureOf(remove([{ record: NOBODY }]))).toMatchObject({
			message: ABSENT.reason,
			description: ABSENT.next,
			itemIndex: 0,
		});
	});

	it('asks nothing of Zoho for zero items', async () => {
		expect((await remove([])).items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});
});
