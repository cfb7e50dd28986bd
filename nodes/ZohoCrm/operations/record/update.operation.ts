import { operation } from '../../../shared/n8n/operation';
import { moduleScope } from '../../../shared/zoho/scopes';
import { fieldsMapper, recordLocator, type RecordTarget } from './target';
import { readFields, readItems, readRecordId, recordReader, writeAndAnswer } from './write';
import { readWriteOptions, writeOptions } from './writeOptions';

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
		scopes: () => [moduleScope(target.module, 'UPDATE'), 'ZohoCRM.settings.fields.READ'],
		async together(context) {
			const options = readWriteOptions(context.readAt(0));
			const fields = await readFields(context, target);
			const readRecord = recordReader(context, target, 'update', fields, options);
			const records = await readItems(context, (index) => ({ ...readRecord(index), id: readRecordId(context, target, index) }));
			return await writeAndAnswer(context, options, records, {
				keysOf: ({ id }) => [id],
				send: async (rows) => await context.zoho.records.update(target.module, rows, options.client),
			});
		},
	});
