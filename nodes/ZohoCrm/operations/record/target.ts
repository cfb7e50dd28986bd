import type { INodeProperties } from 'n8n-workflow';

/** Which records an operation works on, and what they are called in the form. */
export interface RecordTarget {
	/** API name of the module. */
	readonly module: string;
	/** In sentences: `lead`, `leads`. */
	readonly singular: string;
	readonly plural: string;
	/** Name of the parameter that holds the record; shared by all operations, so that switching keeps what was typed. */
	readonly idParameter: string;
	/** Names of the methods that read the form's choices from Zoho. */
	readonly methods: { readonly createFields: string; readonly updateFields: string; readonly listFields: string; readonly matchFields: string };
	/** Fields by which Create or Update finds a record unless the user chooses others. */
	readonly matchFields: readonly string[];
}

/** Not the id of a custom view, which stands one part further on. */
const PAGE_URL = '/tab/[A-Za-z0-9_]+/([0-9]{10,})(?:[/?#].*)?$';

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Chooses one record: by its id, or by the address of its page in Zoho CRM. */
export function recordLocator(target: RecordTarget): INodeProperties {
	return {
		displayName: capitalised(target.singular),
		name: target.idParameter,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'id', value: '' },
		description: `The ${target.singular} to work on`,
		modes: [
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 4150868000004600990',
				validation: [{ type: 'regex', properties: { regex: '\\s*[0-9]+\\s*', errorMessage: 'An ID of Zoho CRM has digits only' } }],
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: `e.g. https://crm.zoho.com/crm/org1/tab/${target.module}/4150868000004600990`,
				validation: [{ type: 'regex', properties: { regex: PAGE_URL, errorMessage: 'The address of a record has the form https://crm.zoho.com/crm/org1/tab/Leads/4150868000004600990' } }],
				extractValue: { type: 'regex', regex: PAGE_URL },
			},
		],
	};
}

/** The field values of a record: by hand from the live fields of the module, or by the keys of the item. */
export function fieldsMapper(target: RecordTarget, mode: 'add' | 'update'): INodeProperties {
	return {
		displayName: 'Fields',
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		required: true,
		default: { mappingMode: 'defineBelow', value: null },
		description: 'Values by field. Map Automatically takes the keys of each item as API names of fields, which is fast for many items.',
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: mode === 'add' ? target.methods.createFields : target.methods.updateFields,
				mode: 'map',
				valuesLabel: 'Fields',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: false,
				multiKeyMatch: false,
				supportAutoMap: true,
			},
		},
	};
}
