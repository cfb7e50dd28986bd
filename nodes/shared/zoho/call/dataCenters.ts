import type { ZohoHosts } from './http';

/** Zoho's data centers. An account lives in exactly one of them. */
export type DataCenter = 'us' | 'eu' | 'in' | 'au' | 'cn' | 'jp' | 'ca' | 'sa' | 'uk' | 'ae';

/** What a token is granted for. */
export type Environment = 'production' | 'sandbox' | 'developer';

/** The addresses of a data center, as origins. */
export interface DataCenterAddresses {
	/** For people, with the ending of its addresses: `Europe (zoho.eu)`. */
	readonly name: string;
	/** Where tokens are granted and refreshed. */
	readonly accounts: string;
	readonly api: Readonly<Record<Environment, string>>;
	/** Where bulk write files can be uploaded: the usual host first, then newer ones. */
	readonly uploadHosts: readonly [string, ...string[]];
	/** Where results of bulk jobs lie. */
	readonly downloadHosts: readonly string[];
	/** Domains of Zoho's in this data center. */
	readonly domains: readonly string[];
	/** Parts of which something stands in no page about Zoho CRM and follows the pattern of the others. */
	readonly unverified: ReadonlyArray<'api' | 'uploadHosts' | 'downloadHosts'>;
}

/** What differs from the pattern: hosts beside or instead of `content.` and the API's domain. */
type Irregular = Partial<Pick<DataCenterAddresses, 'uploadHosts' | 'domains' | 'unverified'>>;

function addressesOf(country: string, site: string, api: string, irregular: Irregular = {}): DataCenterAddresses {
	return {
		name: `${country} (${site})`,
		accounts: `https://accounts.${site}`,
		api: { production: `https://www.${api}`, sandbox: `https://sandbox.${api}`, developer: `https://developer.${api}` },
		uploadHosts: irregular.uploadHosts ?? [`https://content.${api}`],
		downloadHosts: [`https://download-accl.${site}`],
		domains: irregular.domains ?? [site, api],
		unverified: irregular.unverified ?? ['downloadHosts'],
	};
}

/**
 * The addresses of every data center. Sources: Zoho CRM, Multi-DC and Bulk Write pages, v8; TypeScript SDK 8.0, data center
 * classes (both read 2026-11-21). Of the United Kingdom and the Emirates only the accounts host is documented, and of
 * Australia and China the second upload host is not.
 */
export const DATA_CENTERS: Readonly<Record<DataCenter, DataCenterAddresses>> = {
	us: addressesOf('United States', 'zoho.com', 'zohoapis.com', {
		uploadHosts: ['https://content.zohoapis.com', 'https://upload.zoho.com', 'https://upload-accl.zoho.com'],
		domains: ['zoho.com', 'zohoapis.com', 'zohocrm.com'],
		unverified: [],
	}),
	eu: addressesOf('Europe', 'zoho.eu', 'zohoapis.eu', {
		uploadHosts: ['https://content.zohoapis.eu', 'https://upload.zoho.eu', 'https://upload-accl.zoho.eu'],
	}),
	in: addressesOf('India', 'zoho.in', 'zohoapis.in', {
		uploadHosts: ['https://content.zohoapis.in', 'https://upload.zoho.in', 'https://upload-accl.zoho.in'],
	}),
	au: addressesOf('Australia', 'zoho.com.au', 'zohoapis.com.au', {
		uploadHosts: ['https://content.zohoapis.com.au', 'https://upload.zoho.com.au'],
		unverified: ['uploadHosts', 'downloadHosts'],
	}),
	cn: addressesOf('China', 'zoho.com.cn', 'zohoapis.com.cn', {
		uploadHosts: ['https://content.zohoapis.com.cn', 'https://upload.zoho.com.cn'],
		unverified: ['uploadHosts', 'downloadHosts'],
	}),
	jp: addressesOf('Japan', 'zoho.jp', 'zohoapis.jp'),
	ca: addressesOf('Canada', 'zohocloud.ca', 'zohoapis.ca', { uploadHosts: ['https://upload.zohocloud.ca'] }),
	sa: addressesOf('Saudi Arabia', 'zoho.sa', 'zohoapis.sa', { uploadHosts: ['https://files.zoho.sa'] }),
	uk: addressesOf('United Kingdom', 'zoho.uk', 'zohoapis.uk', { unverified: ['api', 'uploadHosts', 'downloadHosts'] }),
	ae: addressesOf('United Arab Emirates', 'zoho.ae', 'zohoapis.ae', {
		unverified: ['api', 'uploadHosts', 'downloadHosts'],
	}),
};

/** Whether a text names a data center of the table. */
export function isDataCenter(name: string): name is DataCenter {
	return Object.hasOwn(DATA_CENTERS, name);
}

/** Whether a text names an environment. */
export function isEnvironment(name: string): name is Environment {
	return Object.hasOwn(DATA_CENTERS.us.api, name);
}

/** The hosts that take bulk write files in a data center, as origins, the usual one first. */
export function uploadHostsOf(dataCenter: DataCenter): readonly [string, ...string[]] {
	return DATA_CENTERS[dataCenter].uploadHosts;
}

/**
 * Gives what the client needs to know of a data center. A token may go to Zoho's hosts in it, and nowhere else.
 * @param uploadHost one of `uploadHostsOf`; anything else, such as a host of another data center, stands for the usual one
 */
export function hostsOf(dataCenter: DataCenter, environment: Environment, uploadHost?: string): ZohoHosts {
	const { api, uploadHosts, downloadHosts, domains } = DATA_CENTERS[dataCenter];
	return {
		apiDomain: api[environment],
		uploadHost: uploadHosts.find((host) => host === uploadHost) ?? uploadHosts[0],
		downloadHosts,
		trustedHostSuffixes: domains,
		allowHttpLoopback: false,
	};
}

/**
 * The data center in which Zoho found the account, if it is another one than the credential is set to.
 * @param callback what Zoho added to the redirect address: `accounts-server`, which counts first, and `location`
 * @returns null as well for a Custom data center, and for servers that are not Zoho's: nothing is made of those
 * Source: OAuth, authorization request (read 2026-11-21).
 */
export function findOtherDataCenter(chosen: string, callback: Readonly<Record<string, unknown>>): DataCenter | null {
	const server = callback['accounts-server'];
	const location = callback.location;
	const ofServer = Object.keys(DATA_CENTERS)
		.filter(isDataCenter)
		.find((name) => DATA_CENTERS[name].accounts === server);
	const ofLocation =
		server === undefined && typeof location === 'string' && isDataCenter(location) ? location : undefined;
	const found = ofServer ?? ofLocation;
	return !isDataCenter(chosen) || found === undefined || found === chosen ? null : found;
}
