/** Input that people reported of this and of other importers, each with what must become of it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { fileImport, leadImport } from '../stage/parameters';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { inItem } from './files';

const { emulator, run } = useImportStage();

/** What becomes of a row: the values of its record by API name, or why it failed. */
type Fate = Readonly<Record<string, unknown>> | string;

const importFile = async (
	content: string | Uint8Array,
	options: INodeParameters = {},
	more: INodeParameters = {},
	timeZone = 'UTC',
): Promise<NodeRunResult> =>
	await run(fileImport({ output: 'all', options, ...more }), [{}], { files: [{ data: inItem(content) }], timeZone });

/** The fates of all rows; of written ones the values of the fields that were expected. */
function fatesOf({ json }: NodeRunResult, expected: readonly Fate[], module = 'Leads'): unknown[] {
	return json.map(({ id, reason }, at) => {
		const fate = expected[at];
		if (id === null) return reason;
		return storedValues(emulator, module, id, typeof fate === 'string' ? ['Last_Name'] : Object.keys(fate));
	});
}

const rows = (header: string, ...lines: string[]): string => `${[header, ...lines].join('\r\n')}\r\n`;
const leads = (field: string, ...cells: string[]): string =>
	rows(`Last_Name;Company;${field}`, ...cells.map((cell, at) => `A${at};B;${cell}`));
const values = (field: string, ...all: unknown[]): Fate[] => all.map((value) => ({ [field]: value }));

describe('cells of files', () => {
	it.each<[string, string, INodeParameters, readonly Fate[]]>([
		[
			'check boxes as 1, 0, yes and on',
			leads('Newsletter', '1', '0', 'Yes', 'No', 'on', 'TRUE'),
			{},
			values('Newsletter', true, false, true, false, true, true),
		],
		[
			'check boxes in German',
			leads('Newsletter', 'WAHR', 'falsch'),
			{ language: 'de' },
			values('Newsletter', true, false),
		],
		[
			'values of picklists in another case and with spaces',
			leads('Lead_Source', 'partner', ' Partner ', '-None-'),
			{},
			values('Lead_Source', 'Partner', 'Partner', null),
		],
		[
			'a value that a picklist lacks',
			leads('Lead_Source', 'Webseite'),
			{},
			['Lead Source "Webseite" is not in the picklist'],
		],
		['what a picklist shows and what it holds', rows('Account_Name;Region', 'A;East', 'B;IN_East'), {}, []],
		[
			'thousands with a point, as another cell shows',
			leads('Annual_Revenue', '12.500', '1.234,50', '50.000'),
			{},
			values('Annual_Revenue', 12500, 1234.5, 50000),
		],
		[
			'whole numbers with a point',
			leads('No_of_Employees', '1.000', '1.234.567'),
			{},
			values('No_of_Employees', 1000, 1234567),
		],
		[
			'amounts of other countries',
			leads('Annual_Revenue', '1 234,56', '1.234,56-', "1'234,50", '(500,00)', '899kr'),
			{},
			values('Annual_Revenue', 1234.56, -1234.56, 1234.5, -500, 899),
		],
		[
			'amounts with a currency',
			leads('Annual_Revenue', '$1,234.00', '€ 99', 'EUR 12.50'),
			{},
			values('Annual_Revenue', 1234, 99, 12.5),
		],
		[
			'a percent sign in another field',
			leads('Annual_Revenue', '15%'),
			{},
			['Annual Revenue "15%" has a percent sign, but the field is not a percent field'],
		],
		[
			'a moment as PostgreSQL prints it',
			leads('Next_Call', '2026-03-04 10:30:00+02', '2026-03-04 10:30:00 UTC'),
			{},
			values('Next_Call', '2026-03-04T14:00:00+05:30', '2026-03-04T16:00:00+05:30'),
		],
		[
			'days with the year first',
			leads('Visit_Date', '2026/03/04', '2026.03.04', '2026-3-4'),
			{},
			values('Visit_Date', '2026-03-04', '2026-03-04', '2026-03-04'),
		],
		[
			'a moment of Google Forms',
			leads('Next_Call', '2026/05/28 7:01:33 PM GMT+2'),
			{},
			values('Next_Call', '2026-05-28T22:31:33+05:30'),
		],
		[
			'years of two digits',
			leads('Visit_Date', '3/4/26', '11/30/23'),
			{},
			values('Visit_Date', '2026-03-04', '2023-11-30'),
		],
		[
			'twelve hours and names of months',
			leads('Next_Call', '3/15/2024 2:30 PM', '15 Apr, 2021 00:03:00', '12 Mar 2025'),
			{},
			values('Next_Call', '2024-03-15T20:00:00+05:30', '2021-04-15T05:33:00+05:30', '2025-03-12T05:30:00+05:30'),
		],
		[
			'a time of a skipped hour',
			leads('Next_Call', '2026-03-29T02:30:00'),
			{ timeZone: 'Europe/Berlin' },
			values('Next_Call', '2026-03-29T07:00:00+05:30'),
		],
		[
			'what is no number',
			leads('Annual_Revenue', 'test', '1test', '1.2.3', 'N/A', '-'),
			{},
			['test', '1test', '1.2.3', 'N/A', '-'].map((text) => `Annual Revenue "${text}" is not a number`),
		],
		[
			'decimals, digits and letters that a field does not hold',
			leads('No_of_Employees', '12.5', '12345678901', '7'),
			{},
			[
				'No. of Employees "12.5" has decimals, but the field takes whole numbers',
				'No. of Employees "12345678901" has 11 digits, and the limit is 9',
				{ No_of_Employees: 7 },
			],
		],
		[
			'phone numbers',
			leads('Phone', 'p:+46701234567', '+44 20 7946 0018', '1'.repeat(31)),
			{},
			[{ Phone: 'p:+46701234567' }, { Phone: '+44 20 7946 0018' }, 'Phone is longer than 30 characters: 31'],
		],
		[
			'text behind a date',
			leads('Visit_Date', '2026-05-01 - 2026-06-01', '2026-05-01Tgarbage', '0026-03-29'),
			{},
			[
				'Visit Date "2026-05-01 - 2026-06-01" is not a date in the format yyyy-MM-dd',
				'Visit Date "2026-05-01Tgarbage" is not a date in the format yyyy-MM-dd',
				'Visit Date "0026-03-29" has a year before 1000, which some programs use for "no date"',
			],
		],
		[
			'white space alone',
			rows('Last_Name;Company;No_of_Employees;Visit_Date;Lead_Source;Newsletter', 'A;B; ; ; ; '),
			{},
			[{ No_of_Employees: null, Visit_Date: null, Lead_Source: null, Newsletter: null }],
		],
		[
			'lists by semicolon, comma and pipe',
			leads('Interests', '"Support;Training"', 'Support, Training', 'Support | Training', 'Support,Nothing'),
			{},
			[
				...values('Interests', ['Support', 'Training'], ['Support', 'Training'], ['Support', 'Training']),
				'Interests "Support,Nothing" could be one entry or several, and only some of them are in the picklist: separate entries with semicolons',
			],
		],
		[
			'offsets of zones that change on half hours',
			leads('Next_Call', '2026-09-27T03:20', '2026-09-27T03:50'),
			{ timeZone: 'Pacific/Chatham' },
			values('Next_Call', '2026-09-26T20:05:00+05:30', '2026-09-26T19:35:00+05:30'),
		],
		[
			'emoji, other scripts and line separators',
			rows('Last_Name;Company', '"😀 李\u2028x";"Say ""hi"""'),
			{},
			[{ Last_Name: '😀 李\u2028x', Company: 'Say "hi"' }],
		],
		[
			'one owner by email, name and ID, in capitals and with spaces',
			leads('Owner', ' ANN.LEE@brightwell.test ', 'Bruno Costa', '', 'Nobody'),
			{},
			[{}, {}, {}, 'Lead Owner "Nobody" is the name of no user of the organization'],
		],
		[
			'owners under the first rows, which have none',
			leads('Owner', ...Array.from({ length: 3 }, () => ''), 'n/a', 'bruno.costa@brightwell.test'),
			{},
			[{}, {}, {}, 'Lead Owner "n/a" is the name of no user of the organization', {}],
		],
	])('%s', async (_, content, options, fates) => {
		const module = content.startsWith('Account_Name') ? 'Accounts' : 'Leads';
		const expected = module === 'Accounts' ? [{ Region: 'IN_East' }, { Region: 'IN_East' }] : fates;
		expect(fatesOf(await importFile(content, options, { module }), expected, module)).toEqual(expected);
	});

	it('is a day in the time zone of the import where it is a moment', async () => {
		const content = leads('Visit_Date', '2026-04-30T22:00:00.000Z', '2026-04-30T00:00:00Z', '2026-04-30');
		const expected = values('Visit_Date', '2026-05-01', '2026-04-30', '2026-04-30');
		expect(fatesOf(await importFile(content, {}, {}, 'Europe/Berlin'), expected)).toEqual(expected);
	});
});

describe('files', () => {
	const ONE = [{ Last_Name: 'A', Company: 'B' }];

	it.each<[string, string | Uint8Array, INodeParameters, readonly Fate[]]>([
		[
			'a title that is empty at the end or the front',
			',Last Name,Company,\n,A,B,\n',
			{ ignoreUnknownColumns: true },
			ONE,
		],
		[
			'titles twice that go to no field',
			'Last Name,Company,Notes,notes,Notes\nA,B,1,2,3\n',
			{ ignoreUnknownColumns: true },
			ONE,
		],
		[
			'titles of another system',
			'Surname,Company Name\nA,B\n',
			{
				fileColumns: {
					values: [
						{ title: 'Surname', field: 'Last_Name' },
						{ title: 'Company Name', field: 'Company' },
					],
				},
			},
			ONE,
		],
		[
			'a short row among whole ones',
			'Last_Name,Company,Phone\nA,B,1\nC,D\nE,F,\n',
			{},
			[...ONE, 'It has 2 cells, but the header has 3', {}],
		],
		[
			'a short row that is filled',
			'Last_Name,Company,Phone\nA,B\nC,D,1,,\nE,F,1\n',
			{ shortRows: 'fill' },
			[...ONE, {}, {}],
		],
		[
			'lines below the data',
			'Last_Name,Company\nA,B\nC,D\nE,F\n\nReport of Brightwell\nCopyright\n',
			{},
			[
				...ONE,
				{},
				{},
				...Array.from(
					{ length: 2 },
					() => 'It has only one cell and is after an empty line, so it may be a line below the data',
				),
			],
		],
		['lines above the header', 'Export,,\n,,\nLast_Name,Company,Phone\nA,B,1\n', { skipLines: 2 }, ONE],
		['rows of delimiters only at the end', 'Last_Name,Company\nA,B\n,\n,\n', {}, ONE],
		[
			'tabs, and titles with commas',
			'Last Name\tCompany\tNotes, old\nA\tB\tx, y\n',
			{ ignoreUnknownColumns: true },
			ONE,
		],
		['UTF-16 with tabs', Buffer.from('\ufeffLast Name\tCompany\r\nA\tB\r\n', 'utf16le'), {}, ONE],
		['a mark, a sep= line and a quoted header', '\ufeffsep=;\r\n"Last_Name";"Company"\r\nA;"B"\r\n', {}, ONE],
		['titles beside API names', 'last name,COMPANY,Phone\nA,B,1\n', {}, ONE],
		['colons in titles', 'Last_Name,Company,Note: a: b: c\nA,B,x\n', { ignoreUnknownColumns: true }, ONE],
		['accents in two parts, and spaces that do not break', 'Last\u00a0Name,Company\nA,B\n', {}, ONE],
		['IDs of records in an insert', 'Record Id,Last Name,Company\nzcrm_4150868000004600990,A,B\n', {}, ONE],
	])('with %s are imported', async (_, content, options, expected) => {
		expect(fatesOf(await importFile(content, options), expected)).toEqual(
			expected.map((fate) => (typeof fate === 'string' ? fate : expect.objectContaining(fate))),
		);
	});

	it('with line breaks of old Macs, JSON, a vCard or a web page are named', async () => {
		const told: string[] = [];
		for (const content of [
			'Last_Name,Company\rA,B\r',
			'[{"Last_Name":"A"}]',
			'BEGIN:VCARD\r\nVERSION:3.0\r\nN:A;B\r\nEND:VCARD\r\n',
			'<!DOCTYPE html>\n<html><body>Log in</body></html>\n',
		])
			told.push((await failureOf(importFile(content))).message);
		expect(told).toEqual([
			'The file has a carriage return without a line feed in its header, so it would be read as one line',
			'The file is JSON, not CSV',
			'The file is vCard or iCalendar, not CSV',
			'The file is HTML or XML, not CSV',
		]);
	});

	it('that an option of reading contradicts stop, and name the rows that disagree', async () => {
		const content = leads('Visit_Date', '03/04/2026', '13/04/2026');
		expect((await failureOf(importFile(content, { dateOrder: 'monthFirst' }))).message).toBe(
			'Column "Visit_Date", row 2 of the file: "13/04/2026" does not fit the option Date Order. Nothing was sent',
		);
		expect(emulator.store.count('Leads')).toBe(0);
	});

	it("of Zoho's own export go back by their IDs, and the ID of a lookup goes before its name", async () => {
		const account = emulator.add('Accounts', { Account_Name: 'Brightwell' });
		const contact = emulator.add('Contacts', { Last_Name: 'Okafor' });
		const content = rows(
			'Record Id,Last Name,Account Name.id,Account Name,Created Time',
			`zcrm_${contact},Rao,zcrm_${account},Brightwell,2026-01-01`,
		);
		const result = await importFile(content, {}, { module: 'Contacts', importOperation: 'update', findBy: 'id' });
		expect(fatesOf(result, [{ Last_Name: 'Rao', Account_Name: null }], 'Contacts')).toEqual([
			{ Last_Name: 'Rao', Account_Name: { id: account, name: 'Brightwell' } },
		]);
	});
});

describe('items', () => {
	const lead = (more: IDataObject): IDataObject => ({ Last_Name: 'A', Company: 'B', ...more });

	it.each<[string, IDataObject, Fate]>([
		[
			'a lookup without its ID',
			lead({ Referring_Account: { id: null, name: 'Acme' } }),
			'Referring Account is an object without an ID',
		],
		['an owner by email in an object', lead({ Owner: { email: 'bruno.costa@brightwell.test' } }), {}],
		[
			'empty entries and spaces in lists',
			lead({ Interests: ['', 'Support', null, 'Training '] }),
			{ Interests: ['Support', 'Training'] },
		],
		[
			'an item as a list where a picklist is',
			lead({ Lead_Source: ['Partner'] }),
			'Lead Source is a list or an object where text is expected',
		],
	])('with %s', async (_, item, fate) => {
		const result = await run(leadImport({ route: 'bulk' }), [item]);
		expect(fatesOf(result, [fate])).toEqual([typeof fate === 'string' ? fate : expect.objectContaining(fate)]);
	});

	it('with child rows that are empty, or come from Zoho CRM with their IDs, go in', async () => {
		const items = [
			lead({ Work_History: [{}] }),
			lead({ Work_History: [{ id: '4150868000009000009', Employer: 'Acme', $approved: true }] }),
		];
		expect((await run(leadImport({ route: 'bulk' }), items)).json.map(({ status }) => status)).toEqual([
			'ADDED',
			'ADDED',
		]);
	});

	it('that were read from Zoho CRM go in without what it fills itself', async () => {
		const read = lead({ Created_Time: '2026-01-01T00:00:00Z', $approved: true });
		const [written] = (await run(leadImport({ route: 'bulk' }), [read])).json;
		const venue = { Name: 'Hall', Venue_Number: '7' };
		const [numbered] = (await run(leadImport({ module: 'Venues', route: 'bulk' }), [venue])).json;
		expect([written.status, numbered.status]).toEqual(['ADDED', 'ADDED']);
		expect(emulator.store.get('Venues', String(numbered.id))?.Venue_Number).not.toBe('7');
	});

	it('that have a file and no keys are told to import the file', async () => {
		const files = [{ data: inItem('Last_Name,Company\nA,B\n') }];
		const { message, description } = await failureOf(run(leadImport(), [{}], { files }));
		expect([message, description]).toEqual([
			'The input items are empty: they have no keys',
			'If the rows are in a file, set Import From to File. Otherwise check the node before this one',
		]);
	});
});

describe('a lookup that points to no record', () => {
	it.each([
		['bulk', 'first'],
		['records', 'first'],
		['bulk', 'all'],
		['records', 'all'],
	] as const)('is named as its field, not as an ID (%s, refusals: %s)', async (route, severalRefusals) => {
		emulator.switches.severalRefusals = severalRefusals;
		const items = [
			{ Last_Name: 'A', Company: 'B', Referring_Account: '4150868000009999999' },
			{ Last_Name: 'A', Company: '', Referring_Account: '4150868000009999999' },
		];
		const { json } = await run(leadImport({ route }), items);
		const named = json.flatMap(({ errors }) => (errors as Array<{ fields: string[] }>).flatMap(({ fields }) => fields));
		expect(named).not.toContain('id');
		expect(named).toContain('Referring_Account');
	});
});
