import type { FieldMetadata } from '../metadata/fields';

/** What upsert finds records by without being told. Source: Upsert Records, v8, system duplicate fields (read 2026-11-21). */
const SYSTEM_FIELDS: Readonly<Record<string, string>> = {
	Accounts: 'Account_Name',
	Campaigns: 'Campaign_Name',
	Cases: 'Subject',
	Contacts: 'Email',
	Deals: 'Deal_Name',
	Invoices: 'Subject',
	Leads: 'Email',
	Price_Books: 'Price_Book_Name',
	Products: 'Product_Name',
	Purchase_Orders: 'Subject',
	Quotes: 'Subject',
	Sales_Orders: 'Subject',
	Solutions: 'Solution_Title',
	Vendors: 'Vendor_Name',
};

/** What custom modules have in its place. */
const CUSTOM_FIELD = 'Name';

/** API name of the field by which upsert finds a module's records without being told; null if the module has no such field. */
export function systemDuplicateField(module: string, fields: readonly FieldMetadata[]): string | null {
	const name = SYSTEM_FIELDS[module] ?? CUSTOM_FIELD;
	return fields.some(({ apiName }) => apiName === name) ? name : null;
}

/** The fields by which upsert can be told to find records: the system's own, unique and external ones. */
export function matchFieldsOf(module: string, fields: readonly FieldMetadata[]): FieldMetadata[] {
	const system = systemDuplicateField(module, fields);
	return fields.filter((field) => field.apiName === system || field.unique !== null || field.external);
}
