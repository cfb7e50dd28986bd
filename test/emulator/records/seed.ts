import type { JsonObject } from '../json';
import type { EmulatorState } from '../state';
import { beginView, insertRecord } from './writer';

/**
 * Puts records into a module past the API: no token, no credits, no entry in the request log.
 * @param records fields by API name, as in an insert; an `id` of 15 to 20 digits is kept
 * @returns their ids
 * @throws RangeError that says which record cannot be put in, and why; those before it are in
 */
export function seedRecords(state: EmulatorState, moduleName: string, records: readonly JsonObject[]): string[] {
	const module = state.schema.module(moduleName);
	if (!module) {
		const names = state.schema.modules().map(({ apiName }) => apiName);
		throw new RangeError(`There is no module ${moduleName}. There are: ${names.join(', ')}`);
	}
	return records.map(({ id, ...values }, index) => {
		const refuse = (why: string): never => {
			throw new RangeError(`Record ${index + 1} of ${moduleName} ${why}`);
		};
		if (id !== undefined && (typeof id !== 'string' || !/^\d{15,20}$/.test(id)))
			return refuse(`has the id ${JSON.stringify(id)}, which is no text of 15 to 20 digits`);
		if (id !== undefined && state.records.get(moduleName, id)) return refuse(`has the id ${id}, which is taken`);
		const unknown = Object.keys(values).filter(
			(name) => !name.startsWith('$') && !state.schema.field(moduleName, name),
		);
		if (unknown.length > 0) return refuse(`has fields that the module does not have: ${unknown.join(', ')}`);
		const context = { state, userId: state.users.all()[0].id, view: beginView(state), newId: id };
		const outcome = insertRecord({ ...context, acceptsUnknownOptions: true }, module, values);
		if (outcome.kind === 'written') return outcome.record.id;
		return refuse(`is rejected: ${outcome.refusals.map(({ code, path }) => `${code} (${path})`).join(', ')}`);
	});
}
