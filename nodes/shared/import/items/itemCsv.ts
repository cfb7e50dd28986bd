import { encodeCell } from '../../archive/csv';
import { Utf8Blocks } from '../../archive/utf8Blocks';
import { RESULT_KEY_COLUMNS } from '../../zoho/call/limits';
import type { BulkWriteMapping } from '../../zoho/bulk/writeApi';
import { childFileNameOf, fileNameOf, rowKeyOf } from '../rows/chunks';
import { readChildRows, type ChildPlan } from '../plan/children';
import { isLong, type MappedColumn, toMapping } from '../plan/mappedColumn';
import { encodeText } from '../../values/encoders';
import { orderByDistinction } from '../plan/keyColumns';
import type { InputRow } from '../../values/fieldValues';
import type { ChunkRows, DescribedChunk, PackedChildren, PackedFile, Sleep } from '../rows/source';
import type { SourceRequest } from '../request';
import { ROWS_PER_STEP, Turns, type Steps } from '../../writes/turns';

/** A CSV that is still to be written. */
export interface ItemFile extends PackedFile {
	readonly titles: readonly string[];
	/** Rows that are in the file, in its order. */
	readonly rows: readonly InputRow[];
	/** Columns with cells, in the order of the file, behind the leading texts. */
	readonly columns: readonly MappedColumn[];
	/** Texts that stand before and behind the cells of a row, by its position in the file. */
	leading(position: number): string | null;
	trailing(position: number): string | null;
}

/** A chunk whose CSVs are still to be written. */
export interface ItemChunk extends DescribedChunk {
	readonly parent: ItemFile;
	readonly children: readonly (ItemFile & PackedChildren)[];
}

/** What a chunk is made of. */
export interface ItemChunkParts {
	readonly rows: ChunkRows;
	/** All rows of the import. */
	readonly input: readonly InputRow[];
	readonly columns: readonly MappedColumn[];
	readonly children: readonly ChildPlan[];
	readonly request: SourceRequest;
}

/** Title of the column that joins child rows to their parents; no field is filled from it. */
const JOIN_TITLE = 'row';

/** Lays out the CSVs of a chunk: the parents' first, then one per kind of child rows. */
export function* describeItemChunk(parts: ItemChunkParts): Steps<ItemChunk> {
	const { rows, input, columns, request } = parts;
	const parentRows = rows.map((index) => input[index]);
	const filled: FilledChildren[] = [];
	for (const plan of parts.children) {
		const found = yield* layOutChildren(plan, parts);
		if (found.childRows.length > 0) filled.push(found);
	}
	const hasFindBy = request.findBy !== null;
	const ordered = yield* orderColumns(parentRows, columns, hasFindBy ? 1 : 0, request.rowKeyField === null ? 0 : 1);
	const rowNumber = (position: number): string => String(rows[position] + 1);
	const parent = layOutFile({
		module: request.module,
		fileName: fileNameOf(request.importId, rows),
		findBy: request.findBy,
		rows: parentRows,
		columns: ordered,
		leading:
			request.rowKeyField === null
				? null
				: { apiName: request.rowKeyField, textOf: (position) => rowKeyOf(request.importId, rows[position]) },
		trailing: filled.length === 0 ? null : { title: JOIN_TITLE, textOf: rowNumber },
		linkMapping: null,
	});
	const joinIndex = parent.titles.length - 1;
	const children: (ItemFile & PackedChildren)[] = [];
	for (const { plan, childRows, parents, places } of filled) {
		const file = layOutFile({
			module: plan.module,
			fileName: childFileNameOf(request.importId, rows, plan.key),
			findBy: null,
			rows: childRows,
			columns: yield* orderColumns(childRows, plan.columns, 0, 1),
			leading: { apiName: plan.link, textOf: (position) => rowNumber(parents[position]) },
			trailing: null,
			linkMapping: { api_name: plan.link, index: 0, parent_column_index: joinIndex },
		});
		children.push({ ...file, key: plan.key, parents, places });
	}
	return { rows, parent, children, encoding: 'UTF-8' };
}

/** The child rows of a chunk under one key, with the positions of their parents, and their places among those of one. */
interface FilledChildren {
	readonly plan: ChildPlan;
	readonly childRows: InputRow[];
	readonly parents: number[];
	readonly places: number[];
}

function* layOutChildren(plan: ChildPlan, { rows, input }: ItemChunkParts): Steps<FilledChildren> {
	const childRows: InputRow[] = [];
	const parents: number[] = [];
	const places: number[] = [];
	for (const [position, index] of rows.entries()) {
		if (position % ROWS_PER_STEP === 0) yield;
		for (const [place, row] of (readChildRows(plan, input[index][plan.key]) ?? []).entries()) {
			childRows.push(row);
			parents.push(position);
			places.push(place);
		}
	}
	return { plan, childRows, parents, places };
}

/** Brings the columns that tell rows apart to the front; columns without cells go to the end. */
function* orderColumns(
	rows: readonly InputRow[],
	columns: readonly MappedColumn[],
	fixed: number,
	taken: number,
): Steps<MappedColumn[]> {
	const free = columns.slice(fixed).filter(({ key }) => key !== null);
	const long = free.filter(isLong);
	const withCells = [...columns.slice(0, fixed), ...free.filter((column) => !isLong(column)), ...long];
	const order = yield* orderByDistinction({
		rowCount: rows.length,
		columnCount: withCells.length,
		fixed,
		reserve: long.length,
		wanted: RESULT_KEY_COLUMNS - taken,
		cellOf: (row, column) => textOf(withCells[column], rows[row]),
	});
	return [...order.map((column) => withCells[column]), ...columns.filter(({ key }) => key === null)];
}

interface FileLayout {
	readonly module: string;
	readonly fileName: string;
	readonly findBy: string | null;
	readonly rows: readonly InputRow[];
	readonly columns: readonly MappedColumn[];
	readonly leading: { readonly apiName: string; readonly textOf: (position: number) => string } | null;
	readonly trailing: { readonly title: string; readonly textOf: (position: number) => string } | null;
	/** Instead of a plain mapping of the leading column. */
	readonly linkMapping: BulkWriteMapping | null;
}

function layOutFile({ module, fileName, findBy, rows, columns, leading, trailing, linkMapping }: FileLayout): ItemFile {
	const withCells = columns.filter(({ key }) => key !== null);
	const first = leading === null ? 0 : 1;
	const leadingMapping = leading === null ? [] : [linkMapping ?? { api_name: leading.apiName, index: 0 }];
	const textsOf = (apiName: string): readonly string[] | null => {
		if (leading?.apiName === apiName) return rows.map((_, position) => leading.textOf(position));
		const column = withCells.find((candidate) => candidate.apiName === apiName);
		return column === undefined ? null : rows.map((row) => textOf(column, row));
	};
	return {
		module,
		fileName,
		findBy,
		rowCount: rows.length,
		mappings: [
			...leadingMapping,
			...columns.map((column, at) => toMapping(column, column.key === null ? null : first + at)),
		],
		readKeys: (apiNames) => apiNames.map(textsOf),
		titles: [
			...(leading === null ? [] : [leading.apiName]),
			...withCells.map(({ apiName }) => apiName),
			...(trailing === null ? [] : [trailing.title]),
		],
		rows,
		columns: withCells,
		leading: (position) => leading?.textOf(position) ?? null,
		trailing: (position) => trailing?.textOf(position) ?? null,
	};
}

/** The text of a cell of a row that was checked. */
export function textOf({ key, encode, apiName }: MappedColumn, row: InputRow): string {
	const value = key === null ? '' : row[key];
	// Plain text, by far the most frequent, needs no call.
	if (encode === encodeText && typeof value === 'string') return value.toWellFormed();
	const cell = encode(value);
	if (typeof cell === 'string') return cell;
	throw new Error(`A row reached the file unchecked: ${apiName} ${cell.reason}`);
}

/** Writes a CSV, RFC 4180, block by block. A line of one empty cell is written as `""`, because readers skip empty lines. */
export async function* writeCsv(file: ItemFile, sleep: Sleep): AsyncGenerator<Uint8Array> {
	const { rows, columns } = file;
	const blocks = new Utf8Blocks();
	const turns = new Turns(sleep);
	const hasLeading = file.leading(0) !== null;
	const hasTrailing = file.trailing(0) !== null;
	blocks.add(`${file.titles.map(encodeCell).join(',')}\r\n`);
	for (let position = 0; position < rows.length; position += 1) {
		const row = rows[position];
		let line = hasLeading ? encodeCell(file.leading(position) ?? '') : '';
		for (let at = 0; at < columns.length; at += 1) {
			if (at > 0 || hasLeading) line += ',';
			line += encodeCell(textOf(columns[at], row));
		}
		if (hasTrailing) line += `,${encodeCell(file.trailing(position) ?? '')}`;
		const full = blocks.add(line === '' ? '""\r\n' : `${line}\r\n`);
		if (full === null) continue;
		yield full;
		if (turns.isOver) await turns.next();
	}
	yield blocks.rest();
}
