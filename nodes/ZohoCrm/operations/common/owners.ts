import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import { USER_TYPES, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { checkScopes, SCOPES } from '../../../shared/zoho/call/scopes';
import { isObject } from '../../../shared/zoho/call/shape';
import type { ZohoUser } from '../../../shared/zoho/users/api';
import { FALLBACK_OWNER } from './writeOptions';

/** The code of an item whose owner, or other user, cannot own records. */
export const NO_SUCH_OWNER = 'NO_SUCH_OWNER';

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** The email that names a user; null if the value is something else, such as an ID. */
function emailOf(value: unknown): string | null {
	const text: unknown = isObject(value) && value.id === undefined ? value.email : value;
	return typeof text === 'string' && EMAIL.test(text.trim()) ? text.trim() : null;
}

/** Why a user cannot own records; null if the user can. */
function findObstacle(user: ZohoUser | null): string | null {
	if (user === null) return 'belongs to no user of the organization, or to a deleted one';
	if (user.status !== 'active') return 'belongs to a user who is not active';
	return user.isConfirmed ? null : 'belongs to a user who has not accepted the invitation';
}

/**
 * Replaces emails of users by their IDs. All users are read once, when the first email is met. Only active users who accepted
 * their invitation can own records.
 */
export class Owners {
	private readonly userFields: readonly string[];
	/** Fields that hold several users. */
	private readonly userLists: readonly string[];
	private readonly found = new Map<string, Promise<string | UsageError>>();
	private replacedCount = 0;

	constructor(
		private readonly context: TogetherContext,
		fields: ReadonlyMap<string, FieldMetadata>,
		private readonly hasFallback = true,
	) {
		this.userFields = [...fields.values()]
			.filter(({ dataType }) => USER_TYPES.has(dataType))
			.map(({ apiName }) => apiName);
		this.userLists = [...fields.values()]
			.filter(({ dataType }) => dataType === 'multiuserlookup')
			.map(({ apiName }) => apiName);
	}

	/** How many owners were replaced by the fallback so far. */
	get fallbackCount(): number {
		return this.replacedCount;
	}

	/**
	 * The values of a row with IDs of users.
	 * @param fallback ID or email of the user who replaces users who cannot own records; empty = nobody
	 * @throws UsageError naming field and email of such a user, or of such a fallback
	 */
	async identify(
		values: Readonly<Record<string, unknown>>,
		fallback: string,
	): Promise<Readonly<Record<string, unknown>>> {
		const named: Record<string, unknown> = {};
		for (const field of this.userFields) {
			const email = emailOf(values[field]);
			if (email !== null) named[field] = await this.idFor(field, email, fallback);
		}
		for (const field of this.userLists) {
			const entries: unknown = typeof values[field] === 'string' ? values[field].split(',') : values[field];
			if (Array.isArray(entries) && entries.some((entry) => emailOf(entry) !== null))
				named[field] = await this.idsFor(field, entries, fallback);
		}
		return Object.keys(named).length === 0 ? values : { ...values, ...named };
	}

	private async idsFor(field: string, entries: readonly unknown[], fallback: string): Promise<unknown[]> {
		const ids: unknown[] = [];
		for (const entry of entries) {
			const email = emailOf(entry);
			const id = email === null ? entry : await this.idFor(field, email, fallback);
			if (!ids.includes(id)) ids.push(id);
		}
		return ids;
	}

	private async idFor(field: string, email: string, fallback: string): Promise<string> {
		const id = await this.lookUp(field, email);
		if (typeof id === 'string') return id;
		if (fallback === '') return fail(id);
		const substitute = emailOf(fallback) === null ? fallback : await this.lookUp(FALLBACK_OWNER.label, fallback);
		if (typeof substitute !== 'string') return fail(substitute);
		this.replacedCount += 1;
		return substitute;
	}

	private async lookUp(field: string, email: string): Promise<string | UsageError> {
		const key = email.toLowerCase();
		const known = this.found.get(`${field} ${key}`) ?? this.ask(field, email);
		this.found.set(`${field} ${key}`, known);
		return await known;
	}

	private async ask(field: string, email: string): Promise<string | UsageError> {
		checkScopes((await this.context.connection()).grantedScopes, [SCOPES.users.read]);
		const user = await this.context.zoho.users.findByEmail(email);
		const obstacle = findObstacle(user);
		if (user !== null && obstacle === null) return user.id;
		return new UsageError(
			`The email ${email} in ${field} ${obstacle}`,
			this.hasFallback ? `Use an active user, or add the option ${FALLBACK_OWNER.label}` : 'Use an active user',
			NO_SUCH_OWNER,
		);
	}
}
