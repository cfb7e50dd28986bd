import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { alphabetical } from '../../../shared/n8n/form/alphabetical';
import { UsageError } from '../../../shared/zoho/call/errors';
import type { UserValues } from '../../../shared/zoho/users/api';

/** A value of a user that can be written, and Zoho's key for it. */
interface UserField {
	readonly displayName: string;
	readonly name: string;
	readonly key: string;
	readonly description: string;
	readonly placeholder?: string;
}

/** Source: Add User, v8 (read 2026-11-21). */
const USER_FIELDS: readonly UserField[] = [
	{ displayName: 'Alias', name: 'alias', key: 'alias', description: 'Another name for the user' },
	{ displayName: 'City', name: 'city', key: 'city', description: 'City of the address' },
	{ displayName: 'Country', name: 'country', key: 'country', description: 'Country of the address' },
	{
		displayName: 'Country Locale',
		name: 'countryLocale',
		key: 'country_locale',
		description: 'Country whose forms of dates and numbers are used',
		placeholder: 'e.g. US',
	},
	{
		displayName: 'Date Format',
		name: 'dateFormat',
		key: 'date_format',
		description: 'How dates are shown to the user',
		placeholder: 'e.g. MM/dd/yyyy',
	},
	{
		displayName: 'Date of Birth',
		name: 'dateOfBirth',
		key: 'dob',
		description: 'As yyyy-MM-dd',
		placeholder: 'e.g. 1990-12-31',
	},
	{ displayName: 'Fax', name: 'fax', key: 'fax', description: 'Fax number' },
	{
		displayName: 'Language',
		name: 'language',
		key: 'language',
		description: 'Language in which Zoho CRM is shown',
		placeholder: 'e.g. en_US',
	},
	{
		displayName: 'Locale',
		name: 'locale',
		key: 'locale',
		description: 'Language and country',
		placeholder: 'e.g. en_US',
	},
	{ displayName: 'Mobile', name: 'mobile', key: 'mobile', description: 'Mobile phone number' },
	{ displayName: 'Phone', name: 'phone', key: 'phone', description: 'Phone number' },
	{
		displayName: 'Signature',
		name: 'signature',
		key: 'signature',
		description: 'Signature of e-mail messages, as HTML',
	},
	{ displayName: 'State', name: 'state', key: 'state', description: 'State or province of the address' },
	{ displayName: 'Street', name: 'street', key: 'street', description: 'Street of the address' },
	{
		displayName: 'Time Format',
		name: 'timeFormat',
		key: 'time_format',
		description: 'How times are shown to the user',
		placeholder: 'e.g. hh:mm a',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		key: 'time_zone',
		description: 'IANA name of the time zone',
		placeholder: 'e.g. America/New_York',
	},
	{ displayName: 'Website', name: 'website', key: 'website', description: 'Address of a web page' },
	{ displayName: 'Zip', name: 'zip', key: 'zip', description: 'Postal code of the address' },
];

const OTHER_FIELDS: INodeProperties = {
	displayName: 'Other Fields (JSON)',
	name: 'otherFields',
	type: 'json',
	default: '{}',
	description: 'An object of further values by their API name, custom fields of users included',
};

/** The collection of values that are not always given, beside those that only the operation has. */
export function userFieldsCollection(
	name: string,
	displayName: string,
	others: readonly INodeProperties[],
): INodeProperties {
	const plain = USER_FIELDS.map(({ displayName: label, name: field, description, placeholder }): INodeProperties => ({
		displayName: label,
		name: field,
		type: 'string',
		default: '',
		description,
		placeholder,
	}));
	const options = alphabetical([...others, ...plain, OTHER_FIELDS], ({ displayName }) => displayName);
	return { displayName, name, type: 'collection', placeholder: 'Add field', default: {}, options };
}

/**
 * The values of the collection by Zoho's key; empty text is sent, because it clears a value.
 * @throws UsageError if Other Fields is no object
 */
export function readUserFields(collection: Readonly<IDataObject>): UserValues {
	const plain = USER_FIELDS.filter(({ name }) => collection[name] !== undefined).map(({ name, key }) => [
		key,
		collection[name],
	]);
	return { ...readOtherFields(collection.otherFields), ...Object.fromEntries(plain) };
}

function readOtherFields(value: unknown): UserValues {
	if (value === undefined || value === '') return {};
	const parsed: unknown = typeof value === 'string' ? parseOrNothing(value) : value;
	if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
	throw new UsageError('Other Fields is not a JSON object', 'Write it as {"API_name": value}, or remove it');
}

function parseOrNothing(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
