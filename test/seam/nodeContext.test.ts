import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';
import { readCredential } from '../../nodes/shared/n8n/connection/credential';
import {
	ofExecution,
	ofForm,
	ofHook,
	ofPoll,
	ofTrigger,
	ofWebhook,
	type Authentication,
	type NodeContext,
} from '../../nodes/shared/n8n/connection/nodeContext';
import { createZohoClient } from '../../nodes/shared/n8n/connection/transport';
import { describeCredentials } from '../../nodes/shared/n8n/form/nodeDescription';
import { parameterReader } from '../../nodes/shared/n8n/form/parameters';
import { contextsOf, PLACES, type Place } from '../stage/contexts';
import { connectedCredential, selfClientCredential, type StoredCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';

const { emulator } = useStage();

/** As a trigger is set up: it has items in no place but `execute`. */
const NODE: INodeType = {
	description: {
		displayName: 'Watcher',
		name: 'watcher',
		group: ['trigger'],
		version: 1,
		description: 'A test',
		defaults: { name: 'Watcher' },
		inputs: [],
		outputs: ['main'],
		credentials: describeCredentials(),
		properties: [
			{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'oAuth2' },
			{ displayName: 'Text', name: 'text', type: 'string', default: '' },
			{
				displayName: 'Module',
				name: 'module',
				type: 'resourceLocator',
				default: { mode: 'url', value: '' },
				modes: [
					{
						displayName: 'URL',
						name: 'url',
						type: 'string',
						extractValue: { type: 'regex', regex: 'https://crm\\.zoho\\.eu/tab/(\\w+)' },
					},
				],
			},
		],
	},
};

const PARAMETERS = {
	text: '={{ "Ferr" + "ous" }}',
	module: { __rl: true, mode: 'url', value: 'https://crm.zoho.eu/tab/Leads' },
};

interface Stand {
	readonly n8n: NodeContext;
	readonly credential: StoredCredential;
	readonly during: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** A node of ours as n8n calls it in one place. */
function stand(place: Place, authentication: Authentication, cancelSignal?: AbortSignal): Stand {
	const credential =
		authentication === 'oAuth2'
			? connectedCredential(emulator)
			: selfClientCredential(emulator, { refreshToken: emulator.grantToken().refreshToken });
	const contexts = contextsOf({
		node: NODE,
		parameters: PARAMETERS,
		credential,
		timeZone: 'Asia/Kolkata',
		cancelSignal,
	});
	const ports: Readonly<Record<Place, () => NodeContext>> = {
		execute: () => ofExecution(contexts.execute()),
		tool: () => ofExecution(contexts.tool() as unknown as IExecuteFunctions),
		webhook: () => ofWebhook(contexts.webhook()),
		poll: () => ofPoll(contexts.poll()),
		trigger: () => ofTrigger(contexts.trigger()),
		hook: () => ofHook(contexts.hook()),
		form: () => ofForm(contexts.form()),
	};
	return { n8n: ports[place](), credential, during: contexts.during };
}

const tokenRequests = (): string[] => emulator.tokens.log().map(({ grantType, outcome }) => `${grantType} ${outcome}`);
const accessTokenOf = ({ data }: StoredCredential): unknown =>
	data.accessToken ?? (data.oauthTokenData as IDataObject).access_token;
const refreshTokenOf = ({ data }: StoredCredential): string =>
	String(data.refreshToken ?? (data.oauthTokenData as IDataObject).refresh_token);

const EVERYWHERE = PLACES.flatMap((place) =>
	(['oAuth2', 'selfClient'] as const).map((authentication) => [place, authentication] as const),
);

describe.each(EVERYWHERE)('in %s with the credential %s', (place, authentication) => {
	it('the chosen credential is read', async () => {
		const { n8n } = stand(place, authentication);
		expect(n8n.authentication).toBe(authentication);
		const { hosts, dataCenter } = await readCredential(n8n);
		expect([hosts.apiDomain, dataCenter]).toEqual([emulator.apiDomain, 'custom']);
	});

	it('calls are signed, and an expired token is renewed once and kept', async () => {
		const { n8n, credential, during } = stand(place, authentication);
		const { id } = await during(async () => await (await createZohoClient(n8n)).organization.get());
		expect(id).toBe(emulator.state.organization.id);
		const before = accessTokenOf(credential);
		const renewals = tokenRequests().length;
		emulator.tokens.expireAll();
		const zoho = await createZohoClient(n8n);
		await during(async () => await Promise.all([zoho.organization.get(), zoho.users.current()]));
		expect(accessTokenOf(credential)).not.toBe(before);
		await during(async () => await zoho.organization.get());
		expect(tokenRequests().slice(renewals)).toEqual(['refresh_token issued']);
		const calls = emulator.requests.all({ path: /^\/crm\// });
		for (const { headers } of calls)
			expect(headers.authorization).toMatch(authentication === 'oAuth2' ? /^bearer /i : /^zoho-oauthtoken /i);
	});

	it('a token that cannot be renewed says so', async () => {
		const { n8n, credential, during } = stand(place, authentication);
		await during(async () => await (await createZohoClient(n8n)).organization.get());
		emulator.tokens.revoke(refreshTokenOf(credential));
		emulator.tokens.expireAll();
		const lost = during(async () => await (await createZohoClient(n8n)).organization.get());
		await expect(lost).rejects.toMatchObject({ kind: 'usage', code: 'TOKEN_REFUSED', reach: 'everything' });
	});

	it('parameters are read, with expressions and locators', async () => {
		const { n8n, during } = stand(place, authentication);
		await during(async () => {
			const read = parameterReader(n8n, 0);
			expect(read.locator('module')).toBe('Leads');
			// The editor sends the form as it is, and n8n evaluates nothing for it.
			expect(read.string('text')).toBe(place === 'form' ? PARAMETERS.text : 'Ferrous');
			expect(n8n.readParameter('missing', 0, { fallback: 'none' })).toBe('none');
		});
	});
});

describe.each(PLACES)('in %s', (place) => {
	const isExecution = place === 'execute' || place === 'tool';

	it('there is a log, a clock and a time zone, and an id only in an execution', () => {
		const { n8n } = stand(place, 'oAuth2');
		expect(n8n.execution).toMatchObject({
			timeZone: 'Asia/Kolkata',
			id: isExecution ? '17' : '',
		});
		expect(n8n.execution.now()).toBe(Date.now());
		expect(n8n.node.name).toBe('Zoho');
		expect(() => n8n.execution.log('three\nlines')).not.toThrow();
	});

	it('only an execution can be stopped', async () => {
		const stop = new AbortController();
		const { n8n } = stand(place, 'oAuth2', stop.signal);
		const waited = n8n.execution.sleep(3_600_000);
		stop.abort();
		if (isExecution) await expect(waited).resolves.toBeUndefined();
		expect(n8n.execution.isCancelled()).toBe(isExecution);
		expect(n8n.cancelSignal?.aborted).toBe(isExecution ? true : undefined);
	});
});

it('a node from before there was a choice uses OAuth2', async () => {
	const { during } = stand('poll', 'oAuth2');
	const contexts = contextsOf({ node: NODE, parameters: {}, credential: connectedCredential(emulator) });
	const poll = contexts.poll();
	jest.spyOn(poll, 'getNodeParameter').mockImplementation((_name: string, fallback?: string) => fallback ?? '');
	await during(async () => expect(ofPoll(poll).authentication).toBe('oAuth2'));
});

describe('the port', () => {
	const root = path.join(__dirname, '../..');
	const others = globSync('{nodes,credentials}/**/*.ts', { cwd: root }).filter(
		(file) => !file.endsWith('connection/nodeContext.ts'),
	);

	it('is the only way to credentials, requests, the log and the signal of n8n', () => {
		const past =
			/(context|this)\.(getCredentials|logger|getExecutionCancelSignal)|helpers\.httpRequest|' in (context|this)\b/;
		expect(others.length).toBeGreaterThan(100);
		expect(others.filter((file) => past.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
	});
});
