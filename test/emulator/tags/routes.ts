import type { Answer, Area, ModuleDefinition } from '../contract';
import { ok } from '../server/answers';
import { readQueryModule } from '../server/reading';
import { route } from '../server/route';
import type { EmulatorState } from '../state';

/** Tags that one module can have. ASSUMED: a number of the enterprise edition. */
const TAGS_PER_MODULE = 100;

/** `/settings/tags`. Source: metadata 6; shape of the OAS of 2026, and refusals worded as in that of 2025 and of 2026. */
export function tagArea(state: EmulatorState): Area {
	return {
		routes: [
			route('GET /crm/v8/settings/tags', 'Get Tags, v8', 'ZohoCRM.settings.tags.READ', (call) =>
				listTags(state, readQueryModule(state, call, { missingKey: 'param', unknown: {} })),
			),
		],
	};
}

function listTags(state: EmulatorState, module: ModuleDefinition): Answer {
	const tags = state.tags.all(module.apiName).map(({ id, name, createdById, createdMs }) => {
		const [person, time] = [state.users.reference(createdById), state.timeText(createdMs)];
		return {
			created_time: time,
			modified_time: time,
			color_code: null,
			name,
			modified_by: person,
			id,
			created_by: person,
		};
	});
	return ok({ tags, info: { count: tags.length, allowed_count: TAGS_PER_MODULE } });
}
