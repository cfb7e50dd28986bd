/** Operations that the legacy operation WRITE stands for. Source: oauth 6. */
const WRITES = new Set(['create', 'update', 'delete']);

/** Whether a text has the form of a scope: `ZohoCRM.group[.module].OPERATION`, or one of Zoho's other services. */
function isScope(text: string): boolean {
	return /^(ZohoCRM|ZohoSearch|ZohoFiles|AaaServer)(\.[a-z_]+){1,3}$/i.test(text);
}

/**
 * Whether granted scopes allow what a needed scope names. A scope without a module covers every module of its group,
 * ALL covers every operation, and case does not matter. Source: oauth 6.
 */
export function coversScope(granted: readonly string[], needed: string): boolean {
	const wanted = needed.toLowerCase().split('.');
	const wantedOperation = wanted[wanted.length - 1];
	return granted.some((scope) => {
		const parts = scope.toLowerCase().split('.');
		const operation = parts[parts.length - 1];
		const isSameGroup =
			parts.length >= 3 &&
			parts.length <= wanted.length &&
			parts.slice(0, -1).every((part, index) => part === wanted[index]);
		return (
			isSameGroup &&
			(operation === wantedOperation || operation === 'all' || (operation === 'write' && WRITES.has(wantedOperation)))
		);
	});
}

/** The scopes of an authorization request; undefined when there is none or one has no such form. */
export function readScopes(text: string, acceptsSpaces: boolean): string[] | undefined {
	const scopes = text.split(acceptsSpaces ? /[,\s]+/ : /,/).filter((scope) => scope !== '');
	return scopes.length > 0 && scopes.every(isScope) ? scopes : undefined;
}
