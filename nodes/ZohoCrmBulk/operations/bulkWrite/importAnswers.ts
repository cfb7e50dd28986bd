import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { RowAnswer } from '../../../shared/import/rows/answer';
import type { ImportOperation } from '../../../shared/import/rows/columns';
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

/** The one item of a summary. @param binary its files, such as the reject file; none leaves them out */
export function answerSummary(outcome: ImportOutcome, binary: IBinaryKeyData): AnsweringItem {
	return { json: summarise(outcome), answers: 0, ...(Object.keys(binary).length === 0 ? {} : { binary }) };
}

function summarise({ importId, report, usage }: ImportOutcome): IDataObject {
	const { book, jobs, openJobs, recordRequests, mapping, routeReason, estimate } = report;
	return {
		importId,
		rows: book.rowCount,
		...book.counts(),
		jobs: [...jobs],
		openJobs: [...openJobs],
		recordRequests,
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

/** How the rows went: `2 jobs and 10 requests of the records API`. */
function describeWay(jobs: number, requests: number): string {
	const ofRecords = counted(requests, 'request');
	if (requests === 0) return counted(jobs, 'job');
	return `${jobs === 0 ? '' : `${counted(jobs, 'job')} and `}${ofRecords} of the records API`;
}

/** What is told in the output panel. */
export function describeOutcome({ importId, report, usage }: ImportOutcome, isDryRun: boolean): string {
	const { book, jobs, recordRequests, routeReason, estimate } = report;
	const counts = Object.entries(book.counts()).filter(([, count]) => count > 0);
	const told = counts.map(([status, count]) => `${count} ${status}`).join(', ');
	if (isDryRun) {
		const plan = `${describeWay(estimate.jobs, estimate.recordRequests)}, about ${estimate.credits} API credits (our estimate)`;
		return `Dry run of ${counted(book.rowCount, 'row')}, nothing was sent: ${plan}. Route: ${routeReason}. Automations of Zoho CRM may run for every row of a job`;
	}
	const remaining = usage.creditsRemaining === null ? '' : `; Zoho CRM says ${usage.creditsRemaining} remain`;
	return `Import ${importId}: ${counted(book.rowCount, 'row')} in ${describeWay(jobs.length, recordRequests)}: ${told}. About ${usage.credits} API credits (our estimate)${remaining}. Route: ${routeReason}`;
}

/** What to know about child rows that come with rows whose records may exist; null where it does not matter. */
export function warnOfChildren({ hasChildren }: ImportReport, operation: ImportOperation): string | null {
	if (!hasChildren || operation === 'insert') return null;
	return 'Child rows are added each time: where a record exists already, importing its row again adds its child rows a second time';
}
