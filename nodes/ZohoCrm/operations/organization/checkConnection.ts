import type { IDataObject } from 'n8n-workflow';
import type { EachContext } from '../../../shared/n8n/step/operation';
import { SCOPE_MISMATCH, ZohoApiError } from '../../../shared/zoho/call/errors';
import { recover } from '../../../shared/zoho/call/recover';
import { findMissingScopes, PACKAGE_SCOPES, SCOPES } from '../../../shared/zoho/call/scopes';
import { toUserItem } from '../common/userItem';
import { toOrganizationItem } from './organizationItem';

/** What the token lets us see of the connection; null is what it may not read or Zoho did not say. */
interface Seen {
	readonly organization: IDataObject | null;
	readonly user: IDataObject | null;
	readonly environment: string;
	readonly granted: readonly string[] | null;
	readonly missing: readonly string[];
}

/**
 * Everything that must be right for the operations to work, the verdict first. Asking Zoho comes first, because only then the
 * scopes of the token are up to date.
 * @returns flat texts, empty where there is nothing to say; lists and whole objects under `details`
 */
export async function checkConnection({ zoho, connection }: EachContext): Promise<IDataObject> {
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
	const { dataCenter, environment, apiDomain, grantedScopes: granted } = await connection();
	const missing = granted === null ? refused : findMissingScopes(granted, PACKAGE_SCOPES);
	const seen = { organization, user, environment: environment ?? textOf(organization, 'type'), granted, missing };
	return {
		ok: missing.length === 0,
		message: sayMessage(seen),
		next: missing.length === 0 ? '' : 'Add the missing scopes to Scope in the credential, then reconnect',
		user: textOf(user, 'fullName'),
		email: textOf(user, 'email'),
		role: textOf(user, 'role'),
		profile: textOf(user, 'profile'),
		organization: textOf(organization, 'companyName'),
		organizationId: textOf(organization, 'id'),
		timeZone: textOf(organization, 'timeZone'),
		currencyCode: textOf(organization, 'currencyCode'),
		dataCenter,
		environment: seen.environment,
		apiUrl: apiDomain,
		scopesGranted: (granted ?? []).join(', '),
		scopesMissing: missing.join(', '),
		details: {
			...(organization === null ? {} : { organization: withoutNothing(organization) }),
			...(user === null ? {} : { user: withoutNothing(user) }),
			...(granted === null ? {} : { scopesGranted: [...granted] }),
			...(missing.length === 0 ? {} : { scopesMissing: [...missing] }),
		},
	};
}

/** One sentence for who is connected to what, and one for the scopes. */
function sayMessage({ organization, user, environment, granted, missing }: Seen): string {
	const who = user === null ? '' : ` as ${textOf(user, 'fullName')}`;
	const where = organization === null ? 'Zoho CRM' : textOf(organization, 'companyName');
	const which = environment === '' ? '' : ` (${environment})`;
	return `Connected${who} to ${where}${which}. ${sayScopes(granted, missing)}`;
}

function sayScopes(granted: readonly string[] | null, missing: readonly string[]): string {
	if (missing.length === 1) return `The scope ${missing[0]} is missing.`;
	if (missing.length > 1) return `${missing.length} scopes are missing: ${missing.join(', ')}.`;
	return granted === null ? 'Zoho CRM did not say which scopes were granted.' : 'All scopes granted.';
}

/** The values that Zoho gave. */
function withoutNothing(values: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}

function textOf(values: IDataObject | null, key: string): string {
	const value = values?.[key];
	return typeof value === 'string' ? value : '';
}
