import type { IDataObject } from 'n8n-workflow';
import { simplifyParameter } from '../../../shared/n8n/form/parameters';
import { operation } from '../../../shared/n8n/step/operation';
import { SCOPES } from '../../../shared/zoho/call/scopes';
import { checkConnection } from './checkConnection';
import { toOrganizationItem } from './organizationItem';

/**
 * Organization > Get. Check Connection replaces a test of the credential, which n8n does not offer for OAuth2. Source: Zoho CRM API v8, Get Organization (read 2026-11-21).
 */
export const getOrganization = operation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get an organization',
		description: 'Get the organization that the credential belongs to, or check the connection to it',
	},
	parameters: [
		{
			displayName: 'Check Connection',
			name: 'checkConnection',
			type: 'boolean',
			default: false,
			description:
				'Whether to return a verdict instead: if the connection works, as whom and to what, and the granted and missing scopes',
		},
		{ ...simplifyParameter(), displayOptions: { show: { checkConnection: [false] } } },
	],
	scopes: (read) => (read.boolean('checkConnection') ? [] : [SCOPES.organization.read]),
	async each(context): Promise<IDataObject> {
		const { zoho, read } = context;
		if (read.boolean('checkConnection')) return await checkConnection(context);
		const organization = await zoho.organization.get();
		return read.boolean('simplify') ? toOrganizationItem(organization) : ({ ...organization.raw } as IDataObject);
	},
});
