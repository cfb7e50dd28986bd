import { operation } from '../../../shared/n8n/operation';
import { moduleScope } from '../../../shared/zoho/scopes';
import { fieldsMapper, type RecordTarget } from './target';
import { readFields, readItems, recordReader, writeAndAnswer } from './write';
import { readWriteOptions, writeOptions } from './writeOptions';

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
		scopes: () => [moduleScope(target.module, 'CREATE'), 'ZohoCRM.settings.fields.READ'],
		async together(context) {
			const options = readWriteOptions(context.readAt(0));
			const fields = await readFields(context, target);
			const records = await readItems(context, recordReader(context, target, 'insert', fields, options));
			return await writeAndAnswer(context, options, records, {
				keysOf: () => [],
				send: async (rows) => await context.zoho.records.insert(target.module, rows, options.client),
			});
		},
	});
