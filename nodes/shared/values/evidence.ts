import { NewValues } from './newValues';

/** Ways to read the cells of one column, as bits of a set. */
export const DAY_FIRST = 1;
export const MONTH_FIRST = 2;
export const YEAR_FIRST = 4;
export const DECIMAL_POINT = 8;
export const DECIMAL_COMMA = 16;

/** A set of ways to read cells: the sum of their bits. */
export type Ways = number;

const ANY: Ways = DAY_FIRST | MONTH_FIRST | YEAR_FIRST | DECIMAL_POINT | DECIMAL_COMMA;
export const ORDERS: Ways = DAY_FIRST | MONTH_FIRST | YEAR_FIRST;
export const SEPARATORS: Ways = DECIMAL_POINT | DECIMAL_COMMA;

/** A cell that says something about its column. */
export interface Witness {
	/** Index of its row, from 0. */
	readonly row: number;
	readonly text: string;
	/** The ways in which it can be read. */
	readonly ways: Ways;
}

/** What the cells of a column say together. */
export type Verdict =
	/** No cell has two readings, or all but one reading are excluded: the ways that are left. */
	| { readonly kind: 'clear'; readonly ways: Ways }
	/** A cell has two readings, and no cell excludes one of them. */
	| { readonly kind: 'open'; readonly cell: Witness }
	/** Two cells, or a cell and the chosen option (`before` is null), exclude each other. */
	| { readonly kind: 'contradicted'; readonly before: Witness | null; readonly cell: Witness };

/** What the cells of one column prove about how all of them are read, gathered cell by cell. */
export class Evidence {
	private left: Ways;
	private readonly proofs: Witness[] = [];
	private unclear: Witness | null = null;
	/** Values that the picklist of the column does not have. */
	readonly newValues = new NewValues();
	private conflict: { readonly before: Witness | null; readonly cell: Witness } | null = null;

	/**
	 * @param cursor index of the row that is being read, from 0
	 * @param chosen ways that the user chose; any unless given
	 */
	constructor(
		private readonly cursor: { readonly row: number },
		chosen: Ways = ANY,
	) {
		this.left = chosen;
	}

	/** Whether a cell has two readings. */
	get hasUnclear(): boolean {
		return this.unclear !== null;
	}

	/** Notes in which ways a cell can be read; others are excluded. */
	note(ways: Ways, text: string): void {
		const left = this.left & ways;
		if (left === this.left) return;
		const cell = { row: this.cursor.row, text, ways };
		if (left !== 0) {
			this.left = left;
			this.proofs.push(cell);
			return;
		}
		this.conflict ??= {
			before: this.proofs.find((proof) => (proof.ways & ways) === 0) ?? this.proofs.at(-1) ?? null,
			cell,
		};
	}

	/** Notes a cell that has a reading of its own in each of some ways. */
	noteUnclear(ways: Ways, text: string): void {
		this.note(ways, text);
		this.unclear ??= { row: this.cursor.row, text, ways };
	}

	/** What all cells so far say together. */
	verdict(): Verdict {
		if (this.conflict !== null) return { kind: 'contradicted', ...this.conflict };
		const { left, unclear } = this;
		const isOne = (left & (left - 1)) === 0;
		return unclear === null || isOne ? { kind: 'clear', ways: left } : { kind: 'open', cell: unclear };
	}
}
