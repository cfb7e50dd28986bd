/** Loaded before the tests of this folder: small groups and jobs, so that few rows make several, and a time-out that a test can shorten. */
import { times } from './times';

const mockTimes = times;
jest.mock('../../nodes/shared/zoho/limits', () => ({
	...jest.requireActual<object>('../../nodes/shared/zoho/limits'),
	MAX_RECORDS_PER_WRITE: 3,
	RECORDS_PER_CREDIT: 1,
	MAX_BULK_WRITE_ROWS: 4,
	CREDITS_PER_BULK_WRITE: 2,
	get REQUEST_TIMEOUT_MS() {
		return mockTimes.timeoutMs;
	},
}));
