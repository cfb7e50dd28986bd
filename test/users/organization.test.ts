import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Connection } from '../../nodes/shared/n8n/step/operation';
import { parameterReader } from '../../nodes/shared/n8n/form/parameters';
import { getOrganization } from '../../nodes/ZohoCrm/operations/organization/get.operation';
import { connectedCredential, type StoredCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { scriptZoho } from '../unit/zoho/scriptedZoho';
import { scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import type { RunSettings } from '../stage/run';

const { emulator, run } = useStage();

const organization = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'organization',
	operation: 'get',
	...more,
});
const check = async (credential: StoredCredential, settings: RunSettings = {}) =>
	await run(organization({ checkConnection: true }), [{}], { credential, ...settings });
const paths = () => emulator.requests.all().map(({ method, path }) => `${method} ${path}`);
const tokenOutcomes = () => emulator.tokens.log().map(({ outcome }) => outcome);

const ORGANIZATION = {
	id: '4150868000000225009',
	zgid: '654321098',
	companyName: 'Brightwell',
	type: 'production',
	timeZone: 'Asia/Kolkata',
	currencyCode: 'USD',
	isMultiCurrency: false,
	userLicences: 10,
};
const user = (): IDataObject => {
	const [ann] = emulator.state.users.all();
	const { id, email, firstName, lastName } = ann;
	return {
		id,
		email,
		firstName,
		lastName,
		fullName: `${firstName} ${lastName}`,
		status: 'active',
		isConfirmed: true,
		role: 'CEO',
		profile: 'Administrator',
		timeZone: 'Asia/Kolkata',
	};
};
const ALL = [
	'ZohoCRM.modules.ALL',
	'ZohoCRM.settings.ALL',
	'ZohoCRM.users.ALL',
	'ZohoCRM.org.READ',
	'ZohoCRM.bulk.ALL',
	'ZohoCRM.notifications.ALL',
	'ZohoFiles.files.ALL',
	'ZohoCRM.coql.READ',
	'ZohoSearch.securesearch.READ',
];

describe('Organization > Get', () => {
	it('gives the organization of the credential for every item, and asks Zoho once', async () => {
		const { items } = await run(organization(), [{}, {}]);
		expect(items).toEqual([0, 1].map((item) => ({ json: ORGANIZATION, pairedItem: { item } })));
		expect(paths()).toEqual(['GET /crm/v8/org']);
	});

	it('gives all that Zoho gives where it shall not simplify', async () => {
		const { json } = await run(organization({ simplify: false }));
		expect(json).toEqual([(emulator.requests.all()[0].answer as { org: IDataObject[] }).org[0]]);
		expect(json[0]).toMatchObject({ zgid: '654321098', iso_code: 'USD', license_details: { paid: true } });
	});

	it('asks nothing of Zoho for zero items', async () => {
		expect((await run(organization(), [])).items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});
});

describe('Check Connection', () => {
	it('says where the credential leads, for whom, and what it may do', async () => {
		const { items } = await check(scopedCredential(emulator, ALL));
		const json = {
			ok: true,
			message: 'Connected as Ann Lee to Brightwell (production). All scopes granted.',
			next: '',
			user: 'Ann Lee',
			email: 'ann.lee@brightwell.test',
			role: 'CEO',
			profile: 'Administrator',
			organization: 'Brightwell',
			organizationId: ORGANIZATION.id,
			timeZone: 'Asia/Kolkata',
			currencyCode: 'USD',
			dataCenter: 'custom',
			environment: 'production',
			apiUrl: emulator.apiDomain,
			scopesGranted: ALL.join(', '),
			scopesMissing: '',
			details: { organization: ORGANIZATION, user: user(), scopesGranted: ALL },
		};
		expect(items).toEqual([{ json, pairedItem: { item: 0 } }]);
		expect(Object.keys(items[0].json)).toEqual(Object.keys(json));
		expect(paths()).toEqual(['GET /crm/v8/org', 'GET /crm/v8/users']);
		expect(tokenOutcomes()).toEqual([]);
	});

	it('names the scopes that other operations would miss', async () => {
		const granted = [
			'ZohoCRM.modules.leads.ALL',
			'ZohoCRM.modules.READ',
			'zohocrm.USERS.read',
			'ZohoCRM.org.ALL',
			'ZohoCRM.bulk.READ',
		];
		const { json } = await check(scopedCredential(emulator, granted));
		const details = json[0].details as IDataObject;
		expect(details.scopesGranted).toEqual(granted);
		expect(json[0]).toMatchObject({
			ok: false,
			message: expect.stringMatching(
				/^Connected as Ann Lee to Brightwell \(production\)\. 15 scopes are missing: ZohoCRM\.bulk\.CREATE, /,
			),
			next: 'Add the missing scopes to Scope in the credential, then reconnect',
			scopesGranted: granted.join(', '),
			scopesMissing: (details.scopesMissing as string[]).join(', '),
		});
		expect(details.scopesMissing).toEqual([
			'ZohoCRM.bulk.CREATE',
			'ZohoCRM.coql.READ',
			'ZohoCRM.modules.CREATE',
			'ZohoCRM.modules.DELETE',
			'ZohoCRM.modules.UPDATE',
			'ZohoCRM.settings.fields.READ',
			'ZohoCRM.notifications.CREATE',
			'ZohoCRM.notifications.DELETE',
			'ZohoCRM.notifications.READ',
			'ZohoCRM.notifications.UPDATE',
			'ZohoCRM.users.CREATE',
			'ZohoCRM.users.DELETE',
			'ZohoCRM.users.UPDATE',
			'ZohoFiles.files.ALL',
			'ZohoSearch.securesearch.READ',
		]);
	});

	it.each([401, 403] as const)(
		'works where a scope of its own is missing (HTTP %i): what it may not read is empty, and all missing scopes are named',
		async (status) => {
			emulator.switches.scopeMismatchStatus = status;
			const { json } = await check(scopedCredential(emulator, ['ZohoCRM.modules.leads.READ']));
			expect(json).toEqual([
				expect.objectContaining({
					ok: false,
					message: expect.stringMatching(/^Connected to Zoho CRM\. \d+ scopes are missing: /),
					organization: '',
					user: '',
					apiUrl: emulator.apiDomain,
					scopesGranted: 'ZohoCRM.modules.leads.READ',
				}),
			]);
			expect(json[0].details).not.toHaveProperty('user');
			expect(json[0].details).not.toHaveProperty('organization');
			expect(String(json[0].scopesMissing).split(', ')).toEqual(
				expect.arrayContaining([
					'ZohoCRM.org.READ',
					'ZohoCRM.users.READ',
					'ZohoCRM.settings.fields.READ',
					'ZohoFiles.files.ALL',
				]),
			);
			const unsaid = await check(connectedCredential(emulator, ['ZohoCRM.org.READ']));
			// After a 401 n8n renews the token, and the answer says what it may do.
			expect(unsaid.json[0]).toMatchObject({
				ok: false,
				organization: 'Brightwell',
				user: '',
				scopesGranted: status === 401 ? 'ZohoCRM.org.READ' : '',
			});
			expect(String(unsaid.json[0].scopesMissing).split(', ')).toEqual(
				status === 401 ? expect.arrayContaining(['ZohoCRM.users.READ', 'ZohoFiles.files.ALL']) : ['ZohoCRM.users.READ'],
			);
		},
	);

	it('does not guess where Zoho never said what was granted', async () => {
		const { json } = await check(connectedCredential(emulator));
		expect(json[0]).toMatchObject({
			ok: true,
			message: 'Connected as Ann Lee to Brightwell (production). Zoho CRM did not say which scopes were granted.',
			scopesGranted: '',
			scopesMissing: '',
			details: { organization: ORGANIZATION },
		});
		expect(json[0].details).not.toHaveProperty('scopesGranted');
	});

	it('knows what a token that was renewed on the way may do', async () => {
		const credential = connectedCredential(emulator, ALL);
		emulator.tokens.expireAll();
		const { json } = await check(credential);
		expect(json[0]).toMatchObject({ ok: true, scopesGranted: ALL.join(', '), scopesMissing: '' });
		expect(tokenOutcomes()).toEqual(['issued']);
	});

	it('names data center and environment as the credential sets them', async () => {
		const [ann] = emulator.state.users.all();
		const zoho = scriptZoho([
			{
				body: {
					org: [
						{
							id: '1',
							zgid: '2',
							company_name: 'Brightwell',
							type: 'sandbox',
							time_zone: 'Europe/Rome',
							iso_code: 'EUR',
							mc_status: true,
							license_details: { users_license_purchased: 5 },
						},
					],
				},
			},
			{
				body: {
					users: [
						{
							id: ann.id,
							email: ann.email,
							first_name: 'Ann',
							last_name: 'Lee',
							full_name: 'Ann Lee',
							status: 'active',
							confirm: true,
							role: null,
							profile: null,
							time_zone: null,
						},
					],
				},
			},
		]);
		const connection: Connection = {
			dataCenter: 'eu',
			environment: 'sandbox',
			apiDomain: 'https://sandbox.zohoapis.eu',
			grantedScopes: ALL,
		};
		const read = { ...parameterReader({} as never, 0), boolean: () => true };
		const context = {
			zoho: zoho.client,
			connection: async () => connection,
			read,
			itemIndex: 0,
			json: {},
			readBinary: {} as never,
			writeBinary: {} as never,
			execution: {} as never,
			hint: {} as never,
		};
		expect(await getOrganization.each(context)).toEqual({
			ok: true,
			message: 'Connected as Ann Lee to Brightwell (sandbox). All scopes granted.',
			next: '',
			user: 'Ann Lee',
			email: ann.email,
			role: '',
			profile: '',
			organization: 'Brightwell',
			organizationId: '1',
			timeZone: 'Europe/Rome',
			currencyCode: 'EUR',
			dataCenter: 'eu',
			environment: 'sandbox',
			apiUrl: 'https://sandbox.zohoapis.eu',
			scopesGranted: ALL.join(', '),
			scopesMissing: '',
			details: {
				organization: {
					id: '1',
					zgid: '2',
					companyName: 'Brightwell',
					type: 'sandbox',
					timeZone: 'Europe/Rome',
					currencyCode: 'EUR',
					isMultiCurrency: true,
					userLicences: 5,
				},
				user: {
					id: ann.id,
					email: ann.email,
					firstName: 'Ann',
					lastName: 'Lee',
					fullName: 'Ann Lee',
					status: 'active',
					isConfirmed: true,
				},
				scopesGranted: ALL,
			},
		});
	});
});

describe('a connection that does not work', () => {
	/** The refusal of a check, and that with "continue on fail" the item says the same. */
	async function refused(
		credential: () => StoredCredential,
		prepare: () => void,
	): Promise<{ message: string; description: string; code: unknown }> {
		prepare();
		const { message, description, itemIndex } = await failureOf(check(credential()));
		expect(itemIndex).toBe(0);
		emulator.reset();
		prepare();
		const { items } = await check(credential(), { onError: 'continueRegularOutput' });
		const { code } = items[0].json;
		expect(items).toMatchObject([{ json: { reason: message, code, next: description }, pairedItem: { item: 0 } }]);
		return { message, description, code };
	}
	const usual = () => connectedCredential(emulator);

	it('because the token was revoked', async () => {
		const revoked = () => {
			const credential = usual();
			emulator.tokens.revoke(String((credential.data.oauthTokenData as IDataObject).refresh_token));
			return credential;
		};
		expect(await refused(revoked, () => undefined)).toEqual({
			message: 'Zoho did not renew the access token (invalid_code)',
			description:
				'The refresh token was revoked or belongs to another data center. Check the data center of the credential, then reconnect it',
			code: 'TOKEN_REFUSED',
		});
	});

	it('because Zoho gives no more tokens for now', async () => {
		const expired = () => {
			const credential = usual();
			emulator.tokens.expireAll();
			return credential;
		};
		expect(await refused(expired, () => void (emulator.switches.tokenRequestsPerTenMinutes = 0))).toEqual({
			message: 'Zoho did not renew the access token (Access Denied)',
			description: 'Zoho issues at most 10 tokens in 10 minutes. Wait 10 minutes, then run the node again',
			code: 'TOKEN_REFUSED',
		});
	});

	it('because Zoho cannot be reached', async () => {
		const unreachable = () => {
			const credential = usual();
			credential.data.customApiUrl = 'http://127.0.0.1:9';
			return credential;
		};
		expect(await refused(unreachable, () => undefined)).toEqual({
			message: 'No response from Zoho CRM at 127.0.0.1:9',
			description: 'Check the network (ECONNREFUSED) and the Data Center of the credential, then retry',
			code: 'NO_ANSWER',
		});
	});

	it('because Zoho refuses the token, which has nothing to do with a refusal of former times', async () => {
		const refusedOnce = () => {
			const credential = usual();
			Object.assign(credential.data.oauthTokenData ?? {}, { error: 'invalid_code' });
			return credential;
		};
		const ofOtherEnvironment = () => {
			emulator.switches.environment = 'production';
			const credential = refusedOnce();
			emulator.switches.environment = 'sandbox';
			return credential;
		};
		expect(await refused(ofOtherEnvironment, () => undefined)).toEqual({
			message: 'Zoho CRM rejected the access token (INVALID_TOKEN)',
			description:
				'Check that the Data Center and Environment of the credential match your Zoho account, then reconnect it',
			code: 'INVALID_TOKEN',
		});
		emulator.switches.environment = 'production';
		expect(await refused(refusedOnce, () => void (emulator.switches.acceptsBearerOnApi = false))).toMatchObject({
			message: expect.stringContaining('not in the form that n8n uses'),
		});
	});

	it('because one address refuses the token, does not blame its form', async () => {
		const invalid = { code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' };
		expect(
			await refused(usual, () =>
				emulator.faults.add({ kind: 'answer', status: 401, body: invalid, path: '/crm/v8/users', times: 9 }),
			),
		).toMatchObject({ code: 'INVALID_TOKEN' });
	});

	it('because the token has expired and cannot be renewed', async () => {
		const withoutRefreshToken = () => {
			const credential = usual();
			delete (credential.data.oauthTokenData as IDataObject).refresh_token;
			emulator.tokens.expireAll();
			return credential;
		};
		expect(await refused(withoutRefreshToken, () => undefined)).toEqual({
			message: 'The access token has expired, and the credential has no refresh token to renew it',
			description: 'Open the credential and reconnect it',
			code: 'TOKEN_REFUSED',
		});
	});

	it('because the accounts server is down', async () => {
		const expired = () => {
			const credential = usual();
			emulator.tokens.expireAll();
			return credential;
		};
		const { accountsUrl } = emulator;
		const description = 'Check that n8n can reach it, then run the node again';
		expect(
			await refused(expired, () =>
				emulator.faults.add({ kind: 'answer', status: 503, body: '<html>busy</html>', path: '/oauth/*', times: 99 }),
			),
		).toEqual({
			message: `Zoho's accounts server ${accountsUrl} responded with status 503 instead of a token`,
			description,
			code: 'TOKEN_REFUSED',
		});
		emulator.reset();
		expect(await refused(expired, () => emulator.faults.add({ kind: 'reset', path: '/oauth/*', times: 99 }))).toEqual({
			message: `Zoho's accounts server ${accountsUrl} did not respond`,
			description: description.replace('it,', 'it (ECONNRESET),'),
			code: 'TOKEN_REFUSED',
		});
	});

	it('because Zoho does not take the form in which n8n sends the token', async () => {
		expect(await refused(usual, () => void (emulator.switches.acceptsBearerOnApi = false))).toEqual({
			message: 'Zoho CRM accepts the token, but not in the form that n8n uses for OAuth2 credentials (Bearer)',
			description:
				'Choose Self Client under Authentication. Its credential sends the token in the way that Zoho documents',
			code: 'TOKEN_REFUSED',
		});
	});

	it('because the account lives in another data center', async () => {
		expect(await refused(usual, () => void (emulator.switches.isOtherDataCenter = true))).toEqual({
			message: 'Zoho did not renew the access token (invalid_code)',
			description:
				'The refresh token was revoked or belongs to another data center. Check the data center of the credential, then reconnect it',
			code: 'TOKEN_REFUSED',
		});
	});
});
