import {
	DATA_CENTERS,
	isDataCenter,
	isEnvironment,
	type DataCenter,
	type Environment,
} from '../../nodes/shared/zoho/call/dataCenters';
import { startEmulator } from '../emulator';
import { connectedCredential, StoredCredential } from '../stage/credentials';
import { useVirtualTime } from '../stage/virtualTime';
import { Client, USER_AGENT } from './client';
import type { Exchange } from './openApi/specification';

/** The Zoho CRM that the cases are held against. */
export interface Target {
	/** `the emulator`, or which account. */
	readonly name: string;
	readonly client: Client;
	readonly accountsUrl: string;
	readonly uploadHost: string;
	/** Where relative addresses of results are looked for. */
	readonly downloadHost: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly refreshToken: string;
	/** A credential as n8n stores it once it was connected. */
	connect(): StoredCredential;
	/** A token with these scopes and no others; emulator only. */
	grant(scopes: readonly string[]): string;
	/** Lets time pass: the emulator's at once, a real account's really. */
	pause(ms: number): Promise<void>;
	/** What the nodes sent and were answered; nothing with a real account. */
	nodeExchanges(): Exchange[];
	stop(): Promise<void>;
}

/** What names a real account; the refresh token needs the scopes of the credential's default. */
const VARIABLES = ['ZOHO_DATA_CENTER', 'ZOHO_CLIENT_ID', 'ZOHO_CLIENT_SECRET', 'ZOHO_REFRESH_TOKEN'] as const;

/** Whether the environment names a real account, at least in part. */
export function namesAccount(): boolean {
	return VARIABLES.some((name) => (process.env[name] ?? '') !== '');
}

/** A case that would cost a real organization something: people would get mail, or a token with other scopes be needed. */
export const itOnEmulator = namesAccount() ? it.skip : it;

/**
 * Opens a real account when the environment names one, else an emulator. `ZOHO_ENVIRONMENT` chooses a sandbox.
 * @throws Error if the environment names an account in part
 */
export async function openTarget(): Promise<Target> {
	const [dataCenter, clientId, clientSecret, refreshToken] = VARIABLES.map((name) => process.env[name] ?? '');
	const missing = VARIABLES.filter((name) => (process.env[name] ?? '') === '');
	if (!namesAccount()) return await openEmulator();
	const environment = process.env.ZOHO_ENVIRONMENT ?? 'production';
	if (missing.length > 0) throw new Error(`A real account needs ${missing.join(', ')} too`);
	if (!isDataCenter(dataCenter) || !isEnvironment(environment))
		throw new Error(`There is no ${environment} of the data center ${dataCenter}`);
	return await openAccount(dataCenter, environment, { clientId, clientSecret, refreshToken });
}

async function openEmulator(): Promise<Target> {
	const emulator = await startEmulator();
	useVirtualTime(emulator);
	const { accountsUrl, fileHost, clientId, clientSecret, refreshToken } = emulator;
	return {
		name: 'the emulator',
		client: new Client(emulator.apiDomain, emulator.grantToken().accessToken),
		accountsUrl,
		uploadHost: fileHost,
		downloadHost: fileHost,
		clientId,
		clientSecret,
		refreshToken,
		connect: () => connectedCredential(emulator),
		grant: (scopes) => emulator.grantToken({ scopes }).accessToken,
		async pause(ms) {
			emulator.advance(ms);
			jest.setSystemTime(emulator.state.clock.now());
		},
		nodeExchanges: () =>
			emulator.requests
				.all()
				.filter(({ headers }) => headers['user-agent'] !== USER_AGENT)
				.map(({ method, path, query, headers, body, status, answer }) => ({
					method,
					path,
					query,
					headers,
					body,
					status: status ?? 0,
					answer,
					isRightRequest: true,
				})),
		async stop() {
			jest.useRealTimers();
			await emulator.stop();
		},
	};
}

async function openAccount(
	dataCenter: DataCenter,
	environment: Environment,
	keys: Readonly<Record<'clientId' | 'clientSecret' | 'refreshToken', string>>,
): Promise<Target> {
	const { accounts, api, uploadHosts, downloadHosts } = DATA_CENTERS[dataCenter];
	const client = new Client(api[environment], '');
	const { body } = await client.call('POST', '/oauth/v2/token', {
		host: accounts,
		accessToken: null,
		body: new URLSearchParams({
			grant_type: 'refresh_token',
			client_id: keys.clientId,
			client_secret: keys.clientSecret,
			refresh_token: keys.refreshToken,
		}),
	});
	const token = body as Readonly<Record<string, unknown>>;
	if (typeof token.access_token !== 'string')
		throw new Error(`The account gave no access token: ${String(token.error)}`);
	client.accessToken = token.access_token;
	return {
		...keys,
		name: `the ${environment} account in data center ${dataCenter}`,
		client,
		accountsUrl: accounts,
		uploadHost: uploadHosts[0],
		downloadHost: downloadHosts[0],
		connect: () =>
			new StoredCredential({
				dataCenter,
				environment,
				grantType: 'authorizationCode',
				clientId: keys.clientId,
				clientSecret: keys.clientSecret,
				accessTokenUrl: `${accounts}/oauth/v2/token`,
				authentication: 'body',
				oauthTokenData: {
					access_token: client.accessToken,
					refresh_token: keys.refreshToken,
					token_type: 'Bearer',
					expires_in: 3600,
				},
			}),
		grant() {
			throw new Error('Tokens with other scopes are for the emulator');
		},
		pause: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
		nodeExchanges: () => [],
		stop: async () => {},
	};
}
