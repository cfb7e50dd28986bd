import { joinGivenRows } from './answers/join';
import { answerDryRun } from './importRows';
import { beginImport } from './ledger';
import { closeImport, type ImportReport } from './report';
import type { ImportDeps, ImportRequest } from './request';
import { collectJobs, holdStrangers, type RowTrust } from './resume/collectJobs';
import type { EarlierRun } from './resume/findImport';
import { holdMaybeSent, holdMeantForRecords } from './resume/maybeSent';
import { holdUnlogged } from './resume/unlogged';
import { placeJobs } from './resume/placeJobs';
import type { RowSource } from './rows/source';
import { checkEstimate, countRows, estimateWaves } from './send/estimate';
import { chooseRoutes } from './send/route';
import { sendWaves } from './send/sendWaves';

/** The rows come from the user once more: they may be others than those that were sent. */
const GIVEN_AGAIN: RowTrust = { join: joinGivenRows, hasAllUncounted: false };

/**
 * The story of an import that an earlier run has begun and not finished: what that run has sent is collected, and only rows
 * that nothing has been sent of are sent.
 * @throws UsageError if the rows are not those of that import; otherwise as `importRows`
 */
export async function resumeImport(
	source: RowSource,
	request: ImportRequest,
	deps: ImportDeps,
	earlier: EarlierRun,
): Promise<ImportReport> {
	const running = await beginImport(source, request, deps);
	const { checked, ledger } = running;
	const stray = await collectJobs(running, await placeJobs(running, earlier.jobs), GIVEN_AGAIN);
	holdMaybeSent(running, earlier);
	holdStrangers(running, stray);
	const routes = chooseRoutes(request, checked);
	holdUnlogged(running, earlier, routes);
	holdMeantForRecords(running, earlier, routes);
	const waves = checked.sorted.waves.map((wave) => wave.filter((index) => !ledger.answers.has(index)));
	const estimate = estimateWaves(checked, waves, routes);
	checkEstimate(running, waves, estimate);
	if (request.isDryRun) answerDryRun(ledger, waves);
	else await sendWaves(running, waves, routes, estimate);
	return closeImport(running, routes, estimate, countRows(waves));
}
