import type { FieldType, ResourceMapperField } from 'n8n-workflow';
import { LOOKUP_TYPES, USER_TYPES, type FieldMetadata } from '../../zoho/metadata/fields';

/** The input that a resource mapper shows for each of Zoho's field types; text for all others, lists among them. */
const INPUT_OF: Readonly<Record<string, FieldType>> = {
	boolean: 'boolean',
	currency: 'number',
	date: 'dateTime',
	datetime: 'dateTime',
	double: 'number',
	integer: 'number',
	percent: 'number',
	picklist: 'options',
	subform: 'array',
};

/** What the values of lookups and lists are given by, behind the label of a field. */
export interface ReferenceWords {
	readonly lookup: string;
	readonly user: string;
	/** null where lists are given as JSON. */
	readonly lookups: string | null;
	readonly users: string | null;
}

/** What Zoho CRM shows where nothing is chosen: nobody needs to choose it. */
const NOTHING = '-None-';

/** How many values of a multi-select field its label names, and how many characters they may have together. */
const NAMED_VALUES = 3;
const MAX_NAMED_LENGTH = 60;

/** One field of a resource mapper. */
export function toMapperField(
	field: FieldMetadata,
	isRequired: boolean,
	words: ReferenceWords,
	isReadOnly = false,
): ResourceMapperField {
	const type = isJsonList(field, words) ? 'array' : (INPUT_OF[field.dataType] ?? 'string');
	return {
		id: field.apiName,
		displayName: labelOf(field, words),
		defaultMatch: false,
		canBeUsedToMatch: false,
		required: isRequired,
		display: true,
		type,
		...(isReadOnly ? { readOnly: true } : {}),
		...(type === 'options' && field.pickList !== null
			? { options: valuesOf(field).map(({ display, actual }) => ({ name: display, value: actual })) }
			: {}),
	};
}

const isJsonList = ({ dataType }: FieldMetadata, { lookups, users }: ReferenceWords): boolean =>
	(dataType === 'multiselectlookup' && lookups === null) || (dataType === 'multiuserlookup' && users === null);

const valuesOf = ({ pickList }: FieldMetadata) => (pickList ?? []).filter(({ actual }) => actual !== NOTHING);

/** The label of a field, with what to enter where that is not plain. */
function labelOf(field: FieldMetadata, words: ReferenceWords): string {
	const hint = hintOf(field, words);
	return hint === null ? field.label : `${field.label} (${hint})`;
}

function hintOf(field: FieldMetadata, words: ReferenceWords): string | null {
	const { dataType } = field;
	if (USER_TYPES.has(dataType)) return words.user;
	if (LOOKUP_TYPES.has(dataType)) return words.lookup;
	if (dataType === 'multiselectlookup') return words.lookups;
	if (dataType === 'multiuserlookup') return words.users;
	// n8n asks for a time as well.
	if (dataType === 'date') return 'Date Only';
	return dataType === 'multiselectpicklist' ? choicesIn(field) : null;
}

/** The first values of a multi-select field, as they are written into it: `Hardware; Software; ...`. */
function choicesIn(field: FieldMetadata): string | null {
	const values = valuesOf(field).map(({ display }) => display);
	const named: string[] = [];
	for (const value of values) {
		if (named.length === NAMED_VALUES || [...named, value].join('; ').length > MAX_NAMED_LENGTH) break;
		named.push(value);
	}
	if (named.length === 0) return values.length === 0 ? null : 'Separated by Semicolons';
	return named.length < values.length ? `${named.join('; ')}; ...` : named.join('; ');
}
