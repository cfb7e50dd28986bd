import { NOTHING_MAPPED } from '../../../shared/n8n/form/mappedRows';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { keyNamer } from '../../../shared/values/namedKeys';
import { toRecord, type FieldRules, type SubformFields } from '../../../shared/values/fieldValues';
import { missingValues, requiredOf, requireValues } from '../../../shared/values/requiredFields';
import { UsageError, ZohoApiError } from '../../../shared/zoho/call/errors';
import { fail, recover } from '../../../shared/zoho/call/recover';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import { completeRow, type RecordValues } from '../../../shared/zoho/records/api';
import { moduleScope, type ScopeOperation, SCOPES } from '../../../shared/zoho/call/scopes';
import type { ZohoClient } from '../../../shared/zoho/client';
import { numberToText } from '../../../shared/n8n/form/options';
import { valuesReader } from './fieldSource';
import { Owners } from './owners';
import { referenceReader } from './referenceReader';
import { withoutBesides } from './simpleRecord';
import type { RecordTarget } from './target';
import { FALLBACK_OWNER, writeOptionsReader, type RecordWriteOptions } from './writeOptions';

/** What a write knows before it reads the first item: the module, and how items become records. */
export interface WritePlan {
	/** API name of the module. */
	readonly module: string;
	readonly fields: ReadonlyMap<string, FieldMetadata>;
	readonly owners: Owners;
	/** The options as an item sets them. */
	optionsAt(index: number): RecordWriteOptions;
	/** The record of an item. @param as the operation, if another than that of the plan @throws UsageError if it cannot be sent */
	recordAt(index: number, as?: FieldRules['operation']): Promise<RecordValues>;
	/** The ID among the values of an item, if it is that of a record of this organization. @throws UsageError if it has lost digits */
	idAmongValues(index: number): string | null;
}

/** The scopes of a write of records. */
export function writeScopes(target: RecordTarget, operation: ScopeOperation): (read: ParameterReader) => string[] {
	return (read) => [
		moduleScope(target.moduleOf(read), operation),
		SCOPES.fields.read,
		...(Object.hasOwn(read.collection('options'), FALLBACK_OWNER.name) ? [SCOPES.users.read] : []),
	];
}

/**
 * The module of all items.
 * @returns its API name, and a check that throws a UsageError if an item names another module
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
				`Module must be the same for all items. This item has ${wanted}, but the first item has ${module}`,
				'Separate the items by module before this node, for example with Switch, and write each module with a node of its own',
			);
		},
	};
}

/**
 * Reads the fields of the module and the options of a write, but no items yet.
 * @throws UsageError for parameters that cannot work
 */
export async function planWrite(
	context: TogetherContext,
	target: RecordTarget,
	operation: FieldRules['operation'],
): Promise<WritePlan> {
	const { module, checkAt } = readModule(context, target);
	const optionsAt = writeOptionsReader(context);
	const readGiven = await openValues(context, operation === 'insert' ? module : null);
	const fields = new Map((await context.zoho.metadata.fields(module)).map((field) => [field.apiName, field]));
	const required = requiredOf(fields.values());
	const nameKeys = keyNamer(fields);
	const readValues = (index: number) => nameKeys(withoutBesides(readGiven(index), fields));
	const owners = new Owners(context, fields);
	const subformsOf = subformReader(context.zoho, fields);
	const rows = referenceReader(context, readValues, fields, subformsOf);
	return {
		module,
		fields,
		owners,
		optionsAt,
		async recordAt(index, as = operation) {
			checkAt(index);
			const { emptyValues, ignoreUnknownFields, fallbackOwner, inRecord, values: settings } = optionsAt(index);
			const values = await owners.identify(await rows.take(index), fallbackOwner);
			const rules = { module, operation: as, emptyValues, ignoreUnknownFields, values: settings };
			const record = toRecord(values, fields, rules, await subformsOf(values));
			if (as === 'insert') requireValues(record, required);
			return completeRow(record, inRecord);
		},
		idAmongValues: (index) => readOwnId(rows.valuesAt(index).id, fields),
	};
}

/**
 * A reader of the values of each item.
 * @param module of new records; null for others
 * @throws UsageError if nothing is mapped, naming what a new record needs
 */
const openValues = async (context: TogetherContext, module: string | null): Promise<ReturnType<typeof valuesReader>> =>
	await recover((async () => valuesReader(context))(), isNothingMapped, async (reason) => {
		const required = module === null ? [] : requiredOf(await context.zoho.metadata.fields(module));
		return fail(required.length === 0 ? reason : missingValues(required));
	});

const isNothingMapped = (reason: unknown): boolean => reason instanceof UsageError && reason.code === NOTHING_MAPPED;

/** What IDs of one organization do not have in common: the digits at their end. Learnt from Zoho's samples (unverified). */
const OWN_DIGITS = 12;

/** An ID of a record of this organization; null for IDs of other systems, which sources call `id` as well. */
function readOwnId(value: unknown, fields: ReadonlyMap<string, FieldMetadata>): string | null {
	if (typeof value !== 'string' && typeof value !== 'number') return null;
	const text = typeof value === 'number' ? numberToText('The ID', value) : value.trim();
	const [id] = /^\d{15,20}$/.exec(text.replace(/^zcrm_/, '')) ?? [];
	const prefix = id?.slice(0, -OWN_DIGITS);
	return id !== undefined && [...fields.values()].some((field) => field.id.slice(0, -OWN_DIGITS) === prefix)
		? id
		: null;
}

/** A reader of the fields of the subforms that a row fills. Each is read once, for the first row that fills it. */
function subformReader(
	{ metadata }: Pick<ZohoClient, 'metadata'>,
	fields: ReadonlyMap<string, FieldMetadata>,
): (values: Readonly<Record<string, unknown>>) => Promise<SubformFields> {
	const subforms = [...fields.values()].flatMap(({ apiName, subform }) =>
		subform === null ? [] : [{ apiName, module: subform.module }],
	);
	const known = new Map<string, ReadonlyMap<string, FieldMetadata>>();
	return async (values) => {
		for (const { apiName, module } of subforms) {
			if (known.has(apiName) || values[apiName] === undefined) continue;
			const found = await recover(metadata.fields(module), isHidden, () => []);
			known.set(apiName, new Map(found.map((field) => [field.apiName, field])));
		}
		return known;
	};
}

/** Whether this user may not see the module of the subform; its rows are then sent as they are. */
const isHidden = (reason: unknown): boolean =>
	reason instanceof ZohoApiError && (reason.code === 'INVALID_MODULE' || reason.code === 'NO_PERMISSION');
