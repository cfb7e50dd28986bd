import { MAX_UPLOAD_BYTES } from '../../zoho/call/limits';
import { answerRow, type RowAnswer, type RowRefusal } from '../rows/answer';
import type { RefusedCell } from '../../values/cellTrouble';
import type { WatchedColumn } from './columnEvidence';
import type { Twin } from './twins';
import { encodeText } from '../../values/encoders';
import { cutName, listParts } from '../../values/nameList';
import { findExcess } from '../../values/texts';
import type { InputRow } from '../../values/fieldValues';

/** Why a row cannot be sent. */
export interface RowTrouble {
	readonly code: 'INVALID_DATA' | 'LIMIT_EXCEEDED';
	/** The fields that it is about. */
	readonly fields: readonly string[];
	/** As a clause. */
	readonly reason: string;
	/** What to do about it; to correct it unless given. */
	readonly advice?: string;
}

/** The answer of a row that cannot be sent. */
export function refuseRow(index: number, { code, fields, reason, advice }: RowTrouble): RowAnswer {
	return answerRow(index, 'SKIPPED', {
		errors: [{ code, fields }],
		reason,
		next: advice ?? CORRECT,
	});
}

/** A column whose value cannot be written, and why. */
export interface TroubledCell {
	readonly apiName: string;
	/** As the user wrote it. */
	readonly name: string;
	readonly trouble: RefusedCell;
	/** As it came; left out where the trouble is not about what it says. */
	readonly value?: unknown;
}

/** What a look at the values of a row has found. */
export interface CheckedValues {
	/** null if all can be written. */
	readonly troubled: readonly TroubledCell[] | null;
	/** Characters of all cells. */
	readonly length: number;
}

/** Checks the values of one row before anything is sent. A value with two readings passes: the other rows may show which. */
export function checkValues(row: InputRow, columns: readonly WatchedColumn[]): CheckedValues {
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
		} else if (cell.kind === 'refused') (troubled ??= []).push({ apiName, name, trouble: cell, value });
	}
	return { troubled, length };
}

/** What is wrong with the cells of a row. */
export interface RowFlaws {
	readonly troubled?: readonly TroubledCell[] | null;
	/** Fields that must be filled and are not. */
	readonly missing?: ReadonlyArray<{ readonly apiName: string; readonly name: string }>;
	/** Values that must be unique and that a row before has. */
	readonly twins?: readonly Twin[];
}

/** The answer of a row with cells that cannot be written; null for a row without such. */
export function refuseFlaws(index: number, { troubled, missing = [], twins = [] }: RowFlaws): RowAnswer | null {
	const cells = troubled ?? [];
	const refusalOf = (code: string, fields: ReadonlyArray<{ readonly apiName: string }>): RowRefusal[] =>
		fields.length === 0 ? [] : [{ code, fields: fields.map(({ apiName }) => apiName) }];
	const errors = [
		...refusalOf('MANDATORY_NOT_FOUND', missing),
		...refusalOf('INVALID_DATA', cells),
		...refusalOf(
			'DUPLICATE_DATA',
			twins.map(({ column }) => column),
		),
	];
	if (errors.length === 0) return null;
	const reason = listParts(
		[
			...missing.map(({ name }) => `${name} is empty`),
			...cells.map(({ name, trouble, value }) => `${name} ${quoted(value, trouble)}${trouble.reason}`),
			...twins.map(({ column: { name }, text, before }) => `${name} "${cutName(text)}" is in row ${before + 1} too`),
		],
		'; ',
	);
	const [{ code }] = errors;
	const advice = errors.length === 1 && Object.hasOwn(ADVICE, code) ? ADVICE[code] : CORRECT;
	return answerRow(index, 'SKIPPED', { errors, reason, next: advice });
}

const CORRECT = 'Correct it, then import the row again';
const ADVICE: Readonly<Record<string, string>> = {
	DUPLICATE_DATA: 'Keep one of the two rows, or change the value',
	MANDATORY_NOT_FOUND: 'Fill in the named fields, then import the row again',
};

/** A value in quotes, before what is wrong with it; empty for one that is no plain text, or that the reason names itself. */
function quoted(value: unknown, { reason }: RefusedCell): string {
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
	const text = String(value).trim();
	return text === '' || reason.startsWith('"') ? '' : `"${cutName(text)}" `;
}

/** The answer of a row that alone is longer than a file may be; null for others. */
export function refuseLength(length: number, index: number): RowAnswer | null {
	if (length <= MAX_UPLOAD_BYTES) return null;
	return refuseRow(index, {
		code: 'LIMIT_EXCEEDED',
		fields: [],
		reason: `the row has ${length} characters, and the limit of a whole file is ${MAX_UPLOAD_BYTES} bytes`,
		advice: 'Shorten it',
	});
}
