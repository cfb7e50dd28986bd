import type { ModuleDefinition } from '../contract';
import { CUSTOM_VIEWS, type CustomViewDefinition } from '../settings/fixtures';
import type { EmulatorState } from '../state';
import { fixtureId } from './modules';

/** The views of a module: the one of all records, then the others. Source: Custom Views Metadata, v8 (metadata 5). */
export function viewsOf(state: EmulatorState, module: ModuleDefinition): CustomViewDefinition[] {
	const position = state.schema.modules().findIndex(({ apiName }) => apiName === module.apiName) + 1;
	const everything: CustomViewDefinition = {
		id: fixtureId(87_499 + 2 * position),
		module: module.apiName,
		name: `All ${module.pluralLabel}`,
		systemName: 'ALLVIEWS',
		condition: null,
		isOfConverted: false,
		fields: module.fields.slice(0, 5).map(({ apiName }) => apiName),
		sort: null,
	};
	return [everything, ...CUSTOM_VIEWS.filter((view) => view.module === module.apiName)];
}

/** The view with an id; undefined where the module has none with it. */
export function findView(state: EmulatorState, module: ModuleDefinition, id: string): CustomViewDefinition | undefined {
	return viewsOf(state, module).find((view) => view.id === id);
}
