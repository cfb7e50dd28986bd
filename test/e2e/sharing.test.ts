import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type JsonRecord, toList, toRecord } from './json';
import type { N8nRest } from './n8nRest';
import { CREDENTIAL_TYPE, credentialData, raiseStage, type Stage } from './stage';
import { type CredentialLink, inRow, makeItems, type NodeSketch, zohoNode } from './workflows';

const SELF_CLIENT_TYPE = 'zohoCrmSelfClientApi';
jest.setTimeout(300_000);

/** A stranger's server on this machine, and what it was sent. */
class Stranger {
	readonly received: IncomingMessage['headers'][] = [];
	private readonly server: Server = createServer((request, response) => {
		this.received.push(request.headers);
		response.end('{}');
	});

	async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	/** Its address under another name than that of the emulator, which is 127.0.0.1. */
	get url(): string {
		return `http://localhost:${(this.server.address() as AddressInfo).port}/`;
	}

	close(): void {
		this.server.close();
		this.server.closeAllConnections();
	}
}

const stranger = new Stranger();
let stage: Stage;
let member: N8nRest;
const credentials = new Map<string, CredentialLink>();

beforeAll(async () => {
	await stranger.listen();
	stage = await raiseStage();
	const invited = await stage.rest.inviteMember('member@example.test');
	member = invited.member;
	const { oauthTokenData, ...place } = await credentialData(stage.emulator);
	const data = { ...place, grantCode: '', refreshToken: toRecord(oauthTokenData).refresh_token };
	const name = 'Self Client';
	const id = await stage.rest.createCredential(name, SELF_CLIENT_TYPE, data);
	credentials.set(CREDENTIAL_TYPE, stage.credential).set(SELF_CLIENT_TYPE, { id, name });
	for (const credential of credentials.values()) letUse(credential.id, invited.userId);
});
afterAll(async () => {
	stranger.close();
	await stage?.stop();
});
beforeEach(() => {
	stranger.received.length = 0;
});

/** Shares a credential as the dialog of the editor does, which needs a license. */
function letUse(credentialId: string, userId: string): void {
	const database = new DatabaseSync(path.join(stage.folder, '.n8n', 'database.sqlite'));
	database.exec('PRAGMA busy_timeout = 10000');
	const personal = "SELECT projectId FROM project_relation WHERE userId = ? AND role = 'project:personalOwner'";
	const { projectId } = toRecord(database.prepare(personal).get(userId));
	database
		.prepare("INSERT INTO shared_credentials (credentialsId, projectId, role) VALUES (?, ?, 'credential:user')")
		.run(credentialId, String(projectId));
	database.close();
}

/** n8n's own node that sends a request with any credential. */
function sendTo(url: string, type: string | null, more: Partial<NodeSketch> = {}): NodeSketch {
	const authentication = type === null ? {} : { authentication: 'predefinedCredentialType', nodeCredentialType: type };
	return {
		name: 'Send',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { url, ...authentication, options: {} },
		...(type === null ? {} : { credentials: { [type]: credentials.get(type) } as JsonRecord }),
		...more,
	};
}

describe('a member of n8n who may use a credential and not see it', () => {
	it.each([CREDENTIAL_TYPE, SELF_CLIENT_TYPE])('reads no value of it: %s', async (type) => {
		const id = String(credentials.get(type)?.id);
		const read = await member.call('GET', `/credentials/${id}?includeData=true`).then(JSON.stringify, String);
		expect(read).not.toMatch(/1000\.[0-9a-f]{32}/);
		expect(read).not.toContain(stage.emulator.addresses.clientSecret);
	});

	it('reaches the server of a stranger, without a credential', async () => {
		expect((await member.runOnce(inRow('Plain', sendTo(stranger.url, null)))).status).toBe('success');
		expect(stranger.received).toHaveLength(1);
	});

	it.each([CREDENTIAL_TYPE, SELF_CLIENT_TYPE])('uses our nodes with it: %s', async (type) => {
		const link = credentials.get(type) ?? { id: '', name: '' };
		const parameters = {
			...(type === SELF_CLIENT_TYPE ? { authentication: 'selfClient' } : {}),
			resource: 'organization',
			operation: 'get',
		};
		const { status, error } = await member.runOnce(inRow('Ours', zohoNode('zohoCrm', link, parameters, type)));
		expect([status, error]).toEqual(['success', null]);
	});

	it.each(
		[CREDENTIAL_TYPE, SELF_CLIENT_TYPE].flatMap((type) => [
			[type, 'HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, {}] as const,
			[type, 'HTTP Request of an older version', 'n8n-nodes-base.httpRequest', 2, {}] as const,
			[type, 'GraphQL', 'n8n-nodes-base.graphql', 1.1, { endpoint: '{url}', query: '{ a }' }] as const,
		]),
	)('sends its token to no stranger: %s in %s', async (type, _name, node, typeVersion, more) => {
		const sketch = sendTo(stranger.url, type, { type: node, typeVersion });
		const own = Object.entries(more).map(([key, value]) => [key, value.replace('{url}', stranger.url)]);
		const parameters = { ...sketch.parameters, ...Object.fromEntries(own) };
		const { status, error } = await member.runOnce(inRow('Steal', { ...sketch, parameters }));
		expect(stranger.received).toEqual([]);
		expect(status).toBe('error');
		expect(error?.message).toMatch(/^Domain not allowed: This credential is restricted from accessing localhost/);
	});

	it.each([CREDENTIAL_TYPE, SELF_CLIENT_TYPE])('sends it to the hosts of the data center: %s', async (type) => {
		const url = `${stage.emulator.addresses.apiDomain}/crm/v8/org`;
		const { status, error } = await member.runOnce(inRow('Own host', sendTo(url, type)));
		expect([status, error]).toEqual(['success', null]);
	});

	it.each([CREDENTIAL_TYPE, SELF_CLIENT_TYPE])('cannot send it on by a redirect of such a host: %s', async (type) => {
		await stage.emulator.admin('POST', '/faults', {
			kind: 'redirect',
			location: stranger.url,
			status: 302,
			path: '/crm/v8/org',
		});
		const url = `${stage.emulator.addresses.apiDomain}/crm/v8/org`;
		await member.runOnce(inRow('Redirect', sendTo(url, type)));
		expect(await stage.emulator.admin('GET', '/faults')).toEqual([]);
		expect(stranger.received).toEqual([]);
	});

	it.each([CREDENTIAL_TYPE, SELF_CLIENT_TYPE])('cannot widen the list of hosts: %s', async (type) => {
		const { id, name } = credentials.get(type) ?? { id: '', name: '' };
		const data = { ...(await credentialData(stage.emulator)), allowedHttpRequestDomains: 'all' };
		await expect(member.updateCredential(id, name, type, data)).rejects.toThrow(/n8n answered 40[34]/);
	});
});

describe('the n8n of tests and demo', () => {
	it('lets no step reach addresses other than those of this machine', async () => {
		const { status, error } = await stage.rest.runOnce(
			inRow('Network', sendTo(stranger.url.replace('localhost', '0.0.0.0'), null)),
		);
		expect([status, stranger.received]).toEqual(['error', []]);
		expect(`${error?.message} ${error?.description}`).toMatch(/block|allow|restrict/i);
	});
});

describe('a self client', () => {
	it('renews its token although its domains are restricted', async () => {
		await stage.emulator.admin('POST', '/faults', { kind: 'expireToken', method: 'GET', path: '/crm/v8/org' });
		const before = toList(await stage.emulator.admin('GET', '/tokens')).length;
		const link = credentials.get(SELF_CLIENT_TYPE) ?? { id: '', name: '' };
		const parameters = { authentication: 'selfClient', resource: 'organization', operation: 'get' };
		const { status, error } = await member.runOnce(
			inRow('Renew', ...makeItems([{}]), zohoNode('zohoCrm', link, parameters, SELF_CLIENT_TYPE)),
		);
		expect([status, error]).toEqual(['success', null]);
		expect(toList(await stage.emulator.admin('GET', '/tokens')).length).toBe(before + 1);
	});
});
