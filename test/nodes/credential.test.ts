import { Workflow, type ICredentialDataDecryptedObject, type IDataObject } from 'n8n-workflow';
import { ZohoCrmOAuth2Api } from '../../credentials/ZohoCrmOAuth2Api.credentials';
import { readCredential, type NodeContext } from '../../nodes/shared/n8n/credential';
import { DATA_CENTERS, type DataCenter } from '../../nodes/shared/zoho/dataCenters';
import { UsageError } from '../../nodes/shared/zoho/errors';
import { startEmulator, type Emulator } from '../emulator';
import { connectedCredential } from '../harness/credentials';
import { useVirtualTime } from '../harness/virtualTime';
import { lead, refusalOf, runCrm } from './leadRun';

const credential = new ZohoCrmOAuth2Api();
const DATA_CENTER_NAMES = Object.keys(DATA_CENTERS) as DataCenter[];
const defaultOf = (name: string): unknown => credential.properties.find((property) => property.name === name)?.default;

/** A value of the credential as n8n works it out from the other fields. */
function evaluate(expression: unknown, fields: IDataObject): unknown {
	const workflow = new Workflow({ nodes: [], connections: {}, active: false, nodeTypes: { getByName: () => never(), getByNameAndVersion: () => never(), getKnownTypes: () => ({}) } });
	const node = { id: '1', name: 'Credential', type: 'none', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	return workflow.expression.getSimpleParameterValue(node, String(expression), 'internal', { $self: fields, $credentials: fields });
}

function never(): never {
	throw new Error('No node is asked for');
}

/** What the nodes make of a stored credential. */
async function read(data: ICredentialDataDecryptedObject) {
	const context = { getCredentials: async () => data } as unknown as NodeContext;
	return await readCredential(context);
}

const connected = (data: ICredentialDataDecryptedObject, token: IDataObject = {}): ICredentialDataDecryptedObject => ({
	environment: 'production',
	...data,
	oauthTokenData: { access_token: 'token', refresh_token: 'refresh', token_type: 'Bearer', ...token } as ICredentialDataDecryptedObject,
});

describe('the form of the credential', () => {
	it.each(DATA_CENTER_NAMES)('derives every address of %s from the data center', (dataCenter) => {
		const { accounts, api } = DATA_CENTERS[dataCenter];
		expect(evaluate(defaultOf('authUrl'), { dataCenter })).toBe(`${accounts}/oauth/v2/auth`);
		expect(evaluate(defaultOf('accessTokenUrl'), { dataCenter })).toBe(`${accounts}/oauth/v2/token`);
		for (const environment of ['production', 'sandbox', 'developer'] as const) {
			expect(evaluate(credential.test.request.baseURL, { dataCenter, environment })).toBe(api[environment]);
		}
	});

	it('takes the addresses of a Custom data center as they are given', () => {
		const fields = { dataCenter: 'custom', customAccountsUrl: 'http://127.0.0.1:1', customApiUrl: 'http://127.0.0.1:2', environment: 'production' };
		expect(evaluate(defaultOf('authUrl'), fields)).toBe('http://127.0.0.1:1/oauth/v2/auth');
		expect(evaluate(defaultOf('accessTokenUrl'), fields)).toBe('http://127.0.0.1:1/oauth/v2/token');
		expect(evaluate(credential.test.request.baseURL, fields)).toBe('http://127.0.0.1:2');
	});

	it('offers every data center, and asks for a refresh token each time', () => {
		const options = credential.properties.find(({ name }) => name === 'dataCenter')?.options ?? [];
		expect(options.map((option) => ('value' in option ? option.value : null)).sort()).toEqual([...DATA_CENTER_NAMES, 'custom'].sort());
		expect(defaultOf('authQueryParameters')).toBe('access_type=offline&prompt=consent');
		expect(defaultOf('authentication')).toBe('body');
		expect(String(defaultOf('scope')).split(',')).toEqual(
			expect.arrayContaining(['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL', 'ZohoCRM.users.ALL', 'ZohoCRM.org.READ', 'ZohoCRM.bulk.ALL', 'ZohoFiles.files.ALL']),
		);
	});
});

describe('a stored credential', () => {
	it.each(DATA_CENTER_NAMES)('of %s leads to the hosts of that data center alone, and never to plain http', async (dataCenter) => {
		const { hosts } = await read(connected({ dataCenter, environment: 'sandbox' }, { api_domain: 'https://sandbox.example.test' }));
		const { api, uploadHosts, downloadHosts } = DATA_CENTERS[dataCenter];
		expect(hosts).toMatchObject({ apiDomain: api.sandbox, uploadHost: uploadHosts[0], downloadHosts, allowHttpLoopback: false });
	});

	it.each([
		['https://www.zohoapis.eu', 'https://www.zohoapis.eu'],
		['https://special.zohoapis.eu', 'https://special.zohoapis.eu'],
		['https://zohoapis.eu.attacker.test', 'https://www.zohoapis.eu'],
		['https://attackerzohoapis.eu', 'https://www.zohoapis.eu'],
		['https://attacker.test/.zohoapis.eu', 'https://www.zohoapis.eu'],
		['https://attacker.test#.zohoapis.eu', 'https://www.zohoapis.eu'],
		['https://user@x.zohoapis.eu', 'https://www.zohoapis.eu'],
		['http://www.zohoapis.eu', 'https://www.zohoapis.eu'],
	])('whose token came with the API domain %s calls %s', async (apiDomain, expected) => {
		const { hosts } = await read(connected({ dataCenter: 'eu' }, { api_domain: apiDomain }));
		expect(hosts.apiDomain).toBe(expected);
	});

	it('of a Custom data center calls its own addresses whatever came with the token', async () => {
		const custom = { dataCenter: 'custom', customApiUrl: 'https://crm.example.test/', customUploadUrl: 'http://127.0.0.1:8080', customDownloadUrl: 'http://[::1]:8080' };
		const { hosts } = await read(connected(custom, { api_domain: 'https://www.zohoapis.com' }));
		expect(hosts).toEqual({ apiDomain: 'https://crm.example.test', uploadHost: 'http://127.0.0.1:8080', downloadHosts: ['http://[::1]:8080'], trustedHostSuffixes: [], allowHttpLoopback: true });
	});

	it.each([
		['http://crm.example.test', 'API URL'],
		['https://crm.example.test/crm/v8', 'API URL'],
		['https://user:word@crm.example.test', 'API URL'],
		['http://127.0.0.1.example.test', 'API URL'],
		['', 'API URL'],
	])('of a Custom data center with the API address %p is refused', async (customApiUrl, label) => {
		const custom = { dataCenter: 'custom', customApiUrl, customUploadUrl: 'http://127.0.0.1:1', customDownloadUrl: 'http://127.0.0.1:1' };
		const refusal = read(connected(custom));
		await expect(refusal).rejects.toBeInstanceOf(UsageError);
		await expect(refusal).rejects.toMatchObject({
			message: `The ${label} of the Custom data center is not an address like https://www.zohoapis.com`,
			advice: 'Open the credential and give scheme and host only; plain http is accepted for this machine alone',
		});
	});

	it('without a data center is refused', async () => {
		await expect(read(connected({}))).rejects.toMatchObject({ message: 'The credential has no data center' });
	});
});

describe('requests', () => {
	let emulator: Emulator;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	afterAll(async () => await emulator.stop());
	beforeEach(() => {
		emulator.reset();
		useVirtualTime(emulator);
	});
	afterEach(() => jest.useRealTimers());

	it('carry the token in their header and nowhere else', async () => {
		const stored = connectedCredential(emulator);
		await runCrm(emulator, lead('create'), [{ Last_Name: 'A', Company: 'B' }], { credential: stored });
		const token = String((stored.data.oauthTokenData as IDataObject).access_token);
		const calls = emulator.requests.all();
		expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /crm/v8/settings/fields', 'POST /crm/v8/Leads']);
		for (const call of calls) {
			expect(call.headers.authorization).toMatch(/^bearer /i);
			expect(JSON.stringify(call)).not.toContain(token);
		}
	});

	it('go nowhere where a Custom address is not safe', async () => {
		const stored = connectedCredential(emulator);
		stored.data.customApiUrl = 'http://crm.example.test';
		const refusal = await refusalOf(runCrm(emulator, lead('create'), [{ Last_Name: 'A', Company: 'B' }], { credential: stored }));
		expect(refusal.message).toBe('The API URL of the Custom data center is not an address like https://www.zohoapis.com');
		expect(emulator.requests.all()).toEqual([]);
	});

	it('renew the token without losing the refresh token, the API domain or the fields of the credential', async () => {
		const stored = connectedCredential(emulator);
		const before = structuredClone(stored.data);
		emulator.tokens.expireAll();
		await runCrm(emulator, lead('create'), [{ Last_Name: 'A', Company: 'B' }], { credential: stored });
		const { oauthTokenData: newToken, ...after } = stored.data;
		const { oauthTokenData: oldToken, ...fields } = before;
		expect(after).toEqual(fields);
		const { access_token: oldAccess, refresh_token: refreshToken, api_domain: apiDomain } = oldToken as IDataObject;
		expect(newToken).toMatchObject({ refresh_token: refreshToken, api_domain: apiDomain, token_type: 'Bearer' });
		expect((newToken as IDataObject).access_token).not.toBe(oldAccess);
	});
});
