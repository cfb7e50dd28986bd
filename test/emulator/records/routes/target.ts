import type { Call, ModuleDefinition } from '../../contract';
import type { JsonValue } from '../../json';
import { invalidData, invalidId, invalidModule } from '../../server/answers';
import { isId } from '../../server/reading';
import type { EmulatorState } from '../../state';
import type { StoredRecord } from '../store';

/** The module that the path names. @throws Refusal */
export function readModule(state: EmulatorState, call: Call): ModuleDefinition {
	const module = state.schema.module(call.params.module);
	if (!module) throw invalidModule({ resource_path_index: 0 });
	return module;
}

/** External fields by module that stand in place of ids in a call. */
export type ExternalFields = ReadonlyMap<string, string>;

/**
 * The header `X-EXTERNAL: Contacts.Legacy_Id`, several separated by commas: values of the fields then stand in place of ids, in
 * the path, in records and in look-ups. Source: records 3 (form unverified, a switch).
 * @throws Refusal
 */
export function readExternalFields(state: EmulatorState, call: Call): ExternalFields {
	const header = call.headers['x-external'];
	const form = state.switches.externalHeader;
	if (header === undefined || form === 'ignored') return new Map();
	const named = header.split(',').map((part): [string, string] => {
		const text = part.trim();
		if (form === 'field') return [call.params.module, text];
		return [text.slice(0, text.indexOf('.')), text.slice(text.indexOf('.') + 1)];
	});
	if (!named.every(([module, field]) => state.schema.field(module, field)?.external))
		throw invalidData({ header_name: 'X-EXTERNAL' });
	return new Map(named);
}

/** The text in the path that names a record of the module; undefined where the path has none. @throws Refusal */
export function readPathName(call: Call, module: ModuleDefinition, externals: ExternalFields): string | undefined {
	const { id } = call.params;
	if (id !== undefined && !externals.has(module.apiName) && !isId(id)) throw invalidId(1);
	return id;
}

/** The id that a value stands for: itself, or that of the record with this external value; undefined where there is none. */
export function resolveId(
	state: EmulatorState,
	externals: ExternalFields,
	module: ModuleDefinition,
	value: JsonValue | undefined,
): string | undefined {
	const field = externals.get(module.apiName);
	if (typeof value !== 'string') return undefined;
	return field === undefined ? value : state.records.find(module.apiName, field, value)[0];
}

/** The record that a value names. */
export function findNamed(
	state: EmulatorState,
	externals: ExternalFields,
	module: ModuleDefinition,
	value: JsonValue | undefined,
): StoredRecord | undefined {
	return state.records.get(module.apiName, resolveId(state, externals, module, value) ?? '');
}
