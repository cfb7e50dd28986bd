import type { JsonObject, JsonValue } from '../json';
import type { EmulatorState } from '../state';
import type { FieldRefusal } from './readings';

/** A note needs a text, or, where the switch says so, a title or a text. Source: notes-files-tags 1. */
export function missingNoteText(
	{ state, current }: { readonly state: EmulatorState; readonly current?: JsonObject },
	values: Readonly<Record<string, JsonValue>>,
	refusals: readonly FieldRefusal[],
): FieldRefusal[] {
	const wanted =
		state.switches.mandatoryNoteText === 'Note_Content' ? ['Note_Content'] : ['Note_Title', 'Note_Content'];
	const isFilled = (name: string) => ((name in values ? values[name] : current?.[name]) ?? null) !== null;
	if (wanted.some((name) => isFilled(name) || refusals.some(({ field }) => field === name))) return [];
	const field = 'Note_Content';
	if (wanted.length === 1)
		return [{ code: 'MANDATORY_NOT_FOUND', message: 'required field not found', field, path: field, details: {} }];
	const message = 'one of the expected fields is missing';
	return [{ code: 'EXPECTED_FIELD_MISSING', message, field, path: field, details: {}, expected: wanted }];
}
