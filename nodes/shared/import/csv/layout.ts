import { decodeCell } from '../../archive/csvRecords';
import type { BulkWriteMapping } from '../../zoho/bulk/writeApi';
import { RESULT_KEY_COLUMNS } from '../../zoho/call/limits';
import { isChecked, toMapping, type MappedColumn } from '../plan/mappedColumn';
import { rowKeyOf } from '../rows/chunks';
import type { ChunkRows, PackedFile } from '../rows/source';
import type { CsvFile } from './open';
import { sortedPositions, type FileColumn, type RowSet } from './rows';

/** What joins child rows with their parents. */
export interface KeyLink {
	/** The child rows' field that points to the parent. */
	readonly apiName: string;
	/** Position of the key in the child file. */
	readonly position: number;
	/** Position of the key in the parents' CSV of a job. */
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
	/** Positions of columns that are not sent, because with them there would be too many; as a rule all are sent. */
	readonly leftOut: ReadonlySet<number>;
}

/** A sheet whose columns are read as all their cells together show. */
export function settleSheet(sheet: Sheet, settle: (column: MappedColumn) => MappedColumn): Sheet {
	return { ...sheet, columns: sheet.columns.map(({ column, position }) => ({ column: settle(column), position })) };
}

/** A sheet, and which cells of its rows are looked at. */
export interface SheetLayout {
	readonly sheet: Sheet;
	/** Rows with cells that have to be written in another form. */
	readonly rewritten: RowSet;
	/** Positions of the cells that are wanted, ascending. */
	readonly wanted: readonly number[];
	/** Columns whose cells are kept, and their places among the wanted ones. */
	readonly kept: readonly { readonly apiName: string; readonly at: number }[];
	/** By place among the wanted ones: how cells are written in another form; null for those that stay. */
	readonly rewrites: readonly (MappedColumn | null)[];
}

/** Some rows of a sheet, on their way into the CSV of a job. */
export interface SheetChunk {
	readonly layout: SheetLayout;
	readonly rows: ChunkRows;
	/** Cells by which a result names the rows; filled while the CSV is written. */
	readonly cells: KeptCells;
}

/** Position of a column of the file in the CSVs of jobs. */
export function indexInJob(sheet: Pick<Sheet, 'rowKey' | 'leftOut'>, position: number): number {
	return position + (sheet.rowKey === null ? 0 : 1) - [...sheet.leftOut].filter((other) => other < position).length;
}

/** Zoho's result keeps the first mapped columns: by the order of the mappings or by their places, which is not said. */
export function layOut(sheet: Sheet, rewritten: RowSet): SheetLayout {
	const { columns, link } = sheet;
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
		rewritten,
		wanted,
		kept: keptColumns.map(({ apiName, position }) => ({ apiName, at: wanted.indexOf(position) })),
		rewrites: wanted.map(
			(wanted) =>
				checked.find(({ position }) => position === wanted)?.column ?? (link?.position === wanted ? link.column : null),
		),
	};
}

/** The mappings of a sheet, the same for all its chunks. */
function mapSheet(sheet: Sheet): BulkWriteMapping[] {
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

/** The CSV that some rows of a sheet make. */
export function chunkOf(layout: SheetLayout, rows: ChunkRows): SheetChunk {
	return { layout, rows, cells: new KeptCells(rows.length, layout.kept.length) };
}

/** Describes the CSV of a chunk. */
export function describeChunk({ layout, rows, cells }: SheetChunk, fileName: string): PackedFile {
	const { sheet, kept } = layout;
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

/** Cells of a chunk's rows by which a result file names them, kept as bytes: a fifth of what texts would take. */
export class KeptCells {
	private bytes: Uint8Array;
	private readonly ends: Uint32Array;
	private filled = 0;
	private cells = 0;

	/**
	 * @param rowCount how many rows will be kept
	 * @param width how many cells each has
	 */
	constructor(
		rowCount: number,
		private readonly width: number,
	) {
		this.bytes = new Uint8Array(Math.max(64, rowCount * width * 16));
		this.ends = new Uint32Array(rowCount * width);
	}

	/** Keeps the next cell: rows one after the other, each with its cells in order. Quotes are part of it. */
	add(from: Uint8Array, start: number, end: number): void {
		if (this.filled + end - start > this.bytes.length) this.grow(end - start);
		const { bytes } = this;
		let { filled } = this;
		// Cells are short: copying them byte by byte is faster than a call for each.
		for (let at = start; at < end; at += 1) {
			bytes[filled] = from[at];
			filled += 1;
		}
		this.filled = filled;
		this.ends[this.cells] = filled;
		this.cells += 1;
	}

	/** The texts of one cell of every row. */
	texts(cell: number, decode: (bytes: Uint8Array) => string): string[] {
		const texts: string[] = [];
		for (let at = cell; at < this.cells; at += this.width) {
			texts.push(decodeCell(this.bytes, at === 0 ? 0 : this.ends[at - 1], this.ends[at], decode));
		}
		return texts;
	}

	/** Gives back memory that was taken in advance; nothing is added afterwards. */
	close(): void {
		this.bytes = this.bytes.slice(0, this.filled);
	}

	private grow(more: number): void {
		const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.filled + more));
		larger.set(this.bytes.subarray(0, this.filled));
		this.bytes = larger;
	}
}
