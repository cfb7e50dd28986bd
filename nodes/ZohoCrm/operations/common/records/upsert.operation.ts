import { listedNamesForm } from '../../../../shared/n8n/form/options';
import { operation, type TogetherContext } from '../../../../shared/n8n/step/operation';
import { fieldFinder } from '../../../../shared/values/fieldNames';
import { cutName } from '../../../../shared/values/nameList';
import { normaliseKey } from '../../../../shared/writes/waves';
import { matchFieldsOf, systemDuplicateField } from '../../../../shared/zoho/records/duplicateFields';
import { UsageError } from '../../../../shared/zoho/call/errors';
import type { FieldMetadata } from '../../../../shared/zoho/metadata/fields';
import { checkScopes, moduleScope } from '../../../../shared/zoho/call/scopes';
import type { RecordValues, WriteOutcome } from '../../../../shared/zoho/records/api';
import { fieldsParameters } from '../fieldSource';
import { nameRefusals } from '../nameRefusals';
import { planWrite, writeScopes, type WritePlan } from '../writePlan';
import { MODULE_DEPENDENCY, type RecordTarget } from '../target';
import {
	describeWritten,
	hintAtRecords,
	readItems,
	settleEmptyUpdate,
	UPSERTED_ROW,
	writeAndAnswer,
} from '../groupedWrite';
import { writeOptions, type RecordWriteOptions } from '../writeOptions';

/** Record > Create or Update. Source: Zoho CRM API v8, Upsert Records (read 2026-11-21). */
export const upsertOperation = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Create or Update',
			value: 'upsert',
			action: `Create or update ${target.oneOf}`,
			description: `Create a new ${target.singular}, or update the current one if it already exists (upsert)`,
		},
		parameters: [
			...target.parameters,
			{
				...listedNamesForm(
					'Match Field Names or IDs',
					`Fields to find an existing ${target.singular} by, in this order. Select none to use the field that Zoho CRM itself uses to find duplicates, such as Email. Items with equal values are sent one after the other, so that they cannot create two ${target.plural}. An item with the Zoho CRM ID of ${target.oneOf} updates this ${target.singular}, whatever its other values are.`,
					{ method: 'getMatchFields', dependsOn: MODULE_DEPENDENCY },
				),
				name: 'matchFields',
				default: [...target.matchFields],
			},
			...fieldsParameters('map', target),
			writeOptions('upsert', target),
		],
		scopes: writeScopes(target, 'CREATE'),
		result: UPSERTED_ROW,
		async together(context) {
			const plan = await planWrite(context, target, 'upsert');
			const named = context.readAt(0).names('matchFields');
			const chosen = checkMatchFields(named, plan);
			const duplicateCheckFields = chosen.length > 0 ? chosen : systemFields(plan);
			const keyFields = findKeyFields(duplicateCheckFields, plan.fields);
			const checkAt = matchFieldsChecker(context, named);
			const items = await readItems(context, async (index) => {
				checkAt(index);
				return await readRow(context, plan, index);
			});
			const answers = await writeAndAnswer(context, items, {
				keysOf: ({ record }) => keysOf(record, ['id', ...keyFields], plan.fields),
				send: async (rows) => {
					const records = rows.map(({ record }) => record);
					const { client } = rows[0].options;
					const named = { ...plan, ...target };
					if (rows[0].isById) {
						const outcomes = await context.zoho.records.update(plan.module, records, client);
						return nameRefusals(outcomes, records, named).map(foundById);
					}
					const outcomes = await context.zoho.records.upsert(plan.module, records, { ...client, duplicateCheckFields });
					return nameRefusals(outcomes, records, named);
				},
				describe: describeWritten,
				idOf: ({ record, isById }) => (isById ? String(record.id) : null),
				settle: (row) => (row.isById ? settleEmptyUpdate(row) : null),
			});
			hintAtRecords(context, plan, items);
			return answers;
		},
	});

/** A check that throws a UsageError for an item that names other match fields than the first one. */
function matchFieldsChecker(context: TogetherContext, chosen: readonly string[]): (index: number) => void {
	if (!context.variesByItem('matchFields')) return () => undefined;
	return (index) => {
		const others = context.readAt(index).names('matchFields');
		if (others.join() === chosen.join()) return;
		throw new UsageError(
			`Match Field Names or IDs must be the same for all items. This item has ${others.join(', ')}, but the first item has ${chosen.join(', ')}`,
			'Separate the items before this node, for example with Switch, and write each kind with a node of its own',
		);
	};
}

/** A row to create or update, and whether it names its record by ID. */
interface UpsertRow {
	readonly record: RecordValues;
	readonly options: RecordWriteOptions;
	readonly isById: boolean;
}

/** Reads an item. One that has the ID of a record can only mean this record, and is never created a second time. */
async function readRow(context: TogetherContext, plan: WritePlan, index: number): Promise<UpsertRow> {
	const options = plan.optionsAt(index);
	const id = plan.idAmongValues(index);
	if (id === null) return { record: await plan.recordAt(index), options, isById: false };
	checkScopes((await context.connection()).grantedScopes, [moduleScope(plan.module, 'UPDATE')]);
	const record = { ...(await plan.recordAt(index, 'update')), id };
	return { record, options: { ...options, sameRequestKey: `id ${options.sameRequestKey}` }, isById: true };
}

const foundById = (outcome: WriteOutcome): WriteOutcome =>
	outcome.status === 'success' ? { ...outcome, duplicateField: 'id' } : outcome;

/**
 * API names of the chosen fields, which an expression can give by label.
 * @throws UsageError for a field by which Zoho cannot find records: known from the metadata before anything is sent
 */
function checkMatchFields(named: readonly string[], { module, fields }: WritePlan): readonly string[] {
	const find = fieldFinder(fields.values());
	const chosen = named.map((name) => find(name)?.apiName ?? name);
	const usable = matchFieldsOf(module, [...fields.values()]).map(({ apiName }) => apiName);
	const wrong = chosen.find((name) => !usable.includes(name));
	if (wrong === undefined) return chosen;
	throw new UsageError(
		fields.has(wrong)
			? `Zoho CRM can't find records of ${module} by ${wrong} (Match Fields): the field is not unique`
			: `${module} has no field "${cutName(wrong)}" (Match Fields)`,
		usable.length === 0
			? 'Make a field unique in Zoho CRM, under Setup > Modules and Fields'
			: `Choose one of: ${usable.join(', ')}`,
	);
}

/** The field that Zoho compares if none is named. Naming it shows which requests may be repeated. */
function systemFields({ module, fields }: WritePlan): string[] {
	const name = systemDuplicateField(module, [...fields.values()]);
	return name === null ? [] : [name];
}

/** Fields by which Zoho may find a record: the chosen ones, then every unique one. */
function findKeyFields(chosen: readonly string[], fields: ReadonlyMap<string, FieldMetadata>): string[] {
	const unique = [...fields.values()].filter((field) => field.unique !== null).map(({ apiName }) => apiName);
	return [...new Set([...chosen, ...unique])];
}

/** The keys of a record. Records that share one may be the same record in Zoho. */
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
