import type { IDataObject, IHttpRequestOptions, INodeParameters } from 'n8n-workflow';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import type { Authentication, NodeContext } from '../../nodes/shared/n8n/connection/nodeContext';
import { connectedCredential, selfClientCredential, type StoredCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { lead } from '../stage/parameters';
import { runNode } from '../stage/runNode';
import { useStage } from '../stage/stage';

/** How n8n reads `ignoreHttpStatusErrors` where it is an object: from 2.10 on as it is meant, before that as `true`. */
let isOlder = false;

jest.mock('../../nodes/shared/n8n/connection/nodeContext', () => {
	const actual: typeof import('../../nodes/shared/n8n/connection/nodeContext') = jest.requireActual(
		'../../nodes/shared/n8n/connection/nodeContext',
	);
	const asOlder = (options: IHttpRequestOptions): IHttpRequestOptions =>
		isOlder ? { ...options, ignoreHttpStatusErrors: Boolean(options.ignoreHttpStatusErrors) } : options;
	return {
		...actual,
		ofExecution(context: never): NodeContext {
			const port = actual.ofExecution(context);
			const requestSigned = async (options: IHttpRequestOptions): Promise<unknown> =>
				await port.requestSigned(asOlder(options));
			return Object.create(port, { requestSigned: { value: requestSigned } }) as NodeContext;
		},
	};
});

const { emulator, run } = useStage();

const LEAD = { Last_Name: 'Okafor', Company: 'Brightwell' };
const tokenRequests = (): string[] => emulator.tokens.log().map(({ grantType, outcome }) => `${grantType} ${outcome}`);
const credentialOf = (authentication: Authentication): StoredCredential =>
	authentication === 'oAuth2'
		? connectedCredential(emulator)
		: selfClientCredential(emulator, { refreshToken: emulator.grantToken().refreshToken });
const withCredential = (authentication: Authentication, parameters: INodeParameters): INodeParameters =>
	authentication === 'oAuth2' ? parameters : { authentication, ...parameters };

describe.each([
	['from 2.10 on', false],
	['before 2.10', true],
])('n8n %s', (_version, older) => {
	beforeEach(() => {
		isOlder = older;
	});

	describe.each(['oAuth2', 'selfClient'] as const)('and a credential of the kind %s', (authentication) => {
		it('renews an expired token once, and writes the record once', async () => {
			const credential = credentialOf(authentication);
			const parameters = withCredential(authentication, lead('create'));
			await run(parameters, [LEAD], { credential });
			const before = tokenRequests().length;
			emulator.tokens.expireAll();
			const { json } = await run(parameters, [{ ...LEAD, Last_Name: 'Lee' }], { credential });
			expect(json).toMatchObject([{ status: 'ADDED' }]);
			expect(tokenRequests().slice(before)).toEqual(['refresh_token issued']);
			expect(emulator.store.count('Leads')).toBe(2);
		});

		it('renews it in the middle of an import, on the API and on the file host', async () => {
			const credential = credentialOf(authentication);
			const items: IDataObject[] = Array.from({ length: 30 }, (__, index) => ({ ...LEAD, Last_Name: `L${index}` }));
			for (const path of ['/crm/v8/upload', '/crm/bulk/v8/write'])
				emulator.faults.add({ kind: 'expireToken', method: 'POST', path });
			const parameters = withCredential(authentication, {
				resource: 'bulkWrite',
				operation: 'import',
				module: 'Leads',
				importOperation: 'insert',
				route: 'bulk',
			});
			const { json } = await runNode({ node: new ZohoCrmBulk(), parameters, items, credential });
			expect(json.map(({ status }) => status)).toEqual(items.map(() => 'ADDED'));
			expect(emulator.store.count('Leads')).toBe(30);
		});

		it('passes every other status on as Zoho gave it', async () => {
			const credential = credentialOf(authentication);
			const body = { code: 'NO_PERMISSION', details: {}, message: 'permission denied', status: 'error' };
			emulator.faults.add({ kind: 'answer', status: 403, body, path: '/crm/v8/Leads', method: 'POST' });
			const { message } = await failureOf(run(withCredential(authentication, lead('create')), [LEAD], { credential }));
			expect(message).toContain('permission');
		});

		it('asks for no new token where a scope is missing', async () => {
			const credential = credentialOf(authentication);
			const parameters = withCredential(authentication, lead('create'));
			await run(parameters, [LEAD], { credential });
			const before = tokenRequests().length;
			const body = { code: 'OAUTH_SCOPE_MISMATCH', details: {}, message: 'invalid oauth scope', status: 'error' };
			emulator.faults.add({ kind: 'answer', status: 401, body, path: '/crm/v8/Leads', method: 'POST', times: 9 });
			const { message } = await failureOf(run(parameters, [LEAD], { credential }));
			expect(message).toMatch(/scope/i);
			expect(tokenRequests().length - before).toBeLessThanOrEqual(older ? 0 : 1);
		});

		it('says what to do where no token is to be had', async () => {
			const credential = credentialOf(authentication);
			await run(withCredential(authentication, lead('create')), [LEAD], { credential });
			const { oauthTokenData: token, refreshToken } = credential.data;
			emulator.tokens.revoke(String((token as IDataObject | undefined)?.refresh_token ?? refreshToken));
			emulator.tokens.expireAll();
			const { message } = await failureOf(run(withCredential(authentication, lead('create')), [LEAD], { credential }));
			expect(message).toMatch(
				authentication === 'oAuth2'
					? /^Zoho did not renew the access token \(invalid_code\)/
					: /^Zoho rejected the refresh token/,
			);
			expect(emulator.store.count('Leads')).toBe(1);
		});
	});
});
