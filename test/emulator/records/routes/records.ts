import type { Call, Route, ScopeChoice } from '../../contract';
import type { EmulatorState } from '../../state';
import { countRecords as countSent } from './body';
import { getRecord, listDeleted, listRecords } from './reads';
import { countRecords, searchRecords } from './search';
import { deleteRecords, insertRecords, updateRecords, upsertRecords } from './writes';

/** Records that make a write heavy. Source: limits-and-errors 2. */
const LIGHT_WRITE_RECORDS = 10;
/** Records that one credit writes. Source: limits-and-errors 1. */
const RECORDS_PER_CREDIT = 10;

/** The records of all modules: create, read, update, delete, upsert, search, count, deleted. */
export function recordRoutes(state: EmulatorState): Route[] {
	const scopesFor =
		(operation: string, ...more: ScopeChoice[]) =>
		(call: Call): readonly ScopeChoice[] => {
			const module = state.schema.module(call.params.module);
			// An unknown module needs no scope: the handler says that it is unknown.
			return module
				? [...more, [`ZohoCRM.modules.${module.scopeWord}.${operation}`, `ZohoCRM.modules.${operation}`]]
				: [];
		};
	const read = (path: string, source: string, handle: Route['handle'], more: Partial<Route> = {}): Route => ({
		method: 'GET',
		path: `/crm/v8/:module${path}`,
		host: 'api',
		source,
		scopes: scopesFor('READ'),
		credits: () => 1,
		records: () => 0,
		isHeavy: () => false,
		handle,
		...more,
	});
	const write = (
		method: 'POST' | 'PUT',
		path: string,
		source: string,
		operation: string,
		handle: Route['handle'],
	): Route => ({
		method,
		path: `/crm/v8/:module${path}`,
		host: 'api',
		source,
		scopes: scopesFor(operation),
		credits: (call) => Math.max(1, Math.ceil(countSent(call) / RECORDS_PER_CREDIT)),
		records: countSent,
		isHeavy: (call) => countSent(call) > LIGHT_WRITE_RECORDS,
		begin: () => state.records.mark(),
		handle,
	});
	const search = { scopes: scopesFor('READ', ['ZohoSearch.securesearch.READ']), isHeavy: () => true };

	return [
		read('', 'Get Records, v8', (call) => listRecords(state, call), {
			credits: (call) => (call.query.cvid === undefined ? 1 : 3),
			isHeavy: (call) => call.query.cvid !== undefined,
		}),
		read('/deleted', 'Get Deleted Records, v8', (call) => listDeleted(state, call), {
			credits: () => state.switches.deletedListCredits,
		}),
		read('/search', 'Search Records, v8', (call) => searchRecords(state, call), search),
		read('/actions/count', 'Get Record Count, v8', (call) => countRecords(state, call), search),
		read('/:id', 'Get Record, v8', (call) => getRecord(state, call)),
		write('POST', '', 'Insert Records, v8', 'CREATE', (call) => insertRecords(state, call)),
		write('POST', '/upsert', 'Upsert Records, v8', 'CREATE', (call) => upsertRecords(state, call)),
		write('PUT', '', 'Update Records, v8', 'UPDATE', (call) => updateRecords(state, call)),
		write('PUT', '/:id', 'Update Records, v8', 'UPDATE', (call) => updateRecords(state, call)),
		read('', 'Delete Records, v8', (call) => deleteRecords(state, call), {
			method: 'DELETE',
			scopes: scopesFor('DELETE'),
		}),
		read('/:id', 'Delete Records, v8', (call) => deleteRecords(state, call), {
			method: 'DELETE',
			scopes: scopesFor('DELETE'),
		}),
	];
}
