import type { Answer, Call, ModuleDefinition } from '../../contract';
import { pageAnswer, type Shape } from '../../server/answers';
import { readPage } from '../../server/reading';
import type { EmulatorState } from '../../state';
import type { Condition } from '../conditions';
import { type CustomViewDefinition, viewsOf } from '../customViews';
import { LAST_CHANGE_MS } from '../schema';

/** What the categories of views are called. Source: Custom Views Metadata, v8 (metadata 5). */
const CATEGORIES = {
	public_views: 'Public Views',
	other_users_views: 'Other Users Views',
	shared_with_me: 'Shared With Me',
	created_by_me: 'Created By Me',
};

/** The views of a module, page by page. @throws Refusal */
export function listViews(state: EmulatorState, call: Call, module: ModuleDefinition): Answer {
	const views = viewsOf(state, module);
	const more = { default: views[0].id, translation: CATEGORIES };
	return pageAnswer('custom_views', views, (view) => customViewShape(state, view), readPage(call), more);
}

/** The views of a module, each with what it shows and whom. */
export function singleViewShapes(state: EmulatorState, module: ModuleDefinition): Shape[] {
	return viewsOf(state, module).map((view) => singleCustomViewShape(state, view));
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
function singleCustomViewShape(state: EmulatorState, view: CustomViewDefinition): Shape {
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
