import { isDomainAllowed, Workflow, type ICredentialDataDecryptedObject, type IDataObject } from 'n8n-workflow';
import { ZohoCrmOAuth2Api } from '../../../credentials/ZohoCrmOAuth2Api.credentials';
import { ZohoCrmSelfClientApi } from '../../../credentials/ZohoCrmSelfClientApi.credentials';
import { uploadHostField } from '../../../nodes/shared/n8n/connection/fields';
import { readAccountsUrl, readHosts } from '../../../nodes/shared/n8n/connection/hosts';
import { checkTrusted } from '../../../nodes/shared/zoho/call/address';
import {
	DATA_CENTERS,
	findOtherDataCenter,
	hostsOf,
	uploadHostsOf,
	type DataCenter,
	type Environment,
} from '../../../nodes/shared/zoho/call/dataCenters';

const oAuth2 = new ZohoCrmOAuth2Api();
const selfClient = new ZohoCrmSelfClientApi();

/** A value of a credential as n8n works it out from the other fields. */
function evaluate(expression: unknown, fields: IDataObject): unknown {
	const unused = (): never => {
		throw new Error('No node is asked for');
	};
	const workflow = new Workflow({
		nodes: [],
		connections: {},
		active: false,
		nodeTypes: { getByName: unused, getByNameAndVersion: unused, getKnownTypes: () => ({}) },
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

describe('the hosts to which n8n lets other nodes send a token', () => {
	const propertyOf = (type: ZohoCrmOAuth2Api | ZohoCrmSelfClientApi, name: string) =>
		type.properties.find((property) => property.name === name);
	const allowedFor = (type: ZohoCrmOAuth2Api | ZohoCrmSelfClientApi, fields: IDataObject): string =>
		String(evaluate(propertyOf(type, 'allowedDomains')?.default, fields));
	const isAllowed = (url: string, allowedDomains: string): boolean => isDomainAllowed({ url, allowedDomains });
	const types = [oAuth2, selfClient] as const;

	it.each(types)('cannot be changed in $name: n8n takes hidden fields from the type', (type) => {
		expect(propertyOf(type, 'allowedHttpRequestDomains')).toMatchObject({ type: 'hidden', default: 'domains' });
		expect(propertyOf(type, 'allowedDomains')).toMatchObject({ type: 'hidden' });
	});

	it.each(
		types.flatMap((type) => Object.entries(DATA_CENTERS).map(([key, place]) => [type.name, key, type, place] as const)),
	)(
		'are those of the data center alone: %s, %s',
		(_name, dataCenter, type, { accounts, api, uploadHosts, downloadHosts }) => {
			const allowed = allowedFor(type, { dataCenter });
			const own = [accounts, ...Object.values(api), ...uploadHosts, ...downloadHosts];
			expect(new Set(allowed.split(', '))).toEqual(new Set(own.map((origin) => new URL(origin).hostname)));
			for (const origin of own) {
				expect(isAllowed(`${origin}/crm/v8/org`, allowed)).toBe(true);
				expect(isAllowed(`${origin}.evil.test/`, allowed)).toBe(false);
			}
			for (const other of ['https://evil.test', 'https://zohoapis.com', 'https://x.zohoapis.com'])
				expect(isAllowed(other, allowed)).toBe(false);
		},
	);

	it.each(types)('are those of a Custom data center, whatever the port: $name', (type) => {
		const allowed = allowedFor(type, {
			dataCenter: 'custom',
			customAccountsUrl: ' https://accounts.proxy.test/ ',
			customApiUrl: 'http://127.0.0.1:8080//',
			customUploadUrl: 'https://files.proxy.test:444',
			customDownloadUrl: 'http://[::1]:81',
		});
		expect(allowed.split(',').filter((host) => host !== '')).toEqual([
			'accounts.proxy.test',
			'127.0.0.1',
			'files.proxy.test',
			'[::1]',
		]);
		expect(isAllowed('http://127.0.0.1:9/x', allowed)).toBe(true);
		expect(isAllowed('http://localhost:8080/x', allowed)).toBe(false);
	});

	it.each(types)('are none while the addresses are missing: $name', (type) => {
		expect(allowedFor(type, { dataCenter: 'custom' }).replaceAll(/[,\s]/g, '')).toBe('');
	});
});

const defaultOf = (name: string): unknown => oAuth2.properties.find((property) => property.name === name)?.default;

interface Addresses {
	readonly accounts: string;
	readonly production: string;
	readonly sandbox: string;
	readonly developer: string;
	readonly uploads: readonly string[];
	readonly download: string;
}

/** Every address as the documentation has it, written out so that no rule is tested against itself. */
const DOCUMENTED: Readonly<Record<DataCenter, Addresses>> = {
	us: {
		accounts: 'https://accounts.zoho.com',
		production: 'https://www.zohoapis.com',
		sandbox: 'https://sandbox.zohoapis.com',
		developer: 'https://developer.zohoapis.com',
		uploads: ['https://content.zohoapis.com', 'https://upload.zoho.com', 'https://upload-accl.zoho.com'],
		download: 'https://download-accl.zoho.com',
	},
	eu: {
		accounts: 'https://accounts.zoho.eu',
		production: 'https://www.zohoapis.eu',
		sandbox: 'https://sandbox.zohoapis.eu',
		developer: 'https://developer.zohoapis.eu',
		uploads: ['https://content.zohoapis.eu', 'https://upload.zoho.eu', 'https://upload-accl.zoho.eu'],
		download: 'https://download-accl.zoho.eu',
	},
	in: {
		accounts: 'https://accounts.zoho.in',
		production: 'https://www.zohoapis.in',
		sandbox: 'https://sandbox.zohoapis.in',
		developer: 'https://developer.zohoapis.in',
		uploads: ['https://content.zohoapis.in', 'https://upload.zoho.in', 'https://upload-accl.zoho.in'],
		download: 'https://download-accl.zoho.in',
	},
	au: {
		accounts: 'https://accounts.zoho.com.au',
		production: 'https://www.zohoapis.com.au',
		sandbox: 'https://sandbox.zohoapis.com.au',
		developer: 'https://developer.zohoapis.com.au',
		uploads: ['https://content.zohoapis.com.au', 'https://upload.zoho.com.au'],
		download: 'https://download-accl.zoho.com.au',
	},
	cn: {
		accounts: 'https://accounts.zoho.com.cn',
		production: 'https://www.zohoapis.com.cn',
		sandbox: 'https://sandbox.zohoapis.com.cn',
		developer: 'https://developer.zohoapis.com.cn',
		uploads: ['https://content.zohoapis.com.cn', 'https://upload.zoho.com.cn'],
		download: 'https://download-accl.zoho.com.cn',
	},
	jp: {
		accounts: 'https://accounts.zoho.jp',
		production: 'https://www.zohoapis.jp',
		sandbox: 'https://sandbox.zohoapis.jp',
		developer: 'https://developer.zohoapis.jp',
		uploads: ['https://content.zohoapis.jp'],
		download: 'https://download-accl.zoho.jp',
	},
	ca: {
		accounts: 'https://accounts.zohocloud.ca',
		production: 'https://www.zohoapis.ca',
		sandbox: 'https://sandbox.zohoapis.ca',
		developer: 'https://developer.zohoapis.ca',
		uploads: ['https://upload.zohocloud.ca'],
		download: 'https://download-accl.zohocloud.ca',
	},
	sa: {
		accounts: 'https://accounts.zoho.sa',
		production: 'https://www.zohoapis.sa',
		sandbox: 'https://sandbox.zohoapis.sa',
		developer: 'https://developer.zohoapis.sa',
		uploads: ['https://files.zoho.sa'],
		download: 'https://download-accl.zoho.sa',
	},
	uk: {
		accounts: 'https://accounts.zoho.uk',
		production: 'https://www.zohoapis.uk',
		sandbox: 'https://sandbox.zohoapis.uk',
		developer: 'https://developer.zohoapis.uk',
		uploads: ['https://content.zohoapis.uk'],
		download: 'https://download-accl.zoho.uk',
	},
	ae: {
		accounts: 'https://accounts.zoho.ae',
		production: 'https://www.zohoapis.ae',
		sandbox: 'https://sandbox.zohoapis.ae',
		developer: 'https://developer.zohoapis.ae',
		uploads: ['https://content.zohoapis.ae'],
		download: 'https://download-accl.zoho.ae',
	},
};

const ENVIRONMENTS: readonly Environment[] = ['production', 'sandbox', 'developer'];
const NAMES = Object.keys(DATA_CENTERS).filter((name): name is DataCenter => name in DOCUMENTED);
const CASES = NAMES.flatMap((dataCenter) => ENVIRONMENTS.map((environment) => [dataCenter, environment] as const));

it('there is nothing but the documented data centers, in both credentials too', () => {
	expect(Object.keys(DATA_CENTERS).sort()).toEqual(Object.keys(DOCUMENTED).sort());
	for (const { properties } of [oAuth2, selfClient]) {
		const options = properties.find(({ name }) => name === 'dataCenter')?.options ?? [];
		expect(options.map((option) => ('value' in option ? option.value : '')).sort()).toEqual(
			[...Object.keys(DOCUMENTED), 'custom'].sort(),
		);
	}
});

describe.each(CASES)('in the data center %s, environment %s,', (dataCenter, environment) => {
	const expected = DOCUMENTED[dataCenter];
	const fields: ICredentialDataDecryptedObject = { dataCenter, environment };

	it('tokens are granted and renewed by its accounts server', () => {
		expect(evaluate(defaultOf('authUrl'), fields)).toBe(`${expected.accounts}/oauth/v2/auth`);
		expect(evaluate(defaultOf('accessTokenUrl'), fields)).toBe(`${expected.accounts}/oauth/v2/token`);
		expect(readAccountsUrl(fields)).toBe(expected.accounts);
	});

	it('the API is called where the environment has it', () => {
		expect(evaluate(oAuth2.test.request.baseURL, fields)).toBe(expected[environment]);
		expect(evaluate(selfClient.test.request.baseURL, fields)).toBe(expected[environment]);
		expect(readHosts(fields, null).apiDomain).toBe(expected[environment]);
	});

	it('files are sent to the usual host, and fetched from the download host', () => {
		const { uploadHost, downloadHosts, allowHttpLoopback } = readHosts(fields, null);
		expect({ uploadHost, downloadHosts, allowHttpLoopback }).toEqual({
			uploadHost: expected.uploads[0],
			downloadHosts: [expected.download],
			allowHttpLoopback: false,
		});
	});

	it('files are sent to another upload host only if it is one of this data center', () => {
		expect(uploadHostsOf(dataCenter)).toEqual(expected.uploads);
		const uploadHostOf = (host: string): string =>
			readHosts({ ...fields, [uploadHostField(dataCenter)]: host }, null).uploadHost;
		for (const host of expected.uploads) expect(uploadHostOf(host)).toBe(host);
		for (const host of [
			'',
			'https://evil.test',
			'https://upload.zoho.com.evil.test',
			dataCenter === 'us' ? 'https://upload.zoho.eu' : 'https://upload.zoho.com',
		]) {
			expect(uploadHostOf(host)).toBe(expected.uploads[0]);
		}
	});

	it('the token may go to every one of its hosts', () => {
		const hosts = hostsOf(dataCenter, environment);
		for (const host of [expected[environment], ...expected.uploads, expected.download])
			expect(() => checkTrusted(new URL(`${host}/a`), hosts)).not.toThrow();
	});

	it('a fitting API domain of the token answer is taken for production alone', () => {
		const special = expected.production.replace('www', 'special');
		expect(readHosts(fields, special).apiDomain).toBe(environment === 'production' ? special : expected[environment]);
	});
});

describe('the upload hosts in the form of the credentials', () => {
	it.each([oAuth2, selfClient])(
		'are those of the chosen data center, the usual one first ($name)',
		({ properties }) => {
			const menus = properties.filter(({ name }) => name.startsWith('uploadHost'));
			const offered = menus.map(({ displayOptions, options = [], default: first }) => ({
				dataCenters: displayOptions?.show?.dataCenter,
				first,
				hosts: options.map((option) => ('value' in option ? option.value : '')),
			}));
			const several = NAMES.filter((name) => DOCUMENTED[name].uploads.length > 1);
			expect(offered).toEqual(
				several.map((name) => ({
					dataCenters: [name],
					first: DOCUMENTED[name].uploads[0],
					hosts: DOCUMENTED[name].uploads,
				})),
			);
		},
	);
});

describe('the data center in which an account was found', () => {
	it.each(NAMES)('is known by accounts server and by location: %s', (name) => {
		const chosen = name === 'us' ? 'eu' : 'us';
		expect(findOtherDataCenter(chosen, { 'accounts-server': DOCUMENTED[name].accounts })).toBe(name);
		expect(findOtherDataCenter(chosen, { location: name })).toBe(name);
		expect(findOtherDataCenter(name, { 'accounts-server': DOCUMENTED[name].accounts, location: name })).toBeNull();
		expect(findOtherDataCenter('custom', { 'accounts-server': DOCUMENTED[name].accounts, location: name })).toBeNull();
	});

	it('is what the server says where the location says otherwise', () => {
		expect(findOtherDataCenter('us', { 'accounts-server': 'https://accounts.zoho.jp', location: 'us' })).toBe('jp');
		expect(findOtherDataCenter('us', { 'accounts-server': 'https://accounts.zoho.com', location: 'jp' })).toBeNull();
	});

	it.each([
		'https://accounts.zoho.eu.evil.test',
		'http://accounts.zoho.eu',
		'https://accounts.zoho.eu/',
		'https://x@accounts.zoho.eu',
		'',
		null,
		7,
		['https://accounts.zoho.eu'],
	])('is not known by a server that is none of Zoho: %p', (server) => {
		expect(findOtherDataCenter('us', { 'accounts-server': server, location: 'eu' })).toBeNull();
	});

	it('is unknown without a word about it', () => {
		expect(findOtherDataCenter('us', {})).toBeNull();
		expect(findOtherDataCenter('', { location: 'eu' })).toBeNull();
	});
});
