import { operation } from '../../../shared/n8n/operation';
import { fieldsMapper, type RecordTarget } from './target';
import { readRecords, readWriteOptions, writeAndAnswer, writeOptions } from './write';

/** Record > Create, for one module. Source: Zoho CRM API v8, Insert Records (read 2026-11-21). */
export const createRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Create',
			value: 'create',
			action: `Create ${target.plural}`,
			description: `Create a ${target.singular} for every item, 100 in a request`,
		},
		parameters: [fieldsMapper(target, 'add'), writeOptions()],
		async together(context) {
			const options = readWriteOptions(context.readAt(0).collection('options'));
			const { records } = await readRecords(context, target, 'insert', options);
			return await writeAndAnswer(context, options, {
				keysOf: () => [],
				send: async (indexes) => await context.zoho.records.insert(target.module, indexes.map((index) => records[index]), options.client),
			});
		},
	});
