import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { findImport, readJobList, type KnownJobs } from '../../../shared/import/earlierJobs';
import { importRows, type ImportReport, type ImportRequest } from '../../../shared/import/importRows';
import { hasEnded, type ImportDeps } from '../../../shared/import/job';
import type { InputRow } from '../../../shared/import/preflight';
import type { AnsweringItem, TogetherContext, WakeContext } from '../../../shared/n8n/operation';
import { checkCallbackUrl } from './callbackAddress';
import { answerRows, answerSummary, describeOutcome, hasOpenRows, type ImportOutcome } from './importAnswers';
import { readChoices, readRequest, toImportId, type ImportChoices } from './importRequest';
import { openSource, type ImportSource } from './importSource';

/** What a sleeping import remembers. */
interface Memory {
	readonly request: ImportRequest;
	readonly choices: ImportChoices;
	readonly jobs: readonly string[];
	readonly answers: KnownJobs['answers'];
	/** Rows that were mapped by hand, because their expressions cannot be evaluated any more; null for others. */
	readonly mapped: readonly InputRow[] | null;
}

/**
 * Runs an import from the form to the answers.
 * @param jobList what an earlier run of the same import has sent, as the user gave it; null for a new import
 */
export async function runImport(context: TogetherContext, jobList: string | null): Promise<readonly AnsweringItem[]> {
	const { surroundings, zoho } = context;
	const read = context.readAt(0);
	const choices = readChoices(read);
	const deps: ImportDeps = { zoho, ...surroundings };
	const newId = toImportId(surroundings.executionId, surroundings.now());
	const wishes = readRequest(read, surroundings, newId, choices.output);
	const earlier = jobList === null ? null : await findEarlier(jobList, wishes, deps);
	const importId = earlier?.importId ?? newId;
	const callbackUrl = wishes.wait === 'callback' ? checkCallbackUrl(context.callbackUrl(importId), (await context.connection()).dataCenter) : null;
	const request: ImportRequest = { ...wishes, importId, callbackUrl };
	const { mapped, evaluated } = await mapItems(context, choices);
	const source = await openSource(context, request, choices, mapped);
	const report = await importRows(source.rows, request, deps, earlier?.known);
	const outcome: ImportOutcome = { importId, report, usage: zoho.usage };
	context.hint(describeOutcome(outcome, request.isDryRun));
	if (evaluated > 0) context.hint(`Columns are mapped by hand with expressions: n8n evaluated ${evaluated} of them, at about half a millisecond each. Keys that are named like fields, mapped automatically, cost nothing`);
	const answers = await answerImport(context, choices, outcome, source);
	if (request.wait !== 'callback' || report.openJobs.length === 0) return answers;
	const memory: Memory = { request, choices, jobs: report.jobs, answers: report.ownAnswers, mapped };
	const untilMs = surroundings.now() + request.waitSeconds * 1000;
	return await context.sleepUntilCallback(structuredClone(memory) as unknown as IDataObject, untilMs, answers);
}

/** The rows as the form maps them; null where they are the items themselves, or a file. */
async function mapItems({ items, mappedRows }: TogetherContext, { file }: ImportChoices): Promise<{ mapped: readonly InputRow[] | null; evaluated: number }> {
	if (file !== null) return { mapped: null, evaluated: 0 };
	const { rows, evaluated } = await mappedRows('columns');
	return { mapped: rows[0] === items[0].json ? null : rows, evaluated };
}

async function findEarlier(jobList: string, { waitSeconds }: ImportRequest, deps: ImportDeps): Promise<{ importId: string; known: KnownJobs }> {
	const { ids, uncertain } = readJobList(jobList);
	const { importId, jobs } = await findImport(ids, deps.now() + waitSeconds * 1000, deps);
	return { importId, known: { jobs, uncertain, answers: [], sendsRest: true } };
}

/** Answers rows, or their sum; a file's refused rows go into a file that can be mended and imported again. */
async function answerImport(files: Pick<TogetherContext, 'writeBinary'>, { output }: ImportChoices, outcome: ImportOutcome, source: ImportSource): Promise<AnsweringItem[]> {
	const { report } = outcome;
	const binary: IBinaryKeyData = {};
	if (source.rejects !== null && output === 'summary' && hasOpenRows(report)) {
		binary.rejects = await files.writeBinary(source.rejects((index) => report.book.get(index)), `${outcome.importId}_rejects.csv`, 'text/csv');
	}
	if (output === 'summary') return [answerSummary(outcome, binary)];
	return answerRows(report, output, source.itemOf);
}

/**
 * Goes on with a sleeping import: the jobs are asked for anew, because anyone who knows the address could have called.
 * @returns null while a job has not ended
 */
export async function wakeImport(context: WakeContext): Promise<readonly AnsweringItem[] | null> {
	const { zoho, surroundings, token } = context;
	const { request, choices, jobs: ids, answers, mapped } = context.memory as Memory;
	if (token !== request.importId) return null;
	const deps: ImportDeps = { zoho, ...surroundings };
	const jobs = [];
	for (const id of ids) {
		const job = await zoho.bulkWrite.get(id);
		if (!hasEnded(job)) return null;
		jobs.push(job);
	}
	const source = await openSource(context, request, choices, mapped);
	const report: ImportReport = await importRows(source.rows, request, deps, { jobs, uncertain: [], answers, sendsRest: false });
	return await answerImport(context, choices, { importId: request.importId, report, usage: zoho.usage }, source);
}
