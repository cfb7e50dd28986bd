import type { Answer, Call, FieldDefinition, ModuleDefinition } from '../../contract';
import { mappedField } from '../../leads/mapping';
import { invalidId, listAnswer, type Shape, wrongParameter } from '../../server/answers';
import { pickById } from '../../server/reading';
import type { EmulatorState } from '../../state';
import { fixtureId } from '../moduleSketches';
import { STAGES } from '../stages';

/** The fields of a module. @throws Refusal */
export function listFields(state: EmulatorState, call: Call, module: ModuleDefinition): Answer {
	const type = call.query.type ?? 'used';
	if (!['all', 'used', 'unused'].includes(type)) throw wrongParameter('type');
	return listAnswer('fields', type === 'unused' ? [] : fieldShapes(state, module));
}

/** The values of a pick list, none for a field of another type. @throws Refusal */
export function listPickListValues(call: Call, module: ModuleDefinition): Answer {
	const [field] = pickById(call, 2, module.fields);
	if (!field) throw invalidId(2);
	return listAnswer(
		'pick_list_values',
		pickListValues(field).map((value) => ({ ...value, layout_associations: null })),
	);
}

/** Source: metadata 2. */
const JSON_TYPES: Readonly<Record<string, string>> = {
	integer: 'integer',
	double: 'double',
	currency: 'double',
	percent: 'double',
	boolean: 'boolean',
	lookup: 'jsonobject',
	ownerlookup: 'jsonobject',
	userlookup: 'jsonobject',
	multiselectpicklist: 'jsonarray',
	subform: 'jsonarray',
	multiselectlookup: 'jsonarray',
	multiuserlookup: 'jsonarray',
	ALARM: 'jsonobject',
	RRULE: 'jsonobject',
	multireminder: 'jsonarray',
	// ASSUMED, with its data type.
	linetax: 'jsonarray',
	fileupload: 'jsonarray',
	imageupload: 'jsonarray',
};

/** Numbers of the web form's controls. ASSUMED beyond picklist and text; no client needs them. */
const UI_TYPES: Readonly<Record<string, number>> = {
	text: 1,
	picklist: 2,
	textarea: 3,
	lookup: 4,
	email: 25,
	phone: 33,
	website: 21,
	ownerlookup: 8,
	date: 24,
	datetime: 333,
	boolean: 301,
	integer: 32,
	currency: 36,
	double: 38,
};

/** What names a module in other things: `{api_name, id}`. */
export function moduleReference(state: EmulatorState, apiName: string): Shape {
	return { api_name: apiName, id: state.schema.module(apiName)?.id ?? null };
}

function jsonTypeOf({ apiName, dataType }: FieldDefinition): string {
	// Neither is a scalar, whatever its data type says. ASSUMED of Layout.
	if (apiName === 'Tag' || apiName === 'Participants') return 'jsonarray';
	if (apiName === 'Layout') return 'jsonobject';
	return JSON_TYPES[dataType] ?? 'string';
}

/** A number for the n-th value of a field, apart from all other ids. */
function pickListValueId(field: FieldDefinition, position: number): string {
	return `41508681${field.id.slice(-6)}${String(position).padStart(5, '0')}`;
}

const isStageField = ({ apiName, pickList }: FieldDefinition): boolean => apiName === 'Stage' && pickList !== null;

/** What a stage says besides. Source: fields of version 6, January 2025; of values that people added ASSUMED. */
function stageShape(name: string): Shape {
	const stage = STAGES.find((known) => known.name === name);
	const category = stage?.category ?? 'Open';
	const forecast = { Open: 'Pipeline', 'Closed Won': 'Closed', 'Closed Lost': 'Omitted' }[category];
	return {
		probability: stage?.probability ?? 0,
		deal_category: category,
		forecast_category: {
			name: forecast,
			id: fixtureId(2431 + 2 * ['Pipeline', 'Closed', 'Omitted'].indexOf(forecast)),
		},
		forecast_type: category,
	};
}

/** The values of a pick list; none for other fields. Source: Fields Metadata, v8 (metadata 2). */
function pickListValues(field: FieldDefinition): Shape[] {
	if (field.pickList === null) return [];
	// A stage must be chosen, so its list begins with the first; it counts from 2 all the same.
	const isStage = isStageField(field);
	const values = field.dataType === 'picklist' && !isStage ? ['-None-', ...field.pickList] : field.pickList;
	const first = isStage ? 2 : 1;
	return values.map((value, index) => ({
		id: pickListValueId(field, index + first),
		display_value: field.displayValues[value] ?? value,
		actual_value: value,
		reference_value: value,
		sequence_number: index + first,
		type: 'used',
		colour_code: null,
		...(isStage ? stageShape(value) : {}),
	}));
}

function lookupShape(state: EmulatorState, field: FieldDefinition): Shape {
	// As a recorded layout of version 8 has it: a module that is none stands for those that records name in `$se_module`.
	if (field.lookupModules !== null)
		return { display_label: 'activities', api_name: null, module: { api_name: 'se_module' }, id: null };
	if (field.lookupModule === null) return {};
	return {
		display_label: field.label,
		api_name: field.apiName,
		module: moduleReference(state, field.lookupModule),
		id: field.id,
		revalidate_filter_during_edit: false,
		query_details: {},
	};
}

/** A list of look-ups to records or, in `multiuserlookup`, to users. How the latter names the module of users is ASSUMED. */
function linkingShape(
	state: EmulatorState,
	field: FieldDefinition,
	dataType: 'multiselectlookup' | 'multiuserlookup',
): Shape {
	const { linking } = field;
	if (linking === null || field.dataType !== dataType) return {};
	if (state.switches.multiselectLookupShape === 'flat') {
		return {
			linking_module: linking.module,
			connected_module: linking.otherModule,
			lookup_apiname: linking.ownField,
			connectedlookup_apiname: linking.otherField,
			connectedfield_apiname: linking.otherField,
			api_name: field.apiName,
			display_label: field.label,
			id: field.id,
		};
	}
	const reference = (apiName: string) => {
		const module = state.schema.module(apiName);
		return { api_name: apiName, id: module?.id ?? null, plural_label: module?.pluralLabel ?? null };
	};
	const fieldReference = (apiName: string) => {
		const linked = state.schema.field(linking.module, apiName);
		return { api_name: apiName, field_label: linked?.label ?? null, id: linked?.id ?? null };
	};
	const connected = state.schema.module(linking.otherModule);
	return {
		linking_details: {
			module: { ...reference(linking.module), visibility: 1 },
			lookup_field: fieldReference(linking.ownField),
			connected_lookup_field: fieldReference(linking.otherField),
		},
		connected_details: {
			module: reference(linking.otherModule),
			field: { api_name: field.apiName, field_label: field.label, id: field.id },
			layouts: connected?.layouts.map(({ id, name }) => ({ id, api_name: name })) ?? [],
		},
		related_list: { display_label: field.label, api_name: field.apiName, id: field.id },
	};
}

/** Where a lead's field goes when the lead is converted. */
function convertMapping(state: EmulatorState, module: ModuleDefinition, field: FieldDefinition): Shape | null {
	if (module.apiName !== 'Leads') return null;
	return Object.fromEntries(
		(['Contacts', 'Deals', 'Accounts'] as const).map((target) => [target, mappedField(state, field, target)]),
	);
}

/** The fields of a module in their order. */
export function fieldShapes(state: EmulatorState, module: ModuleDefinition): Shape[] {
	return module.fields.map((field, index) => fieldShape(state, module, field, index + 1));
}

/** One field with every key that v8 answers. Source: Fields Metadata, v8 (metadata 2). */
export function fieldShape(
	state: EmulatorState,
	module: ModuleDefinition,
	field: FieldDefinition,
	position: number,
): Shape {
	const isWritable = field.creatable || field.updatable;
	const hasChildren = field.dataType === 'subform' || field.linking !== null;
	const subformReference =
		field.subformModule === null
			? null
			: { module: field.subformModule, id: state.schema.module(field.subformModule)?.id ?? null };
	return {
		id: field.id,
		api_name: field.apiName,
		field_label: field.label,
		display_label: field.displayLabel ?? field.label,
		data_type: field.dataType,
		json_type: jsonTypeOf(field),
		length: field.length,
		decimal_place: field.dataType === 'currency' || field.dataType === 'double' ? 2 : null,
		system_mandatory: field.systemMandatory,
		read_only: !isWritable,
		// Zoho shows Owner as read-only although it can be written.
		field_read_only: !isWritable || field.apiName === 'Owner',
		visible: true,
		custom_field: field.custom,
		type: 'used',
		view_type: { view: true, edit: field.updatable, create: field.creatable, quick_create: field.systemMandatory },
		operation_type: {
			web_create: field.creatable,
			web_update: field.updatable,
			api_create: field.creatable,
			api_update: field.updatable,
		},
		pick_list_values: pickListValues(field),
		pick_list_values_sorted_lexically: false,
		enable_colour_code: false,
		colour_code_enabled_by_system: false,
		global_picklist: null,
		lookup: lookupShape(state, field),
		multiselectlookup: linkingShape(state, field, 'multiselectlookup'),
		multiuserlookup: linkingShape(state, field, 'multiuserlookup'),
		multi_module_lookup: {},
		subform: state.switches.subformKey === 'subform' ? subformReference : null,
		associated_module: state.switches.subformKey === 'associated_module' ? subformReference : null,
		unique: field.unique ? { case_sensitive: field.unique.caseSensitive } : {},
		external: field.external ? { type: 'user', show: true } : null,
		formula: {},
		rollup_summary: {},
		auto_number: field.dataType === 'autonumber' ? { prefix: '', suffix: '', start_number: 1 } : {},
		currency: field.dataType === 'currency' ? { rounding_option: 'normal', precision: 2 } : {},
		association_details: null,
		range: null,
		default_value: null,
		parent_field: null,
		// Null, and the keys below, as a recorded layout of version 8 and fields of version 6 have them.
		child_fields: null,
		customizable_properties: null,
		created_time: null,
		modified_time: null,
		display_format: null,
		display_format_properties: null,
		address: null,
		...(field.dataType === 'picklist' ? { blueprint_supported: true } : {}),
		tooltip: null,
		crypt: null,
		private: null,
		hipaa_compliance_enabled: null,
		searchable: !hasChildren,
		filterable: !hasChildren,
		sortable: !hasChildren,
		mass_update: isWritable && !hasChildren && field.apiName !== 'Owner',
		businesscard_supported: !hasChildren,
		webhook: true,
		email_parser: { fields_update_supported: false, record_operations_supported: false },
		history_tracking: null,
		history_tracking_enabled: false,
		convert_mapping: convertMapping(state, module, field),
		layout_associations: module.layouts.map(({ id, name }) => ({ id, name, api_name: name })),
		profiles: state.users.profiles.map(({ id, name }) => ({
			permission_type: isWritable ? 'read_write' : 'read_only',
			name,
			id,
		})),
		ui_type: isStageField(field) ? 26 : (UI_TYPES[field.dataType] ?? 1),
		column_name: field.custom ? `CF${field.id.slice(-6)}` : field.apiName.replaceAll('_', '').toUpperCase(),
		created_source: 'default',
		display_type: -1,
		virtual_field: false,
		display_field: field.apiName === module.displayField,
		public: false,
		quick_sequence_number: field.systemMandatory ? String(position) : null,
		separator: false,
	};
}
