import { foldName } from '../metadata/foldName';
import type { ZohoUser } from './user';

/** A user whom records can belong to, or why there is none; `problem` completes "The email x ..." or "The name x ...". */
export type FoundOwner = { readonly id: string } | { readonly problem: string };

/** The longest text that is looked at: neither an email nor a name is longer. */
const MAX_LENGTH = 320;

const EMAIL = /^[^\s@<>]+@[^\s@<>]+$/;

/** The email in a text, which may have the name in front of it: `Ann Lee <ann.lee@example.com>`; null if it has none. */
export function emailIn(text: string): string | null {
	const trimmed = text.trim();
	if (trimmed.length > MAX_LENGTH) return null;
	const open = trimmed.lastIndexOf('<');
	const inside = open >= 0 && trimmed.endsWith('>') ? trimmed.slice(open + 1, -1).trim() : trimmed;
	return EMAIL.test(inside) ? inside : null;
}

const canOwn = ({ status, isConfirmed }: ZohoUser): boolean => status === 'active' && isConfirmed;

/** The users of an organization by email and by full name. Only active users who accepted their invitation can own records. */
export class UserDirectory {
	private readonly byEmail = new Map<string, ZohoUser>();
	private readonly byName = new Map<string, ZohoUser[]>();

	/** @param users deleted ones are passed over */
	constructor(users: Iterable<ZohoUser>) {
		for (const user of users) if (user.status !== 'deleted') this.add(user);
	}

	/** Gives the user with an email, whatever its case, or null. Deactivated and unconfirmed ones are among them. */
	withEmail(email: string): ZohoUser | null {
		return this.byEmail.get(email.trim().toLowerCase()) ?? null;
	}

	/** Finds the owner that a text names: by the email in it, or else by the full name, which only one such user may have. */
	findOwner(text: string): FoundOwner {
		const email = emailIn(text);
		return email === null ? this.ownerByName(text) : this.ownerByEmail(email);
	}

	private ownerByEmail(email: string): FoundOwner {
		const user = this.withEmail(email);
		if (user === null) return { problem: 'belongs to no user of the organization, or to a deleted one' };
		if (user.status !== 'active') return { problem: 'belongs to a user who is not active' };
		return user.isConfirmed ? { id: user.id } : { problem: 'belongs to a user who has not accepted the invitation' };
	}

	private ownerByName(name: string): FoundOwner {
		const users = name.length > MAX_LENGTH ? [] : (this.byName.get(foldName(name)) ?? []);
		const owners = users.filter(canOwn);
		if (owners.length === 1) return { id: owners[0].id };
		if (owners.length > 1) return { problem: `is the name of ${owners.length} active users: use the email` };
		return {
			problem:
				users.length === 0
					? 'is the name of no user of the organization'
					: 'is the name of a user who is not active or has not accepted the invitation',
		};
	}

	private add(user: ZohoUser): void {
		const { email, fullName, firstName, lastName } = user;
		if (email !== null) this.byEmail.set(email.trim().toLowerCase(), user);
		const names = new Set([fullName ?? '', `${firstName ?? ''} ${lastName ?? ''}`].map(foldName));
		names.delete('');
		for (const name of names) this.byName.set(name, [...(this.byName.get(name) ?? []), user]);
	}
}
