import { fixtureId } from '../metadata/modules';
import type { Profile, Role, User } from './store';

/** Profiles of a fresh organization; only administrators may manage users. */
export const PROFILES: readonly Profile[] = [
	{
		id: fixtureId(26011),
		name: 'Administrator',
		description:
			'This profile will have all the permissions. Users with Administrator profile will be able to view and manage all the data within the organization account by default.',
		isAdministrator: true,
	},
	{
		id: fixtureId(26014),
		name: 'Standard',
		description: 'This profile will have all the permissions except administrative privileges.',
		isAdministrator: false,
	},
];

/** Roles of a fresh organization, the highest first. */
export const ROLES: readonly Role[] = [
	{ id: fixtureId(26005), name: 'CEO', reportingToId: null },
	{ id: fixtureId(26008), name: 'Manager', reportingToId: fixtureId(26005) },
];

interface PersonSketch {
	readonly number: number;
	readonly zuid: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly status: User['status'];
	readonly isConfirmed: boolean;
	readonly isAdministrator: boolean;
}

const PEOPLE: readonly PersonSketch[] = [
	{
		number: 225013,
		zuid: '694579958',
		firstName: 'Ann',
		lastName: 'Lee',
		status: 'active',
		isConfirmed: true,
		isAdministrator: true,
	},
	{
		number: 225021,
		zuid: '694579961',
		firstName: 'Bruno',
		lastName: 'Costa',
		status: 'active',
		isConfirmed: true,
		isAdministrator: false,
	},
	{
		number: 225029,
		zuid: '694579964',
		firstName: 'Chioma',
		lastName: 'Okafor',
		status: 'active',
		isConfirmed: true,
		isAdministrator: false,
	},
	{
		number: 225037,
		zuid: '694579967',
		firstName: 'Divya',
		lastName: 'Rao',
		status: 'active',
		isConfirmed: true,
		isAdministrator: true,
	},
	{
		number: 225045,
		zuid: '694579970',
		firstName: 'Erik',
		lastName: 'Sand',
		status: 'disabled',
		isConfirmed: true,
		isAdministrator: false,
	},
	{
		number: 225053,
		zuid: '694579973',
		firstName: 'Fatima',
		lastName: 'Haddad',
		status: 'active',
		isConfirmed: false,
		isAdministrator: false,
	},
	{
		number: 225061,
		zuid: '694579976',
		firstName: 'Goro',
		lastName: 'Ito',
		status: 'deleted',
		isConfirmed: true,
		isAdministrator: false,
	},
	{
		number: 225069,
		zuid: '694579979',
		firstName: 'Hana',
		lastName: 'Novák',
		status: 'active',
		isConfirmed: true,
		isAdministrator: false,
	},
];

/** The address of a person of the fixtures: `ann.lee@brightwell.test`. */
function addressOf(person: PersonSketch): string {
	const plain = (name: string) =>
		name
			.toLowerCase()
			.normalize('NFD')
			.replaceAll(/[^a-z]/g, '');
	return `${plain(person.firstName)}.${plain(person.lastName)}@brightwell.test`;
}

/** The users of a fresh organization. Ann Lee, an administrator, is the one tokens are granted for by default. */
export function createPeople(): User[] {
	const ann = PEOPLE[0];
	return PEOPLE.map((person) => ({
		id: fixtureId(person.number),
		zuid: person.zuid,
		firstName: person.firstName,
		lastName: person.lastName,
		email: addressOf(person),
		status: person.status,
		isConfirmed: person.isConfirmed,
		profileId: PROFILES[person.isAdministrator ? 0 : 1].id,
		roleId: ROLES[person.number === ann.number ? 0 : 1].id,
		reportingToId: person.number === ann.number ? null : fixtureId(ann.number),
		typeName: 'Regular User',
		createdById: fixtureId(ann.number),
		createdMs: Date.UTC(2026, 0, 2, 3, 30, 0),
		modifiedById: fixtureId(ann.number),
		modifiedMs: Date.UTC(2026, 1, 2, 3, 30, 0),
		details: {},
	}));
}
