import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
} from 'n8n-workflow';
import { ZohoCrmOAuth2Api } from '../../credentials/ZohoCrmOAuth2Api.credentials';
import { ZohoCrmSelfClientApi } from '../../credentials/ZohoCrmSelfClientApi.credentials';
import type { Authentication } from '../../nodes/shared/n8n/connection/nodeContext';
import type { Emulator, EmulatorAddresses, GrantedToken } from '../emulator';

/** n8n's credential store, in memory: it holds one credential and remembers how often its tokens were replaced. */
export class StoredCredential extends ICredentialsHelper {
	tokenUpdates = 0;

	/** @param type left out: the one of ours that `authentication` means */
	constructor(
		public data: ICredentialDataDecryptedObject,
		readonly authentication: Authentication = 'oAuth2',
		private readonly type: ICredentialType = authentication === 'selfClient'
			? new ZohoCrmSelfClientApi()
			: new ZohoCrmOAuth2Api(),
	) {
		super();
	}

	/** Name of the credential type. */
	get typeName(): string {
		return this.type.name;
	}

	getParentTypes(): string[] {
		return this.type.extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	/** As n8n does for a credential with a generic `authenticate`; OAuth2 credentials are signed by n8n-core itself. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: IHttpRequestOptions,
		workflow: Workflow,
		node: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type;
		if (typeof authenticate !== 'object') throw new Error('Only a generic credential is signed here');
		const resolve = (value: unknown): string =>
			String(
				workflow.expression.getSimpleParameterValue(
					node,
					String(value),
					'internal',
					{ $credentials: credentials },
					undefined,
					'',
				) || '',
			);
		const signed = Object.entries(authenticate.properties.headers ?? {}).map(([name, value]) => [name, resolve(value)]);
		return { ...options, headers: { ...options.headers, ...Object.fromEntries(signed) } };
	}

	/** As n8n does: called before a request and after a 401; what comes back is stored and used. */
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		_node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const expirable = this.type.properties.find(
			({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable === true,
		)?.name;
		if (expirable === undefined || this.type.preAuthentication === undefined) return undefined;
		if (credentials[expirable] !== '' && !credentialsExpired) return undefined;
		const output = (await this.type.preAuthentication.call(helpers, credentials)) as ICredentialDataDecryptedObject;
		if (output[expirable] === undefined) return undefined;
		this.tokenUpdates += 1;
		this.data = { ...this.data, ...output };
		return Object.assign(credentials, output);
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

	async updateCredentials(
		_details: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
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
		return this.type.properties;
	}
}

/** Where an emulator can be reached, and as which client. */
type Places = Pick<EmulatorAddresses, 'accountsUrl' | 'apiDomain' | 'fileHost' | 'clientId' | 'clientSecret'>;

/** The fields that both credentials have, for the emulator as a Custom data center. */
function placeFields(emulator: Places): ICredentialDataDecryptedObject {
	return {
		dataCenter: 'custom',
		environment: 'production',
		customAccountsUrl: emulator.accountsUrl,
		customApiUrl: emulator.apiDomain,
		customUploadUrl: emulator.fileHost,
		customDownloadUrl: emulator.fileHost,
		clientId: emulator.clientId,
		clientSecret: emulator.clientSecret,
	};
}

/** What n8n stores after the credential was connected to the emulator as a Custom data center. */
export function connectedCredential(emulator: Emulator, scopes?: readonly string[]): StoredCredential {
	return credentialWith(emulator, emulator.grantToken(scopes === undefined ? {} : { scopes }));
}

/** The same with tokens that were granted before, for an emulator in any process. @param type left out: ours */
export function credentialWith(
	emulator: Places,
	{ accessToken, refreshToken }: Pick<GrantedToken, 'accessToken' | 'refreshToken'>,
	type?: ICredentialType,
): StoredCredential {
	const data: ICredentialDataDecryptedObject = {
		...placeFields(emulator),
		grantType: 'authorizationCode',
		accessTokenUrl: `${emulator.accountsUrl}/oauth/v2/token`,
		authentication: 'body',
		oauthTokenData: {
			access_token: accessToken,
			refresh_token: refreshToken,
			api_domain: emulator.apiDomain,
			token_type: 'Bearer',
			expires_in: 3600,
		},
	};
	return new StoredCredential(data, 'oAuth2', type);
}

/** A self client credential as it is saved, with the fields that the user filled in. */
export function selfClientCredential(
	emulator: Places,
	filled: Partial<Record<'grantCode' | 'refreshToken' | 'clientId' | 'clientSecret', string>>,
): StoredCredential {
	const kept = { grantCode: '', refreshToken: '', accessToken: '', apiDomain: '', grantedScope: '' };
	return new StoredCredential({ ...placeFields(emulator), ...kept, ...filled }, 'selfClient');
}

/** A connected credential whose token answer named what was granted. */
export function scopedCredential(emulator: Emulator, scopes: readonly string[]): StoredCredential {
	const credential = connectedCredential(emulator, scopes);
	Object.assign(credential.data.oauthTokenData ?? {}, { scope: scopes.join(' ') });
	return credential;
}
