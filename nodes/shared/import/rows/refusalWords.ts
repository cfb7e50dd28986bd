import { adviceForCode, describeCode, type Explanation } from '../../zoho/advice/advice';
import { cutName } from '../../values/nameList';
import type { RowRefusal } from './answer';

/** A field in the words of the person who imports. */
export interface FieldWords {
	/** Its label, with what the person called it: `Umsatz (Annual Revenue)`. */
	readonly name: string;
	/** What Zoho expects in it, e.g. `an email of at most 100 characters`; null where nothing is known. */
	readonly expected: string | null;
}

/** Says in words why Zoho refused rows, and what to do about it. */
export interface RefusalWords {
	/**
	 * Why, as a clause without a full stop: `Last Name is empty`.
	 * @param told what Zoho's refusal says beyond code and fields, for codes without a clause here; null if it says no more
	 * @param valueOf the value of a field in the row, where it is known
	 */
	reasonOf(errors: readonly RowRefusal[], told?: Explanation | null, valueOf?: (apiName: string) => unknown): string;
	/** What to do next, as a sentence without a full stop. */
	adviceFor(errors: readonly RowRefusal[], told?: Explanation | null): string;
	/** A field in the person's words. */
	nameOf(apiName: string): string;
}

/** What the words of an import depend on. */
export interface WordsContext {
	readonly operation: 'insert' | 'update' | 'upsert';
	readonly findBy: string | null;
	/** By API name, with the path of child rows: `Work_History.Employer`. */
	readonly fields: ReadonlyMap<string, FieldWords>;
}

/** Clauses by Zoho's code: `{field}` is the field. Codes that speak of no field here have their message. */
const REASONS: Readonly<Record<string, string>> = {
	DUPLICATE_DATA: 'a record with the same value of {field} already exists',
	INVALID_DATA: 'Zoho CRM rejected {value}{expected}',
	LIMIT_EXCEEDED: '{field} exceeds a limit of Zoho CRM{expected}',
	MANDATORY_NOT_FOUND: '{field} is empty',
	PARENT_REFUSED: 'its parent row failed',
	RESOURCE_NOT_FOUND: 'no record has this value of {field}',
};

const ADVICE: Readonly<Record<string, string>> = {
	MANDATORY_NOT_FOUND: 'Fill in the named fields, then import the row again',
	INVALID_DATA: 'Correct the values of the named fields, then import the row again',
	NOT_APPROVED: 'The record is waiting for approval. Approve it in Zoho CRM, then import the row again',
	BLOCKED_RECORD: 'The record is locked or blocked. Unlock it in Zoho CRM, then import the row again',
	CANNOT_PROCESS: 'Zoho CRM could not process this row. Check the named fields, then import the row again',
	LIMIT_EXCEEDED: 'The row exceeds a limit of Zoho CRM. Shorten the named fields, then import the row again',
};

const UNKNOWN_CODE = 'Look up the code in the Zoho CRM documentation, correct the row, then import it again';

/** The advice of the first code that has one. */
const adviceOfCodes = (errors: readonly RowRefusal[]): string | null =>
	errors.map(({ code }) => adviceForCode(code)).find((advice) => advice !== null) ?? null;

const isAboutField = (clause: string): boolean => clause.includes('{field}') || clause.includes('{value}');

/** A value by the name of its field: `Email "abc"`, or `the value of Email` where it is not known. */
function valueText(name: string, value: unknown): string {
	const isPlain = (typeof value === 'string' && value !== '') || typeof value === 'number';
	return isPlain ? `${name} "${cutName(String(value))}"` : `the value of ${name}`;
}

/** The words for the refusals of one import. */
export function refusalWords({ operation, findBy, fields }: WordsContext): RefusalWords {
	const nameOf = (apiName: string): string => fields.get(apiName)?.name ?? apiName;
	const describe = (
		{ code, fields: names }: RowRefusal,
		told: Explanation | null,
		valueOf?: (apiName: string) => unknown,
	): string => {
		const clause = Object.hasOwn(REASONS, code) ? REASONS[code] : null;
		if (clause === null && told !== null) return told.message;
		if (clause === null || (names.length === 0 && isAboutField(clause)))
			return names.length === 0 ? describeCode(code) : `${names.map(nameOf).join(', ')}: ${describeCode(code)}`;
		if (!isAboutField(clause)) return clause;
		const expectedOf = (name: string): string => {
			const expected = fields.get(name)?.expected ?? null;
			return expected === null ? '' : `, which must be ${expected}`;
		};
		return names
			.map((name) =>
				clause
					.replace('{field}', () => nameOf(name))
					.replace('{value}', () => valueText(nameOf(name), valueOf?.(name)))
					.replace('{expected}', () => expectedOf(name)),
			)
			.join('; ');
	};
	return {
		nameOf,
		reasonOf: (errors, told = null, valueOf) => errors.map((each) => describe(each, told, valueOf)).join('; '),
		adviceFor(errors, told = null) {
			const known = errors.find(
				({ code }) => code === 'DUPLICATE_DATA' || code === 'RESOURCE_NOT_FOUND' || Object.hasOwn(ADVICE, code),
			);
			if (known === undefined) return told?.advice ?? adviceOfCodes(errors) ?? UNKNOWN_CODE;
			if (known.code === 'DUPLICATE_DATA') return adviseDuplicate(known);
			return known.code === 'RESOURCE_NOT_FOUND' ? adviseMissing() : ADVICE[known.code];
		},
	};

	/** Another unique field than that of Find By collides although records are found and updated. */
	function adviseDuplicate({ fields: names }: RowRefusal): string {
		if (operation === 'insert')
			return 'A record with this value already exists. Use Create or Update, or remove the row';
		const named = names.map(nameOf).join(', ') || 'a unique field';
		return `Another record, not the one that Find By found, has the same value of ${named}, which is unique. Change the value, set Find By to this field, or remove the row`;
	}

	function adviseMissing(): string {
		const named = findBy === null ? 'the Find By field' : nameOf(findBy);
		return operation === 'update'
			? `No record has this value of ${named}. Use Create or Update, or correct the value`
			: `No record has this value of ${named}. Correct the value, or leave it empty to create a record`;
	}
}
