import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import type { LoggedRequest } from '../emulator/server/requestLog';
import type { JsonObject } from '../emulator/json';
import { BY_NAME } from './leadRun';

/** Parameters of a record operation in a module, fields taken from the keys of the items. */
export function record(module: string, operation: string, more: INodeParameters = {}): INodeParameters {
	return {
		resource: 'record',
		operation,
		module: { __rl: true, mode: 'name', value: module },
		fields: BY_NAME,
		...more,
	};
}

/** The record that every item names with its key `record`. */
export const ITS_RECORD = { __rl: true, mode: 'id', value: '={{ $json.record }}' };

/** Puts a record into the emulator, past the API. @returns its id */
export function seedRecord(emulator: Emulator, moduleName: string, values: JsonObject): string {
	return emulator.add(moduleName, values);
}

/** The fields of a stored record that are asked for; null where it holds nothing, undefined for a record that is not there. */
export function storedRecord(
	emulator: Emulator,
	module: string,
	id: unknown,
	names: readonly string[],
): IDataObject | undefined {
	const found = emulator.store.get(module, String(id));
	return found && (Object.fromEntries(names.map((name) => [name, found[name] ?? null])) as IDataObject);
}

/** Calls to the records of a module, oldest first. */
export function recordCalls(emulator: Emulator, module: string, method: string): LoggedRequest[] {
	return emulator.requests.all({ method, path: new RegExp(`^/crm/v8/${module}(/|$)`) });
}

/** The user of the fixtures whose e-mail address begins with a name. */
export function userNamed(emulator: Emulator, name: string): { readonly id: string; readonly email: string } {
	const user = emulator.state.users.all().find(({ email }) => email.startsWith(name));
	if (user === undefined) throw new RangeError(`The emulator has no ${name}`);
	return user;
}
