import { UsageError } from '../zoho/call/errors';
import { isRequired, type FieldMetadata } from '../zoho/metadata/fields';
import { isBlank } from './encoders';
import { cutName } from './nameList';

/** The code of an item without a value that Zoho CRM requires: the one that Zoho has for such records. */
export const MISSING_VALUE = 'MANDATORY_NOT_FOUND';

/** Labels in a sentence: `Last Name, Company and Phone`. */
export function joinLabels(fields: readonly FieldMetadata[]): string {
	const labels = fields.map(({ label }) => cutName(label));
	return labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} and ${labels[labels.length - 1]}`;
}

/** The fields without which Zoho refuses a new record. */
export const requiredOf = (fields: Iterable<FieldMetadata>): FieldMetadata[] => [...fields].filter(isRequired);

/**
 * Checks a new record before it is sent.
 * @param required fields that it must have
 * @throws UsageError naming those that are missing or empty
 */
export function requireValues(record: Readonly<Record<string, unknown>>, required: readonly FieldMetadata[]): void {
	const missing = required.filter(({ apiName }) => isMissing(record[apiName]));
	if (missing.length > 0) throw missingValues(missing);
}

/** What to say of fields that are missing or empty. */
export const missingValues = (fields: readonly FieldMetadata[]): UsageError =>
	new UsageError(
		`${joinLabels(fields)} ${fields.length === 1 ? 'is' : 'are'} required and empty`,
		'Enter a value, or make its expression return one for every item',
		MISSING_VALUE,
	);

/** Lists without entries as well: an order without lines is refused. */
const isMissing = (value: unknown): boolean => isBlank(value) || (Array.isArray(value) && value.length === 0);
