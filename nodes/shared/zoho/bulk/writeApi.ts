import { checkId } from '../call/address';
import { readCall, type ZohoCaller } from '../call/caller';
import { UsageError } from '../call/errors';
import { MAX_BULK_WRITE_COLUMNS } from '../call/limits';
import type { ShapeReader } from '../call/shape';

/** Where a field's values come from, in Zoho's spelling. */
export interface BulkWriteMapping {
	readonly api_name: string;
	/** Column of the CSV, from 0; left out for a field that has only a default value. */
	readonly index?: number;
	/** Look-ups and users: the field of the other record that the cells hold, e.g. `id` or `email`. */
	readonly find_by?: string;
	/** Pattern of dates and datetimes, e.g. `yyyy-MM-dd`. */
	readonly format?: string;
	/** For empty cells. */
	readonly default_value?: { readonly value: string };
	/** Children only: the column of the parent's CSV that holds the same key as `index`. */
	readonly parent_column_index?: number;
	/** API name of the child's module; Zoho shows it in its answers and seldom needs it. */
	readonly module?: string;
}

/** One CSV file of a job, in Zoho's spelling. */
export interface BulkWriteResource {
	readonly type: 'data';
	readonly module: { readonly api_name: string };
	/** As `files.upload` gave it. */
	readonly file_id: string;
	/** Name of the CSV inside the ZIP: one. May be left out where the ZIP holds a single file. */
	readonly file_names?: readonly string[];
	readonly ignore_empty?: boolean;
	/** Field by which existing records are found; update and upsert need one. */
	readonly find_by?: string;
	/** Without them the header of the CSV names the fields. */
	readonly field_mappings?: readonly BulkWriteMapping[];
}

/** A job to create, in Zoho's spelling. */
export interface BulkWriteRequest {
	readonly character_encoding?: string;
	readonly operation: 'insert' | 'update' | 'upsert';
	/** Whether empty cells leave a field as it is, instead of clearing it. */
	readonly ignore_empty?: boolean;
	/** Called when the job has ended: a public https address. */
	readonly callback?: { readonly url: string; readonly method: 'post' };
	/** The parent's file first, then those of its children. */
	readonly resource: readonly BulkWriteResource[];
}

/** Where a job, or one file of it, stands. */
export type BulkWriteState = 'ADDED' | 'INPROGRESS' | 'COMPLETED' | 'FAILED' | 'SKIPPED';

/** One file of a job; counts are null while Zoho does not give them. */
export interface BulkWriteFile {
	readonly module: string | null;
	readonly name: string | null;
	/** null if Zoho gives none, or one that is not documented. */
	readonly state: BulkWriteState | null;
	readonly code: string | null;
	readonly message: string | null;
	readonly added: number | null;
	readonly updated: number | null;
	readonly skipped: number | null;
	readonly total: number | null;
}

/** A job as it stands. */
export interface BulkWriteJob {
	readonly id: string;
	/** COMPLETED says nothing about the rows: all of them may have been skipped. */
	readonly state: BulkWriteState;
	/** Why the job FAILED or was SKIPPED, from the first file that names a reason; null otherwise. */
	readonly code: string | null;
	readonly message: string | null;
	/** For `files.download`; null until there is a result. */
	readonly downloadUrl: string | null;
	readonly files: readonly BulkWriteFile[];
	/** The job as Zoho gives it. */
	readonly raw: Readonly<Record<string, unknown>>;
}

/** Jobs that import CSV files. Source: Bulk Write APIs, v8 (read 2026-11-21). */
export class BulkWriteApi {
	constructor(private readonly caller: ZohoCaller) {}

	/**
	 * Starts a job; costs 500 credits. Never repeated unless throttled: Zoho would import the file twice.
	 * @throws UsageError, before anything is sent, without a Find By where one is needed or with over 200 columns
	 */
	async create(request: BulkWriteRequest): Promise<{ readonly id: string }> {
		checkRequest(request);
		const answer = await this.caller.demand({
			kind: 'bulkWriteCreate',
			host: 'api',
			method: 'POST',
			url: this.url(),
			body: { kind: 'json', value: request },
			answer: 'json',
			records: 0,
			changesRecords: true,
			isRepeatable: false,
		});
		return { id: answer.get('details').get('id').id() };
	}

	/** Gives a job as it stands. */
	async get(jobId: string): Promise<BulkWriteJob> {
		return parseBulkWriteJob(await this.caller.demand(readCall(`${this.url()}/${checkId(jobId, 'job')}`)));
	}

	private url(): string {
		return `${new URL(this.caller.deps.hosts.apiDomain).origin}/crm/bulk/v8/write`;
	}
}

function checkRequest({ operation, resource }: BulkWriteRequest): void {
	if (resource.length === 0) throw new UsageError('The job has no file', 'Name at least one uploaded file');
	if (operation !== 'insert' && resource[0].find_by === undefined) {
		throw new UsageError(
			`A bulk ${operation} needs Find By, the field that identifies the record of each row`,
			'Choose a unique field, such as Email, or the record ID',
		);
	}
	for (const { module, field_mappings: mappings = [] } of resource) {
		if (mappings.length <= MAX_BULK_WRITE_COLUMNS) continue;
		throw new UsageError(
			`${mappings.length} columns for ${module.api_name} are too many. A bulk write job accepts ${MAX_BULK_WRITE_COLUMNS}`,
			'Map fewer columns, or import them in two jobs, the second as an update',
		);
	}
}

const STATES: ReadonlyMap<string, BulkWriteState> = new Map([
	['ADDED', 'ADDED'],
	['INPROGRESS', 'INPROGRESS'],
	['COMPLETED', 'COMPLETED'],
	['FAILED', 'FAILED'],
	['SKIPPED', 'SKIPPED'],
]);

/** Knows a state by its letters: `INPROGRESS`, `IN PROGRESS` and `IN_PROGRESS` are all found in Zoho's answers and pages. */
const findState = (text: string): BulkWriteState | null =>
	STATES.get(text.toUpperCase().replaceAll(/[^A-Z]/g, '')) ?? null;

/** Zoho also puts a state where the reason stands, while there is none. */
const isReason = (code: string | null): boolean => code !== null && code !== 'SUCCESS' && findState(code) === null;

/** A job of the status call, or of the callback, whose body is the same. */
function parseBulkWriteJob(job: ShapeReader): BulkWriteJob {
	const status = job.get('status');
	const state = findState(status.text()) ?? status.refuse('the state of a job');
	const resources = job.get('resource');
	const result = job.get('result');
	const files = resources.isAbsent ? [] : resources.items().map(parseFile);
	const hasReason = state === 'FAILED' || state === 'SKIPPED';
	const refused = hasReason ? files.find((file) => isReason(file.code)) : undefined;
	return {
		id: job.get('id').id(),
		state,
		code: refused?.code ?? null,
		message: refused?.message ?? null,
		downloadUrl: result.isAbsent ? null : result.get('download_url').textOrNull(),
		files,
		raw: job.object(),
	};
}

function parseFile(resource: ShapeReader): BulkWriteFile {
	const module = resource.get('module');
	const file = resource.get('file');
	const part = (name: string): ShapeReader | null => (file.isAbsent ? null : file.get(name));
	return {
		module: module.isAbsent ? null : module.get('api_name').textOrNull(),
		name: part('name')?.textOrNull() ?? null,
		state: findState(resource.get('status').textOrNull() ?? ''),
		code: resource.get('code').textOrNull(),
		message: resource.get('message').textOrNull(),
		added: part('added_count')?.countOrNull() ?? null,
		updated: part('updated_count')?.countOrNull() ?? null,
		skipped: part('skipped_count')?.countOrNull() ?? null,
		total: part('total_count')?.countOrNull() ?? null,
	};
}
