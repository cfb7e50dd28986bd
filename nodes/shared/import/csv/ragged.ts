import type { RecordBlock } from '../../archive/csvRecords';
import { UsageError } from '../../zoho/call/errors';
import type { RowTrouble } from '../plan/preflight';
import { CARRIAGE_RETURN } from '../../archive/bytes';
import { beginsWith, MARK } from './byteSource';
import type { CsvFile } from './open';
import { capitalise, REMOVE_SPACES } from './place';
import { contentEnd, splitRecord } from './recordBytes';

/** Characters by which other programs separate columns. */
const OTHER_DELIMITERS = ',;\t|';

const SPACED = 'it has a space before a quote, so that the quotes are part of the text';

const counted = (count: number): string => (count === 1 ? '1 cell' : `${count} cells`);
const isEmptyCell = (cell: Uint8Array): boolean => ['', '""'].includes(Buffer.from(cell).toString('latin1').trim());

/**
 * Whether a row has no cell but empty ones. Spreadsheets write such rows below their tables.
 * @returns false for a row that is written in another way, such as with quotes
 */
export function isBlankRow({ bytes, starts }: RecordBlock, record: number, delimiter: number): boolean {
	const start = starts[record];
	if (bytes[start] !== delimiter) return false;
	const end = contentEnd(bytes, start, starts[record + 1]);
	for (let at = start; at < end; at += 1) if (bytes[at] !== delimiter) return false;
	return true;
}

/** Judges rows that have more or fewer cells than the header. */
export class RaggedRows {
	private failed = 0;
	private separatedOtherwise = 0;
	private spaced = 0;
	private below = 0;
	private lastBelow = -2;
	private first: { readonly index: number; readonly cells: number } | null = null;

	constructor(private readonly file: CsvFile) {}

	/**
	 * Looks at a row with another number of cells than the header.
	 * @param isAfterGap whether an empty line is before it
	 * @returns why it cannot be written; null if it can, with empty cells for those that it lacks
	 */
	look(block: RecordBlock, record: number, index: number, isAfterGap: boolean): RowTrouble | null {
		const { titles, shortRows } = this.file;
		const count = block.cellCounts[record];
		this.first ??= { index, cells: count };
		if (count === 1 && (isAfterGap || this.lastBelow === index - 1)) {
			this.lastBelow = index;
			this.below += 1;
			return trouble(
				'it has only one cell and is after an empty line, so it may be a line below the data',
				'Remove it from the file',
			);
		}
		const cells = cellsOf(block, record, this.file);
		if (count === 1 && this.hasOtherDelimiter(cells[0])) this.separatedOtherwise += 1;
		const isFilled = cells.slice(titles.length).some((cell) => !isEmptyCell(cell));
		if (!isFilled && shortRows === 'fill') return null;
		this.failed += 1;
		const difference = `it has ${counted(count)}, but the header has ${titles.length}`;
		if (isFilled) return trouble(difference, 'Correct the row so that it has as many cells as the header');
		return count < titles.length
			? trouble(difference, 'Add the missing cells, or set Short Rows to Fill With Empty')
			: trouble(
					`${difference}. The extra cells are empty`,
					'Remove them, or set Short Rows to Fill With Empty, which drops them',
				);
	}

	/**
	 * Looks at a row that begins with a byte order mark, has the bytes of the header, or has a quote or a carriage return in a
	 * cell without quotes.
	 * @returns why it cannot be written; null if it can
	 */
	lookAtOdd(block: RecordBlock, record: number): RowTrouble | null {
		const { file } = this;
		const start = block.starts[record];
		const content = block.bytes.subarray(start, contentEnd(block.bytes, start, block.starts[record + 1]));
		const hasMark = file.encoding.isUtf8 && beginsWith(content, MARK);
		if (Buffer.compare(hasMark ? content.subarray(MARK.length) : content, file.header) === 0)
			return trouble('it is the header again, as where files were joined', 'Remove it from the file');
		if (hasMark)
			return trouble(
				'it starts with the invisible mark of a file, as where files were joined',
				'Remove the mark: write the first cell again',
			);
		if (content[0] === CARRIAGE_RETURN)
			return trouble(
				'it starts with a carriage return, so its line breaks are in the wrong order',
				'Save the file with Windows or Unix line breaks',
			);
		const texts = splitRecord(content, file.delimiter).map((cell) => Buffer.from(cell).toString('latin1'));
		const isSpaced = texts.some(
			(cell) => /^[ \t]+"/.test(cell) && (cell.trimEnd().endsWith('"') || texts.length !== file.titles.length),
		);
		if (!isSpaced) return null;
		this.spaced += 1;
		return trouble(SPACED, REMOVE_SPACES);
	}

	/** @throws UsageError if most rows do not fit to the header. @param rowCount all rows of the file */
	finish(rowCount: number): void {
		const { titles, name, delimiter } = this.file;
		const rows = rowCount - this.below;
		if (2 * this.spaced > rows)
			throw new UsageError(
				`Most rows of ${name} have ${SPACED.slice('it has '.length)}. Nothing was sent`,
				REMOVE_SPACES,
			);
		const isOtherwise = 2 * this.separatedOtherwise > rows;
		if (this.first === null || (2 * this.failed <= rows && !isOtherwise)) return;
		const { index, cells } = this.first;
		const separator = String.fromCharCode(delimiter);
		throw new UsageError(
			`Most rows of ${name} do not fit its header: row ${index + 1} has ${counted(cells)}, but the header has ${titles.length}. Nothing was sent`,
			isOtherwise
				? `${capitalise(name)} has "${separator}" between the titles, but not between the cells. Save it with the same delimiter in all lines`
				: 'If the rows only lack empty cells at their end, set Short Rows to Fill With Empty. Otherwise check that the header belongs to the rows',
		);
	}

	private hasOtherDelimiter(cell: Uint8Array): boolean {
		const text = Buffer.from(cell).toString('latin1');
		return [...OTHER_DELIMITERS].some((other) => other.charCodeAt(0) !== this.file.delimiter && text.includes(other));
	}
}

function cellsOf({ bytes, starts }: RecordBlock, record: number, { delimiter }: CsvFile): Uint8Array[] {
	const end = contentEnd(bytes, starts[record], starts[record + 1]);
	return splitRecord(bytes.subarray(starts[record], end), delimiter);
}

const trouble = (reason: string, advice: string): RowTrouble => ({ code: 'INVALID_DATA', fields: [], reason, advice });
