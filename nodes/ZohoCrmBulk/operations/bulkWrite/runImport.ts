import type { IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';
import { findImport, type EarlierRun } from '../../../shared/import/resume/findImport';
import { resumeImport } from '../../../shared/import/resumeImport';
import { findEndedJobs, wakeImport as collectSleeping } from '../../../shared/import/wakeImport';
import { describeEntry, type LogEntry } from '../../../shared/import/importLog';
import { importRows } from '../../../shared/import/importRows';
import type { ImportDeps, ImportRequest } from '../../../shared/import/request';
import type { AnswerOf, RejectKind } from '../../../shared/import/csv/rejects';
import type { RowAnswer } from '../../../shared/import/rows/answer';
import type { InputRow } from '../../../shared/values/fieldValues';
import type { AnsweringItem, TogetherContext, WakeContext } from '../../../shared/n8n/step/operation';
import type { Execution } from '../../../shared/n8n/connection/nodeContext';
import { explain } from '../../../shared/zoho/advice/advice';
import { UsageError } from '../../../shared/zoho/call/errors';
import { checkCallbackUrl } from './callbackAddress';
import {
	answerRows,
	answerSummary,
	describeOpen,
	describeOutcome,
	warnOfChildren,
	type ImportOutcome,
} from './importAnswers';
import { readChoices, readRequest, toImportId, type ImportChoices } from './importRequest';
import { openSource, type ImportSource, type RejectFiles } from './importSource';
import { requireSameForAllRows } from './sameForAllRows';

/** What a sleeping import remembers. */
interface Memory {
	readonly request: ImportRequest;
	readonly choices: ImportChoices;
	/** What was sent; its jobs are asked for. */
	readonly sent: readonly LogEntry[];
	readonly answers: readonly RowAnswer[];
	/** Rows that were mapped by hand, because their expressions cannot be evaluated any more; null for others. */
	readonly mapped: readonly InputRow[] | null;
}

/**
 * Runs an import from the form to the answers.
 * @param form the parameters of the operation
 * @param jobList what an earlier run of the same import has sent, as the user gave it; null for a new import
 */
export async function runImport(
	context: TogetherContext,
	form: readonly INodeProperties[],
	jobList: string | null,
): Promise<readonly AnsweringItem[]> {
	const { surroundings, zoho } = context;
	await requireSameForAllRows(context, form);
	const read = context.readAt(0);
	const choices = readChoices(read);
	const deps: ImportDeps = { zoho, ...surroundings };
	const newId = toImportId(surroundings.executionId, surroundings.now());
	const wishes = readRequest(read, surroundings, newId, choices.output);
	const earlier = jobList === null ? null : await findEarlier(context, jobList, wishes, deps);
	const importId = earlier?.importId ?? newId;
	const callbackUrl =
		wishes.wait === 'callback'
			? checkCallbackUrl(context.callbackUrl(importId), (await context.connection()).dataCenter)
			: null;
	const request: ImportRequest = {
		...wishes,
		importId,
		callbackUrl,
		layoutFields: await findLayoutFields(wishes, deps),
		...(earlier === null ? {} : { run: newId }),
	};
	const { mapped: rows, evaluated } = await mapItems(context, choices);
	// On waking the rows are what n8n stored of them, so they are sent as that: moments become texts.
	const mapped = wishes.wait === 'callback' ? asStored(rows) : rows;
	const source = await openSource({ ...context, surroundings: stoppable(surroundings) }, request, choices, mapped);
	const report =
		earlier === null
			? await importRows(source.rows, request, deps)
			: await resumeImport(source.rows, request, deps, earlier);
	const outcome: ImportOutcome = { importId, report, usage: zoho.usage };
	context.hint(describeOutcome(outcome, request.isDryRun));
	const warning = warnOfChildren(report, request.operation);
	if (warning !== null) context.hint(warning);
	if (evaluated > 0)
		context.hint(
			`Columns are mapped by hand with expressions: n8n evaluated ${evaluated} of them, at about half a millisecond each. Keys that are named like fields, mapped automatically, cost nothing`,
		);
	if (!request.isDryRun) for (const told of describeOpen(outcome, choices)) context.hint(told);
	if (report.sent.length > 0)
		context.remember(importId, report.sent.map((part) => describeEntry(importId, part)).join('\n'));
	const answers = await answerImport(context, choices, request.isDryRun, outcome, source, surroundings);
	if (request.wait !== 'callback' || report.openJobs.length === 0) return answers;
	const memory: Memory = { request, choices, sent: report.sent, answers: report.ownAnswers, mapped };
	const untilMs = surroundings.now() + request.waitSeconds * 1000;
	return await context.sleepUntilCallback(asStored(memory) as unknown as IDataObject, untilMs, answers);
}

/** A value as n8n gives it back once it was stored. */
function asStored<Value>(value: Value): Value {
	return JSON.parse(JSON.stringify(value)) as Value;
}

/** Ends the reading of rows, which lets others have their turn now and then, when the execution was stopped. */
function stoppable(surroundings: Execution): Execution {
	return {
		...surroundings,
		async sleep(ms) {
			await surroundings.sleep(ms);
			if (surroundings.isCancelled())
				throw new UsageError('The execution was stopped', 'Import the rows again that were not sent');
		},
	};
}

/** What the chosen layout asks for beyond the mandatory fields of the module. */
async function findLayoutFields(
	{ module, layoutId }: ImportRequest,
	{ zoho }: Pick<ImportDeps, 'zoho'>,
): Promise<readonly string[]> {
	if (layoutId === null) return [];
	const layout = (await zoho.metadata.layouts(module)).find(({ id }) => id === layoutId);
	if (layout !== undefined) return layout.requiredFields;
	throw new UsageError(
		`${module} has no layout with the ID ${layoutId}`,
		'Choose the layout from the list under Options',
	);
}

/** The rows as the form maps them; null where they are the items themselves, or a file. */
async function mapItems(
	{ items, mappedRows }: TogetherContext,
	{ file }: ImportChoices,
): Promise<{ mapped: readonly InputRow[] | null; evaluated: number }> {
	if (file !== null) return { mapped: null, evaluated: 0 };
	const { rows, evaluated } = await mappedRows('columns');
	return { mapped: rows[0] === items[0].json ? null : rows, evaluated };
}

async function findEarlier(
	{ recall }: TogetherContext,
	jobList: string,
	{ waitSeconds }: ImportRequest,
	deps: ImportDeps,
): Promise<EarlierRun> {
	return await findImport(jobList, recall, deps.now() + waitSeconds * 1000, deps);
}

/** Answers rows, or their sum. */
async function answerImport(
	files: Pick<TogetherContext, 'writeBinary'>,
	{ output }: ImportChoices,
	isDryRun: boolean,
	outcome: ImportOutcome,
	source: ImportSource,
	deps: Pick<ImportDeps, 'log'>,
): Promise<AnsweringItem[]> {
	if (output !== 'summary') return answerRows(outcome.report, output, source.itemOf);
	return [
		answerSummary(
			outcome,
			source.rejects === null ? {} : await writeRejects(files, isDryRun, outcome, source.rejects, deps),
		),
	];
}

/** Endings of the names of files with rows that were not written. */
const REJECT_NAMES: Readonly<Record<RejectKind, string>> = {
	rejects: 'rejects',
	childRejects: 'child_rejects',
	uncertain: 'uncertain',
	childUncertain: 'child_uncertain',
	loneChildRejects: 'lone_child_rejects',
};

/** The rows of a file that were not written go into files that can be mended and imported again. After a dry run these are the refused ones alone. */
async function writeRejects(
	files: Pick<TogetherContext, 'writeBinary'>,
	isDryRun: boolean,
	{ importId, report }: ImportOutcome,
	rejects: RejectFiles,
	{ log }: Pick<ImportDeps, 'log'>,
): Promise<IBinaryKeyData> {
	const isTold = (answer: RowAnswer | undefined): boolean => !isDryRun || answer?.status === 'SKIPPED';
	const answerOf: AnswerOf = (index) => (isTold(report.book.get(index)) ? report.book.get(index) : undefined);
	const binary: IBinaryKeyData = {};
	for (const kind of rejects.kindsOf(report.book.all().filter(isTold))) {
		// The rows were sent: a file that cannot be written must not make the step run again.
		const file = await files
			.writeBinary(rejects.write(answerOf, kind), `${importId}_${REJECT_NAMES[kind]}.csv`, 'text/csv')
			.catch((reason: unknown) => {
				log(`import ${importId}: the file ${REJECT_NAMES[kind]} could not be written: ${explain(reason).message}`);
				return null;
			});
		if (file !== null) binary[kind] = file;
	}
	return binary;
}

/**
 * Goes on with a sleeping import: the jobs are asked for anew, because anyone who knows the address could have called.
 * @returns null while a job has not ended
 */
export async function wakeImport(context: WakeContext): Promise<readonly AnsweringItem[] | null> {
	const { zoho, surroundings, token } = context;
	const { request, choices, sent, answers, mapped } = context.memory as Memory;
	if (token !== request.importId) return null;
	const deps: ImportDeps = { zoho, ...surroundings };
	const jobs = await findEndedJobs(sent, deps);
	if (jobs === null) return null;
	const source = await openSource(context, request, choices, mapped);
	const report = await collectSleeping(source.rows, request, deps, { jobs, answers });
	return await answerImport(
		context,
		choices,
		false,
		{ importId: request.importId, report, usage: zoho.usage },
		source,
		deps,
	);
}
