import { leadFields, packAll, plainRequest, readCsv, refusalOf, sourceOf, unzip } from './cases';

const mappingOf = async (content: string, request = {}, columns = {}) =>
	(await sourceOf(content, { request, form: { columns } }).check()).mapping;
const left = (column: string, leftOut: string) => line(column, null, { leftOut });
const UNKNOWN = 'Leads has no field with this name';
const BY_ZOHO = 'Zoho CRM fills it itself';
const line = (column: string | null, field: string | null, more = {}) => ({
	column,
	field,
	findBy: null,
	format: null,
	defaultValue: null,
	...more,
});

const MAP_THEM =
	'Map these columns to fields under File Columns, rename or remove them in the header of the file, or turn on Ignore Unknown Columns';
const KEEP_ONE = 'Keep one of the two columns, or map the right one to the field under File Columns';

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
			left('x,\ny', UNKNOWN),
			line('Last_Name', 'Last_Name'),
		]);
	});

	it('shows default values without a column, and columns that are left out', async () => {
		const request = { defaults: { Lead_Source: 'Web', Company: 'none' }, ignoreUnknownColumns: true };
		expect(await mappingOf('Foo,Company,Last_Name,Created Time,Work_History\n', request)).toEqual([
			left('Foo', UNKNOWN),
			line('Company', 'Company', { defaultValue: 'none' }),
			line('Last_Name', 'Last_Name'),
			left('Created Time', BY_ZOHO),
			left('Work_History', 'A bulk job has no cells for this type of field'),
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
			'Last_Name,Foo,E mail,Amonut,Foo\n',
			{},
			'Leads has no field with the API name or label "Foo", "E mail", "Amonut"',
			`Did you mean "E-mail" for "E mail", "Amount" for "Amonut"? ${MAP_THEM}`,
		],
		[
			'very many unknown titles',
			`Last_Name,${Array.from({ length: 23 }, (_, number) => `Zz${number}`).join(',')}\n`,
			{},
			`Leads has no field with the API name or label ${Array.from({ length: 20 }, (_, number) => `"Zz${number}"`).join(', ')} and 3 more`,
			MAP_THEM,
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
			KEEP_ONE,
		],
		[
			'a plain and a dotted title of one field',
			'Last_Name,Owner,Owner.email\n',
			{},
			'"Owner", "Owner.email" of the file both go to the field Owner',
			KEEP_ONE,
		],
		[
			'a value under a blank title',
			'Last_Name,,Email\nA,,a@x.test\nB,n,b@x.test\n',
			{},
			'Column 2 of the file has no title, but row 2 has a value in it. Nothing was sent',
			'Give the column a title in the header, or turn on Ignore Unknown Columns to leave it out',
		],
		[
			'no title that goes to a field',
			'Foo,Bar\n',
			{ ignoreUnknownColumns: true },
			'No column of the file goes to a field of Leads',
			'Map the columns to fields under File Columns, or rename them in the header to API names or labels of fields',
		],
		[
			'a label of several fields',
			'Last_Name,Twin\n',
			{},
			'The title "Twin" of the file is the label of several fields: "Row_Number", "Row_Letter"',
			'Map the title to the right field under File Columns, or use the API name of the field in the header',
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
			'The import fills the Row Key Field Row_Key itself, but a column of the file goes to it',
			'Remove the column from the file, or choose another Row Key Field',
		],
		[
			'nothing between the titles',
			'Last_Name Email\n',
			{ ignoreUnknownColumns: true },
			'The file is not a CSV file of Leads: its first line has no comma, semicolon, colon, pipe or tab between names of fields',
			'Save the data as CSV with commas, semicolons or tabs between the columns',
		],
		[
			'a Find By field that it lacks',
			'Last_Name,Company\n',
			{ operation: 'upsert', findBy: 'Email' },
			'No column of the file goes to the Find By field Email',
			'Map a column to Email under File Columns, or choose another Find By field',
		],
	])('stops the import with %s', async (_, content, request, message, advice) => {
		expect(await refusalOf(sourceOf(content, { request: { ...plainRequest, ...request } as never }))).toEqual([
			message,
			advice,
		]);
	});
});

describe('titles that look the same', () => {
	it('are the same: with other accents, widths and blanks', async () => {
		const titles = ['\u00a0Last\u00a0Name ', 'Ｅ-ｍａｉｌ', 'LEAD  SOURCE'];
		expect((await mappingOf(`${titles.join(',')}\n`)).map(({ field }) => field)).toEqual([
			'Last_Name',
			'Email',
			'Lead_Source',
		]);
	});
});

describe('columns that go to no field', () => {
	it('may lack a title, as long as their cells are empty', async () => {
		expect(await mappingOf(',Last_Name,Email,\n,A,a@x.test,\n, B,b@x.test, \n')).toEqual([
			left('', 'It has no title'),
			line('Last_Name', 'Last_Name'),
			line('Email', 'Email'),
			left('', 'It has no title'),
		]);
	});

	it('may lack a title, repeat and hold anything where unknown columns are ignored', async () => {
		const content = 'Notes,Last_Name,,notes\nx,A,y,z\n';
		expect(await mappingOf(content, { ignoreUnknownColumns: true })).toEqual([
			left('Notes', UNKNOWN),
			line('Last_Name', 'Last_Name'),
			left('', 'It has no title'),
			left('notes', UNKNOWN),
		]);
	});
});

describe("a file that Zoho's own export wrote", () => {
	it('goes in as it is: fields that Zoho fills are left out, and the ID of a lookup goes before its name', async () => {
		const titles =
			'Record Id,Lead Owner.id,Lead Owner,Last Name,Account.id,Account,Created By.id,Created By,Created Time,Locked';
		expect(await mappingOf(`${titles}\n`)).toEqual([
			left('Record Id', 'New records get IDs of their own'),
			line('Lead Owner.id', 'Owner', { findBy: 'id' }),
			left('Lead Owner', '"Lead Owner.id" fills Owner'),
			line('Last Name', 'Last_Name'),
			line('Account.id', 'Account', { findBy: 'id' }),
			left('Account', '"Account.id" fills Account'),
			left('Created By.id', BY_ZOHO),
			left('Created By', BY_ZOHO),
			left('Created Time', BY_ZOHO),
			left('Locked', BY_ZOHO),
		]);
	});

	it('leaves record IDs out where records are found by another field', async () => {
		expect(await mappingOf('Record Id,Last_Name,Email\n', { operation: 'upsert', findBy: 'Email' })).toEqual([
			left('Record Id', 'Find By is another field'),
			line('Last_Name', 'Last_Name'),
			line('Email', 'Email'),
		]);
	});

	it.each(['Contact Owner', 'deal owner', 'Record Owner', 'Owner.name', 'Lead Owner.Full Name', 'Account Owner.name'])(
		'names the owner as %s',
		async (title) => {
			expect(await mappingOf(`Last_Name,${title}\nA,1\n`)).toEqual([
				line('Last_Name', 'Last_Name'),
				line(title, 'Owner', { findBy: 'id' }),
			]);
		},
	);

	it('has IDs with a prefix, which jobs do not get', async () => {
		const content = 'Record Id,Last_Name,Account.id\nzcrm_11,A, zcrm_12\n13,B,14\n';
		const [chunk] = await packAll(sourceOf(content, { request: { operation: 'update', findBy: 'id' } }), [[0, 1]]);
		expect(readCsv(String(Object.values(await unzip(chunk.zip))[0]))).toEqual([
			['Record Id', 'Last_Name', 'Account.id'],
			['11', 'A', '12'],
			['13', 'B', '14'],
		]);
	});
});

describe('columns that were mapped in the form', () => {
	it('go where the form says, whatever their titles mean', async () => {
		const columns = { 'company name': 'Company', ' Email ': 'Last_Name', Mail: 'Email', Firm: 'Account.account name' };
		expect(await mappingOf('Company  Name,Email,Mail,Firm,Organization\n', {}, columns)).toEqual([
			line('Company  Name', 'Company'),
			line('Email', 'Last_Name'),
			line('Mail', 'Email'),
			line('Firm', 'Account', { findBy: 'Account_Name' }),
			left('Organization', '"Company  Name" fills Company'),
		]);
	});

	const refusal = async (titles: string, columns: Readonly<Record<string, string>>) =>
		await refusalOf(sourceOf(`${titles}\n`, { form: { columns } }));

	it('have to be in the file', async () => {
		const titles = Array.from({ length: 25 }, (_, number) => `T${number + 1}`);
		expect(await refusal(`Last_Name,${titles.join(',')}`, { Surname: 'Last_Name' })).toEqual([
			'The file has no column "Surname"',
			`Correct the title under File Columns. The columns are "Last_Name", ${titles
				.slice(0, 19)
				.map((title) => `"${title}"`)
				.join(', ')} and 6 more`,
		]);
	});

	const CHOOSE = 'Choose a field from the list under File Columns, or enter its API name';
	it.each([
		['Shoe_Size', 'Leads has no field "Shoe_Size", which File Columns has for the column "X"'],
		['Created_Time', 'The column "X" can\'t go to the field "Created_Time": Zoho CRM fills it itself'],
		['id', 'The column "X" can\'t go to the field "id": New records get IDs of their own'],
	])('can not go to %s', async (field, message) => {
		expect(await refusal('Last_Name,X', { X: field })).toEqual([message, CHOOSE]);
	});

	it('can not both go to one field', async () => {
		expect(await refusal('Last_Name,X,Y', { X: 'Email', Y: 'Email' })).toEqual([
			'"X", "Y" of the file both go to the field Email',
			KEEP_ONE,
		]);
	});
});
