import type { JsonObject, JsonValue } from '../json';

/** Why a job is not created, in Zoho's words; thrown while an order is read. */
export class OrderRefusal extends Error {
	constructor(
		readonly code: string,
		message: string,
		readonly details: Readonly<Record<string, unknown>> = {},
	) {
		super(message);
	}
}

/** A key that must be there, as Zoho words its absence in bulk calls. */
export function requireKey(owner: JsonObject, key: string, path: string, word = key): JsonValue {
	const value = owner[key];
	if (value === undefined || value === null)
		throw new OrderRefusal('MISSING_REQUIRED_KEY', `required key ${word} is not found in request body.`, {
			json_path: `${path}.${key}`,
		});
	return value;
}

/** The refusal of a value of the wrong shape. */
export function invalidKey(path: string, details: Readonly<Record<string, unknown>> = {}): OrderRefusal {
	return new OrderRefusal('INVALID_DATA', 'invalid data', { json_path: path, ...details });
}
