import type { Answer } from '../contract';

/** Zoho's refusal of a whole call: `{code, details, message, status}` at the top level. */
export function refuse(
	status: number,
	code: string,
	message: string,
	details: Readonly<Record<string, unknown>> = {},
): Answer {
	return { status, body: { code, details, message, status: 'error' } };
}

/** The path leads nowhere. Source: limits-and-errors 6. */
export function refuseUnknownPath(): Answer {
	return refuse(404, 'INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one');
}

/** A mandatory query parameter is missing. */
export function refuseMissingParameter(name: string): Answer {
	return refuse(400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: name });
}

/** A query parameter does not have the form it must have. */
export function refuseParameter(name: string): Answer {
	return refuse(400, 'PATTERN_NOT_MATCHED', 'Please check whether the input values are correct', { api_name: name });
}

/** An id in the path that is none. @param index of its segment after `/crm/v8/` */
export function refusePathId(index: number): Answer {
	return refuse(400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: index });
}

/** A module that does not exist. @param details where it was named */
export function refuseModule(details: Readonly<Record<string, unknown>>): Answer {
	return refuse(400, 'INVALID_MODULE', 'the module name given seems to be invalid', details);
}

/** Whether a text can be an id: 15 to 19 digits. Source: records, head. */
export function isId(text: string): boolean {
	return /^\d{15,19}$/.test(text);
}

/** `page` and `per_page` of a list, or the refusal of either. */
export function readPage(
	query: Readonly<Record<string, string>>,
): { readonly page: number; readonly perPage: number } | Answer {
	const page = Number(query.page ?? '1');
	const perPage = Number(query.per_page ?? '200');
	if (!Number.isInteger(page) || page < 1) return refuseParameter('page');
	if (!Number.isInteger(perPage) || perPage < 1 || perPage > 200) return refuseParameter('per_page');
	return { page, perPage };
}
