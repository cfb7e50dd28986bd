import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { makeDemoLeads, writeCsv } from './demoData';
import { EXAMPLE_RECORDS } from './exampleRecords';
import { readExample, runsAlone } from './examples';
import { compareImport, expectImport } from './expectedImport';
import { runImport, summarize } from './importRun';
import { isRecord, type JsonRecord, toList, toRecord, toText } from './json';
import type { Execution } from './n8nRest';
import { CREDENTIAL_TYPE, credentialData, raiseStage, type Stage } from './stage';
import { type CredentialLink, inRow, makeItems, readFile, zohoNode } from './workflows';

const MINUTE_MS = 60_000;
jest.setTimeout(5 * MINUTE_MS);

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage(['--job-step-ms', '200']);
});
afterAll(async () => {
	await stage?.stop();
});
beforeEach(async () => {
	await stage.emulator.admin('POST', '/reset');
});

/** Runs one of our nodes on items, as a person does with the button in the editor. */
async function runNode(
	items: readonly JsonRecord[],
	parameters: JsonRecord,
	credential: CredentialLink = stage.credential,
): Promise<Execution> {
	return await stage.rest.runOnce(inRow('One step', ...makeItems(items), zohoNode('zohoCrm', credential, parameters)));
}

/** The items that came out; they must have come from a run without complaint. */
function itemsOf(execution: Execution): readonly JsonRecord[] {
	expect({ status: execution.status, error: execution.error }).toEqual({ status: 'success', error: null });
	return execution.outputOf('Zoho CRM').map(({ json }) => json);
}

const byName = { mappingMode: 'autoMapInputData', value: null };
const lead = (operation: string, parameters: JsonRecord = {}): JsonRecord => ({
	resource: 'lead',
	operation,
	...parameters,
});
const byId = (id: unknown): JsonRecord => ({ __rl: true, mode: 'id', value: id });

/** Makes leads of one company, and gives back their ids in order. */
async function createLeads(company: string, count: number): Promise<string[]> {
	const rows = Array.from({ length: count }, (_, index) => ({
		Last_Name: `${company} ${index}`,
		Company: company,
		Email: `${index}@${company.toLowerCase()}.example.test`,
	}));
	return itemsOf(await runNode(rows, lead('create', { fields: byName }))).map(({ id }) => toText(id));
}

/** What the emulator holds of a company, by id. */
async function heldLeads(company: string): Promise<Map<string, JsonRecord>> {
	const records = await stage.emulator.records('Leads');
	return new Map(records.filter((record) => record.Company === company).map((record) => [toText(record.id), record]));
}

/** How often a token was asked for and given. */
async function countIssuedTokens(): Promise<number> {
	return toList(await stage.emulator.admin('GET', '/tokens')).filter((entry) => toRecord(entry).outcome === 'issued')
		.length;
}

describe('n8n with the package installed', () => {
	it('lists both nodes and the credential type', async () => {
		const types = toList(await stage.rest.readTypes('nodes'))
			.map(toRecord)
			.filter(({ name }) => toText(name).startsWith('n8n-nodes-zoho-crm.'));
		const names = types.map(({ name, displayName }) => ({ name, displayName }));
		// An action node that AI agents may use is listed once more, as a tool.
		expect(names).toEqual(
			expect.arrayContaining([
				{ name: 'n8n-nodes-zoho-crm.zohoCrm', displayName: 'Zoho CRM Advanced' },
				{ name: 'n8n-nodes-zoho-crm.zohoCrmBulk', displayName: 'Zoho CRM Bulk' },
			]),
		);
		const credentials = toList(await stage.rest.readTypes('credentials')).map(toRecord);
		expect(credentials.find(({ name }) => name === CREDENTIAL_TYPE)?.displayName).toBe('Zoho CRM Advanced OAuth2 API');
	});
});

describe('the Zoho CRM Bulk node in a real n8n', () => {
	it.each([
		['insert', 1],
		['update', 1],
		// Rows of one key are never under way together, and here some keys occur three times.
		['upsert', 3],
	] as const)('answers every row of a CSV file, and Zoho holds exactly those leads (%s)', async (operation, jobs) => {
		const run = await runImport(stage, { operation, rows: 3000, seed: 7 });
		expect({ status: run.execution.status, error: run.execution.error }).toEqual({ status: 'success', error: null });
		expect(compareImport(expectImport(run.leads, operation, run.recordsBefore), run.output, run.records)).toEqual([]);
		expect(summarize(run)).toMatchObject({ rows: 3000, unprocessed: 0, pending: 0, unknown: 0, jobs });
	});

	it('goes on when the token expires before the upload, before the job and while it waits', async () => {
		for (const calls of ['/crm/v8/upload', '/crm/bulk/v8/write', '/crm/bulk/v8/write/*'])
			await stage.emulator.admin('POST', '/faults', { kind: 'expireToken', path: calls });
		const run = await runImport(stage, { operation: 'insert', rows: 200, seed: 8 });
		expect(compareImport(expectImport(run.leads, 'insert'), run.output, run.records)).toEqual([]);
		expect(await stage.emulator.admin('GET', '/faults')).toEqual([]);
		expect(run.jobs).toBe(1);
	});

	it('starts nothing for no rows', async () => {
		const run = await runImport(stage, { operation: 'insert', rows: 0, seed: 9 });
		expect(run.output).toEqual([]);
		expect({ jobs: run.jobs, requests: run.requests }).toEqual({ jobs: 0, requests: [] });
	});
});

/** Parameters of an import by jobs. */
const bulk = (parameters: JsonRecord): JsonRecord => ({
	resource: 'bulkWrite',
	operation: 'import',
	module: 'Leads',
	importOperation: 'insert',
	route: 'bulk',
	...parameters,
});

function expectSuccess({ status, error }: Execution): void {
	expect({ status, error }).toEqual({ status: 'success', error: null });
}

/** Compares all records of a module with what was expected, by a key that is different for each. */
async function expectRecords(
	module: string,
	keyOf: (record: JsonRecord) => string,
	expected: ReadonlyMap<string, JsonRecord>,
): Promise<void> {
	const records = await stage.emulator.records(module);
	const held = records.map((record): [string, JsonRecord] => {
		const fields = Object.keys(expected.get(keyOf(record)) ?? {});
		return [keyOf(record), Object.fromEntries(fields.map((field) => [field, record[field] ?? null]))];
	});
	expect(held).toHaveLength(expected.size);
	expect(Object.fromEntries(held)).toEqual(Object.fromEntries(expected));
}

describe('a ZIP with a CSV', () => {
	it('is answered row by row, and Zoho holds exactly those leads', async () => {
		const leads = makeDemoLeads({ rows: 3000, seed: 11, operation: 'insert' });
		const archive = new ZipFile();
		archive.addBuffer(Buffer.from(writeCsv(leads.map(({ row }) => row))), 'leads.csv');
		archive.end();
		const zipFile = path.join(stage.n8n.filesFolder, 'leads.zip');
		writeFileSync(zipFile, await buffer(archive.outputStream));
		const parameters = bulk({ inputSource: 'file', binaryField: 'data', output: 'all' });
		const execution = await stage.rest.runOnce(
			inRow('A ZIP', readFile(zipFile), zohoNode('zohoCrmBulk', stage.credential, parameters)),
		);
		expectSuccess(execution);
		const answers = execution.outputOf('Zoho CRM');
		expect(new Set(answers.map(({ pairedItem }) => (isRecord(pairedItem) ? pairedItem.item : pairedItem)))).toEqual(
			new Set([0]),
		);
		// Every row answers the one item of the file; that apart, it is what items would give.
		const asItems = answers.map(({ json }, index) => ({ json, pairedItem: { item: index } }));
		expect(compareImport(expectImport(leads, 'insert'), asItems, await stage.emulator.records('Leads'))).toEqual([]);
	});
});

describe('items with rows of other modules in them', () => {
	const COUNT = 400;
	const refOf = (number: number): string => `FAMILY-${number}`;
	const leadOf = (number: number): JsonRecord => ({
		Ext_Ref: refOf(number),
		Last_Name: number === 7 ? '' : `Lead ${number}`,
		Company: 'Brightwell, "Lagos"',
		City: number % 3 === 0 ? null : `City\n${number}`,
	});
	const leads = Array.from({ length: COUNT }, (_, number) => leadOf(number));
	const isSound = (number: number): boolean => number !== 7;

	async function importItems(items: readonly JsonRecord[]): Promise<readonly JsonRecord[]> {
		const execution = await stage.rest.runOnce(
			inRow('Families', ...makeItems(items), zohoNode('zohoCrmBulk', stage.credential, bulk({}))),
		);
		expectSuccess(execution);
		const answers = execution.outputOf('Zoho CRM');
		expect(answers.map(({ json, pairedItem }) => [json.row, json.status, toRecord(pairedItem).item])).toEqual(
			items.map((_, number) => [number + 1, isSound(number) ? 'ADDED' : 'SKIPPED', number]),
		);
		await expectRecords(
			'Leads',
			({ Ext_Ref }) => toText(Ext_Ref),
			new Map(leads.filter((_, number) => isSound(number)).map((lead) => [toText(lead.Ext_Ref), lead])),
		);
		return answers.map(({ json }) => json);
	}

	/** Ext_Ref of the leads by their ids. */
	async function readRefs(): Promise<ReadonlyMap<string, string>> {
		return new Map((await stage.emulator.records('Leads')).map(({ id, Ext_Ref }) => [toText(id), toText(Ext_Ref)]));
	}

	it('makes leads with the rows of their subform under them, and answers both', async () => {
		const rowsOf = (number: number): JsonRecord[] =>
			Array.from({ length: number % 4 }, (_, place) => ({
				Employer: `Employer ${place} of ${refOf(number)}`,
				Position: 'Clerk, "of works"',
				From_Date: `202${place}-02-03`,
				Is_Current: place === 0,
			}));
		const answers = await importItems(leads.map((lead, number) => ({ ...lead, Work_History: rowsOf(number) })));
		const refs = await readRefs();
		const expected = leads.flatMap((_, number) =>
			isSound(number) ? rowsOf(number).map((row) => [`${refOf(number)}: ${toText(row.Employer)}`, row] as const) : [],
		);
		await expectRecords(
			'Work_History',
			({ Parent_Id, Employer }) => `${refs.get(toText(toRecord(Parent_Id).id))}: ${toText(Employer)}`,
			new Map(expected),
		);
		const employers = new Map((await stage.emulator.records('Work_History')).map(({ id, Employer }) => [id, Employer]));
		const told = answers.map(({ children }) =>
			children === ''
				? []
				: toList(toRecord(children).Work_History).map((child) => [
						toRecord(child).status,
						employers.get(toRecord(child).id) ?? null,
					]),
		);
		expect(told).toEqual(
			leads.map((_, number) =>
				rowsOf(number).map(({ Employer }) => (isSound(number) ? ['ADDED', Employer] : ['SKIPPED', null])),
			),
		);
	});

	it('links leads with venues through a list of look-ups', async () => {
		const names = ['North Hall', 'South Hall', 'East Hall'];
		const venues = await stage.rest.runOnce(
			inRow(
				'Venues',
				...makeItems(names.map((Name) => ({ Name }))),
				zohoNode('zohoCrmBulk', stage.credential, bulk({ module: 'Venues' })),
			),
		);
		expectSuccess(venues);
		const ids = venues.outputOf('Zoho CRM').map(({ json }) => toText(json.id));
		await expectRecords('Venues', ({ id }) => toText(id), new Map(ids.map((id, at) => [id, { Name: names[at] }])));
		await importItems(leads.map((lead, number) => ({ ...lead, Venues: ids.slice(0, number % 4) })));
		const refs = await readRefs();
		const links = leads.flatMap((_, number) =>
			isSound(number)
				? ids
						.slice(0, number % 4)
						.map((id, at) => [`${refOf(number)}: ${id}`, { Venues: { name: names[at], id } }] as const)
				: [],
		);
		await expectRecords(
			'Leads_X_Venues',
			({ Leads, Venues }) => `${refs.get(toText(toRecord(Leads).id))}: ${toText(toRecord(Venues).id)}`,
			new Map(links),
		);
	});
});

describe('the Zoho CRM Advanced node in a real n8n', () => {
	it('creates a lead for every item, and answers a refused one in its place', async () => {
		const rows = [
			{
				Last_Name: 'Okafor',
				Company: 'Brightwell',
				City: 'Köln',
				Annual_Revenue: 12.5,
				Newsletter: true,
				Interests: ['Support', 'Training'],
			},
			{ Company: 'Brightwell', City: 'no last name' },
			{ Last_Name: '山田 🚀', Company: 'Brightwell', Description: 'two\nlines, "quoted"', Visit_Date: '2027-02-03' },
		];
		const [first, refused, third] = itemsOf(await runNode(rows, lead('create', { fields: byName })));
		expect({ status: refused.status, code: refused.code }).toEqual({ status: 'SKIPPED', code: 'MANDATORY_NOT_FOUND' });
		const held = await heldLeads('Brightwell');
		expect([...held.keys()].sort()).toEqual([first.id, third.id].sort());
		expect(held.get(toText(first.id))).toMatchObject(rows[0]);
		expect(held.get(toText(third.id))).toMatchObject(rows[2]);
	});

	it('creates or updates by email', async () => {
		const [id] = await createLeads('Upserted', 1);
		const rows = [
			{ Last_Name: 'Changed', Company: 'Upserted', Email: '0@upserted.example.test' },
			{ Last_Name: 'New', Company: 'Upserted', Email: 'new@upserted.example.test' },
		];
		const answers = itemsOf(await runNode(rows, lead('upsert', { fields: byName })));
		expect(answers.map(({ status }) => status)).toEqual(['UPDATED', 'ADDED']);
		expect(answers[0].id).toBe(id);
		const held = await heldLeads('Upserted');
		expect([...held.keys()].sort()).toEqual([id, answers[1].id].sort());
		answers.forEach((answer, index) => expect(held.get(toText(answer.id))).toMatchObject(rows[index]));
	});

	it('updates each item by its own id and leaves what it does not mention', async () => {
		const ids = await createLeads('Updated', 3);
		const rows = ids.map((id, index) => ({ leadId: id, City: `City ${index}` }));
		const parameters = lead('update', {
			leadId: byId('={{ $json.leadId }}'),
			fields: { mappingMode: 'defineBelow', value: { City: '={{ $json.City }}' } },
		});
		const answers = itemsOf(await runNode(rows, parameters));
		expect(answers.map(({ id, status }) => ({ id, status }))).toEqual(ids.map((id) => ({ id, status: 'UPDATED' })));
		const held = await heldLeads('Updated');
		ids.forEach((id, index) =>
			expect(held.get(id)).toMatchObject({
				Last_Name: `Updated ${index}`,
				Email: `${index}@updated.example.test`,
				City: `City ${index}`,
			}),
		);
	});

	it('deletes each item by its own id and nothing else', async () => {
		const ids = await createLeads('Deleted', 3);
		const answers = itemsOf(
			await runNode([{ leadId: ids[0] }, { leadId: ids[2] }], lead('delete', { leadId: byId('={{ $json.leadId }}') })),
		);
		expect(answers.map(({ id, status }) => ({ id, status }))).toEqual(
			[ids[0], ids[2]].map((id) => ({ id, status: 'DELETED' })),
		);
		expect([...(await heldLeads('Deleted')).keys()]).toEqual([ids[1]]);
	});

	it('gets many leads over several pages, as Zoho holds them', async () => {
		const ids = await createLeads('Listed', 450);
		const answers = itemsOf(
			await runNode([{}], lead('getAll', { returnAll: true, fieldNames: ['Last_Name', 'Company', 'Email'] })),
		);
		const held = await heldLeads('Listed');
		const expected = ids.map((id) => ({
			id,
			Last_Name: held.get(id)?.Last_Name,
			Company: 'Listed',
			Email: held.get(id)?.Email,
		}));
		const inOrder = [...answers].sort((one, other) => ids.indexOf(toText(one.id)) - ids.indexOf(toText(other.id)));
		expect(inOrder.map(({ id, Last_Name, Company, Email }) => ({ id, Last_Name, Company, Email }))).toEqual(expected);
	});

	it('gets no more leads than the limit', async () => {
		const ids = await createLeads('Limited', 5);
		const answers = itemsOf(
			await runNode([{}], lead('getAll', { returnAll: false, limit: 2, fieldNames: ['Last_Name'] })),
		);
		expect(answers.map(({ id }) => ids.includes(toText(id)))).toEqual([true, true]);
	});

	it('gets the users of the organization', async () => {
		const answers = itemsOf(
			await runNode([{}], {
				resource: 'user',
				operation: 'getAll',
				userType: 'ActiveUsers',
				returnAll: true,
				simplify: true,
			}),
		);
		const users = toList(await stage.emulator.admin('GET', '/users'))
			.map(toRecord)
			.filter(({ status }) => status === 'active');
		const told = answers.map(({ id, email, fullName }) => ({ id, email, fullName }));
		expect(users.length).toBeGreaterThan(1);
		expect(told).toEqual(
			users.map((user) => ({
				id: user.id,
				email: user.email,
				fullName: `${toText(user.firstName ?? '')} ${toText(user.lastName)}`.trim(),
			})),
		);
	});

	it('renews an expired token once, in the middle of many requests, and writes nothing twice', async () => {
		await createLeads('Warm', 1);
		const before = await countIssuedTokens();
		await stage.emulator.admin('POST', '/faults', {
			kind: 'expireToken',
			path: '/crm/v8/Leads',
			method: 'POST',
			after: 2,
		});
		const ids = await createLeads('Renewed', 500);
		expect(await countIssuedTokens()).toBe(before + 1);
		const held = await heldLeads('Renewed');
		expect([...held.keys()].sort()).toEqual([...ids].sort());
		ids.forEach((id, index) => expect(held.get(id)?.Last_Name).toBe(`Renewed ${index}`));
	});
});

describe('the example workflows', () => {
	const folder = path.resolve(__dirname, '..', '..', 'examples');
	const examples = readdirSync(folder).map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));

	it.each(examples.filter(({ text }) => runsAlone(text)))(
		'$file runs at one click and gives items out',
		async ({ text }) => {
			const { n8n, rest, credential, emulator } = stage;
			writeFileSync(
				path.join(n8n.filesFolder, 'leads.csv'),
				writeCsv(makeDemoLeads({ rows: 300, seed: 3, operation: 'insert' }).map(({ row }) => row)),
			);
			for (const [module, records] of Object.entries(EXAMPLE_RECORDS))
				await emulator.admin('POST', '/records', { module, records });
			const before = (await emulator.adminList('/requests')).length;
			const workflow = readExample(text, n8n.filesFolder, credential);
			const execution = await rest.runOnce(workflow);
			expect({ status: execution.status, error: execution.error }).toEqual({ status: 'success', error: null });
			const steps = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
			expect(execution.outputOf(steps.at(-1)?.name ?? '').length).toBeGreaterThan(0);
			const ours = steps.filter(({ type, disabled }) => type.startsWith('n8n-nodes-zoho-crm.') && disabled !== true);
			const answers = ours.flatMap(({ name }) => execution.outputOf(name));
			expect(answers.flatMap(({ json: { error } }) => (error === undefined ? [] : [error]))).toEqual([]);
			expect((await emulator.adminList('/requests')).length > before).toBe(ours.length > 0);
		},
	);

	it('cleanUpWithRejectFile.json writes the refused rows as they stood, and they can be imported again once they are right', async () => {
		const { n8n, rest, credential, emulator } = stage;
		const file = (name: string): string => path.join(n8n.filesFolder, name);
		const [header, right, wrong] = [
			'Last_Name,Company,Email,Lead_Source',
			'Okafor,Acme & Sons,a@example.test,Partner',
			'Smith,"Söhne ""GmbH""",b@example.test,No Such Source',
		];
		writeFileSync(file('leads.csv'), `${header}\n${right}\n${wrong}\n`);
		const example = readExample(
			examples.find(({ file: name }) => name === 'cleanUpWithRejectFile.json')?.text ?? '',
			n8n.filesFolder,
			credential,
		);
		const held = async (): Promise<unknown> =>
			(await emulator.records('Leads')).map(({ Last_Name, Company, Lead_Source }) => [Last_Name, Company, Lead_Source]);
		expect((await rest.runOnce(example)).status).toBe('success');
		expect(await held()).toEqual([['Okafor', 'Acme & Sons', 'Partner']]);
		const rejects = readFileSync(file('rejects.csv'), 'utf8');
		expect(rejects.split('\n')).toEqual([
			expect.stringMatching(new RegExp(`^${header},`)),
			expect.stringContaining(`${wrong},`),
			'',
		]);
		writeFileSync(file('leads.csv'), rejects.replace('No Such Source', 'Partner'));
		expect((await rest.runOnce(example)).status).toBe('success');
		expect(await held()).toEqual([
			['Okafor', 'Acme & Sons', 'Partner'],
			['Smith', 'Söhne "GmbH"', 'Partner'],
		]);
	});

	it('importLeadsFromCsv.json checks the file of its form, imports it, and writes a reject file', async () => {
		const { n8n, rest, credential, emulator } = stage;
		const file = path.join(n8n.filesFolder, 'form.csv');
		writeFileSync(file, 'Last Name,Company,Email\nOkafor,Brightwell,a@example.test\n,Contoso,b@example.test\n');
		const example = readExample(
			examples.find(({ file: name }) => name === 'importLeadsFromCsv.json')?.text ?? '',
			n8n.filesFolder,
			credential,
		);
		// The form's file comes from the disk here: nobody fills the form in.
		const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
		const form = example.nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
		const read = { ...readFile(file, 'CSV_file'), id: 'form', position: [0, 0] as const, name: form?.name ?? '' };
		const workflow = {
			...example,
			nodes: [
				{ ...start, id: 'start', position: [-200, 0] as const },
				read,
				...example.nodes.filter((node) => node !== form),
			],
			connections: { ...example.connections, Start: { main: [[{ node: read.name, type: 'main', index: 0 }]] } },
		};
		const execution = await rest.runOnce(workflow);
		expectSuccess(execution);
		expect(execution.outputOf('Check the File').length).toBeGreaterThan(0);
		const held = await emulator.records('Leads');
		expect(held.map(({ Last_Name: name }) => name)).toEqual(['Okafor']);
		expect(readFileSync(path.join(n8n.filesFolder, 'rejects.csv'), 'utf8')).toContain(',Contoso,b@example.test');
	});

	it('none invites or deletes anybody at one press', () => {
		for (const { file, text } of examples)
			for (const node of toList(toRecord(JSON.parse(text)).nodes).map(toRecord)) {
				const { resource, operation } = toRecord(node.parameters);
				const isHarmful = operation === 'delete' || (resource === 'user' && operation === 'create');
				expect({ file, node: node.name, isHarmful: isHarmful && node.disabled !== true }).toEqual({
					file,
					node: node.name,
					isHarmful: false,
				});
			}
	});

	it.each(examples.filter(({ text }) => !runsAlone(text)))(
		'$file, which needs more than Zoho CRM, is taken by n8n as it is',
		async ({ text }) => {
			const { n8n, rest, credential } = stage;
			expect(await rest.createWorkflow(readExample(text, n8n.filesFolder, credential))).toEqual(expect.any(String));
		},
	);
});

describe('a credential that Zoho refuses', () => {
	it('is explained in a sentence that says what to do, without any token in it', async () => {
		const { accountsUrl, clientId, clientSecret } = stage.emulator.addresses;
		const { code } = toRecord(await stage.emulator.admin('POST', '/grant-codes', {}));
		const exchange = new URLSearchParams({
			grant_type: 'authorization_code',
			client_id: clientId,
			client_secret: clientSecret,
			code: toText(code),
		});
		const token = toRecord(
			await (await fetch(`${accountsUrl}/oauth/v2/token`, { method: 'POST', body: exchange })).json(),
		);
		const refreshToken = toText(token.refresh_token);
		await fetch(`${accountsUrl}/oauth/v2/token/revoke?token=${refreshToken}`, { method: 'POST' });
		const name = 'Revoked';
		const id = await stage.rest.createCredential(name, CREDENTIAL_TYPE, {
			...(await credentialData(stage.emulator)),
			oauthTokenData: token,
		});
		const { status, error } = await runNode(
			[{}],
			{ resource: 'user', operation: 'get', userBy: 'current' },
			{ id, name },
		);
		expect(status).toBe('error');
		expect(error).toEqual({
			message: 'Zoho did not renew the access token (invalid_code)',
			description:
				'The refresh token was revoked or belongs to another data center. Check the data center of the credential, then reconnect it',
		});
		expect(JSON.stringify(error)).not.toContain('1000.');
	});
});
