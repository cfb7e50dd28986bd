import { ExecutionBaseError, NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import { explain, type Explanation } from '../../zoho/advice/advice';
import { cutName } from '../../values/nameList';
import { UsageError, ZohoApiError, ZohoShapeError, ZohoTransportError } from '../../zoho/call/errors';

/** Zoho's error code, or one of ours if Zoho gave none. */
export function codeOf(error: unknown): string {
	if (error instanceof ZohoApiError || error instanceof UsageError) return error.code;
	if (error instanceof ZohoTransportError) return 'NO_ANSWER';
	return error instanceof ZohoShapeError ? 'WRONG_ANSWER' : 'NOT_SENT';
}

/** What happened and what to do next. Errors of n8n itself, such as a failed expression, keep n8n's words. */
export function explainToPerson(error: unknown): Explanation {
	if (!(error instanceof ExecutionBaseError)) {
		const told = explain(error);
		return { ...told, message: cutQuoted(told.message), advice: cutQuoted(told.advice) };
	}
	return {
		message: error.message,
		advice: error.description || 'Check the parameters of the node and their expressions',
	};
}

/** The longest text that is shown; only a stranger's text makes a longer one. */
const MAX_TEXT_LENGTH = 10_000;

/** A text whose quoted names are cut where they are long, whatever they come from. */
function cutQuoted(text: string): string {
	const cut = text.replace(/"[^"]*"/g, (quoted) => `"${cutName(quoted.slice(1, -1))}"`);
	return cut.length <= MAX_TEXT_LENGTH ? cut : `${cut.slice(0, MAX_TEXT_LENGTH).toWellFormed()}…`;
}

/**
 * Turns an error into the form that n8n shows: what happened as message, what to do next as description. Of the request it
 * contains method and path only: no token and no values.
 * @param itemIndex the input item that failed; undefined if all of them did
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		return error;
	}
	const { message: told, advice } = explainToPerson(error);
	const message = toPlainText(told);
	// n8n shows descriptions as HTML, and its own may have links.
	const description = error instanceof ExecutionBaseError ? advice : toHtml(advice);
	if (error instanceof ZohoApiError) {
		const { code, status, method, path, details } = error;
		const answer: JsonObject = { code, method, path, details: JSON.parse(JSON.stringify(details)) };
		return new NodeApiError(node, answer, { message, description, httpCode: String(status), itemIndex });
	}
	return new NodeOperationError(node, message, { description, itemIndex });
}

/**
 * A text for the message of an error. n8n shows it as HTML in a toast and as text in the panel, so whatever would begin markup
 * gets a character that looks alike.
 */
export function toPlainText(text: string): string {
	return text.replace(/<(?=[A-Za-z/!?])/g, '‹');
}

/**
 * A text for the places where n8n shows HTML: hints, and the descriptions of errors. Names from files and from Zoho appear
 * as they are written, and never become markup.
 */
export function toHtml(text: string): string {
	return text.replace(/&(?=#?\w+;)/g, '&amp;').replaceAll('<', '&lt;');
}
