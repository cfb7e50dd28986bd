import type { INodeProperties } from 'n8n-workflow';
import { DATA_CENTERS, isDataCenter, type DataCenter, type DataCenterAddresses } from '../../zoho/call/dataCenters';

/**
 * An expression for an address without trailing slashes. Gives nothing for an address that is neither https nor this
 * machine, so that n8n sends nothing there.
 */
function originExpression(address: string): string {
	const isSafe = '/^(https:[/][/]|http:[/][/](127([.][0-9]+)+|localhost|[[]::1])(:[0-9]+)?[/]*$)/';
	return `(${isSafe}.test(${address}) ? ${address}.replace(/[/]+$/, "") : "")`;
}

/**
 * An expression that looks up an address in the table of data centers, which is the only place where addresses are written.
 * @param self name of the credential's fields in the expression: `$self` in a credential, `$credentials` in its test
 */
function addressExpression(
	self: string,
	customField: string,
	addressOf: (addresses: DataCenterAddresses) => unknown,
	select = '',
): string {
	const json = JSON.stringify(
		Object.fromEntries(Object.entries(DATA_CENTERS).map(([key, addresses]) => [key, addressOf(addresses)])),
	);
	// n8n takes the first two closing braces for the end of the expression.
	const table = json.replaceAll('}}', '} }');
	return `${self}["dataCenter"] === "custom" ? ${originExpression(`(${self}["${customField}"] ?? "").trim()`)} : (${table})[${self}["dataCenter"]]${select}`;
}

/** An expression for a field of the credential: an address on the accounts server. @param path e.g. `/oauth/v2/auth` */
export function accountsExpression(path: string): string {
	return `={{ (${addressExpression('$self', 'customAccountsUrl', ({ accounts }) => accounts)}) + "${path}" }}`;
}

/** An expression for the test of the credential: the API domain. */
export const API_DOMAIN_EXPRESSION = `={{ ${addressExpression('$credentials', 'customApiUrl', ({ api }) => api, '[$credentials["environment"]]')} }}`;

/** The fields with the addresses of a Custom data center. */
const CUSTOM_URLS = ['customAccountsUrl', 'customApiUrl', 'customUploadUrl', 'customDownloadUrl'] as const;

/** An expression for the host of a Custom address, followed by a comma. */
const customHost = (field: string): string =>
	`($self["${field}"] ?? "").trim().replace(/^https?:[/][/]/, "").replace(/(:[0-9]+)?[/]*$/, ",")`;

/** All hosts of a data center, separated by commas. */
function allHosts({ accounts, api, uploadHosts, downloadHosts }: DataCenterAddresses): string {
	const origins = new Set([accounts, ...Object.values(api), ...uploadHosts, ...downloadHosts]);
	return [...origins].map((origin) => new URL(origin).hostname).join(', ');
}

/**
 * Restricts n8n's own nodes that send requests with any credential, such as HTTP Request, to the hosts of the data center: a
 * person who may use a credential and not change it must not be able to send its token elsewhere. The accounts server is among
 * them, because n8n restricts the renewal of a self client by the same list.
 * Source: n8n-workflow 2.41, credential-domain-restrictions.
 */
export function domainFields(): INodeProperties[] {
	const table = JSON.stringify(
		Object.fromEntries(Object.entries(DATA_CENTERS).map(([key, addresses]) => [key, allHosts(addresses)])),
	);
	const hosts = `={{ $self["dataCenter"] === "custom" ? ${CUSTOM_URLS.map(customHost).join(' + ')} : (${table})[$self["dataCenter"]] }}`;
	return [
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'hidden',
			default: 'domains',
		},
		{ displayName: 'Allowed Domains', name: 'allowedDomains', type: 'hidden', default: hosts },
	];
}

function customUrl(displayName: string, name: string, placeholder: string, description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'string',
		required: true,
		default: '',
		placeholder,
		description,
		displayOptions: { show: { dataCenter: ['custom'] } },
	};
}

/**
 * Name of the field for the upload host of a data center. Each has its own: when a credential extends another, n8n
 * keeps only the last field of a name.
 */
export function uploadHostField(dataCenter: DataCenter): string {
	return `uploadHost${dataCenter[0].toUpperCase()}${dataCenter.slice(1)}`;
}

/**
 * A menu of upload hosts for each data center that has several. Nearly every account has the first one, so it shows only where
 * another one was chosen before: whoever needs another host now enters it with Custom.
 */
function uploadHostFields(): INodeProperties[] {
	return Object.keys(DATA_CENTERS)
		.filter(isDataCenter)
		.flatMap((dataCenter) => {
			const { uploadHosts } = DATA_CENTERS[dataCenter];
			if (uploadHosts.length === 1) return [];
			const name = uploadHostField(dataCenter);
			return [
				{
					displayName: 'Upload Host',
					name,
					type: 'options' as const,
					options: uploadHosts.map((host) => ({ name: new URL(host).hostname, value: host })),
					default: uploadHosts[0],
					displayOptions: { show: { dataCenter: [dataCenter], [name]: uploadHosts.slice(1) } },
					description: 'The host that receives files for bulk jobs. Most accounts use the first one.',
				},
			];
		});
}

/** Data center, environment and their details: every address is derived from these fields. */
export function placeFields(): INodeProperties[] {
	const dataCenters = Object.entries(DATA_CENTERS).map(([value, { name }]) => ({ name, value }));
	const custom = {
		name: 'Custom',
		value: 'custom',
		description: 'Your own addresses, for a proxy or a test system',
	};
	return [
		{
			displayName: 'Data Center',
			name: 'dataCenter',
			type: 'options',
			options: [...dataCenters, custom].sort((one, other) => (one.name < other.name ? -1 : 1)),
			default: 'us',
			description:
				'The data center of your Zoho account. It matches the domain where you open Zoho CRM, such as crm.zoho.eu.',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Developer', value: 'developer' },
				{ name: 'Production', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
			default: 'production',
			displayOptions: { hide: { dataCenter: ['custom'] } },
			description: 'The environment of Zoho CRM that the token is for. Other environments reject it.',
		},
		...uploadHostFields(),
		customUrl(
			'Accounts URL',
			'customAccountsUrl',
			'e.g. https://accounts.zoho.com',
			'The address where tokens are issued and renewed',
		),
		customUrl(
			'API URL',
			'customApiUrl',
			'e.g. https://www.zohoapis.com',
			'The address for reading and writing records',
		),
		customUrl(
			'Upload URL',
			'customUploadUrl',
			'e.g. https://content.zohoapis.com',
			'The address for uploading files for bulk jobs',
		),
		customUrl(
			'Download URL',
			'customDownloadUrl',
			'e.g. https://download-accl.zoho.com',
			'The address for downloading results of bulk jobs',
		),
	];
}
