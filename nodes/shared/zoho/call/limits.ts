/**
 * Zoho's limits and our own, each once. Sources are pages of the Zoho CRM v8 documentation (read 2026-11-21) unless
 * another one is named.
 */

/** Insert, Update, Upsert and Delete Records. */
export const MAX_RECORDS_PER_WRITE = 100;
/** Get Records and Get Users, `per_page`. */
export const MAX_RECORDS_PER_PAGE = 200;
/** Get Records, `fields`. */
export const MAX_FIELDS_PER_LIST = 50;
/** Get Records and Get Users, `ids`. Not documented for records, where the limit of deleting is taken over. */
export const MAX_IDS_PER_LIST = 100;
/** Get Records: so many records can be reached by page tokens. */
export const MAX_RECORDS_PER_LIST = 100_000;
/** Our choice: after so many pages without a record, of which each promises another one, a list is not read further. */
export const MAX_EMPTY_PAGES = 3;
/** Our choice: no organization has so many users, or a module so many custom views. */
export const MAX_PAGES_OF_USERS = 500;
export const MAX_PAGES_OF_VIEWS = 100;
/** Search Records: so many records can be reached. */
export const MAX_RECORDS_PER_SEARCH = 2_000;
/** Search Records, `criteria`: 10 in the pages of v7, 15 in the OpenAPI file of 2026; Zoho itself refuses what is between. */
export const MAX_SEARCH_CRITERIA = 15;
/** Search Records, operator `in`. */
export const MAX_VALUES_OF_IN = 100;
/** COQL, limitations: comparisons of one query. */
export const MAX_QUERY_CRITERIA = 25;
/** COQL, limitations: rows of one answer. */
export const MAX_QUERY_ROWS = 2_000;
/** COQL, limitations: OFFSET and LIMIT together. */
export const MAX_QUERY_REACH = 100_000;
/** Enable Notifications: characters of a channel's token, and fields of its conditions. */
export const MAX_CHANNEL_TOKEN_LENGTH = 50;
export const MAX_CHANNEL_FIELDS = 10;
/** Enable Notifications: the longest life of a channel; one that asks for more gets an hour. */
export const MAX_CHANNEL_LIFE_MS = 7 * 24 * 3_600_000;
/** Our choice: no user has so many pages of channels, or a module of records deleted between two polls. */
export const MAX_PAGES_OF_CHANNELS = 50;
export const MAX_PAGES_OF_DELETED = 500;
/** Search Records, `word`. */
export const MIN_WORD_LENGTH = 2;
/** Our choice: the longest pause between two questions for the state of a transfer of a user's records. */
export const MAX_TRANSFER_PAUSE_MS = 10_000;

/** Bulk Write, limitations: data rows of one job, children included. */
export const MAX_BULK_WRITE_ROWS = 25_000;
/** Bulk Write, limitations: columns of one file. */
export const MAX_BULK_WRITE_COLUMNS = 200;
/** Our choice: columns of a file that is read. Those that are not imported count too; a job takes the 200 above. */
export const MAX_HEADER_COLUMNS = 2_000;
/** Bulk Write, limitations: rows of a subform or list of look-ups that one record may bring along. */
export const MAX_CHILD_ROWS_PER_PARENT = 200;
/** Bulk Write, upload: 25 MB. Whether a MB has 1,000 or 1,024 kB is not said; this is below both. */
export const MAX_UPLOAD_BYTES = 25_000_000;
/** Bulk Write, download result: only so many of the mapped columns come back in the result file. */
export const RESULT_KEY_COLUMNS = 3;

/** Our choice: rows of one file. What is kept of each takes some bytes of memory, and a small ZIP can unpack to any number. */
export const MAX_FILE_ROWS = 10_000_000;
/** Our choice: a ZIP to import is held in memory, packed, because its directory stands at its end. */
export const MAX_ZIP_SOURCE_BYTES = 268_435_456;
/** Our choice: a gzip file that unpacks to more than this must not unpack to more than `MAX_GZIP_RATIO` times its size. */
export const MAX_PLAIN_GZIP_BYTES = 16_777_216;
/** Our choice: tables of text deflate to a tenth, very repetitive ones to a hundredth. */
export const MAX_GZIP_RATIO = 250;
/** Our choice: how much of a file of child rows is held in memory where its rows do not come in the order of their parents. */
export const MAX_HELD_CHILD_BYTES = 100_000_000;

/** Our choice: after this time a request ends without an answer; a full group of records or an upload stays well below. */
export const REQUEST_TIMEOUT_MS = 300_000;
/** Our choice: after this time nobody waits for a request any longer, although its answer is still coming, byte by byte. */
export const REQUEST_DEADLINE_MS = 600_000;
/** Our choice: so long a call takes at least before it is given up because somebody has waited long enough. */
export const CALL_GRACE_MS = 60_000;
/** Our choice: the largest response that is read, unpacked. The largest ones are pages of 200 records, and results of jobs. */
export const MAX_RESPONSE_BYTES = 64_000_000;
/** Our choice: tries of one call, the first included. */
export const MAX_TRIES = 5;
/** Our choice: the pause before the second try; it doubles from try to try. */
export const FIRST_PAUSE_MS = 1_000;
/** Our choice: the longest pause where the server names none. */
export const MAX_PAUSE_MS = 60_000;
/** Our choice: a server that wants a longer pause than this is not called again. */
export const MAX_SERVER_PAUSE_MS = 300_000;

/** Cuts a list into parts of up to `size`, such as one of the limits above. */
export function groupsOf<T>(values: readonly T[], size: number): T[][] {
	const groups: T[][] = [];
	for (let at = 0; at < values.length; at += size) groups.push(values.slice(at, at + size));
	return groups;
}

/** What a call is for, as far as its price depends on it. */
export type CallKind =
	| 'read'
	| 'query'
	| 'customViewPage'
	| 'recordWrite'
	| 'recordDelete'
	| 'leadConvert'
	| 'userWrite'
	| 'bulkWriteCreate'
	| 'fileTransfer';

/** API limits: records that one credit writes. */
export const RECORDS_PER_CREDIT = 10;
/** API limits: credits of creating one bulk write job, whatever its size. */
export const CREDITS_PER_BULK_WRITE = 500;

/**
 * Estimates the credits of one call.
 * @param records how many records the call carries, or asks for
 * Source: API limits, credits per call; that file transfers are free is not documented.
 */
export function estimateCredits(kind: CallKind, records: number): number {
	switch (kind) {
		case 'recordWrite':
			return Math.ceil(records / RECORDS_PER_CREDIT);
		case 'bulkWriteCreate':
			return CREDITS_PER_BULK_WRITE;
		case 'customViewPage':
			return 3;
		case 'query':
			return records <= 200 ? 1 : records <= 1_000 ? 2 : 3;
		case 'leadConvert':
			return 5;
		case 'fileTransfer':
			return 0;
		case 'read':
		case 'recordDelete':
		case 'userWrite':
			return 1;
	}
}
