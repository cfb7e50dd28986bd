import { SCOPE_MISMATCH } from '../call/errors';

/** What happened and what to do next, for a person. No full stop at the end of either. */
export interface Explanation {
	readonly message: string;
	readonly advice: string;
}

/** For codes that are about files, keys of a job and the like, where Zoho's own words say more, and no value of a record stands in them. */
const IN_ITS_WORDS = 'Zoho CRM rejected the request: {words}';

/**
 * Sentences by Zoho's code: `{field}` is the field that Zoho named, `{scope}` a colon and the scope of the call, `{existing}` a
 * sentence with the id of the record that exists, `{expected}` a colon and the fields that Zoho expects, `{must}` a sentence with
 * what the value must be, `{each}` the fields of several reasons with what each must be, `{words}` what Zoho says. Source: error tables of the v8 pages (read 2026-11-21).
 */
const BY_CODE: Readonly<Record<string, Explanation>> = {
	ALREADY_MODIFIED: {
		message: 'The record has changed since the given time',
		advice: 'Read the record again and decide which values to keep',
	},
	AMBIGUITY_DURING_PROCESSING: {
		message: 'The request is ambiguous',
		advice: 'Remove one of the options that exclude each other',
	},
	API_NOT_SUPPORTED: {
		message: 'Zoho CRM does not support this for the module',
		advice: 'Choose another module, or do it in Zoho CRM itself',
	},
	AUTHENTICATION_FAILURE: {
		message: 'Zoho CRM received no access token',
		advice: 'Open the credential and reconnect it',
	},
	AUTHORIZATION_FAILED: {
		message: 'The connected user is not allowed to do this with the record',
		advice: 'Ask your Zoho CRM administrator for the permission, or connect the credential as another user',
	},
	CANNOT_PROCESS: {
		message: "Zoho CRM can't process the file or row",
		advice: 'Check that the columns, mappings and values match the module',
	},
	CANNOT_UPDATE_DELETED_USER: {
		message: "The user is deleted and can't be changed",
		advice: 'Choose another user',
	},
	COEXISTENCE_NOT_ALLOWED: {
		message: IN_ITS_WORDS,
		advice: 'Remove one of the two, such as the column or the default value of a mapping',
	},
	COLUMN_INDEX_NOT_FOUND: {
		message: IN_ITS_WORDS,
		advice: 'Count columns from 0 and correct the mappings',
	},
	CONCURRENT_JOB_LIMIT_EXCEEDED: {
		message: 'Too many jobs of this kind are running in Zoho CRM',
		advice: 'Wait until some have finished, then retry',
	},
	CONFLICTING_DATA_FOUND: {
		message: 'Some values of the user contradict each other',
		advice: 'Choose values that belong together, such as a country and one of its time zones',
	},
	DEPENDENT_FIELD_MISSING: {
		message: 'A field that {field} depends on is missing',
		advice: 'Fill in that field too, then retry',
	},
	DEPENDENT_MISMATCH: {
		message: 'The value of {field} does not match the field that it depends on',
		advice: 'Choose a combination that the lists in Zoho CRM offer',
	},
	DEPENDENT_SERVICE_ERROR: {
		message: 'A Zoho service that the request needs is not responding',
		advice: 'Wait a few minutes, then retry',
	},
	DISCRETE_PAGINATION_LIMIT_EXCEEDED: {
		message: 'Zoho CRM lists at most 2,000 records here',
		advice: 'Narrow the list, for example with a custom view or Modified Since',
	},
	DUPLICATE_DATA: {
		message: 'A record with the same {field} already exists',
		advice: 'Use Create or Update, or change the value{existing}',
	},
	DUPLICATE_LINKING_DATA: {
		message: 'The records are already linked',
		advice: 'Remove the repeated entry from the list',
	},
	EMAIL_UPDATE_NOT_ALOWED: {
		message: "The email of a user who accepted the invitation can't be changed",
		advice: 'The user can change it in their Zoho account settings',
	},
	EXPECTED_FIELD_MISSING: {
		message: 'At least one of these fields is required{expected}',
		advice: 'Fill in one of them, such as the ID or a unique field',
	},
	EXPECTED_PARAM_MISSING: {
		message: 'The search has no condition',
		advice: 'Enter criteria, an email, a phone number or a word',
	},
	EXPIRED_VALUE: {
		message: 'Reading the list took longer than 24 hours, the time that Zoho CRM allows',
		advice: 'Run the node again',
	},
	FEATURE_NOT_ENABLED: {
		message: 'The request needs a feature that your Zoho CRM edition lacks or that is switched off',
		advice: 'Remove the option, or ask your Zoho CRM administrator to switch the feature on',
	},
	FILE_NOT_SUPPORTED: {
		message: IN_ITS_WORDS,
		advice: 'Use a ZIP that holds one CSV file per module',
	},
	FILE_TOO_LARGE: {
		message: 'The file is too large for Zoho CRM',
		advice: 'Send fewer rows at a time',
	},
	HEADER_LIMIT_EXCEEDED: {
		message: 'The file has more than 200 columns, the maximum for a bulk write job',
		advice: 'Map fewer columns, or import them in two jobs, the second as an update',
	},
	ID_ALREADY_ACTIVE: {
		message: 'The user is already active',
		advice: 'There is nothing left to do',
	},
	ID_ALREADY_CONVERTED: {
		message: 'The lead is already converted',
		advice: 'Look for the contact or account that it became',
	},
	ID_ALREADY_DEACTIVATED: {
		message: 'The user is already deactivated',
		advice: 'There is nothing left to do',
	},
	ID_ALREADY_DELETED: {
		message: 'The user is already deleted',
		advice: 'There is nothing left to do',
	},
	INVALID_CALLBACK_URL: {
		message: 'Zoho CRM rejected the callback URL',
		advice: 'Use a public https address. WEBHOOK_URL sets the address of n8n itself',
	},
	INVALID_DATA: {
		message: 'Zoho CRM rejected the value of {field}{must}',
		advice: 'Correct the value. Zoho CRM shows the type and length of the field under Setup > Modules and Fields',
	},
	INVALID_FIELD: {
		message: 'Zoho CRM rejected one of the mapped fields: {words}',
		advice: 'Check the API names of the columns, and whether Find By is a unique field',
	},
	INVALID_FILE_ID: {
		message: IN_ITS_WORDS,
		advice: 'Use the File ID that Upload File returned for the same organization',
	},
	INVALID_FORMAT: {
		message: 'Zoho CRM rejected the format of a mapping',
		advice: 'Use a pattern such as yyyy-MM-dd, and only for dates and datetimes',
	},
	INVALID_MODULE: {
		message: 'This module does not exist in Zoho CRM',
		advice: 'Choose the module from the list, or enter its API name (Setup > Developer Hub > APIs & SDKs > API Names)',
	},
	INVALID_QUERY: {
		message: 'The search criteria are invalid',
		advice:
			'Check the API names of the fields, whether each operator suits the type of its field, and the format of the values',
	},
	INVALID_REQUEST: {
		message: IN_ITS_WORDS,
		advice:
			'Check the parameters of the node, especially values given as JSON. For a user, no invitations may be left, or the user is the primary contact',
	},
	INVALID_TOKEN: {
		message: 'Zoho CRM rejected the access token',
		advice: 'Check that the Data Center and Environment of the credential match your Zoho account, then reconnect it',
	},
	INVALID_URL_PATTERN: {
		message: 'This address does not exist in Zoho CRM',
		advice: 'Check the Data Center of the credential. If it is Custom, check its API URL',
	},
	LICENSE_LIMIT_EXCEEDED: {
		message: 'No user license is available',
		advice: 'Buy a license or deactivate a user in Zoho CRM, then retry',
	},
	LIMIT_EXCEEDED: {
		message: 'The request exceeds a limit of Zoho CRM',
		advice: 'Send less at once',
	},
	LIMIT_REACHED: {
		message: 'A search in Zoho CRM returns at most 2,000 records',
		advice: 'Narrow the criteria, or use Get Many',
	},
	MANDATORY_FIELDS_NOT_MAPPED: {
		message: 'Mandatory fields of the layout are not mapped',
		advice: 'Add the mandatory fields of the layout to the rows',
	},
	MANDATORY_NOT_FOUND: {
		message: 'The mandatory field {field} is missing',
		advice: 'Fill in the field, then retry',
	},
	MAPPING_MISMATCH: {
		message: 'The value of {field} does not match the value of another field',
		advice: 'Choose values that belong together, such as a stage of the chosen pipeline',
	},
	MODULE_NOT_AVAILABLE: {
		message: 'Bulk Write is not available for this module',
		advice: 'Use Zoho CRM Advanced for this module',
	},
	MULTIPLE_OR_MULTI_ERRORS: {
		message: 'Zoho CRM rejected several values: {each}',
		advice: 'Correct these values. Zoho CRM shows the type and length of each field under Setup > Modules and Fields',
	},
	NOT_ALLOWED: {
		message: 'Zoho CRM does not allow this for the record',
		advice: 'Ask your Zoho CRM administrator what this record, or the connected user, may do',
	},
	NOT_APPROVED: {
		message: 'The record is not approved',
		advice: 'Approve it in Zoho CRM, then retry',
	},
	NOT_REVIEWED: {
		message: 'The record is not reviewed',
		advice: 'Review it in Zoho CRM, then retry',
	},
	NO_PERMISSION: {
		message: 'The connected user lacks a permission in Zoho CRM',
		advice:
			'Ask your Zoho CRM administrator to add it to the profile of the user, or connect the credential as another user',
	},
	[SCOPE_MISMATCH]: {
		message: 'The credential was connected without a scope that this operation needs{scope}',
		advice:
			'Add the scope to the credential or restore its default scopes, then reconnect. A self client needs a new grant code with this scope',
	},
	PAGINATION_LIMIT_EXCEEDED: {
		message: 'Zoho CRM lists at most 100,000 records',
		advice: 'Narrow the list, for example with a custom view or Modified Since',
	},
	PATTERN_NOT_MATCHED: {
		message: 'A request parameter has the wrong format',
		advice: 'Check the parameters of the node, such as IDs, dates and emails',
	},
	RECORD_IN_BLUEPRINT: {
		message: 'The record is in a Blueprint, which allows this change only through a transition',
		advice: 'Make the change with a transition in Zoho CRM',
	},
	RECORD_LOCKED: {
		message: 'The record is locked',
		advice: 'Unlock it in Zoho CRM, then retry',
	},
	RECORD_NOT_IN_PROCESS: {
		message: 'The record is not in the required process',
		advice: 'Check its approval, review or Blueprint in Zoho CRM',
	},
	REQUEST_BODY_NOT_SUPPORTED: {
		message: "Zoho CRM can't read the request",
		advice: 'Check the values given as JSON. If there are none, please report this message',
	},
	REQUIRED_PARAM_MISSING: {
		message: 'A request parameter is missing',
		advice: 'Fill in all parameters of the node',
	},
	RESOURCE_NOT_FOUND: {
		message: "Zoho CRM can't find the requested item",
		advice: 'Check the ID. Job results are kept for 7 days',
	},
	TOKEN_BOUND_DATA_MISMATCH: {
		message: 'The parameters changed between two pages of the list',
		advice: 'Run the node again',
	},
	TOO_MANY_REQUESTS: {
		message: 'Zoho CRM accepts no more calls at the moment',
		advice:
			'Either too many calls ran at once, or the API credits of the last 24 hours are used up (see Setup > Developer Hub > APIs & SDKs in Zoho CRM). Wait, then run the node again for the rows that were not sent',
	},
	UNAPPROVABLE: {
		message: 'Users of this organization are managed in Zoho One or CRM Plus',
		advice: 'Add the user there',
	},
	// An administrator wrote these words: they say best what is wrong.
	VALIDATION_RULE_FAILED: {
		message: 'A validation rule of your organization rejected the record: {words}',
		advice: 'Correct the value as it says',
	},
};

const SAME_AS: Readonly<Record<string, string>> = {
	API_LIMIT_EXCEEDED: 'TOO_MANY_REQUESTS',
	BODY_REQUIRED: 'REQUEST_BODY_NOT_SUPPORTED',
	FEATURE_NOT_SUPPORTED: 'FEATURE_NOT_ENABLED',
	FILE_NOT_FOUND: 'INVALID_FILE_ID',
	FILE_SIZE_MORE_THAN_ALLOWED_SIZE: 'FILE_TOO_LARGE',
	INVALID_CALLBACK_METHOD: 'INVALID_CALLBACK_URL',
	INVALID_FILE: 'FILE_NOT_SUPPORTED',
	INVALID_FILE_FORMAT: 'FILE_NOT_SUPPORTED',
	INVALID_REQUEST_METHOD: 'INVALID_URL_PATTERN',
	MEDIA_TYPE_NOT_SUPPORTED: 'REQUEST_BODY_NOT_SUPPORTED',
	MISSING_REQUIRED_KEY: 'REQUIRED_PARAM_MISSING',
	NOT_SUPPORTED: 'FEATURE_NOT_ENABLED',
	NOT_SUPPORTED_FEATURE: 'FEATURE_NOT_ENABLED',
	PERMISSION_DENIED: 'NO_PERMISSION',
	RATE_LIMIT_EXCEEDED: 'TOO_MANY_REQUESTS',
	SYNTAX_ERROR: 'INVALID_QUERY',
};

/** The sentences for a code. Codes come from outside: only those of the tables are looked up. */
export function findByCode(code: string): Explanation | undefined {
	const name = Object.hasOwn(SAME_AS, code) ? SAME_AS[code] : code;
	return Object.hasOwn(BY_CODE, name) ? BY_CODE[name] : undefined;
}
