import type { IDataObject } from 'n8n-workflow';
import { numberToText } from '../../../shared/n8n/form/options';
import { formatDate, formatDateTime, plainDates } from '../../../shared/values/dates';
import { isBlank, NUMBER_TYPES } from '../../../shared/values/encoders';
import { fieldFinder, type FieldFinder } from '../../../shared/values/fieldNames';
import { cutName } from '../../../shared/values/nameList';
import { plainId } from '../../../shared/zoho/call/address';
import { UsageError } from '../../../shared/zoho/call/errors';
import { isObject } from '../../../shared/zoho/call/shape';
import { LOOKUP_TYPES, USER_TYPES, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { formatCriteria, operatorsOf, type SearchOperator } from '../../../shared/zoho/records/criteria';
import {
	canContain,
	formatQueryCondition,
	type QueryCriterion,
	type QueryOperator,
} from '../../../shared/zoho/records/queryCondition';
import { isOperator, NAME_OF } from './conditions';

/** One condition of the form, with its field. */
export interface Condition {
	/** From 1, as people count. */
	readonly number: number;
	/** API name; a part of a lookup behind a dot, such as `Owner.id`. */
	readonly field: string;
	/** The field, by its label where it is known. */
	readonly label: string;
	/** undefined for what the metadata do not name, such as `id`. */
	readonly metadata: FieldMetadata | undefined;
	readonly operator: QueryOperator;
	readonly value: unknown;
}

/** What the conditions ask for: a search, or a query where only a query can ask it. */
export type Asked = { readonly criteria: string } | { readonly condition: string };

/** Operators that only queries have. */
const isOfQuery = (operator: unknown): boolean => operator === 'contains' || asksForEmpty(operator);

/** Operators without a value. */
const asksForEmpty = (operator: unknown): boolean => operator === 'is_empty' || operator === 'is_not_empty';

const isSearchOperator = (operator: QueryOperator): operator is SearchOperator => !isOfQuery(operator);

/** Whether an operator compares with several values. */
const isListed = (operator: QueryOperator): boolean => operator === 'in' || operator === 'between';

/** Whether the conditions need a query: whether one of them has an operator that only queries have. */
export const needsQuery = (collection: Readonly<IDataObject>): boolean =>
	entriesOf(collection).some(({ operator }) => isOfQuery(operator));

const entriesOf = ({ condition }: Readonly<IDataObject>): readonly Readonly<Record<string, unknown>>[] =>
	Array.isArray(condition) ? condition.map((entry: unknown) => (isObject(entry) ? entry : {})) : [];

/**
 * The conditions of the form.
 * @param fields of the module; conditions name them by API name or label
 * @throws UsageError for a condition that cannot work, with its number
 */
export function readConditions(collection: Readonly<IDataObject>, fields: readonly FieldMetadata[]): Condition[] {
	const find = fieldFinder(fields);
	return entriesOf(collection).map((entry, index) => readCondition(entry, index + 1, find));
}

function readCondition(
	{ field: name, operator, value }: Readonly<Record<string, unknown>>,
	number: number,
	find: FieldFinder,
): Condition {
	const text = String(name ?? '').trim();
	if (text === '')
		throw new UsageError(
			`Condition ${number} has no field`,
			'Choose a field from the list, or make its expression return one for every item',
		);
	// A part of a lookup, such as Owner.id, has the type of the lookup.
	const dot = text.indexOf('.');
	const whole = find(text);
	const metadata = whole ?? (dot < 1 ? undefined : find(text.slice(0, dot)));
	const field = metadata === undefined ? text : `${metadata.apiName}${whole === undefined ? text.slice(dot) : ''}`;
	const label = metadata?.label ?? text;
	if (!isOperator(operator))
		throw new UsageError(
			`Condition ${number}: the operator for ${cutName(label)} is not valid`,
			`Choose one from the list. In an expression, use one of ${Object.keys(NAME_OF).join(', ')}`,
		);
	if (metadata !== undefined && !asksForEmpty(operator)) checkOperator(metadata, operator, number);
	return { number, field, label: cutName(label), metadata, operator, value };
}

function checkOperator({ label, dataType }: FieldMetadata, operator: QueryOperator, number: number): void {
	const ofSearch = operatorsOf(dataType);
	const known: readonly QueryOperator[] = canContain(dataType) ? [...ofSearch, 'contains'] : ofSearch;
	if (known.includes(operator)) return;
	if (known.length === 0)
		throw new UsageError(`Condition ${number}: Zoho CRM cannot search the field ${label}`, 'Choose another field');
	throw new UsageError(
		`Condition ${number}: ${label} cannot be compared with ${NAME_OF[operator]}`,
		`Choose ${known.map((name) => NAME_OF[name]).join(', ')}`,
	);
}

/**
 * The conditions with the IDs of users instead of their emails.
 * @param idOf the ID of the user with an email; null if there is none
 */
export async function identifyUsers(
	conditions: readonly Condition[],
	idOf: (email: string) => Promise<string | null>,
): Promise<Condition[]> {
	const identified: Condition[] = [];
	for (const condition of conditions) {
		const { metadata, operator, value } = condition;
		if (metadata === undefined || !USER_TYPES.has(metadata.dataType)) {
			identified.push(condition);
			continue;
		}
		const values = operator === 'in' ? splitList(value) : [value];
		const ids: unknown[] = [];
		for (const one of values) ids.push(isEmail(one) ? ((await idOf(one.trim())) ?? noUser(condition, one)) : one);
		identified.push({ ...condition, value: operator === 'in' ? ids : ids[0] });
	}
	return identified;
}

const isEmail = (value: unknown): value is string =>
	typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value.trim());

function noUser(condition: Condition, email: string): never {
	throw new UsageError(
		`${spell(condition, email)}: no user of the organization has this email`,
		'Correct the email, or use the ID of the user',
	);
}

/**
 * The conditions as Zoho takes them.
 * @param timeZone zone of times without an offset
 * @throws UsageError for conditions that cannot work, with their number, field, operator and value
 */
export function toAsked(conditions: readonly Condition[], combine: 'all' | 'any', timeZone: string): Asked {
	const read = conditions.map((condition) => ({ condition, values: valuesOf(condition, timeZone) }));
	if (conditions.some(({ operator }) => isOfQuery(operator)))
		return { condition: formatQueryCondition(combine, read.map(toQueryCriterion)) };
	const criteria = read.flatMap(({ condition: { field, operator }, values }) =>
		isSearchOperator(operator) ? [{ field, operator, value: isListed(operator) ? values : values[0] }] : [],
	);
	return { criteria: formatCriteria(combine === 'any' ? { any: criteria } : { all: criteria }) };
}

/** A condition, and its values as they are compared. */
interface ReadCondition {
	readonly condition: Condition;
	readonly values: readonly string[];
}

/** A query compares a user or lookup itself, where a search can name its ID as a part. */
function toQueryCriterion({ condition, values }: ReadCondition): QueryCriterion {
	const { field, metadata, operator, number } = condition;
	const name = field.replace(/\.id$/, '');
	if (name === 'id') return { field: name, dataType: 'bigint', operator, values };
	if (metadata === undefined)
		throw new UsageError(
			`Condition ${number}: the module has no field "${cutName(field)}"`,
			'Choose the field from the list',
		);
	const wrong = LOOKUP_TYPES.has(metadata.dataType) ? values.find((value) => !/^\d+$/.test(value)) : undefined;
	if (wrong !== undefined)
		throw new UsageError(
			`${spell(condition, wrong)}: the value must be an ID`,
			'With Contains, Is Empty or Is Not Empty among the conditions, use the ID of the record',
		);
	return { field: name, dataType: metadata.dataType, operator, values };
}

/** The values of a condition as they are compared. @throws UsageError for none, too few or too many, and for those that do not fit the field */
function valuesOf(condition: Condition, timeZone: string): readonly string[] {
	const { number, label, operator, value } = condition;
	if (asksForEmpty(operator)) return [];
	const given = isListed(operator) ? splitList(value) : [value];
	if (given.length === 0 || given.some(isBlank))
		throw new UsageError(
			`Condition ${number}: ${label} ${NAME_OF[operator]} has no value`,
			'Enter a value, or use Is Empty',
		);
	if (operator === 'between' && given.length !== 2)
		throw new UsageError(
			`Condition ${number}: ${label} Between needs two values, but got ${given.length}`,
			'Enter the lowest and the highest value, separated by a comma',
		);
	return given.map((one) => toText(one, condition, timeZone));
}

function splitList(value: unknown): unknown[] {
	const values: unknown[] =
		typeof value === 'string' ? value.split(',').map((part) => part.trim()) : Array.isArray(value) ? value : [value];
	// A comma at the end leaves an entry that says nothing.
	return values.filter((one) => !isBlank(one));
}

/** How messages spell a condition: `Condition 2: Annual Revenue Greater Than "a lot"`. */
const spell = ({ number, label, operator }: Condition, value: unknown): string =>
	`Condition ${number}: ${label} ${NAME_OF[operator]} ${typeof value === 'object' ? 'with a list or object' : `"${cutName(String(value))}"`}`;

function toText(value: unknown, condition: Condition, timeZone: string): string {
	const { field, metadata } = condition;
	const dataType = metadata?.dataType ?? '';
	// Users and lookups as records have them.
	if (isObject(value) && typeof value.id === 'string') return plainId(value.id);
	if (typeof value === 'string' && (field === 'id' || LOOKUP_TYPES.has(dataType))) return plainId(value);
	if (dataType === 'date' || dataType === 'datetime') return toTime(value, condition, timeZone);
	const text =
		typeof value === 'number'
			? numberToText(`Condition ${condition.number}: the value for ${condition.label}`, value)
			: value;
	if (typeof text !== 'string' && typeof text !== 'boolean')
		throw new UsageError(
			`${spell(condition, value)}: the value must be text, a number, true or false`,
			'Correct its expression',
		);
	if (NUMBER_TYPES.has(dataType) && !/^\s*[-+]?\d+(\.\d+)?\s*$/.test(String(text)))
		throw new UsageError(
			`${spell(condition, value)}: the value must be a number`,
			'Use digits and a decimal point, such as 12500.50',
		);
	if (dataType === 'boolean' && !/^\s*(true|false)\s*$/i.test(String(text)))
		throw new UsageError(`${spell(condition, value)}: the value must be true or false`, 'Enter true or false');
	return String(text);
}

function toTime(value: unknown, condition: Condition, timeZone: string): string {
	const format = condition.metadata?.dataType === 'date' ? formatDate : formatDateTime;
	const cell = format(value, plainDates(timeZone));
	if (typeof cell === 'string') return cell;
	throw new UsageError(
		`${spell(condition, value)}: the value ${cell.reason}`,
		cell.kind === 'either'
			? 'Write the date as yyyy-MM-dd'
			: 'Correct the value, or make its expression return one for every item',
	);
}
