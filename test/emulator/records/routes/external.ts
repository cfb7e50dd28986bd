import type { Answer, Call, ModuleDefinition } from '../../contract';
import type { JsonValue } from '../../json';
import { isId } from '../../server/answers';
import type { EmulatorState } from '../../state';
import { refuseWhole } from './body';

/** External fields by module that stand in place of ids in a call. */
export type ExternalFields = ReadonlyMap<string, string>;

/**
 * The header `X-EXTERNAL: Contacts.Legacy_Id`, several separated by commas: values of the fields then stand in place of ids, in
 * the path, in records and in look-ups. Source: records 3 (form unverified, a switch).
 */
export function readExternalFields(state: EmulatorState, call: Call): ExternalFields | Answer {
	const header = call.headers['x-external'];
	const form = state.switches.externalHeader;
	if (header === undefined || form === 'ignored') return new Map();
	const named = header.split(',').map((part): [string, string] => {
		const text = part.trim();
		if (form === 'field') return [call.params.module, text];
		return [text.slice(0, text.indexOf('.')), text.slice(text.indexOf('.') + 1)];
	});
	if (!named.every(([module, field]) => state.schema.field(module, field)?.external))
		return refuseWhole(state, 400, 'INVALID_DATA', 'invalid data', { header_name: 'X-EXTERNAL' });
	return new Map(named);
}

/** Whether a text in the path can name a record of the module. */
export function canNameRecord(externals: ExternalFields, module: ModuleDefinition, text: string): boolean {
	return externals.has(module.apiName) || isId(text);
}

/** The id that a value stands for: itself, or that of the record with this external value; undefined where there is none. */
export function resolveId(
	state: EmulatorState,
	externals: ExternalFields,
	module: string,
	value: JsonValue | undefined,
): string | undefined {
	const field = externals.get(module);
	if (typeof value !== 'string') return undefined;
	return field === undefined ? value : state.records.find(module, field, value)[0];
}
