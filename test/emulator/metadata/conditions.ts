import { isObject, type JsonValue } from '../json';
import type { StoredRecord } from '../records/store';

/** One comparison of a custom view or of a territory's rule, in Zoho's words. Source: Custom Views Metadata, v8; OAS 2026. */
export interface Comparison {
	readonly field: string;
	readonly comparator: 'equal' | 'not_equal' | 'starts_with' | 'contains' | 'greater_equal' | 'less_than';
	/** Text and pick lists are compared without case, look-ups and people by id. */
	readonly value: string | number | boolean;
}

/** A comparison, or several that are joined. */
export type Condition = Comparison | { readonly operator: 'and' | 'or'; readonly group: readonly Condition[] };

/** Whether a record meets a condition; an empty field is equal to nothing. */
export function meetsCondition(record: StoredRecord, condition: Condition): boolean {
	if ('group' in condition)
		return condition.operator === 'and'
			? condition.group.every((part) => meetsCondition(record, part))
			: condition.group.some((part) => meetsCondition(record, part));
	const shown = comparable(record[condition.field]);
	const wanted = comparable(condition.value);
	if (condition.comparator === 'not_equal') return shown !== wanted;
	if (shown === null || wanted === null) return false;
	switch (condition.comparator) {
		case 'equal':
			return shown === wanted;
		case 'starts_with':
			return String(shown).startsWith(String(wanted));
		case 'contains':
			return String(shown).includes(String(wanted));
		case 'greater_equal':
			return shown >= wanted;
		case 'less_than':
			return shown < wanted;
	}
}

function comparable(value: JsonValue | undefined): string | number | null {
	if (value === undefined || value === null) return null;
	if (typeof value === 'number') return value;
	return (isObject(value) ? String(value.id) : String(value)).toLowerCase();
}
