import type { INodeParameters } from 'n8n-workflow';

/** What an expression may name and still come to the same for every item. */
const SAME_FOR_ALL: ReadonlySet<string> = new Set([
	'env',
	'execution',
	'if',
	'ifEmpty',
	'max',
	'min',
	'now',
	'secrets',
	'today',
	'vars',
	'workflow',
]);

/**
 * Whether a parameter of a step can come out differently for each item: whether it is an expression over anything but time,
 * variables and the workflow.
 * @param parameters as they are saved, not evaluated
 */
export function usesItem(parameters: INodeParameters): boolean {
	return holdsItemExpression(parameters);
}

/** Whether a saved value is an expression, or has one in it. */
export function holdsExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	return typeof raw === 'object' && raw !== null && Object.values(raw).some(holdsExpression);
}

function holdsItemExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=') && namesOf(raw).some((name) => !SAME_FOR_ALL.has(name));
	return typeof raw === 'object' && raw !== null && Object.values(raw).some(holdsItemExpression);
}

/** `$json.Email` names `json`; `$('Step')` names nothing, which is in no list. */
function namesOf(expression: string): string[] {
	return [...expression.matchAll(/\$(\w*)/g)].map(([, name]) => name);
}
