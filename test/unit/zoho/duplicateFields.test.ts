import { matchFieldsOf, systemDuplicateField } from '../../../nodes/shared/zoho/records/duplicateFields';
import { PLAIN_FIELD, type FieldMetadata } from '../../../nodes/shared/zoho/metadata/fields';

const field = (apiName: string, more: Partial<FieldMetadata> = {}): FieldMetadata => ({
	...PLAIN_FIELD,
	apiName,
	...more,
});

describe('the field by which Zoho finds duplicates', () => {
	it.each([
		['Leads', 'Email'],
		['Contacts', 'Email'],
		['Accounts', 'Account_Name'],
		['Deals', 'Deal_Name'],
		['Campaigns', 'Campaign_Name'],
		['Cases', 'Subject'],
		['Quotes', 'Subject'],
		['Sales_Orders', 'Subject'],
		['Purchase_Orders', 'Subject'],
		['Invoices', 'Subject'],
		['Solutions', 'Solution_Title'],
		['Products', 'Product_Name'],
		['Vendors', 'Vendor_Name'],
		['Price_Books', 'Price_Book_Name'],
		['Venues', 'Name'],
	])('of %s is %s', (module, name) => {
		expect(systemDuplicateField(module, [field('Name'), field(name)])).toBe(name);
	});

	it('is none where the module has no such field', () => {
		expect(systemDuplicateField('Tasks', [field('Subject')])).toBeNull();
	});
});

it('offers for matching the system’s own field, unique and external ones, and no others', () => {
	const fields = [
		field('Subject'),
		field('Email'),
		field('Code', { unique: { caseSensitive: true } }),
		field('Legacy', { external: true }),
		field('Name'),
	];
	expect(matchFieldsOf('Leads', fields).map(({ apiName }) => apiName)).toEqual(['Email', 'Code', 'Legacy']);
	expect(matchFieldsOf('Venues', fields).map(({ apiName }) => apiName)).toEqual(['Code', 'Legacy', 'Name']);
	expect(matchFieldsOf('Tasks', [field('Subject')])).toEqual([]);
});
