import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmulatorProcess } from './emulatorProcess';
import type { JsonRecord } from './json';
import { type LogLevel, type N8nServer, type N8nSettings, startN8n } from './n8nServer';
import { N8nRest } from './n8nRest';
import { installPackage, packPackage } from './packageInstall';
import type { CredentialLink } from './workflows';

/** The credential type that the stage's own credential has. */
export const CREDENTIAL_TYPE = 'zohoCrmOAuth2Api';

/** Emulator and n8n side by side, the package installed, its credential connected. */
export interface Stage {
	readonly emulator: EmulatorProcess;
	readonly n8n: N8nServer;
	readonly rest: N8nRest;
	readonly credential: CredentialLink;
	/** n8n's user folder. */
	readonly folder: string;
	/** Ends both; removes the folder unless it is to be kept. */
	stop(keepFolder?: boolean): Promise<void>;
}

/** How a stage differs from the usual one. */
interface StageOptions {
	/** Tells a person what is done. */
	say?(text: string): void;
	readonly logLevel?: LogLevel;
	/** Settings of n8n beyond the usual ones. */
	readonly settings?: N8nSettings;
	/** A package that was made before, such as that of another commit; null packs this one. */
	readonly tarball?: string | null;
}

/**
 * Starts everything that a workflow with our nodes needs. `dist` must have been built.
 * The user folder is a new one in the system's temporary folder: inside of the project the installed package would find
 * the project's own copy of `n8n-workflow` instead of n8n's.
 */
export async function raiseStage(
	emulatorArgs: readonly string[] = [],
	{ say = () => undefined, logLevel = 'info', settings = {}, tarball = null }: StageOptions = {},
): Promise<Stage> {
	const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'zoho-crm-n8n-'));
	const started: { stop(): Promise<void> }[] = [];
	const stop = async (keepFolder = false): Promise<void> => {
		await Promise.all(started.map((process) => process.stop()));
		if (!keepFolder) rmSync(folder, { recursive: true, force: true });
	};
	try {
		say('Packing the package and installing it into n8n ...');
		const packed = tarball ?? (await packPackage());
		await installPackage(packed, folder);
		if (tarball === null) rmSync(path.dirname(packed), { recursive: true, force: true });
		say('Starting the emulator and n8n (10 to 30 seconds) ...');
		const emulator = await EmulatorProcess.start(emulatorArgs);
		started.push(emulator);
		const n8n = await startN8n(folder, logLevel, null, settings);
		started.push(n8n);
		const rest = new N8nRest(n8n.url);
		await rest.setUp();
		await allowReconnecting(emulator, n8n.url);
		const name = 'Zoho CRM (Emulator)';
		const id = await rest.createCredential(name, CREDENTIAL_TYPE, await credentialData(emulator));
		return { emulator, n8n, rest, credential: { id, name }, folder, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The values of a credential that reaches the emulator as a Custom data center, connected by a fresh token. */
export async function credentialData(emulator: EmulatorProcess): Promise<JsonRecord> {
	const { accountsUrl, apiDomain, fileHost, clientId, clientSecret, refreshToken } = emulator.addresses;
	return {
		dataCenter: 'custom',
		environment: 'production',
		customAccountsUrl: accountsUrl,
		customApiUrl: apiDomain,
		customUploadUrl: fileHost,
		customDownloadUrl: fileHost,
		clientId,
		clientSecret,
		oauthTokenData: { ...(await emulator.requestToken()), refresh_token: refreshToken },
	};
}

/** Registers n8n's address with the emulator, so that a person can press "Connect" in the credential. */
async function allowReconnecting(emulator: EmulatorProcess, editorUrl: string): Promise<void> {
	await emulator.admin('PUT', '/switches', { allowHttpRedirect: true });
	await emulator.admin('POST', '/redirect-uris', { uri: `${editorUrl}/rest/oauth2-credential/callback` });
}
