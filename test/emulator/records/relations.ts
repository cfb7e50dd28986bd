import type { FieldDefinition, ModuleDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { EmulatorState } from '../state';
import { type FieldRefusal, invalid, type Reader, type ReadingContext, taken } from './readings';
import { referenceTo, type StoredRecord } from './store';

/** The field of notes that says in its own value which module it points to. */
const PARENT = 'Parent_Id';

/**
 * API name of the module that a look-up such as `What_Id` points to: `$se_module` of the record, or of a note's parent what
 * its `module` names; undefined where that is not said. Source: records 15, notes-files-tags 1.
 */
export function relatedModule(
	{ state, seModule }: Pick<ReadingContext, 'state' | 'seModule'>,
	{ apiName }: FieldDefinition,
	value: JsonValue,
): string | undefined {
	if (apiName !== PARENT) return seModule;
	const module = isObject(value) ? value.module : undefined;
	if (!isObject(module)) return state.switches.acceptsOldNoteParent ? seModule : undefined;
	const byId = state.schema.modules().find(({ id }) => id === module.id)?.apiName;
	return typeof module.api_name === 'string' ? module.api_name : byId;
}

/** A look-up that can point to several modules. */
export const readRelation: Reader = (context, field, value) => {
	const { state } = context;
	const isOld = field.apiName === PARENT && state.switches.acceptsOldNoteParent && typeof value === 'string';
	if (!isObject(value) && !isOld) return invalid(field, { expected_data_type: 'jsonobject' });
	const id = isObject(value) ? value.id : value;
	if (typeof id !== 'string') return invalid(field, { expected_data_type: 'bigint' }, `${field.apiName}.id`);
	const module = relatedModule(context, field, value);
	if (module === undefined) return { kind: 'refused', refusal: missingModule(state, field) };
	const modulePath = field.apiName === PARENT && isObject(value) ? `${PARENT}.module.api_name` : '$se_module';
	if (!field.lookupModules?.includes(module)) return invalid(field, {}, modulePath);
	const reference = referenceTo(state, module, id);
	if (reference) return taken(reference);
	const ofWhat = field.apiName === PARENT ? 'the related id' : 'the id';
	return invalid(field, {}, `${field.apiName}.id`, `${ofWhat} given seems to be invalid`);
};

function missingModule({ switches }: EmulatorState, { apiName }: FieldDefinition): FieldRefusal {
	if (apiName === PARENT)
		return {
			code: 'MANDATORY_NOT_FOUND',
			message: 'required field not found',
			field: apiName,
			path: `${PARENT}.module`,
			details: {},
		};
	const isDependent = switches.missingSeModuleCode === 'DEPENDENT_FIELD_MISSING';
	return {
		code: switches.missingSeModuleCode,
		message: isDependent ? 'Dependent field is missing' : 'required field not found',
		field: apiName,
		path: '$se_module',
		details: {},
		...(isDependent ? { dependee: apiName } : {}),
	};
}

/** What a look-up of several modules shows: the name that its record has now, and of a note's parent the module. */
export function showRelation(
	state: EmulatorState,
	{ apiName }: FieldDefinition,
	record: StoredRecord,
	value: JsonObject,
): JsonValue {
	const moduleName = String(record.$se_module);
	const reference = referenceTo(state, moduleName, String(value.id)) ?? value;
	if (apiName !== PARENT) return reference;
	const module = state.schema.module(moduleName);
	return { module: { api_name: moduleName, id: module?.id ?? null }, ...reference };
}

/** Whether records of a module name the module that they are about. */
export function hasRelation({ fields }: ModuleDefinition): boolean {
	return fields.some(({ lookupModules }) => lookupModules !== null);
}
