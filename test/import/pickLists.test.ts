import type { INodeParameters } from 'n8n-workflow';
import { stringify } from 'csv-stringify/sync';
import { storedValues } from '../stage/books';
import { fileImport, leadImport } from '../stage/parameters';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { inItem } from './files';

const { emulator, run } = useImportStage();

type Row = Readonly<Record<string, string>>;

/** Imports the same rows from items or from a file. */
async function importRows(source: string, rows: readonly Row[], more: INodeParameters): Promise<NodeRunResult> {
	if (source === 'items') return await run(leadImport(more), [...rows]);
	return await run(fileImport(more), [{}], { files: [{ data: inItem(stringify([...rows], { header: true })) }] });
}

const ACCOUNT: Row = { Account_Name: '', Region: '', Industry: '' };
const NAMES = Object.keys(ACCOUNT);
const lead = (number: number, more: Row): Row => ({
	Last_Name: `Lead ${number}`,
	Company: 'Brightwell',
	Lead_Source: '',
	Interests: '',
	...more,
});
const CHOICES = ['Last_Name', 'Lead_Source', 'Interests'];

describe.each([
	['items', 'bulk'],
	['items', 'records'],
	['a file', 'bulk'],
	['a file', 'records'],
])('values of picklists, from %s by the route %s', (source, route) => {
	it('are written in the spelling of the list, whether they are what records hold or what people see', async () => {
		const regions: readonly (readonly [string, string | null])[] = [
			['IN_East', 'IN_East'],
			['East', 'IN_East'],
			[' west ', 'IN_West'],
			['in_north', 'IN_North'],
			['-None-', null],
			['', null],
		];
		const rows = regions.map(([Region], at) => ({
			Account_Name: `Account ${at}`,
			Region,
			Industry: at === 0 ? 'large ENTERPRISE ' : 'Wholesale',
		}));
		const { json } = await importRows(source, rows, { module: 'Accounts', route, output: 'all' });
		expect(json.map(({ status, reason }) => [status, reason])).toEqual(regions.map(() => ['ADDED', undefined]));
		expect(json.map(({ id }) => storedValues(emulator, 'Accounts', id, NAMES))).toEqual(
			regions.map(([, Region], at) => ({
				Account_Name: `Account ${at}`,
				Region,
				Industry: at === 0 ? 'Large Enterprise' : 'Wholesale',
			})),
		);
		expect(emulator.state.schema.field('Accounts', 'Region')?.pickList).toEqual([
			'IN_North',
			'IN_East',
			'IN_South',
			'IN_West',
		]);
	});

	it('are written so in lists of several', async () => {
		const texts = ['support;TRAINING', 'Support, hardware', ' software ', '-None-', 'Support;-None-'];
		const { json } = await importRows(
			source,
			texts.map((Interests, at) => lead(at, { Interests })),
			{ route, output: 'all' },
		);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, CHOICES)?.Interests)).toEqual([
			['Support', 'Training'],
			['Support', 'Hardware'],
			['Software'],
			null,
			['Support'],
		]);
	});

	it('that are new fail their rows, and the summary counts them by field', async () => {
		const rows = [
			lead(0, { Lead_Source: 'Carrier pigeon', Interests: 'Support;Juggling' }),
			lead(1, { Lead_Source: 'Partner', Interests: 'Juggling;Chess' }),
			lead(2, { Lead_Source: 'Fax' }),
			lead(3, { Lead_Source: 'Fax ' }),
			lead(4, { Lead_Source: 'partner', Interests: 'training' }),
		];
		const { json } = await importRows(source, rows, { route, output: 'summary' });
		expect(json[0]).toMatchObject({
			rows: 5,
			added: 1,
			skipped: 4,
			newPicklistValues: [
				{
					field: 'Lead_Source',
					values: [
						{ value: 'Fax', count: 2 },
						{ value: 'Carrier pigeon', count: 1 },
					],
				},
				{
					field: 'Interests',
					values: [
						{ value: 'Juggling', count: 2 },
						{ value: 'Chess', count: 1 },
					],
				},
			],
		});
		const [written] = [...emulator.store.all('Leads')];
		expect(storedValues(emulator, 'Leads', written.id, CHOICES)).toEqual({
			Last_Name: 'Lead 4',
			Lead_Source: 'Partner',
			Interests: ['Training'],
		});
	});
});

describe('new values of picklists', () => {
	it.each(['items', 'a file'])('that are allowed from %s are counted too', async (source) => {
		const rows = [lead(0, { Lead_Source: 'Fax' }), lead(1, { Lead_Source: 'cold call' })];
		const more = { route: 'bulk', output: 'summary', options: { newPickListValues: 'allow' } };
		const { json } = await importRows(source, rows, more);
		expect(json[0]).toMatchObject({
			added: 2,
			newPicklistValues: [{ field: 'Lead_Source', values: [{ value: 'Fax', count: 1 }] }],
		});
		expect([...emulator.store.all('Leads')].map(({ Lead_Source }) => Lead_Source)).toEqual(['Fax', 'Cold Call']);
	});

	it('are named in the summary of a dry run, and not where there are none', async () => {
		const more = { route: 'bulk', output: 'summary', options: { dryRun: true } };
		const { json } = await importRows('a file', [lead(0, { Lead_Source: 'Fax' })], more);
		expect(json[0].newPicklistValues).toEqual([{ field: 'Lead_Source', values: [{ value: 'Fax', count: 1 }] }]);
		const { json: known } = await importRows('a file', [lead(0, { Lead_Source: 'partner' })], more);
		expect('newPicklistValues' in known[0]).toBe(false);
	});

	it('beyond 100 are counted together', async () => {
		const rows = Array.from({ length: 120 }, (_, at) => lead(at, { Lead_Source: `New ${at}` }));
		const { json } = await importRows('items', rows, { route: 'bulk', output: 'summary' });
		expect(json[0].newPicklistValues).toEqual([
			{
				field: 'Lead_Source',
				values: Array.from({ length: 100 }, (_, at) => ({ value: `New ${at}`, count: 1 })),
				otherCount: 20,
			},
		]);
	});
});
