import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { useStage } from '../stage/stage';
import { leadCalls, storedValues } from '../stage/books';
import { scopedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { lead, record } from '../stage/parameters';
import { userNamed } from '../stage/people';
import { seedLead } from '../stage/seeds';

const { emulator, run } = useStage();

const row = (number: number, Owner: unknown): IDataObject =>
	({ Last_Name: `L${number}`, Company: 'X', Owner }) as IDataObject;
const create = async (items: readonly IDataObject[], more: INodeParameters = {}, settings = {}) =>
	await run(lead('create', more), items, settings);
const ownerOf = (id: unknown): unknown =>
	(storedValues(emulator, 'Leads', id, ['Owner'])?.Owner as IDataObject | undefined)?.id;
const userCalls = () => emulator.requests.all({ path: /^\/crm\/v8\/users/ });
const fallback = (mode: string, value: string): INodeParameters => ({
	options: { fallbackOwner: { __rl: true, mode, value } },
});
const NEXT = 'Use an active user, or add the option Fallback Owner';

describe('an owner who is named by e-mail address', () => {
	it('is found whatever the case, and all users are read once for the whole step', async () => {
		const [bruno, hana] = [userNamed(emulator, 'bruno'), userNamed(emulator, 'hana')];
		const items = Array.from({ length: 250 }, (_, number) =>
			row(number, number % 2 === 0 ? bruno.email.toUpperCase() : ` ${hana.email} `),
		);
		const { json } = await create(items);
		expect(json.map(({ id }) => ownerOf(id))).toEqual(
			items.map((_, number) => (number % 2 === 0 ? bruno.id : hana.id)),
		);
		expect(userCalls().map(({ query }) => query)).toEqual([{ page: '1', per_page: '200', type: 'AllUsers' }]);
		expect(leadCalls(emulator, 'POST')[0].body).toMatchObject({
			data: expect.arrayContaining([row(0, { id: bruno.id }), row(1, { id: hana.id })]),
		});
	});

	it('may stand in an object, as Zoho gives owners; an id is taken as it is and costs no look-up', async () => {
		const hana = userNamed(emulator, 'hana');
		const { json } = await create([row(1, { email: hana.email })]);
		expect(ownerOf(json[0].id)).toBe(hana.id);
		emulator.requests.reset();
		const { json: byId } = await create([row(2, hana.id), row(3, { name: 'Hana', id: hana.id, email: hana.email })]);
		expect(byId.map(({ id }) => ownerOf(id))).toEqual([hana.id, hana.id]);
		expect(userCalls()).toEqual([]);
	});

	it('changes with an update and a Create or Update, in any module', async () => {
		const bruno = userNamed(emulator, 'bruno');
		const id = seedLead(emulator, { Email: 'n1@brightwell.test' });
		await run(
			lead('update', {
				leadId: { __rl: true, mode: 'id', value: id },
				fields: { mappingMode: 'defineBelow', value: { Owner: bruno.email } },
			}),
		);
		expect(ownerOf(id)).toBe(bruno.id);
		const { json } = await run(record('Venues', 'upsert'), [{ Name: 'Hall', Owner: bruno.email }]);
		expect(storedValues(emulator, 'Venues', json[0].id, ['Owner'])).toMatchObject({ Owner: { id: bruno.id } });
	});

	it('may be one of several, in a field of users: in a list or separated by commas, beside ids', async () => {
		const [bruno, hana, ann] = ['bruno', 'hana', 'ann'].map((name) => userNamed(emulator, name));
		const venues = [
			{ Name: 'A', Hosts: [bruno.email, hana.id] },
			{ Name: 'B', Hosts: `${ann.email}, ${hana.email}` },
			{ Name: 'C', Hosts: [hana.id] },
			{ Name: 'D', Hosts: [bruno.email, 'nobody@brightwell.test'] },
		];
		const { json } = await run(record('Venues', 'create', fallback('id', bruno.id)), venues);
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED']);
		const hostsOf = (id: unknown) =>
			[...emulator.store.all('Venues_X_Users')]
				.filter(({ Venues }) => (Venues as IDataObject).id === id)
				.map(({ Hosts }) => (Hosts as IDataObject).id);
		expect(json.map(({ id }) => hostsOf(id))).toEqual([[bruno.id, hana.id], [ann.id, hana.id], [hana.id], [bruno.id]]);
		const refusal = await failureOf(
			run(record('Venues', 'create'), [{ Name: 'E', Hosts: ['nobody@brightwell.test'] }]),
		);
		expect(refusal.message).toBe(
			'The email nobody@brightwell.test in Hosts belongs to no user of the organization, or to a deleted one',
		);
	});

	it.each([
		['is not active', 'erik', 'belongs to a user who is not active'],
		['has not accepted the invitation', 'fatima', 'belongs to a user who has not accepted the invitation'],
		['was deleted', 'goro', 'belongs to no user of the organization, or to a deleted one'],
	])('and who %s refuses that record by name, and no other', async (_, name, why) => {
		const [wrong, bruno] = [userNamed(emulator, name), userNamed(emulator, 'bruno')];
		const { json } = await create(
			[row(1, bruno.email), row(2, wrong.email), row(3, bruno.email)],
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(json[1]).toMatchObject({
			reason: `The email ${wrong.email} in Owner ${why}`,
			code: 'NO_SUCH_OWNER',
			next: NEXT,
			status: 'SKIPPED',
		});
		expect([json[0], json[2]].map(({ id, status }) => [status, ownerOf(id)])).toEqual([
			['ADDED', bruno.id],
			['ADDED', bruno.id],
		]);
		expect(userCalls()).toHaveLength(1);
	});

	it('whom nobody knows refuses that item alone, also where the step does not go on after a refusal', async () => {
		const { json } = await create([row(1, 'nobody@brightwell.test'), row(2, userNamed(emulator, 'bruno').email)]);
		expect(json).toMatchObject([
			{
				reason: 'The email nobody@brightwell.test in Owner belongs to no user of the organization, or to a deleted one',
				code: 'NO_SUCH_OWNER',
				next: NEXT,
				status: 'SKIPPED',
			},
			expect.objectContaining({ status: 'ADDED' }),
		]);
		expect([...emulator.store.all('Leads')].map(({ Last_Name }) => Last_Name)).toEqual([row(2, '').Last_Name]);
	});

	it('whom nobody knows stops the step where nothing else was to be written', async () => {
		const refusal = await failureOf(create([row(1, 'nobody@brightwell.test'), row(2, 'nobody@brightwell.test')]));
		expect(refusal).toMatchObject({
			message: 'The email nobody@brightwell.test in Owner belongs to no user of the organization, or to a deleted one',
			description: NEXT,
			itemIndex: 0,
		});
		expect([leadCalls(emulator, 'POST'), emulator.store.count('Leads')]).toEqual([[], 0]);
	});
});

describe('Fallback Owner', () => {
	it.each([
		['list', () => userNamed(emulator, 'hana').id],
		['id', () => ` ${userNamed(emulator, 'hana').id} `],
		['email', () => userNamed(emulator, 'hana').email],
	])('chosen by %s takes the place of users who cannot own records, and of those alone', async (mode, value) => {
		const [bruno, hana] = [userNamed(emulator, 'bruno'), userNamed(emulator, 'hana')];
		const items = [row(1, bruno.email), row(2, userNamed(emulator, 'erik').email), row(3, 'nobody@brightwell.test')];
		const { json, hints } = await create(items, fallback(mode, value()));
		expect(json.map(({ id, status }) => [status, ownerOf(id)])).toEqual([
			['ADDED', bruno.id],
			['ADDED', hana.id],
			['ADDED', hana.id],
		]);
		expect(hints.map(({ message }) => message)).toContain(
			'2 owners or users were replaced by the Fallback Owner, because no active user has the given email',
		);
		expect(userCalls()).toHaveLength(1);
	});

	it('that cannot own records either refuses the record by name', async () => {
		const erik = userNamed(emulator, 'erik');
		const refusal = await failureOf(create([row(1, 'nobody@brightwell.test')], fallback('email', erik.email)));
		expect(refusal).toMatchObject({
			message: `The email ${erik.email} in Fallback Owner belongs to a user who is not active`,
			itemIndex: 0,
		});
		expect(leadCalls(emulator, 'POST')).toEqual([]);
	});

	it('may differ from item to item', async () => {
		const [bruno, hana] = [userNamed(emulator, 'bruno'), userNamed(emulator, 'hana')];
		const items = [
			{ ...row(1, 'nobody@brightwell.test'), City: bruno.email },
			{ ...row(2, 'nobody@brightwell.test'), City: hana.email },
		];
		const { json } = await create(items, fallback('email', '={{ $json.City }}'));
		expect(json.map(({ id }) => ownerOf(id))).toEqual([bruno.id, hana.id]);
	});
});

describe('users that cannot be read', () => {
	const scopes = ['ZohoCRM.modules.leads.CREATE', 'ZohoCRM.settings.fields.READ'];

	it('because of a missing scope stop the step with its name, and only where an address is used', async () => {
		const credential = scopedCredential(emulator, scopes);
		const { json } = await create([row(1, userNamed(emulator, 'bruno').id)], {}, { credential });
		expect(json).toMatchObject([{ status: 'ADDED' }]);
		const refusal = await failureOf(create([row(1, userNamed(emulator, 'bruno').email)], {}, { credential }));
		expect(refusal).toMatchObject({
			message:
				'The credential was connected without a scope that this operation needs: ZohoCRM.users.READ (OAUTH_SCOPE_MISMATCH)',
			itemIndex: 0,
		});
		expect([userCalls(), leadCalls(emulator, 'POST').length]).toEqual([[], 1]);
	});

	it('are asked for once only, however many items need them', async () => {
		emulator.faults.add({
			kind: 'answer',
			status: 400,
			body: { code: 'NO_PERMISSION', details: {}, message: 'permission denied', status: 'error' },
			path: '/crm/v8/users',
			times: 9,
		});
		const email = userNamed(emulator, 'bruno').email;
		const { json } = await create(
			[row(1, email), row(2, email), row(3, userNamed(emulator, 'bruno').id)],
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(json.map(({ status, code }) => [status, code])).toEqual([
			['SKIPPED', 'NO_PERMISSION'],
			['SKIPPED', 'NO_PERMISSION'],
			['ADDED', ''],
		]);
		expect(userCalls()).toHaveLength(1);
	});
});

describe('an owner who is named', () => {
	it('is the one active user with that full name, whose email may be behind it', async () => {
		const [bruno, hana] = [userNamed(emulator, 'bruno'), userNamed(emulator, 'hana')];
		const { json } = await create([
			row(1, 'Bruno Costa'),
			row(2, ' HANA  NOVÁK '),
			row(3, `Somebody <${hana.email}>`),
			row(4, { name: 'Bruno Costa' }),
		]);
		expect(json.map(({ id }) => ownerOf(id))).toEqual([bruno.id, hana.id, hana.id, bruno.id]);
		expect(userCalls()).toHaveLength(1);
	});

	it('fails the item by name where no active user, or more than one, has it', async () => {
		const hana = userNamed(emulator, 'hana');
		const { json } = await create([row(1, 'Nobody Atall'), row(2, hana.email)]);
		expect(json).toMatchObject([
			{
				reason: 'The name "Nobody Atall" in Owner is the name of no user of the organization',
				code: 'NO_SUCH_OWNER',
				next: NEXT,
				status: 'SKIPPED',
			},
			{ status: 'ADDED' },
		]);
	});

	it('is replaced by the Fallback Owner', async () => {
		const hana = userNamed(emulator, 'hana');
		const { json } = await create([row(1, 'Nobody Atall')], fallback('id', hana.id));
		expect(json.map(({ id }) => ownerOf(id))).toEqual([hana.id]);
	});
});
