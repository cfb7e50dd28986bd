import { findByCode, type Explanation } from './adviceByCode';
import { expectationOf } from './expectation';
import {
	isAboutCertificate,
	RESPONSE_TOO_LARGE,
	SCOPE_MISMATCH,
	TIME_OVER,
	UsageError,
	ZohoApiError,
	ZohoShapeError,
	ZohoTransportError,
	type ShownValue,
} from '../call/errors';
import { MAX_RESPONSE_BYTES } from '../call/limits';
import { scopeOf } from '../call/scopes';
import { isObject } from '../call/shape';

export type { Explanation } from './adviceByCode';

const UNKNOWN_ID: Explanation = {
	message: "No record has this ID, or the connected user can't see it",
	advice: 'Check the ID. The record may have been deleted or merged',
};

const SAME_USER: Explanation = {
	message: 'A user with the same {field} already exists',
	advice: 'Change the value, or find the user with Get Many, including deleted users, and use Update',
};

const UPLOAD_REFUSED: Explanation = {
	message: 'The upload host rejected the access token',
	advice:
		'Check Upload Host in the credential, and that its Scope includes ZohoFiles.files.ALL, then reconnect. A self client needs a new grant code with this scope',
};

const FROM_BETWEEN =
	'A proxy, a firewall or a login page between n8n and Zoho CRM may have responded instead. Ask your network administrator';

/** What to do where the answer has a status but no reason of Zoho's that can be read. */
const BY_STATUS: Readonly<Record<number, string>> = {
	403: FROM_BETWEEN,
	404: 'Check the Data Center of the credential and, if it is Custom, its URLs. If they are right, retry later',
	407: 'The proxy requires a login. Add it to the proxy URL of n8n (HTTPS_PROXY)',
	413: 'Send less at once, or shorten long values',
};

/** What a refusal says about its place. */
type Named = Pick<ZohoApiError, 'apiName' | 'details'>;

/** The place in the record that a refusal is about: `Email`, `Owner.id`, `Work_History[0].Employer`; null if it is about none. */
function placeOf({ apiName, details }: Named): string | null {
	const [, place] = /^\$\.\w+\[\d+\]\.(.+)$/.exec(String(details.json_path)) ?? [];
	return place ?? apiName ?? fieldsOf(details.errors);
}

const INSIDE_LOOKUP = /\.(id|name|email)$/;

/** Parameters of requests as the forms name them. */
const OPTION_LABELS: Readonly<Record<string, string>> = {
	apply_feature_execution: 'Automations: Also Check',
	duplicate_check_fields: 'Match Fields',
	lar_id: 'Assignment Rule',
	skip_feature_execution: 'Automations: Do Not Run',
	trigger: 'Chosen Automations',
};

/** What a refusal is about as the user knows it: an option, a field, a lookup and not the `id` inside; null if it names none. */
export function fieldOf(error: Named): string | null {
	const place = placeOf(error);
	if (place === null) return null;
	return Object.hasOwn(OPTION_LABELS, place) ? OPTION_LABELS[place] : place.replace(INSIDE_LOOKUP, '');
}

/** Whether a refusal is about what a lookup or a user field points to, and so names the `id` inside it. */
export const isInsideLookup = (error: Named): boolean => /\.(id|email)$/.test(placeOf(error) ?? '');

/** Fields with users, by names that every organization has. */
const USER_FIELD = /(^|\.)(Owner|Created_By|Modified_By)$/;

const NO_TARGET: Explanation = {
	message: "Zoho CRM can't find the record that {field} points to",
	advice:
		'Enter the ID of that record: use Search or Get Many of its module to find it. In a field for users, enter the email of the user',
};

const NO_USER: Explanation = {
	message: "Zoho CRM can't find the user in {field}",
	advice: 'Enter the email or the ID of an active user',
};

/** The fields that a list in `details` names, separated by commas; null if none. */
function fieldsOf(entries: unknown): string | null {
	if (!Array.isArray(entries)) return null;
	const names = entries
		.map((part: unknown) => (isObject(part) ? (isObject(part.details) ? part.details : part).api_name : null))
		.filter((name) => typeof name === 'string');
	return names.length === 0 ? null : names.join(', ');
}

/** A colon and the fields of which Zoho wants one; empty where it names none. */
function expectedFieldsOf({ details }: ZohoApiError): string {
	const names = fieldsOf(details.expected_fields);
	return names === null ? '' : `: ${names}`;
}

/** The id of the record that is there already, where Zoho refuses another one with the same value; null if it names none. */
export function existingIdOf(error: unknown): string | null {
	if (!(error instanceof ZohoApiError) || error.code !== 'DUPLICATE_DATA') return null;
	const { id, duplicate_record: record } = error.details;
	const found = id ?? (isObject(record) ? record.id : null);
	return typeof found === 'string' && /^\d+$/.test(found) ? found : null;
}

/** Zoho says INVALID_DATA of an id too: in a row, in a list of ids, in the path. */
export function isAboutId(error: ZohoApiError): boolean {
	const place = placeOf(error);
	const isIdAlone =
		place === null && (error.details.id !== undefined || error.details.resource_path_index !== undefined);
	return error.code === 'INVALID_DATA' && (place === 'id' || isIdAlone);
}

const isAboutUsers = ({ path }: ZohoApiError): boolean => /^\/crm\/v\d+\/users\b/.test(path);

const NOT_ALLOWED_TO_USERS: Explanation = {
	message: 'Zoho CRM does not allow this here',
	advice: "Users can't be created in a sandbox, and users can't delete themselves",
};

/** Names what exceeds the limit, and the limit, as far as Zoho says them. */
function explainLimit(error: ZohoApiError): Explanation {
	const { limit, maximum_length: length, param_name: param } = error.details;
	const most = limit ?? length;
	const whole = param === 'criteria' ? 'The number of conditions' : 'The request';
	const subject = fieldOf(error) === null ? whole : '{field}';
	const isNumber = typeof most === 'number' || (typeof most === 'string' && /^\d+$/.test(most));
	return {
		message: isNumber
			? `${subject} exceeds a limit of Zoho CRM, which is ${most}`
			: `${subject} exceeds a limit of Zoho CRM`,
		advice: fieldOf(error) === null ? 'Send less at once' : 'Shorten the value of {field}, or give it fewer entries',
	};
}

/** The sentences for a refusal; those for its place or status come before those for its code. */
function findSentences(error: ZohoApiError): Explanation | undefined {
	const { code, status, path } = error;
	if (isAboutId(error)) return UNKNOWN_ID;
	if (code === 'INVALID_DATA' && isInsideLookup(error))
		return USER_FIELD.test(fieldOf(error) ?? '') ? NO_USER : NO_TARGET;
	if (code === 'LIMIT_EXCEEDED') return explainLimit(error);
	if (code === 'NOT_ALLOWED' && isAboutUsers(error)) return NOT_ALLOWED_TO_USERS;
	if (code === 'DUPLICATE_DATA' && isAboutUsers(error)) return SAME_USER;
	if (status === 401 && path.endsWith('/upload') && code !== SCOPE_MISMATCH) return UPLOAD_REFUSED;
	return findByCode(code) ?? (status === 429 ? findByCode('TOO_MANY_REQUESTS') : undefined);
}

/** The sentences for a refusal of a record whose fields are known by label and value. */
function findShownSentences(error: ZohoApiError, { label, value }: ShownValue): Explanation | undefined {
	if (isAboutId(error))
		return {
			message: `${label} ${value ?? ''} was not found`,
			advice: "Check the ID. The record may have been deleted or merged, or the connected user can't see it",
		};
	if (error.code === 'MANDATORY_NOT_FOUND')
		return { message: `${label} is required`, advice: 'Enter a value, then retry' };
	if (error.code !== 'INVALID_DATA' || isInsideLookup(error)) return undefined;
	const expected = expectationOf(error.details);
	const quoted = value === null ? null : `"${value}"`;
	if (expected === null)
		return {
			message: quoted === null ? `Zoho CRM rejected the value of ${label}` : `${label}: Zoho CRM rejected ${quoted}`,
			advice: 'Correct the value. Zoho CRM shows the type and length of the field under Setup > Modules and Fields',
		};
	return {
		message: `${label} must be ${expected}${quoted === null ? '' : `, not ${quoted}`}`,
		advice: 'Correct the value, starting with the node that first reads it',
	};
}

function explainRefusal(error: ZohoApiError): Explanation {
	const { shown } = error;
	const known = (shown === null ? undefined : findShownSentences(error, shown)) ?? findSentences(error);
	if (known !== undefined) {
		const scope = scopeOf(error);
		const existingId = existingIdOf(error);
		const fill = (text: string): string =>
			text
				.replace('{field}', () => shown?.label ?? fieldOf(error) ?? 'a field')
				.replace('{must}', () => describeExpected(error))
				.replace('{each}', () => describeEach(error))
				.replace('{scope}', scope === null ? '' : `: ${scope}`)
				.replace('{existing}', existingId === null ? '' : `. The existing record is ${existingId}`)
				.replace('{expected}', () => expectedFieldsOf(error))
				.replace('{words}', () => error.message);
		const message = fill(known.message);
		return { message: shown === null ? `${message} (${error.code})` : message, advice: fill(known.advice) };
	}
	if (error.status >= 500) {
		return {
			message: `Zoho CRM is temporarily unavailable (${error.code})`,
			advice: 'Wait a few minutes, then retry',
		};
	}
	return { message: `Zoho CRM rejected the request: ${error.message} (${error.code})`, advice: adviseUnknown(error) };
}

/** What the value must be, as a sentence behind another; empty where Zoho says nothing about it. */
function describeExpected({ details }: ZohoApiError): string {
	const expected = expectationOf(details);
	return expected === null ? '' : `. Zoho CRM expects ${expected}`;
}

/** The fields of several reasons at once, each with what its value must be: `Email (an email), City`. */
function describeEach(error: ZohoApiError): string {
	const { errors } = error.details;
	const reasons = (Array.isArray(errors) ? (errors as readonly unknown[]) : []).flatMap((entry) => {
		if (!isObject(entry)) return [];
		const details = isObject(entry.details) ? entry.details : entry;
		if (typeof details.api_name !== 'string') return [];
		const expected = expectationOf(details);
		return [expected === null ? details.api_name : `${details.api_name} (${expected})`];
	});
	return reasons.length === 0 ? (fieldOf(error) ?? 'some fields') : reasons.join(', ');
}

/** What to do about a code where nothing but the code is known; null where that is not enough. */
export function adviceForCode(code: string): string | null {
	const advice = findByCode(code)?.advice;
	return advice === undefined || advice.includes('{') ? null : advice;
}

/** What a code says about a row where no sentence names its fields, as a clause. */
export function describeCode(code: string): string {
	const message = findByCode(code)?.message;
	return message === undefined || message.includes('{') ? `Zoho CRM returned ${code}` : `${message} (${code})`;
}

function adviseUnknown({ code, status }: ZohoApiError): string {
	if (code !== `HTTP_${status}`) return 'Look up the code in the documentation of the Zoho CRM API v8';
	return BY_STATUS[status] ?? FROM_BETWEEN;
}

/** The reason stands in the advice: n8n puts words of its own in the place of a message that has one of these codes. */
function explainNoAnswer({ host, reason }: ZohoTransportError): Explanation {
	const at = host === null ? '' : ` at ${host}`;
	const why = reason === null ? '' : ` (${reason})`;
	if (isAboutCertificate(reason)) {
		return {
			message: `The certificate of Zoho CRM${at} is not trusted`,
			advice: `Look for a proxy between n8n and Zoho CRM${why}, and give its certificate authority to n8n in NODE_EXTRA_CA_CERTS. If the Data Center is Custom, check its URLs`,
		};
	}
	if (reason === RESPONSE_TOO_LARGE) {
		return {
			message: `The response of Zoho CRM${at} is larger than ${MAX_RESPONSE_BYTES / 1_000_000} MB, so it was not read`,
			advice:
				'Fetch fewer fields, or write fewer records at a time. If that is not the reason, ask your network administrator for a proxy between n8n and Zoho CRM',
		};
	}
	if (reason === TIME_OVER) {
		return {
			message: `Zoho CRM${at} did not send a complete response in time`,
			advice: 'Check the network and the Data Center of the credential, then retry',
		};
	}
	return {
		message: `No response from Zoho CRM${at}`,
		advice: `Check the network${why} and the Data Center of the credential, then retry`,
	};
}

/** Explains anything that the client throws. Only words of ours, Zoho's code and Zoho's message are in it. */
export function explain(error: unknown): Explanation {
	if (error instanceof ZohoApiError) return explainRefusal(error);
	if (error instanceof UsageError) return { message: error.message, advice: error.advice };
	if (error instanceof ZohoTransportError) return explainNoAnswer(error);
	if (error instanceof ZohoShapeError) {
		return {
			message: error.message,
			advice: 'A proxy between n8n and Zoho CRM may have responded instead. If not, please report this message',
		};
	}
	return {
		message: error instanceof Error ? error.message : String(error),
		advice: 'Please report this message and the version of n8n-nodes-zoho-crm',
	};
}
