import { captureLog } from '../stage/debugLog';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { getListedFields } from '../../nodes/ZohoCrm/choices/moduleChoices';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { ALL_SCOPES } from '../emulator/oauth/tokens';
import { connectedCredential, selfClientCredential, type StoredCredential } from '../stage/credentials';
import { askForm } from '../stage/runNode';
import { rowsWithLeads } from '../operations/inputs';
import { USES } from '../operations/registry';
import type { Input } from '../operations/sample';
import { useStage } from '../stage/stage';
import { jobImport, lead, user } from '../stage/parameters';

const { emulator, run } = useStage();

let log: ReturnType<typeof captureLog>;
/** Codes, tokens and secrets that are known by value; every other token is known by its form. */
let secrets: string[];

beforeEach(() => {
	log = captureLog();
	secrets = [emulator.clientSecret, emulator.refreshToken];
});

const ROWS: IDataObject[] = [
	{ Last_Name: 'Ash', Company: 'Brightwell' },
	{ Last_Name: 'Birch', Company: 'Brightwell' },
];
const IMPORT = jobImport();
const CREATE = lead('create');
const CHECK: INodeParameters = { resource: 'organization', operation: 'get', checkConnection: true };
const STEPS: readonly INodeParameters[] = [
	CREATE,
	CHECK,
	IMPORT,
	lead('getAll', { returnAll: true }),
	user('get', { simplify: false }),
];
const ON_ERROR: readonly INode['onError'][] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

/** Everything that can be read off a value: keys, texts, and what errors keep beside their message. */
function textOf(value: unknown, seen = new Set<unknown>()): string {
	if (typeof value !== 'object' || value === null) return String(value);
	if (seen.has(value)) return '';
	seen.add(value);
	if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
	return Reflect.ownKeys(value)
		.map((key) => `${String(key)}: ${textOf(Reflect.get(value, key), seen)}`)
		.join('\n');
}

/** What is secret in a text: by value, or by the form of tokens and of headers that carry one. */
function findSecrets(text: string): string[] {
	const known = secrets.filter((secret) => text.includes(secret));
	return [
		...known,
		...(text.match(/1000\.[0-9a-f]{8,}(\.[0-9a-f]*)?/g) ?? []),
		...(text.match(/(bearer|zoho-oauthtoken)[ :]+\S+/gi) ?? []),
		...(text.match(/(client_secret|refresh_token|access_token)["']?\s*[:=]\s*["']?[\w.]+/gi) ?? []),
	];
}

/** Runs a step and gives all that it lets out: items and hints, or what it stops with. */
async function emitted(
	parameters: INodeParameters,
	credential: StoredCredential,
	onError: INode['onError'],
	{ items, files }: Input = { items: ROWS },
): Promise<unknown> {
	return await run(parameters, items, { files, credential, onError }).then(
		({ items, hints }) => ({ items, hints }),
		(reason: unknown) => ({ stoppedWith: reason }),
	);
}

/** Runs steps that something is wrong with, in every way of going on, and looks through all that they let out. */
async function expectSilence(
	credential: () => StoredCredential,
	prepare: (stored: StoredCredential) => void,
): Promise<void> {
	const { fileHost } = emulator.jobs;
	let told = '';
	for (const onError of ON_ERROR) {
		for (const parameters of [CREATE, CHECK, IMPORT]) {
			emulator.reset();
			const stored = credential();
			prepare(stored);
			told += textOf(await emitted(parameters, stored, onError));
		}
	}
	emulator.jobs.fileHost = fileHost;
	expect(told).toMatch(/stoppedWith|error: |reason: |could not be downloaded/);
	expect(findSecrets(told)).toEqual([]);
	expect(findSecrets(textOf(log))).toEqual([]);
}

function selfClient(filled: Parameters<typeof selfClientCredential>[1] = {}): StoredCredential {
	const code = emulator.tokens.codes.createForSelfClient(
		{ userId: emulator.state.users.all()[0].id, scopes: ALL_SCOPES, environment: 'production' },
		10,
	);
	if (code === undefined) throw new RangeError('No more codes within this minute');
	secrets.push(code);
	return selfClientCredential(emulator, { grantCode: code, ...filled });
}

function oAuth2(): StoredCredential {
	const credential = connectedCredential(emulator);
	const { access_token: access, refresh_token: refresh } = credential.data.oauthTokenData as IDataObject;
	secrets.push(String(access), String(refresh));
	return credential;
}

const CREDENTIALS: readonly [string, () => StoredCredential][] = [
	['OAuth2', oAuth2],
	['a self client', selfClient],
];

it('finds secrets where there are some', () => {
	const cause = Object.assign(new Error('socket closed'), {
		config: { headers: { Authorization: 'Zoho-oauthtoken abc' } },
	});
	expect(findSecrets(textOf(new Error('outer', { cause })))).toEqual(['Zoho-oauthtoken abc']);
	expect(findSecrets(textOf({ body: `x=${emulator.clientSecret}` }))).toEqual([emulator.clientSecret]);
	expect(
		findSecrets(textOf([{ note: 'token 1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef' }])),
	).toHaveLength(1);
	expect(findSecrets(textOf({ data: 'client_secret=abc&code=1' }))).toEqual(['client_secret=abc']);
});

describe.each(CREDENTIALS)("with %s, no secret is in items, hints, messages or n8n's log", (_, credential) => {
	it('when all goes well and the token expires on the way', async () => {
		const stored = credential();
		for (const parameters of STEPS) {
			emulator.faults.add({ kind: 'expireToken', path: '/crm/*' });
			const out = await emitted(parameters, stored, 'stopWorkflow');
			expect(textOf(out)).not.toContain('stoppedWith');
			expect(findSecrets(textOf(out))).toEqual([]);
		}
		expect(
			await askForm(
				{ node: new ZohoCrm(), parameters: { resource: 'lead', operation: 'getAll' }, credential: stored },
				getListedFields,
			),
		).not.toEqual([]);
		expect(log.map(({ message }) => message).join('\n')).toMatch(/\[Zoho CRM\] import .*, job \d+/);
		expect(findSecrets(textOf(log))).toEqual([]);
	});

	it.each(USES)('when its use is to $name and the token expires on the way', async ({ parameters, sample }) => {
		const stored = credential();
		const input = await (sample.prepare ?? rowsWithLeads)(emulator, 1);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/*' });
		const out = await emitted(parameters, stored, 'stopWorkflow', input);
		expect(textOf(out)).not.toContain('stoppedWith');
		expect(findSecrets(textOf(out))).toEqual([]);
		expect(findSecrets(textOf(log))).toEqual([]);
	});

	/** What goes wrong, before the step runs. */
	const TROUBLES: readonly [string, (stored: StoredCredential) => void][] = [
		[
			'tokens expire and no more are given',
			() => (
				emulator.tokens.expireAll(),
				emulator.faults.add({
					kind: 'answer',
					status: 400,
					body: {
						error: 'Access Denied',
						error_description: 'You have made too many requests continuously',
						status: 'failure',
					},
					path: '/oauth/*',
					times: 50,
				})
			),
		],
		['the account lives in another data center', () => void (emulator.switches.isOtherDataCenter = true)],
		[
			'the client secret is wrong',
			(stored) => (
				emulator.tokens.expireAll(),
				void ((stored.data.clientSecret = 'a-wrong-secret'), secrets.push('a-wrong-secret'))
			),
		],
		[
			'the client id is unknown',
			(stored) => (emulator.tokens.expireAll(), void (stored.data.clientId = '1000.UNKNOWN')),
		],
		['Zoho cannot be reached', (stored) => void (stored.data.customApiUrl = 'http://127.0.0.1:9')],
		[
			'the accounts server cannot be reached',
			(stored) => (
				emulator.tokens.expireAll(),
				void Object.assign(stored.data, {
					accessToken: '',
					customAccountsUrl: 'http://127.0.0.1:9',
					accessTokenUrl: 'http://127.0.0.1:9/oauth/v2/token',
				})
			),
		],
		['connections break', () => emulator.faults.add({ kind: 'reset', path: '/crm/*', times: 50 })],
		['answers are cut', () => emulator.faults.add({ kind: 'cut', path: '/crm/*', times: 50 })],
		[
			'a gateway answers with a page that repeats the request',
			() =>
				emulator.faults.add({
					kind: 'answer',
					status: 502,
					body: `<html>Authorization: Bearer ${emulator.grantToken().accessToken}</html>`,
					path: '/crm/*',
					times: 50,
				}),
		],
		[
			'a token answer is a page',
			() => (
				emulator.tokens.expireAll(),
				emulator.faults.add({
					kind: 'answer',
					status: 500,
					body: `<html>client_secret=${emulator.clientSecret}</html>`,
					path: '/oauth/*',
					times: 50,
				})
			),
		],
		[
			'a token answer repeats the request',
			() => (
				emulator.tokens.expireAll(),
				emulator.faults.add({
					kind: 'answer',
					status: 400,
					body: { error: `client_secret=${emulator.clientSecret} refused` },
					path: '/oauth/*',
					times: 50,
				})
			),
		],
		[
			'a token answer of 200 repeats the request',
			() => (
				emulator.tokens.expireAll(),
				emulator.faults.add({
					kind: 'answer',
					status: 200,
					body: { error: `client_secret=${emulator.clientSecret} refused` },
					path: '/oauth/*',
					times: 50,
				})
			),
		],
		[
			'the API leads elsewhere',
			() => emulator.faults.add({ kind: 'redirect', location: 'http://127.0.0.1:9/', path: '/crm/*', times: 50 }),
		],
		[
			'uploads are refused',
			() =>
				emulator.faults.add({
					kind: 'answer',
					status: 401,
					body: { ERROR_CODE: 401, ERROR_MESSAGE: 'Unauthorized request' },
					path: '/crm/v8/upload',
					times: 50,
				}),
		],
		[
			'results lie at a foreign host',
			() =>
				void (
					(emulator.switches.downloadUrlForm = 'absolute'),
					(emulator.jobs.fileHost = 'https://ann:hunter2@zoho.com.evil.test'),
					secrets.push('hunter2')
				),
		],
		[
			'Zoho refuses the records',
			() =>
				emulator.faults.add({
					kind: 'answer',
					status: 400,
					body: { code: 'INVALID_DATA', details: { api_name: 'Email' }, message: 'invalid data', status: 'error' },
					path: '/crm/*',
					times: 50,
				}),
		],
		[
			'answers have another shape',
			() => emulator.faults.add({ kind: 'wrongJson', body: { access_token: 'shape' }, path: '/crm/*', times: 50 }),
		],
	];

	it.each(TROUBLES)('when %s', async (_trouble, prepare) => await expectSilence(credential, prepare));
});

describe('an API that repeats what it was sent', () => {
	const repeated = (credential: StoredCredential): string => {
		const { oauthTokenData: token, ...fields } = credential.data as IDataObject;
		const { access_token: accessToken, refresh_token: refreshToken } = token as IDataObject;
		return `wrong header ${String(accessToken)}, ${String(refreshToken)}, ${String(fields.clientSecret)}`;
	};
	const refusalWith = (message: string): IDataObject => ({
		code: 'ECHO_CODE',
		message,
		details: { reason: message, errors: [{ code: 'ECHO', message }] },
		status: 'error',
	});

	it.each(ON_ERROR.flatMap((onError) => [[onError, 'a call', 400] as const, [onError, 'a record', 207] as const]))(
		'shows no token, whatever becomes of the error: %s, %s',
		async (onError, _what, status) => {
			const credential = connectedCredential(emulator);
			const refusal = refusalWith(repeated(credential));
			const body = status === 207 ? { data: [refusal, refusal] } : refusal;
			emulator.faults.add({ kind: 'answer', status, body, path: '/crm/v8/Leads', method: 'POST', times: 9 });
			const result = await run(CREATE, ROWS, { credential, onError }).catch((error: unknown) => error);
			expect(textOf(result)).toContain('[secret]');
			expect(findSecrets(textOf(result) + textOf(log))).toEqual([]);
		},
	);

	it('shows none of a file host either', async () => {
		const credential = connectedCredential(emulator);
		const body = refusalWith(repeated(credential));
		emulator.faults.add({ kind: 'answer', status: 400, body, path: '/crm/v8/upload', method: 'POST', times: 9 });
		const error: unknown = await run(IMPORT, ROWS, { credential }).catch((reason: unknown) => reason);
		expect(textOf(error)).toContain('[secret]');
		expect(findSecrets(textOf(error) + textOf(log))).toEqual([]);
	});

	it('shows none that was renewed meanwhile', async () => {
		const credential = connectedCredential(emulator);
		emulator.tokens.expireAll();
		await run(lead('getAll'), [{}], { credential });
		const body = refusalWith(repeated(credential));
		emulator.faults.add({ kind: 'answer', status: 400, body, path: '/crm/v8/Leads', method: 'POST', times: 9 });
		const error: unknown = await run(CREATE, ROWS, { credential }).catch((reason: unknown) => reason);
		expect(findSecrets(textOf(error) + textOf(log))).toEqual([]);
	});
});

it("no secret is in items, hints, messages or n8n's log when Bearer is refused", async () => {
	await expectSilence(oAuth2, () => void (emulator.switches.acceptsBearerOnApi = false));
});

describe('a grant code or refresh token that is no good', () => {
	it.each([
		[
			'a code that was used',
			() => {
				const stored = selfClient();
				const code = String(stored.data.grantCode);
				const { clientId, clientSecret } = emulator;
				emulator.tokens.answer(
					new Map(
						Object.entries({
							grant_type: 'authorization_code',
							client_id: clientId,
							client_secret: clientSecret,
							code,
						}),
					),
				);
				return stored;
			},
		],
		[
			'a code that is none',
			() => selfClient({ grantCode: '1000.deadbeefdeadbeefdeadbeefdeadbeef.deadbeefdeadbeefdeadbeefdeadbeef' }),
		],
		[
			'a revoked refresh token',
			() => {
				const { refreshToken } = emulator.grantToken();
				emulator.tokens.revoke(refreshToken);
				return selfClient({ grantCode: '', refreshToken });
			},
		],
	])('%s is not repeated anywhere', async (_, make) => {
		const stored = make();
		for (const onError of ON_ERROR) {
			for (const parameters of [CREATE, CHECK, IMPORT]) {
				const told = textOf(await emitted(parameters, stored, onError));
				expect(told).toContain('Zoho rejected the ');
				expect(findSecrets(told)).toEqual([]);
			}
		}
		expect(findSecrets(textOf(log))).toEqual([]);
	});
});
