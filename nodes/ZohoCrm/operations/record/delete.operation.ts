import { operation } from '../../../shared/n8n/operation';
import { moduleScope } from '../../../shared/zoho/scopes';
import { recordLocator, type RecordTarget } from './target';
import { readItems, readRecordId, writeAndAnswer } from './write';
import { readWriteOptions, requestsAtOnceOption, stopOnRefusalOption } from './writeOptions';

/** Record > Delete, for one module. Source: Zoho CRM API v8, Delete Records (read 2026-11-21). */
export const deleteRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Delete',
			value: 'delete',
			action: `Delete ${target.plural}`,
			description: `Move a ${target.singular} to the recycle bin for every item, 100 in a request`,
		},
		parameters: [
			recordLocator(target),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					requestsAtOnceOption(),
					{
						displayName: 'Run Workflows',
						name: 'runWorkflows',
						type: 'boolean',
						default: true,
						description: 'Whether workflow rules for deleted records run. After a lost connection a repeated request may run them again.',
					},
					stopOnRefusalOption(),
				],
			},
		],
		scopes: () => [moduleScope(target.module, 'DELETE')],
		async together(context) {
			const options = readWriteOptions(context.readAt(0));
			const ids = await readItems(context, (index) => readRecordId(context, target, index));
			return await writeAndAnswer(context, options, ids, {
				keysOf: (id) => [id],
				send: async (rows) => await context.zoho.records.delete(target.module, rows, options.client),
			});
		},
	});
