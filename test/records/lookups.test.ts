import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { storedValues, writesOf } from '../stage/books';
import { scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { lead, named, record } from '../stage/parameters';
import { userNamed } from '../stage/people';
import { seedLead } from '../stage/seeds';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

const account = (Account_Name: string, more: IDataObject = {}): string =>
	emulator.add('Accounts', { Account_Name, ...more } as never);
const person = (number: number, more: IDataObject = {}): IDataObject => ({
	Last_Name: `L${number}`,
	Company: 'X',
	...more,
});
const create = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
	await run(lead('create', more), items, settings);
const accountOf = (id: unknown): unknown =>
	(storedValues(emulator, 'Leads', id, ['Referring_Account'])?.Referring_Account as IDataObject | null)?.id ?? null;
const searches = (module: string) => emulator.requests.all({ path: `/crm/v8/${module}/search` });

const NEXT_IF_ABSENT =
	'Create the record first, or use its ID or its exact name. Without the scope ZohoCRM.coql.READ, changes from the last minute may not be found yet';
const NEXT_IF_SEVERAL = 'Use the ID of the record, or an object with a unique field, such as { "Customer_No": "C-7" }';

describe('a lookup that is filled with a name', () => {
	it('gets the ID of the record, 100 names in one search, however many items have them', async () => {
		const ids = Array.from({ length: 130 }, (_, number) => account(`Account ${number}, Ltd (UK)`));
		const items = Array.from({ length: 400 }, (_, number) =>
			person(number, { Referring_Account: `  account ${number % 130}, ltd (UK) ` }),
		);
		const { json } = await create(items);
		expect(json.map(({ id }) => accountOf(id))).toEqual(items.map((_, number) => ids[number % 130]));
		expect(searches('Accounts').length).toBeLessThanOrEqual(3);
		expect(searches('Accounts').map(({ path }) => path).length).toBeGreaterThanOrEqual(2);
	});

	it.each([
		[
			'by hand',
			(value: unknown) => ({
				fields: { mappingMode: 'defineBelow', value: { Last_Name: 'L', Company: 'X', Referring_Account: value } },
			}),
		],
		[
			'as JSON',
			(value: unknown) => ({
				specifyFields: 'json',
				fieldsJson: JSON.stringify({ Last_Name: 'L', Company: 'X', Referring_Account: value }),
			}),
		],
	] as const)('is read alike where fields are given %s', async (_, parameters) => {
		const id = account('Brightwell');
		for (const value of ['Brightwell', { name: 'Brightwell' }]) {
			const { json } = await create([{}], parameters(value) as INodeParameters);
			expect(accountOf(json[0].id)).toBe(id);
		}
	});

	it('is changed by Update and by Create or Update', async () => {
		const [one, two] = [account('One'), account('Two')];
		const id = seedLead(emulator, { Email: 'n1@brightwell.test' });
		const fields = { mappingMode: 'defineBelow', value: { Referring_Account: 'One' } };
		await run(lead('update', { leadId: named(id), fields }));
		expect(accountOf(id)).toBe(one);
		await run(lead('upsert'), [
			{ Last_Name: 'L', Company: 'X', Email: 'n1@brightwell.test', Referring_Account: 'Two' },
		]);
		expect(accountOf(id)).toBe(two);
	});

	it('takes an object with a field of the record, or a key that names it behind a dot', async () => {
		const [seven, eight] = ['C-7', 'C-8'].map((Customer_No) => account('Brightwell', { Customer_No }));
		const { json } = await create([
			person(0, { Referring_Account: { Customer_No: 'C-8' } }),
			person(1, { 'Referring_Account.Customer_No': 'c-7' }),
			person(2, { 'Referring_Account.name': 'Brightwell', 'Referring_Account.id': eight }),
			person(3, { 'Referring_Account.name': 'Brightwell', Referring_Account: seven }),
			person(4, { 'Referring_Account.Customer_No': 'C-7', 'Referring_Account.name': 'Brightwell' }),
			person(5, { Referring_Account: 'C-8' }),
			person(6, { 'Owner.email': userNamed(emulator, 'bruno').email, 'Referring_Account.name': '' }),
			person(7, { Referring_Account: `zcrm_${seven}` }),
		]);
		expect(json.map(({ id }) => accountOf(id))).toEqual([eight, seven, eight, seven, seven, eight, null, seven]);
		expect(storedValues(emulator, 'Leads', json[6].id, ['Owner'])).toMatchObject({
			Owner: { id: userNamed(emulator, 'bruno').id },
		});
	});

	it('fails its own item where no record is called so, or several are', async () => {
		account('Twin');
		account('twin');
		const [first, second] = [account('Case'), account('case')];
		const { json } = await create([
			person(0, { Referring_Account: 'Nobody' }),
			person(1, { Referring_Account: { name: 'TWIN' } }),
			person(2, { Referring_Account: 'Case' }),
			person(3, { Referring_Account: 'case' }),
			person(4, { Referring_Account: { Customer_No: 'C-9' } }),
		]);
		expect(json).toMatchObject([
			{
				reason: 'Referring_Account: Accounts has no record called "Nobody"',
				code: 'NOT_FOUND',
				next: NEXT_IF_ABSENT,
				status: 'SKIPPED',
			},
			{
				reason: 'Referring_Account: Accounts has 2 records called "TWIN"',
				code: 'AMBIGUOUS',
				next: NEXT_IF_SEVERAL,
				status: 'SKIPPED',
			},
			{ status: 'ADDED' },
			{ status: 'ADDED' },
			{ reason: 'Referring_Account.Customer_No: Accounts has no record with the Customer_No "C-9"', code: 'NOT_FOUND' },
		]);
		expect([json[2], json[3]].map(({ id }) => accountOf(id))).toEqual([first, second]);
		expect(emulator.store.count('Leads')).toBe(2);
	});

	it('fails where its field is none of the other module', async () => {
		expect(await failureOf(create([person(0, { 'Referring_Account.Colour': 'red' })]))).toMatchObject({
			message: 'Accounts has no field "Colour"',
			itemIndex: 0,
		});
		expect(writesOf(emulator)).toEqual([]);
	});

	it('finds people by their full name, with and without salutation, and by email', async () => {
		const ada = emulator.add('Contacts', {
			Salutation: 'Ms.',
			First_Name: 'Ada',
			Last_Name: 'Okafor',
			Email: 'ada@x.test',
		});
		const other = emulator.add('Contacts', { First_Name: 'Ada', Last_Name: 'Okafor-Lee', Email: 'lee@x.test' });
		const deal = { Stage: 'Qualification', Closing_Date: '2026-12-31' };
		const names = ['Ada Okafor', 'ada okafor-lee', 'lee@x.test', 'ADA@X.TEST'];
		const { json } = await run(
			record('Deals', 'create'),
			names.map((Contact_Name, number) => ({ Deal_Name: `D${number}`, ...deal, Contact_Name })),
		);
		expect(json.map(({ id }) => storedValues(emulator, 'Deals', id, ['Contact_Name']))).toMatchObject(
			[ada, other, other, ada].map((id) => ({ Contact_Name: { id } })),
		);
	});

	it('may stand in rows of subforms and in lists of lookups', async () => {
		const lamp = emulator.add('Products', { Product_Name: 'Lamp', Unit_Price: 20 });
		const { json } = await run(record('Quotes', 'create'), [
			{ Subject: 'Office', Quote_Stage: 'Draft', Quoted_Items: [{ Product_Name: 'Lamp', Quantity: 2 }] },
			{ Subject: 'Hall', Quote_Stage: 'Draft', Quoted_Items: [{ Product_Name: { name: 'Lamb' }, Quantity: 2 }] },
		]);
		expect(json).toMatchObject([
			{ status: 'ADDED' },
			{ reason: 'Quoted_Items[0].Product_Name: Products has no record called "Lamb"', status: 'SKIPPED' },
		]);
		expect([...emulator.store.all('Quoted_Items')]).toMatchObject([{ Product_Name: { id: lamp } }]);
		const halls = ['North', 'South'].map((Name) => emulator.add('Venues', { Name }));
		const found = await create([
			person(0, { Venues: ['South', halls[0]] }),
			person(1, { Venues: 'North, South' }),
			person(2, { Venues: [{ Venues: { name: 'South' } }] }),
		]);
		const venuesOf = (id: unknown) =>
			[...emulator.store.all('Leads_X_Venues')]
				.filter(({ Leads }) => (Leads as IDataObject).id === id)
				.map(({ Venues }) => (Venues as IDataObject).id);
		expect(found.json.map(({ id }) => venuesOf(id))).toEqual([[halls[1], halls[0]], halls, [halls[1]]]);
	});

	it('ties a task to the record that has the name, in the module of $se_module', async () => {
		const deal = emulator.add('Deals', { Deal_Name: 'Robots', Stage: 'Qualification' });
		const task = { Subject: 'Call', What_Id: 'Robots', $se_module: 'Deals' };
		const { json } = await run(record('Tasks', 'create'), [task]);
		expect(storedValues(emulator, 'Tasks', json[0].id, ['What_Id'])).toMatchObject({ What_Id: { id: deal } });
	});

	it('is looked up in no other place than where it is needed: IDs cost no request and no scope', async () => {
		const id = account('Brightwell');
		const credential = scopedCredential(emulator, ['ZohoCRM.modules.leads.CREATE', 'ZohoCRM.settings.fields.READ']);
		const { json } = await create([person(0, { Referring_Account: id })], {}, { credential });
		expect(accountOf(json[0].id)).toBe(id);
		expect(searches('Accounts')).toEqual([]);
		const missing = 'ZohoCRM.modules.accounts.READ, ZohoSearch.securesearch.READ';
		const items = [person(1, { Referring_Account: 'Brightwell' }), person(2)];
		expect(await failureOf(create(items, {}, { credential }))).toMatchObject({
			message: `The credential was connected without scopes that this operation needs: ${missing} (OAUTH_SCOPE_MISMATCH)`,
		});
		const goOn = await create(items, {}, { credential, onError: 'continueRegularOutput' });
		expect(goOn.json.map(({ status }) => status)).toEqual(['SKIPPED', 'ADDED']);
	});

	it('stops the node where Zoho does not answer, before anything is sent', async () => {
		account('Brightwell');
		emulator.faults.add({
			kind: 'answer',
			status: 502,
			body: '<html>Bad</html>',
			path: '/crm/v8/Accounts/search',
			times: 9,
		});
		expect((await failureOf(create([person(0, { Referring_Account: 'Brightwell' }), person(1)]))).message).toContain(
			'temporarily unavailable',
		);
		expect(writesOf(emulator)).toEqual([]);
	});

	it('finds what was written a moment ago, if the token may query', async () => {
		emulator.switches.searchDelayMs = 60_000;
		const [{ id }] = (await run(record('Accounts', 'create'), [{ Account_Name: "Smith's, Ltd (UK)" }])).json;
		const item = person(0, { Referring_Account: "smith's, Ltd (UK)" });
		const scopes = ['ZohoCRM.modules.ALL', 'ZohoCRM.settings.fields.READ', 'ZohoSearch.securesearch.READ'];
		const credential = scopedCredential(emulator, [...scopes, 'ZohoCRM.coql.READ']);
		const { json } = await create([item, person(1, { Referring_Account: 'Nobody' })], {}, { credential });
		expect(json).toMatchObject([{ status: 'ADDED' }, { code: 'NOT_FOUND' }]);
		expect(accountOf(json[0].id)).toBe(id);
		const narrow = scopedCredential(emulator, scopes);
		expect(await failureOf(create([item], {}, { credential: narrow }))).toMatchObject({ description: NEXT_IF_ABSENT });
	});

	it('that is longer than any name, or no text at all, fails alone and is not asked for', async () => {
		const id = account('Brightwell');
		const names = ['x'.repeat(30_000), 'half \ud800 of a character', 'Brightwell'];
		const { json } = await create(names.map((Referring_Account, number) => person(number, { Referring_Account })));
		expect(json).toMatchObject([{ code: 'NOT_FOUND' }, { code: 'NOT_FOUND' }, { status: 'ADDED' }]);
		expect(accountOf(json[2].id)).toBe(id);
		expect(String(json[0].reason).length).toBeLessThan(200);
		expect(searches('Accounts').map(({ query }) => query.criteria)).toEqual(['(Account_Name:in:Brightwell)']);
	});
});
