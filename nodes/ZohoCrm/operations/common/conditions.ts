import type { INodeProperties } from 'n8n-workflow';
import { listedForm } from '../../../shared/n8n/form/options';
import type { QueryOperator } from '../../../shared/zoho/records/queryCondition';
import { MODULE_DEPENDENCY } from './target';

/** The operators by their names in the form. */
export const NAME_OF: Readonly<Record<QueryOperator, string>> = {
	between: 'Between',
	contains: 'Contains',
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
	contains: 'The field has this text anywhere in it. Such a search finds all records and new changes at once.',
	equals: 'In text fields, also matches part of the text',
	in: 'Up to 100 values, separated by commas',
	is_empty: 'The field has no value. Such a search finds all records and new changes at once.',
	is_not_empty: 'The field has any value. Such a search finds all records and new changes at once.',
};

/** Whether a text names an operator. */
export const isOperator = (name: unknown): name is QueryOperator =>
	typeof name === 'string' && Object.hasOwn(NAME_OF, name);

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
								'The value to compare with. For lookups, use an ID. For users, use an email or an ID. For In and Between, you can pass a list.',
						},
					],
				},
			],
		},
	];
}
