import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';

/** Which records an operation works on, and what they are called in the form. */
export interface RecordTarget {
	/** Parameters that stand before all others in the form of every operation: the module, where it is chosen. */
	readonly parameters: readonly INodeProperties[];
	/** API name of the module. @throws UsageError if none is chosen */
	moduleOf(read: ParameterReader): string;
	/** Whether the module is the same for every item, whatever the parameters say. */
	readonly isModuleFixed: boolean;
	/** In sentences: `lead`, `leads`. */
	readonly singular: string;
	readonly plural: string;
	/** Name of the parameter that holds the record; shared by all operations, so that switching keeps what was typed. */
	readonly idParameter: string;
	/** Fields by which Create or Update finds a record unless the user chooses others; empty = those of the module. */
	readonly matchFields: readonly string[];
}

/** Parameters on whose change the choices of a form are read again. */
export const MODULE_DEPENDENCY: readonly string[] = ['module.value', 'resource'];

/** Not the id of a custom view, which stands one part further on. */
const PAGE_URL = '/tab/[A-Za-z0-9_]+/([0-9]{10,})(?:[/?#].*)?$';

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Chooses the module, standard or custom: from the list, or by its API name. */
export function moduleLocator(): INodeProperties {
	return {
		displayName: 'Module',
		name: 'module',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: 'Leads' },
		description: 'The module whose records to work on, standard or custom',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a module...',
				typeOptions: { searchListMethod: 'searchModules', searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. Sales_Orders',
				hint: 'The API name: Setup > Developer Hub > APIs & SDKs > API Names',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '\\s*[A-Za-z][A-Za-z0-9_]*\\s*',
							errorMessage: 'An API name has letters, digits and underscores only',
						},
					},
				],
			},
		],
	};
}

/** Chooses one record: from the list, by its id, or by the address of its page in Zoho CRM. */
export function recordLocator(target: Pick<RecordTarget, 'singular' | 'idParameter'>): INodeProperties {
	return {
		displayName: capitalised(target.singular),
		name: target.idParameter,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: `The ${target.singular} to work on`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${target.singular}...`,
				typeOptions: { searchListMethod: 'searchRecords', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 4150868000004600990',
				validation: [
					{ type: 'regex', properties: { regex: '\\s*[0-9]+\\s*', errorMessage: 'An ID of Zoho CRM has digits only' } },
				],
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: 'e.g. https://crm.zoho.com/crm/org1/tab/Leads/4150868000004600990',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: PAGE_URL,
							errorMessage:
								'The address of a record has the form https://crm.zoho.com/crm/org1/tab/Leads/4150868000004600990',
						},
					},
				],
				extractValue: { type: 'regex', regex: PAGE_URL },
			},
		],
	};
}
