import type { IDataObject } from 'n8n-workflow';
import type { FaultEffect } from '../emulator/server/faults';
import { connectedCredential, type StoredCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { failureOf, rejectionOf, type Failure } from '../stage/failure';
import { ITS_LEAD, lead } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

let credential: StoredCredential;

beforeEach(() => {
	credential = connectedCredential(emulator);
});

const SECRET = 'SECRET-VALUE';
const row = (number: number): IDataObject => ({
	Last_Name: `L${number}`,
	Company: SECRET,
	Email: `n${number}@brightwell.test`,
	Phone: String(number),
});
const rows = (count: number): IDataObject[] => Array.from({ length: count }, (_, number) => row(number));
const leads = (): number => emulator.store.count('Leads');
/** One request after the other, so that it is certain which one meets a fault. */
const ONE_BY_ONE = { options: { requestsAtOnce: 1 } };
const create = async (items: readonly IDataObject[], more = {}, settings = {}) =>
	await run(lead('create', { ...ONE_BY_ONE, ...more }), items, { credential, ...settings });
const upsert = async (items: readonly IDataObject[], more = {}, settings = {}) =>
	await run(lead('upsert', { ...ONE_BY_ONE, ...more }), items, { credential, ...settings });

/** What may happen to a request on its way, and whether Zoho has acted then. */
const LOSSES: ReadonlyArray<readonly [string, FaultEffect & { readonly acts?: boolean }]> = [
	['connection reset before Zoho acted', { kind: 'reset' }],
	['connection reset after Zoho acted', { kind: 'reset', acts: true }],
	['answer that was cut', { kind: 'cut' }],
	['502 of a gateway before Zoho acted', { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' }],
	['502 of a gateway after Zoho acted', { kind: 'answer', status: 502, body: '<html>Bad gateway</html>', acts: true }],
	[
		'500 of Zoho after it acted',
		{
			kind: 'answer',
			status: 500,
			body: { code: 'INTERNAL_ERROR', details: {}, message: 'Internal Server Error', status: 'error' },
			acts: true,
		},
	],
];

/** Answers that arrive but cannot be read. */
const RIDDLES: ReadonlyArray<readonly [string, FaultEffect & { readonly acts?: boolean }]> = [
	['half of the JSON', { kind: 'truncatedJson' }],
	['JSON of another shape', { kind: 'wrongJson' }],
	[
		'fewer answers than records',
		{
			kind: 'wrongJson',
			body: {
				data: [{ code: 'SUCCESS', status: 'success', message: 'record added', details: { id: '4150868000004600001' } }],
			},
		},
	],
	['an empty answer', { kind: 'empty', acts: true }],
];

const LOOK =
	'The reply was lost, so the record may have been written. Look for it in Zoho CRM before you retry this item';

/** Leads by phone: whether each of them is there, and how often. */
const countByPhone = (items: readonly IDataObject[]): number[] =>
	items.map(({ Phone }) => emulator.store.find('Leads', 'Phone', String(Phone)).length);

describe('Lead > Create when the reply is lost', () => {
	it.each([...LOSSES, ...RIDDLES])(
		'%s: never sends the group twice, answers UNKNOWN, and goes on with the rest',
		async (_, fault) => {
			const items = rows(250);
			emulator.faults.add({ ...fault, path: '/crm/v8/Leads', method: 'POST', after: 1 });
			const { items: output, json, hints } = await create(items);
			expect(
				leadCalls(emulator, 'POST').map(({ records, fault: met }) => [met === null ? records : 'met', met]),
			).toEqual([
				[100, null],
				['met', fault.kind],
				[50, null],
			]);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_item, item) => ({ item })));
			json.forEach((answer, index) => {
				if (index >= 100 && index < 200) {
					expect(answer).toMatchObject({
						reason: expect.any(String),
						code: expect.any(String),
						next: LOOK,
						status: 'UNKNOWN',
					});
				} else {
					expect(answer.status).toBe('ADDED');
					expect(storedValues(emulator, 'Leads', answer.id, Object.keys(items[index]))).toEqual(items[index]);
				}
			});
			const lostWereWritten =
				('acts' in fault && fault.acts === true) || ['cut', 'truncatedJson', 'wrongJson'].includes(fault.kind);
			expect(countByPhone(items)).toEqual(
				items.map((_item, index) => (index >= 100 && index < 200 && !lostWereWritten ? 0 : 1)),
			);
			expect(hints.map(({ message }) => message)).toContain(
				'100 of 250 items failed or are uncertain. "reason" and "next" in their output say why and what to do',
			);
			// The values of an item are those of its own row, and nowhere else.
			expect(output.filter(({ json }) => json.input !== '').map(({ json }) => json.input)).toEqual(
				items.slice(100, 200),
			);
			expect(JSON.stringify(output.map(({ json }) => ({ ...json, input: '' })))).not.toContain(SECRET);
		},
	);

	it.each([...LOSSES, ...RIDDLES])('%s: throws nothing even where it met every item', async (_, fault) => {
		emulator.faults.add({ ...fault, path: '/crm/v8/Leads', method: 'POST' });
		const { json } = await create(rows(2));
		expect(json.map(({ status, next }) => [status, next])).toEqual([
			['UNKNOWN', LOOK],
			['UNKNOWN', LOOK],
		]);
		expect(leadCalls(emulator, 'POST')).toHaveLength(1);
	});

	it('sends no further group when told to stop on refusal', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/Leads', method: 'POST' });
		const { json } = await create(rows(150), { options: { requestsAtOnce: 1, stopOnRefusal: true } });
		expect(json.map(({ status }) => status)).toEqual([...Array(100).fill('UNKNOWN'), ...Array(50).fill('UNPROCESSED')]);
		expect(leadCalls(emulator, 'POST')).toHaveLength(1);
	});
});

describe('Lead > Update, Delete and Create or Update when the reply is lost', () => {
	it.each(LOSSES)('update, %s: sends the group again, and every lead is right in the end', async (_, fault) => {
		const items = rows(150).map(({ Phone }) => ({ lead: seedLead(emulator, {}), phone: Phone }));
		emulator.faults.add({ ...fault, path: '/crm/v8/Leads', method: 'PUT' });
		const fields = { mappingMode: 'defineBelow', value: { Phone: '={{ $json.phone }}' } };
		const { json } = await run(lead('update', { leadId: ITS_LEAD, fields, ...ONE_BY_ONE }), items, {
			credential,
		});
		expect(json.map(({ id, status }) => [id, status])).toEqual(items.map((item) => [item.lead, 'UPDATED']));
		expect(items.map((item) => storedValues(emulator, 'Leads', item.lead, ['Phone']))).toEqual(
			items.map(({ phone }) => ({ Phone: phone })),
		);
		expect(leadCalls(emulator, 'PUT')).toHaveLength(3);
	});

	it.each(LOSSES)('delete, %s: sends the group again, and a lead that is gone counts as deleted', async (_, fault) => {
		const items = rows(150).map(() => ({ lead: seedLead(emulator, {}) }));
		emulator.faults.add({ ...fault, path: '/crm/v8/Leads', method: 'DELETE' });
		const { json } = await run(lead('delete', { leadId: ITS_LEAD, ...ONE_BY_ONE }), items, { credential });
		expect(json).toMatchObject(items.map((item) => ({ id: item.lead, status: 'DELETED' })));
		expect(leads()).toBe(0);
		expect(leadCalls(emulator, 'DELETE')).toHaveLength(3);
	});

	it.each(LOSSES)('create or update, %s: sends the group again, and there is one lead per row', async (_, fault) => {
		const items = rows(150);
		seedLead(emulator, { Email: String(items[3].Email) });
		emulator.faults.add({ ...fault, path: '/crm/v8/Leads/upsert', method: 'POST' });
		const { json } = await upsert(items);
		expect(leads()).toBe(150);
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, Object.keys(items[0])))).toEqual(items);
		expect(json[3].status).toBe('UPDATED');
	});

	it('does not send rows without a key again: they would make a second lead', async () => {
		emulator.faults.add({ kind: 'cut', path: '/crm/v8/Leads/upsert', method: 'POST' });
		const { json } = await upsert([{ Last_Name: 'A', Company: 'X' }]);
		expect(json).toMatchObject([{ status: 'UNKNOWN', next: LOOK }]);
		expect([leads(), leadCalls(emulator, 'POST').length]).toEqual([1, 1]);
	});

	it('holds a later row of the same lead back while the earlier one is uncertain', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/Leads/upsert', method: 'POST', times: 5 });
		const { json } = await upsert([row(1), { ...row(1), Phone: '2' }, row(3)]);
		expect(json.map(({ status }) => status)).toEqual(['UNKNOWN', 'UNPROCESSED', 'UNKNOWN']);
		expect(json[1]).toMatchObject({
			reason: 'The row was not sent, because the outcome of an earlier row for the same record is unknown',
			code: 'NOT_SENT',
		});
		expect(leads()).toBe(0);
	});

	it('still names a refused record in a group that had to be repeated', async () => {
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Leads/upsert', method: 'POST' });
		const { json } = await upsert([row(1), { ...row(2), Phone: Array(40).fill('1').join('') }, row(3)]);
		expect(json.map(({ status, code }) => [status, code])).toEqual([
			['UPDATED', ''],
			['SKIPPED', 'INVALID_DATA'],
			['UPDATED', ''],
		]);
		expect(leads()).toBe(2);
	});
});

describe('a repeated request that is refused', () => {
	it('is answered UNKNOWN where the token cannot be renewed for it: the lost one may have been applied', async () => {
		const id = seedLead(emulator, {});
		emulator.switches.tokenRequestsPerTenMinutes = 0;
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Leads', method: 'PUT' });
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/Leads', method: 'PUT' });
		const { json } = await run(lead('update', { leadId: { __rl: true, mode: 'id', value: id } }), [{ Phone: '2' }], {
			credential,
		});
		expect(json).toMatchObject([
			{
				reason: `No response from Zoho CRM at ${new URL(emulator.apiDomain).host}`,
				code: 'NO_ANSWER',
				next: LOOK,
				status: 'UNKNOWN',
			},
		]);
		expect(storedValues(emulator, 'Leads', id, ['Phone'])).toEqual({ Phone: '2' });
	});

	it('is answered UNKNOWN where Zoho’s refusal may come from what the lost one did', async () => {
		const id = seedLead(emulator, {});
		const locked = { code: 'NOT_APPROVED', status: 'error', message: 'record not approved', details: { id } };
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Leads', method: 'PUT' });
		emulator.faults.add({
			kind: 'answer',
			status: 400,
			body: { data: [locked] },
			path: '/crm/v8/Leads',
			method: 'PUT',
		});
		const { json } = await run(lead('update', { leadId: { __rl: true, mode: 'id', value: id } }), [{ Phone: '2' }], {
			credential,
		});
		expect(json).toMatchObject([
			{ reason: 'The record is not approved (NOT_APPROVED)', code: 'NOT_APPROVED', next: LOOK, status: 'UNKNOWN' },
		]);
		expect(storedValues(emulator, 'Leads', id, ['Phone'])).toEqual({ Phone: '2' });
	});
});

describe('the access token', () => {
	it('is renewed once when it ends in the middle, however many requests meet it', async () => {
		emulator.switches.latencyBaseMs = 10;
		const items = rows(450);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/Leads', method: 'POST', after: 2 });
		const { json } = await create(items, { options: { requestsAtOnce: 3 } });
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, Object.keys(items[0])))).toEqual(items);
		expect(leads()).toBe(450);
		expect(credential.tokenUpdates).toBe(1);
		expect(emulator.tokens.log().map(({ grantType, outcome }) => [grantType, outcome])).toEqual([
			['refresh_token', 'issued'],
		]);
	});

	it('that a request outlives is renewed, and what was refused before is sent once', async () => {
		emulator.tokens.expireAll();
		const items = rows(2);
		const { json } = await create(items);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
		expect(countByPhone(items)).toEqual([1, 1]);
	});
});

describe('a credential that Zoho refuses', () => {
	const nothingWasWritten = (): void => expect(leads()).toBe(0);
	const hidesSecrets = (text: string): void => {
		const { access_token: access, refresh_token: refresh } = credential.data.oauthTokenData as {
			access_token: string;
			refresh_token: string;
		};
		for (const secret of [access, refresh, String(credential.data.clientSecret), SECRET])
			expect(text).not.toContain(secret);
	};

	it.each([
		[
			'a revoked refresh token',
			() => void emulator.tokens.revoke(String((credential.data.oauthTokenData as IDataObject).refresh_token)),
			'invalid_code',
			/refresh token was revoked.*reconnect it/,
		],
		[
			'another data center',
			() => void (emulator.switches.isOtherDataCenter = true),
			'invalid_code',
			/Check the data center of the credential/,
		],
		[
			'an unknown client',
			() => void ((credential.data.clientId = '1000.X'), emulator.tokens.expireAll()),
			'invalid_client',
			/Check the Client ID/,
		],
		[
			'a wrong client secret',
			() => void ((credential.data.clientSecret = 'wrong'), emulator.tokens.expireAll()),
			'invalid_client_secret',
			/Copy the Client Secret/,
		],
		[
			'too many token requests',
			() => void ((emulator.switches.tokenRequestsPerTenMinutes = 0), emulator.tokens.expireAll()),
			'Access Denied',
			/Wait 10 minutes/,
		],
	])('because of %s, says so and what to do', async (_, spoil, refused, advice) => {
		spoil();
		const error = await rejectionOf(create(rows(1)));
		expect(error).toMatchObject({
			message: `Zoho did not renew the access token (${refused})`,
			description: expect.stringMatching(advice),
		});
		hidesSecrets(JSON.stringify(error));
		nothingWasWritten();
		const { json } = await create(rows(2), {}, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject(
			Array(2).fill({
				reason: (error as Failure).message,
				code: 'TOKEN_REFUSED',
				next: (error as Failure).description,
				status: 'UNPROCESSED',
			}),
		);
	});

	it('in the middle answers what was written, and asks for no further token', async () => {
		const refreshToken = String((credential.data.oauthTokenData as IDataObject).refresh_token);
		emulator.switches.latencyBaseMs = 15;
		const watch = setInterval(() => leads() >= 100 && emulator.tokens.revoke(refreshToken), 1);
		const { json } = await create(rows(350));
		clearInterval(watch);
		const written = json.filter(({ status }) => status === 'ADDED').length;
		expect([100, 200]).toContain(written);
		expect(json.slice(written)).toMatchObject(
			Array(350 - written).fill({
				reason: 'Zoho did not renew the access token (invalid_code)',
				code: 'TOKEN_REFUSED',
				next: expect.stringContaining('reconnect it'),
				status: 'UNPROCESSED',
			}),
		);
		expect(leads()).toBe(written);
		expect(emulator.tokens.log()).toHaveLength(1);
	});

	it.each([
		['create', 'ZohoCRM.modules.leads.CREATE', ['ZohoCRM.settings.ALL', 'ZohoCRM.modules.leads.READ']],
		['upsert', 'ZohoCRM.modules.leads.CREATE', ['ZohoCRM.settings.ALL', 'ZohoCRM.modules.leads.READ']],
		['update', 'ZohoCRM.modules.leads.UPDATE', ['ZohoCRM.settings.ALL', 'ZohoCRM.modules.leads.READ']],
		['delete', 'ZohoCRM.modules.leads.DELETE', ['ZohoCRM.settings.ALL', 'ZohoCRM.modules.leads.READ']],
		['get', 'ZohoCRM.modules.leads.READ', ['ZohoCRM.settings.ALL', 'ZohoCRM.users.READ']],
		['getAll', 'ZohoCRM.modules.leads.READ', ['ZohoCRM.settings.ALL', 'ZohoCRM.users.READ']],
		['create', 'ZohoCRM.settings.fields.READ', ['ZohoCRM.modules.ALL']],
	])('for %s without the scope: names %s', async (operation, missing, scopes) => {
		credential = connectedCredential(emulator, scopes);
		const leadId = { __rl: true, mode: 'id', value: '4150868000004600001' };
		const error = await rejectionOf(run(lead(operation, { leadId }), [row(1)], { credential }));
		expect(error).toMatchObject({
			message: `The credential was connected without a scope that this operation needs: ${missing} (OAUTH_SCOPE_MISMATCH)`,
			description:
				'Add the scope to the credential or restore its default scopes, then reconnect. A self client needs a new grant code with this scope',
		});
		hidesSecrets(JSON.stringify(error));
		nothingWasWritten();
	});

	it('for reads of many items asks for one token and goes no further', async () => {
		credential = connectedCredential(emulator, ['ZohoCRM.settings.ALL']);
		const items = Array.from({ length: 30 }, () => ({ lead: '4150868000004600001' }));
		const { json } = await run(lead('get', { leadId: ITS_LEAD }), items, {
			credential,
			onError: 'continueRegularOutput',
		});
		expect(json.map(({ code }) => code)).toEqual(Array(30).fill('OAUTH_SCOPE_MISMATCH'));
		expect(emulator.tokens.log()).toHaveLength(1);
	});

	it('because it was never connected, asks nothing of Zoho', async () => {
		credential.data.oauthTokenData = {};
		expect(await failureOf(create(rows(1)))).toMatchObject({
			message: 'The credential is not connected to Zoho CRM',
			description: 'Open the credential and connect it',
		});
		credential.data.oauthTokenData = { error: 'invalid_client' };
		expect(await failureOf(create(rows(1)))).toMatchObject({
			message: 'Zoho did not issue a token when the credential was connected (invalid_client)',
			description: expect.stringMatching(/Check the Client ID/),
		});
		expect(emulator.requests.all()).toEqual([]);
	});

	/** What the accounts server does instead of giving a token. */
	const OUTAGES: ReadonlyArray<readonly [string, FaultEffect]> = [
		['503', { kind: 'answer', status: 503, body: '<html>busy</html>' }],
		['429', { kind: 'answer', status: 429, body: '<html>slow down</html>' }],
		['reset', { kind: 'reset' }],
		['page', { kind: 'answer', status: 200, body: '<html>maintenance</html>' }],
		['half an answer', { kind: 'truncatedJson' }],
		['empty answer', { kind: 'empty' }],
	];

	it.each(OUTAGES)(
		'because the accounts server was busy for a moment (%s), waits and writes every row once',
		async (_, fault) => {
			emulator.faults.add({ kind: 'expireToken', method: 'POST', path: '/crm/v8/Leads', after: 1 });
			emulator.faults.add({ ...fault, path: '/oauth/*' });
			const items = rows(350);
			const { json } = await create(items);
			expect(json.map(({ status }) => status)).toEqual(Array(350).fill('ADDED'));
			expect(countByPhone(items)).toEqual(Array(350).fill(1));
		},
	);

	it.each(OUTAGES)(
		'because the accounts server stays away (%s), calls no row UNKNOWN: Zoho refused the call',
		async (_, fault) => {
			emulator.faults.add({ kind: 'expireToken', method: 'POST', path: '/crm/v8/Leads', after: 1 });
			emulator.faults.add({ ...fault, path: '/oauth/*', times: 99 });
			const { json } = await create(rows(350));
			const refused = {
				reason: expect.stringMatching(
					/^Zoho's accounts server http:\/\/127\.0\.0\.1:\d+ (did not respond|responded with status \d+ instead of a token)$/,
				),
				code: 'TOKEN_REFUSED',
				next: expect.stringMatching(/^Check that n8n can reach it/),
				status: 'UNPROCESSED',
			};
			expect(json.slice(0, 100).map(({ status }) => status)).toEqual(Array(100).fill('ADDED'));
			expect(json.slice(100)).toMatchObject(Array(250).fill(refused));
			expect(leads()).toBe(100);
		},
	);

	it('without a refresh token, calls no row UNKNOWN', async () => {
		delete (credential.data.oauthTokenData as IDataObject).refresh_token;
		emulator.faults.add({ kind: 'expireToken', method: 'POST', path: '/crm/v8/Leads', after: 1 });
		const { json } = await create(rows(150));
		expect(json.slice(100)).toMatchObject(
			Array(50).fill({
				reason: 'The access token has expired, and the credential has no refresh token to renew it',
				code: 'TOKEN_REFUSED',
				next: 'Open the credential and reconnect it',
				status: 'UNPROCESSED',
			}),
		);
		expect(leads()).toBe(100);
	});

	it('once refused a token, does not make a lost reply look like a refusal later', async () => {
		credential.data.oauthTokenData = { ...(credential.data.oauthTokenData as IDataObject), error: 'invalid_code' };
		emulator.faults.add({ kind: 'reset', acts: true, path: '/crm/v8/Leads', method: 'POST' });
		const { json } = await create(rows(1));
		expect(json).toMatchObject([
			{
				reason: `No response from Zoho CRM at ${new URL(emulator.apiDomain).host}`,
				code: 'NO_ANSWER',
				next: LOOK,
				status: 'UNKNOWN',
			},
		]);
		expect(leads()).toBe(1);
	});
});

describe('limits of Zoho', () => {
	it('waits as long as Zoho says where too many calls run at once', async () => {
		emulator.faults.add({
			kind: 'answer',
			status: 429,
			retryAfterSeconds: 7,
			path: '/crm/v8/Leads',
			method: 'POST',
			times: 2,
			body: { code: 'TOO_MANY_REQUESTS', details: {}, message: 'too many concurrent calls', status: 'error' },
		});
		const started = emulator.state.clock.now();
		const items = rows(2);
		const { json } = await create(items);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
		expect(emulator.state.clock.now() - started).toBe(14_000);
		expect(leads()).toBe(2);
	});

	it('writes everything once where several requests were throttled together', async () => {
		emulator.switches.latencyBaseMs = 10;
		emulator.faults.add({
			kind: 'answer',
			status: 429,
			path: '/crm/v8/Leads',
			method: 'POST',
			times: 3,
			body: {
				code: 'RATE_LIMIT_EXCEEDED',
				details: {},
				message: 'Too many requests. Please try again later.',
				status: 'error',
			},
		});
		const items = rows(450);
		const { json } = await create(items, { options: { requestsAtOnce: 3 } });
		expect(json.map(({ id }) => storedValues(emulator, 'Leads', id, Object.keys(items[0])))).toEqual(items);
		expect(countByPhone(items)).toEqual(items.map(() => 1));
		expect(leadCalls(emulator, 'POST')).toHaveLength(8);
	});

	it('stops at once where the credits are used up, and answers what was written', async () => {
		// One for the fields, ten for each hundred leads.
		emulator.switches.creditLimit = 25;
		const { json } = await create(rows(550));
		expect(json.map(({ status }) => status)).toEqual([...Array(200).fill('ADDED'), ...Array(350).fill('UNPROCESSED')]);
		expect(json[200]).toMatchObject({
			reason: 'Zoho CRM accepts no more calls at the moment (TOO_MANY_REQUESTS)',
			code: 'TOO_MANY_REQUESTS',
			next: expect.stringContaining('API credits'),
		});
		expect(leads()).toBe(200);
		expect(leadCalls(emulator, 'POST')).toHaveLength(3);
		emulator.switches.creditLimit = 0;
		expect(await failureOf(create(rows(1)))).toMatchObject({
			message: 'Zoho CRM accepts no more calls at the moment (TOO_MANY_REQUESTS)',
		});
	});

	it.each(['top level', 'in data'] as const)(
		'understands a refusal of the whole request that stands %s',
		async (place) => {
			emulator.switches.wholeRefusalPlace = place;
			const refusal = await failureOf(create(rows(150), { options: { requestsAtOnce: 1, trigger: ['tea'] } }));
			expect(refusal.message).toBe(
				'Zoho CRM rejected the value of Chosen Automations. Zoho CRM expects one of: workflow, approval, blueprint, pathfinder, orchestration (INVALID_DATA)',
			);
			expect(leadCalls(emulator, 'POST')).toHaveLength(1);
		},
	);
});

describe('a redirect to another origin', () => {
	it('is answered UNKNOWN for a write: nobody knows whether Zoho acted', async () => {
		emulator.faults.add({ kind: 'redirect', location: 'http://127.0.0.1:9/', path: '/crm/v8/Leads', method: 'POST' });
		const { json } = await create(rows(1));
		expect(json).toMatchObject([
			{
				reason:
					'Zoho CRM rejected the request: HTTP 302: the response redirects to another URL, and the token is not sent there (HTTP_302)',
				code: 'HTTP_302',
				next: LOOK,
				status: 'UNKNOWN',
			},
		]);
	});
});
