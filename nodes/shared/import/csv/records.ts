import type { RecordBlock } from '../../archive/csvRecords';
import { encodeText } from '../../values/encoders';
import type { InputRow } from '../../values/fieldValues';
import type { Turns } from '../../writes/turns';
import type { ChildPlan } from '../plan/children';
import { toApiRecord, type RecordChildren } from '../plan/apiRecord';
import type { SourceRequest } from '../request';
import type { ChunkRows } from '../rows/source';
import { childrenOf, openChildBlocks, type LinkedChildren } from './children';
import { readCells, sortedPositions, walkBlocks, type CellReader, type FileColumn, type RowBlocks } from './rows';
import type { Sheet } from './layout';

/** Gives the canonical text of a column of one row. */
type RowReader = (column: FileColumn) => string;

/** The positions of all columns of a sheet that go to fields. */
const allPositions = ({ columns }: Sheet): number[] => sortedPositions(columns.map(({ position }) => position));

/** The rows of a file as the records API takes them, chunk by chunk. */
export class RecordReader {
	private readonly blocks: RowBlocks;
	private readonly readRow: (row: number) => Promise<RowReader>;
	private openedChildren: { readonly blocks: RowBlocks; read(row: number): Promise<InputRow[]> } | null = null;

	constructor(
		private readonly sheet: Sheet,
		private readonly children: LinkedChildren | null,
		private readonly request: SourceRequest,
	) {
		this.blocks = walkBlocks(sheet.file.read(allPositions(sheet)), sheet.file.name);
		this.readRow = rowReader(sheet, this.blocks);
	}

	/** Reads the rows of a chunk; chunks in ascending order only. */
	async read(rows: ChunkRows, turns: Turns): Promise<Record<string, unknown>[]> {
		const { sheet, request } = this;
		const columns = [...sheet.columns.map(({ column }) => column), ...sheet.defaults];
		const byName = new Map(sheet.columns.map((column) => [column.column.apiName, column]));
		const records: Record<string, unknown>[] = [];
		for (const index of rows) {
			const textOfCell = await this.readRow(index);
			const textOf = ({ apiName }: { readonly apiName: string }): string => {
				const column = byName.get(apiName);
				return column === undefined ? '' : textOfCell(column);
			};
			records.push(toApiRecord({ index, columns, textOf, children: await this.readChildren(index) }, request));
			if (turns.isOver) await turns.next();
		}
		return records;
	}

	/** Ends the reading. */
	async close(): Promise<void> {
		await this.blocks.close();
		await this.openedChildren?.blocks.close();
	}

	private async readChildren(row: number): Promise<RecordChildren[]> {
		const { children } = this;
		if (children === null) return [];
		this.openedChildren ??= await openChildren(children);
		return [{ plan: asWritten(children.child.plan), rows: await this.openedChildren.read(row) }];
	}
}

/** A plan for rows whose values have the form of cells already. */
const asWritten = (plan: ChildPlan): ChildPlan => ({
	...plan,
	columns: plan.columns.map((column) => ({ ...column, encode: encodeText })),
});

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

async function openChildren({
	child,
	links,
}: LinkedChildren): Promise<{ readonly blocks: RowBlocks; read(row: number): Promise<InputRow[]> }> {
	const { sheet } = child;
	const blocks = await openChildBlocks(sheet.file, allPositions(sheet), links);
	const readRow = rowReader(sheet, blocks);
	return {
		blocks,
		async read(row) {
			const rows: InputRow[] = [];
			for (const childRow of childrenOf(links, [row]).childRows) {
				const textOfCell = await readRow(childRow);
				rows.push(Object.fromEntries(sheet.columns.map((column) => [column.column.key ?? '', textOfCell(column)])));
			}
			return rows;
		},
	};
}
