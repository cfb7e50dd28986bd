import { answerRow } from '../../../../nodes/shared/import/rows/answer';
import type { ByteSource, FileChildren, CsvSource } from '../../../../nodes/shared/import/csv/source';
import { packZip } from '../../../../nodes/shared/archive/zip';
import { MAX_CHILD_ROWS_PER_PARENT, MAX_HELD_CHILD_BYTES } from '../../../../nodes/shared/zoho/call/limits';
import { field, fileOf, leadFields, packAll, readCsv, refusalOf, sourceOf, unzip, type CaseOptions } from './cases';

const historyFields = [
	field('Parent_Id', 'lookup'),
	field('Employer', 'text', { label: 'Company' }),
	field('Since', 'date'),
	field('Title'),
];
const history = leadFields.find(({ apiName }) => apiName === 'Work_History') ?? field('Work_History');
const childrenIn = (file: ByteSource | null): FileChildren => ({
	file,
	field: history,
	childFields: historyFields,
	parentKeyColumn: 'key',
	childKeyColumn: 'Lead',
});
const withChildren = (parents: string, children: string, options: CaseOptions = {}): CsvSource =>
	sourceOf(parents, { ...options, children: childrenIn(fileOf(children, 5)) });

const PARENTS = 'Last_Name,Key,Email\nA,1,a@x.test\nB,2,b@x.test\nC,3,c@x.test\nD,,d@x.test\n';
const IN_ORDER = 'Lead;Employer;Since\n1;"x; y";2020-01-01\n1;z;31/12/2020\n3;w;\n';
const OUT_OF_ORDER = 'Employer,Since,Lead\nw,,3\nx,2020-01-01,1\nz,31/12/2020,1';

describe('child rows from a second file', () => {
	it('go into the ZIP of their parents, joined by the key of both files', async () => {
		const source = withChildren(PARENTS, IN_ORDER);
		const checked = await source.check();
		expect([
			checked.rowCount,
			checked.refused,
			checked.hasChildren,
			[0, 1, 2, 3].map((row) => checked.childCountsOf(row)),
		]).toEqual([4, [], true, [[{ key: 'Work_History', count: 2 }], [], [{ key: 'Work_History', count: 1 }], []]]);
		expect(checked.mapping.map(({ column, field: name, format }) => [column, name, format])).toEqual([
			['Last_Name', 'Last_Name', null],
			['Email', 'Email', null],
			['Employer', 'Work_History.Employer', null],
			['Since', 'Work_History.Since', 'yyyy-MM-dd'],
		]);
		const [first, second] = await packAll(source, [
			[0, 1],
			[2, 3],
		]);
		const text = async (zip: Uint8Array): Promise<Record<string, string>> =>
			Object.fromEntries(Object.entries(await unzip(zip)).map(([name, bytes]) => [name, bytes.toString()]));
		expect(await text(first.zip)).toEqual({
			'imp_1-2.csv': 'Last_Name,Key,Email\nA,1,a@x.test\nB,2,b@x.test\n',
			'imp_1-2_Work_History.csv': 'Lead;Employer;Since\n1;"x; y";2020-01-01\n1;z;2020-12-31\n',
		});
		expect(await text(second.zip)).toEqual({
			'imp_3-4.csv': 'Last_Name,Key,Email\nC,3,c@x.test\nD,,d@x.test\n',
			'imp_3-4_Work_History.csv': 'Lead;Employer;Since\n3;w;\n',
		});
		const [child] = first.children;
		expect({ ...child, readKeys: child.readKeys(['Parent_Id', 'Employer', 'Since']) }).toEqual({
			module: 'Work_History',
			fileName: 'imp_1-2_Work_History.csv',
			findBy: null,
			key: 'Work_History',
			rowCount: 2,
			parents: [0, 0],
			places: [0, 1],
			mappings: [
				{ api_name: 'Parent_Id', index: 0, parent_column_index: 1 },
				{ api_name: 'Employer', index: 1 },
				{ api_name: 'Since', index: 2, format: 'yyyy-MM-dd' },
			],
			readKeys: [
				['1', '1'],
				['x; y', 'z'],
				['2020-01-01', '2020-12-31'],
			],
		});
		expect(second.children.map(({ parents, places }) => [parents, places])).toEqual([[[0], [0]]]);
	});

	it('are brought into the order of their parents', async () => {
		const source = withChildren(PARENTS, OUT_OF_ORDER, { request: { rowKeyField: 'Row_Key' } });
		const [all] = await packAll(source, [[0, 1, 2, 3]]);
		const files = await unzip(all.zip);
		expect(files['imp_1-4.csv'].toString()).toBe(
			'Row_Key,Last_Name,Key,Email\nimp-1,A,1,a@x.test\nimp-2,B,2,b@x.test\nimp-3,C,3,c@x.test\nimp-4,D,,d@x.test\n',
		);
		expect(files['imp_1-4_Work_History.csv'].toString()).toBe(
			'Employer,Since,Lead\nx,2020-01-01,1\nz,2020-12-31,1\nw,,3\n',
		);
		const [child] = all.children;
		expect([child.parents, child.places]).toEqual([
			[0, 0, 2],
			[0, 1, 0],
		]);
		expect(child.mappings[0]).toEqual({ api_name: 'Parent_Id', index: 2, parent_column_index: 2 });
		expect(child.readKeys(['Parent_Id', 'Employer'])).toEqual([
			['1', '1', '3'],
			['x', 'z', 'w'],
		]);
	});

	it('have their keys written as those of their parents are', async () => {
		const children = childrenIn(fileOf('Lead;Employer\n7;y\n1,50;x\n2.000;z\n', 5));
		const source = sourceOf('Amount;Last_Name\n1,50;A\n2.000;B\n+7;C\n', {
			request: {
				cells: {
					timeZone: 'UTC',
					newPickListValues: 'refuse',
					dateOrder: null,
					decimalSeparator: 'comma',
					language: null,
					excelDates: false,
					thisYear: 2026,
				},
			},
			children: { ...children, parentKeyColumn: 'Amount' },
		});
		const [
			{
				zip,
				children: [child],
			},
		] = await packAll(source, [[0, 1, 2]]);
		expect(
			Object.fromEntries(Object.entries(await unzip(zip)).map(([name, bytes]) => [name, bytes.toString()])),
		).toEqual({
			'imp_1-3.csv': 'Amount;Last_Name\n1.50;A\n2000;B\n7;C\n',
			'imp_1-3_Work_History.csv': 'Lead;Employer\n1.50;x\n2000;z\n7;y\n',
		});
		expect([child.parents, child.readKeys(['Parent_Id', 'Employer'])]).toEqual([
			[0, 1, 2],
			[
				['1.50', '2000', '7'],
				['x', 'z', 'y'],
			],
		]);
	});

	it('are left out of a chunk whose rows have none', async () => {
		const [chunk] = await packAll(withChildren(PARENTS, IN_ORDER), [[1, 3]]);
		expect(chunk.children).toEqual([]);
		expect(Object.keys(await unzip(chunk.zip))).toEqual(['imp_2-4.csv']);
	});

	it.each([
		['in order', IN_ORDER.replaceAll(';', ',').replace('"x, y"', 'x')],
		['out of order', OUT_OF_ORDER],
	])('become rows of records, %s', async (_, children) => {
		const lists: unknown[] = [];
		for await (const records of withChildren(PARENTS, children).records([[0, 1], [2]])) lists.push(records);
		expect(lists).toEqual([
			[
				{
					Last_Name: 'A',
					Email: 'a@x.test',
					Work_History: [
						{ Employer: 'x', Since: '2020-01-01' },
						{ Employer: 'z', Since: '2020-12-31' },
					],
				},
				{ Last_Name: 'B', Email: 'b@x.test' },
			],
			[{ Last_Name: 'C', Email: 'c@x.test', Work_History: [{ Employer: 'w' }] }],
		]);
	});

	it.each([
		['a.csv', 'b.csv'],
		['b.csv', 'a.csv'],
	])('may stand in one ZIP with their parents, in any order', async (parentName, childName) => {
		const contents = Object.entries({ [parentName]: PARENTS, [childName]: IN_ORDER }).sort(([a], [b]) =>
			a < b ? -1 : 1,
		);
		const zip = await packZip(
			contents.map(([name, text]) => ({ name, content: [Buffer.from(text)] })),
			new Date(0),
		);
		const [chunk] = await packAll(sourceOf(zip, { children: childrenIn(null) }), [[0, 1, 2]]);
		expect(Object.keys(await unzip(chunk.zip))).toEqual(['imp_1-3.csv', 'imp_1-3_Work_History.csv']);
		expect(chunk.children[0].readKeys(['Employer'])).toEqual([['x; y', 'z', 'w']]);
	});

	it('fail their parent where they lack cells, or are filled with empty ones where the option says so', async () => {
		const children = 'Lead,Employer,Since\n1,x,2020-01-01\n1,y\n3,w,2020-01-02\n';
		const { refused } = await withChildren(PARENTS, children).check();
		expect(refused.map(({ row, reason, next }) => [row, reason, next])).toEqual([
			[
				1,
				'Row 2 of the child file: it has 2 cells, but the header has 3',
				'Add the missing cells, or set Short Rows to Fill With Empty',
			],
		]);
		const filled = withChildren(PARENTS, children, { form: { shortRows: 'fill' } });
		expect((await filled.check()).refused).toEqual([]);
		const [chunk] = await packAll(filled, [[0, 1, 2, 3]]);
		const texts = Object.values(await unzip(chunk.zip)).map((content) => readCsv(String(content)));
		expect(texts[1]).toEqual([
			['Lead', 'Employer', 'Since'],
			['1', 'x', '2020-01-01'],
			['1', 'y', ''],
			['3', 'w', '2020-01-02'],
		]);
	});

	it('refuse their parent where they cannot be written or are too many', async () => {
		const many = Array.from({ length: MAX_CHILD_ROWS_PER_PARENT + 1 }, (_, at) => `2,e${at},\n`).join('');
		const checked = await withChildren(PARENTS, `Lead,Employer,Since\n1,x,2020-01-01\n1,y,soon\n${many}3,w,\n`).check();
		expect(checked.sorted.waves).toEqual([[2, 3]]);
		expect(checked.refused).toEqual([
			answerRow(0, 'SKIPPED', {
				errors: [{ code: 'INVALID_DATA', fields: ['Work_History[1].Since'] }],
				reason: 'Work_History[1].Since "soon" is not a date in the format yyyy-MM-dd',
				next: 'Correct it, then import the row again',
			}),
			answerRow(1, 'SKIPPED', {
				errors: [{ code: 'LIMIT_EXCEEDED', fields: ['Work_History'] }],
				reason: 'Work_History has 201 rows, and Zoho CRM accepts 200',
				next: 'Correct it, then import the row again',
			}),
		]);
	});

	it('stay with their parents through thousands of rows and any order of the file', async () => {
		const count = 3_000;
		const parents = Array.from({ length: count }, (_, row) => `N${row},k${row}\n`).join('');
		const rows = Array.from({ length: 2 * count }, (_, at) => ({
			key: `k${(at * 7_919) % count}`,
			employer: `e${at}`,
		}));
		const source = withChildren(
			`Last_Name,Key\n${parents}`,
			`Lead,Employer\n${rows.map(({ key, employer }) => `${key},${employer}\n`).join('')}`,
			{ chunkBytes: 4_096 },
		);
		const chosen = [Array.from({ length: 500 }, (_, at) => 3 * at), [1_501, 2_999]];
		const packed = await packAll(source, chosen);
		for (const [at, { zip, children }] of packed.entries()) {
			const [child] = children;
			const cells = readCsv((await unzip(zip))[child.fileName].toString()).slice(1);
			const expected = chosen[at].flatMap((row) =>
				rows.filter(({ key }) => key === `k${row}`).map(({ key, employer }) => [key, employer]),
			);
			expect(cells).toEqual(expected);
			expect(child.parents.map((position) => `k${chosen[at][position]}`)).toEqual(expected.map(([key]) => key));
			expect(child.places).toEqual(expected.map((_, place) => place % 2));
		}
	});

	it.each([
		[
			'two parents have one key',
			PARENTS.replace('C,3', 'C,1'),
			IN_ORDER,
			'Rows 1 and 3 of the file have the same "Key", so it is unclear which child rows belong to them. Nothing was sent',
			'Give every row its own key, or merge the rows',
		],
		[
			'a child row has no parent',
			PARENTS,
			`${IN_ORDER}4;v;\n`,
			'Row 4 of the child file has no parent row: its key does not occur under "Key" in the file. Nothing was sent',
			'Remove the row, or add its parent to the file. Keys must match exactly',
		],
		[
			'a child row has no key',
			PARENTS,
			`${IN_ORDER};v;\n`,
			'Row 4 of the child file has no parent row: its key does not occur under "Key" in the file. Nothing was sent',
			'Remove the row, or add its parent to the file. Keys must match exactly',
		],
		[
			'the file lacks the key',
			'Last_Name,Email\n',
			IN_ORDER,
			'The file has no column "key"',
			'Use one of its columns: "Last_Name", "Email"',
		],
		[
			'the child file lacks the key',
			PARENTS,
			'Employer,Since\n',
			'The child file has no column "Lead"',
			'Use one of its columns: "Employer", "Since"',
		],
		[
			'the child file has an unknown column',
			PARENTS,
			'Lead,Employer,Foo\n',
			'Work_History has no field with the API name or label "Foo"',
			'Rename or remove these columns in the header of the child file, or turn on Ignore Unknown Columns',
		],
		[
			'the child file is empty',
			PARENTS,
			'',
			'The child file is empty',
			'Use a CSV file whose first row has the names of the fields',
		],
		[
			'most rows of the child file lack cells',
			PARENTS,
			'Lead,Employer\n1,x\n1\n2\n',
			'Most rows of the child file do not fit its header: row 2 has 1 cell, but the header has 2. Nothing was sent',
			'If the rows only lack empty cells at their end, set Short Rows to Fill With Empty. Otherwise check that the header belongs to the rows',
		],
		[
			'the child file has an open quote',
			PARENTS,
			'Lead,Employer\n1,"x\n',
			'Row 1 of the child file has a quote that is never closed',
			'Correct the child file, then import it again. Nothing was sent',
		],
	])('stop the import where %s', async (_, parents, children, message, advice) => {
		expect(await refusalOf(withChildren(parents, children))).toEqual([message, advice]);
	});

	it('out of order are refused where they are too many to be held', async () => {
		const filler = Buffer.from(`1,${'x'.repeat(99_997)}\n`);
		const file: ByteSource = {
			fileName: null,
			async *open() {
				yield Buffer.from('Lead,Employer\n2,x\n');
				for (let at = 0; at < 1_000; at += 1) yield filler;
			},
		};
		const raised = Array.from({ length: 200 }, (_, row) => `N${row},${row}\n`).join('');
		const source = sourceOf(`Last_Name,Key\n${raised}`, { children: childrenIn(file), chunkBytes: 65_536 });
		expect(await refusalOf(source)).toEqual([
			`The rows of the child file are not in the order of their parents, and with 100000018 bytes the file is too large to be sorted here (limit: ${MAX_HELD_CHILD_BYTES})`,
			'Sort the child file in the order of the file. It can then have any size',
		]);
	});
});
