import type { INodeProperties } from 'n8n-workflow';
import { askingAgainOf } from '../../../shared/n8n/form/mapperForm';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import { isObject } from '../../../shared/zoho/call/shape';
import { MODULE_DEPENDENCY, type RecordTarget } from './target';

/** The field values of a record: mapped to the live fields of the module, by the keys of the item, or as JSON. */
export function fieldsParameters(
	mode: 'add' | 'map',
	{ exampleField }: Pick<RecordTarget, 'exampleField'>,
): INodeProperties[] {
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
					description: 'Map fields manually, or by the keys of each item',
				},
				{
					name: 'Using JSON',
					value: 'json',
					description: 'One JSON object per item, with API names or labels of fields as keys',
				},
			],
			default: 'fields',
			description: 'How to specify the values of the record',
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
				'The value of each field. Map Automatically uses the keys of each item as API names or labels of fields, which is fast for many items. For lookups, use an ID, or the name or a unique value of the record. For owners and other users, use an ID or an email.',
			typeOptions: {
				loadOptionsDependsOn: [...MODULE_DEPENDENCY, askingAgainOf('fields')],
				resourceMapper: {
					resourceMapperMethod: 'getRecordFields',
					// In this mode, n8n checks required fields before the run.
					mode,
					valuesLabel: 'Fields',
					fieldWords: { singular: 'field', plural: 'fields' },
					addAllFields: false,
					// A sentence of ours says it instead.
					hideNoDataError: true,
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
			default: `{\n  "${exampleField}": ""\n}`,
			description:
				'A JSON object with API names or labels of fields as keys. For lookups, use an ID, a name, or an object with a unique field. For owners, use an ID or an email. For subforms, use a list of objects.',
		},
	];
}

/**
 * A reader of the values of each item, by API name of the field.
 * @throws UsageError at once if no field is mapped; the reader throws if the JSON of an item is not an object
 */
export function valuesReader(context: TogetherContext): (index: number) => Readonly<Record<string, unknown>> {
	if (context.readAt(0).string('specifyFields') !== 'json') return context.rowReader('fields');
	return (index) => {
		const values = context.readAt(index).json('fieldsJson');
		if (isObject(values)) return values;
		throw new UsageError(
			'Fields (JSON) must be a JSON object',
			'Use one object per item, such as { "Last_Name": "Okafor" }. For several records, use several items',
		);
	};
}
