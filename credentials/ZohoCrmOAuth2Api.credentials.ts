import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import {
	accountsExpression,
	API_DOMAIN_EXPRESSION,
	domainFields,
	placeFields,
} from '../nodes/shared/n8n/connection/fields';
import { DEFAULT_SCOPES } from '../nodes/shared/zoho/call/scopes';

/**
 * OAuth2 with a server-based application of Zoho's API console. Every address is derived from data center and
 * environment.
 */
export class ZohoCrmOAuth2Api implements ICredentialType {
	name = 'zohoCrmOAuth2Api';

	displayName = 'Zoho CRM Advanced OAuth2 API';

	icon: Icon = { light: 'file:../icons/zohoCrm.svg', dark: 'file:../icons/zohoCrm.dark.svg' };

	documentationUrl = 'https://www.zoho.com/crm/developer/docs/api/v8/oauth-overview.html';

	extends = ['oAuth2Api'];

	properties: INodeProperties[] = [
		// n8n shows the fields of its OAuth2 credential first. This one, of which Zoho has no use, stands before the Client ID.
		{
			displayName:
				'1. Choose your <b>Data Center</b> further down in this form. 2. In its API console (such as <a href="https://api-console.zoho.com" target="_blank">api-console.zoho.com</a>) click Add Client > Server-based Applications. 3. Paste the OAuth Redirect URL from above into Authorized Redirect URIs and click Create. 4. Copy the Client ID and Client Secret into the fields below. 5. Connect.',
			name: 'serverUrl',
			type: 'notice',
			default: '',
		},
		{
			displayName:
				'Choose the Data Center before you connect. This credential is for the nodes Zoho CRM Advanced, Zoho CRM Bulk and Zoho CRM Trigger.',
			name: 'consoleNotice',
			type: 'notice',
			default: '',
		},
		...placeFields(),
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: DEFAULT_SCOPES.join(','),
			description:
				'Permissions of the token, separated by commas. The default covers every operation. Reconnect after a change.',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: accountsExpression('/oauth/v2/auth'),
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: accountsExpression('/oauth/v2/token'),
			required: true,
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: 'access_type=offline&prompt=consent',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		// The token is protected by TLS alone, so the certificate is always checked.
		{ displayName: 'Ignore SSL Issues', name: 'ignoreSSLIssues', type: 'hidden', default: false },
		...domainFields(),
	];

	test: ICredentialTestRequest = {
		request: { baseURL: API_DOMAIN_EXPRESSION, url: '/crm/v8/org', disableFollowRedirect: true },
	};
}
