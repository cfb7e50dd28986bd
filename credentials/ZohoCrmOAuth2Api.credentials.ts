import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { DATA_CENTERS, type DataCenterAddresses } from '../nodes/shared/zoho/dataCenters';

/** All that the operations of both nodes need. Source: Scopes, v8 (read 2026-11-21). */
const DEFAULT_SCOPES = [
	'ZohoCRM.modules.ALL',
	'ZohoCRM.settings.ALL',
	'ZohoCRM.users.ALL',
	'ZohoCRM.org.READ',
	'ZohoCRM.bulk.ALL',
	'ZohoCRM.coql.READ',
	'ZohoCRM.notifications.ALL',
	'ZohoSearch.securesearch.READ',
	'ZohoFiles.files.ALL',
];

/**
 * An expression that looks an address up in the table of data centers, so that nothing is written twice.
 * @param self how the expression names the credential's fields: `$self` in a credential, `$credentials` in its test
 */
function addressExpression(self: string, customField: string, addressOf: (addresses: DataCenterAddresses) => unknown, select = ''): string {
	const json = JSON.stringify(Object.fromEntries(Object.entries(DATA_CENTERS).map(([key, addresses]) => [key, addressOf(addresses)])));
	// n8n takes the first two closing braces for the end of the expression.
	const table = json.replaceAll('}}', '} }');
	return `${self}["dataCenter"] === "custom" ? ${self}["${customField}"] : (${table})[${self}["dataCenter"]]${select}`;
}

const accounts = addressExpression('$self', 'customAccountsUrl', (addresses) => addresses.accounts);
const apiDomain = addressExpression('$credentials', 'customApiUrl', (addresses) => addresses.api, '[$credentials["environment"]]');

function customUrl(displayName: string, name: string, placeholder: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', required: true, default: '', placeholder, description, displayOptions: { show: { dataCenter: ['custom'] } } };
}

/** OAuth2 for a web-based client of Zoho's API console. Every address follows from data center and environment. */
export class ZohoCrmOAuth2Api implements ICredentialType {
	name = 'zohoCrmOAuth2Api';

	displayName = 'Zoho CRM Advanced OAuth2 API';

	icon: Icon = { light: 'file:../icons/zohoCrm.svg', dark: 'file:../icons/zohoCrm.dark.svg' };

	documentationUrl = 'https://www.zoho.com/crm/developer/docs/api/v8/oauth-overview.html';

	extends = ['oAuth2Api'];

	properties: INodeProperties[] = [
		{
			displayName: 'Data Center',
			name: 'dataCenter',
			type: 'options',
			options: [
				{ name: 'Australia (zoho.com.au)', value: 'au' },
				{ name: 'Canada (zohocloud.ca)', value: 'ca' },
				{ name: 'China (zoho.com.cn)', value: 'cn' },
				{ name: 'Custom', value: 'custom', description: 'Addresses of your own, for a proxy or a test system' },
				{ name: 'Europe (zoho.eu)', value: 'eu' },
				{ name: 'India (zoho.in)', value: 'in' },
				{ name: 'Japan (zoho.jp)', value: 'jp' },
				{ name: 'Saudi Arabia (zoho.sa)', value: 'sa' },
				{ name: 'United Arab Emirates (zoho.ae)', value: 'ae' },
				{ name: 'United Kingdom (zoho.uk)', value: 'uk' },
				{ name: 'United States (zoho.com)', value: 'us' },
			],
			default: 'us',
			description: 'Where your Zoho account lives: the ending of the address at which you open Zoho CRM',
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
			description: 'What the token is granted for; a token of one environment is refused by the others',
		},
		customUrl('Accounts URL', 'customAccountsUrl', 'e.g. https://accounts.zoho.com', 'Where tokens are granted and renewed'),
		customUrl('API URL', 'customApiUrl', 'e.g. https://www.zohoapis.com', 'Where records are read and written'),
		customUrl('Upload URL', 'customUploadUrl', 'e.g. https://content.zohoapis.com', 'Where files for bulk jobs are uploaded'),
		customUrl('Download URL', 'customDownloadUrl', 'e.g. https://download-accl.zoho.com', 'Where results of bulk jobs are downloaded'),
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: DEFAULT_SCOPES.join(','),
			description: 'What the token may do, separated by commas. The default covers every operation. Connect again after a change.',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{ displayName: 'Authorization URL', name: 'authUrl', type: 'hidden', default: `={{ (${accounts}) + "/oauth/v2/auth" }}`, required: true },
		{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'hidden', default: `={{ (${accounts}) + "/oauth/v2/token" }}`, required: true },
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: 'access_type=offline&prompt=consent' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];

	test: ICredentialTestRequest = {
		request: { baseURL: `={{ ${apiDomain} }}`, url: '/crm/v8/org' },
	};
}
