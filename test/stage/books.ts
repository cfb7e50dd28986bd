import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import type { LoggedRequest } from '../emulator/server/requestLog';

/** Where jobs are created, and, with an id behind it, asked for. */
export const WRITE = '/crm/bulk/v8/write';

/** The fields of a stored record that are asked for; null where it holds nothing, undefined for a record that is not there. */
export function storedValues(
	emulator: Emulator,
	module: string,
	id: unknown,
	names: readonly string[],
): IDataObject | undefined {
	const record = emulator.store.get(module, String(id));
	return record && (Object.fromEntries(names.map((name) => [name, record[name] ?? null])) as IDataObject);
}

/** Requests of a kind, oldest first. */
export function callsTo(emulator: Emulator, method: string, path: string | RegExp): LoggedRequest[] {
	return emulator.requests.all({ method, path });
}

/** Calls to the records of a module, oldest first. */
export function recordCalls(emulator: Emulator, module: string, method: string): LoggedRequest[] {
	return callsTo(emulator, method, new RegExp(`^/crm/v8/${module}(/|$)`));
}

/** Calls to the records of Leads, oldest first. */
export const leadCalls = (emulator: Emulator, method: string): LoggedRequest[] =>
	recordCalls(emulator, 'Leads', method);

/** Calls about users, oldest first. */
export const userCalls = (emulator: Emulator, method?: string): LoggedRequest[] =>
	emulator.requests.all({ path: /^\/crm\/v8\/users/, ...(method === undefined ? {} : { method }) });

/** Calls to Bulk Write, oldest first. */
export const bulkCalls = (emulator: Emulator, method: string): LoggedRequest[] =>
	callsTo(emulator, method, new RegExp(`^${WRITE}(/|$)`));

/** Orders of jobs, oldest first, accepted or not. */
export const jobOrders = (emulator: Emulator): LoggedRequest[] => callsTo(emulator, 'POST', WRITE);

/** Calls that could change anything, oldest first. */
export const writesOf = (emulator: Emulator): LoggedRequest[] =>
	emulator.requests.all().filter(({ method, path }) => method !== 'GET' && !path.startsWith('/oauth/'));
