import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { normaliseKey } from '../../../shared/import/waves';
import { toRecord, type FieldRules } from '../../../shared/import/fieldValues';
import { writeInGroups, type GroupAnswer } from '../../../shared/import/writeGroups';
import { describeRefusal } from '../../../shared/n8n/errors';
import type { AnsweringItem, TogetherContext } from '../../../shared/n8n/operation';
import type { FieldMetadata } from '../../../shared/zoho/metadata';
import type { WriteOptions, WriteOutcome } from '../../../shared/zoho/records';
import type { RecordTarget } from './target';

/** Options that every write of records has. */
export function writeOptions(extra: readonly INodeProperties[] = []): INodeProperties {
	const options: INodeProperties[] = [
		{
			displayName: 'Empty Values',
			name: 'emptyValues',
			type: 'options',
			options: [
				{ name: 'Clear Field', value: 'clear', description: 'Missing stays unchanged; null and empty text clear the field' },
				{ name: 'Leave Unchanged', value: 'keep', description: 'Null and empty text are left out' },
			],
			default: 'keep',
			description: 'What null and empty text do to a field',
		},
		{
			displayName: 'Ignore Unknown Fields',
			name: 'ignoreUnknownFields',
			type: 'boolean',
			default: false,
			description: 'Whether keys that are no writable field of the module are left out instead of stopping the step',
		},
		requestsAtOnceOption(),
		stopOnRefusalOption(),
		{
			displayName: 'Run Automations',
			name: 'trigger',
			type: 'multiOptions',
			options: [
				{ name: 'Approvals', value: 'approval' },
				{ name: 'Blueprints', value: 'blueprint' },
				{ name: 'Orchestrations', value: 'orchestration' },
				{ name: 'Pathfinder', value: 'pathfinder' },
				{ name: 'Workflows', value: 'workflow' },
			],
			default: [],
			description: 'Which automations run for the records; none chosen means none. Without this option all of them run. After a lost connection a repeated request may run them again.',
		},
		...extra,
	];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** How many requests of 100 records run side by side. */
export function requestsAtOnceOption(): INodeProperties {
	return {
		displayName: 'Requests at Once',
		name: 'requestsAtOnce',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10 },
		default: DEFAULT_REQUESTS_AT_ONCE,
		description: 'How many requests of up to 100 records run side by side. Zoho allows 5 to 25 by edition, for all workflows together.',
	};
}

/** Whether groups after a refused record are still sent. */
export function stopOnRefusalOption(): INodeProperties {
	return {
		displayName: 'Stop on Refusal',
		name: 'stopOnRefusal',
		type: 'boolean',
		default: false,
		description: 'Whether no further group is sent once a record was refused. All rows are answered either way.',
	};
}

/** Below the 5 concurrent calls of the smallest edition. */
const DEFAULT_REQUESTS_AT_ONCE = 3;

/** The options as the write needs them. */
export interface ReadWriteOptions {
	readonly client: WriteOptions;
	readonly emptyValues: FieldRules['emptyValues'];
	readonly ignoreUnknownFields: boolean;
	readonly requestsAtOnce: number;
	readonly stopsOnRefusal: boolean;
}

/** Reads the options once for all items. */
export function readWriteOptions(options: Readonly<IDataObject>): ReadWriteOptions {
	return {
		client: Array.isArray(options.trigger) ? { trigger: options.trigger.map(String) } : {},
		emptyValues: options.emptyValues === 'clear' ? 'clear' : 'keep',
		ignoreUnknownFields: options.ignoreUnknownFields === true,
		requestsAtOnce: Number(options.requestsAtOnce ?? DEFAULT_REQUESTS_AT_ONCE),
		stopsOnRefusal: options.stopOnRefusal === true,
	};
}

/** Records to write, and the fields of their module by API name. */
export interface RecordsToWrite {
	/** One per item, in input order. */
	readonly records: readonly Record<string, unknown>[];
	readonly fields: ReadonlyMap<string, FieldMetadata>;
}

/** The records that the items ask for. In automatic mapping no parameter is evaluated per item. */
export async function readRecords(
	context: TogetherContext,
	target: RecordTarget,
	operation: FieldRules['operation'],
	options: ReadWriteOptions,
): Promise<RecordsToWrite> {
	const fields = new Map((await context.zoho.metadata.fields(target.module)).map((field) => [field.apiName, field]));
	const { emptyValues, ignoreUnknownFields } = options;
	const rules = { module: target.module, operation, emptyValues, ignoreUnknownFields, timeZone: context.surroundings.timeZone };
	const isAutomatic = context.readAt(0).mapping('fields').mode === 'auto';
	const valuesOf = (index: number): Readonly<IDataObject> => (isAutomatic ? context.items[index].json : context.readAt(index).mapping('fields').values);
	return { records: context.items.map((_, index) => toRecord(valuesOf(index), fields, rules)), fields };
}

/** One write of records: how rows are kept apart, and how a group is sent. */
export interface RecordWrite {
	readonly keysOf: (index: number) => readonly string[];
	readonly send: (indexes: readonly number[]) => Promise<readonly WriteOutcome[]>;
}

/**
 * Sends the rows in groups and answers every item. A row refused by Zoho becomes `{ error, code, next }`; nothing is
 * thrown once a record may have been written, because n8n would send all items again.
 */
export async function writeAndAnswer(context: TogetherContext, options: ReadWriteOptions, write: RecordWrite): Promise<AnsweringItem[]> {
	const { requestsAtOnce, stopsOnRefusal } = options;
	const { isCancelled } = context.surroundings;
	const answers = await writeInGroups({ ...write, rowCount: context.items.length, requestsAtOnce, stopsOnRefusal, isCancelled });
	const refused = answers.filter((answer) => answer.status !== 'success');
	const [first] = refused;
	if (first !== undefined && refused.length === answers.length && !context.continuesOnFail && answers.every(wroteNothing)) {
		return await Promise.reject(reasonOf(first));
	}
	if (refused.length > 0) context.hint(`${refused.length} of ${answers.length} records were not written: their items say why and what to do next`);
	return answers.map((answer, index) => toItem(context, answer, index));
}

const wroteNothing = (answer: GroupAnswer): boolean => answer.status === 'refused' || answer.status === 'unsent';

function reasonOf(answer: GroupAnswer): unknown {
	if (answer.status === 'refused') return answer.refusal;
	return answer.status === 'success' ? null : answer.reason;
}

const STATUS_OF = { insert: 'ADDED', update: 'UPDATED', delete: 'DELETED' } as const;

function toItem(context: TogetherContext, answer: GroupAnswer, index: number): AnsweringItem {
	if (answer.status === 'success') {
		const { id, action, duplicateField, details } = answer;
		const times = action === 'delete' ? {} : { createdTime: String(details.Created_Time ?? ''), modifiedTime: String(details.Modified_Time ?? '') };
		return { json: { id, status: STATUS_OF[action], ...(duplicateField === null ? {} : { matchedBy: duplicateField }), ...times }, answers: index };
	}
	const reason = reasonOf(answer);
	const status = answer.status === 'refused' ? 'SKIPPED' : answer.status === 'unknown' ? 'UNKNOWN' : 'UNPROCESSED';
	return { json: { ...describeRefusal(reason), status, ...adviseUnknown(answer) }, answers: index, error: context.toNodeError(reason, index) };
}

/** A lost reply says nothing about the record: only a look at Zoho CRM does. */
function adviseUnknown(answer: GroupAnswer): IDataObject {
	if (answer.status !== 'unknown') return {};
	return { next: 'The reply was lost, so the record may have been written: look for it in Zoho CRM before running the step again for this item' };
}

/** The keys of a row by its match fields: rows that agree in any of them belong to one record. */
export function matchKeys(record: Readonly<Record<string, unknown>>, matchFields: readonly string[], fields: ReadonlyMap<string, FieldMetadata>): string[] {
	return matchFields.flatMap((name) => {
		const value = record[name];
		const key = value === undefined || value === null ? '' : normaliseKey(String(value), fields.get(name)?.unique?.caseSensitive ?? false);
		return key === '' ? [] : [`${name}\u0000${key}`];
	});
}
