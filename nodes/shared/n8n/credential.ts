import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { hostsOf, isDataCenter, isEnvironment } from '../zoho/dataCenters';
import { UsageError } from '../zoho/errors';
import type { ZohoHosts } from '../zoho/http';

/** Where the nodes run: a step of a workflow, or its form asking for choices. */
export type NodeContext = IExecuteFunctions | ILoadOptionsFunctions;

/** The credential type of the nodes. */
export const CREDENTIAL = 'zohoCrmOAuth2Api';

/** What the credential says, as far as a call needs it. */
export interface ZohoCredential {
	readonly hosts: ZohoHosts;
	readonly accessToken: string;
	/** How Zoho's accounts server refused the last request for a token, e.g. `invalid_code`; null if it did not. */
	readonly tokenRefusal: string | null;
}

/**
 * Reads the credential of the node.
 * @throws UsageError if it was never connected, or lacks addresses of a Custom data center
 */
export async function readCredential(context: NodeContext): Promise<ZohoCredential> {
	const data = await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL);
	const token = tokenDataOf(data);
	const tokenRefusal = textOf(token.error);
	const accessToken = textOf(token.access_token);
	if (accessToken === null) {
		throw new UsageError(
			tokenRefusal === null ? 'The credential is not connected to Zoho CRM' : `Zoho did not give a token when the credential was connected (${tokenRefusal})`,
			tokenRefusal === null ? 'Open the credential and connect it' : adviseTokenRefusal(tokenRefusal),
		);
	}
	return { hosts: withTokenDomain(readHosts(data), textOf(token.api_domain), data), accessToken, tokenRefusal };
}

/** What to do when Zoho's accounts server refuses to give a token. Source: OAuth token errors (read 2026-11-21). */
export function adviseTokenRefusal(refusal: string): string {
	switch (refusal.toLowerCase()) {
		case 'invalid_code':
			return 'The refresh token was revoked, or it belongs to another data center: check the data center of the credential, then connect it again';
		case 'invalid_client':
			return 'Check Client ID and data center of the credential; a client used in several data centers needs Multi-DC switched on in the API console';
		case 'invalid_client_secret':
			return 'Copy the Client Secret of this data center from the API console into the credential, then connect it again';
		case 'access denied':
			return 'Zoho gives at most 10 tokens in 10 minutes: wait 10 minutes, then run the step again';
		default:
			return 'Check the credential and connect it again';
	}
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

function tokenDataOf(data: ICredentialDataDecryptedObject): Readonly<Record<string, unknown>> {
	const token = data.oauthTokenData;
	return typeof token === 'object' && token !== null && !Array.isArray(token) ? { ...token } : {};
}

function readHosts(data: ICredentialDataDecryptedObject): ZohoHosts {
	const dataCenter = textOf(data.dataCenter) ?? '';
	const environment = textOf(data.environment) ?? '';
	if (dataCenter === 'custom') return readCustomHosts(data);
	if (isDataCenter(dataCenter) && isEnvironment(environment)) return hostsOf(dataCenter, environment);
	throw new UsageError('The credential has no data center', 'Open the credential, choose the data center of your Zoho account and save it');
}

function readCustomHosts(data: ICredentialDataDecryptedObject): ZohoHosts {
	return {
		apiDomain: readOrigin(data.customApiUrl, 'API URL'),
		uploadHost: readOrigin(data.customUploadUrl, 'Upload URL'),
		downloadHosts: [readOrigin(data.customDownloadUrl, 'Download URL')],
		trustedHostSuffixes: [],
		allowHttpLoopback: true,
	};
}

const LOOPBACK = /^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/;

function readOrigin(value: unknown, label: string): string {
	const text = textOf(value)?.trim().replace(/\/+$/, '') ?? '';
	if (/^https:\/\/[^/?#@\s]+$/.test(text) || LOOPBACK.test(text)) return text;
	throw new UsageError(
		`The ${label} of the Custom data center is not an address like https://www.zohoapis.com`,
		'Open the credential and give scheme and host only; plain http is accepted for this machine alone',
	);
}

/** The API domain that came with the token, where it is one of the chosen data center; a Custom data center has its own. */
function withTokenDomain(hosts: ZohoHosts, apiDomain: string | null, data: ICredentialDataDecryptedObject): ZohoHosts {
	if (data.dataCenter === 'custom' || data.environment !== 'production' || apiDomain === null) return hosts;
	const isOfDataCenter = hosts.trustedHostSuffixes.some((suffix) => apiDomain.startsWith('https://') && apiDomain.endsWith(`.${suffix}`) && !/[/?#@\s]/.test(apiDomain.slice(8)));
	return isOfDataCenter ? { ...hosts, apiDomain } : hosts;
}
