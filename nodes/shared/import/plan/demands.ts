import type { FieldMetadata } from '../../zoho/metadata/fields';
import type { SourceRequest } from '../request';
import { filledText, type MappedColumn } from './mappedColumn';

/** Which cells of a row must be filled, by API names: Zoho refuses a row without them. */
export interface RowDemands {
	/** In every row. */
	readonly always: readonly string[];
	/** In rows without a value of Find By, which create records. */
	readonly ofNew: readonly string[];
	/** The Find By field of an upsert, whose empty cells tell these rows; null for others. */
	readonly key: string | null;
}

/** Field types that are never missing: an empty checkbox is unchecked, and rows of other modules come by themselves. */
const NEVER_MISSING: ReadonlySet<string> = new Set([
	'boolean',
	'multiselectlookup',
	'multiuserlookup',
	'subform',
	'autonumber',
]);

/**
 * Finds what the rows of an import must have. Whether an upsert creates a record is known only of rows without a value of
 * Find By.
 * @param columns all columns, those for default values too
 */
export function findDemands(
	columns: readonly MappedColumn[],
	fields: readonly FieldMetadata[],
	{
		operation,
		findBy,
		ignoreEmpty,
		layoutId,
		layoutFields,
	}: Pick<SourceRequest, 'operation' | 'findBy' | 'ignoreEmpty' | 'layoutId' | 'layoutFields'>,
): RowDemands {
	const ofLayout = new Set(layoutId === null ? [] : layoutFields);
	const mandatory = fields
		.filter(
			({ apiName, systemMandatory, dataType }) =>
				!NEVER_MISSING.has(dataType) && (systemMandatory || ofLayout.has(apiName)),
		)
		.map(({ apiName }) => apiName);
	const present = new Set(columns.map(({ apiName }) => apiName));
	if (operation === 'insert') return { always: mandatory.filter((name) => present.has(name)), ofNew: [], key: null };
	// An empty cell that clears its field would leave a record without it.
	const cleared = ignoreEmpty ? [] : mandatory.filter((name) => present.has(name) && name !== findBy);
	if (operation === 'update')
		return { always: [...(findBy === null ? [] : [findBy]), ...cleared], ofNew: [], key: null };
	return { always: cleared, ofNew: mandatory.filter((name) => !cleared.includes(name)), key: findBy };
}

/** Finds the fields that a row lacks. */
export class MissingFields {
	private readonly always: readonly MappedColumn[];
	private readonly ofNew: readonly MappedColumn[];
	private readonly withoutColumn: readonly string[];
	private readonly key: MappedColumn | null;

	constructor({ always, ofNew, key }: RowDemands, columns: readonly MappedColumn[]) {
		const byName = new Map(columns.map((column) => [column.apiName, column]));
		const find = (names: readonly string[]): MappedColumn[] => names.flatMap((name) => byName.get(name) ?? []);
		// A default value fills every empty cell.
		const withCells = (names: readonly string[]): MappedColumn[] =>
			find(names).filter(({ defaultValue }) => defaultValue === null);
		this.always = withCells(always);
		this.ofNew = withCells(ofNew);
		this.withoutColumn = ofNew.filter((name) => !byName.has(name));
		this.key = key === null ? null : (byName.get(key) ?? null);
	}

	/** The columns whose cells are looked at. */
	get columns(): readonly MappedColumn[] {
		return [...this.always, ...(this.key === null ? [] : [this.key, ...this.ofNew])];
	}

	/**
	 * The fields that a row lacks, in the words of the input beside their API names.
	 * @param cellOf what a column says of the row; no text where the cell cannot be sent, or has two readings
	 */
	of(cellOf: (column: MappedColumn) => unknown): ReadonlyArray<{ readonly apiName: string; readonly name: string }> {
		const isEmpty = (column: MappedColumn): boolean => isEmptyCell(cellOf(column));
		const missing = this.always.filter(isEmpty);
		const { key } = this;
		if (key === null || !isNew(key, cellOf(key))) return missing;
		return [
			...missing,
			...this.ofNew.filter(isEmpty),
			...this.withoutColumn.map((apiName) => ({ apiName, name: apiName })),
		];
	}
}

/** Whether a cell is as good as empty. Called for every row. */
function isEmptyCell(cell: unknown): boolean {
	if (typeof cell !== 'string') return false;
	const first = cell.charCodeAt(0);
	return first > 32 && first < 127 ? false : cell.trim() === '';
}

const isNew = (key: MappedColumn, cell: unknown): boolean => typeof cell === 'string' && filledText(cell, key) === '';
