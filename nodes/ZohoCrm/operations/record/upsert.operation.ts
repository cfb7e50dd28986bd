import { normaliseKey } from '../../../shared/import/waves';
import { operation } from '../../../shared/n8n/operation';
import type { FieldMetadata } from '../../../shared/zoho/metadata';
import { moduleScope } from '../../../shared/zoho/scopes';
import { fieldsMapper, type RecordTarget } from './target';
import { readFields, readItems, recordReader, writeAndAnswer, type RecordValues } from './write';
import { readWriteOptions, writeOptions } from './writeOptions';

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
		scopes: () => [moduleScope(target.module, 'CREATE'), 'ZohoCRM.settings.fields.READ'],
		async together(context) {
			const options = readWriteOptions(context.readAt(0));
			const chosen = context.readAt(0).list('matchFields');
			const duplicateCheckFields = chosen.length > 0 ? chosen : target.matchFields;
			const fields = await readFields(context, target);
			const records = await readItems(context, recordReader(context, target, 'upsert', fields, options));
			const keyFields = findKeyFields(duplicateCheckFields, fields);
			return await writeAndAnswer(context, options, records, {
				keysOf: (record) => keysOf(record, keyFields, fields),
				send: async (rows) => await context.zoho.records.upsert(target.module, rows, { ...options.client, duplicateCheckFields }),
			});
		},
	});

/** Fields by which Zoho may find a record: the chosen ones, and after them every unique one. */
function findKeyFields(chosen: readonly string[], fields: ReadonlyMap<string, FieldMetadata>): string[] {
	const unique = [...fields.values()].filter((field) => field.unique !== null).map(({ apiName }) => apiName);
	return [...new Set([...chosen, ...unique])];
}

/** The keys of a record: records that agree in any of them may be one in Zoho. */
function keysOf(record: RecordValues, keyFields: readonly string[], fields: ReadonlyMap<string, FieldMetadata>): string[] {
	return keyFields.flatMap((name) => {
		const value = record[name];
		const key = value === undefined || value === null ? '' : normaliseKey(String(value), fields.get(name)?.unique?.caseSensitive ?? false);
		return key === '' ? [] : [`${name}\u0000${key}`];
	});
}
