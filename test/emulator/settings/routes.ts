import type { Answer, Call, ModuleDefinition, Route } from '../contract';
import type { Shape } from '../metadata/fieldShape';
import { conditionShape } from '../metadata/shapes';
import { isId, readPage, refuse, refuseModule, refusePathId } from '../server/answers';
import type { EmulatorState } from '../state';
import {
	ASSIGNMENT_RULES,
	type AssignmentRule,
	CURRENCIES,
	type CurrencyDefinition,
	TERRITORIES,
	type Territory,
} from './fixtures';

const BIRTH_OF_ORGANIZATION_MS = Date.UTC(2026, 0, 2, 3, 30, 0);
/** Modules that can have assignment rules. Source: Assignment Rules, v8. */
const ASSIGNED_MODULES = new Set(['Leads', 'Cases']);
/** Tags that one module can have. ASSUMED: a number of the enterprise edition. */
const TAGS_PER_MODULE = 100;

/** `/settings/tags`, `/settings/automation/assignment_rules`, `/settings/territories`, `/org/currencies`. Source: metadata 6, users 10; shapes of the OAS of 2026. */
export function settingsRoutes(state: EmulatorState): Route[] {
	const route = (path: string, group: string, source: string, handle: (call: Call) => Answer): Route => ({
		method: 'GET',
		path: `/crm/v8/${path}`,
		host: 'api',
		source,
		scopes: () => [[`ZohoCRM.settings.${group}.READ`]],
		credits: () => 1,
		records: () => 0,
		isHeavy: () => false,
		handle,
	});
	const rules = (module: ModuleDefinition) =>
		ASSIGNMENT_RULES.filter((rule) => rule.module === module.apiName).map((rule) =>
			assignmentRuleShape(state, module, rule),
		);
	const territories = () => TERRITORIES.map((territory) => territoryShape(state, territory));
	return [
		route('settings/tags', 'tags', 'Get Tags, v8', (call) =>
			withModule(state, call, (module) => answerTags(state, module)),
		),
		route('settings/automation/assignment_rules', 'assignment_rules', 'Assignment Rules, v8', (call) =>
			withAssignedModule(state, call, (module) => answerList('assignment_rules', rules(module))),
		),
		route('settings/automation/assignment_rules/:id', 'assignment_rules', 'Assignment Rules, v8', (call) =>
			withAssignedModule(state, call, (module) => getById(call, 3, 'assignment_rules', rules(module))),
		),
		route('settings/territories', 'territories', 'Get Territories, v8', (call) => listTerritories(call, territories())),
		route('settings/territories/:id', 'territories', 'Get Territories, v8', (call) =>
			getById(call, 2, 'territories', territories()),
		),
		route('org/currencies', 'currencies', 'Get Currencies, v8', () => answerList('currencies', currencies(state))),
		route('org/currencies/:id', 'currencies', 'Get Currencies, v8', (call) =>
			getById(call, 2, 'currencies', currencies(state)),
		),
	];
}

function answerList(key: string, entries: readonly Shape[]): Answer {
	return entries.length > 0 ? { status: 200, body: { [key]: entries } } : { status: 204 };
}

/** @param index of the id in the path after `/crm/v8/` */
function getById(call: Call, index: number, key: string, entries: readonly Shape[]): Answer {
	if (!isId(call.params.id)) return refusePathId(index);
	return answerList(
		key,
		entries.filter(({ id }) => id === call.params.id),
	);
}

/** These APIs name a missing parameter otherwise than the rest. Source: the OAS of 2025 and of 2026. */
function withModule(
	state: EmulatorState,
	call: Call,
	answer: (module: ModuleDefinition) => Answer,
	unknown: Shape = {},
): Answer {
	const name = call.query.module;
	if (name === undefined || name === '')
		return refuse(400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param: 'module' });
	const module = state.schema.module(name);
	return module ? answer(module) : refuseModule(unknown);
}

function withAssignedModule(state: EmulatorState, call: Call, answer: (module: ModuleDefinition) => Answer): Answer {
	return withModule(
		state,
		call,
		(module) =>
			ASSIGNED_MODULES.has(module.apiName)
				? answer(module)
				: refuse(400, 'NOT_SUPPORTED', 'Module not supported in assignment rules', { param_name: 'module' }),
		{ param_name: 'module' },
	);
}

const bornAt = (state: EmulatorState): string => state.timeText(BIRTH_OF_ORGANIZATION_MS);
const founder = (state: EmulatorState): Shape | null => state.users.reference(state.users.all()[0].id);

function answerTags(state: EmulatorState, module: ModuleDefinition): Answer {
	const tags = state.tags.all(module.apiName).map(({ id, name, createdById, createdMs }): Shape => {
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
	return { status: 200, body: { tags, info: { count: tags.length, allowed_count: TAGS_PER_MODULE } } };
}

function assignmentRuleShape(state: EmulatorState, module: ModuleDefinition, rule: AssignmentRule): Shape {
	return {
		id: rule.id,
		name: rule.name,
		api_name: rule.apiName,
		description: rule.description,
		module: { api_name: module.apiName, id: module.id, name: module.pluralLabel },
		default_assignee: state.users.reference(rule.defaultAssigneeId),
		created_by: founder(state),
		created_time: bornAt(state),
		modified_by: founder(state),
		modified_time: bornAt(state),
	};
}

function listTerritories(call: Call, territories: readonly Shape[]): Answer {
	const paging = readPage(call.query);
	if ('status' in paging) return paging;
	const first = (paging.page - 1) * paging.perPage;
	const shown = territories.slice(first, first + paging.perPage);
	if (shown.length === 0) return { status: 204 };
	return {
		status: 200,
		body: {
			territories: shown,
			info: {
				per_page: paging.perPage,
				count: shown.length,
				page: paging.page,
				more_records: first + shown.length < territories.length,
			},
		},
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
		created_by: founder(state),
		created_time: bornAt(state),
		modified_by: founder(state),
		modified_time: bornAt(state),
	};
}

/** Nothing while there is only the home currency. */
function currencies(state: EmulatorState): Shape[] {
	return state.switches.multiCurrency ? CURRENCIES.map((currency) => currencyShape(state, currency)) : [];
}

function currencyShape(state: EmulatorState, currency: CurrencyDefinition): Shape {
	return {
		id: currency.id,
		iso_code: currency.isoCode,
		name: currency.name,
		symbol: currency.symbol,
		prefix_symbol: true,
		is_base: currency.isBase,
		is_active: currency.isActive,
		exchange_rate: currency.exchangeRate,
		format: { decimal_separator: 'Period', thousand_separator: 'Comma', decimal_places: '2' },
		created_by: founder(state),
		created_time: bornAt(state),
		modified_by: founder(state),
		modified_time: bornAt(state),
	};
}
