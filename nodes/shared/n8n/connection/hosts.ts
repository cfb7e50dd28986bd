import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { isLoopback } from '../../zoho/call/address';
import {
	DATA_CENTERS,
	hostsOf,
	isDataCenter,
	isEnvironment,
	type DataCenter,
	type DataCenterAddresses,
} from '../../zoho/call/dataCenters';
import { TOKEN_REFUSED, UsageError } from '../../zoho/call/errors';
import type { ZohoHosts } from '../../zoho/call/http';
import { uploadHostField } from './fields';

/** A text from a credential or from the data that n8n stores with it; null if it is empty or no text. */
export function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * The origin of the credential's accounts server. The client secret is sent to no other address.
 * @throws UsageError if the data center is missing, or if the Accounts URL of a Custom one is not safe
 */
export function readAccountsUrl(data: ICredentialDataDecryptedObject): string {
	return data.dataCenter === 'custom'
		? readOrigin(data.customAccountsUrl, 'Accounts URL')
		: DATA_CENTERS[readDataCenter(data)].accounts;
}

/**
 * Checks the address where n8n renews the token of an OAuth2 credential, because n8n sends the client secret there.
 * @throws UsageError if it is not on the accounts server
 */
export function checkTokenAddress(data: ICredentialDataDecryptedObject): void {
	const address = textOrNull(data.accessTokenUrl);
	const accountsUrl = readAccountsUrl(data);
	if (address === null || (URL.canParse(address) && new URL(address).origin === new URL(accountsUrl).origin)) return;
	throw new UsageError(
		`The credential would send its client secret to an address other than ${accountsUrl}`,
		'Its Access Token URL was changed. Create the credential again',
	);
}

/**
 * The hosts of a credential.
 * @param tokenDomain API domain that came with the token. It replaces the usual one in the environment Production, if it
 * belongs to the chosen data center. A Custom data center ignores it
 * @throws UsageError if the data center is missing, or if an address of a Custom one is not safe
 */
export function readHosts(data: ICredentialDataDecryptedObject, tokenDomain: string | null): ZohoHosts {
	const environment = textOrNull(data.environment) ?? '';
	if (data.dataCenter === 'custom') return readCustomHosts(data);
	const dataCenter = readDataCenter(data);
	if (!isEnvironment(environment)) throw noDataCenter();
	const hosts = hostsOf(dataCenter, environment, textOrNull(data[uploadHostField(dataCenter)]) ?? undefined);
	const { api } = DATA_CENTERS[dataCenter];
	const isOfProduction = tokenDomain !== api.sandbox && tokenDomain !== api.developer;
	return environment === 'production' &&
		tokenDomain !== null &&
		isOfProduction &&
		isOriginOf(DATA_CENTERS[dataCenter], tokenDomain)
		? { ...hosts, apiDomain: tokenDomain }
		: hosts;
}

/**
 * Checks that the API domain that came with a token belongs to the chosen data center. A Custom data center has its own
 * addresses, and the domain that comes with its tokens is never called.
 * @throws UsageError if it does not belong there; the token is then sent nowhere
 */
export function checkTokenDomain(data: ICredentialDataDecryptedObject, tokenDomain: string | null): void {
	if (data.dataCenter === 'custom' || tokenDomain === null) return;
	const chosen = DATA_CENTERS[readDataCenter(data)];
	if (isOriginOf(chosen, tokenDomain)) return;
	const owner = Object.values(DATA_CENTERS).find((addresses) => isOriginOf(addresses, tokenDomain));
	throw new UsageError(
		`The token belongs to ${owner === undefined ? 'an address outside Zoho CRM' : `the data center ${owner.name}`}, but the credential is set to ${chosen.name}. It was not sent`,
		'Choose the data center of your Zoho account in the credential, then reconnect it',
		TOKEN_REFUSED,
	);
}

function readDataCenter(data: ICredentialDataDecryptedObject): DataCenter {
	const dataCenter = textOrNull(data.dataCenter) ?? '';
	if (isDataCenter(dataCenter)) return dataCenter;
	throw noDataCenter();
}

function noDataCenter(): UsageError {
	return new UsageError(
		'The credential has no data center',
		'Open the credential, choose the data center of your Zoho account and save it',
	);
}

function isOriginOf({ domains }: DataCenterAddresses, address: string): boolean {
	const isOrigin = /^https:\/\/[^/?#@\s\\]+$/.test(address);
	return isOrigin && domains.some((domain) => address.endsWith(`.${domain}`));
}

function readCustomHosts(data: ICredentialDataDecryptedObject): ZohoHosts {
	return {
		apiDomain: readOrigin(data.customApiUrl, 'API URL'),
		uploadHost: readOrigin(data.customUploadUrl, 'Upload URL'),
		downloadHosts: [readOrigin(data.customDownloadUrl, 'Download URL')],
		trustedHostSuffixes: [],
		allowHttpLoopback: true,
	};
}

function readOrigin(value: unknown, label: string): string {
	let text = textOrNull(value)?.trim() ?? '';
	while (text.endsWith('/')) text = text.slice(0, -1);
	const [, plainHost = ''] = /^http:\/\/(.+?)(?::\d+)?$/.exec(text) ?? [];
	if (/^https:\/\/[^/?#@\s\\]+$/.test(text) || isLoopback(plainHost)) return text;
	throw new UsageError(
		`The ${label} of the Custom data center is not an address like https://www.zohoapis.com`,
		'Open the credential and enter scheme and host only. Plain http is allowed for this machine only',
	);
}
