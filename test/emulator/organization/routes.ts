import type { Route } from '../contract';
import type { EmulatorState } from '../state';

/** `/org`. Source: Organization, v8 (users 9). */
export function organizationRoutes(state: EmulatorState): Route[] {
	return [
		{
			method: 'GET',
			path: '/crm/v8/org',
			host: 'api',
			source: 'Organization, v8',
			scopes: () => [['ZohoCRM.org.READ']],
			credits: () => 1,
			records: () => 0,
			isHeavy: () => false,
			handle: () => ({ status: 200, body: { org: [organizationShape(state)] } }),
		},
	];
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
