import { UsageError } from '../call/errors';
import { MAX_QUERY_CRITERIA, MAX_VALUES_OF_IN } from '../call/limits';
import { LOOKUP_TYPES } from '../metadata/fields';
import { operatorsOf, type SearchOperator } from './criteria';

/** What a query can ask of a field: what a search can, whether it is filled, and whether a text is anywhere in it. */
export type QueryOperator = SearchOperator | 'contains' | 'is_empty' | 'is_not_empty';

/** One comparison of a query. */
export interface QueryCriterion {
	/** API name. */
	readonly field: string;
	/** Zoho's `data_type`. */
	readonly dataType: string;
	readonly operator: QueryOperator;
	/** As they are compared; none for `is_empty` and `is_not_empty`. */
	readonly values: readonly string[];
}

const NUMBER_TYPES: ReadonlySet<string> = new Set(['integer', 'bigint', 'double', 'currency', 'percent']);

const SIGNS: Partial<Record<QueryOperator, string>> = {
	equals: '=',
	not_equal: '!=',
	greater_than: '>',
	greater_equal: '>=',
	less_than: '<',
	less_equal: '<=',
};

/** Whether a query can look for a part of what a field of a type holds. Source: COQL, v8 (read 2026-11-21). */
export const canContain = (dataType: string): boolean =>
	dataType === 'multiselectpicklist' || operatorsOf(dataType).includes('starts_with');

/** Types in which a search finds a value also as a part of a longer one. */
const CONTAINING: ReadonlySet<string> = new Set(['multiselectpicklist', 'text', 'textarea']);

/**
 * Writes the condition of a query, e.g. `((City is null) and (Last_Name like '%Lee%'))`: with brackets around pairs, so that it
 * means the same as the criteria of a search.
 * @throws UsageError for what no query can ask
 * Source: COQL, v8 (read 2026-11-21).
 */
export function formatQueryCondition(combine: 'all' | 'any', criteria: readonly QueryCriterion[]): string {
	if (criteria.length > MAX_QUERY_CRITERIA)
		throw new UsageError(
			`${criteria.length} conditions are too many for one search. Zoho CRM accepts ${MAX_QUERY_CRITERIA} with Contains, Is Empty or Is Not Empty`,
			'Combine values of the same field in one In condition, or run several searches',
		);
	const joint = combine === 'all' ? 'and' : 'or';
	return criteria.map(formatOne).reduce((left, right) => `(${left} ${joint} ${right})`);
}

function formatOne(criterion: QueryCriterion): string {
	const { field, dataType, operator, values } = criterion;
	if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field))
		throw new UsageError(`"${field}" is not the API name of a field`, 'Choose the field from the list');
	if (operatorsOf(dataType).length === 0)
		throw new UsageError(`Zoho CRM cannot search the field ${field}`, 'Choose another field');
	// Yes or no is never empty.
	if (dataType === 'boolean' && (operator === 'is_empty' || operator === 'is_not_empty'))
		throw new UsageError(`${field} is true or false, never empty`, 'Compare it with Equals');
	if (operator === 'is_empty') return `(${field} is null)`;
	if (operator === 'is_not_empty') return `(${field} is not null)`;
	if (operator === 'contains' && !canContain(dataType))
		throw new UsageError(`${field} cannot be compared with Contains`, 'Use Equals');
	return `(${compare(
		criterion,
		values.map((value) => literal(criterion, value)),
	)})`;
}

function compare({ field, dataType, operator, values }: QueryCriterion, literals: readonly string[]): string {
	const [first, second] = literals;
	if (operator === 'in') {
		if (literals.length === 0 || literals.length > MAX_VALUES_OF_IN)
			throw new UsageError(
				`The condition for ${field} has ${literals.length} values`,
				`Enter 1 to ${MAX_VALUES_OF_IN} values`,
			);
		return `${field} in (${literals.join(', ')})`;
	}
	if (operator === 'between') {
		if (literals.length !== 2)
			throw new UsageError(
				`Between needs two values for ${field}, but got ${literals.length}`,
				'Enter the lowest and the highest value',
			);
		return `${field} between ${first} and ${second}`;
	}
	// A query has no other comparison of true and false.
	if (dataType === 'boolean') return `${field} = '${operator === 'equals' ? values[0] : String(values[0] !== 'true')}'`;
	if (operator === 'contains') return `${field} like ${quote(`%${partOf(field, values[0])}%`)}`;
	if (operator === 'starts_with') return `${field} like ${quote(`${values[0]}%`)}`;
	if (CONTAINING.has(dataType) && !values[0].includes('%'))
		return `${field} ${operator === 'equals' ? 'like' : 'not like'} ${quote(`%${values[0]}%`)}`;
	return `${field} ${SIGNS[operator] ?? '='} ${first}`;
}

/** @throws UsageError for a text in which a query would read a sign of its own */
function partOf(field: string, value: string): string {
	if (!value.includes('%')) return value;
	throw new UsageError(
		`The condition for ${field} cannot look for a percent sign`,
		'Use Equals, or leave the sign out',
	);
}

function literal({ field, dataType }: QueryCriterion, value: string): string {
	if (value.trim() === '')
		throw new UsageError(`The condition for ${field} has no value`, 'Enter a value, or use Is Empty');
	const isNumber = NUMBER_TYPES.has(dataType);
	if (isNumber && !/^-?\d+(\.\d+)?$/.test(value))
		throw new UsageError(`The value of the condition for ${field} is not a number`, 'Correct the value');
	if (LOOKUP_TYPES.has(dataType) && !/^\d+$/.test(value))
		throw new UsageError(
			`The value of the condition for ${field} is not an ID`,
			'With Contains, Is Empty or Is Not Empty among the conditions, use the ID of the record',
		);
	return isNumber ? value : quote(value);
}

const quote = (text: string): string => `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
