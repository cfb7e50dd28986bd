import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { findOtherDataCenter, type DataCenter } from '../../zoho/call/dataCenters';
import { UsageError } from '../../zoho/call/errors';
import type { ZohoHosts } from '../../zoho/call/http';
import { isObject } from '../../zoho/call/shape';
import { checkTokenAddress, checkTokenDomain, readAccountsUrl, readHosts, textOf } from './hosts';
import type { NodeContext } from './nodeContext';
import { adviseTokenRefusal, refusalWordOf } from './tokenRefusal';

/** What the credential says, as far as a call needs it. */
export interface ZohoCredential {
	readonly hosts: ZohoHosts;
	/** Origin of the accounts server. */
	readonly accountsUrl: string;
	/** Empty for a self client that has got no token yet: the first signed call gets it one. */
	readonly accessToken: string;
	/** Whether there is something to get another token for. */
	readonly hasRefreshToken: boolean;
	/** How Zoho's accounts server refused the last request for a token, e.g. `invalid_code`; null if it did not. */
	readonly tokenRefusal: string | null;
	/** What the token answer said that the token may do; null where it said nothing, as older data centers do. */
	readonly grantedScopes: readonly string[] | null;
	/** Key of the data center that it is set to, or `custom`. */
	readonly dataCenter: string;
	/** The environment that it is set to; null with a Custom data center. */
	readonly environment: string | null;
	/** The data center in which Zoho found the account when the credential was connected, if it is another one. */
	readonly otherDataCenter: DataCenter | null;
}

/**
 * Reads the credential of the node.
 * @throws UsageError if it was never connected, or lacks addresses of a Custom data center
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
	const accessToken = textOf(token.access_token);
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
	checkTokenDomain(data, textOf(token.api_domain));
	const hasRefreshToken = textOf(token.refresh_token) !== null;
	return {
		hosts: readHosts(data, textOf(token.api_domain)),
		accessToken,
		hasRefreshToken,
		tokenRefusal,
		grantedScopes: scopesOf(token.scope),
		...place,
	};
}

/** Never refused for want of a token: that happens where one is asked for. While a grant code waits, what is kept is of an older grant. */
function readSelfClientData(data: ICredentialDataDecryptedObject): ZohoCredential {
	const isOlderGrant = textOf(data.grantCode) !== null;
	return {
		hosts: readHosts(data, isOlderGrant ? null : textOf(data.apiDomain)),
		accessToken: textOf(data.accessToken) ?? '',
		hasRefreshToken: textOf(data.refreshToken) !== null,
		tokenRefusal: null,
		grantedScopes: isOlderGrant ? null : scopesOf(data.grantedScope),
		...placeOf(data, null),
	};
}

function placeOf(
	data: ICredentialDataDecryptedObject,
	callback: unknown,
): Pick<ZohoCredential, 'accountsUrl' | 'dataCenter' | 'environment' | 'otherDataCenter'> {
	const dataCenter = textOf(data.dataCenter) ?? '';
	const otherDataCenter = isObject(callback) ? findOtherDataCenter(dataCenter, callback) : null;
	return {
		accountsUrl: readAccountsUrl(data),
		dataCenter,
		environment: dataCenter === 'custom' ? null : textOf(data.environment),
		otherDataCenter,
	};
}

/** Scopes as Zoho separates them in its answers, and as it accepts them in requests. */
function scopesOf(value: unknown): readonly string[] | null {
	const scopes =
		textOf(value)
			?.split(/[\s,]+/)
			.filter((scope) => scope !== '') ?? [];
	return scopes.length > 0 ? scopes : null;
}

function tokenDataOf({ oauthTokenData: token }: ICredentialDataDecryptedObject): Readonly<Record<string, unknown>> {
	return isObject(token) ? token : {};
}
