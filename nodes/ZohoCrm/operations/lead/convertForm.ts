import type { INodeProperties } from 'n8n-workflow';
import { optionsCollection, requestsAtOnceOption, stopOnRefusalOption } from '../common/writeOptions';
import { userLocator } from '../common/userLocators';

/** What Convert asks for besides the lead. */
export function convertParameters(): INodeProperties[] {
	const show = { convertMode: ['convert'] };
	return [
		{
			displayName: 'Mode',
			name: 'convertMode',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Convert',
					value: 'convert',
					description: 'Make a contact and, for its company, an account of the lead; cannot be undone',
				},
				{
					name: 'Look Up Matches',
					value: 'lookUp',
					description: 'Only return the contacts and accounts that the lead could be merged into; nothing is changed',
				},
			],
			default: 'convert',
			description: 'What is done with the lead',
		},
		{
			displayName: 'Create Deal',
			name: 'createDeal',
			type: 'boolean',
			default: false,
			displayOptions: { show },
			description: 'Whether the lead also becomes a deal',
		},
		{
			displayName: 'Deal Fields',
			name: 'dealFields',
			type: 'resourceMapper',
			noDataExpression: true,
			required: true,
			displayOptions: { show: { ...show, createDeal: [true] } },
			default: { mappingMode: 'defineBelow', value: null },
			description:
				'Values of the deal. Name, stage and closing date are needed, and the pipeline where the organization has several.',
			typeOptions: {
				resourceMapper: {
					resourceMapperMethod: 'getDealFields',
					mode: 'map',
					valuesLabel: 'Deal Fields',
					fieldWords: { singular: 'field', plural: 'fields' },
					addAllFields: false,
					multiKeyMatch: false,
					supportAutoMap: false,
				},
			},
		},
		{ ...optionsCollection(convertOptions()), displayOptions: { show } },
	];
}

function convertOptions(): INodeProperties[] {
	return [
		matchLocator(
			'Existing Account',
			'account',
			'searchAccountsToMerge',
			'The account that the lead becomes part of, instead of a new one',
		),
		matchLocator(
			'Existing Contact',
			'contact',
			'searchContactsToMerge',
			'The contact that the lead is merged into, instead of a new one',
		),
		{
			displayName: 'Merge Into Matches',
			name: 'addToExistingRecord',
			type: 'boolean',
			default: false,
			description: 'Whether contacts and accounts that Zoho CRM itself finds to match are used instead of new ones',
		},
		{
			displayName: 'Move Attachments To',
			name: 'moveAttachmentsTo',
			type: 'options',
			options: [
				{ name: 'Account', value: 'Accounts' },
				{ name: 'Contact', value: 'Contacts' },
				{ name: 'Deal', value: 'Deals' },
			],
			default: 'Contacts',
			description: 'Where the attachments of the lead go',
		},
		{
			displayName: 'Notify Lead Owner',
			name: 'notifyLeadOwner',
			type: 'boolean',
			default: false,
			description: 'Whether the owner of the lead is told by email',
		},
		{
			displayName: 'Notify New Owner',
			name: 'notifyNewOwner',
			type: 'boolean',
			default: false,
			description: 'Whether the owner of the new records is told by email',
		},
		{
			displayName: 'Overwrite',
			name: 'overwrite',
			type: 'boolean',
			default: false,
			description: 'Whether values of the lead replace those of the existing contact and account',
		},
		{
			...userLocator(
				{
					displayName: 'Owner',
					name: 'owner',
					description: 'Who owns the new records; without this option the owner of the lead',
				},
				'searchActiveUsers',
			),
			required: false,
		},
		...[
			{ what: 'Account', name: 'accountTags' },
			{ what: 'Contact', name: 'contactTags' },
			{ what: 'Deal', name: 'dealTags' },
		].map(({ what, name }): INodeProperties => ({
			displayName: `${what} Tag Names or IDs`,
			name,
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getTags' },
			default: [],
			description: `Tags of the lead that the ${what.toLowerCase()} gets too. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
		})),
		requestsAtOnceOption(),
		stopOnRefusalOption(),
	];
}

function matchLocator(
	displayName: string,
	name: string,
	searchListMethod: string,
	description: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: `${description}. The list begins with those that match the lead, where the lead is chosen by ID or from the list.`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a record...',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 4150868000004700001',
				validation: [
					{ type: 'regex', properties: { regex: '\\s*[0-9]+\\s*', errorMessage: 'An ID of Zoho CRM has digits only' } },
				],
			},
		],
	};
}
