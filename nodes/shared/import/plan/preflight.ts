import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { answerRow, type RowAnswer } from '../rows/answer';
import type { RefusedCell } from '../../values/cellTrouble';
import type { WatchedColumn } from './columnEvidence';
import { encodeText } from '../../values/encoders';
import { listParts } from '../../values/nameList';
import { findExcess } from '../../values/texts';
import type { InputRow } from '../../values/fieldValues';

/** Why a row cannot be sent. */
export interface RowTrouble {
	readonly code: 'INVALID_DATA' | 'LIMIT_EXCEEDED';
	/** The fields that it is about. */
	readonly fields: readonly string[];
	/** As a clause. */
	readonly reason: string;
	/** What to do about it; "Correct it and import the row again" unless given. */
	readonly advice?: string;
}

/** The answer of a row that cannot be sent. */
export function refuseRow(index: number, { code, fields, reason, advice }: RowTrouble): RowAnswer {
	return answerRow(index, 'SKIPPED', {
		errors: [{ code, fields }],
		reason,
		next: `The row was not sent: ${reason}. ${advice ?? 'Correct it, then import the row again'}`,
	});
}

/** A column whose value cannot be written, and why. */
export interface TroubledCell {
	readonly apiName: string;
	/** As the user wrote it. */
	readonly name: string;
	readonly trouble: RefusedCell;
}

/**
 * Checks the values of one row before anything is sent. A value with two readings passes: the other rows may show which.
 * @returns null if the row can be sent, else its answer
 */
export function checkRow(row: InputRow, index: number, columns: readonly WatchedColumn[]): RowAnswer | null {
	let troubled: TroubledCell[] | null = null;
	let length = 0;
	for (const { column, evidence, maxLength } of columns) {
		const { key, apiName, name, encode } = column;
		if (key === null) continue;
		const value = row[key];
		// Plain text, by far the most frequent, is neither called for nor copied.
		if (encode === encodeText && typeof value === 'string') {
			length += value.length;
			const excess = value.length > maxLength ? findExcess(value, maxLength) : null;
			if (excess !== null) (troubled ??= []).push({ apiName, name, trouble: excess });
			continue;
		}
		const cell = encode(value, evidence);
		if (typeof cell === 'string') {
			length += cell.length;
			const excess = findExcess(cell, maxLength);
			if (excess !== null) (troubled ??= []).push({ apiName, name, trouble: excess });
		} else if (cell.kind === 'refused') (troubled ??= []).push({ apiName, name, trouble: cell });
	}
	if (troubled !== null) return refuseCells(troubled, index);
	return length > MAX_UPLOAD_BYTES ? refuseLength(length, index) : null;
}

/** The answer of a row with cells that cannot be written. */
export function refuseCells(troubled: readonly TroubledCell[], index: number): RowAnswer {
	return refuseRow(index, {
		code: 'INVALID_DATA',
		fields: troubled.map(({ apiName }) => apiName),
		reason: listParts(
			troubled.map(({ name, trouble }) => `${name} ${trouble.reason}`),
			'; ',
		),
	});
}

/** The answer of a row that alone is longer than a file may be. */
function refuseLength(length: number, index: number): RowAnswer {
	return refuseRow(index, {
		code: 'LIMIT_EXCEEDED',
		fields: [],
		reason: `it has ${length} characters, and the limit of a whole file is ${MAX_UPLOAD_BYTES} bytes`,
		advice: 'Shorten it',
	});
}
