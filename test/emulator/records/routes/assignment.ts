import type { Answer, ModuleDefinition } from '../../contract';
import { ASSIGNMENT_RULES } from '../../settings/fixtures';
import type { EmulatorState } from '../../state';
import { featureNames, refuseWhole, type WriteBody } from './body';

const FEATURE = 'assignment_rules';

/**
 * Who gets new records that name no owner: the default assignee of the rule in `lar_id`, or of the module's rule where
 * `apply_feature_execution` asks for it; nobody where `skip_feature_execution` names it. Source: Insert Records, v8 (records 1).
 * That the rule leaves a given owner alone, and the code for an unknown rule, are ASSUMED.
 */
export function readAssignment(
	state: EmulatorState,
	module: ModuleDefinition,
	{ rest }: WriteBody,
	kind: 'insert' | 'update' | 'upsert',
): { readonly assigneeId?: string } | Answer {
	const rules = ASSIGNMENT_RULES.filter((rule) => rule.module === module.apiName);
	const named = rules.find(({ id }) => id === rest.lar_id);
	if (typeof rest.lar_id === 'string' && !named)
		return refuseWhole(state, 400, 'INVALID_DATA', 'the id given seems to be invalid', {
			api_name: 'lar_id',
			json_path: '$.lar_id',
		});
	if (kind === 'update' || featureNames(rest.skip_feature_execution, 'insert').includes(FEATURE)) return {};
	const applied = named ?? (featureNames(rest.apply_feature_execution).includes(FEATURE) ? rules[0] : undefined);
	return applied ? { assigneeId: applied.defaultAssigneeId } : {};
}
