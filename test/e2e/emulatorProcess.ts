import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { EmulatorAdmin } from '../emulator/clients/admin';
import { stopProcess } from './childProcess';
import { type JsonRecord, toRecord, toText } from './json';

const root = path.resolve(__dirname, '..', '..');

/** Room for a million records. It is a limit and takes nothing by itself; the larger young space saves half of the collecting. */
const NODE_OPTIONS = ['--max-old-space-size=8192', '--max-semi-space-size=64'];

const RECORDS_PER_REQUEST = 100;

/** What the emulator says about itself in its first line. */
interface EmulatorAddresses {
	readonly url: string;
	readonly adminUrl: string;
	readonly accountsUrl: string;
	readonly apiDomain: string;
	readonly fileHost: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly refreshToken: string;
	readonly zgid: string;
}

/** An emulator in a process of its own, as `npm run emulator` starts it. */
export class EmulatorProcess extends EmulatorAdmin {
	private constructor(
		readonly addresses: EmulatorAddresses,
		readonly stop: () => Promise<void>,
	) {
		super(addresses.adminUrl);
	}

	static async start(args: readonly string[] = []): Promise<EmulatorProcess> {
		const child = spawn(
			process.execPath,
			[...NODE_OPTIONS, '--import', 'tsx', path.join('test', 'emulator', 'main.ts'), ...args],
			{
				cwd: root,
				stdio: ['ignore', 'pipe', 'inherit'],
			},
		);
		const line = await new Promise<string>((resolve, reject) => {
			createInterface(child.stdout).once('line', resolve);
			child.once('exit', (code) => reject(new Error(`the emulator ended with ${code} before it was ready`)));
		});
		return new EmulatorProcess(readAddresses(toRecord(JSON.parse(line))), () => stopProcess(child));
	}

	/** A fresh token answer of the accounts server, got with the standing refresh token. */
	async requestToken(): Promise<JsonRecord> {
		const { accountsUrl, clientId, clientSecret, refreshToken } = this.addresses;
		const body = new URLSearchParams({
			grant_type: 'refresh_token',
			client_id: clientId,
			client_secret: clientSecret,
			refresh_token: refreshToken,
		});
		const answer = await fetch(`${accountsUrl}/oauth/v2/token`, { method: 'POST', body });
		const token = toRecord(await answer.json());
		if (typeof token.access_token !== 'string') throw new Error(`the emulator gave no token: ${JSON.stringify(token)}`);
		return token;
	}

	/** Creates records by Zoho's API, in order and without n8n. */
	async createRecords(module: string, records: readonly JsonRecord[]): Promise<void> {
		// Such a token counts for none of Zoho's limits on tokens.
		const { authorization } = toRecord(await this.admin('POST', '/tokens', {}));
		for (let first = 0; first < records.length; first += RECORDS_PER_REQUEST) {
			const answer = await fetch(`${this.addresses.apiDomain}/crm/v8/${module}`, {
				method: 'POST',
				headers: { authorization: toText(authorization), 'content-type': 'application/json', connection: 'close' },
				body: JSON.stringify({ data: records.slice(first, first + RECORDS_PER_REQUEST) }),
			});
			if (answer.status !== 201)
				throw new Error(`the emulator did not create records of ${module}: ${(await answer.text()).slice(0, 400)}`);
		}
	}
}

function readAddresses(line: JsonRecord): EmulatorAddresses {
	return {
		url: toText(line.url),
		adminUrl: toText(line.adminUrl),
		accountsUrl: toText(line.accountsUrl),
		apiDomain: toText(line.apiDomain),
		fileHost: toText(line.fileHost),
		clientId: toText(line.clientId),
		clientSecret: toText(line.clientSecret),
		refreshToken: toText(line.refreshToken),
		zgid: toText(line.zgid),
	};
}
