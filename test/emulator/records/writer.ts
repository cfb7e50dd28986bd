import type { ModuleDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { EmulatorState } from '../state';
import { fullNameOf } from '../users/store';
import { type NewValues, withDerived } from './derived';
import { settleOrder } from './lineItems';
import { type ChildChange, childrenOf, readRecord } from './rules';
import { hasChildren, nameOf, type StoredRecord, type View } from './store';
import type { FieldRefusal } from './readings';

/** Who writes, and what of the store they see when they look records up. */
export interface WriteContext {
	readonly state: EmulatorState;
	readonly userId: string;
	readonly view: View;
	readonly acceptsUnknownOptions: boolean;
	/** Whether rows of subforms come by themselves, as in bulk write. */
	readonly takesRowsApart?: boolean;
	/** Who owns new records that name no owner; left out: who writes. An assignment rule gives one. */
	readonly assigneeId?: string;
	readonly appliesLayoutRules?: boolean;
	/** Id of a new record; left out: the next free one. Only what is put in past the API chooses its id. */
	readonly newId?: string;
	readonly externals?: ReadonlyMap<string, string>;
}

/** What became of one record. */
export type WriteOutcome =
	| {
			readonly kind: 'written';
			readonly action: 'insert' | 'update';
			readonly record: StoredRecord;
			readonly duplicateField: string | null;
	  }
	| { readonly kind: 'refused'; readonly refusals: readonly FieldRefusal[] };

/**
 * The view of a write that begins now: what was there at `mark`, and what the write itself adds.
 * @param mark what `RecordStore.mark` gave when the call started; left out: now
 */
export function beginView({ records, switches }: EmulatorState, mark = records.mark()): View {
	return { mark, ownFrom: switches.sameKeyTwice === 'updates first' ? records.mark() : Number.POSITIVE_INFINITY };
}

/** Adds a record. @param earlier refusals found before, such as unreadable cells; with any, nothing is written */
export function insertRecord(
	context: WriteContext,
	module: ModuleDefinition,
	input: JsonObject,
	earlier: readonly FieldRefusal[] = [],
): WriteOutcome {
	const draft = readRecord({ ...context, refusedFields: earlier.map(({ field }) => field) }, module, input);
	const refusals = [...draft.refusals, ...earlier, ...duplicatesOf(context, module, draft.values, null)];
	if (refusals.length > 0) return { kind: 'refused', refusals };
	const targets = createTargets(context, module, draft.values);
	const record = composeNew(context, module, targets, context.newId);
	context.state.records.insert(module.apiName, record);
	writeChildren(context, module, record, draft.children);
	settleOrder(context.state, module, record);
	return { kind: 'written', action: 'insert', record, duplicateField: null };
}

/** Changes the fields that are given. @param current must be in the store */
export function updateRecord(
	context: WriteContext,
	module: ModuleDefinition,
	current: StoredRecord,
	input: JsonObject,
	earlier: readonly FieldRefusal[] = [],
): WriteOutcome {
	const draft = readRecord({ ...context, current, refusedFields: earlier.map(({ field }) => field) }, module, input);
	const refusals = [...draft.refusals, ...earlier, ...duplicatesOf(context, module, draft.values, current.id)];
	if (refusals.length > 0) return { kind: 'refused', refusals };
	const record = composeChanged(context, module, current, createTargets(context, module, draft.values));
	context.state.records.update(module.apiName, record);
	writeChildren(context, module, record, draft.children);
	settleOrder(context.state, module, record);
	return { kind: 'written', action: 'update', record, duplicateField: null };
}

/** Updates the first record that agrees in one of the fields, tried in order; adds the record when none does. */
export function upsertRecord(
	context: WriteContext,
	module: ModuleDefinition,
	input: JsonObject,
	checkFields: readonly string[],
): WriteOutcome {
	for (const field of checkFields) {
		const current = findRecord(context, module, field, input[field]);
		if (!current) continue;
		const outcome = updateRecord(context, module, current, input);
		return outcome.kind === 'written' ? { ...outcome, duplicateField: field } : outcome;
	}
	return insertRecord(context, module, input);
}

/** The oldest record whose field holds the value, as far as the view reaches. Which of several Zoho takes is ASSUMED. */
export function findRecord(
	context: WriteContext,
	module: ModuleDefinition,
	field: string,
	value: JsonValue | undefined,
): StoredRecord | undefined {
	if (value === undefined) return undefined;
	const [id] = context.state.records.find(module.apiName, field, value, context.view);
	return id === undefined ? undefined : context.state.records.get(module.apiName, id);
}

/** Puts a record into the recycle bin; its subform rows and links go with it. */
export function deleteRecord(state: EmulatorState, userId: string, module: ModuleDefinition, id: string): void {
	const { records } = state;
	const record = records.get(module.apiName, id);
	for (const field of module.fields.filter(hasChildren)) {
		const place = childrenOf(field);
		for (const childId of records.find(place.module, place.ownField, { id }))
			records.delete(place.module, childId, null);
	}
	records.delete(module.apiName, id, module.generatedType === 'subform' ? null : userId);
	if (record) settleOrder(state, module, record);
}

/** Values that must be unique and that another record has already, whoever wrote it and whenever. */
function duplicatesOf(
	{ state }: WriteContext,
	module: ModuleDefinition,
	values: Readonly<Record<string, JsonValue>>,
	ownId: string | null,
): FieldRefusal[] {
	return module.fields.flatMap((field): FieldRefusal[] => {
		const value = values[field.apiName];
		if (!field.unique || value === undefined || value === null) return [];
		const id = state.records.find(module.apiName, field.apiName, value).find((found) => found !== ownId);
		const record = id === undefined ? undefined : state.records.get(module.apiName, id);
		if (!record) return [];
		return [
			{
				code: 'DUPLICATE_DATA',
				message: 'duplicate data',
				field: field.apiName,
				path: field.apiName,
				details: describeDuplicate(state, module, record),
			},
		];
	});
}

function describeDuplicate(
	state: EmulatorState,
	module: ModuleDefinition,
	record: StoredRecord,
): Readonly<Record<string, unknown>> {
	const owner = record.Owner;
	const user =
		typeof owner === 'object' && owner !== null && 'id' in owner ? state.users.get(String(owner.id)) : undefined;
	return {
		id: record.id,
		more_records: false,
		duplicate_record: {
			id: record.id,
			Owner: user ? { name: fullNameOf(user), id: user.id, zuid: user.zuid } : null,
			module: { api_name: module.apiName, id: module.id },
		},
	};
}

/** Creates the accounts that look-ups name and that do not exist yet. */
function createTargets(
	context: WriteContext,
	module: ModuleDefinition,
	values: Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, JsonValue>> {
	const complete = { ...values };
	for (const { apiName, lookupModule } of module.fields) {
		const value = values[apiName];
		const target = lookupModule === null ? undefined : context.state.schema.module(lookupModule);
		if (!target || !isObject(value) || value.id !== undefined || value.name === undefined) continue;
		const record = composeNew(context, target, { [target.displayField]: value.name });
		context.state.records.insert(target.apiName, record);
		complete[apiName] = { name: value.name, id: record.id };
	}
	return complete;
}

/** A new record with what the system gives it. */
export function composeNew(
	context: WriteContext,
	module: ModuleDefinition,
	values: Readonly<Record<string, JsonValue>>,
	id = context.state.nextId(),
): StoredRecord {
	const { state, userId } = context;
	const now = state.timeText();
	const user = state.users.personReference(userId);
	const [layout] = module.layouts;
	const givenBySystem: Readonly<Record<string, JsonValue>> = {
		Owner: context.assigneeId === undefined ? user : state.users.personReference(context.assigneeId),
		Layout: layout ? { name: layout.name, id: layout.id } : null,
		Created_By: user,
		Modified_By: user,
		Created_Time: now,
		Modified_Time: now,
		Last_Activity_Time: state.switches.firstActivity === 'creation' ? now : null,
	};
	const record: NewValues = { id };
	if (values.$se_module !== undefined && values.$se_module !== null) record.$se_module = values.$se_module;
	for (const field of module.fields) {
		const value =
			values[field.apiName] ??
			(field.dataType === 'autonumber'
				? String(state.records.nextSerial(module.apiName))
				: givenBySystem[field.apiName]);
		if (value !== undefined && value !== null) record[field.apiName] = value;
	}
	return withDerived(state, module, record);
}

function composeChanged(
	{ state, userId }: WriteContext,
	module: ModuleDefinition,
	current: StoredRecord,
	values: Readonly<Record<string, JsonValue>>,
): StoredRecord {
	const now = state.timeText();
	const changed: Readonly<Record<string, JsonValue>> = {
		...values,
		Modified_By: state.users.personReference(userId),
		Modified_Time: now,
		Last_Activity_Time: now,
	};
	const record: NewValues = { id: current.id };
	for (const { apiName } of module.fields) {
		const value = apiName in changed ? changed[apiName] : current[apiName];
		if (value !== undefined && value !== null) record[apiName] = value;
	}
	if (current.$converted !== undefined) record.$converted = current.$converted;
	const seModule = '$se_module' in changed ? changed.$se_module : current.$se_module;
	if (seModule !== undefined && seModule !== null) record.$se_module = seModule;
	return withDerived(state, module, record, current);
}

function writeChildren(
	context: WriteContext,
	module: ModuleDefinition,
	parent: StoredRecord,
	changes: readonly ChildChange[],
): void {
	const { schema, records } = context.state;
	const reference = { name: nameOf(module, parent), id: parent.id };
	for (const change of changes) {
		const child = schema.module(change.module);
		if (!child) continue;
		const current = change.id === null ? undefined : records.get(change.module, change.id);
		if (change.kind === 'add')
			records.insert(change.module, composeNew(context, child, { ...change.values, [change.ownField]: reference }));
		else if (change.kind === 'remove' && change.id !== null) records.delete(change.module, change.id, null);
		else if (current) records.update(change.module, composeChanged(context, child, current, change.values));
	}
}
