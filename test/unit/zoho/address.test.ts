import { checkTrusted } from '../../../nodes/shared/zoho/call/address';
import { DATA_CENTERS, hostsOf, isDataCenter, isEnvironment } from '../../../nodes/shared/zoho/call/dataCenters';
import { UsageError } from '../../../nodes/shared/zoho/call/errors';
import { HOSTS, scriptZoho } from './scriptedZoho';

const LOCAL = {
	apiDomain: 'http://127.0.0.1:4010',
	uploadHost: 'http://localhost:4011',
	downloadHosts: ['http://[::1]:4012'],
	trustedHostSuffixes: [],
	allowHttpLoopback: true,
};

describe('trust', () => {
	it.each([
		'https://zoho.eu',
		'https://download-accl.zoho.eu/a',
		'https://DOWNLOAD.ZOHO.EU',
		'https://www.zohoapis.eu:443/x',
		'https://a.b.zohoapis.eu',
	])('sends a token to %s', (address) => {
		expect(() => checkTrusted(new URL(address), HOSTS)).not.toThrow();
	});

	it.each(['http://127.0.0.1:4010/x', 'http://localhost:4011/y', 'http://[::1]:4012/z'])(
		'sends a token to %s where these are the hosts of a Custom data center',
		(address) => {
			expect(() => checkTrusted(new URL(address), LOCAL)).not.toThrow();
		},
	);

	it.each([
		'http://127.0.0.1:4013/x',
		'http://127.0.0.2:4010',
		'https://127.0.0.1:4010',
		'http://evil.test:4010',
		'https://www.zohoapis.eu',
	])('sends none to %s there', (address) => {
		expect(() => checkTrusted(new URL(address), LOCAL)).toThrow(UsageError);
	});

	it('sends a token to a Custom data center on https, and not over http', () => {
		const custom = {
			apiDomain: 'https://crm.example.test',
			uploadHost: 'https://crm.example.test',
			downloadHosts: [],
			trustedHostSuffixes: [],
			allowHttpLoopback: true,
		};
		expect(() => checkTrusted(new URL('https://crm.example.test/a'), custom)).not.toThrow();
		expect(() => checkTrusted(new URL('http://crm.example.test/a'), custom)).toThrow(UsageError);
		expect(() => checkTrusted(new URL('https://x.crm.example.test/a'), custom)).toThrow(UsageError);
	});

	it('names the host, and no more of the address', () => {
		expect(() => checkTrusted(new URL('https://name:password@evil.test/secret?token=1'), HOSTS)).toThrow(
			new UsageError(
				'The token is not sent to https://evil.test, which is not an https URL of the data center of the credential',
				'',
			),
		);
	});

	it.each([
		['no address', { apiDomain: 'www.zohoapis.eu' }],
		['plain http', { apiDomain: 'http://www.zohoapis.eu' }],
		['plain http to this machine', { uploadHost: 'http://127.0.0.1:4010' }],
		['credentials', { downloadHosts: ['https://me@download-accl.zoho.eu'] }],
	])('builds no client on %s', (_, hosts) => {
		expect(() => scriptZoho([], hosts)).toThrow(UsageError);
	});

	it('uses the origin alone of a host', async () => {
		const zoho = scriptZoho([{ status: 204 }], { apiDomain: 'https://www.zohoapis.eu/' });
		await zoho.client.metadata.modules();
		expect(zoho.calls[0].url).toBe('https://www.zohoapis.eu/crm/v8/settings/modules');
	});
});

describe('data centers', () => {
	it.each([
		['us', 'accounts.zoho.com', 'www.zohoapis.com', 'content.zohoapis.com', 'download-accl.zoho.com'],
		['eu', 'accounts.zoho.eu', 'www.zohoapis.eu', 'content.zohoapis.eu', 'download-accl.zoho.eu'],
		['in', 'accounts.zoho.in', 'www.zohoapis.in', 'content.zohoapis.in', 'download-accl.zoho.in'],
		['au', 'accounts.zoho.com.au', 'www.zohoapis.com.au', 'content.zohoapis.com.au', 'download-accl.zoho.com.au'],
		['cn', 'accounts.zoho.com.cn', 'www.zohoapis.com.cn', 'content.zohoapis.com.cn', 'download-accl.zoho.com.cn'],
		['jp', 'accounts.zoho.jp', 'www.zohoapis.jp', 'content.zohoapis.jp', 'download-accl.zoho.jp'],
		['ca', 'accounts.zohocloud.ca', 'www.zohoapis.ca', 'upload.zohocloud.ca', 'download-accl.zohocloud.ca'],
		['sa', 'accounts.zoho.sa', 'www.zohoapis.sa', 'files.zoho.sa', 'download-accl.zoho.sa'],
		['uk', 'accounts.zoho.uk', 'www.zohoapis.uk', 'content.zohoapis.uk', 'download-accl.zoho.uk'],
		['ae', 'accounts.zoho.ae', 'www.zohoapis.ae', 'content.zohoapis.ae', 'download-accl.zoho.ae'],
	])('knows the hosts of %s', (name, accounts, api, upload, download) => {
		if (!isDataCenter(name)) throw new Error(`${name} is missing`);
		const hosts = hostsOf(name, 'production');
		expect(DATA_CENTERS[name].accounts).toBe(`https://${accounts}`);
		expect(hosts).toMatchObject({
			apiDomain: `https://${api}`,
			uploadHost: `https://${upload}`,
			downloadHosts: [`https://${download}`],
			allowHttpLoopback: false,
		});
		expect(hostsOf(name, 'sandbox')).toEqual({ ...hosts, apiDomain: `https://${api.replace('www', 'sandbox')}` });
		expect(hostsOf(name, 'developer')).toEqual({ ...hosts, apiDomain: `https://${api.replace('www', 'developer')}` });
		for (const host of [accounts, api, upload, download])
			expect(() => checkTrusted(new URL(`https://${host}/`), hosts)).not.toThrow();
	});

	it('lists nothing else, and marks what is not documented', () => {
		expect(Object.keys(DATA_CENTERS)).toEqual(['us', 'eu', 'in', 'au', 'cn', 'jp', 'ca', 'sa', 'uk', 'ae']);
		expect(DATA_CENTERS.uk.unverified).toEqual(['api', 'uploadHosts', 'downloadHosts']);
		expect(DATA_CENTERS.ae.unverified).toEqual(['api', 'uploadHosts', 'downloadHosts']);
		expect(DATA_CENTERS.us.unverified).toEqual([]);
	});

	it('trusts Zoho in the chosen data center alone, on the usual port, and no look-alike', () => {
		const hosts = hostsOf('us', 'production');
		expect(() => checkTrusted(new URL('https://other.zoho.com:443/a'), hosts)).not.toThrow();
		for (const host of [
			'zoho.com:8443',
			'www.zohoapis.com:0',
			'x.zoho.com.cn',
			'download-accl.zoho.eu',
			'zoho.co',
			'zoho.com.evil.test',
			'zohoapis.com.br',
			'zoho.uk.com',
			'xzoho.com',
			'zoho.de',
		]) {
			expect(() => checkTrusted(new URL(`https://${host}/`), hosts)).toThrow(UsageError);
		}
	});

	it('knows names from other texts', () => {
		expect(['us', 'ae', 'custom', '', 'toString', 'US'].map(isDataCenter)).toEqual([
			true,
			true,
			false,
			false,
			false,
			false,
		]);
		expect(['production', 'sandbox', 'developer', 'test', 'valueOf'].map(isEnvironment)).toEqual([
			true,
			true,
			true,
			false,
			false,
		]);
	});
});
