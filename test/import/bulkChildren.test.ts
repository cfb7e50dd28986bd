import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { customField, field } from '../emulator/metadata/fieldDefinitions';
import { fixtureId } from '../emulator/metadata/modules';
import type { JsonObject, JsonValue } from '../emulator/json';
import type { Switches } from '../emulator/switches';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { inItem } from './files';
import { bodyOf, countStatuses, factsOfAll, hintsOf, makeUnique, recordWrites, sentMappings } from './outcomes';
import { jobOrders, storedValues } from '../stage/books';
import { scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { fileImport, leadImport } from '../stage/parameters';
import { REFUSED_EMAIL } from '../stage/rows';

const { emulator, run } = useImportStage();

const VENUES: INodeParameters = { module: 'Venues' };
const BULK: INodeParameters = { route: 'bulk' };
const lead = (number: number, more: IDataObject = {}): IDataObject => ({
	Last_Name: `Lead ${number}`,
	Company: 'Brightwell',
	...more,
});
const job = (Employer: string, more: IDataObject = {}): IDataObject => ({ Employer, ...more });
const idOf = (value: JsonValue | undefined): JsonValue | undefined => (value as JsonObject | undefined)?.id;
const BRUNO = { name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' };
const CHIOMA = { name: 'Chioma Okafor', id: '4150868000000225029', email: 'chioma.okafor@brightwell.test' };

/** What a module of child rows holds for a parent, in the order in which Zoho got it. */
function childrenOf(module: string, link: string, parentId: unknown, names: readonly string[]): IDataObject[] {
	const own = [...emulator.store.all(module)].filter((record) => idOf(record[link]) === parentId);
	return own.map(({ id }) => storedValues(emulator, module, id, names) ?? {});
}
const WORK = ['Employer', 'Position', 'From_Date', 'Is_Current'];
const workOf = (id: unknown): IDataObject[] => childrenOf('Work_History', 'Parent_Id', id, WORK);
const written = (id: unknown): IDataObject => ({ status: 'ADDED', id: id as string, next: null });
/** Answers of child rows under a key, and the record of each. */
const answersOf = ({ json }: NodeRunResult, index: number, key: string): IDataObject[] =>
	((json[index].children as IDataObject | undefined)?.[key] ?? []) as IDataObject[];
const parentRefused = {
	status: 'SKIPPED',
	id: null,
	next: 'Correct the parent row, then import both again',
	reason: 'Its parent row failed',
	code: 'PARENT_REFUSED',
};

describe('Bulk Write > Import of rows with a subform', () => {
	const items = (): IDataObject[] => [
		lead(0, {
			Work_History: [
				job('A', { Position: 'Cook, "head"', From_Date: '2020-01-31', Is_Current: false }),
				job('B', { Is_Current: true }),
			],
		}),
		lead(1, { Work_History: [] }),
		lead(2),
		lead(3, { Work_History: [job('A', { Position: 'Waiter' }), job('C\r\nD'), job('E', { From_Date: '2021-02-03' })] }),
	];
	const row = (
		Employer: string,
		Position: string | null,
		From_Date: string | null,
		Is_Current: boolean | null,
	): IDataObject => ({ Employer, Position, From_Date, Is_Current });
	const expected = [
		[row('A', 'Cook, "head"', '2020-01-31', false), row('B', null, null, true)],
		[],
		[],
		[row('A', 'Waiter', null, null), row('C\r\nD', null, null, null), row('E', null, '2021-02-03', null)],
	];

	it('writes parents and child rows in one job, and answers each child row under its parent with its own id', async () => {
		const result = await run(leadImport(), items());
		expect(result.json.map(({ status, row: number }) => [status, number])).toEqual([
			['ADDED', 1],
			['ADDED', 2],
			['ADDED', 3],
			['ADDED', 4],
		]);
		expect(result.json.map(({ id }) => workOf(id))).toEqual(expected);
		expect(result.json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Last_Name']))).toEqual(
			[0, 1, 2, 3].map((number) => ({ Last_Name: `Lead ${number}` })),
		);
		for (const [index, rows] of expected.entries()) {
			const answers = answersOf(result, index, 'Work_History');
			expect(answers).toEqual(answers.map(({ id }) => written(id)));
			expect(answers.map(({ id }) => storedValues(emulator, 'Work_History', id, WORK))).toEqual(rows);
		}
		expect(result.json.map((answer) => 'children' in answer)).toEqual([true, false, false, true]);
		expect([jobOrders(emulator).length, emulator.store.count('Work_History')]).toEqual([1, 5]);
	});

	it('sends two CSV files in one ZIP, joined by a column that no field is filled from', async () => {
		await run(leadImport(), items());
		const [request] = jobOrders(emulator);
		const [parent, child] = bodyOf(request).resource as JsonObject[];
		expect([parent.module, child.module]).toEqual([{ api_name: 'Leads' }, { api_name: 'Work_History' }]);
		expect(parent.file_id).toBe(child.file_id);
		const [[parentFile], [childFile]] = [parent.file_names, child.file_names] as string[][];
		expect(parentFile).toMatch(/^n8n17x\w+_1-4\.csv$/);
		expect(childFile).toBe(parentFile.replace('.csv', '_Work_History.csv'));
		const [mappings, [link, ...rest]] = sentMappings(request);
		expect(mappings.map(({ api_name: name, index }) => [name, index]).sort()).toEqual([
			['Company', 1],
			['Last_Name', 0],
		]);
		expect(link).toEqual({ api_name: 'Parent_Id', index: 0, parent_column_index: 2 });
		expect(rest.map(({ api_name: name }) => name).sort()).toEqual([...WORK].sort());
	});

	it.each<Partial<Switches>>([
		{ resultRowOrder: 'shuffled' },
		{ resultColumns: 'by index' },
		{ resultValues: 'normalised' },
		{ subformKey: 'subform', multiselectLookupShape: 'flat' },
		{ acceptsIsoDates: false, showsNullMappingKeys: false },
		{ ignoreEmptyPlace: 'top level', downloadUrlForm: 'absolute' },
		{ ignoreEmptyPlace: 'resource', omittedSubformRows: 'delete' },
	])('answers every child row rightly with %j', async (switches) => {
		Object.assign(emulator.switches, switches);
		const result = await run(leadImport(), items());
		expect(result.json.map(({ id }) => workOf(id))).toEqual(expected);
		for (const [index, rows] of expected.entries()) {
			expect(
				answersOf(result, index, 'Work_History').map(({ id }) => storedValues(emulator, 'Work_History', id, WORK)),
			).toEqual(rows);
		}
	});

	it("lets child rows that are all alike share an answer, without an id that could be another one's", async () => {
		emulator.switches.resultRowOrder = 'shuffled';
		const twins = [lead(0, { Work_History: [job('A'), job('A'), job('B')] }), lead(1, { Work_History: [job('A')] })];
		const result = await run(leadImport(), twins);
		const shared = { status: 'ADDED', id: null, next: null };
		const [first, second, third] = answersOf(result, 0, 'Work_History');
		expect([first, second]).toEqual([shared, shared]);
		expect(
			[third, answersOf(result, 1, 'Work_History')[0]].map(({ id }) =>
				storedValues(emulator, 'Work_History', id, ['Employer']),
			),
		).toEqual([{ Employer: 'B' }, { Employer: 'A' }]);
		expect(emulator.store.count('Work_History')).toBe(4);
	});

	it('refuses a row for a value of a child row that cannot be written, by its place, and sends neither', async () => {
		const bad = [
			lead(0, { Work_History: [job('A'), job('B', { From_Date: 'soon', Is_Current: 'maybe' })] }),
			lead(1, { Work_History: [job('C')] }),
		];
		const { json } = await run(leadImport(), bad);
		expect(json[0]).toEqual({
			status: 'SKIPPED',
			id: null,
			errors: [{ code: 'INVALID_DATA', fields: ['Work_History[1].From_Date', 'Work_History[1].Is_Current'] }],
			reason:
				'Work_History[1].From Date "soon" is not a date in the format yyyy-MM-dd; Work_History[1].Is Current "maybe" is neither true nor false',
			job: null,
			row: 1,
			match: null,
			retrySafe: true,
			next: 'Correct it, then import the row again',
			children: { Work_History: [parentRefused, parentRefused] },
		});
		expect(factsOfAll(emulator, 'Leads').map(({ Last_Name }) => Last_Name)).toEqual(['Lead 1']);
		expect(factsOfAll(emulator, 'Work_History').map(({ Employer }) => Employer)).toEqual(['C']);
	});

	it.each([
		['a text', 'A; B'],
		['an object', { Employer: 'A' }],
		['a list of texts', ['A']],
	])('refuses a row whose subform is %s', async (_, Work_History) => {
		const { json } = await run(leadImport(), [lead(0, { Work_History }), lead(1, { Work_History: [job('C')] })]);
		expect(json.map(({ status, errors, reason }) => [status, errors, reason])).toEqual([
			['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Work_History'] }], 'Work_History is not a list of rows'],
			['ADDED', [], undefined],
		]);
	});

	it('takes 200 child rows, and refuses a row with more', async () => {
		const rows = (count: number): IDataObject[] => Array.from({ length: count }, (_, number) => job(`E${number}`));
		const result = await run(leadImport(), [
			lead(0, { Work_History: rows(200) }),
			lead(1, { Work_History: rows(201) }),
			lead(2),
		]);
		expect(result.json.map(({ status, errors }) => [status, errors])).toEqual([
			['ADDED', []],
			['SKIPPED', [{ code: 'LIMIT_EXCEEDED', fields: ['Work_History'] }]],
			['ADDED', []],
		]);
		expect(result.json[1].reason).toBe('Work_History has 201 rows, and Zoho CRM accepts 200');
		expect(answersOf(result, 1, 'Work_History')).toEqual(Array.from({ length: 201 }, () => parentRefused));
		expect(workOf(result.json[0].id).map(({ Employer }) => Employer)).toEqual(
			rows(200).map(({ Employer }) => Employer),
		);
		expect(emulator.store.count('Work_History')).toBe(200);
	});

	it('tells what Zoho refuses: child rows of a refused parent, and child rows alone', async () => {
		makeUnique(emulator, 'Work_History', 'Employer');
		emulator.switches.childRowsPerParent = 3;
		const bad = [
			lead(0, { Email: REFUSED_EMAIL, Work_History: [job('A'), job('B')] }),
			lead(1, { Email: 'one@brightwell.test', Work_History: [job('C'), job('c'), job('D')] }),
			lead(2, { Email: 'two@brightwell.test', Work_History: [job('E'), job('F'), job('G'), job('H')] }),
		];
		const result = await run(leadImport(), bad);
		expect(result.json.map(({ status, errors }) => [status, errors])).toEqual([
			['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Email'] }]],
			['ADDED', []],
			['ADDED', []],
		]);
		expect(answersOf(result, 0, 'Work_History')).toEqual([parentRefused, parentRefused]);
		const [c, twin, d] = answersOf(result, 1, 'Work_History');
		expect([c, d]).toEqual([written(c.id), written(d.id)]);
		expect(twin).toEqual({
			status: 'SKIPPED',
			id: null,
			reason: 'A record with the same value of Employer already exists',
			code: 'DUPLICATE_DATA',
			next: `Its parent row is written and must not be imported again. Import this row alone, via Bulk Write into the module Work_History with ${String(result.json[1].id)} in Parent_Id. A record with this value already exists. Use Create or Update, or remove the row`,
		});
		expect(answersOf(result, 2, 'Work_History').map(({ status, code }) => [status, code])).toEqual([
			['ADDED', undefined],
			['ADDED', undefined],
			['ADDED', undefined],
			['SKIPPED', 'LIMIT_EXCEEDED'],
		]);
		expect(result.json.map(({ id }) => (id === null ? null : workOf(id).map(({ Employer }) => Employer)))).toEqual([
			null,
			['C', 'D'],
			['E', 'F', 'G'],
		]);
	});

	it('answers child rows as their parents where there is no result to look in', async () => {
		const two = [lead(0, { Work_History: [job('A')] }), lead(1)];
		emulator.jobs.plan({ end: 'never' });
		const pending = await run(leadImport({ options: { waitSeconds: 60 } }), two);
		expect(answersOf(pending, 0, 'Work_History')).toEqual([
			{
				status: 'PENDING',
				id: null,
				reason: 'The job of its parent row is still running in Zoho CRM',
				next: 'Do not import the row again',
			},
		]);
		emulator.jobs.plan({ end: 'FAILED', code: 'INVALID_FILE' });
		const failed = await run(leadImport(), two);
		expect(answersOf(failed, 0, 'Work_History')).toEqual([
			{ status: 'UNPROCESSED', id: null, reason: 'Its parent row was not sent', next: 'Import both again' },
		]);
		emulator.faults.add({ kind: 'reset', path: '/crm/bulk/v8/write', method: 'POST' });
		const lost = await run(leadImport(), two);
		expect(answersOf(lost, 0, 'Work_History')).toEqual([
			{
				status: 'UNKNOWN',
				id: null,
				reason: 'The outcome of its parent row is not known',
				next: 'Check its parent record in Zoho CRM',
			},
		]);
		expect([pending, failed, lost].map(({ json }) => 'children' in json[1])).toEqual([false, false, false]);
	});

	it('names unknown keys of child rows, by the module that lacks them, and leaves out what Zoho CRM fills itself', async () => {
		const colour = [lead(0, { Work_History: [job('A', { Colour: 'red' })] })];
		expect((await failureOf(run(leadImport(), colour))).message).toBe(
			'Work_History has no field with the API name or label "Colour"',
		);
		expect([jobOrders(emulator), emulator.store.count('Leads')]).toEqual([[], 0]);
		const read = job('A', { id: '4150868000009000009', Created_Time: 'x', $approved: true });
		const [{ id }] = (await run(leadImport(), [lead(0, { Work_History: [read] })])).json;
		expect(workOf(id)).toEqual([row('A', null, null, null)]);
		const { json } = await run(leadImport({ options: { ignoreUnknownColumns: true } }), colour);
		expect(workOf(json[0].id)).toEqual([row('A', null, null, null)]);
	});

	it('reads dates of child rows as those of rows', async () => {
		const { json } = await run(
			leadImport({
				options: { dateOrder: 'dayFirst' },
			}),
			[lead(0, { Work_History: [job('A', { From_Date: '03/04/2026' })] })],
		);
		expect(workOf(json[0].id)).toEqual([row('A', null, '2026-04-03', null)]);
		expect(
			(await failureOf(run(leadImport(), [lead(0, { Work_History: [job('A', { From_Date: '03/04/2026' })] })])))
				.message,
		).toBe(
			'Column "Work_History.From_Date", row 1: "03/04/2026" is a date with an unclear order of day and month, and no other value of the column shows it. Nothing was sent',
		);
	});

	it('fills child rows also where rows have a Row Key Field', async () => {
		const { json } = await run(leadImport({ options: { rowIdentifierField: 'Ext_Ref' } }), items());
		expect(json.map(({ id }) => workOf(id))).toEqual(expected);
		expect(sentMappings(jobOrders(emulator)[0])[1][0]).toEqual({
			api_name: 'Parent_Id',
			index: 0,
			parent_column_index: 3,
		});
	});
});

describe('Bulk Write > Import of rows with several kinds of child rows', () => {
	it('fills subform, multi-select look-up and plain fields in one job', async () => {
		const halls = ['North', 'South'].map((Name) => emulator.add('Venues', { Name }));
		const items = [
			lead(0, { Work_History: [job('A')], Venues: [{ id: halls[0] }, halls[1]] }),
			lead(1, { Venues: [{ Venues: { id: halls[1], name: 'South' } }, '4150868000009999999'] }),
			lead(2, { Work_History: [job('B'), job('C')], Venues: [] }),
		];
		const result = await run(leadImport(), items);
		expect(result.json.map(({ id }) => childrenOf('Leads_X_Venues', 'Leads', id, ['Venues']))).toEqual([
			[{ Venues: { name: 'North', id: halls[0] } }, { Venues: { name: 'South', id: halls[1] } }],
			[{ Venues: { name: 'South', id: halls[1] } }],
			[],
		]);
		expect(result.json.map(({ id }) => workOf(id).map(({ Employer }) => Employer))).toEqual([['A'], [], ['B', 'C']]);
		expect(answersOf(result, 1, 'Venues')).toEqual([
			written(answersOf(result, 1, 'Venues')[0].id),
			{
				status: 'SKIPPED',
				id: null,
				reason: 'Zoho CRM rejected the value of Venues',
				code: 'INVALID_DATA',
				next: expect.any(String),
			},
		]);
		expect(
			answersOf(result, 0, 'Venues').map(({ id }) => idOf(emulator.store.get('Leads_X_Venues', String(id))?.Venues)),
		).toEqual(halls);
		expect(
			sentMappings(jobOrders(emulator)[0])
				.slice(1)
				.map(([link, ...rest]) => [link.parent_column_index, link.api_name, rest.length]),
		).toEqual([
			[2, 'Parent_Id', 1],
			[2, 'Leads', 1],
		]);
		expect(jobOrders(emulator)).toHaveLength(1);
	});

	it('finds the records of a list of look-ups by another field that the key names', async () => {
		const hall = emulator.add('Venues', { Name: 'North', Venue_Code: 'N-1' });
		const { json } = await run(leadImport(), [lead(0, { Venues: [{ 'Venues.Venue_Code': 'N-1' }] })]);
		expect(childrenOf('Leads_X_Venues', 'Leads', json[0].id, ['Venues'])).toEqual([
			{ Venues: { name: 'North', id: hall } },
		]);
	});

	it.each<[string, (users: (typeof BRUNO)[]) => unknown[]]>([
		['ids', (users) => users.map(({ id }) => id)],
		['e-mail addresses', (users) => users.map(({ email }) => email)],
		['full names', (users) => users.map(({ name }) => name.toUpperCase())],
		['entries with full names', (users) => users.map(({ name }) => ({ Hosts: name }))],
		['objects with ids', (users) => users.map((user) => ({ ...user }))],
		[
			'entries as the records API gives them',
			(users) => users.map((user) => ({ id: '4150868000004600099', Hosts: user })),
		],
		['entries with e-mail addresses', (users) => users.map(({ email }) => ({ 'Hosts.email': email }))],
	])('fills custom modules: a subform and a multi-user look-up by %s', async (_, hostsOf) => {
		const items = [
			{
				Name: 'Hall',
				Rooms: [{ Room_Name: 'Blue', Capacity: 12 }, { Room_Name: 'Red' }],
				Hosts: hostsOf([BRUNO, CHIOMA]),
			},
			{ Name: 'Barn', Hosts: hostsOf([CHIOMA]) },
		] as IDataObject[];
		const result = await run(leadImport(VENUES), items);
		expect(result.json.map(({ id }) => childrenOf('Rooms', 'Parent_Id', id, ['Room_Name', 'Capacity']))).toEqual([
			[
				{ Room_Name: 'Blue', Capacity: 12 },
				{ Room_Name: 'Red', Capacity: null },
			],
			[],
		]);
		expect(result.json.map(({ id }) => childrenOf('Venues_X_Users', 'Venues', id, ['Hosts']))).toEqual([
			[{ Hosts: BRUNO }, { Hosts: CHIOMA }],
			[{ Hosts: CHIOMA }],
		]);
		expect(
			answersOf(result, 0, 'Hosts').map(({ id }) => emulator.store.get('Venues_X_Users', String(id))?.Hosts),
		).toEqual([BRUNO, CHIOMA]);
		expect(emulator.store.count('Venues_X_Users')).toBe(3);
	});

	it.each(['items', 'a file'])(
		'keeps a row from %s back whose child rows have decimals, too many digits or too long texts',
		async (source) => {
			const rooms = [
				['Hall', 'Blue', '12.5', 'Rooms[0].Capacity "12.5" has decimals, but the field takes whole numbers'],
				['Barn', 'Red', '12345678901', 'Rooms[0].Capacity "12345678901" has 11 digits, and the limit is 9'],
				['Loft', 'x'.repeat(121), '1', 'Rooms[0].Room Name is longer than 60 characters: 121'],
				['Tent', 'White', '1,200', undefined],
			] as const;
			const childFile = {
				file: { binaryField: 'rooms', field: 'Rooms', childColumn: 'Venue', mainColumn: 'Name' },
			};
			const file = (header: string, lines: readonly string[]) => inItem([header, ...lines, ''].join('\n'));
			const options = { decimalSeparator: 'point' };
			const { json } =
				source === 'items'
					? await run(
							leadImport({ ...VENUES, options }),
							rooms.map(([Name, Room_Name, Capacity]) => ({ Name, Rooms: [{ Room_Name, Capacity }] })),
						)
					: await run(fileImport({ ...VENUES, output: 'all', options: { ...options, childFile } }), [{}], {
							files: [
								{
									data: file(
										'Name',
										rooms.map(([name]) => name),
									),
									rooms: file(
										'Venue,Room_Name,Capacity',
										rooms.map(([name, room, count]) => `${name},${room},"${count}"`),
									),
								},
							],
						});
			expect(json.map(({ reason }) => reason)).toEqual(rooms.map(([, , , reason]) => reason));
			expect([...emulator.store.all('Rooms')]).toMatchObject([{ Room_Name: 'White', Capacity: 1200 }]);
		},
	);

	it.each(['items', 'a file'])(
		'finds users of child rows from %s by name, and fails the row where there is none',
		async (source) => {
			const childFile = {
				file: { binaryField: 'hosts', field: 'Hosts', childColumn: 'Venue', mainColumn: 'Name' },
			};
			const { json } =
				source === 'items'
					? await run(leadImport(VENUES), [
							{ Name: 'Hall', Hosts: ['Bruno Costa'] },
							{ Name: 'Barn', Hosts: ['Nobody'] },
						])
					: await run(fileImport({ ...VENUES, output: 'all', options: { childFile } }), [{}], {
							files: [
								{
									data: inItem('Name\nHall\nBarn\n'),
									hosts: inItem('Venue,Hosts\nHall,Bruno Costa\nBarn,Nobody\n'),
								},
							],
						});
			expect(json.map(({ status, reason }) => [status, reason])).toEqual([
				['ADDED', undefined],
				['SKIPPED', 'Hosts[0].Hosts "Nobody" is the name of no user of the organization'],
			]);
			expect(childrenOf('Venues_X_Users', 'Venues', json[0].id, ['Hosts'])).toEqual([{ Hosts: BRUNO }]);
		},
	);

	it('fills line items, which are subforms with a look-up to the product', async () => {
		const { schema } = emulator.state;
		const [accounts, rooms] = [schema.module('Accounts'), schema.module('Rooms')];
		if (accounts === undefined || rooms === undefined) throw new RangeError('The emulator lacks its modules');
		const withIds = (first: number, sketches: ReturnType<typeof field>[]) =>
			sketches.map((sketch, index) => ({ ...sketch, id: fixtureId(first + index) }));
		const layouts = (number: number) => [{ id: fixtureId(number), name: 'Standard', mandatory: [] }];
		schema.add({
			...accounts,
			id: fixtureId(391_000),
			apiName: 'Products',
			systemDuplicateField: 'Product_Name',
			displayField: 'Product_Name',
			layouts: layouts(391_050),
			fields: withIds(391_001, [field('Product_Name', 'text', { systemMandatory: true })]),
		});
		schema.add({
			...accounts,
			id: fixtureId(392_000),
			apiName: 'Sales_Orders',
			systemDuplicateField: 'Subject',
			displayField: 'Subject',
			layouts: layouts(392_050),
			fields: withIds(392_001, [
				field('Subject', 'text', { systemMandatory: true }),
				field('Ordered_Items', 'subform', { subformModule: 'Ordered_Items' }),
			]),
		});
		schema.add({
			...rooms,
			id: fixtureId(393_000),
			apiName: 'Ordered_Items',
			parentModule: 'Sales_Orders',
			layouts: layouts(393_050),
			fields: withIds(393_001, [
				field('Parent_Id', 'lookup', { lookupModule: 'Sales_Orders', systemMandatory: true }),
				field('Product_Name', 'lookup', { lookupModule: 'Products', systemMandatory: true }),
				field('Quantity', 'double'),
				field('List_Price', 'currency'),
				customField('Note', 'text'),
			]),
		});
		const [lamp, desk] = ['Lamp', 'Desk'].map((Product_Name) => ({
			name: Product_Name,
			id: emulator.add('Products', { Product_Name }),
		}));
		const items = [
			{
				Subject: 'First',
				Ordered_Items: [
					{ Product_Name: { id: lamp.id }, Quantity: 2, List_Price: 19.5 },
					{ Product_Name: desk.id, Quantity: 1, Note: 'oak' },
				],
			},
			{ Subject: 'Second', Ordered_Items: [{ Quantity: 1 }] },
		];
		const result = await run(leadImport({ module: 'Sales_Orders' }), items);
		expect(
			result.json.map(({ id }) =>
				childrenOf('Ordered_Items', 'Parent_Id', id, ['Product_Name', 'Quantity', 'List_Price', 'Note']),
			),
		).toEqual([
			[
				{ Product_Name: lamp, Quantity: 2, List_Price: 19.5, Note: null },
				{ Product_Name: desk, Quantity: 1, List_Price: null, Note: 'oak' },
			],
			[],
		]);
		expect(answersOf(result, 1, 'Ordered_Items')).toEqual([
			{
				status: 'SKIPPED',
				id: null,
				reason: 'Product_Name is empty',
				code: 'MANDATORY_NOT_FOUND',
				next: `Its parent row is written and must not be imported again. Import this row alone, via Bulk Write into the module Ordered_Items with ${String(result.json[1].id)} in Parent_Id. Fill in the named fields, then import the row again`,
			},
		]);
	});

	it('survives any texts, numbers of rows and order of results', async () => {
		const halls = ['North', 'South', 'East'].map((Name) => Name);
		const cell = fc.oneof(
			fc.string({ unit: 'grapheme', maxLength: 12 }),
			fc.constantFrom('a,b', '"', '\r\n', ' x ', ''),
		);
		const child = fc.record({ Employer: cell, Position: cell, Is_Current: fc.boolean() });
		const rows = fc.array(fc.record({ Work_History: fc.array(child, { maxLength: 4 }), Venues: fc.subarray(halls) }), {
			minLength: 1,
			maxLength: 8,
		});
		await fc.assert(
			fc.asyncProperty(rows, fc.boolean(), async (drawn, isShuffled) => {
				emulator.reset();
				emulator.switches.resultRowOrder = isShuffled ? 'shuffled' : 'input';
				const idByName = new Map(halls.map((Name) => [Name, emulator.add('Venues', { Name })]));
				const items = drawn.map((row, number) =>
					lead(number, { Work_History: row.Work_History, Venues: row.Venues.map((name) => idByName.get(name) ?? '') }),
				);
				const result = await run(leadImport(BULK), items);
				const nothing = (text: string): string | null => (text.trim() === '' ? null : text);
				expect(result.json.map(({ id }) => workOf(id))).toEqual(
					drawn.map(({ Work_History }) =>
						Work_History.map(({ Employer, Position, Is_Current }) => ({
							Employer: nothing(Employer),
							Position: nothing(Position),
							From_Date: null,
							Is_Current,
						})),
					),
				);
				expect(
					result.json.map(({ id }) =>
						childrenOf('Leads_X_Venues', 'Leads', id, ['Venues']).map(({ Venues }) => (Venues as IDataObject).id),
					),
				).toEqual(items.map(({ Venues }) => Venues));
				drawn.forEach(({ Work_History }, index) => {
					const answers = answersOf(result, index, 'Work_History');
					expect(answers.map(({ status }) => status)).toEqual(Work_History.map(() => 'ADDED'));
					const own = new Set(
						[...emulator.store.all('Work_History')]
							.filter((record) => idOf(record.Parent_Id) === result.json[index].id)
							.map(({ id }) => id),
					);
					for (const [place, { id }] of answers.entries()) {
						if (id === null) continue;
						expect(own.has(String(id))).toBe(true);
						expect(storedValues(emulator, 'Work_History', id, ['Employer'])).toEqual({
							Employer: nothing(Work_History[place].Employer),
						});
					}
				});
			}),
			{ numRuns: 15 },
		);
	});
});

describe('Bulk Write > Import of many rows with child rows', () => {
	it('cuts jobs so that parents stay with their child rows, and both count to 25,000', async () => {
		const items = Array.from({ length: 9_000 }, (_, number) =>
			lead(number, { Work_History: [job(`A${number}`), job(`B${number}`)] }),
		);
		const result = await run(leadImport(), items);
		expect(countStatuses(result)).toEqual({ ADDED: 9_000 });
		const totals = emulator.jobs
			.all()
			.map(({ resource }) => (resource as { file: { total_count: number } }[]).map(({ file }) => file.total_count));
		expect(totals).toEqual([
			[8_333, 16_666],
			[667, 1_334],
		]);
		const employersOf = new Map<unknown, unknown[]>();
		for (const { Parent_Id, Employer } of emulator.store.all('Work_History'))
			employersOf.set(idOf(Parent_Id), [...(employersOf.get(idOf(Parent_Id)) ?? []), Employer]);
		const strangers = result.json.filter(
			({ id }, number) =>
				JSON.stringify(employersOf.get(id)) !== JSON.stringify([`A${number}`, `B${number}`]) ||
				emulator.store.get('Leads', String(id))?.Last_Name !== `Lead ${number}`,
		);
		expect(strangers).toEqual([]);
		const childStrangers = result.json.filter(
			(_, number) =>
				answersOf(result, number, 'Work_History')
					.map(({ id }) => emulator.store.get('Work_History', String(id))?.Employer)
					.join() !== `A${number},B${number}`,
		);
		expect(childStrangers).toEqual([]);
	});
});

describe('Bulk Write > Import of child rows for records that exist', () => {
	const COSTLY =
		'1 row costs about 507 API credits as a job, because rows have child rows. Through the Records API, as many rows would cost about 1';
	const WARNING =
		'Child rows are always added. If a record already exists, importing its row again adds its child rows a second time';
	const seedLead = (): string =>
		emulator.add('Leads', {
			Last_Name: 'Seeded',
			Company: 'X',
			Email: 'seeded@brightwell.test',
			Work_History: [{ Employer: 'Before' }],
		});

	it.each<[string, INodeParameters, (id: string) => IDataObject]>([
		['update by id', { importOperation: 'update', findBy: 'id' }, (id) => ({ id })],
		[
			'create or update',
			{ importOperation: 'upsert', findBy: 'Email' },
			() => ({ Email: 'seeded@brightwell.test', Last_Name: 'Seeded', Company: 'X' }),
		],
	])('adds them each time, and says so: %s', async (_, parameters, keyOf) => {
		const id = seedLead();
		const items = [{ ...keyOf(id), Work_History: [job('New')] }];
		const first = await run(leadImport(parameters), items);
		expect(first.json[0]).toMatchObject({ status: 'UPDATED', id });
		expect(hintsOf(first).slice(1)).toEqual([COSTLY, WARNING]);
		expect(workOf(id).map(({ Employer }) => Employer)).toEqual(['Before', 'New']);
		await run(leadImport(parameters), items);
		expect(workOf(id).map(({ Employer }) => Employer)).toEqual(['Before', 'New', 'New']);
	});

	it('does not say so of new records, nor where no row has child rows', async () => {
		const id = seedLead();
		const added = hintsOf(await run(leadImport(), [lead(0, { Work_History: [job('A')] })]));
		expect(added.slice(1)).toEqual([COSTLY]);
		expect(
			hintsOf(
				await run(
					leadImport({
						importOperation: 'update',
						findBy: 'id',
					}),
					[{ id, Last_Name: 'B', Work_History: [] }],
				),
			),
		).toHaveLength(1);
	});

	it('answers child rows of a record that does not exist as refused with it', async () => {
		const result = await run(
			leadImport({
				importOperation: 'update',
				findBy: 'id',
			}),
			[{ id: '4150868000009999999', Work_History: [job('A')] }],
		);
		expect(result.json[0]).toMatchObject({
			status: 'SKIPPED',
			errors: [{ code: 'RESOURCE_NOT_FOUND', fields: ['id'] }],
		});
		expect(answersOf(result, 0, 'Work_History')).toEqual([parentRefused]);
		expect(emulator.store.count('Work_History')).toBe(0);
	});

	it('imports rows of a subform by themselves, by the ids of their parents', async () => {
		const id = seedLead();
		const items = [
			{ Parent_Id: id, Employer: 'A', From_Date: '2026-01-02' },
			{ Parent_Id: '4150868000009999999', Employer: 'B' },
			{ Parent_Id: id, Employer: 'C' },
		];
		const { json } = await run(leadImport({ ...BULK, module: 'Work_History' }), items);
		expect(json.map(({ status, errors }) => [status, errors])).toEqual([
			['ADDED', []],
			['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Parent_Id'] }]],
			['ADDED', []],
		]);
		expect(workOf(id).map(({ Employer, From_Date }) => [Employer, From_Date])).toEqual([
			['Before', null],
			['A', '2026-01-02'],
			['C', null],
		]);
		expect([json[0], json[2]].map((answer) => storedValues(emulator, 'Work_History', answer.id, ['Employer']))).toEqual(
			[{ Employer: 'A' }, { Employer: 'C' }],
		);
	});

	it('links records by a linking module by itself', async () => {
		const [id, hall] = [seedLead(), emulator.add('Venues', { Name: 'North' })];
		const { json } = await run(leadImport({ module: 'Leads_X_Venues' }), [{ Leads: id, 'Venues.Name': 'North' }]);
		expect(json[0]).toMatchObject({ status: 'ADDED', errors: [] });
		expect(childrenOf('Leads_X_Venues', 'Leads', id, ['Venues'])).toEqual([{ Venues: { name: 'North', id: hall } }]);
	});
});

describe('Bulk Write > Import of child rows by the records API', () => {
	it('writes what a job writes, and answers child rows as added without ids, which Zoho does not tell', async () => {
		const outcomes = [];
		for (const route of ['bulk', 'records']) {
			emulator.reset();
			const hall = emulator.add('Venues', { Name: 'North' });
			const items = [
				lead(0, { Work_History: [job('A', { From_Date: '2026-01-02', Is_Current: true }), job('B')], Venues: [hall] }),
				lead(1, { Email: REFUSED_EMAIL, Work_History: [job('C')] }),
				lead(2, { Work_History: [] }),
			];
			const result = await run(leadImport({ route }), items);
			expect(result.json.map(({ status }) => status)).toEqual(['ADDED', 'SKIPPED', 'ADDED']);
			expect(answersOf(result, 1, 'Work_History')).toEqual([parentRefused]);
			if (route === 'records') expect(answersOf(result, 0, 'Work_History')).toEqual([written(null), written(null)]);
			const lists = ['Leads', 'Work_History', 'Leads_X_Venues'].map((module) => factsOfAll(emulator, module));
			outcomes.push(
				JSON.stringify(lists).replaceAll(/"id":"\d+"/g, (text) =>
					text.includes(hall) ? '"hall"' : text.includes('225013') || text.includes('91055') ? text : '"own"',
				),
			);
		}
		expect(outcomes[1]).toBe(outcomes[0]);
		expect(recordWrites(emulator)).toHaveLength(1);
	});

	it('fills one kind of child rows where another kind is empty in every row', async () => {
		const hall = emulator.add('Venues', { Name: 'North' });
		const { json } = await run(leadImport({ route: 'records' }), [
			lead(0, { Work_History: [], Venues: [hall] }),
			lead(1, { Work_History: null, Venues: [] }),
		]);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
		expect(childrenOf('Leads_X_Venues', 'Leads', json[0].id, ['Venues'])).toEqual([
			{ Venues: { name: 'North', id: hall } },
		]);
	});

	it('refuses users by e-mail address where the users may not be read, because then only jobs look them up', async () => {
		const credential = scopedCredential(emulator, ['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL']);
		const { message } = await failureOf(
			run(leadImport({ ...VENUES, route: 'records' }), [{ Name: 'Hall', Hosts: [BRUNO.email] }], { credential }),
		);
		expect(message).toBe("The Records API can't do this import, because Hosts.Hosts is looked up by email");
		expect(recordWrites(emulator, 'Venues')).toEqual([]);
	});
});
