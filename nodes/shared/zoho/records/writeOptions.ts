import { checkField, checkModule } from '../call/address';
import type { RecordValues } from './writes';

/** What is added to a record; what it holds itself wins. */
export interface RowOptions {
	/** For rows without a `Layout` of their own; the fields that the layout asks for become mandatory. */
	readonly layoutId?: string;
	/** Names of tags for rows without a `Tag` of their own; tags that do not exist yet come into being. */
	readonly tags?: readonly string[];
	/** API names of multi-select fields whose values are added to those of the record instead of replacing them. */
	readonly appendFields?: readonly string[];
}

/** What runs in Zoho when records are written, and what is added to each of them. */
export interface WriteOptions extends Omit<RowOptions, 'appendFields'> {
	/** `workflow`, `approval`, `blueprint`, `pathfinder`, `orchestration`: left out = all run, empty = none. */
	readonly trigger?: readonly string[];
	/** Checks that are off unless named, e.g. `layout_rules`. */
	readonly applyFeatures?: readonly string[];
	/** Automations that are on unless named, e.g. `cadences`. */
	readonly skipFeatures?: readonly string[];
	/** Id of the assignment rule for leads and cases. */
	readonly assignmentRuleId?: string;
}

/** Options where records may exist already. */
export interface ChangeOptions extends WriteOptions, RowOptions {}

/** How update finds records and which it leaves alone. */
export interface UpdateOptions extends ChangeOptions {
	/**
	 * ISO 8601 with offset. None of the rows is written if a record was changed later (`ALREADY_MODIFIED`, status 412); that
	 * this holds for all rows of a request together is not documented.
	 */
	readonly ifUnmodifiedSince?: string;
	/** API name of the module's external field: each row's `id` is then a value of it. */
	readonly externalField?: string;
}

/** How upsert finds existing records. */
export interface UpsertOptions extends ChangeOptions {
	/** API names of unique fields, tried in this order; empty = the module's own. */
	readonly duplicateCheckFields: readonly string[];
}

/**
 * The header with which a value of an external field stands in place of an id.
 * @throws UsageError for names that are no API names
 * Source: External ID, v8 (read 2026-11-21).
 */
export function externalHeader(module: string, field: string): Readonly<Record<string, string>> {
	return { 'X-EXTERNAL': `${checkModule(module)}.${checkField(field)}` };
}

/** The keys beside `data`. Only upsert wants to know which of its two actions a feature is skipped for. */
export function encodeOptions(
	operation: 'insert' | 'update' | 'upsert',
	options: WriteOptions,
): Readonly<Record<string, unknown>> {
	const { trigger, applyFeatures, skipFeatures, assignmentRuleId } = options;
	const actions = operation === 'upsert' ? [{ action: 'insert' }, { action: 'update' }] : [{}];
	return {
		...(trigger && { trigger }),
		...(applyFeatures && { apply_feature_execution: applyFeatures.map((name) => ({ name })) }),
		...(skipFeatures && {
			skip_feature_execution: skipFeatures.flatMap((name) => actions.map((action) => ({ name, ...action }))),
		}),
		...(assignmentRuleId !== undefined && { lar_id: assignmentRuleId }),
	};
}

/** One row as it is sent: what it holds itself wins over the options. */
export function completeRow(row: RecordValues, { layoutId, tags = [], appendFields = [] }: RowOptions): RecordValues {
	const appended = appendFields.filter((field) => Array.isArray(row[field]));
	return {
		...(layoutId !== undefined && { Layout: { id: layoutId } }),
		...(tags.length > 0 && { Tag: tags.map((name) => ({ name })) }),
		...(appended.length > 0 && { $append_values: Object.fromEntries(appended.map((field) => [field, true])) }),
		...row,
	};
}
