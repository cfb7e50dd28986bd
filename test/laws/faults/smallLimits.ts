/** Loaded before the tests of this folder: small groups and jobs, so that few rows make several. */
jest.mock('../../../nodes/shared/zoho/call/limits', () => ({
	...jest.requireActual<object>('../../../nodes/shared/zoho/call/limits'),
	MAX_RECORDS_PER_WRITE: 3,
	RECORDS_PER_CREDIT: 1,
	MAX_BULK_WRITE_ROWS: 5,
	CREDITS_PER_BULK_WRITE: 5,
}));
