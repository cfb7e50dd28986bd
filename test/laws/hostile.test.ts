import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeProperties,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { ZohoCrmOAuth2Api } from '../../credentials/ZohoCrmOAuth2Api.credentials';
import { ZohoCrmSelfClientApi } from '../../credentials/ZohoCrmSelfClientApi.credentials';
import { checkTokenDomain } from '../../nodes/shared/n8n/connection/hosts';
import { readCredential } from '../../nodes/shared/n8n/connection/credential';
import type { Authentication } from '../../nodes/shared/n8n/connection/nodeContext';
import { renewSelfClientData } from '../../nodes/shared/n8n/connection/selfClientData';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { prepareInput, USES } from '../operations/registry';
import { connectedCredential, selfClientCredential, type StoredCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { failureOf } from '../stage/failure';
import { jobImport, user } from '../stage/parameters';

const { emulator, run } = useStage();

let elsewhere: Server;
let origin: string;
let usualFileHost: string;
/** What reached the server that nothing may be sent to. */
let arrived: { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];

async function record(request: IncomingMessage): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk));
	arrived.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
}

beforeAll(async () => {
	usualFileHost = emulator.jobs.fileHost;
	elsewhere = createServer((request, response) => {
		void record(request).then(() =>
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"from elsewhere"}'),
		);
	});
	await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
	origin = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});
afterAll(async () => {
	await new Promise((resolve) => elsewhere.close(resolve));
});
beforeEach(() => {
	emulator.jobs.fileHost = usualFileHost;
	arrived = [];
});
afterEach(() => {
	expect(arrived).toEqual([]);
});

const ROWS: IDataObject[] = [
	{ Last_Name: 'Ash', Company: 'Brightwell' },
	{ Last_Name: 'Birch', Company: 'Brightwell' },
];
const IMPORT = jobImport();
const USER = user('get');

const importRows = async (credential: StoredCredential) => await run(IMPORT, ROWS, { credential });
/** What to do for the IDs of rows whose result was not fetched. */
const later = (job: string | number): string => `Run Resume Import with job ${job} later to get them`;
const whoAmI = async (credential: StoredCredential) => await run(USER, [{}], { credential });
/** A self client whose grant nothing else in this process has used. */
const selfClient = (): StoredCredential =>
	selfClientCredential(emulator, { refreshToken: emulator.grantToken().refreshToken });
/** Both kinds of credential. */
const CREDENTIALS: readonly [string, () => StoredCredential][] = [
	['OAuth2', () => connectedCredential(emulator)],
	['a self client', selfClient],
];

it('notices what is sent elsewhere', async () => {
	await fetch(`http://${origin}/seen`, { headers: { authorization: 'Bearer token' } });
	expect(arrived).toMatchObject([{ url: '/seen', headers: { authorization: 'Bearer token' }, body: '' }]);
	arrived = [];
});

describe.each(CREDENTIALS)('a result that lies where no token belongs, with %s', (_, credential) => {
	/** Where the job says its result lies, and what of that address is named. */
	const ADDRESSES: readonly [why: string, host: () => string, named: () => string][] = [
		['at a foreign host', () => `http://${origin}`, () => `http://${origin}`],
		[
			'at a foreign host by name',
			() => `http://localhost:${origin.split(':')[1]}`,
			() => `http://localhost:${origin.split(':')[1]}`,
		],
		['at a host that begins like Zoho', () => 'https://zoho.com.evil.test', () => 'https://zoho.com.evil.test'],
		['at a host that ends like Zoho', () => 'https://evilzoho.com', () => 'https://evilzoho.com'],
		['behind credentials in the address', () => usualFileHost.replace('://', '://ann:hunter2@'), () => usualFileHost],
		[
			'behind a name that is taken for the host',
			() => `http://download-accl.zoho.com@${origin}`,
			() => `http://${origin}`,
		],
		['on plain http', () => 'http://download-accl.zoho.com', () => 'http://download-accl.zoho.com'],
		['without a scheme', () => `//${origin}`, () => `http://${origin}`],
		['behind backslashes', () => `/\\${origin}`, () => `http://${origin}`],
		['behind a tab', () => `/\t/${origin}`, () => `http://${origin}`],
	];

	it.each(ADDRESSES)('%s is not fetched, and the rows are answered', async (_why, host, named) => {
		emulator.switches.downloadUrlForm = 'absolute';
		emulator.jobs.fileHost = host();
		const { json } = await importRows(credential());
		const [job] = emulator.jobs.all();
		const why = `could not be downloaded (The token is not sent to ${named()}, which is not an https URL of the data center of the credential)`;
		expect(json.map(({ row, status, reason, next }) => ({ row, status, reason, next }))).toEqual(
			[1, 2].map((row) => ({
				row,
				status: 'ADDED',
				reason: expect.stringContaining(why),
				next: later(String(job.id)),
			})),
		);
		expect(json.map((item) => item.job)).toEqual([job.id, job.id]);
		expect(emulator.store.count('Leads')).toBe(2);
		expect(emulator.requests.all({ host: 'files', method: 'GET' })).toEqual([]);
		expect(JSON.stringify(json)).not.toContain('hunter2');
	});
});

describe.each(CREDENTIALS)('a redirect to another origin, with %s', (_, credential) => {
	const STATUSES = [301, 302, 303, 307, 308] as const;
	const message = (status: number): string =>
		`Zoho CRM rejected the request: HTTP ${status}: the response redirects to another URL, and the token is not sent there (HTTP_${status})`;

	it.each(STATUSES)('from the API is not followed (%i)', async (status) => {
		emulator.faults.add({ kind: 'redirect', location: `http://${origin}/crm/v8/users`, status, path: '/crm/v8/users' });
		expect(await failureOf(whoAmI(credential()))).toMatchObject({ message: message(status), itemIndex: 0 });
	});

	it.each(STATUSES)('from the upload host is not followed, and nothing is imported (%i)', async (status) => {
		emulator.faults.add({
			kind: 'redirect',
			location: `http://${origin}/crm/v8/upload`,
			status,
			path: '/crm/v8/upload',
		});
		expect(await failureOf(importRows(credential()))).toMatchObject({ message: message(status) });
		expect(emulator.store.count('Leads')).toBe(0);
	});

	it.each(STATUSES)('from the download host is not followed, and the rows are answered (%i)', async (status) => {
		emulator.faults.add({ kind: 'redirect', location: `http://${origin}/result.zip`, status, path: '/v8/crm/*' });
		const { json } = await importRows(credential());
		const [job] = emulator.jobs.all();
		expect(json.map(({ row, status: outcome, reason, next }) => ({ row, outcome, reason, next }))).toEqual(
			[1, 2].map((row) => ({
				row,
				outcome: 'ADDED',
				reason: expect.stringContaining(`could not be downloaded (${message(status)})`),
				next: later(String(job.id)),
			})),
		);
	});
});

describe('a redirect to another origin', () => {
	it.each(USES.map((use) => [use.name, use] as const))(
		'of any request is followed by no operation: %s',
		async (_, use) => {
			const { items, files } = await prepareInput(emulator, use.sample);
			for (const path of ['/crm/*', '/v8/*'])
				emulator.faults.add({ kind: 'redirect', location: `http://${origin}/crm/v8/Leads`, path, times: 99 });
			await run(use.parameters, items, { files, onError: 'continueRegularOutput' }).catch(() => undefined);
			expect(emulator.requests.all().filter(({ status }) => status === 302).length).toBeGreaterThan(0);
		},
	);
});

describe('a redirect of the API in the test of a credential', () => {
	/** Runs the test as the editor does: by the request of the credential type, in a node that has nothing else. */
	async function runTest(stored: StoredCredential, type: ICredentialType): Promise<unknown> {
		const credentials = { [type.name]: { id: '1', name: 'Emulator' } };
		const node: INode = {
			id: 'temp',
			parameters: {},
			name: 'Temp',
			type: 'temp',
			typeVersion: 1,
			position: [0, 0],
			credentials,
		};
		const properties: INodeProperties[] = [
			{ displayName: 'Temp', name: 'temp', type: 'string', routing: { request: type.test?.request }, default: '' },
		];
		const nodeType: INodeType = {
			description: { ...new ZohoCrm().description, credentials: [{ name: type.name, required: true }], properties },
		};
		const nodeTypes: INodeTypes = {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		};
		const workflow = new Workflow({ id: 'test', nodes: [node], connections: {}, active: false, nodeTypes });
		const additionalData = {
			credentialsHelper: stored,
			executionId: '1',
			currentNodeParameters: {},
			webhookWaitingBaseUrl: emulator.url,
			formWaitingBaseUrl: emulator.url,
			restApiUrl: emulator.url,
			instanceBaseUrl: emulator.url,
		} as unknown as IWorkflowExecuteAdditionalData;
		const data = { main: [[{ json: {} }]] };
		const context = new ExecuteContext(
			workflow,
			node,
			additionalData,
			'internal',
			createRunExecutionData({}),
			0,
			[{ json: {} }],
			data,
			{ data, node, source: null },
			[],
		);
		const routing = new RoutingNode(context, nodeType, {
			id: '1',
			name: 'Emulator',
			type: type.name,
			data: stored.data,
		} as unknown as ICredentialsDecrypted);
		return await workflow.expression.withIsolate(async () => await routing.runNode());
	}

	it('is not followed with the token of a self client, and the test does not pass', async () => {
		expect(await runTest(selfClient(), new ZohoCrmSelfClientApi())).toMatchObject([
			[{ json: { org: [{ company_name: 'Brightwell' }] } }],
		]);
		emulator.faults.add({
			kind: 'redirect',
			location: `http://${origin}/crm/v8/org`,
			status: 302,
			path: '/crm/v8/org',
		});
		await expect(runTest(selfClient(), new ZohoCrmSelfClientApi())).rejects.toMatchObject({ httpCode: '302' });
	});

	it('is followed by neither credential, as far as we say', () => {
		for (const { test } of [new ZohoCrmOAuth2Api(), new ZohoCrmSelfClientApi()])
			expect(test.request).toMatchObject({ url: '/crm/v8/org', disableFollowRedirect: true });
	});
});

describe('a redirect of the token endpoint', () => {
	it.each([301, 302, 303, 307, 308] as const)(
		'is not followed with the secret of a self client (%i)',
		async (status) => {
			emulator.faults.add({
				kind: 'redirect',
				location: `http://${origin}/oauth/v2/token`,
				status,
				path: '/oauth/v2/token',
			});
			expect(await failureOf(whoAmI(selfClient()))).toMatchObject({
				message: `Zoho's accounts server ${emulator.accountsUrl} responded with status ${status} instead of a token`,
				description: 'Check that n8n can reach it, then run the node again',
			});
		},
	);
});

describe('an API domain in the token answer', () => {
	const DOMAINS = [
		'https://evil.test',
		'https://zohoapis.com.evil.test',
		'https://evilzohoapis.com',
		'http://www.zohoapis.com',
		'https://www.zohoapis.com@evil.test',
		'https://www.zohoapis.com:443@evil.test',
		'https://evil.test/.zohoapis.com',
		'https://evil.test\\.zohoapis.com',
		'https://evil.test?.zohoapis.com',
		'https://evil.test#.zohoapis.com',
		'//www.zohoapis.com',
		'www.zohoapis.com',
		'https://www.zohoapis.eu',
		'javascript://www.zohoapis.com',
	];

	/** The address that calls of a credential with this domain go to. */
	async function domainOf(data: ICredentialDataDecryptedObject, authentication: Authentication): Promise<string> {
		return (await readCredential({ authentication, getCredentials: async () => data })).hosts.apiDomain;
	}

	it.each(DOMAINS)('%s is refused, and not called, with an account in the United States', async (apiDomain) => {
		const place = { dataCenter: 'us', environment: 'production' };
		const meant =
			apiDomain === 'https://www.zohoapis.eu' ? 'the data center Europe (zoho.eu)' : 'an address outside Zoho CRM';
		const message = `The token belongs to ${meant}, but the credential is set to United States (zoho.com). It was not sent`;
		await expect(
			domainOf({ ...place, oauthTokenData: { access_token: 'token', api_domain: apiDomain } }, 'oAuth2'),
		).rejects.toMatchObject({ message, advice: expect.stringMatching(/^Choose the data center/) });
		expect(() => checkTokenDomain(place, apiDomain)).toThrow(message);
		expect(await domainOf({ ...place, accessToken: 'token', apiDomain }, 'selfClient')).toBe(
			'https://www.zohoapis.com',
		);
	});

	it('is refused where a self client gets its token, and nothing is kept', async () => {
		const answer = {
			access_token: '1000.aaaa.bbbb',
			api_domain: 'https://evil.test',
			token_type: 'Bearer',
			expires_in: 3600,
		};
		const asked: unknown[] = [];
		const request = async (options: unknown) => {
			asked.push(options);
			return { statusCode: 200, body: answer };
		};
		const data = {
			dataCenter: 'us',
			environment: 'production',
			clientId: 'hostile',
			clientSecret: 'secret',
			grantCode: '',
			refreshToken: 'refresh',
			accessToken: '',
		};
		await expect(renewSelfClientData(data, { requestPlain: request })).rejects.toThrow(
			'The token belongs to an address outside Zoho CRM',
		);
		expect(asked).toEqual([
			expect.objectContaining({ url: 'https://accounts.zoho.com/oauth/v2/token', disableFollowRedirect: true }),
		]);
	});

	it.each(CREDENTIALS)(
		'is not called with a Custom data center and %s, neither at first nor after a renewal',
		async (_, credential) => {
			const stored = credential();
			if (typeof stored.data.oauthTokenData === 'object')
				Object.assign(stored.data.oauthTokenData, { api_domain: `http://${origin}` });
			const renewed = {
				access_token: emulator.grantToken().accessToken,
				api_domain: `http://${origin}`,
				token_type: 'Bearer',
				expires_in: 3600,
			};
			emulator.faults.add({ kind: 'wrongJson', path: '/oauth/v2/token', body: renewed });
			if (stored.authentication === 'oAuth2') emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/users' });
			expect((await whoAmI(stored)).json).toMatchObject([{ fullName: 'Ann Lee' }]);
			expect((await importRows(stored)).json).toMatchObject([{ status: 'ADDED' }, { status: 'ADDED' }]);
			expect(stored.tokenUpdates).toBe(1);
		},
	);
});

describe('an account that Zoho found elsewhere', () => {
	/** What is said of an exchange that Zoho refused. */
	async function readRefusal(dataCenter: string, callback: IDataObject): Promise<unknown> {
		const data = {
			dataCenter,
			environment: 'production',
			oauthTokenData: { error: 'invalid_code', callbackQueryString: callback },
		};
		const credential = { authentication: 'oAuth2', getCredentials: async () => data } as const;
		return await readCredential(credential).catch((reason: unknown) => reason);
	}
	const message = 'Zoho did not issue a token when the credential was connected (invalid_code)';
	const unknownPlace =
		'The refresh token was revoked or belongs to another data center. Check the data center of the credential, then reconnect it';

	it.each([
		['us', { location: 'eu', 'accounts-server': 'https://accounts.zoho.eu' }, 'Europe (zoho.eu)'],
		['eu', { location: 'us', 'accounts-server': 'https://accounts.zoho.com' }, 'United States (zoho.com)'],
		['us', { 'accounts-server': 'https://accounts.zohocloud.ca' }, 'Canada (zohocloud.ca)'],
		['in', { location: 'au' }, 'Australia (zoho.com.au)'],
		['us', { location: 'us', 'accounts-server': 'https://accounts.zoho.jp' }, 'Japan (zoho.jp)'],
	])('is named: set to %s, sent back with %j', async (dataCenter, callback, name) => {
		expect(await readRefusal(dataCenter, callback)).toMatchObject({
			message,
			advice: `Your Zoho account is in the data center ${name}. Choose it in the credential, then reconnect it`,
		});
	});

	it.each([
		['us', { location: 'us', 'accounts-server': 'https://accounts.zoho.com' }],
		['us', {}],
		['us', { location: 'eu', 'accounts-server': 'https://accounts.zoho.eu.evil.test' }],
		['us', { 'accounts-server': 'http://accounts.zoho.eu' }],
		['us', { 'accounts-server': 'https://accounts.zoho.eu@evil.test' }],
		['us', { location: 'evil' }],
		['us', { location: 'toString' }],
		['us', { location: ['eu'] }],
	])('is not guessed from what Zoho would not say: set to %s, sent back with %j', async (dataCenter, callback) => {
		expect(await readRefusal(dataCenter, callback)).toMatchObject({ message, advice: unknownPlace });
	});

	it('is not looked for with a Custom data center', async () => {
		const stored = connectedCredential(emulator);
		Object.assign(stored.data.oauthTokenData ?? {}, {
			callbackQueryString: { 'accounts-server': `http://${origin}`, location: 'eu' },
		});
		emulator.switches.isOtherDataCenter = true;
		expect(await failureOf(whoAmI(stored))).toMatchObject({
			message: 'Zoho did not renew the access token (invalid_code)',
			description: unknownPlace,
		});
	});
});
