import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { StoredRecord } from '../emulator/records/store';
import { callsTo, jobOrders, storedValues, userCalls, WRITE } from '../stage/books';
import { scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { leadImport, resumedImport } from '../stage/parameters';
import { hire, userNamed } from '../stage/people';
import { useImportStage } from './importStage';
import { inItem, writeCsv, type FileRow } from './files';
import { callBack, created, endJobs, LONG } from './jobs';
import { recordWrites, sentMappings } from './outcomes';

const { emulator, run } = useImportStage({ jobStepMs: 2_000, switches: { allowHttpCallback: true } });

const FIELDS = ['Ext_Ref', 'Last_Name', 'Company', 'Owner', 'Annual_Revenue'];
const lead = (number: number, Owner: string): FileRow => ({
	Ext_Ref: `REF-${number}`,
	Last_Name: `Ñame, ${number}`,
	Company: `Company ${number % 3}`,
	Owner,
	Annual_Revenue: `${number}.5`,
});
const leads = (owners: readonly string[]): FileRow[] => owners.map((owner, number) => lead(number, owner));

/** What a lead must hold. */
const held = ({ Annual_Revenue, ...row }: FileRow, owner: string): IDataObject => ({
	...row,
	Owner: owner,
	Annual_Revenue: Number(Annual_Revenue),
});

/** What all leads hold, in the order of their numbers, with the email of their owner. */
function heldLeads(): (IDataObject | undefined)[] {
	const number = ({ Ext_Ref: ref }: StoredRecord): number => Number(String(ref).slice('REF-'.length));
	return [...emulator.store.all('Leads')]
		.sort((a, b) => number(a) - number(b))
		.map(({ id }) => {
			const values = storedValues(emulator, 'Leads', id, FIELDS);
			return values && { ...values, Owner: (values.Owner as IDataObject | null)?.email };
		});
}

/** Imports rows from items or from a file. */
async function importFrom(
	from: string,
	rows: readonly FileRow[],
	more: INodeParameters = {},
	settings: Parameters<typeof run>[2] = {},
) {
	return from === 'items'
		? await run(leadImport(more), rows as readonly IDataObject[], settings)
		: await run(leadImport({ inputSource: 'file', binaryField: 'data', output: 'all', ...more }), [{}], {
				...settings,
				files: [{ data: inItem(writeCsv(rows)) }],
			});
}

const WAYS = ['items', 'file'].flatMap((from) => ['bulk', 'records'].map((route) => [from, route] as const));
const [ANN, BRUNO, HANA] = ['ann.lee', 'bruno.costa', 'hana.novak'].map((name) => `${name}@brightwell.test`);
const NAMED = [BRUNO, 'Hana Novák', ' BRUNO  costa ', '', `Somebody <${HANA}>`, ' Bruno.Costa@Brightwell.test'];
const OWNERS = [BRUNO, HANA, BRUNO, ANN, HANA, BRUNO];

describe.each(WAYS)('owners of rows from %s by %s', (from, route) => {
	it('are found by ID, email and full name in one column, by one request', async () => {
		const owners = [...NAMED, userNamed(emulator, 'hana').id];
		const rows = leads(owners);
		const { json } = await importFrom(from, rows, { route });
		expect(json.map(({ row, status, errors }) => [row, status, errors])).toEqual(
			rows.map((_, index) => [index + 1, 'ADDED', []]),
		);
		expect(heldLeads()).toEqual(rows.map((row, index) => held(row, [...OWNERS, HANA][index])));
		expect(userCalls(emulator).map(({ query }) => query)).toEqual([{ page: '1', per_page: '200', type: 'AllUsers' }]);
	});

	it('fail their row alone, with the name and the reason, where no active user or more than one has it', async () => {
		hire(emulator, 10);
		const [first, second] = emulator.state.users.all().slice(-2);
		Object.assign(second, { firstName: first.firstName, lastName: first.lastName });
		const twin = `${first.firstName} ${first.lastName}`;
		Object.assign(first, { status: 'active', isConfirmed: true });
		Object.assign(second, { status: 'active', isConfirmed: true });
		const rows = leads(['Hana Novák', 'Nobody Atall', twin, 'Erik Sand', 'x@brightwell.test', BRUNO]);
		const { json } = await importFrom(from, rows, { route });
		const reasons = [
			'Owner "Nobody Atall" is the name of no user of the organization',
			`Owner "${twin}" is the name of 2 active users: use the email`,
			'Owner "Erik Sand" is the name of a user who is not active or has not accepted the invitation',
			'Owner "x@brightwell.test" belongs to no user of the organization, or to a deleted one',
		];
		expect(json.map(({ status, errors, reason }) => [status, errors, reason])).toEqual([
			['ADDED', [], undefined],
			...reasons.map((reason) => ['SKIPPED', [{ code: 'INVALID_DATA', fields: ['Owner'] }], `Lead ${reason}`]),
			['ADDED', [], undefined],
		]);
		expect(heldLeads()).toEqual([held(rows[0], HANA), held(rows[5], BRUNO)]);
	});

	it('may be of another kind than the first 2,000 rows show', async () => {
		const rows = leads([...Array.from({ length: 2_100 }, () => userNamed(emulator, 'bruno').id), 'Hana Novák', HANA]);
		const { json } = await importFrom(from, rows, { route });
		expect(json.filter(({ status }) => status !== 'ADDED')).toEqual([]);
		expect(heldLeads()).toEqual(rows.map((row, index) => held(row, index < 2_100 ? BRUNO : HANA)));
		expect(userCalls(emulator)).toHaveLength(1);
	});

	it('that are IDs alone cost no request', async () => {
		const rows = leads([userNamed(emulator, 'bruno').id, '', userNamed(emulator, 'hana').id]);
		await importFrom(from, rows, { route });
		expect(heldLeads()).toEqual(rows.map((row, index) => held(row, [BRUNO, ANN, HANA][index])));
		expect(userCalls(emulator)).toEqual([]);
	});

	it('need the scope of users only where one is named', async () => {
		const credential = scopedCredential(emulator, [
			...['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL', 'ZohoCRM.bulk.ALL', 'ZohoFiles.files.ALL', 'ZohoCRM.org.READ'],
		]);
		const refusal = await failureOf(importFrom(from, leads(['Hana Novák']), { route }, { credential }));
		expect(refusal.message).toBe(
			'The credential was connected without a scope that this operation needs: ZohoCRM.users.READ (OAUTH_SCOPE_MISMATCH)',
		);
		expect([recordWrites(emulator), jobOrders(emulator), userCalls(emulator)]).toEqual([[], [], []]);
		const { json } = await importFrom(from, leads([userNamed(emulator, 'hana').id]), { route }, { credential });
		expect(json).toMatchObject([{ status: 'ADDED' }]);
	});
});

describe.each(['items', 'file'])('owners of rows from %s in a job', (from) => {
	it('that are emails alone are sent as IDs, and fail their row where no active user has them', async () => {
		const rows = leads([BRUNO, 'x@brightwell.test', HANA]);
		const { json } = await importFrom(from, rows, { route: 'bulk' });
		expect(json.map(({ status, reason }) => [status, reason ?? ''])).toEqual([
			['ADDED', ''],
			['SKIPPED', 'Lead Owner "x@brightwell.test" belongs to no user of the organization, or to a deleted one'],
			['ADDED', ''],
		]);
		expect(heldLeads()).toEqual([held(rows[0], BRUNO), held(rows[2], HANA)]);
		expect(userCalls(emulator)).toHaveLength(1);
		expect(sentMappings(jobOrders(emulator)[0])[0]).toContainEqual(
			expect.objectContaining({ api_name: 'Owner', find_by: 'id' }),
		);
	});

	it('that are emails alone let few rows go by the Records API', async () => {
		const rows = leads([BRUNO, '', HANA, BRUNO]);
		const { json } = await importFrom(from, rows, { route: 'auto' });
		expect(json.map(({ status, job }) => [status, job])).toEqual(rows.map(() => ['ADDED', null]));
		expect(heldLeads()).toEqual(rows.map((row, index) => held(row, [BRUNO, ANN, HANA, BRUNO][index])));
		expect([userCalls(emulator).length, jobOrders(emulator), recordWrites(emulator).length]).toEqual([1, [], 1]);
	});

	it('that are emails alone are looked up by the job where the users may not be read', async () => {
		const credential = scopedCredential(emulator, [
			...['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL', 'ZohoCRM.bulk.ALL', 'ZohoFiles.files.ALL', 'ZohoCRM.org.READ'],
		]);
		const rows = leads([BRUNO, '', HANA]);
		const result = await importFrom(from, rows, { route: 'auto' }, { credential });
		expect(heldLeads()).toEqual(rows.map((row, index) => held(row, [BRUNO, ANN, HANA][index])));
		expect(result.hints[0].message).toContain('Owner is looked up by email');
		expect(userCalls(emulator)).toEqual([]);
		expect(sentMappings(jobOrders(emulator)[0])[0]).toContainEqual(
			expect.objectContaining({ api_name: 'Owner', find_by: 'email' }),
		);
	});

	it.each(['Owner.name', 'Owner.full_name'])('may stand under %s', async (title) => {
		const rows = leads(['Hana Novák', 'Bruno Costa']);
		const named = rows.map(({ Owner, ...row }) => ({ ...row, [title]: Owner }));
		const { json } = await importFrom(from, named, { route: 'bulk' });
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
		expect(heldLeads()).toEqual([held(rows[0], HANA), held(rows[1], BRUNO)]);
	});

	it('are the same again when the import is resumed', async () => {
		emulator.jobs.plan(LONG);
		const rows = leads(NAMED);
		const result = await importFrom(from, rows, { route: 'bulk', options: { waitSeconds: 60 } });
		expect(result.json.map(({ status }) => status)).toEqual(rows.map(() => 'PENDING'));
		endJobs(emulator);
		emulator.requests.reset();
		const job = String(result.json[0].job);
		const resumed =
			from === 'items'
				? await run(resumedImport(job), rows as readonly IDataObject[])
				: await run(resumedImport(job, { inputSource: 'file', binaryField: 'data', output: 'all' }), [{}], {
						files: [{ data: inItem(writeCsv(rows)) }],
					});
		expect(resumed.json.map(({ row, status, job: of }) => [row, status, of])).toEqual(
			rows.map((_, index) => [index + 1, 'ADDED', job]),
		);
		expect(heldLeads()).toEqual(rows.map((row, index) => held(row, OWNERS[index])));
		expect([callsTo(emulator, 'POST', WRITE), created(emulator)]).toEqual([[], []]);
	});
});

it('owners are the same again when an import from items wakes up', async () => {
	emulator.jobs.plan(LONG);
	const rows = leads([...NAMED, 'Nobody Atall']);
	const result = await importFrom('items', rows, { route: 'bulk', wait: 'callback' });
	endJobs(emulator);
	emulator.advance(60_000);
	const items = await callBack(emulator, result);
	expect((items ?? []).map(({ json }) => [json.row, json.status])).toEqual([
		...NAMED.map((_, index) => [index + 1, 'ADDED']),
		[NAMED.length + 1, 'SKIPPED'],
	]);
	expect(heldLeads()).toEqual(NAMED.map((_, index) => held(rows[index], OWNERS[index])));
});

it('a default owner may be a name', async () => {
	const rows = leads(['', HANA, 'Bruno Costa']);
	await importFrom('file', rows, {
		route: 'bulk',
		options: { defaults: { values: [{ field: 'Owner', value: 'Hana Novák' }] } },
	});
	expect(heldLeads()).toEqual(rows.map((row, index) => held(row, [HANA, HANA, BRUNO][index])));
});
