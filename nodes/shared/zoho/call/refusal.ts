import type { Refusal } from './errors';
import { isObject } from './shape';

/**
 * The keys of Zoho's `details` that say where and why, never what a record holds. Everything else is dropped.
 * Source: error bodies of the v8 pages (read 2026-11-21).
 */
const LOCATORS: ReadonlySet<string> = new Set([
	'ambiguity_due_to',
	'api_name',
	'clause',
	'code',
	'column',
	'column_name',
	'dependee',
	'details',
	'duplicate_record',
	'errors',
	'expected_data',
	'expected_data_type',
	'expected_fields',
	'header_name',
	'id',
	'index',
	'job_id',
	'json_path',
	'layout_rule',
	'limit',
	'line',
	'linking_fields',
	'mapped_field',
	'maximum_length',
	'message',
	'minimum_length',
	'module',
	'operator',
	'owner_status',
	'param',
	'param_name',
	'param_names',
	'permissions',
	'reason',
	'regex',
	'resource_path_index',
	'supported_callback_methods',
	'supported_values',
	'supported_version',
]);

/** Zoho nests details at most so deep; a body that goes on is cut. */
const MAX_DEPTH = 5;

function keepLocators(value: unknown, depth = 0): unknown {
	if (depth > MAX_DEPTH) return null;
	if (Array.isArray(value)) return value.map((item: unknown) => keepLocators(item, depth + 1));
	if (!isObject(value)) return value;
	const kept = Object.entries(value).filter(([key]) => LOCATORS.has(key));
	return Object.fromEntries(kept.map(([key, part]) => [key, keepLocators(part, depth + 1)]));
}

/**
 * What one object of an answer says no to: the usual `{code, message, details, status: "error"}`, or one of the older
 * bodies of the file service.
 * @returns null if the object is no refusal
 */
export function readRefusal(value: unknown): Refusal | null {
	if (!isObject(value)) return null;
	if (value.status === 'error' && typeof value.code === 'string') {
		const details = keepLocators(value.details);
		const message = typeof value.message === 'string' ? value.message : value.code;
		return { code: value.code, message, details: isObject(details) ? details : {} };
	}
	if (value.ERROR_CODE !== undefined) {
		return { code: String(value.ERROR_CODE), message: String(value.ERROR_MESSAGE ?? value.ERROR_CODE), details: {} };
	}
	if (value['x-error'] !== undefined) {
		const message = value.info ?? value['x-info'] ?? value['x-error'];
		return { code: String(value['x-error']), message: String(message), details: {} };
	}
	return null;
}

/**
 * The refusal of a whole call: at the top of the body, or as the only entry of its only list (`data`, `users`). Bytes are
 * read as JSON.
 * @returns null if the body holds none, as a gateway's page does
 */
export function findRefusal(body: unknown): Refusal | null {
	const value = body instanceof Uint8Array ? parseJson(body) : body;
	const top = readRefusal(value);
	if (top !== null || !isObject(value)) return top;
	const lists = Object.values(value).filter((part): part is unknown[] => Array.isArray(part));
	return lists.length === 1 && lists[0].length === 1 ? readRefusal(lists[0][0]) : null;
}

const OPENING_BRACE = 0x7b;

function parseJson(bytes: Uint8Array): unknown {
	if (bytes[0] !== OPENING_BRACE) return null;
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		return null;
	}
}

/** Stands for a refusal where the answer gives no reason that can be read. */
export function describeStatus(status: number): Refusal {
	const message =
		status >= 300 && status < 400
			? `HTTP ${status}: the response redirects to another URL, and the token is not sent there`
			: `HTTP ${status} without a reason from Zoho`;
	return { code: `HTTP_${status}`, message, details: {} };
}
