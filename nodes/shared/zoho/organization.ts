import { crmUrl } from './address';
import { readCall, type ZohoCaller } from './caller';
import type { ShapeReader } from './shape';

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
	/** The organization as Zoho gives it. */
	readonly raw: Readonly<Record<string, unknown>>;
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

	private async ask(): Promise<Organization> {
		const answer = await this.caller.demand(readCall(crmUrl(this.caller.deps.hosts, 'org')));
		return parseOrganization(answer.get('org').first());
	}
}

/** An organization of any answer. */
function parseOrganization(organization: ShapeReader): Organization {
	return {
		id: organization.get('id').id(),
		zgid: organization.get('zgid').id(),
		companyName: organization.get('company_name').textOrNull(),
		type: organization.get('type').textOrNull(),
		timeZone: organization.get('time_zone').textOrNull(),
		raw: organization.object(),
	};
}
