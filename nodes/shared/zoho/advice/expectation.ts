import type { FieldMetadata } from '../metadata/fields';

/** Types of values as people call them, by Zoho's `data_type` of a field or `expected_data_type` of a refusal. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
	bigint: 'a whole number',
	boolean: 'true or false',
	currency: 'an amount',
	date: 'a date',
	datetime: 'a date-time',
	decimal: 'a number',
	double: 'a number',
	email: 'an email',
	integer: 'a whole number',
	jsonarray: 'a list',
	jsonobject: 'an object',
	long: 'a whole number',
	multiselectpicklist: 'a list of values',
	percent: 'a percentage',
	phone: 'a phone number',
	picklist: 'a value of the picklist',
	string: 'text',
	text: 'text',
	textarea: 'text',
	website: 'a URL',
};

/** Types whose length counts digits. */
const NUMBER_TYPES: ReadonlySet<string> = new Set([
	'bigint',
	'currency',
	'decimal',
	'double',
	'integer',
	'long',
	'percent',
]);
/** Types of which a length says nothing that people could use. */
const UNMEASURED: ReadonlySet<string> = new Set(['boolean', 'date', 'datetime', 'multiselectpicklist', 'picklist']);

/** How many values a sentence names. */
const NAMED_VALUES = 20;

/** A type as people call it; null for one that has no such name. */
const wordOf = (type: string): string | null => {
	const name = type.toLowerCase();
	return Object.hasOwn(TYPE_WORDS, name) ? TYPE_WORDS[name] : null;
};

/** Values by name, at most 20 of them: `one of: A, B and 5 more`. */
function oneOf(values: readonly unknown[]): string {
	const named = values.slice(0, NAMED_VALUES).map(String).join(', ');
	return values.length > NAMED_VALUES
		? `one of: ${named} and ${values.length - NAMED_VALUES} more`
		: `one of: ${named}`;
}

const countOf = (value: unknown): number | null => {
	const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
	return typeof count === 'number' && Number.isFinite(count) ? count : null;
};

/**
 * What Zoho says that a value must be: `a date-time`, `at most 100 characters`, `one of: A, B`.
 * @param details of a refusal: `expected_data_type`, `maximum_length`, `minimum_length`, `supported_values`, `regex`
 * @param fieldType `data_type` of the field, which tells whether a length counts digits; null where it is not known
 * @returns null if the details say none of that
 * Source: Insert Records, v8, possible errors (read 2026-11-21).
 */
export function expectationOf(
	details: Readonly<Record<string, unknown>>,
	fieldType: string | null = null,
): string | null {
	const { supported_values: values, expected_data_type: type, regex } = details;
	const parts: string[] = [];
	if (Array.isArray(values) && values.length > 0) parts.push(oneOf(values));
	else if (typeof type === 'string') parts.push(wordOf(type) ?? `a value of the type ${type}`);
	const unit = fieldType !== null && NUMBER_TYPES.has(fieldType) ? 'digits' : 'characters';
	const least = countOf(details.minimum_length);
	const most = countOf(details.maximum_length);
	if (least !== null) parts.push(`at least ${least} ${unit}`);
	if (most !== null) parts.push(`at most ${most} ${unit}`);
	if (parts.length === 0 && typeof regex === 'string') parts.push(`text that matches the pattern ${regex}`);
	return parts.length === 0 ? null : parts.join(', ');
}

/**
 * What a field takes, by its metadata: `an email of at most 100 characters`.
 * @returns null for types whose name says nothing to people, such as lookups
 */
export function expectationOfField({ dataType, length }: Pick<FieldMetadata, 'dataType' | 'length'>): string | null {
	const word = wordOf(dataType);
	if (word === null) return null;
	if (length === null || UNMEASURED.has(dataType)) return word;
	return `${word} of at most ${length} ${NUMBER_TYPES.has(dataType) ? 'digits' : 'characters'}`;
}
