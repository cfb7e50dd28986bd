import type { BulkWriteMapping } from '../../zoho/bulk/writeApi';
import type { MappedColumn } from './columns';

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

/** What fills the Row Key Field of a row. */
export function rowKeyOf(importId: string, index: number): string {
	return `${importId}-${index + 1}`;
}
