import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { idLocator, withArticle } from './locators';

/** Which records an operation works on, and what they are called in the form. */
export interface RecordTarget {
	/** The first parameters of every operation: the module, if it is chosen. */
	readonly parameters: readonly INodeProperties[];
	/** API name of the module. @throws UsageError if none is chosen */
	moduleOf(read: ParameterReader): string;
	/** Whether the module is the same for every item, whatever the parameters say. */
	readonly isModuleFixed: boolean;
	/** In sentences: `lead`, `a lead`, `leads`. */
	readonly singular: string;
	readonly oneOf: string;
	readonly plural: string;
	/** Name of the parameter that holds the record. All operations share it, so that switching keeps what was typed. */
	readonly idParameter: string;
	/** Fields by which Create or Update finds a record unless the user chooses others; empty = those of the module. */
	readonly matchFields: readonly string[];
	/** API name of a mandatory text field, for examples. */
	readonly exampleField: string;
	/** Whether the records can be leads, so that the form has what only leads have. */
	readonly mayBeLeads: boolean;
}

/** Parameters on whose change the lists of a form are loaded again. */
export const MODULE_DEPENDENCY: readonly string[] = ['module.value', 'resource'];

/** Not the ID of a custom view, which is one part further on. */
const PAGE_URL = '/tab/[A-Za-z0-9_]+/([0-9]{10,})(?:[/?#]\\S*)?\\s*$';
const EXAMPLE_URL = 'https://crm.zoho.com/crm/org1/tab/Leads/4150868000004600990';

/** The resources that work on one module only; a resource is called what one of its records is called. */
const FIXED = {
	account: { module: 'Accounts', matchFields: ['Account_Name'], exampleField: 'Account_Name' },
	contact: { module: 'Contacts', matchFields: ['Email'], exampleField: 'Last_Name' },
	deal: { module: 'Deals', matchFields: ['Deal_Name'], exampleField: 'Deal_Name' },
	lead: { module: 'Leads', matchFields: ['Email'], exampleField: 'Last_Name' },
} as const;

/** The name of a resource that works on one module only. */
export type FixedResource = keyof typeof FIXED;

/** The module of a resource that works on one module only; undefined for others. */
export const moduleOfResource = (resource: string): string | undefined =>
	Object.entries(FIXED).find(([name]) => name === resource)?.[1].module;

/** Records of the one module of a resource. */
export function fixedTarget(resource: FixedResource): RecordTarget {
	const { module, matchFields, exampleField } = FIXED[resource];
	return {
		parameters: [],
		moduleOf: () => module,
		isModuleFixed: true,
		singular: resource,
		oneOf: withArticle(resource),
		plural: `${resource}s`,
		idParameter: `${resource}Id`,
		matchFields,
		exampleField,
		mayBeLeads: module === 'Leads',
	};
}

/** Records of the module that the user chooses. */
export const anyTarget: RecordTarget = {
	parameters: [moduleLocator()],
	moduleOf: (read) => read.locator('module'),
	isModuleFixed: false,
	singular: 'record',
	oneOf: 'a record',
	plural: 'records',
	idParameter: 'recordId',
	matchFields: [],
	exampleField: 'Last_Name',
	mayBeLeads: true,
};

/** A word with a capital letter, for labels. */
export const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The choice of a module, standard or custom: from the list, or by API name. */
export function moduleLocator(): INodeProperties {
	return {
		displayName: 'Module',
		name: 'module',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: 'Leads' },
		description: 'The module to work with, standard or custom',
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
				hint: 'Find API names in Zoho CRM under Setup > Developer Hub > APIs & SDKs > API Names',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '\\s*[A-Za-z][A-Za-z0-9_]*\\s*',
							errorMessage: 'An API name has only letters, digits and underscores',
						},
					},
				],
			},
		],
	};
}

/** The choice of one record: from the list, by ID, or by the URL of its page in Zoho CRM. */
export function recordLocator({
	singular,
	idParameter,
}: Pick<RecordTarget, 'singular' | 'idParameter'>): INodeProperties {
	const form = idLocator(
		{
			displayName: capitalised(singular),
			description: `The ${singular} to work on`,
			noun: singular,
			searchListMethod: 'searchRecords',
			exampleId: '4150868000004600990',
		},
		{
			comeLast: true,
			modes: [
				{
					displayName: 'By URL',
					name: 'url',
					type: 'string',
					placeholder: `e.g. ${EXAMPLE_URL}`,
					validation: [
						{
							type: 'regex',
							properties: { regex: PAGE_URL, errorMessage: `The URL of a record looks like ${EXAMPLE_URL}` },
						},
					],
					extractValue: { type: 'regex', regex: PAGE_URL },
				},
			],
		},
	);
	return { ...form, name: idParameter, required: true };
}
