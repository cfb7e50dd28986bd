import { answerReady } from './answers/jobAnswers';
import { beginImport, type ImportLedger } from './ledger';
import { closeImport, type ImportReport } from './report';
import type { ImportDeps, ImportRequest } from './request';
import type { RowSource } from './rows/source';
import { checkEstimate, countRows, estimateWaves } from './send/estimate';
import { chooseRoutes } from './send/route';
import { sendWaves } from './send/sendWaves';

export type { ImportReport } from './report';

/**
 * The story of a new import: rows are checked and sorted into waves, each chunk of a wave goes its route, and every row is
 * answered.
 * @throws UsageError, ZohoApiError or ZohoTransportError only as long as nothing can have been written
 */
export async function importRows(source: RowSource, request: ImportRequest, deps: ImportDeps): Promise<ImportReport> {
	const running = await beginImport(source, request, deps);
	const routes = chooseRoutes(request, running.checked);
	const { waves } = running.checked.sorted;
	const estimate = estimateWaves(running.checked, waves, routes);
	checkEstimate(running, waves, estimate);
	if (request.isDryRun) answerDryRun(running.ledger, waves);
	else await sendWaves(running, waves, routes, estimate);
	return closeImport(running, routes, estimate, countRows(waves));
}

/** Answers the rows that an import would send. */
export function answerDryRun(ledger: ImportLedger, waves: readonly (readonly number[])[]): void {
	for (const wave of waves) ledger.enter(answerReady(wave));
}
