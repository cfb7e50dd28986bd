import { leadFields, plainRequest, refusalOf, sourceOf } from './cases';

const mappingOf = async (content: string, request = {}) => (await sourceOf(content, { request }).check()).mapping;
const line = (column: string | null, field: string | null, more = {}) => ({
	column,
	field,
	findBy: null,
	format: null,
	defaultValue: null,
	...more,
});

describe('the header of a file', () => {
	it('goes to fields by API name or label in any case, and look-ups by the part behind the dot', async () => {
		expect(await mappingOf('last name,E-MAIL, organization ,born,ACCOUNT.ID,lead owner.Email,Lead_Source\n')).toEqual([
			line('last name', 'Last_Name'),
			line('E-MAIL', 'Email'),
			line('organization', 'Company'),
			line('born', 'Born', { format: 'yyyy-MM-dd' }),
			line('ACCOUNT.ID', 'Account', { findBy: 'id' }),
			line('lead owner.Email', 'Owner', { findBy: 'email' }),
			line('Lead_Source', 'Lead_Source'),
		]);
	});

	it('prefers the API name to the label of another field', async () => {
		expect(await mappingOf('Company,Last_Name\n')).toEqual([
			line('Company', 'Company'),
			line('Last_Name', 'Last_Name'),
		]);
		expect(leadFields.find(({ apiName }) => apiName === 'Company')?.label).toBe('Organization');
	});

	it('takes the record id as Zoho exports it, where it finds records', async () => {
		expect(await mappingOf('Last_Name,Record Id\nA,1\n', { operation: 'update', findBy: 'id' })).toEqual([
			line('Last_Name', 'Last_Name'),
			line('Record Id', 'id'),
		]);
	});

	it('tells e-mail addresses of users from ids by the first filled cell', async () => {
		expect(await mappingOf('Last_Name,Owner\nA,\nB,b@brightwell.test\n')).toEqual([
			line('Last_Name', 'Last_Name'),
			line('Owner', 'Owner', { findBy: 'email' }),
		]);
		expect(await mappingOf('Last_Name,Owner\nA,1\n')).toEqual([
			line('Last_Name', 'Last_Name'),
			line('Owner', 'Owner', { findBy: 'id' }),
		]);
	});

	it('may have quoted titles with delimiters and line breaks, and one column alone', async () => {
		expect(await mappingOf('"Last_Name"\nA\n')).toEqual([line('Last_Name', 'Last_Name')]);
		expect(await mappingOf('"x,\ny",Last_Name\n', { ignoreUnknownColumns: true })).toEqual([
			line('x,\ny', null),
			line('Last_Name', 'Last_Name'),
		]);
	});

	it('shows default values without a column, and columns that are left out', async () => {
		const request = { defaults: { Lead_Source: 'Web', Company: 'none' }, ignoreUnknownColumns: true };
		expect(await mappingOf('Foo,Company,Last_Name,Created Time,Work_History\n', request)).toEqual([
			line('Foo', null),
			line('Company', 'Company', { defaultValue: 'none' }),
			line('Last_Name', 'Last_Name'),
			line('Created Time', null),
			line('Work_History', null),
			line(null, 'Lead_Source', { defaultValue: 'Web' }),
		]);
	});

	it('leaves the columns of a reject file out without a word', async () => {
		expect(await mappingOf('Last_Name,Import_Code,Import_Fields\n')).toEqual([line('Last_Name', 'Last_Name')]);
	});

	it.each([',', ';', ':', '|'])('may have its cells separated by %s', async (delimiter) => {
		expect((await mappingOf(['Last_Name', 'Email', 'Company'].join(delimiter))).map(({ field }) => field)).toEqual([
			'Last_Name',
			'Email',
			'Company',
		]);
	});

	it.each([
		[
			'an unknown title',
			'Last_Name,Foo,E mail\n',
			{},
			'Leads has no field with the API name or label "Foo", "E mail"',
			'Rename or remove these columns in the header of the file, or turn on Ignore Unknown Columns',
		],
		[
			'a double title',
			'Last_Name,Email,email \n',
			{},
			'The title "email" occurs twice in the header of the file',
			'Keep one of the two columns, or rename one',
		],
		[
			'two titles of one field',
			'Last_Name,last name\n',
			{},
			'"Last_Name", "last name" of the file both go to the field Last_Name',
			'Keep one of the two columns',
		],
		[
			'a plain and a dotted title of one field',
			'Last_Name,Owner,Owner.email\n',
			{},
			'"Owner", "Owner.email" both go to the field Owner',
			'Keep one of the two keys',
		],
		[
			'a blank title',
			'Last_Name,,Email\n',
			{},
			'Column 2 of the file has no title',
			'Give every column of the header the API name or label of a field, and remove empty columns and delimiters at its end',
		],
		[
			'a delimiter at the end',
			'Last_Name,Email,\n',
			{},
			'Column 3 of the file has no title',
			'Give every column of the header the API name or label of a field, and remove empty columns and delimiters at its end',
		],
		[
			'a label of several fields',
			'Last_Name,Twin\n',
			{},
			'The title "Twin" of the file is the label of several fields: "Row_Number", "Row_Letter"',
			'Use the API name of the right field in the header',
		],
		[
			'rows of another module',
			'Last_Name,Work_History\n',
			{},
			'"Work_History" of Leads has rows of another module, which a cell can\'t hold',
			'Remove the column and put these rows in a file of their own, or turn on Ignore Unknown Columns',
		],
		[
			'a column for the Row Key Field',
			'Last_Name,Row Key\n',
			{ rowKeyField: 'Row_Key' },
			'The import fills the Row Key Field Row_Key itself, but the input has values for it',
			'Remove them from the input, or choose another Row Key Field',
		],
		[
			'tabs between the titles',
			'Last_Name\tEmail\n',
			{ ignoreUnknownColumns: true },
			'The file is not a CSV file of Leads: its first line has no comma, semicolon, colon or pipe between names of fields',
			'Save the data as CSV with commas or semicolons between the columns. Tabs are not supported',
		],
		[
			'a Find By field that it lacks',
			'Last_Name,Company\n',
			{ operation: 'upsert', findBy: 'Email' },
			'No input row has the Find By field Email',
			'Add Email to the rows, or choose another Find By field',
		],
	])('stops the import with %s', async (_, content, request, message, advice) => {
		expect(await refusalOf(sourceOf(content, { request: { ...plainRequest, ...request } as never }))).toEqual([
			message,
			advice,
		]);
	});
});
