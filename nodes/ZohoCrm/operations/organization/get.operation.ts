import type { IDataObject } from 'n8n-workflow';
import { operation, type EachContext } from '../../../shared/n8n/operation';
import { simplifyParameter } from '../../../shared/n8n/simplify';
import type { Organization } from '../../../shared/zoho/organization';
import { findMissingScopes, PACKAGE_SCOPES } from '../../../shared/zoho/scopes';
import { toUserItem } from '../user/userItem';

/**
 * Organization > Get. Checking the connection takes the place of a test of the credential, which n8n does not make for
 * OAuth2. Source: Zoho CRM API v8, Get Organization (read 2026-11-21).
 */
export const getOrganization = operation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get organization',
		description: 'Retrieve the organization that the credential belongs to, or check the connection to it',
	},
	parameters: [
		{
			displayName: 'Check Connection',
			name: 'checkConnection',
			type: 'boolean',
			default: false,
			description: 'Whether to return organization, current user, data center, environment and the scopes granted and missing, in place of the organization alone',
		},
		{ ...simplifyParameter(), displayOptions: { show: { checkConnection: [false] } } },
	],
	scopes: (read) => ['ZohoCRM.org.READ', ...(read.boolean('checkConnection') ? ['ZohoCRM.users.READ'] : [])],
	async each(context): Promise<IDataObject> {
		const { zoho, read } = context;
		if (read.boolean('checkConnection')) return await describeConnection(context);
		const organization = await zoho.organization.get();
		return read.boolean('simplify') ? toOrganizationItem(organization) : ({ ...organization.raw } as IDataObject);
	},
});

function toOrganizationItem({ id, zgid, companyName, type, timeZone, currencyCode, isMultiCurrency, userLicences }: Organization): IDataObject {
	return { id, zgid, companyName, type, timeZone, currencyCode, isMultiCurrency, userLicences };
}

/** Everything that has to be right for the operations to work. Zoho is asked first: what the token may do can be news. */
async function describeConnection({ zoho, connection }: EachContext): Promise<IDataObject> {
	const organization = toOrganizationItem(await zoho.organization.get());
	const user = toUserItem(await zoho.users.current(), true);
	const { dataCenter, environment, apiDomain, grantedScopes } = await connection();
	return {
		organization,
		user,
		dataCenter,
		environment,
		apiUrl: apiDomain,
		scopesGranted: grantedScopes === null ? null : [...grantedScopes],
		scopesMissing: grantedScopes === null ? null : findMissingScopes(grantedScopes, PACKAGE_SCOPES),
	};
}
