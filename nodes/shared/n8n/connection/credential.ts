import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { findOtherDataCenter, type DataCenter } from '../../zoho/call/dataCenters';
import { UsageError } from '../../zoho/call/errors';
import type { ZohoHosts } from '../../zoho/call/http';
import { isObject } from '../../zoho/call/shape';
import { checkTokenAddress, checkTokenDomain, readAccountsUrl, readHosts, textOrNull } from './hosts';
import type { NodeContext } from './nodeContext';
import { secretsOf } from './secrets';
import { adviseTokenRefusal, refusalWordOf } from './tokenRefusal';

/** What a call needs to know from the credential. */
export interface ZohoCredential {
	readonly hosts: ZohoHosts;
	/** Origin of the accounts server. */
	readonly accountsUrl: string;
	/** Empty for a self client without a token: its first signed call requests one. */
	readonly accessToken: string;
	/** Token, refresh token and client secret: no text that is shown may have them. */
	readonly secrets: readonly string[];
	/** Whether the token can be renewed. */
	readonly hasRefreshToken: boolean;
	/** Zoho's word for refusing the last token request, e.g. `invalid_code`; null if it was not refused. */
	readonly tokenRefusal: string | null;
	/** The scopes that came with the token; null if Zoho did not say, as in older data centers. */
	readonly grantedScopes: readonly string[] | null;
	/** Key of the chosen data center, or `custom`. */
	readonly dataCenter: string;
	/** The chosen environment; null with a Custom data center. */
	readonly environment: string | null;
	/** Where Zoho found the account when the credential was connected; null if that is the chosen data center. */
	readonly otherDataCenter: DataCenter | null;
}

/**
 * Reads the credential of the node.
 * @throws UsageError if it was never connected, or if an address of a Custom data center is missing
 */
export async function readCredential(
	n8n: Pick<NodeContext, 'authentication' | 'getCredentials'>,
): Promise<ZohoCredential> {
	const data = await n8n.getCredentials();
	return n8n.authentication === 'selfClient' ? readSelfClientData(data) : readOAuth2Data(data);
}

function readOAuth2Data(data: ICredentialDataDecryptedObject): ZohoCredential {
	const token = tokenDataOf(data);
	const tokenRefusal = refusalWordOf(token.error);
	const accessToken = textOrNull(token.access_token);
	const place = placeOf(data, token.callbackQueryString);
	checkTokenAddress(data);
	if (accessToken === null) {
		throw new UsageError(
			tokenRefusal === null
				? 'The credential is not connected to Zoho CRM'
				: `Zoho did not issue a token when the credential was connected (${tokenRefusal})`,
			tokenRefusal === null
				? 'Open the credential and connect it'
				: adviseTokenRefusal(tokenRefusal, place.otherDataCenter),
		);
	}
	checkTokenDomain(data, textOrNull(token.api_domain));
	const hasRefreshToken = textOrNull(token.refresh_token) !== null;
	return {
		hosts: readHosts(data, textOrNull(token.api_domain)),
		accessToken,
		secrets: secretsOf([accessToken, textOrNull(token.refresh_token), textOrNull(data.clientSecret)]),
		hasRefreshToken,
		tokenRefusal,
		grantedScopes: scopesOf(token.scope),
		...place,
	};
}

/**
 * Does not fail if there is no token: the first call requests one. Until a new grant code is exchanged, the stored
 * fields belong to an older grant.
 */
function readSelfClientData(data: ICredentialDataDecryptedObject): ZohoCredential {
	const isOlderGrant = textOrNull(data.grantCode) !== null;
	return {
		hosts: readHosts(data, isOlderGrant ? null : textOrNull(data.apiDomain)),
		accessToken: textOrNull(data.accessToken) ?? '',
		secrets: secretsOf(
			['accessToken', 'refreshToken', 'grantCode', 'clientSecret'].map((name) => textOrNull(data[name])),
		),
		hasRefreshToken: textOrNull(data.refreshToken) !== null,
		tokenRefusal: null,
		grantedScopes: isOlderGrant ? null : scopesOf(data.grantedScope),
		...placeOf(data, null),
	};
}

function placeOf(
	data: ICredentialDataDecryptedObject,
	callback: unknown,
): Pick<ZohoCredential, 'accountsUrl' | 'dataCenter' | 'environment' | 'otherDataCenter'> {
	const dataCenter = textOrNull(data.dataCenter) ?? '';
	const otherDataCenter = isObject(callback) ? findOtherDataCenter(dataCenter, callback) : null;
	return {
		accountsUrl: readAccountsUrl(data),
		dataCenter,
		environment: dataCenter === 'custom' ? null : textOrNull(data.environment),
		otherDataCenter,
	};
}

/** Scopes as Zoho separates them in its answers, and as it accepts them in requests. */
function scopesOf(value: unknown): readonly string[] | null {
	const scopes =
		textOrNull(value)
			?.split(/[\s,]+/)
			.filter((scope) => scope !== '') ?? [];
	return scopes.length > 0 ? scopes : null;
}

function tokenDataOf({ oauthTokenData: token }: ICredentialDataDecryptedObject): Readonly<Record<string, unknown>> {
	return isObject(token) ? token : {};
}
