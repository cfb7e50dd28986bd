import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { describeEntry, type LogEntry } from '../../../shared/import/importLog';
import { importRows } from '../../../shared/import/importRows';
import type { ImportDeps, ImportRequest } from '../../../shared/import/request';
import { findImport } from '../../../shared/import/resume/findImport';
import { resumeImport } from '../../../shared/import/resumeImport';
import type { RowAnswer } from '../../../shared/import/rows/answer';
import { findEndedJobs, wakeImport as collectSleeping } from '../../../shared/import/wakeImport';
import type { InputRow } from '../../../shared/values/fieldValues';
import type { AnsweringItem, TogetherContext, WakeContext } from '../../../shared/n8n/step/operation';
import type { Execution } from '../../../shared/n8n/connection/nodeContext';
import { UsageError } from '../../../shared/zoho/call/errors';
import { hintsOf } from './importHints';
import { columns } from './importOptions';
import { resolveRequest, toImportId } from './importRequest';
import { toResults, type ImportOutcome } from './importResults';
import { openSource } from './importSource';
import { readWishes, type ImportWishes } from './importWishes';
import { describeSettings, recallSettings } from './rememberedSettings';
import { Pulse, runAlone } from './runAlone';
import { requireSameForAllRows } from './sameForAllRows';

/** What a sleeping import remembers. */
interface Memory {
	readonly request: ImportRequest;
	readonly file: ImportWishes['file'];
	readonly output: ImportWishes['output'];
	/** What was sent; its jobs are asked for. */
	readonly sent: readonly LogEntry[];
	readonly answers: readonly RowAnswer[];
	/** Results of the items that the checks rejected. */
	readonly refused: readonly RowAnswer[];
	/** Rows that were mapped by hand, because their expressions cannot be evaluated any more; null for others. */
	readonly mapped: readonly InputRow[] | null;
}

/**
 * Runs an import from the form to its results.
 * @param form the parameters of the operation
 * @param jobList what an earlier run of the same import has sent, as the user gave it; null for a new import
 * @param usesRemembered whether that run's settings are used instead of those of the form
 */
export async function runImport(
	context: TogetherContext,
	form: readonly INodeProperties[],
	jobList: string | null,
	usesRemembered = false,
): Promise<readonly AnsweringItem[]> {
	await requireSameForAllRows(context, form);
	const { zoho, marks } = context;
	const pulse = new Pulse();
	const execution = pulse.in(context.execution);
	const wishes =
		usesRemembered && jobList !== null
			? recallSettings(jobList, context)
			: readWishes(context.readAt(0), execution.timeZone, execution.now());
	const { file, output } = wishes;
	const deps: ImportDeps = { zoho, ...execution };
	const waitMs = wishes.request.waitSeconds * 1000;
	if (wishes.request.wait !== 'none') zoho.endAt(execution.now() + waitMs);
	const runId = toImportId(execution.id, execution.now());
	const earlier = jobList === null ? null : await findImport(jobList, context.recall, execution.now() + waitMs, deps);
	const ids = earlier === null ? { importId: runId } : { importId: earlier.importId, run: runId };
	const request = await resolveRequest(wishes, ids, context);
	// Settings are remembered only of imports whose rows are the items themselves, or a file.
	const { mapped, evaluated } = usesRemembered ? AS_THEY_ARE : await mapItems(context, wishes);
	const source = await openSource({ ...context, execution: stoppable(execution) }, request, file, mapped);
	const { importId, isDryRun } = request;
	const report = await runAlone({ importId, isResumed: earlier !== null, marks, execution, pulse }, async () =>
		earlier === null
			? await importRows(source.rows, request, deps)
			: await resumeImport(source.rows, request, deps, earlier),
	);

	const outcome: ImportOutcome = { importId, isDryRun, report, usage: zoho.usage };
	for (const { text, type } of hintsOf(outcome, wishes, request.operation, evaluated)) context.hint(text, type);
	if (report.sent.length > 0)
		context.remember(
			importId,
			[
				...report.sent.map((part) => describeEntry(importId, part)),
				...(mapped === null ? [describeSettings(wishes)] : []),
			].join('\n'),
		);
	const results = await toResults(outcome, output, source, { ...context, log: execution.log, isFile: file !== null });
	if (request.wait !== 'callback' || report.openJobs.length === 0) return results;
	const memory: Memory = {
		request,
		file,
		output,
		sent: report.sent,
		answers: report.ownAnswers,
		refused: file === null ? report.refused : [],
		mapped,
	};
	return await context.sleepUntilCallback(
		asStored(memory) as unknown as IDataObject,
		execution.now() + waitMs,
		results,
	);
}

const AS_THEY_ARE = { mapped: null, evaluated: 0 } as const;

/** The rows as the form maps them; null where they are the items themselves, or a file. */
async function mapItems(
	{ items, mappedRows }: TogetherContext,
	{ file }: ImportWishes,
): Promise<{ mapped: readonly InputRow[] | null; evaluated: number }> {
	if (file !== null) return AS_THEY_ARE;
	const { rows, evaluated } = await mappedRows(columns.name);
	if (rows[0] === items[0].json) return { mapped: null, evaluated };
	return { mapped: rows, evaluated };
}

/** A value as n8n gives it back once it was stored. */
function asStored<Value>(value: Value): Value {
	return JSON.parse(JSON.stringify(value)) as Value;
}

/** Stops reading rows once the execution was stopped: reading sleeps now and then to let other work of n8n run. */
function stoppable(execution: Execution): Execution {
	return {
		...execution,
		async sleep(ms) {
			await execution.sleep(ms);
			if (execution.isCancelled())
				throw new UsageError('The execution was stopped', 'Rows that were not sent can be imported again');
		},
	};
}

/** Our choice: a server that hangs keeps whoever calls back no longer than this. */
const WAKE_MS = 600_000;

/**
 * Continues a sleeping import: asks for its jobs again, because anyone who knows the address could have called.
 * @returns null while a job has not ended
 */
export async function wakeImport(context: WakeContext): Promise<readonly AnsweringItem[] | null> {
	const { zoho, execution, token } = context;
	const { request, file, output, sent, answers, refused, mapped } = context.memory as Memory;
	if (token !== request.importId) return null;
	const deps: ImportDeps = { zoho, ...execution };
	zoho.endAt(execution.now() + WAKE_MS);
	const jobs = await findEndedJobs(sent, deps);
	if (jobs === null) return null;
	const source = await openSource(context, request, file, mapped, refused);
	const report = await collectSleeping(source.rows, request, deps, { jobs, answers });
	const outcome: ImportOutcome = { importId: request.importId, isDryRun: false, report, usage: zoho.usage };
	return await toResults(outcome, output, source, { ...context, log: execution.log, isFile: file !== null });
}
