import type { BulkWriteMapping } from '../../zoho/bulk/writeApi';
import { RESULT_KEY_COLUMNS } from '../../zoho/call/limits';
import type { MappedColumn } from '../plan/columns';
import { isChecked, sortedPositions } from './check';
import type { CsvFile } from './open';
import { KeptCells } from './keys';
import type { RowSet } from './rowSet';
import type { FileColumn } from './sample';
import { rowKeyOf, toMapping } from '../plan/mappings';
import type { ChunkRows, PackedFile } from '../rows/source';

/** What joins child rows with their parents. */
export interface KeyLink {
	/** The child rows' field that points to the parent. */
	readonly apiName: string;
	/** Where the key stands in the child file. */
	readonly position: number;
	/** Where the key stands in the parents' CSV of a job. */
	readonly parentIndex: number;
	/** The field that the key is for the parents, whose cells may have to take another form; null if it is none. */
	readonly column: MappedColumn | null;
}

/** How the rows of a file go into the CSVs of jobs. */
export interface Sheet {
	readonly file: CsvFile;
	/** API name of the module. */
	readonly module: string;
	readonly findBy: string | null;
	/** In the order of the mappings. */
	readonly columns: readonly FileColumn[];
	/** Columns without cells. */
	readonly defaults: readonly MappedColumn[];
	/** The field that is filled with a key of the row, in a column before all others; null for none. */
	readonly rowKey: { readonly apiName: string; readonly importId: string } | null;
	/** For child rows only. */
	readonly link: KeyLink | null;
	/** Positions of columns that are not sent, because with them there would be too many; as a rule all are. */
	readonly leftOut: ReadonlySet<number>;
	/** Rows with cells that have to be written in another form. */
	readonly rewritten: RowSet;
}

/** A sheet, and which cells of its rows are looked at. */
export interface SheetLayout {
	readonly sheet: Sheet;
	/** Positions of the cells that are wanted, ascending. */
	readonly wanted: readonly number[];
	/** Columns whose cells are kept, and where they stand among the wanted ones. */
	readonly kept: readonly { readonly apiName: string; readonly at: number }[];
	/** By place among the wanted ones: how cells are written in another form; null for those that stay. */
	readonly rewrites: readonly (MappedColumn | null)[];
}

/** Where a column of the file stands in the CSVs of jobs. */
export function indexInJob(sheet: Pick<Sheet, 'rowKey' | 'leftOut'>, position: number): number {
	return position + (sheet.rowKey === null ? 0 : 1) - [...sheet.leftOut].filter((other) => other < position).length;
}

/** Zoho's result keeps the first mapped columns: by the order of the mappings or by their places, which is not said. */
export function layOut(sheet: Sheet): SheetLayout {
	const { columns, link, rewritten } = sheet;
	const mapped = [
		...(link === null ? [] : [{ apiName: link.apiName, position: link.position }]),
		...columns.map(({ column, position }) => ({ apiName: column.apiName, position })),
	];
	const count = RESULT_KEY_COLUMNS - (sheet.rowKey === null ? 0 : 1);
	const byPlace = [...mapped].sort((a, b) => a.position - b.position);
	const keptColumns = [...new Set([...mapped.slice(0, count), ...byPlace.slice(0, count)])];
	const checked = rewritten.isEmpty ? [] : columns.filter(({ column }) => isChecked(column));
	const wanted = sortedPositions([...keptColumns, ...checked].map(({ position }) => position));
	return {
		sheet,
		wanted,
		kept: keptColumns.map(({ apiName, position }) => ({ apiName, at: wanted.indexOf(position) })),
		rewrites: wanted.map(
			(wanted) =>
				checked.find(({ position }) => position === wanted)?.column ?? (link?.position === wanted ? link.column : null),
		),
	};
}

/** The mappings of a sheet, the same for all its chunks. */
export function mapSheet(sheet: Sheet): BulkWriteMapping[] {
	const { rowKey, link } = sheet;
	return [
		...(rowKey === null ? [] : [{ api_name: rowKey.apiName, index: 0 }]),
		...(link === null
			? []
			: [{ api_name: link.apiName, index: indexInJob(sheet, link.position), parent_column_index: link.parentIndex }]),
		...sheet.columns.map(({ column, position }) => toMapping(column, indexInJob(sheet, position))),
		...sheet.defaults.map((column) => toMapping(column, null)),
	];
}

/** Describes the CSV with some rows of a sheet. */
export function describeSheet(
	{ sheet, kept }: SheetLayout,
	rows: ChunkRows,
	fileName: string,
	cells: KeptCells,
): PackedFile {
	const { rowKey, file } = sheet;
	const textsOf = (apiName: string): readonly string[] | null => {
		if (rowKey?.apiName === apiName) return rows.map((row) => rowKeyOf(rowKey.importId, row));
		const at = kept.findIndex((column) => column.apiName === apiName);
		return at === -1 ? null : cells.texts(at, file.encoding.decode);
	};
	return {
		module: sheet.module,
		fileName,
		findBy: sheet.findBy,
		mappings: mapSheet(sheet),
		rowCount: rows.length,
		readKeys: (apiNames) => apiNames.map(textsOf),
	};
}

/** Where the cells of rows are kept that `writeRows` goes over. */
export function keepCells({ kept }: SheetLayout, rows: ChunkRows): KeptCells {
	return new KeptCells(rows.length, kept.length);
}
