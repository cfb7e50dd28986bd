import type { IDataObject } from 'n8n-workflow';
import { toRecord, type FieldRules } from '../../../shared/import/fieldValues';
import { writeInGroups, type GroupAnswer } from '../../../shared/import/writeGroups';
import type { AnsweringItem, TogetherContext } from '../../../shared/n8n/operation';
import { checkId } from '../../../shared/zoho/address';
import type { FieldMetadata } from '../../../shared/zoho/metadata';
import type { WriteOutcome } from '../../../shared/zoho/records';
import type { RecordTarget } from './target';
import type { ReadWriteOptions } from './writeOptions';

/** Items that are read in one go, at up to 2 ms each; between two goes other work of n8n gets its turn. */
const ITEMS_PER_TURN = 200;

/** Values of a record by API name of the field. */
export type RecordValues = Readonly<Record<string, unknown>>;

/** What the items ask for, by index of the item. */
export interface ReadItems<Row> {
	readonly rows: ReadonlyMap<number, Row>;
	/** Why an item cannot be sent. */
	readonly refused: ReadonlyMap<number, unknown>;
}

/**
 * Reads what every item asks for. Where the step goes on after a refusal, an item that cannot be read is refused alone.
 * @throws otherwise the refusal of the first such item, before anything is sent
 */
export async function readItems<Row>(context: TogetherContext, readRow: (index: number) => Row): Promise<ReadItems<Row>> {
	const rows = new Map<number, Row>();
	const refused = new Map<number, unknown>();
	for (const index of context.items.keys()) {
		if (index > 0 && index % ITEMS_PER_TURN === 0) await context.surroundings.sleep(0);
		try {
			rows.set(index, readRow(index));
		} catch (reason) {
			refused.set(index, reason);
			if (!context.continuesOnFail) break;
		}
	}
	const [first] = refused;
	if (first === undefined || context.continuesOnFail) return { rows, refused };
	return await Promise.reject(context.toNodeError(first[1], first[0]));
}

/**
 * The id of the record that an item names.
 * @throws UsageError if it is empty or no id
 */
export function readRecordId(context: TogetherContext, target: RecordTarget, index: number): string {
	return checkId(context.readAt(index).locator(target.idParameter), target.singular);
}

/** Reads the fields of a module, by API name. */
export async function readFields(context: TogetherContext, target: RecordTarget): Promise<ReadonlyMap<string, FieldMetadata>> {
	return new Map((await context.zoho.metadata.fields(target.module)).map((field) => [field.apiName, field]));
}

/** Gives the record that an item asks for. In automatic mapping no parameter is evaluated per item. */
export function recordReader(
	context: TogetherContext,
	target: RecordTarget,
	operation: FieldRules['operation'],
	fields: ReadonlyMap<string, FieldMetadata>,
	{ emptyValues, ignoreUnknownFields }: ReadWriteOptions,
): (index: number) => RecordValues {
	const rules = { module: target.module, operation, emptyValues, ignoreUnknownFields, timeZone: context.surroundings.timeZone };
	const isAutomatic = context.readAt(0).mapping('fields').mode === 'auto';
	const valuesOf = (index: number): Readonly<IDataObject> => (isAutomatic ? context.items[index].json : context.readAt(index).mapping('fields').values);
	return (index) => toRecord(valuesOf(index), fields, rules);
}

/** One write of records: how rows are kept apart, and how a group is sent. */
export interface RecordWrite<Row> {
	keysOf(row: Row): readonly string[];
	send(rows: readonly Row[]): Promise<readonly WriteOutcome[]>;
}

/**
 * Sends the rows in groups and answers every item.
 * @throws what the first item was refused with, if nothing at all was written and the step does not go on after a
 * refusal. Once a record may have been written nothing is thrown, because n8n could send all items again.
 */
export async function writeAndAnswer<Row>(
	context: TogetherContext,
	{ requestsAtOnce, stopsOnRefusal }: ReadWriteOptions,
	{ rows, refused }: ReadItems<Row>,
	write: RecordWrite<Row>,
): Promise<AnsweringItem[]> {
	const rowOf = (index: number): Row => rows.get(index) as Row;
	const sent = await writeInGroups({
		rows: [...rows.keys()],
		keysOf: (index) => write.keysOf(rowOf(index)),
		send: async (indexes) => await write.send(indexes.map(rowOf)),
		requestsAtOnce,
		stopsOnRefusal,
		isCancelled: () => context.surroundings.isCancelled(),
	});
	const answers = [...context.items.keys()].map((index): GroupAnswer => sent.get(index) ?? { status: 'refused', reason: refused.get(index) });
	const [first] = answers;
	if (first.status !== 'success' && !context.continuesOnFail && answers.every(wroteNothing)) {
		return await Promise.reject(context.toNodeError(first.reason, 0));
	}
	const openCount = answers.filter(({ status }) => status !== 'success').length;
	if (openCount > 0) context.hint(`${openCount} of ${answers.length} items were refused or are uncertain: they say why, and what to do next`);
	return answers.map(toItem);
}

const wroteNothing = ({ status }: GroupAnswer): boolean => status === 'refused' || status === 'unsent';

const STATUS_OF = { insert: 'ADDED', update: 'UPDATED', delete: 'DELETED', refused: 'SKIPPED', unsent: 'UNPROCESSED', unknown: 'UNKNOWN' } as const;

/** A lost reply says nothing about the record: only a look at Zoho CRM does. */
const UNKNOWN_NEXT = 'The reply was lost, so the record may have been written: look for it in Zoho CRM before running the step again for this item';

function toItem(answer: GroupAnswer, index: number): AnsweringItem {
	if (answer.status !== 'success') {
		const next = answer.status === 'unknown' ? { next: UNKNOWN_NEXT } : {};
		return { refused: { reason: answer.reason, more: { status: STATUS_OF[answer.status] }, ...next }, answers: index };
	}
	const { id, action, duplicateField, details } = answer;
	const times = action === 'delete' ? {} : { createdTime: String(details.Created_Time ?? ''), modifiedTime: String(details.Modified_Time ?? '') };
	return { json: { id, status: STATUS_OF[action], ...(duplicateField === null ? {} : { matchedBy: duplicateField }), ...times }, answers: index };
}
