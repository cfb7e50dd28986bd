import { toRecord, type FieldRules } from '../../../shared/values/fieldValues';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { UsageError } from '../../../shared/zoho/call/errors';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import type { RecordValues } from '../../../shared/zoho/records/api';
import { moduleScope, type ScopeOperation, SCOPES } from '../../../shared/zoho/call/scopes';
import { valuesReader } from './fieldSource';
import { Owners } from './owners';
import type { RecordTarget } from './target';
import { subformReader } from './subforms';
import { optionsReader, type ReadWriteOptions } from './writeOptions';

/** What is read for a write before the first item: where it goes, and how its items become records. */
export interface WritePlan {
	/** API name of the module. */
	readonly module: string;
	readonly fields: ReadonlyMap<string, FieldMetadata>;
	readonly owners: Owners;
	/** The options as an item sets them. */
	optionsAt(index: number): ReadWriteOptions;
	/** The record that an item asks for. @throws UsageError if it cannot be sent */
	recordAt(index: number): Promise<RecordValues>;
}

/** The scopes of a write of records. */
export function writeScopes(target: RecordTarget, operation: ScopeOperation): (read: ParameterReader) => string[] {
	return (read) => [
		moduleScope(target.moduleOf(read), operation),
		SCOPES.fields.read,
		...(!Object.hasOwn(read.collection('options'), 'fallbackOwner') ? [] : [SCOPES.users.read]),
	];
}

/**
 * The module of all items.
 * @returns its API name, and a check of an item that throws a UsageError if the item names another one
 */
export function readModule(
	context: TogetherContext,
	target: RecordTarget,
): { readonly module: string; checkAt(index: number): void } {
	const module = target.moduleOf(context.readAt(0));
	const isOne = target.isModuleFixed || !context.variesByItem('module');
	return {
		module,
		checkAt(index) {
			const wanted = isOne ? module : target.moduleOf(context.readAt(index));
			if (wanted === module) return;
			throw new UsageError(
				`The item is for the module ${wanted}, the first one for ${module}: a step writes into one module at a time`,
				'Sort the items by module before this step, with Switch or Loop Over Items, and write each module by itself',
			);
		},
	};
}

/**
 * Reads fields and options for a write, and nothing of the items.
 * @throws UsageError for parameters that cannot work
 */
export async function planWrite(
	context: TogetherContext,
	target: RecordTarget,
	operation: FieldRules['operation'],
): Promise<WritePlan> {
	const { module, checkAt } = readModule(context, target);
	const optionsAt = optionsReader(context);
	const valuesAt = valuesReader(context);
	const fields = new Map((await context.zoho.metadata.fields(module)).map((field) => [field.apiName, field]));
	const owners = new Owners(context, fields);
	const subformsOf = subformReader(context.zoho, fields);
	const { timeZone } = context.surroundings;
	return {
		module,
		fields,
		owners,
		optionsAt,
		async recordAt(index) {
			checkAt(index);
			const { emptyValues, ignoreUnknownFields, fallbackOwner } = optionsAt(index);
			const values = await owners.identify(valuesAt(index), fallbackOwner);
			return toRecord(
				values,
				fields,
				{ module, operation, emptyValues, ignoreUnknownFields, timeZone },
				await subformsOf(values),
			);
		},
	};
}
