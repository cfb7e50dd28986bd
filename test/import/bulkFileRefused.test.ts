import type { IBinaryKeyData, INodeParameters } from 'n8n-workflow';
import { packZip } from '../emulator/clients/bulk';
import { useImportStage } from './importStage';
import { inItem } from './files';
import { writesOf } from '../stage/books';
import { failureOf } from '../stage/failure';
import { fileImport } from '../stage/parameters';

const { emulator, run } = useImportStage();

/** Imports a file that must be refused: what the person is told, once it is sure that nothing was sent. */
async function refuse(
	files: IBinaryKeyData,
	parameters: INodeParameters = {},
	itemCount = 1,
): Promise<{ message: string; description: string }> {
	const { message, description } = await failureOf(
		run(
			fileImport(parameters),
			Array.from({ length: itemCount }, () => ({})),
			{ files: Array.from({ length: itemCount }, () => ({})).map(() => files) },
		),
	);
	expect(writesOf(emulator)).toEqual([]);
	expect(emulator.store.count('Leads')).toBe(0);
	return { message, description };
}

const AGAIN = 'Correct the file, then import it again. Nothing was sent';
const FIT_HEADER =
	'If the rows only lack empty cells at their end, set Short Rows to Fill With Empty. Otherwise check that the header belongs to the rows';
const FIRST_ROW = 'Use a CSV file whose first row has the names of the fields';
const ZERO = 'holds a byte 0, as a file in UTF-16 does, or one that is no CSV';
const ENCODING =
	'Set Character Encoding to the encoding that the file was saved in, such as windows-1252, or save it as UTF-8';
const START = 'Last_Name,Company\n';

describe('a file that cannot be imported is refused in one sentence, and nothing is sent: it', () => {
	it.each<[string, string | Buffer, string, string]>([
		['is empty', '', 'The file is empty', FIRST_ROW],
		[
			'has mostly rows with too few cells',
			`${START}A,a\nB\nC\n`,
			'Most rows of the file do not fit its header: row 2 has 1 cell, but the header has 2. Nothing was sent',
			FIT_HEADER,
		],
		[
			'has a quote that is never closed',
			`${START}A,a\n"B,b\nC,c\n`,
			'Row 2 of the file has a quote that is never closed',
			AGAIN,
		],
		[
			'has text behind a closing quote',
			`${START}"A"B,a\n`,
			'Row 1 of the file has text after a closing quote',
			`${AGAIN}. Quotes inside a text must be doubled, without a backslash`,
		],
		['has a byte 0', `${START}A,a\nB\0,b\n`, `Row 2 of the file ${ZERO}`, AGAIN],
		[
			'has a column twice',
			'Last_Name,Company,last_name\nA,a,b\n',
			'The title "last_name" occurs twice in the header of the file',
			'Keep one of the two columns, or rename one',
		],
		[
			'has two columns of one field',
			'Designation,Title,Last_Name\nA,a,b\n',
			'"Designation", "Title" of the file both go to the field Designation',
			'Keep one of the two columns, or map the right one to the field under File Columns',
		],
		[
			'has values in a column without a title',
			'Last_Name,,Company\nA,a,b\n',
			'Column 2 of the file has no title, but row 1 has a value in it. Nothing was sent',
			'Give the column a title in the header, or turn on Ignore Unknown Columns to leave it out',
		],
		[
			'has columns that the module does not know',
			'Last_Name,Company,Shoe_Size,Pet\nA,a,41,cat\n',
			'Leads has no field with the API name or label "Shoe_Size", "Pet"',
			'Map these columns to fields under File Columns, rename or remove them in the header of the file, or turn on Ignore Unknown Columns',
		],
		[
			'lacks a mandatory column',
			'Last_Name,City\nA,Lagos\n',
			'Leads needs "Company" in every record, and no column of the file goes to it',
			'Map a column to the field under File Columns, or give it a value under Default Values',
		],
		['is an image', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), `Row 2 of the file ${ZERO}`, AGAIN],
		[
			'ends its lines in carriage returns alone',
			'Email,Last_Name,Company\ra@b.test,A,a\r',
			'The file has a carriage return without a line feed in its header, so it would be read as one line',
			'Save the file with Windows or Unix line breaks, such as CSV UTF-8 in Excel, then import it again. Nothing was sent',
		],
		[
			'says that its cells are separated by a sign that is not supported',
			'\uFEFFsep=^\nLast_Name^Company\nA^a\n',
			'The file says in its first line that its columns are separated by "^", which is not supported',
			'Save the file with commas or semicolons between its columns',
		],
		[
			'looks records up by a field that they do not have',
			'Last_Name,Company,Referring Account.Colour\nA,a,red\n',
			'Accounts has no field with the API name or label "Colour", which "Referring Account.Colour" needs to find its records',
			'Correct the title in the header of the file',
		],
		[
			'is said to be UTF-8 and is not',
			Buffer.from(`${START}A,a\nM\xfcller,b\n`, 'latin1'),
			'Row 2 of the file has bytes that are not valid UTF-8',
			ENCODING,
		],
		[
			'has dates whose order is not certain',
			'Last_Name,Company,Visit_Date\nA,a,2026-05-06\nB,b,05/06/2026\n',
			'Column "Visit_Date", row 2 of the file: "05/06/2026" is a date with an unclear order of day and month, and no other value of the column shows it. Nothing was sent',
			'Set Date Order under Options, or convert the column: dates to yyyy-MM-dd',
		],
	])('%s', async (_, content, message, description) => {
		expect(await refuse({ data: inItem(content) })).toEqual({ message, description });
	});

	it('has more rows of one key than may be sent one after the other', async () => {
		const rows = Array.from({ length: 11 }, (_, number) => `Lead ${number},Brightwell,one@brightwell.test`);
		const { message, description } = await refuse(
			{ data: inItem(`Last_Name,Company,Email\n${rows.join('\n')}\n`) },
			{ importOperation: 'upsert', findBy: 'Email' },
		);
		expect(message).toBe('11 rows have the same value of Email. The last of them is row 11. Nothing was sent');
		expect(description).toContain('raise Max Rows per Find By Value');
	});
});

describe('a ZIP that cannot be imported is refused in one sentence, and nothing is sent: it', () => {
	const refuseZip = async (zip: Buffer) => await refuse({ data: inItem(zip, 'leads.zip') });

	it('holds two CSVs with other columns, and no child rows are chosen', async () => {
		expect(await refuseZip(await packZip({ 'a.csv': `${START}A,a\n`, 'b.csv': 'Last_Name\nB\n' }))).toEqual({
			message: 'The CSV files of the ZIP do not belong together: "b.csv" lacks "Company"',
			description:
				'Import them one at a time, each in a ZIP of its own or as the CSV file itself. For child rows, set Child Rows: From a Second File',
		});
	});

	it('holds no CSV', async () => {
		expect(await refuseZip(await packZip({ 'leads.pdf': '%PDF-1.7' }))).toEqual({
			message: 'The ZIP has no file whose name ends in .csv',
			description: 'Add the CSV file to the ZIP, or use the CSV file itself',
		});
	});

	it('is an Excel workbook', async () => {
		expect(
			await refuseZip(await packZip({ '[Content_Types].xml': '<Types/>', 'xl/workbook.xml': '<workbook/>' })),
		).toEqual({
			message: 'The file is an Excel workbook or another office document, not a CSV file',
			description: 'Save or export the data as CSV, with commas, semicolons or tabs between the columns',
		});
	});

	it('is cut off', async () => {
		const zip = await packZip({ 'leads.csv': `${START}A,a\n` });
		const { message, description } = await refuseZip(zip.subarray(0, zip.length - 30));
		expect(message).toMatch(/^The ZIP archive /);
		expect(description).toBe('Create the ZIP again, without a password, or use the CSV file itself');
	});
});

describe('a file that is not where the form says', () => {
	it('is refused by the name of the field, with those that the item has', async () => {
		expect(await refuse({ report: inItem(START), sheet: inItem(START) })).toEqual({
			message: 'No file in "data". This item has "report", "sheet"',
			description: 'Enter one of these names as the input binary field, without expression brackets',
		});
	});

	it('is not looked for in several items: they have to come one at a time', async () => {
		expect(await refuse({ data: inItem(`${START}A,a\n`) }, {}, 2)).toEqual({
			message: 'The node imports the file of one item, but received 2 items',
			description: 'Add a Loop Over Items node before it, so that it receives one file at a time',
		});
	});
});

describe('a second file with child rows is refused in one sentence, and nothing is sent, where', () => {
	const PARENTS = 'Ext_Ref,Last_Name,Company\n1,A,a\n2,B,b\n';
	const refuseChildren = async (children: string, more: INodeParameters = {}, parents = PARENTS) =>
		await refuse(
			{ data: inItem(parents), history: inItem(children) },
			{
				options: {
					childFile: {
						file: {
							binaryField: 'history',
							field: 'Work_History',
							childColumn: 'Lead',
							mainColumn: 'Ext_Ref',
							...more,
						},
					},
				},
			},
		);

	it.each<[string, string, INodeParameters, string, string]>([
		[
			'its field is no list of rows',
			'Lead,Employer\n1,X\n',
			{ field: 'Company' },
			'Leads has no subform or multi-select lookup with the API name "Company"',
			'Correct Field under Child Rows: From a Second File',
		],
		[
			'the item has no such file',
			'Lead,Employer\n1,X\n',
			{ binaryField: 'jobs' },
			'No file in "jobs". This item has "data", "history"',
			'Enter one of these names as the input binary field, without expression brackets',
		],
		[
			'its key column is not there',
			'Employer,Position\nX,Clerk\n',
			{},
			'The child file has no column "Lead"',
			'Use one of its columns: "Employer", "Position"',
		],
		[
			'the key column of the main file is not there',
			'Lead,Employer\n1,X\n',
			{ mainColumn: 'Number' },
			'The file has no column "Number"',
			'Use one of its columns: "Ext_Ref", "Last_Name", "Company"',
		],
		[
			'a row of it belongs to no row',
			'Lead,Employer\n1,X\n3,Y\n',
			{},
			'Row 2 of the child file has no parent row: its key does not occur under "Ext_Ref" in the file. Nothing was sent',
			'Remove the row, or add its parent to the file. Keys must match exactly',
		],
		[
			'most rows of it have too many cells',
			'Lead,Employer\n1,X,Y\n',
			{},
			'Most rows of the child file do not fit its header: row 1 has 3 cells, but the header has 2. Nothing was sent',
			FIT_HEADER,
		],
		[
			'it has a column that its module does not know',
			'Lead,Boss\n1,X\n',
			{},
			'Work_History has no field with the API name or label "Boss"',
			'Rename or remove these columns in the header of the child file, or turn on Ignore Unknown Columns',
		],
		[
			'it ends its lines in carriage returns alone',
			'Lead,Employer\r1,X\r',
			{},
			'The child file has a carriage return without a line feed in its header, so it would be read as one line',
			'Save the file with Windows or Unix line breaks, such as CSV UTF-8 in Excel, then import it again. Nothing was sent',
		],
		['it is empty', '', {}, 'The child file is empty', FIRST_ROW],
	])('%s', async (_, children, more, message, description) => {
		expect(await refuseChildren(children, more)).toEqual({ message, description });
	});

	it('two rows of the main file have one key, written in two ways', async () => {
		const parents = 'No_of_Employees,Last_Name,Company\n7,B,b\n+7,A,a\n';
		expect(
			(await refuseChildren('Lead,Employer\n+7,of A\n7,of B\n', { mainColumn: 'No_of_Employees' }, parents)).message,
		).toBe(
			'Rows 1 and 2 of the file have the same "No_of_Employees", so it is unclear which child rows belong to them. Nothing was sent',
		);
	});

	it('two rows of the main file have one key', async () => {
		expect(
			await refuseChildren('Lead,Employer\n1,X\n', {}, 'Ext_Ref,Last_Name,Company\n1,A,a\n2,B,b\n1,C,c\n'),
		).toEqual({
			message:
				'Rows 1 and 3 of the file have the same "Ext_Ref", so it is unclear which child rows belong to them. Nothing was sent',
			description: 'Give every row its own key, or merge the rows',
		});
	});
});
