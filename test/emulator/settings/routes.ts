import type { Area, Call, ModuleDefinition } from '../contract';
import { conditionShape } from '../metadata/routes/views';
import { madeAtBirth } from '../organization/organization';
import { listAnswer, pageAnswer, Refusal, type Shape } from '../server/answers';
import { pickById, readPage, readQueryModule } from '../server/reading';
import { route } from '../server/route';
import type { EmulatorState } from '../state';
import { ASSIGNMENT_RULES, type AssignmentRule } from './assignmentRules';
import { TERRITORIES, type Territory } from './territories';

/** Modules that can have assignment rules. Source: Assignment Rules, v8. */
const ASSIGNED_MODULES = new Set(['Leads', 'Cases']);
const RULES = '/crm/v8/settings/automation/assignment_rules';
const PLACES = '/crm/v8/settings/territories';

/** Assignment rules and territories. Source: metadata 6; shapes of the OAS of 2026. */
export function settingsArea(state: EmulatorState): Area {
	const [readRules, readTerritories] = ['assignment_rules', 'territories'].map(
		(group) => `ZohoCRM.settings.${group}.READ`,
	);
	const shapeOf = (territory: Territory) => territoryShape(state, territory);
	return {
		routes: [
			route(`GET ${RULES}`, 'Assignment Rules, v8', readRules, (call) =>
				listAnswer('assignment_rules', rulesOf(state, call)),
			),
			route(`GET ${RULES}/:id`, 'Assignment Rules, v8', readRules, (call) =>
				listAnswer('assignment_rules', pickById(call, 3, rulesOf(state, call))),
			),
			route(`GET ${PLACES}`, 'Get Territories, v8', readTerritories, (call) =>
				pageAnswer('territories', TERRITORIES, shapeOf, readPage(call)),
			),
			route(`GET ${PLACES}/:id`, 'Get Territories, v8', readTerritories, (call) =>
				listAnswer('territories', pickById(call, 2, TERRITORIES).map(shapeOf)),
			),
		],
	};
}

/** The rules of the module that the query names. @throws Refusal */
function rulesOf(state: EmulatorState, call: Call): Shape[] {
	// These APIs name a missing parameter otherwise than the rest. Source: the OAS of 2025 and of 2026.
	const module = readQueryModule(state, call, { missingKey: 'param' });
	if (!ASSIGNED_MODULES.has(module.apiName))
		throw new Refusal(400, 'NOT_SUPPORTED', 'Module not supported in assignment rules', { param_name: 'module' });
	return ASSIGNMENT_RULES.filter((rule) => rule.module === module.apiName).map((rule) =>
		assignmentRuleShape(state, module, rule),
	);
}

function assignmentRuleShape(state: EmulatorState, module: ModuleDefinition, rule: AssignmentRule): Shape {
	return {
		id: rule.id,
		name: rule.name,
		api_name: rule.apiName,
		description: rule.description,
		module: { api_name: module.apiName, id: module.id, name: module.pluralLabel },
		default_assignee: state.users.reference(rule.defaultAssigneeId),
		...madeAtBirth(state),
	};
}

function territoryShape(state: EmulatorState, territory: Territory): Shape {
	const parent = TERRITORIES.find(({ id }) => id === territory.parentId);
	const rule = (module: 'Accounts' | 'Deals' | 'Leads') =>
		conditionShape(state, module, territory.rules[module] ?? null);
	return {
		id: territory.id,
		name: territory.name,
		api_name: territory.name.replaceAll(' ', '_'),
		description: null,
		manager: state.users.reference(territory.managerId),
		reporting_to: parent ? { name: parent.name, id: parent.id } : null,
		permission_type: 'read_write_delete',
		account_rule_criteria: rule('Accounts'),
		deal_rule_criteria: rule('Deals'),
		lead_rule_criteria: rule('Leads'),
		...madeAtBirth(state),
	};
}
