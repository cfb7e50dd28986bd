import { UsageError } from '../zoho/errors';
import { MAX_UPLOAD_BYTES } from '../zoho/limits';
import { answerRow, type RowAnswer } from './answer';
import type { MappedColumn } from './columns';

/** An input row: values by key. */
export type InputRow = Readonly<Record<string, unknown>>;

/**
 * Checks the values of one row before anything is sent.
 * @returns null if the row can be sent, else its answer
 * @throws UsageError naming row and column (never the value) where a value has two readings
 */
export function checkRow(row: InputRow, index: number, columns: readonly MappedColumn[]): RowAnswer | null {
	const fields: string[] = [];
	const reasons: string[] = [];
	let length = 0;
	for (const column of columns) {
		const cell = column.encode(row[column.key]);
		if (cell.kind === 'text') {
			length += cell.text.length;
		} else if (cell.kind === 'refused') {
			fields.push(column.apiName);
			reasons.push(`${column.apiName} ${cell.reason}`);
		} else {
			throw new UsageError(
				`Row ${index + 1}: the value of ${column.apiName} ${cell.reason}. Nothing was sent`,
				'Bring the column into an unmistakable form before this step: dates as yyyy-MM-dd, decimals with a point',
			);
		}
	}
	if (fields.length > 0) {
		return answerRow(index, 'SKIPPED', {
			errors: [{ code: 'INVALID_DATA', fields }],
			next: `The row was not sent: ${reasons.join('; ')}. Correct it and import the row again`,
		});
	}
	if (length > MAX_UPLOAD_BYTES) {
		return answerRow(index, 'SKIPPED', {
			errors: [{ code: 'LIMIT_EXCEEDED', fields: [] }],
			next: `The row was not sent: it has ${length} characters, and a whole file may have ${MAX_UPLOAD_BYTES} bytes. Shorten it`,
		});
	}
	return null;
}
