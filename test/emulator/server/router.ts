import type { Route } from '../contract';

/** A route that fits a path, and the values of its `:name` parts. */
export interface Match {
	readonly route: Route;
	readonly params: Readonly<Record<string, string>>;
}

/** What the router finds for a call. */
export type Found =
	| { readonly kind: 'match'; readonly match: Match }
	| { readonly kind: 'wrong method' }
	| { readonly kind: 'unknown path' };

interface Pattern {
	readonly host: Route['host'];
	/** Without the leading `*`. */
	readonly segments: readonly string[];
	readonly hasPrefix: boolean;
	readonly routes: readonly Route[];
}

function buildPattern(routes: readonly Route[]): Pattern {
	const [{ path, host }] = routes;
	const segments = path.split('/').slice(1);
	const hasPrefix = segments[0] === '*';
	return { host, segments: hasPrefix ? segments.slice(1) : segments, hasPrefix, routes };
}

/** Fixed segments before parts, from left to right; patterns under any prefix last. */
function comparePatterns(left: Pattern, right: Pattern): number {
	const rank = ({ segments, hasPrefix }: Pattern) =>
		(hasPrefix ? '2' : '') + segments.map((segment) => (segment.startsWith(':') ? '1' : '0')).join('');
	return rank(left).localeCompare(rank(right));
}

/** First segments that are no modules: what is unknown below them is an unknown path. */
const NO_MODULES: ReadonlySet<string> = new Set([
	'bulk',
	'org',
	'settings',
	'upload',
	'users',
	'actions',
	'coql',
	'files',
	'__apis',
	'__composite_requests',
	'__features',
]);

function matchPattern({ segments, hasPrefix }: Pattern, path: string): Record<string, string> | undefined {
	const all = path.split('/').slice(1);
	const given = hasPrefix ? all.slice(-segments.length) : all;
	if (given.length !== segments.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, segment] of segments.entries()) {
		if (!segment.startsWith(':')) {
			if (segment !== given[index]) return undefined;
		} else {
			if (given[index] === '' || (segment === ':module' && NO_MODULES.has(given[index]))) return undefined;
			params[segment.slice(1)] = decodeSegment(given[index]);
		}
	}
	return params;
}

function decodeSegment(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/**
 * Finds the route for a call. The path decides first, then the method: a known path never falls through to a vaguer one.
 * The main address serves both hosts' routes, because sources disagree about where files go (bulk-write 2); the file address only files.
 */
export function createRouter(
	routes: readonly Route[],
): (address: 'main' | 'files', method: string, path: string) => Found {
	const byPath = new Map<string, Route[]>();
	for (const route of routes) {
		const key = `${route.host} ${route.path}`;
		byPath.set(key, [...(byPath.get(key) ?? []), route]);
	}
	const patterns = [...byPath.values()].map(buildPattern).sort(comparePatterns);
	return (address, method, path) => {
		for (const pattern of patterns) {
			if (address === 'files' && pattern.host !== 'files') continue;
			const params = matchPattern(pattern, path);
			if (!params) continue;
			const route = pattern.routes.find((entry) => entry.method === method);
			return route ? { kind: 'match', match: { route, params } } : { kind: 'wrong method' };
		}
		return { kind: 'unknown path' };
	};
}
