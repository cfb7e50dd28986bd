import type { Area } from '../contract';
import { listAnswer, ok, type Shape } from '../server/answers';
import { pickById } from '../server/reading';
import { route } from '../server/route';
import type { EmulatorState } from '../state';
import { CURRENCIES, type CurrencyDefinition } from './currencies';
import { madeAtBirth } from './organization';

/** `/org` and `/org/currencies`. Source: users 9 and 10; currencies as in the OAS of 2026. */
export function organizationArea(state: EmulatorState): Area {
	// Nothing while there is only the home currency.
	const currencies = () =>
		state.switches.multiCurrency ? CURRENCIES.map((currency) => currencyShape(state, currency)) : [];
	const scope = 'ZohoCRM.settings.currencies.READ';
	return {
		routes: [
			route('GET /crm/v8/org', 'Organization, v8', 'ZohoCRM.org.READ', () => ok({ org: [organizationShape(state)] })),
			route('GET /crm/v8/org/currencies', 'Get Currencies, v8', scope, () => listAnswer('currencies', currencies())),
			route('GET /crm/v8/org/currencies/:id', 'Get Currencies, v8', scope, (call) =>
				listAnswer('currencies', pickById(call, 2, currencies())),
			),
		],
	};
}
function organizationShape({ organization, switches }: EmulatorState): Readonly<Record<string, unknown>> {
	return {
		id: organization.id,
		zgid: organization.zgid,
		company_name: organization.companyName,
		alias: null,
		primary_email: organization.primaryEmail,
		primary_zuid: organization.primaryZuid,
		country_code: 'US',
		country: 'US',
		currency: 'US Dollar - USD',
		currency_symbol: '$',
		currency_locale: 'en_US',
		iso_code: 'USD',
		time_zone: 'Asia/Kolkata',
		type: switches.environment,
		domain_name: `org${organization.zgid}`,
		mc_status: switches.multiCurrency,
		gapps_enabled: false,
		privacy_settings: false,
		deletable_org_account: false,
		max_per_page: 200,
		license_details: {
			paid: switches.edition !== 'free',
			paid_type: switches.edition,
			paid_expiry: switches.edition === 'free' ? null : '2027-01-01T00:00:00+05:30',
			trial_type: null,
			trial_expiry: null,
			users_license_purchased: organization.userLicences,
		},
		hierarchy_preferences: { type: 'Role_Hierarchy' },
	};
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
		...madeAtBirth(state),
	};
}
