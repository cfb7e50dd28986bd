import { cutName } from '../../values/nameList';
import type { FieldMetadata } from '../../zoho/metadata/fields';
import { foldName } from '../../zoho/metadata/foldName';
import { expectationOfField } from '../../zoho/advice/expectation';
import type { SourceRequest } from '../request';
import { refusalWords, type FieldWords, type RefusalWords } from '../rows/refusalWords';
import type { MappedColumn } from './mappedColumn';

/** A field by its label, with what the user wrote in the input where that is something else: `Umsatz (Annual Revenue)`. */
export function nameBeside(
	written: string | null,
	{ apiName, label }: Pick<FieldMetadata, 'apiName' | 'label'>,
): string {
	const shown = label === '' ? apiName : label;
	const own = foldName((written ?? '').split('.', 1)[0]);
	const isSame = written === null || own === foldName(apiName) || own === foldName(label);
	return isSame ? shown : `${cutName(written)} (${shown})`;
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
