import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { gatherReasons } from '../../../shared/import/answers/reasons';
import type { AnswerOf, RejectKind } from '../../../shared/import/csv/rejects';
import type { ImportReport } from '../../../shared/import/importRows';
import type { ImportDeps } from '../../../shared/import/request';
import { childAnswersOf, isOpen, isWritten, type RowAnswer } from '../../../shared/import/rows/answer';
import type { NewFieldValues } from '../../../shared/import/rows/source';
import type { AnsweringItem, TogetherContext } from '../../../shared/n8n/step/operation';
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

/** What it takes to return results: where files are stored, and the log for those that cannot be. */
type ResultDeps = Pick<TogetherContext, 'writeBinary'> & Pick<ImportDeps, 'log'>;

/** The items that leave the node: one per row, or a summary, with files of the rows that were not written. */
export async function toResults(
	outcome: ImportOutcome,
	output: OutputForm,
	{ itemOf, rejects }: ImportSource,
	deps: ResultDeps,
): Promise<AnsweringItem[]> {
	if (output !== 'summary') return rowResults(outcome.report, output, itemOf);
	const binary = rejects === null ? {} : await writeRejects(outcome, rejects, deps);
	return [{ json: summarize(outcome), answers: 0, ...(Object.keys(binary).length === 0 ? {} : { binary }) }];
}

/** @param itemOf index of the input item that a row comes from */
function rowResults({ book }: ImportReport, output: OutputForm, itemOf: (index: number) => number): AnsweringItem[] {
	const items: AnsweringItem[] = [];
	for (let index = 0; index < book.rowCount; index += 1) {
		const answer = book.get(index);
		if (answer === undefined) continue;
		const place = output === 'apart' && (isOpen(answer) || childAnswersOf(answer).some(isOpen)) ? { output: 1 } : {};
		items.push({ json: toJson(answer), answers: itemOf(index), ...place });
	}
	return items;
}

/** Rows may share a list of reasons, and the nodes that follow change items: each gets a list of its own. */
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

function summarize({ importId, report, usage }: ImportOutcome): IDataObject {
	const { book, jobs, openJobs, recordRequests, mapping, newValues, routeReason, estimate } = report;
	const children = book.childCounts();
	const uncertain = gatherUncertain(book.all());
	const { common, otherRows } = gatherReasons(book);
	return {
		importId,
		rows: book.rowCount,
		...book.counts(),
		...(children === null ? {} : { children }),
		...(uncertain.length === 0 ? {} : { uncertain }),
		...(common.length === 0
			? {}
			: { reasons: common.map(({ firstRows, ...entry }) => ({ ...entry, firstRows: [...firstRows] })) }),
		...(otherRows === 0 ? {} : { rowsWithOtherReasons: otherRows }),
		...(newValues.length === 0 ? {} : { newPicklistValues: newValues.map(describeNewValues) }),
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

const describeNewValues = ({ field, values, otherCount }: NewFieldValues): IDataObject => ({
	field,
	values: values.map((value) => ({ ...value })),
	...(otherCount === 0 ? {} : { otherCount }),
});

/** What to look for in Zoho CRM before importing the uncertain rows again, and how many rows that is about. */
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
