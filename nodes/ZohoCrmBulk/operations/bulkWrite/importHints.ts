import { findRejectKinds } from '../../../shared/import/csv/rejects';
import type { ImportReport } from '../../../shared/import/importRows';
import type { ImportOperation } from '../../../shared/import/request';
import { output as outputParameter, route } from './importOptions';
import type { ImportOutcome } from './importResults';
import type { ImportWishes } from './importWishes';

/** The lines of the output panel that say what an import came to. */
export function hintsOf(
	outcome: ImportOutcome,
	wishes: Pick<ImportWishes, 'file' | 'output'>,
	operation: ImportOperation,
	evaluated: number,
): string[] {
	const { report, isDryRun } = outcome;
	if (report.book.rowCount === 0) return [NO_ROWS];
	return [
		isDryRun ? describeDryRun(report) : describeImport(outcome),
		...(report.hasChildren && operation !== 'insert' ? [CHILDREN_ADDED_AGAIN] : []),
		...(evaluated > 0 ? [describeExpressions(evaluated)] : []),
		...(isDryRun ? [] : [...describeUncertain(report, wishes), ...describeChildren(report, wishes)]),
	];
}

const NO_ROWS = 'The file has a header but no rows below it. Nothing was sent';

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** How the rows went: `2 jobs and 10 requests to the Records API`. */
function describeWay(jobs: number, requests: number): string {
	if (requests === 0) return counted(jobs, 'job');
	return `${jobs === 0 ? '' : `${counted(jobs, 'job')} and `}${counted(requests, 'request')} to the Records API`;
}

const describeRoute = ({ routeReason }: ImportReport): string => `${route.form.displayName}: ${routeReason}`;

function describeDryRun(report: ImportReport): string {
	const { book, estimate } = report;
	const plan = `${describeWay(estimate.jobs, estimate.recordRequests)}, about ${estimate.credits} API credits (our estimate)`;
	return `Dry run of ${counted(book.rowCount, 'row')}, nothing was sent: ${plan}. ${describeRoute(report)}. Automations of Zoho CRM may run for every row of a job`;
}

function describeImport({ importId, report, usage }: ImportOutcome): string {
	const { book, jobs, recordRequests } = report;
	const counts = Object.entries(book.counts()).filter(([, count]) => count > 0);
	const told = counts.map(([status, count]) => `${count} ${status}`).join(', ');
	const remaining = usage.creditsRemaining === null ? '' : `; Zoho CRM says ${usage.creditsRemaining} remain`;
	return `Import ${importId}: ${counted(book.rowCount, 'row')} in ${describeWay(jobs.length, recordRequests)}: ${told}. About ${usage.credits} API credits (our estimate)${remaining}. ${describeRoute(report)}`;
}

const CHILDREN_ADDED_AGAIN =
	'Child rows are always added. If a record already exists, importing its row again adds its child rows a second time';

const describeExpressions = (evaluated: number): string =>
	`Columns are mapped by hand with expressions: n8n evaluated ${evaluated} of them, at about half a millisecond each. Automatic mapping of keys that are named like fields takes no such time`;

/** What to know about rows with an unknown outcome, if no item says it. */
function describeUncertain({ book }: ImportReport, { output, file }: Pick<ImportWishes, 'file' | 'output'>): string[] {
	const { unknown } = book.counts();
	if (output !== 'summary' || unknown === 0) return [];
	const place = file === null ? '' : ', and the file "uncertain" says it for each row';
	return [
		`${counted(unknown, 'row')} may or may not have been written. Check them in Zoho CRM before importing them again: "uncertain" in the summary says what to look for${place}`,
	];
}

/** What to know about child rows that were not written. */
function describeChildren({ book }: ImportReport, wishes: Pick<ImportWishes, 'file' | 'output'>): string[] {
	const children = book.childCounts();
	const failed = children === null ? 0 : children.skipped + children.unprocessed;
	const uncertain = children?.unknown ?? 0;
	if (failed + uncertain === 0) return [];
	return [`Child rows not written: ${failed}, uncertain: ${uncertain}. ${placeOfChildren(book, wishes)}`];
}

/** What the files of child rows are for. */
const CHILD_FILES = {
	childRejects: '"childRejects": fix them, and import them together with the fixed "rejects"',
	loneChildRejects:
		'"loneChildRejects": child rows that failed although their parent row was written. Fix them, and import them via Bulk Write into the module of the child rows',
	childUncertain: '"childUncertain": look for these rows in Zoho CRM, the file says how',
} as const;

/** Where the results of child rows are found. */
function placeOfChildren(book: ImportReport['book'], { output, file }: Pick<ImportWishes, 'file' | 'output'>): string {
	if (output !== 'summary') return 'Their results are under "children" in the result of their parent row';
	if (file === null || file.children === null)
		return `If ${outputParameter.form.displayName} is not Summary Only, they are listed under "children" in the result of their parent row`;
	const kinds = findRejectKinds(book.all(), true);
	const files = (['childRejects', 'loneChildRejects', 'childUncertain'] as const).filter((kind) => kinds.has(kind));
	return `They are in these files. ${files.map((kind) => CHILD_FILES[kind]).join('. ')}`;
}
