import type { FieldDefinition, LayoutDefinition, ModuleDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { EmulatorState } from '../state';
import { hasChildren, type StoredRecord } from './store';
import type { FieldRefusal, ReadingContext } from './readings';
import { missingNoteText } from './notes';
import { relatedModule } from './relations';
import { readValue } from './values';

/** Rows that a subform can hold. Source: limits-and-errors 4. */
const SUBFORM_ROWS = 200;

/** A change to a row of a subform or to a link of a multi-select look-up. */
export interface ChildChange {
	readonly kind: 'add' | 'change' | 'remove';
	/** API name of the module that the row lives in. */
	readonly module: string;
	/** Its look-up to the record that it belongs to. */
	readonly ownField: string;
	/** Null for a row to add. */
	readonly id: string | null;
	readonly values: Readonly<Record<string, JsonValue>>;
}

/** What a record's JSON means: values to store, or why it is refused. Null clears a field. */
export interface RecordDraft {
	readonly values: Readonly<Record<string, JsonValue>>;
	readonly children: readonly ChildChange[];
	readonly refusals: readonly FieldRefusal[];
}

/** What reading a record may look at. */
export interface RecordContext {
	readonly state: EmulatorState;
	readonly acceptsUnknownOptions: boolean;
	readonly userId: string;
	/** External fields by module whose values stand in place of ids in look-ups. */
	readonly externals?: ReadonlyMap<string, string>;
	/** Whether what the layout asks for counts even where no layout is sent: `layout_rules`. */
	readonly appliesLayoutRules?: boolean;
	/** The record that is updated; undefined on insert. */
	readonly current?: StoredRecord;
	/** A field that is set by other means: the look-up of a child to its parent. */
	readonly givenField?: string;
	/** Whether rows of subforms come by themselves, as in bulk write, so that a mandatory subform is not missed. ASSUMED. */
	readonly takesRowsApart?: boolean;
	/** Fields whose values were refused before, so that they are not missed as well. */
	readonly refusedFields?: readonly string[];
}

function missing(field: string, details: Readonly<Record<string, unknown>> = {}): FieldRefusal {
	return { code: 'MANDATORY_NOT_FOUND', message: 'required field not found', field, path: field, details };
}

function invalid(
	field: string,
	path: string,
	details: Readonly<Record<string, unknown>>,
	message = 'invalid data',
): FieldRefusal {
	return { code: 'INVALID_DATA', message, field, path, details };
}

/**
 * Reads one record of a write call. Keys that are no fields are passed over in silence.
 * Source: Insert, Update and Upsert Records, v8 (records 1, 2, 15).
 */
export function readRecord(context: RecordContext, module: ModuleDefinition, input: JsonObject): RecordDraft {
	const values: Record<string, JsonValue> = {};
	const children: ChildChange[] = [];
	const refusals: FieldRefusal[] = [];
	const filled: string[] = [];
	const reading: ReadingContext = {
		...context,
		seModule: textOf(input.$se_module) ?? textOf(input.se_module) ?? textOf(context.current?.$se_module),
		appended: isObject(input.$append_values) ? input.$append_values : {},
	};
	let layout: LayoutDefinition | undefined;
	for (const field of module.fields) {
		const value = input[field.apiName];
		if (value === undefined || field.apiName === context.givenField) continue;
		if (!(context.current ? field.updatable : field.creatable)) {
			if (context.state.switches.readOnlyValues === 'refuse') refusals.push(invalid(field.apiName, field.apiName, {}));
		} else if (field.apiName === 'Layout') {
			layout = isObject(value) ? module.layouts.find(({ id }) => id === value.id) : undefined;
			if (layout) values.Layout = { name: layout.name, id: layout.id };
			else if (value !== null)
				refusals.push(
					isObject(value)
						? invalid('Layout', 'Layout.id', {}, 'the id given seems to be invalid')
						: invalid('Layout', 'Layout', { expected_data_type: 'jsonobject' }),
				);
		} else if (hasChildren(field)) {
			const rows = readChildren(context, field, value);
			children.push(...rows.changes);
			refusals.push(...rows.refusals);
			if (rows.changes.length > 0) filled.push(field.apiName);
		} else {
			const outcome = readValue(reading, field, value);
			if (outcome.kind === 'refused') refusals.push(outcome.refusal);
			else {
				values[field.apiName] = outcome.value;
				if (field.lookupModules !== null)
					values.$se_module = outcome.value === null ? null : (relatedModule(reading, field, value) ?? null);
			}
		}
	}
	if (module.apiName === 'Notes') refusals.push(...missingNoteText(context, values, refusals));
	const ruling = layout ?? (context.appliesLayoutRules ? layoutOf(module, context.current) : undefined);
	return {
		values,
		children,
		refusals: [...missingFields(context, module, values, refusals, filled, ruling), ...refusals],
	};
}

const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** The layout that a record has, or that a new one gets. */
function layoutOf(module: ModuleDefinition, current: StoredRecord | undefined): LayoutDefinition | undefined {
	const reference = current?.Layout;
	const id = isObject(reference) ? reference.id : undefined;
	return module.layouts.find((layout) => layout.id === id) ?? module.layouts[0];
}

/** System-mandatory fields, and those of a layout that was sent or whose rules are applied; on update only what would become empty. */
function missingFields(
	context: RecordContext,
	module: ModuleDefinition,
	values: Readonly<Record<string, JsonValue>>,
	refusals: readonly FieldRefusal[],
	filled: readonly string[],
	layout: LayoutDefinition | undefined,
): FieldRefusal[] {
	const given = [...filled, ...(context.refusedFields ?? []), ...refusals.map(({ field }) => field)];
	return module.fields
		.filter((field) => {
			const { apiName, systemMandatory } = field;
			if (apiName === context.givenField || given.includes(apiName)) return false;
			if (hasChildren(field) && (context.current || context.takesRowsApart)) return false;
			const ofLayout = layout?.mandatory.includes(apiName) ?? false;
			if (!systemMandatory && !ofLayout) return false;
			const isSent = apiName in values;
			if (context.current && !isSent && !ofLayout) return false;
			return (isSent ? values[apiName] : (context.current?.[apiName] ?? null)) === null;
		})
		.map(({ apiName, systemMandatory }) =>
			missing(
				apiName,
				context.appliesLayoutRules && !systemMandatory && layout
					? { layout_rule: { name: layout.name, id: layout.id } }
					: {},
			),
		);
}

interface ChildrenReading {
	readonly changes: readonly ChildChange[];
	readonly refusals: readonly FieldRefusal[];
}

/** Where the rows of a field live. Subform rows point to their parent with `Parent_Id`. */
export function childrenOf(field: FieldDefinition): { readonly module: string; readonly ownField: string } {
	return field.linking
		? { module: field.linking.module, ownField: field.linking.ownField }
		: { module: field.subformModule ?? '', ownField: 'Parent_Id' };
}

function readChildren(context: RecordContext, field: FieldDefinition, value: JsonValue): ChildrenReading {
	const name = field.apiName;
	if (value === null) return { changes: [], refusals: [] };
	if (!Array.isArray(value))
		return { changes: [], refusals: [invalid(name, name, { expected_data_type: 'jsonarray' })] };
	if (value.length > SUBFORM_ROWS)
		return { changes: [], refusals: [invalid(name, name, { maximum_length: SUBFORM_ROWS })] };
	const place = childrenOf(field);
	const module = context.state.schema.module(place.module);
	if (!module) throw new RangeError(`${name} points to ${place.module}, which is not in the schema`);
	const existing = new Set(
		context.current ? context.state.records.find(place.module, place.ownField, context.current.id) : [],
	);
	const changes: ChildChange[] = [];
	const refusals: FieldRefusal[] = [];
	for (const [index, row] of Array.from<JsonValue>(value).entries()) {
		const path = `${name}[${index}]`;
		if (!isObject(row)) {
			refusals.push(invalid(name, path, { expected_data_type: 'jsonobject' }));
			continue;
		}
		const id = typeof row.id === 'string' ? row.id : null;
		if (id !== null && !existing.has(id)) {
			refusals.push(invalid(name, `${path}.id`, {}, 'the id given seems to be invalid'));
			continue;
		}
		if (id !== null) existing.delete(id);
		if (id !== null && '_delete' in row) {
			changes.push({ kind: 'remove', ...place, id, values: {} });
			continue;
		}
		const current = id === null ? undefined : context.state.records.get(place.module, id);
		const draft = readRecord({ ...context, current, givenField: place.ownField }, module, row);
		refusals.push(...draft.refusals.map((refusal) => ({ ...refusal, path: `${path}.${refusal.path}` })));
		changes.push({ kind: id === null ? 'add' : 'change', ...place, id, values: draft.values });
	}
	if (context.state.switches.omittedSubformRows === 'delete') {
		for (const id of existing) changes.push({ kind: 'remove', ...place, id, values: {} });
	}
	return { changes, refusals };
}
