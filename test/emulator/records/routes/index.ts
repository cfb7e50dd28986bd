import type { Area, Call, Route, ScopeChoice } from '../../contract';
import { route } from '../../server/route';
import type { EmulatorState } from '../../state';
import { countSent, withPlace } from './body';
import { getRecord, listDeleted, listRecords } from './reads';
import { countRecords, searchRecords } from './search';
import { deleteRecords, insertRecords, updateRecords, upsertRecords } from './writes';

/** Records that make a write heavy. Source: limits-and-errors 2. */
const LIGHT_WRITE_RECORDS = 10;
/** Records that one credit writes. Source: limits-and-errors 1. */
const RECORDS_PER_CREDIT = 10;

type Handler = (state: EmulatorState, call: Call) => ReturnType<Route['handle']>;

/** The records of all modules: create, read, update, delete, upsert, search, count, deleted. Source: records 0 to 9. */
export function recordArea(state: EmulatorState): Area {
	const scopesFor =
		(operation: string, ...more: ScopeChoice[]): Route['scopes'] =>
		(call) => {
			const module = state.schema.module(call.params.module);
			// An unknown module needs no scope: the handler says that it is unknown.
			return module
				? [...more, [`ZohoCRM.modules.${module.scopeWord}.${operation}`, `ZohoCRM.modules.${operation}`]]
				: [];
		};
	const [readScopes, createScopes, updateScopes, deleteScopes] = ['READ', 'CREATE', 'UPDATE', 'DELETE'].map(
		(operation) => scopesFor(operation),
	);
	const records = (
		method: Route['method'],
		path: string,
		source: string,
		scopes: Route['scopes'],
		handle: Handler,
		more: Partial<Route> = {},
	) =>
		route(
			`${method} /crm/v8/:module${path}`,
			source,
			scopes,
			(call) => withPlace(state, () => handle(state, call)),
			more,
		);
	const write: Partial<Route> = {
		credits: (call) => Math.max(1, Math.ceil(countSent(call) / RECORDS_PER_CREDIT)),
		records: countSent,
		isHeavy: (call) => countSent(call) > LIGHT_WRITE_RECORDS,
		begin: () => state.records.mark(),
	};
	const list: Partial<Route> = {
		credits: (call) => (call.query.cvid === undefined ? 1 : 3),
		isHeavy: (call) => call.query.cvid !== undefined,
	};
	const deleted: Partial<Route> = { credits: () => state.switches.deletedListCredits };
	const search: Partial<Route> = { isHeavy: () => true };
	const searchScopes = scopesFor('READ', ['ZohoSearch.securesearch.READ']);
	return {
		routes: [
			records('GET', '', 'Get Records, v8', readScopes, listRecords, list),
			records('GET', '/deleted', 'Get Deleted Records, v8', readScopes, listDeleted, deleted),
			records('GET', '/search', 'Search Records, v8', searchScopes, searchRecords, search),
			records('GET', '/actions/count', 'Get Record Count, v8', searchScopes, countRecords, search),
			records('GET', '/:id', 'Get Record, v8', readScopes, getRecord),
			records('POST', '', 'Insert Records, v8', createScopes, insertRecords, write),
			records('POST', '/upsert', 'Upsert Records, v8', createScopes, upsertRecords, write),
			records('PUT', '', 'Update Records, v8', updateScopes, updateRecords, write),
			records('PUT', '/:id', 'Update Records, v8', updateScopes, updateRecords, write),
			records('DELETE', '', 'Delete Records, v8', deleteScopes, deleteRecords),
			records('DELETE', '/:id', 'Delete Records, v8', deleteScopes, deleteRecords),
		],
	};
}
