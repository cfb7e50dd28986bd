import type { EmulatorState } from '../state';
import { createPeople, PROFILES, ROLES } from './fixtures';

export interface Profile {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	/** May manage users. */
	readonly isAdministrator: boolean;
}

export interface Role {
	readonly id: string;
	readonly name: string;
	readonly reportingToId: string | null;
}

/** A person of the organization, deleted ones included. */
export interface User {
	readonly id: string;
	readonly zuid: string;
	firstName: string | null;
	lastName: string | null;
	email: string;
	status: 'active' | 'disabled' | 'deleted';
	/** Accepted the invitation. */
	isConfirmed: boolean;
	roleId: string;
	profileId: string;
	reportingToId: string | null;
	/** Zoho's `type__s`. */
	readonly typeName: string;
	readonly createdById: string;
	readonly createdMs: number;
	modifiedById: string;
	modifiedMs: number;
	/** Other writable keys that were set, by Zoho's names: `phone`, `alias`, `city` ... */
	details: Readonly<Record<string, unknown>>;
}

/** Why a user was not written. `status` is the HTTP status; 403 stands alone, others are answered within `users[]`. */
export interface UserRefusal {
	readonly status: 400 | 403;
	readonly code: string;
	readonly message: string;
	readonly details: Readonly<Record<string, unknown>>;
}

/** The outcome of writing one user. */
export type UserOutcome =
	{ readonly kind: 'done'; readonly user: User } | { readonly kind: 'refused'; readonly refusal: UserRefusal };

/** What the store needs to know. */
export type UserStoreDeps = Pick<EmulatorState, 'clock' | 'switches' | 'organization' | 'nextId'>;

/** Keys of a user that are stored as they were sent. Source: Add User, v8 (users 3). */
const PLAIN_KEYS = [
	'alias',
	'phone',
	'mobile',
	'website',
	'fax',
	'dob',
	'street',
	'city',
	'state',
	'zip',
	'country',
	'language',
	'locale',
	'country_locale',
	'time_zone',
	'date_format',
	'time_format',
	'number_separator',
	'decimal_separator',
	'signature',
];

const TYPES: Readonly<Record<string, (user: User, isAdministrator: boolean) => boolean>> = {
	AllUsers: (user) => user.status !== 'deleted',
	ActiveUsers: (user) => user.status === 'active',
	DeactiveUsers: (user) => user.status === 'disabled',
	ConfirmedUsers: (user) => user.status !== 'deleted' && user.isConfirmed,
	NotConfirmedUsers: (user) => user.status !== 'deleted' && !user.isConfirmed,
	DeletedUsers: (user) => user.status === 'deleted',
	ActiveConfirmedUsers: (user) => user.status === 'active' && user.isConfirmed,
	AdminUsers: (user, isAdministrator) => user.status !== 'deleted' && isAdministrator,
	ActiveConfirmedAdmins: (user, isAdministrator) => user.status === 'active' && user.isConfirmed && isAdministrator,
	AllActiveUsers: (user) => user.status === 'active',
	DeveloperUsers: (user) => user.status !== 'deleted' && user.typeName === 'Sandbox Developer User',
	ActiveLiteUser: (user) => user.status === 'active' && user.typeName === 'Lite User',
};

function refused(
	code: string,
	message: string,
	details: Readonly<Record<string, unknown>> = {},
	status: 400 | 403 = 400,
): UserOutcome {
	return { kind: 'refused', refusal: { status, code, message, details } };
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The name that answers show; people without a first name are shown by their last. */
export function fullNameOf(user: User): string {
	return [user.firstName, user.lastName].filter((part) => part !== null).join(' ');
}

/** Source: the OAS of 2026. */
const LICENCES_USED_UP = 'Request exceeds your license limit. Need to upgrade in order to add a user';

/** The people of the organization and the rules for changing them. Source: Users API, v8. */
export class UserStore {
	readonly profiles = PROFILES;
	readonly roles = ROLES;
	private byId = new Map<string, User>();

	constructor(private readonly deps: UserStoreDeps) {
		this.reset();
	}

	reset(): void {
		this.byId = new Map(createPeople().map((user) => [user.id, user]));
	}

	get(id: string): User | undefined {
		return this.byId.get(id);
	}

	/** How other things name a user: `{name, id}`; null for an unknown id. */
	reference(id: string | null): { readonly name: string; readonly id: string } | null {
		const user = id === null ? undefined : this.byId.get(id);
		return user ? { name: fullNameOf(user), id: user.id } : null;
	}

	/** How records name a user: `{name, id, email}`; null for an unknown id. */
	personReference(id: string): { readonly name: string; readonly id: string; readonly email: string } | null {
		const user = this.byId.get(id);
		return user ? { name: fullNameOf(user), id: user.id, email: user.email } : null;
	}

	/** Addresses are compared without case; a deleted user's address is free again. */
	byEmail(email: string): User | undefined {
		const wanted = email.trim().toLowerCase();
		return this.all().find((user) => user.status !== 'deleted' && user.email.toLowerCase() === wanted);
	}

	/** Everyone in order of creation, deleted users included. */
	all(): User[] {
		return [...this.byId.values()];
	}

	/** @param type one of Zoho's, but not `CurrentUser`; undefined for an unknown one */
	ofType(type: string): User[] | undefined {
		if (!Object.hasOwn(TYPES, type)) return undefined;
		return this.all().filter((user) => TYPES[type](user, this.isAdministrator(user)));
	}

	isAdministrator(user: User): boolean {
		return this.profiles.some((profile) => profile.id === user.profileId && profile.isAdministrator);
	}

	/** @param input as sent, the entry of `users` */
	create(actorId: string, input: Readonly<Record<string, unknown>>): UserOutcome {
		const missing = this.missingKey(input);
		if (missing) return refused('MANDATORY_NOT_FOUND', 'required field not found', located(missing));
		if (this.deps.switches.environment === 'sandbox')
			return refused('NOT_ALLOWED', 'You cannot create user in a sandbox org');
		const email = textOf(input.email);
		if (!email || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
			return refused('INVALID_DATA', 'invalid data', located('email'));
		const roleId = this.referenceIn(input.role, this.roles);
		if (!roleId) return refused('INVALID_DATA', 'invalid data', located('role'));
		const profileId = this.referenceIn(input.profile, this.profiles);
		if (!profileId) return refused('INVALID_DATA', 'invalid data', located('profile'));
		if (this.byEmail(email))
			return refused('DUPLICATE_DATA', 'Failed to add user since same email id is already present', located('email'));
		if (!this.hasFreeLicence()) return refused('LICENSE_LIMIT_EXCEEDED', LICENCES_USED_UP);
		const nowMs = this.deps.clock.now();
		const id = this.deps.nextId();
		const user: User = {
			id,
			zuid: String(694_580_000 + this.byId.size),
			firstName: textOf(input.first_name),
			lastName: textOf(input.last_name),
			email,
			status: 'active',
			isConfirmed: false,
			roleId,
			profileId,
			reportingToId: this.referenceIn(input.Reporting_To, this.all()) ?? null,
			typeName: textOf(input.type__s) ?? 'Regular User',
			createdById: actorId,
			createdMs: nowMs,
			modifiedById: actorId,
			modifiedMs: nowMs,
			details: plainDetails(input),
		};
		this.byId.set(id, user);
		return { kind: 'done', user };
	}

	/** Changes the keys that are sent. @param index of the entry in `users`, for the refusal's path */
	update(actorId: string, id: string, input: Readonly<Record<string, unknown>>, index = 0): UserOutcome {
		const user = this.byId.get(id);
		if (!user) return refused('INVALID_DATA', 'the id given seems to be invalid', located('id', index));
		if (user.status === 'deleted')
			return refused('CANNOT_UPDATE_DELETED_USER', 'Deleted user cannot be updated', located('id', index));
		const changes: Partial<User> = {};
		if ('status' in input) {
			const wanted =
				input.status === 'active'
					? 'active'
					: input.status === 'inactive' || input.status === 'disabled'
						? 'disabled'
						: null;
			if (!wanted) return refused('INVALID_DATA', 'invalid data', located('status', index));
			if (id === actorId && wanted === 'disabled') return refused('PERMISSION_DENIED', 'permission denied', {}, 403);
			if (wanted === user.status)
				return wanted === 'active'
					? refused('ID_ALREADY_ACTIVE', 'user is already active', located('status', index))
					: refused('ID_ALREADY_DEACTIVATED', 'user is already deactivated', located('status', index));
			if (wanted === 'active' && !this.hasFreeLicence()) return refused('LICENSE_LIMIT_EXCEEDED', LICENCES_USED_UP);
			changes.status = wanted;
		}
		if ('email' in input && input.email !== user.email) {
			if (user.isConfirmed)
				return refused(
					'EMAIL_UPDATE_NOT_ALOWED',
					'email of a confirmed user cannot be updated',
					located('email', index),
				);
			const email = textOf(input.email);
			if (!email) return refused('INVALID_DATA', 'invalid data', located('email', index));
			if (this.byEmail(email))
				return refused(
					'DUPLICATE_DATA',
					'Failed to add user since same email id is already present',
					located('email', index),
				);
			changes.email = email;
		}
		if ('role' in input) {
			const roleId = this.referenceIn(input.role, this.roles);
			if (!roleId) return refused('INVALID_DATA', 'invalid data', located('role', index));
			changes.roleId = roleId;
		}
		if ('profile' in input) {
			const profileId = this.referenceIn(input.profile, this.profiles);
			if (!profileId) return refused('INVALID_DATA', 'invalid data', located('profile', index));
			changes.profileId = profileId;
		}
		if ('first_name' in input) changes.firstName = textOf(input.first_name);
		if ('last_name' in input) changes.lastName = textOf(input.last_name);
		if ('Reporting_To' in input) changes.reportingToId = this.referenceIn(input.Reporting_To, this.all()) ?? null;
		Object.assign(user, changes, {
			modifiedById: actorId,
			modifiedMs: this.deps.clock.now(),
			details: { ...user.details, ...plainDetails(input) },
		});
		return { kind: 'done', user };
	}

	/** The user stays, under `DeletedUsers`, and so do the records owned. */
	delete(actorId: string, id: string): UserOutcome {
		const user = this.byId.get(id);
		if (!user) return refused('INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 });
		if (user.status === 'deleted') return refused('ID_ALREADY_DELETED', 'user is already deleted', { id });
		if (id === actorId) return refused('PERMISSION_DENIED', 'permission denied', {}, 403);
		Object.assign(user, { status: 'deleted', modifiedById: actorId, modifiedMs: this.deps.clock.now() });
		return { kind: 'done', user };
	}

	/** Every active user takes a licence, confirmed or not. */
	private hasFreeLicence(): boolean {
		return this.all().filter((user) => user.status === 'active').length < this.deps.organization.userLicences;
	}

	private missingKey(input: Readonly<Record<string, unknown>>): string | undefined {
		const { mandatoryUserName } = this.deps.switches;
		const names = mandatoryUserName === 'either' ? ['first_name', 'last_name'] : [mandatoryUserName];
		if (!names.some((name) => textOf(input[name]))) return names[names.length - 1];
		return ['email', 'role', 'profile'].find(
			(key) => input[key] === undefined || input[key] === null || input[key] === '',
		);
	}

	/** The id in a reference, in whichever form the switch allows; undefined when it points to nothing known. */
	private referenceIn(value: unknown, known: readonly { readonly id: string }[]): string | undefined {
		const { userReferenceForm } = this.deps.switches;
		let id: unknown;
		if (typeof value === 'string' && userReferenceForm !== 'object') id = value;
		if (typeof value === 'object' && value !== null && 'id' in value && userReferenceForm !== 'string') id = value.id;
		return known.find((entry) => entry.id === id)?.id;
	}
}

function located(apiName: string, index = 0): Readonly<Record<string, unknown>> {
	return { api_name: apiName, json_path: `$.users[${index}].${apiName}` };
}

function plainDetails(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(PLAIN_KEYS.filter((key) => key in input).map((key) => [key, input[key]]));
}
