import type { IExecuteFunctions } from 'n8n-workflow';
import type { ZohoUsage } from '../../zoho/call/caller';
import { toHtml } from '../connection/nodeErrors';

/** Adds a line to the output panel of the node. */
export function addHint(context: IExecuteFunctions, text: string): void {
	context.addExecutionHints({ message: toHtml(text), location: 'outputPane' });
}

/** A line about what a run used; null if it is not worth one: a single call at the lowest price. */
export function describeUsage({ calls, credits, creditsRemaining }: ZohoUsage): string | null {
	if (calls < 2 && credits < 2) return null;
	const requests = calls === 1 ? '1 request' : `${calls} requests`;
	const used = `${requests}, about ${credits} API ${credits === 1 ? 'credit' : 'credits'} (estimated)`;
	return creditsRemaining === null
		? used
		: `${used}. Zoho CRM reports ${creditsRemaining} credits left for the current 24 hours`;
}
