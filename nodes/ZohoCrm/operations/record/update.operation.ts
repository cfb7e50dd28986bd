import { operation } from '../../../shared/n8n/operation';
import { fieldsMapper, recordLocator, type RecordTarget } from './target';
import { readRecords, readWriteOptions, writeAndAnswer, writeOptions } from './write';

/** Record > Update, for one module. Source: Zoho CRM API v8, Update Records (read 2026-11-21). */
export const updateRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Update',
			value: 'update',
			action: `Update ${target.plural}`,
			description: `Change fields of a ${target.singular} for every item, 100 in a request`,
		},
		parameters: [recordLocator(target), fieldsMapper(target, 'update'), writeOptions()],
		async together(context) {
			const options = readWriteOptions(context.readAt(0).collection('options'));
			const ids = context.items.map((_, index) => context.readAt(index).locator(target.idParameter));
			const { records } = await readRecords(context, target, 'update', options);
			return await writeAndAnswer(context, options, {
				keysOf: (index) => [ids[index]],
				send: async (indexes) => await context.zoho.records.update(target.module, indexes.map((index) => ({ ...records[index], id: ids[index] })), options.client),
			});
		},
	});
