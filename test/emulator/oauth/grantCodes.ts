import { randomBytes } from 'node:crypto';
import type { Clock } from '../contract';
import type { Switches } from '../switches';

/** What a user agreed to. */
export interface Grant {
	readonly userId: string;
	readonly scopes: readonly string[];
	readonly environment: Switches['environment'];
}

/** A code that can be exchanged for tokens, once. */
export interface GrantCode {
	readonly code: string;
	readonly grant: Grant;
	readonly expiresMs: number;
	/** null for a self client's code, which needs none. */
	readonly redirectUri: string | null;
	readonly isOffline: boolean;
}

const MINUTE_MS = 60_000;

/** A text of the form that Zoho's codes and tokens have. */
export function newToken(): string {
	return `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;
}

/** Codes that wait to be exchanged, and what users agreed to before. Source: oauth 1 and 3. */
export class GrantCodes {
	private readonly codes = new Map<string, GrantCode>();
	private readonly timesByUser = new Map<string, number[]>();
	private readonly consents = new Set<string>();

	constructor(
		private readonly clock: Clock,
		private readonly switches: Switches,
	) {}

	reset(): void {
		this.codes.clear();
		this.timesByUser.clear();
		this.consents.clear();
	}

	/** Whether the user agreed to just these scopes before. */
	hasConsented(grant: Grant): boolean {
		return this.consents.has(consentKey(grant));
	}

	/**
	 * A code of the browser flow; undefined when the user got too many within a minute.
	 * @param isNewConsent the consent page was shown; without it an offline request gets no second refresh token
	 */
	create(grant: Grant, redirectUri: string, isOffline: boolean, isNewConsent: boolean): string | undefined {
		this.consents.add(consentKey(grant));
		return this.add({
			grant,
			redirectUri,
			isOffline: isOffline && isNewConsent,
			expiresMs: this.clock.now() + this.switches.authorizationCodeLifeSeconds * 1000,
		});
	}

	/** A self client's code. @param lifeMinutes 3, 5, 7 or 10 in Zoho's console */
	createForSelfClient(grant: Grant, lifeMinutes: number): string | undefined {
		return this.add({
			grant,
			redirectUri: null,
			isOffline: true,
			expiresMs: this.clock.now() + lifeMinutes * MINUTE_MS,
		});
	}

	/** The entry of a code that is known, unused and not expired. */
	find(code: string): GrantCode | undefined {
		const entry = this.codes.get(code);
		return entry && entry.expiresMs > this.clock.now() ? entry : undefined;
	}

	/** Makes sure that a code works only once. */
	use({ code }: GrantCode): void {
		this.codes.delete(code);
	}

	private add(entry: Omit<GrantCode, 'code'>): string | undefined {
		const nowMs = this.clock.now();
		const { userId } = entry.grant;
		const recent = (this.timesByUser.get(userId) ?? []).filter((timeMs) => timeMs > nowMs - MINUTE_MS);
		if (recent.length >= this.switches.grantCodesPerMinute) return undefined;
		this.timesByUser.set(userId, [...recent, nowMs]);
		const code = newToken();
		this.codes.set(code, { ...entry, code });
		return code;
	}
}

function consentKey(grant: Grant): string {
	return [grant.userId, grant.environment, ...grant.scopes.map((scope) => scope.toLowerCase()).sort()].join(' ');
}
