import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import type { Emulator } from '../emulator';
import type { LoggedRequest } from '../emulator/server/requestLog';
import type { JsonObject, JsonValue } from '../emulator/json';
import type { StoredRecord } from '../emulator/records/store';
import { connectedCredential } from '../stage/credentials';
import { runNode, type NodeRun, type NodeRunResult } from '../stage/runNode';

/** Import of items into Leads, by the route that the step chooses. */
const IMPORT: INodeParameters = {
	resource: 'bulkWrite',
	operation: 'import',
	module: 'Leads',
	importOperation: 'insert',
};

/** Runs Import; what is not said is a plain insert into Leads. */
export async function importItems(
	emulator: Emulator,
	items: readonly IDataObject[],
	parameters: INodeParameters = {},
	more: Partial<NodeRun> = {},
): Promise<NodeRunResult> {
	return await runNode({
		node: new ZohoCrmBulk(),
		parameters: { ...IMPORT, ...parameters },
		items,
		credential: connectedCredential(emulator),
		...more,
	});
}

/** Lines of the output panel. */
export const hintsOf = ({ hints }: NodeRunResult): string[] => hints.map(({ message }) => message);

/** The counts of rows by status. */
export function countStatuses({ json }: NodeRunResult): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of json) counts[String(status)] = (counts[String(status)] ?? 0) + 1;
	return counts;
}

/** Puts a record into the emulator, past the API. @returns its id */
export function seedRecord(emulator: Emulator, moduleName: string, values: JsonObject): string {
	return emulator.add(moduleName, values);
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

/** Some fields of the record with this id; null where it holds nothing. */
export function fieldsOf(emulator: Emulator, module: string, id: unknown, names: readonly string[]): IDataObject {
	const record = emulator.store.get(module, String(id));
	if (record === undefined) throw new RangeError(`${module} has no record ${String(id)}`);
	return Object.fromEntries(names.map((name) => [name, record[name] ?? null])) as IDataObject;
}

/** Creations of jobs, oldest first. */
export const jobCreations = (emulator: Emulator): LoggedRequest[] =>
	emulator.requests.all({ method: 'POST', path: /^\/crm\/bulk\/v8\/write$/ });

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

/** What the person sees in red: message and description. */
export async function refusalOf(
	run: Promise<unknown>,
): Promise<{ readonly message: string; readonly description: string }> {
	const reason: unknown = await run.then(
		() => Promise.reject(new Error('The node did not refuse')),
		(thrown: unknown) => thrown,
	);
	const { message, description } = reason as { message: string; description: string };
	return { message, description };
}
