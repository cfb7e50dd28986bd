import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import { USER_TYPES, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { checkScopes, SCOPES } from '../../../shared/zoho/call/scopes';
import { isObject } from '../../../shared/zoho/call/shape';
import { emailIn } from '../../../shared/zoho/users/directory';
import { FALLBACK_OWNER } from './writeOptions';

/** The code of an item whose owner, or other user, cannot own records. */
export const NO_SUCH_OWNER = 'NO_SUCH_OWNER';

/** An ID as Zoho gives it, which exports of Zoho write with a prefix. */
const IS_ID = /^(zcrm_)?\d*$/;

/**
 * The email or name that names a user: `ann@example.com`, `Ann Lee`, `Ann Lee <ann@example.com>`, `{ email }`, `{ name }`; null if
 * the value is something else, such as an ID.
 */
function personOf(value: unknown): string | null {
	const text: unknown = isObject(value) && value.id === undefined ? (value.email ?? value.name) : value;
	if (typeof text !== 'string') return null;
	const person = text.trim();
	return IS_ID.test(person) ? null : person;
}

/**
 * Replaces emails and full names of users by their IDs. All users are read once, when the first one is met. Only active users who accepted
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
	 * @param fallback ID, email or name of the user who replaces users who cannot own records; empty = nobody
	 * @throws UsageError naming field and user, or of such a fallback
	 */
	async identify(
		values: Readonly<Record<string, unknown>>,
		fallback: string,
	): Promise<Readonly<Record<string, unknown>>> {
		const named: Record<string, unknown> = {};
		for (const field of this.userFields) {
			const person = personOf(values[field]);
			if (person !== null) named[field] = await this.idFor(field, person, fallback);
		}
		for (const field of this.userLists) {
			const entries: unknown = typeof values[field] === 'string' ? values[field].split(',') : values[field];
			if (Array.isArray(entries) && entries.some((entry) => personOf(entry) !== null))
				named[field] = await this.idsFor(field, entries, fallback);
		}
		return Object.keys(named).length === 0 ? values : { ...values, ...named };
	}

	private async idsFor(field: string, entries: readonly unknown[], fallback: string): Promise<unknown[]> {
		const ids: unknown[] = [];
		for (const entry of entries) {
			const person = personOf(entry);
			const id = person === null ? entry : await this.idFor(field, person, fallback);
			if (!ids.includes(id)) ids.push(id);
		}
		return ids;
	}

	private async idFor(field: string, person: string, fallback: string): Promise<string> {
		const id = await this.lookUp(field, person);
		if (typeof id === 'string') return id;
		if (fallback === '') return fail(id);
		const substitute = personOf(fallback) === null ? fallback : await this.lookUp(FALLBACK_OWNER.label, fallback);
		if (typeof substitute !== 'string') return fail(substitute);
		this.replacedCount += 1;
		return substitute;
	}

	private async lookUp(field: string, person: string): Promise<string | UsageError> {
		const key = person.toLowerCase();
		const known = this.found.get(`${field} ${key}`) ?? this.ask(field, person);
		this.found.set(`${field} ${key}`, known);
		return await known;
	}

	private async ask(field: string, person: string): Promise<string | UsageError> {
		checkScopes((await this.context.connection()).grantedScopes, [SCOPES.users.read]);
		const owner = (await this.context.zoho.users.directory()).findOwner(person);
		if ('id' in owner) return owner.id;
		const email = emailIn(person);
		return new UsageError(
			`${email === null ? `The name "${person.slice(0, 100)}"` : `The email ${email}`} in ${field} ${owner.problem}`,
			this.hasFallback ? `Use an active user, or add the option ${FALLBACK_OWNER.label}` : 'Use an active user',
			NO_SUCH_OWNER,
		);
	}
}
