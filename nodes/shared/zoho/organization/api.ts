import { crmUrl } from '../call/address';
import { readCall, type ZohoCaller } from '../call/caller';
import type { ShapeReader } from '../call/shape';

/** The organization that the token belongs to. */
export interface Organization {
	readonly id: string;
	/** The number that uploads name in `X-CRM-ORG`; it is not the id. */
	readonly zgid: string;
	readonly companyName: string | null;
	/** `production`, `sandbox` or another kind of environment. */
	readonly type: string | null;
	/** IANA name, e.g. `America/New_York`. */
	readonly timeZone: string | null;
	/** ISO code of the home currency, e.g. `USD`. */
	readonly currencyCode: string | null;
	/** Whether records name the currency of their amounts in `Currency`. */
	readonly isMultiCurrency: boolean;
	/** How many users the organization has paid for. */
	readonly userLicences: number | null;
	/** The organization as Zoho gives it. */
	readonly raw: Readonly<Record<string, unknown>>;
}

/** A currency that amounts can be in. */
export interface Currency {
	readonly id: string;
	/** As records name it in `Currency`, e.g. `EUR`. */
	readonly isoCode: string;
	readonly name: string;
	readonly symbol: string | null;
	readonly isHome: boolean;
	readonly isActive: boolean;
	/** Amount of the home currency that one unit is worth, as Zoho writes it, e.g. `1.100000000`. */
	readonly exchangeRate: string | null;
}

/** The organization. Source: Get Organization, v8 (read 2026-11-21). */
export class OrganizationApi {
	private known: Promise<Organization> | null = null;

	constructor(private readonly caller: ZohoCaller) {}

	/** Gives the organization; asks Zoho only once, however many wait for it, unless that was refused. */
	async get(): Promise<Organization> {
		this.known ??= this.ask();
		const known = this.known;
		known.catch(() => {
			if (this.known === known) this.known = null;
		});
		return await known;
	}

	/** Gives the currencies; none where there is only the home currency. Source: Get Currencies, v8 (read 2026-11-21). */
	async currencies(): Promise<Currency[]> {
		const answer = await this.caller.ask(readCall(crmUrl(this.caller.deps.hosts, 'org', 'currencies')));
		return answer?.get('currencies').items().map(parseCurrency) ?? [];
	}

	private async ask(): Promise<Organization> {
		const answer = await this.caller.demand(readCall(crmUrl(this.caller.deps.hosts, 'org')));
		return parseOrganization(answer.get('org').first());
	}
}

/** An organization of any answer. */
function parseOrganization(organization: ShapeReader): Organization {
	const licences = organization.get('license_details');
	return {
		id: organization.get('id').id(),
		zgid: organization.get('zgid').id(),
		companyName: organization.get('company_name').textOrNull(),
		type: organization.get('type').textOrNull(),
		timeZone: organization.get('time_zone').textOrNull(),
		currencyCode: organization.get('iso_code').textOrNull(),
		isMultiCurrency: organization.get('mc_status').flag(),
		userLicences: licences.isAbsent ? null : licences.get('users_license_purchased').countOrNull(),
		raw: organization.object(),
	};
}

function parseCurrency(currency: ShapeReader): Currency {
	return {
		id: currency.get('id').id(),
		isoCode: currency.get('iso_code').text(),
		name: currency.get('name').text(),
		symbol: currency.get('symbol').textOrNull(),
		isHome: currency.get('is_base').flag(),
		isActive: currency.get('is_active').flag(),
		exchangeRate: currency.get('exchange_rate').textOrNull(),
	};
}
