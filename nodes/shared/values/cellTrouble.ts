/** A value that no cell can hold: the row cannot be sent with it. */
export interface RefusedCell {
	readonly kind: 'refused';
	/** Completes "the value ...". */
	readonly reason: string;
}

/**
 * A value with two readings (03/04/2026 or 1,234), so that sending it could write something else than was meant. The rest of
 * its column may prove one of them; a value without a column cannot be sent.
 */
export interface EitherCell {
	readonly kind: 'either';
	/** Completes "the value ...". */
	readonly reason: string;
	/** The option that says how to read it. */
	readonly option: 'dateOrder' | 'decimalSeparator';
}

/** Why a value cannot be written into a cell as it is. */
export type CellTrouble = RefusedCell | EitherCell;

/** What a value becomes in a CSV cell: its text, or why there is none. Texts are plain strings, because there are millions. */
export type Cell = string | CellTrouble;

/** A refusal of the row; `reason` completes "the value ...". */
export const refusedCell = (reason: string): RefusedCell => ({ kind: 'refused', reason });

/** A date in which day and month, or day and year, could change places. */
export const UNCLEAR_DATE: EitherCell = {
	kind: 'either',
	reason: 'is a date with an unclear order of day and month',
	option: 'dateOrder',
};

/** A number whose point or comma could separate decimals or thousands. */
export const UNCLEAR_NUMBER: EitherCell = {
	kind: 'either',
	reason: 'is a number whose point or comma could separate decimals or thousands',
	option: 'decimalSeparator',
};
