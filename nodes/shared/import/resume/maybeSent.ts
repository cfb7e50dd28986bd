import { answerMaybeWritten } from '../answers/jobAnswers';
import type { RowRange } from '../importLog';
import type { RunningImport } from '../ledger';
import { answerRow, type RowAnswer } from '../rows/answer';
import { cutIntoChunks, weigher } from '../rows/chunks';
import type { ChunkRows } from '../rows/source';
import type { RoutePlan } from '../send/route';
import type { EarlierRun } from './findImport';
import { rowsLeft, waveOf } from './places';

/** Answers rows that earlier runs may have sent, and no job tells of: they are not sent again. */
export function holdMaybeSent(running: RunningImport, { uncertain, records }: EarlierRun): void {
	const { ledger } = running;
	for (const { fileId, first, last } of uncertain) {
		ledger.sentEarlier({ kind: 'unanswered', fileId, first, last });
		ledger.enter(
			rowsMaybeSent(running, { first, last }).map((index) => answerUncertain(running, { first, last }, index)),
		);
	}
	for (const range of records ?? []) {
		ledger.sentEarlier({ kind: 'records', ...range });
		ledger.enter(answerMaybeWritten(rowsMaybeSent(running, range)));
	}
}

/**
 * Answers rows that an earlier run meant for the records API where nothing says whether it wrote them. Those of later waves
 * have a key, and an update has an ID: sending them once more makes no second record.
 */
export function holdMeantForRecords(
	{ ledger, checked, request }: RunningImport,
	{ records }: EarlierRun,
	{ routeOf }: RoutePlan,
): void {
	if (records !== null || request.operation === 'update') return;
	const [first = []] = checked.sorted.waves;
	const chunks = cutIntoChunks(first, weigher(checked)).filter((chunk) => routeOf(chunk) === 'records');
	for (const chunk of chunks) ledger.enter(answerMaybeWritten(chunk.filter((index) => !ledger.answers.has(index))));
}

/**
 * Rows that may have been sent as a range: those of its wave. Where its ends are no longer in one wave, because rows are
 * rejected now that were not then, all rows between them. The ends were sent for certain, rejected now or not.
 */
function rowsMaybeSent(running: RunningImport, { first, last }: RowRange): ChunkRows {
	const wave = waveOf(running, first);
	if (wave >= 0 && wave === waveOf(running, last)) return rowsLeft(running, { first, last, wave });
	const { sorted, rowCount } = running.checked;
	const ends = [...new Set([first, last])].filter((index) => index < rowCount && waveOf(running, index) < 0);
	return [...sorted.waves.flatMap((_, number) => rowsLeft(running, { first, last, wave: number })), ...ends];
}

function answerUncertain({ request }: RunningImport, { first, last }: RowRange, index: number): RowAnswer {
	const reason = 'The log does not say whether Zoho CRM accepted a job for this row';
	const next = `Look for the file ${request.importId}_${first + 1}-${last + 1}.csv in Zoho CRM under Setup > Data Administration > Import > Import History before you import the row again`;
	return answerRow(index, 'UNKNOWN', { reason, next });
}
