import { refusedCell, type Cell } from '../../values/cellTrouble';
import { isBlank, type CellEncoder } from '../../values/encoders';
import { hasExponent, SHORTENED } from '../../values/numbers';
import { UsageError } from '../../zoho/call/errors';
import { fail } from '../../zoho/call/recover';
import { isObject } from '../../zoho/call/shape';
import { USER_TYPES, type FieldMetadata } from '../../zoho/metadata/fields';
import { SCOPE_MISMATCH } from '../../zoho/call/errors';
import type { UserDirectory } from '../../zoho/users/directory';
import type { ColumnRules } from '../request';

/** Reads the users of the organization. */
export type ReadUsers = () => Promise<UserDirectory>;

/** Codes of a credential or a user that may not read users. */
const MAY_NOT_READ: ReadonlySet<string> = new Set([SCOPE_MISMATCH, 'NO_PERMISSION', 'AUTHORIZATION_FAILED']);

const mayNotRead = (reason: unknown): boolean =>
	isObject(reason) && typeof reason.code === 'string' && MAY_NOT_READ.has(reason.code);

/**
 * The users whom columns name by something else than their IDs; read once, and only if a value names one. A job can look up emails
 * itself, so for these alone the import does without the users where it may not read them.
 */
export class NamedUsers {
	private known: UserDirectory | null = null;
	private isWanted = false;
	private isWished = false;
	private isBarred = false;

	constructor(private readonly readUsers: ReadUsers) {}

	/** The users; null as long as no value needed them. */
	get directory(): UserDirectory | null {
		return this.known;
	}

	/** Notes that a value needs the users. */
	want(): void {
		this.isWanted = true;
	}

	/** Notes that a value names a user by email. */
	wish(): void {
		this.isWished = true;
	}

	/** Reads the users if a value needs or names them. @returns whether columns have to be planned again because of it */
	async readWanted(): Promise<boolean> {
		const { isWanted, isWished } = this;
		this.isWanted = false;
		this.isWished = false;
		if (isWanted) {
			this.known ??= await this.readUsers();
			return true;
		}
		if (!isWished || this.isBarred || this.known !== null) return false;
		this.known = await this.readUsers().catch((reason: unknown) => (mayNotRead(reason) ? null : fail(reason)));
		this.isBarred = this.known === null;
		return this.known !== null;
	}
}

/** What a job can find a user by. */
type UserKey = 'id' | 'email';

/** What users are named by, as the part of a key behind the dot. */
const NAME_KEYS: ReadonlySet<string> = new Set(['email', 'name', 'full_name']);

/** Whether the values of a column say what they name users by: the field is one of users, and nothing else was chosen. */
export function namesUsers({ dataType, apiName }: FieldMetadata, dotted: string | null, rules: ColumnRules): boolean {
	const chosen = dotted ?? rules.lookUps[apiName];
	return USER_TYPES.has(dataType) && (chosen === undefined || NAME_KEYS.has(chosen));
}

/** @throws UsageError for a column that names users by something that neither a job nor the import can look up */
export function refuseUserKey({ dataType, apiName }: FieldMetadata, dotted: string | null, rules: ColumnRules): void {
	const chosen = dotted ?? rules.lookUps[apiName];
	if (!USER_TYPES.has(dataType) || chosen === undefined || chosen === 'id' || chosen === 'email') return;
	throw new UsageError(
		`${apiName}.${chosen} can't be imported: a user is found by ID, email or full name. Nothing was sent`,
		dotted === null
			? `Enter email for ${apiName} under Lookup Fields`
			: `Name the column ${apiName}, which takes IDs, emails and full names`,
	);
}

const IS_ID = /^\d+$/;
/** As a job looks it up: in small letters, with nothing around it. */
const IS_PLAIN_EMAIL = /^[^@\s<>A-Z]+@[^@\s<>A-Z]+$/;
/** The longest email. */
const MAX_EMAIL_LENGTH = 320;

/** What a value says about a user: of an object the ID, or else the email or the name. */
function namedBy(value: unknown): unknown {
	if (!isObject(value)) return value;
	return ['id', 'email', 'name', 'full_name'].map((key) => value[key]).find((part) => !isBlank(part)) ?? value;
}

/** The text that names a user, without the prefix of IDs in exports of Zoho; null for a value that is no text. */
function userTextOf(value: unknown): string | null {
	const named = namedBy(value);
	if (typeof named === 'bigint' || Number.isSafeInteger(named)) return String(named);
	if (typeof named !== 'string') return null;
	const text = named.trim().toWellFormed();
	return text.startsWith('zcrm_') ? text.slice('zcrm_'.length) : text;
}

function keyOf(text: string): UserKey | null {
	if (text.length > MAX_EMAIL_LENGTH) return null;
	if (IS_ID.test(text)) return 'id';
	return IS_PLAIN_EMAIL.test(text) ? 'email' : null;
}

/** What all values name users by, `id` if there are none; null if they differ, or if any is neither an ID nor an email. */
export function userKeyOf(values: Iterable<unknown>): UserKey | null {
	let found: UserKey | null = null;
	for (const value of values) {
		const text = userTextOf(value);
		if (text === null || text === '') continue;
		const key = keyOf(text);
		if (key === null || (found !== null && key !== found)) return null;
		found = key;
	}
	return found ?? 'id';
}

/** Whether the values of a column of users are emails and nothing else, because the key or an option says so. */
export const hasEmailsOnly = ({ apiName }: FieldMetadata, dotted: string | null, rules: ColumnRules): boolean =>
	(dotted ?? rules.lookUps[apiName]) === 'email';

/** The row cannot be sent as long as the users are not known. */
const NOT_KNOWN_YET = refusedCell('names a user whom a job cannot look up');
/** How many texts are remembered per column, so that frequent ones are read once. */
const MAX_REMEMBERED = 10_000;
/** How much of a text a message shows. */
const MAX_SHOWN = 100;

function identify(text: string, known: UserDirectory): Cell {
	const owner = known.findOwner(text);
	return 'id' in owner ? owner.id : refusedCell(`"${text.slice(0, MAX_SHOWN).toWellFormed()}" ${owner.problem}`);
}

/**
 * Writes users of a column of emails by ID where they are known, and else by email.
 * @param encodeEmail gives the email of a value
 */
export function emailEncoder({ directory }: NamedUsers, encodeEmail: CellEncoder): CellEncoder {
	if (directory === null) return encodeEmail;
	return (value) => {
		const cell = encodeEmail(value);
		return typeof cell !== 'string' || cell === '' ? cell : identify(cell, directory);
	};
}

/**
 * Writes users by ID where they are known, and else as the column names them.
 * @param key what the cells hold
 * @param encodePlain writes values that are neither a text nor an ID
 */
export function userEncoder(key: UserKey, users: NamedUsers, encodePlain: CellEncoder): CellEncoder {
	const { directory } = users;
	const remembered = new Map<string, Cell>();
	return (value) => {
		const text = userTextOf(value);
		if (text === null) return encodePlain(value);
		if (text === '' || keyOf(text) === key) return text;
		if (hasExponent(text)) return SHORTENED;
		if (directory === null) {
			users.want();
			return NOT_KNOWN_YET;
		}
		const before = remembered.get(text);
		if (before !== undefined) return before;
		const cell = identify(text, directory);
		if (remembered.size < MAX_REMEMBERED) remembered.set(text, cell);
		return cell;
	};
}
