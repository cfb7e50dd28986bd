import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { recordCalls, storedValues } from '../stage/books';
import { connectedCredential } from '../stage/credentials';
import { failureOf, rejectionOf } from '../stage/failure';
import { named, record } from '../stage/parameters';
import { useStage } from '../stage/stage';
import { KINDS, rowsOfKind, TIMES } from './kinds';

const { emulator, run } = useStage();

const GO_ON = { onError: 'continueRegularOutput' } as const;
const ID = expect.stringMatching(/^\d{19}$/);

describe.each(KINDS)('$name > Create', (kind) => {
	const { module, row, wrong, mandatory, mandatoryLabel, requiredLabels, unique } = kind;
	const NAMES = Object.keys(row(0));
	const create = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
		await run(kind.operate('create', more), items, settings);
	const posts = () => recordCalls(emulator, module, 'POST');
	const stored = (id: unknown) => storedValues(emulator, module, id, NAMES);
	const wrongRow = (number: number): IDataObject => ({ ...row(number), [wrong.field]: wrong.value });
	const withoutName = (number: number): IDataObject => ({ ...row(number), [mandatory]: null });

	it('writes every field of every item and answers each with the id of its own record', async () => {
		const items = [row(1), row(2)];
		const result = await create(items);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(result.json).toMatchObject(items.map(() => ({ id: ID, status: 'ADDED', ...TIMES })));
		expect(result.json.map(({ id }) => stored(id))).toEqual(items);
		expect(emulator.store.count(module)).toBe(2);
		expect(posts().map(({ body }) => body)).toEqual([{ data: items }]);
		expect(result.hints).toEqual([]);
	});

	it('sends 250 items in three requests and answers them in input order, failed ones in their own place', async () => {
		const items = rowsOfKind(kind, 250);
		for (const index of [0, 99, 100, 249]) items[index] = wrongRow(index);
		items[150] = withoutName(150);
		const failed = [0, 99, 100, 150, 249];
		const { items: output, json, hints } = await create(items);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(posts().map(({ records }) => records)).toEqual([100, 100, 49]);
		items.forEach((item, index) => {
			if (failed.includes(index)) return;
			expect(json[index]).toMatchObject({ id: ID, status: 'ADDED', ...TIMES });
			expect(stored(json[index].id)).toEqual(item);
		});
		for (const index of failed) {
			expect(json[index]).toMatchObject({
				reason: index === 150 ? `${mandatoryLabel} is required and empty` : wrong.error,
				code: index === 150 ? 'MANDATORY_NOT_FOUND' : 'INVALID_DATA',
				next: expect.any(String),
				status: 'SKIPPED',
			});
		}
		expect(new Set(json.map(({ id }) => id)).size).toBe(246);
		expect(emulator.store.count(module)).toBe(245);
		expect(hints.map(({ type }) => type)).toEqual(['warning']);
		expect(hints.map(({ message }) => message)).toEqual([
			'5 of 250 items failed or are uncertain. "reason" and "next" in their output say why and what to do',
		]);
	});

	it('keeps four requests under way at once unless told otherwise', async () => {
		emulator.switches.latencyBaseMs = 15;
		emulator.concurrency.gather(4, 'POST');
		const items = rowsOfKind(kind, 700);
		await create(items.slice(0, 450));
		expect(emulator.concurrency.current().peakCalls).toBe(4);
		emulator.concurrency.reset();
		await create(items.slice(450), { options: { requestsAtOnce: 1 } });
		expect(emulator.concurrency.current().peakCalls).toBe(1);
	});

	it('asks nothing of Zoho for zero items', async () => {
		const { items } = await create([]);
		expect(items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('says what to do where a value exists already, and names no value', async () => {
		const existingId = emulator.add(module, { ...row(9), [unique]: 'REF-SECRET' } as never);
		const { json } = await create([row(1), { ...row(2), [unique]: 'REF-SECRET' }]);
		expect(json[1]).toMatchObject({
			reason: `A record with the same ${unique.replace('_', ' ')} already exists`,
			code: 'DUPLICATE_DATA',
			next: `Use Create or Update, or change the value. The existing record is ${existingId}`,
			existingId,
			status: 'SKIPPED',
		});
		expect(JSON.stringify({ ...json[1], input: '' }).toLowerCase()).not.toContain('ref-secret');
	});

	it('renews a token that has ended, and creates nothing twice', async () => {
		const credential = connectedCredential(emulator);
		emulator.tokens.expireAll();
		const { json } = await create([row(1)], {}, { credential });
		expect(json).toMatchObject([{ id: ID, status: 'ADDED', ...TIMES }]);
		expect([emulator.store.count(module), credential.tokenUpdates]).toEqual([1, 1]);
	});

	it('stops with the first item where no item was written at all', async () => {
		const error = await rejectionOf(create([{ ...withoutName(1), Email: 'SECRET@brightwell.test' }, wrongRow(2)]));
		expect(error).toMatchObject({
			message: `${mandatoryLabel} is required and empty`,
			description: 'Enter a value, or make its expression return one for every item',
			context: { itemIndex: 0 },
		});
		expect(JSON.stringify(error)).not.toContain('SECRET');
	});

	it('answers each of them instead where the node continues', async () => {
		const { items, json } = await create([withoutName(1), wrongRow(2)], {}, GO_ON);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(json.map(({ code, status }) => [code, status])).toEqual([
			['MANDATORY_NOT_FOUND', 'SKIPPED'],
			['INVALID_DATA', 'SKIPPED'],
		]);
	});

	it('stops before anything is sent where an item has a key that is no field, naming key and item', async () => {
		const error = await rejectionOf(create([row(1), { ...row(2), Colour: 'SECRET', Size: 'SECRET' }]));
		expect(error).toMatchObject({
			message: `${module} has no writable field with the API name or label "Colour", "Size"`,
			description:
				'Rename or remove these keys before this node, map the fields manually, or turn on Ignore Unknown Fields',
			context: { itemIndex: 1 },
		});
		expect(JSON.stringify(error)).not.toContain('SECRET');
		expect(emulator.store.count(module)).toBe(0);
		expect(posts()).toEqual([]);
	});

	it('fails only the item with the unknown key where the node continues', async () => {
		const { json } = await create([row(1), { ...row(2), Colour: 'red' }, row(3)], {}, GO_ON);
		expect(json.map(({ status, code }) => [status, code])).toEqual([
			['ADDED', ''],
			['SKIPPED', 'NOT_SENT'],
			['ADDED', ''],
		]);
		expect(json[1].reason).toBe(`${module} has no writable field with the API name or label "Colour"`);
		expect([json[0], json[2]].map(({ id }) => stored(id))).toEqual([row(1), row(3)]);
	});

	it('leaves unknown keys out when told to', async () => {
		const { json } = await create([{ ...row(1), Colour: 'red', id: '7', Created_Time: 'X' }], {
			options: { ignoreUnknownFields: true },
		});
		expect(stored(json[0].id)).toEqual(row(1));
		expect(posts()[0].body).toEqual({ data: [row(1)] });
	});

	it('sends no further group after a failed record when told to stop, and answers all items', async () => {
		const items = rowsOfKind(kind, 350);
		items[120] = wrongRow(120);
		const { json } = await create(items, { options: { stopOnRefusal: true, requestsAtOnce: 1 } });
		expect(posts()).toHaveLength(2);
		expect(json.map(({ status }) => status)).toEqual(
			items.map((_, index) => (index === 120 ? 'SKIPPED' : index < 200 ? 'ADDED' : 'UNPROCESSED')),
		);
		expect(json[200]).toMatchObject({
			reason: 'An earlier record failed, and Stop on First Failure is set',
			code: 'NOT_SENT',
			next: 'Run the node again for this row',
			status: 'UNPROCESSED',
		});
		expect(emulator.store.count(module)).toBe(199);
	});

	it.each([0, -1, 2.5, 'many'])('fails with %p requests at once before anything is sent', async (requestsAtOnce) => {
		const failure = await failureOf(create([row(1)], { options: { requestsAtOnce } }));
		expect(failure.message).toBe('Requests at Once must be a whole number from 1');
		expect(emulator.requests.all()).toEqual([]);
	});

	it('leaves what was not yet sent unsent when the execution is stopped', async () => {
		const stop = new AbortController();
		emulator.switches.latencyBaseMs = 60;
		const seen = setInterval(() => emulator.store.count(module) >= 100 && stop.abort(), 1);
		const { json } = await create(
			rowsOfKind(kind, 250),
			{ options: { requestsAtOnce: 1 } },
			{ cancelSignal: stop.signal },
		);
		clearInterval(seen);
		const statuses = json.map(({ status }) => String(status));
		expect(statuses).toHaveLength(250);
		expect(statuses.slice(200)).toEqual(Array(50).fill('UNPROCESSED'));
		expect(json[249].reason).toBe('The execution was stopped before this row was sent');
		for (const { status, id } of json) if (status === 'ADDED') expect(stored(id)).toBeDefined();
	});

	it('with an empty form names what a record needs, before anything is sent', async () => {
		const fields = { mappingMode: 'defineBelow', value: null };
		expect((await failureOf(create([row(1)], { fields }))).message).toBe(`${requiredLabels} required and empty`);
		expect(posts()).toEqual([]);
	});

	it.each([
		['missing', undefined],
		['empty', ''],
		['nothing but blanks', '  '],
		['null', null],
	])('refuses an item whose mandatory field is %s before it is sent, at no cost', async (_, value) => {
		const { json } = await create([{ ...row(1), [mandatory]: value }, row(2)], {}, GO_ON);
		expect(json).toMatchObject([
			{ reason: `${mandatoryLabel} is required and empty`, code: 'MANDATORY_NOT_FOUND', status: 'SKIPPED' },
			{ status: 'ADDED' },
		]);
		expect(posts().map(({ records }) => records)).toEqual([1]);
	});

	it.each([
		['runs all without the option', {}, undefined],
		['runs all where the option was added and left alone', { automations: 'all' }, undefined],
		['runs all, whatever was chosen before', { automations: 'all', trigger: ['workflow'] }, undefined],
		['runs none where it says None', { automations: 'none' }, []],
		['runs none, whatever was chosen before', { automations: 'none', trigger: ['workflow'] }, []],
		['runs those that are chosen', { automations: 'chosen', trigger: ['workflow'] }, ['workflow']],
		['of a workflow with the list alone runs none where none is chosen', { trigger: [] }, []],
		[
			'of a workflow with the list alone runs those that are chosen',
			{ trigger: ['workflow', 'approval'] },
			['workflow', 'approval'],
		],
	])('of automations %s', async (_, options, trigger) => {
		await create([row(1)], { options });
		expect(posts().map(({ body }) => body)).toEqual([
			{ data: [row(1)], ...(trigger === undefined ? {} : { trigger }) },
		]);
	});

	it.each([[{ automations: 'chosen' }], [{ automations: 'chosen', trigger: [] }]])(
		'wants at least one automation where they are to be chosen: %j',
		async (options) => {
			expect(await failureOf(create([row(1)], { options }))).toMatchObject({
				message: 'Chosen Automations is empty',
				description: 'Choose at least one automation, or set Automations to All or None',
			});
			expect(posts()).toEqual([]);
		},
	);
});

describe('the values of Create', () => {
	const [{ operate, row }] = KINDS;
	const create = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
		await run(operate('create', more), items, settings);
	const posts = () => recordCalls(emulator, 'Leads', 'POST');

	it('takes values by hand, with expressions over each item', async () => {
		const fields = {
			mappingMode: 'defineBelow',
			value: {
				Last_Name: '={{ $json.name }}',
				Company: 'Fixed',
				Interests: '["Support","Hardware"]',
				Visit_Date: '2026-07-01T00:00:00',
				Tag: 'fair, vip',
			},
		};
		const { json } = await create([{ name: 'A', Colour: 'red' }, { name: 'B' }], { fields });
		expect(
			json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Last_Name', 'Company', 'Interests', 'Visit_Date'])),
		).toEqual(
			['A', 'B'].map((name) => ({
				Last_Name: name,
				Company: 'Fixed',
				Interests: ['Support', 'Hardware'],
				Visit_Date: '2026-07-01',
			})),
		);
		expect(storedValues(emulator, 'Leads', json[0].id, ['Tag'])).toMatchObject({
			Tag: [{ name: 'fair' }, { name: 'vip' }],
		});
	});

	it.each([
		['2026-07-01T10:00:00', '2026-07-01T08:00:00.000Z'],
		['2026-01-01T10:00:00', '2026-01-01T09:00:00.000Z'],
		['2026-07-01T10:00:00.123Z', '2026-07-01T10:00:00.000Z'],
		['2026-07-01T10:00:00-0300', '2026-07-01T13:00:00.000Z'],
		['2026-07-01', '2026-06-30T22:00:00.000Z'],
	])('reads the datetime %s in the time zone of the workflow where it has none', async (value, moment) => {
		const { json } = await create(
			[{ Last_Name: 'A', Company: 'B', Next_Call: value }],
			{},
			{ timeZone: 'Europe/Berlin' },
		);
		expect(new Date(String(storedValues(emulator, 'Leads', json[0].id, ['Next_Call'])?.Next_Call)).toISOString()).toBe(
			moment,
		);
	});

	it('gives a moment the day that it has in the time zone of the workflow', async () => {
		const { json } = await create(
			[{ Last_Name: 'A', Company: 'B', Visit_Date: '2026-07-01T23:30:00-07:00' }],
			{},
			{ timeZone: 'Asia/Tokyo' },
		);
		expect(storedValues(emulator, 'Leads', json[0].id, ['Visit_Date'])).toEqual({ Visit_Date: '2026-07-02' });
	});

	it('has a date of an unclear order refused instead of guessing', async () => {
		const { json } = await create([row(1), { ...row(2), Visit_Date: '03/04/2026' }]);
		expect(json[1]).toMatchObject({
			reason: 'Visit Date: "03/04/2026" is a date with an unclear order of day and month',
			code: 'INVALID_DATA',
			next: 'Set Date Order or Decimal Separator under Options, or pass dates as yyyy-MM-dd and numbers with a decimal point',
			status: 'SKIPPED',
		});
	});

	it('turns texts and numbers into the form of their field', async () => {
		const owner = emulator.state.users.all()[1];
		const { json } = await create([
			{
				Last_Name: 4711,
				Company: 'B',
				Phone: 49301234,
				No_of_Employees: '12',
				Annual_Revenue: '99.5',
				Newsletter: 'TRUE',
				Interests: 'Support; Training',
				Owner: owner.id,
			},
		]);
		expect(
			storedValues(emulator, 'Leads', json[0].id, [
				'Last_Name',
				'Phone',
				'No_of_Employees',
				'Annual_Revenue',
				'Newsletter',
				'Interests',
			]),
		).toEqual({
			Last_Name: '4711',
			Phone: '49301234',
			No_of_Employees: 12,
			Annual_Revenue: 99.5,
			Newsletter: true,
			Interests: ['Support', 'Training'],
		});
		expect(storedValues(emulator, 'Leads', json[0].id, ['Owner'])).toMatchObject({ Owner: { id: owner.id } });
	});

	it('refuses an id that came as a number and has lost digits', async () => {
		const refusal = await failureOf(create([{ ...row(1), Owner: 4150868000000225021 }]));
		expect(refusal).toMatchObject({ message: 'Lead Owner: the value is a number that has lost digits', itemIndex: 0 });
		expect(posts()).toEqual([]);
	});

	it('names a wrong value by its place in the record', async () => {
		const { json } = await create([
			row(1),
			{ ...row(2), Owner: '4150868000000999999' },
			{ ...row(3), Work_History: [{ From_Date: 'last week' }] },
		]);
		expect(json.map(({ reason }) => reason)).toEqual([
			'Created',
			"Zoho CRM can't find the user in Lead Owner",
			'Work History, row 1, From Date: "last week" is not a date in the format yyyy-MM-dd',
		]);
	});

	it('writes the rows of a subform with their lead', async () => {
		const { json } = await create([{ ...row(1), Work_History: [{ Employer: 'Brightwell' }] }]);
		const id = String(json[0].id);
		const rows = [...emulator.store.all('Work_History')];
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ Employer: 'Brightwell', Parent_Id: { id } });
	});
});

describe('Record > Create', () => {
	const [, { row: hall }] = KINDS;
	const venue = (number: number, more: IDataObject = {}): IDataObject => ({ ...hall(number), ...more });
	const bodies = (): unknown[] => recordCalls(emulator, 'Venues', 'POST').map(({ body }) => body);

	it('writes look-ups, dates and subform rows in the form of their fields', async () => {
		const account = emulator.add('Accounts', { Account_Name: 'Brightwell' });
		const { json } = await run(record('Venues', 'create'), [
			venue(1, { Site_Owner: account, Opened_On: '2026-07-01T09:00:00', Rooms: [{ Room_Name: 'A', Capacity: 2 }] }),
		]);
		expect(storedValues(emulator, 'Venues', json[0].id, ['Site_Owner', 'Opened_On'])).toMatchObject({
			Site_Owner: { id: account },
			Opened_On: '2026-07-01',
		});
		expect(bodies()).toEqual([
			{
				data: [
					venue(1, { Site_Owner: { id: account }, Opened_On: '2026-07-01', Rooms: [{ Room_Name: 'A', Capacity: 2 }] }),
				],
			},
		]);
	});

	it('links records that are named by id alone, in a list or separated by commas', async () => {
		const halls = [1, 2].map((number) => emulator.add('Venues', { Name: `Hall ${number}` }));
		const { json } = await run(record('Leads', 'create'), [
			{ Last_Name: 'A', Company: 'X', Venues: halls },
			{ Last_Name: 'B', Company: 'X', Venues: halls.join(', ') },
		]);
		const links = (id: unknown) =>
			[...emulator.store.all('Leads_X_Venues')]
				.filter(({ Leads }) => (Leads as IDataObject).id === id)
				.map(({ Venues }) => (Venues as IDataObject).id);
		expect(json.map(({ id }) => links(id))).toEqual([halls, halls]);
	});

	it('says that a module does not exist, with Zoho’s code', async () => {
		const refusal = await failureOf(run(record('Rockets', 'create'), [{ Name: 'X' }]));
		expect(refusal.message).toContain('(INVALID_MODULE)');
	});

	it.each([
		['is no API name', 'Sales Orders', '"Sales Orders" is not the API name of a module'],
		['is empty', '', 'Module is empty'],
	])('sends nothing where the module %s', async (_, module, message) => {
		const refusal = await failureOf(run(record(module, 'create'), [{ Name: 'X' }]));
		expect(refusal.message).toBe(message);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('refuses an item that names another module than the first, and writes nothing into the wrong one', async () => {
		const byItem = record('', 'create', {
			module: named('={{ $json.module }}', 'name'),
			options: { ignoreUnknownFields: true },
		});
		const items = [
			{ module: 'Venues', ...venue(1) },
			{ module: 'Accounts', Account_Name: 'A' },
			{ module: 'Venues', ...venue(2) },
		];
		const { json } = await run(byItem, items, GO_ON);
		expect(json.map(({ status, reason }) => [status, reason])).toEqual([
			['ADDED', 'Created'],
			['SKIPPED', 'Module must be the same for all items. This item has Accounts, but the first item has Venues'],
			['ADDED', 'Created'],
		]);
		expect([emulator.store.count('Venues'), emulator.store.count('Accounts')]).toEqual([2, 0]);
		expect((await failureOf(run(byItem, items))).itemIndex).toBe(1);
		expect(emulator.store.count('Venues')).toBe(2);
	});
});
