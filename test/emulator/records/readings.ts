import type { FieldDefinition } from '../contract';
import type { JsonObject, JsonValue } from '../json';
import type { EmulatorState } from '../state';

/** Why a field's value was not taken, in Zoho's words. */
export interface FieldRefusal {
	readonly code: string;
	readonly message: string;
	/** API name of the field. */
	readonly field: string;
	/** Where the value stands inside its record: `Email`, `Work_History[0].Employer`, `Owner.id`. */
	readonly path: string;
	/** What `details` carries besides `api_name` and `json_path`. */
	readonly details: Readonly<Record<string, unknown>>;
	/** Path of the field whose value calls for this one: `dependee`. */
	readonly dependee?: string;
	/** Paths of fields of which one is wanted: `expected_fields`, in place of `api_name` and `json_path`. */
	readonly expected?: readonly string[];
}

/** A value as it will be stored, or why it will not be. */
export type ValueReading =
	{ readonly kind: 'value'; readonly value: JsonValue } | { readonly kind: 'refused'; readonly refusal: FieldRefusal };

/** What reading a value may look at. */
export interface ReadingContext {
	readonly state: EmulatorState;
	/** Whether a value that a pick list does not have is taken. */
	readonly acceptsUnknownOptions: boolean;
	/** The record that is being changed. */
	readonly current?: JsonObject;
	/** Who writes; new tags are theirs. */
	readonly userId: string;
	/** External fields by module whose values stand in place of ids in look-ups. */
	readonly externals?: ReadonlyMap<string, string>;
	/** `$se_module` of the record: the module that `What_Id` points to. */
	readonly seModule: string | undefined;
	/** `$append_values`: true for the multi-selects that are added to instead of replaced. */
	readonly appended: JsonObject;
}

/** Reads the value of a field of some data type. */
export type Reader = (context: ReadingContext, field: FieldDefinition, value: JsonValue) => ValueReading;

/** A value that is stored. */
export function taken(value: JsonValue): ValueReading {
	return { kind: 'value', value };
}

/** A value that is refused. @param path where it is not the field itself */
export function invalid(
	field: FieldDefinition,
	details: Readonly<Record<string, unknown>>,
	path = field.apiName,
	message = 'invalid data',
): ValueReading {
	return { kind: 'refused', refusal: { code: 'INVALID_DATA', message, field: field.apiName, path, details } };
}

/** A text that is not longer than its field. */
export function readText(field: FieldDefinition, value: JsonValue): ValueReading {
	if (typeof value !== 'string') return invalid(field, { expected_data_type: 'text' });
	return [...value].length > field.length ? invalid(field, { maximum_length: field.length }) : taken(value);
}

/** Whether the parts name a day that exists. */
export function isDay(year: number, month: number, day: number): boolean {
	const date = new Date(Date.UTC(year, month - 1, day));
	return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const EMAIL = /^[^\s@,;:<>()[\]\\"]+@[^\s@,;:<>()[\]\\"]+\.[^\s@.,;:<>()[\]\\"]{2,}$/;

/** Whether a text is one e-mail address and nothing else. */
export function isEmail(text: string): boolean {
	return EMAIL.test(text);
}
