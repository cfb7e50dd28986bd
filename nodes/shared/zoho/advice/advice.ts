import { findByCode, type Explanation } from './adviceByCode';
import {
	isAboutCertificate,
	SCOPE_MISMATCH,
	UsageError,
	ZohoApiError,
	ZohoShapeError,
	ZohoTransportError,
} from '../call/errors';
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

/** The field that a refusal is about, with its place in the record: `Email`, `Owner.id`, `Work_History[0].Employer`. */
function fieldOf({ apiName, details }: ZohoApiError): string | null {
	const [, place] = /^\$\.\w+\[\d+\]\.(.+)$/.exec(String(details.json_path)) ?? [];
	return place ?? apiName ?? fieldsOf(details.errors);
}

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
function isAboutId(error: ZohoApiError): boolean {
	const field = fieldOf(error);
	const isIdAlone =
		field === null && (error.details.id !== undefined || error.details.resource_path_index !== undefined);
	return error.code === 'INVALID_DATA' && (field === 'id' || isIdAlone);
}

/** The sentences for a refusal; those for its place or status come before those for its code. */
function findSentences(error: ZohoApiError): Explanation | undefined {
	const { code, status, path } = error;
	if (isAboutId(error)) return UNKNOWN_ID;
	if (code === 'DUPLICATE_DATA' && /^\/crm\/v\d+\/users\b/.test(path)) return SAME_USER;
	if (status === 401 && path.endsWith('/upload') && code !== SCOPE_MISMATCH) return UPLOAD_REFUSED;
	return findByCode(code) ?? (status === 429 ? findByCode('TOO_MANY_REQUESTS') : undefined);
}

function explainRefusal(error: ZohoApiError): Explanation {
	const known = findSentences(error);
	if (known !== undefined) {
		const scope = scopeOf(error);
		const existingId = existingIdOf(error);
		const fill = (text: string): string =>
			text
				.replace('{field}', () => fieldOf(error) ?? 'a field')
				.replace('{scope}', scope === null ? '' : `: ${scope}`)
				.replace('{existing}', existingId === null ? '' : `. The existing record is ${existingId}`)
				.replace('{expected}', () => expectedFieldsOf(error))
				.replace('{words}', () => error.message);
		return { message: `${fill(known.message)} (${error.code})`, advice: fill(known.advice) };
	}
	if (error.status >= 500) {
		return {
			message: `Zoho CRM is temporarily unavailable (${error.code})`,
			advice: 'Wait a few minutes, then retry',
		};
	}
	return { message: `Zoho CRM rejected the request: ${error.message} (${error.code})`, advice: adviseUnknown(error) };
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
