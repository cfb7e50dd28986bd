import type { RecordBlock } from '../../archive/csvRecords';
import type { RowBlocks } from './blocks';
import { readCells, type CellReader } from './cells';
import { sortedPositions } from './check';
import { childrenOf, type ChildLinks, type ChildSheet } from './children';
import type { FileColumn } from './sample';
import type { Sheet } from './sheet';
import type { InputRow } from '../../values/fieldValues';
import { toImportRecord } from '../plan/apiRecord';
import type { ChunkRows } from '../rows/source';
import type { SourceRequest } from '../request';
import type { Turns } from '../../writes/turns';

/** Gives the canonical text of a column of one row. */
type RowReader = (column: FileColumn) => string;

/** The positions of all columns of a sheet that go to fields. */
export const allPositions = ({ columns }: Sheet): number[] => sortedPositions(columns.map(({ position }) => position));

/** Reads rows as text, from blocks that were read with the positions of all columns. */
function rowReader(sheet: Sheet, blocks: RowBlocks): (row: number) => Promise<RowReader> {
	const positions = allPositions(sheet);
	let current: { readonly block: RecordBlock; readonly cells: CellReader } | null = null;
	return async (row) => {
		const block = await blocks.blockOf(row);
		if (current?.block !== block) current = { block, cells: readCells(block, positions.length, sheet.file) };
		const { cells } = current;
		return ({ column, position }) => {
			const text = cells.textOf(row + 1 - block.firstRecord, positions.indexOf(position));
			const cell = column.encode(text);
			return typeof cell === 'string' ? cell : text;
		};
	};
}

/** Child rows of a file, with what belongs to them. */
export interface ReadChildren {
	readonly child: ChildSheet;
	readonly links: ChildLinks;
	readonly blocks: RowBlocks;
}

/** Rows as the records API takes them. */
export async function toRecords(
	sheet: Sheet,
	blocks: RowBlocks,
	children: ReadChildren | null,
	rows: ChunkRows,
	request: SourceRequest,
	turns: Turns,
): Promise<Record<string, unknown>[]> {
	const readRow = rowReader(sheet, blocks);
	const columns = [...sheet.columns.map(({ column }) => column), ...sheet.defaults];
	const byName = new Map(sheet.columns.map((column) => [column.column.apiName, column]));
	const readChildRow = children === null ? null : childReader(children);
	const records: Record<string, unknown>[] = [];
	for (const row of rows) {
		const read = await readRow(row);
		const textOf = (apiName: string): string => {
			const column = byName.get(apiName);
			return column === undefined ? '' : read(column);
		};
		const childRows =
			readChildRow === null || children === null
				? []
				: [{ child: children.child.child, plan: children.child.plan, rows: await readChildRow(row) }];
		records.push(toImportRecord(row, columns, ({ apiName }) => textOf(apiName), childRows, request));
		if (turns.isOver) await turns.next();
	}
	return records;
}

function childReader({ child, links, blocks }: ReadChildren): (row: number) => Promise<InputRow[]> {
	const readRow = rowReader(child.sheet, blocks);
	return async (row) => {
		const rows: InputRow[] = [];
		for (const childRow of childrenOf(links, [row]).childRows) {
			const read = await readRow(childRow);
			rows.push(Object.fromEntries(child.sheet.columns.map((column) => [column.column.key ?? '', read(column)])));
		}
		return rows;
	};
}
