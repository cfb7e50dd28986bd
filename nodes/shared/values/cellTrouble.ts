/**
 * Why a value cannot be written into a cell. `refused`: the row cannot be sent with it. `unclear`: the value has two
 * readings (03/04 or 1,234), so that sending it could write something else than was meant; the import stops.
 */
export interface CellTrouble {
	readonly kind: 'refused' | 'unclear';
	/** Completes "the value ...". */
	readonly reason: string;
}

/** What a value becomes in a CSV cell: its text, or why there is none. Texts are plain strings, because there are millions. */
export type Cell = string | CellTrouble;

/** A refusal of the row; `reason` completes "the value ...". */
export const refusedCell = (reason: string): CellTrouble => ({ kind: 'refused', reason });
/** A stop of the import; `reason` completes "the value ...". */
export const unclearCell = (reason: string): CellTrouble => ({ kind: 'unclear', reason });
