import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { jobOrders, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { fileImport, leadImport } from '../stage/parameters';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { inItem, readOutput } from './files';
import { hintsOf } from './outcomes';

const { emulator, run } = useImportStage();

const importFile = async (content: string, more: INodeParameters = {}): Promise<NodeRunResult> =>
	await run(fileImport({ output: 'all', ...more }), [{}], { files: [{ data: inItem(content) }] });

/** Status, and why the row was not written. */
const toldOf = ({ json }: NodeRunResult): unknown[] => json.map(({ status, reason }) => [status, reason]);

/** What stopped an import, and what to do about it; nothing has been sent. */
async function stopOf(content: string, more: INodeParameters = {}): Promise<[string, unknown]> {
	const { message, description } = await failureOf(importFile(content, more));
	expect([jobOrders(emulator), emulator.store.count('Leads')]).toEqual([[], 0]);
	return [message, description];
}

const SHORTENED =
	'lost digits when Excel shortened it: get it from its source again, and format the column as Text before Excel saves it';

describe('a number that Excel has shortened', () => {
	it.each([
		[
			'as the ID of a record',
			'id,Last_Name\n4.15E+18,A\n',
			{ importOperation: 'update', findBy: 'id' },
			'Record ID "4.15E+18"',
		],
		[
			'as an ID with a decimal comma',
			'id;Last_Name\n4,15E+18;A\n',
			{ importOperation: 'update', findBy: 'id' },
			'Record ID "4,15E+18"',
		],
		['as a lookup', 'Last_Name,Company,Referring_Account\nA,B,4.15087E+18\n', {}, 'Referring Account "4.15087E+18"'],
		['as an owner', 'Last_Name,Company,Owner\nA,B,4.15087E+18\n', {}, 'Lead Owner "4.15087E+18"'],
		['as a phone number', 'Last_Name,Company,Phone\nA,B,4.9E+11\n', {}, 'Phone "4.9E+11"'],
		['as a unique text', 'Last_Name,Company,Ext_Ref\nA,B,1.2E+15\n', {}, 'Ext Ref "1.2E+15"'],
	] as const)('%s fails its row, and says that Excel took the digits', async (_, content, more, field) => {
		expect(toldOf(await importFile(content, more))).toEqual([['SKIPPED', `${field} ${SHORTENED}`]]);
		expect(jobOrders(emulator)).toEqual([]);
	});

	it('stays text where any text will do', async () => {
		const { json } = await importFile('Last_Name,Company,Description,Phone\n1E5,B,Part 4.9E+11,1E5\n');
		expect(storedValues(emulator, 'Leads', json[0].id, ['Last_Name', 'Description', 'Phone'])).toEqual({
			Last_Name: '1E5',
			Description: 'Part 4.9E+11',
			Phone: '1E5',
		});
	});
});

describe('a file of an unusual form', () => {
	it('without rows says so', async () => {
		const result = await importFile('Last_Name,Company\n', { output: 'summary' });
		expect([result.json[0].rows, hintsOf(result)]).toEqual([
			0,
			['The file has a header but no rows below it. Nothing was sent'],
		]);
		expect(jobOrders(emulator)).toEqual([]);
	});

	it('has its titles recognized although they have invisible characters', async () => {
		const { json } = await importFile('\u200bLast_Name,Comp\u200bany\u200c,Pho\u00adne\u2060\nA,B,1\n');
		expect(storedValues(emulator, 'Leads', json[0].id, ['Last_Name', 'Company', 'Phone'])).toEqual({
			Last_Name: 'A',
			Company: 'B',
			Phone: '1',
		});
	});

	it.each(['\ufeff', ''])('that was joined of two leaves out the second header, marked with %j', async (mark) => {
		const content = `\ufeffLast_Name,Company\nA,B\n${mark}Last_Name,Company\nC,D\n${mark}E,F\n`;
		expect(toldOf(await importFile(content))).toEqual([
			['ADDED', undefined],
			['SKIPPED', 'It is the header again, as where files were joined'],
			['ADDED', undefined],
			mark === ''
				? ['ADDED', undefined]
				: ['SKIPPED', 'It starts with the invisible mark of a file, as where files were joined'],
		]);
	});

	it('with a space before a quote fails the row, or stops where the header or most rows have it', async () => {
		expect(toldOf(await importFile('Last_Name,Company\nA,B\nC, "D, E"\nF, "G"\nH,5" pipe\nI,J\n'))).toEqual([
			['ADDED', undefined],
			['SKIPPED', 'It has a space before a quote, so that the quotes are part of the text'],
			['SKIPPED', 'It has a space before a quote, so that the quotes are part of the text'],
			['ADDED', undefined],
			['ADDED', undefined],
		]);
		emulator.reset();
		const advice = 'Remove the spaces between delimiters and quotes, and import the file again';
		expect(await stopOf('"Last_Name", "Company"\n"A", "B, C"\n')).toEqual([
			'The header of the file has spaces before quotes, so that the quotes are part of the titles. Nothing was sent',
			advice,
		]);
		expect(await stopOf('Last_Name,Company\nA, "B, C"\nD, "E"\nF,G\n')).toEqual([
			'Most rows of the file have a space before a quote, so that the quotes are part of the text. Nothing was sent',
			advice,
		]);
	});

	it.each([
		['last_name;Note: a: b: c;company', 'A;x;B'],
		['Last_Name,"Note: a; b; c; d",Company', 'A,"x,y",B'],
	])('goes to Zoho CRM with one kind of delimiter in its header: %s', async (header, row) => {
		const { json } = await importFile(`${header}\n${row}\n`, { options: { ignoreUnknownColumns: true } });
		expect(storedValues(emulator, 'Leads', json[0].id, ['Last_Name', 'Company'])).toEqual({
			Last_Name: 'A',
			Company: 'B',
		});
	});

	it('with line feeds before carriage returns stops', async () => {
		expect(await stopOf('Last_Name,Company\n\rA,B\n\rC,D\n\r')).toEqual([
			'The lines of the file end with a line feed and then a carriage return, which is the wrong order. Nothing was sent',
			'Save the file with Windows or Unix line breaks, such as CSV UTF-8 in Excel, then import it again',
		]);
	});

	it('takes the delimiter of a sep= line among the lines that are skipped', async () => {
		const content = 'sep=|\nReport, of, today\nLast_Name|Company, Inc., or so\nA|B\n';
		const options = {
			skipLines: 2,
			fileColumns: { values: [{ title: 'Company, Inc., or so', field: 'Company' }] },
		};
		const { json } = await importFile(content, { options });
		expect(storedValues(emulator, 'Leads', json[0].id, ['Last_Name', 'Company'])).toEqual({
			Last_Name: 'A',
			Company: 'B',
		});
	});
});

describe('options that cannot work stop the import before anything is sent', () => {
	const TWICE = 'Remove one of the two entries';
	const columns = (...values: Array<{ title: string; field: string }>): INodeParameters => ({
		options: { fileColumns: { values } },
	});
	const defaults = (field: string, ...values: string[]): INodeParameters => ({
		options: { defaults: { values: values.map((value) => ({ field, value })) } },
	});

	it.each<[string, INodeParameters, string, string]>([
		[
			'one title under File Columns twice',
			columns({ title: 'X', field: 'Phone' }, { title: 'X', field: 'Fax' }),
			'Reading: File Columns has "X" twice: with "Phone" and with "Fax"',
			TWICE,
		],
		[
			'one title under File Columns twice, in another case',
			columns({ title: 'X', field: 'Phone' }, { title: 'x ', field: 'Fax' }),
			'File Columns has the column "x" twice: for the fields "Phone", "Fax"',
			TWICE,
		],
		[
			'a default value twice',
			defaults('Phone', '1', '2'),
			'Default Values has "Phone" twice: with "1" and with "2"',
			TWICE,
		],
		[
			'a default value that is too long',
			defaults('Phone', '1'.repeat(31)),
			'The default value of Phone is longer than 30 characters: 31',
			'Correct it under Default Values',
		],
		[
			'a default value that is no email',
			defaults('Email', 'none'),
			'The default value of Email is not a valid email',
			'Correct it under Default Values',
		],
		[
			'a default value with decimals for a whole number',
			defaults('No_of_Employees', '1.5'),
			'The default value of No_of_Employees has decimals, but the field takes whole numbers',
			'Correct it under Default Values',
		],
		[
			'a field by which no record can be found',
			{ importOperation: 'upsert', findBy: '={{ "Phone" }}' },
			"Zoho CRM can't find records of Leads by Phone, because its values are not unique. Nothing was sent",
			'Set Find By to Email or Ext_Ref or id',
		],
		[
			'a property of users that is no key',
			{ options: { lookUps: { values: [{ field: 'Owner', findBy: 'Phone' }] } } },
			"Owner.Phone can't be imported: a user is found by ID, email or full name. Nothing was sent",
			'Enter email for Owner under Lookup Fields',
		],
	])('%s', async (_, more, message, advice) => {
		expect(await stopOf('Last_Name,Company,X,Phone,Owner\nA,B,,1,\n', withoutX(more))).toEqual([message, advice]);
	});

	/** The column X is for File Columns alone. */
	function withoutX(more: INodeParameters): INodeParameters {
		const options = more.options as INodeParameters | undefined;
		return { ...more, options: { ignoreUnknownColumns: true, ...options } };
	}

	it.each(['Owner.role', 'Owner.Phone'])('the column %s, from items and from a file', async (column) => {
		const message = `${column} can't be imported: a user is found by ID, email or full name. Nothing was sent`;
		const advice = 'Name the column Owner, which takes IDs, emails and full names';
		expect(await stopOf(`Last_Name,Company,${column}\nA,B,x\n`)).toEqual([message, advice]);
		const items: IDataObject[] = [{ Last_Name: 'A', Company: 'B', [column]: 'x' }];
		const failure = await failureOf(run(leadImport(), items));
		expect([failure.message, failure.description]).toEqual([message, advice]);
	});
});

describe('emails are checked before the job', () => {
	const EMAILS = ['bad', 'Ann <ann@brightwell.test>', 'mailto:ann@brightwell.test', 'a;b@brightwell.test', 'a@', 'a@b'];

	it.each(['bulk', 'records'])('and fail with their field (%s)', async (route) => {
		const items = EMAILS.map((Email) => ({ Last_Name: 'A', Company: 'B', Email }));
		expect(toldOf(await run(leadImport({ route }), items))).toEqual(
			EMAILS.map((email) => ['SKIPPED', `Email "${email}" is not a valid email`]),
		);
		expect([jobOrders(emulator), emulator.store.count('Leads')]).toEqual([[], 0]);
	});

	it.each(['bulk', 'records'])('and lose the spaces around them (%s)', async (route) => {
		const emails = ["o'hara+x_y-z@sub.brightwell.test", 'jürgen@müller.example', ' ann@brightwell.test '];
		const { json } = await run(
			leadImport({ route }),
			emails.map((Email) => ({ Last_Name: 'A', Company: 'B', Email })),
		);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Email']))).toEqual(
			emails.map((email) => ({ Email: email.trim() })),
		);
	});
});

describe('rows that were not written', () => {
	const FILE = [
		'Last_Name,Company,Visit_Date,Annual_Revenue',
		'A,B,13/04/2026,"1.234,5"',
		'C,D,03/04/2026,1.234',
		'E,,05/06/2026,2.345',
		'',
	].join('\n');

	/** Imports a file and gives the reject file as text. */
	async function rejectsOf(content: string): Promise<string> {
		const { outputs } = await importFile(content, { output: 'summary' });
		return (await readOutput(outputs[0][0].binary?.rejects)).toString();
	}

	it('are read as the whole file showed it when they are imported again', async () => {
		const rejects = await rejectsOf(FILE);
		expect(rejects).toBe(
			[
				'Last_Name,Company,Visit_Date,Annual_Revenue,Import_Reason,Import_Code,Import_Fields,Import_Read_As',
				'E,,05/06/2026,2.345,Company is empty,MANDATORY_NOT_FOUND,Company,Visit_Date: day first; Annual_Revenue: decimal comma',
				'',
			].join('\n'),
		);
		// Not corrected yet: what was shown is passed on.
		expect(await rejectsOf(rejects)).toBe(rejects);
		const { json } = await importFile(rejects.replace('E,,', 'E,F,'));
		expect(storedValues(emulator, 'Leads', json[0].id, ['Visit_Date', 'Annual_Revenue'])).toEqual({
			Visit_Date: '2026-06-05',
			Annual_Revenue: 2345,
		});
	});

	it('stop where a correction contradicts it', async () => {
		const rejects = (await rejectsOf(FILE)).replace('05/06/2026', '05/16/2026');
		expect((await failureOf(importFile(rejects))).message).toContain('have different orders of day and month');
	});

	it('have no such column where their own cells show it', async () => {
		expect(await rejectsOf('Last_Name,Company,Visit_Date\nA,,13/04/2026\n')).not.toContain('Import_Read_As');
	});

	it('of a second file say it too', async () => {
		const childFile = {
			file: { binaryField: 'history', field: 'Work_History', childColumn: 'Lead', mainColumn: 'Ext_Ref' },
		};
		const files = {
			data: inItem('Ext_Ref,Last_Name,Company\n1,A,\n2,B,b\n'),
			history: inItem('Lead,Employer,From_Date\n1,ok,03/04/2020\n2,fine,13/04/2020\n'),
		};
		const { outputs } = await run(fileImport({ output: 'summary', options: { childFile } }), [{}], { files: [files] });
		const childRejects = await readOutput(outputs[0][0].binary?.childRejects);
		expect(childRejects.toString()).toContain('From_Date: day first');
		expect(childRejects.toString().split('\n')[0]).toBe(
			'Lead,Employer,From_Date,Import_Reason,Import_Code,Import_Fields,Import_Read_As',
		);
	});
});
