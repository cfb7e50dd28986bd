import { checkId, checkModule, crmUrl } from './address';
import type { ZohoCaller } from './caller';
import { UsageError } from './errors';
import { MAX_RECORDS_PER_WRITE } from './limits';
import { getRecord, listRecords, type RecordQuery, type ZohoRecord } from './recordReads';
import { hasKeyInEveryRow, leavesSameTwice, writeRecords, type RecordValues, type WriteOutcome } from './recordWrites';

export type { RecordQuery, ZohoRecord } from './recordReads';
export type { RecordValues, WriteOutcome } from './recordWrites';

/** What runs in Zoho when records are written. */
export interface WriteOptions {
	/** `workflow`, `approval`, `blueprint`, `pathfinder`, `orchestration`: left out = all run, empty = none. */
	readonly trigger?: readonly string[];
	/** Checks that are off unless named, e.g. `layout_rules`. */
	readonly applyFeatures?: readonly string[];
	/** Automations that are on unless named, e.g. `cadences`. */
	readonly skipFeatures?: readonly string[];
	/** Id of the assignment rule for leads and cases. */
	readonly assignmentRuleId?: string;
}

/** How upsert finds existing records. */
export interface UpsertOptions extends WriteOptions {
	/** API names of unique fields, tried in this order; empty = the module's own. */
	readonly duplicateCheckFields: readonly string[];
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

	/** Gives one record with its subforms, or null if there is none with this id; all fields unless some are named. */
	async get(module: string, id: string, options: { readonly fields?: readonly string[] } = {}): Promise<ZohoRecord | null> {
		return await getRecord(this.caller, checkModule(module), checkId(id, 'record'), options.fields ?? []);
	}

	/** Creates records. Never repeated unless throttled: Zoho would create them twice. */
	async insert(module: string, rows: readonly RecordValues[], options: WriteOptions = {}): Promise<WriteOutcome[]> {
		return await this.write('insert', module, rows, options, {}, false);
	}

	/** Changes the records whose `id` stands in each row; only the fields that are sent. */
	async update(module: string, rows: readonly RecordValues[], options: WriteOptions = {}): Promise<WriteOutcome[]> {
		return await this.write('update', module, rows, options, {}, rows.every(leavesSameTwice));
	}

	/**
	 * Creates records, or changes those that exist. Repeated after a lost answer only if every row has a key of its own;
	 * a record that the lost try created is then answered as updated.
	 */
	async upsert(module: string, rows: readonly RecordValues[], options: UpsertOptions): Promise<WriteOutcome[]> {
		const fields = options.duplicateCheckFields;
		const extra = fields.length > 0 ? { duplicate_check_fields: fields } : {};
		const isRepeatable = hasKeyInEveryRow(rows, fields) && rows.every(leavesSameTwice);
		return await this.write('upsert', module, rows, options, extra, isRepeatable);
	}

	/** Moves records to the recycle bin. After a lost answer, one that is gone counts as deleted. */
	async delete(module: string, ids: readonly string[], options: { readonly runWorkflows?: boolean } = {}): Promise<WriteOutcome[]> {
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
		operation: 'insert' | 'update' | 'upsert',
		module: string,
		rows: readonly RecordValues[],
		options: WriteOptions,
		extra: Readonly<Record<string, unknown>>,
		isRepeatable: boolean,
	): Promise<WriteOutcome[]> {
		const url = crmUrl(this.caller.deps.hosts, checkModule(module), ...(operation === 'upsert' ? ['upsert'] : []));
		checkCount(rows.length);
		if (rows.length === 0) return [];
		const ids = rows.map((row) => (operation === 'update' && row.id !== undefined ? String(row.id) : null));
		const value = { data: rows, ...extra, ...encodeOptions(operation, options) };
		const method = operation === 'update' ? 'PUT' : 'POST';
		return await writeRecords(this.caller, operation, ids, { method, url, body: { kind: 'json', value }, isRepeatable });
	}
}

function checkCount(count: number): void {
	if (count <= MAX_RECORDS_PER_WRITE) return;
	throw new UsageError(
		`${count} records are too many for one request; Zoho takes ${MAX_RECORDS_PER_WRITE}`,
		`Send them in groups of ${MAX_RECORDS_PER_WRITE}`,
	);
}

/** Body keys of Insert, Update and Upsert Records. Only upsert wants to know which of its two actions a feature is skipped for. */
function encodeOptions(operation: 'insert' | 'update' | 'upsert', options: WriteOptions): Readonly<Record<string, unknown>> {
	const { trigger, applyFeatures, skipFeatures, assignmentRuleId } = options;
	const actions = operation === 'upsert' ? [{ action: 'insert' }, { action: 'update' }] : [{}];
	return {
		...(trigger && { trigger }),
		...(applyFeatures && { apply_feature_execution: applyFeatures.map((name) => ({ name })) }),
		...(skipFeatures && { skip_feature_execution: skipFeatures.flatMap((name) => actions.map((action) => ({ name, ...action }))) }),
		...(assignmentRuleId !== undefined && { lar_id: assignmentRuleId }),
	};
}
