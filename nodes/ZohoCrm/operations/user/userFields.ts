import { located, option, optional, text, type Option, type OptionValues } from '../../../shared/n8n/form/options';
import { parseJson } from '../../../shared/n8n/form/parameters';
import { UsageError } from '../../../shared/zoho/call/errors';
import { isObject } from '../../../shared/zoho/call/shape';
import type { ZohoClient } from '../../../shared/zoho/client';
import type { UserValues } from '../../../shared/zoho/users/api';
import { findUserId, managerLocator } from './userLocators';

/** A field that is sent only if it was added. Empty text is sent too, because it clears the value. */
const field = (displayName: string, description: string, placeholder?: string): Option<string | null> =>
	optional(text(displayName, description, placeholder === undefined ? {} : { placeholder }));

/** Fields that are text. Source: Add User, v8 (read 2026-11-21). */
const TEXT_FIELDS = {
	alias: field('Alias', 'Another name of the user'),
	city: field('City', 'City of the address'),
	country: field('Country', 'Country of the address'),
	countryLocale: field('Country Locale', 'Country whose date and number formats to use', 'e.g. US'),
	dateFormat: field('Date Format', 'How to show dates to the user', 'e.g. MM/dd/yyyy'),
	dateOfBirth: field('Date of Birth', 'In the format yyyy-MM-dd', 'e.g. 1990-12-31'),
	fax: field('Fax', 'Fax number'),
	language: field('Language', 'Language of Zoho CRM for the user', 'e.g. en_US'),
	locale: field('Locale', 'Language and country', 'e.g. en_US'),
	mobile: field('Mobile', 'Mobile phone number'),
	phone: field('Phone', 'Phone number'),
	signature: field('Signature', 'Email signature, as HTML'),
	state: field('State', 'State or province of the address'),
	street: field('Street', 'Street of the address'),
	timeFormat: field('Time Format', 'How to show times to the user', 'e.g. hh:mm a'),
	timeZone: field('Time Zone', 'IANA name of the time zone', 'e.g. America/New_York'),
	website: field('Website', 'URL of a website'),
	zip: field('Zip', 'Postal code of the address'),
} as const;

/** The options of the writes of users. */
export const USER_FIELDS = {
	...TEXT_FIELDS,
	otherFields: option<UserValues>(
		{
			displayName: 'Other Fields (JSON)',
			type: 'json',
			default: '{}',
			description: 'A JSON object with further fields by API name, including custom fields of users',
		},
		{},
		readOtherFields,
	),
	reportingTo: located(managerLocator()),
} as const;

/** Zoho's key for a field; most are spelled like the field. */
const keyOf = (name: string): string =>
	name === 'dateOfBirth' ? 'dob' : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The given texts by Zoho's keys; null is left out. */
export function toUserValues(texts: Readonly<Record<string, string | null>>): UserValues {
	return Object.fromEntries(
		Object.entries(texts)
			.filter(([, value]) => value !== null)
			.map(([name, value]) => [keyOf(name), value]),
	);
}

/** What the options of `USER_FIELDS` say of a user, by Zoho's keys. */
export async function readUserFields(zoho: ZohoClient, values: OptionValues<typeof USER_FIELDS>): Promise<UserValues> {
	const texts = Object.keys(TEXT_FIELDS) as Array<keyof typeof TEXT_FIELDS>;
	return {
		...values.otherFields,
		...toUserValues(Object.fromEntries(texts.map((name) => [name, values[name]]))),
		...(values.reportingTo === '' ? {} : { Reporting_To: { id: await findUserId(zoho, values.reportingTo) } }),
	};
}

function readOtherFields(given: unknown, label: string): UserValues {
	if (given === '') return {};
	const parsed = typeof given === 'string' ? parseJson(given) : given;
	if (isObject(parsed)) return { ...parsed };
	throw new UsageError(`${label} must be a JSON object`, 'Write it as {"API_name": value}, or remove it');
}
