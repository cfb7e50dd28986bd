import type { RowAnswer } from '../rows/answer';
import { contentEnd, writeCell } from './fileCells';
import type { CsvFile } from './fileCsv';
import { isRejectTitle, REJECT_TITLES } from './fileHeader';
import type { Sleep } from '../rows/source';
import { Turns } from '../rows/turns';

/** What is left of a record: from the end of one left-out column, or the beginning, to the start of the next, or the end. */
type Run = readonly [after: number | null, before: number | null];

/**
 * Writes the rows that were refused, or of which it is not known what became of them, as a CSV that can be mended and
 * imported again: the bytes of the row, then codes and fields. Those of an earlier reject file are replaced.
 * @param answerOf the answer of a row by its index; undefined for those that were written
 */
export async function* writeRejects(file: CsvFile, answerOf: (index: number) => RowAnswer | undefined, sleep: Sleep): AsyncGenerator<Uint8Array> {
	const leftOut = file.titles.flatMap((title, position) => (isRejectTitle(title) ? [position] : []));
	const runs = runsBetween(leftOut, file.titles.length);
	const delimiter = String.fromCharCode(file.delimiter);
	const turns = new Turns(sleep);
	for await (const { bytes, starts, spans, firstRecord, count } of file.read(leftOut)) {
		const pieces: Uint8Array[] = firstRecord === 0 ? [file.mark] : [];
		for (let record = 0; record < count; record += 1) {
			const row = firstRecord + record - 1;
			const added = row === -1 ? REJECT_TITLES : rejectCells(answerOf(row));
			if (added === null) continue;
			const end = contentEnd(bytes, starts[record], starts[record + 1]);
			const spanOf = (at: number): number => 2 * (record * leftOut.length + at);
			for (const [after, before] of runs) {
				const from = after === null ? starts[record] : spans[spanOf(after) + 1] + 1;
				const to = before === null ? end : spans[spanOf(before)] - 1;
				pieces.push(bytes.subarray(from, to), Buffer.from(delimiter));
			}
			const lineBreak = end < starts[record + 1] ? bytes.subarray(end, starts[record + 1]) : file.lineBreak;
			pieces.push(Buffer.from(added.map((cell) => writeCell(cell, file.delimiter)).join(delimiter)), lineBreak);
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

/** Code and fields of a row that belongs into the reject file; null for any other. */
function rejectCells(answer: RowAnswer | undefined): readonly string[] | null {
	if (answer === undefined || answer.status === 'ADDED' || answer.status === 'UPDATED' || answer.status === 'PENDING') return null;
	const codes = answer.errors.map(({ code }) => code);
	const fields = new Set(answer.errors.flatMap((refusal) => refusal.fields));
	return [codes.length === 0 ? answer.status : codes.join(';'), [...fields].join(';')];
}
