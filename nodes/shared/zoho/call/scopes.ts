import { SCOPE_MISMATCH, UsageError, type CallName } from './errors';

/** The last part of a scope: what may be done. */
export type ScopeOperation = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE' | 'ALL';

/**
 * Every scope that the operations name, by what it is for; those of one module come from `moduleScope`.
 * Source: Scopes, v8 (read 2026-11-21).
 */
export const SCOPES = {
	bulk: { create: 'ZohoCRM.bulk.CREATE', read: 'ZohoCRM.bulk.READ' },
	coql: { read: 'ZohoCRM.coql.READ' },
	fields: { read: 'ZohoCRM.settings.fields.READ' },
	/** Uploads for bulk jobs. */
	files: { all: 'ZohoFiles.files.ALL' },
	layouts: { read: 'ZohoCRM.settings.layouts.READ' },
	/** All modules at once. */
	modules: {
		create: 'ZohoCRM.modules.CREATE',
		delete: 'ZohoCRM.modules.DELETE',
		read: 'ZohoCRM.modules.READ',
		update: 'ZohoCRM.modules.UPDATE',
	},
	/** Channels that tell what happens to records. */
	notifications: {
		create: 'ZohoCRM.notifications.CREATE',
		delete: 'ZohoCRM.notifications.DELETE',
		read: 'ZohoCRM.notifications.READ',
		update: 'ZohoCRM.notifications.UPDATE',
	},
	organization: { read: 'ZohoCRM.org.READ' },
	/** Searching and counting need it besides the scope of the module. */
	search: { read: 'ZohoSearch.securesearch.READ' },
	users: {
		create: 'ZohoCRM.users.CREATE',
		delete: 'ZohoCRM.users.DELETE',
		read: 'ZohoCRM.users.READ',
		update: 'ZohoCRM.users.UPDATE',
	},
} as const;

/** What a new credential asks for: enough for every operation of every node. */
export const DEFAULT_SCOPES: readonly string[] = [
	'ZohoCRM.modules.ALL',
	'ZohoCRM.settings.ALL',
	'ZohoCRM.users.ALL',
	SCOPES.organization.read,
	'ZohoCRM.bulk.ALL',
	SCOPES.coql.read,
	'ZohoCRM.notifications.ALL',
	SCOPES.search.read,
	SCOPES.files.all,
];

/** The narrowest scopes with which every operation of all nodes works, for any module. */
export const PACKAGE_SCOPES: readonly string[] = [
	SCOPES.bulk.create,
	SCOPES.bulk.read,
	SCOPES.coql.read,
	SCOPES.modules.create,
	SCOPES.modules.delete,
	SCOPES.modules.read,
	SCOPES.modules.update,
	SCOPES.organization.read,
	SCOPES.fields.read,
	...Object.values(SCOPES.notifications),
	SCOPES.users.create,
	SCOPES.users.delete,
	SCOPES.users.read,
	SCOPES.users.update,
	SCOPES.files.all,
	SCOPES.search.read,
];

const OPERATION_OF: Readonly<Record<string, ScopeOperation>> = {
	DELETE: 'DELETE',
	GET: 'READ',
	POST: 'CREATE',
	PUT: 'UPDATE',
};

/** Modules that have a scope of their own: their API names in lower case, without underscores and the ending `__s`. */
const MODULES: ReadonlySet<string> = new Set([
	'accounts',
	'activities',
	'appointments',
	'attachments',
	'calls',
	'campaigns',
	'cases',
	'contacts',
	'deals',
	'emails',
	'events',
	'invoices',
	'leads',
	'notes',
	'pricebooks',
	'products',
	'purchaseorders',
	'quotes',
	'salesorders',
	'services',
	'solutions',
	'tasks',
	'vendors',
]);

/** What a call is about: `/crm/v8/Leads/4150868000004601001/Notes` is `Leads`, and `Notes` of it. */
interface CallPlace {
	/** The module or group at the front. */
	readonly group: string;
	/** What lies below it, ids left out. */
	readonly parts: readonly string[];
	readonly operation: ScopeOperation;
}

function placeOf({ method, path }: CallName): CallPlace | null {
	const [, rest] = /^\/crm\/v\d+\/(.+)$/.exec(path) ?? [];
	const [group, ...parts] = (rest ?? '').split('/').filter((part) => !/^\d*$/.test(part));
	return group === undefined || !/^[A-Za-z0-9_]+$/.test(group)
		? null
		: { group, parts, operation: OPERATION_OF[method] ?? 'ALL' };
}

/** Lists below a record that have a scope beside that of the record's module. */
const LISTS_OF_THEIR_OWN: ReadonlySet<string> = new Set(['Attachments', 'Emails', 'Notes']);

/** Calls whose scopes do not follow from the module or group at the front, by what stands there. */
const BY_GROUP: Readonly<Record<string, (place: CallPlace) => readonly string[]>> = {
	actions: ({ operation }) => [`ZohoCRM.notifications.${operation}`],
	coql: () => [SCOPES.coql.read],
	files: ({ operation }) => [`ZohoCRM.Files.${operation}`],
	org: ({ parts, operation }) =>
		parts[0] === 'currencies' ? [`ZohoCRM.settings.currencies.${operation}`] : [`ZohoCRM.org.${operation}`],
	// Assignment rules lie one part deeper than their scope.
	settings: ({ parts, operation }) => [
		`ZohoCRM.settings.${(parts[0] === 'automation' ? parts[1] : parts[0]) ?? 'ALL'}.${operation}`,
	],
	upload: () => [SCOPES.files.all],
	users: ({ operation }) => [`ZohoCRM.users.${operation}`],
};

/** Calls below a module, by the last part of their path. */
const BY_LAST_PART: Readonly<Record<string, (place: CallPlace) => readonly string[]>> = {
	add_tags: changeOfTags,
	count: searched,
	remove_tags: changeOfTags,
	search: searched,
};

function searched({ group, operation }: CallPlace): string[] {
	return [SCOPES.search.read, moduleScope(group, operation)];
}

/** The pages name the module with WRITE or ALL, the OpenAPI file of 2026 the tags. */
function changeOfTags({ group }: CallPlace): string[] {
	return ['ZohoCRM.settings.tags.ALL', moduleScope(group, 'ALL')];
}

/** Notes and attachments need a scope of their own, and reading the module that the record belongs to. */
function scopesBelowModule(place: CallPlace): readonly string[] {
	const { group, parts, operation } = place;
	const list = parts.find((part) => LISTS_OF_THEIR_OWN.has(part));
	if (list !== undefined) return [moduleScope(list, operation), moduleScope(group, 'READ')];
	const last = parts.at(-1) ?? '';
	return Object.hasOwn(BY_LAST_PART, last) ? BY_LAST_PART[last](place) : [moduleScope(group, operation)];
}

/**
 * The narrowest scope that a call needs, e.g. `ZohoCRM.modules.leads.CREATE`; several with a comma; null for a path that is
 * not known.
 * Source: Scopes, v8; Notes, Attachments, Tags and Files, v8 (read 2026-11-21).
 */
export function scopeOf(call: CallName): string | null {
	const [, bulk] = /^\/crm\/bulk\/v\d+\/(read|write)/.exec(call.path) ?? [];
	// A bulk read only reads, even where it makes a job.
	if (bulk !== undefined) return `ZohoCRM.bulk.${bulk === 'read' ? 'READ' : (OPERATION_OF[call.method] ?? 'ALL')}`;
	const place = placeOf(call);
	if (place === null) return null;
	const scopes = Object.hasOwn(BY_GROUP, place.group) ? BY_GROUP[place.group](place) : scopesBelowModule(place);
	return scopes.join(', ');
}

/** The scope for the records of one module, e.g. `ZohoCRM.modules.leads.READ`; modules without one of their own share `custom`. */
export function moduleScope(module: string, operation: ScopeOperation): string {
	const word = module.toLowerCase().replace(/__s$/, '').replaceAll('_', '');
	return `ZohoCRM.modules.${MODULES.has(word) ? word : 'custom'}.${operation}`;
}

/** What the legacy operation WRITE stands for. */
const WRITES: ReadonlySet<string> = new Set(['create', 'delete', 'update']);

/** Whether one granted scope allows what a needed one names. */
function covers(granted: string, needed: string): boolean {
	const has = granted.toLowerCase().split('.');
	const wants = needed.toLowerCase().split('.');
	const operation = has.pop() ?? '';
	const wanted = wants.pop() ?? '';
	// A scope without a module is for every module of its group; one without a group is none.
	const isForGroup = has.length >= 2 && has.every((part, index) => part === wants[index]);
	return isForGroup && (operation === wanted || operation === 'all' || (operation === 'write' && WRITES.has(wanted)));
}

/**
 * The needed scopes that were not granted, in their order; case does not matter.
 * @param granted as the token answer named them; null if it named none: then nothing counts as missing
 * Source: Scopes, v8 (read 2026-11-21).
 */
export function findMissingScopes(granted: readonly string[] | null, needed: readonly string[]): string[] {
	if (granted === null) return [];
	return needed.filter((scope, index) => needed.indexOf(scope) === index && !granted.some((one) => covers(one, scope)));
}

/** Whether a token is known to have the scope of queries. */
export const canQuery = (granted: readonly string[] | null): boolean =>
	granted !== null && findMissingScopes(granted, [SCOPES.coql.read]).length === 0;

/**
 * Compares what a token was granted with what work needs, before anything is sent.
 * @throws UsageError naming every missing scope
 */
export function checkScopes(granted: readonly string[] | null, needed: readonly string[]): void {
	const missing = findMissingScopes(granted, needed);
	if (missing.length === 0) return;
	const [noun, pronoun] = missing.length === 1 ? ['a scope', 'it'] : ['scopes', 'them'];
	throw new UsageError(
		`The credential was connected without ${noun} that this operation needs: ${missing.join(', ')} (${SCOPE_MISMATCH})`,
		`Add ${pronoun} to the credential, then reconnect. A self client needs a new grant code with ${pronoun}`,
		SCOPE_MISMATCH,
	);
}
