import type { INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import { BY_NAME, named } from '../stage/parameters';
import type { Input, OperationSample, Use } from './sample';
import { FIELDS, SEARCH } from './scopes';
import { changeRecords, createRecords, upsertRecords, type RecordResource } from './writing/records';
import { keyFieldOf, numbers, rowOf } from './writing/task';

/** Samples of the operations of a resource that is as thin as Lead: its records are those of one module. */
export function recordSamples(resource: Exclude<RecordResource, 'record'>, module: string): readonly OperationSample[] {
	const key = keyFieldOf(module);
	const scopeOf = (operation: string): string => `ZohoCRM.modules.${module.toLowerCase()}.${operation}`;
	const rows = (_emulator: Emulator, count: number): Input => ({
		items: numbers.slice(0, count).map((number) => rowOf(module, number)),
	});
	const rowsWithRecords = (emulator: Emulator, count: number): Input => ({
		items: rows(emulator, count).items.map((row) => ({ ...row, [resource]: emulator.add(module, row as never) })),
	});
	const use = (name: string, operation: string, scopes: readonly string[], more: INodeParameters = {}): Use => ({
		name: name.replace('records', `${resource}s`),
		parameters: { resource, operation, fields: BY_NAME, ...more },
		scopes,
	});
	const sample = (operation: string, more: Omit<OperationSample, 'resource' | 'operation'>): OperationSample => ({
		prepare: rowsWithRecords,
		...more,
		resource,
		operation,
	});
	const byId = { [`${resource}Id`]: named(`={{ $json.${resource} }}`), options: { ignoreUnknownFields: true } };
	const byKey = { getBy: 'field', getByField: key, getByValue: `={{ $json.${key} }}` };
	const read = scopeOf('READ');
	const condition = [{ field: key, operator: 'equals', value: `={{ $json.${key} }}` }];
	return [
		sample('count', { uses: [use('count records', 'count', [read, SEARCH], { countBy: 'all' })] }),
		sample('create', {
			uses: [use('create records', 'create', [scopeOf('CREATE'), FIELDS])],
			prepare: rows,
			writing: [createRecords(resource, module)],
		}),
		sample('delete', {
			uses: [use('delete records', 'delete', [scopeOf('DELETE')], { [`${resource}Id`]: byId[`${resource}Id`] })],
			writing: [changeRecords(resource, module, 'delete')],
		}),
		sample('get', {
			uses: [
				use('get records', 'get', [read], { [`${resource}Id`]: byId[`${resource}Id`] }),
				use('get records by a field', 'get', [read, FIELDS, SEARCH], byKey),
			],
		}),
		sample('getAll', { uses: [use('get many records', 'getAll', [read, FIELDS], { returnAll: true })] }),
		sample('search', {
			uses: [use('search records by conditions', 'search', [read, SEARCH, FIELDS], { conditions: { condition } })],
		}),
		sample('update', {
			uses: [use('update records', 'update', [scopeOf('UPDATE'), FIELDS], byId)],
			writing: [changeRecords(resource, module, 'update')],
		}),
		sample('upsert', {
			uses: [use('create or update records', 'upsert', [scopeOf('CREATE'), FIELDS])],
			prepare: rows,
			writing: [upsertRecords(resource, module)],
		}),
	];
}
