/** Scopes that several samples name, as Zoho's documentation has them. */
export const FIELDS = 'ZohoCRM.settings.fields.READ';
export const COQL = 'ZohoCRM.coql.READ';
export const SEARCH = 'ZohoSearch.securesearch.READ';

/** What an import of leads by a job needs. @param record what the job does with records */
export const bulkScopes = (record: 'CREATE' | 'UPDATE'): readonly string[] => [
	FIELDS,
	'ZohoCRM.org.READ',
	'ZohoFiles.files.ALL',
	'ZohoCRM.bulk.CREATE',
	'ZohoCRM.bulk.READ',
	`ZohoCRM.modules.leads.${record}`,
];
