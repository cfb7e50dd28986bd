import type { INodeProperties } from 'n8n-workflow';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { isObject } from '../../../shared/zoho/call/shape';
import { MODULE_DEPENDENCY } from './target';

/** The field values of a record: by hand from the live fields of the module, by the keys of the item, or as JSON. */
export function fieldsParameters(mode: 'add' | 'update'): INodeProperties[] {
	return [
		{
			displayName: 'Specify Fields',
			name: 'specifyFields',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Using Fields Below',
					value: 'fields',
					description: 'Fields of the module, mapped by hand or by the keys of each item',
				},
				{
					name: 'Using JSON',
					value: 'json',
					description: 'One JSON object for each item, its keys the API names of fields',
				},
			],
			default: 'fields',
			description: 'How the values of the record are given',
		},
		{
			displayName: 'Fields',
			name: 'fields',
			type: 'resourceMapper',
			noDataExpression: true,
			required: true,
			displayOptions: { show: { specifyFields: ['fields'] } },
			default: { mappingMode: 'defineBelow', value: null },
			description:
				'Values by field. Map Automatically takes the keys of each item as API names of fields, which is fast for many items. Owners and other users can be given by ID or email.',
			typeOptions: {
				loadOptionsDependsOn: [...MODULE_DEPENDENCY],
				resourceMapper: {
					resourceMapperMethod: mode === 'add' ? 'getFieldsToCreate' : 'getFieldsToUpdate',
					mode: 'map',
					valuesLabel: 'Fields',
					fieldWords: { singular: 'field', plural: 'fields' },
					addAllFields: false,
					multiKeyMatch: false,
					supportAutoMap: true,
				},
			},
		},
		{
			displayName: 'Fields (JSON)',
			name: 'fieldsJson',
			type: 'json',
			required: true,
			displayOptions: { show: { specifyFields: ['json'] } },
			default: '{\n  "Last_Name": ""\n}',
			description:
				'A JSON object whose keys are API names of fields. Look-ups take an ID, owners an ID or email, subforms a list of objects.',
		},
	];
}

/**
 * A reader of the values that each item gives, by API name of the field.
 * @throws UsageError, on being made, if no field is mapped; on reading, if the JSON of an item is no object
 */
export function valuesReader(context: TogetherContext): (index: number) => Readonly<Record<string, unknown>> {
	if (context.readAt(0).string('specifyFields') !== 'json') return context.rowReader('fields');
	return (index) => {
		const values = context.readAt(index).json('fieldsJson');
		if (isObject(values)) return values;
		throw new UsageError(
			'Fields (JSON) is not a JSON object',
			'Give one object per item, such as { "Last_Name": "Okafor" }; for several records make several items',
		);
	};
}
