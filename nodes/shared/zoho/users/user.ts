import type { ShapeReader } from '../call/shape';
import { parseReference, type NamedReference } from '../call/shape';

/** A user of the organization. */
export interface ZohoUser {
	readonly id: string;
	readonly email: string | null;
	readonly firstName: string | null;
	readonly lastName: string | null;
	readonly fullName: string | null;
	/** `active`, `disabled`, `inactive` or `deleted`. */
	readonly status: string;
	/** Whether the invitation was accepted. */
	readonly isConfirmed: boolean;
	readonly role: NamedReference | null;
	readonly profile: NamedReference | null;
	/** IANA name, e.g. `America/New_York`. */
	readonly timeZone: string | null;
	/** The user as Zoho gives it. */
	readonly raw: Readonly<Record<string, unknown>>;
}

/** Which users. */
export interface UserQuery {
	/** One of `USER_TYPES`; all users if left out. */
	readonly type?: string;
	/** One of `USER_KINDS`. */
	readonly kind?: string;
	/** Only these users; up to 100. */
	readonly ids?: readonly string[];
	/** Only users whose name or e-mail address contains this, whatever the case. Zoho has no search for users: all are read. */
	readonly search?: string;
	/** ISO 8601 with offset. */
	readonly modifiedSince?: string;
	/** How many users at most; all of them if left out. */
	readonly limit?: number;
}

/**
 * What `type` can be; those marked so are only in the OpenAPI file of 2026, and an older organization may refuse them.
 * Source: Get Users, v8 (read 2026-11-21).
 */
export const USER_TYPES: ReadonlyArray<{ readonly type: string; readonly isOf2026: boolean }> = [
	...[
		'ActiveConfirmedAdmins',
		'ActiveConfirmedUsers',
		'ActiveUsers',
		'AdminUsers',
		'AllUsers',
		'ConfirmedUsers',
		'CurrentUser',
		'DeactiveUsers',
		'DeletedUsers',
		'NotConfirmedUsers',
	].map((type) => ({ type, isOf2026: false })),
	...['ActiveLiteUser', 'AllActiveUsers', 'DeveloperUsers'].map((type) => ({ type, isOf2026: true })),
];

/** What `type__s` can be. Source: OpenAPI file of 2026. */
export const USER_KINDS: readonly string[] = ['Regular User', 'Sandbox Developer User', 'Team User'];

/** A user of any answer. */
export function parseUser(user: ShapeReader): ZohoUser {
	return {
		id: user.get('id').id(),
		email: user.get('email').textOrNull(),
		firstName: user.get('first_name').textOrNull(),
		lastName: user.get('last_name').textOrNull(),
		fullName: user.get('full_name').textOrNull(),
		status: user.get('status').text(),
		isConfirmed: user.get('confirm').flag(),
		role: parseReference(user.get('role')),
		profile: parseReference(user.get('profile')),
		timeZone: user.get('time_zone').textOrNull(),
		raw: user.object(),
	};
}

/** Whether name or e-mail address of a user contain a text, whatever the case. */
export function matchesText({ fullName, firstName, lastName, email }: ZohoUser, text: string): boolean {
	const wanted = text.trim().toLowerCase();
	const names = [fullName, `${firstName ?? ''} ${lastName ?? ''}`, email];
	return names.some((name) => (name ?? '').toLowerCase().includes(wanted));
}
