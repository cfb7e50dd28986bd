import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { stringify } from 'csv-stringify/sync';
import { jobOrders, storedValues, writesOf } from '../stage/books';
import { fileImport, leadImport } from '../stage/parameters';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { inItem } from './files';

const { emulator, run } = useImportStage();

type Row = Readonly<Record<string, string>>;

/** Imports the same rows from items or from a file. */
async function importRows(source: string, route: string, rows: readonly Row[]): Promise<NodeRunResult> {
	const more: INodeParameters = { route, output: 'all' };
	if (source === 'items') return await run(leadImport(more), [...rows]);
	return await run(fileImport(more), [{}], { files: [{ data: inItem(stringify([...rows], { header: true })) }] });
}

const ROW: Row = { Last_Name: 'Okafor', Company: 'Brightwell', Phone: '', Description: '', No_of_Employees: '' };
const NAMES = Object.keys(ROW);

describe.each([
	['items', 'bulk'],
	['items', 'records'],
	['a file', 'bulk'],
	['a file', 'records'],
])('what is too long for its field, from %s by the route %s', (source, route) => {
	it('fails before it is sent, with the limit and its own length, while the other rows go on', async () => {
		const longest = [
			{ ...ROW, Last_Name: 'é'.repeat(80), Phone: '1'.repeat(30), No_of_Employees: '-123456789' },
			{ ...ROW, Last_Name: '😀'.repeat(80), Description: '"'.repeat(32_000) },
		];
		const tooLong = [
			{ ...ROW, Last_Name: 'é'.repeat(81) },
			{ ...ROW, Last_Name: '😀'.repeat(137) },
			{ ...ROW, Phone: '1'.repeat(31), Description: '"'.repeat(32_001) },
			{ ...ROW, No_of_Employees: '1234567890' },
		];
		const { json } = await importRows(source, route, [...longest, ...tooLong]);
		expect(json.slice(2).map(({ status, errors, reason, job }) => ({ status, errors, reason, job }))).toEqual(
			[
				[['Last_Name'], 'Last Name is longer than 80 characters: 81'],
				[['Last_Name'], 'Last Name is longer than 80 characters: 137'],
				[
					['Phone', 'Description'],
					'Phone is longer than 30 characters: 31; Description is longer than 32000 characters: 32001',
				],
				[['No_of_Employees'], 'No. of Employees "1234567890" has 10 digits, and the limit is 9'],
			].map(([fields, reason]) => ({
				status: 'SKIPPED',
				errors: [{ code: 'INVALID_DATA', fields }],
				reason,
				job: null,
			})),
		);
		expect(json.slice(0, 2).map(({ id }) => storedValues(emulator, 'Leads', id, NAMES))).toEqual([
			{ ...longest[0], Description: null, No_of_Employees: -123456789 },
			{ ...longest[1], Phone: null, No_of_Employees: null },
		]);
		expect(emulator.store.count('Leads')).toBe(2);
	});

	it('costs nothing where no other row is left', async () => {
		const { json } = await importRows(source, route, [{ ...ROW, Last_Name: 'x'.repeat(81) }]);
		expect(json.map(({ reason }) => reason)).toEqual(['Last Name is longer than 80 characters: 81']);
		expect([writesOf(emulator), jobOrders(emulator)]).toEqual([[], []]);
	});
});

describe('a child row with a text that is too long', () => {
	const LONG = 'x'.repeat(121);
	const REASON = 'Work_History[1].Employer is longer than 120 characters: 121';
	const told = ({ json }: NodeRunResult): unknown[] => json.map(({ status, reason }) => [status, reason]);
	const expected = [
		['SKIPPED', REASON],
		['ADDED', undefined],
	];
	const heldEmployers = (): unknown[] => [...emulator.store.all('Work_History')].map(({ Employer }) => Employer);

	it('keeps its item back', async () => {
		const item = (Last_Name: string, ...employers: string[]): IDataObject => ({
			Last_Name,
			Company: 'Brightwell',
			Work_History: employers.map((Employer) => ({ Employer })),
		});
		expect(told(await run(leadImport({ route: 'bulk' }), [item('A', 'ok', LONG), item('B', 'fine')]))).toEqual(
			expected,
		);
		expect(heldEmployers()).toEqual(['fine']);
	});

	it('keeps its row of a file back', async () => {
		const childFile = {
			file: { binaryField: 'history', field: 'Work_History', childColumn: 'Lead', mainColumn: 'Ext_Ref' },
		};
		const files = {
			data: inItem('Ext_Ref,Last_Name,Company\n1,A,a\n2,B,b\n'),
			history: inItem(`Lead,Employer\n1,ok\n1,${LONG}\n2,fine\n`),
		};
		const result = await run(fileImport({ output: 'all', options: { childFile } }), [{}], { files: [files] });
		expect(told(result)).toEqual(expected);
		expect(heldEmployers()).toEqual(['fine']);
	});
});
