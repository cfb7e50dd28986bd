import type { FieldDefinition } from '../contract';
import type { JsonValue } from '../json';
import type { View } from '../records/store';
import type { FieldRefusal } from '../records/readings';
import type { EmulatorState } from '../state';
import { type DatePattern, readDatePattern, toDateText, toDateTimeText } from './datePatterns';

/** How the cells of a column are read. */
export interface CellRule {
	readonly field: FieldDefinition;
	/** For look-ups and people: the field of the target that the cell holds; null = its id. */
	readonly findBy: string | null;
	/** For dates and datetimes: the column's `format`; null = the default. */
	readonly pattern: DatePattern | null;
}

/** A cell as the JSON that a record call would send, or why it cannot be read. */
export type CellReading =
	{ readonly kind: 'value'; readonly value: JsonValue } | { readonly kind: 'refused'; readonly refusal: FieldRefusal };

interface CellContext {
	readonly state: EmulatorState;
	readonly view: View;
}

function pattern(text: string): DatePattern {
	const read = readDatePattern(text);
	if (!read) throw new RangeError(`${text} is no date pattern`);
	return read;
}

/** Source: Bulk Write, v8 (bulk-write 1): the defaults, and the ISO forms of Kaizen 103. */
const DATE_PATTERNS = [pattern('MM/dd/yyyy')];
const DATETIME_PATTERNS = [pattern('MM/dd/yyyy HH:mm:ss')];
const ISO_DATE_PATTERNS = [pattern('yyyy-MM-dd')];
const ISO_DATETIME_PATTERNS = [pattern("yyyy-MM-dd'T'HH:mm:ssXXX")];

const NUMBER = /^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/;
/** A whole number has no decimal point, not even before zeros. ASSUMED of `12.0`. */
const WHOLE_NUMBER = /^[+-]?(\d{1,3}(,\d{3})+|\d+)$/;

/** The record id that a cell holds. */
export function readId({ switches }: EmulatorState, text: string): string {
	return switches.acceptsExportIds ? text.replace(/^zcrm_/, '') : text;
}

function invalid(field: FieldDefinition): CellReading {
	return {
		kind: 'refused',
		refusal: { code: 'INVALID_DATA', message: 'invalid data', field: field.apiName, path: field.apiName, details: {} },
	};
}

function readMoment({ state }: CellContext, rule: CellRule, text: string): CellReading {
	const isDate = rule.field.dataType === 'date';
	const usual = isDate ? DATE_PATTERNS : DATETIME_PATTERNS;
	const iso = isDate ? ISO_DATE_PATTERNS : ISO_DATETIME_PATTERNS;
	const patterns = rule.pattern ? [rule.pattern] : state.switches.acceptsIsoDates ? [...usual, ...iso] : usual;
	for (const candidate of patterns) {
		const moment = candidate.read(text);
		if (moment)
			return {
				kind: 'value',
				value: isDate ? toDateText(moment) : toDateTimeText(moment, state.organization.offsetMinutes),
			};
	}
	return invalid(rule.field);
}

function readReference({ state, view }: CellContext, { field, findBy }: CellRule, text: string): CellReading {
	if (findBy === null || findBy === 'id') return { kind: 'value', value: { id: readId(state, text) } };
	if (field.lookupModule === null) {
		const user = state.users.byEmail(text);
		return user ? { kind: 'value', value: { id: user.id } } : invalid(field);
	}
	const [id] = state.records.find(field.lookupModule, findBy, text, view);
	return id === undefined ? invalid(field) : { kind: 'value', value: { id } };
}

/**
 * Reads one cell that is not empty. What it gives is then held against the same rules as a record call's value.
 * Source: Bulk Write, v8 (bulk-write 1, cell formats).
 */
export function readCell(context: CellContext, rule: CellRule, text: string): CellReading {
	const { field } = rule;
	const trimmed = text.trim();
	if (field.apiName === 'Layout') return { kind: 'value', value: { id: trimmed } };
	if (field.apiName === 'Tag')
		return { kind: 'value', value: trimmed.split(',').map((name) => ({ name: name.trim() })) };
	switch (field.dataType) {
		case 'boolean': {
			const folded = context.state.switches.acceptsBooleansInCapitals ? trimmed.toLowerCase() : trimmed;
			return folded === 'true' || folded === 'false' ? { kind: 'value', value: folded === 'true' } : invalid(field);
		}
		case 'integer':
			return WHOLE_NUMBER.test(trimmed)
				? { kind: 'value', value: Number(trimmed.replaceAll(',', '')) }
				: invalid(field);
		case 'double':
		case 'currency':
		case 'percent':
			return NUMBER.test(trimmed) ? { kind: 'value', value: Number(trimmed.replaceAll(',', '')) } : invalid(field);
		case 'bigint':
			return WHOLE_NUMBER.test(trimmed) ? { kind: 'value', value: trimmed.replaceAll(',', '') } : invalid(field);
		case 'date':
		case 'datetime':
			return readMoment(context, rule, trimmed);
		case 'multiselectpicklist':
			return {
				kind: 'value',
				value: trimmed
					.split(';')
					.map((option) => option.trim())
					.filter((option) => option !== ''),
			};
		case 'lookup':
		case 'ownerlookup':
		case 'userlookup':
			return readReference(context, rule, trimmed);
		default:
			return { kind: 'value', value: text };
	}
}

/** A cell the way Zoho might write it back: trimmed, addresses in lower case, numbers and dates in their plain form. */
export function normaliseCell(context: CellContext, rule: CellRule, text: string): string {
	const trimmed = text.trim();
	if (rule.field.dataType === 'email') return trimmed.toLowerCase();
	const reading = trimmed === '' ? null : readCell(context, rule, text);
	return reading?.kind === 'value' &&
		(typeof reading.value === 'number' || ['date', 'datetime', 'bigint'].includes(rule.field.dataType))
		? String(reading.value)
		: trimmed;
}
