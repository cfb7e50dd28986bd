import { checkId, checkModule, crmUrl, isPathPart } from '../call/address';
import type { ZohoCaller } from '../call/caller';
import { UsageError, ZohoApiError } from '../call/errors';
import { recover } from '../call/recover';
import type { FieldMetadata } from '../metadata/fields';
import { MAX_RECORDS_PER_WRITE } from '../call/limits';
import {
	listChanges,
	listDeleted,
	queryChanges,
	type ChangedRecord,
	type ChangePlace,
	type DeletedRecord,
} from './changes';
import { findMany, type FoundIds } from './findMany';
import { queryRecords } from './query';
import { getRecord, listRecords, type RecordQuery, type ZohoRecord } from './reads';
import {
	countRecords,
	findIds,
	searchRecords,
	type Converted,
	type CountTerm,
	type SearchQuery,
	type SearchTerm,
} from './search';
import { hasKeyInEveryRow, leavesSameTwice, writeRecords, type RecordValues, type WriteOutcome } from './writes';
import {
	completeRow,
	encodeOptions,
	externalHeader,
	type UpdateOptions,
	type UpsertOptions,
	type WriteOptions,
} from './writeOptions';

export type { ChangedRecord, ChangePlace, DeletedRecord } from './changes';
export type { RecordQuery, ZohoRecord } from './reads';
export type { Converted, CountTerm, SearchQuery, SearchTerm } from './search';
export type { RecordValues, WriteOutcome } from './writes';
export { completeRow } from './writeOptions';
export { AMBIGUOUS, NOT_FOUND, type FoundIds } from './findMany';
export type { RowOptions, UpdateOptions, UpsertOptions, WriteOptions } from './writeOptions';

/** Which fields of a record are wanted: API names; all if left out. */
export interface FieldChoice {
	readonly fields?: readonly string[];
}

/** What differs between the writes. */
interface WriteCall {
	readonly operation: 'insert' | 'update' | 'upsert';
	readonly options: UpdateOptions;
	/** Keys of the body beside those of `options`. */
	readonly extra?: Readonly<Record<string, unknown>>;
	readonly isRepeatable: boolean;
}

/**
 * Records of any module. Writes take up to 100 and answer each one, in the order of the input; they throw only if the whole
 * call was refused or its answer is lost. Source: Records APIs, v8 (read 2026-11-21).
 */
export class RecordsApi {
	constructor(private readonly caller: ZohoCaller) {}

	/** Gives records page by page as they are taken; see `RecordQuery`. Break out of the loop to stop asking. */
	list(module: string, query: RecordQuery): AsyncGenerator<ZohoRecord> {
		return listRecords(this.caller, checkModule(module), query);
	}

	/** Gives the records that a search finds, page by page; see `SearchQuery`. */
	search(module: string, term: SearchTerm, query: SearchQuery = {}): AsyncGenerator<ZohoRecord> {
		return searchRecords(this.caller, checkModule(module), term, query);
	}

	/** Gives the records that meet the condition of a query; see `queryRecords`. */
	query(
		module: string,
		condition: string,
		query: SearchQuery & { readonly fields: readonly string[] },
	): AsyncGenerator<ZohoRecord> {
		return queryRecords(this.caller, checkModule(module), condition, query);
	}

	/** Gives what changed in a span of whole seconds, the earliest first, page by page; see `queryChanges`. */
	queryChanges(module: string, from: ChangePlace, untilMs: number): AsyncGenerator<ChangedRecord[]> {
		return queryChanges(this.caller, checkModule(module), from, untilMs);
	}

	/** The same by a list, for modules that no query reads. */
	async listChanges(module: string, from: ChangePlace, untilMs: number): Promise<ChangedRecord[]> {
		return await listChanges(this.caller, checkModule(module), from, untilMs);
	}

	/** Gives the records in the recycle bin that were deleted since a time; see `listDeleted`. */
	async deleted(module: string, sinceMs: number): Promise<DeletedRecord[]> {
		return await listDeleted(this.caller, checkModule(module), sinceMs);
	}

	/** Counts records; leads that were converted only if asked for. */
	async count(module: string, term: CountTerm = { all: true }, converted?: Converted): Promise<number> {
		return await countRecords(this.caller, checkModule(module), term, converted);
	}

	/** Gives one record with its subforms, or null if there is none with this id. */
	async get(module: string, id: string, { fields = [] }: FieldChoice = {}): Promise<ZohoRecord | null> {
		return await getRecord(this.caller, checkModule(module), checkId(id, 'record'), fields);
	}

	/**
	 * Gives the one record in which a field has a value, with its subforms; null if there is none. External fields are looked up
	 * directly where Zoho takes the header for it, whose form is not documented for sure; others by a search, which does not find
	 * what was written in the last minute.
	 * @throws UsageError with code `AMBIGUOUS` if several records have the value
	 */
	async getBy(
		module: string,
		field: FieldMetadata,
		value: string,
		{ fields = [] }: FieldChoice = {},
	): Promise<ZohoRecord | null> {
		if (value.trim() === '')
			throw new UsageError(`${field.label} has no value`, 'Enter the value of the record to find');
		const name = checkModule(module);
		if (field.external && isPathPart(value)) {
			const headers = externalHeader(name, field.apiName);
			const found = await recover(
				getRecord(this.caller, name, value, fields, headers),
				isUnread,
				(): typeof UNREAD => UNREAD,
			);
			if (found !== UNREAD) return found;
		}
		const [id, ...others] = await findIds(this.caller, name, field, value);
		if (id === undefined) return null;
		if (others.length === 0) return await this.get(name, id, { fields });
		throw new UsageError(
			`${others.length + 1} records have this value in ${field.label}`,
			'Use a field whose values are unique, or Search',
			'AMBIGUOUS',
		);
	}

	/** Finds the records that have one of many values in a field, up to 100 values in a request; see `findMany`. */
	async findMany(
		module: string,
		field: FieldMetadata,
		values: readonly string[],
		{ canQuery = false }: { readonly canQuery?: boolean } = {},
	): Promise<ReadonlyMap<string, FoundIds>> {
		return await findMany(this.caller, checkModule(module), field, values, canQuery);
	}

	/** Creates records. Never repeated unless throttled: Zoho would create them twice. */
	async insert(module: string, rows: readonly RecordValues[], options: WriteOptions = {}): Promise<WriteOutcome[]> {
		return await this.write(module, rows, { operation: 'insert', options, isRepeatable: false });
	}

	/** Changes the records whose `id` stands in each row; only the fields that are sent. */
	async update(module: string, rows: readonly RecordValues[], options: UpdateOptions = {}): Promise<WriteOutcome[]> {
		return await this.write(module, rows, { operation: 'update', options, isRepeatable: rows.every(leavesSameTwice) });
	}

	/**
	 * Creates records, or changes those that exist. Repeated after a lost answer only if every row has a key of its own;
	 * a record that the lost try created is then answered as updated.
	 */
	async upsert(module: string, rows: readonly RecordValues[], options: UpsertOptions): Promise<WriteOutcome[]> {
		const fields = options.duplicateCheckFields;
		const extra = fields.length > 0 ? { duplicate_check_fields: fields } : {};
		const isRepeatable = hasKeyInEveryRow(rows, fields) && rows.every(leavesSameTwice);
		return await this.write(module, rows, { operation: 'upsert', options, extra, isRepeatable });
	}

	/** Moves records to the recycle bin. After a lost answer, one that is gone counts as deleted. */
	async delete(
		module: string,
		ids: readonly string[],
		options: { readonly runWorkflows?: boolean } = {},
	): Promise<WriteOutcome[]> {
		const url = crmUrl(this.caller.deps.hosts, checkModule(module));
		checkCount(ids.length);
		const query = {
			ids: ids.map((id) => checkId(id, 'record')).join(','),
			...(options.runWorkflows === undefined ? {} : { wf_trigger: String(options.runWorkflows) }),
		};
		if (ids.length === 0) return [];
		return await writeRecords(this.caller, 'delete', ids, { method: 'DELETE', url, query, isRepeatable: true });
	}

	private async write(
		module: string,
		rows: readonly RecordValues[],
		{ operation, options, extra, isRepeatable }: WriteCall,
	): Promise<WriteOutcome[]> {
		const url = crmUrl(this.caller.deps.hosts, checkModule(module), ...(operation === 'upsert' ? ['upsert'] : []));
		checkCount(rows.length);
		if (rows.length === 0) return [];
		// Answers name the record's own id, whatever it was found by.
		const hasIds = operation === 'update' && options.externalField === undefined;
		const ids = rows.map((row) => (hasIds && row.id !== undefined ? String(row.id) : null));
		const value = {
			data: rows.map((row) => completeRow(row, options)),
			...extra,
			...encodeOptions(operation, options),
		};
		const method = operation === 'update' ? 'PUT' : 'POST';
		const headers = encodeHeaders(module, options);
		return await writeRecords(this.caller, operation, ids, {
			method,
			url,
			headers,
			body: { kind: 'json', value },
			isRepeatable,
		});
	}
}

/** Stands for a record whose external id Zoho did not take in place of an id. */
const UNREAD = Symbol('unread');

const isUnread = (error: unknown): boolean =>
	error instanceof ZohoApiError && error.status === 400 && error.code === 'INVALID_DATA';

function encodeHeaders(
	module: string,
	{ ifUnmodifiedSince, externalField }: UpdateOptions,
): Readonly<Record<string, string>> | undefined {
	if (ifUnmodifiedSince === undefined && externalField === undefined) return undefined;
	return {
		...(ifUnmodifiedSince !== undefined && { 'If-Unmodified-Since': ifUnmodifiedSince }),
		...(externalField !== undefined && externalHeader(module, externalField)),
	};
}

function checkCount(count: number): void {
	if (count <= MAX_RECORDS_PER_WRITE) return;
	throw new UsageError(
		`${count} records are too many for one request. Zoho CRM accepts ${MAX_RECORDS_PER_WRITE}`,
		`Send them in groups of ${MAX_RECORDS_PER_WRITE}`,
	);
}
