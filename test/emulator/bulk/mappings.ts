import type { FieldDefinition, ModuleDefinition } from '../contract';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { EmulatorState } from '../state';
import { type DatePattern, readDatePattern } from './datePatterns';
import { invalidKey, OrderRefusal, requireKey } from './refusal';

/** Where a column's cells go. */
export interface ColumnMapping {
	readonly apiName: string;
	/** Null for `id`. */
	readonly field: FieldDefinition | null;
	/** What the result file writes above the column. */
	readonly title: string;
	/** Column, from 0; null where only a default value is given. */
	readonly index: number | null;
	readonly findBy: string | null;
	readonly format: string | null;
	readonly pattern: DatePattern | null;
	readonly defaultText: string | null;
	readonly parentColumnIndex: number | null;
	/** `module` as it was sent; the status shows it again. */
	readonly sentModule: JsonValue;
}

/** What mappings are held against. */
export interface MappingPlace {
	readonly state: EmulatorState;
	readonly operation: 'insert' | 'update' | 'upsert';
	readonly module: ModuleDefinition;
	readonly header: readonly string[];
	/** JSON path of the resource. */
	readonly path: string;
	/** Records are found by id, so `id` can be mapped. */
	readonly hasId: boolean;
}

/** Data types that no import can fill. Source: bulk-write 1; subforms and multi-select look-ups are files of their own. */
const CLOSED_TYPES = [
	'fileupload',
	'imageupload',
	'profileimage',
	'formula',
	'rollup_summary',
	'autonumber',
	'subform',
	'multiselectlookup',
	'multiuserlookup',
	'consent_lookup',
	'ALARM',
	'RRULE',
	'multireminder',
	'linetax',
];

function refuseName(name: string): OrderRefusal {
	return new OrderRefusal('INVALID_FIELD', `invalid mapping. invalid api_name ${name}.`);
}

/** The field that a mapping names; null for `id`. */
function fieldOf({ state, operation, module, hasId }: MappingPlace, name: string): FieldDefinition | null {
	if (name === 'id' && hasId) return null;
	const field = state.schema.field(module.apiName, name);
	const isOpen =
		field &&
		!CLOSED_TYPES.includes(field.dataType) &&
		(field.lookupModules === null || state.switches.relatedColumns === 'accept') &&
		((operation !== 'update' && field.creatable) || (operation !== 'insert' && field.updatable));
	// Of a linking module only the two look-ups can be filled.
	if (
		!field ||
		!isOpen ||
		(module.generatedType === 'linking' && field.lookupModule === null && field.dataType !== 'userlookup')
	)
		throw refuseName(name);
	return field;
}

/** Whether the target of a look-up can be found by a field. Source: bulk-write 3, mapping `find_by`. */
function canFindTarget(state: EmulatorState, field: FieldDefinition | null, by: string): boolean {
	if (field?.dataType === 'ownerlookup' || field?.dataType === 'userlookup') return by === 'id' || by === 'email';
	const target = field?.lookupModule ? state.schema.module(field.lookupModule) : undefined;
	if (!target) return false;
	if (by === 'id' || by === target.systemDuplicateField || by === target.displayField) return true;
	return target.fields.some(({ apiName, unique, external }) => apiName === by && (unique !== null || external));
}

/**
 * Mappings by the header: API names, with the target's field after a dot for look-ups.
 * @throws OrderRefusal
 */
export function readHeaderMappings(place: MappingPlace): ColumnMapping[] {
	return place.header.map((title, index) => {
		const [apiName, ...rest] = title.trim().split('.');
		const field = fieldOf(place, apiName);
		const findBy = rest.length === 0 ? null : rest.join('.');
		if (findBy !== null && !canFindTarget(place.state, field, findBy)) throw refuseName(title);
		return {
			apiName,
			field,
			title: title.trim(),
			index,
			findBy,
			format: null,
			pattern: null,
			defaultText: null,
			parentColumnIndex: null,
			sentModule: null,
		};
	});
}

/**
 * Mappings as they are sent in `field_mappings`.
 * @param checksColumns whether the header is known
 * @throws OrderRefusal
 */
export function readMappings(place: MappingPlace, sent: JsonValue, checksColumns: boolean): ColumnMapping[] {
	const path = `${place.path}.field_mappings`;
	if (!Array.isArray(sent) || sent.length === 0) throw invalidKey(path, { expected_data_type: 'jsonarray' });
	const mappings = sent.map((entry, position) => readMapping(place, entry, `${path}[${position}]`, checksColumns));
	const twice = mappings.find(
		({ apiName }, position) => mappings.findIndex((other) => other.apiName === apiName) < position,
	);
	if (twice) throw new OrderRefusal('COEXISTENCE_NOT_ALLOWED', `field ${twice.apiName} is mapped more than once`);
	return mappings;
}

function readMapping(place: MappingPlace, sent: JsonValue, path: string, checksColumns: boolean): ColumnMapping {
	if (!isObject(sent)) throw invalidKey(path, { expected_data_type: 'jsonobject' });
	const apiName = requireKey(sent, 'api_name', path);
	if (typeof apiName !== 'string') throw invalidKey(`${path}.api_name`, { expected_data_type: 'text' });
	const field = fieldOf(place, apiName);
	const defaultText = readDefault(sent, path);
	if (defaultText === null) requireKey(sent, 'index', path, `index for field ${apiName}`);
	const index = readColumn(sent, 'index', path);
	if (checksColumns && index !== null && index >= place.header.length)
		throw new OrderRefusal('COLUMN_INDEX_NOT_FOUND', 'column index is not found in the file', { index });
	const findBy = sent.find_by ?? null;
	if (findBy !== null && (typeof findBy !== 'string' || !canFindTarget(place.state, field, findBy)))
		throw refuseName(`${apiName}.${String(findBy)}`);
	const format = sent.format ?? null;
	const pattern =
		typeof format === 'string' && (field?.dataType === 'date' || field?.dataType === 'datetime')
			? readDatePattern(format)
			: null;
	if (format !== null && (typeof format !== 'string' || !pattern))
		throw new OrderRefusal('INVALID_FORMAT', `invalid format for field ${apiName}`, { json_path: `${path}.format` });
	return {
		apiName,
		field,
		title: apiName,
		index,
		findBy,
		format,
		pattern,
		defaultText,
		parentColumnIndex: readColumn(sent, 'parent_column_index', path),
		sentModule: sent.module ?? null,
	};
}

function readColumn(sent: JsonObject, key: string, path: string): number | null {
	const value = sent[key] ?? null;
	if (value === null) return null;
	if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
		throw invalidKey(`${path}.${key}`, { expected_data_type: 'integer' });
	return value;
}

function readDefault(sent: JsonObject, path: string): string | null {
	const value = sent.default_value ?? null;
	if (value === null) return null;
	if (!isObject(value)) throw invalidKey(`${path}.default_value`, { expected_data_type: 'jsonobject' });
	const text = requireKey(value, 'value', `${path}.default_value`);
	if (typeof text === 'object') throw invalidKey(`${path}.default_value.value`, { expected_data_type: 'text' });
	return String(text);
}
