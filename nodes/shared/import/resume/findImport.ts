import { hasEnded } from '../../bulk/writeJobs';
import { cutName, listParts } from '../../values/nameList';
import type { BulkWriteJob } from '../../zoho/bulk/writeApi';
import { UsageError } from '../../zoho/call/errors';
import { readLog, type BegunRanges, type ImportLog, type RowRange, type UncertainRange } from '../importLog';
import type { ImportDeps } from '../request';
import { readFileName } from '../rows/chunks';

/** A job of an earlier run, and its rows: those between first and last that are in one wave. */
export interface EarlierJob extends RowRange {
	readonly job: BulkWriteJob;
}

/** What earlier runs of an import have sent. */
export interface EarlierRun {
	readonly importId: string;
	readonly jobs: readonly EarlierJob[];
	/** Rows that may or may not have a job. */
	readonly uncertain: readonly UncertainRange[];
	/** Rows that the records API may have been given; null if nothing says which. */
	readonly records: readonly RowRange[] | null;
	/** What was begun with, as far as lines of the log say; null if there are none. */
	readonly begun: BegunRanges | null;
}

/**
 * Finds an import by what a person knows of it, and asks for its jobs; waits until Zoho names their files, unless the text
 * says which rows they have.
 * @param recall what was remembered of an import; null if nothing was
 * @throws UsageError if the text names no import, several, or one that is not remembered
 */
export async function findImport(
	text: string,
	recall: (importId: string) => string | null,
	deadline: number,
	deps: ImportDeps,
): Promise<EarlierRun> {
	const given = recallNamed(readLog(text), recall);
	const jobs = await askForJobs(given, deadline, deps);
	const importId = findImportId(given, jobs);
	const remembered = recall(importId);
	const { jobIds, ranges, uncertain, records, begun } = remembered === null ? given : merge(given, readLog(remembered));
	const newIds = jobIds.filter((id) => !given.jobIds.includes(id));
	const others = await askForJobs({ jobIds: newIds, ranges }, deadline, deps);
	return { importId, jobs: [...jobs, ...others], uncertain, records, begun };
}

/** An import that is only named is looked up. */
function recallNamed(log: ImportLog, recall: (importId: string) => string | null): ImportLog {
	if (log.importId === null || log.jobIds.length > 0 || log.records !== null) return log;
	const remembered = recall(log.importId);
	if (remembered !== null) return { ...readLog(remembered), begun: null };
	throw new UsageError(
		`This workflow has no data on the import ${log.importId}`,
		`Enter the IDs of its jobs, from "job" in its results, or its lines in the n8n log, which start with "[Zoho CRM] import ${log.importId}". n8n keeps data on imports only for active workflows, not for manual or crashed executions`,
	);
}

function merge(given: ImportLog, remembered: ImportLog): ImportLog {
	const isAccepted = ({ first, last }: RowRange): boolean =>
		[...remembered.ranges.values()].some((range) => range.first === first && range.last === last);
	const files = new Map([...remembered.uncertain, ...given.uncertain].map((rows) => [rows.fileId, rows]));
	return {
		importId: given.importId,
		jobIds: [...new Set([...given.jobIds, ...remembered.jobIds])],
		ranges: new Map([...remembered.ranges, ...given.ranges]),
		uncertain: [...files.values()].filter((rows) => !isAccepted(rows)),
		records:
			given.records === null && remembered.records === null
				? null
				: [...(given.records ?? []), ...(remembered.records ?? [])],
		begun:
			given.begun === null
				? null
				: { ...given.begun, all: [...given.begun.all, ...(remembered.records ?? []), ...remembered.ranges.values()] },
	};
}

async function askForJobs(
	{ jobIds, ranges }: Pick<ImportLog, 'jobIds' | 'ranges'>,
	deadline: number,
	deps: ImportDeps,
): Promise<EarlierJob[]> {
	const jobs: EarlierJob[] = [];
	for (const id of jobIds) {
		const range = ranges.get(id) ?? null;
		const job = range === null ? await waitForName(id, deadline, deps) : await deps.zoho.bulkWrite.get(id);
		const place = range ?? readFileName(nameOf(job) ?? '');
		// A job that broke off before its file was looked at has no name, and wrote nothing.
		if (place === null && nameOf(job) === null && (job.files[0]?.added ?? 0) + (job.files[0]?.updated ?? 0) === 0)
			continue;
		if (place === null)
			throw new UsageError(
				`Job ${id} was not created by Import: its file has another name`,
				'Enter the IDs of the jobs of one import, from its results or from the n8n log',
			);
		jobs.push({ job, first: place.first, last: place.last });
	}
	return jobs;
}

/** The one import that lines and files name. */
function findImportId({ importId }: ImportLog, jobs: readonly EarlierJob[]): string {
	const named = jobs.flatMap(({ job }) => readFileName(nameOf(job) ?? '')?.importId ?? []);
	const ids = new Set(importId === null ? named : [importId, ...named]);
	const [id] = ids;
	if (ids.size === 1) return id;
	throw new UsageError(
		ids.size === 0
			? 'The jobs failed before Zoho CRM read their files. Which rows they had is unknown, and nothing was written'
			: `The jobs belong to ${ids.size} imports: ${listParts([...ids].map(cutName))}`,
		ids.size === 0 ? 'Run Import again with the rows' : 'Enter the jobs of one import',
	);
}

const nameOf = (job: BulkWriteJob): string | null => job.files[0]?.name ?? null;

const NAME_PAUSE_MS = 5_000;

async function waitForName(id: string, deadline: number, deps: ImportDeps): Promise<BulkWriteJob> {
	for (;;) {
		const job = await deps.zoho.bulkWrite.get(id);
		if (nameOf(job) !== null || hasEnded(job)) return job;
		if (deps.now() >= deadline || deps.isCancelled()) {
			throw new UsageError(
				`Zoho CRM has not started job ${id}, so its rows are not known yet. Nothing was sent`,
				'Run the node again later',
			);
		}
		await deps.sleep(NAME_PAUSE_MS);
	}
}
