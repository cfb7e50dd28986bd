import { completeAnswers } from './answers/completeAnswers';
import type { LogEntry } from './importLog';
import type { ImportLedger, RunningImport } from './ledger';
import type { RowAnswer } from './rows/answer';
import type { MappingLine, NewFieldValues } from './rows/source';
import { warnOfCost, type ImportEstimate } from './send/estimate';
import type { RoutePlan } from './send/route';

/** What came of an import. */
export interface ImportReport {
	/** The answers; every row has one. */
	readonly book: ImportLedger['answers'];
	/** IDs of the jobs that Zoho accepted, in the order of their creation. */
	readonly jobs: readonly string[];
	/** Those of them that were left before they ended. */
	readonly openJobs: readonly string[];
	/** Which rows were sent, by this run and those before it, and how. */
	readonly sent: readonly LogEntry[];
	/** Requests that wrote records by the records API. */
	readonly recordRequests: number;
	/** Whether rows brought child rows with them. */
	readonly hasChildren: boolean;
	readonly mapping: readonly MappingLine[];
	readonly newValues: readonly NewFieldValues[];
	/** Why the rows went the way they did. */
	readonly routeReason: string;
	/** Why all rows go as jobs although nobody asked for it, as a clause; null where they do not. */
	readonly forcedBy: string | null;
	/** What was expected before anything was sent. */
	readonly estimate: ImportEstimate;
	/** That few rows cost much, and why, for people; null where they do not. */
	readonly costWarning: string | null;
	/** Answers that neither the checks nor a job could give again; a sleeping import keeps them. */
	readonly ownAnswers: readonly RowAnswer[];
	/** Answers of the rows that the checks rejected. */
	readonly refused: readonly RowAnswer[];
}

/**
 * Closes the ledger: rows that nothing has answered are answered too.
 * @param estimated how many rows the estimate is about
 */
export function closeImport(
	{ ledger, checked }: RunningImport,
	routes: RoutePlan,
	estimate: ImportEstimate,
	estimated = 0,
): ImportReport {
	ledger.enter(completeAnswers(ledger.answers, checked));
	const openJobs = new Set(ledger.openJobs.map(({ job }) => job.id));
	const ofChecks = new Set(checked.refused);
	const isOwn = (answer: RowAnswer): boolean => answer.job === null && !ofChecks.has(answer);
	return {
		book: ledger.answers,
		jobs: ledger.jobIds,
		openJobs: ledger.jobIds.filter((id) => openJobs.has(id)),
		sent: ledger.sentEntries,
		recordRequests: ledger.recordRequests,
		hasChildren: checked.hasChildren,
		mapping: checked.mapping,
		newValues: checked.newValues,
		routeReason: routes.reason,
		forcedBy: routes.forcedBy,
		estimate,
		costWarning: warnOfCost(estimated, estimate, routes),
		refused: checked.refused,
		ownAnswers: openJobs.size === 0 ? [] : ledger.answers.all().filter(isOwn),
	};
}
