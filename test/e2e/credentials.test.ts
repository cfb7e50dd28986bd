import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findChromium, withEditor } from './browser';
import { type JsonRecord, toList, toRecord, toText } from './json';
import { CREDENTIAL_TYPE, raiseStage, type Stage } from './stage';
import { type CredentialLink, inRow, makeItems, type WorkflowDefinition, zohoNode } from './workflows';

const SELF_CLIENT_TYPE = 'zohoCrmSelfClientApi';
const WRONG_SECRET = '0123456789abcdef0123456789abcdef0123456789';
const REFUSED_SECRET = 'Zoho rejected the Client Secret';
const REFUSED_CODE = 'Zoho rejected the grant code: it was already used';

const MINUTE_MS = 60_000;
jest.setTimeout(5 * MINUTE_MS);

const chromiumPath = findChromium();
if (chromiumPath === undefined) {
	process.stderr.write(
		'\n!! LEFT OUT: credentials in the browser. There is no Chromium here: apt-get install chromium, or name one in CHROMIUM_PATH.\n\n',
	);
}
const inBrowser = chromiumPath === undefined ? it.skip : it;

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage(['--job-step-ms', '200'], { logLevel: 'debug' });
});
afterAll(async () => {
	await stage?.stop();
});
beforeEach(async () => {
	await stage.emulator.admin('POST', '/reset');
});

/** More than two requests to create, so that a token can expire between them. */
const LEADS = Array.from({ length: 250 }, (_, index) => ({
	Last_Name: `Okafor ${index}`,
	Company: 'Brightwell',
	Email: `${index}@brightwell.test`,
	City: 'Lagos',
}));

/** A workflow with each kind of call: creates leads, reads them back, and moves them to another city in a bulk job. */
function createReadAndImport(credential: CredentialLink, credentialType: string): WorkflowDefinition {
	const authentication = credentialType === CREDENTIAL_TYPE ? {} : { authentication: 'selfClient' };
	const step = (name: string, node: 'zohoCrm' | 'zohoCrmBulk', parameters: JsonRecord) => ({
		...zohoNode(node, credential, { ...authentication, ...parameters }, credentialType),
		name,
	});
	const moved = '={{ { Email: $json.Email, Last_Name: $json.Last_Name, Company: $json.Company, City: "Abuja" } }}';
	return inRow(
		'Create, read and import',
		...makeItems(LEADS),
		step('Create', 'zohoCrm', {
			resource: 'lead',
			operation: 'create',
			fields: { mappingMode: 'autoMapInputData', value: null },
		}),
		{ name: 'First', type: 'n8n-nodes-base.limit', typeVersion: 1, parameters: { maxItems: 1 } },
		step('Get Many', 'zohoCrm', {
			resource: 'lead',
			operation: 'getAll',
			returnAll: true,
			fieldNames: ['Last_Name', 'Company', 'Email', 'City'],
		}),
		{
			name: 'Move',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: moved, options: {} },
		},
		step('Import', 'zohoCrmBulk', {
			resource: 'bulkWrite',
			operation: 'import',
			module: 'Leads',
			importOperation: 'update',
			findBy: 'Email',
		}),
	);
}

/** The requests to the token endpoint since the last reset. */
async function readTokenRequests(): Promise<readonly JsonRecord[]> {
	const entries = toList(await stage.emulator.admin('GET', '/tokens')).map(toRecord);
	return entries.map(({ grantType, outcome }) => ({ grantType, outcome }));
}

const RENEWED = { grantType: 'refresh_token', outcome: 'issued' };
const EXCHANGED = { grantType: 'authorization_code', outcome: 'issued' };

/** Runs the workflow while the token expires twice, and holds what came of it against the emulator's books. */
async function expectTwoRenewals(credential: CredentialLink, credentialType: string): Promise<void> {
	const before = await readTokenRequests();
	await stage.emulator.admin('POST', '/faults', {
		kind: 'expireToken',
		method: 'POST',
		path: '/crm/v8/Leads',
		after: 1,
	});
	await stage.emulator.admin('POST', '/faults', { kind: 'expireToken', method: 'POST', path: '/crm/bulk/v8/write' });
	const execution = await stage.rest.runOnce(createReadAndImport(credential, credentialType));
	expect({ status: execution.status, error: execution.error }).toEqual({ status: 'success', error: null });
	expect(await stage.emulator.admin('GET', '/faults')).toEqual([]);
	expect(await readTokenRequests()).toEqual([...before, RENEWED, RENEWED]);

	const created = execution.outputOf('Create').map(({ json }) => json);
	expect(created.map(({ status }) => status)).toEqual(LEADS.map(() => 'ADDED'));
	const ids = created.map(({ id }) => toText(id));
	const read = new Map(execution.outputOf('Get Many').map(({ json }) => [toText(json.id), json]));
	expect(ids.map((id) => read.get(id))).toEqual(ids.map((id, index) => ({ id, ...LEADS[index] })));
	expect(read.size).toBe(LEADS.length);
	const imported = execution.outputOf('Import').map(({ json: { id, status } }) => ({ id, status }));
	expect(imported).toEqual([...read.keys()].map((id) => ({ id, status: 'UPDATED' })));
	const held = new Map((await stage.emulator.records('Leads')).map((record) => [toText(record.id), record]));
	expect([...held.keys()].sort()).toEqual([...ids].sort());
	ids.forEach((id, index) => expect(held.get(id)).toMatchObject({ ...LEADS[index], City: 'Abuja' }));
}

/** Values of the fields that both credentials have, for the emulator as a Custom data center. */
function commonFields(): Readonly<Record<string, string>> {
	const { accountsUrl, apiDomain, fileHost, clientId, clientSecret } = stage.emulator.addresses;
	return {
		clientId,
		clientSecret,
		customAccountsUrl: accountsUrl,
		customApiUrl: apiDomain,
		customUploadUrl: fileHost,
		customDownloadUrl: fileHost,
	};
}

/** Credentials of a type that n8n holds. */
async function listCredentials(type: string): Promise<readonly CredentialLink[]> {
	const all = toList(await stage.rest.call('GET', '/credentials')).map(toRecord);
	return all.filter((entry) => entry.type === type).map(({ id, name }) => ({ id: toText(id), name: toText(name) }));
}

/** The one credential of a type that is not among those from before. */
async function findNewCredential(type: string, before: readonly CredentialLink[]): Promise<CredentialLink> {
	const found = (await listCredentials(type)).filter(({ id }) => !before.some((credential) => credential.id === id));
	expect(found).toHaveLength(1);
	return found[0];
}

/** The values of a self client that has not been exchanged for a token yet. */
function selfClientFields(grantCode: string): JsonRecord {
	return { ...commonFields(), dataCenter: 'custom', environment: 'production', grantCode, refreshToken: '' };
}

/** A code as the API console generates it for a self client. */
async function mintGrantCode(): Promise<string> {
	return toText(toRecord(await stage.emulator.admin('POST', '/grant-codes', {})).code);
}

/** A grant code that someone exchanged already. */
async function useGrantCode(): Promise<string> {
	const { accountsUrl, clientId, clientSecret } = stage.emulator.addresses;
	const code = await mintGrantCode();
	const body = new URLSearchParams({
		grant_type: 'authorization_code',
		client_id: clientId,
		client_secret: clientSecret,
		code,
	});
	expect(
		toRecord(await (await fetch(`${accountsUrl}/oauth/v2/token`, { method: 'POST', body })).json()),
	).toHaveProperty('access_token');
	return code;
}

/** n8n's test of a self client, which the editor starts after Save. */
async function testSelfClient({ id, name }: CredentialLink, data: JsonRecord): Promise<JsonRecord> {
	return toRecord(
		await stage.rest.call('POST', '/credentials/test', { credentials: { id, name, type: SELF_CLIENT_TYPE, data } }),
	);
}

/** A self client after the exchange of its code. */
const KEPT_AFTER_EXCHANGE = { clientSecret: 'BLANK', grantCode: 'EMPTY', refreshToken: 'BLANK', accessToken: 'BLANK' };

/** Which secrets of a self client n8n's store holds: in place of a value its API says BLANK, and EMPTY where there is none. */
async function readKeptFields({ id }: CredentialLink): Promise<JsonRecord> {
	const data = toRecord(toRecord(await stage.rest.call('GET', `/credentials/${id}?includeData=true`)).data);
	return Object.fromEntries(
		Object.keys(KEPT_AFTER_EXCHANGE).map((name) => [name, /__n8n_(BLANK|EMPTY)_VALUE/.exec(toText(data[name]))?.[1]]),
	);
}

describe('a web-based client', () => {
	inBrowser('is connected in the browser, and its token is renewed whenever it has expired', async () => {
		const before = await listCredentials(CREDENTIAL_TYPE);
		await withEditor(stage.n8n.url, toText(chromiumPath), 'oauth2-connect', async (editor) => {
			const form = await editor.newCredential('Zoho CRM Advanced OAuth2 API');
			await form.waitForText('Choose the Data Center before you connect');
			await form.choose('dataCenter', 'Custom');
			await form.fill(commonFields());
			await form.connect();
		});
		expect(await readTokenRequests()).toEqual([EXCHANGED]);
		await expectTwoRenewals(await findNewCredential(CREDENTIAL_TYPE, before), CREDENTIAL_TYPE);
	});
});

describe('a self client', () => {
	it('exchanges its grant code once, and its token is renewed whenever it has expired', async () => {
		const data = selfClientFields(await mintGrantCode());
		const link = { id: await stage.rest.createCredential('Self client', SELF_CLIENT_TYPE, data), name: 'Self client' };
		expect(await testSelfClient(link, data)).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(await readTokenRequests()).toEqual([EXCHANGED]);
		expect(await readKeptFields(link)).toEqual(KEPT_AFTER_EXCHANGE);
		await expectTwoRenewals(link, SELF_CLIENT_TYPE);
	});

	inBrowser(
		'is tested by the editor when it is saved: shows why Zoho gives it no token, and works once that is put right',
		async () => {
			const before = await listCredentials(SELF_CLIENT_TYPE);
			const grantCode = await mintGrantCode();
			await withEditor(stage.n8n.url, toText(chromiumPath), 'self-client', async (editor) => {
				const form = await editor.newCredential('Zoho CRM Advanced Self Client API');
				await form.choose('dataCenter', 'Custom');
				await form.fill({ ...commonFields(), clientSecret: WRONG_SECRET, grantCode });
				await form.save();
				await form.showRefusal();
				await form.waitForText(REFUSED_SECRET);
				await form.fill({ clientSecret: stage.emulator.addresses.clientSecret });
				await form.save();
				await form.waitForText('Connection tested successfully');
			});
			expect(await readTokenRequests()).toEqual([{ ...EXCHANGED, outcome: 'invalid_client_secret' }, EXCHANGED]);
			const link = await findNewCredential(SELF_CLIENT_TYPE, before);
			expect(await readKeptFields(link)).toEqual(KEPT_AFTER_EXCHANGE);
			await expectTwoRenewals(link, SELF_CLIENT_TYPE);
		},
	);

	it.each([
		[
			'a wrong secret',
			async () => ({ ...selfClientFields(await mintGrantCode()), clientSecret: WRONG_SECRET }),
			REFUSED_SECRET,
		],
		['a grant code that was used', async () => selfClientFields(await useGrantCode()), REFUSED_CODE],
	])('names %s in its test, and in a workflow', async (_cause, makeData, sentence) => {
		const data = await makeData();
		const link = { id: await stage.rest.createCredential('Refused', SELF_CLIENT_TYPE, data), name: 'Refused' };
		const { status, message } = await testSelfClient(link, data);
		expect({ status, isNamed: toText(message).startsWith(sentence) }).toEqual({ status: 'Error', isNamed: true });
		const { error } = await stage.rest.runOnce(createReadAndImport(link, SELF_CLIENT_TYPE));
		expect(`${error?.message}. ${error?.description}`).toBe(message);
	});
});

describe('what n8n keeps and prints', () => {
	it('has no token, secret or grant code in its log at debug level, in the data of executions, or anywhere on disk', async () => {
		const { clientId, clientSecret } = stage.emulator.addresses;
		const texts = new Map<string, string>();
		for (const entry of toList(toRecord(await stage.rest.call('GET', '/executions?limit=100')).results)) {
			const id = toText(toRecord(entry).id);
			texts.set(`execution ${id}`, JSON.stringify(await stage.rest.call('GET', `/executions/${id}`)));
		}
		expect(texts.size).toBeGreaterThan(0);
		const log = readFileSync(stage.n8n.logFile, 'utf8');
		expect(log).toContain('debug');
		texts.set('the log', log);
		for (const file of listWrittenFiles(path.join(stage.folder, '.n8n'))) texts.set(file, readFileSync(file, 'latin1'));
		expect([...texts.keys()].filter((name) => name.includes('database.sqlite'))).not.toEqual([]);
		// Tokens and codes of the emulator have the form of Zoho's.
		const secrets = new RegExp(
			[
				'1000\\.[0-9a-f]{32}\\b',
				clientSecret,
				WRONG_SECRET,
				Buffer.from(`${clientId}:${clientSecret}`).toString('base64'),
			].join('|'),
			'g',
		);
		expect(
			[...texts].flatMap(([place, text]) =>
				(text.match(secrets) ?? []).map((secret) => `${place}: ${secret.slice(0, 12)}...`),
			),
		).toEqual([]);
	});
});

/** Files that n8n wrote by itself: the database, where credentials are encrypted, and its journals. */
function listWrittenFiles(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const place = path.join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'nodes' ? [] : listWrittenFiles(place);
		return entry.isFile() ? [place] : [];
	});
}
