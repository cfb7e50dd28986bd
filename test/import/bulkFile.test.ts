import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import { packZip } from '../emulator/clients/bulk';
import { keepFilesOnDisk } from '../stage/binaryStore';
import type { NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import {
	type CsvForm,
	expectedLeads,
	expectedRecord,
	FIELDS,
	type FileRow,
	fileRows,
	heldLeads,
	heldRecord,
	inItem,
	onDisk,
	readOutput,
	type Refusals,
	writeCsv,
	writeHeader,
	writeRejects,
	writeRow,
} from './files';
import { counts, countsOf, makeUnique } from './outcomes';
import { jobOrders, writesOf } from '../stage/books';
import { fileImport } from '../stage/parameters';
import { seedLead } from '../stage/seeds';
import { REFUSED_EMAIL } from '../stage/rows';

const { emulator, run } = useImportStage();

const importCsv = async (
	rows: readonly FileRow[],
	parameters: INodeParameters = {},
	form: CsvForm = {},
): Promise<NodeRunResult> =>
	await run(fileImport(parameters), [{}], { files: [{ data: inItem(writeCsv(rows, form)) }] });

/** Answers in input order, all of the one item that held the file, each with the id of the lead that its row became. */
function expectAnswersToOwnTheirLeads({ items }: NodeRunResult, rows: readonly FileRow[], status = 'ADDED'): void {
	const told = items.map(({ json, pairedItem }) => ({
		pairedItem,
		row: json.row,
		status: json.status,
		errors: json.errors,
		lead: heldRecord(emulator, json.id, Object.keys(rows[0])),
	}));
	expect(told).toEqual(
		rows.map((row, index) => ({
			pairedItem: { item: 0 },
			row: index + 1,
			status,
			errors: [],
			lead: expectedRecord(row),
		})),
	);
	expect(new Set(items.map(({ json }) => json.id)).size).toBe(rows.length);
}

describe('a CSV', () => {
	const LABELS = {
		Last_Name: 'last name',
		Ext_Ref: 'EXT REF',
		Annual_Revenue: 'Annual Revenue',
		Visit_Date: 'visit_date',
	};

	it.each<[string, CsvForm]>([
		['commas and CR LF', {}],
		['commas, LF and a byte order mark', { lineBreak: '\n', hasMark: true }],
		['semicolons, CR LF and a byte order mark', { delimiter: ';', hasMark: true }],
		['colons', { delimiter: ':', lineBreak: '\n' }],
		['pipes', { delimiter: '|' }],
		['labels and other spellings as titles', { titles: LABELS }],
	])('with %s becomes exactly the leads that it says, each answer with its own id', async (_, form) => {
		const rows = fileRows(200);
		expectAnswersToOwnTheirLeads(await importCsv(rows, { output: 'all' }, form), rows);
		expect(heldLeads(emulator)).toEqual(expectedLeads(rows));
	});

	it.each([
		[
			'quotes in cells that stand in none',
			'Last_Name,Company\nA,5" pipe\nB,b "c"\n,d\n',
			[
				['A', '5" pipe'],
				['B', 'b "c"'],
			],
			1,
		],
		[
			'rows that end in LF and CR LF',
			'Last_Name,Company\r\nA,a\nB,b\r\nC,c',
			[
				['A', 'a'],
				['B', 'b'],
				['C', 'c'],
			],
			0,
		],
		[
			'rows that end in CR LF behind a header with LF',
			'Last_Name,Company\nA,a\r\nB,b\n',
			[
				['A', 'a'],
				['B', 'b'],
			],
			0,
		],
		['a first line for Excel that names the separator', 'sep=;\r\nLast_Name;Company\r\nA;a\r\n', [['A', 'a']], 0],
	])('with %s becomes the same leads by a job as by the records API', async (_, content, leads, skipped) => {
		for (const route of ['bulk', 'records']) {
			emulator.reset();
			const result = await run(fileImport({ route }), [{}], { files: [{ data: inItem(content) }] });
			expect(countsOf(result)).toEqual(counts({ rows: leads.length + skipped, added: leads.length, skipped }));
			expect([...emulator.store.all('Leads')].map(({ Last_Name, Company }) => [Last_Name, Company])).toEqual(leads);
		}
	});

	it('may name the field behind the dot of a look-up by its label, in any case', async () => {
		const account = emulator.add('Accounts', { Account_Name: 'Brightwell' });
		for (const title of [
			'Referring Account.account name',
			'REFERRING_ACCOUNT.ACCOUNT_NAME',
			'Referring_Account.Account_Name',
		]) {
			const { json } = await run(fileImport({ output: 'all' }), [{}], {
				files: [{ data: inItem(`Last_Name,Company,${title}\nA,a,Brightwell\n`) }],
			});
			expect(
				json.map(({ status, id }) => [status, emulator.store.get('Leads', String(id))?.Referring_Account]),
			).toEqual([['ADDED', { name: 'Brightwell', id: account }]]);
		}
	});

	it('with more columns than a job takes is sent without those that go to no field, and so is its reject file', async () => {
		const titles = Array.from({ length: 198 }, (_, at) => `X${at}`);
		const content = [
			['Last_Name', ...titles, 'Company'],
			['A', ...titles.map(() => '1'), 'a'],
			['', ...titles.map(() => '2'), 'b'],
		]
			.map((cells) => `${cells.join(',')}\n`)
			.join('');
		const first = await run(fileImport({ options: { ignoreUnknownColumns: true } }), [{}], {
			files: [{ data: inItem(content) }],
		});
		expect(countsOf(first)).toEqual(counts({ rows: 2, added: 1, skipped: 1 }));
		const rejects = (await readOutput(first.items[0].binary?.rejects)).toString();
		const second = await run(fileImport({ options: { ignoreUnknownColumns: true } }), [{}], {
			files: [{ data: inItem(rejects.replace('\n,2', '\nB,2')) }],
		});
		expect(countsOf(second)).toEqual(counts({ rows: 1, added: 1 }));
		expect([...emulator.store.all('Leads')].map(({ Last_Name, Company }) => [Last_Name, Company])).toEqual([
			['A', 'a'],
			['B', 'b'],
		]);
	});

	it('is counted in one item, with the mapping of its titles and its job', async () => {
		const rows = fileRows(3);
		const result = await importCsv(rows, {}, { titles: LABELS });
		expect(result.outputs.map((items) => items.map(({ pairedItem, binary }) => ({ pairedItem, binary })))).toEqual([
			[{ pairedItem: { item: 0 }, binary: undefined }],
		]);
		expect(countsOf(result)).toEqual(counts({ rows: 3, added: 3 }));
		expect(result.json[0]).toMatchObject({ jobs: emulator.jobs.all().map(({ id }) => id), recordRequests: 0 });
		const fieldOf = (field: string) => ({
			findBy: null,
			defaultValue: null,
			format: { Visit_Date: 'yyyy-MM-dd', Next_Call: "yyyy-MM-dd'T'HH:mm:ssXXX" }[field] ?? null,
			field,
		});
		expect(result.json[0].mapping).toEqual(
			FIELDS.map((field) => ({
				column: Object.entries(LABELS).find(([name]) => name === field)?.[1] ?? field,
				...fieldOf(field),
			})),
		);
	});

	it('in windows-1252 is sent as it is, and Zoho is told its encoding', async () => {
		const text = 'Last_Name;Company;Ext_Ref\r\nM\xfcller;"Stra\xdfe; S\xf6hne";REF-1\r\nGarc\xeda;\x80 5;REF-2\r\n';
		const result = await run(fileImport({ options: { encoding: 'windows-1252' } }), [{}], {
			files: [{ data: inItem(Buffer.from(text, 'latin1')) }],
		});
		expect(countsOf(result)).toEqual(counts({ rows: 2, added: 2 }));
		expect(jobOrders(emulator).map(({ body }) => body)).toEqual([
			expect.objectContaining({ character_encoding: 'windows-1252' }),
		]);
		expect(heldLeads(emulator, ['Last_Name', 'Company'])).toEqual({
			'REF-1': { Last_Name: 'Müller', Company: 'Straße; Söhne' },
			'REF-2': { Last_Name: 'García', Company: '€ 5' },
		});
	});

	it('of a header alone sends nothing and gives a summary of no rows', async () => {
		const result = await run(fileImport(), [{}], { files: [{ data: inItem('Last_Name,Company\r\n') }] });
		expect(countsOf(result)).toEqual(counts({}));
		expect(writesOf(emulator)).toEqual([]);
	});
});

describe('Route', () => {
	it('Auto sends a small file by the records API, and what comes of it is the same', async () => {
		const rows = fileRows(250).map((row, number) => ({ ...row, Email: number === 7 ? REFUSED_EMAIL : row.Email }));
		const byJob = await importCsv(rows, { output: 'all' });
		const held = heldLeads(emulator);
		expect(jobOrders(emulator)).toHaveLength(1);
		emulator.reset();
		const byRecords = await importCsv(rows, { output: 'all', route: 'auto' });
		expect(jobOrders(emulator)).toEqual([]);
		expect(writesOf(emulator).map(({ path: called, records }) => [called, records])).toEqual([
			['/crm/v8/Leads', 100],
			['/crm/v8/Leads', 100],
			['/crm/v8/Leads', 50],
		]);
		expect(heldLeads(emulator)).toEqual(held);
		expect(held).toEqual(expectedLeads(rows.filter((_, number) => number !== 7)));
		const shapeOf = ({ json }: NodeRunResult) =>
			json.map(({ status, errors, row, retrySafe }) => ({ status, errors, row, retrySafe }));
		expect(shapeOf(byRecords)).toEqual(shapeOf(byJob));
		for (const { json } of byRecords.items.filter((_, number) => number !== 7))
			expect(heldRecord(emulator, json.id, ['Ext_Ref'])).toEqual({ Ext_Ref: `REF-${Number(json.row) - 1}` });
	});
});

describe('Dry Run', () => {
	it('sends nothing, and tells the mapping, the way and the cost', async () => {
		const rows = fileRows(5).map((row) => ({ ...row, Favourite: 'tea' }));
		const result = await importCsv(
			rows,
			{ options: { dryRun: true, ignoreUnknownColumns: true } },
			{ titles: { No: 'no' } },
		);
		expect(writesOf(emulator)).toEqual([]);
		expect(emulator.store.count('Leads')).toBe(0);
		expect(countsOf(result)).toEqual(counts({ rows: 5, ready: 5 }));
		expect(result.json[0]).toMatchObject({ jobs: [], expected: { jobs: 1, recordRows: 0, recordRequests: 0 } });
		expect((result.json[0].mapping as IDataObject[]).at(-1)).toEqual({
			column: 'Favourite',
			field: null,
			findBy: null,
			format: null,
			defaultValue: null,
			leftOut: 'Leads has no field with this name',
		});
		expect(result.hints[0].message).toMatch(
			/^CHECK ONLY: nothing was sent\. 5 rows: 5 ready\. The import would use about \d+ Zoho API credits, in 1 job/,
		);
	});
});

it('Dry Run gives a file of those rows alone that were refused', async () => {
	const rows = fileRows(3).map((row, number) => ({
		...row,
		Annual_Revenue: number === 1 ? 'plenty' : row.Annual_Revenue,
	}));
	const refused = await importCsv(rows, { options: { dryRun: true } });
	expect(Object.keys(refused.items[0].binary ?? {})).toEqual(['rejects']);
	expect((await readOutput(refused.items[0].binary?.rejects)).toString()).toBe(
		writeRejects(rows, { 1: ['INVALID_DATA', 'Annual_Revenue', 'Annual Revenue "plenty" is not a number'] }),
	);
	expect((await importCsv(fileRows(3), { options: { dryRun: true } })).items[0].binary).toBeUndefined();
});

/** Rows of which some are refused, by Zoho or by the checks before. */
function flawedRows(): { readonly rows: FileRow[]; readonly mended: FileRow[]; readonly refusals: Refusals } {
	const sound = fileRows(60);
	const flaws: Readonly<Record<number, FileRow>> = {
		3: { Last_Name: '' },
		7: { Ext_Ref: 'ref-6' },
		12: { Email: REFUSED_EMAIL },
		20: { Annual_Revenue: 'plenty' },
		41: { Last_Name: '', Company: '' },
		59: { Visit_Date: '2026-02-31' },
	};
	const refusals: Refusals = {
		3: ['MANDATORY_NOT_FOUND', 'Last_Name', 'Last Name is empty'],
		7: ['DUPLICATE_DATA', 'Ext_Ref', 'Ext Ref "ref-6" is in row 7 too'],
		12: [
			'INVALID_DATA',
			'Email',
			'Zoho CRM rejected the value of Email, which must be an email of at most 100 characters',
		],
		20: ['INVALID_DATA', 'Annual_Revenue', 'Annual Revenue "plenty" is not a number'],
		41: ['MANDATORY_NOT_FOUND', 'Last_Name;Company', 'Last Name is empty; Company is empty'],
		59: ['INVALID_DATA', 'Visit_Date', 'Visit Date "2026-02-31" is not a date that exists'],
	};
	const numbers = Object.keys(flaws).map(Number);
	return {
		rows: sound.map((row, number) => ({ ...row, ...flaws[number] })),
		mended: numbers.map((number) => sound[number]),
		refusals,
	};
}

describe('refused rows', () => {
	const isSound =
		(refusals: Refusals) =>
		(_: unknown, number: number): boolean =>
			refusals[number] === undefined;

	const keepings = [
		['in memory', async (content: string | Uint8Array) => inItem(content)],
		['on disk', async (content: string | Uint8Array) => await onDisk(content)],
	] as const;
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'files-'));
	});
	afterAll(async () => await rm(folder, { recursive: true }));

	it.each(keepings)('come back as a file %s that can be mended and imported again', async (keeping, keep) => {
		const putBack = keeping === 'on disk' ? await keepFilesOnDisk(folder) : () => undefined;
		try {
			const { rows, mended, refusals } = flawedRows();
			const first = await run(fileImport(), [{}], { files: [{ data: await keep(writeCsv(rows)) }] });
			expect(countsOf(first)).toEqual(counts({ rows: 60, added: 54, skipped: 6 }));
			const sound = rows.filter(isSound(refusals));
			expect(heldLeads(emulator)).toEqual(expectedLeads(sound));

			const rejects = first.items[0].binary?.rejects;
			expect(rejects).toMatchObject({
				mimeType: 'text/csv',
				fileName: `${String(first.json[0].importId)}_rejects.csv`,
			});
			expect(rejects?.id === undefined).toBe(keeping === 'in memory');
			expect((await readOutput(rejects)).toString()).toBe(writeRejects(rows, refusals));
			expect(first.json[0].reasons).toEqual(
				Object.entries(refusals).map(([number, [, , reason]]) => ({
					reason,
					rows: 1,
					firstRows: [Number(number) + 1],
				})),
			);

			const unmended = await run(fileImport(), [{}], { files: [{ data: rejects as IBinaryData }] });
			expect(countsOf(unmended)).toEqual(counts({ rows: 6, skipped: 6 }));
			// Its twin is not in this file, but in Zoho CRM.
			const [code, fields] = refusals[7];
			const inZoho = {
				...refusals,
				7: [code, fields, 'A record with the same value of Ext Ref already exists'] as const,
			};
			expect((await readOutput(unmended.items[0].binary?.rejects)).toString()).toBe(writeRejects(rows, inZoho));

			const again = mended.map((row, at) => ({
				...row,
				Import_Reason: Object.values(refusals)[at][2],
				Import_Code: Object.values(refusals)[at][0],
				Import_Fields: Object.values(refusals)[at][1],
			}));
			const second = await run(fileImport(), [{}], { files: [{ data: await keep(writeCsv(again)) }] });
			expect(countsOf(second)).toEqual(counts({ rows: 6, added: 6 }));
			expect(second.items[0].binary).toBeUndefined();
			expect(heldLeads(emulator)).toEqual(expectedLeads([...sound, ...mended]));
		} finally {
			putBack();
		}
	});

	it.each<[string, Partial<Emulator['switches']>]>([
		['in another order', { resultRowOrder: 'shuffled' }],
		['with the first columns of the file', { resultColumns: 'by index' }],
		['with values in another form', { resultValues: 'normalised', resultRowOrder: 'shuffled' }],
		['with the id of the other record', { skippedRecordId: 'duplicate', resultRowOrder: 'shuffled' }],
	])('come back the same where the result file has its rows %s', async (_, switches) => {
		Object.assign(emulator.switches, switches);
		const { rows, refusals } = flawedRows();
		const { items } = await importCsv(rows);
		expect((await readOutput(items[0].binary?.rejects)).toString()).toBe(writeRejects(rows, refusals));
		expect(heldLeads(emulator)).toEqual(expectedLeads(rows.filter(isSound(refusals))));
	});

	it('of a job that came to nothing come back all', async () => {
		const { rows, refusals } = flawedRows();
		emulator.jobs.plan({ end: 'FAILED', code: 'INTERNAL_SERVER_ERROR' });
		const result = await importCsv(rows);
		expect(emulator.store.count('Leads')).toBe(0);
		const text = (await readOutput(result.items[0].binary?.rejects)).toString();
		const before = Object.fromEntries(Object.entries(refusals).filter(([number]) => number !== '12'));
		const { skipped, unprocessed } = result.json[0];
		expect([skipped, unprocessed]).toEqual([5, 55]);
		const codes: Refusals = Object.fromEntries(
			rows.map((_, number) => [
				number,
				before[number] ?? [
					'INTERNAL_SERVER_ERROR',
					'',
					`Job ${emulator.jobs.all()[0].id} ended FAILED and wrote nothing (INTERNAL_SERVER_ERROR)`,
				],
			]),
		);
		expect(text).toBe(writeRejects(rows, codes));
	});

	it('of which it is not known what became of them go into a file of their own, which says what to look for', async () => {
		const rows = fileRows(3).map((row, number) => ({
			...row,
			Annual_Revenue: number === 1 ? 'plenty' : row.Annual_Revenue,
		}));
		emulator.faults.add({ kind: 'reset', path: '/crm/bulk/v8/write', method: 'POST', acts: true });
		const result = await importCsv(rows);
		const { importId } = result.json[0];
		expect(countsOf(result)).toEqual(counts({ rows: 3, skipped: 1, unknown: 2 }));
		const reason = 'The reply to the creation of the job was lost, so the row may have been written';
		const next = `Look for the file ${String(importId)}_1-3.csv in Zoho CRM under Setup > Data Administration > Import > Import History before you import the row again`;
		expect(result.json[0].uncertain).toEqual([{ rows: 2, childRows: 0, reason, next }]);
		expect(result.hints[1].message).toBe(
			'2 rows may or may not have been written. Check them in Zoho CRM before importing them again: "uncertain" in the summary says what to look for, and the file "uncertain" says it for each row',
		);
		const { rejects, uncertain } = result.items[0].binary ?? {};
		expect(uncertain).toMatchObject({ mimeType: 'text/csv', fileName: `${String(importId)}_uncertain.csv` });
		expect((await readOutput(rejects)).toString()).toBe(
			writeRejects(rows, { 1: ['INVALID_DATA', 'Annual_Revenue', 'Annual Revenue "plenty" is not a number'] }),
		);
		expect((await readOutput(uncertain)).toString()).toBe(
			`${writeHeader(rows[0])},Import_Reason,Import_Next\r\n${[0, 2].map((row) => `${writeRow(rows[row])},"${reason}",${next}\r\n`).join('')}`,
		);

		emulator.advance(60_000);
		expect(countsOf(await run(fileImport(), [{}], { files: [{ data: rejects as IBinaryData }] }))).toEqual(
			counts({ rows: 1, skipped: 1 }),
		);
		expect(heldLeads(emulator)).toEqual(expectedLeads([rows[0], rows[2]]));
	});

	it('are not told as a file while their job runs', async () => {
		const { rows } = flawedRows();
		const result = await importCsv(
			rows.filter((_, number) => number !== 20 && number !== 59),
			{ wait: 'none' },
		);
		const [{ id }] = emulator.jobs.all();
		expect(countsOf(result)).toEqual(counts({ rows: 58, skipped: 3, pending: 55, openJobs: [id as string] }));
		const { rejects, ...others } = result.items[0].binary ?? {};
		expect([(await readOutput(rejects)).toString().match(/REF-\d+/gi), others]).toEqual([
			['REF-3', 'ref-6', 'ref-6', 'REF-41'],
			{},
		]);
	});

	it('keep byte order mark, delimiter and line breaks of their file', async () => {
		const { rows, refusals } = flawedRows();
		const form: CsvForm = { delimiter: '|', lineBreak: '\n', hasMark: true };
		const { items } = await importCsv(rows, {}, form);
		expect((await readOutput(items[0].binary?.rejects)).toString()).toBe(writeRejects(rows, refusals, form));
	});

	it('come back byte for byte in windows-1252', async () => {
		const text = 'Last_Name;Company\r\nM\xfcller;\r\nMeier;"Stra\xdfe; S\xf6hne"\r\n;\x80\r\n';
		const { items } = await run(fileImport({ options: { encoding: 'windows-1252' } }), [{}], {
			files: [{ data: inItem(Buffer.from(text, 'latin1')) }],
		});
		expect((await readOutput(items[0].binary?.rejects)).toString('latin1')).toBe(
			'Last_Name;Company;Import_Reason;Import_Code;Import_Fields\r\nM\xfcller;;Company is empty;MANDATORY_NOT_FOUND;Company\r\n;\x80;Last Name is empty;MANDATORY_NOT_FOUND;Last_Name\r\n',
		);
	});

	it('leave through the second output where that is chosen, both outputs paired with the item of the file', async () => {
		const { rows, refusals } = flawedRows();
		const { outputs } = await importCsv(rows, { output: 'apart' });
		const told = outputs.map((items) =>
			items.map(({ json, pairedItem }) => ({ row: json.row, status: json.status, errors: json.errors, pairedItem })),
		);
		const pairedItem = { item: 0 };
		const numbered = rows.map((_, number) => number);
		expect(told).toEqual([
			numbered
				.filter((number) => refusals[number] === undefined)
				.map((number) => ({ row: number + 1, status: 'ADDED', errors: [], pairedItem })),
			Object.entries(refusals).map(([number, [code, fields]]) => ({
				row: Number(number) + 1,
				status: 'SKIPPED',
				errors: [{ code, fields: fields.split(';') }],
				pairedItem,
			})),
		]);
	});
});

describe('existing leads', () => {
	it('are updated by a key that occurs several times, the last row of each key last', async () => {
		const before = fileRows(30);
		await importCsv(before);
		const rows = fileRows(50, 10).map((row, at) => ({
			Email: at % 10 === 4 ? ` LEAD${Number(row.Ext_Ref.slice(4)) - 4}@brightwell.test` : row.Email,
			Last_Name: `Again ${at}`,
			Company: row.Company,
			Description: at % 2 === 0 ? '' : row.Description,
		}));
		const expected: Record<string, Record<string, unknown>> = {};
		for (const { Email, Last_Name, Company, Description } of before)
			expected[Email] = { Last_Name, Company, Description: Description === '' ? null : Description };
		const statuses: string[] = [];
		for (const { Email, Last_Name, Company, Description } of rows) {
			const key = Email.trim().toLowerCase();
			statuses.push(expected[key] === undefined ? 'ADDED' : 'UPDATED');
			expected[key] = {
				Last_Name,
				Company,
				Description: Description === '' ? (expected[key]?.Description ?? null) : Description,
			};
		}
		const { json } = await importCsv(rows, { importOperation: 'upsert', findBy: 'Email', output: 'all' });
		expect(json.map(({ status }) => status)).toEqual(statuses);
		const held = [...emulator.store.all('Leads')].map(({ id, Email }) => [
			String(Email).trim().toLowerCase(),
			heldRecord(emulator, id, ['Last_Name', 'Company', 'Description']),
		]);
		expect(held).toHaveLength(Object.keys(expected).length);
		expect(Object.fromEntries(held)).toEqual(expected);
		for (const [at, { id }] of json.entries())
			expect(
				String(emulator.store.get('Leads', String(id))?.Email)
					.trim()
					.toLowerCase(),
			).toBe(rows[at].Email.trim().toLowerCase());
		expect(jobOrders(emulator)).toHaveLength(3);
	});

	it('that empty cells find by a default value are never made twice', async () => {
		emulator.switches.sameKeyTwice = 'inserts both';
		const options = { defaults: { values: [{ field: 'Email', value: 'k@b.test' }] } };
		const { json } = await run(
			fileImport({ importOperation: 'upsert', findBy: 'Email', output: 'all', options }),
			[{}],
			{ files: [{ data: inItem('Email,Last_Name,Company\n,A,a\n K@b.test,B,b\n,C,c\n') }] },
		);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'UPDATED', 'UPDATED']);
		expect([...emulator.store.all('Leads')].map(({ Last_Name, Company }) => [Last_Name, Company])).toEqual([
			['C', 'c'],
		]);
	});

	it('are updated by id, empty cells clearing fields where that is chosen, and rows of no lead named', async () => {
		const ids = ['A', 'B'].map((name) => seedLead(emulator, { Last_Name: name, City: 'Lagos', Phone: '+1 555 1' }));
		const rows = [...ids, '4150868000009999999'].map((id, at) => ({
			'Record Id': id,
			Last_Name: `Changed ${at}`,
			City: '',
		}));
		const result = await importCsv(rows, {
			importOperation: 'update',
			findBy: 'id',
			emptyValues: 'clear',
			output: 'all',
		});
		expect(result.json.map(({ status, id, errors }) => ({ status, id, errors }))).toEqual([
			...ids.map((id) => ({ status: 'UPDATED', id, errors: [] })),
			{ status: 'SKIPPED', id: null, errors: [{ code: 'RESOURCE_NOT_FOUND', fields: ['id'] }] },
		]);
		expect(ids.map((id) => heldRecord(emulator, id, ['Last_Name', 'City', 'Phone']))).toEqual(
			[0, 1].map((at) => ({ Last_Name: `Changed ${at}`, City: null, Phone: '+1 555 1' })),
		);
	});
});

describe('a ZIP', () => {
	it('with one CSV is imported like the CSV itself', async () => {
		const { rows, refusals } = flawedRows();
		const zip = await packZip({ 'folder/leads.csv': writeCsv(rows), 'read me.txt': 'nothing to import' });
		const result = await run(fileImport(), [{}], { files: [{ data: inItem(zip, 'leads.zip') }] });
		expect(countsOf(result)).toEqual(counts({ rows: 60, added: 54, skipped: 6 }));
		expect(heldLeads(emulator)).toEqual(expectedLeads(rows.filter((_, number) => refusals[number] === undefined)));
		expect((await readOutput(result.items[0].binary?.rejects)).toString()).toBe(writeRejects(rows, refusals));
	});
});

describe('child rows from a second file', () => {
	const parents: readonly FileRow[] = fileRows(40).map((row, number) => ({
		...row,
		Last_Name: number === 5 ? '' : row.Last_Name,
	}));
	const children = parents.flatMap(({ Ext_Ref }, number) =>
		Array.from({ length: number % 4 }, (_, place) => ({
			Lead: Ext_Ref,
			Employer: `Employer ${place}, of ${number}`,
			Position: 'Clerk\nof works',
			From_Date: `202${place}-02-03`,
			Is_Current: place === 0 ? 'true' : 'false',
		})),
	);
	const HISTORY: INodeParameters = {
		file: { binaryField: 'history', field: 'Work_History', childColumn: 'Lead', mainColumn: 'Ext_Ref' },
	};

	/** The rows of a child module under every lead, by the lead's Ext_Ref, in the order of their ids. */
	function heldChildren(module: string, link: string, fields: readonly string[]): Record<string, unknown[]> {
		const held: Record<string, unknown[]> = {};
		for (const child of emulator.store.all(module)) {
			const parent = emulator.store.get('Leads', String((child[link] as { id: string }).id));
			(held[String(parent?.Ext_Ref)] ??= []).push(
				Object.fromEntries(fields.map((field) => [field, child[field] ?? null])),
			);
		}
		return held;
	}

	const expectedHistory = (): Record<string, unknown[]> => {
		const expected: Record<string, unknown[]> = {};
		for (const { Lead, Employer, Position, From_Date, Is_Current } of children) {
			if (Lead !== 'REF-5')
				(expected[Lead] ??= []).push({ Employer, Position, From_Date, Is_Current: Is_Current === 'true' });
		}
		return expected;
	};

	function expectHistory(result: NodeRunResult): void {
		expect(heldLeads(emulator)).toEqual(expectedLeads(parents.filter((_, number) => number !== 5)));
		expect(heldChildren('Work_History', 'Parent_Id', ['Employer', 'Position', 'From_Date', 'Is_Current'])).toEqual(
			expectedHistory(),
		);
		const told = result.json.map(({ row, status, children: answers }) => ({
			row,
			status,
			children: ((answers as IDataObject | undefined)?.Work_History as IDataObject[] | undefined)?.map(
				({ status: of, id }) => [of, emulator.store.get('Work_History', String(id))?.Employer ?? null],
			),
		}));
		expect(told).toEqual(
			parents.map((_, number) => {
				const own = number === 5 ? ['SKIPPED', null] : ['ADDED', true];
				const answers = Array.from({ length: number % 4 }, (_entry, place) => [
					own[0],
					own[1] === null ? null : `Employer ${place}, of ${number}`,
				]);
				return { row: number + 1, status: own[0], children: answers.length === 0 ? undefined : answers };
			}),
		);
	}

	it('of the same item come under their parents, and are answered under them', async () => {
		const files = {
			data: inItem(writeCsv(parents)),
			history: inItem(writeCsv(children, { delimiter: ';', lineBreak: '\n' })),
		};
		expectHistory(await run(fileImport({ output: 'all', options: { childFile: HISTORY } }), [{}], { files: [files] }));
		expect(jobOrders(emulator)).toHaveLength(1);
	});

	it('out of the order of their parents, in one ZIP with them, come under them as well', async () => {
		const turned = [...children].sort((a, b) =>
			a.Employer.slice(0, 10) === b.Employer.slice(0, 10) ? 0 : a.Employer < b.Employer ? -1 : 1,
		);
		const zip = await packZip({ 'history.csv': writeCsv(turned), 'leads.csv': writeCsv(parents) });
		const result = await run(
			fileImport({
				output: 'all',
				options: { childFile: { file: { ...(HISTORY.file as INodeParameters), binaryField: 'data' } } },
			}),
			[{}],
			{ files: [{ data: inItem(zip, 'all.zip') }] },
		);
		expectHistory(result);
	});

	it('link leads with records of another module through a list of look-ups', async () => {
		const venues = ['North Hall', 'South Hall', 'East Hall'].map((Name) => ({ Name }));
		const made = await run(fileImport({ module: 'Venues', output: 'all' }), [{}], {
			files: [{ data: inItem(writeCsv(venues)) }],
		});
		const ids = made.json.map(({ id }) => String(id));
		const links = parents.flatMap(({ Ext_Ref }, number) =>
			ids.slice(0, number % 4).map((Venues) => ({ Venues, Lead: Ext_Ref })),
		);
		const files = { data: inItem(writeCsv(parents)), links: inItem(writeCsv(links)) };
		const childFile = { file: { binaryField: 'links', field: 'Venues', childColumn: 'Lead', mainColumn: 'Ext_Ref' } };
		const result = await run(fileImport({ options: { childFile } }), [{}], { files: [files] });
		expect(countsOf(result)).toEqual(counts({ rows: 40, added: 39, skipped: 1 }));
		expect(heldLeads(emulator)).toEqual(expectedLeads(parents.filter((_, number) => number !== 5)));
		const expected: Record<string, unknown[]> = {};
		for (const { Lead, Venues } of links)
			if (Lead !== 'REF-5')
				(expected[Lead] ??= []).push({ Venues: { name: venues[ids.indexOf(Venues)].Name, id: Venues } });
		expect(heldChildren('Leads_X_Venues', 'Leads', ['Venues'])).toEqual(expected);
	});

	it('come under the right parents where their key is a number that is written in several ways', async () => {
		const files = {
			data: inItem('No_of_Employees;Last_Name;Company\n1.234;A;a\n+7;B;b\n'),
			history: inItem('Lead;Employer\n7;of B\n1.234;of A\n+7;of B too\n'),
		};
		const options = {
			decimalSeparator: 'comma',
			childFile: { file: { ...(HISTORY.file as INodeParameters), mainColumn: 'No_of_Employees' } },
		};
		for (const route of ['bulk', 'records']) {
			emulator.reset();
			const { json } = await run(fileImport({ route, output: 'all', options }), [{}], { files: [files] });
			expect(
				json.map(({ children: answers }) =>
					((answers as IDataObject).Work_History as IDataObject[]).map(({ status }) => status),
				),
			).toEqual([['ADDED'], ['ADDED', 'ADDED']]);
			const held = [...emulator.store.all('Work_History')].map(({ Employer, Parent_Id }) => [
				Employer,
				(Parent_Id as { name: string }).name,
			]);
			expect(held).toEqual([
				['of A', 'A'],
				['of B', 'B'],
				['of B too', 'B'],
			]);
		}
	});

	it('that are refused are counted, and go into files: with their rows, or alone where these are written', async () => {
		makeUnique(emulator, 'Work_History', 'Employer');
		const history = 'Lead,Employer\n1,same\n1,Same\n2,of B\n2,SAME\n3,of C\n';
		const first = await run(fileImport({ options: { childFile: HISTORY } }), [{}], {
			files: [{ data: inItem('Ext_Ref,Last_Name,Company\n1,A,a\n2,,b\n3,C,c\n'), history: inItem(history) }],
		});
		expect(countsOf(first)).toEqual(counts({ rows: 3, added: 2, skipped: 1 }));
		expect(first.json[0].children).toEqual({
			ready: 0,
			added: 2,
			updated: 0,
			skipped: 3,
			unprocessed: 0,
			pending: 0,
			unknown: 0,
		});
		expect(first.hints[1].message).toBe(
			'Child rows not written: 3, uncertain: 0. They are in these files. "childRejects": fix them, and import them together with the fixed "rejects". "loneChildRejects": child rows that failed although their parent row was written. Fix them, and import them via Bulk Write into the module of the child rows',
		);
		const binary = first.items[0].binary ?? {};
		expect(Object.keys(binary).sort()).toEqual(['childRejects', 'loneChildRejects', 'rejects']);
		const [parent] = [...emulator.store.all('Leads')]
			.filter(({ Ext_Ref }) => Ext_Ref === '1')
			.map(({ id }) => String(id));
		const text = async (name: string): Promise<string> => (await readOutput(binary[name])).toString();
		expect(await text('rejects')).toBe(
			'Ext_Ref,Last_Name,Company,Import_Reason,Import_Code,Import_Fields\n2,,b,Last Name is empty,MANDATORY_NOT_FOUND,Last_Name\n',
		);
		expect(await text('childRejects')).toBe(
			'Lead,Employer,Import_Reason,Import_Code,Import_Fields\n2,of B,Its parent row failed: Last Name is empty,PARENT_REFUSED,\n2,SAME,Its parent row failed: Last Name is empty,PARENT_REFUSED,\n',
		);
		expect(await text('loneChildRejects')).toBe(
			`Employer,Parent_Id,Import_Reason,Import_Code,Import_Fields,Import_Next\nSame,${parent},A record with the same value of Employer already exists,DUPLICATE_DATA,Employer,"Its parent row is written and must not be imported again. Import this row alone, via Bulk Write into the module Work_History with ${parent} in Parent_Id. A record with this value already exists. Use Create or Update, or remove the row"\n`,
		);

		const mended = (content: string, employer: string): IBinaryData =>
			inItem(content.replace('2,,b', '2,B,b').replace(/\bsame(?=,)/i, employer));
		const second = await run(fileImport({ options: { childFile: HISTORY } }), [{}], {
			files: [{ data: mended(await text('rejects'), ''), history: mended(await text('childRejects'), 'mended B') }],
		});
		expect([countsOf(second), second.json[0].children]).toEqual([
			counts({ rows: 1, added: 1 }),
			{ ready: 0, added: 2, updated: 0, skipped: 0, unprocessed: 0, pending: 0, unknown: 0 },
		]);
		const third = await run(fileImport({ module: 'Work_History' }), [{}], {
			files: [{ data: mended(await text('loneChildRejects'), 'mended A') }],
		});
		expect(countsOf(third)).toEqual(counts({ rows: 1, added: 1 }));
		expect(heldChildren('Work_History', 'Parent_Id', ['Employer'])).toEqual({
			1: [{ Employer: 'same' }, { Employer: 'mended A' }],
			2: [{ Employer: 'of B' }, { Employer: 'mended B' }],
			3: [{ Employer: 'of C' }],
		});
	});

	it('of which the result tells nothing are counted as uncertain, and stand in a file with what to look for', async () => {
		emulator.jobs.plan({ result: 'absent' });
		const result = await run(fileImport({ options: { childFile: HISTORY } }), [{}], {
			files: [
				{ data: inItem('Ext_Ref,Last_Name,Company\n1,A,a\n2,B,b\n'), history: inItem('Lead,Employer\n2,of B\n') },
			],
		});
		expect(countsOf(result)).toEqual(counts({ rows: 2, added: 2 }));
		expect(result.json[0]).toMatchObject({
			children: { added: 0, unknown: 1 },
			uncertain: [
				{
					rows: 0,
					childRows: 1,
					reason: 'The outcome of its parent row is not known',
					next: 'Check its parent record in Zoho CRM',
				},
			],
		});
		expect(result.hints[1].message).toBe(
			'Child rows not written: 0, uncertain: 1. They are in these files. "childUncertain": look for these rows in Zoho CRM, the file says how',
		);
		const { childUncertain, ...others } = result.items[0].binary ?? {};
		expect(others).toEqual({});
		expect((await readOutput(childUncertain)).toString()).toBe(
			'Lead,Employer,Import_Reason,Import_Next\n2,of B,The outcome of its parent row is not known,Check its parent record in Zoho CRM\n',
		);
	});

	it('of rows that are uncertain stand in a file with what to look for', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/bulk/v8/write', method: 'POST', acts: true });
		const result = await run(fileImport({ options: { childFile: HISTORY } }), [{}], {
			files: [
				{ data: inItem('Ext_Ref,Last_Name,Company\n1,A,a\n2,B,b\n'), history: inItem('Lead,Employer\n2,of B\n') },
			],
		});
		const binary = result.items[0].binary ?? {};
		expect(Object.keys(binary).sort()).toEqual(['childUncertain', 'uncertain']);
		const reason = 'The reply to the creation of the job was lost, so the row may have been written';
		const next = `Look for the file ${String(result.json[0].importId)}_1-2.csv in Zoho CRM under Setup > Data Administration > Import > Import History before you import the row again`;
		expect((await readOutput(binary.childUncertain)).toString()).toBe(
			`Lead,Employer,Import_Reason,Import_Next\n2,of B,"${reason}",${next}\n`,
		);
	});

	it('that were refused alone bring their row to the second output', async () => {
		makeUnique(emulator, 'Work_History', 'Employer');
		const files = {
			data: inItem('Ext_Ref,Last_Name,Company\n1,A,a\n2,B,b\n'),
			history: inItem('Lead,Employer\n1,same\n2,Same\n'),
		};
		const { outputs } = await run(fileImport({ output: 'apart', options: { childFile: HISTORY } }), [{}], {
			files: [files],
		});
		expect(
			outputs.map((items) =>
				items.map(({ json: { row, status, children: answers } }) => [
					row,
					status,
					((answers as IDataObject).Work_History as IDataObject[]).map(({ status: of }) => of),
				]),
			),
		).toEqual([[[1, 'ADDED', ['ADDED']]], [[2, 'ADDED', ['SKIPPED']]]]);
	});

	it('of a row that is refused before it is sent are not sent either, and the reject file has the row', async () => {
		const rows = fileRows(3).map((row, number) => ({
			...row,
			Annual_Revenue: number === 1 ? 'plenty' : row.Annual_Revenue,
		}));
		const of = (number: number): FileRow => ({ Lead: `REF-${number}`, Employer: `Employer ${number}` });
		const files = { data: inItem(writeCsv(rows)), history: inItem(writeCsv([0, 1, 2].map(of))) };
		const result = await run(fileImport({ options: { childFile: HISTORY } }), [{}], { files: [files] });
		expect(countsOf(result)).toEqual(counts({ rows: 3, added: 2, skipped: 1 }));
		expect((await readOutput(result.items[0].binary?.rejects)).toString()).toBe(
			writeRejects(rows, { 1: ['INVALID_DATA', 'Annual_Revenue', 'Annual Revenue "plenty" is not a number'] }),
		);
		expect(heldChildren('Work_History', 'Parent_Id', ['Employer'])).toEqual({
			'REF-0': [{ Employer: 'Employer 0' }],
			'REF-2': [{ Employer: 'Employer 2' }],
		});
	});
});
