import type { CallName } from './errors';

const OPERATION_OF: Readonly<Record<string, string>> = { DELETE: 'DELETE', GET: 'READ', POST: 'CREATE', PUT: 'UPDATE' };

/** Modules that have a scope of their own: their API names in lower case, without underscores. */
const MODULES: ReadonlySet<string> = new Set([
	'accounts',
	'calls',
	'campaigns',
	'cases',
	'contacts',
	'deals',
	'events',
	'invoices',
	'leads',
	'notes',
	'pricebooks',
	'products',
	'purchaseorders',
	'quotes',
	'salesorders',
	'solutions',
	'tasks',
	'vendors',
]);

/**
 * The narrowest scope that a call needs, e.g. `ZohoCRM.modules.leads.CREATE`; null for a path that is not known.
 * Source: Scopes, v8 (read 2026-11-21).
 */
export function scopeOf({ method, path }: CallName): string | null {
	const operation = OPERATION_OF[method] ?? 'ALL';
	if (path.startsWith('/crm/bulk/')) return `ZohoCRM.bulk.${operation}`;
	const [, group, part] = /^\/crm\/v\d+\/([A-Za-z0-9_]+)(?:\/([A-Za-z0-9_]+))?/.exec(path) ?? [];
	if (group === undefined) return null;
	if (group === 'upload') return 'ZohoFiles.files.ALL';
	if (group === 'settings') return `ZohoCRM.settings.${part ?? 'ALL'}.${operation}`;
	if (group === 'org' || group === 'users') return `ZohoCRM.${group}.${operation}`;
	const word = group.toLowerCase().replaceAll('_', '');
	return `ZohoCRM.modules.${MODULES.has(word) ? word : 'custom'}.${operation}`;
}
