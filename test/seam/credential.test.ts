import {
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INodeParameters,
	type INodeProperties,
} from 'n8n-workflow';
import { ZohoCrmOAuth2Api } from '../../credentials/ZohoCrmOAuth2Api.credentials';
import { ZohoCrmSelfClientApi } from '../../credentials/ZohoCrmSelfClientApi.credentials';
import { readCredential } from '../../nodes/shared/n8n/connection/credential';
import type { Authentication } from '../../nodes/shared/n8n/connection/nodeContext';
import { DATA_CENTERS, type DataCenter } from '../../nodes/shared/zoho/call/dataCenters';
import { UsageError } from '../../nodes/shared/zoho/call/errors';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { failureOf } from '../stage/failure';
import { lead } from '../stage/parameters';

const credential = new ZohoCrmOAuth2Api();
const DATA_CENTER_NAMES = Object.keys(DATA_CENTERS) as DataCenter[];
const defaultOf = (name: string): unknown => credential.properties.find((property) => property.name === name)?.default;

/** A value of the credential as n8n works it out from the other fields. */
function evaluate(expression: unknown, fields: IDataObject): unknown {
	const workflow = new Workflow({
		nodes: [],
		connections: {},
		active: false,
		nodeTypes: { getByName: () => never(), getByNameAndVersion: () => never(), getKnownTypes: () => ({}) },
	});
	const node = {
		id: '1',
		name: 'Credential',
		type: 'none',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	return workflow.expression.getSimpleParameterValue(node, String(expression), 'internal', {
		$self: fields,
		$credentials: fields,
	});
}

function never(): never {
	throw new Error('No node is asked for');
}

/** What the nodes make of a stored credential. */
async function read(data: ICredentialDataDecryptedObject, authentication: Authentication = 'oAuth2') {
	return await readCredential({ authentication, getCredentials: async () => data });
}

const connected = (data: ICredentialDataDecryptedObject, token: IDataObject = {}): ICredentialDataDecryptedObject => ({
	environment: 'production',
	...data,
	oauthTokenData: {
		access_token: 'token',
		refresh_token: 'refresh',
		token_type: 'Bearer',
		...token,
	} as ICredentialDataDecryptedObject,
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
		const fields = {
			dataCenter: 'custom',
			customAccountsUrl: 'http://127.0.0.1:1',
			customApiUrl: 'http://127.0.0.1:2',
			environment: 'production',
		};
		expect(evaluate(defaultOf('authUrl'), fields)).toBe('http://127.0.0.1:1/oauth/v2/auth');
		expect(evaluate(defaultOf('accessTokenUrl'), fields)).toBe('http://127.0.0.1:1/oauth/v2/token');
		expect(evaluate(credential.test.request.baseURL, fields)).toBe('http://127.0.0.1:2');
	});

	it.each([
		['https://accounts.zoho.sg/', 'https://accounts.zoho.sg'],
		[' https://accounts.zoho.sg// ', 'https://accounts.zoho.sg'],
		['http://[::1]:8080/', 'http://[::1]:8080'],
		['http://localhost', 'http://localhost'],
		['http://accounts.evil.test', ''],
		['http://127.0.0.1.evil.test', ''],
		['http://127.0.0.1@evil.test', ''],
		['http://localhost:80@evil.test', ''],
		['', ''],
	])('makes of the Custom address %p the origin %p, and of one that is not safe none', (address, origin) => {
		const fields = { dataCenter: 'custom', customAccountsUrl: address, customApiUrl: address };
		expect(evaluate(defaultOf('authUrl'), fields)).toBe(`${origin}/oauth/v2/auth`);
		expect(evaluate(defaultOf('accessTokenUrl'), fields)).toBe(`${origin}/oauth/v2/token`);
		expect(evaluate(credential.test.request.baseURL, fields)).toBe(origin);
	});

	it('offers every data center, and asks for a refresh token each time', () => {
		const options = credential.properties.find(({ name }) => name === 'dataCenter')?.options ?? [];
		expect(options.map((option) => ('value' in option ? option.value : null)).sort()).toEqual(
			[...DATA_CENTER_NAMES, 'custom'].sort(),
		);
		expect(defaultOf('authQueryParameters')).toBe('access_type=offline&prompt=consent');
		expect(defaultOf('authentication')).toBe('body');
		expect(String(defaultOf('scope')).split(',')).toEqual(
			expect.arrayContaining([
				'ZohoCRM.modules.ALL',
				'ZohoCRM.settings.ALL',
				'ZohoCRM.users.ALL',
				'ZohoCRM.org.READ',
				'ZohoCRM.bulk.ALL',
				'ZohoFiles.files.ALL',
			]),
		);
	});
});

/** The first fields of n8n's own OAuth2 credential, in its order. Source: n8n-nodes-base 2.41, OAuth2Api.credentials. */
const INHERITED = ['grantType', 'serverUrl', 'authUrl', 'accessTokenUrl', 'clientId', 'clientSecret', 'scope'];

const UPLOAD_HOSTS = ['uploadHostUs', 'uploadHostEu', 'uploadHostIn', 'uploadHostAu', 'uploadHostCn'];

describe('the form of the self client', () => {
	const selfClient = new ZohoCrmSelfClientApi();

	it('asks for the same data center, environment and addresses as that of OAuth2', () => {
		const place = credential.properties.slice(
			2,
			credential.properties.findIndex(({ name }) => name === 'scope'),
		);
		expect(place.map(({ name }) => name)).toEqual(
			expect.arrayContaining([
				'dataCenter',
				'environment',
				...UPLOAD_HOSTS,
				'customAccountsUrl',
				'customApiUrl',
				'customUploadUrl',
				'customDownloadUrl',
			]),
		);
		expect(selfClient.properties.slice(1, place.length + 1)).toEqual(place);
		expect(selfClient.test).toMatchObject(credential.test);
	});

	it.each([credential, selfClient])(
		'shows the upload hosts of a data center only where another than the usual one was chosen before, under a name of its own: n8n drops all but the last of fields with one name',
		({ properties }) => {
			const choices = properties.filter(({ displayName }) => displayName === 'Upload Host');
			expect(new Set(choices.map(({ name }) => name)).size).toBe(choices.length);
			expect(
				choices.map(({ name, displayOptions, options, default: usual }) => [
					displayOptions?.show?.dataCenter,
					displayOptions?.show?.[name],
					(options ?? []).map((option) => 'value' in option && option.value),
					usual,
				]),
			).toEqual(
				Object.entries(DATA_CENTERS).flatMap(([dataCenter, { uploadHosts }]) =>
					uploadHosts.length > 1 ? [[[dataCenter], uploadHosts.slice(1), uploadHosts, uploadHosts[0]]] : [],
				),
			);
		},
	);

	it('says first where in the API console to go, as that of OAuth2 does', () => {
		const notices = [credential, selfClient].map(({ properties: [first] }) => ({
			type: first.type,
			text: first.displayName,
		}));
		expect(notices).toEqual([
			{ type: 'notice', text: expect.stringMatching(/Add Client > Server-based Applications.*OAuth Redirect URL/) },
			{ type: 'notice', text: expect.stringMatching(/Add Client > Self Client.*Generate Code.*Grant Code/) },
		]);
	});

	it('says before the Client ID of OAuth2, which n8n shows first, that the data center is chosen below', () => {
		const shown: INodeProperties[] = INHERITED.map((name) => ({
			displayName: name,
			name,
			type: 'string',
			default: '',
		}));
		NodeHelpers.mergeNodeProperties(shown, credential.properties);
		const names = shown.filter(({ type }) => type !== 'hidden').map(({ name }) => name);
		expect(names.slice(0, 3)).toEqual(['serverUrl', 'clientId', 'clientSecret']);
		expect(shown.find(({ name }) => name === 'serverUrl')).toMatchObject({
			type: 'notice',
			displayName: expect.stringMatching(/^1\. Choose your <b>Data Center<\/b> further down/),
		});
	});

	it('marks the grant code as required until there is a refresh token', () => {
		const isRequired = (refreshToken: string): readonly boolean[] => {
			const values = { refreshToken };
			return selfClient.properties
				.filter(
					(property) => property.name === 'grantCode' && NodeHelpers.displayParameter(values, property, null, null),
				)
				.map(({ required }) => required === true);
		};
		expect(isRequired('')).toEqual([true]);
		expect(isRequired('1000.token')).toEqual([false]);
	});

	it('keeps a grant code whatever the refresh token is, and an upload host that was chosen before', () => {
		const read = (values: INodeParameters) =>
			NodeHelpers.getNodeParameters(selfClient.properties, values, true, false, null, null);
		for (const refreshToken of ['', '1000.token'])
			expect(read({ refreshToken, grantCode: 'code' })).toMatchObject({ refreshToken, grantCode: 'code' });
		const uploadHostEu = 'https://upload.zoho.eu';
		expect(read({ dataCenter: 'eu', uploadHostEu })).toMatchObject({ uploadHostEu });
	});

	it('shows nothing that is secret, and has the editor give back unchanged what n8n keeps', () => {
		const fields = selfClient.properties.filter(({ type }) => type !== 'notice');
		const shown = fields.filter(({ typeOptions }) => typeOptions?.password !== true).map(({ name }) => name);
		expect([...new Set(shown)]).toEqual([
			'dataCenter',
			'environment',
			...UPLOAD_HOSTS,
			'customAccountsUrl',
			'customApiUrl',
			'customUploadUrl',
			'customDownloadUrl',
			'clientId',
			'scope',
			'allowedHttpRequestDomains',
			'allowedDomains',
		]);
		const kept = selfClient.properties
			.filter(({ type }) => type === 'hidden')
			.map(({ name, typeOptions }) => ({ name, ...typeOptions }));
		expect(kept).toEqual([
			{ name: 'accessToken', expirable: true, password: true },
			{ name: 'apiDomain', password: true },
			{ name: 'grantedScope', password: true },
			{ name: 'allowedHttpRequestDomains' },
			{ name: 'allowedDomains' },
		]);
	});
});

describe('a stored credential', () => {
	it.each(DATA_CENTER_NAMES)(
		'of %s leads to the hosts of that data center alone, and never to plain http',
		async (dataCenter) => {
			const { hosts } = await read(
				connected({ dataCenter, environment: 'sandbox' }, { api_domain: DATA_CENTERS[dataCenter].api.production }),
			);
			const { api, uploadHosts, downloadHosts } = DATA_CENTERS[dataCenter];
			expect(hosts).toMatchObject({
				apiDomain: api.sandbox,
				uploadHost: uploadHosts[0],
				downloadHosts,
				allowHttpLoopback: false,
			});
		},
	);

	it.each([
		['https://www.zohoapis.eu', 'https://www.zohoapis.eu'],
		['https://special.zohoapis.eu', 'https://special.zohoapis.eu'],
	])('whose token came with the API domain %s calls %s', async (apiDomain, expected) => {
		const { hosts } = await read(connected({ dataCenter: 'eu' }, { api_domain: apiDomain }));
		expect(hosts.apiDomain).toBe(expected);
		const selfClient = await read(
			{ dataCenter: 'eu', environment: 'production', accessToken: 'token', apiDomain },
			'selfClient',
		);
		expect(selfClient.hosts.apiDomain).toBe(expected);
	});

	it.each([
		['production', 'https://sandbox.zohoapis.eu', 'https://www.zohoapis.eu'],
		['production', 'https://developer.zohoapis.eu', 'https://www.zohoapis.eu'],
		['sandbox', 'https://www.zohoapis.eu', 'https://sandbox.zohoapis.eu'],
		['developer', 'https://sandbox.zohoapis.eu', 'https://developer.zohoapis.eu'],
	])(
		'of the environment %s whose token came with the API domain %s calls %s',
		async (environment, apiDomain, expected) => {
			const oAuth2 = await read(connected({ dataCenter: 'eu', environment }, { api_domain: apiDomain }));
			const selfClient = await read({ dataCenter: 'eu', environment, accessToken: 'token', apiDomain }, 'selfClient');
			expect([oAuth2, selfClient].map(({ hosts, environment: stands }) => [hosts.apiDomain, stands])).toEqual(
				Array(2).fill([expected, environment]),
			);
		},
	);

	it.each([
		'https://www.zohoapis.com',
		'https://zohoapis.eu.attacker.test',
		'https://attacker.test\\.zohoapis.eu',
		'https://attackerzohoapis.eu',
		'https://attacker.test/.zohoapis.eu',
		'https://attacker.test#.zohoapis.eu',
		'https://user@x.zohoapis.eu',
		'http://www.zohoapis.eu',
	])('whose token came with the API domain %s is refused, and a self client does not call it', async (apiDomain) => {
		await expect(read(connected({ dataCenter: 'eu' }, { api_domain: apiDomain }))).rejects.toThrow(
			/^The token belongs to .*, but the credential is set to Europe \(zoho\.eu\)\. It was not sent$/,
		);
		const { hosts } = await read(
			{ dataCenter: 'eu', environment: 'production', accessToken: 'token', apiDomain },
			'selfClient',
		);
		expect(hosts.apiDomain).toBe('https://www.zohoapis.eu');
	});

	it.each([
		['https://upload.zoho.eu', 'https://upload.zoho.eu'],
		['https://upload.zoho.in', 'https://content.zohoapis.eu'],
		['https://attacker.test', 'https://content.zohoapis.eu'],
		['', 'https://content.zohoapis.eu'],
	])('of Europe with the upload host %p uploads to %s', async (uploadHost, expected) => {
		const { hosts } = await read(
			connected({ dataCenter: 'eu', uploadHostEu: uploadHost, uploadHostIn: 'https://upload.zoho.in' }),
		);
		expect(hosts.uploadHost).toBe(expected);
	});

	it.each([
		['ZohoCRM.modules.ALL ZohoCRM.org.READ', ['ZohoCRM.modules.ALL', 'ZohoCRM.org.READ']],
		['', null],
	])('says what was granted: %p', async (scope, expected) => {
		expect((await read(connected({ dataCenter: 'eu' }, { scope }))).grantedScopes).toEqual(expected);
		expect(
			(await read({ dataCenter: 'eu', environment: 'production', grantedScope: scope }, 'selfClient')).grantedScopes,
		).toEqual(expected);
	});

	it('of a self client says nothing about a grant whose code was not exchanged yet', async () => {
		const kept = { accessToken: 'token', apiDomain: 'https://special.zohoapis.eu', grantedScope: 'ZohoCRM.org.READ' };
		const { hosts, grantedScopes } = await read(
			{ dataCenter: 'eu', environment: 'production', grantCode: 'code', ...kept },
			'selfClient',
		);
		expect({ apiDomain: hosts.apiDomain, grantedScopes }).toEqual({
			apiDomain: 'https://www.zohoapis.eu',
			grantedScopes: null,
		});
	});

	it.each([
		'https://attacker.test/oauth/v2/token',
		'http://accounts.zoho.eu/oauth/v2/token',
		'https://accounts.zoho.com/oauth/v2/token',
	])('whose secret would go to %s is refused', async (accessTokenUrl) => {
		await expect(read(connected({ dataCenter: 'eu', accessTokenUrl }))).rejects.toMatchObject({
			message: 'The credential would send its client secret to an address other than https://accounts.zoho.eu',
		});
	});

	it('that Zoho gave no token because the account lives elsewhere names the right data center', async () => {
		const refused = {
			access_token: '',
			error: 'invalid_code',
			callbackQueryString: { 'accounts-server': 'https://accounts.zoho.in', location: 'in' },
		} as unknown as IDataObject;
		await expect(read(connected({ dataCenter: 'eu' }, refused))).rejects.toMatchObject({
			message: 'Zoho did not issue a token when the credential was connected (invalid_code)',
			advice: 'Your Zoho account is in the data center India (zoho.in). Choose it in the credential, then reconnect it',
		});
	});

	it.each([
		[
			'invalid_redirect_uri',
			'Copy the OAuth Redirect URL of the credential into Authorized Redirect URIs of the client in the API console, then reconnect it',
		],
		[
			'access_denied',
			'Reconnect the credential and click Accept on the Zoho page. Sign in as a user of the account that owns the client',
		],
		['invalid_scope', 'Restore the default scopes of the credential, or fix the ones you entered, then reconnect it'],
		[
			'unauthorized_client',
			'Use a client of the type Server-based Applications from the API console, then reconnect the credential',
		],
	])('that Zoho gave no token says what to do about %s', async (error, advice) => {
		await expect(
			read({ dataCenter: 'eu', environment: 'production', oauthTokenData: { error } }),
		).rejects.toMatchObject({
			message: `Zoho did not issue a token when the credential was connected (${error})`,
			advice,
		});
	});

	it('of a Custom data center calls its own addresses whatever came with the token', async () => {
		const custom = {
			dataCenter: 'custom',
			customAccountsUrl: 'https://accounts.example.test',
			customApiUrl: 'https://crm.example.test/',
			customUploadUrl: 'http://127.0.0.1:8080',
			customDownloadUrl: 'http://[::1]:8080',
		};
		const { hosts } = await read(connected(custom, { api_domain: 'https://www.zohoapis.com' }));
		expect(hosts).toEqual({
			apiDomain: 'https://crm.example.test',
			uploadHost: 'http://127.0.0.1:8080',
			downloadHosts: ['http://[::1]:8080'],
			trustedHostSuffixes: [],
			allowHttpLoopback: true,
		});
	});

	it.each([
		['http://crm.example.test', 'API URL'],
		['https://crm.example.test/crm/v8', 'API URL'],
		['https://user:word@crm.example.test', 'API URL'],
		['http://127.0.0.1.example.test', 'API URL'],
		['https://crm.example.test\\b', 'API URL'],
		['', 'API URL'],
	])('of a Custom data center with the API address %p is refused', async (customApiUrl, label) => {
		const custom = {
			dataCenter: 'custom',
			customAccountsUrl: 'http://127.0.0.1:1',
			customApiUrl,
			customUploadUrl: 'http://127.0.0.1:1',
			customDownloadUrl: 'http://127.0.0.1:1',
		};
		const refusal = read(connected(custom));
		await expect(refusal).rejects.toBeInstanceOf(UsageError);
		await expect(refusal).rejects.toMatchObject({
			message: `The ${label} of the Custom data center is not an address like https://www.zohoapis.com`,
			advice: 'Open the credential and enter scheme and host only. Plain http is allowed for this machine only',
		});
	});

	it('without a data center is refused', async () => {
		await expect(read(connected({}))).rejects.toMatchObject({ message: 'The credential has no data center' });
	});
});

describe('requests', () => {
	const { emulator, run } = useStage();

	it('carry the token in their header and nowhere else', async () => {
		const stored = connectedCredential(emulator);
		await run(lead('create'), [{ Last_Name: 'A', Company: 'B' }], { credential: stored });
		const token = String((stored.data.oauthTokenData as IDataObject).access_token);
		const calls = emulator.requests.all();
		expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /crm/v8/settings/fields',
			'POST /crm/v8/Leads',
		]);
		for (const call of calls) {
			expect(call.headers.authorization).toMatch(/^bearer /i);
			expect(JSON.stringify(call)).not.toContain(token);
		}
	});

	it.each(['Zoho-oauthtoken', 'mac'])(
		'carry it there also where it came as one of the type %s, before and after a renewal',
		async (tokenType) => {
			const stored = connectedCredential(emulator);
			Object.assign(stored.data.oauthTokenData as IDataObject, { token_type: tokenType });
			emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/Leads', method: 'POST' });
			const { json } = await run(lead('create'), [{ Last_Name: 'A', Company: 'B' }], {
				credential: stored,
			});
			expect(json).toMatchObject([{ status: 'ADDED' }]);
			const calls = emulator.requests.all({ path: /^\/crm\// });
			expect(calls.map(({ status }) => status)).toEqual([200, 401, 201]);
			for (const { headers, query } of calls) {
				expect(headers.authorization).toMatch(/^bearer /i);
				expect(query).not.toHaveProperty('access_token');
			}
		},
	);

	it('renew the token of a Custom data center whose Accounts URL ends with a slash', async () => {
		const stored = connectedCredential(emulator);
		stored.data.customAccountsUrl = `${emulator.accountsUrl}/`;
		stored.data.accessTokenUrl = String(
			evaluate(defaultOf('accessTokenUrl'), { dataCenter: 'custom', customAccountsUrl: stored.data.customAccountsUrl }),
		);
		emulator.tokens.expireAll();
		const { json } = await run(lead('create'), [{ Last_Name: 'A', Company: 'B' }], { credential: stored });
		expect(json).toMatchObject([{ status: 'ADDED' }]);
	});

	it('go nowhere where a Custom address is not safe', async () => {
		const stored = connectedCredential(emulator);
		stored.data.customApiUrl = 'http://crm.example.test';
		const refusal = await failureOf(run(lead('create'), [{ Last_Name: 'A', Company: 'B' }], { credential: stored }));
		expect(refusal.message).toBe(
			'The API URL of the Custom data center is not an address like https://www.zohoapis.com',
		);
		expect(emulator.requests.all()).toEqual([]);
	});

	it('renew the token without losing the refresh token, the API domain or the fields of the credential', async () => {
		const stored = connectedCredential(emulator);
		const before = structuredClone(stored.data);
		emulator.tokens.expireAll();
		await run(lead('create'), [{ Last_Name: 'A', Company: 'B' }], { credential: stored });
		const { oauthTokenData: newToken, ...after } = stored.data;
		const { oauthTokenData: oldToken, ...fields } = before;
		expect(after).toEqual(fields);
		const { access_token: oldAccess, refresh_token: refreshToken, api_domain: apiDomain } = oldToken as IDataObject;
		expect(newToken).toMatchObject({ refresh_token: refreshToken, api_domain: apiDomain, token_type: 'Bearer' });
		expect((newToken as IDataObject).access_token).not.toBe(oldAccess);
	});
});
