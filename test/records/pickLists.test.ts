import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_RECORD, jobImport, lead, leadImport, named, record } from '../stage/parameters';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

const NAMES = ['Account_Name', 'Region', 'Industry'];
const ALLOW = { options: { newPickListValues: 'allow' } };
const stored = (id: unknown): unknown => storedValues(emulator, 'Accounts', id, NAMES);

describe('a picklist of a record', () => {
	it('takes the value that records hold and the value that people see, and is written in the spelling of the list', async () => {
		const regions: readonly (readonly [string, string | null])[] = [
			['IN_East', 'IN_East'],
			['East', 'IN_East'],
			[' west ', 'IN_West'],
			['in_north', 'IN_North'],
			['-None-', null],
			['Elsewhere', 'Elsewhere'],
		];
		const items = regions.map(([Region], at) => ({ Account_Name: `Account ${at}`, Region, Industry: 'wholesale' }));
		const { json } = await run(record('Accounts', 'create', ALLOW), items);
		expect(json.map(({ id }) => stored(id))).toEqual(
			regions.map(([, Region], at) => ({ Account_Name: `Account ${at}`, Region, Industry: 'Wholesale' })),
		);
	});

	it('is cleared by -None-', async () => {
		const id = emulator.add('Accounts', { Account_Name: 'A', Region: 'IN_East', Industry: 'Wholesale' });
		await run(record('Accounts', 'upsert'), [{ id, Account_Name: 'A', Region: '-None-', Industry: '' }]);
		expect(stored(id)).toEqual({ Account_Name: 'A', Region: null, Industry: 'Wholesale' });
	});

	it('of several values is written in the spelling of the list', async () => {
		const { json } = await run(record('Leads', 'create', ALLOW), [
			{ Last_Name: 'A', Company: 'B', Interests: 'support, TRAINING' },
			{ Last_Name: 'A', Company: 'B', Interests: ['hardware ', '-None-', 'Juggling'] },
		]);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Interests']))).toEqual([
			{ Interests: ['Support', 'Training'] },
			{ Interests: ['Hardware', 'Juggling'] },
		]);
	});

	it.each([
		['Update', 'update'],
		['Create', 'create'],
		['Create or Update', 'upsert'],
	])('with a value that is not in it fails that item by default, and says what to use: %s', async (_, operation) => {
		const id = emulator.add('Leads', { Last_Name: 'A', Company: 'B', Email: 'a@x.test', Lead_Source: 'Partner' });
		const row = (number: number, more: IDataObject): IDataObject => ({
			record: id,
			Last_Name: 'A',
			Company: 'B',
			...(operation === 'update' ? {} : { Email: `${number}@x.test` }),
			...more,
		});
		const fields = {
			mappingMode: 'defineBelow',
			value: { Lead_Source: '={{ $json.Lead_Source }}', Interests: '={{ $json.Interests }}' },
		};
		const parameters = lead(operation, {
			leadId: ITS_RECORD,
			...(operation === 'update' ? { fields } : { options: { ignoreUnknownFields: true } }),
		});
		const { json } = await run(parameters, [
			row(1, { Lead_Source: 'Trade shwo' }),
			row(2, { Lead_Source: 'Fax' }),
			row(3, { Interests: ['Support', 'Suport'] }),
			row(4, { Lead_Source: 'trade show', Interests: 'Support|Training' }),
		]);
		expect(json).toMatchObject([
			{
				reason: 'Lead Source: "Trade shwo" is not in the picklist',
				code: 'INVALID_DATA',
				next: 'Use "Trade Show", or set New Picklist Values to Allow',
				status: 'SKIPPED',
			},
			{
				reason: 'Lead Source: "Fax" is not in the picklist',
				next: expect.stringMatching(/^Use one of .*Partner/),
			},
			{ reason: 'Interests: "Suport" is not in the picklist' },
			{ status: operation === 'update' ? 'UPDATED' : 'ADDED' },
		]);
		expect(storedValues(emulator, 'Leads', json[3].id, ['Lead_Source', 'Interests'])).toEqual({
			Lead_Source: 'Trade Show',
			Interests: ['Support', 'Training'],
		});
	});

	it('of the deal of a conversion is held against it too', async () => {
		const id = emulator.add('Leads', { Last_Name: 'A', Company: 'B' });
		const deal = { Deal_Name: 'Robots', Stage: 'Negotiaton/Review', Closing_Date: '2026-12-31' };
		const parameters = (more: INodeParameters = {}): INodeParameters =>
			lead('convert', {
				leadId: named(id),
				createDeal: true,
				dealFields: { mappingMode: 'defineBelow', value: deal },
				...more,
			});
		expect(await failureOf(run(parameters()))).toMatchObject({
			message: 'Stage: "Negotiaton/Review" is not in the picklist',
			description: 'Use "Negotiation/Review", or set New Picklist Values to Allow',
		});
		expect((await run(parameters(ALLOW))).json).toMatchObject([{ status: 'CONVERTED' }]);
	});
});

/** A list that is written as text, and its entries; null where it is unclear. */
const LISTS: readonly (readonly [string, readonly string[] | null])[] = [
	['Support;Training', ['Support', 'Training']],
	['Support, Training', ['Support', 'Training']],
	['support | TRAINING | Hardware', ['Support', 'Training', 'Hardware']],
	['Training', ['Training']],
	['Support, Juggling', null],
	['Support;Juggling', null],
];

describe('a list in one text', () => {
	const rows = LISTS.map(([Interests], number) => ({ Last_Name: `L${number}`, Company: 'X', Interests }));
	const written = (): unknown[] =>
		rows.map(({ Last_Name }) => {
			const [id] = emulator.store.find('Leads', 'Last_Name', Last_Name);
			return id === undefined ? null : emulator.store.get('Leads', id)?.Interests;
		});

	it.each([
		['a write of records', lead('create')],
		['an import by the records API', leadImport({ route: 'records' })],
		['an import by a job', jobImport()],
	])('is cut at commas, semicolons or bars, whatever makes all entries known: %s', async (_, parameters) => {
		const { json } = await run(parameters, rows, { onError: 'continueRegularOutput' });
		expect(json.map(({ status }) => status)).toEqual(
			LISTS.map(([, entries]) => (entries === null ? 'SKIPPED' : 'ADDED')),
		);
		expect(written()).toEqual(LISTS.map(([, entries]) => entries));
	});
});
