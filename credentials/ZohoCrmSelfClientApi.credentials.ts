import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';
import { API_DOMAIN_EXPRESSION, domainFields, placeFields } from '../nodes/shared/n8n/connection/fields';
import { ofCredential } from '../nodes/shared/n8n/connection/nodeContext';
import { renewSelfClientData } from '../nodes/shared/n8n/connection/selfClientData';
import { DEFAULT_SCOPES } from '../nodes/shared/zoho/call/scopes';

/** A field whose value the editor does not show. */
function secretField(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', typeOptions: { password: true }, default: '', description };
}

/** A field for what came with the token. It is a password, so that the editor sends it back unchanged. */
function keptField(displayName: string, name: string): INodeProperties {
	return { displayName, name, type: 'hidden', typeOptions: { password: true }, default: '' };
}

const GRANT_CODE = secretField(
	'Grant Code',
	'grantCode',
	'Needed once, unless you already have a refresh token. Create it on the Generate Code tab of the self client. It works once and expires after 3 to 10 minutes, so paste it and save right away. n8n exchanges it for a refresh token and clears the field.',
);

/**
 * A self client of Zoho's API console, for servers that a browser cannot be redirected to. It starts with a grant code,
 * which is exchanged once.
 */
export class ZohoCrmSelfClientApi implements ICredentialType {
	name = 'zohoCrmSelfClientApi';

	displayName = 'Zoho CRM Advanced Self Client API';

	icon: Icon = { light: 'file:../icons/zohoCrm.svg', dark: 'file:../icons/zohoCrm.dark.svg' };

	documentationUrl = 'https://www.zoho.com/accounts/protocol/oauth/self-client/overview.html';

	properties: INodeProperties[] = [
		{
			displayName:
				'In the API console of your data center (such as <a href="https://api-console.zoho.com" target="_blank">api-console.zoho.com</a>) click Add Client > Self Client. Copy the Client ID and Client Secret from the Client Secret tab. On the Generate Code tab, paste the scope from below, choose duration and environment, and click Create. Paste the code into Grant Code and save right away. This credential is for the nodes Zoho CRM Advanced, Zoho CRM Bulk and Zoho CRM Trigger.',
			name: 'consoleNotice',
			type: 'notice',
			default: '',
		},
		...placeFields(),
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1000.ABCDEFGHIJ',
			description: 'From the API console: Self Client > Client Secret tab',
		},
		{ ...secretField('Client Secret', 'clientSecret', 'From the same tab as the Client ID'), required: true },
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: DEFAULT_SCOPES.join(','),
			description:
				'Copy it into Scope in the API console before you click Create: the grant code gets exactly the permissions entered there. The default covers every operation.',
		},
		// Required until there is a refresh token. n8n keeps both fields apart only in a credential that extends no other.
		{ ...GRANT_CODE, required: true, displayOptions: { show: { refreshToken: [''] } } },
		{ ...GRANT_CODE, displayOptions: { hide: { refreshToken: [''] } } },
		secretField(
			'Refresh Token',
			'refreshToken',
			'n8n fills it in from the grant code. If you already have a refresh token, paste it here instead of a grant code.',
		),
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		keptField('API Domain', 'apiDomain'),
		keptField('Granted Scope', 'grantedScope'),
		...domainFields(),
	];

	/**
	 * n8n calls this if there is no access token, after a 401 and when the credential is tested, and stores what it
	 * returns.
	 */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		return await renewSelfClientData(credentials, ofCredential(this));
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Zoho-oauthtoken {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: API_DOMAIN_EXPRESSION, url: '/crm/v8/org', disableFollowRedirect: true },
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Zoho CRM rejected the token. Check the data center and environment of the credential, and that the grant code includes the scope ZohoCRM.org.READ',
				},
			},
		],
	};
}
