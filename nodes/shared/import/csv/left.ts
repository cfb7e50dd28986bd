import { contentEnd, writeCell } from './cells';
import type { CsvFile } from './open';
import type { Sleep } from '../rows/source';
import { Turns } from '../../writes/turns';

/** What is left of a record: from the end of one left-out column, or the beginning, to the start of the next, or the end. */
type Run = readonly [after: number | null, before: number | null];

/** A file of rows that were not written. */
export interface LeftFile {
	/** Titles of the columns behind those of the rows. */
	readonly titles: readonly string[];
	/** Whether a column of the rows is replaced, and so left out. */
	isReplaced(title: string, position: number): boolean;
	/** What stands under the titles for a row; null for one that does not belong into the file. */
	cellsOf(row: number): readonly string[] | null;
}

/** Writes some rows of a file: their bytes, then further cells. */
export async function* writeLeft(
	file: CsvFile,
	{ titles, isReplaced, cellsOf }: LeftFile,
	sleep: Sleep,
): AsyncGenerator<Uint8Array> {
	const leftOut = file.titles.flatMap((title, position) => (isReplaced(title, position) ? [position] : []));
	const runs = runsBetween(leftOut, file.titles.length);
	const delimiter = String.fromCharCode(file.delimiter);
	const turns = new Turns(sleep);
	for await (const { bytes, starts, spans, firstRecord, count } of file.read(leftOut)) {
		const pieces: Uint8Array[] = firstRecord === 0 ? [file.mark] : [];
		for (let record = 0; record < count; record += 1) {
			const row = firstRecord + record - 1;
			const added = row === -1 ? titles : cellsOf(row);
			if (added === null) continue;
			const end = contentEnd(bytes, starts[record], starts[record + 1]);
			const spanOf = (at: number): number => 2 * (record * leftOut.length + at);
			for (const [after, before] of runs) {
				const from = after === null ? starts[record] : spans[spanOf(after) + 1] + 1;
				const to = before === null ? end : spans[spanOf(before)] - 1;
				pieces.push(bytes.subarray(from, to), Buffer.from(delimiter));
			}
			const lineBreak = end < starts[record + 1] ? bytes.subarray(end, starts[record + 1]) : file.lineBreak;
			pieces.push(
				Buffer.from(
					added.map((cell) => writeCell(file.encoding.isUtf8 ? cell : toAscii(cell), file.delimiter)).join(delimiter),
				),
				lineBreak,
			);
		}
		if (pieces.length > 0) yield Buffer.concat(pieces);
		if (turns.isOver) await turns.next();
	}
}

/** The stretches of columns that stay, as places among those that are left out. */
function runsBetween(leftOut: readonly number[], columnCount: number): Run[] {
	const runs: Run[] = [];
	for (let at = 0; at <= leftOut.length; at += 1) {
		const first = at === 0 ? 0 : leftOut[at - 1] + 1;
		const end = at === leftOut.length ? columnCount : leftOut[at];
		if (end > first) runs.push([at === 0 ? null : at - 1, at === leftOut.length ? null : at]);
	}
	return runs;
}

/** A text that every encoding writes alike. */
const toAscii = (text: string): string => text.replaceAll(/[\u0080-\uffff]/g, '?');
