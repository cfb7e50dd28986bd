import type { Condition } from '../metadata/conditions';
import { fixtureId } from '../metadata/modules';
import type { SortField } from '../records/pages';

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

/** An assignment rule. What else than its default it knows is in no source, so it knows nothing else. */
export interface AssignmentRule {
	readonly id: string;
	readonly module: string;
	readonly name: string;
	readonly apiName: string;
	readonly description: string;
	/** Who owns records that the rule is applied to. */
	readonly defaultAssigneeId: string;
}

/** The assignment rules of a fresh organization. The assignee is Bruno Costa. */
export const ASSIGNMENT_RULES: readonly AssignmentRule[] = [
	{
		id: fixtureId(511_001),
		module: 'Leads',
		name: 'Leads of Fairs',
		apiName: 'Leads_of_Fairs',
		description: 'Leads that visitors of a fair left',
		defaultAssigneeId: fixtureId(225_021),
	},
];

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

/** A currency of an organization that has several. */
export interface CurrencyDefinition {
	readonly id: string;
	readonly isoCode: string;
	readonly name: string;
	readonly symbol: string;
	readonly isBase: boolean;
	readonly isActive: boolean;
	readonly exchangeRate: string;
}

/** The currencies while the switch `multiCurrency` is on. */
export const CURRENCIES: readonly CurrencyDefinition[] = [
	{
		id: fixtureId(711_001),
		isoCode: 'USD',
		name: 'US Dollar - USD',
		symbol: '$',
		isBase: true,
		isActive: true,
		exchangeRate: '1.000000000',
	},
	{
		id: fixtureId(711_003),
		isoCode: 'EUR',
		name: 'Euro - EUR',
		symbol: '€',
		isBase: false,
		isActive: true,
		exchangeRate: '0.920000000',
	},
	{
		id: fixtureId(711_005),
		isoCode: 'NGN',
		name: 'Nigerian Naira - NGN',
		symbol: '₦',
		isBase: false,
		isActive: false,
		exchangeRate: '1540.000000000',
	},
];
