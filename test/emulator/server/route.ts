import type { Route, ScopeChoice } from '../contract';

/** `GET /crm/v8/org`. */
type MethodAndPath = `${Route['method']} /${string}`;

/**
 * A route of the API with what most routes have in common: one credit, no records, not heavy.
 * @param source page of Zoho's documentation
 * @param scopes one that is needed, or all of which one must be given each, perhaps by the call
 * @param more what differs
 */
export function route(
	call: MethodAndPath,
	source: string,
	scopes: string | readonly ScopeChoice[] | Route['scopes'],
	handle: Route['handle'],
	more: Partial<Route> = {},
): Route {
	const [method, path] = call.split(' ') as [Route['method'], string];
	const choices = typeof scopes === 'string' ? [[scopes]] : scopes;
	return {
		method,
		path,
		host: 'api',
		source,
		scopes: typeof choices === 'function' ? choices : () => choices,
		credits: () => 1,
		records: () => 0,
		isHeavy: () => false,
		handle,
		...more,
	};
}
