import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { recordCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { BY_NAME, named, record } from '../stage/parameters';
import { useStage } from '../stage/stage';
import { KINDS, NOBODY } from './kinds';

const { emulator, run } = useStage();

const GO_ON = { onError: 'continueRegularOutput' } as const;
const ITS_ID = named('={{ $json.id }}');

describe.each(KINDS)('records of $name that were read', (kind) => {
	const { module, text, row } = kind;
	const NAMES = Object.keys(row(0));
	const seed = (count: number): string[] =>
		Array.from({ length: count }, (_, number) => emulator.add(module, row(number) as never));
	const list = async () => (await run(kind.operate('getAll', { returnAll: true, options: { sortOrder: 'asc' } }))).json;
	const get = async (id: string) =>
		(await run(kind.operate('get', { ...kind.at(named(id)), simplify: false }))).json[0];
	const stored = (id: unknown) => storedValues(emulator, module, id, NAMES);

	it('by Get Many are updated as they are, with what was changed in between', async () => {
		const ids = seed(3);
		const items = (await list()).map((item, number) => ({ ...item, [text]: `New ${number}` }));
		expect(items.map(({ id }) => id)).toEqual(ids);
		expect(Object.keys(items[0])).toEqual(expect.arrayContaining(['Created_By', 'Modified_Time']));
		const { json } = await run(kind.operate('update', { ...kind.at(ITS_ID), fields: BY_NAME }), items);
		expect(json).toMatchObject(ids.map((id) => ({ id, status: 'UPDATED' })));
		expect(ids.map(stored)).toEqual(
			ids.map((_, number) => ({ ...row(number), ...(NAMES.includes(text) ? { [text]: `New ${number}` } : {}) })),
		);
		expect(ids.map((id) => storedValues(emulator, module, id, [text]))).toEqual(
			ids.map((_, number) => ({ [text]: `New ${number}` })),
		);
		expect(emulator.store.count(module)).toBe(3);
	});

	it('by Get Many keep their owner and lookups, and take the owner that was put in by email', async () => {
		const ids = seed(2);
		const [first, second] = await list();
		expect(first).toMatchObject({ Owner: 'Ann Lee', Owner_Id: expect.stringMatching(/^\d+$/) });
		const other = emulator.state.users.all().find(({ id, status }) => status === 'active' && id !== first.Owner_Id);
		const items = [
			{ ...first, Owner: 'Somebody Else' },
			{ ...second, Owner: other?.email },
		];
		const { json } = await run(kind.operate('update', { ...kind.at(ITS_ID), fields: BY_NAME }), items);
		expect(json).toMatchObject(ids.map((id) => ({ id, status: 'UPDATED' })));
		expect(ids.map((id) => storedValues(emulator, module, id, ['Owner']))).toMatchObject([
			{ Owner: { id: first.Owner_Id } },
			{ Owner: { id: other?.id } },
		]);
		expect(ids.map(stored)).toEqual([row(0), row(1)]);
	});

	it('by Get are updated with all keys that Zoho gives a record', async () => {
		const [id] = seed(1);
		const item = await get(id);
		expect(Object.keys(item).filter((key) => key.startsWith('$')).length).toBeGreaterThan(0);
		const { json } = await run(kind.operate('update', { ...kind.at(ITS_ID), fields: BY_NAME }), [
			{ ...item, [text]: 'New' },
		]);
		expect(json).toMatchObject([{ id, status: 'UPDATED' }]);
		expect(stored(id)).toEqual({ ...row(0), ...(NAMES.includes(text) ? { [text]: 'New' } : {}) });
		expect(storedValues(emulator, module, id, [text])).toEqual({ [text]: 'New' });
	});

	it('are found by their ID in Create or Update, whatever the match fields say, and none is doubled', async () => {
		const ids = seed(2);
		emulator.store.update(module, { ...emulator.store.get(module, ids[1]), Email: null } as never);
		const items = (await list()).map((item, number) => ({ ...item, Email: `new${number}@brightwell.test` }));
		const fresh = { ...row(7), id: '8812' };
		const { json } = await run(kind.operate('upsert', { matchFields: [kind.name === 'Lead' ? 'Email' : 'Name'] }), [
			...items,
			fresh,
		]);
		expect(json.map(({ id, status, matchedBy }) => [id, status, matchedBy])).toEqual([
			[ids[0], 'UPDATED', 'id'],
			[ids[1], 'UPDATED', 'id'],
			[expect.stringMatching(/^\d{19}$/), 'ADDED', ''],
		]);
		expect(ids.map(stored)).toEqual(
			[0, 1].map((number) => ({ ...row(number), Email: `new${number}@brightwell.test` })),
		);
		// An ID of another system is not one of Zoho's: the item is found by its match field, or new.
		expect(stored(json[2].id)).toEqual(row(7));
		expect(emulator.store.count(module)).toBe(3);
	});

	it('and deleted since fail in Create or Update instead of being made anew', async () => {
		const { json } = await run(
			kind.operate('upsert'),
			[{ ...row(1), id: NOBODY }, { ...row(2), id: 4150868000004600990 }, row(3)],
			GO_ON,
		);
		expect(json.map(({ status, reason }) => [status, reason])).toEqual([
			['SKIPPED', `${kind.name} ${NOBODY} was not found`],
			['SKIPPED', 'The ID is a number that has lost digits'],
			['ADDED', 'Created'],
		]);
		expect(emulator.store.count(module)).toBe(1);
	});

	it('with a key that was misspelled on the way fail by name', async () => {
		const [id] = seed(1);
		const wrong = kind.mandatory.toLowerCase();
		const failure = await failureOf(
			run(kind.operate('update', { ...kind.at(ITS_ID), fields: BY_NAME }), [{ ...(await get(id)), [wrong]: 'X' }]),
		);
		expect(failure).toMatchObject({
			message: `${module} has no writable field with the API name or label "${wrong}" (did you mean ${kind.mandatory}?)`,
			description: 'Rename or remove these keys before this node, or map the fields manually',
		});
		expect(recordCalls(emulator, module, 'PUT')).toEqual([]);
	});
});

describe('a record with rows of a subform', () => {
	const rows = [
		{ Room_Name: 'A', Capacity: 2 },
		{ Room_Name: 'B', Capacity: 3 },
	];
	const rowsOf = (id: unknown) =>
		[...emulator.store.all('Rooms')]
			.filter(({ Parent_Id: parent }) => (parent as IDataObject | undefined)?.id === id)
			.map(({ Room_Name, Capacity }) => ({ Room_Name, Capacity }));
	const read = async (): Promise<IDataObject> => {
		const [{ id }] = (await run(record('Venues', 'create'), [{ Name: 'Hall', Venue_Code: 'V-1', Rooms: rows }])).json;
		const [item] = (await run(record('Venues', 'get', { recordId: named(String(id)), simplify: false }))).json;
		expect((item.Rooms as IDataObject[]).every((row) => row.id !== undefined)).toBe(true);
		return item;
	};

	it('is updated as it was read, and no row is doubled', async () => {
		const item = await read();
		const { json } = await run(record('Venues', 'update', { recordId: ITS_ID }), [item]);
		expect(json).toMatchObject([{ id: item.id, status: 'UPDATED' }]);
		expect(rowsOf(item.id)).toEqual(rows);
		expect(emulator.store.count('Rooms')).toBe(2);
	});

	it('is copied by Create with rows of its own', async () => {
		const item = await read();
		const { json } = await run(record('Venues', 'create'), [{ ...item, Name: 'Copy', Venue_Code: 'V-2' }]);
		expect(json).toMatchObject([{ status: 'ADDED' }]);
		expect(json[0].id).not.toBe(item.id);
		expect([rowsOf(item.id), rowsOf(json[0].id)]).toEqual([rows, rows]);
		expect(storedValues(emulator, 'Venues', json[0].id, ['Name', 'Venue_Code'])).toEqual({
			Name: 'Copy',
			Venue_Code: 'V-2',
		});
	});
});

describe('an activity', () => {
	const create = async (fields: IDataObject, more: INodeParameters = {}) =>
		await run(record('Tasks', 'create', more), [fields]);

	it('is tied to any record by $se_module, by name and as JSON, and stays so when it is read and updated', async () => {
		const lead = emulator.add('Leads', { Last_Name: 'Okafor', Company: 'Brightwell' });
		const task = { Subject: 'Call back', What_Id: lead, $se_module: 'Leads' };
		const [{ id }] = (await create(task)).json;
		await create({ task }, { specifyFields: 'json', fieldsJson: '={{ $json.task }}' });
		const posts = recordCalls(emulator, 'Tasks', 'POST').map(({ body }) => body);
		expect(posts).toEqual(
			Array(2).fill({ data: [{ Subject: 'Call back', What_Id: { id: lead }, $se_module: 'Leads' }] }),
		);
		const [item] = (await run(record('Tasks', 'get', { recordId: named(String(id)), simplify: false }))).json;
		expect(item).toMatchObject({ What_Id: { id: lead }, $se_module: 'Leads' });
		const { json } = await run(record('Tasks', 'update', { recordId: ITS_ID }), [{ ...item, Subject: 'Called' }]);
		expect(json).toMatchObject([{ id, status: 'UPDATED' }]);
		expect(emulator.store.get('Tasks', String(id))).toMatchObject({ Subject: 'Called', What_Id: { id: lead } });
	});
});
