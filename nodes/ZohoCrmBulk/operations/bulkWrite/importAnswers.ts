import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { RowAnswer } from '../../../shared/import/answer';
import type { ImportReport } from '../../../shared/import/importRows';
import type { AnsweringItem } from '../../../shared/n8n/operation';
import type { ZohoUsage } from '../../../shared/zoho/caller';
import type { OutputForm } from './importRequest';

/** What the answers are made of. */
export interface ImportOutcome {
	readonly importId: string;
	readonly report: ImportReport;
	readonly usage: ZohoUsage;
}

/** Rows that a person has to look at. */
const isOpen = ({ status }: RowAnswer): boolean => status === 'SKIPPED' || status === 'UNPROCESSED' || status === 'UNKNOWN';

/** Lists of refusals are shared among answers; items are changed by later steps. */
function toJson(answer: RowAnswer): IDataObject {
	const json = answer as unknown as IDataObject;
	if (answer.errors.length === 0 && answer.children === undefined) return json;
	return { ...json, ...structuredClone({ errors: answer.errors, ...(answer.children === undefined ? {} : { children: answer.children }) }) } as unknown as IDataObject;
}

/**
 * An item per row.
 * @param itemOf index of the input item that a row answers
 */
export function answerRows({ book }: ImportReport, output: OutputForm, itemOf: (index: number) => number): AnsweringItem[] {
	const items: AnsweringItem[] = [];
	for (let index = 0; index < book.rowCount; index += 1) {
		const answer = book.get(index);
		if (answer === undefined) continue;
		const place = output === 'apart' && isOpen(answer) ? { output: 1 } : {};
		items.push({ json: toJson(answer), answers: itemOf(index), ...place });
	}
	return items;
}

/** The one item of a summary. */
export function answerSummary(outcome: ImportOutcome, binary?: IBinaryKeyData): AnsweringItem {
	return { json: summarise(outcome), answers: 0, ...(binary === undefined ? {} : { binary }) };
}

function summarise({ importId, report, usage }: ImportOutcome): IDataObject {
	const { book, jobs, openJobs, mapping, routeReason, estimate } = report;
	return {
		importId,
		rows: book.rowCount,
		...book.counts(),
		jobs: [...jobs],
		openJobs: [...openJobs],
		route: routeReason,
		expected: { ...estimate },
		credits: usage.credits,
		creditsRemaining: usage.creditsRemaining,
		apiCalls: usage.calls,
		mapping: mapping.map((line) => ({ ...line })),
	};
}

/** Whether there is anything for a reject file. */
export function hasOpenRows({ book }: ImportReport): boolean {
	const { skipped, unprocessed, unknown } = book.counts();
	return skipped + unprocessed + unknown > 0;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What is told in the output panel. */
export function describeOutcome({ importId, report, usage }: ImportOutcome, isDryRun: boolean): string {
	const { book, jobs, routeReason, estimate } = report;
	const counts = Object.entries(book.counts()).filter(([, count]) => count > 0);
	const told = counts.map(([status, count]) => `${count} ${status}`).join(', ');
	if (isDryRun) {
		const plan = `${counted(estimate.jobs, 'job')} and ${counted(estimate.recordRequests, 'request')} of the records API, about ${estimate.credits} API credits (our estimate)`;
		return `Dry run of ${counted(book.rowCount, 'row')}, nothing was sent: ${plan}. Route: ${routeReason}. Automations of Zoho CRM may run for every row of a job`;
	}
	const remaining = usage.creditsRemaining === null ? '' : `; Zoho CRM says ${usage.creditsRemaining} remain`;
	return `Import ${importId}: ${counted(book.rowCount, 'row')} in ${counted(jobs.length, 'job')}: ${told}. About ${usage.credits} API credits (our estimate)${remaining}. Route: ${routeReason}`;
}
