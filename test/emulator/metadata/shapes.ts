import { formatZohoTime } from '../clock';
import type { FieldDefinition, LayoutDefinition, ModuleDefinition } from '../contract';
import type { CustomViewDefinition } from '../settings/fixtures';
import type { EmulatorState } from '../state';
import type { Condition } from './conditions';
import { viewsOf } from './customViews';
import { fieldShape, moduleReference, type Shape } from './fieldShape';

const LAST_CHANGE_MS = Date.UTC(2026, 1, 2, 3, 30, 0);

function profileReferences(state: EmulatorState): Shape[] {
	return state.users.profiles.map(({ id, name }) => ({ name, id }));
}

/** One module as the list shows it. Source: Modules Metadata, v8 (metadata 1). */
export function moduleShape(state: EmulatorState, module: ModuleDefinition, position: number): Shape {
	const isMain = module.generatedType === 'default' || module.generatedType === 'custom';
	const profiles = profileReferences(state);
	return {
		api_name: module.apiName,
		module_name:
			module.generatedType === 'custom'
				? `CustomModule${position}`
				: module.apiName === 'Deals'
					? 'Potentials'
					: module.apiName,
		id: module.id,
		singular_label: module.singularLabel,
		plural_label: module.pluralLabel,
		actual_singular_label: module.singularLabel,
		actual_plural_label: module.pluralLabel,
		generated_type: module.generatedType,
		parent_module: module.parentModule === null ? {} : moduleReference(state, module.parentModule),
		api_supported: true,
		creatable: isMain,
		editable: isMain,
		deletable: isMain,
		viewable: true,
		convertable: module.apiName === 'Leads',
		quick_create: isMain,
		lookupable: isMain && module.apiName !== 'Leads',
		global_search_supported: isMain,
		visible: true,
		visibility: 1,
		status: 'visible',
		show_as_tab: isMain,
		presence_sub_menu: isMain,
		sub_menu_available: isMain,
		isBlueprintSupported: isMain,
		feeds_required: false,
		sequence_number: position,
		business_card_field_limit: isMain ? 5 : 0,
		profiles,
		profile_count: profiles.length,
		has_more_profiles: false,
		public_fields_configured: false,
		recycle_bin_on_delete: true,
		description: null,
		access_type: 'org_based',
		arguments: [],
		web_link: null,
		modified_by: null,
		modified_time: null,
	};
}

/** One module by itself, with what the list leaves out. Source: Module Metadata, v8 (metadata 1; the set varies). */
export function singleModuleShape(state: EmulatorState, module: ModuleDefinition, position: number): Shape {
	return {
		...moduleShape(state, module, position),
		custom_view: customViewShape(state, viewsOf(state, module)[0]),
		search_layout_fields: module.fields.slice(0, 5).map(({ apiName }) => apiName),
		related_list_properties: {
			sort_by: null,
			fields: module.fields.slice(0, 5).map(({ apiName }) => apiName),
			sort_order: null,
		},
		per_page: 10,
		display_field: module.displayField === 'Last_Name' ? 'Full_Name' : module.displayField,
		lookup_field_properties: {
			fields: [
				{
					api_name: module.displayField,
					id: state.schema.field(module.apiName, module.displayField)?.id ?? null,
					sequence_number: 1,
				},
			],
		},
		territory: null,
		$properties: [],
		$field_states: [],
		$on_demand_properties: [],
		filter_supported: true,
	};
}

/** One layout with its sections. Source: Layouts Metadata, v8 (metadata 3). */
export function layoutShape(state: EmulatorState, module: ModuleDefinition, layout: LayoutDefinition): Shape {
	const { offsetMinutes } = state.organization;
	const inForm = module.fields.filter(({ dataType }) => dataType !== 'subform');
	const section = (name: string, fields: readonly FieldDefinition[], sectionId: number, isSubform: boolean): Shape => ({
		display_label: name,
		name,
		api_name: name.replaceAll(' ', '_'),
		sequence_number: sectionId,
		column_count: 2,
		tab_traversal: 'left_to_right',
		isSubformSection: isSubform,
		type: 'used',
		fields: fields.map((field, index) => ({
			...fieldShape(state, module, field, index + 1),
			required: field.systemMandatory || layout.mandatory.includes(field.apiName),
			sequence_number: index + 1,
			section_id: sectionId,
			validation_rule: null,
		})),
	});
	const subforms = module.fields.filter(({ dataType }) => dataType === 'subform');
	return {
		id: layout.id,
		name: layout.name,
		display_label: layout.name,
		api_name: layout.name,
		status: 'active',
		visible: true,
		display_type: 0,
		show_business_card: true,
		has_more_profiles: false,
		profiles: state.users.profiles.map(({ id, name }) => ({
			id,
			name,
			_default: layout === module.layouts[0],
			_default_view: {},
		})),
		created_time: null,
		created_by: null,
		modified_time: formatZohoTime(LAST_CHANGE_MS, offsetMinutes),
		modified_by: null,
		convert_mapping: module.apiName === 'Leads' ? layoutConvertMapping(state) : null,
		sections: [
			section(`${module.singularLabel} Information`, inForm, 1, false),
			...subforms.map((field, index) => section(field.label, [field], index + 2, true)),
		],
	};
}

function layoutConvertMapping(state: EmulatorState): Shape {
	const standardOf = (apiName: string) => {
		const layout = state.schema.module(apiName)?.layouts[0];
		return { name: layout?.name ?? null, id: layout?.id ?? null };
	};
	const amount = state.schema.field('Deals', 'Amount');
	return {
		Contacts: standardOf('Contacts'),
		Deals: {
			...standardOf('Deals'),
			fields: [{ api_name: 'Amount', field_label: 'Amount', id: amount?.id ?? null, required: false }],
		},
		Accounts: standardOf('Accounts'),
	};
}

/** One view as the list shows it. Source: Custom Views Metadata, v8 (metadata 5). */
export function customViewShape(state: EmulatorState, view: CustomViewDefinition): Shape {
	const isEverything = view.systemName === 'ALLVIEWS';
	return {
		id: view.id,
		name: view.name,
		system_name: view.systemName,
		display_value: view.name,
		system_defined: view.systemName !== null,
		default: isEverything,
		category: 'public_views',
		access_type: 'public',
		favorite: null,
		sort_order: view.sort === null ? null : view.sort.isAscending ? 'asc' : 'desc',
		created_by: null,
		modified_by: null,
		created_time: null,
		modified_time: null,
		last_accessed_time: state.timeText(LAST_CHANGE_MS),
	};
}

/** One view by itself: what it shows and whom. Source: Custom Views Metadata, v8 (metadata 5); criteria as in the OAS of 2026. */
export function singleCustomViewShape(state: EmulatorState, view: CustomViewDefinition): Shape {
	const fieldReference = (apiName: string) => ({
		api_name: apiName,
		id: state.schema.field(view.module, apiName)?.id ?? null,
	});
	return {
		...customViewShape(state, view),
		criteria: conditionShape(state, view.module, view.condition),
		fields: view.fields.map(fieldReference),
		sort_by: view.sort === null ? null : fieldReference(view.sort.by),
		shared_to: null,
	};
}

/** A condition with its fields as references; null where there is none. */
export function conditionShape(state: EmulatorState, module: string, condition: Condition | null): Shape | null {
	if (condition === null) return null;
	if ('group' in condition)
		return {
			group_operator: condition.operator,
			group: condition.group.map((part) => conditionShape(state, module, part)),
		};
	return {
		comparator: condition.comparator,
		field: { api_name: condition.field, id: state.schema.field(module, condition.field)?.id ?? null },
		value: condition.value,
	};
}
