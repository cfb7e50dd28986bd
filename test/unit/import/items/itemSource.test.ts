import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { ItemSource } from '../../../../nodes/shared/import/items/itemSource';
import type { RowAnswer } from '../../../../nodes/shared/import/rows/answer';
import type { InputRow } from '../../../../nodes/shared/values/fieldValues';
import type { PackedChunk, RowSource } from '../../../../nodes/shared/import/rows/source';
import type { SourceRequest } from '../../../../nodes/shared/import/request';
import type { FieldMetadata } from '../../../../nodes/shared/zoho/metadata/fields';
import { field, leadFields, noUsers, plainRequest, unzip } from '../csv/cases';

const fieldsByModule: Readonly<Record<string, readonly FieldMetadata[]>> = {
	Leads: leadFields,
	Work_History: [
		field('Parent_Id', 'lookup', { systemMandatory: true }),
		field('Employer'),
		field('From_Date', 'date'),
	],
};

const sourceOf = (rows: readonly InputRow[], request: Partial<SourceRequest> = {}): ItemSource =>
	new ItemSource(
		rows,
		{ ...plainRequest, ...request },
		async (module) => fieldsByModule[module] ?? [],
		noUsers,
		async () => {},
	);

async function packOnly(source: RowSource, rows: readonly number[]): Promise<PackedChunk> {
	for await (const chunk of source.pack([rows])) return chunk;
	throw new Error('Nothing was packed');
}

/** The files of a chunk by name, each as rows of cells, header first; read by independent readers. */
async function filesOf({ zip }: PackedChunk): Promise<Record<string, string[][]>> {
	const files = await unzip(zip);
	return Object.fromEntries(
		Object.entries(files).map(([name, content]) => [name, parse(content, { relaxColumnCount: false }) as string[][]]),
	);
}

const plain = (index: number): InputRow => ({ Last_Name: `L${index}`, Company: 'X' });

describe('columns by which results find their rows', () => {
	it.each(['textarea', 'richtext'])('are no long texts (%s) unless nothing else tells rows apart', async (dataType) => {
		const open = (rows: readonly InputRow[]): ItemSource =>
			new ItemSource(
				rows,
				plainRequest,
				async () => [...leadFields, field('Notes', dataType)],
				noUsers,
				async () => {},
			);
		const orderOf = async (rows: readonly InputRow[]): Promise<unknown[]> =>
			(await packOnly(open(rows), [0, 1, 2])).parent.mappings.map(({ api_name: name }) => name);
		const row = (index: number): InputRow => ({ Notes: `note ${index}`, Last_Name: `L${index % 2}`, Company: 'X' });
		expect(await orderOf([0, 1, 2].map(row))).toEqual(['Last_Name', 'Notes', 'Company']);
		expect(await orderOf([0, 1, 2].map((index) => ({ ...row(index), Company: `C${index}` })))).toEqual([
			'Company',
			'Last_Name',
			'Notes',
		]);
	});
});

describe('rows from items, checked', () => {
	it('counts all rows and answers those that cannot be sent', async () => {
		const { rowCount, refused, sorted, hasChildren, childCountsOf } = await sourceOf([
			plain(0),
			{ ...plain(1), Born: 'soon', Agreed: 'maybe' },
			plain(2),
		]).check();
		expect([rowCount, hasChildren, childCountsOf(0)]).toEqual([3, false, []]);
		expect(refused.map(({ row, errors }) => [row, errors])).toEqual([
			[2, [{ code: 'INVALID_DATA', fields: ['Born', 'Agreed'] }]],
		]);
		expect(sorted).toEqual({ waves: [[0, 2]], earlier: new Map() });
	});

	it('counts new values of picklists and reads columns as before where rows have their answers already', async () => {
		const rows = [
			{ ...plain(0), Born: '13/04/2026', Source: 'Fax' },
			{ ...plain(1), Born: '03/04/2026', Source: 'web' },
		];
		const Source = field('Source', 'picklist', { pickList: [{ display: 'Web', actual: 'Web' }] });
		const open = (known?: ReadonlyMap<number, RowAnswer>): ItemSource =>
			new ItemSource(
				rows,
				plainRequest,
				async () => [...leadFields, Source],
				noUsers,
				async () => {},
				known,
			);
		const first = await open().check();
		const again = open(new Map(first.refused.map((answer) => [answer.row - 1, answer])));
		const second = await again.check();
		expect(first.refused.map(({ row, reason }) => [row, reason])).toEqual([[1, 'Source "Fax" is not in the picklist']]);
		expect([first.newValues, second.newValues]).toEqual(
			[1, 2].map(() => [{ field: 'Source', values: [{ value: 'Fax', count: 1 }], otherCount: 0 }]),
		);
		expect(second.refused).toEqual(first.refused);
		for await (const records of again.records([[1]]))
			expect(records).toEqual([{ ...plain(1), Born: '2026-04-03', Source: 'Web' }]);
	});

	it('binds rows by Find By, without regard to case and white space, and leaves rows without a key free', async () => {
		const rows = ['a@x.test', 'b@x.test', ' A@X.test', '', null, 'a@x.test'].map((Email, index) => ({
			...plain(index),
			Email,
		}));
		const { sorted } = await sourceOf(rows, { operation: 'upsert', findBy: 'Email' }).check();
		expect(sorted.waves).toEqual([[0, 1, 3, 4], [2], [5]]);
		expect([...sorted.earlier]).toEqual([
			[2, [0]],
			[5, [2]],
		]);
	});

	it('binds rows whose key comes from the default value', async () => {
		const rows = ['', 'b@x.test', '  ', null].map((Email, index) => ({ ...plain(index), Email }));
		const { sorted } = await sourceOf(rows, {
			operation: 'upsert',
			findBy: 'Email',
			defaults: { Email: 'b@x.test' },
		}).check();
		expect(sorted.waves).toEqual([[0], [1], [2], [3]]);
	});

	it('tells keys apart by case where the field does', async () => {
		const fields = leadFields.map((entry) =>
			entry.apiName === 'Email' ? { ...entry, unique: { caseSensitive: true } } : entry,
		);
		const rows = ['a@x.test', 'A@x.test', 'a@x.test'].map((Email, index) => ({ ...plain(index), Email }));
		const source = new ItemSource(
			rows,
			{ ...plainRequest, operation: 'upsert', findBy: 'Email' },
			async () => fields,
			noUsers,
			async () => {},
		);
		expect((await source.check()).sorted.waves).toEqual([[0, 1], [2]]);
	});

	it('asks for the fields of each module once, and only for those that rows need', async () => {
		const asked: string[] = [];
		const rows = [{ ...plain(0), Work_History: [{ Employer: 'A' }] }, plain(1)];
		const source = new ItemSource(
			rows,
			plainRequest,
			async (module) => fieldsByModule[(asked.push(module), module)] ?? [],
			noUsers,
			async () => {},
		);
		await source.check();
		await packOnly(source, [0, 1]);
		expect(asked).toEqual(['Leads', 'Work_History']);
		asked.length = 0;
		const empty = new ItemSource(
			[{ ...plain(0), Work_History: [] }],
			plainRequest,
			async (module) => fieldsByModule[(asked.push(module), module)] ?? [],
			noUsers,
			async () => {},
		);
		expect((await empty.check()).hasChildren).toBe(false);
		expect(asked).toEqual(['Leads']);
	});

	it('counts child rows by key, also those of rows that are refused', async () => {
		const rows = [
			{ ...plain(0), Work_History: [{ Employer: 'A' }, { Employer: 'B' }] },
			{ ...plain(1), Work_History: [] },
			{ ...plain(2), Born: 'soon', Work_History: [{ Employer: 'C' }] },
		];
		const { hasChildren, childCountsOf } = await sourceOf(rows).check();
		expect([hasChildren, [0, 1, 2].map(childCountsOf)]).toEqual([
			true,
			[[{ key: 'Work_History', count: 2 }], [], [{ key: 'Work_History', count: 1 }]],
		]);
	});

	it('lets other work have its turn', async () => {
		let turns = 0;
		const rows = Array.from({ length: 200_000 }, (_, index) => ({
			...plain(index),
			Born: '2026-01-01',
			Amount: index,
		}));
		const source = new ItemSource(
			rows,
			plainRequest,
			async () => leadFields,
			noUsers,
			async () => void (turns += 1),
		);
		await source.check();
		expect(turns).toBeGreaterThan(2);
	});
});

describe('rows from items, packed', () => {
	it('are one CSV, mapped, with the column that tells rows apart first', async () => {
		const chunk = await packOnly(
			sourceOf([
				{ Company: 'X', Last_Name: 'A', Born: '31/12/2026' },
				{ Company: 'X', Last_Name: 'B' },
				{ Company: 'X', Last_Name: 'C', Amount: 1.5 },
			]),
			[0, 2],
		);
		expect(await filesOf(chunk)).toEqual({
			'imp_1-3.csv': [
				['Last_Name', 'Company', 'Born', 'Amount'],
				['A', 'X', '2026-12-31', ''],
				['C', 'X', '', '1.5'],
			],
		});
		expect(chunk.parent.mappings).toEqual([
			{ api_name: 'Last_Name', index: 0 },
			{ api_name: 'Company', index: 1 },
			{ api_name: 'Born', index: 2, format: 'yyyy-MM-dd' },
			{ api_name: 'Amount', index: 3 },
		]);
		expect([chunk.rows, chunk.encoding, chunk.children, chunk.parent.rowCount]).toEqual([[0, 2], 'UTF-8', [], 2]);
	});

	it('have Find By first, and the Row Key Field before it', async () => {
		const rows = [
			{ Last_Name: 'A', Email: 'a@x.test' },
			{ Last_Name: 'B', Email: 'b@x.test' },
		];
		const request: Partial<SourceRequest> = { operation: 'upsert', findBy: 'Email', rowKeyField: 'Row_Key' };
		const chunk = await packOnly(sourceOf(rows, request), [1]);
		expect(Object.values(await filesOf(chunk))).toEqual([
			[
				['Row_Key', 'Email', 'Last_Name'],
				['imp-2', 'b@x.test', 'B'],
			],
		]);
		expect(chunk.parent.findBy).toBe('Email');
	});

	it('give back the texts of the columns that a result file names', async () => {
		const { parent } = await packOnly(sourceOf([plain(0), plain(1)], { rowKeyField: 'Row_Key' }), [0, 1]);
		expect(parent.readKeys(['Last_Name', 'Nowhere', 'Row_Key'])).toEqual([['L0', 'L1'], null, ['imp-1', 'imp-2']]);
	});

	it('take their child rows along, joined by the last column', async () => {
		const rows = [
			{ ...plain(0), Work_History: [{ Employer: 'A' }, { Employer: 'B', From_Date: '01/02/2026' }] },
			plain(1),
			{ ...plain(2), Work_History: [{ Employer: 'C' }] },
		];
		const chunk = await packOnly(sourceOf(rows), [0, 1, 2]);
		expect(await filesOf(chunk)).toEqual({
			'imp_1-3.csv': [
				['Last_Name', 'Company', 'row'],
				['L0', 'X', '1'],
				['L1', 'X', '2'],
				['L2', 'X', '3'],
			],
			'imp_1-3_Work_History.csv': [
				['Parent_Id', 'Employer', 'From_Date'],
				['1', 'A', ''],
				['1', 'B', '2026-02-01'],
				['3', 'C', ''],
			],
		});
		const [child] = chunk.children;
		expect([child.key, child.module, child.parents, child.places, child.findBy, child.rowCount]).toEqual([
			'Work_History',
			'Work_History',
			[0, 0, 2],
			[0, 1, 0],
			null,
			3,
		]);
		expect(child.mappings).toEqual([
			{ api_name: 'Parent_Id', index: 0, parent_column_index: 2 },
			{ api_name: 'Employer', index: 1 },
			{ api_name: 'From_Date', index: 2, format: 'yyyy-MM-dd' },
		]);
		expect(child.readKeys(['Parent_Id', 'Employer'])).toEqual([
			['1', '1', '3'],
			['A', 'B', 'C'],
		]);
	});

	it('have no file of child rows in a chunk without any', async () => {
		const source = sourceOf([plain(0), { ...plain(1), Work_History: [{ Employer: 'A' }] }]);
		expect(Object.keys(await filesOf(await packOnly(source, [0])))).toEqual(['imp_1-1.csv']);
		expect((await packOnly(source, [0])).parent.mappings).toEqual([
			{ api_name: 'Last_Name', index: 0 },
			{ api_name: 'Company', index: 1 },
		]);
	});

	it('are described as they were packed', async () => {
		const source = sourceOf([{ ...plain(0), Work_History: [{ Employer: 'A' }] }, plain(1)]);
		const { zip, ...packed } = await packOnly(source, [0, 1]);
		expect(zip.length).toBeGreaterThan(0);
		for await (const described of source.describe([[0, 1]]))
			expect(JSON.parse(JSON.stringify(described))).toEqual(JSON.parse(JSON.stringify(packed)));
	});

	it('come back as they went in, for any texts', async () => {
		const text = fc.oneof(
			fc.string({ unit: 'grapheme' }),
			fc.constantFrom('', '"', ',', '\r\n', ' ', '=1', 'a;b', '\u{FEFF}x'),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 }), async (cells) => {
				const rows = cells.map(([Last_Name, Company]) => ({ Last_Name, Company }));
				const chunk = await packOnly(
					sourceOf(rows),
					rows.map((_, index) => index),
				);
				const [[header, ...lines]] = Object.values(await filesOf(chunk));
				expect(lines.map((line) => Object.fromEntries(line.map((cell, column) => [header[column], cell])))).toEqual(
					rows,
				);
			}),
		);
	});
});

describe('rows from items, as records', () => {
	async function recordsOf(
		rows: readonly InputRow[],
		request: Partial<SourceRequest> = {},
	): Promise<readonly unknown[]> {
		for await (const records of sourceOf(rows, request).records([rows.map((_, index) => index)])) return records;
		return [];
	}

	it('are the texts of the CSV in the JSON form of their types', async () => {
		const rows = [
			{
				Last_Name: 'A',
				Born: '31/12/2026',
				Amount: '1,234.5',
				Agreed: 'TRUE',
				Account: ' 41 ',
				Owner: { id: '42', email: 'x' },
				Work_History: [{ Employer: 'A', From_Date: '01/02/2026' }, { Employer: '' }],
			},
		];
		expect(await recordsOf(rows)).toEqual([
			{
				Last_Name: 'A',
				Born: '2026-12-31',
				Amount: 1234.5,
				Agreed: true,
				Account: { id: '41' },
				Owner: { id: '42' },
				Work_History: [{ Employer: 'A', From_Date: '2026-02-01' }, {}],
			},
		]);
	});

	it('leave empty values out, or clear them, but never the id', async () => {
		const rows = [
			{ id: ' 41 ', Last_Name: ' ', Company: null },
			{ id: '', Last_Name: 'B' },
		];
		const update: Partial<SourceRequest> = { operation: 'update', findBy: 'id' };
		expect(await recordsOf(rows, update)).toEqual([{ id: '41' }, { Last_Name: 'B' }]);
		expect(await recordsOf(rows, { ...update, ignoreEmpty: false })).toEqual([
			{ id: '41', Last_Name: null, Company: null },
			{ Last_Name: 'B', Company: null },
		]);
	});

	it('have default values, and the Row Key Field', async () => {
		expect(
			await recordsOf([plain(0), { Last_Name: 'B', Company: '' }], {
				defaults: { Company: 'None', Amount: '1.5' },
				rowKeyField: 'Row_Key',
			}),
		).toEqual([
			{ Row_Key: 'imp-1', Last_Name: 'L0', Company: 'X', Amount: 1.5 },
			{ Row_Key: 'imp-2', Last_Name: 'B', Company: 'None', Amount: 1.5 },
		]);
	});

	it('have child rows of the one kind that is filled, whichever kinds are empty in all rows', async () => {
		const fields = [...leadFields, field('Aged', 'subform', { subform: { module: 'Nowhere' } })];
		const source = new ItemSource(
			[{ ...plain(0), Aged: [], Work_History: [{ Employer: 'A' }] }],
			plainRequest,
			async (module) => (module === 'Leads' ? fields : fieldsByModule[module]),
			noUsers,
			async () => {},
		);
		for await (const records of source.records([[0]]))
			expect(records).toEqual([{ ...plain(0), Work_History: [{ Employer: 'A' }] }]);
	});
});
