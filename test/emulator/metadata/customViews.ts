import type { ModuleDefinition } from '../contract';
import type { SortField } from '../records/pages';
import type { EmulatorState } from '../state';
import type { Condition } from './conditions';
import { fixtureId } from './modules';

/** A custom view besides the one of all records that every module has. */
export interface CustomViewDefinition {
	readonly id: string;
	readonly module: string;
	readonly name: string;
	/** Zoho's name for a view that it brings along; null for one that people made. */
	readonly systemName: string | null;
	/** Which records it shows; null = all. */
	readonly condition: Condition | null;
	/** Which leads it shows: those not converted, unless it says so. */
	readonly isOfConverted: boolean;
	readonly fields: readonly string[];
	/** Null: by id, the latest first. */
	readonly sort: { readonly by: SortField; readonly isAscending: boolean } | null;
}

/** The custom views of a fresh organization. */
export const CUSTOM_VIEWS: readonly CustomViewDefinition[] = [
	{
		id: fixtureId(88_001),
		module: 'Leads',
		name: 'Converted Leads',
		systemName: 'CONVERTED',
		condition: null,
		isOfConverted: true,
		fields: ['Last_Name', 'Company', 'Email'],
		sort: null,
	},
	{
		id: fixtureId(88_003),
		module: 'Leads',
		name: 'Partners in Lagos',
		systemName: null,
		condition: {
			operator: 'and',
			group: [
				{ field: 'City', comparator: 'equal', value: 'Lagos' },
				{ field: 'Lead_Source', comparator: 'equal', value: 'Partner' },
			],
		},
		isOfConverted: false,
		fields: ['Last_Name', 'Company', 'City', 'Lead_Source'],
		sort: { by: 'Created_Time', isAscending: true },
	},
	{
		id: fixtureId(88_005),
		module: 'Deals',
		name: 'Large Deals',
		systemName: null,
		condition: { field: 'Amount', comparator: 'greater_equal', value: 10_000 },
		isOfConverted: false,
		fields: ['Deal_Name', 'Amount', 'Stage'],
		sort: null,
	},
];

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
