import { writeInGroups, type GroupAnswer, type GroupWrite, type WrittenRecord } from '../../../shared/writes/groups';
import type { AnsweringItem, TogetherContext } from '../../../shared/n8n/step/operation';
import { describeFailures, describeUsage } from '../../../shared/n8n/step/hints';
import type { ResultParts, ResultShape } from '../../../shared/n8n/step/resultRow';
import { AMBIGUOUS, NOT_FOUND, type RecordValues } from '../../../shared/zoho/records/api';
import { INVALID_VALUE } from '../../../shared/values/fieldValues';
import { MISSING_VALUE } from '../../../shared/values/requiredFields';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import { NO_SUCH_OWNER } from './owners';
import type { WritePlan } from './writePlan';
import { DEFAULT_SENDING, FALLBACK_OWNER, type Sending } from './writeOptions';

/** How many items are read, at up to 2 ms each, before other work of n8n gets a turn. */
const ITEMS_PER_TURN = 200;

/** The items as they were read, by index. */
export interface ReadItems<Row> {
	readonly rows: ReadonlyMap<number, Row>;
	/** Why an item cannot be sent. */
	readonly refused: ReadonlyMap<number, unknown>;
}

/**
 * Reads all items. An item with a value that cannot be sent, or with an owner who cannot own records, fails alone. So does every other item that cannot be read, if the
 * node continues on fail.
 * @throws otherwise the reason why the first such item cannot be read, before anything is sent
 */
export async function readItems<Row>(
	context: TogetherContext,
	readRow: (index: number) => Row | Promise<Row>,
): Promise<ReadItems<Row>> {
	const rows = new Map<number, Row>();
	const refused = new Map<number, unknown>();
	for (const index of context.items.keys()) {
		if (index > 0 && index % ITEMS_PER_TURN === 0) await context.execution.sleep(0);
		try {
			rows.set(index, await readRow(index));
		} catch (reason) {
			if (!context.continuesOnFail && !isAboutOneItem(reason)) return fail(context.toNodeError(reason, index));
			refused.set(index, reason);
		}
	}
	return { rows, refused };
}

/** People come and go, values are wrong in single items, and nobody can be asked at night: that is no fault of the form. */
const isAboutOneItem = (reason: unknown): boolean => reason instanceof UsageError && ABOUT_ONE_ITEM.has(reason.code);

const ABOUT_ONE_ITEM: ReadonlySet<string | undefined> = new Set([
	AMBIGUOUS,
	INVALID_VALUE,
	MISSING_VALUE,
	NO_SUCH_OWNER,
	NOT_FOUND,
]);

/** A row to write, and how it is sent. */
export interface WriteRow {
	readonly options: Sending;
}

/** One write of records: which rows are kept apart, how a group of rows with the same options is sent, and the result of a row. */
export interface RecordWrite<Row extends WriteRow, Success extends { readonly status: 'success' }> {
	keysOf(row: Row): readonly string[];
	send(rows: readonly Row[]): ReturnType<GroupWrite<Success>['send']>;
	readonly isAboutSingleRows?: GroupWrite<Success>['isAboutSingleRows'];
	/** Whether requests must be sent one by one, whatever the options say. */
	readonly mustGoOneByOne?: boolean;
	describe(success: Success): ResultParts;
	/** The ID of the record that a row names; null for a row that names none. */
	idOf(row: Row): string | null;
	/** The result of a row that needs no request; null for a row that is sent. */
	settle?(row: Row): ResultParts | null;
	/** What to do if the reply was lost, instead of looking for the record. */
	readonly lostReply?: string;
}

/**
 * Sends the rows in groups and gives every item a result.
 * @throws why the first item failed, if nothing at all was written and the node does not continue on fail; otherwise
 * nothing, because n8n's Retry On Fail would write accepted rows twice
 */
export async function writeAndAnswer<Row extends WriteRow, Success extends { readonly status: 'success' }>(
	context: TogetherContext,
	{ rows, refused }: ReadItems<Row>,
	write: RecordWrite<Row, Success>,
): Promise<AnsweringItem[]> {
	const rowOf = (index: number): Row => rows.get(index) as Row;
	const [first] = rows.values();
	const { requestsAtOnce, stopsOnRefusal } = first?.options ?? DEFAULT_SENDING;
	const settled = new Map<number, ResultParts>();
	for (const [index, row] of rows) {
		const answer = write.settle?.(row) ?? null;
		if (answer !== null) settled.set(index, answer);
	}
	const sent = await writeInGroups<Success>({
		rows: [...rows.keys()].filter((index) => !settled.has(index)),
		keysOf: (index) => write.keysOf(rowOf(index)),
		partOf: (index) => rowOf(index).options.sameRequestKey,
		send: async (indexes) => await write.send(indexes.map(rowOf)),
		isAboutSingleRows: write.isAboutSingleRows,
		requestsAtOnce: write.mustGoOneByOne === true ? 1 : requestsAtOnce,
		stopsOnRefusal,
		isCancelled: () => context.execution.isCancelled(),
	});
	const answers = [...context.items.keys()].map((index): GroupAnswer<Success> | Settled => {
		const done = settled.get(index);
		if (done !== undefined) return { status: 'settled', done };
		return sent.get(index) ?? { status: 'refused', reason: refused.get(index) };
	});
	const [answer] = answers;
	if ('reason' in answer && !context.continuesOnFail && answers.every(wroteNothing)) {
		return fail(context.toNodeError(answer.reason, 0));
	}
	const openCount = answers.filter((answer) => 'reason' in answer).length;
	if (openCount > 0) context.hint(describeFailures(openCount, answers.length), 'warning');
	const usage = describeUsage(context.zoho.usage);
	if (usage !== null) context.hint(usage);
	return answers.map((answer, index) => toItem(answer, index, rows.get(index), write));
}

/** A row that needed no request. */
interface Settled {
	readonly status: 'settled';
	readonly done: ResultParts;
}

const wroteNothing = ({ status }: { readonly status: string }): boolean => status === 'refused' || status === 'unsent';

const OPEN_STATUS = { refused: 'SKIPPED', unsent: 'UNPROCESSED', unknown: 'UNKNOWN' } as const;

/** After a lost reply, only a look at Zoho CRM can tell. */
const UNKNOWN_NEXT =
	'The reply was lost, so the record may have been written. Look for it in Zoho CRM before you retry this item';

function toItem<Row extends WriteRow, Success extends { readonly status: 'success' }>(
	answer: GroupAnswer<Success> | Settled,
	index: number,
	row: Row | undefined,
	write: RecordWrite<Row, Success>,
): AnsweringItem {
	if (answer.status === 'settled') return { done: answer.done, answers: index };
	if (answer.status === 'success') return { done: write.describe(answer), answers: index };
	const next = answer.status === 'unknown' ? { next: write.lostReply ?? UNKNOWN_NEXT } : {};
	const id = row === undefined ? null : write.idOf(row);
	return { refused: { status: OPEN_STATUS[answer.status], reason: answer.reason, id, ...next }, answers: index };
}

const STATUS_OF = { insert: 'ADDED', update: 'UPDATED', delete: 'DELETED' } as const;

/** The keys of rows that say when the record was written. Those of Zoho's own records are spelled as Zoho spells fields. */
const TIMES = ['createdTime', 'modifiedTime'] as const;

/** The rows of creating and updating records. */
export const WRITTEN_ROW: ResultShape = { place: 'item', keys: ['existingId', ...TIMES] };

/** The rows of creating or updating records, which say by which field a record was found. */
export const UPSERTED_ROW: ResultShape = { place: 'item', keys: ['matchedBy', 'existingId', ...TIMES] };

/** The rows of operations without keys of their own. */
export const PLAIN_ROW: ResultShape = { place: 'item', keys: [] };

/** The result of a record that was written: its ID, what happened, the field that matched it, and its times. */
export function describeWritten({ id, action, duplicateField, details }: WrittenRecord): ResultParts {
	const { Created_Time: createdTime, Modified_Time: modifiedTime } = details;
	return { id, status: STATUS_OF[action], own: { matchedBy: duplicateField, createdTime, modifiedTime } };
}

/** The result of an update without any value, which is not sent: Zoho would run automations for it. null for others. */
export function settleEmptyUpdate({
	record: { id, ...values },
}: {
	readonly record: RecordValues;
}): ResultParts | null {
	return Object.keys(values).length > 0 ? null : { id: String(id), status: 'UNCHANGED' };
}

/** Adds hints on what the output items do not show: owners that were replaced, and amounts without a currency. */
export function hintAtRecords(
	context: TogetherContext,
	{ fields, owners }: WritePlan,
	{ rows }: ReadItems<{ readonly record: RecordValues }>,
): void {
	const { fallbackCount } = owners;
	if (fallbackCount > 0)
		context.hint(
			`${fallbackCount} ${fallbackCount === 1 ? 'owner or user was' : 'owners or users were'} replaced by the ${FALLBACK_OWNER.label}, because no active user has the given email`,
			'warning',
		);
	// Only organizations with several currencies have this field.
	if (!fields.has('Currency')) return;
	const amounts = [...fields.values()].filter(({ dataType }) => dataType === 'currency').map(({ apiName }) => apiName);
	const unclear = [...rows.values()].filter(
		({ record }) => !record.Currency && amounts.some((name) => typeof record[name] === 'number'),
	).length;
	if (unclear > 0)
		context.hint(
			`${unclear} ${unclear === 1 ? 'item has an amount' : 'items have amounts'} without Currency. New records get the home currency of the organization, existing records keep theirs`,
		);
}
