import type { IDataObject } from 'n8n-workflow';
import { simplifyParameter } from '../../../shared/n8n/form/parameters';
import { operation, type EachContext } from '../../../shared/n8n/step/operation';
import type { Organization } from '../../../shared/zoho/organization/api';
import { SCOPE_MISMATCH, ZohoApiError } from '../../../shared/zoho/call/errors';
import { recover } from '../../../shared/zoho/call/recover';
import { findMissingScopes, PACKAGE_SCOPES, SCOPES } from '../../../shared/zoho/call/scopes';
import { toUserItem } from '../common/userItem';

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
				'Whether to also return the current user, the data center, the environment, and the granted and missing scopes',
		},
		{ ...simplifyParameter(), displayOptions: { show: { checkConnection: [false] } } },
	],
	scopes: (read) => (read.boolean('checkConnection') ? [] : [SCOPES.organization.read]),
	async each(context): Promise<IDataObject> {
		const { zoho, read } = context;
		if (read.boolean('checkConnection')) return await describeConnection(context);
		const organization = await zoho.organization.get();
		return read.boolean('simplify') ? toOrganizationItem(organization) : ({ ...organization.raw } as IDataObject);
	},
});

function toOrganizationItem({
	id,
	zgid,
	companyName,
	type,
	timeZone,
	currencyCode,
	isMultiCurrency,
	userLicences,
}: Organization): IDataObject {
	return { id, zgid, companyName, type, timeZone, currencyCode, isMultiCurrency, userLicences };
}

/**
 * Everything that must be right for the operations to work. Asking Zoho comes first, because only then the scopes of the token
 * are up to date. What the token may not read is null.
 */
async function describeConnection({ zoho, connection }: EachContext): Promise<IDataObject> {
	const refused: string[] = [];
	const ifGranted = async <Answer>(scope: string, call: Promise<Answer>): Promise<Answer | null> =>
		await recover(
			call,
			(reason) => reason instanceof ZohoApiError && reason.code === SCOPE_MISMATCH,
			() => {
				refused.push(scope);
				return null;
			},
		);
	const organization = await ifGranted(SCOPES.organization.read, zoho.organization.get().then(toOrganizationItem));
	const user = await ifGranted(
		SCOPES.users.read,
		zoho.users.current().then((current) => toUserItem(current, true)),
	);
	const { dataCenter, environment, apiDomain, grantedScopes } = await connection();
	return {
		organization,
		user,
		dataCenter,
		environment,
		apiUrl: apiDomain,
		scopesGranted: grantedScopes === null ? null : [...grantedScopes],
		scopesMissing:
			grantedScopes !== null ? findMissingScopes(grantedScopes, PACKAGE_SCOPES) : refused.length > 0 ? refused : null,
	};
}
