import { operation } from '../../../shared/n8n/operation';
import { fieldsMapper, type RecordTarget } from './target';
import { matchKeys, readRecords, readWriteOptions, writeAndAnswer, writeOptions } from './write';

/** Record > Create or Update, for one module. Source: Zoho CRM API v8, Upsert Records (read 2026-11-21). */
export const upsertRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Create or Update',
			value: 'upsert',
			action: `Create or update ${target.plural}`,
			description: `Create a new ${target.singular}, or update the current one if it already exists (upsert)`,
		},
		parameters: [
			{
				displayName: 'Match Field Names or IDs',
				name: 'matchFields',
				type: 'multiOptions',
				noDataExpression: true,
				required: true,
				typeOptions: { loadOptionsMethod: target.methods.matchFields },
				default: [...target.matchFields],
				description: `Fields by which an existing ${target.singular} is found, in this order. Rows with equal values are sent one after the other, so that they cannot make two records. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
			},
			fieldsMapper(target, 'add'),
			writeOptions(),
		],
		async together(context) {
			const options = readWriteOptions(context.readAt(0).collection('options'));
			const matchFields = context.readAt(0).list('matchFields');
			const duplicateCheckFields = matchFields.length > 0 ? matchFields : target.matchFields;
			const { records, fields } = await readRecords(context, target, 'upsert', options);
			return await writeAndAnswer(context, options, {
				keysOf: (index) => matchKeys(records[index], duplicateCheckFields, fields),
				send: async (indexes) =>
					await context.zoho.records.upsert(target.module, indexes.map((index) => records[index]), { ...options.client, duplicateCheckFields }),
			});
		},
	});
