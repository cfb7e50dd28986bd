import type { ZohoUsage } from '../../zoho/call/caller';

/** What a step has used, for its output panel; null if it is not worth a line: a single call at the lowest price. */
export function describeUsage({ calls, credits, creditsRemaining }: ZohoUsage): string | null {
	if (calls < 2 && credits < 2) return null;
	const requests = calls === 1 ? '1 request' : `${calls} requests`;
	const used = `${requests}, about ${credits} API ${credits === 1 ? 'credit' : 'credits'} (our estimate)`;
	return creditsRemaining === null ? used : `${used}; Zoho CRM says that ${creditsRemaining} remain for these 24 hours`;
}
