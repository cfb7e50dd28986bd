import type { FieldDefinition } from '../contract';
import { isObject, type JsonValue } from '../json';
import type { Comparison } from './parse';

const NULLS = ['is null', 'is not null'];
const TEXT = ['=', '!=', 'like', 'not like', 'in', 'not in', ...NULLS];
const ORDERED = ['=', '!=', '>', '>=', '<', '<=', 'between', 'not between', 'in', 'not in', ...NULLS];
const REFERENCE = ['=', '!=', 'in', 'not in', ...NULLS];

/** Operators by data type; any other type is text. Types without any cannot be queried. Source: COQL, v8 (coql 4). */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
	bigint: ORDERED,
	boolean: ['='],
	currency: ORDERED,
	date: ORDERED,
	datetime: ORDERED,
	double: ORDERED,
	fileupload: [],
	imageupload: [],
	integer: ORDERED,
	lookup: REFERENCE,
	multiselectlookup: [],
	multiuserlookup: [],
	ownerlookup: REFERENCE,
	percent: ORDERED,
	subform: [],
	userlookup: REFERENCE,
};

const NUMBERS: ReadonlySet<string> = new Set(['bigint', 'currency', 'double', 'integer', 'percent']);
const TIMES: ReadonlySet<string> = new Set(['date', 'datetime']);

/** The operators of a field; none for types that cannot be queried. */
export const operatorsOf = ({ dataType }: Pick<FieldDefinition, 'dataType'>): readonly string[] =>
	OPERATORS[dataType] ?? TEXT;

/** Whether a value is written as its type asks. Milliseconds are refused (coql 3). */
export function isValueOf(dataType: string, value: string): boolean {
	if (NUMBERS.has(dataType)) return /^-?\d+(\.\d+)?$/.test(value);
	if (dataType === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(value);
	if (dataType === 'datetime') return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2}|Z)$/.test(value);
	if (dataType === 'boolean') return value === 'true' || value === 'false';
	return !REFERENCE_TYPES.has(dataType) || /^\d+$/.test(value);
}

const REFERENCE_TYPES: ReadonlySet<string> = new Set(['lookup', 'ownerlookup', 'userlookup']);

/** A value as it is compared: null where there is none. That texts are compared without case is ASSUMED (coql, open). */
function measure(dataType: string, value: JsonValue | undefined): string | number | bigint | null {
	if (value === undefined || value === null || value === '') return dataType === 'boolean' ? 'false' : null;
	if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).join(';').toLowerCase();
	if (isObject(value)) return String(value.id);
	if (dataType === 'bigint') return BigInt(String(value));
	if (NUMBERS.has(dataType)) return Number(value);
	return TIMES.has(dataType) ? Date.parse(String(value)) : String(value).toLowerCase();
}

/** Whether the value of a record meets a comparison. Nothing is unequal to nothing (coql 4: unverified). */
export function meets(dataType: string, shown: JsonValue | undefined, { operator, values }: Comparison): boolean {
	const value = measure(dataType, shown);
	if (operator === 'is null') return value === null;
	if (operator === 'is not null') return value !== null;
	if (value === null) return false;
	if (operator.endsWith('like')) return matchesPattern(String(value), values[0]) !== operator.startsWith('not');
	const wanted = values.map((one) => measure(dataType, one) ?? '');
	const [first, second] = wanted;
	switch (operator) {
		case '=':
		case 'in':
			return wanted.includes(value);
		case '!=':
		case 'not in':
			return !wanted.includes(value);
		case '>':
			return value > first;
		case '>=':
			return value >= first;
		case '<':
			return value < first;
		case '<=':
			return value <= first;
		default:
			return (value >= first && value <= second) !== operator.startsWith('not');
	}
}

function matchesPattern(text: string, pattern: string): boolean {
	const inner = pattern.toLowerCase();
	const [isOpenBefore, isOpenAfter] = [inner.startsWith('%'), inner.endsWith('%')];
	const part = inner.replace(/^%/, '').replace(/%$/, '');
	if (isOpenBefore && isOpenAfter) return text.includes(part);
	if (isOpenBefore) return text.endsWith(part);
	return isOpenAfter ? text.startsWith(part) : text === part;
}

/** The order of two values of a field; nothing comes first. */
export function compareValues(dataType: string, one: JsonValue | undefined, other: JsonValue | undefined): number {
	const [left, right] = [measure(dataType, one), measure(dataType, other)];
	if (left === right) return 0;
	if (left === null || right === null) return left === null ? -1 : 1;
	return left < right ? -1 : 1;
}
