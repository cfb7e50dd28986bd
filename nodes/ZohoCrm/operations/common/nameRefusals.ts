import { cutName } from '../../../shared/values/nameList';
import { fieldOf, isAboutId } from '../../../shared/zoho/advice/advice';
import type { ShownValue, ZohoApiError } from '../../../shared/zoho/call/errors';
import { isObject } from '../../../shared/zoho/call/shape';
import type { FieldMetadata } from '../../../shared/zoho/metadata/fields';
import type { RecordValues, WriteOutcome } from '../../../shared/zoho/records/api';
import { capitalised } from './target';

/** What the records of a write are: their fields, and what one of them is called. */
export interface NamedRecords {
	readonly fields: ReadonlyMap<string, FieldMetadata>;
	readonly singular: string;
}

/** Gives each refused record the label and the value that it was refused for. @param records as they were sent, in the order of the outcomes */
export function nameRefusals(
	outcomes: readonly WriteOutcome[],
	records: readonly RecordValues[],
	named: NamedRecords,
): WriteOutcome[] {
	for (const [index, outcome] of outcomes.entries())
		if (outcome.status === 'refused') outcome.refusal.shown = shownIn(outcome.refusal, records[index], named);
	return [...outcomes];
}

function shownIn(refusal: ZohoApiError, record: RecordValues, { fields, singular }: NamedRecords): ShownValue | null {
	if (isAboutId(refusal)) return { label: capitalised(singular), value: textOf(record.id) };
	const place = fieldOf(refusal);
	if (place === null) return null;
	const [, name, row, rest] = /^(\w+)(?:\[(\d+)\](?:\.(.+))?)?$/.exec(place) ?? [];
	const field = fields.get(name);
	if (field === undefined) return null;
	if (row === undefined) return { label: field.label, value: textOf(record[name]) };
	return { label: `${field.label}, row ${Number(row) + 1}${rest === undefined ? '' : `, ${rest}`}`, value: null };
}

/** A value as a message shows it; null for lists, objects and what is not there. */
function textOf(value: unknown): string | null {
	const held = isObject(value) ? value.id : value;
	return typeof held === 'string' || typeof held === 'number' ? cutName(String(held)) : null;
}
