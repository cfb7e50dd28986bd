import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { listedForm, numberToText } from '../../../shared/n8n/form/options';
import { formatDate, formatDateTime, plainDates } from '../../../shared/values/dates';
import { formatCriteria, operatorsOf, type SearchOperator } from '../../../shared/zoho/records/criteria';
import { plainId } from '../../../shared/zoho/call/address';
import { UsageError } from '../../../shared/zoho/call/errors';
import { isObject } from '../../../shared/zoho/call/shape';
import {
	formatQueryCondition,
	type QueryCriterion,
	type QueryOperator,
} from '../../../shared/zoho/records/queryCondition';
import { LOOKUP_TYPES, USER_TYPES, type FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { MODULE_DEPENDENCY } from './target';

/** The operators by their names in the form. */
const NAME_OF: Readonly<Record<QueryOperator, string>> = {
	between: 'Between',
	equals: 'Equals',
	greater_equal: 'Greater or Equal',
	greater_than: 'Greater Than',
	in: 'In',
	is_empty: 'Is Empty',
	is_not_empty: 'Is Not Empty',
	less_equal: 'Less or Equal',
	less_than: 'Less Than',
	not_equal: 'Not Equal',
	starts_with: 'Starts With',
};

/** What to know about an operator. Source: Search Records, v8 (read 2026-11-21). */
const REMARKS: Partial<Record<QueryOperator, string>> = {
	between: 'Two values, separated by a comma',
	equals: 'In text fields, also matches part of the text',
	in: 'Up to 100 values, separated by commas',
	is_empty: 'The field has no value. Such a search finds all records and new changes at once.',
	is_not_empty: 'The field has any value. Such a search finds all records and new changes at once.',
};

const isOperator = (name: unknown): name is QueryOperator => typeof name === 'string' && Object.hasOwn(NAME_OF, name);

/** Conditions on fields, and whether all or any of them must match; shown if the parameter `by` is `conditions`. */
export function conditionParameters(by: string): INodeProperties[] {
	const displayOptions = { show: { [by]: ['conditions'] } };
	const operators = Object.entries(NAME_OF).map(([value, name]) => ({
		name,
		value,
		...(isOperator(value) && REMARKS[value] !== undefined ? { description: REMARKS[value] } : {}),
	}));
	return [
		{
			displayName: 'Must Match',
			name: 'combine',
			type: 'options',
			options: [
				{ name: 'All Conditions', value: 'all' },
				{ name: 'Any Condition', value: 'any' },
			],
			displayOptions,
			default: 'all',
			description: 'Whether a record must match all conditions or at least one',
		},
		{
			displayName: 'Conditions',
			name: 'conditions',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add condition',
			displayOptions,
			default: {},
			description: 'The conditions to match. Special characters in values are escaped for you.',
			options: [
				{
					displayName: 'Condition',
					name: 'condition',
					values: [
						{
							...listedForm('Field Name or ID', 'The field to compare', {
								method: 'getSearchableFields',
								dependsOn: MODULE_DEPENDENCY,
							}),
							name: 'field',
						},
						{
							displayName: 'Operator',
							name: 'operator',
							type: 'options',
							options: operators,
							default: 'equals',
							description: 'How to compare the field with the value',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							description:
								'The value to compare with. Use IDs for lookups and users. For In and Between, you can pass a list.',
						},
					],
				},
			],
		},
	];
}

/**
 * The conditions with the IDs of users instead of their emails.
 * @param idOf the ID of the user with an email; throws if there is none
 */
export async function identifyUsers(
	collection: Readonly<IDataObject>,
	fields: FieldsByName,
	idOf: (email: string, field: string) => Promise<string>,
): Promise<Readonly<IDataObject>> {
	if (!Array.isArray(collection.condition)) return collection;
	const condition: IDataObject[] = [];
	for (const entry of collection.condition as IDataObject[]) {
		const name = String(entry.field ?? '').trim();
		const field = fields.get(name);
		if (field === undefined || !USER_TYPES.has(field.dataType)) {
			condition.push(entry);
			continue;
		}
		const isList = entry.operator === 'in';
		const values = isList ? splitList(entry.value) : [entry.value];
		const ids: unknown[] = [];
		for (const value of values) ids.push(isEmail(value) ? await idOf(value.trim(), field.label) : value);
		condition.push({ ...entry, value: (isList ? ids : ids[0]) as IDataObject['value'] });
	}
	return { ...collection, condition };
}

const isEmail = (value: unknown): value is string =>
	typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value.trim());

/** The fields that conditions name, for `toCriteria`. */
export type FieldsByName = ReadonlyMap<string, FieldMetadata>;

/** What the conditions ask for: a search, or a query where only a query can ask it. */
export type Asked = { readonly criteria: string } | { readonly condition: string };

/** Operators that only queries have. */
const isOfQuery = (operator: unknown): boolean => operator === 'is_empty' || operator === 'is_not_empty';

/** Whether the conditions need a query: whether one of them asks for empty fields. */
export const needsQuery = (collection: Readonly<IDataObject>): boolean =>
	entriesOf(collection).some((entry) => isObject(entry) && isOfQuery(entry.operator));

const entriesOf = ({ condition }: Readonly<IDataObject>): readonly unknown[] =>
	Array.isArray(condition) ? condition : [];

/**
 * The conditions as Zoho takes them.
 * @param collection of the form
 * @param timeZone zone of times without an offset
 * @throws UsageError for conditions that cannot work, naming the field
 */
export function toAsked(
	collection: Readonly<IDataObject>,
	combine: 'all' | 'any',
	fields: FieldsByName,
	timeZone: string,
): Asked {
	const read = entriesOf(collection).map((entry, index) =>
		readCondition({ ...(entry as IDataObject) }, index, fields, timeZone),
	);
	if (needsQuery(collection)) return { condition: formatQueryCondition(combine, read.map(toQueryCriterion)) };
	const criteria = read.flatMap(({ field, operator, values }) =>
		isSearchOperator(operator) ? [{ field, operator, value: isListed(operator) ? values : values[0] }] : [],
	);
	return { criteria: formatCriteria(combine === 'any' ? { any: criteria } : { all: criteria }) };
}

const isSearchOperator = (operator: QueryOperator): operator is SearchOperator => !isOfQuery(operator);

/** Whether an operator compares with several values. */
const isListed = (operator: QueryOperator): boolean => operator === 'in' || operator === 'between';

/** A condition of the form. */
interface ReadCondition {
	readonly field: string;
	/** null for what the metadata do not name. */
	readonly dataType: string | null;
	readonly operator: QueryOperator;
	readonly values: readonly string[];
}

/** A query compares a user or lookup itself, where a search can name its ID as a part. */
function toQueryCriterion({ field, dataType, operator, values }: ReadCondition): QueryCriterion {
	const name = field.replace(/\.id$/, '');
	if (name === 'id') return { field: name, dataType: 'bigint', operator, values };
	if (dataType !== null) return { field: name, dataType, operator, values };
	throw new UsageError(`The module has no field ${field}`, 'Choose the field from the list');
}

function readCondition(
	{ field: name, operator, value }: IDataObject,
	index: number,
	fields: FieldsByName,
	timeZone: string,
): ReadCondition {
	const field = String(name ?? '').trim();
	if (field === '')
		throw new UsageError(
			`Condition ${index + 1} has no field`,
			'Choose a field from the list, or make its expression return one for every item',
		);
	// A part of a lookup, such as Owner.id, has the type of the lookup.
	const metadata = fields.get(field.split('.')[0]);
	if (!isOperator(operator))
		throw new UsageError(
			`The operator of the condition for ${field} is not valid`,
			`Choose one from the list. In an expression, use one of ${Object.keys(NAME_OF).join(', ')}`,
		);
	const dataType = metadata?.dataType ?? null;
	if (!isSearchOperator(operator)) return { field, dataType, operator, values: [] };
	if (metadata !== undefined) checkOperator(metadata, operator);
	const values = isListed(operator) ? splitList(value) : [value];
	return { field, dataType, operator, values: values.map((one) => toText(one, field, metadata?.dataType, timeZone)) };
}

function checkOperator({ label, dataType }: FieldMetadata, operator: SearchOperator): void {
	const known = operatorsOf(dataType);
	if (known.includes(operator)) return;
	if (known.length === 0) throw new UsageError(`Zoho CRM cannot search the field ${label}`, 'Choose another field');
	throw new UsageError(
		`The field ${label} cannot be compared with ${NAME_OF[operator]}`,
		`Choose ${known.map((name) => NAME_OF[name]).join(', ')}`,
	);
}

function splitList(value: unknown): unknown[] {
	const values: unknown[] =
		typeof value === 'string' ? value.split(',').map((part) => part.trim()) : Array.isArray(value) ? value : [value];
	// A comma at the end leaves an entry that says nothing.
	return values.filter((one) => one !== undefined && one !== null && one !== '');
}

function toText(value: unknown, field: string, dataType: string | undefined, timeZone: string): string {
	if (value === undefined || value === null || value === '') return '';
	// Users and lookups as records have them.
	if (isObject(value) && typeof value.id === 'string') return plainId(value.id);
	if (typeof value === 'string' && (field === 'id' || LOOKUP_TYPES.has(dataType ?? ''))) return plainId(value);
	const cell =
		dataType === 'date'
			? formatDate(value, plainDates(timeZone))
			: dataType === 'datetime'
				? formatDateTime(value, plainDates(timeZone))
				: null;
	if (typeof cell === 'string') return cell;
	if (cell !== null)
		throw new UsageError(
			`The condition for ${field} ${cell.reason}`,
			cell.kind === 'either'
				? 'Write the date as yyyy-MM-dd'
				: 'Correct the value, or make its expression return one for every item',
		);
	if (typeof value === 'number') return numberToText(`The value of the condition for ${field}`, value);
	if (typeof value === 'string' || typeof value === 'boolean') return String(value);
	throw new UsageError(
		`The value of the condition for ${field} must be text, a number, true or false`,
		'Correct its expression',
	);
}
