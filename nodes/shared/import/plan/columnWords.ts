import { cutName } from '../../values/nameList';
import { expectationOfField } from '../../zoho/advice/expectation';
import type { SourceRequest } from '../request';
import { refusalWords, type FieldWords, type RefusalWords } from '../rows/refusalWords';
import type { MappedColumn } from './mappedColumn';

/** A field as the user wrote it in the input, beside its API name: `Annual Revenue (Annual_Revenue)`. */
export function nameBeside(written: string | null, apiName: string): string {
	const [own] = (written ?? apiName).split('.', 1);
	return written === null || own === apiName ? apiName : `${cutName(written)} (${apiName})`;
}

/** The words for refusals of rows that have these columns. */
export function wordsFor(
	{ operation, findBy }: Pick<SourceRequest, 'operation' | 'findBy'>,
	columns: readonly MappedColumn[],
): RefusalWords {
	const fields = columns.map(({ apiName, name, field }): [string, FieldWords] => [
		apiName,
		{ name, expected: expectationOfField(field) },
	]);
	return refusalWords({ operation, findBy, fields: new Map(fields) });
}
