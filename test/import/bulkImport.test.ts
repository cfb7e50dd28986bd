import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { getFindByFields, getModules } from '../../nodes/ZohoCrmBulk/choices/importChoices';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { connectedCredential } from '../stage/credentials';
import { askForm, runNode, type NodeRunResult } from '../stage/runNode';
import { useImportStage } from './importStage';
import { jobOrders } from '../stage/books';
import { jobImport } from '../stage/parameters';
import { comparable, expectedLead, leadRow, onlyLeadWith, REFUSED_EMAIL, rowsOf, storedLead } from '../stage/rows';

const { emulator, run } = useImportStage();

const upsertBy = (findBy: string): INodeParameters => jobImport({ importOperation: 'upsert', findBy });
const updateBy = (findBy: string): INodeParameters => jobImport({ importOperation: 'update', findBy });

/** Every answer belongs to its own row: the lead with its id holds exactly the values of the item it is paired with. */
function expectEachAnswerToOwnItsLead(result: NodeRunResult, items: readonly IDataObject[]): void {
	const expected = items.map((item, index) => ({
		pairedItem: { item: index },
		row: index + 1,
		match: 'key',
		errors: [],
		next: null,
		lead: comparable(expectedLead(item)),
	}));
	const found = result.items.map(({ json, pairedItem }) => {
		const { row, match, errors, next, id } = json;
		return { pairedItem, row, match, errors, next, lead: comparable(storedLead(emulator, id)) };
	});
	// Compared one by one only where something differs: a thousand matchers take seconds.
	const different = expected.findIndex((entry, index) => !isDeepStrictEqual(entry, found[index]));
	if (different >= 0) expect(found[different]).toEqual(expected[different]);
	expect(found).toHaveLength(expected.length);
}

describe('Bulk Write > Import, insert', () => {
	it('writes every field of every row and answers each row with its own id', async () => {
		const items = rowsOf(300);
		const result = await run(jobImport(), items);
		expect(new Set(result.json.map(({ status }) => status))).toEqual(new Set(['ADDED']));
		expectEachAnswerToOwnItsLead(result, items);
		expect(emulator.store.count('Leads')).toBe(300);
		expect(jobOrders(emulator)).toHaveLength(1);
	});

	it('cuts 26,000 rows into two jobs, and each answer still belongs to its row', async () => {
		const items = rowsOf(26_000);
		const result = await run(jobImport(), items);
		expect(jobOrders(emulator)).toHaveLength(2);
		expect(emulator.store.count('Leads')).toBe(26_000);
		expectEachAnswerToOwnItsLead(result, items);
	});

	it('asks nothing of Zoho for zero items', async () => {
		const result = await run(jobImport(), []);
		expect(result.items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('answers refused rows with code and field, and the rows around them stay right', async () => {
		const items = rowsOf(40);
		items[3].Last_Name = '';
		items[5].Email = REFUSED_EMAIL;
		items[9].Company = null;
		items[9].Last_Name = null;
		items[12].Ext_Ref = 'REF-11';
		const { json } = await run(jobImport(), items);
		const refused = (index: number) => ({
			status: json[index].status,
			id: json[index].id,
			errors: json[index].errors,
			retrySafe: json[index].retrySafe,
		});
		expect(refused(3)).toEqual({
			status: 'SKIPPED',
			id: null,
			errors: [{ code: 'MANDATORY_NOT_FOUND', fields: ['Last_Name'] }],
			retrySafe: true,
		});
		expect(refused(5)).toEqual({
			status: 'SKIPPED',
			id: null,
			errors: [{ code: 'INVALID_DATA', fields: ['Email'] }],
			retrySafe: true,
		});
		expect(json[9].status).toBe('SKIPPED');
		expect(refused(12)).toEqual({
			status: 'SKIPPED',
			id: null,
			errors: [{ code: 'DUPLICATE_DATA', fields: ['Ext_Ref'] }],
			retrySafe: true,
		});
		json.forEach((answer, index) => {
			expect(answer.row).toBe(index + 1);
			if ([3, 5, 9, 12].includes(index)) expect(answer.next).toEqual(expect.any(String));
			else expect(comparable(storedLead(emulator, answer.id))).toEqual(comparable(expectedLead(items[index])));
		});
		expect(emulator.store.count('Leads')).toBe(36);
	});

	it('skips rows whose record exists when Find By is chosen, and creates the others', async () => {
		await run(jobImport(), rowsOf(3));
		const { json } = await run(
			jobImport({ findBy: 'Email' }),
			rowsOf(5).map((row) => ({ ...row, Ext_Ref: `${String(row.Ext_Ref)}-again` })),
		);
		expect(json.map(({ status }) => status)).toEqual(['SKIPPED', 'SKIPPED', 'SKIPPED', 'ADDED', 'ADDED']);
		expect(emulator.store.count('Leads')).toBe(5);
	});

	it('sends the union of the keys of all items, and leaves what a row lacks empty', async () => {
		const items = [
			{ Last_Name: 'A', Company: 'X', Phone: '+1 555 1' },
			{ Last_Name: 'B', Company: 'Y', City: 'Lagos' },
		];
		const { json } = await run(jobImport(), items);
		const [first, second] = json.map(({ id }) => emulator.store.get('Leads', String(id)));
		const told = (lead: typeof first) => [lead?.Last_Name, lead?.Company, lead?.Phone ?? null, lead?.City ?? null];
		expect([told(first), told(second)]).toEqual([
			['A', 'X', '+1 555 1', null],
			['B', 'Y', null, 'Lagos'],
		]);
	});

	it('reads a datetime without offset in the time zone of the workflow', async () => {
		const items = [
			{ Last_Name: 'A', Company: 'X', Next_Call: '2026-07-01T10:00:00', Visit_Date: '2026-07-01T23:30:00+02:00' },
		];
		const run = {
			node: new ZohoCrmBulk(),
			parameters: jobImport(),
			items,
			credential: connectedCredential(emulator),
			timeZone: 'Europe/Berlin',
		};
		const { json } = await runNode(run);
		const lead = emulator.store.get('Leads', String(json[0].id));
		expect(new Date(String(lead?.Next_Call)).toISOString()).toBe('2026-07-01T08:00:00.000Z');
		expect(lead?.Visit_Date).toBe('2026-07-01');
	});

	it('refuses rows with unknown pick list values, and allows them when told to', async () => {
		const items = [leadRow(1), { ...leadRow(2), Lead_Source: 'Carrier Pigeon' }];
		const { json } = await run(jobImport(), items);
		expect(json[1]).toMatchObject({
			status: 'SKIPPED',
			job: null,
			errors: [{ code: 'INVALID_DATA', fields: ['Lead_Source'] }],
		});
		expect(json[1].reason).toBe('Lead Source "Carrier Pigeon" is not in the picklist');
		expect(emulator.store.count('Leads')).toBe(1);
		const allowed = await run(jobImport({ options: { newPickListValues: 'allow' } }), [items[1]]);
		expect(emulator.store.get('Leads', String(allowed.json[0].id))).toMatchObject({ Lead_Source: 'Carrier Pigeon' });
	});

	it('reports rows, jobs and estimated credits in a hint', async () => {
		const { hints } = await run(jobImport(), rowsOf(2));
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^2 rows: 2 added\. About 50\d Zoho API credits$/),
		]);
	});
});

describe('Bulk Write > Import, update and upsert', () => {
	it('updates existing leads by id, and names the rows that have none', async () => {
		const created = await run(jobImport(), rowsOf(3));
		const ids = created.json.map(({ id }) => id);
		const items = [
			...ids.map((id, index) => ({ id, Last_Name: `Changed ${index}` })),
			{ id: '4150868000009999999', Last_Name: 'Nobody' },
		];
		const { json } = await run(updateBy('id'), items);
		expect(json.map(({ status, id }) => ({ status, id }))).toEqual([
			...ids.map((id) => ({ status: 'UPDATED', id })),
			{ status: 'SKIPPED', id: null },
		]);
		expect(json[3]).toMatchObject({
			errors: [{ code: 'RESOURCE_NOT_FOUND', fields: ['id'] }],
			next: 'No record has this value of Record ID. Use Create or Update, or correct the value',
		});
		ids.forEach((id, index) => {
			expect(comparable(storedLead(emulator, id))).toEqual(
				comparable({ ...expectedLead(leadRow(index)), Last_Name: `Changed ${index}` }),
			);
		});
	});

	it('leaves fields unchanged for empty values, and clears them when told to', async () => {
		const [first] = (await run(jobImport(), rowsOf(1))).json;
		await run(updateBy('Email'), [{ Email: 'lead0@brightwell.test', Description: '', Company: null }]);
		expect(comparable(storedLead(emulator, first.id))).toEqual(comparable(expectedLead(leadRow(0))));
		await run(
			{
				...updateBy('Email'),
				emptyValues: 'clear',
			},
			[{ Email: 'lead0@brightwell.test', Description: '' }],
		);
		expect(comparable(storedLead(emulator, first.id))).toEqual(
			comparable({ ...expectedLead(leadRow(0)), Description: null }),
		);
	});

	it('never makes two records of one key, and the last row in input order wins', async () => {
		const items = rowsOf(60).map((row): IDataObject => ({ ...row, Ext_Ref: null }));
		for (const [index, key] of [
			[10, 5],
			[30, 5],
			[59, 5],
			[40, 20],
			[41, 40],
		]) {
			items[index].Email = ` ${String(items[key].Email).toUpperCase()}`;
		}
		const { json } = await run(upsertBy('Email'), items);
		const lastOf = new Map(items.map((item, index) => [String(item.Email).trim().toLowerCase(), index]));
		for (const [email, index] of lastOf) {
			const id = onlyLeadWith(emulator, 'Email', email);
			expect(emulator.store.get('Leads', id)).toMatchObject({
				Last_Name: String(items[index].Last_Name),
				No_of_Employees: items[index].No_of_Employees,
			});
			expect(json[index].id).toBe(id);
		}
		expect(emulator.store.count('Leads')).toBe(lastOf.size);
		expect(json.map(({ status }) => status).filter((status) => status === 'UPDATED')).toHaveLength(
			items.length - lastOf.size,
		);
		expect(jobOrders(emulator)).toHaveLength(4);
	});

	it('starts a later wave only after every job of the earlier one has ended', async () => {
		const items = [leadRow(1), { ...leadRow(1), Last_Name: 'Second' }].map((row) => ({ ...row, Ext_Ref: null }));
		emulator.jobs.plan({ ticks: 40 });
		await run(upsertBy('Email'), items);
		expect(emulator.store.get('Leads', onlyLeadWith(emulator, 'Email', 'lead1@brightwell.test'))).toMatchObject({
			Last_Name: 'Second',
		});
	});

	it('does not send a row whose earlier twin is in a job that has not ended', async () => {
		const items = [leadRow(1), leadRow(2), { ...leadRow(1), Last_Name: 'Second' }].map((row) => ({
			...row,
			Ext_Ref: null,
		}));
		emulator.jobs.plan({ end: 'never' });
		const { json } = await run({ ...upsertBy('Email'), options: { waitSeconds: 60 } }, items);
		expect(json.map(({ status }) => status)).toEqual(['PENDING', 'PENDING', 'UNPROCESSED']);
		expect(json[2].next).toContain('earlier row with the same Find By value');
		expect(jobOrders(emulator)).toHaveLength(1);
	});
});

describe('Bulk Write > Import, the form', () => {
	const form = () => ({ node: new ZohoCrmBulk(), parameters: jobImport(), credential: connectedCredential(emulator) });

	it('offers the modules that records can be imported into, custom ones included', async () => {
		const options = await askForm(form(), getModules);
		expect(options).toEqual(
			expect.arrayContaining([
				{ name: 'Leads', value: 'Leads' },
				{ name: 'Accounts', value: 'Accounts' },
			]),
		);
		const importable = emulator.state.schema
			.modules()
			.filter(({ generatedType }) => ['custom', 'default', 'linking', 'subform'].includes(generatedType))
			// Bulk write takes no calls, events and notes.
			.filter(({ apiName }) => !['Calls', 'Events', 'Notes'].includes(apiName));
		expect(options.map(({ value }) => value).sort()).toEqual(importable.map(({ apiName }) => apiName).sort());
	});

	it('offers the fields by which records are found, and none for a plain insert', async () => {
		expect(await askForm(form(), getFindByFields)).toEqual([
			{ name: 'None (Create a Record for Every Row)', value: '' },
			{ name: 'Record ID', value: 'id' },
			{ name: 'Email', value: 'Email' },
			{ name: 'Ext Ref', value: 'Ext_Ref' },
		]);
	});
});
