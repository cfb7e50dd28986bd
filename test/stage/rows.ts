import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../emulator';

/** Texts that break careless CSV, and names that break careless encodings. */
const NAMES = [
	'Okafor',
	'O"Brien',
	'Lee, Ann',
	'Zoë',
	'李小龙',
	'Иванова',
	'علي',
	'Ana\nMaria',
	' Padded ',
	'😀 Emoji',
	"D'Arcy;x",
	'=1+1',
];

/** Has the form of an email, so it is sent, and the emulator, as Zoho CRM, finds no country of one letter in it. */
export const REFUSED_EMAIL = 'ann@brightwell.t';

/** A lead as an input item, different for every number and the same on every run. */
export function leadRow(number: number): IDataObject {
	return {
		Last_Name: NAMES[number % NAMES.length],
		First_Name: number % 7 === 0 ? '' : `First ${number}`,
		Company: `Company ${number % 50}`,
		Email: `lead${number}@brightwell.test`,
		Ext_Ref: `REF-${number}`,
		Lead_Source: number % 3 === 0 ? 'Partner' : 'Trade Show',
		Annual_Revenue: number * 1.5,
		No_of_Employees: number % 1000,
		Newsletter: number % 2 === 0,
		Visit_Date: `2026-0${(number % 9) + 1}-15`,
		Next_Call: `2026-0${(number % 9) + 1}-15T10:30:00+02:00`,
		Interests: number % 2 === 0 ? ['Support', 'Training'] : 'Hardware',
		Description: `Line one of ${number}\r\nline two, "quoted"`,
	};
}

/** Different leads, as input items. */
export const rowsOf = (count: number): IDataObject[] => Array.from({ length: count }, (_, number) => leadRow(number));

/** The fields of a stored lead that `leadRow` sets, in the form in which they were set. */
export function storedLead(emulator: Emulator, id: unknown): IDataObject | undefined {
	const record = emulator.store.get('Leads', String(id));
	if (record === undefined) return undefined;
	return Object.fromEntries(Object.keys(leadRow(0)).map((name) => [name, record[name] ?? null])) as IDataObject;
}

/** What the emulator holds once the row was imported: multi-selects as lists, empty as null, datetimes as moments. */
export function expectedLead(row: IDataObject): IDataObject {
	const interests = row.Interests;
	return {
		...row,
		First_Name: row.First_Name === '' ? null : row.First_Name,
		Interests: Array.isArray(interests) ? interests : [interests],
	} as IDataObject;
}

/** Datetimes compare as moments: the store gives them back in the zone of the user. */
export function comparable(lead: IDataObject | undefined): IDataObject | undefined {
	if (lead === undefined) return undefined;
	return { ...lead, Next_Call: new Date(String(lead.Next_Call)).toISOString() };
}

/** The id of the one lead that has a value; throws if it is none or several. */
export function onlyLeadWith(emulator: Emulator, field: string, value: string): string {
	const ids = emulator.store.find('Leads', field, value);
	if (ids.length !== 1) throw new Error(`${ids.length} leads have the ${field} ${value}`);
	return ids[0];
}
