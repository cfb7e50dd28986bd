import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { findOtherDataCenter, type DataCenter } from '../../zoho/call/dataCenters';
import { UsageError } from '../../zoho/call/errors';
import type { ZohoHosts } from '../../zoho/call/http';
import { checkTokenAddress, checkTokenDomain, readAccountsUrl, readHosts, textOf } from './hosts';
import { adviseTokenRefusal, refusalWordOf } from './tokenRefusal';

/** Where the nodes run: a step of a workflow, its form asking for choices, or a callback that wakes it. */
export type NodeContext = IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** A value of the parameter Authentication. */
export type Authentication = 'oAuth2' | 'selfClient';

/** The credential type behind a choice. */
export function credentialTypeOf(authentication: Authentication): string {
	return authentication === 'selfClient' ? 'zohoCrmSelfClientApi' : 'zohoCrmOAuth2Api';
}

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

/** Which credential the node uses. Steps from before there was a choice use OAuth2. */
export function chosenAuthentication(context: NodeContext): Authentication {
	return readAuthentication(context) === 'selfClient' ? 'selfClient' : 'oAuth2';
}

function readAuthentication(context: NodeContext): unknown {
	if ('getCurrentNodeParameter' in context) return context.getCurrentNodeParameter('authentication');
	if ('getBodyData' in context) return context.getNodeParameter('authentication', 'oAuth2');
	return context.getNodeParameter('authentication', 0, 'oAuth2');
}

/**
 * Reads the credential of the node.
 * @throws UsageError if it was never connected, or lacks addresses of a Custom data center
 */
export async function readCredential(context: NodeContext): Promise<ZohoCredential> {
	const authentication = chosenAuthentication(context);
	const data = await context.getCredentials<ICredentialDataDecryptedObject>(credentialTypeOf(authentication));
	return authentication === 'selfClient' ? readSelfClientData(data) : readOAuth2Data(data);
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
				: `Zoho did not give a token when the credential was connected (${tokenRefusal})`,
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
	const otherDataCenter =
		typeof callback === 'object' && callback !== null ? findOtherDataCenter(dataCenter, { ...callback }) : null;
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

function tokenDataOf(data: ICredentialDataDecryptedObject): Readonly<Record<string, unknown>> {
	const token = data.oauthTokenData;
	return typeof token === 'object' && token !== null && !Array.isArray(token) ? { ...token } : {};
}
