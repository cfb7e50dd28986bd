import { encodeText, type CellEncoder } from '../../values/encoders';
import { findByKey } from '../../writes/waves';
import type { BulkWriteMapping } from '../../zoho/bulk/writeApi';
import type { FieldMetadata } from '../../zoho/metadata/fields';
import type { MappingLine } from '../rows/source';

/** One column of the import: where its values come from and which field they go to. */
export interface MappedColumn {
	/** Key of the values in the input rows, or title in the header of a file, e.g. `Account_Name.id`; null if every record gets the default. */
	readonly key: string | null;
	readonly field: FieldMetadata;
	/** The field's API name, e.g. `Account_Name`. */
	readonly apiName: string;
	/** The field in the words of the input: its title or key beside its API name where they differ. */
	readonly name: string;
	/** The title or key as the user wrote it; the API name for a default value. */
	readonly title: string;
	/** For lookups and users: the field of the other record that the cell holds, e.g. `id` or `email`. */
	readonly findBy: string | null;
	/** Pattern of dates and datetimes. */
	readonly format: string | null;
	/** What Zoho writes for empty cells; null if nothing. */
	readonly defaultValue: string | null;
	readonly encode: CellEncoder;
}

/** Whether cells of the column are checked against their field, and may have to be written in another form. */
export const isChecked = ({ encode }: MappedColumn): boolean => encode !== encodeText;

/** Whether cells of the column are long texts, which a result file may cut. */
export const isLong = ({ field }: Pick<MappedColumn, 'field'>): boolean =>
	field.dataType === 'textarea' || field.dataType === 'richtext';

/** What a cell counts as: its text, or the default; a cell of nothing but white space is as good as empty. */
export function filledText(text: string, { defaultValue }: Pick<MappedColumn, 'defaultValue'>): string {
	return text.trim() === '' ? (defaultValue ?? '') : text;
}

/** The key by which Zoho finds the record of a row, from the cell of the Find By column; none if that is empty. */
export function findKeys(column: MappedColumn, text: string): readonly string[] {
	const key = findByKey(filledText(text, column), column.field);
	return key === '' ? [] : [key];
}

/**
 * The mapping of one column. A default value is read like the cells: by the same field of the other record, in the same format.
 * @param index of the column in the file, from 0; null for a field that has only a default value
 */
export function toMapping(
	{ apiName, findBy, format, defaultValue }: MappedColumn,
	index: number | null,
): BulkWriteMapping {
	return {
		api_name: apiName,
		...(index === null ? {} : { index }),
		...(findBy === null ? {} : { find_by: findBy }),
		...(format === null ? {} : { format }),
		...(defaultValue === null ? {} : { default_value: { value: defaultValue } }),
	};
}

/**
 * Where a field's values come from, for people.
 * @param column name of the column in the input; null for a default value
 * @param path of the field for child rows, e.g. `Work_History.`
 */
export function describeColumn(
	{ apiName, findBy, format, defaultValue }: MappedColumn,
	column: string | null,
	path = '',
): MappingLine {
	return { column, field: path + apiName, findBy, format, defaultValue };
}

/** A column that goes to a list of rows, or to no field. @param leftOut why, for columns of a file */
export function describeOther(column: string, field: string | null = null, leftOut?: string): MappingLine {
	const line = { column, field, findBy: null, format: null, defaultValue: null };
	return leftOut === undefined ? line : { ...line, leftOut };
}
