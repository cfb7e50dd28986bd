import { NodeApiError, NodeOperationError, type IDataObject, type INode, type JsonObject } from 'n8n-workflow';
import { explain } from '../zoho/advice';
import { ZohoApiError, ZohoTransportError } from '../zoho/errors';

/** Zoho's code of a refusal, or a word of ours where Zoho gave none. */
export function codeOf(error: unknown): string {
	if (error instanceof ZohoApiError) return error.code;
	return error instanceof ZohoTransportError ? 'NO_ANSWER' : 'NOT_SENT';
}

/**
 * Turns what the client or a stage threw into the form that n8n shows: what happened as message, what to do next as
 * description. Nothing of the request but method and path goes into it: no token and no values.
 * @param itemIndex the input item that it is about; undefined if it is about all of them
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const { message, advice: description } = explain(error);
	if (error instanceof ZohoApiError) {
		const { code, status, method, path, details } = error;
		const answer: JsonObject = { code, method, path, details: JSON.parse(JSON.stringify(details)) };
		return new NodeApiError(node, answer, { message, description, httpCode: String(status), itemIndex });
	}
	return new NodeOperationError(node, message, { description, itemIndex });
}

/** What an item that was refused becomes when the step is set to go on: `{ error, code, next }`. */
export function describeRefusal(error: unknown): IDataObject {
	const { message, advice } = explain(error);
	return { error: message, code: codeOf(error), next: advice };
}
