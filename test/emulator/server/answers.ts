import type { Answer } from '../contract';

/** What details say beside code and message. */
export type Details = Readonly<Record<string, unknown>>;

/** JSON as it goes out. */
export type Shape = Readonly<Record<string, unknown>>;

/** Zoho's refusal of a whole call: `{code, details, message, status}` at the top level. */
export function errorAnswer(status: number, code: string, message: string, details: Details = {}): Answer {
	return { status, body: { code, details, message, status: 'error' } };
}

/** The path leads nowhere. Source: limits-and-errors 6. */
export function unknownPath(): Answer {
	return errorAnswer(404, 'INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one');
}

/** Thrown wherever a call turns out to be wrong; the caller is answered with it. */
export class Refusal extends Error {
	answer: Answer;

	constructor(status: number, code: string, message: string, details: Details = {}) {
		super(message);
		this.answer = errorAnswer(status, code, message, details);
	}

	/** The same as the one entry of a list. */
	inList(key: string): this {
		this.answer = { ...this.answer, body: { [key]: [this.answer.body] } };
		return this;
	}
}

/** What a handler answers, be it a refusal. */
export async function answerOf(handle: () => Answer | Promise<Answer>): Promise<Answer> {
	try {
		return await handle();
	} catch (refusal) {
		if (refusal instanceof Refusal) return refusal.answer;
		throw refusal;
	}
}

/** Something in the call has the wrong shape. @param details where, and what is expected */
export function invalidData(details: Details, message = 'invalid data'): Refusal {
	return new Refusal(400, 'INVALID_DATA', message, details);
}

/** An id in the path that is none. @param index of its segment after `/crm/v8/` */
export function invalidId(index: number): Refusal {
	return invalidData({ resource_path_index: index }, 'the id given seems to be invalid');
}

/** A module that does not exist. @param details where it was named */
export function invalidModule(details: Details): Refusal {
	return new Refusal(400, 'INVALID_MODULE', 'the module name given seems to be invalid', details);
}

/** A mandatory query parameter is missing. @param key under which its name is told */
export function missingParameter(name: string, key = 'param_name'): Refusal {
	return new Refusal(400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { [key]: name });
}

/** A query parameter does not have the form it must have. */
export function wrongParameter(name: string): Refusal {
	const message = 'Please check whether the input values are correct';
	return new Refusal(400, 'PATTERN_NOT_MATCHED', message, { api_name: name });
}

/** A mandatory key of the body is missing. */
export function missingKey(apiName: string, jsonPath = `$.${apiName}`): Refusal {
	const details = { api_name: apiName, json_path: jsonPath };
	return new Refusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', details);
}

/** The answer of a call that went well. */
export function ok(body: Shape): Answer {
	return { status: 200, body };
}

/** A list under its key; an empty one is 204, as everywhere. */
export function listAnswer(key: string, entries: readonly Shape[]): Answer {
	return entries.length > 0 ? ok({ [key]: entries }) : { status: 204 };
}

/** One page of a list with its `info`. @param more keys of `info` besides the usual ones */
export function pageAnswer<Entry>(
	key: string,
	entries: readonly Entry[],
	shapeOf: (entry: Entry) => Shape,
	{ page, perPage }: { readonly page: number; readonly perPage: number },
	more: Shape = {},
): Answer {
	const first = (page - 1) * perPage;
	const shown = entries.slice(first, first + perPage);
	if (shown.length === 0) return { status: 204 };
	const moreRecords = first + shown.length < entries.length;
	return ok({
		[key]: shown.map(shapeOf),
		info: { per_page: perPage, count: shown.length, page, more_records: moreRecords, ...more },
	});
}
