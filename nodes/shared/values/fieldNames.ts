import { UsageError } from '../zoho/call/errors';
import type { FieldMetadata } from '../zoho/metadata/fields';
import { foldName } from '../zoho/metadata/foldName';
import { cutName, listParts } from './nameList';

/** Finds a field by what a person calls it. @throws UsageError for a label that several fields have */
export type FieldFinder = (name: string) => FieldMetadata | undefined;

/** How many names a finder remembers. Rows mostly have the same keys. */
const MAX_REMEMBERED = 10_000;

/**
 * A finder of fields: by API name, or else by the label that people see, each in any case. The one rule for keys of items, titles of files
 * and names in expressions.
 * @param sharedLabel the error for a label that several fields have
 */
export function fieldFinder(
	fields: Iterable<FieldMetadata>,
	sharedLabel: (name: string, fields: readonly FieldMetadata[]) => UsageError = toSharedLabel,
): FieldFinder {
	const byName = new Map<string, FieldMetadata>();
	const byFoldedName = new Map<string, FieldMetadata>();
	const byLabel = new Map<string, FieldMetadata[]>();
	for (const field of fields) {
		byName.set(field.apiName, field);
		const folded = foldName(field.apiName);
		if (!byFoldedName.has(folded)) byFoldedName.set(folded, field);
		const label = foldName(field.label);
		const labelled = byLabel.get(label);
		if (labelled === undefined) byLabel.set(label, [field]);
		else labelled.push(field);
	}
	const remembered = new Map<string, readonly FieldMetadata[]>();
	const look = (name: string): readonly FieldMetadata[] => {
		const folded = foldName(name);
		const field = byFoldedName.get(folded);
		const found = field === undefined && folded !== '' ? (byLabel.get(folded) ?? []) : [field].filter(isField);
		if (remembered.size < MAX_REMEMBERED) remembered.set(name, found);
		return found;
	};
	return (name) => {
		const exact = byName.get(name);
		if (exact !== undefined) return exact;
		const found = remembered.get(name) ?? look(name);
		if (found.length > 1) throw sharedLabel(name, found);
		return found.at(0);
	};
}

const isField = (field: FieldMetadata | undefined): field is FieldMetadata => field !== undefined;

/** Names of the ID of a record, folded: its own, and the one of Zoho's exports. It is not among the fields of a module. */
export const RECORD_ID_NAMES: readonly string[] = ['id', 'record id'];

/** Says that a label means several fields, naming them. */
function toSharedLabel(name: string, fields: readonly FieldMetadata[]): UsageError {
	return new UsageError(
		`"${cutName(name)}" is the label of several fields: ${listParts(fields.map(({ apiName }) => apiName))}`,
		'Use the API name of the right field instead',
		'INVALID_DATA',
	);
}
