import { UsageError } from '../call/errors';
import { MAX_SEARCH_CRITERIA, MAX_VALUES_OF_IN } from '../call/limits';

/** What Search Records can ask of a field. */
export type SearchOperator =
	| 'equals'
	| 'not_equal'
	| 'starts_with'
	| 'in'
	| 'greater_than'
	| 'greater_equal'
	| 'less_than'
	| 'less_equal'
	| 'between';

/** One value as it is compared: dates as `2026-08-25`, datetimes as ISO 8601 with offset, look-ups by id. */
export type CriterionValue = string | number | boolean;

/** One comparison. */
export interface Criterion {
	/** API name; a part of a look-up or user behind a dot, e.g. `Owner.id`. */
	readonly field: string;
	readonly operator: SearchOperator;
	/** `in` takes a list of up to 100, `between` one of two, the others one value. */
	readonly value: CriterionValue | readonly CriterionValue[];
}

/** A comparison, or several joined by `and` (`all`) or `or` (`any`), to any depth. */
export type Criteria = Criterion | { readonly all: readonly Criteria[] } | { readonly any: readonly Criteria[] };

const ORDERED: readonly SearchOperator[] = [
	'equals',
	'not_equal',
	'greater_than',
	'greater_equal',
	'less_than',
	'less_equal',
	'between',
	'in',
];
const TEXT: readonly SearchOperator[] = ['equals', 'not_equal', 'starts_with', 'in'];
const REFERENCE: readonly SearchOperator[] = ['equals', 'not_equal', 'in'];

/** Operators by Zoho's `data_type`; types that no search looks into have none. */
const OPERATORS: Readonly<Record<string, readonly SearchOperator[]>> = {
	autonumber: TEXT,
	bigint: ORDERED,
	boolean: ['equals', 'not_equal'],
	currency: ORDERED,
	date: ORDERED,
	datetime: ORDERED,
	double: ORDERED,
	email: TEXT,
	integer: ORDERED,
	lookup: REFERENCE,
	multiselectpicklist: REFERENCE,
	ownerlookup: REFERENCE,
	percent: ORDERED,
	phone: TEXT,
	picklist: TEXT,
	text: TEXT,
	textarea: TEXT,
	userlookup: REFERENCE,
	website: TEXT,
};

/**
 * The operators that a search takes for a field; none if it cannot be searched.
 * @param dataType Zoho's `data_type`
 * Source: Search Records, v8 (read 2026-11-21).
 */
export function operatorsOf(dataType: string): readonly SearchOperator[] {
	return Object.hasOwn(OPERATORS, dataType) ? OPERATORS[dataType] : [];
}

/**
 * Writes criteria as Search Records wants them, e.g. `((Last_Name:equals:Lee)and(City:starts_with:La))`. Brackets, commas and
 * backslashes in values are escaped. `equals` finds a text also where the field only contains it.
 * @throws UsageError if Zoho could not understand them: no or too many comparisons, a value that is missing
 * Source: Search Records, v8 (read 2026-11-21).
 */
export function formatCriteria(criteria: Criteria): string {
	const count = countCriteria(criteria);
	if (count === 0) throw new UsageError('The search has no condition', 'Add at least one condition');
	if (count > MAX_SEARCH_CRITERIA) {
		throw new UsageError(
			`${count} criteria are too many for one search. Zoho CRM accepts ${MAX_SEARCH_CRITERIA}`,
			'Combine values of the same field in one In condition, or run several searches',
		);
	}
	return formatNode(criteria);
}

function countCriteria(criteria: Criteria): number {
	if ('field' in criteria) return 1;
	return partsOf(criteria).reduce((sum, part) => sum + countCriteria(part), 0);
}

const partsOf = (group: Exclude<Criteria, Criterion>): readonly Criteria[] => ('all' in group ? group.all : group.any);

/** Every term is in brackets of its own; groups without any comparison are left out. */
function formatNode(criteria: Criteria): string {
	if ('field' in criteria) return formatCriterion(criteria);
	const parts = partsOf(criteria)
		.filter((part) => countCriteria(part) > 0)
		.map(formatNode);
	return parts.length === 1 ? parts[0] : `(${parts.join('all' in criteria ? 'and' : 'or')})`;
}

function formatCriterion({ field, operator, value }: Criterion): string {
	if (!/^[A-Za-z$][A-Za-z0-9_$]*(\.[A-Za-z][A-Za-z0-9_]*)?$/.test(field)) {
		throw new UsageError(
			`"${field}" is not the API name of a field`,
			'Choose the field from the list, or enter its API name, such as Last_Name or Owner.id',
		);
	}
	const values: readonly CriterionValue[] = typeof value === 'object' ? value : [value];
	checkCount(field, operator, values.length);
	return `(${field}:${operator}:${values.map((one) => escapeValue(field, one)).join(',')})`;
}

function checkCount(field: string, operator: SearchOperator, count: number): void {
	if (operator === 'between' && count !== 2) {
		throw new UsageError(
			`Between needs two values for ${field}, but got ${count}`,
			'Enter the lowest and the highest value',
		);
	}
	if (operator === 'in' && count > MAX_VALUES_OF_IN) {
		throw new UsageError(
			`${count} values of ${field} are too many for one condition. Zoho CRM accepts ${MAX_VALUES_OF_IN}`,
			'Run several searches',
		);
	}
	if (count === 0 || (operator !== 'in' && operator !== 'between' && count !== 1)) {
		throw new UsageError(`The condition for ${field} has ${count} values`, 'Enter one value, or use In for several');
	}
}

function escapeValue(field: string, value: CriterionValue): string {
	const text = String(value);
	if (text.trim() === '')
		throw new UsageError(
			`The condition for ${field} has no value`,
			"Enter a value. Zoho CRM can't search for empty fields",
		);
	// Zoho has placeholders such as ${EMPTY}, which would make another condition of a value.
	if (text.trimStart().startsWith('${'))
		throw new UsageError(
			`The value of ${field} begins with "${'${'}", which Zoho CRM can take for a placeholder`,
			'Use a condition on another part of the value, or on another field',
		);
	return text.replace(/[(),\\]/g, '\\$&');
}
