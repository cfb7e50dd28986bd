/** What rows say that are what their item asked for, and have nothing else to say, by status. */
export const SAID: Readonly<Record<string, string>> = {
	ADDED: 'Created',
	CONVERTED: 'Converted',
	DELETED: 'Deleted',
	MATCHED: 'Records that match were found',
	NO_MATCH: 'No record matches',
	READY: 'Ready to import',
	UNCHANGED: 'There was no value to change',
	UPDATED: 'Updated',
};
