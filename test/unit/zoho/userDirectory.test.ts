import { emailIn, UserDirectory } from '../../../nodes/shared/zoho/users/directory';
import type { ZohoUser } from '../../../nodes/shared/zoho/users/user';

const user = (id: string, fullName: string | null, more: Partial<ZohoUser> = {}): ZohoUser => ({
	id,
	email: `u${id}@brightwell.test`,
	firstName: null,
	lastName: null,
	fullName,
	status: 'active',
	isConfirmed: true,
	role: null,
	profile: null,
	timeZone: null,
	raw: {},
	...more,
});

const directory = new UserDirectory([
	user('1', 'Ann Lee'),
	user('2', 'Tom  Ode', { email: ' Tom@Brightwell.test ' }),
	user('3', 'Tom Ode'),
	user('4', 'Tom Ode', { status: 'inactive' }),
	user('5', null, { firstName: 'Zoë', lastName: 'Park' }),
	user('6', 'Gone Away', { status: 'deleted' }),
	user('7', 'Not Yet', { isConfirmed: false }),
	user('8', 'Ben Lee', { status: 'inactive' }),
	user('9', 'Ben Lee'),
]);

describe('the users of an organization', () => {
	it.each([
		['Ann Lee', { id: '1' }],
		['  ann  LEE ', { id: '1' }],
		['Ann Lee <U1@brightwell.test>', { id: '1' }],
		['Somebody Else <u1@brightwell.test>', { id: '1' }],
		['tom@brightwell.test', { id: '2' }],
		['Zoe\u0308 Park', { id: '5' }],
		['Ben Lee', { id: '9' }],
		['Tom Ode', { problem: 'is the name of 2 active users: use the email' }],
		['Nobody', { problem: 'is the name of no user of the organization' }],
		['Gone Away', { problem: 'is the name of no user of the organization' }],
		['Not Yet', { problem: 'is the name of a user who is not active or has not accepted the invitation' }],
		['u4@brightwell.test', { problem: 'belongs to a user who is not active' }],
		['u6@brightwell.test', { problem: 'belongs to no user of the organization, or to a deleted one' }],
		['u7@brightwell.test', { problem: 'belongs to a user who has not accepted the invitation' }],
	])('name %s as owner', (text, owner) => {
		expect(directory.findOwner(text)).toEqual(owner);
	});

	it('are read quickly, however long a text is', () => {
		expect(directory.findOwner('a@'.repeat(500_000))).toEqual({
			problem: 'is the name of no user of the organization',
		});
		expect(emailIn('<'.repeat(500_000))).toBeNull();
	});
});
