import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { numberToText } from '../../../shared/n8n/form/optionValues';
import { formatDate, formatDateTime } from '../../../shared/values/dates';
import {
	formatCriteria,
	operatorsOf,
	type Criterion,
	type SearchOperator,
} from '../../../shared/zoho/records/criteria';
import { UsageError } from '../../../shared/zoho/call/errors';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { MODULE_DEPENDENCY } from './target';

/** The operators by their names in the form. */
const NAME_OF: Readonly<Record<SearchOperator, string>> = {
	between: 'Between',
	equals: 'Equals',
	greater_equal: 'Greater or Equal',
	greater_than: 'Greater Than',
	in: 'In',
	less_equal: 'Less or Equal',
	less_than: 'Less Than',
	not_equal: 'Not Equal',
	starts_with: 'Starts With',
};

/** Operators of texts find a text also where the field only contains it. Source: Search Records, v8 (read 2026-11-21). */
const REMARKS: Partial<Record<SearchOperator, string>> = {
	between: 'Two values, separated by a comma',
	equals: 'In text fields also where the value is a part of the text',
	in: 'Up to 100 values, separated by commas',
};

const isOperator = (name: unknown): name is SearchOperator => typeof name === 'string' && Object.hasOwn(NAME_OF, name);

/** Conditions on fields, and whether all of them or any must hold; shown where `by` is `conditions`. */
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
			description: 'Whether a record must meet all conditions or one of them',
		},
		{
			displayName: 'Conditions',
			name: 'conditions',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add condition',
			displayOptions,
			default: {},
			description: 'What the records must meet; brackets, commas and other signs in values need no care',
			options: [
				{
					displayName: 'Condition',
					name: 'condition',
					values: [
						{
							displayName: 'Field Name or ID',
							name: 'field',
							type: 'options',
							typeOptions: { loadOptionsMethod: 'getSearchableFields', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
							default: '',
							description:
								'The field to compare. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
						},
						{
							displayName: 'Operator',
							name: 'operator',
							type: 'options',
							options: operators,
							default: 'equals',
							description: 'How the field is compared',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							description:
								'What it is compared with; look-ups and users by ID. An expression may give a list for In and Between.',
						},
					],
				},
			],
		},
	];
}

/** The fields that conditions name, for `toCriteria`. */
export type FieldsByName = ReadonlyMap<string, FieldMetadata>;

/**
 * The conditions as Search Records wants them.
 * @param collection of the form
 * @param timeZone zone of times that have no offset of their own
 * @throws UsageError for conditions that cannot work, naming the field
 */
export function toCriteria(
	collection: Readonly<IDataObject>,
	combine: string,
	fields: FieldsByName,
	timeZone: string,
): string {
	const entries: unknown[] = Array.isArray(collection.condition) ? collection.condition : [];
	const criteria = entries.map((entry) => toCriterion({ ...(entry as IDataObject) }, fields, timeZone));
	return formatCriteria(combine === 'any' ? { any: criteria } : { all: criteria });
}

function toCriterion({ field: name, operator, value }: IDataObject, fields: FieldsByName, timeZone: string): Criterion {
	const field = String(name ?? '').trim();
	// A part of a look-up, such as Owner.id, is of the look-up's type.
	const metadata = fields.get(field.split('.')[0]);
	if (!isOperator(operator))
		throw new UsageError(
			`The condition for ${field} has an operator that Zoho CRM does not know`,
			`Choose one from the list; an expression gives one of ${Object.keys(NAME_OF).join(', ')}`,
		);
	if (metadata !== undefined) checkOperator(metadata, operator);
	const isList = operator === 'in' || operator === 'between';
	const values = isList ? splitList(value) : [value];
	const texts = values.map((one) => toText(one, field, metadata?.dataType, timeZone));
	return { field, operator, value: isList ? texts : texts[0] };
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
	if (Array.isArray(value)) return value;
	return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : [value];
}

function toText(value: unknown, field: string, dataType: string | undefined, timeZone: string): string {
	if (value === undefined || value === null || value === '') return '';
	const cell =
		dataType === 'date' ? formatDate(value) : dataType === 'datetime' ? formatDateTime(value, timeZone) : null;
	if (typeof cell === 'string') return cell;
	if (cell !== null)
		throw new UsageError(
			`The condition for ${field} ${cell.reason}`,
			'Correct the value, or check that its expression gives one for every item',
		);
	if (typeof value === 'number') return numberToText(`The value of the condition for ${field}`, value);
	if (typeof value === 'string' || typeof value === 'boolean') return String(value);
	throw new UsageError(
		`The value of the condition for ${field} is not text, a number or true or false`,
		'Check its expression',
	);
}
