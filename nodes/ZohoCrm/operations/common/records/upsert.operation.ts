import { normaliseKey } from '../../../../shared/writes/waves';
import { operation } from '../../../../shared/n8n/step/operation';
import { systemDuplicateField } from '../../../../shared/zoho/records/duplicateFields';
import type { FieldMetadata } from '../../../../shared/zoho/metadata/fields';
import type { RecordValues } from '../../../../shared/zoho/records/api';
import { fieldsParameters } from '../fieldSource';
import { planWrite, writeScopes, type WritePlan } from '../writePlan';
import { MODULE_DEPENDENCY, type RecordTarget } from '../target';
import { describeWritten, hintAtRecords, readItems, writeAndAnswer } from '../groupedWrite';
import { writeOptions } from '../writeForm';

/** Record > Create or Update. Source: Zoho CRM API v8, Upsert Records (read 2026-11-21). */
export const upsertRecords = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Create or Update',
			value: 'upsert',
			action: `Create or update ${target.plural}`,
			description: `Create a new ${target.singular}, or update the current one if it already exists (upsert)`,
		},
		parameters: [
			...target.parameters,
			{
				displayName: 'Match Field Names or IDs',
				name: 'matchFields',
				type: 'multiOptions',
				noDataExpression: true,
				typeOptions: { loadOptionsMethod: 'getMatchFields', loadOptionsDependsOn: [...MODULE_DEPENDENCY] },
				default: [...target.matchFields],
				description: `Fields by which an existing ${target.singular} is found, in this order; none chosen means the one by which Zoho CRM itself finds duplicates, such as Email. Rows with equal values are sent one after the other, so that they cannot make two records. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
			},
			...fieldsParameters('add'),
			writeOptions('upsert'),
		],
		scopes: writeScopes(target, 'CREATE'),
		async together(context) {
			const plan = await planWrite(context, target, 'upsert');
			const chosen = context.readAt(0).list('matchFields');
			const duplicateCheckFields = chosen.length > 0 ? chosen : systemFields(plan);
			const keyFields = findKeyFields(duplicateCheckFields, plan.fields);
			const items = await readItems(context, async (index) => ({
				record: await plan.recordAt(index),
				options: plan.optionsAt(index),
			}));
			const answers = await writeAndAnswer(context, items, {
				keysOf: ({ record }) => keysOf(record, keyFields, plan.fields),
				send: async (rows) =>
					await context.zoho.records.upsert(
						plan.module,
						rows.map(({ record }) => record),
						{ ...rows[0].options.client, duplicateCheckFields },
					),
				describe: describeWritten,
			});
			hintAtRecords(
				context,
				plan,
				[...items.rows.values()].map(({ record }) => record),
			);
			return answers;
		},
	});

/** The field that Zoho compares when none is named; naming it tells which requests may be repeated. */
function systemFields({ module, fields }: WritePlan): string[] {
	const name = systemDuplicateField(module, [...fields.values()]);
	return name === null ? [] : [name];
}

/** Fields by which Zoho may find a record: the chosen ones, and after them every unique one. */
function findKeyFields(chosen: readonly string[], fields: ReadonlyMap<string, FieldMetadata>): string[] {
	const unique = [...fields.values()].filter((field) => field.unique !== null).map(({ apiName }) => apiName);
	return [...new Set([...chosen, ...unique])];
}

/** The keys of a record: records that agree in any of them may be one in Zoho. */
function keysOf(
	record: RecordValues,
	keyFields: readonly string[],
	fields: ReadonlyMap<string, FieldMetadata>,
): string[] {
	return keyFields.flatMap((name) => {
		const value = record[name];
		const key =
			value === undefined || value === null
				? ''
				: normaliseKey(String(value), fields.get(name)?.unique?.caseSensitive ?? false);
		return key === '' ? [] : [`${name}\u0000${key}`];
	});
}
