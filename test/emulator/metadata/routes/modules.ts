import type { Answer, Call, ModuleDefinition } from '../../contract';
import { invalidData, invalidModule, listAnswer, ok, type Shape } from '../../server/answers';
import { readSince } from '../../records/routes/query';
import type { EmulatorState } from '../../state';
import { viewsOf } from '../customViews';
import { moduleReference } from './fields';
import { customViewShape } from './views';

/** Modules whose records no other record can look up. ASSUMED beyond leads. */
const NOT_LOOKED_UP = new Set(['Leads', 'Tasks', 'Events', 'Calls', 'Notes']);
const MODULE_STATES = new Set(['visible', 'user_hidden', 'system_hidden']);

/** Modules Metadata. @throws Refusal */
export function listModules(state: EmulatorState, call: Call): Answer {
	const wanted = (call.query.status ?? 'visible,user_hidden,system_hidden').split(',');
	if (!wanted.every((status) => MODULE_STATES.has(status))) throw invalidData({ param_name: 'status' });
	const sinceMs = readSince(call);
	// No module of the emulator was ever modified.
	if (state.switches.modulesIfModifiedSince === 'honor' && Number.isFinite(sinceMs)) return { status: 304 };
	const modules = wanted.includes('visible') ? state.schema.modules() : [];
	return listAnswer(
		'modules',
		modules.map((module, index) => moduleShape(state, module, index + 1)),
	);
}

/** Module Metadata: by API name or id. @throws Refusal */
export function getModule(state: EmulatorState, call: Call): Answer {
	const named = call.params.module;
	const module = state.schema.module(named) ?? state.schema.modules().find(({ id }) => id === named);
	if (!module) throw invalidModule({ resource_path_index: 2 });
	return ok({ modules: [singleModuleShape(state, module, state.schema.modules().indexOf(module) + 1)] });
}

/** One module as the list shows it. Source: Modules Metadata, v8 (metadata 1). */
function moduleShape(state: EmulatorState, module: ModuleDefinition, position: number): Shape {
	const isMain = module.generatedType === 'default' || module.generatedType === 'custom';
	const profiles = state.users.profiles.map(({ id, name }) => ({ name, id }));
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
		lookupable: isMain && !NOT_LOOKED_UP.has(module.apiName),
		global_search_supported: isMain,
		visible: true,
		visibility: 1,
		status: 'visible',
		// Notes have no tab of their own. ASSUMED: only that.
		show_as_tab: isMain && module.apiName !== 'Notes',
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
function singleModuleShape(state: EmulatorState, module: ModuleDefinition, position: number): Shape {
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
