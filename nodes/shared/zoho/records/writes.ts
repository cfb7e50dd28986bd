import { readAnswer, refusalOf, type ZohoAnswer, type ZohoCaller, type ZohoCall } from '../call/caller';
import { ZohoApiError } from '../call/errors';
import { findRefusal, readRefusal } from '../call/refusal';
import { isObject, type ShapeReader } from '../call/shape';

/** Values of a record by API name of the field, in the JSON form of its type. */
export type RecordValues = Readonly<Record<string, unknown>>;

/** What became of one record. */
export type WriteOutcome =
	| {
			readonly status: 'success';
			readonly id: string;
			readonly action: 'insert' | 'update' | 'delete';
			/** Upsert: the field by which the record was found; null if it was created. */
			readonly duplicateField: string | null;
			/** As Zoho gives them, e.g. `Created_Time`. */
			readonly details: Readonly<Record<string, unknown>>;
	  }
	| { readonly status: 'refused'; readonly refusal: ZohoApiError };

/** The calls that write records. */
export type WriteOperation = 'insert' | 'update' | 'upsert' | 'delete';

/**
 * Sends one write and reads an outcome per record.
 * @param ids one entry per record: the id that it must be answered with, or null where none is known
 * @throws ZohoApiError if the whole call was refused, ZohoShapeError if records and answers do not belong together
 */
export async function writeRecords(
	caller: ZohoCaller,
	operation: WriteOperation,
	ids: ReadonlyArray<string | null>,
	call: Pick<ZohoCall, 'method' | 'url' | 'query' | 'headers' | 'body' | 'isRepeatable'>,
): Promise<WriteOutcome[]> {
	const answer = await caller.send({
		...call,
		kind: operation === 'delete' ? 'recordDelete' : 'recordWrite',
		host: 'api',
		answer: 'json',
		records: ids.length,
		changesRecords: true,
	});
	return parseWriteOutcomes(answer, operation, ids);
}

/** Statuses whose body can hold an outcome per record: 2xx and, where every record was refused, 400. */
const hasOutcomes = (answer: ZohoAnswer): boolean =>
	(answer.status < 300 || answer.status === 400) && isObject(answer.body) && Array.isArray(answer.body.data);

/** Status for `If-Unmodified-Since`: the records that were changed later are listed, and none is written. */
const CHANGED_LATER = 412;

/** The answer with only the first of its entries, which then stands for the whole call. */
function withFirstEntry(answer: ZohoAnswer): ZohoAnswer {
	if (!isObject(answer.body) || !Array.isArray(answer.body.data)) return answer;
	return { ...answer, body: { data: answer.body.data.slice(0, 1) } };
}

function parseWriteOutcomes(
	answer: ZohoAnswer,
	operation: WriteOperation,
	ids: ReadonlyArray<string | null>,
): WriteOutcome[] {
	if (answer.status === CHANGED_LATER) throw refusalOf(withFirstEntry(answer));
	if (!hasOutcomes(answer) && (answer.status >= 300 || findRefusal(answer.body) !== null)) throw refusalOf(answer);
	const data = readAnswer(answer).get('data');
	const entries = data.items();
	// A refusal of the whole call also comes wrapped as the only entry, however many records were sent.
	if (entries.length !== ids.length && findRefusal(answer.body) !== null) throw refusalOf(answer);
	if (entries.length !== ids.length) data.refuse(`a list of ${ids.length}`);
	return entries.map((entry, index) => parseOutcome(entry, answer, operation, ids[index]));
}

function parseOutcome(
	entry: ShapeReader,
	answer: ZohoAnswer,
	operation: WriteOperation,
	expectedId: string | null,
): WriteOutcome {
	const refusal = readRefusal(entry.object());
	if (refusal !== null) {
		const isGone = operation === 'delete' && answer.hadLostTry && refusal.code === 'INVALID_DATA';
		if (isGone && expectedId !== null) {
			return { status: 'success', id: expectedId, action: 'delete', duplicateField: null, details: { id: expectedId } };
		}
		return {
			status: 'refused',
			refusal: new ZohoApiError(answer.name, answer.status, refusal, answer.hadLostTry, 'record'),
		};
	}
	if (entry.get('status').text() !== 'success') entry.get('status').refuse('success or error');
	const id = entry.get('details').get('id').id();
	if (expectedId !== null && id !== expectedId)
		entry.get('details').get('id').refuse('the ID that was sent at this position');
	return {
		status: 'success',
		id,
		action: operation === 'upsert' ? readAction(entry) : operation,
		duplicateField: entry.get('duplicate_field').textOrNull(),
		details: entry.get('details').object(),
	};
}

/** Upsert names what it did in `action`; where that is missing, `duplicate_field` is set only for a record that was found. */
function readAction(entry: ShapeReader): 'insert' | 'update' {
	const action = entry.get('action').textOrNull();
	if (action === 'insert' || action === 'update') return action;
	return entry.get('duplicate_field').isAbsent ? 'insert' : 'update';
}

/** Whether every row holds a value in one of the fields, so that a second upsert finds what a first one created. */
export function hasKeyInEveryRow(rows: readonly RecordValues[], fields: readonly string[]): boolean {
	const isFilled = (value: unknown): boolean => value !== undefined && value !== null && String(value).trim() !== '';
	return rows.every((row) => fields.some((field) => isFilled(row[field])));
}

/**
 * Whether writing a row a second time changes nothing more. Entries of subforms, linking modules and files without an id are
 * added each time; tags are known by name.
 */
export function leavesSameTwice(row: RecordValues): boolean {
	return Object.entries(row).every(([field, value]) => {
		if (field === 'Tag' || !Array.isArray(value)) return true;
		return value.every((entry: unknown) => !isObject(entry) || entry.id !== undefined);
	});
}
