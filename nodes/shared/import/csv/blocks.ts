import type { RecordBlock } from '../../archive/csvRecords';
import { UsageError } from '../../zoho/call/errors';

/** The rows of a file by their indexes. */
export interface RowBlocks {
	/** The block that has a row; the row is record `row + 1 - firstRecord` of it. */
	blockOf(row: number): Promise<RecordBlock>;
	/** Ends the reading. */
	close(): Promise<void>;
}

/** Number of the record behind a block's last. */
const endOf = (block: RecordBlock): number => block.firstRecord + block.count;

/**
 * Reads a file once from its beginning: rows can be asked for in ascending order only.
 * @param name of the file, for messages
 */
export function walkBlocks(blocks: AsyncGenerator<RecordBlock>, name: string): RowBlocks {
	let current: RecordBlock | null = null;
	return {
		async blockOf(row) {
			while (current === null || row + 1 >= endOf(current)) {
				const next: IteratorResult<RecordBlock, unknown> = await blocks.next();
				if (next.done === true) {
					throw new UsageError(
						`Row ${row + 1} of ${name} is no longer there: the file has changed since it was checked`,
						'Import the file again once nothing writes to it',
					);
				}
				current = next.value;
			}
			return current;
		},
		async close() {
			await blocks.return(undefined);
		},
	};
}

/** Rows in memory, to be asked for in any order. */
export function holdBlocks(blocks: readonly RecordBlock[]): RowBlocks {
	return {
		async blockOf(row) {
			let low = 0;
			let high = blocks.length - 1;
			while (low < high) {
				const middle = (low + high) >>> 1;
				if (row + 1 >= endOf(blocks[middle])) low = middle + 1;
				else high = middle;
			}
			return blocks[low];
		},
		async close() {},
	};
}
