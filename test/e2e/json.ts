/** Small checks at the edge where JSON of n8n and of the emulator enters. Each throws when the shape is another. */

/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function toRecord(value: unknown): JsonRecord {
	if (!isRecord(value)) throw new Error(`an object was expected, not ${describe(value)}`);
	return value;
}

export function toList(value: unknown): readonly unknown[] {
	if (!Array.isArray(value)) throw new Error(`a list was expected, not ${describe(value)}`);
	return value;
}

/** Text, or a number as text. */
export function toText(value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number')
		throw new Error(`text was expected, not ${describe(value)}`);
	return String(value);
}

function describe(value: unknown): string {
	return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}
