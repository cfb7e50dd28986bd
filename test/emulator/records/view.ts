import type { FieldDefinition, ModuleDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { EmulatorState } from '../state';
import { hasRelation, showRelation } from './relations';
import { childrenOf } from './rules';
import { hasChildren, referenceTo, type StoredRecord } from './store';

/** Characters of rich text in lists. Source: Get Records, v8 (records 4). */
const LIST_RICH_TEXT_LENGTH = 500;

/** Modules whose records say whether they are duplicates. */
const FINDS_DUPLICATES = new Set(['Accounts', 'Contacts']);

/** Keys that Zoho adds to every record read by id. Source: Get Records, v8 (records 5); the set varies, and what version 2 answers is added. */
export function systemKeys(module: ModuleDefinition, record: StoredRecord): JsonObject {
	const subforms = module.fields
		.filter(({ subformModule }) => subformModule !== null)
		.map(({ apiName }) => [apiName, false] as const);
	return {
		$approval_state: 'approved',
		$approved: true,
		$approval: { delegate: false, takeover: false, approve: false, reject: false, resubmit: false },
		$review: null,
		$review_process: { approve: false, reject: false, resubmit: false },
		$orchestration: false,
		$editable: true,
		$in_merge: false,
		$locked_for_me: false,
		$currency_symbol: '$',
		$state: 'save',
		$process_flow: false,
		$field_states: null,
		$zia_owner_assignment: 'owner_recommendation_unavailable',
		...(module.apiName === 'Leads' ? { $converted: record.$converted === true, $converted_detail: {} } : {}),
		...(FINDS_DUPLICATES.has(module.apiName) ? { $is_duplicate: false } : {}),
		$layout_id: isObject(record.Layout) ? { display_label: record.Layout.name, ...record.Layout } : null,
		$has_more: Object.fromEntries(subforms),
		...(hasRelation(module) ? { $se_module: record.$se_module ?? null } : {}),
	};
}

/** Booleans are never null (records 15); tags are a list in the OpenAPI file of 2025. */
function showNothing({ apiName, dataType }: FieldDefinition): JsonValue {
	if (apiName === 'Tag') return [];
	return dataType === 'boolean' ? false : null;
}

/** The value of one field, look-ups under the name that their record has now. */
function showValue(state: EmulatorState, field: FieldDefinition, record: StoredRecord): JsonValue {
	const value = record[field.apiName];
	if (value === undefined || value === null) return showNothing(field);
	if (field.lookupModules !== null && isObject(value)) return showRelation(state, field, record, value);
	if (field.lookupModule === null || !isObject(value)) return value;
	return referenceTo(state, field.lookupModule, String(value.id)) ?? value;
}

function showChildren(state: EmulatorState, field: FieldDefinition, parentId: string): JsonValue {
	const { module: name, ownField } = childrenOf(field);
	const module = state.schema.module(name);
	if (!module) return [];
	return state.records.find(name, ownField, { id: parentId }).flatMap((id) => {
		const row = state.records.get(name, id);
		return row ? [{ id, ...showFields(state, module.fields, row) }] : [];
	});
}

function showFields(
	state: EmulatorState,
	fields: readonly FieldDefinition[],
	record: StoredRecord,
): Readonly<Record<string, JsonValue>> {
	return Object.fromEntries(
		fields.map((field) => [
			field.apiName,
			hasChildren(field) ? showChildren(state, field, record.id) : showValue(state, field, record),
		]),
	);
}

/**
 * A record as Get Record gives it.
 * @param names API names of the wanted fields; null = everything, subforms and `$` keys included
 */
export function showRecord(
	state: EmulatorState,
	module: ModuleDefinition,
	record: StoredRecord,
	names: readonly string[] | null,
): JsonObject {
	if (names === null)
		return { id: record.id, ...showFields(state, module.fields, record), ...systemKeys(module, record) };
	return {
		...showFields(
			state,
			module.fields.filter(({ apiName }) => names.includes(apiName)),
			record,
		),
		...namedSystemKeys(module, record, names),
		id: record.id,
	};
}

/** The `$` keys that a call names beside fields; lists have no others. Source: related-and-mass 1. */
function namedSystemKeys(module: ModuleDefinition, record: StoredRecord, names: readonly string[] | null): JsonObject {
	if (!names?.some((name) => name.startsWith('$'))) return {};
	return Object.fromEntries(Object.entries(systemKeys(module, record)).filter(([name]) => names.includes(name)));
}

/** A record as lists and searches give it: without subforms and links, rich text cut. @param names null = every field that lists can show */
export function showListed(
	state: EmulatorState,
	module: ModuleDefinition,
	record: StoredRecord,
	names: readonly string[] | null,
): JsonObject {
	const fields = module.fields.filter(
		(field) => !hasChildren(field) && (names === null || names.includes(field.apiName)),
	);
	const shown = fields.map((field) => {
		const value = showValue(state, field, record);
		return [
			field.apiName,
			field.dataType === 'richtext' && typeof value === 'string' ? value.slice(0, LIST_RICH_TEXT_LENGTH) : value,
		];
	});
	return { ...Object.fromEntries(shown), ...namedSystemKeys(module, record, names), id: record.id };
}
