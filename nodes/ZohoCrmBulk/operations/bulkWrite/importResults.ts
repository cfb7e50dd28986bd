import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { AnswerCounts } from '../../../shared/import/answers/answerBook';
import { gatherReasons } from '../../../shared/import/answers/reasons';
import type { AnswerOf, RejectKind } from '../../../shared/import/csv/rejects';
import type { ImportReport } from '../../../shared/import/importRows';
import type { ImportDeps } from '../../../shared/import/request';
import {
	childAnswersOf,
	isOpen,
	isWritten,
	type ChildAnswer,
	type RowAnswer,
} from '../../../shared/import/rows/answer';
import type { MappingLine, NewFieldValues } from '../../../shared/import/rows/source';
import type { AnsweringItem, TogetherContext } from '../../../shared/n8n/step/operation';
import { calm } from '../../../shared/n8n/step/resultRow';
import { toChildRows, toRow } from './importRow';
import { forLog } from '../../../shared/zoho/call/logText';
import { explain } from '../../../shared/zoho/advice/advice';
import type { ZohoUsage } from '../../../shared/zoho/call/caller';
import type { ImportSource, RejectFiles } from './importSource';
import type { OutputForm } from './importWishes';

/** What the results are made of. */
export interface ImportOutcome {
	readonly importId: string;
	readonly isDryRun: boolean;
	readonly report: ImportReport;
	readonly usage: ZohoUsage;
}

/** What it takes to return results: the items, where files are stored, and the log for those that cannot be. */
type ResultDeps = Pick<TogetherContext, 'items' | 'writeBinary'> &
	Pick<ImportDeps, 'log'> & {
		/** Whether the rows are those of a file, and not the items. */
		readonly isFile: boolean;
	};

/** The items that leave the node: one per row, or a summary, with files of the rows that were not written. */
export async function toResults(
	outcome: ImportOutcome,
	output: OutputForm,
	{ itemOf, rejects }: ImportSource,
	deps: ResultDeps,
): Promise<AnsweringItem[]> {
	if (output !== 'summary') return rowResults(outcome, output, itemOf, deps);
	const binary = rejects === null ? {} : await writeRejects(outcome, rejects, deps);
	return [{ json: summarize(outcome), answers: 0, ...(Object.keys(binary).length === 0 ? {} : { binary }) }];
}

/** A row for every row of the input. */
function rowResults(
	{ importId, report: { book, hasChildren } }: ImportOutcome,
	output: OutputForm,
	itemOf: (index: number) => number,
	{ items, isFile }: ResultDeps,
): AnsweringItem[] {
	const placed: AnsweringItem[] = [];
	for (let index = 0; index < book.rowCount; index += 1) {
		const answer = book.get(index);
		if (answer === undefined) continue;
		const answers = itemOf(index);
		const isFailed = isOpen(answer);
		const json = toRow(answer, importId, isFailed && !isFile ? items[answers]?.json : undefined);
		if (hasChildren) json.children = toChildRows(answer);
		const place = output === 'apart' && (isFailed || childAnswersOf(answer).some(isOpen)) ? { output: 1 } : {};
		placed.push({ json, answers, ...place });
	}
	return placed;
}

function summarize({ importId, isDryRun, report, usage }: ImportOutcome): IDataObject {
	const { book, jobs, openJobs, recordRequests, mapping, newValues, routeReason, estimate } = report;
	const children = book.childCounts();
	const uncertain = gatherUncertain(book.all());
	const { common, otherRows } = gatherReasons(book);
	return {
		importId,
		rows: book.rowCount,
		...countsOf(book.counts(), isDryRun),
		...(children === null ? {} : { children: countsOf(children, isDryRun) }),
		...(uncertain.length === 0 ? {} : { uncertain }),
		...(common.length === 0
			? {}
			: { reasons: common.map(({ firstRows, ...entry }) => ({ ...entry, firstRows: [...firstRows] })) }),
		...(otherRows === 0 ? {} : { rowsWithOtherReasons: otherRows }),
		...(newValues.length === 0 ? {} : { newPicklistValues: newValues.map(describeNewValues) }),
		...(jobs.length === 0 ? {} : { jobs: [...jobs] }),
		...(openJobs.length === 0 ? {} : { openJobs: [...openJobs] }),
		recordRequests,
		route: routeReason,
		expected: { ...estimate },
		credits: usage.credits,
		...(usage.creditsRemaining === null ? {} : { creditsRemaining: usage.creditsRemaining }),
		apiCalls: usage.calls,
		mapping: mapping.map(toMappingLine),
	} as IDataObject;
}

/** The counts of an import, or of a check, which adds nothing. */
function countsOf({ ready, ...counts }: AnswerCounts, isDryRun: boolean): IDataObject {
	return isDryRun ? { ready, skipped: counts.skipped } : counts;
}

/** What became of a column, with an empty text for what there is nothing to say of. */
const toMappingLine = (line: MappingLine): IDataObject =>
	Object.fromEntries(Object.entries(line).map(([key, value]) => [key, calm(value)])) as IDataObject;

const describeNewValues = ({ field, values, otherCount }: NewFieldValues): IDataObject => ({
	field,
	values: values.map((value) => ({ ...value })),
	...(otherCount === 0 ? {} : { otherCount }),
});

/** What to look for in Zoho CRM before importing the uncertain rows again, and how many rows that is about. */
function gatherUncertain(answers: readonly RowAnswer[]): IDataObject[] {
	const found = new Map<string, { rows: number; childRows: number; reason: string; next: string }>();
	const count = (part: 'rows' | 'childRows', { reason = '', next }: Pick<ChildAnswer, 'reason' | 'next'>): void => {
		const key = JSON.stringify([reason, next]);
		const entry = found.get(key) ?? { rows: 0, childRows: 0, reason, next: next ?? '' };
		entry[part] += 1;
		found.set(key, entry);
	};
	for (const answer of answers) {
		if (answer.status === 'UNKNOWN') count('rows', answer);
		for (const child of isWritten(answer) ? childAnswersOf(answer) : [])
			if (child.status === 'UNKNOWN') count('childRows', child);
	}
	return [...found.values()];
}

/** Endings of the names of files with rows that were not written. */
const REJECT_NAMES: Readonly<Record<RejectKind, string>> = {
	rejects: 'rejects',
	childRejects: 'child_rejects',
	uncertain: 'uncertain',
	childUncertain: 'child_uncertain',
	loneChildRejects: 'lone_child_rejects',
};

/** Writes the rows of a file that were not written into files that can be fixed and imported again. */
async function writeRejects(
	{ importId, report: { book } }: ImportOutcome,
	rejects: RejectFiles,
	{ writeBinary, log }: ResultDeps,
): Promise<IBinaryKeyData> {
	const answerOf: AnswerOf = (index) => book.get(index);
	const binary: IBinaryKeyData = {};
	for (const kind of rejects.kindsOf(book.all())) {
		const fileName = `${importId}_${REJECT_NAMES[kind]}.csv`;
		// The rows were sent: a file that cannot be written must not make the node run again.
		const file = await writeBinary(rejects.write(answerOf, kind), fileName, 'text/csv').catch((reason: unknown) => {
			log(
				`import ${importId}: the file ${REJECT_NAMES[kind]} could not be written: ${forLog(explain(reason).message)}`,
			);
			return null;
		});
		if (file !== null) binary[kind] = file;
	}
	return binary;
}
