import type { BulkWriteMapping } from '../../zoho/bulkWrite';
import { RESULT_KEY_COLUMNS } from '../../zoho/limits';
import type { MappedColumn } from '../rows/columns';
import { isChecked, sortedPositions } from './fileCheck';
import type { CsvFile } from './fileCsv';
import { KeptCells } from './fileKeys';
import type { RowSet } from './fileRowSet';
import type { FileColumn } from './fileSample';
import { rowKeyOf, toMapping } from '../rows/mappings';
import type { ChunkRows, PackedFile } from '../rows/source';

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
	/** For child rows: the field that points to the parent, and the columns of both files with the key that joins them. */
	readonly link: { readonly apiName: string; readonly position: number; readonly parentIndex: number } | null;
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

/** By how many places the columns of the file move in the CSVs of jobs. */
const shiftOf = ({ rowKey }: Sheet): number => (rowKey === null ? 0 : 1);

/** Zoho's result keeps the first mapped columns: by the order of the mappings or by their places, which is not said. */
export function layOut(sheet: Sheet): SheetLayout {
	const { columns, link, rewritten } = sheet;
	const mapped = [
		...(link === null ? [] : [{ apiName: link.apiName, position: link.position }]),
		...columns.map(({ column, position }) => ({ apiName: column.apiName, position })),
	];
	const count = RESULT_KEY_COLUMNS - shiftOf(sheet);
	const byPlace = [...mapped].sort((a, b) => a.position - b.position);
	const keptColumns = [...new Set([...mapped.slice(0, count), ...byPlace.slice(0, count)])];
	const checked = rewritten.isEmpty ? [] : columns.filter(({ column }) => isChecked(column));
	const wanted = sortedPositions([...keptColumns, ...checked].map(({ position }) => position));
	return {
		sheet,
		wanted,
		kept: keptColumns.map(({ apiName, position }) => ({ apiName, at: wanted.indexOf(position) })),
		rewrites: wanted.map((wantedPosition) => checked.find(({ position }) => position === wantedPosition)?.column ?? null),
	};
}

/** The mappings of a sheet, the same for all its chunks. */
export function mapSheet(sheet: Sheet): BulkWriteMapping[] {
	const { rowKey, link } = sheet;
	const shift = shiftOf(sheet);
	return [
		...(rowKey === null ? [] : [{ api_name: rowKey.apiName, index: 0 }]),
		...(link === null ? [] : [{ api_name: link.apiName, index: link.position, parent_column_index: link.parentIndex }]),
		...sheet.columns.map(({ column, position }) => toMapping(column, position + shift)),
		...sheet.defaults.map((column) => toMapping(column, null)),
	];
}

/** Describes the CSV with some rows of a sheet. */
export function describeSheet({ sheet, kept }: SheetLayout, rows: ChunkRows, fileName: string, cells: KeptCells): PackedFile {
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
