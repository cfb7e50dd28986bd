import type { FieldDefinition, ModuleDefinition } from '../contract';
import { isObject, type JsonValue } from '../json';
import type { Schema } from '../metadata/schema';
import type { StoredRecord } from './store';

/** Why a search cannot be run, for the details of INVALID_QUERY. */
export interface QueryRefusal {
	readonly reason: string;
	readonly api_name?: string;
	readonly operator?: string;
}

/** A search as a test of records, or why it cannot be run. `count` is the number of criteria. */
export type SearchReading =
	| { readonly kind: 'test'; readonly count: number; matches(record: StoredRecord): boolean }
	| { readonly kind: 'refused'; readonly refusal: QueryRefusal };

type Node = { readonly kind: 'test'; readonly count: number; matches(record: StoredRecord): boolean };
type Comparison = (shown: JsonValue | undefined, wanted: readonly string[]) => boolean;

const TEXT_OPERATORS = ['equals', 'not_equal', 'starts_with', 'in'];
const ORDERED_OPERATORS = [
	'equals',
	'not_equal',
	'greater_than',
	'greater_equal',
	'less_than',
	'less_equal',
	'between',
	'in',
];
const REFERENCE_OPERATORS = ['equals', 'not_equal', 'in'];
/** Operators by data type; any other type is text. Source: Search Records, v8 (records 7). */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
	picklist: TEXT_OPERATORS,
	multiselectpicklist: REFERENCE_OPERATORS,
	boolean: ['equals', 'not_equal'],
	date: ORDERED_OPERATORS,
	datetime: ORDERED_OPERATORS,
	integer: ORDERED_OPERATORS,
	bigint: ORDERED_OPERATORS,
	double: ORDERED_OPERATORS,
	currency: ORDERED_OPERATORS,
	percent: ORDERED_OPERATORS,
	lookup: REFERENCE_OPERATORS,
	ownerlookup: REFERENCE_OPERATORS,
	userlookup: REFERENCE_OPERATORS,
	subform: [],
	multiselectlookup: [],
	multiuserlookup: [],
};
const IN_VALUES = 100;

class QueryProblem extends Error {
	constructor(readonly refusal: QueryRefusal) {
		super(refusal.reason);
	}
}

/**
 * Reads `criteria`: `((Last_Name:equals:Okafor)and(City:starts_with:La))`, with `\` before `( ) , \` in values.
 * Source: Search Records, v8 (records 7).
 */
export function readCriteria(schema: Schema, module: ModuleDefinition, criteria: string): SearchReading {
	const reader = { text: criteria, at: 0 };
	try {
		const node = readExpression(schema, module, reader);
		if (reader.at < criteria.length) return { kind: 'refused', refusal: { reason: 'invalid query formed' } };
		return node;
	} catch (problem) {
		if (problem instanceof QueryProblem) return { kind: 'refused', refusal: problem.refusal };
		throw problem;
	}
}

interface Reader {
	readonly text: string;
	at: number;
}

function readExpression(schema: Schema, module: ModuleDefinition, reader: Reader): Node {
	let left = readTerm(schema, module, reader);
	for (;;) {
		const joint = /^\s*(and|or)\s*(?=\()/i.exec(reader.text.slice(reader.at));
		if (!joint) return left;
		reader.at += joint[0].length;
		const [before, right] = [left, readTerm(schema, module, reader)];
		const isAnd = joint[1].toLowerCase() === 'and';
		left = {
			kind: 'test',
			count: before.count + right.count,
			matches: (record) =>
				isAnd ? before.matches(record) && right.matches(record) : before.matches(record) || right.matches(record),
		};
	}
}

function readTerm(schema: Schema, module: ModuleDefinition, reader: Reader): Node {
	expect(reader, '(');
	const node =
		reader.text[reader.at] === '(' ? readExpression(schema, module, reader) : readCondition(schema, module, reader);
	expect(reader, ')');
	return node;
}

function expect(reader: Reader, sign: string): void {
	if (reader.text[reader.at] !== sign) throw new QueryProblem({ reason: 'invalid query formed' });
	reader.at++;
}

/** Texts up to the next unescaped bracket, cut at unescaped commas, without their escapes. */
function readValues(reader: Reader): string[] {
	const values = [''];
	for (; reader.at < reader.text.length; reader.at++) {
		let sign = reader.text[reader.at];
		if (sign === ')' || sign === '(') return values;
		if (sign === ',') {
			values.push('');
			continue;
		}
		if (sign === '\\') sign = reader.text[++reader.at] ?? '';
		values[values.length - 1] += sign;
	}
	return values;
}

function readCondition(schema: Schema, module: ModuleDefinition, reader: Reader): Node {
	const head = /^([^:()]+):([a-z_]+):/.exec(reader.text.slice(reader.at));
	if (!head) throw new QueryProblem({ reason: 'invalid query formed' });
	reader.at += head[0].length;
	const [, path, operator] = head;
	const [name, inner] = path.split('.');
	const field = schema.field(module.apiName, name);
	if (!field && name !== 'id')
		throw new QueryProblem({ reason: 'the field is not available', api_name: path, operator });
	const dataType = field?.dataType ?? 'bigint';
	if (!(OPERATORS[dataType] ?? TEXT_OPERATORS).includes(operator))
		throw new QueryProblem({ reason: 'the operator is not supported for the field', api_name: path, operator });
	const parts = readValues(reader);
	const wanted = operator === 'in' || operator === 'between' ? parts : [parts.join(',')];
	if (
		(operator === 'between' && wanted.length !== 2) ||
		wanted.length > IN_VALUES ||
		!wanted.every((value) => isValueOf(dataType, value))
	)
		throw new QueryProblem({ reason: 'the value is not valid for the field', api_name: path, operator });
	const compare = comparison(dataType, operator, inner);
	return { kind: 'test', count: 1, matches: (record) => compare(record[name], wanted) };
}

function isValueOf(dataType: string, value: string): boolean {
	if (['integer', 'bigint', 'double', 'currency', 'percent'].includes(dataType)) return /^-?\d+(\.\d+)?$/.test(value);
	if (dataType === 'boolean') return value === 'true' || value === 'false';
	if (dataType === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(value);
	if (dataType === 'datetime') return /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value));
	return value !== '';
}

/** A comparison of what a record shows with the wanted texts. `equals` on text means contains; all without case. */
function comparison(dataType: string, operator: string, inner: string | undefined): Comparison {
	if (operator === 'not_equal') {
		const equals = comparison(dataType, 'equals', inner);
		return (shown, wanted) => !equals(shown, wanted);
	}
	if (OPERATORS[dataType] === ORDERED_OPERATORS) return orderedComparison(dataType, operator);
	const isText = dataType === 'text' || dataType === 'textarea' || dataType === 'richtext';
	return (shown, wanted) => {
		const texts = textsOf(shown, inner);
		return wanted.some((value) => {
			const folded = value.toLowerCase();
			if (operator === 'starts_with') return texts.some((text) => text.startsWith(folded));
			return texts.some((text) => (isText && operator === 'equals' ? text.includes(folded) : text === folded));
		});
	};
}

/** The texts that a value can be found under: itself, each of several, or id and name of a reference. */
function textsOf(shown: JsonValue | undefined, inner: string | undefined): string[] {
	if (shown === undefined || shown === null) return [];
	if (Array.isArray(shown)) return shown.map((entry) => String(entry).toLowerCase());
	if (!isObject(shown)) return [String(shown).toLowerCase()];
	const keys = inner === undefined ? ['id', 'name'] : [inner];
	return keys.flatMap((key) => (typeof shown[key] === 'string' ? [shown[key].toLowerCase()] : []));
}

function orderedComparison(dataType: string, operator: string): Comparison {
	const measure = (text: string): number | bigint => {
		if (dataType === 'bigint') return BigInt(text.split('.')[0]);
		return dataType === 'date' || dataType === 'datetime' ? Date.parse(text) : Number(text);
	};
	return (shown, wanted) => {
		if (shown === undefined || shown === null || typeof shown === 'object') return false;
		const value = measure(String(shown));
		const bounds = wanted.map(measure);
		switch (operator) {
			case 'greater_than':
				return value > bounds[0];
			case 'greater_equal':
				return value >= bounds[0];
			case 'less_than':
				return value < bounds[0];
			case 'less_equal':
				return value <= bounds[0];
			case 'between':
				return value >= bounds[0] && value <= bounds[1];
			default:
				return bounds.some((bound) => value === bound);
		}
	};
}

/** A search without criteria: by a word in any text, or by a whole address or number in any field of the type. */
export function readPlainSearch(
	module: ModuleDefinition,
	by: 'email' | 'phone' | 'word',
	value: string,
): SearchReading {
	const folded = value.trim().toLowerCase();
	const isSearched = (field: FieldDefinition) =>
		by === 'word'
			? ['text', 'textarea', 'email', 'phone', 'website', 'picklist'].includes(field.dataType)
			: field.dataType === by;
	const names = module.fields.filter(isSearched).map(({ apiName }) => apiName);
	const matches = (record: StoredRecord) =>
		names.some((name) => {
			const text = typeof record[name] === 'string' ? record[name].toLowerCase() : '';
			return by === 'word' ? text.includes(folded) : text === folded;
		});
	return { kind: 'test', count: 1, matches };
}
