import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { TOKEN_REFUSED, UsageError } from '../../zoho/call/errors';
import { checkTokenDomain, readAccountsUrl, readHosts, textOrNull } from './hosts';
import type { NodeContext } from './nodeContext';
import { readBody } from './responseBody';
import { renewSelfClientToken, type PostForm, type SelfClient } from './selfClient';
import { TokenRefusal } from './tokenRefusal';

const TOKEN_TIMEOUT_MS = 60_000;

/**
 * Gets a working token for a self client credential.
 * @returns the fields of the credential that change: the token and what came with it. After an exchange also the refresh
 * token, and an empty grant code
 * @throws TokenRefusal
 */
export async function renewSelfClientData(
	data: ICredentialDataDecryptedObject,
	n8n: Pick<NodeContext, 'requestPlain'>,
): Promise<IDataObject> {
	try {
		const client = readSelfClient(data);
		const { refreshToken, ...token } = await renewSelfClientToken(client, postThrough(n8n));
		checkTokenDomain(data, textOrNull(token.apiDomain));
		return { ...token, ...(client.grantCode === '' ? {} : { grantCode: '', refreshToken }) };
	} catch (error) {
		throw toTokenRefusal(error);
	}
}

/** @throws UsageError if a field is missing, or if an address of a Custom data center is not safe */
function readSelfClient(data: ICredentialDataDecryptedObject): SelfClient {
	const field = (name: string): string => textOrNull(data[name])?.trim() ?? '';
	const accountsUrl = readAccountsUrl(data);
	readHosts(data, null);
	const client = {
		accountsUrl,
		clientId: field('clientId'),
		clientSecret: field('clientSecret'),
		grantCode: field('grantCode'),
		refreshToken: field('refreshToken'),
		accessToken: field('accessToken'),
	};
	if (client.clientId === '' || client.clientSecret === '') {
		throw new UsageError(
			'The credential has no Client ID or Client Secret',
			'Copy both from the self client in the API console into the credential',
			TOKEN_REFUSED,
		);
	}
	if (client.grantCode === '' && client.refreshToken === '') {
		throw new UsageError(
			'The credential has neither a grant code nor a refresh token',
			'Generate a code for the self client in the API console and paste it into Grant Code',
			TOKEN_REFUSED,
		);
	}
	return client;
}

/** Redirects are not followed, because the form contains the client secret. */
function postThrough(n8n: Pick<NodeContext, 'requestPlain'>): PostForm {
	return async (url, form) => {
		const answer = await n8n.requestPlain({
			method: 'POST',
			url,
			body: new URLSearchParams({ ...form }),
			json: true,
			encoding: 'stream',
			timeout: TOKEN_TIMEOUT_MS,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
		const { statusCode, body } = answer as { statusCode: number; body: unknown };
		return { status: statusCode, body: await readBody(body, 'json') };
	};
}

function toTokenRefusal(error: unknown): TokenRefusal {
	const usage =
		error instanceof UsageError
			? error
			: new UsageError('n8n could not request a token from Zoho', 'Check every field of the credential', TOKEN_REFUSED);
	return new TokenRefusal(usage);
}
