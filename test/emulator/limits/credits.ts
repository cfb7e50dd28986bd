import type { Clock } from '../contract';
import type { Edition, OrganizationState } from '../organization/organization';
import type { Switches } from '../switches';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Credits per edition: base, per licence, at most. Source: API Limits, v8 (limits 1). */
const CREDITS: Readonly<
	Record<Edition, { readonly base: number; readonly perLicence: number; readonly most: number }>
> = {
	free: { base: 5_000, perLicence: 0, most: 5_000 },
	standard: { base: 50_000, perLicence: 250, most: 100_000 },
	professional: { base: 50_000, perLicence: 500, most: 3_000_000 },
	enterprise: { base: 50_000, perLicence: 1_000, most: 5_000_000 },
	ultimate: { base: 50_000, perLicence: 2_000, most: Number.POSITIVE_INFINITY },
};

/** API credits of the organization over the last 24 hours. Costs are known to the second. */
export class Credits {
	/** Oldest first. */
	private spending: { readonly second: number; credits: number }[] = [];
	private spentSum = 0;

	constructor(
		private readonly clock: Clock,
		private readonly switches: Switches,
		private readonly organization: OrganizationState,
	) {}

	reset(): void {
		this.spending = [];
		this.spentSum = 0;
	}

	limit(): number {
		if (this.switches.creditLimit !== null) return this.switches.creditLimit;
		const { base, perLicence, most } = CREDITS[this.switches.edition];
		return Math.min(base + perLicence * this.organization.userLicences, most);
	}

	spent(): number {
		const nowMs = this.clock.now();
		while (this.spending.length > 0 && this.spending[0].second * 1000 + DAY_MS <= nowMs)
			this.spentSum -= this.spending.shift()?.credits ?? 0;
		return this.spentSum;
	}

	remaining(): number {
		return Math.max(0, this.limit() - this.spent());
	}

	/** Takes the credits of a call. @returns false, taking none, when fewer are left */
	charge(credits: number): boolean {
		if (this.spent() + credits > this.limit()) return false;
		if (credits === 0) return true;
		const second = Math.floor(this.clock.now() / 1000);
		const last = this.spending.at(-1);
		if (last?.second === second) last.credits += credits;
		else this.spending.push({ second, credits });
		this.spentSum += credits;
		return true;
	}

	/** Gives back credits that a call turned out not to cost. */
	giveBack(credits: number): void {
		const last = this.spending.at(-1);
		if (last === undefined) return;
		last.credits -= credits;
		this.spentSum -= credits;
	}

	/** When the oldest spending comes back. */
	nextReturnMs(): number {
		const oldest = this.spending.at(0);
		return oldest ? oldest.second * 1000 + DAY_MS : this.clock.now();
	}
}
