/** Ids are texts of digits, too long for numbers. */
export const ID: unknown = expect.stringMatching(/^\d{15,19}$/);

/** Dates carry an offset and no milliseconds. */
export const TIME: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);

/** A person, or whatever else has a name and an id. */
export const NAMED: unknown = { name: expect.any(String), id: ID };

/** A value of whichever kind that is not looked at here. */
export const ANYTHING: unknown = expect.anything();

/** Zoho's refusal: `{code, details, message, status}`. */
export function refusal(code: string, message: unknown, details: unknown = {}): unknown {
	return { code, details, message, status: 'error' };
}

/** The value at a path of keys in an answer; undefined where there is none. */
export function at(value: unknown, ...path: ReadonlyArray<string | number>): unknown {
	return path.reduce<unknown>(
		(holder, key) => (typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined),
		value,
	);
}

/** The text at a path of keys. @throws Error if there is none */
export function textAt(value: unknown, ...path: ReadonlyArray<string | number>): string {
	const text = at(value, ...path);
	if (typeof text !== 'string') throw new Error(`There is no text at ${path.join('.')} of ${JSON.stringify(value)}`);
	return text;
}

/** The list at a path of keys. @throws Error if there is none */
export function listAt(value: unknown, ...path: ReadonlyArray<string | number>): readonly unknown[] {
	const list = at(value, ...path);
	if (!Array.isArray(list)) throw new Error(`There is no list at ${path.join('.')} of ${JSON.stringify(value)}`);
	return list;
}
