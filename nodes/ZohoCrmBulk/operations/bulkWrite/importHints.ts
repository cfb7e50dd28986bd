import { gatherReasons } from '../../../shared/import/answers/reasons';
import { findRejectKinds } from '../../../shared/import/csv/rejects';
import type { ImportReport } from '../../../shared/import/importRows';
import type { ImportOperation } from '../../../shared/import/request';
import type { HintType } from '../../../shared/n8n/step/hints';
import { output as outputParameter } from './importOptions';
import type { ImportOutcome } from './importResults';
import type { ImportWishes } from './importWishes';

/** A line of the output panel. */
export interface Hint {
	readonly text: string;
	/** A warning says that rows failed. */
	readonly type: HintType;
}

const info = (text: string): Hint => ({ text, type: 'info' });
const warning = (text: string): Hint => ({ text, type: 'warning' });

/** The lines of the output panel that say what an import came to. */
export function hintsOf(
	outcome: ImportOutcome,
	wishes: Pick<ImportWishes, 'file' | 'output'>,
	operation: ImportOperation,
	evaluated: number,
): Hint[] {
	const { report, isDryRun } = outcome;
	if (report.book.rowCount === 0) return [info(NO_ROWS)];
	const { skipped, unprocessed, unknown } = report.book.counts();
	const type = skipped + unprocessed + unknown > 0 ? 'warning' : 'info';
	return [
		{ text: isDryRun ? describeDryRun(report, wishes) : describeImport(outcome, wishes), type },
		...(report.costWarning === null ? [] : [warning(report.costWarning)]),
		...(report.hasChildren && operation !== 'insert' ? [info(CHILDREN_ADDED_AGAIN)] : []),
		...(evaluated > 0 ? [info(describeExpressions(evaluated))] : []),
		...(isDryRun ? [] : [...describeUncertain(report, wishes), ...describeChildren(report, wishes)].map(warning)),
	];
}

const NO_ROWS = 'The file has a header but no rows below it. Nothing was sent';

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** How the rows would go: `2 jobs and 10 requests to the Records API`. */
function describeWay(jobs: number, requests: number): string {
	if (requests === 0) return counted(jobs, 'job');
	return `${jobs === 0 ? '' : `${counted(jobs, 'job')} and `}${counted(requests, 'request')} to the Records API`;
}

/** Why rows go as jobs that cost more; nothing where the user or the price decided. */
const describeRoute = ({ forcedBy }: ImportReport): string[] =>
	forcedBy === null ? [] : [`Jobs are needed because ${forcedBy}`];

/** What a check found, and what the import would cost. */
function describeDryRun(report: ImportReport, wishes: Pick<ImportWishes, 'file' | 'output'>): string {
	const { jobs, recordRequests, credits } = report.estimate;
	return [
		`CHECK ONLY: nothing was sent. ${describeCounts(report, 'would fail')}`,
		`The import would use about ${counted(credits, 'Zoho API credit')}, in ${describeWay(jobs, recordRequests)}`,
		...describeRoute(report),
		...(jobs > 0 ? ['Automations of Zoho CRM may run for every row of a job'] : []),
		...describePlace(report, wishes),
	].join('. ');
}

function describeImport(
	{ importId, report, usage }: ImportOutcome,
	wishes: Pick<ImportWishes, 'file' | 'output'>,
): string {
	const { pending, unknown, unprocessed } = report.book.counts();
	const left = usage.creditsRemaining === null ? '' : ` (${usage.creditsRemaining} left for the current 24 hours)`;
	return [
		describeCounts(report, 'failed'),
		`About ${counted(usage.credits, 'Zoho API credit')}${left}`,
		...describeRoute(report),
		...describePlace(report, wishes),
		...(pending + unknown + unprocessed > 0 ? [`To resume, run Resume Import with the import ID ${importId}`] : []),
	].join('. ');
}

/** How many reasons the line names. */
const NAMED_REASONS = 3;

/** How many rows came to what: `4 rows: 2 added, 2 failed (row 3: Last Name is empty; row 4: Email is empty)`. */
function describeCounts({ book }: ImportReport, failed: string): string {
	const { ready, added, updated, skipped, unprocessed, pending, unknown } = book.counts();
	const { common, otherRows } = gatherReasons(book);
	const named = common
		.slice(0, NAMED_REASONS)
		.map(({ reason, rows, firstRows }) => `${rows === 1 ? `row ${firstRows[0]}` : `${rows} rows`}: ${reason}`);
	const others = common.slice(NAMED_REASONS).reduce((sum, { rows }) => sum + rows, otherRows);
	const reasons = [...named, ...(others > 0 ? [`${counted(others, 'row')}: other reasons`] : [])];
	const open = [
		...(skipped > 0 ? [`${skipped} ${failed}`] : []),
		...(unprocessed > 0 ? [`${unprocessed} not sent`] : []),
	];
	const told = [
		...(ready > 0 ? [`${ready} ready`] : []),
		...(added > 0 ? [`${added} added`] : []),
		...(updated > 0 ? [`${updated} updated`] : []),
		...(open.length > 0 ? [`${open.join(', ')}${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`] : []),
		...(pending > 0 ? [`${pending} pending`] : []),
		...(unknown > 0 ? [`${unknown} uncertain`] : []),
	];
	return `${counted(book.rowCount, 'row')}: ${told.join(', ')}`;
}

/** Where the rows that failed are found. */
function describePlace({ book }: ImportReport, { file, output }: Pick<ImportWishes, 'file' | 'output'>): string[] {
	const { skipped, unprocessed } = book.counts();
	if (skipped + unprocessed === 0) return [];
	if (output === 'apart') return ['The failed rows are in the second output'];
	if (output === 'all') return ['The items of the failed rows say why under "reason", and what to do under "next"'];
	return file === null ? [] : ['The failed rows are in the file "rejects" (Binary tab)'];
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
