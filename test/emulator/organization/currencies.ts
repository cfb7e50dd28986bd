import { fixtureId } from '../metadata/modules';

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
