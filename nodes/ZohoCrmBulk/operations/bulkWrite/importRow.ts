import type { IDataObject } from 'n8n-workflow';
import type { RowAnswer } from '../../../shared/import/rows/answer';
import { resultRow, type ResultShape } from '../../../shared/n8n/step/resultRow';

/** The keys of the rows of an import. */
export const IMPORT_ROW: ResultShape = { place: 'row', keys: ['importId', 'job'] };

/**
 * The row of an answer. Rows may share a list of reasons, and the nodes that follow change items: each gets a list of its own.
 * @param input the values of the item, if the row failed and came from one
 */
export function toRow(answer: RowAnswer, importId: string, input: IDataObject | undefined): IDataObject {
	const { status, reason, id, job, errors, match, next, retrySafe, row } = answer;
	return resultRow(IMPORT_ROW, row, {
		status,
		reason,
		id,
		own: { importId, job },
		next,
		code: codesOf(errors),
		input,
		details: {
			...(errors.length === 0 ? {} : { errors: errors.map(({ code, fields }) => ({ code, fields: [...fields] })) }),
			...(match === null ? {} : { match }),
			retrySafe,
		},
	});
}

/** Zoho's codes, each once. */
const codesOf = (errors: RowAnswer['errors']): string =>
	errors.length === 0 ? '' : [...new Set(errors.map(({ code }) => code))].join(';');

/** The results of child rows, by the key under which they came. */
export function toChildRows({ children }: RowAnswer): IDataObject | string {
	if (children === undefined) return '';
	const entries = Object.entries(children).map(([key, rows]) => [
		key,
		rows.map(({ status, reason, id, next, errors }) => ({
			status,
			reason: reason ?? '',
			id: id ?? '',
			next: next ?? '',
			code: codesOf(errors),
		})),
	]);
	return Object.fromEntries(entries);
}
