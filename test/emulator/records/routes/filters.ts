import type { Answer, Call, ModuleDefinition } from '../../contract';
import { meetsCondition } from '../../metadata/conditions';
import { findView } from '../../metadata/customViews';
import { TERRITORIES, type Territory } from '../../settings/fixtures';
import type { EmulatorState } from '../../state';
import { invalidParameter, type Matches, type Paging } from './query';

/** What `cvid` shows, or the refusal of an unknown one; null where no view is asked for. Source: Get Records, v8 (records 4). */
export function readView(state: EmulatorState, call: Call, module: ModuleDefinition): Matches | Answer | null {
	const { cvid } = call.query;
	if (cvid === undefined) return null;
	const view = findView(state, module, cvid);
	// Which code an unknown view has is ASSUMED.
	if (!view) return invalidParameter(state, 'cvid');
	const isConverted = view.isOfConverted;
	return (record) =>
		(module.apiName !== 'Leads' || (record.$converted === true) === isConverted) &&
		(view.condition === null || meetsCondition(record, view.condition));
}

/** The order of a list: that of the view, else the asked one. */
export function readViewOrder(state: EmulatorState, call: Call, module: ModuleDefinition, asked: Paging): Paging {
	const sort = call.query.cvid === undefined ? null : (findView(state, module, call.query.cvid)?.sort ?? null);
	return sort === null ? asked : { ...asked, sortBy: sort.by, isAscending: sort.isAscending };
}

/**
 * The records of `territory_id`, with `include_child` those of the territories below too. Source: Get Records, v8 (records 4).
 * That a territory has exactly the records that meet its rule is ASSUMED.
 */
export function readTerritory(state: EmulatorState, { query }: Call, module: ModuleDefinition): Matches | Answer {
	if (query.territory_id === undefined) return () => true;
	const territory = TERRITORIES.find(({ id }) => id === query.territory_id);
	if (!territory) return invalidParameter(state, 'territory_id');
	const { include_child: withChildren = 'false' } = query;
	if (withChildren !== 'true' && withChildren !== 'false')
		return invalidParameter(state, 'include_child', { expected_data_type: 'boolean' });
	const wanted = withChildren === 'true' ? withDescendants(territory) : [territory];
	const rules = wanted.flatMap(({ rules: byModule }) =>
		Object.entries(byModule).flatMap(([name, rule]) => (name === module.apiName ? [rule] : [])),
	);
	return (record) => rules.some((rule) => meetsCondition(record, rule));
}

function withDescendants(territory: Territory): Territory[] {
	return [territory, ...TERRITORIES.filter(({ parentId }) => parentId === territory.id).flatMap(withDescendants)];
}
