import { SCOPE_MISMATCH } from '../call/errors';

/** What happened and what to do next, for a person. No full stop at the end of either. */
export interface Explanation {
	readonly message: string;
	readonly advice: string;
}

/** For codes that are about files, keys of a job and the like, where Zoho's own words say more, and no value of a record stands in them. */
const IN_ITS_WORDS = 'Zoho CRM refused the request: {words}';

/**
 * Sentences by Zoho's code; `{field}` is the field that Zoho named, `{scope}` a colon and the scope of the call, `{existing}` a
 * semicolon and the id of the record that is there, `{words}` what Zoho says. Source: error tables of the v8 pages (read
 * 2026-11-21).
 */
const BY_CODE: Readonly<Record<string, Explanation>> = {
	ALREADY_MODIFIED: {
		message: 'The record was changed after the given time',
		advice: 'Read the record again and decide which values are right',
	},
	AMBIGUITY_DURING_PROCESSING: {
		message: 'Zoho CRM found the request ambiguous',
		advice: 'Remove one of the parameters that exclude each other',
	},
	API_NOT_SUPPORTED: {
		message: 'Zoho CRM does not offer this for the module',
		advice: 'Choose another module, or do it in Zoho CRM itself',
	},
	AUTHENTICATION_FAILURE: {
		message: 'Zoho CRM received no access token',
		advice: 'Open the credential and connect it again',
	},
	AUTHORIZATION_FAILED: {
		message: 'The user of the credential may not do this to the record',
		advice: 'Ask the administrator of Zoho CRM for the permission, or connect the credential as another user',
	},
	CANNOT_PROCESS: {
		message: 'Zoho CRM cannot process the file or the row',
		advice: 'Check that the columns, their mappings and the values belong to the module',
	},
	CANNOT_UPDATE_DELETED_USER: {
		message: 'The user is deleted and cannot be changed',
		advice: 'Choose another user',
	},
	COEXISTENCE_NOT_ALLOWED: {
		message: IN_ITS_WORDS,
		advice: 'Leave one of them out, such as the column or the default value of a mapping',
	},
	COLUMN_INDEX_NOT_FOUND: {
		message: IN_ITS_WORDS,
		advice: 'Count the columns from 0 and correct the mappings',
	},
	CONCURRENT_JOB_LIMIT_EXCEEDED: {
		message: 'Too many jobs of this kind run in Zoho CRM',
		advice: 'Wait until some have ended, then run the step again',
	},
	CONFLICTING_DATA_FOUND: {
		message: 'Values of the user do not go together',
		advice: 'Choose values that belong together, such as a country and its time zone',
	},
	DEPENDENT_FIELD_MISSING: {
		message: 'A field on which {field} depends is missing',
		advice: 'Fill that field too, then run the step again',
	},
	DEPENDENT_MISMATCH: {
		message: 'The value of {field} does not go with that of the field on which it depends',
		advice: 'Choose values that belong together, as the lists in Zoho CRM offer them',
	},
	DEPENDENT_SERVICE_ERROR: {
		message: 'A service of Zoho that the request needs does not answer',
		advice: 'Wait some minutes, then run the step again',
	},
	DISCRETE_PAGINATION_LIMIT_EXCEEDED: {
		message: 'The list reaches no further: Zoho CRM gives 2,000 records',
		advice: 'Narrow the list, such as by a custom view or the time of change',
	},
	DUPLICATE_DATA: {
		message: 'A record with the same {field} exists already',
		advice: 'Use Create or Update, or change the value{existing}',
	},
	DUPLICATE_LINKING_DATA: {
		message: 'The records are linked already',
		advice: 'Leave the repeated entry out of the list',
	},
	EMAIL_UPDATE_NOT_ALOWED: {
		message: 'The e-mail address of a user who accepted the invitation cannot be changed',
		advice: 'The user can change it in the settings of their Zoho account',
	},
	EXPECTED_FIELD_MISSING: {
		message: 'None of the fields is filled of which Zoho CRM wants one',
		advice: 'Fill one of them, such as the ID or a unique field',
	},
	EXPECTED_PARAM_MISSING: {
		message: 'The search does not say what is looked for',
		advice: 'Give criteria, an e-mail address, a phone number or a word',
	},
	EXPIRED_VALUE: {
		message: 'The list took longer than the 24 hours for which Zoho CRM keeps its place',
		advice: 'Run the step again',
	},
	FEATURE_NOT_ENABLED: {
		message: 'This Zoho CRM does not offer what the request needs, by its edition or its settings',
		advice: 'Leave the option out, or ask the administrator of Zoho CRM to switch the feature on',
	},
	FILE_NOT_SUPPORTED: {
		message: IN_ITS_WORDS,
		advice: 'Give a ZIP that holds one CSV file for each module',
	},
	FILE_TOO_LARGE: {
		message: 'The file is too large for Zoho CRM',
		advice: 'Send fewer rows at a time',
	},
	HEADER_LIMIT_EXCEEDED: {
		message: 'The file has more columns than the 200 that a bulk write job takes',
		advice: 'Map fewer columns, or import them in two jobs, the second one as an update',
	},
	ID_ALREADY_ACTIVE: {
		message: 'The user is active already',
		advice: 'Nothing is left to do',
	},
	ID_ALREADY_CONVERTED: {
		message: 'The lead was converted before',
		advice: 'Look for the contact or account that it has become',
	},
	ID_ALREADY_DEACTIVATED: {
		message: 'The user is deactivated already',
		advice: 'Nothing is left to do',
	},
	ID_ALREADY_DELETED: {
		message: 'The user is deleted already',
		advice: 'Nothing is left to do',
	},
	INVALID_CALLBACK_URL: {
		message: 'Zoho CRM does not accept the address that it is to call',
		advice: 'Give a public https address; that of n8n itself is set by WEBHOOK_URL',
	},
	INVALID_DATA: {
		message: 'Zoho CRM does not accept the value of {field}',
		advice: 'Compare the value with the type and length of the field in Zoho CRM',
	},
	INVALID_FIELD: {
		message: 'Zoho CRM does not know one of the mapped fields',
		advice: 'Check the API names of the columns; Zoho names the field in its message',
	},
	INVALID_FILE_ID: {
		message: IN_ITS_WORDS,
		advice: 'Give the File ID that Upload File returned for the same organization',
	},
	INVALID_FORMAT: {
		message: 'Zoho CRM does not accept the format of a mapping',
		advice: 'Give a pattern such as yyyy-MM-dd, and only for dates and datetimes',
	},
	INVALID_MODULE: {
		message: 'Zoho CRM does not know this module',
		advice: 'Choose the module from the list, or give its API name (Setup > Developer Hub > APIs & SDKs > API Names)',
	},
	INVALID_QUERY: {
		message: 'Zoho CRM does not understand the criteria of the search',
		advice: 'Check the API name of the field, whether the condition suits its type, and the form of the value',
	},
	INVALID_REQUEST: {
		message: IN_ITS_WORDS,
		advice:
			'Check the parameters of the step, above all values given as JSON; users are refused so too where the invitations are used up, or the user is the primary contact',
	},
	INVALID_TOKEN: {
		message: 'Zoho CRM does not accept the access token',
		advice:
			'Check that the data center and environment of the credential are those of your Zoho account, then connect it again',
	},
	INVALID_URL_PATTERN: {
		message: 'This address does not exist at Zoho CRM',
		advice: 'Check the data center and, with a Custom data center, the API address of the credential',
	},
	LICENSE_LIMIT_EXCEEDED: {
		message: 'No user licence is free',
		advice: 'Buy a licence or deactivate a user in Zoho CRM, then run the step again',
	},
	LIMIT_EXCEEDED: {
		message: 'The request goes over a limit of Zoho CRM',
		advice: 'Send less at once, or shorten the value of the named field',
	},
	LIMIT_REACHED: {
		message: 'The search reaches no further: Zoho CRM gives 2,000 records',
		advice: 'Narrow the criteria, or use Get Many',
	},
	MANDATORY_FIELDS_NOT_MAPPED: {
		message: 'Mandatory fields of the layout are not among the columns',
		advice: 'Add the fields that are mandatory in the layout to the rows',
	},
	MANDATORY_NOT_FOUND: {
		message: 'The mandatory field {field} is missing',
		advice: 'Fill the field and run the step again',
	},
	MAPPING_MISMATCH: {
		message: 'The values of {field} and of another field do not go together',
		advice: 'Choose values that belong together, such as a stage of the chosen pipeline',
	},
	MODULE_NOT_AVAILABLE: {
		message: 'Bulk Write is not available for this module',
		advice: 'Use Zoho CRM Advanced for this module',
	},
	MULTIPLE_OR_MULTI_ERRORS: {
		message: 'Zoho CRM does not accept several values: {field}',
		advice: 'Compare each value with the type and length of its field in Zoho CRM',
	},
	NOT_ALLOWED: {
		message: 'Zoho CRM does not allow this here',
		advice: 'Users cannot be created in a sandbox, and nobody can delete themselves',
	},
	NOT_APPROVED: {
		message: 'The record is not approved',
		advice: 'Approve it in Zoho CRM, then run the step again',
	},
	NOT_REVIEWED: {
		message: 'The record is not reviewed',
		advice: 'Review it in Zoho CRM, then run the step again',
	},
	NO_PERMISSION: {
		message: 'The user of the credential lacks a permission in Zoho CRM',
		advice:
			'Ask the administrator of Zoho CRM to add it to the profile of the user, or connect the credential as another user',
	},
	[SCOPE_MISMATCH]: {
		message: 'The credential was connected without a scope that this operation needs{scope}',
		advice:
			'Add the scope to the credential or put back its default scopes, then connect it again; a self client needs a new grant code that has it',
	},
	PAGINATION_LIMIT_EXCEEDED: {
		message: 'The list reaches no further: Zoho CRM gives 100,000 records',
		advice: 'Narrow the list, such as by a custom view or the time of change',
	},
	PATTERN_NOT_MATCHED: {
		message: 'A parameter of the request has not the form that Zoho CRM wants',
		advice: 'Check the parameters of the step, such as IDs, dates and e-mail addresses',
	},
	RECORD_IN_BLUEPRINT: {
		message: 'The record is in a Blueprint, which allows this change only by its transitions',
		advice: 'Make the change by a transition in Zoho CRM',
	},
	RECORD_LOCKED: {
		message: 'The record is locked',
		advice: 'Unlock it in Zoho CRM, then run the step again',
	},
	RECORD_NOT_IN_PROCESS: {
		message: 'The record is not in the process that this needs',
		advice: 'Look in Zoho CRM where its approval, review or Blueprint stands',
	},
	REQUEST_BODY_NOT_SUPPORTED: {
		message: 'Zoho CRM cannot read what was sent',
		advice: 'Check the values that are given as JSON; if there are none, please report this message',
	},
	REQUIRED_PARAM_MISSING: {
		message: 'A parameter of the request is missing',
		advice: 'Fill all parameters of the step',
	},
	RESOURCE_NOT_FOUND: {
		message: 'Zoho CRM does not have what the request names',
		advice: 'Check the id; results of jobs are kept for 7 days',
	},
	TOKEN_BOUND_DATA_MISMATCH: {
		message: 'The parameters changed between two pages of the list',
		advice: 'Run the step again',
	},
	TOO_MANY_REQUESTS: {
		message: 'Zoho CRM takes no more calls at the moment',
		advice:
			'Either too many calls ran side by side, or the API credits of the last 24 hours are used up: see Setup > Developer Hub > APIs & SDKs in Zoho CRM, wait, and run the step again for the rows that were not sent',
	},
	UNAPPROVABLE: {
		message: 'The users of this organization are managed in Zoho One or CRM Plus',
		advice: 'Add the user there',
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
