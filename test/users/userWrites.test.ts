import { sleep, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { PROFILES, ROLES } from '../emulator/users/fixtures';
import type { FaultEffect } from '../emulator/server/faults';
import type { User } from '../emulator/users/store';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { storedValues, userCalls } from '../stage/books';
import { failureOf } from '../stage/failure';
import { named, user } from '../stage/parameters';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

beforeEach(() => {
	Object.assign(emulator.state.organization, { userLicences: 10 });
});

const [CEO, MANAGER] = ROLES;
const [ADMINISTRATOR, STANDARD] = PROFILES;
const GO_ON = { onError: 'continueRegularOutput' } as const;
const LOOK_FIRST =
	'The reply was lost, so the user may have been created or changed. Look at the user in Zoho CRM before you retry this item';
const people = (): User[] => emulator.state.users.all();
const person = (name: string): User => people().find(({ firstName }) => firstName === name) ?? people()[0];
const byEmail = (email: string): User | undefined => people().find((user) => user.email === email);
const ofBruno = () => {
	const credential = connectedCredential(emulator);
	const { accessToken, refreshToken } = emulator.grantToken({ userId: person('Bruno').id });
	Object.assign(credential.data.oauthTokenData ?? {}, { access_token: accessToken, refresh_token: refreshToken });
	return credential;
};

describe('User > Create', () => {
	const FORM: INodeParameters = {
		email: '={{ $json.email }}',
		firstName: '={{ $json.first }}',
		lastName: '={{ $json.last }}',
		role: named(MANAGER.id, 'list'),
		profile: named(STANDARD.id),
	};
	const joiner = (number: number, more: IDataObject = {}): IDataObject => ({
		email: `joiner${number}@brightwell.test`,
		first: `J${number}`,
		last: `Oiner ${number}`,
		...more,
	});
	const create = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
		await run(user('create', { ...FORM, ...more }), items, settings);

	it('invites a user for every item and answers each', async () => {
		const { items } = await create([joiner(1), joiner(2, { first: '' })]);
		const created = [1, 2].map((number) => byEmail(`joiner${number}@brightwell.test`));
		expect(created).toMatchObject([
			{
				firstName: 'J1',
				lastName: 'Oiner 1',
				roleId: MANAGER.id,
				profileId: STANDARD.id,
				status: 'active',
				isConfirmed: false,
				typeName: 'Regular User',
				reportingToId: null,
			},
			{
				firstName: null,
				lastName: 'Oiner 2',
				roleId: MANAGER.id,
				profileId: STANDARD.id,
				status: 'active',
				isConfirmed: false,
				typeName: 'Regular User',
				reportingToId: null,
			},
		]);
		expect(items).toMatchObject(
			created.map((user, item) => ({
				json: { id: user?.id, status: 'ADDED', email: user?.email },
				pairedItem: { item },
			})),
		);
		expect(userCalls(emulator)).toHaveLength(2);
	});

	it('sends every further value under Zoho’s key, and looks the superior up by email', async () => {
		const additionalFields = {
			alias: 'jo',
			phone: '5550100',
			timeZone: 'Europe/Rome',
			dateOfBirth: '1990-12-31',
			countryLocale: 'IT',
			reportingTo: named('CHIOMA.okafor@brightwell.test', 'email'),
			userKind: 'Team User',
			otherFields: '{"Shoe_Size": 43}',
		};
		await create([joiner(1)], { additionalFields });
		const [call] = userCalls(emulator, 'POST');
		expect(call.body).toEqual({
			users: [
				{
					email: 'joiner1@brightwell.test',
					first_name: 'J1',
					last_name: 'Oiner 1',
					role: MANAGER.id,
					profile: STANDARD.id,
					alias: 'jo',
					phone: '5550100',
					time_zone: 'Europe/Rome',
					dob: '1990-12-31',
					country_locale: 'IT',
					Reporting_To: { id: person('Chioma').id },
					type__s: 'Team User',
					Shoe_Size: 43,
				},
			],
		});
		expect(byEmail('joiner1@brightwell.test')).toMatchObject({
			reportingToId: person('Chioma').id,
			typeName: 'Team User',
			details: { alias: 'jo', phone: '5550100', time_zone: 'Europe/Rome', dob: '1990-12-31', country_locale: 'IT' },
		});
	});

	it('tries the other form of role and profile where Zoho takes only that', async () => {
		emulator.switches.userReferenceForm = 'object';
		const { json } = await create([joiner(1)]);
		expect(json).toMatchObject([
			{ id: byEmail('joiner1@brightwell.test')?.id, status: 'ADDED', email: 'joiner1@brightwell.test' },
		]);
		expect(userCalls(emulator, 'POST').map(({ status }) => status)).toEqual([400, 201]);
	});

	it('says when no licence is free', async () => {
		Object.assign(emulator.state.organization, { userLicences: 7 });
		const { items, hints } = await create([joiner(1), joiner(2)], {}, GO_ON);
		const refused = {
			reason: 'No user license is available (LICENSE_LIMIT_EXCEEDED)',
			code: 'LICENSE_LIMIT_EXCEEDED',
			next: 'Buy a license or deactivate a user in Zoho CRM, then retry',
			status: 'SKIPPED',
		};
		expect(items[1]).toMatchObject({ json: refused, pairedItem: { item: 1 } });
		expect(items[0].json).toMatchObject({ status: 'ADDED' });
		expect(hints.map(({ message }) => message)).toEqual([
			'1 of 2 items failed or are uncertain. "reason" and "next" in their output say why and what to do',
		]);
	});

	it('stops the step at the first item, and later leaves the rest unsent', async () => {
		expect(await failureOf(create([joiner(1, { last: '' }), joiner(2)]))).toMatchObject({
			message: 'Last Name is empty',
			itemIndex: 0,
		});
		expect(userCalls(emulator)).toEqual([]);
		const { json } = await create([joiner(1), joiner(1), joiner(3)]);
		expect(json).toMatchObject([
			{ id: byEmail('joiner1@brightwell.test')?.id, status: 'ADDED', email: 'joiner1@brightwell.test' },
			{
				reason: 'A user with the same email already exists (DUPLICATE_DATA)',
				code: 'DUPLICATE_DATA',
				next: 'Change the value, or find the user with Get Many, including deleted users, and use Update',
				status: 'SKIPPED',
			},
			{
				reason: 'The node stopped because an earlier item failed',
				code: 'NOT_SENT',
				next: 'Retry this item, or set On Error to continue',
				status: 'UNPROCESSED',
			},
		]);
		expect(byEmail('joiner3@brightwell.test')).toBeUndefined();
	});

	it.each([
		[{ email: ' ' }, 'Email is empty'],
		[{ role: named('') }, 'Role is empty'],
		[{ profile: named('Standard') }, 'The profile ID is invalid: it must contain only digits'],
		[{ additionalFields: { otherFields: '[1]' } }, 'Other Fields (JSON) must be a JSON object'],
		[
			{ additionalFields: { reportingTo: named('nobody@brightwell.test', 'email') } },
			'No user has the email nobody@brightwell.test',
		],
	])('refuses %p before anything is written', async (more, message) => {
		expect((await failureOf(create([joiner(1)], more))).message).toBe(message);
		expect(userCalls(emulator, 'POST')).toEqual([]);
	});

	it('never repeats an invitation whose reply was lost, and says how to find out', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/users', method: 'POST', acts: true });
		const { json } = await create([joiner(1), joiner(2)], {}, GO_ON);
		expect(json).toMatchObject([
			{
				reason: `No response from Zoho CRM at ${new URL(emulator.apiDomain).host}`,
				code: 'NO_ANSWER',
				next: LOOK_FIRST,
				status: 'UNKNOWN',
			},
			{ id: byEmail('joiner2@brightwell.test')?.id, status: 'ADDED', email: 'joiner2@brightwell.test' },
		]);
		expect(userCalls(emulator, 'POST')).toHaveLength(2);
	});

	it('throws nothing where the first invitation may have gone out', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/users', method: 'POST', acts: true });
		const { json } = await create([joiner(1), joiner(2)]);
		expect(json).toMatchObject([{ status: 'UNKNOWN' }, { status: 'UNPROCESSED' }]);
		expect(userCalls(emulator, 'POST')).toHaveLength(1);
	});

	it('renews an expired token once and sends the invitation once', async () => {
		const credential = connectedCredential(emulator);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/users', method: 'POST' });
		const { json } = await create([joiner(1), joiner(2)], {}, { credential });
		expect(json).toMatchObject([{ status: 'ADDED' }, { status: 'ADDED' }]);
		expect(credential.tokenUpdates).toBe(1);
		expect(people().filter(({ email }) => email.startsWith('joiner'))).toHaveLength(2);
	});

	it('says that only administrators may do this', async () => {
		const refusal = await failureOf(create([joiner(1)], {}, { credential: ofBruno() }));
		expect(refusal.message).toBe('The connected user lacks a permission in Zoho CRM (NO_PERMISSION)');
	});

	it('asks nothing of Zoho for zero items, nor once the execution was stopped', async () => {
		expect((await create([])).items).toEqual([]);
		const { json } = await create([joiner(1)], {}, { cancelSignal: AbortSignal.abort() });
		expect(json).toMatchObject([
			{
				reason: 'The execution was stopped before this item was sent',
				code: 'NOT_SENT',
				next: 'Retry this item',
				status: 'UNPROCESSED',
			},
		]);
		expect(emulator.requests.all()).toEqual([]);
	});
});

describe('User > Update', () => {
	const update = async (
		updateFields: INodeParameters,
		items: readonly IDataObject[] = [{ user: person('Bruno').id }],
		settings = {},
	) => await run(user('update', { userId: named('={{ $json.user }}'), updateFields }), items, settings);

	it('changes only what is given, for every item, found by id or email', async () => {
		const [bruno, hana] = ['Bruno', 'Hana'].map((name) => ({ ...person(name) }));
		const fields = {
			role: named(CEO.id),
			profile: named(ADMINISTRATOR.id, 'list'),
			firstName: '={{ $json.first }}',
			phone: '5550100',
			reportingTo: named(person('Divya').id),
		};
		const { items } = await update(fields, [
			{ user: bruno.id, first: 'B' },
			{ user: ' Hana.NOVAK@brightwell.test ', first: 'H' },
		]);
		expect(items).toMatchObject(
			[bruno, hana].map(({ id }, item) => ({ json: { id, status: 'UPDATED' }, pairedItem: { item } })),
		);
		for (const [before, firstName] of [
			[bruno, 'B'],
			[hana, 'H'],
		] as const) {
			const changed = {
				firstName,
				roleId: CEO.id,
				profileId: ADMINISTRATOR.id,
				reportingToId: person('Divya').id,
				details: { phone: '5550100' },
			};
			expect(emulator.state.users.get(before.id)).toEqual({
				...before,
				...changed,
				modifiedById: people()[0].id,
				modifiedMs: emulator.state.clock.now(),
			});
		}
		expect(userCalls(emulator, 'GET')).toHaveLength(1);
	});

	it('clears what is given as empty text, and leaves out empty locators', async () => {
		await update({ phone: '5550100' });
		await update({ phone: '', role: named('', 'list') });
		expect(person('Bruno')).toMatchObject({ details: { phone: '' }, roleId: MANAGER.id });
		expect(userCalls(emulator, 'PUT').at(-1)?.body).toEqual({ users: [{ phone: '' }] });
	});

	it('deactivates and reactivates', async () => {
		await update({ status: 'inactive' });
		expect(person('Bruno').status).toBe('disabled');
		await update({ status: 'active' });
		expect(person('Bruno').status).toBe('active');
	});

	it('says that a user is so already, for that item only where the step goes on', async () => {
		const { items } = await update(
			{ status: 'inactive' },
			[{ user: person('Erik').id }, { user: person('Bruno').id }],
			GO_ON,
		);
		expect(items).toMatchObject([
			{
				json: {
					reason: 'The user is already deactivated (ID_ALREADY_DEACTIVATED)',
					code: 'ID_ALREADY_DEACTIVATED',
					next: 'There is nothing left to do',
					status: 'SKIPPED',
				},
				pairedItem: { item: 0 },
			},
			{ json: { id: person('Bruno').id, status: 'UPDATED' }, pairedItem: { item: 1 } },
		]);
	});

	it('repeats after a lost reply, and takes a change that was made before for its own', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/users/*', method: 'PUT', acts: true });
		const { json } = await update({ status: 'inactive' });
		expect(json).toMatchObject([{ id: person('Bruno').id, status: 'UPDATED' }]);
		expect(userCalls(emulator, 'PUT').map(({ status }) => status)).toEqual([null, 400]);
	});

	it.each([
		[{}, 'Update Fields has no values'],
		[{ otherFields: 'no' }, 'Other Fields (JSON) must be a JSON object'],
	])('refuses the changes %p before anything is sent', async (fields, message) => {
		expect(await failureOf(update(fields as INodeParameters))).toMatchObject({ message, itemIndex: 0 });
		expect(emulator.requests.all()).toEqual([]);
	});

	it('says that the email of a confirmed user stays', async () => {
		expect((await failureOf(update({ email: 'b@brightwell.test' }))).message).toBe(
			"The email of a user who accepted the invitation can't be changed (EMAIL_UPDATE_NOT_ALOWED)",
		);
	});

	it('renews an expired token once', async () => {
		const credential = connectedCredential(emulator);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/users/*', method: 'PUT' });
		expect(
			(await update({ phone: '1' }, [{ user: person('Bruno').id }, { user: person('Hana').id }], { credential })).json,
		).toMatchObject([{ status: 'UPDATED' }, { status: 'UPDATED' }]);
		expect(credential.tokenUpdates).toBe(1);
	});
});

describe('User > Delete', () => {
	const remove = async (
		more: INodeParameters = {},
		items: readonly IDataObject[] = [{ user: person('Hana').id }],
		settings = {},
	) =>
		await run(
			user('delete', { userId: named('={{ $json.user }}'), heir: named(person('Bruno').id, 'list'), ...more }),
			items,
			settings,
		);
	const started = () => emulator.requests.all({ method: 'POST', path: /transfer_and_delete$/ });
	const jobIdOf = (call: { answer: unknown } | undefined): unknown =>
		(call?.answer as { transfer_and_delete: { details: { job_id: string } }[] }).transfer_and_delete[0].details.job_id;
	const ownedBy = (name: string): string => seedLead(emulator, { Owner: { id: person(name).id } });

	it('hands the records over and reports the user as deleted once that has completed', async () => {
		const lead = ownedBy('Hana');
		const { items } = await remove({ heir: named('bruno.costa@brightwell.test', 'email') });
		expect(items).toMatchObject([
			{
				json: {
					id: person('Hana').id,
					status: 'DELETED',
					transfer: 'completed',
					heirId: person('Bruno').id,
					jobId: jobIdOf(started()[0]),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(person('Hana').status).toBe('deleted');
		expect(storedValues(emulator, 'Leads', lead, ['Owner'])).toMatchObject({ Owner: { id: person('Bruno').id } });
		expect(started()[0].body).toEqual({
			transfer_and_delete: [
				{
					transfer: { records: true, assignment: true, criteria: true, id: person('Bruno').id },
					move_subordinate: { id: person('Bruno').id },
				},
			],
		});
	});

	it('sends the options, and gives subordinates to the new superior', async () => {
		await remove({
			options: {
				transferAssignment: false,
				transferCriteria: false,
				newSuperior: named('divya.rao@brightwell.test', 'email'),
			},
		});
		expect(started()[0].body).toEqual({
			transfer_and_delete: [
				{
					transfer: { records: true, assignment: false, criteria: false, id: person('Bruno').id },
					move_subordinate: { id: person('Divya').id },
				},
			],
		});
	});

	it('answers a transfer that still runs as pending, with its job', async () => {
		const { json } = await remove({ options: { waitSeconds: 0 } });
		const next = 'Get the user by ID later. When the transfer has completed, the status is deleted';
		expect(json).toMatchObject([{ reason: 'The transfer is still running in Zoho CRM' }]);
		expect(json).toMatchObject([
			{
				id: person('Hana').id,
				status: 'PENDING',
				transfer: 'in_progress',
				heirId: person('Bruno').id,
				jobId: jobIdOf(started()[0]),
				next,
			},
		]);
		expect(person('Hana').status).toBe('active');
	});

	it('answers as pending where nobody says what became of the transfer', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/users/actions/transfer_and_delete', method: 'GET', times: 5 });
		const { json } = await remove();
		expect(json).toMatchObject([{ status: 'PENDING', transfer: 'unknown', jobId: jobIdOf(started()[0]) }]);
		expect(started()).toHaveLength(1);
	});

	it('says that a transfer did not complete, and does not throw it away', async () => {
		const heir = person('Bruno');
		jest.mocked(sleep).mockImplementation(async (ms: number) => {
			if (ms > 0) heir.status = 'disabled';
			emulator.advance(ms);
		});
		const { json } = await remove();
		expect(json).toMatchObject([
			{
				reason: 'Zoho CRM ended the transfer without completing it. The user is not deleted',
				code: 'TRANSFER_FAILED',
				next: 'Check in Zoho CRM what the user still owns, then retry',
				status: 'SKIPPED',
				id: person('Hana').id,
				transfer: 'failed',
				heirId: heir.id,
				jobId: jobIdOf(started()[0]),
			},
		]);
		expect(person('Hana').status).toBe('active');
	});

	it('leaves the records where they are if told so', async () => {
		const lead = ownedBy('Hana');
		const { items } = await remove({ records: 'leave' }, [{ user: person('Hana').id }, { user: person('Erik').id }]);
		expect(items).toMatchObject(
			['Hana', 'Erik'].map((name, item) => ({
				json: { id: person(name).id, status: 'DELETED' },
				pairedItem: { item },
			})),
		);
		expect(storedValues(emulator, 'Leads', lead, ['Owner'])).toMatchObject({ Owner: { id: person('Hana').id } });
		expect(emulator.requests.all().map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
	});

	it('takes a user who is gone after a lost reply for deleted', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/users/*', method: 'DELETE', acts: true });
		expect((await remove({ records: 'leave' })).json).toMatchObject([{ id: person('Hana').id, status: 'DELETED' }]);
	});

	it('never starts a transfer twice when the reply to the first was lost', async () => {
		emulator.faults.add({ kind: 'reset', path: '/crm/v8/users/*', method: 'POST', acts: true });
		const { json } = await remove({}, [{ user: person('Hana').id }, { user: person('Chioma').id }], GO_ON);
		expect(json).toMatchObject([
			{ code: 'NO_ANSWER', status: 'UNKNOWN', next: LOOK_FIRST },
			{ id: person('Chioma').id, status: 'DELETED' },
		]);
		expect(started()).toHaveLength(2);
	});

	it.each([
		['the heir is who leaves', () => ({ heir: named(person('Hana').id) }), "The user to delete can't be the new owner"],
		['no heir is chosen', () => ({ heir: named('', 'list') }), 'Transfer Records To is empty'],
		[
			'the wait is no number',
			() => ({ options: { waitSeconds: 'long' } }),
			'Wait at Most (Seconds) must be a whole number from 0',
		],
	])('refuses where %s, before anything is written', async (_, more, message) => {
		expect(await failureOf(remove(more()))).toMatchObject({ message, itemIndex: 0 });
		expect(emulator.requests.all()).toEqual([]);
	});

	it('refuses an heir who cannot own records, for that item only where the step goes on', async () => {
		const heir = '={{ $json.heir }}';
		const { json } = await remove(
			{ heir: named(heir) },
			[
				{ user: person('Hana').id, heir: person('Erik').id },
				{ user: person('Hana').id, heir: person('Chioma').id },
			],
			GO_ON,
		);
		expect(json).toMatchObject([
			{ code: 'INVALID_DATA', status: 'SKIPPED' },
			{ status: 'DELETED', heirId: person('Chioma').id },
		]);
	});

	it('renews an expired token once', async () => {
		const credential = connectedCredential(emulator);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/users/actions/transfer_and_delete' });
		expect((await remove({}, undefined, { credential })).json).toMatchObject([{ status: 'DELETED' }]);
		expect(credential.tokenUpdates).toBe(1);
	});
});

describe('whatever goes wrong with a call', () => {
	const THROTTLED = { code: 'TOO_MANY_REQUESTS', details: {}, message: 'slow down', status: 'error' };
	const FAULTS: readonly [string, FaultEffect & { readonly acts?: boolean }][] = [
		['a reset connection before Zoho acts', { kind: 'reset' }],
		['a reset connection after Zoho acted', { kind: 'reset', acts: true }],
		['an answer that was cut', { kind: 'cut' }],
		['half of the JSON', { kind: 'truncatedJson' }],
		['JSON of another shape', { kind: 'wrongJson' }],
		['an empty answer', { kind: 'empty', acts: true }],
		['a gateway’s page', { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' }],
		['a throttled call', { kind: 'answer', status: 429, retryAfterSeconds: 5, body: THROTTLED }],
		['an expired token', { kind: 'expireToken' }],
	];
	const statusesOf = async (operation: string, parameters: INodeParameters, items: readonly IDataObject[]) => {
		const { items: output } = await run(user(operation, parameters), items, GO_ON);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		return output.map(({ json }) => json);
	};

	it.each(FAULTS)('%s: every invitation is answered once and none goes out twice', async (_, fault) => {
		emulator.faults.add({ ...fault, path: '/crm/v8/users', method: 'POST' });
		const parameters = {
			email: '={{ $json.email }}',
			lastName: 'Joiner',
			role: named(MANAGER.id),
			profile: named(STANDARD.id),
		};
		const items = [1, 2].map((number) => ({ email: `joiner${number}@brightwell.test` }));
		const json = await statusesOf('create', parameters, items);
		const isCertain = fault.kind === 'expireToken' || (fault.kind === 'answer' && fault.status === 429);
		expect(json.map(({ status }) => status)).toEqual([isCertain ? 'ADDED' : 'UNKNOWN', 'ADDED']);
		for (const [index, { email }] of items.entries()) {
			const found = people().filter((user) => user.email === email);
			if (json[index].status === 'ADDED') expect(found.map(({ id }) => id)).toEqual([json[index].id]);
			else expect(found.length).toBeLessThanOrEqual(1);
		}
	});

	it.each(FAULTS)('%s: every change is made or said to be uncertain', async (_, fault) => {
		emulator.faults.add({ ...fault, path: '/crm/v8/users/*', method: 'PUT' });
		const items = ['Bruno', 'Hana'].map((name) => ({ user: person(name).id }));
		const json = await statusesOf(
			'update',
			{ userId: named('={{ $json.user }}'), updateFields: { phone: '5550100' } },
			items,
		);
		const canRead = !['truncatedJson', 'wrongJson', 'empty'].includes(fault.kind);
		expect(json.map(({ status }) => status)).toEqual([canRead ? 'UPDATED' : 'UNKNOWN', 'UPDATED']);
		expect(['Bruno', 'Hana'].map((name) => person(name).details.phone)).toEqual(['5550100', '5550100']);
	});

	it.each(FAULTS)('%s: nobody is said to be deleted who is not', async (_, fault) => {
		emulator.faults.add({ ...fault, path: '/crm/v8/users/*', method: 'POST' });
		const items = ['Chioma', 'Hana'].map((name) => ({ user: person(name).id }));
		const json = await statusesOf(
			'delete',
			{ userId: named('={{ $json.user }}'), heir: named(person('Bruno').id) },
			items,
		);
		const isCertain = fault.kind === 'expireToken' || (fault.kind === 'answer' && fault.status === 429);
		expect(json.map(({ status }) => status)).toEqual([isCertain ? 'DELETED' : 'UNKNOWN', 'DELETED']);
		for (const [index, name] of ['Chioma', 'Hana'].entries())
			if (json[index].status === 'DELETED') expect(person(name).status).toBe('deleted');
		expect(
			emulator.requests.all({ method: 'POST', path: /transfer_and_delete$/ }).filter(({ fault: hit }) => hit === null),
		).toHaveLength(json[0].status === 'DELETED' ? 2 : 1);
	});
});
