import axios from 'axios';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { isObject, parseJson } from './json';

const ROOT = path.resolve(__dirname, '../..');

function start(...options: string[]): ChildProcessWithoutNullStreams {
	return spawn(process.execPath, ['--import', 'tsx', 'test/emulator/main.ts', ...options], { cwd: ROOT });
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<Record<string, unknown>> {
	for await (const line of createInterface({ input: child.stdout })) {
		const value = parseJson(line);
		if (isObject(value)) return value;
	}
	throw new Error('It ended without a line');
}

it.each(['SIGINT', 'SIGTERM'] as const)('prints its addresses first, works, and ends on %s', async (signal) => {
	const child = start('--redirect-uri', 'http://localhost:5678/rest/oauth2-credential/callback');
	const ended = once(child, 'exit');
	try {
		const addresses = await firstLine(child);
		expect(Object.keys(addresses)).toEqual([
			'url',
			'adminUrl',
			'accountsUrl',
			'apiDomain',
			'fileHost',
			'clientId',
			'clientSecret',
			'refreshToken',
			'orgId',
			'zgid',
		]);
		const { data } = await axios.post(
			`${String(addresses.accountsUrl)}/oauth/v2/token`,
			new URLSearchParams({
				grant_type: 'refresh_token',
				refresh_token: String(addresses.refreshToken),
				client_id: String(addresses.clientId),
				client_secret: String(addresses.clientSecret),
			}),
		);
		const org = await axios.get(`${String(addresses.apiDomain)}/crm/v8/org`, {
			headers: { Authorization: `Zoho-oauthtoken ${String(data.access_token)}` },
		});
		expect(org.data.org[0]).toMatchObject({ id: addresses.orgId, zgid: addresses.zgid });
		expect((await axios.get(`${String(addresses.adminUrl)}/redirect-uris`)).data).toContain(
			'http://localhost:5678/rest/oauth2-credential/callback',
		);
		expect((await axios.get(`${String(addresses.adminUrl)}/clock`)).data.clock).toBe('real');
	} finally {
		child.kill(signal);
	}
	expect(await ended).toEqual([0, null]);
});

it('takes the port it is given', async () => {
	const first = start();
	const { url } = await firstLine(first);
	first.kill();
	await once(first, 'exit');
	const { port } = new URL(String(url));
	const second = start('--port', port, '--clock', 'manual');
	const ended = once(second, 'exit');
	expect((await firstLine(second)).url).toBe(`http://127.0.0.1:${port}`);
	second.kill();
	expect(await ended).toEqual([0, null]);
});

it.each([
	['--clock', 'sundial', '--clock is real or manual, not sundial'],
	['--job-step-ms', 'soon', '--job-step-ms takes a number from 0, not soon'],
])('refuses %s %s', async (option, value, message) => {
	const child = start(option, value);
	let words = '';
	child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
	expect(await once(child, 'close')).toEqual([1, null]);
	expect(words.split('\n')[0]).toBe(message);
});
