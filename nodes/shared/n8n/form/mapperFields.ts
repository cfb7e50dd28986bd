import type { FieldType, ResourceMapperField } from 'n8n-workflow';
import type { FieldMetadata } from '../../zoho/metadata/fields';

/** The input that a resource mapper shows for each of Zoho's field types; text for all others. */
const INPUT_OF: Readonly<Record<string, FieldType>> = {
	boolean: 'boolean',
	currency: 'number',
	date: 'dateTime',
	datetime: 'dateTime',
	double: 'number',
	fileupload: 'array',
	imageupload: 'array',
	integer: 'number',
	multiselectlookup: 'array',
	multiselectpicklist: 'array',
	multiuserlookup: 'array',
	percent: 'number',
	picklist: 'options',
	subform: 'array',
};

/** One field of a resource mapper. */
export function toMapperField(
	field: FieldMetadata,
	isRequired: boolean,
	displayName: string = field.label,
): ResourceMapperField {
	const type = INPUT_OF[field.dataType] ?? 'string';
	const options = field.pickList?.map(({ display, actual }) => ({ name: display, value: actual }));
	return {
		id: field.apiName,
		displayName,
		defaultMatch: false,
		canBeUsedToMatch: false,
		required: isRequired,
		display: true,
		type,
		...(type === 'options' && options !== undefined ? { options } : {}),
	};
}
