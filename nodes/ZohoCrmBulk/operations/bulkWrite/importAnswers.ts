import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { findRejectKinds } from '../../../shared/import/csv/rejects';
import { childAnswersOf, isOpen, isWritten, type RowAnswer } from '../../../shared/import/rows/answer';
import type { ImportOperation } from '../../../shared/import/request';
import type { ImportReport } from '../../../shared/import/importRows';
import type { AnsweringItem } from '../../../shared/n8n/step/operation';
import type { ZohoUsage } from '../../../shared/zoho/call/caller';
import type { ImportChoices, OutputForm } from './importRequest';

/** What the answers are made of. */
export interface ImportOutcome {
	readonly importId: string;
	readonly report: ImportReport;
	readonly usage: ZohoUsage;
}

/** Lists of refusals are shared among answers; items are changed by later steps. */
function toJson(answer: RowAnswer): IDataObject {
	const json = answer as unknown as IDataObject;
	if (answer.errors.length === 0 && answer.children === undefined) return json;
	return {
		...json,
		...structuredClone({
			errors: answer.errors,
			...(answer.children === undefined ? {} : { children: answer.children }),
		}),
	} as unknown as IDataObject;
}

/**
 * An item per row.
 * @param itemOf index of the input item that a row answers
 */
export function answerRows(
	{ book }: ImportReport,
	output: OutputForm,
	itemOf: (index: number) => number,
): AnsweringItem[] {
	const items: AnsweringItem[] = [];
	for (let index = 0; index < book.rowCount; index += 1) {
		const answer = book.get(index);
		if (answer === undefined) continue;
		const place = output === 'apart' && (isOpen(answer) || childAnswersOf(answer).some(isOpen)) ? { output: 1 } : {};
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
	const children = book.childCounts();
	const uncertain = gatherUncertain(book.all());
	return {
		importId,
		rows: book.rowCount,
		...book.counts(),
		...(children === null ? {} : { children }),
		...(uncertain.length === 0 ? {} : { uncertain }),
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

/** What to look for before rows are sent again of which it is not known what became of them, and how many these are. */
function gatherUncertain(answers: readonly RowAnswer[]): IDataObject[] {
	const found = new Map<string | null, { rows: number; childRows: number; next: string | null }>();
	const count = (part: 'rows' | 'childRows', next: string | null): void => {
		const entry = found.get(next) ?? { rows: 0, childRows: 0, next };
		entry[part] += 1;
		found.set(next, entry);
	};
	for (const answer of answers) {
		if (answer.status === 'UNKNOWN') count('rows', answer.next);
		for (const child of isWritten(answer) ? childAnswersOf(answer) : [])
			if (child.status === 'UNKNOWN') count('childRows', child.next);
	}
	return [...found.values()];
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

/** What to know about rows and child rows that were not written, where it does not stand in an item of its own. */
export function describeOpen({ report: { book } }: ImportOutcome, { output, file }: ImportChoices): string[] {
	const told: string[] = [];
	const { unknown } = book.counts();
	if (output === 'summary' && unknown > 0) {
		const place =
			file === null
				? 'under uncertain in the summary'
				: 'in the file uncertain, row by row, and under uncertain in the summary';
		told.push(
			`${counted(unknown, 'row')} may have been written or not: do not import them again before you have looked. What to look for stands ${place}`,
		);
	}
	const children = book.childCounts();
	const refused = children === null ? 0 : children.skipped + children.unprocessed;
	const uncertain = children?.unknown ?? 0;
	if (refused + uncertain > 0)
		told.push(`Child rows not written: ${refused}, uncertain: ${uncertain}. ${placeOfChildren(book, output, file)}`);
	return told;
}

/** What the files of child rows are for. */
const CHILD_FILES = {
	childRejects: 'childRejects, to be imported together with the mended rejects',
	loneChildRejects:
		'loneChildRejects, to be mended and imported by Bulk Write into the module of the child rows, because the rows that they belong to are written',
	childUncertain: 'childUncertain, which says what to look for',
} as const;

/** Where answers of child rows are found. */
function placeOfChildren(book: ImportReport['book'], output: OutputForm, file: ImportChoices['file']): string {
	if (output !== 'summary') return 'Their answers stand under children in the answer of the row that they belong to';
	if (file === null || file.children === null)
		return 'Which ones they are is told under children in the answers of their rows, if Answers is not Summary Only';
	const kinds = findRejectKinds(book.all(), true);
	const files = (['childRejects', 'loneChildRejects', 'childUncertain'] as const).filter((kind) => kinds.has(kind));
	return `They stand in ${files.map((kind) => CHILD_FILES[kind]).join('; in ')}`;
}

/** What to know about child rows that come with rows whose records may exist; null where it does not matter. */
export function warnOfChildren({ hasChildren }: ImportReport, operation: ImportOperation): string | null {
	if (!hasChildren || operation === 'insert') return null;
	return 'Child rows are added each time: where a record exists already, importing its row again adds its child rows a second time';
}
