import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { connectedCredential } from '../stage/credentials';
import { useStage } from '../stage/stage';
import { userCalls } from '../stage/books';
import { failureOf } from '../stage/failure';
import { named, user } from '../stage/parameters';
import { hire } from '../stage/people';

const { emulator, run } = useStage();

const chosen = (value: string, mode?: Parameters<typeof named>[1]): INodeParameters => ({
	userBy: 'chosen',
	userId: named(value, mode),
});
const people = () => emulator.state.users.all();

/** A user as Simplify shows it, from what the emulator holds. */
function simple(index: number): IDataObject {
	const { users } = emulator.state;
	const user = users.all()[index];
	return {
		id: user.id,
		email: user.email,
		firstName: user.firstName,
		lastName: user.lastName,
		fullName: `${user.firstName} ${user.lastName}`,
		status: user.status,
		isConfirmed: user.isConfirmed,
		role: users.roles.find(({ id }) => id === user.roleId)?.name ?? null,
		profile: users.profiles.find(({ id }) => id === user.profileId)?.name ?? null,
		timeZone: 'Asia/Kolkata',
	};
}

describe('User > Get', () => {
	it('gives the user whom the credential belongs to', async () => {
		const credential = connectedCredential(emulator);
		const { items } = await run(user('get', { userBy: 'current' }), [{}], { credential });
		expect(items).toEqual([{ json: simple(0), pairedItem: { item: 0 } }]);
	});

	it('gives users by id, one for each item', async () => {
		const { items } = await run(user('get', chosen('={{ $json.user }}')), [
			{ user: people()[3].id },
			{ user: ` ${people()[4].id} ` },
		]);
		expect(items).toEqual([
			{ json: simple(3), pairedItem: { item: 0 } },
			{ json: simple(4), pairedItem: { item: 1 } },
		]);
	});

	it('gives a user by email, whatever the case', async () => {
		const { json } = await run(user('get', chosen(' Bruno.COSTA@brightwell.test', 'email')));
		expect(json).toEqual([simple(1)]);
	});

	it('looks for emails on every page, and reads the pages once for all items', async () => {
		hire(emulator, 450);
		const [one, other] = [people()[230], people()[440]];
		const { json } = await run(user('get', chosen('={{ $json.email }}', 'email')), [
			{ email: one.email },
			{ email: other.email },
		]);
		expect(json).toEqual([simple(230), simple(440)]);
		expect(userCalls(emulator).map(({ query }) => query.page)).toEqual(['1', '2', '3']);
	});

	it('gives all that Zoho says of a user without Simplify', async () => {
		const { json } = await run(user('get', { ...chosen(people()[0].id), simplify: false }));
		const [call] = userCalls(emulator);
		expect(json).toEqual((call.answer as { users: IDataObject[] }).users);
		expect(json[0]).toMatchObject({ full_name: 'Ann Lee', Isonline: false, zuid: people()[0].zuid });
	});

	it.each([
		['an unknown id', chosen('4150868000009999999'), 'No user has the ID 4150868000009999999', 'NOT_FOUND', 1],
		[
			'an unknown email',
			chosen('nobody@brightwell.test', 'email'),
			'No user has the email nobody@brightwell.test',
			'NOT_FOUND',
			1,
		],
		[
			'a deleted user’s email',
			chosen('goro.ito@brightwell.test', 'email'),
			'No user has the email goro.ito@brightwell.test',
			'NOT_FOUND',
			1,
		],
		['an empty email', chosen(' ', 'email'), 'User is empty', 'NOT_SENT', 0],
		['an id that is none', chosen('ann'), 'The user ID is invalid: it must contain only digits', 'NOT_SENT', 0],
		[
			'an id that has lost digits',
			{ userBy: 'chosen', userId: { __rl: true, mode: 'id', value: 4150868000000225013 } },
			'User is a number that has lost digits',
			'NOT_SENT',
			0,
		],
	])('refuses %s with what to do', async (_, parameters, message, code, requests) => {
		const refusal = await failureOf(run(user('get', parameters)));
		expect(refusal).toMatchObject({ message, itemIndex: 0, description: expect.any(String) });
		expect(userCalls(emulator)).toHaveLength(requests);
		const { items } = await run(user('get', parameters), [{}, {}], { onError: 'continueRegularOutput' });
		expect(items).toMatchObject(
			[0, 1].map((item) => ({ json: { reason: message, code, next: refusal.description }, pairedItem: { item } })),
		);
	});

	it('renews an expired token once', async () => {
		const credential = connectedCredential(emulator);
		emulator.faults.add({ kind: 'expireToken', path: '/crm/v8/users', after: 1 });
		const { json } = await run(user('get', { userBy: 'current' }), [{}, {}, {}], { credential });
		expect(json).toEqual([simple(0), simple(0), simple(0)]);
		expect(credential.tokenUpdates).toBe(1);
		expect(emulator.tokens.log().map(({ outcome }) => outcome)).toEqual(['issued']);
	});

	it('names the scope that is missing', async () => {
		const refusal = await failureOf(
			run(user('get', { userBy: 'current' }), [{}], {
				credential: connectedCredential(emulator, ['ZohoCRM.modules.ALL']),
			}),
		);
		expect(refusal.message).toBe(
			'The credential was connected without a scope that this operation needs: ZohoCRM.users.READ (OAUTH_SCOPE_MISMATCH)',
		);
	});
});

describe('User > Get Many', () => {
	it.each([
		['AllUsers', [0, 1, 2, 3, 4, 5, 7]],
		['ActiveUsers', [0, 1, 2, 3, 5, 7]],
		['ActiveConfirmedUsers', [0, 1, 2, 3, 7]],
		['ActiveConfirmedAdmins', [0, 3]],
		['AdminUsers', [0, 3]],
		['ConfirmedUsers', [0, 1, 2, 3, 4, 7]],
		['CurrentUser', [0]],
		['DeactiveUsers', [4]],
		['DeletedUsers', [6]],
		['NotConfirmedUsers', [5]],
	])('gives %s', async (userType, indexes) => {
		const { items } = await run(user('getAll', { userType, returnAll: true }));
		expect(items).toEqual(indexes.map((index) => ({ json: simple(index), pairedItem: { item: 0 } })));
		expect(userCalls(emulator).map(({ query }) => query)).toEqual([{ type: userType, page: '1', per_page: '200' }]);
	});

	it('gives all users of several pages, each once', async () => {
		hire(emulator, 450);
		const { json } = await run(user('getAll', { userType: 'AllUsers', returnAll: true }));
		expect(json).toEqual(people().flatMap(({ status }, index) => (status === 'deleted' ? [] : [simple(index)])));
		expect(userCalls(emulator).map(({ query }) => query.page)).toEqual(['1', '2', '3']);
	});

	it.each([
		[1, 1],
		[50, 1],
		[200, 1],
		[201, 2],
	])('asks for no page more than a limit of %i needs', async (limit, pages) => {
		hire(emulator, 450);
		const { json } = await run(user('getAll', { userType: 'AllUsers', limit }));
		expect(json.map(({ id }) => id)).toEqual(
			people()
				.filter(({ status }) => status !== 'deleted')
				.slice(0, limit)
				.map(({ id }) => id),
		);
		expect(userCalls(emulator)).toHaveLength(pages);
	});

	it('gives no item where no user is of the type', async () => {
		emulator.state.users.update(people()[0].id, people()[4].id, { status: 'active' });
		expect((await run(user('getAll', { userType: 'DeactiveUsers' }))).items).toEqual([]);
	});

	it('answers every item with users of its own', async () => {
		const { items } = await run(user('getAll', { userType: '={{ $json.type }}', returnAll: true }), [
			{ type: 'DeletedUsers' },
			{ type: 'ActiveConfirmedAdmins' },
		]);
		expect(items).toEqual(
			[
				[6, 0],
				[0, 1],
				[3, 1],
			].map(([user, item]) => ({ json: simple(user), pairedItem: { item } })),
		);
	});

	it('says that Zoho does not know the type, for that item only where the step goes on', async () => {
		const parameters = { userType: '={{ $json.type }}', returnAll: true };
		expect(await failureOf(run(user('getAll', parameters), [{ type: 'Wizards' }]))).toMatchObject({
			message: expect.stringMatching(/\(INVALID_DATA\)$/),
			itemIndex: 0,
		});
		const { json } = await run(user('getAll', parameters), [{ type: 'Wizards' }, { type: 'DeactiveUsers' }], {
			onError: 'continueRegularOutput',
		});
		expect(json).toMatchObject([
			{ reason: expect.stringMatching(/\(INVALID_DATA\)$/), code: 'INVALID_DATA', next: expect.any(String) },
			simple(4),
		]);
	});

	it('lists once for several items where no parameter uses them, and answers the first', async () => {
		const { items } = await run(user('getAll', { userType: 'DeletedUsers', limit: '={{ 40 + 2 }}' }), [
			{ n: 1 },
			{ n: 2 },
			{ n: 3 },
		]);
		expect(items).toEqual([{ json: simple(6), pairedItem: { item: 0 } }]);
		expect(userCalls(emulator)).toHaveLength(1);
	});

	it('asks nothing of Zoho for zero items', async () => {
		expect((await run(user('getAll', { userType: 'AllUsers' }), [])).items).toEqual([]);
		expect(emulator.requests.all()).toEqual([]);
	});
});
