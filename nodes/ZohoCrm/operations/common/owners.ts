import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import { USER_TYPES, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { checkScopes, SCOPES } from '../../../shared/zoho/call/scopes';
import { isObject } from '../../../shared/zoho/call/shape';
import type { ZohoUser } from '../../../shared/zoho/users/api';

/** The code of a row whose owner, or other user, cannot own records. */
export const NO_SUCH_OWNER = 'NO_SUCH_OWNER';

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** The e-mail address that stands where a user belongs; null if it is something else, such as an id. */
function emailOf(value: unknown): string | null {
	const text: unknown = isObject(value) && value.id === undefined ? value.email : value;
	return typeof text === 'string' && EMAIL.test(text.trim()) ? text.trim() : null;
}

/** Why a user cannot own records; null if nothing speaks against it. */
function findObstacle(user: ZohoUser | null): string | null {
	if (user === null) return 'is no user of the organization, or was deleted';
	if (user.status !== 'active') return 'belongs to a user who is not active';
	return user.isConfirmed ? null : 'belongs to a user who has not accepted the invitation';
}

/**
 * Puts ids of users in the place of e-mail addresses. All users are read once, when the first address is met. Only active users
 * who accepted their invitation can own records.
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

	/** How many owners gave way to the fallback so far. */
	get fallbackCount(): number {
		return this.replacedCount;
	}

	/**
	 * Gives the values of a row with ids of users.
	 * @param fallback id or e-mail address of who takes the place of a user who cannot own records; empty = nobody
	 * @throws UsageError naming field and address of such a user, or of such a fallback
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
		const substitute = emailOf(fallback) === null ? fallback : await this.lookUp('Fallback Owner', fallback);
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
			`${email}, given as ${field}, ${obstacle}`,
			this.hasFallback ? 'Give an active user, or add the option Fallback Owner' : 'Give an active user',
			NO_SUCH_OWNER,
		);
	}
}
