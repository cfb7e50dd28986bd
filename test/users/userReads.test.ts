import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { searchActiveUsers, searchProfiles, searchRoles, searchUsers } from '../../nodes/ZohoCrm/choices/userChoices';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { PROFILES, ROLES } from '../emulator/users/fixtures';
import { connectedCredential } from '../stage/credentials';
import { askForm } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { userCalls } from '../stage/books';
import { failureOf } from '../stage/failure';
import { user } from '../stage/parameters';
import { hire } from '../stage/people';

const { emulator, run } = useStage();

beforeEach(() => {
	Object.assign(emulator.state.organization, { userLicences: 10 });
});

const namesOf = async (more: INodeParameters): Promise<unknown[]> =>
	(await run(user('getAll', { returnAll: true, ...more }))).json.map(({ fullName }) => fullName);

describe('User > Get Many', () => {
	it.each([
		['AllActiveUsers', ['Ann Lee', 'Bruno Costa', 'Chioma Okafor', 'Divya Rao', 'Fatima Haddad', 'Hana Novák']],
		['DeveloperUsers', []],
		['ActiveLiteUser', []],
	])('gives %s, a type of 2026', async (userType, names) => {
		expect(await namesOf({ userType })).toEqual(names);
		expect(userCalls(emulator).map(({ query }) => query)).toEqual([{ type: userType, page: '1', per_page: '200' }]);
	});

	it('marks in the form which types are of 2026, and has every type of Zoho', () => {
		const { options = [] } = new ZohoCrm().description.properties.find(({ name }) => name === 'userType') ?? {};
		const marked = options
			.filter((option) => option.name.endsWith('(Since 2026)'))
			.map((option) => 'value' in option && option.value);
		expect(marked.sort()).toEqual(['ActiveLiteUser', 'AllActiveUsers', 'DeveloperUsers']);
		expect(options).toHaveLength(13);
	});

	it.each([
		['oKaFor', ['Chioma Okafor']],
		[
			' BRIGHTWELL ',
			['Ann Lee', 'Bruno Costa', 'Chioma Okafor', 'Divya Rao', 'Erik Sand', 'Fatima Haddad', 'Hana Novák'],
		],
		['nobody', []],
	])('finds users by a part of name or email: %s', async (search, names) => {
		expect(await namesOf({ userType: 'AllUsers', options: { search } })).toEqual(names);
	});

	it('searches on every page and stops at the limit', async () => {
		hire(emulator, 450);
		const { json } = await run(user('getAll', { userType: 'AllUsers', limit: 2, options: { search: 'f30' } }));
		expect(json.map(({ email }) => email)).toEqual(['f30@brightwell.test', 'f300@brightwell.test']);
		expect(userCalls(emulator).map(({ query }) => [query.page, query.per_page])).toEqual([
			['1', '200'],
			['2', '200'],
		]);
	});

	it('asks for users of one kind', async () => {
		const [ann] = emulator.state.users.all();
		emulator.state.users.create(ann.id, {
			last_name: 'Team',
			email: 'team@brightwell.test',
			role: ann.roleId,
			profile: ann.profileId,
			type__s: 'Team User',
		});
		expect(await namesOf({ userType: 'AllUsers', options: { userKind: 'Team User' } })).toEqual(['Team']);
		expect(userCalls(emulator)[0].query.type__s).toBe('Team User');
	});

	it('says nothing in the panel of what a few pages have cost', async () => {
		hire(emulator, 450);
		const { hints } = await run(user('getAll', { userType: 'AllUsers', returnAll: true }));
		expect(hints).toEqual([]);
	});
});

describe('the lists of the form', () => {
	type Search = typeof searchUsers;
	const ask = async (
		method: Search,
		filter?: string,
		scopes?: readonly string[],
	): Promise<INodeListSearchResult['results']> => {
		const run = {
			node: new ZohoCrm(),
			parameters: { resource: 'user', operation: 'update' },
			credential: connectedCredential(emulator, scopes),
		};
		return (
			await askForm(run, async function () {
				return await method.call(this, filter);
			})
		).results;
	};
	const idOf = (name: string): string =>
		emulator.state.users.all().find(({ firstName }) => firstName === name)?.id ?? '';

	it('offer users by name and say who is deactivated or invited', async () => {
		expect(await ask(searchUsers)).toEqual([
			{ name: 'Ann Lee (ann.lee@brightwell.test)', value: idOf('Ann') },
			{ name: 'Bruno Costa (bruno.costa@brightwell.test)', value: idOf('Bruno') },
			{ name: 'Chioma Okafor (chioma.okafor@brightwell.test)', value: idOf('Chioma') },
			{ name: 'Divya Rao (divya.rao@brightwell.test)', value: idOf('Divya') },
			{ name: 'Erik Sand (erik.sand@brightwell.test, disabled)', value: idOf('Erik') },
			{ name: 'Fatima Haddad (fatima.haddad@brightwell.test, invited)', value: idOf('Fatima') },
			{ name: 'Hana Novák (hana.novak@brightwell.test)', value: idOf('Hana') },
		]);
	});

	it('offer as heirs and superiors only users who can own records', async () => {
		expect((await ask(searchActiveUsers)).map(({ value }) => value)).toEqual(
			['Ann', 'Bruno', 'Chioma', 'Divya', 'Hana'].map(idOf),
		);
		expect((await ask(searchActiveUsers, 'sand')).map(({ value }) => value)).toEqual([]);
	});

	it('are narrowed by what is typed', async () => {
		expect((await ask(searchUsers, 'OKA')).map(({ value }) => value)).toEqual([idOf('Chioma')]);
		expect(await ask(searchRoles, 'ceo')).toEqual([{ name: 'CEO', value: ROLES[0].id }]);
		expect(await ask(searchProfiles, ' stand')).toEqual([{ name: 'Standard', value: PROFILES[1].id }]);
	});

	it('offer all roles and profiles', async () => {
		expect(await ask(searchRoles)).toEqual(ROLES.map(({ id, name }) => ({ name, value: id })));
		expect(await ask(searchProfiles)).toEqual(PROFILES.map(({ id, name }) => ({ name, value: id })));
	});

	it('name the scope that is missing', async () => {
		expect((await failureOf(ask(searchRoles, '', ['ZohoCRM.users.READ']))).message).toContain(
			'ZohoCRM.settings.roles.READ (OAUTH_SCOPE_MISMATCH)',
		);
	});
});
