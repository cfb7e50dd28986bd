import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import type { Emulator } from '../emulator';
import type { LoggedRequest } from '../emulator/server/requestLog';
import type { JsonObject } from '../emulator/json';
import { connectedCredential, type StoredCredential } from '../stage/credentials';
import { runNode, type NodeRunResult } from '../stage/runNode';

/** How a run differs from the usual one. */
export interface LeadRun {
	readonly credential?: StoredCredential;
	readonly onError?: INode['onError'];
	readonly timeZone?: string;
	readonly cancelSignal?: AbortSignal;
}

/** Runs Zoho CRM Advanced against the emulator. */
export async function runCrm(
	emulator: Emulator,
	parameters: INodeParameters,
	items: readonly IDataObject[],
	run: LeadRun = {},
): Promise<NodeRunResult> {
	return await runNode({
		node: new ZohoCrm(),
		parameters,
		items,
		credential: run.credential ?? connectedCredential(emulator),
		...run,
	});
}

/** Fields from the keys of the items. */
export const BY_NAME = { mappingMode: 'autoMapInputData', value: null };

/** Parameters of a lead operation, fields taken from the keys of the items. */
export function lead(operation: string, more: INodeParameters = {}): INodeParameters {
	return { resource: 'lead', operation, fields: BY_NAME, ...more };
}

/** The lead that every item names with its key `lead`. */
export const ITS_LEAD = { __rl: true, mode: 'id', value: '={{ $json.lead }}' };

/** Puts a lead into the emulator, past the API. @returns its id */
export function seedLead(emulator: Emulator, values: JsonObject): string {
	return emulator.add('Leads', { Last_Name: 'Seeded', Company: 'Brightwell', ...values });
}

/** The fields of a stored lead that are asked for; null where it holds nothing, undefined for a lead that is not there. */
export function storedValues(emulator: Emulator, id: unknown, names: readonly string[]): IDataObject | undefined {
	const record = emulator.store.get('Leads', String(id));
	return record && (Object.fromEntries(names.map((name) => [name, record[name] ?? null])) as IDataObject);
}

/** Calls to the records of Leads, oldest first. */
export function leadCalls(emulator: Emulator, method: string): LoggedRequest[] {
	return emulator.requests.all({ method, path: /^\/crm\/v8\/Leads(\/|$)/ });
}

/** What the person sees when the step stops, and the item that it is about. */
export async function refusalOf(
	run: Promise<unknown>,
): Promise<{ message: string; description: string; itemIndex?: number; whole: string }> {
	const error: unknown = await run.then(
		() => Promise.reject(new Error('The node did not refuse')),
		(reason: unknown) => reason,
	);
	const { message, description, context } = error as {
		message: string;
		description: string;
		context: { itemIndex?: number };
	};
	return { message, description, itemIndex: context.itemIndex, whole: JSON.stringify(error) };
}
