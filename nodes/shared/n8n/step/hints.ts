import type { IExecuteFunctions } from 'n8n-workflow';
import type { ZohoUsage } from '../../zoho/call/caller';
import { toHtml } from '../connection/nodeErrors';

/** A warning, which n8n shows in yellow, says that something failed or was left out. */
export type HintType = 'info' | 'warning';

/** Adds a line to the output panel of the node. */
export function addHint(context: IExecuteFunctions, text: string, type: HintType = 'info'): void {
	context.addExecutionHints({ message: toHtml(text), type, location: 'outputPane' });
}

/** From this many credits on, a run says what it used. */
const CREDITS_WORTH_TELLING = 50;

/** A line about what a run used; null if it is not worth one. */
export function describeUsage(usage: ZohoUsage): string | null {
	return usage.credits < CREDITS_WORTH_TELLING ? null : describeCredits(usage);
}

/** What a run used, as a sentence. */
export function describeCredits({
	credits,
	creditsRemaining,
}: Pick<ZohoUsage, 'credits' | 'creditsRemaining'>): string {
	const used = `Used about ${credits} Zoho API ${credits === 1 ? 'credit' : 'credits'}`;
	return creditsRemaining === null ? used : `${used}. ${creditsRemaining} are left for the current 24 hours`;
}

/** What is said if items failed. @param count how many of them */
export function describeFailures(count: number, total: number): string {
	return `${count} of ${total} items failed or are uncertain. "reason" and "next" in their output say why and what to do`;
}
