import type { FieldDefinition } from '../contract';
import type { JsonValue } from '../json';
import type { StoredRecord } from '../records/store';
import type { EmulatorState } from '../state';

/** What a lead becomes. */
export type ConvertedModule = 'Accounts' | 'Contacts' | 'Deals';

/** Where values go whose field has another name there. ASSUMED; the organization can change it in Zoho. */
const OTHER_NAMES: Readonly<Record<string, Readonly<Partial<Record<ConvertedModule, string>>>>> = {
	Company: { Accounts: 'Account_Name' },
	Designation: { Contacts: 'Title' },
	No_of_Employees: { Accounts: 'Employees' },
	Street: { Accounts: 'Billing_Street', Contacts: 'Mailing_Street' },
	City: { Accounts: 'Billing_City', Contacts: 'Mailing_City' },
	State: { Accounts: 'Billing_State', Contacts: 'Mailing_State' },
	Zip_Code: { Accounts: 'Billing_Code', Contacts: 'Mailing_Zip' },
	Country: { Accounts: 'Billing_Country', Contacts: 'Mailing_Country' },
};

/** Fields that say something about the record itself. */
const OF_THE_RECORD = new Set(['Owner', 'Layout', 'Tag']);

/** API name of the field that a lead's value goes to when the lead is converted; null where it goes nowhere. */
export function mappedField(
	state: EmulatorState,
	{ apiName, dataType }: FieldDefinition,
	target: ConvertedModule,
): string | null {
	if (OF_THE_RECORD.has(apiName)) return null;
	const field = state.schema.field(target, OTHER_NAMES[apiName]?.[target] ?? apiName);
	return field && field.creatable && field.dataType === dataType ? field.apiName : null;
}

/** The values that a converted lead brings along. */
export function mappedValues(
	state: EmulatorState,
	lead: StoredRecord,
	target: ConvertedModule,
): Readonly<Record<string, JsonValue>> {
	const values: Record<string, JsonValue> = {};
	for (const field of state.schema.module('Leads')?.fields ?? []) {
		const [name, value] = [mappedField(state, field, target), lead[field.apiName]];
		if (name !== null && value !== undefined && value !== null) values[name] = value;
	}
	return values;
}
