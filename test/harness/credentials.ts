import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type INodeCredentialsDetails,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { ZohoCrmOAuth2Api } from '../../credentials/ZohoCrmOAuth2Api.credentials';
import type { Emulator } from '../emulator';

/** n8n's credential store, in memory: it holds one credential and remembers how often its tokens were replaced. */
export class StoredCredential extends ICredentialsHelper {
	tokenUpdates = 0;

	constructor(public data: ICredentialDataDecryptedObject) {
		super();
	}

	getParentTypes(): string[] {
		return ['oAuth2Api'];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(): Promise<never> {
		throw new Error('OAuth2 credentials are signed by n8n-core itself');
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('Nodes read credentials decrypted');
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return structuredClone(this.data);
	}

	async updateCredentials(_details: INodeCredentialsDetails, _type: string, data: ICredentialDataDecryptedObject): Promise<void> {
		this.data = structuredClone(data);
	}

	async updateCredentialsOauthTokenData(
		_details: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
		_additionalData: IWorkflowExecuteAdditionalData,
	): Promise<void> {
		this.tokenUpdates += 1;
		this.data = { ...this.data, oauthTokenData: structuredClone(data.oauthTokenData) };
	}

	getCredentialsProperties(): INodeProperties[] {
		return new ZohoCrmOAuth2Api().properties;
	}
}

/** What n8n stores after the credential was connected to the emulator as a Custom data center. */
export function connectedCredential(emulator: Emulator, scopes?: readonly string[]): StoredCredential {
	const grant = emulator.grantToken(scopes === undefined ? {} : { scopes });
	return new StoredCredential({
		dataCenter: 'custom',
		environment: 'production',
		customAccountsUrl: emulator.accountsUrl,
		customApiUrl: emulator.apiDomain,
		customUploadUrl: emulator.fileHost,
		customDownloadUrl: emulator.fileHost,
		grantType: 'authorizationCode',
		clientId: emulator.clientId,
		clientSecret: emulator.clientSecret,
		accessTokenUrl: `${emulator.accountsUrl}/oauth/v2/token`,
		authentication: 'body',
		oauthTokenData: {
			access_token: grant.accessToken,
			refresh_token: grant.refreshToken,
			api_domain: emulator.apiDomain,
			token_type: 'Bearer',
			expires_in: 3600,
		},
	});
}
