import { scopesOf } from '../../nodes/ZohoCrmTrigger/wishes';
import { DEFAULT_SCOPES, findMissingScopes, PACKAGE_SCOPES } from '../../nodes/shared/zoho/call/scopes';
import { plainUseOf, prepareInput, sampleOf, USES } from '../operations/registry';
import type { OperationSample, Use } from '../operations/sample';
import {
	connectedCredential,
	scopedCredential,
	selfClientCredential,
	type StoredCredential,
} from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { lead, user } from '../stage/parameters';
import type { NodeRunResult } from '../stage/runNode';
import type { RunSettings } from '../stage/run';
import { SAID } from '../stage/said';
import { useStage } from '../stage/stage';

const { emulator, run } = useStage();

/** A trigger that needs all scopes that a trigger can need. */
const WATCH_LEADS: Parameters<typeof scopesOf>[0] = {
	modules: ['Leads'],
	fields: [],
	ignoresOwnChanges: true,
	isInstant: true,
};
const FIELDS = 'ZohoCRM.settings.fields.READ';

/** Runs a use of an operation with items that it needs: one, unless told otherwise. */
async function runUse(
	sample: OperationSample,
	parameters: Use['parameters'],
	credential: StoredCredential,
	count = 1,
	onError?: RunSettings['onError'],
): Promise<NodeRunResult> {
	const { items, files } = await prepareInput(emulator, sample, count);
	return await run(parameters, items, { credential, onError, files });
}

const without = (scopes: readonly string[], one: string): string[] => [
	'ZohoCRM.notifications.READ',
	...scopes.filter((scope) => scope !== one),
];
const messageFor = (scope: string): string =>
	`The credential was connected without a scope that this operation needs: ${scope} (OAUTH_SCOPE_MISMATCH)`;

describe.each(USES)('to $name', ({ parameters, scopes, sample }) => {
	it('the narrowest scopes are enough', async () => {
		const { json } = await runUse(sample, parameters, scopedCredential(emulator, scopes));
		// The rows of a result say of others why they failed.
		const rows = json.filter(({ reason, columns }) => (reason ?? '') !== '' && columns === undefined);
		expect(rows.filter(({ status, reason }) => reason !== SAID[String(status)])).toEqual([]);
		expect(json.length).toBeGreaterThan(0);
		for (const status of json.flatMap((item) => ('importId' in item ? [item.status] : [])))
			expect(['ADDED', 'UPDATED']).toContain(status);
	});

	it.each(scopes)('a token without %s is refused before anything is sent', async (missing) => {
		const refusal = await failureOf(runUse(sample, parameters, scopedCredential(emulator, without(scopes, missing))));
		expect(refusal).toMatchObject({
			message: messageFor(missing),
			description: 'Add it to the credential, then reconnect. A self client needs a new grant code with it',
		});
		expect(emulator.requests.all()).toEqual([]);
		expect(emulator.tokens.log()).toEqual([]);
	});
});

describe('the list of scopes', () => {
	it('of the package has what every operation needs, and nothing else', () => {
		const needed = [...USES.flatMap(({ scopes }) => scopes), ...scopesOf(WATCH_LEADS)];
		expect(findMissingScopes(PACKAGE_SCOPES, needed)).toEqual([]);
		const wide = needed.map((scope) => scope.replace('.leads.', '.'));
		expect(PACKAGE_SCOPES.filter((scope) => !wide.includes(scope))).toEqual([]);
	});

	it('that a credential asks for at first covers it', () => {
		expect(findMissingScopes(DEFAULT_SCOPES, PACKAGE_SCOPES)).toEqual([]);
	});
});

describe('a missing scope', () => {
	const USERS = user('get', { userBy: 'current' });
	const CREATE = lead('create');
	const [userGet, leadCreate] = [sampleOf('user', 'get'), sampleOf('lead', 'create')];
	const refreshes = () => emulator.tokens.log().map(({ grantType, outcome }) => `${grantType} ${outcome}`);
	const answered = (scope: string, next: string, count: number, status = 'FAILED') =>
		Array.from({ length: count }, (_, item) => ({
			json: { status, reason: messageFor(scope), item: item + 1, code: 'OAUTH_SCOPE_MISMATCH', next },
			pairedItem: { item },
		}));

	it('is said of every item where the step goes on, and nothing is sent', async () => {
		const next = 'Add it to the credential, then reconnect. A self client needs a new grant code with it';
		const users = await runUse(
			userGet,
			USERS,
			scopedCredential(emulator, ['ZohoCRM.org.READ']),
			3,
			'continueRegularOutput',
		);
		expect(users.items).toMatchObject(answered('ZohoCRM.users.READ', next, 3));
		const leads = await runUse(leadCreate, CREATE, scopedCredential(emulator, [FIELDS]), 3, 'continueRegularOutput');
		expect(leads.items).toMatchObject(answered('ZohoCRM.modules.leads.CREATE', next, 3, 'UNPROCESSED'));
		expect(emulator.requests.all()).toEqual([]);
	});

	it.each([401, 403] as const)('that only Zoho knows of (HTTP %i) stops a step at the first answer', async (status) => {
		emulator.switches.scopeMismatchStatus = status;
		const next =
			'Add the scope to the credential or restore its default scopes, then reconnect. A self client needs a new grant code with this scope';
		const { items } = await runUse(
			userGet,
			USERS,
			connectedCredential(emulator, ['ZohoCRM.org.READ']),
			5,
			'continueRegularOutput',
		);
		expect(items).toMatchObject(answered('ZohoCRM.users.READ', next, 5));
		expect(emulator.requests.all({ path: /^\/crm\// })).toHaveLength(status === 401 ? 2 : 1);
		expect(refreshes()).toEqual(status === 401 ? ['refresh_token issued'] : []);
	});

	it('that only Zoho knows of stops a write at its first group', async () => {
		const credential = connectedCredential(emulator, [FIELDS]);
		const { items } = await runUse(
			leadCreate,
			{ ...CREATE, options: { requestsAtOnce: 1 } },
			credential,
			350,
			'continueRegularOutput',
		);
		expect(new Set(items.map(({ json }) => json.reason))).toEqual(
			new Set([messageFor('ZohoCRM.modules.leads.CREATE')]),
		);
		expect(items).toHaveLength(350);
		expect(emulator.requests.all({ method: 'POST', path: /^\/crm\// }).map(({ status }) => status)).toEqual([401, 401]);
		expect(refreshes()).toEqual(['refresh_token issued']);
	});

	it('is known from the first renewal on, where the answer that granted the token did not name it', async () => {
		const credential = connectedCredential(emulator, ['ZohoCRM.org.READ']);
		await failureOf(runUse(userGet, USERS, credential));
		emulator.requests.reset();
		expect(await failureOf(runUse(userGet, USERS, credential))).toMatchObject({
			message: messageFor('ZohoCRM.users.READ'),
		});
		expect(emulator.requests.all()).toEqual([]);
	});

	it('of a self client is found as well, and a new grant code is given the chance to have it', async () => {
		const codeFor = (scopes: readonly string[]) =>
			emulator.tokens.codes.createForSelfClient(
				{ userId: emulator.state.users.all()[0].id, scopes, environment: 'production' },
				10,
			) ?? '';
		const credential = selfClientCredential(emulator, { grantCode: codeFor(['ZohoCRM.org.READ']) });
		await runUse(sampleOf('organization', 'get'), plainUseOf('organization', 'get').parameters, credential);
		emulator.requests.reset();
		expect(await failureOf(runUse(userGet, USERS, credential))).toMatchObject({
			message: messageFor('ZohoCRM.users.READ'),
		});
		expect(emulator.requests.all()).toEqual([]);
		credential.data.grantCode = codeFor(['ZohoCRM.org.READ', 'ZohoCRM.users.READ']);
		expect((await runUse(userGet, USERS, credential)).json).toMatchObject([{ fullName: 'Ann Lee' }]);
	});
});
