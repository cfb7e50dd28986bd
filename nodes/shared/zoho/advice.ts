import { UsageError, ZohoApiError, ZohoShapeError, ZohoTransportError } from './errors';
import { scopeOf } from './scopes';

/** What happened and what to do next, for a person. No full stop at the end of either. */
export interface Explanation {
	readonly message: string;
	readonly advice: string;
}

/** Sentences by Zoho's code; `{field}` is the field that Zoho named, `{scope}` a colon and the scope of the call. */
const BY_CODE: Readonly<Record<string, Explanation>> = {
	AMBIGUITY_DURING_PROCESSING: {
		message: 'Zoho CRM found the request ambiguous',
		advice: 'Remove one of the parameters that exclude each other',
	},
	ALREADY_MODIFIED: {
		message: 'The record was changed after the given time',
		advice: 'Read the record again and decide which values are right',
	},
	AUTHENTICATION_FAILURE: {
		message: 'Zoho CRM received no access token',
		advice: 'Open the credential and connect it again',
	},
	AUTHORIZATION_FAILED: {
		message: 'The user of the credential may not do this to the record',
		advice: 'Ask the administrator of Zoho CRM for the permission, or connect the credential as another user',
	},
	CANNOT_UPDATE_DELETED_USER: {
		message: 'The user is deleted and cannot be changed',
		advice: 'Choose another user',
	},
	CONCURRENT_JOB_LIMIT_EXCEEDED: {
		message: 'Too many jobs of this kind run in Zoho CRM',
		advice: 'Wait until some have ended, then run the step again',
	},
	DUPLICATE_DATA: {
		message: 'A record with the same {field} exists already',
		advice: 'Use Create or Update, or change the value; the id of the existing record stands in the details',
	},
	EMAIL_UPDATE_NOT_ALOWED: {
		message: 'The e-mail address of a user who accepted the invitation cannot be changed',
		advice: 'The user can change it in the settings of their Zoho account',
	},
	EXPECTED_PARAM_MISSING: {
		message: 'The search does not say what is looked for',
		advice: 'Give criteria, an e-mail address, a phone number or a word',
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
	INVALID_DATA: {
		message: 'Zoho CRM does not accept the value of {field}',
		advice: 'Compare the value with the type and length of the field in Zoho CRM',
	},
	INVALID_FIELD: {
		message: 'Zoho CRM does not know one of the mapped fields',
		advice: 'Check the API names of the columns; Zoho names the field in its message',
	},
	INVALID_MODULE: {
		message: 'Zoho CRM does not know this module',
		advice: 'Choose the module from the list, or give its API name (Setup > Developer Hub > APIs & SDKs > API Names)',
	},
	INVALID_QUERY: {
		message: 'Zoho CRM does not understand the criteria of the search',
		advice: 'Check the API name of the field, whether the condition suits its type, and the form of the value',
	},
	INVALID_TOKEN: {
		message: 'Zoho CRM does not accept the access token',
		advice: 'Check that the data center and environment of the credential are those of your Zoho account, then connect it again',
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
	NO_PERMISSION: {
		message: 'The user of the credential lacks a permission in Zoho CRM',
		advice: 'Ask the administrator of Zoho CRM to add it to the profile of the user, or connect the credential as another user',
	},
	NOT_ALLOWED: {
		message: 'Zoho CRM does not allow this here',
		advice: 'Users cannot be created in a sandbox, and nobody can delete themselves',
	},
	OAUTH_SCOPE_MISMATCH: {
		message: 'The credential was connected without a scope that this operation needs{scope}',
		advice: 'Add the scope to the credential or put back its default scopes, then connect it again',
	},
	RECORD_LOCKED: {
		message: 'The record is locked',
		advice: 'Unlock it in Zoho CRM, then run the step again',
	},
	REQUIRED_PARAM_MISSING: {
		message: 'A parameter of the request is missing',
		advice: 'Fill all parameters of the step',
	},
	RESOURCE_NOT_FOUND: {
		message: 'Zoho CRM does not have what the request names',
		advice: 'Check the id; results of jobs are kept for 7 days',
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
	PERMISSION_DENIED: 'NO_PERMISSION',
	RATE_LIMIT_EXCEEDED: 'TOO_MANY_REQUESTS',
};

const UNKNOWN_ID: Explanation = {
	message: 'No record has the given ID, or the user of the credential may not see it',
	advice: 'Check the ID; the record may have been deleted or merged',
};

/** The field that a refusal is about, with its place in the record: `Email`, `Owner.id`, `Work_History[0].Employer`. */
function fieldOf({ apiName, details }: ZohoApiError): string | null {
	const [, place] = /^\$\.\w+\[\d+\]\.(.+)$/.exec(String(details.json_path)) ?? [];
	return place ?? apiName;
}

/** Zoho says INVALID_DATA of an id too: in a row, in a list of ids, in the path. */
function isAboutId(error: ZohoApiError): boolean {
	const field = fieldOf(error);
	const isIdAlone = field === null && (error.details.id !== undefined || error.details.resource_path_index !== undefined);
	return error.code === 'INVALID_DATA' && (field === 'id' || isIdAlone);
}

/** Codes come from outside: only those of the tables are looked up. */
function findByCode(code: string): Explanation | undefined {
	const name = Object.hasOwn(SAME_AS, code) ? SAME_AS[code] : code;
	return Object.hasOwn(BY_CODE, name) ? BY_CODE[name] : undefined;
}

function explainRefusal(error: ZohoApiError): Explanation {
	const known = isAboutId(error) ? UNKNOWN_ID : findByCode(error.code);
	if (known !== undefined) {
		const field = fieldOf(error) ?? 'a field';
		const scope = scopeOf(error);
		const message = known.message.replace('{field}', () => field).replace('{scope}', scope === null ? '' : `: ${scope}`);
		return { message: `${message} (${error.code})`, advice: known.advice };
	}
	if (error.status >= 500) {
		return { message: `Zoho CRM is not able to answer at the moment (${error.code})`, advice: 'Wait some minutes, then run the step again' };
	}
	return {
		message: `Zoho CRM refused the request: ${error.message} (${error.code})`,
		advice: 'Look up the code in the documentation of the Zoho CRM API, v8',
	};
}

/** Explains anything that the client throws. Only words of ours, Zoho's code and Zoho's message are in it. */
export function explain(error: unknown): Explanation {
	if (error instanceof ZohoApiError) return explainRefusal(error);
	if (error instanceof UsageError) return { message: error.message, advice: error.advice };
	if (error instanceof ZohoTransportError) {
		return {
			message: 'No answer came from Zoho CRM',
			advice: 'Check the network and the data center of the credential, then run the step again',
		};
	}
	if (error instanceof ZohoShapeError) {
		return {
			message: error.message,
			advice: 'Something between n8n and Zoho CRM may have answered instead, such as a proxy. If not, please report this message',
		};
	}
	return { message: error instanceof Error ? error.message : String(error), advice: 'Please report this message with the version of the node' };
}

/**
 * Whether a failed write may have changed records all the same. What is neither an error of the client nor a refusal to
 * send is a fault in the code, at a point that nobody knows: then it may.
 */
export function mayHaveBeenApplied(error: unknown): boolean {
	if (error instanceof ZohoApiError || error instanceof ZohoTransportError || error instanceof ZohoShapeError) return error.mayHaveBeenApplied;
	return !(error instanceof UsageError);
}
