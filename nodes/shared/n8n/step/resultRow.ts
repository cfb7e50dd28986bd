import type { IDataObject } from 'n8n-workflow';
import { ROWS_PER_LOOK, Turns } from '../../writes/turns';
import { ZohoApiError } from '../../zoho/call/errors';

/** The keys of an operation's rows that not every operation has. */
export interface ResultShape {
	/** What the rows are numbered by. */
	readonly place: 'item' | 'row';
	/** The operation's own keys, in their order. */
	readonly keys: readonly string[];
}

/** What a row says. What is left out has nothing to say. */
export interface ResultParts {
	readonly status: string;
	/** Why it was not written, as a sentence without a full stop; left out where the status says all. */
	readonly reason?: string;
	/** The ID of the record. */
	readonly id?: string | null;
	/** Values of the operation's own keys. */
	readonly own?: Readonly<Record<string, unknown>>;
	/** What to do, as a sentence without a full stop. */
	readonly next?: string | null;
	readonly code?: string;
	/** The values of the input item, of one that failed. */
	readonly input?: Readonly<IDataObject>;
	/** What machines may want to know. */
	readonly details?: IDataObject;
}

/** What is said of rows that have no reason of their own. */
const SAID: Readonly<Record<string, string>> = {
	ADDED: 'Created',
	CONVERTED: 'Converted',
	DELETED: 'Deleted',
	MATCHED: 'Records that match were found',
	NO_MATCH: 'No record matches',
	PENDING: 'Not finished yet',
	READY: 'Ready to import',
	UNCHANGED: 'There was no value to change',
	UPDATED: 'Updated',
};

/**
 * The row of a write, of an import, or of an item that failed: one flat object with the same keys in every row of an operation.
 * A key with nothing to say is an empty text, and `leaveOutEmptyKeys` leaves it out where no row of the output has it.
 * @param number of the item or row; the first is 1
 */
export function resultRow({ place, keys }: ResultShape, number: number | '', parts: ResultParts): IDataObject {
	const { own } = parts;
	const row: Record<string, unknown> = {
		status: parts.status,
		reason: parts.reason || (SAID[parts.status] ?? ''),
		id: parts.id ?? '',
	};
	row[place] = number;
	for (const key of keys) row[key] = own === undefined ? '' : calm(own[key]);
	row.next = parts.next ?? '';
	row.code = parts.code ?? '';
	row.input = parts.input === undefined ? '' : { ...parts.input };
	row.details = parts.details ?? '';
	return row as IDataObject;
}

/** These are in every row. */
const FIRST_KEYS: ReadonlySet<string> = new Set(['status', 'reason', 'id', 'item', 'row']);

const isResultRow = (json: Readonly<IDataObject>): boolean =>
	json.status !== undefined && json.reason !== undefined && json.details !== undefined;

/**
 * Leaves out of the rows of an output the keys that are empty in all of them: n8n shows empty texts, as null and empty lists, in
 * red. The keys stay the same in every row. Items that are no rows stay as they are.
 */
export async function leaveOutEmptyKeys(
	items: readonly { json: IDataObject }[],
	sleep: (ms: number) => Promise<void>,
): Promise<void> {
	const turns = new Turns(sleep);
	const rows = items.filter(({ json }) => isResultRow(json));
	let empty = rows.length === 0 ? [] : Object.keys(rows[0].json).filter((key) => !FIRST_KEYS.has(key));
	for (const [index, { json }] of rows.entries()) {
		if (index % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
		if (empty.some((key) => json[key] !== '')) empty = empty.filter((key) => json[key] === '');
	}
	if (empty.length === 0) return;
	const left = new Set(empty);
	for (const [index, row] of rows.entries()) {
		if (index % ROWS_PER_LOOK === 0 && turns.isOver) await turns.next();
		row.json = without(row.json, left);
	}
}

/** A copy without some keys. */
function without(json: Readonly<IDataObject>, left: ReadonlySet<string>): IDataObject {
	const copy: IDataObject = {};
	for (const key of Object.keys(json)) if (!left.has(key)) copy[key] = json[key];
	return copy;
}

/** A value as it is shown: an empty text where there is none. */
export function calm(value: unknown): unknown {
	return value === null || value === undefined || (Array.isArray(value) && value.length === 0) ? '' : value;
}

/** What Zoho said of a request that it rejected, in its own words; undefined for other reasons. */
export function detailsOf(reason: unknown): IDataObject | undefined {
	if (!(reason instanceof ZohoApiError)) return undefined;
	const { status, method, path, details } = reason;
	return {
		message: reason.message,
		httpStatus: status,
		method,
		path,
		...(Object.keys(details).length === 0 ? {} : { details: { ...details } as IDataObject }),
	};
}
