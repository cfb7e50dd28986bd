import type { Answer, Area, Call, ModuleDefinition } from '../../contract';
import { listAnswer } from '../../server/answers';
import { pickById, readQueryModule } from '../../server/reading';
import { route } from '../../server/route';
import type { EmulatorState } from '../../state';
import { fieldShapes, listFields, listPickListValues } from './fields';
import { layoutShapes } from './layouts';
import { getModule, listModules } from './modules';
import { listViews, singleViewShapes } from './views';

/** `/settings/...`: modules, fields, layouts, custom views. Source: metadata 1 to 5. */
export function metadataArea(state: EmulatorState): Area {
	const settings = (group: string, path: string, source: string, handle: (call: Call) => Answer) =>
		route(`GET /crm/v8/settings/${group}${path}`, source, `ZohoCRM.settings.${group}.READ`, handle);
	/** Of the module that the query names. */
	const ofModule = (
		group: string,
		path: string,
		source: string,
		handle: (call: Call, module: ModuleDefinition) => Answer,
	) => settings(group, path, source, (call) => handle(call, readQueryModule(state, call)));
	return {
		routes: [
			settings('modules', '', 'Modules Metadata, v8', (call) => listModules(state, call)),
			settings('modules', '/:module', 'Module Metadata, v8', (call) => getModule(state, call)),
			ofModule('fields', '', 'Fields Metadata, v8', (call, module) => listFields(state, call, module)),
			ofModule('fields', '/:id', 'Fields Metadata, v8', (call, module) =>
				listAnswer('fields', pickById(call, 2, fieldShapes(state, module))),
			),
			ofModule('fields', '/:id/pick_list_values', 'Pick List Values, v8', listPickListValues),
			ofModule('layouts', '', 'Layouts Metadata, v8', (_call, module) =>
				listAnswer('layouts', layoutShapes(state, module)),
			),
			ofModule('layouts', '/:id', 'Layouts Metadata, v8', (call, module) =>
				listAnswer('layouts', pickById(call, 2, layoutShapes(state, module))),
			),
			ofModule('custom_views', '', 'Custom Views Metadata, v8', (call, module) => listViews(state, call, module)),
			ofModule('custom_views', '/:id', 'Custom Views Metadata, v8', (call, module) =>
				listAnswer('custom_views', pickById(call, 2, singleViewShapes(state, module))),
			),
		],
	};
}
