import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import type { JsonObject, JsonValue } from '../emulator/json';
import type { StoredRecord } from '../emulator/records/store';
import type { LoggedRequest } from '../emulator/server/requestLog';
import type { NodeRunResult } from '../stage/runNode';

/** Lines of the output panel. */
export const hintsOf = ({ hints }: NodeRunResult): string[] => hints.map(({ message }) => message);

/** The counts of rows by status. */
export function countStatuses({ json }: NodeRunResult): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of json) counts[String(status)] = (counts[String(status)] ?? 0) + 1;
	return counts;
}

/** Makes a field of a module unique, whatever the case, so that Zoho refuses what no check of the rows can know. */
export function makeUnique({ state: { schema } }: Emulator, module: string, apiName: string): void {
	const definition = schema.module(module);
	if (definition === undefined) throw new RangeError(`The emulator has no module ${module}`);
	const unique = { caseSensitive: false };
	schema.add({
		...definition,
		fields: definition.fields.map((field) => (field.apiName === apiName ? { ...field, unique } : field)),
	});
}

/** What differs between any two records. */
const OWN_FACTS: ReadonlySet<string> = new Set(['id', 'Created_Time', 'Modified_Time', 'Last_Activity_Time']);

/** Everything that a record holds but its id and its times. */
export function factsOf(record: StoredRecord): Record<string, JsonValue | undefined> {
	return Object.fromEntries(Object.entries(record).filter(([name]) => !OWN_FACTS.has(name)));
}

/** All records of a module, oldest first, without ids and times. */
export const factsOfAll = (emulator: Emulator, module: string): Record<string, JsonValue | undefined>[] =>
	[...emulator.store.all(module)].map(factsOf);

/** Requests that write records of a module by the records API, oldest first. */
export function recordWrites(emulator: Emulator, module = 'Leads'): LoggedRequest[] {
	return emulator.requests
		.all({ path: new RegExp(`^/crm/v8/${module}(/upsert)?$`) })
		.filter(({ method }) => method === 'POST' || method === 'PUT');
}

/** A part of a JSON body that was sent. */
export const bodyOf = ({ body }: LoggedRequest): JsonObject => body as JsonObject;

/** The mappings of a job as they were sent, by resource. */
export function sentMappings(request: LoggedRequest): readonly (readonly JsonObject[])[] {
	return (bodyOf(request).resource as readonly JsonObject[]).map(
		({ field_mappings: mappings }) => mappings as readonly JsonObject[],
	);
}

/** The parts of a summary that say what came of the rows. */
export function countsOf({ json: [summary] }: NodeRunResult): IDataObject {
	const { rows, ready, added, updated, skipped, unprocessed, pending, unknown, openJobs } = summary;
	return { rows, ready, added, updated, skipped, unprocessed, pending, unknown, openJobs };
}

/** The same, with no row anywhere but where it is said. */
export const counts = (more: Readonly<IDataObject>): IDataObject => ({
	rows: 0,
	ready: 0,
	added: 0,
	updated: 0,
	skipped: 0,
	unprocessed: 0,
	pending: 0,
	unknown: 0,
	openJobs: [],
	...more,
});
