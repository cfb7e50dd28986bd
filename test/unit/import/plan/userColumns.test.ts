import { mapColumns, planColumns } from '../../../../nodes/shared/import/plan/columns';
import { NamedUsers, userKeyOf } from '../../../../nodes/shared/import/plan/userColumns';
import type { ColumnRules } from '../../../../nodes/shared/import/request';
import { UserDirectory } from '../../../../nodes/shared/zoho/users/directory';
import { UsageError } from '../../../../nodes/shared/zoho/call/errors';
import type { ZohoUser } from '../../../../nodes/shared/zoho/users/user';
import { field, plainRequest } from '../csv/cases';

const ANN = '4150868000000225013';
const BEN = '4150868000000225021';
const user = (id: string, fullName: string, email: string): ZohoUser => ({
	id,
	email,
	firstName: null,
	lastName: null,
	fullName,
	status: 'active',
	isConfirmed: true,
	role: null,
	profile: null,
	timeZone: null,
	raw: {},
});
const directory = new UserDirectory([
	user(ANN, 'Ann Lee', 'ann@brightwell.test'),
	user(BEN, 'Ben Ode', 'ben@brightwell.test'),
	user('7', 'Sam Poe', 'sam1@brightwell.test'),
	user('8', 'Sam Poe', 'sam2@brightwell.test'),
]);
const fields = [field('Last_Name'), field('Owner', 'ownerlookup')];

/** Plans the keys of an import whose first rows have some owners. @returns the column of the owner, and how often the users were read */
async function planned(first: readonly unknown[], key = 'Owner', more: Partial<ColumnRules> = {}) {
	let reads = 0;
	const users = new NamedUsers(async () => ((reads += 1), directory));
	const keys = { names: ['Last_Name', key], valuesOf: () => first, titleOf: null };
	const { columns } = await planColumns(keys, fields, { ...plainRequest, ...more }, users);
	return { column: columns[1], users, reads };
}

describe('what values name users by', () => {
	it.each<[unknown[], 'id' | 'email' | null]>([
		[[], 'id'],
		[[null, '', '  '], 'id'],
		[[ANN, ` ${BEN} `, `zcrm_${ANN}`, 42, { id: ANN, name: 'Ann Lee', email: 'ann@brightwell.test' }], 'id'],
		[['ann@brightwell.test', '', ' ben@brightwell.test ', { email: 'ben@brightwell.test' }], 'email'],
		[[ANN, 'ann@brightwell.test'], null],
		[['ann@brightwell.test', ANN], null],
		[['ann@brightwell.test', 'Ann Lee'], null],
		[['', 'Ann Lee'], null],
		[['Ann@brightwell.test'], null],
		[['Ann Lee <ann@brightwell.test>'], null],
		[[{ name: 'Ann Lee' }], null],
	])('is told by all of %j', (values, key) => {
		expect(userKeyOf(values)).toBe(key);
	});

	it('is told of long numbers, and quickly of long texts', () => {
		expect([userKeyOf([4150868000000225013n]), userKeyOf(['a@'.repeat(500_000)])]).toEqual(['id', null]);
	});
});

describe('a column of users', () => {
	it.each<[unknown[], string]>([
		[[ANN, BEN], 'id'],
		[['', null], 'id'],
	])('keeps %j as it is, and no users are read', async (first, findBy) => {
		const { column, reads } = await planned(first);
		expect([column.findBy, first.map((value) => column.encode(value)), reads]).toEqual([
			findBy,
			first.map((value) => value ?? ''),
			0,
		]);
	});

	it('is written as IDs where a value is something else, whatever the first one is', async () => {
		const { column, reads } = await planned(['', 'ann@brightwell.test', ' BEN  Ode']);
		expect([column.findBy, reads]).toEqual(['id', 1]);
		const values = [ANN, 'ann@brightwell.test', ' ANN@Brightwell.test', 'Ben Ode <ben@brightwell.test>', 'ann lee', ''];
		expect(values.map((value) => column.encode(value))).toEqual([ANN, ANN, ANN, BEN, ANN, '']);
		expect([{ name: 'Ben Ode' }, { id: BEN, name: 'Ann Lee' }, 42].map((value) => column.encode(value))).toEqual([
			BEN,
			BEN,
			'42',
		]);
	});

	it('refuses a value that names nobody, or several, with the value and the reason', async () => {
		const { column } = await planned(['Ann Lee']);
		const reasonOf = (value: unknown) => {
			const cell = column.encode(value);
			return typeof cell === 'string' ? cell : cell.reason;
		};
		expect(['Nobody', 'Sam Poe', 'x@brightwell.test', {}, 2 ** 60].map(reasonOf)).toEqual([
			'"Nobody" is the name of no user of the organization',
			'"Sam Poe" is the name of 2 active users: use the email',
			'"x@brightwell.test" belongs to no user of the organization, or to a deleted one',
			'is an object without an ID',
			'is a number that has lost digits: pass IDs and long numbers as text',
		]);
	});

	it.each(['Owner', 'Owner.email'])('of emails alone is written as IDs: %s', async (key) => {
		const { column, reads } = await planned(['ann@brightwell.test', null], key);
		const reason = '"x@brightwell.test" belongs to no user of the organization, or to a deleted one';
		expect([column.findBy, reads]).toEqual(['id', 1]);
		expect(['ann@brightwell.test', '', 'x@brightwell.test'].map((value) => column.encode(value))).toEqual([
			ANN,
			'',
			{ kind: 'refused', reason },
		]);
	});

	it.each([
		['OAUTH_SCOPE_MISMATCH', 'Owner'],
		['NO_PERMISSION', 'Owner.email'],
	])('of emails alone stays as it is where the users may not be read (%s, %s)', async (code, key) => {
		const users = new NamedUsers(async () => await Promise.reject(new UsageError('No', 'Never', code)));
		const keys = { names: ['Last_Name', key], valuesOf: () => ['ann@brightwell.test'], titleOf: null };
		const [, column] = (await planColumns(keys, fields, plainRequest, users)).columns;
		expect([column.findBy, column.encode('ann@brightwell.test')]).toEqual(['email', 'ann@brightwell.test']);
		const named = { ...keys, names: ['Last_Name', 'Owner'], valuesOf: () => ['Ann Lee'] };
		await expect(planColumns(named, fields, plainRequest, users)).rejects.toThrow('No');
	});

	it('of emails alone stops the import where reading the users fails for another reason', async () => {
		const users = new NamedUsers(async () => await Promise.reject(new UsageError('Down', 'Later')));
		const keys = { names: ['Last_Name', 'Owner'], valuesOf: () => ['ann@brightwell.test'], titleOf: null };
		await expect(planColumns(keys, fields, plainRequest, users)).rejects.toThrow('Down');
	});

	it('asks for the users where a later value differs from the first ones', async () => {
		const { column, users } = await planned([ANN]);
		expect(await users.readWanted()).toBe(false);
		expect(column.encode('ann@brightwell.test')).toMatchObject({ kind: 'refused' });
		expect(await users.readWanted()).toBe(true);
		expect(users.directory).toBe(directory);
		expect(await users.readWanted()).toBe(false);
		const keys = { names: ['Last_Name', 'Owner'], valuesOf: () => [ANN], titleOf: null };
		expect(mapColumns(keys, fields, plainRequest, users).columns[1].encode('ann@brightwell.test')).toBe(ANN);
	});

	it('has a default that is written as its cells are', async () => {
		const { column } = await planned([ANN], 'Owner', { defaults: { Owner: 'ben@brightwell.test' } });
		expect([column.findBy, column.defaultValue]).toEqual(['id', BEN]);
		await expect(planned([ANN], 'Owner', { defaults: { Owner: 'Nobody' } })).rejects.toThrow(
			'The default value of Owner "Nobody" is the name of no user of the organization',
		);
	});

	it.each(['Owner.name', 'Owner.full_name'])(
		'may be called %s; other parts behind the dot are what was chosen',
		async (key) => {
			const { column, reads } = await planned(['Ann Lee'], key);
			expect([column.key, column.findBy, column.encode('Ann Lee'), reads]).toEqual([key, 'id', ANN, 1]);
			const chosen = await planned(['Ann Lee'], 'Owner.email');
			expect([chosen.column.findBy, chosen.column.encode('Ann Lee'), chosen.reads]).toEqual([
				'id',
				{ kind: 'refused', reason: 'is not a valid email' },
				1,
			]);
		},
	);
});
