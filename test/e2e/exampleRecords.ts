import type { JsonRecord } from './json';

/** What the demo's Zoho CRM has, so that each example finds something: leads to convert, leads twice, venues to choose from. */
export const EXAMPLE_RECORDS: Readonly<Record<string, readonly JsonRecord[]>> = {
	Leads: [
		lead('Ada', 'Okafor', 'Brightwell Lagos', { Lead_Status: 'Pre-Qualified' }),
		lead('Ben', 'Sand', 'Northwind', { Lead_Status: 'Pre-Qualified' }),
		lead('Ida', 'Ziegler', 'Contoso', { Lead_Status: 'Contacted' }),
		// The same person once more: what a check for duplicates finds.
		lead('Ida', 'Ziegler', 'Contoso Europe', { Lead_Status: 'Not Contacted' }),
	],
	Venues: [
		{ Name: 'City Library', Venue_Code: 'LOS-8', Seats: 60 },
		{ Name: 'Theatre Square', Venue_Code: 'LOS-9', Seats: 900 },
	],
};

function lead(firstName: string, lastName: string, company: string, more: JsonRecord): JsonRecord {
	const email = `${firstName}.${lastName}@example.test`.toLowerCase();
	return { First_Name: firstName, Last_Name: lastName, Company: company, Email: email, ...more };
}
