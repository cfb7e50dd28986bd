import type { Answer, Call, ModuleDefinition, Route } from '../contract';
import {
	isId,
	readPage,
	refuse,
	refuseMissingParameter,
	refuseModule,
	refuseParameter,
	refusePathId,
} from '../server/answers';
import type { EmulatorState } from '../state';
import { viewsOf } from './customViews';
import { fieldShape, pickListValues, type Shape } from './fieldShape';
import { customViewShape, layoutShape, moduleShape, singleCustomViewShape, singleModuleShape } from './shapes';

/** `/settings/...`: modules, fields, layouts, custom views. */
export function metadataRoutes(state: EmulatorState): Route[] {
	const route = (path: string, group: string, source: string, handle: (call: Call) => Answer): Route => ({
		method: 'GET',
		path: `/crm/v8/settings/${path}`,
		host: 'api',
		source,
		scopes: () => [[`ZohoCRM.settings.${group}.READ`]],
		credits: () => 1,
		records: () => 0,
		isHeavy: () => false,
		handle,
	});
	return [
		route('modules', 'modules', 'Modules Metadata, v8', (call) => listModules(state, call)),
		route('modules/:module', 'modules', 'Module Metadata, v8', (call) => getModule(state, call)),
		route('fields', 'fields', 'Fields Metadata, v8', (call) =>
			withModule(state, call, (module) => listFields(state, call, module)),
		),
		route('fields/:id', 'fields', 'Fields Metadata, v8', (call) =>
			withModule(state, call, (module) => getById(call, 'fields', fieldShapes(state, module))),
		),
		route('fields/:id/pick_list_values', 'fields', 'Pick List Values, v8', (call) =>
			withModule(state, call, (module) => listPickListValues(call, module)),
		),
		route('layouts', 'layouts', 'Layouts Metadata, v8', (call) =>
			withModule(state, call, (module) => answerList('layouts', layoutShapes(state, module))),
		),
		route('layouts/:id', 'layouts', 'Layouts Metadata, v8', (call) =>
			withModule(state, call, (module) => getById(call, 'layouts', layoutShapes(state, module))),
		),
		route('custom_views', 'custom_views', 'Custom Views Metadata, v8', (call) =>
			withModule(state, call, (module) => listCustomViews(state, call, module)),
		),
		route('custom_views/:id', 'custom_views', 'Custom Views Metadata, v8', (call) =>
			withModule(state, call, (module) => getCustomView(state, call, module)),
		),
	];
}

const MODULE_STATES = new Set(['visible', 'user_hidden', 'system_hidden']);

function positionOf(state: EmulatorState, module: ModuleDefinition): number {
	return state.schema.modules().indexOf(module) + 1;
}

/** Empty lists are 204, as everywhere. */
function answerList(key: string, entries: readonly Shape[]): Answer {
	return entries.length > 0 ? { status: 200, body: { [key]: entries } } : { status: 204 };
}

/** Answers for the module that the query names; it is mandatory. */
function withModule(state: EmulatorState, call: Call, answer: (module: ModuleDefinition) => Answer): Answer {
	const name = call.query.module;
	if (name === undefined || name === '') return refuseMissingParameter('module');
	const module = state.schema.module(name);
	// Where the refusal points to is documented for paths only. ASSUMED.
	return module ? answer(module) : refuseModule({ param_name: 'module' });
}

function getById(call: Call, key: string, entries: readonly Shape[]): Answer {
	if (!isId(call.params.id)) return refusePathId(2);
	return answerList(
		key,
		entries.filter(({ id }) => id === call.params.id),
	);
}

function listModules(state: EmulatorState, call: Call): Answer {
	const wanted = (call.query.status ?? 'visible,user_hidden,system_hidden').split(',');
	if (!wanted.every((status) => MODULE_STATES.has(status)))
		return refuse(400, 'INVALID_DATA', 'invalid data', { param_name: 'status' });
	return answerList(
		'modules',
		wanted.includes('visible')
			? state.schema.modules().map((module, index) => moduleShape(state, module, index + 1))
			: [],
	);
}

function getModule(state: EmulatorState, call: Call): Answer {
	const module = state.schema.module(call.params.module);
	return module
		? { status: 200, body: { modules: [singleModuleShape(state, module, positionOf(state, module))] } }
		: refuseModule({ resource_path_index: 2 });
}

function fieldShapes(state: EmulatorState, module: ModuleDefinition): Shape[] {
	return module.fields.map((field, index) => fieldShape(state, module, field, index + 1));
}

function layoutShapes(state: EmulatorState, module: ModuleDefinition): Shape[] {
	return module.layouts.map((layout) => layoutShape(state, module, layout));
}

function listFields(state: EmulatorState, call: Call, module: ModuleDefinition): Answer {
	const type = call.query.type ?? 'used';
	if (!['all', 'used', 'unused'].includes(type)) return refuseParameter('type');
	return answerList('fields', type === 'unused' ? [] : fieldShapes(state, module));
}

function listCustomViews(state: EmulatorState, call: Call, module: ModuleDefinition): Answer {
	const paging = readPage(call.query);
	if ('status' in paging) return paging;
	const views = viewsOf(state, module);
	const first = (paging.page - 1) * paging.perPage;
	const shown = views.slice(first, first + paging.perPage).map((view) => customViewShape(state, view));
	if (shown.length === 0) return { status: 204 };
	const info = {
		per_page: paging.perPage,
		default: views[0].id,
		count: shown.length,
		page: paging.page,
		more_records: first + shown.length < views.length,
		translation: CATEGORIES,
	};
	return { status: 200, body: { custom_views: shown, info } };
}

/** What the categories of views are called. Source: Custom Views Metadata, v8 (metadata 5). */
const CATEGORIES = {
	public_views: 'Public Views',
	other_users_views: 'Other Users Views',
	shared_with_me: 'Shared With Me',
	created_by_me: 'Created By Me',
};

function getCustomView(state: EmulatorState, call: Call, module: ModuleDefinition): Answer {
	return getById(
		call,
		'custom_views',
		viewsOf(state, module).map((view) => singleCustomViewShape(state, view)),
	);
}

/** Nothing for a field that is no pick list. */
function listPickListValues(call: Call, module: ModuleDefinition): Answer {
	if (!isId(call.params.id)) return refusePathId(2);
	const field = module.fields.find(({ id }) => id === call.params.id);
	if (!field) return refusePathId(2);
	return answerList(
		'pick_list_values',
		pickListValues(field).map((value) => ({ ...value, layout_associations: null })),
	);
}
