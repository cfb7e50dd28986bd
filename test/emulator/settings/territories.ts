import type { Condition } from '../metadata/conditions';
import { fixtureId } from '../metadata/modules';

/** A territory; which records are in it is told by a rule per module. */
export interface Territory {
	readonly id: string;
	readonly name: string;
	readonly parentId: string | null;
	readonly managerId: string;
	readonly rules: Readonly<Partial<Record<'Accounts' | 'Deals' | 'Leads', Condition>>>;
}

/** The territories of a fresh organization. */
export const TERRITORIES: readonly Territory[] = [
	{
		id: fixtureId(611_001),
		name: 'Africa',
		parentId: null,
		managerId: fixtureId(225_013),
		rules: {
			Leads: { field: 'Country', comparator: 'equal', value: 'Ghana' },
			Accounts: { field: 'Billing_Country', comparator: 'equal', value: 'Ghana' },
		},
	},
	{
		id: fixtureId(611_003),
		name: 'Nigeria',
		parentId: fixtureId(611_001),
		managerId: fixtureId(225_029),
		rules: {
			Leads: { field: 'Country', comparator: 'equal', value: 'Nigeria' },
			Deals: { field: 'Deal_Name', comparator: 'starts_with', value: 'NG' },
		},
	},
];

/** A territory and those below it. */
export function withTerritoriesBelow(territory: Territory): Territory[] {
	const below = TERRITORIES.filter(({ parentId }) => parentId === territory.id);
	return [territory, ...below.flatMap(withTerritoriesBelow)];
}
