import type { FieldMetadata } from '../zoho/metadata/fields';
import { NUMBER_TYPES } from '../values/encoders';
import { MAX_VALUE_LENGTH } from '../values/lengths';
import { KeyTable } from './keyTable';

/**
 * Rows in waves, so that two rows that could touch the same record are never under way together: a row whose key already
 * occurred goes into the wave after that row's, in input order. Two jobs that upsert one key at the same time would
 * otherwise make two records.
 */
export interface Waves {
	/** Row indexes by wave, each in input order. */
	readonly waves: readonly (readonly number[])[];
	/** For each row index in a later wave, the rows before it that share a key with it. */
	readonly earlier: ReadonlyMap<number, readonly number[]>;
}

/** Sorts rows into waves as they come, in input order. */
export class WaveSorter {
	private readonly table: KeyTable;
	private readonly waveOf = new Map<number, number>();
	private readonly earlier = new Map<number, number[]>();
	private readonly waves: number[][] = [];

	/** @param capacity how many rows are expected; more are taken */
	constructor(capacity?: number) {
		this.table = new KeyTable(capacity);
	}

	/** @param keys the keys of the row, already normalised; rows that share any of them are kept apart; none = no bond */
	add(index: number, keys: readonly string[]): void {
		let wave = 0;
		for (const key of keys) {
			const before = this.table.note(key, index);
			if (before === -1 || before === index) continue;
			wave = Math.max(wave, (this.waveOf.get(before) ?? 0) + 1);
			const known = this.earlier.get(index);
			if (known === undefined) this.earlier.set(index, [before]);
			else known.push(before);
		}
		if (wave > 0) this.waveOf.set(index, wave);
		(this.waves[wave] ??= []).push(index);
	}

	/** The waves of all rows so far. */
	sorted(): Waves {
		return { waves: this.waves, earlier: this.earlier };
	}
}

/**
 * @param indexes the rows to sort, in input order
 * @param keysOf the keys of a row, already normalised
 */
export function sortIntoWaves(indexes: Iterable<number>, keysOf: (index: number) => readonly string[]): Waves {
	const sorter = new WaveSorter();
	for (const index of indexes) sorter.add(index, keysOf(index));
	return sorter.sorted();
}

/** A value as a key that finds the same record: trimmed, and case-folded unless the field tells case apart. */
export function normaliseKey(text: string, isCaseSensitive: boolean): string {
	const trimmed = text.trim();
	return isCaseSensitive ? trimmed : trimmed.toLowerCase();
}

/** The text of a Find By cell as a key that finds the same record: Zoho keeps `007` and `7.0` of a number field as 7. */
export function findByKey(text: string, { apiName, dataType, unique }: FieldMetadata): string {
	if (NUMBER_TYPES.has(dataType) && apiName !== 'id') return tidyDigits(text.trim());
	return normaliseKey(text, unique?.caseSensitive ?? false);
}

/** A number in its shortest form, digit by digit, because ids are longer than a number holds; other text stays as it is. */
export function tidyDigits(text: string): string {
	const match = text.length > MAX_VALUE_LENGTH ? null : /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
	const [, sign, whole = '', rest = ''] = match ?? [];
	if (match === null || !/\d/.test(text)) return text;
	let end = rest.length;
	while (rest[end - 1] === '0') end -= 1;
	const digits = (whole.replace(/^0+/, '') || '0') + (end === 0 ? '' : `.${rest.slice(0, end)}`);
	return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}
