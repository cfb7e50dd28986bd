import type { ZohoHosts } from './http';

/** Zoho's data centers. An account lives in exactly one of them. */
export type DataCenter = 'us' | 'eu' | 'in' | 'au' | 'cn' | 'jp' | 'ca' | 'sa' | 'uk' | 'ae';

/** What a token is granted for. */
export type Environment = 'production' | 'sandbox' | 'developer';

/** The addresses of a data center, as origins. */
export interface DataCenterAddresses {
	/** Where tokens are granted and refreshed. */
	readonly accounts: string;
	readonly api: Readonly<Record<Environment, string>>;
	/** Where bulk write files are uploaded, the usual one first. */
	readonly uploadHosts: readonly [string, ...string[]];
	/** Where results of bulk jobs lie. */
	readonly downloadHosts: readonly string[];
	/** Domains of Zoho's in this data center. */
	readonly domains: readonly string[];
	/** Parts that stand in no page about Zoho CRM and follow the pattern of the others. */
	readonly unverified: ReadonlyArray<'api' | 'uploadHosts' | 'downloadHosts'>;
}

function addressesOf(
	site: string,
	api: string,
	irregular: Partial<Pick<DataCenterAddresses, 'uploadHosts' | 'domains' | 'unverified'>> = {},
): DataCenterAddresses {
	return {
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
 * classes (both read 2026-11-21). Of the United Kingdom and the Emirates only the accounts host is documented.
 */
export const DATA_CENTERS: Readonly<Record<DataCenter, DataCenterAddresses>> = {
	us: addressesOf('zoho.com', 'zohoapis.com', { domains: ['zoho.com', 'zohoapis.com', 'zohocrm.com'], unverified: [] }),
	eu: addressesOf('zoho.eu', 'zohoapis.eu'),
	in: addressesOf('zoho.in', 'zohoapis.in'),
	au: addressesOf('zoho.com.au', 'zohoapis.com.au'),
	cn: addressesOf('zoho.com.cn', 'zohoapis.com.cn'),
	jp: addressesOf('zoho.jp', 'zohoapis.jp'),
	ca: addressesOf('zohocloud.ca', 'zohoapis.ca', { uploadHosts: ['https://upload.zohocloud.ca'] }),
	sa: addressesOf('zoho.sa', 'zohoapis.sa', { uploadHosts: ['https://files.zoho.sa'] }),
	uk: addressesOf('zoho.uk', 'zohoapis.uk', { unverified: ['api', 'uploadHosts', 'downloadHosts'] }),
	ae: addressesOf('zoho.ae', 'zohoapis.ae', { unverified: ['api', 'uploadHosts', 'downloadHosts'] }),
};

/** Whether a text names a data center of the table. */
export function isDataCenter(name: string): name is DataCenter {
	return Object.hasOwn(DATA_CENTERS, name);
}

/** Whether a text names an environment. */
export function isEnvironment(name: string): name is Environment {
	return Object.hasOwn(DATA_CENTERS.us.api, name);
}

/** Gives what the client needs to know of a data center. A token may go to Zoho's hosts in any of them, and nowhere else. */
export function hostsOf(dataCenter: DataCenter, environment: Environment): ZohoHosts {
	const { api, uploadHosts, downloadHosts } = DATA_CENTERS[dataCenter];
	return {
		apiDomain: api[environment],
		uploadHost: uploadHosts[0],
		downloadHosts,
		trustedHostSuffixes: Object.values(DATA_CENTERS).flatMap(({ domains }) => domains),
		allowHttpLoopback: false,
	};
}
