import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { getImportColumns } from '../../nodes/ZohoCrmBulk/choices/importColumns';
import { getLayouts } from '../../nodes/ZohoCrmBulk/choices/importChoices';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { customField, field } from '../emulator/metadata/fieldDefinitions';
import { fixtureId } from '../emulator/metadata/modules';
import { connectedCredential } from '../stage/credentials';
import { askForm, type NodeRun } from '../stage/runNode';
import { useImportStage } from './importStage';
import { bodyOf, hintsOf, recordWrites, sentMappings } from './outcomes';
import { jobOrders, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { leadImport } from '../stage/parameters';
import { REFUSED_EMAIL } from '../stage/rows';

const { emulator, run } = useImportStage();

const BULK: INodeParameters = { route: 'bulk' };
const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const lead = (more: IDataObject): IDataObject => ({ ...LEAD, ...more });
const option = (options: INodeParameters, more: INodeParameters = {}): INodeParameters => ({
	...BULK,
	...more,
	options,
});
const defaults = (values: Record<string, string>): INodeParameters => ({
	defaults: { values: Object.entries(values).map(([name, value]) => ({ field: name, value })) },
});
const lookUps = (values: Record<string, string>): INodeParameters => ({
	lookUps: { values: Object.entries(values).map(([name, findBy]) => ({ field: name, findBy })) },
});

/** Imports rows and gives back some fields of the lead of each; a row without one as its answer. */
async function importAndRead(
	items: readonly IDataObject[],
	parameters: INodeParameters,
	names: readonly string[],
	more: Partial<NodeRun> = {},
): Promise<unknown[]> {
	// With a value of its own every row is told apart from the others.
	const { json } = await run(
		leadImport(parameters),
		items.map((item, index) => ({ ...item, Mobile: String(index) })),
		more,
	);
	return json.map((answer) =>
		answer.id === null
			? { status: answer.status, errors: answer.errors }
			: Object.values(storedValues(emulator, String(parameters.module ?? 'Leads'), answer.id, names) ?? {}),
	);
}
const refused = (code: string, ...fields: string[]) => ({ status: 'SKIPPED', errors: [{ code, fields }] });
const moments = (rows: readonly unknown[]): string[] =>
	rows.map((row) => new Date(String((row as unknown[])[0])).toISOString());
const nothingWasSent = (): void =>
	expect([jobOrders(emulator), recordWrites(emulator), emulator.requests.all({ path: /upload/ })]).toEqual([
		[],
		[],
		[],
	]);

describe('Bulk Write > Import, default values', () => {
	it.each(['bulk', 'records'])(
		'fill empty cells and fields that no row has, dates whatever their usual format is (%s)',
		async (route) => {
			emulator.switches.acceptsIsoDates = false;
			const items = [
				lead({ Lead_Source: 'Chat', Visit_Date: '2026-05-06' }),
				lead({ Lead_Source: '', Visit_Date: null }),
				lead({}),
			];
			const options = defaults({
				Lead_Source: 'Partner',
				Visit_Date: '2026-01-31',
				Next_Call: '2026-02-01T08:30:00',
				Newsletter: 'true',
				Score: '1.5',
				Interests: 'Support;Training',
			});
			const rest = ['2026-02-01T08:30:00.000Z', true, 1.5, ['Support', 'Training']];
			const found = await importAndRead(items, { ...option(options), route }, [
				'Lead_Source',
				'Visit_Date',
				'Next_Call',
				'Newsletter',
				'Score',
				'Interests',
			]);
			const comparable = (found as unknown[][]).map(([source, date, call, ...others]) => [
				source,
				date,
				new Date(String(call)).toISOString(),
				...others,
			]);
			expect(comparable).toEqual([
				['Chat', '2026-05-06', ...rest],
				['Partner', '2026-01-31', ...rest],
				['Partner', '2026-01-31', ...rest],
			]);
		},
	);

	it('are sent with the format and the look-up field of their column, with and without cells', async () => {
		await run(
			leadImport(
				option(
					defaults({
						Visit_Date: '2026-01-31',
						Next_Call: '2026-02-01T08:30:00Z',
						Owner: 'bruno.costa@brightwell.test',
					}),
				),
			),
			[lead({ Visit_Date: '2026-05-06' })],
		);
		const byName = new Map(sentMappings(jobOrders(emulator)[0])[0].map((mapping) => [mapping.api_name, mapping]));
		expect(byName.get('Visit_Date')).toEqual({
			api_name: 'Visit_Date',
			index: expect.any(Number),
			format: 'yyyy-MM-dd',
			default_value: { value: '2026-01-31' },
		});
		expect(byName.get('Next_Call')).toEqual({
			api_name: 'Next_Call',
			format: "yyyy-MM-dd'T'HH:mm:ssXXX",
			default_value: { value: '2026-02-01T08:30:00+00:00' },
		});
		expect(byName.get('Owner')).toEqual({
			api_name: 'Owner',
			find_by: 'id',
			default_value: { value: '4150868000000225021' },
		});
	});

	it('of a user can be an e-mail address', async () => {
		const found = await importAndRead([lead({})], option(defaults({ Owner: 'bruno.costa@brightwell.test' })), [
			'Owner',
		]);
		expect(found).toEqual([[{ name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' }]]);
	});

	it.each([
		[
			{ Lead_Source: 'Pigeon' },
			'The default value of Lead_Source is not in the picklist',
			'Correct it under Default Values',
		],
		[
			{ Visit_Date: '03.04.2026' },
			'The default value of Visit_Date is a date with an unclear order of day and month',
			'Correct it under Default Values',
		],
		[
			{ Colour: 'red' },
			"The default value of Colour can't be written: Leads has no such writable field",
			'Correct the field under Default Values',
		],
		[
			{ Created_Time: '2026-01-01' },
			"The default value of Created_Time can't be written: Leads has no such writable field",
			'Correct the field under Default Values',
		],
	])('that cannot be written stop the import: %j', async (values, message, description) => {
		expect(await failureOf(run(leadImport(option(defaults(values))), [lead({})]))).toEqual({
			message,
			description,
		});
		nothingWasSent();
	});

	it('of the Find By field bind the rows that get them, so that they come one after the other', async () => {
		const items = [
			lead({ Last_Name: 'A', Email: '' }),
			lead({ Last_Name: 'B', Email: 'b@brightwell.test' }),
			lead({ Last_Name: 'C', Email: null }),
		];
		const { json } = await run(
			leadImport({
				...option(defaults({ Email: 'info@brightwell.test' })),
				importOperation: 'upsert',
				findBy: 'Email',
			}),
			items,
		);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED', 'UPDATED']);
		expect(jobOrders(emulator)).toHaveLength(2);
		expect(storedValues(emulator, 'Leads', json[0].id, ['Last_Name', 'Email'])).toEqual({
			Last_Name: 'C',
			Email: 'info@brightwell.test',
		});
		expect(emulator.store.count('Leads')).toBe(2);
	});
});

describe('Bulk Write > Import into a layout', () => {
	const FAIR = '4150868000000091057';

	it.each(['bulk', 'records'])('gives new records the layout (%s)', async (route) => {
		const found = await importAndRead([lead({ Phone: '+1 555 0100' })], { ...option({ layout: FAIR }), route }, [
			'Layout',
			'Phone',
		]);
		expect(found).toEqual([[{ name: 'Fair', id: FAIR }, '+1 555 0100']]);
	});

	it.each(['insert', 'upsert'])(
		'stops before anything is sent where the rows lack a field that the layout asks for (%s)',
		async (importOperation) => {
			const running = run(
				leadImport({
					...option({ layout: FAIR }),
					importOperation,
					findBy: 'Email',
				}),
				[lead({ Email: 'a@brightwell.test' })],
			);
			expect(await failureOf(running)).toEqual({
				message: 'The layout requires "Phone" in every record, and no input row has it',
				description: 'Add the field to the rows before this node, give it a default value, or choose another layout',
			});
			nothingWasSent();
		},
	);

	it('takes a default value for a field that the layout asks for', async () => {
		const found = await importAndRead([lead({})], option({ layout: FAIR, ...defaults({ Phone: '000' }) }), [
			'Layout',
			'Phone',
		]);
		expect(found).toEqual([[{ name: 'Fair', id: FAIR }, '000']]);
	});

	it('asks for no field of the layout where none was chosen, or where records are only changed', async () => {
		const id = emulator.add('Leads', { ...LEAD });
		expect(await importAndRead([lead({})], BULK, ['Layout'])).toEqual([
			[{ name: 'Standard', id: '4150868000000091055' }],
		]);
		expect(
			await importAndRead(
				[{ id, First_Name: 'Chioma', Phone: '1' }],
				{ ...option({ layout: FAIR }), importOperation: 'update', findBy: 'id' },
				['First_Name', 'Layout'],
			),
		).toEqual([['Chioma', { name: 'Fair', id: FAIR }]]);
		expect(
			await importAndRead(
				[{ id, First_Name: 'Ada' }],
				{ ...option({ layout: FAIR }), importOperation: 'update', findBy: 'id' },
				['First_Name'],
			),
		).toEqual([['Ada']]);
	});

	it('names a layout that the module does not have', async () => {
		expect(await failureOf(run(leadImport(option({ layout: '4150868000000000001' })), [lead({})]))).toEqual({
			message: 'Leads has no layout with the ID 4150868000000000001',
			description: 'Choose Expert: Layout Name or ID from the list',
		});
	});

	it('offers the layouts of the module', async () => {
		const form = {
			node: new ZohoCrmBulk(),
			parameters: { resource: 'bulkWrite', operation: 'import', module: 'Leads' },
			credential: connectedCredential(emulator),
		};
		expect(await askForm(form, getLayouts)).toEqual([
			{ name: 'Default Layout', value: '' },
			{ name: 'Fair', value: FAIR },
			{ name: 'Standard', value: '4150868000000091055' },
		]);
	});
});

describe('Bulk Write > Import, look-ups and users', () => {
	const BRUNO = { name: 'Bruno Costa', id: '4150868000000225021', email: 'bruno.costa@brightwell.test' };
	const CHIOMA = { name: 'Chioma Okafor', id: '4150868000000225029', email: 'chioma.okafor@brightwell.test' };
	const seedAccount = (): { readonly name: string; readonly id: string } => ({
		name: 'Brightwell',
		id: emulator.add('Accounts', { Account_Name: 'Brightwell', Customer_No: 'C-7' }),
	});

	it('finds records by id, in texts and in objects as other steps give them', async () => {
		const account = seedAccount();
		const items = [account.id, ` ${account.id} `, { id: account.id }, { ...account }, ''].map((Referring_Account) =>
			lead({ Referring_Account }),
		);
		expect(await importAndRead(items, BULK, ['Referring_Account'])).toEqual([
			[account],
			[account],
			[account],
			[account],
			[null],
		]);
	});

	it.each<[string, string, INodeParameters, string]>([
		['a dotted key', 'Referring_Account.Account_Name', {}, 'brightwell'],
		['a dotted key and a unique field', 'Referring_Account.Customer_No', {}, 'C-7'],
		['the option', 'Referring_Account', lookUps({ Referring_Account: 'Account_Name' }), 'Brightwell'],
	])('finds records by another field: %s', async (_, key, options, value) => {
		const account = seedAccount();
		const found = await importAndRead(
			[lead({ [key]: value }), lead({ [key]: 'Nobody' }), lead({ [key]: null })],
			option(options),
			['Referring_Account'],
		);
		expect(found).toEqual([[account], refused('INVALID_DATA', 'Referring_Account'), [null]]);
	});

	it('refuses a name where IDs are expected, before anything is sent, and says what to do', async () => {
		const account = seedAccount();
		const { json } = await run(leadImport(BULK), [
			lead({ Referring_Account: account.id }),
			lead({ Referring_Account: 'Brightwell' }),
		]);
		expect(json.map(({ status, errors }) => [status, errors])).toEqual([
			['ADDED', []],
			['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Referring_Account'] }]],
		]);
		expect(json[1].reason).toBe(
			'Referring Account "Brightwell" is not an ID: set Lookup Fields, or name the field of the other record in the column, as in Account_Name.Account_Name',
		);
	});

	it('refuses an id that lost digits as a number', async () => {
		const found = await importAndRead([lead({ Referring_Account: 4150868000007000001 })], BULK, ['Referring_Account']);
		expect(found).toEqual([refused('INVALID_DATA', 'Referring_Account')]);
	});

	it.each<[string, string, INodeParameters, unknown[]]>([
		['ids', 'Owner', {}, [BRUNO.id, { ...CHIOMA }]],
		['a dotted key of ids', 'Owner.id', {}, [BRUNO.id, CHIOMA.id]],
		['e-mail addresses, as the first value tells', 'Owner', {}, [BRUNO.email, CHIOMA.email.toUpperCase()]],
		['a dotted key of e-mail addresses', 'Owner.email', {}, [BRUNO.email, { ...CHIOMA }]],
		['the option', 'Owner', lookUps({ Owner: 'email' }), [BRUNO.email, { email: CHIOMA.email }]],
	])('sets owners by %s', async (_, key, options, [bruno, chioma]) => {
		const found = await importAndRead(
			[lead({ [key]: bruno as string }), lead({ [key]: chioma as string })],
			option(options),
			['Owner'],
		);
		expect(found).toEqual([[BRUNO], [CHIOMA]]);
	});

	it('gives rows without an owner the default one by e-mail address, also where no row has any', async () => {
		const options = option(defaults({ Owner: BRUNO.email }));
		expect(
			await importAndRead([lead({ Owner: '' }), lead({ Owner: null }), lead({ Owner: CHIOMA.email })], options, [
				'Owner',
			]),
		).toEqual([[BRUNO], [BRUNO], [CHIOMA]]);
		expect(await importAndRead([lead({ Owner: '' }), lead({})], options, ['Owner'])).toEqual([[BRUNO], [BRUNO]]);
	});

	it('answers owners that cannot be set with the field: unknown, deactivated, deleted, and no address at all', async () => {
		const items = ['nobody@brightwell.test', 'erik.sand@brightwell.test', 'goro.ito@brightwell.test', 'Bruno'].map(
			(Owner) => lead({ Owner }),
		);
		const found = await importAndRead(items, BULK, ['Owner']);
		expect(found).toEqual(items.map(() => refused('INVALID_DATA', 'Owner')));
		expect(emulator.store.count('Leads')).toBe(0);
	});
});

describe('Bulk Write > Import, dates, numbers and pick lists', () => {
	it.each<[string, string, string[]]>([
		['dayFirst', '2026-04-03', ['03/04/2026', '3.4.2026', '03-04-2026', '2026-04-03']],
		['monthFirst', '2026-03-04', ['03/04/2026', '3.4.2026', '03-04-2026', '2026-03-04']],
	])('reads dates in the order that was chosen: %s', async (dateOrder, expected, texts) => {
		emulator.switches.acceptsIsoDates = false;
		expect(
			await importAndRead(
				texts.map((Visit_Date) => lead({ Visit_Date })),
				option({ dateOrder }),
				['Visit_Date'],
			),
		).toEqual(texts.map(() => [expected]));
	});

	it('stops at a date that the chosen order makes impossible, and at an unclear one where none was chosen', async () => {
		expect(
			await failureOf(
				run(leadImport(option({ dateOrder: 'dayFirst' })), [
					lead({ Visit_Date: '31/12/2026' }),
					lead({ Visit_Date: '12/31/2026' }),
				]),
			),
		).toMatchObject({
			message: 'Column "Visit_Date", row 2: "12/31/2026" does not fit the option Date Order. Nothing was sent',
			description: 'Set Date Order under Options as the column is written, or correct the row',
		});
		const { message, description } = await failureOf(
			run(leadImport(BULK), [lead({ Visit_Date: '2026-01-01' }), lead({ Visit_Date: '01/02/2026' })]),
		);
		expect(message).toMatch(/^Column "Visit_Date", row 2: .*order of day and month.*Nothing was sent$/);
		expect(description).toMatch(/^Set Date Order under Options/);
		nothingWasSent();
	});

	it('reads a column as its other values show', async () => {
		expect(
			await importAndRead(
				[
					lead({ Visit_Date: '03/04/2026', Annual_Revenue: '12.500' }),
					lead({ Visit_Date: '13/04/2026', Annual_Revenue: '€ 0,5' }),
				],
				BULK,
				['Visit_Date', 'Annual_Revenue'],
			),
		).toEqual([
			['2026-04-03', 12500],
			['2026-04-13', 0.5],
		]);
	});

	it.each<[string, INodeParameters, string | undefined, string]>([
		['of the workflow', {}, 'America/New_York', '2026-07-01T14:00:00.000Z'],
		[
			'of the option, before that of the workflow',
			{ timeZone: 'Asia/Kolkata' },
			'America/New_York',
			'2026-07-01T04:30:00.000Z',
		],
	])('reads datetimes without offset in the zone %s', async (_, options, timeZone, expected) => {
		const texts = ['2026-07-01T10:00:00', '2026-07-01 10:00', '2026-07-01T10:00:00.999'];
		const found = await importAndRead(
			[...texts, '2026-07-01T10:00:00Z', '2026-07-01T10:00:00-0300'].map((Next_Call) => lead({ Next_Call })),
			option(options),
			['Next_Call'],
			{ timeZone },
		);
		expect(moments(found)).toEqual([
			expected,
			expected,
			expected,
			'2026-07-01T10:00:00.000Z',
			'2026-07-01T13:00:00.000Z',
		]);
	});

	it('reads datetimes on both sides of a clock change', async () => {
		const found = await importAndRead(
			['2026-03-29T01:30:00', '2026-03-29T03:30:00', '2026-10-25T12:00:00'].map((Next_Call) => lead({ Next_Call })),
			BULK,
			['Next_Call'],
			{ timeZone: 'Europe/Berlin' },
		);
		expect(moments(found)).toEqual([
			'2026-03-29T00:30:00.000Z',
			'2026-03-29T01:30:00.000Z',
			'2026-10-25T11:00:00.000Z',
		]);
	});

	it('names a time zone that does not exist', async () => {
		expect(await failureOf(run(leadImport(option({ timeZone: 'Berlin' })), [lead({})]))).toEqual({
			message: 'There is no time zone "Berlin"',
			description: 'Write it as Continent/City, such as Europe/Berlin',
		});
	});

	it.each<[string, INodeParameters, unknown[], unknown[]]>([
		[
			'a comma',
			{ decimalSeparator: 'comma' },
			['1.234,56', '-1,5', '1.234', ',5', 12.5],
			[1234.56, -1.5, 1234, 0.5, 12.5],
		],
		[
			'a point',
			{ decimalSeparator: 'point' },
			['1,234.56', '1,234', '+.5', '1234', 1e-7],
			[1234.56, 1234, 0.5, 1234, 1e-7],
		],
		[
			'a point, where no comma is unclear',
			{},
			['1,234.56', '1,234,567', '-.25', 3, '0.1'],
			[1234.56, 1_234_567, -0.25, 3, 0.1],
		],
	])('reads decimals with %s', async (_, options, values, expected) => {
		expect(
			await importAndRead(
				values.map((Score) => lead({ Score: Score as string })),
				option(options),
				['Score'],
			),
		).toEqual(expected.map((value) => [value]));
	});

	it('stops at a comma that could be either', async () => {
		const { message } = await failureOf(run(leadImport(BULK), [lead({ Score: '1,234' })]));
		expect(message).toMatch(/^Column "Score", row 1: "1,234" is a number whose point or comma .*Nothing was sent$/);
		nothingWasSent();
	});

	it('takes multi-selects as lists and as texts, and refuses entries that no file can hold', async () => {
		const values: unknown[] = [
			['Support', 'Training'],
			'Support;Training',
			' Support ; Training ;',
			'Support',
			[],
			'',
			null,
			['Support; Training'],
			[{ a: 1 }],
			['Support', 'Knitting'],
		];
		const both = [['Support', 'Training']];
		const none = refused('INVALID_DATA', 'Interests');
		expect(
			await importAndRead(
				values.map((Interests) => lead({ Interests: Interests as string })),
				BULK,
				['Interests'],
			),
		).toEqual([both, both, both, [['Support']], [null], [null], [null], none, none, none]);
	});

	it('takes booleans as values and as words, and nothing else', async () => {
		const values: unknown[] = [true, false, 'TRUE', ' false ', '', null, 'yes', 1, 'perhaps', 2];
		const none = refused('INVALID_DATA', 'Newsletter');
		expect(
			await importAndRead(
				values.map((Newsletter) => lead({ Newsletter: Newsletter as boolean })),
				BULK,
				['Newsletter'],
			),
		).toEqual([[true], [false], [true], [false], [null], [null], [true], [true], none, none]);
	});

	it('refuses rows with unknown pick list values, one by one, and Zoho adds none to its lists', async () => {
		const before = structuredClone(emulator.state.schema.field('Leads', 'Lead_Source')?.pickList);
		const found = await importAndRead(
			[
				lead({ Lead_Source: 'Pigeon' }),
				lead({ Lead_Source: 'Partner', Interests: ['Knitting'] }),
				lead({ Lead_Source: 'Chat' }),
			],
			BULK,
			['Lead_Source'],
		);
		expect(found).toEqual([refused('INVALID_DATA', 'Lead_Source'), refused('INVALID_DATA', 'Interests'), ['Chat']]);
		expect(emulator.state.schema.field('Leads', 'Lead_Source')?.pickList).toEqual(before);
	});

	it('lets Zoho add unknown values to its lists when that is allowed', async () => {
		const found = await importAndRead(
			[lead({ Lead_Source: 'Pigeon', Interests: ['Knitting', 'Support'] })],
			option({ newPickListValues: 'allow' }),
			['Lead_Source', 'Interests'],
		);
		expect(found).toEqual([['Pigeon', ['Knitting', 'Support']]]);
		expect(emulator.state.schema.field('Leads', 'Lead_Source')?.pickList?.at(-1)).toBe('Pigeon');
		expect(emulator.state.schema.field('Leads', 'Interests')?.pickList?.at(-1)).toBe('Knitting');
		expect(await importAndRead([lead({ Lead_Source: 'Pigeon' })], BULK, ['Lead_Source'])).toEqual([['Pigeon']]);
	});
});

describe('Bulk Write > Import of values that are not what they seem', () => {
	it.each(['bulk', 'records'])(
		'refuses record IDs and long numbers that have lost digits, and changes no other record (%s)',
		async (route) => {
			const ids = Array.from({ length: 600 }, (_, number) =>
				emulator.add('Leads', { ...LEAD, Last_Name: `Before ${number}` }),
			);
			const other = String(ids.find((id) => String(Number(id)) === id));
			const wanted = String(ids.find((id) => id !== other && Number(id) === Number(other)));
			const { json } = await run(leadImport({ importOperation: 'update', findBy: 'id', route }), [
				{ id: Number(wanted), Last_Name: 'After' },
				{ id: ids[0], Last_Name: 'After 0' },
			]);
			expect(json.map(({ status, errors, id }) => [status, errors, id])).toEqual([
				['SKIPPED', [{ code: 'INVALID_DATA', fields: ['id'] }], null],
				['UPDATED', [], ids[0]],
			]);
			expect(json[0].reason).toMatch(
				/^Record ID "\d+" is a number that has lost digits: pass IDs and long numbers as text$/,
			);
			expect(ids.map((id) => emulator.store.get('Leads', id)?.Last_Name)).toEqual(
				ids.map((_, number) => (number === 0 ? 'After 0' : `Before ${number}`)),
			);
			const accounts = await run(leadImport({ module: 'Accounts', route }), [
				{ Account_Name: 'A', Account_Number: 123456789012345678 },
				{ Account_Name: 'B', Account_Number: '123456789012345678' },
			]);
			expect(
				accounts.json.map(({ id, errors }) =>
					id === null ? errors : storedValues(emulator, 'Accounts', id, ['Account_Number']),
				),
			).toEqual([[{ code: 'INVALID_DATA', fields: ['Account_Number'] }], { Account_Number: '123456789012345678' }]);
		},
	);

	it.each(['bulk', 'records'])(
		'takes half an emoji for a character that cannot be read, and finds its row (%s)',
		async (route) => {
			const items = [
				lead({ Last_Name: 'Smile \ud83d', Interests: 'Support' }),
				lead({ Last_Name: 'Smile \ud83d\ude00', Work_History: [{ Employer: 'Cut \ude00' }] }),
			];
			const { json } = await run(leadImport({ route }), items);
			expect(
				json.map(({ status, match, id }) => [status, match, storedValues(emulator, 'Leads', id, ['Last_Name'])]),
			).toEqual(['Smile \ufffd', 'Smile \ud83d\ude00'].map((name) => ['ADDED', 'key', { Last_Name: name }]));
			expect([...emulator.store.all('Work_History')].map(({ Employer }) => Employer)).toEqual(['Cut \ufffd']);
		},
	);

	it.each(['bulk', 'records'])(
		'takes numbers in different forms for one value of Find By, and the last row wins (%s)',
		async (route) => {
			emulator.switches.sameKeyTwice = 'inserts both';
			Object.assign(emulator.state.schema.field('Accounts', 'Employees') as object, {
				unique: { caseSensitive: false },
			});
			const items = ['00123', 7, 123, ' 7 ', '123.0'].map((employees, row): IDataObject => ({
				Account_Name: `Account ${row}`,
				Employees: employees,
			}));
			const { json } = await run(
				leadImport({
					module: 'Accounts',
					importOperation: 'upsert',
					findBy: 'Employees',
					route,
				}),
				items,
			);
			expect(json.map(({ status, errors }) => [status, errors])).toEqual(
				['ADDED', 'ADDED', 'UPDATED', 'UPDATED', 'UPDATED'].map((status) => [status, []]),
			);
			expect(
				[...emulator.store.all('Accounts')].map(({ id, Account_Name, Employees }) => [id, Account_Name, Employees]),
			).toEqual([
				[json[0].id, 'Account 4', 123],
				[json[1].id, 'Account 3', 7],
			]);
			expect([json[2].id, json[4].id, json[3].id]).toEqual([json[0].id, json[0].id, json[1].id]);
		},
	);

	it('does so in files too', async () => {
		emulator.switches.sameKeyTwice = 'inserts both';
		Object.assign(emulator.state.schema.field('Accounts', 'Employees') as object, { unique: { caseSensitive: false } });
		const csv = 'Account_Name,Employees\r\nFirst,00123\r\nOther,7\r\nLast,123.0\r\n';
		const files = [
			{ data: { data: Buffer.from(csv).toString('base64'), mimeType: 'text/csv', fileName: 'accounts.csv' } },
		];
		const { json } = await run(
			leadImport({
				...BULK,
				inputSource: 'file',
				output: 'all',
				module: 'Accounts',
				importOperation: 'upsert',
				findBy: 'Employees',
			}),
			[{}],
			{ files },
		);
		expect(json.map(({ status, errors }) => [status, errors])).toEqual([
			['ADDED', []],
			['ADDED', []],
			['UPDATED', []],
		]);
		expect(
			[...emulator.store.all('Accounts')].map(({ id, Account_Name, Employees }) => [id, Account_Name, Employees]),
		).toEqual([
			[json[2].id, 'Last', 123],
			[json[1].id, 'Other', 7],
		]);
	});

	it.each(['bulk', 'records'])('writes amounts of 16 digits (%s)', async (route) => {
		expect(
			await importAndRead([lead({ Annual_Revenue: 1e15 }), lead({ Annual_Revenue: '-1234567890123456' })], { route }, [
				'Annual_Revenue',
			]),
		).toEqual([[1e15], [-1234567890123456]]);
	});

	it('finds records by id where Zoho gives values back in another form', async () => {
		emulator.switches.resultValues = 'normalised';
		const ids = Array.from({ length: 4 }, () => emulator.add('Leads', LEAD));
		const { json } = await run(
			leadImport({ ...BULK, importOperation: 'update', findBy: 'id' }),
			ids.map((id) => ({ id, City: 'Rome ' })),
		);
		expect(json.map(({ status, match, id }) => [status, match, id])).toEqual(ids.map((id) => ['UPDATED', 'key', id]));
	});

	it.each(['bulk', 'records'])(
		'answers a row with every code and field that Zoho refuses it for (%s)',
		async (route) => {
			emulator.switches.severalRefusals = 'all';
			emulator.add('Leads', { ...LEAD, Ext_Ref: 'Taken' });
			const { json } = await run(leadImport({ route }), [
				lead({ City: 'x', Email: REFUSED_EMAIL, Ext_Ref: 'taken' }),
				lead({}),
			]);
			const [{ status, errors, next }, written] = json;
			expect([status, errors, next]).toEqual([
				'SKIPPED',
				expect.arrayContaining([
					{ code: 'INVALID_DATA', fields: ['Email'] },
					{ code: 'DUPLICATE_DATA', fields: ['Ext_Ref'] },
				]),
				expect.not.stringContaining('Look up'),
			]);
			expect(written.status).toBe('ADDED');
		},
	);
});

describe('Bulk Write > Import with a Row Key Field', () => {
	const KEY = option({ rowIdentifierField: 'Ext_Ref' });

	it.each(['bulk', 'records'])('fills the field with import id and row number (%s)', async (route) => {
		const items = [lead({ Last_Name: 'A' }), lead({ Last_Name: 'B' })];
		const result = await run(leadImport({ ...KEY, route }), items);
		const { importId } = result.json[0];
		expect(result.json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Ext_Ref', 'Last_Name']))).toEqual([
			{ Ext_Ref: `${importId}-1`, Last_Name: 'A' },
			{ Ext_Ref: `${importId}-2`, Last_Name: 'B' },
		]);
	});

	it('makes the join exact among rows that are otherwise alike, even when they come back shuffled', async () => {
		emulator.switches.resultRowOrder = 'shuffled';
		const items = Array.from({ length: 30 }, (_, index) =>
			lead({ Phone: '1', Email: index === 7 ? REFUSED_EMAIL : 'same@brightwell.test' }),
		);
		const { json } = await run(leadImport(KEY), items);
		expect(json.map(({ match }) => match)).toEqual(items.map(() => 'key'));
		expect(json.map(({ status }) => status)).toEqual(items.map((_, index) => (index === 7 ? 'SKIPPED' : 'ADDED')));
		const keys = json.map(({ id }, index) =>
			index === 7 ? null : String(storedValues(emulator, 'Leads', id, ['Ext_Ref'])?.Ext_Ref).split('-')[1],
		);
		expect(keys).toEqual(items.map((_, index) => (index === 7 ? null : String(index + 1))));
	});

	it('without it, the same rows are not told apart, and none is given the id of another', async () => {
		emulator.switches.resultRowOrder = 'shuffled';
		const { json } = await run(
			leadImport(BULK),
			Array.from({ length: 30 }, () => lead({})),
		);
		expect(json.map(({ status, id, match }) => ({ status, id, match }))).toEqual(
			json.map(() => ({ status: 'ADDED', id: null, match: 'ambiguous' })),
		);
	});

	it('is mapped first, before Find By', async () => {
		await run(
			leadImport({
				...KEY,
				importOperation: 'upsert',
				findBy: 'Email',
			}),
			[lead({ Email: 'a@brightwell.test' })],
		);
		expect(sentMappings(jobOrders(emulator)[0])[0].slice(0, 2)).toEqual([
			{ api_name: 'Ext_Ref', index: 0 },
			{ api_name: 'Email', index: 1 },
		]);
	});

	const advice =
		'Correct the Row Key Field: enter the API name of a text field that you added to the module in Zoho CRM for this purpose';
	it.each([
		['Import_Key', 'Leads has no field with the API name "Import_Key" (Row Key Field)', advice],
		['Score', 'The Row Key Field Score is not a writable text field', advice],
		['Full_Name', 'The Row Key Field Full_Name is not a writable text field', advice],
		['Fax', 'The Row Key Field Fax holds 30 characters, but a key needs up to 40', advice],
		[
			'Company',
			'The import fills the Row Key Field Company itself, but the input has values for it',
			'Remove them from the input, or choose another Row Key Field',
		],
	])('names what is wrong with it, before anything is sent: %s', async (rowIdentifierField, message, description) => {
		expect(await failureOf(run(leadImport(option({ rowIdentifierField })), [lead({})]))).toEqual({
			message,
			description,
		});
		nothingWasSent();
	});
});

describe('Bulk Write > Import of wide rows', () => {
	/** A custom module with 210 text fields. */
	function addWideModule(): void {
		const fields = [
			field('Name', 'text', { systemMandatory: true }),
			customField('Row_Key', 'text'),
			customField('Rooms', 'subform', { subformModule: 'Rooms' }),
			...Array.from({ length: 210 }, (_, number) => customField(`F${number}`, 'text')),
		];
		const venues = emulator.state.schema.module('Venues');
		if (venues === undefined) throw new RangeError('The emulator has no venues');
		emulator.state.schema.add({
			...venues,
			id: fixtureId(390_001),
			apiName: 'Wide',
			systemDuplicateField: 'Name',
			layouts: [],
			fields: fields.map((sketch, index) => ({ ...sketch, id: fixtureId(390_101 + index) })),
		});
	}
	const wideRow = (count: number): IDataObject => ({
		Name: 'A',
		...Object.fromEntries(Array.from({ length: count - 1 }, (_, number) => [`F${number}`, `v${number}`])),
	});
	const wide = (options: INodeParameters = {}): INodeParameters => option(options, { module: 'Wide' });

	it('takes 200 columns', async () => {
		addWideModule();
		const { json } = await run(leadImport(wide()), [wideRow(200)]);
		expect(storedValues(emulator, 'Wide', json[0].id, Object.keys(wideRow(200)))).toEqual(wideRow(200));
	});

	it.each<[string, IDataObject, INodeParameters, number]>([
		['columns', wideRow(201), {}, 201],
		['a Row Key Field and columns', wideRow(200), { rowIdentifierField: 'Row_Key' }, 201],
		['a default value and columns', wideRow(200), defaults({ F209: 'x' }), 201],
		['columns and one that joins child rows', { ...wideRow(200), Rooms: [{ Room_Name: 'R' }] }, {}, 201],
	])('stops before anything is sent at one more: %s', async (_, row, options, count) => {
		addWideModule();
		expect(await failureOf(run(leadImport(wide(options)), [row]))).toEqual({
			message: `The import has ${count} columns. A bulk write job accepts 200`,
			description: 'Remove columns before this node, or import them in two runs, the second as Update',
		});
		nothingWasSent();
	});
});

describe('Bulk Write > Import, mapped by hand', () => {
	const columns = (value: INodeParameters): INodeParameters => ({
		...BULK,
		columns: { mappingMode: 'defineBelow', value },
	});
	const items = [
		{ name: 'Okafor', mail: 'OKAFOR@brightwell.test', deep: { city: 'Lagos' } },
		{ name: 'Ito', mail: 'ito@brightwell.test', deep: {} },
	];

	it('takes constants, keys and expressions, and tells what the expressions cost', async () => {
		const mapped = columns({
			Last_Name: '={{ $json.name }}',
			Company: 'Brightwell',
			Email: '={{ $json.mail.toLowerCase() }}',
			City: '={{ $json.deep.city }}',
			Description: '={{ "row " + $itemIndex }}',
			Newsletter: true,
			Score: 2.5,
		});
		const result = await run(leadImport(mapped), items);
		expect(
			result.json.map(({ id }) =>
				storedValues(emulator, 'Leads', id, [
					'Last_Name',
					'Company',
					'Email',
					'City',
					'Description',
					'Newsletter',
					'Score',
				]),
			),
		).toEqual([
			{
				Last_Name: 'Okafor',
				Company: 'Brightwell',
				Email: 'okafor@brightwell.test',
				City: 'Lagos',
				Description: 'row 0',
				Newsletter: true,
				Score: 2.5,
			},
			{
				Last_Name: 'Ito',
				Company: 'Brightwell',
				Email: 'ito@brightwell.test',
				City: null,
				Description: 'row 1',
				Newsletter: true,
				Score: 2.5,
			},
		]);
		expect(hintsOf(result)[1]).toBe(
			'Columns are mapped by hand with expressions: n8n evaluated 4 of them, at about half a millisecond each. Automatic mapping of keys that are named like fields takes no such time',
		);
	});

	it('evaluates nothing, and says nothing of it, where columns are keys and constants', async () => {
		const result = await run(
			leadImport(columns({ Last_Name: '={{ $json.name }}', Company: 'Brightwell', Email: "={{ $json['mail'] }}" })),
			items,
		);
		expect(result.json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
		expect(hintsOf(result)).toHaveLength(1);
	});

	it('takes child rows from a key', async () => {
		const { json } = await run(
			leadImport(columns({ Last_Name: '={{ $json.name }}', Company: 'X', Work_History: '={{ $json.jobs }}' })),
			[{ name: 'Okafor', jobs: [{ Employer: 'A' }, { Employer: 'B' }] }],
		);
		expect(
			[...emulator.store.all('Work_History')].map(({ Employer, Parent_Id }) => [
				Employer,
				(Parent_Id as IDataObject).id,
			]),
		).toEqual([
			['A', json[0].id],
			['B', json[0].id],
		]);
	});

	const form = (importOperation: string, module = 'Leads') => ({
		node: new ZohoCrmBulk(),
		parameters: { resource: 'bulkWrite', operation: 'import', module, importOperation },
		credential: connectedCredential(emulator),
	});

	it('offers the live fields that an import can fill: custom ones, pick lists with their values, nothing that only Zoho writes', async () => {
		const { fields } = await askForm(form('insert'), getImportColumns);
		const importable =
			emulator.state.schema
				.module('Leads')
				?.fields.filter(({ creatable, dataType }) => creatable && dataType !== 'autonumber') ?? [];
		expect(fields.map(({ id }) => id)).toEqual(importable.map(({ apiName }) => apiName));
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['Last_Name', 'Company']);
		const byId = new Map(fields.map((entry) => [entry.id, entry]));
		expect(byId.get('Lead_Source')).toMatchObject({
			type: 'options',
			options: expect.arrayContaining([{ name: 'Partner', value: 'Partner' }]),
		});
		expect(byId.get('Owner')).toMatchObject({ displayName: 'Lead Owner (ID, Email or Full Name)', type: 'string' });
		expect(byId.get('Referring_Account')).toMatchObject({ displayName: 'Referring Account (ID)', type: 'string' });
		expect(
			['Visit_Date', 'Newsletter', 'Score', 'Interests', 'Work_History', 'Venues'].map((id) => byId.get(id)?.type),
		).toEqual(['dateTime', 'boolean', 'number', 'string', 'array', 'array']);
		expect([byId.has('Created_Time'), byId.has('Full_Name'), byId.has('id')]).toEqual([false, false, false]);
	});

	it.each(['update', 'upsert'])('offers the record id, and asks for no field, to %s', async (importOperation) => {
		const { fields } = await askForm(form(importOperation), getImportColumns);
		expect(fields[0]).toMatchObject({ id: 'id', displayName: 'Record ID', required: false });
		expect(fields.filter(({ required }) => required)).toEqual([]);
	});

	it('offers the fields of custom modules, without their auto-number', async () => {
		const { fields } = await askForm(form('insert', 'Venues'), getImportColumns);
		expect(fields.map(({ id }) => id)).toEqual([
			'Name',
			'Email',
			'Owner',
			'Layout',
			'Tag',
			'Venue_Code',
			'Seats',
			'Opened_On',
			'Site_Owner',
			'Region',
			'Rooms',
			'Hosts',
		]);
	});
});

describe('Bulk Write > Import, dry run', () => {
	it('sends nothing, reads only metadata, and tells plan, cost and mapping', async () => {
		const items = [
			lead({
				'Owner.email': 'bruno.costa@brightwell.test',
				Visit_Date: '2026-01-01',
				Colour: 'red',
				Work_History: [{ Employer: 'A', From_Date: '2026-01-01' }],
			}),
			lead({ Visit_Date: 'soon' }),
		];
		const parameters = option(
			{
				dryRun: true,
				ignoreUnknownColumns: true,
				rowIdentifierField: 'Ext_Ref',
				...defaults({ Lead_Source: 'Partner' }),
			},
			{ route: 'auto' },
		);
		const result = await run(leadImport(parameters), items);
		expect(
			result.json.map(({ status, reason, retrySafe, row, job, errors }) => ({
				status,
				reason,
				retrySafe,
				row,
				job,
				errors,
			})),
		).toEqual([
			{
				status: 'READY',
				reason: undefined,
				retrySafe: true,
				row: 1,
				job: null,
				errors: [],
			},
			{
				status: 'SKIPPED',
				reason: expect.stringMatching(/^Visit Date ".*" is not a date/),
				retrySafe: true,
				row: 2,
				job: null,
				errors: [{ code: 'INVALID_DATA', fields: ['Visit_Date'] }],
			},
		]);
		expect(hintsOf(result)).toEqual([
			expect.stringMatching(
				/^CHECK ONLY: nothing was sent\. 2 rows: 1 ready, 1 would fail \(row 2: Visit Date ".*" is not a date.*\)\. The import would use about 507 Zoho API credits, in 1 job\. Jobs are needed because rows have child rows\. Automations of Zoho CRM may run for every row of a job\./,
			),
			'1 row costs about 507 API credits as a job, because rows have child rows. Through the Records API, as many rows would cost about 1',
		]);
		const [summary] = (await run(leadImport({ ...parameters, output: 'summary' }), items)).json;
		const line = (column: string | null, name: string | null, more: IDataObject = {}): IDataObject => ({
			column,
			field: name,
			findBy: null,
			format: null,
			defaultValue: null,
			...more,
		});
		expect(summary).toMatchObject({
			rows: 2,
			ready: 1,
			unprocessed: 0,
			skipped: 1,
			added: 0,
			jobs: [],
			expected: { jobs: 1, recordRows: 0, recordRequests: 0, credits: 507 },
		});
		expect(summary.mapping).toEqual([
			line('Last_Name', 'Last_Name'),
			line('Company', 'Company'),
			line('Owner.email', 'Owner', { findBy: 'id' }),
			line('Visit_Date', 'Visit_Date', { format: 'yyyy-MM-dd' }),
			line(null, 'Lead_Source', { defaultValue: 'Partner' }),
			line('Work_History', 'Work_History'),
			line('Work_History.Employer', 'Work_History.Employer'),
			line('Work_History.From_Date', 'Work_History.From_Date', { format: 'yyyy-MM-dd' }),
			line('Colour', null),
		]);
		expect(new Set(emulator.requests.all().map(({ method, path }) => `${method} ${path}`))).toEqual(
			new Set(['GET /crm/v8/settings/fields', 'GET /crm/v8/users']),
		);
		expect(emulator.store.count('Leads')).toBe(0);
	});

	it('names the requests of the records API', async () => {
		const result = await run(
			leadImport({ options: { dryRun: true } }),
			Array.from({ length: 150 }, () => lead({})),
		);
		expect(hintsOf(result)[0]).toContain(
			'The import would use about 15 Zoho API credits, in 2 requests to the Records API',
		);
		nothingWasSent();
	});
});

describe('Bulk Write > Import within a number of credits', () => {
	const rows = (count: number): IDataObject[] =>
		Array.from({ length: count }, (_, number) => lead({ Ext_Ref: `REF-${number}` }));

	it.each<[string, INodeParameters, number, number, number]>([
		['jobs', BULK, 10, 400, 508],
		['the records API', { route: 'records' }, 1_000, 99, 101],
	])('stops before anything is sent, naming both numbers: %s', async (_, parameters, count, maxCredits, expected) => {
		expect(await failureOf(run(leadImport({ ...parameters, options: { maxCredits } }), rows(count)))).toEqual({
			message: `The import would use about ${expected} API credits (estimated), and Max Credits allows ${maxCredits}. Nothing was sent`,
			description: 'Raise Max Credits, or import fewer rows',
		});
		nothingWasSent();
	});

	it('asks for a job no more often than the credits allow: its rows stay PENDING', async () => {
		emulator.jobs.plan({ end: 'never' });
		const { json } = await run(leadImport({ ...BULK, options: { maxCredits: 508 } }), rows(2));
		expect(json.map(({ status, next }) => ({ status, next }))).toEqual(
			json.map(({ job }) => ({
				status: 'PENDING',
				next: `The 508 credits that Max Credits allows are used up. The job is still running in Zoho CRM. Do not import the row again. Run Resume Import later, with the import ID or with job ${String(job)}`,
			})),
		);
		expect(emulator.credits.spent()).toBe(508);
	});

	it('starts no further job when asking for the first took what it needs: those rows stay unsent', async () => {
		emulator.jobs.plan({ ticks: 2_000 });
		const { json } = await run(
			leadImport({
				...BULK,
				options: { maxCredits: 1_020, jobsAtOnce: 1 },
			}),
			rows(25_003),
		);
		expect(json.slice(0, 25_000).every(({ status }) => status === 'ADDED')).toBe(true);
		const next =
			'Another job would exceed the 1020 credits that Max Credits allows. Raise Max Credits, then import the row again';
		expect(json.slice(25_000).map(({ status, next: told, retrySafe }) => ({ status, next: told, retrySafe }))).toEqual(
			Array.from({ length: 3 }, () => ({ status: 'UNPROCESSED', next, retrySafe: true })),
		);
		expect(jobOrders(emulator)).toHaveLength(1);
	});

	it('leaves the rest unsent when the credits of the last 24 hours run out, and spends nothing more', async () => {
		emulator.switches.creditLimit = 25;
		const { json } = await run(leadImport({ route: 'records', options: { requestsAtOnce: 1 } }), rows(500));
		expect(json.slice(0, 200).every(({ status }) => status === 'ADDED')).toBe(true);
		const rest = json.slice(200);
		expect(rest.map(({ status, retrySafe }) => [status, retrySafe])).toEqual(rest.map(() => ['UNPROCESSED', true]));
		expect(new Set(rest.map(({ next }) => next)).size).toBe(1);
		expect(String(rest[0].next)).toContain('24 hours');
		expect(recordWrites(emulator).map(({ status }) => status)).toEqual([201, 201, 429]);
		expect(emulator.store.count('Leads')).toBe(200);
	});

	it('waits and goes on when too many calls run side by side', async () => {
		const body = {
			code: 'TOO_MANY_REQUESTS',
			details: {},
			message: emulator.switches.concurrencyMessage,
			status: 'error',
		};
		emulator.faults.add({ kind: 'answer', status: 429, times: 3, path: '/crm/v8/Leads', method: 'POST', body });
		emulator.faults.add({ kind: 'answer', status: 429, times: 2, path: '/crm/bulk/v8/write', method: 'POST', body });
		const items = rows(300);
		expect((await run(leadImport(), items.slice(0, 250))).json.map(({ status }) => status)).toEqual(
			Array.from({ length: 250 }, () => 'ADDED'),
		);
		expect((await run(leadImport(BULK), items.slice(250))).json.map(({ status }) => status)).toEqual(
			Array.from({ length: 50 }, () => 'ADDED'),
		);
		expect([...emulator.store.all('Leads')].map(({ Ext_Ref }) => Ext_Ref).sort()).toEqual(
			items.map(({ Ext_Ref }) => Ext_Ref).sort(),
		);
		expect(emulator.faults.pending()).toEqual([]);
		expect(bodyOf(jobOrders(emulator)[0]).operation).toBe('insert');
	});
});
