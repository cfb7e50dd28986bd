import { readAnswer, refusalOf, type ZohoCaller, type ZohoCall } from '../call/caller';
import type { ZohoApiError } from '../call/errors';
import { findRefusal } from '../call/refusal';
import type { ShapeReader } from '../call/shape';

/** Values of a user by Zoho's key, e.g. `first_name`, `phone`, `time_zone`, `status`. */
export type UserValues = Readonly<Record<string, unknown>>;

/** Someone to invite. */
export interface NewUser {
	readonly email: string;
	readonly lastName: string;
	readonly firstName?: string;
	readonly roleId: string;
	readonly profileId: string;
	/** Anything else by Zoho's key. */
	readonly more?: UserValues;
}

/** Who takes over from a user who leaves. */
export interface Handover {
	/** The user who gets what is handed over. */
	readonly heirId: string;
	/** Whether records change their owner. */
	readonly records: boolean;
	/** Whether the heir takes the user's place in assignment rules. */
	readonly assignment: boolean;
	/** Whether the heir takes the user's place in criteria. */
	readonly criteria: boolean;
	/** To whom the users who report to the leaver report from then on; the heir if left out. */
	readonly newSuperiorId?: string;
}

/** Where a handover stands. */
export type HandoverState = 'in_progress' | 'completed' | 'failed';

/** The two forms in which role and profile are accepted; the documentation has the first, the OpenAPI files the second. */
const REFERENCE_FORMS: ReadonlyArray<(id: string) => unknown> = [(id) => id, (id) => ({ id })];

/**
 * Bodies for a new user, in the order in which they are tried: a body whose role or profile Zoho cannot read creates nobody.
 * Source: Add User, v8 (read 2026-11-21).
 */
export function encodeNewUser(user: NewUser): UserValues[] {
	return REFERENCE_FORMS.map((reference) => ({
		...user.more,
		...(user.firstName !== undefined && { first_name: user.firstName }),
		last_name: user.lastName,
		email: user.email,
		role: reference(user.roleId),
		profile: reference(user.profileId),
	}));
}

/** The same for changes; `role` and `profile` are ids in `values`. */
export function encodeUserChanges(values: UserValues): UserValues[] {
	const references = ['role', 'profile'].filter((key) => typeof values[key] === 'string');
	if (references.length === 0) return [values];
	return REFERENCE_FORMS.map((reference) => ({
		...values,
		...Object.fromEntries(references.map((key) => [key, reference(String(values[key]))])),
	}));
}

/** The body of a handover. Source: Transfer and Delete User, v8 (read 2026-11-21). */
export function encodeHandover({
	heirId,
	records,
	assignment,
	criteria,
	newSuperiorId = heirId,
}: Handover): Readonly<Record<string, unknown>> {
	return { transfer: { records, assignment, criteria, id: heirId }, move_subordinate: { id: newSuperiorId } };
}

/** Whether a refusal is about the form of role or profile, so that the other form may be tried. */
function isAboutReference(refusal: ZohoApiError): boolean {
	return refusal.code === 'INVALID_DATA' && (refusal.apiName === 'role' || refusal.apiName === 'profile');
}

/** What Zoho says when the user is already as wanted. Source: Users APIs, v8 (read 2026-11-21). */
const DONE_BEFORE: ReadonlySet<string> = new Set(['ID_ALREADY_ACTIVE', 'ID_ALREADY_DEACTIVATED', 'ID_ALREADY_DELETED']);

/**
 * Sends a write that is about one user.
 * @param key the list that request and answer hold: `users` or `transfer_and_delete`
 * @param bodies entries for that list, tried one after the other while role or profile cannot be read; none for DELETE
 * @returns the `details` of the answer; nothing that can be relied on where a lost try turns out to have done it already
 * @throws ZohoApiError if it was refused
 */
export async function writeUser(
	caller: ZohoCaller,
	call: Pick<ZohoCall, 'method' | 'url' | 'isRepeatable'>,
	key: 'users' | 'transfer_and_delete',
	bodies: readonly UserValues[] = [],
): Promise<ShapeReader> {
	const [body, ...others] = bodies;
	const answer = await caller.send({
		...call,
		kind: 'userWrite',
		host: 'api',
		...(body !== undefined && { body: { kind: 'json', value: { [key]: [body] } } }),
		answer: 'json',
		records: 0,
		changesRecords: true,
	});
	if (answer.status < 300 && findRefusal(answer.body) === null)
		return readAnswer(answer).get(key).first().get('details');
	const refusal = refusalOf(answer);
	if (answer.hadLostTry && DONE_BEFORE.has(refusal.code)) return readAnswer(answer);
	if (others.length > 0 && isAboutReference(refusal)) return await writeUser(caller, call, key, others);
	throw refusal;
}
