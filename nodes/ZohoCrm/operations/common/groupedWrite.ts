import type { IDataObject } from 'n8n-workflow';
import { writeInGroups, type GroupAnswer, type GroupWrite, type WrittenRecord } from '../../../shared/writes/groups';
import type { AnsweringItem, TogetherContext } from '../../../shared/n8n/step/operation';
import { describeUsage } from '../../../shared/n8n/step/hints';
import { checkId } from '../../../shared/zoho/call/address';
import type { RecordValues } from '../../../shared/zoho/records/api';
import { UsageError } from '../../../shared/zoho/call/errors';
import { fail } from '../../../shared/zoho/call/recover';
import { NO_SUCH_OWNER } from './owners';
import type { WritePlan } from './writePlan';
import type { RecordTarget } from './target';
import { withoutOptions, type ReadWriteOptions } from './writeOptions';

/** Items that are read in one go, at up to 2 ms each; between two goes other work of n8n gets its turn. */
const ITEMS_PER_TURN = 200;

/** What the items ask for, by index of the item. */
export interface ReadItems<Row> {
	readonly rows: ReadonlyMap<number, Row>;
	/** Why an item cannot be sent. */
	readonly refused: ReadonlyMap<number, unknown>;
}

/**
 * Reads what every item asks for. An item whose owner has left is refused alone, and so is any other that cannot be read where the
 * step goes on after a refusal.
 * @throws otherwise the refusal of the first such item, before anything is sent
 */
export async function readItems<Row>(
	context: TogetherContext,
	readRow: (index: number) => Row | Promise<Row>,
): Promise<ReadItems<Row>> {
	const rows = new Map<number, Row>();
	const refused = new Map<number, unknown>();
	for (const index of context.items.keys()) {
		if (index > 0 && index % ITEMS_PER_TURN === 0) await context.surroundings.sleep(0);
		try {
			rows.set(index, await readRow(index));
		} catch (reason) {
			if (!context.continuesOnFail && !isAboutOwner(reason)) return fail(context.toNodeError(reason, index));
			refused.set(index, reason);
		}
	}
	return { rows, refused };
}

/** People come and go, and nobody can be asked at night: that is no fault of the form. */
const isAboutOwner = (reason: unknown): boolean => reason instanceof UsageError && reason.code === NO_SUCH_OWNER;

/**
 * The id of the record that an item names.
 * @throws UsageError if it is empty or no id
 */
export function readRecordId(
	context: TogetherContext,
	target: Pick<RecordTarget, 'idParameter' | 'singular'>,
	index: number,
): string {
	return checkId(context.readAt(index).locator(target.idParameter), target.singular);
}

/** A row that is written, and with what options. */
export interface WriteRow {
	readonly options: ReadWriteOptions;
}

/** One write of records: how rows are kept apart, how a group of rows with the same options is sent, and what is said of a row. */
export interface RecordWrite<Row extends WriteRow, Success extends { readonly status: 'success' }> {
	keysOf(row: Row): readonly string[];
	send(rows: readonly Row[]): ReturnType<GroupWrite<Success>['send']>;
	readonly isAboutSingleRows?: GroupWrite<Success>['isAboutSingleRows'];
	/** Whether no two requests may run side by side, whatever the options say. */
	readonly mustGoOneByOne?: boolean;
	describe(success: Success): IDataObject;
	/** What to do where the reply was lost, if not to look for the record. */
	readonly lostReply?: string;
}

/**
 * Sends the rows in groups and answers every item.
 * @throws what the first item was refused with, if nothing at all was written and the step does not go on after a
 * refusal; otherwise nothing: n8n's Retry On Fail would write accepted rows twice
 */
export async function writeAndAnswer<Row extends WriteRow, Success extends { readonly status: 'success' }>(
	context: TogetherContext,
	{ rows, refused }: ReadItems<Row>,
	write: RecordWrite<Row, Success>,
): Promise<AnsweringItem[]> {
	const rowOf = (index: number): Row => rows.get(index) as Row;
	const [first] = rows.values();
	const { requestsAtOnce, stopsOnRefusal } = first?.options ?? withoutOptions();
	const sent = await writeInGroups<Success>({
		rows: [...rows.keys()],
		keysOf: (index) => write.keysOf(rowOf(index)),
		partOf: (index) => rowOf(index).options.key,
		send: async (indexes) => await write.send(indexes.map(rowOf)),
		isAboutSingleRows: write.isAboutSingleRows,
		requestsAtOnce: write.mustGoOneByOne === true ? 1 : requestsAtOnce,
		stopsOnRefusal,
		isCancelled: () => context.surroundings.isCancelled(),
	});
	const answers = [...context.items.keys()].map(
		(index): GroupAnswer<Success> => sent.get(index) ?? { status: 'refused', reason: refused.get(index) },
	);
	const [answer] = answers;
	if (answer.status !== 'success' && !context.continuesOnFail && answers.every(wroteNothing)) {
		return fail(context.toNodeError(answer.reason, 0));
	}
	const openCount = answers.filter(({ status }) => status !== 'success').length;
	if (openCount > 0)
		context.hint(
			`${openCount} of ${answers.length} items were refused or are uncertain: they say why, and what to do next`,
		);
	const usage = describeUsage(context.zoho.usage);
	if (usage !== null) context.hint(usage);
	return answers.map((answer, index) => toItem(answer, index, write));
}

const wroteNothing = ({ status }: { readonly status: GroupAnswer['status'] }): boolean =>
	status === 'refused' || status === 'unsent';

const OPEN_STATUS = { refused: 'SKIPPED', unsent: 'UNPROCESSED', unknown: 'UNKNOWN' } as const;

/** A lost reply says nothing about the record: only a look at Zoho CRM does. */
const UNKNOWN_NEXT =
	'The reply was lost, so the record may have been written: look for it in Zoho CRM before running the step again for this item';

function toItem<Row extends WriteRow, Success extends { readonly status: 'success' }>(
	answer: GroupAnswer<Success>,
	index: number,
	write: RecordWrite<Row, Success>,
): AnsweringItem {
	if (answer.status === 'success') return { json: write.describe(answer), answers: index };
	const next = answer.status === 'unknown' ? { next: write.lostReply ?? UNKNOWN_NEXT } : {};
	return { refused: { reason: answer.reason, more: { status: OPEN_STATUS[answer.status] }, ...next }, answers: index };
}

const STATUS_OF = { insert: 'ADDED', update: 'UPDATED', delete: 'DELETED' } as const;

/** What is said of a record that was written: id, what became of it, by which field it was found, and its times. */
export function describeWritten({ id, action, duplicateField, details }: WrittenRecord): IDataObject {
	const times =
		action === 'delete'
			? {}
			: { createdTime: String(details.Created_Time ?? ''), modifiedTime: String(details.Modified_Time ?? '') };
	return { id, status: STATUS_OF[action], ...(duplicateField === null ? {} : { matchedBy: duplicateField }), ...times };
}

/** Says what a person would not see in the answers: owners that were replaced, and amounts whose currency nobody named. */
export function hintAtRecords(
	context: TogetherContext,
	{ fields, owners }: WritePlan,
	records: Iterable<RecordValues>,
): void {
	const { fallbackCount } = owners;
	if (fallbackCount > 0)
		context.hint(
			`${fallbackCount} ${fallbackCount === 1 ? 'owner or user was' : 'owners or users were'} replaced by the Fallback Owner: nobody active has the email address that was given`,
		);
	// Only organizations with several currencies have this field.
	if (!fields.has('Currency')) return;
	const amounts = [...fields.values()].filter(({ dataType }) => dataType === 'currency').map(({ apiName }) => apiName);
	const unclear = [...records].filter(
		(record) => !record.Currency && amounts.some((name) => typeof record[name] === 'number'),
	).length;
	if (unclear > 0)
		context.hint(
			`${unclear} ${unclear === 1 ? 'item has an amount' : 'items have amounts'} without Currency: new records get the home currency of the organization, existing ones keep theirs`,
		);
}
