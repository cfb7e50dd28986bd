/**
 * What a value becomes in a CSV cell. `refused`: the row cannot be sent with it. `unclear`: the value has two readings
 * (03/04 or 1,234), so that sending it could write something else than was meant; the import stops.
 */
export type Cell =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'refused'; readonly reason: string }
	| { readonly kind: 'unclear'; readonly reason: string };

/** A text as a cell. */
export const textCell = (text: string): Cell => ({ kind: 'text', text });
/** A refusal of the row; `reason` completes "the value ...". */
export const refusedCell = (reason: string): Cell => ({ kind: 'refused', reason });
/** A stop of the import; `reason` completes "the value ...". */
export const unclearCell = (reason: string): Cell => ({ kind: 'unclear', reason });
