import type { Answer, Area, Call, FieldDefinition, ModuleDefinition } from '../contract';
import { isObject, type JsonValue } from '../json';
import { referenceTo, type StoredRecord } from '../records/store';
import { invalidData, missingKey, ok, Refusal } from '../server/answers';
import { bodyOf, readBody } from '../server/reading';
import { route } from '../server/route';
import type { EmulatorState } from '../state';
import { compareValues, isValueOf, meets, operatorsOf } from './compare';
import { parseQuery, QuerySyntaxError, type Comparison, type Condition, type Query } from './parse';

const COLUMNS = 500;
const CRITERIA = 25;
const IN_VALUES = 100;
const ORDER_COLUMNS = 10;

/** `id` is in no metadata. */
const ID: Pick<FieldDefinition, 'apiName' | 'dataType' | 'lookupModule'> = {
	apiName: 'id',
	dataType: 'bigint',
	lookupModule: null,
};
type Column = typeof ID;

/** Queries on one module. Source: COQL, v8 (coql 1 to 5). */
export function coqlArea(state: EmulatorState): Area {
	const moduleOf = (call: Call): ModuleDefinition | undefined =>
		state.schema.module(/\bfrom\s+([A-Za-z0-9_]+)/i.exec(textOf(call))?.[1] ?? '');
	return {
		routes: [
			route(
				'POST /crm/v8/coql',
				'Get Records through a COQL Query, v8',
				(call) => {
					const module = moduleOf(call);
					const ofModule = module && [`ZohoCRM.modules.${module.scopeWord}.READ`, 'ZohoCRM.modules.READ'];
					return [['ZohoCRM.coql.READ'], ...(ofModule ? [ofModule] : [])];
				},
				(call) => answerQuery(state, call),
				{ credits: creditsOf, isHeavy: () => true },
			),
		],
	};
}

function textOf(call: Call): string {
	const body = bodyOf(call);
	return isObject(body) && typeof body.select_query === 'string' ? body.select_query : '';
}

/** By the LIMIT that is asked for (coql 1). */
function creditsOf(call: Call): number {
	const [, first, second] = /\blimit\s+(\d+)(?:\s*,\s*(\d+))?/i.exec(textOf(call)) ?? [];
	const limit = Number(second ?? first ?? 200);
	if (limit <= 200) return 1;
	return limit <= 1000 ? 2 : 3;
}

function answerQuery(state: EmulatorState, call: Call): Answer {
	const body = readBody(state, call);
	if (!isObject(body)) throw invalidData({ expected_data_type: 'jsonobject' });
	if (body.select_query === undefined) throw missingKey('select_query');
	if (typeof body.select_query !== 'string')
		throw invalidData({ expected_data_type: 'string', api_name: 'select_query', json_path: '$.select_query' });
	const query = readQuery(body.select_query, state.switches.coqlFlatCriteria === 'accept');
	const module = state.schema.module(query.module);
	// An unknown module is answered like an unknown column (coql 5).
	if (!module) throw invalidQuery('column given seems to be invalid', { module: query.module });
	checkLimits(state, query);
	const columns = query.columns.map((name) => readColumn(module, name));
	const order = query.order.map(({ column, isAscending }) => ({ column: readColumn(module, column), isAscending }));
	const matches = readCondition(module, query.condition);
	const found = [...state.records.allAsRead(module.apiName)].filter(matches).sort((one, other) => {
		for (const { column, isAscending } of order) {
			const compared = compareValues(column.dataType, one[column.apiName], other[column.apiName]);
			if (compared !== 0) return isAscending ? compared : -compared;
		}
		return compareValues(ID.dataType, one.id, other.id);
	});
	const rows = found.slice(query.offset, query.offset + query.limit);
	if (rows.length === 0) return { status: 204 };
	return ok({
		data: rows.map((record) => showRow(state, record, columns)),
		info: { count: rows.length, more_records: found.length > query.offset + rows.length },
	});
}

function readQuery(text: string, acceptsFlat: boolean): Query {
	try {
		return parseQuery(text, acceptsFlat);
	} catch (problem) {
		if (problem instanceof QuerySyntaxError)
			throw new Refusal(400, 'SYNTAX_ERROR', problem.message, { ...problem.details });
		throw problem;
	}
}

function invalidQuery(message: string, details: Readonly<Record<string, string>>): Refusal {
	return new Refusal(400, 'INVALID_QUERY', message, { ...details });
}

function checkLimits({ switches }: EmulatorState, { columns, criteria, order, limit, offset }: Query): void {
	const exceeded = (by: string, most: number): Refusal =>
		new Refusal(400, 'LIMIT_EXCEEDED', 'limit exceeded', { by, limit: most });
	if (columns.length > COLUMNS) throw exceeded('select columns', COLUMNS);
	if (criteria > CRITERIA) throw exceeded('criteria', CRITERIA);
	if (order.length > ORDER_COLUMNS) throw exceeded('order by columns', ORDER_COLUMNS);
	if (limit > switches.coqlRows) throw exceeded('limit', switches.coqlRows);
	if (offset + limit > switches.coqlReach) throw exceeded('offset', switches.coqlReach);
	const twice = columns.find((name, index) => columns.indexOf(name) !== index);
	if (twice !== undefined) throw new Refusal(400, 'DUPLICATE_DATA', 'duplicate column', { column_name: twice });
}

function readColumn(module: ModuleDefinition, name: string): Column {
	if (name === 'id') return ID;
	const field = module.fields.find(({ apiName }) => apiName === name);
	if (!field) throw invalidQuery('column given seems to be invalid', { column_name: name });
	if (operatorsOf(field).length === 0) throw invalidQuery('data type not supported', { data_type: field.dataType });
	return field;
}

function readCondition(module: ModuleDefinition, condition: Condition): (record: StoredRecord) => boolean {
	if (condition.kind === 'comparison') return readComparison(module, condition);
	const [left, right] = [readCondition(module, condition.left), readCondition(module, condition.right)];
	return condition.isAnd ? (record) => left(record) && right(record) : (record) => left(record) || right(record);
}

function readComparison(module: ModuleDefinition, comparison: Comparison): (record: StoredRecord) => boolean {
	const { column: name, operator, values } = comparison;
	const { apiName, dataType } = readColumn(module, name);
	const place = { column_name: name, operator };
	if (!operatorsOf({ dataType }).includes(operator))
		throw invalidQuery('operator is not supported for the column', { ...place, reason: 'operator' });
	if (values.length > IN_VALUES)
		throw new Refusal(400, 'LIMIT_EXCEEDED', 'limit exceeded', { by: 'in', limit: IN_VALUES });
	if (!values.every((value) => isValueOf(dataType, value)))
		throw invalidQuery('value given seems to be invalid for the column', place);
	// `not like` takes a part of the text only (coql 4).
	if (operator === 'not like' && !/^%.*%$/s.test(values[0]))
		throw invalidQuery('value given seems to be invalid for the column', place);
	return (record) => meets(dataType, record[apiName], comparison);
}

function showRow(
	state: EmulatorState,
	record: StoredRecord,
	columns: readonly Column[],
): Readonly<Record<string, JsonValue>> {
	const shown = columns.map(({ apiName, dataType, lookupModule }): [string, JsonValue] => {
		const value = record[apiName];
		if (value === undefined || value === null) return [apiName, dataType === 'boolean' ? false : null];
		if (!isObject(value)) return [apiName, value];
		const id = String(value.id);
		if (!state.switches.coqlLookupNames) return [apiName, { id }];
		const reference = lookupModule === null ? null : referenceTo(state, lookupModule, id);
		return [apiName, { name: (reference ?? value).name ?? null, id }];
	});
	return { ...Object.fromEntries(shown), id: record.id };
}
