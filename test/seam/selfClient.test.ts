import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { getModules } from '../../nodes/ZohoCrmBulk/choices/importChoices';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { ALL_SCOPES, hashToken } from '../emulator/oauth/tokens';
import { connectedCredential, selfClientCredential, StoredCredential } from '../stage/credentials';
import { askForm, runNode } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { failureOf, rejectionOf, type Failure } from '../stage/failure';
import { lead } from '../stage/parameters';

const { emulator, run } = useStage();

const MINUTE_MS = 60_000;
const WHO_AM_I: INodeParameters = { resource: 'user', operation: 'get', userBy: 'current' };
const LEADS: readonly IDataObject[] = [
	{ Last_Name: 'Okafor', Company: 'Brightwell' },
	{ Last_Name: 'Nwosu', Company: 'Ferrous' },
];

/** A code as the API console gives it. */
function mintGrantCode(lifeMinutes = 10): string {
	const code = emulator.tokens.codes.createForSelfClient(
		{ userId: emulator.state.users.all()[0].id, scopes: ALL_SCOPES, environment: 'production' },
		lifeMinutes,
	);
	if (code === undefined) throw new RangeError('No more codes within this minute');
	return code;
}

const withCode = (): StoredCredential => selfClientCredential(emulator, { grantCode: mintGrantCode() });
const withRefreshToken = (): StoredCredential =>
	selfClientCredential(emulator, { refreshToken: emulator.grantToken().refreshToken });
const whoAmI = async (credential: StoredCredential) => await run(WHO_AM_I, [{}], { credential });
const tokenRequests = () => emulator.tokens.log().map(({ grantType, outcome }) => `${grantType} ${outcome}`);
/** 50 steps of workflows that start together. */
const atOnce = async (credential: StoredCredential) =>
	await Promise.all(Array.from({ length: 50 }, async () => await whoAmI(credential)));

function moveClock(durationMs: number): void {
	emulator.advance(durationMs);
	jest.setSystemTime(emulator.state.clock.now());
}

/** What stops the step, checked to hold nothing secret. */
async function refusalWith(credential: StoredCredential): Promise<{ message: string; description: string }> {
	const secrets = ['clientSecret', 'grantCode', 'refreshToken', 'accessToken']
		.map((name) => String(credential.data[name]))
		.filter((secret) => secret !== '');
	const error = await rejectionOf(whoAmI(credential));
	const { message, description } = error as Failure;
	for (const secret of secrets) expect(`${message} ${description} ${JSON.stringify(error)}`).not.toContain(secret);
	return { message, description };
}

describe('a grant code', () => {
	it('is exchanged once, and gives way to the refresh token that came for it', async () => {
		const credential = withCode();
		const code = String(credential.data.grantCode);
		const { json } = await whoAmI(credential);
		expect(json).toEqual([expect.objectContaining({ id: emulator.state.users.all()[0].id })]);
		expect(emulator.tokens.log()).toEqual([
			{
				atMs: emulator.state.clock.now(),
				grantType: 'authorization_code',
				presented: hashToken(code),
				outcome: 'issued',
				status: 200,
			},
		]);
		expect(credential.data).toMatchObject({
			grantCode: '',
			refreshToken: expect.stringMatching(/^1000\./),
			accessToken: expect.stringMatching(/^1000\./),
			apiDomain: emulator.apiDomain,
			grantedScope: ALL_SCOPES.join(' '),
		});
		emulator.tokens.expireAll();
		await whoAmI(credential);
		expect(tokenRequests()).toEqual(['authorization_code issued', 'refresh_token issued']);
	});

	it('is exchanged once also if 50 calls start with it, or if the form is saved with it again', async () => {
		emulator.switches.concurrencyLimit = 100;
		const credential = withCode();
		const asTyped = structuredClone(credential.data);
		await atOnce(credential);
		expect(tokenRequests()).toEqual(['authorization_code issued']);
		moveClock(61 * MINUTE_MS);
		const savedAgain = new StoredCredential(asTyped, 'selfClient');
		await Promise.all([whoAmI(credential), whoAmI(savedAgain)]);
		expect(tokenRequests()).toEqual(['authorization_code issued', 'refresh_token issued']);
		expect(savedAgain.data).toMatchObject({ grantCode: '', refreshToken: expect.stringMatching(/^1000\./) });
	});

	it('is told from one that does not work any more', async () => {
		const used = withCode();
		const entry = emulator.tokens.codes.find(String(used.data.grantCode));
		if (entry !== undefined) emulator.tokens.codes.use(entry);
		const expected = {
			message:
				'Zoho rejected the grant code: it was already used, has expired (after 3 to 10 minutes), or belongs to another data center',
			description:
				'Check the data center of the credential, then generate a new code for the self client in the API console and paste it into Grant Code',
		};
		expect(await refusalWith(used)).toEqual(expected);
		const old = selfClientCredential(emulator, { grantCode: mintGrantCode(3) });
		moveClock(3 * MINUTE_MS);
		expect(await refusalWith(old)).toEqual(expected);
	});
});

describe('a refresh token', () => {
	it('is enough, and is kept', async () => {
		const credential = withRefreshToken();
		const before = structuredClone(credential.data);
		await whoAmI(credential);
		const { accessToken, ...after } = credential.data;
		expect(after).toEqual({
			...before,
			accessToken: undefined,
			apiDomain: emulator.apiDomain,
			grantedScope: ALL_SCOPES.join(' '),
		});
		expect(accessToken).toMatch(/^1000\./);
		expect(tokenRequests()).toEqual(['refresh_token issued']);
	});

	it('is used once for 50 calls at an empty start, and once for 50 calls after expiry', async () => {
		emulator.switches.concurrencyLimit = 100;
		const credential = withRefreshToken();
		await atOnce(credential);
		expect(tokenRequests()).toEqual(['refresh_token issued']);
		moveClock(61 * MINUTE_MS);
		const answers = await atOnce(credential);
		expect(answers.map(({ json }) => json[0].id)).toEqual(Array(50).fill(emulator.state.users.all()[0].id));
		expect(tokenRequests()).toEqual(['refresh_token issued', 'refresh_token issued']);
	});

	it('is not used for a call that learns late that its token has expired', async () => {
		const credential = withRefreshToken();
		await whoAmI(credential);
		const late = new StoredCredential(structuredClone(credential.data), 'selfClient');
		emulator.tokens.expireAll();
		await whoAmI(credential);
		await whoAmI(late);
		expect(tokenRequests()).toEqual(['refresh_token issued', 'refresh_token issued']);
		expect(late.data.accessToken).toBe(credential.data.accessToken);
	});

	it('is used for a token that this process never gave, such as another worker has stored', async () => {
		const credential = withRefreshToken();
		await whoAmI(credential);
		credential.data.accessToken = '1000.another.worker';
		await whoAmI(credential);
		expect(tokenRequests()).toEqual(['refresh_token issued', 'refresh_token issued']);
	});

	it('that was revoked is named, and 50 calls ask once', async () => {
		emulator.switches.concurrencyLimit = 100;
		const credential = withRefreshToken();
		emulator.tokens.revoke(String(credential.data.refreshToken));
		const refusals = await Promise.all(Array.from({ length: 50 }, async () => await refusalWith(credential)));
		expect(refusals).toEqual(
			Array(50).fill({
				message: 'Zoho rejected the refresh token: it was revoked or belongs to another data center',
				description:
					'Check the data center of the credential, or generate a new code for the self client in the API console and paste it into Grant Code',
			}),
		);
		expect(tokenRequests()).toEqual(['refresh_token invalid_code']);
	});
});

describe('refusals', () => {
	it.each([
		[
			'an unknown client',
			{ clientId: '1000.UNKNOWN' },
			'Zoho does not know the Client ID in this data center',
			'Check the Client ID and the data center of the credential. To use a client in several data centers, turn on Multi-DC in the API console',
		],
		[
			'a wrong secret',
			{ clientSecret: 'not-the-secret' },
			'Zoho rejected the Client Secret',
			'Copy the Client Secret of this data center from the API console into the credential',
		],
		[
			'no secret',
			{ clientSecret: '' },
			'The credential has no Client ID or Client Secret',
			'Copy both from the self client in the API console into the credential',
		],
		[
			'neither code nor refresh token',
			{ refreshToken: '' },
			'The credential has neither a grant code nor a refresh token',
			'Generate a code for the self client in the API console and paste it into Grant Code',
		],
	])('name %s', async (_what, fields, message, description) => {
		const credential = withRefreshToken();
		Object.assign(credential.data, fields);
		expect(await refusalWith(credential)).toEqual({ message, description });
	});

	it.each([
		['an expression', { access_token: '={{ 6*7 }}' }],
		['an expression as refresh token', { refresh_token: '={{ $env.PATH }}' }],
		['an equals sign first', { access_token: '=abc' }],
		['too long', { access_token: 'a'.repeat(2_001) }],
		['with a line break', { access_token: 'abc\r\nX-Other: 1' }],
		['with a space', { access_token: 'abc def' }],
		['of other letters', { access_token: 'abc\u0130' }],
	])('come for what is no token, and nothing of it is stored: %s', async (_what, odd) => {
		const credential = withRefreshToken();
		const before = structuredClone(credential.data);
		const body = { access_token: '1000.abc.def', expires_in: 3600, ...odd };
		emulator.faults.add({ kind: 'answer', status: 200, body, path: '/oauth/v2/token', method: 'POST' });
		expect((await refusalWith(credential)).message).toBe(
			`The accounts server ${emulator.accountsUrl} sent something that is not a token. It was not stored`,
		);
		expect(credential.data).toEqual(before);
	});

	it('do not come for what is beside a token: it is stored only if it is plain', async () => {
		const credential = withRefreshToken();
		const body = {
			access_token: emulator.grantToken().accessToken,
			expires_in: 3600,
			scope: '={{ $self.clientSecret }}',
			api_domain: '={{ 1 }}',
		};
		emulator.faults.add({ kind: 'answer', status: 200, body, path: '/oauth/v2/token', method: 'POST' });
		await whoAmI(credential);
		expect([credential.data.grantedScope, credential.data.apiDomain]).toEqual(['', '']);
	});

	it('name another data center', async () => {
		const credential = withRefreshToken();
		emulator.switches.isOtherDataCenter = true;
		expect((await refusalWith(credential)).message).toBe(
			'Zoho rejected the refresh token: it was revoked or belongs to another data center',
		);
	});

	it('name the environment when a fresh token is not accepted', async () => {
		const credential = withRefreshToken();
		emulator.switches.environment = 'sandbox';
		expect(await refusalWith(credential)).toEqual({
			message: 'Zoho CRM rejected the token that Zoho just issued to the self client',
			description: 'Check that the environment of the credential matches the one the grant code was generated for',
		});
		expect(tokenRequests()).toEqual(['refresh_token issued', 'refresh_token issued']);
	});

	it('of a scope name it, and are of Zoho', async () => {
		const credential = selfClientCredential(emulator, {
			refreshToken: emulator.grantToken({ scopes: ['ZohoCRM.org.READ'] }).refreshToken,
		});
		expect((await refusalWith(credential)).message).toContain('ZohoCRM.users.READ');
	});

	it('say how long to wait when Zoho gives no more tokens, and Zoho is not asked again before', async () => {
		emulator.switches.tokenRequestsPerTenMinutes = 1;
		const credential = withRefreshToken();
		await whoAmI(credential);
		emulator.tokens.expireAll();
		const message = 'Zoho issues at most 10 tokens in 10 minutes, and the limit is reached';
		expect(await refusalWith(credential)).toEqual({ message, description: 'Wait 10 minutes, then run the node again' });
		moveClock(9 * MINUTE_MS);
		expect(await refusalWith(credential)).toEqual({ message, description: 'Wait 1 minute, then run the node again' });
		expect(tokenRequests()).toEqual(['refresh_token issued', 'refresh_token Access Denied']);
		moveClock(MINUTE_MS);
		await whoAmI(credential);
		expect(tokenRequests()).toEqual(['refresh_token issued', 'refresh_token Access Denied', 'refresh_token issued']);
	});

	it('come from us, not from Zoho, once 10 tokens were used in 10 minutes', async () => {
		const credential = withRefreshToken();
		for (let count = 0; count < 10; count += 1) {
			await whoAmI(credential);
			emulator.tokens.expireAll();
			moveClock(30_000);
		}
		expect((await refusalWith(credential)).description).toBe('Wait 5 minutes, then run the node again');
		expect(tokenRequests()).toEqual(Array(10).fill('refresh_token issued'));
	});

	it('say that the accounts server does not answer', async () => {
		const credential = withRefreshToken();
		credential.data.customAccountsUrl = 'http://127.0.0.1:9';
		expect(await refusalWith(credential)).toEqual({
			message: "Zoho's accounts server http://127.0.0.1:9 did not respond",
			description: 'Check that n8n can reach it (ECONNREFUSED), then run the node again',
		});
	});

	it('of a busy accounts server are waited out, and are no tokens that were used', async () => {
		const credential = withRefreshToken();
		emulator.faults.add({ kind: 'answer', status: 503, body: 'busy', path: '/oauth/*', times: 12 });
		const busy = {
			message: `Zoho's accounts server ${emulator.accountsUrl} responded with status 503 instead of a token`,
			description: 'Check that n8n can reach it, then run the node again',
		};
		expect([await refusalWith(credential), await refusalWith(credential)]).toEqual([busy, busy]);
		expect((await whoAmI(credential)).json).toMatchObject([{ fullName: 'Ann Lee' }]);
		expect(tokenRequests()).toEqual(['refresh_token issued']);
	});

	it.each(['customAccountsUrl', 'customApiUrl', 'customUploadUrl', 'customDownloadUrl'])(
		'come before anything is sent where %s is not safe',
		async (name) => {
			const credential = withRefreshToken();
			credential.data[name] = 'http://crm.example.test';
			expect((await refusalWith(credential)).message).toMatch(
				/^The \w+ URL of the Custom data center is not an address like https:/,
			);
			expect(tokenRequests()).toEqual([]);
			expect(emulator.requests.all()).toEqual([]);
		},
	);

	it('answer every item with "continue on fail", after one request', async () => {
		const credential = withRefreshToken();
		emulator.tokens.revoke(String(credential.data.refreshToken));
		const { json } = await run(WHO_AM_I, [{}, {}, {}], { credential, onError: 'continueRegularOutput' });
		expect(json).toEqual(
			Array(3).fill(
				expect.objectContaining({
					code: 'TOKEN_REFUSED',
					reason: 'Zoho rejected the refresh token: it was revoked or belongs to another data center',
				}),
			),
		);
		expect(tokenRequests()).toEqual(['refresh_token invalid_code']);
	});
});

describe('the nodes', () => {
	it('create and read leads with the documented header, and send the token nowhere else', async () => {
		const credential = withCode();
		const { json } = await run(lead('create'), LEADS, { credential });
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, ['Last_Name', 'Company']))).toEqual(LEADS);
		const found = await run(lead('getAll', { returnAll: true, fieldNames: ['Last_Name', 'Company'] }), [{}], {
			credential,
		});
		const byName = (a: IDataObject, b: IDataObject): number => String(a.Last_Name).localeCompare(String(b.Last_Name));
		expect([...found.json].sort(byName)).toEqual(
			LEADS.map((fields, index) => ({ ...fields, id: json[index].id })).sort(byName),
		);
		expect(leadCalls(emulator, 'POST')).toHaveLength(1);
		const calls = emulator.requests.all();
		expect(
			calls
				.filter(({ path }) => path.startsWith('/oauth/'))
				.map(({ method, path, query }) => ({ method, path, query })),
		).toEqual([{ method: 'POST', path: '/oauth/v2/token', query: {} }]);
		for (const call of calls.filter(({ path }) => !path.startsWith('/oauth/'))) {
			expect(call.headers.authorization).toMatch(/^zoho-oauthtoken /i);
			expect(JSON.stringify(call)).not.toContain(String(credential.data.accessToken));
		}
	});

	it.each(['selfClient', 'oAuth2'])(
		'wait for a job, and write, though the accounts server is busy for a moment (%s)',
		async (kind) => {
			const credential = kind === 'selfClient' ? withRefreshToken() : connectedCredential(emulator);
			await whoAmI(credential);
			emulator.jobs.plan({ ticks: 20 });
			emulator.faults.add({ kind: 'expireToken', method: 'GET', path: '/crm/bulk/v8/write/*' });
			emulator.faults.add({ kind: 'answer', status: 503, body: 'busy', path: '/oauth/*' });
			const parameters: INodeParameters = {
				resource: 'bulkWrite',
				operation: 'import',
				module: 'Leads',
				importOperation: 'insert',
				route: 'bulk',
			};
			const { json } = await runNode({ node: new ZohoCrmBulk(), parameters, items: LEADS, credential });
			expect(json.map(({ status, id }) => ({ status, ...storedValues(emulator, 'Leads', id, ['Last_Name']) }))).toEqual(
				LEADS.map(({ Last_Name }) => ({ status: 'ADDED', Last_Name })),
			);
			emulator.faults.add({ kind: 'expireToken', method: 'POST', path: '/crm/v8/Leads' });
			emulator.faults.add({ kind: 'reset', path: '/oauth/*' });
			const created = await run(lead('create'), [{ Last_Name: 'Third', Company: 'Brightwell' }], {
				credential,
			});
			expect(created.json).toMatchObject([{ status: 'ADDED' }]);
		},
	);

	it('wait for a job as long as the step may, though the accounts server stays away', async () => {
		const credential = withRefreshToken();
		await whoAmI(credential);
		emulator.faults.add({ kind: 'expireToken', method: 'GET', path: '/crm/bulk/v8/write/*' });
		emulator.faults.add({ kind: 'answer', status: 503, body: 'busy', path: '/oauth/*', times: 12 });
		const parameters: INodeParameters = {
			resource: 'bulkWrite',
			operation: 'import',
			module: 'Leads',
			importOperation: 'insert',
			route: 'bulk',
		};
		const { json } = await runNode({ node: new ZohoCrmBulk(), parameters, items: LEADS, credential });
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
	});

	it('import in bulk while the token expires twice, on the API and on the file host', async () => {
		const credential = withRefreshToken();
		const rows = Array.from({ length: 30 }, (_, index) => ({
			Last_Name: `L${index}`,
			Company: 'Brightwell',
			Ext_Ref: `REF-${index}`,
		}));
		emulator.faults.add({ kind: 'expireToken', method: 'POST', path: '/crm/v8/upload' });
		emulator.faults.add({ kind: 'expireToken', method: 'POST', path: '/crm/bulk/v8/write' });
		const parameters: INodeParameters = {
			resource: 'bulkWrite',
			operation: 'import',
			module: 'Leads',
			importOperation: 'insert',
			route: 'bulk',
		};
		const { json } = await runNode({ node: new ZohoCrmBulk(), parameters, items: rows, credential });
		expect(
			json.map(({ status, id }) => ({
				status,
				...storedValues(emulator, 'Leads', id, ['Last_Name', 'Company', 'Ext_Ref']),
			})),
		).toEqual(rows.map((row) => ({ status: 'ADDED', ...row })));
		expect(tokenRequests()).toEqual(['refresh_token issued', 'refresh_token issued', 'refresh_token issued']);
	});

	it('fill their forms with it', async () => {
		const credential = withRefreshToken();
		const modules = await askForm(
			{ node: new ZohoCrmBulk(), parameters: { resource: 'bulkWrite', operation: 'import' }, credential },
			getModules,
		);
		expect(modules).toContainEqual({ name: 'Leads', value: 'Leads' });
	});

	it('work with it where Zoho refuses Bearer, and name it to those who use OAuth2', async () => {
		Object.assign(emulator.switches, { acceptsBearerOnApi: false, acceptsBearerOnFiles: false });
		const { json } = await run(lead('create'), LEADS, { credential: withCode() });
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
		const { message, description } = await failureOf(whoAmI(connectedCredential(emulator)));
		expect({ message, description }).toEqual({
			message: 'Zoho CRM accepts the token, but not in the form that n8n uses for OAuth2 credentials (Bearer)',
			description:
				'Choose Self Client under Authentication. Its credential sends the token in the way that Zoho documents',
		});
	});
});
