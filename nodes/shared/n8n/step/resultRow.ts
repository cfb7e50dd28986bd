import type { IDataObject } from 'n8n-workflow';
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
	/** Why it was not written, as a sentence without a full stop. */
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

/**
 * The row of a write, of an import, or of an item that failed: one flat object with the same keys in every row of an operation.
 * A key with nothing to say is an empty text: n8n shows null, undefined and empty lists in red.
 * @param number of the item or row; the first is 1
 */
export function resultRow({ place, keys }: ResultShape, number: number | '', parts: ResultParts): IDataObject {
	const { own } = parts;
	const row: Record<string, unknown> = { status: parts.status, reason: parts.reason ?? '', id: parts.id ?? '' };
	row[place] = number;
	for (const key of keys) row[key] = own === undefined ? '' : calm(own[key]);
	row.next = parts.next ?? '';
	row.code = parts.code ?? '';
	row.input = parts.input === undefined ? '' : { ...parts.input };
	row.details = parts.details ?? '';
	return row as IDataObject;
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
